package chart

import (
	"slices"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"vitrine/generator/option"
	"vitrine/generator/report"
	"vitrine/generator/table"
)

// lines draws lines with a symbol at each figure. Those of dates that are not
// equally far apart stand on a scale of days.
func (f *frame) lines(area bool) *table.Mistake {
	if f.periods && !f.inTime && len(f.xs) > 1 {
		return &table.Mistake{
			Text: "these periods are open, overlap or are not in order, and a line joins what follows one another",
			Hint: "draw bars",
		}
	}
	low, high := f.extremes()
	values := ticks(low, high, f.tickCount(), f.decimals())
	if values == nil {
		return &tooLarge
	}
	offsets, ok := f.setLines(values)
	if !ok {
		return &table.Mistake{Text: "the names of the places have no room under a line", Hint: "draw a horizontal-bar"}
	}
	for s, title := range f.series {
		color := seriesColor(s)
		line := option.Series{
			SingleSeries: charts.SingleSeries{Name: title, Type: "line", Symbol: symbols[s%len(symbols)],
				LineStyle: &opts.LineStyle{Type: lineTypes[s%len(lineTypes)], Color: color}},
			ItemStyle: &option.ItemStyle{Color: color},
			Data:      make(option.Data, 0, len(f.xs)),
		}
		if area {
			line.AreaStyle = &opts.AreaStyle{Color: color, Opacity: opts.Float(0.22)}
		}
		for x, pt := range f.points[s] {
			line.Data = append(line.Data, f.linePoint(s, x, pt))
		}
		if offsets != nil {
			line.Data[len(f.xs)-1].Label = &option.Label{
				Words:    title,
				Label:    opts.Label{Position: "right", LineHeight: option.LineHeight},
				Distance: opts.Int(8),
				Offset:   []int{0, offsets[s]},
			}
		}
		f.Series = append(f.Series, line)
	}
	return nil
}

// setLines sets the frame of lines. offsets are how far the names at their ends are
// moved down, by series; nil when there are no names there. It fails when the names
// of the places have no room below.
func (f *frame) setLines(values []report.Decimal) (offsets []int, ok bool) {
	f.onDays = f.days != nil
	f.writeAll(false)
	height := f.plotHeight()
	if right, direct := f.namesAtEnds(); direct {
		if !f.setVertical(height, values, false, right) {
			return nil, false
		}
		if offsets = f.endOffsets(values, height); offsets != nil {
			return offsets, true
		}
	}
	right := 12
	if last := f.points[0][len(f.xs)-1]; len(f.series) > 1 {
		f.showLegend(f.series)
	} else if f.onDays && last.drawn() { // its figure may be written, at the very edge
		right = max(right, halfLabel(last))
	}
	if !f.setVertical(height, values, false, right) {
		return nil, false
	}
	if len(f.series) == 1 {
		f.writeWhereClear()
		f.setVertical(height, values, len(f.written) > 0, right)
	}
	return nil, true
}

// linePoint is a figure on a line: a symbol, hollow for a plan; for a bound an
// arrow to where the figure may lie.
func (f *frame) linePoint(s, x int, pt *point) option.Datum {
	d := option.NewDatum(option.None)
	if pt.drawn() {
		d.Value = pt.figure()
	}
	if f.onDays {
		d.Value = []any{f.days[x], d.Value}
	}
	if !pt.drawn() {
		return d
	}
	if f.planned(pt) {
		d.ItemStyle = outline(s, option.Paper, 2, "")
	}
	if pt.least() || pt.most() {
		d.Symbol, d.SymbolSize = "arrow", 12
		if pt.most() {
			d.SymbolRotate = 180
		}
	}
	if f.written[pt] {
		d.Label = &option.Label{
			Words:    pt.marked,
			Label:    opts.Label{Position: "top", BackgroundColor: option.Paper},
			Distance: opts.Int(7),
			Padding:  []int{1, 2},
		}
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
	right = font.Widest(f.series) + 18
	return right, right <= f.Width*30/100
}

// endOffsets moves the names at the ends of lines up or down until none touches
// another. There are no offsets when names would have to move far.
func (f *frame) endOffsets(values []report.Decimal, height int) []int {
	type end struct{ series, y int }
	var ends []end
	for s := range f.series {
		ends = append(ends, end{s, height - along(f.points[s][len(f.xs)-1], values, height)})
	}
	slices.SortStableFunc(ends, func(a, b end) int { return a.y - b.y })
	offsets := make([]int, len(f.series))
	floor := height + option.LineHeight/2
	for _, e := range slices.Backward(ends) { // from the bottom up
		y := min(e.y, floor)
		if e.y-y > 2*option.LineHeight || y-option.LineHeight/2 < 2-f.Grid.Top {
			return nil
		}
		offsets[e.series] = y - e.y
		floor = y - option.LineHeight
	}
	return offsets
}

// offset is how far right of the drawing's edge a place lies.
func (f *frame) offset(x int) int {
	if first, last := 0, 0; f.onDays {
		first, last = f.days[0], f.days[len(f.days)-1]
		return (f.days[x] - first) * f.plotWidth() / (last - first)
	}
	return (2*x + 1) * f.plotWidth() / (2 * len(f.xs))
}

// halfLabel is half the width of a figure written at a line, with its background.
func halfLabel(pt *point) int { return (font.Width(pt.marked)+1)/2 + 3 }

// writeWhereClear says that all figures of a single line are written if none
// touches the next; otherwise bounds are, as far as they have room.
func (f *frame) writeWhereClear() {
	clear := func(only func(*point) bool) (all bool) {
		f.writeAll(false)
		all, end := true, -f.Width
		for x, pt := range f.points[0] {
			if !pt.drawn() || !only(pt) {
				continue
			}
			half := halfLabel(pt)
			if at := f.Grid.Left + f.offset(x); f.offset(x)-half < end || at-half < 0 || at+half > f.Width {
				all = false
				continue
			}
			f.written[pt], end = true, f.offset(x)+half
		}
		return all
	}
	if !clear(func(*point) bool { return true }) {
		clear(func(pt *point) bool { return pt.least() || pt.most() })
	}
}
