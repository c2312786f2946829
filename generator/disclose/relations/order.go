package relations

import (
	"cmp"
	"slices"

	"vitrine/generator/report"
)

// unlikely are the odds against chance from which an order counts as that of the
// figures: four members, or three in three strata.
const unlikely = 10

// Follows names the measure with withheld figures in whose order the members of a dimension stand, here or in
// another dataset; "" when there is none, or the order has a meaning of its own. Members of one parent are compared
// by themselves, too. withheld reports whether a figure is withheld.
func (d *Dataset) Follows(dimension int, members []*report.Member, withheld func(row, measure int) bool) string {
	x := d.Header.Dimensions[dimension]
	if x.Kind == report.KindPeriod || x.Kind == report.KindOrdinal {
		return ""
	}
	at := map[string]int{}
	for i, m := range members {
		at[m.ID] = i
	}
	for _, apart := range []bool{false, true} {
		groups := d.inOrderOf(dimension, at, apart)
		for m, measure := range d.Header.Measures {
			hidden := func(row int) bool { return withheld(row, m) }
			any := func(rows []int) bool { return slices.ContainsFunc(rows, hidden) }
			asked := measure.People || slices.ContainsFunc(groups, any)
			if !measure.Rating() && asked && d.ordered(groups, m, hidden) {
				return measure.ID
			}
		}
	}
	return ""
}

// Appearing returns the members of a dimension in the order in which rows name them first.
func (d *Dataset) Appearing(dimension int) (members []*report.Member) {
	seen := map[string]bool{}
	for _, row := range d.Rows {
		if id := row.Keys[dimension]; !seen[id] {
			seen[id] = true
			if m := d.Header.Dimensions[dimension].Member(id); m != nil {
				members = append(members, m)
			}
		}
	}
	return members
}

// inOrderOf returns the rows that differ in a dimension alone, in the order of members by their places; apart by the
// members' parents where asked for.
func (d *Dataset) inOrderOf(dimension int, at map[string]int, apart bool) [][]int {
	x := d.Header.Dimensions[dimension]
	groups := d.GroupRows(func(r int) string {
		name := d.Rows[r].KeysExcept(dimension) + "\x01" + report.SourceIDs(d.Rows[r].Sources)
		if m := x.Member(d.Rows[r].Keys[dimension]); apart && m != nil {
			name += "\x01" + m.Parent
		}
		return name
	})
	for i, rows := range groups {
		rows = slices.DeleteFunc(rows, func(r int) bool {
			_, there := at[d.Rows[r].Keys[dimension]]
			return !there || d.Rows[r].Keys[dimension] == x.Total
		})
		slices.SortStableFunc(rows, func(a, b int) int {
			return cmp.Compare(at[d.Rows[a].Keys[dimension]], at[d.Rows[b].Keys[dimension]])
		})
		groups[i] = rows
	}
	return slices.DeleteFunc(groups, func(rows []int) bool { return len(rows) == 0 })
}

// ordered reports whether a measure's figures rise or fall in groups of rows, and not by
// chance: in all groups, or in one in which a figure is withheld.
func (d *Dataset) ordered(groups [][]int, measure int, withheld func(row int) bool) bool {
	odds, all := int64(1), true
	decimals := d.decimals(false)
	for _, rows := range groups {
		var values []int64
		secret := false
		for _, r := range rows {
			if v, ok := d.units(r, measure, decimals); ok {
				values = append(values, v)
				secret = secret || withheld(r)
			}
		}
		switch {
		case len(values) < 3:
		case !monotone(values):
			all = false
		case secret && orders(len(values)) >= surely*int64(len(groups)):
			return true
		default:
			odds = against(odds, orders(len(values))-1)
		}
	}
	return all && odds >= unlikely
}

// monotone reports whether numbers rise or fall all along.
func monotone(values []int64) bool {
	down := slices.IsSortedFunc(values, func(a, b int64) int { return cmp.Compare(b, a) })
	return values[0] != values[len(values)-1] && (down || slices.IsSorted(values))
}

// orders returns how many orders of n things there are for each that rises or falls.
func orders(n int) int64 {
	odds := int64(1)
	for i := 3; i <= n; i++ {
		odds = against(odds, int64(i-1))
	}
	return odds
}
