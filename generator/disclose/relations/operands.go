package relations

import (
	"fmt"
	"math"
	"slices"

	"vitrine/generator/report"
)

// operand is what figures of a dataset may be computed from: for each of its rows, the sum
// of some figures of that dataset or of another.
type operand struct {
	from     *Dataset
	measures []int   // that are added; none for the number 1
	rows     [][]int // of from, for each row of the dataset; none where there is no such figure
	name     string  // which rows and measures; "" for another dataset's
	window   int64   // of so many periods
	among    int64   // of so many that are tried; 0 for those that a reader would try first
	running  bool    // of all members up to that of the row
}

// Names of the operands that stand in a row itself.
const (
	sameRow  = "same row"
	sumInRow = "sum in row"
)

// cells yields the figures that an operand adds up for a row.
func (o operand) cells(row int, yield func(c Cell)) {
	if o.rows == nil {
		return
	}
	for _, r := range o.rows[row] {
		for _, m := range o.measures {
			yield(Cell{o.from.Number, r, m})
		}
	}
}

// people reports whether an operand counts people.
func (o operand) people() bool { return o.from.Header.Measures[o.measures[0]].People }

// same reports whether an operand is another one.
func (o operand) same(other operand) bool {
	return o.name == other.name && slices.Equal(o.measures, other.measures)
}

// has reports whether an operand is made of a measure of a dataset.
func (o operand) has(d *Dataset, measure int) bool {
	return o.from == d && slices.Contains(o.measures, measure)
}

// value returns an operand in a row, in units of the last decimal of its dataset; false when a
// figure of it is missing or not exact.
func (o operand) value(row int) (sum int64, ok bool) {
	decimals := o.from.decimals(false)
	if len(o.measures) == 0 {
		return report.Whole(1).In(decimals)
	}
	for _, r := range o.rows[row] {
		for _, m := range o.measures {
			v, ok := o.from.units(r, m, decimals)
			if !ok {
				return 0, false
			}
			sum += v
		}
	}
	return sum, len(o.rows[row]) > 0
}

// odds returns the odds against chance that a measure is what a formula makes of two operands; 0
// when it is not, in some row that has all three.
func (d *Dataset) odds(measure int, a, b operand, x formula) (odds int64) {
	odds = 1
	decimals := a.from.decimals(false)
	for r := range d.Rows {
		figure := &d.Rows[r].Cells[measure].Cell
		if figure.State != report.Number || figure.Bound != report.Exact || d.oneFigure(a, b, r) {
			continue
		}
		va, okA := a.value(r)
		vb, okB := b.value(r)
		if !okA || !okB || vb == 0 && x.divides() {
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

// oneFigure reports whether two operands of the dataset's own begin with one figure in a row: a
// total is not compared with itself.
func (d *Dataset) oneFigure(a, b operand, row int) bool {
	return a.from == d && b.from == d && len(b.measures) > 0 && a.measures[0] == b.measures[0] &&
		slices.Equal(a.rows[row], b.rows[row])
}

// mostAdded is among how many counts of a row two are added.
const mostAdded = 6

// longestLag is how many periods back a figure is looked for that another is compared
// with: a year of weeks.
const longestLag = 53

// mostAveraged is over how many periods means are looked for: a year of months, with a month on either side.
const mostAveraged = 13

// mostMembers is how many members of a dimension of time a figure is compared with.
const mostMembers = 40

// operands returns all figures of a dataset that those of a row may be computed from.
func (d *Dataset) operands() (list []operand) {
	list = d.operandsOf(sameRow, 0, func(r int) []int { return []int{r} })
	list = append(list, d.sumsInRow(list)...)
	list = append(list, d.operandsOfTotals()...)
	for i, x := range d.Header.Dimensions {
		if len(x.Members) <= mostMembers {
			list = append(list, d.runningOver(i)...)
		}
		if x.Kind == report.KindPeriod || x.Kind == report.KindOrdinal {
			list = append(list, d.operandsOfTime(i)...)
		} else if len(x.Members) <= mostSiblings {
			siblings := d.operandsOfMembers(i, x.Members)
			for k := range siblings {
				siblings[k].among = int64(len(siblings) * len(formulas))
			}
			list = append(list, siblings...)
		}
	}
	return list
}

// runningOver returns the sums of the figures of all members of a dimension up to that of the row, as shares that
// are added up row by row have them.
func (d *Dataset) runningOver(dimension int) []operand {
	x := d.Header.Dimensions[dimension]
	list := d.operandsOf("running over "+x.ID, 0, func(r int) (rows []int) {
		for _, m := range inOrder(x) {
			if m.ID != x.Total && m.Parent == "" {
				rows = append(rows, d.find(r, withKey(d.Rows[r].Keys, dimension, m.ID))...)
			}
			if m.ID == d.Rows[r].Keys[dimension] {
				break
			}
		}
		if len(rows) < 2 {
			return nil
		}
		return rows
	})
	for i := range list {
		list[i].running, list[i].among = true, int64(len(list)*len(d.Header.Dimensions)*len(formulas))
	}
	return list
}

// mostSiblings is how many members of a category a figure is compared with, as women per 100 men.
const mostSiblings = 12

// operandsOfMembers returns the figures that stand at single members of a dimension.
func (d *Dataset) operandsOfMembers(dimension int, members []*report.Member) (list []operand) {
	for _, m := range members {
		list = append(list, d.operandsOf(d.Header.Dimensions[dimension].ID+" "+m.ID, 0, func(r int) []int {
			return d.find(r, withKey(d.Rows[r].Keys, dimension, m.ID))
		})...)
	}
	return list
}

// operandsOf returns an operand for each measure that is no grade, if any row has rows to add.
func (d *Dataset) operandsOf(name string, window int64, rowsFor func(row int) []int) (list []operand) {
	rows, any := make([][]int, len(d.Rows)), false
	for r := range d.Rows {
		rows[r] = rowsFor(r)
		any = any || len(rows[r]) > 0
	}
	for m, measure := range d.Header.Measures {
		if any && !measure.Rating() {
			list = append(list, operand{from: d, measures: []int{m}, rows: rows, name: name, window: window})
		}
	}
	return list
}

// sumsInRow returns the sums of two counts of people in a row, as of women and men.
func (d *Dataset) sumsInRow(own []operand) (list []operand) {
	counts := 0
	for _, o := range own {
		if CountsPeople(d.Header.Measures[o.measures[0]]) {
			counts++
		}
	}
	if counts > mostAdded {
		return nil
	}
	for i, a := range own {
		for _, b := range own[i+1:] {
			if a.people() && b.people() {
				both := []int{a.measures[0], b.measures[0]}
				list = append(list, operand{from: d, measures: both, rows: a.rows, name: sumInRow})
			}
		}
	}
	return list
}

// operandsOfTotals returns the totals over each dimension and over all of them. Where no row
// has the total over a dimension, all its members are added.
func (d *Dataset) operandsOfTotals() (list []operand) {
	totals := make([]string, len(d.Header.Dimensions))
	for i, x := range d.Header.Dimensions {
		for m, measure := range d.Header.Measures {
			if CountsPeople(measure) && totals[i] == "" {
				totals[i] = d.totals[i][m]
			}
		}
		total := func(r int) []int { return d.find(r, withKey(d.Rows[r].Keys, i, totals[i])) }
		list = append(list, d.operandsOf("total of "+x.ID, 0, total)...)
		if x.Kind == report.KindPeriod {
			continue
		}
		list = append(list, d.operandsOf("all of "+x.ID, 0, func(r int) (rows []int) {
			if len(total(r)) > 0 {
				return nil
			}
			for _, m := range x.Members {
				if m.Parent == "" {
					rows = append(rows, d.find(r, withKey(d.Rows[r].Keys, i, m.ID))...)
				}
			}
			return rows
		})...)
	}
	return append(list, d.operandsOf("total of all", 0, func(r int) []int {
		keys := slices.Clone(d.Rows[r].Keys)
		for i, total := range totals {
			if total != "" {
				keys[i] = total
			}
		}
		return d.find(r, keys)
	})...)
}

// operandsOfTime returns the figures of earlier periods, sums of several periods up to that of the
// row, and the figures of single periods.
func (d *Dataset) operandsOfTime(dimension int) (list []operand) {
	x := d.Header.Dimensions[dimension]
	previous, next := neighbours(x)
	before := func(r, steps int) []int { // or after, where steps are less than 0
		member := d.Rows[r].Keys[dimension]
		for ; steps > 0 && member != ""; steps-- {
			member = previous[member]
		}
		for ; steps < 0 && member != ""; steps++ {
			member = next[member]
		}
		return d.find(r, withKey(d.Rows[r].Keys, dimension, member))
	}
	for n := 1; n <= longestLag && n < len(x.Members); n++ {
		earlier := func(r int) []int { return before(r, n) }
		list = append(list, d.operandsOf(fmt.Sprintf("%s %d before", x.ID, n), 0, earlier)...)
	}
	for n := 2; n <= mostAveraged && n <= len(x.Members); n++ {
		for _, ahead := range slices.Compact([]int{0, n / 2, n - 1}) {
			text := fmt.Sprintf("%d of %s, %d ahead", n, x.ID, ahead)
			windows := d.operandsOf(text, int64(n), func(r int) (rows []int) {
				for steps := -ahead; steps < n-ahead; steps++ {
					rows = append(rows, before(r, steps)...)
				}
				if len(rows) < n {
					return nil
				}
				return rows
			})
			for i := range windows {
				if ahead > 0 { // a reader would try sums up to the row first
					windows[i].among = int64(len(windows) * n * len(formulasOfTime))
				}
			}
			list = append(list, windows...)
		}
	}
	return append(list, d.operandsOfMembers(dimension, x.Members[:min(len(x.Members), mostMembers)])...)
}

// find returns the row with some keys, as a list of one: of several rows, the one of the same
// sources as a row or else the first. It returns nothing for keys that are nil.
func (d *Dataset) find(row int, keys []string) (rows []int) {
	if keys == nil {
		return nil
	}
	sources := report.SourceIDs(d.Rows[row].Sources)
	for _, r := range d.ByKeys.Rows(keys) {
		if len(rows) == 0 || report.SourceIDs(d.Rows[r].Sources) == sources {
			rows = []int{r}
		}
	}
	return rows
}

// neighbours returns, for each member of a dimension of time or order, the one before it and the one after it; for
// a period, those of the same length.
func neighbours(x *report.Dimension) (previous, next map[string]string) {
	previous, next = map[string]string{}, map[string]string{}
	last := map[int]string{}
	for _, m := range inOrder(x) {
		length := x.Length(m)
		if before := last[length]; before != "" {
			previous[m.ID], next[before] = before, m.ID
		}
		last[length] = m.ID
	}
	return previous, next
}
