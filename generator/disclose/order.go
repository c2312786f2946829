package disclose

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"vitrine/generator/report"
	"vitrine/generator/source"
)

// The order of rows tells something when it is that of the figures: a withheld count
// lies between its neighbours'. So the rows of a dataset with withheld cells are published in
// the order of their members, and members of a category whose order is that of a
// count are published in the order of their ids.

// unlikely are the odds against chance from which an order counts as that of the
// figures: four members, or three in three places.
const unlikely = 10

// arrange puts a published dataset in an order that does not depend on its figures.
func (f figures) arrange(out *report.Dataset, problems *source.Problems) {
	if out.Disclosure.Suppressed == 0 {
		return
	}
	out.Dimensions = slices.Clone(out.Dimensions)
	for i, d := range out.Dimensions {
		measure := f.follows(i, out)
		if measure == "" {
			continue
		}
		sorted := *d
		sorted.Members = slices.Clone(d.Members)
		slices.SortStableFunc(sorted.Members, func(a, b *report.Member) int {
			return cmp.Or(cmp.Compare(f.totalFirst(d, a), f.totalFirst(d, b)), cmp.Compare(a.ID, b.ID))
		})
		out.Dimensions[i] = &sorted
		text := fmt.Sprintf("the members of %s stand in the order of %s, which would tell where a withheld count lies; "+
			"they are published in the order of their ids", d.ID, measure)
		problems.Add(source.Problem{Pos: d.Pos, Text: text, Warning: true,
			Hint: "where the order has a meaning of its own, kind = \"ordinal\" keeps it"})
	}
	place := make([]map[string]int, len(out.Dimensions))
	for i, d := range out.Dimensions {
		place[i] = map[string]int{}
		for n, m := range d.Members {
			place[i][m.ID] = n
		}
	}
	slices.SortStableFunc(out.Rows, func(a, b *report.Row) int {
		for i := range out.Dimensions {
			if c := cmp.Compare(place[i][a.Keys[i]], place[i][b.Keys[i]]); c != 0 {
				return c
			}
		}
		return cmp.Compare(a.SourceIDs(), b.SourceIDs())
	})
}

// totalFirst keeps a total where it stands, before all others or after them.
func (f figures) totalFirst(d *report.Dimension, m *report.Member) int {
	switch {
	case m.ID != d.Total:
		return 0
	case d.Members[0] == m:
		return -1
	}
	return 1
}

// follows names the measure of people whose figures stand in the order of a
// dimension's members; "" when there is none, or the order has a meaning of its own.
func (f figures) follows(dimension int, out *report.Dataset) string {
	d := f.Header.Dimensions[dimension]
	if d.Kind == report.KindPeriod || d.Kind == report.KindOrdinal {
		return ""
	}
	at := map[string]int{}
	for i, m := range d.Members {
		at[m.ID] = i
	}
	for measure, m := range f.Header.Measures {
		if !m.People || m.Rating() {
			continue
		}
		groups := map[string][]int{} // rows by their other keys
		var names []string
		for r, row := range f.Rows {
			if row.Keys[dimension] == d.Total {
				continue
			}
			name := strings.Join(withKey(row.Keys, dimension, "*"), "\x00") + "\x01" + report.SourceIDs(row.Sources)
			if groups[name] == nil {
				names = append(names, name)
			}
			groups[name] = append(groups[name], r)
		}
		odds, all := int64(1), true // against chance, where all groups are in order
		rare := false               // one group is, of which that is unlikely
		for _, name := range names {
			rows := groups[name]
			slices.SortStableFunc(rows, func(a, b int) int { return cmp.Compare(at[f.Rows[a].Keys[dimension]], at[f.Rows[b].Keys[dimension]]) })
			values, withheld := f.sequence(rows, measure, out)
			if len(values) < 3 {
				continue
			}
			if !monotone(values) {
				all = false
				continue
			}
			odds = against(odds, orders(len(values))-1)
			rare = rare || withheld && orders(len(values)) >= surely*int64(len(names))
		}
		if all && odds >= unlikely || rare {
			return m.ID
		}
	}
	return ""
}

// sequence are the figures of some rows, and whether one of them is withheld.
func (f figures) sequence(rows []int, measure int, out *report.Dataset) (values []int64, withheld bool) {
	for _, r := range rows {
		if v, ok := f.exact(r, measure); ok {
			values = append(values, v)
			withheld = withheld || out.Rows[r].Cells[measure].State == report.Suppressed
		}
	}
	return values, withheld
}

// monotone reports whether numbers rise or fall all along.
func monotone(values []int64) bool {
	down := slices.IsSortedFunc(values, func(a, b int64) int { return cmp.Compare(b, a) })
	return values[0] != values[len(values)-1] && (down || slices.IsSorted(values))
}

// orders is how many orders of n things there are for each that rises or falls.
func orders(n int) int64 {
	odds := int64(1)
	for i := 3; i <= n; i++ {
		odds = against(odds, int64(i-1))
	}
	return odds
}
