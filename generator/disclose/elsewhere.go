package disclose

import (
	"math"
	"slices"
	"strings"

	"vitrine/generator/report"
)

// A rate may stand in one dataset, and what it is computed from in others.

// foreign is a count or another figure of a dataset, as it stands to each row of another:
// in the row with the members that both have.
type foreign struct {
	from    figures
	measure int
	rows    []int // -1 where there is none
}

// mostDatasets is among how many datasets those without counts of people are looked at too.
const mostDatasets = 50

// people reports whether a dataset counts people.
func (f figures) people() bool {
	return slices.ContainsFunc(f.Header.Measures, func(m *report.Measure) bool { return m.People })
}

// mostForeign is how many slices of a dataset are compared with another's figures.
const mostForeign = 24

// mostPaired is among how many figures all pairs are tried; among more, those of one
// dataset.
const mostPaired = 200

// foreigners are the figures of other datasets that those of a dataset may be computed from.
func (f figures) foreigners(all []figures) (list []foreign) {
	for _, g := range all {
		pairs := sharedDimensions(f.Header, g.Header)
		if g.index == f.index || len(pairs) == 0 || len(all) > mostDatasets && !g.people() {
			continue
		}
		slicesOf, names := map[string]map[string]int{}, []string{} // rows of each slice by the shared members
		for r, row := range g.Rows {
			shared, rest := "", ""
			for _, pair := range pairs {
				shared += row.Keys[pair[1]] + "\x00"
			}
			for i, key := range row.Keys {
				if !slices.ContainsFunc(pairs, func(pair [2]int) bool { return pair[1] == i }) {
					rest += key + "\x00"
				}
			}
			if !g.alone[r] {
				continue
			}
			if slicesOf[rest] == nil {
				slicesOf[rest] = map[string]int{}
				names = append(names, rest)
			}
			slicesOf[rest][shared] = r
		}
		if len(names) > mostForeign {
			continue
		}
		for _, name := range names {
			rows := make([]int, len(f.Rows))
			for r, row := range f.Rows {
				shared := ""
				for _, pair := range pairs {
					shared += row.Keys[pair[0]] + "\x00"
				}
				var ok bool
				if rows[r], ok = slicesOf[name][shared]; !ok {
					rows[r] = -1
				}
			}
			for m, measure := range g.Header.Measures {
				if !measure.Rating() {
					list = append(list, foreign{g, m, rows})
				}
			}
		}
	}
	return list
}

// findElsewhere finds what a dataset's derived figures are computed from in other datasets.
func (in *inputs) findElsewhere(f figures, all []figures) {
	in.elsewhere = map[cellAt][]figureTerm{}
	var derived []int
	for c, m := range f.Header.Measures {
		if !m.Rating() && !m.People {
			derived = append(derived, c)
		}
	}
	if len(derived) == 0 || !slices.ContainsFunc(all, figures.people) {
		return
	}
	list := f.foreigners(all)
	own := make([]int, len(f.Rows))
	for r := range own {
		own[r] = r
	}
	for m, measure := range f.Header.Measures {
		if !measure.Rating() {
			list = append(list, foreign{f, m, own})
		}
	}
	tries := int64(len(list) * len(list) * len(formulas))
	few := len(list) <= mostPaired
	for _, c := range derived {
		for _, a := range list {
			if a.people() && a.from.index != f.index && f.copies(c, a) {
				in.note(c, f, a)
			}
			for _, b := range list {
				if a.from.index == f.index && (b.from.index == f.index || a.measure == c) || b.from.index == f.index && b.measure == c ||
					!a.people() && !b.people() || !few && a.from.index != b.from.index || a.from.decimals(false) != b.from.decimals(false) {
					continue
				}
				for _, x := range formulas {
					if strings.Contains(x.kind, "/") && f.computedElsewhere(c, a, b, x)/tries >= surely {
						in.note(c, f, a)
						in.note(c, f, b)
					}
				}
			}
		}
	}
}

func (x foreign) people() bool { return x.from.Header.Measures[x.measure].People }

// note adds a figure of another dataset to the inputs of a measure.
func (in *inputs) note(c int, f figures, x foreign) {
	if x.from.index == f.index {
		return
	}
	for r, row := range x.rows {
		t := figureTerm{dataset: x.from.index, row: row, measure: x.measure}
		if at := (cellAt{r, c}); row >= 0 && !slices.Contains(in.elsewhere[at], t) {
			in.elsewhere[at] = append(in.elsewhere[at], t)
		}
	}
}

// copies reports whether a measure repeats a figure of another dataset in every row.
func (f figures) copies(c int, a foreign) bool {
	odds := int64(1)
	for r, row := range a.rows {
		if row < 0 {
			continue
		}
		x, y := &f.Rows[r].Cells[c].Cell, &a.from.Rows[row].Cells[a.measure].Cell
		if x.State != report.Number || y.State != report.Number {
			continue
		}
		if !x.Same(y) {
			return false
		}
		units, _ := x.Value.In(x.Value.Places())
		odds = against(odds, max(units, -units))
	}
	return odds >= surely
}

// computedElsewhere are the odds against chance that a measure is what a formula makes
// of two figures; 0 when it is not, in some row.
func (f figures) computedElsewhere(c int, a, b foreign, x formula) (odds int64) {
	odds = 1
	for r := range f.Rows {
		figure := &f.Rows[r].Cells[c].Cell
		if a.rows[r] < 0 || b.rows[r] < 0 || figure.State != report.Number || figure.Bound != report.Exact {
			continue
		}
		decimals := a.from.decimals(false)
		va, okA := a.from.units(a.rows[r], a.measure, decimals)
		vb, okB := b.from.units(b.rows[r], b.measure, decimals)
		if !okA || !okB || vb == 0 {
			continue
		}
		if !x.holds(figure.Value, va, vb, decimals) {
			return 0
		}
		units, _ := figure.Value.In(figure.Value.Places())
		if odds = against(odds, max(units, -units)-1); odds == math.MaxInt64 {
			return odds
		}
	}
	return odds
}
