package chart

import (
	"math/big"
	"slices"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"vitrine/generator/option"
	"vitrine/generator/report"
	"vitrine/generator/table"
)

// ranges draws a symbol for each source, and a bar from the least to the
// greatest. The scale need not begin at zero: the bars are distances, not sizes.
func (f *frame) ranges() *table.Mistake {
	if len(f.series) < 2 {
		return &table.Mistake{Text: "a range needs two series to lie between", Hint: `like series = "source"`}
	}
	values := f.rangeTicks()
	if values == nil {
		return &tooLarge
	}
	f.values = values
	f.showLegend(names(f.series), f.series)
	f.writeAll(true)
	largest := rangeSymbol(len(f.series) - 1)
	gap, right := largest/2+4, max(largest/2, font.Widest(f.labels())/2)+4
	f.setHorizontal(values, 0, gap, right) // for the width of the drawing
	levels, lines := f.rangeLabels(values)
	f.setHorizontal(values, largest+2*lines*option.LineHeight+12, gap, right)
	start, span := rangeBar(option.Transparent), rangeBar(option.Rule)
	for x := range f.xs {
		a, b := option.NewDatum(option.None), option.NewDatum(option.None)
		if l, h := f.spread(x); l != nil {
			a.Value, b.Value = number(*l), number(difference(*h, *l))
		}
		start.Data, span.Data = append(start.Data, a), append(span.Data, b)
	}
	f.Series = append(f.Series, start, span)
	for s := range f.series {
		f.Series = append(f.Series, f.rangeSeries(s, levels))
	}
	return nil
}

// rangeTicks are the ticks of a scale that has some room on both sides of the figures.
func (f *frame) rangeTicks() []report.Decimal {
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
	return ticks(from, new(big.Rat).Add(high, margin), f.tickCount(), f.decimals())
}

// rangeBar is a series of thin bars, which lie on those of the series before.
func rangeBar(color string) option.Series {
	return option.Series{
		SingleSeries:  charts.SingleSeries{Type: "bar", Stack: "range", BarWidth: "4"},
		ItemStyle:     &option.ItemStyle{Color: color},
		Silent:        true,
		StackStrategy: "all",
	}
}

// rangeSeries is the symbols of a source: outlines, each larger than that of the
// source before, so that sources that agree are all seen. levels are those of the
// figures that are written.
func (f *frame) rangeSeries(s int, levels map[*point]int) option.Series {
	symbol, size := symbols[s%len(symbols)], rangeSymbol(s)
	style := outline(s, option.Transparent, 2, "")
	style.Opacity = opts.Float(1)
	touched := opts.ItemStyle{Color: "inherit", BorderWidth: 3}
	made := option.Series{
		SingleSeries: charts.SingleSeries{Name: names(f.series)[s], Type: "scatter", Symbol: symbol},
		ItemStyle:    style,
		Emphasis:     &option.Emphasis{Emphasis: opts.Emphasis{ItemStyle: &touched}},
		Data:         make(option.Data, 0, len(f.xs)),
	}
	for x, pt := range f.points[s] {
		d := option.NewDatum(option.None)
		if !pt.drawn() {
			made.Data = append(made.Data, d)
			continue
		}
		d.Value, d.Symbol, d.SymbolSize = []any{pt.figure(), x}, symbol, size
		if f.planned(pt) {
			d.ItemStyle = outline(s, option.Transparent, 2, "dashed")
		}
		if pt.least() || pt.most() { // an arrow to where it may lie
			d.Symbol = "triangle"
			if d.SymbolRotate = -90; pt.most() {
				d.SymbolRotate = 90
			}
		}
		if level, ok := levels[pt]; ok {
			clear := (rangeSymbol(len(f.series)-1)-size)/2 + 3 // of the largest symbol
			d.Label = &option.Label{
				Words:    pt.marked,
				Label:    opts.Label{Position: [...]string{"top", "bottom"}[level%2], BackgroundColor: option.Paper},
				Distance: opts.Int(clear + level/2*option.LineHeight),
				Padding:  []int{1, 2},
			}
		}
		made.Data = append(made.Data, d)
	}
	return made
}

// rangeSymbol is the size of a series' symbol.
func rangeSymbol(s int) int { return 11 + 7*min(s, 5) }

// rangeLabels finds a level for each label at which it touches no other: 0 and
// 2 are above the line, 1 and 3 below it, and so on. lines is how many of them
// that needs on a side.
func (f *frame) rangeLabels(values []report.Decimal) (levels map[*point]int, lines int) {
	levels, lines = map[*point]int{}, 1
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
			middle := f.along(pt, values, f.plotWidth())
			half := (font.Width(pt.marked) + 1) / 2
			level := slices.IndexFunc(ends, func(end int) bool { return end+6 < middle-half })
			if level < 0 {
				level = len(ends)
				ends = append(ends, 0)
			}
			ends[level] = middle + half
			levels[pt], lines = level, max(lines, level/2+1)
		}
	}
	return levels, lines
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

// spread is the least and the greatest figure at a place, over the series.
func (p *plot) spread(x int) (low, high *report.Decimal) {
	for _, series := range p.points {
		if !series[x].drawn() {
			continue
		}
		v := &series[x].cell().Value
		if low == nil || v.Cmp(*low) < 0 {
			low = v
		}
		if high == nil || v.Cmp(*high) > 0 {
			high = v
		}
	}
	return low, high
}

func difference(high, low report.Decimal) report.Decimal {
	d, _ := high.Minus(low)
	return d
}
