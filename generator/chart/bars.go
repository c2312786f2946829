package chart

import (
	"math/big"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"vitrine/generator/option"
	"vitrine/generator/report"
	"vitrine/generator/table"
)

var tooLarge = table.Mistake{
	Text: "these figures are too large to draw: their scale would need more than 15 digits",
	Hint: "give the measure a larger unit",
}

// bars draws bars up, or to the right where that is asked for or the names of
// the places have no room below.
func (f *frame) bars(kind string) *table.Mistake {
	stacked, horizontal := kind == "stacked-bar", kind == "horizontal-bar"
	low, high := f.extremes()
	if stacked {
		high = f.highestStack()
	}
	values := ticks(low, high, f.tickCount(), f.decimals())
	if values == nil {
		return &tooLarge
	}
	if len(f.series) > 1 {
		f.showLegend(f.series)
	}
	if horizontal = horizontal || !f.setVerticalBars(values, stacked); horizontal {
		f.setHorizontalBars(values, stacked)
	}
	for s, title := range f.series {
		bars := option.Series{
			SingleSeries: charts.SingleSeries{Name: title, Type: "bar"},
			ItemStyle:    &option.ItemStyle{Color: areaFill(s)},
			Data:         make(option.Data, 0, len(f.xs)),
		}
		if stacked {
			bars.Stack = "all"
			bars.ItemStyle.BorderColor, bars.ItemStyle.BorderWidth = option.Paper, 1
		}
		for _, pt := range f.points[s] {
			d := option.NewDatum(option.None)
			if pt.drawn() {
				d.Value, d.ItemStyle = pt.figure(), f.barStyle(s, pt, horizontal)
			}
			if f.written[pt] {
				d.Label = barLabel(pt, stacked, horizontal)
			}
			bars.Data = append(bars.Data, d)
		}
		f.Series = append(f.Series, bars)
	}
	return nil
}

// setVerticalBars sets the frame of bars that stand. It fails when the names of the
// places have no room below.
func (f *frame) setVerticalBars(values []report.Decimal, stacked bool) bool {
	height := f.plotHeight()
	slot := (f.Width - font.Widest(f.valueAxis(values).AxisLabel.Words) - 14) / len(f.xs)
	switch {
	case stacked:
		f.writeParts(span(values), height, func(pt *point) (high, wide bool) {
			return true, font.Width(pt.marked)+6 <= slot*60/100
		})
	case len(f.series) > 1:
		f.writeAll(font.Widest(f.labels())+6 <= slot*66/100/len(f.series))
	default:
		f.writeAll(font.Widest(f.labels())+6 <= slot)
	}
	return f.setVertical(height, values, len(f.written) > 0 && !stacked, 4)
}

// setHorizontalBars sets the frame of bars that lie.
func (f *frame) setHorizontalBars(values []report.Decimal, stacked bool) {
	const gap, right = 8, 16
	if stacked {
		const row = 34
		f.writeAll(false)
		f.setHorizontal(values, row, gap, right) // for the width of the drawing
		f.writeParts(span(values), f.plotWidth(), func(*point) (high, wide bool) { return false, true })
		f.setHorizontal(values, row, gap, right)
		return
	}
	row := 14 + 20*len(f.series)
	f.writeAll(true)
	f.setHorizontal(values, row, gap, font.Widest(f.labels())+12)
	if f.plotWidth() < 100 { // figures beside the bars would leave no room for them
		f.writeAll(false)
		f.setHorizontal(values, row, gap, right)
	}
}

// barLabel is a figure written in its bar or at its end.
func barLabel(pt *point, stacked, horizontal bool) *option.Label {
	l := &option.Label{Words: pt.marked}
	switch {
	case stacked:
		l.Position, l.BackgroundColor, l.Padding = "inside", option.Paper, []int{2, 3}
	case horizontal && pt.cell().Value.Sign() < 0:
		l.Position, l.BackgroundColor, l.Padding = "insideLeft", option.Paper, []int{2, 3}
	case horizontal:
		l.Position, l.Distance = "right", opts.Int(4)
	default:
		l.Position, l.Distance = "top", opts.Int(4)
	}
	return l
}

// plotHeight is that of an upright chart, without its words.
func (f *frame) plotHeight() int {
	if f.wide() {
		return 230
	}
	return 190
}

// labels are the words of all figures drawn.
func (f *frame) labels() []string {
	var list []string
	for _, s := range f.points {
		for _, pt := range s {
			if pt.drawn() {
				list = append(list, pt.marked)
			}
		}
	}
	return list
}

// writeAll says that every figure is written at its point, or none.
func (f *frame) writeAll(all bool) {
	f.written = map[*point]bool{}
	for _, s := range f.points {
		for _, pt := range s {
			if all && pt.drawn() {
				f.written[pt] = true
			}
		}
	}
}

// writeParts says that those parts of stacks are written that are large enough
// on a scale of span over so many pixels. fits says whether a part must be as
// high as a line (or else as wide as its words) and whether the words fit across.
func (f *frame) writeParts(span *big.Rat, pixels int, fits func(*point) (high, across bool)) {
	f.writeAll(false)
	for _, s := range f.points {
		for _, pt := range s {
			if !pt.drawn() {
				continue
			}
			high, across := fits(pt)
			least := font.Width(pt.marked) + 10
			if high {
				least = option.LineHeight + 6
			}
			part := new(big.Rat).Quo(pt.cell().Value.Rat(), span)
			if across && part.Cmp(big.NewRat(int64(least), int64(max(pixels, 1)))) >= 0 {
				f.written[pt] = true
			}
		}
	}
}

// highestStack is the greatest sum of parts at a place.
func (p *plot) highestStack() *big.Rat {
	high := new(big.Rat)
	for x := range p.xs {
		sum := new(big.Rat)
		for _, s := range p.points {
			if s[x].drawn() {
				sum.Add(sum, s[x].cell().Value.Rat())
			}
		}
		high = greatest(high, sum)
	}
	return high
}

// span is how far the last tick lies from the first.
func span(values []report.Decimal) *big.Rat {
	return new(big.Rat).Sub(values[len(values)-1].Rat(), values[0].Rat())
}

// along is how far a figure stands from the start of a scale of so many pixels.
func along(pt *point, values []report.Decimal, pixels int) int {
	share := new(big.Rat).Sub(pt.cell().Value.Rat(), values[0].Rat())
	share.Quo(share, span(values))
	return int(floor(share.Mul(share, big.NewRat(int64(pixels), 1)), big.NewRat(1, 1)).Int64())
}
