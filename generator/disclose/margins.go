package disclose

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"vitrine/generator/report"
)

// margin is what a dataset counts in each place that some of its dimensions name, all
// others taken together: the row of their totals, or the rows that make them up.
type margin map[string]marginCell

type marginCell struct {
	terms []figureTerm
	value int64
}

// repeated finds figures that two datasets count alike without saying so: in every place that both
// have, one's total is the other's.
func repeated(datasets []figures) (list []relation) {
	for j := range datasets {
		for i := range j {
			a, b := datasets[i], datasets[j]
			if a.Header.Disclosure.Method == "suppress" || b.Header.Disclosure.Method == "suppress" {
				list = append(list, alike(a, b)...)
			}
		}
	}
	return list
}

// alike finds which measures of people two datasets repeat of each other: as their totals,
// or one as a slice of the other.
func alike(a, b figures) (list []relation) {
	shared := sharedDimensions(a.Header, b.Header)
	for i, m := range a.Header.Measures {
		for j, n := range b.Header.Measures {
			if !m.People || !n.People || !counted(m) || !counted(n) || m.Decimals != n.Decimals ||
				m.SameAs == b.Header.ID+"/"+n.ID || n.SameAs == a.Header.ID+"/"+m.ID {
				continue
			}
			var found relation
			for _, some := range subsets(shared) {
				equations, by := repeats(a, b, i, j, some)
				if found.equations == nil {
					other := b.Header.ID + "/" + n.ID
					found = relation{m.Pos, fmt.Sprintf("%s is %s%s wherever both are", m.ID, other, by), fmt.Sprintf("same_as = %q declares it", other), nil, true}
				}
				found.equations = append(found.equations, equations...) // a coarser margin may have places that a finer one lacks
			}
			if len(found.equations) > 0 {
				list = append(list, found)
			}
		}
	}
	return list
}

// repeats are the equations of two measures by some shared dimensions: of their totals
// over all others, and of the slices that members of the others cut out.
func repeats(a, b figures, i, j int, some [][2]int) (equations [][]figureTerm, by string) {
	for _, pair := range some {
		by += " by " + a.Header.Dimensions[pair[0]].ID
	}
	if equations, odds := same(a.margin(i, side(some, 0)), b.margin(j, side(some, 1))); odds > 1 {
		return equations, by
	}
	as, bs := a.slices(i, side(some, 0)), b.slices(j, side(some, 1))
	tries := int64(len(as) * len(bs))
	if tries > mostSlices {
		return nil, by
	}
	for _, x := range slices.Sorted(maps.Keys(as)) {
		for _, y := range slices.Sorted(maps.Keys(bs)) {
			if more, odds := same(as[x], bs[y]); odds/tries >= surely {
				equations = append(equations, more...)
			}
		}
	}
	return equations, by
}

// mostSlices is how many pairs of slices of two datasets are compared.
const mostSlices = 20_000

// slices are the margins of a measure that single members of all other dimensions cut
// out, by these members.
func (f figures) slices(measure int, dimensions []int) map[string]margin {
	list := map[string]margin{}
	for r, row := range f.Rows {
		v, ok := f.exact(r, measure)
		if !ok || !f.alone[r] {
			continue
		}
		var name, slice strings.Builder
		for _, i := range dimensions {
			name.WriteString(row.Keys[i] + "\x00")
		}
		for i, key := range row.Keys {
			if !slices.Contains(dimensions, i) {
				slice.WriteString(key + "\x00")
			}
		}
		if list[slice.String()] == nil {
			list[slice.String()] = margin{}
		}
		list[slice.String()][name.String()] = marginCell{[]figureTerm{{f.index, r, measure, 1}}, v}
	}
	return list
}

// sharedDimensions pairs the dimensions that both datasets have with some member in
// common: of one id, or the only ones of time.
func sharedDimensions(a, b *report.Dataset) (pairs [][2]int) {
	for i, d := range a.Dimensions {
		j := b.Index(d.ID)
		if j < 0 && d.Kind == report.KindPeriod && periods(a) == 1 && periods(b) == 1 {
			j = slices.IndexFunc(b.Dimensions, func(x *report.Dimension) bool { return x.Kind == report.KindPeriod })
		}
		if j >= 0 && slices.ContainsFunc(d.Members, func(m *report.Member) bool { return b.Dimensions[j].Member(m.ID) != nil }) {
			pairs = append(pairs, [2]int{i, j})
		}
	}
	return pairs
}

func periods(d *report.Dataset) (n int) {
	for _, x := range d.Dimensions {
		if x.Kind == report.KindPeriod {
			n++
		}
	}
	return n
}

// subsets are all selections of some pairs, the largest first.
func subsets(pairs [][2]int) (list [][][2]int) {
	pairs = pairs[:min(len(pairs), 5)]
	for set := range 1 << len(pairs) {
		var some [][2]int
		for i, pair := range pairs {
			if set>>i&1 == 1 {
				some = append(some, pair)
			}
		}
		list = append(list, some)
	}
	slices.SortStableFunc(list, func(a, b [][2]int) int { return len(b) - len(a) })
	return list
}

// side are the dimensions of one of both datasets.
func side(pairs [][2]int, of int) (dimensions []int) {
	for _, pair := range pairs {
		dimensions = append(dimensions, pair[of])
	}
	return dimensions
}

// same are the equations of two margins and the odds against chance. One place in four
// may differ.
func same(a, b margin) (equations [][]figureTerm, odds int64) {
	odds = 1
	differ := 0
	for name, x := range a { // most do
		if y, both := b[name]; both && x.value != y.value {
			if differ++; differ > mostMisses {
				return nil, 0
			}
		}
	}
	misses := 0
	for _, name := range slices.Sorted(maps.Keys(a)) {
		x := a[name]
		y, both := b[name]
		if !both {
			continue
		}
		if x.value != y.value {
			misses++
			continue
		}
		odds = against(odds, x.value)
		equation := slices.Clone(x.terms)
		for _, t := range y.terms {
			t.sign = -t.sign
			equation = append(equation, t)
		}
		equations = append(equations, equation)
	}
	if misses > mostMisses || misses*3 > len(equations) {
		return nil, 0
	}
	for n := range misses {
		odds /= int64(len(equations) + misses - n)
	}
	return equations, odds
}

// margin adds up a measure over all dimensions but some. A place of which a figure
// is missing or not exact, or that several sources count, has none.
func (f figures) margin(measure int, dimensions []int) margin {
	h := f.Header
	m, broken := margin{}, map[string]bool{}
	for r, row := range f.Rows {
		var name strings.Builder
		taken := true
		for _, i := range dimensions {
			name.WriteString(row.Keys[i] + "\x00")
		}
		for i, d := range h.Dimensions {
			switch {
			case slices.Contains(dimensions, i):
			case f.totals[i][measure] != "":
				taken = taken && row.Keys[i] == f.totals[i][measure]
			default: // a member that is part of another is in it
				taken = taken && len(d.Ancestors(row.Keys[i])) == 0
				taken = taken && d.Kind != report.KindPeriod
			}
		}
		if !taken {
			continue
		}
		v, ok := f.exact(r, measure)
		if !ok || !f.alone[r] {
			broken[name.String()] = true
			continue
		}
		c := m[name.String()]
		c.terms = append(c.terms, figureTerm{f.index, r, measure, 1})
		c.value += v
		m[name.String()] = c
	}
	for name := range broken {
		delete(m, name)
	}
	return m
}

// total is, for each measure, the member of a dimension that is the sum of all others: the
// declared one, or one of which it holds in every row; "" when there is none.
func (f figures) total(dimension int) []string {
	d := f.Header.Dimensions[dimension]
	totals := make([]string, len(f.Header.Measures))
	for m := range totals {
		totals[m] = d.Total
	}
	if d.Total != "" || d.Kind == report.KindPeriod {
		return totals
	}
	for _, c := range f.members(dimension) {
		for _, n := range c.natural {
			if _, odds := c.holds(n[0], n[1:]); odds > 1 && totals[c.measure] == "" {
				totals[c.measure] = d.Members[n[0]].ID
			}
		}
	}
	return totals
}
