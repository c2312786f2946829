package relations

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"vitrine/generator/report"
)

// margin is what a dataset counts in each stratum that some of its dimensions name, all
// others taken together: the row of their totals, or the rows that make them up.
type margin map[string]marginCell

type marginCell struct {
	terms []Term
	value int64
}

// repeated finds measures that two datasets repeat of each other without saying so.
func repeated(datasets []*Dataset) (list []Relation) {
	for j, b := range datasets {
		for _, a := range datasets[:j] {
			if a.Protects() || b.Protects() {
				list = append(list, repeatedBy(a, b)...)
			}
		}
	}
	return list
}

// repeatedBy finds which measures of people two datasets repeat of each other: as their
// totals, or one as a slice of the other.
func repeatedBy(a, b *Dataset) (list []Relation) {
	shared := sharedDimensions(a.Header, b.Header)
	for i, m := range a.Header.Measures {
		for j, n := range b.Header.Measures {
			if !comparable(m, n) || m.SameAs == b.Header.ID+"/"+n.ID || n.SameAs == a.Header.ID+"/"+m.ID {
				continue
			}
			other := b.Header.ID + "/" + n.ID
			found := Relation{Pos: m.Pos, Hint: fmt.Sprintf("same_as = %q declares it", other), Likely: true}
			for _, pairs := range subsets(shared) { // a coarser margin may have strata that a finer one lacks
				equations := repeats(a, b, i, j, pairs)
				if found.Equations == nil {
					found.Text = fmt.Sprintf("%s is %s%s wherever both are", m.ID, other, by(a.Header, pairs))
				}
				found.Equations = append(found.Equations, equations...)
			}
			if len(found.Equations) > 0 {
				list = append(list, found)
			}
		}
	}
	return list
}

// comparable reports whether two measures may count the same people.
func comparable(m, n *report.Measure) bool {
	return CountsPeople(m) && CountsPeople(n) && m.Decimals == n.Decimals
}

// by names the dimensions by which two datasets are compared.
func by(a *report.Dataset, pairs [][2]int) (text string) {
	for _, pair := range pairs {
		text += " by " + a.Dimensions[pair[0]].ID
	}
	return text
}

// repeats returns the equations of two measures by some shared dimensions: of their totals
// over all others or, where these differ, of the slices that members of the others cut out.
func repeats(a, b *Dataset, i, j int, pairs [][2]int) (equations [][]Term) {
	if equations, odds := same(a.margin(i, side(pairs, 0)), b.margin(j, side(pairs, 1))); odds > 1 {
		return equations
	}
	as, bs := a.slices(i, side(pairs, 0)), b.slices(j, side(pairs, 1))
	tried := int64(len(as) * len(bs))
	if tried > mostSlices {
		return nil
	}
	for _, x := range slices.Sorted(maps.Keys(as)) {
		for _, y := range slices.Sorted(maps.Keys(bs)) {
			if more, odds := same(as[x], bs[y]); odds/tried >= surely {
				equations = append(equations, more...)
			}
		}
	}
	return equations
}

// mostSlices is how many pairs of slices of two datasets are compared.
const mostSlices = 20_000

// slices returns the margins of a measure that single members of all other dimensions cut
// out, by these members.
func (d *Dataset) slices(measure int, dimensions []int) map[string]margin {
	list := map[string]margin{}
	for r, row := range d.Rows {
		v, ok := d.exact(r, measure)
		if !ok || !d.alone[r] {
			continue
		}
		stratum, slice := split(row.Keys, dimensions)
		if list[slice] == nil {
			list[slice] = margin{}
		}
		list[slice][stratum] = marginCell{[]Term{d.term(r, measure, 1)}, v}
	}
	return list
}

// split names keys by some dimensions, and by all others.
func split(keys []string, dimensions []int) (stratum, rest string) {
	var in, out strings.Builder
	for _, i := range dimensions {
		in.WriteString(keys[i] + "\x00")
	}
	for i, key := range keys {
		if !slices.Contains(dimensions, i) {
			out.WriteString(key + "\x00")
		}
	}
	return in.String(), out.String()
}

// Shared pairs the dimensions that two datasets have in common.
func Shared(a, b *Dataset) [][2]int { return sharedDimensions(a.Header, b.Header) }

// sharedDimensions pairs the dimensions that both datasets have with some member in
// common: of one id, with the same members, or the only ones of time.
func sharedDimensions(a, b *report.Dataset) (pairs [][2]int) {
	for i, x := range a.Dimensions {
		j := b.Index(x.ID)
		if j < 0 {
			j = slices.IndexFunc(b.Dimensions, func(y *report.Dimension) bool {
				return a.Index(y.ID) < 0 && alike(x, y)
			})
		}
		if j < 0 && x.Kind == report.KindPeriod && timeDimensions(a) == 1 && timeDimensions(b) == 1 {
			j = slices.IndexFunc(b.Dimensions, func(y *report.Dimension) bool { return y.Kind == report.KindPeriod })
		}
		inBoth := func(m *report.Member) bool { return b.Dimensions[j].Member(m.ID) != nil }
		if j >= 0 && slices.ContainsFunc(x.Members, inBoth) {
			pairs = append(pairs, [2]int{i, j})
		}
	}
	return pairs
}

// alike reports whether two dimensions have members in common: three, and all but a few.
func alike(x, y *report.Dimension) bool {
	both := 0
	for _, m := range x.Members {
		if y.Member(m.ID) != nil {
			both++
		}
	}
	return both >= 3 && 2*both > max(len(x.Members), len(y.Members))
}

// timeDimensions returns how many dimensions of time a dataset has.
func timeDimensions(h *report.Dataset) (n int) {
	for _, x := range h.Dimensions {
		if x.Kind == report.KindPeriod {
			n++
		}
	}
	return n
}

// subsets returns all selections of some pairs, the largest first.
func subsets(pairs [][2]int) (list [][][2]int) {
	pairs = pairs[:min(len(pairs), 5)]
	for set := range 1 << len(pairs) {
		var chosen [][2]int
		for i, pair := range pairs {
			if set>>i&1 == 1 {
				chosen = append(chosen, pair)
			}
		}
		list = append(list, chosen)
	}
	slices.SortStableFunc(list, func(a, b [][2]int) int { return len(b) - len(a) })
	return list
}

// side returns the dimensions of the first or the second dataset of pairs.
func side(pairs [][2]int, of int) (dimensions []int) {
	for _, pair := range pairs {
		dimensions = append(dimensions, pair[of])
	}
	return dimensions
}

// same returns the equations of two margins and the odds against chance. One stratum in four
// may differ.
func same(a, b margin) (equations [][]Term, odds int64) {
	misses := 0
	for stratum, x := range a { // most margins differ, so this comes before the strata are sorted
		if y, both := b[stratum]; both && x.value != y.value {
			if misses++; misses > mostMisses {
				return nil, 0
			}
		}
	}
	odds = 1
	for _, stratum := range slices.Sorted(maps.Keys(a)) {
		x := a[stratum]
		if y, both := b[stratum]; both && x.value == y.value {
			odds = against(odds, x.value)
			equations = append(equations, minus(slices.Clone(x.terms), y.terms))
		}
	}
	if odds = weighed(len(equations), misses, odds); odds == 0 {
		return nil, 0
	}
	return equations, odds
}

// margin adds up a measure over all dimensions but some. A stratum of which a figure
// is missing or not exact, or that several sources count, has none.
func (d *Dataset) margin(measure int, dimensions []int) margin {
	m, broken := margin{}, map[string]bool{}
	for r, row := range d.Rows {
		if !d.inMargin(row.Keys, measure, dimensions) {
			continue
		}
		stratum, _ := split(row.Keys, dimensions)
		v, ok := d.exact(r, measure)
		if !ok || !d.alone[r] {
			broken[stratum] = true
			continue
		}
		c := m[stratum]
		c.terms = append(c.terms, d.term(r, measure, 1))
		c.value += v
		m[stratum] = c
	}
	for stratum := range broken {
		delete(m, stratum)
	}
	return m
}

// inMargin reports whether a row is one of those that make up a margin: in each other dimension
// it has the total or, where there is none, a member that is no part of another. Periods are not
// added up.
func (d *Dataset) inMargin(keys []string, measure int, dimensions []int) bool {
	for i, x := range d.Header.Dimensions {
		total := d.totals[i][measure]
		switch {
		case slices.Contains(dimensions, i) || total != "" && keys[i] == total:
		case total != "" || len(x.Ancestors(keys[i])) > 0 || x.Kind == report.KindPeriod:
			return false
		}
	}
	return true
}
