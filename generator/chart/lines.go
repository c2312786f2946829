package chart

import (
	"slices"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"vitrine/generator/report"
	"vitrine/generator/table"
)

// lines draws lines with a symbol at each figure. Those of dates that are not
// equally far apart stand on a scale of days.
func (f *frame) lines(area bool) *table.Mistake {
	if f.periods && !f.inTime && len(f.xs) > 1 {
		return &table.Mistake{Text: "these periods are open, overlap or are not in order, and a line joins what follows one another", Hint: "draw bars"}
	}
	low, high := f.extremes()
	values := ticks(low, high, f.tickCount(), f.places())
	if values == nil {
		return &tooLarge
	}
	f.onDays = f.days != nil
	f.writeAll(false)
	height := f.plotHeight()
	noRoom := &table.Mistake{Text: "the names of the places have no room under a line", Hint: "draw a horizontal-bar"}
	right, direct := f.namesAtEnds()
	offsets := map[int]int{}
	if direct {
		if !f.upright(height, values, false, right) {
			return noRoom
		}
		offsets, direct = f.endOffsets(values, height)
	}
	if !direct {
		right = 12
		if last := f.points[0][len(f.xs)-1]; len(f.series) > 1 {
			f.showLegend(f.series)
		} else if f.onDays && last.drawn() { // its figure may be written, at the very edge
			right = max(right, halfLabel(last))
		}
		if !f.upright(height, values, false, right) {
			return noRoom
		}
	}
	if len(f.series) == 1 {
		f.writeWhereClear()
		f.upright(height, values, len(f.written) > 0, right)
	}
	for s, title := range f.series {
		symbol := symbols[s%len(symbols)]
		one := series{SingleSeries: charts.SingleSeries{Name: title, Type: "line", Symbol: symbol},
			ItemStyle: &itemStyle{Color: seriesColor(s)}, LineStyle: &opts.LineStyle{Type: lineTypes[s%len(lineTypes)], Color: seriesColor(s)}, Data: make([]datum, 0, len(f.xs))}
		if area {
			one.AreaStyle = &opts.AreaStyle{Color: seriesColor(s), Opacity: opts.Float(0.22)}
		}
		for x, pt := range f.points[s] {
			d := f.linePoint(s, x, pt)
			if direct && x == len(f.xs)-1 {
				d.Label = &label{Words: f.series[s], Position: "right", Offset: []int{0, offsets[s]}, LineHeight: lineHeight, Distance: ptr(8)}
			}
			one.Data = append(one.Data, d)
		}
		f.option.Series = append(f.option.Series, one)
	}
	return nil
}

// linePoint is a figure on a line: a symbol, hollow for a plan; for a bound an
// arrow to where the figure may lie.
func (f *frame) linePoint(s, x int, pt *point) datum {
	d := datum{Value: none}
	if pt.drawn() {
		d = datum{Value: pt.figure()}
	}
	if f.onDays {
		d.Value = []any{f.days[x], d.Value}
	}
	if !pt.drawn() {
		return d
	}
	if f.planned(pt) {
		d.ItemStyle = hollow(s)
	}
	if pt.least() || pt.most() {
		d.Symbol, d.SymbolSize = "arrow", 12
		if pt.most() {
			d.Rotate = 180
		}
	}
	if f.written[pt] {
		d.Label = &label{Words: pt.marked, Position: "top", Distance: ptr(7), Background: paper, Padding: []int{1, 2}}
	}
	return d
}

// namesAtEnds finds out whether the names of lines can stand at their right
// ends, which reads better than a legend, and how much room they need there.
func (f *frame) namesAtEnds() (right int, ok bool) {
	if len(f.series) < 2 || len(f.series) > 5 {
		return 0, false
	}
	for s := range f.series {
		if !f.points[s][len(f.xs)-1].drawn() {
			return 0, false
		}
	}
	right = widest(f.series, fontSize) + 18
	return right, right <= f.width*30/100
}

// endOffsets moves the names at the ends of lines up or down until none touches
// another. It fails when they would have to move far.
func (f *frame) endOffsets(values []report.Decimal, height int) (map[int]int, bool) {
	type end struct{ series, y int }
	var ends []end
	for s := range f.series {
		ends = append(ends, end{s, height - along(f.points[s][len(f.xs)-1], values, height)})
	}
	slices.SortStableFunc(ends, func(a, b end) int { return a.y - b.y })
	offsets := map[int]int{}
	floor := height + lineHeight/2
	for i := len(ends) - 1; i >= 0; i-- { // from the bottom up
		y := min(ends[i].y, floor)
		if offsets[ends[i].series] = y - ends[i].y; ends[i].y-y > 2*lineHeight || y-lineHeight/2 < 2-f.Grid.Top {
			return nil, false
		}
		floor = y - lineHeight
	}
	return offsets, true
}

// place is how far right of the drawing's edge a place lies.
func (f *frame) place(x int) int {
	if first, last := 0, 0; f.onDays {
		first, last = f.days[0], f.days[len(f.days)-1]
		return (f.days[x] - first) * f.plotWidth() / (last - first)
	}
	return (2*x + 1) * f.plotWidth() / (2 * len(f.xs))
}

// halfLabel is half the width of a figure written at a line, with its ground.
func halfLabel(pt *point) int { return (textWidth(pt.marked, fontSize)+1)/2 + 3 }

// writeWhereClear says that all figures of a single line are written if none
// touches the next; otherwise bounds are, as far as they have room.
func (f *frame) writeWhereClear() {
	clear := func(only func(*point) bool) (all bool) {
		f.writeAll(false)
		all, end := true, -f.width
		for x, pt := range f.points[0] {
			if !pt.drawn() || !only(pt) {
				continue
			}
			half := halfLabel(pt)
			if at := f.Grid.Left + f.place(x); f.place(x)-half < end || at-half < 0 || at+half > f.width {
				all = false
				continue
			}
			f.written[pt], end = true, f.place(x)+half
		}
		return all
	}
	if !clear(func(*point) bool { return true }) {
		clear(func(pt *point) bool { return pt.least() || pt.most() })
	}
}
