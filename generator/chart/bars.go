package chart

import (
	"math/big"
	"slices"

	"github.com/go-echarts/go-echarts/v2/charts"

	"vitrine/generator/report"
	"vitrine/generator/table"
)

var tooLarge = table.Mistake{Text: "these figures are too large to draw: their scale would need more than 15 digits", Hint: "give the measure a larger unit"}

// barStyle is how a bar looks that is no plain count: hollow when it is a plan
// or a greatest value, fading out where it is only a least one.
func (f *frame) barStyle(s int, pt *point, lying bool) *itemStyle {
	planned, above := f.planned(pt), pt.least()
	switch {
	case planned && (above || pt.most()):
		return &itemStyle{Color: outlineFill(s), BorderColor: seriesColor(s), BorderWidth: 1.5, BorderType: "dotted"}
	case planned:
		return &itemStyle{Color: outlineFill(s), BorderColor: seriesColor(s), BorderWidth: 1.5}
	case pt.most():
		return &itemStyle{Color: outlineFill(s), BorderColor: seriesColor(s), BorderWidth: 1.5, BorderType: "dashed"}
	case above:
		fade := gradient{Type: "linear", Stops: []colorStop{{0, seriesColor(s)}, {0.6, seriesColor(s)}, {1, paper}}}
		if fade.X2 = 1; !lying {
			fade.X2, fade.Y = 0, 1
		}
		return &itemStyle{Color: fade}
	}
	return nil
}

// bars draws bars up, or to the right where that is asked for or the names of
// the places have no room below.
func (f *frame) bars(kind string) *table.Mistake {
	stacked, lying := kind == "stacked-bar", kind == "horizontal-bar"
	low, high := f.extremes()
	if stacked {
		high = f.highestStack()
	}
	values := ticks(low, high, f.tickCount(), f.places())
	if values == nil {
		return &tooLarge
	}
	if len(f.series) > 1 {
		f.showLegend(f.series)
	}
	span := new(big.Rat).Sub(values[len(values)-1].Rat(), values[0].Rat())
	if !lying {
		height := f.plotHeight()
		slot := (f.width - widest(f.valueAxis(values).Label.Words, fontSize) - 14) / len(f.xs)
		if stacked {
			f.writeParts(span, height, func(pt *point) (high, wide bool) { return true, textWidth(pt.marked, fontSize)+6 <= slot*60/100 })
		} else if len(f.series) > 1 {
			f.writeAll(widest(f.labels(), fontSize)+6 <= slot*66/100/len(f.series))
		} else {
			f.writeAll(widest(f.labels(), fontSize)+6 <= slot)
		}
		lying = !f.upright(height, values, len(f.written) > 0 && !stacked, 4)
	}
	if lying {
		rowHeight := 14 + 20*len(f.series)
		if stacked {
			rowHeight = 34
		}
		f.writeAll(!stacked)
		f.lying(values, rowHeight, 8, widest(f.labels(), fontSize)+12)
		if stacked {
			f.lying(values, rowHeight, 8, 16)
			f.writeParts(span, f.plotWidth(), func(pt *point) (high, wide bool) { return false, true })
			f.lying(values, rowHeight, 8, 16)
		} else if f.plotWidth() < 100 { // figures beside the bars would leave no room for them
			f.writeAll(false)
			f.lying(values, rowHeight, 8, 16)
		}
	}
	for s, title := range f.series {
		one := series{SingleSeries: charts.SingleSeries{Name: title, Type: "bar"}, ItemStyle: &itemStyle{Color: areaFill(s)}, Data: make([]datum, 0, len(f.xs))}
		if stacked {
			one.Stack = "all"
			one.ItemStyle.BorderColor, one.ItemStyle.BorderWidth = paper, 1
		}
		for _, pt := range f.points[s] {
			d := datum{Value: none}
			if pt.drawn() {
				d.Value, d.ItemStyle = pt.figure(), f.barStyle(s, pt, lying)
			}
			switch {
			case !f.written[pt]:
			case stacked:
				d.Label = &label{Words: pt.marked, Position: "inside", Background: paper, Padding: []int{2, 3}}
			case lying && pt.cell().Value.Sign() < 0:
				d.Label = &label{Words: pt.marked, Position: "insideLeft", Background: paper, Padding: []int{2, 3}}
			case lying:
				d.Label = &label{Words: pt.marked, Position: "right", Distance: ptr(4)}
			default:
				d.Label = &label{Words: pt.marked, Position: "top", Distance: ptr(4)}
			}
			one.Data = append(one.Data, d)
		}
		f.option.Series = append(f.option.Series, one)
	}
	return nil
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

// writeAll says that every figure is written at its place, or none.
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
func (f *frame) writeParts(span *big.Rat, pixels int, fits func(*point) (high, wide bool)) {
	f.writeAll(false)
	for _, s := range f.points {
		for _, pt := range s {
			if !pt.drawn() {
				continue
			}
			high, across := fits(pt)
			least := textWidth(pt.marked, fontSize) + 10
			if high {
				least = lineHeight + 6
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

// ranges draws an outline for each source, and a bar from the least to the
// greatest. The scale need not begin at zero: the bars are distances, not sizes.
func (f *frame) ranges() *table.Mistake {
	var low, high *big.Rat
	for x := range f.xs {
		if l, h := f.spread(x); l != nil {
			if low == nil {
				low, high = l.Rat(), h.Rat()
			}
			low, high = least(low, l.Rat()), greatest(high, h.Rat())
		}
	}
	margin := new(big.Rat).Quo(new(big.Rat).Sub(high, low), big.NewRat(6, 1))
	from := new(big.Rat).Sub(low, margin)
	if low.Sign() >= 0 {
		from = greatest(from, new(big.Rat)) // counts have no place below zero
	}
	values := ticks(from, new(big.Rat).Add(high, margin), f.tickCount(), f.places())
	if values == nil {
		return &tooLarge
	}
	f.showLegend(f.series)
	f.writeAll(true)
	largest := rangeSymbol(len(f.series) - 1)
	gap, right := largest/2+4, max(largest/2, widest(f.labels(), fontSize)/2)+4
	f.lying(values, 0, gap, right) // for the width of the drawing
	labels, levels := f.rangeLabels(values)
	f.lying(values, largest+2*levels*lineHeight+12, gap, right)
	thin := charts.SingleSeries{Type: "bar", Stack: "range", BarWidth: "4"}
	start, span := series{SingleSeries: thin, Strategy: "all", ItemStyle: &itemStyle{Color: empty}, Silent: true}, series{SingleSeries: thin, Strategy: "all", ItemStyle: &itemStyle{Color: rule}, Silent: true}
	for x := range f.xs {
		a, b := datum{Value: none}, datum{Value: none}
		if l, h := f.spread(x); l != nil {
			a.Value, b.Value = number(*l), number(difference(*h, *l))
		}
		start.Data, span.Data = append(start.Data, a), append(span.Data, b)
	}
	f.option.Series = append(f.option.Series, start, span)
	for s, title := range f.series {
		// Outlines, each larger than the one before, so that sources that agree are
		// all seen.
		symbol, size := symbols[s%len(symbols)], rangeSymbol(s)
		one := series{SingleSeries: charts.SingleSeries{Name: title, Type: "scatter", Symbol: symbol}, ItemStyle: &itemStyle{Color: empty, BorderColor: seriesColor(s), BorderWidth: 2, Opacity: 1},
			Emphasis: &emphasis{ItemStyle: itemStyle{Color: "inherit", BorderWidth: 3}}, Data: make([]datum, 0, len(f.xs))}
		for x, pt := range f.points[s] {
			d := datum{Value: none}
			if pt.drawn() {
				d = datum{Value: []any{pt.figure(), x}, Symbol: symbol, SymbolSize: size}
				if f.planned(pt) {
					d.ItemStyle = &itemStyle{Color: empty, BorderColor: seriesColor(s), BorderWidth: 2, BorderType: "dashed"}
				}
				if pt.least() || pt.most() { // an arrow to where it may lie
					d.Symbol = "triangle"
					if d.Rotate = -90; pt.most() {
						d.Rotate = 90
					}
				}
				if at, ok := labels[pt]; ok {
					clear := (largest-size)/2 + 3 // of the largest symbol
					d.Label = &label{Words: pt.marked, Position: [...]string{"top", "bottom"}[at%2], Distance: ptr(clear + at/2*lineHeight)}
				}
			}
			one.Data = append(one.Data, d)
		}
		f.option.Series = append(f.option.Series, one)
	}
	return nil
}

// rangeSymbol is the size of a series' symbol.
func rangeSymbol(s int) int { return 11 + 7*min(s, 5) }

// rangeLabels finds a level for each label at which it touches no other: 0 and
// 2 are above the line, 1 and 3 below it, and so on. levels is how many lines
// that needs on a side.
func (f *frame) rangeLabels(values []report.Decimal) (at map[*point]int, levels int) {
	at, levels = map[*point]int{}, 1
	for x := range f.xs {
		var ends []int // of the last label on each level
		var here []*point
		for s := range f.series {
			if pt := f.points[s][x]; pt.drawn() && !f.labelledBefore(s, x) {
				here = append(here, pt)
			}
		}
		slices.SortStableFunc(here, func(a, b *point) int { return a.cell().Value.Cmp(b.cell().Value) })
		for _, pt := range here {
			middle := along(pt, values, f.plotWidth())
			half := (textWidth(pt.marked, fontSize) + 1) / 2
			level := slices.IndexFunc(ends, func(end int) bool { return end+6 < middle-half })
			if level < 0 {
				level = len(ends)
				ends = append(ends, 0)
			}
			ends[level] = middle + half
			at[pt], levels = level, max(levels, level/2+1)
		}
	}
	return at, levels
}

// along is how far a figure stands from the start of a scale of so many pixels.
func along(pt *point, values []report.Decimal, pixels int) int {
	from := values[0].Rat()
	span := new(big.Rat).Sub(values[len(values)-1].Rat(), from)
	share := new(big.Rat).Quo(new(big.Rat).Sub(pt.cell().Value.Rat(), from), span)
	return int(floor(share.Mul(share, big.NewRat(int64(pixels), 1)), big.NewRat(1, 1)).Int64())
}

// labelledBefore reports whether an earlier series says the same at a place, so
// that one label serves both.
func (p *plot) labelledBefore(series, x int) bool {
	for _, s := range p.points[:series] {
		if s[x].drawn() && s[x].marked == p.points[series][x].marked {
			return true
		}
	}
	return false
}
