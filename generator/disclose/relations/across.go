package relations

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"vitrine/generator/report"
)

// acrossHint is what an editor is told of sums between datasets.
const acrossHint = "no key declares sums between datasets; they could be one"

// across finds sums between datasets: totals of three of which one is the others'
// sum, and periods of one that make up those of another.
func across(datasets []*Dataset) (list []Relation) {
	axes := map[string]bool{}
	for _, d := range datasets {
		for _, set := range axesOf(d.Header) {
			axes[strings.Join(set, "\x00")] = true
		}
	}
	for _, by := range slices.Sorted(maps.Keys(axes)) {
		list = append(list, sumsOfTotals(datasets, strings.Split(by, "\x00"))...)
	}
	for j, long := range datasets {
		for i, short := range datasets {
			if i != j && (short.Protects() || long.Protects()) {
				list = append(list, sumsOfPeriods(short, long)...)
			}
		}
	}
	return list
}

// mostAxes is by how many dimensions at once datasets are compared.
const mostAxes = 3

// axesOf returns the sets of axes of a dataset, sorted.
func axesOf(h *report.Dataset) (sets [][]string) {
	for _, x := range h.Dimensions {
		for _, set := range sets {
			if len(set) < mostAxes {
				more := append(slices.Clone(set), axis(h, x))
				slices.Sort(more)
				sets = append(sets, more)
			}
		}
		sets = append(sets, []string{axis(h, x)})
	}
	return sets
}

// axis names a dimension by which datasets are compared: by its id, or by its kind when it is
// the only one of time.
func axis(h *report.Dataset, x *report.Dimension) string {
	if x.Kind == report.KindPeriod && timeDimensions(h) == 1 {
		return report.KindPeriod
	}
	return x.ID
}

// mostTotals is how many measures of different datasets are compared as sums of each
// other.
const mostTotals = 12

// sumsOfTotals compares the totals of all datasets in each stratum of the dimensions that they share.
func sumsOfTotals(datasets []*Dataset, by []string) []Relation {
	c := &comparison{}
	strata := map[string]int{}
	var totals []margin
	for _, d := range datasets {
		var dimensions []int
		for _, name := range by {
			onAxis := func(x *report.Dimension) bool { return axis(d.Header, x) == name }
			dimensions = append(dimensions, slices.IndexFunc(d.Header.Dimensions, onAxis))
		}
		if slices.Contains(dimensions, -1) || !d.Protects() {
			continue
		}
		for m, measure := range d.Header.Measures {
			if !CountsPeople(measure) {
				continue
			}
			total := d.margin(m, dimensions)
			for _, stratum := range slices.Sorted(maps.Keys(total)) {
				if _, ok := strata[stratum]; !ok {
					strata[stratum] = len(strata)
				}
			}
			totals = append(totals, total)
			c.columns = append(c.columns, column{name: d.Header.ID + "/" + measure.ID})
			c.pos = d.Header.Pos
		}
	}
	if len(totals) < 3 || len(totals) > mostTotals {
		return nil
	}
	for i, total := range totals {
		x := newColumn(c.columns[i].name, len(strata))
		for stratum, cell := range total {
			if len(cell.terms) == 1 {
				n := strata[stratum]
				x.terms[n], x.value[n], x.there[n] = cell.terms[0], cell.value, true
			}
		}
		c.columns[i] = x
	}
	c.text = func(wholes, parts []int) string {
		verb := "is the sum of"
		if len(wholes) > 1 {
			verb = "together are"
		}
		return fmt.Sprintf("%s %s %s", c.names(wholes), verb, c.names(parts))
	}
	c.hint = func(int, []int) string { return acrossHint }
	return slices.DeleteFunc(c.relations(), func(r Relation) bool { // others are found within the dataset
		first := r.Equations[0]
		return !slices.ContainsFunc(first, func(t Term) bool { return t.Dataset != first[0].Dataset })
	})
}

// sumsOfPeriods finds measures of which the periods of one dataset make up those of another, as
// months do years.
func sumsOfPeriods(short, long *Dataset) (list []Relation) {
	shared := slices.DeleteFunc(sharedDimensions(short.Header, long.Header), func(pair [2]int) bool {
		return short.Header.Dimensions[pair[0]].Kind == report.KindPeriod
	})
	a, b := short.timeDimension(), long.timeDimension()
	if a < 0 || b < 0 {
		return nil
	}
	for i, m := range short.Header.Measures {
		for j, n := range long.Header.Measures {
			if !comparable(m, n) {
				continue
			}
			equations, odds := tiled(short.byPeriod(i, side(shared, 0), a), long.byPeriod(j, side(shared, 1), b))
			if odds > 1 {
				text := fmt.Sprintf("%s is the sum of %s/%s over shorter periods", n.ID, short.Header.ID, m.ID)
				list = append(list, Relation{n.Pos, text, acrossHint, equations, true})
			}
		}
	}
	return list
}

// timeDimension returns the only dimension of time; -1 when there are more or it has
// running totals.
func (d *Dataset) timeDimension() int {
	if timeDimensions(d.Header) > 1 {
		return -1
	}
	return slices.IndexFunc(d.Header.Dimensions, func(x *report.Dimension) bool {
		return x.Kind == report.KindPeriod && !x.Running
	})
}

// periodCell is a margin's figure in a period.
type periodCell struct {
	report.Period
	marginCell
}

// byPeriod returns a margin by some dimensions and a period, as lists of periods by the others.
func (d *Dataset) byPeriod(measure int, dimensions []int, period int) map[string][]periodCell {
	list := map[string][]periodCell{}
	by := d.margin(measure, append(slices.Clone(dimensions), period))
	for _, stratum := range slices.Sorted(maps.Keys(by)) {
		keys := strings.Split(strings.TrimSuffix(stratum, "\x00"), "\x00")
		if m := d.Header.Dimensions[period].Member(keys[len(keys)-1]); m != nil {
			other := strings.Join(keys[:len(keys)-1], "\x00")
			list[other] = append(list[other], periodCell{m.Period, by[stratum]})
		}
	}
	return list
}

// tiled returns the equations of longer periods that shorter ones make up, and the odds against
// chance; none when one does not hold.
func tiled(short, long map[string][]periodCell) (equations [][]Term, odds int64) {
	odds = 1
	for _, stratum := range slices.Sorted(maps.Keys(long)) {
		var periods []report.Period
		for _, x := range short[stratum] {
			periods = append(periods, x.Period)
		}
		for _, whole := range long[stratum] {
			parts := whole.TiledBy(periods)
			if len(parts) < 2 {
				continue
			}
			equation, sum := slices.Clone(whole.terms), int64(0)
			for _, i := range parts {
				sum += short[stratum][i].value
				equation = minus(equation, short[stratum][i].terms)
			}
			if sum != whole.value {
				return nil, 0
			}
			odds = against(odds, sum)
			equations = append(equations, equation)
		}
	}
	return equations, odds
}
