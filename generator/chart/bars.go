package chart

import (
	"math/big"
	"slices"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"vitrine/generator/report"
)

// plain is how a bar looks: filled when it is a count, hollow when it is a plan
// or a greatest value, fading out where it is only a least one.
func (f *frame) barStyle(s int, pt *point, lying bool) *itemStyle {
	switch {
	case f.planned(pt):
		return &itemStyle{Color: empty, BorderColor: seriesColor(s), BorderWidth: 1.5}
	case pt.cell().Bound == report.Below || pt.cell().Bound == report.AtMost:
		return &itemStyle{Color: empty, BorderColor: seriesColor(s), BorderWidth: 1.5, BorderType: "dashed"}
	case pt.cell().Bound == report.Above || pt.cell().Bound == report.AtLeast:
		fade := gradient{Type: "linear", Stops: []colorStop{{0, seriesColor(s)}, {0.6, seriesColor(s)}, {1, paper}}}
		if fade.X2 = 1; !lying {
			fade.X2, fade.Y = 0, 1
		}
		return &itemStyle{Color: fade}
	}
	return nil
}

func (f *frame) bars(kind string) {
	stacked := kind == "stacked-bar"
	low, high := f.extremes()
	if stacked {
		high = f.highestStack()
	}
	values := ticks(low, high, f.tickCount(), f.places())
	f.labelled = true
	if len(f.series) > 1 {
		f.showLegend()
	}
	switch {
	case kind == "horizontal-bar":
		f.lying(values, 14+20*len(f.series), widest(f.labels(), fontSize)+12)
	default:
		height := 230
		if !f.wide() {
			height = 190
		}
		f.labelled = f.labelsFit(stacked)
		f.upright(height, values, f.labelled && !stacked, 4)
	}
	span := new(big.Rat).Sub(values[len(values)-1].Rat(), values[0].Rat())
	for s, title := range f.series {
		one := series{SingleSeries: charts.SingleSeries{Name: title, Type: "bar", BarGap: "10%", BarCategoryGap: "34%"}, MaxWidth: 64,
			ItemStyle: &itemStyle{Color: areaFill(s)}, Emphasis: hovered(s)}
		if stacked {
			one.Stack = "all"
			one.ItemStyle.BorderColor, one.ItemStyle.BorderWidth = paper, 1
		}
		for _, pt := range f.points[s] {
			d := datum{Value: none}
			if pt.drawn() {
				d.Value, d.ItemStyle = pt.cell().Value, f.barStyle(s, pt, kind == "horizontal-bar")
				if f.labelled {
					d.Label = &label{Show: true, Words: pt.marked, Position: "top", Color: ink, FontSize: fontSize, Distance: ptr(4)}
				}
				if kind == "horizontal-bar" {
					d.Label.Position = "right"
				}
				if stacked {
					d.Label = nil
					part := new(big.Rat).Quo(pt.cell().Value.Rat(), span)
					if f.labelled && part.Cmp(big.NewRat(lineHeight+6, 190)) >= 0 {
						d.Label = &label{Show: true, Words: pt.marked, Position: "inside", Color: ink, Background: paper, Padding: []int{2, 3}, FontSize: fontSize}
					}
				}
			}
			one.Data = append(one.Data, d)
		}
		f.option.Series = append(f.option.Series, one)
	}
}

func hovered(s int) *emphasis {
	return &emphasis{ItemStyle: itemStyle{Color: "inherit", BorderColor: ink, BorderWidth: 2}}
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

// labelsFit reports whether each figure has room above its bar, or in its part
// of a stack.
func (f *frame) labelsFit(stacked bool) bool {
	side := f.width - 60
	each := side / len(f.xs)
	if stacked {
		each = each * 60 / 100
	} else if len(f.series) > 1 {
		each = each * 66 / 100 / len(f.series)
	}
	return widest(f.labels(), fontSize)+6 <= each
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

// ranges draws a dot for each source, and a bar from the least to the greatest.
// The scale need not begin at zero: the bars are distances, not sizes.
func (f *frame) ranges() {
	var low, high *big.Rat
	for x := range f.xs {
		if l, h := f.spread(x); l != nil {
			if low == nil {
				low, high = l.Rat(), h.Rat()
			}
			low, high = least(low, l.Rat()), greatest(high, h.Rat())
		}
	}
	if low == nil {
		low, high = new(big.Rat), new(big.Rat)
	}
	margin := new(big.Rat).Quo(new(big.Rat).Sub(high, low), big.NewRat(6, 1))
	from := new(big.Rat).Sub(low, margin)
	if low.Sign() >= 0 {
		from = greatest(from, new(big.Rat)) // counts have no place below zero
	}
	values := ticks(from, new(big.Rat).Add(high, margin), f.tickCount(), f.places())
	f.labelled = true
	f.showLegend()
	largest := rangeSymbol(len(f.series) - 1)
	f.lying(values, 0, widest(f.labels(), fontSize)/2+4) // for the width of the drawing
	labels, levels := f.rangeLabels(values)
	f.height = 0
	f.lying(values, largest+2*levels*lineHeight+12, widest(f.labels(), fontSize)/2+4)
	start, span := series{SingleSeries: charts.SingleSeries{Type: "bar", Stack: "range", BarWidth: "4"}, ItemStyle: &itemStyle{Color: empty}, Silent: true},
		series{SingleSeries: charts.SingleSeries{Type: "bar", Stack: "range", BarWidth: "4"}, ItemStyle: &itemStyle{Color: rule}, Silent: true}
	for x := range f.xs {
		a, b := datum{Value: none}, datum{Value: none}
		if l, h := f.spread(x); l != nil {
			a.Value, b.Value = *l, difference(*h, *l)
		}
		start.Data, span.Data = append(start.Data, a), append(span.Data, b)
	}
	f.option.Series = append(f.option.Series, start, span)
	for s, title := range f.series {
		// Hollow and each larger than the one before, so that sources that agree
		// are all seen.
		symbol, size := symbols[s%len(symbols)], rangeSymbol(s)
		one := series{SingleSeries: charts.SingleSeries{Name: title, Type: "scatter", Symbol: symbol}, ItemStyle: &itemStyle{Color: empty, BorderColor: seriesColor(s), BorderWidth: 2},
			Emphasis: &emphasis{ItemStyle: itemStyle{Color: "inherit", BorderWidth: 3}}, Clip: ptr(false)}
		for x, pt := range f.points[s] {
			d := datum{Value: none}
			if pt.drawn() {
				d = datum{Value: []any{pt.cell().Value, x}, Symbol: symbol, SymbolSize: size}
				if at, ok := labels[pt]; ok {
					clear := (largest-size)/2 + 3 // of the largest symbol
					d.Label = &label{Show: true, Words: pt.marked, Position: [...]string{"top", "bottom"}[at%2], Distance: ptr(clear + at/2*lineHeight), Color: ink, FontSize: fontSize}
				}
			}
			one.Data = append(one.Data, d)
		}
		f.option.Series = append(f.option.Series, one)
	}
}

// lineSymbol is filled in the first four series and hollow in those after.
func lineSymbol(s int) *itemStyle {
	if s >= len(symbols) {
		return hollow(s)
	}
	return &itemStyle{Color: seriesColor(s)}
}

// rangeSymbol is the size of a series' symbol.
func rangeSymbol(s int) int { return 11 + 7*min(s, 5) }

// rangeLabels finds a level for each label at which it touches no other: 0 and
// 2 are above the line, 1 and 3 below it, and so on. levels is how many lines
// that needs on a side.
func (f *frame) rangeLabels(values []report.Decimal) (at map[*point]int, levels int) {
	at, levels = map[*point]int{}, 1
	from := values[0].Rat()
	span := new(big.Rat).Sub(values[len(values)-1].Rat(), from)
	width := f.width - f.Grid.Left - f.Grid.Right
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
			share := new(big.Rat).Quo(new(big.Rat).Sub(pt.cell().Value.Rat(), from), span)
			middle := int(floor(share.Mul(share, big.NewRat(int64(width), 1)), big.NewRat(1, 1)).Int64())
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

// lines draws lines with a symbol at each figure. Those of dates that are not
// equally far apart stand on a scale of days.
func (f *frame) lines(area bool) {
	low, high := f.extremes()
	values := ticks(low, high, f.tickCount(), f.places())
	right, direct := f.namesAtEnds()
	if !direct && len(f.series) > 1 {
		f.showLegend()
	}
	f.labelled = len(f.series) == 1 && (widest(f.labels(), fontSize)+6)*len(f.xs) <= f.width-80
	height := 230
	if !f.wide() {
		height = 190
	}
	if f.days != nil {
		right = max(right, widest(f.xs[len(f.xs)-1:], fontSize)/2+2, widest(f.labels(), fontSize)/2+2)
	}
	f.upright(height, values, f.labelled, max(right, 12))
	if f.days != nil {
		f.byDay()
	}
	for s, title := range f.series {
		symbol := symbols[s%len(symbols)]
		one := series{SingleSeries: charts.SingleSeries{Name: title, Type: "line", Symbol: symbol, ShowSymbol: opts.Bool(true), ConnectNulls: opts.Bool(false)},
			ItemStyle: lineSymbol(s), LineStyle: &opts.LineStyle{Width: 2, Type: lineTypes[s%len(lineTypes)], Color: seriesColor(s)},
			Emphasis: &emphasis{Scale: true, ItemStyle: itemStyle{Color: "inherit", BorderColor: ink, BorderWidth: 2}}, Clip: ptr(false), Layout: &labelLayout{Move: "shiftY"}}
		if area {
			one.AreaStyle = &opts.AreaStyle{Color: seriesColor(s), Opacity: opts.Float(0.22)}
		}
		for x, pt := range f.points[s] {
			d := datum{Value: none}
			if f.days != nil {
				d.Value = []any{f.days[x], none}
			}
			if pt.drawn() {
				d = datum{Value: pt.cell().Value, Symbol: symbol, SymbolSize: 7}
				if f.days != nil {
					d.Value = []any{f.days[x], pt.cell().Value}
				}
				if f.planned(pt) {
					d.ItemStyle = hollow(s)
				}
				bounded := pt.cell().Bound != report.Exact && pt.cell().Bound != report.About
				if bounded { // no count: an arrow to where it may lie, and what the source says
					d.Symbol, d.SymbolSize = "arrow", 12
					if pt.cell().Bound == report.Below || pt.cell().Bound == report.AtMost {
						d.Rotate = 180
					}
				}
				if f.labelled || bounded && len(f.series) == 1 {
					d.Label = &label{Show: true, Words: pt.marked, Position: "top", Color: ink, FontSize: fontSize, Distance: ptr(7), Background: paper, Padding: []int{1, 2}}
				}
				if direct && x == len(f.xs)-1 {
					d.Label = &label{Show: true, Words: f.ends[s], Position: "right", Color: ink, FontSize: fontSize, LineHeight: lineHeight, Distance: ptr(8)}
				}
			}
			one.Data = append(one.Data, d)
		}
		f.option.Series = append(f.option.Series, one)
	}
}
