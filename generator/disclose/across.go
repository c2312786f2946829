package disclose

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"vitrine/generator/report"
)

// across finds sums between datasets: totals of three of which one is the others'
// sum, and periods of one that make up those of another.
func across(datasets []figures) (list []relation) {
	list = chained(datasets)
	for j := range datasets {
		for i := range datasets {
			if i != j && (datasets[i].Header.Disclosure.Method == "suppress" || datasets[j].Header.Disclosure.Method == "suppress") {
				list = append(list, tiles(datasets[i], datasets[j])...)
			}
		}
	}
	return list
}

// mostChained is how many measures of different datasets are compared as sums of each
// other.
const mostChained = 12

// chained compares the totals of all datasets in each place of a dimension that they share.
func chained(datasets []figures) (list []relation) {
	axes := map[string]bool{} // dimensions by id, the only ones of time by their kind
	for _, d := range datasets {
		for _, x := range d.Header.Dimensions {
			axes[axis(d.Header, x)] = true
		}
	}
	for _, by := range slices.Sorted(maps.Keys(axes)) {
		list = append(list, chainedBy(datasets, by)...)
	}
	return list
}

func axis(h *report.Dataset, d *report.Dimension) string {
	if d.Kind == report.KindPeriod && periods(h) == 1 {
		return report.KindPeriod
	}
	return d.ID
}

func chainedBy(datasets []figures, by string) []relation {
	c := &comparison{}
	places := map[string]int{}
	var totals []margin
	for _, d := range datasets {
		dimension := slices.IndexFunc(d.Header.Dimensions, func(x *report.Dimension) bool { return axis(d.Header, x) == by })
		if dimension < 0 || d.Header.Disclosure.Method != "suppress" {
			continue
		}
		for m, measure := range d.Header.Measures {
			if !measure.People || !counted(measure) {
				continue
			}
			total := d.margin(m, []int{dimension})
			for _, name := range slices.Sorted(maps.Keys(total)) {
				if _, ok := places[name]; !ok {
					places[name] = len(places)
				}
			}
			totals = append(totals, total)
			c.columns = append(c.columns, column{name: d.Header.ID + "/" + measure.ID})
			c.pos = d.Header.Pos
		}
	}
	if len(totals) < 3 || len(totals) > mostChained {
		return nil
	}
	for i, total := range totals {
		x := newColumn(c.columns[i].name, len(places))
		for name, cell := range total {
			if len(cell.terms) == 1 {
				x.terms[places[name]], x.value[places[name]], x.there[places[name]] = cell.terms[0], cell.value, true
			}
		}
		c.columns[i] = x
	}
	c.text = func(whole int, parts []int) string {
		return fmt.Sprintf("%s is the sum of %s", c.columns[whole].name, c.names(parts))
	}
	c.hint = func(int, []int) string { return "no key declares sums between datasets; they could be one" }
	return slices.DeleteFunc(c.count().relations(), func(r relation) bool {
		first := r.equations[0]
		return !slices.ContainsFunc(first, func(t figureTerm) bool { return t.dataset != first[0].dataset })
	})
}

// tiles finds measures of which the periods of one dataset make up those of another, as
// months do years.
func tiles(short, long figures) (list []relation) {
	shared := slices.DeleteFunc(sharedDimensions(short.Header, long.Header), func(pair [2]int) bool {
		return short.Header.Dimensions[pair[0]].Kind == report.KindPeriod
	})
	of := func(f figures) int {
		return slices.IndexFunc(f.Header.Dimensions, func(d *report.Dimension) bool { return d.Kind == report.KindPeriod && !d.Running })
	}
	if of(short) < 0 || of(long) < 0 || periods(short.Header) > 1 || periods(long.Header) > 1 {
		return nil
	}
	for i, m := range short.Header.Measures {
		for j, n := range long.Header.Measures {
			if !m.People || !n.People || !counted(m) || !counted(n) || m.Decimals != n.Decimals {
				continue
			}
			equations, odds := tiled(short.byPeriod(i, side(shared, 0), of(short)), long.byPeriod(j, side(shared, 1), of(long)))
			if odds > 1 {
				list = append(list, relation{n.Pos, fmt.Sprintf("%s is the sum of %s/%s over shorter periods", n.ID, short.Header.ID, m.ID),
					"no key declares sums between datasets; they could be one", equations, true})
			}
		}
	}
	return list
}

// inPeriod is a margin's figure in a period.
type inPeriod struct {
	report.Period
	marginCell
}

// byPeriod is a margin by some dimensions and a period, as lists of periods by the others.
func (f figures) byPeriod(measure int, dimensions []int, period int) map[string][]inPeriod {
	list := map[string][]inPeriod{}
	by := f.margin(measure, append(slices.Clone(dimensions), period))
	for _, name := range slices.Sorted(maps.Keys(by)) {
		keys := strings.Split(strings.TrimSuffix(name, "\x00"), "\x00")
		if m := f.Header.Dimensions[period].Member(keys[len(keys)-1]); m != nil {
			other := strings.Join(keys[:len(keys)-1], "\x00")
			list[other] = append(list[other], inPeriod{m.Period, by[name]})
		}
	}
	return list
}

// tiled are the equations of longer periods that shorter ones make up; none when one
// does not hold.
func tiled(short, long map[string][]inPeriod) (equations [][]figureTerm, odds int64) {
	odds = 1
	for _, other := range slices.Sorted(maps.Keys(long)) {
		for _, whole := range long[other] {
			var periods []report.Period
			for _, x := range short[other] {
				periods = append(periods, x.Period)
			}
			parts := whole.TiledBy(periods)
			if len(parts) < 2 {
				continue
			}
			equation, sum := slices.Clone(whole.terms), int64(0)
			for _, i := range parts {
				sum += short[other][i].value
				for _, t := range short[other][i].terms {
					t.sign = -t.sign
					equation = append(equation, t)
				}
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
