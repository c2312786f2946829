package relations

import (
	"slices"

	"vitrine/generator/report"
)

// A rate may stand in one dataset, and what it is computed from in others.

// mostDatasets is among how many datasets those without counts of people are looked at too.
const mostDatasets = 50

// mostForeign is how many slices of a dataset are compared with another's figures.
const mostForeign = 24

// mostPaired is among how many figures all pairs are tried; among more, those of one
// dataset.
const mostPaired = 200

// foreign returns the figures of other datasets that those of a dataset may be computed from:
// each as it stands to the dataset's rows, in the row with the members that both have.
func (d *Dataset) foreign(all []*Dataset) (list []operand) {
	for _, other := range all {
		pairs := sharedDimensions(d.Header, other.Header)
		if other == d || len(pairs) == 0 || len(all) > mostDatasets && !other.countsPeople() {
			continue
		}
		bySlice, names := map[string]map[string]int{}, []string{} // its rows by slice, then by shared members
		for r, row := range other.Rows {
			if !other.alone[r] {
				continue
			}
			stratum, slice := split(row.Keys, side(pairs, 1))
			if bySlice[slice] == nil {
				bySlice[slice] = map[string]int{}
				names = append(names, slice)
			}
			bySlice[slice][stratum] = r
		}
		if len(names) > mostForeign {
			continue
		}
		for _, slice := range names {
			rows := make([][]int, len(d.Rows))
			for r, row := range d.Rows {
				stratum, _ := split(row.Keys, side(pairs, 0))
				if there, ok := bySlice[slice][stratum]; ok {
					rows[r] = []int{there}
				}
			}
			for m, measure := range other.Header.Measures {
				if !measure.Rating() {
					list = append(list, operand{from: other, measures: []int{m}, rows: rows})
				}
			}
		}
	}
	return list
}

// elsewhere finds what a dataset's derived figures are computed from in other datasets.
func (in *Inputs) elsewhere(d *Dataset, all []*Dataset) {
	var derived []int
	for c, m := range d.Header.Measures {
		if !m.Rating() && !m.People {
			derived = append(derived, c)
		}
	}
	if len(derived) == 0 || !slices.ContainsFunc(all, (*Dataset).countsPeople) {
		return
	}
	list := append(d.foreign(all), d.operandsOf(sameRow, 0, func(r int) []int { return []int{r} })...)
	tried := int64(len(list) * len(list) * len(formulas))
	for _, c := range derived {
		for _, a := range list {
			if a.from != d && a.people() && d.copies(c, a) {
				in.addForeign(d, c, a)
			}
			for _, b := range list {
				paired := len(list) <= mostPaired || a.from == b.from
				if !paired || !combinedAcross(d, a, b) || a.has(d, c) || b.has(d, c) {
					continue
				}
				for _, x := range formulas {
					if x.divides() && d.odds(c, a, b, x)/tried >= surely {
						in.addForeign(d, c, a)
						in.addForeign(d, c, b)
					}
				}
			}
		}
	}
}

// combinedAcross reports whether figures of a dataset may be computed from two operands of which
// one stands elsewhere. One of them has to count people.
func combinedAcross(d *Dataset, a, b operand) bool {
	return (a.from != d || b.from != d) && (a.people() || b.people()) &&
		a.from.decimals(false) == b.from.decimals(false)
}

// addForeign adds a figure of another dataset to the inputs of a measure.
func (in *Inputs) addForeign(d *Dataset, measure int, o operand) {
	for r := range d.Rows {
		if o.from != d {
			o.cells(r, func(input Cell) { in.add(Cell{d.Number, r, measure}, input) })
		}
	}
}

// copies reports whether a measure repeats a figure of another dataset in every row.
func (d *Dataset) copies(measure int, o operand) bool {
	odds := int64(1)
	for r := range d.Rows {
		x, y := &d.Rows[r].Cells[measure].Cell, o.single(r)
		if y == nil || x.State != report.Number || y.State != report.Number {
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
