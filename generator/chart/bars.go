package chart

import (
	"math/big"
	"slices"
	"strconv"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"vitrine/generator/option"
	"vitrine/generator/report"
	"vitrine/generator/table"
)

var boundBelowZero = table.Mistake{
	Text: "a bar can't show a bound below zero: its outline and its fading end say at most and at least",
	Hint: "draw a line, or leave it out with where",
}

var tooLarge = table.Mistake{
	Text: "these figures are too large to draw: their scale would need more than 15 digits",
	Hint: "give the measure a larger unit",
}

// bars draws bars up, or to the right where that is asked for or the names of
// the places have no room below.
func (f *frame) bars(kind string) *table.Mistake {
	stacked, horizontal := kind == "stacked-bar", kind == "horizontal-bar"
	if f.values = f.barTicks(stacked); f.values == nil {
		return &tooLarge
	}
	for pt := range f.figures() {
		if (pt.least() || pt.most()) && pt.number().Sign() < 0 {
			return &boundBelowZero
		}
	}
	if len(f.series) > 1 {
		f.showLegend(names(f.series), f.series)
	}
	var levels map[int]int
	if !horizontal {
		if levels = f.setVerticalBars(stacked); levels == nil {
			horizontal = true
		}
	}
	if horizontal {
		if f.small() && f.Width < Narrow && (kind != "horizontal-bar" || !font.Fits(f.xs, f.sideRoom())) {
			return &table.Mistake{
				Text: "the names of the places have no room beside small charts",
				Hint: "shorten them",
			}
		}
		f.setHorizontalBars(stacked)
	}
	for s, name := range names(f.series) {
		f.Series = append(f.Series, f.barSeries(s, name, stacked, horizontal))
	}
	for s := range f.series {
		if ends, some := f.openEnds(s, horizontal); some {
			f.Series = append(f.Series, ends)
		}
	}
	if stacked && !f.c.Share {
		f.writeTotals(horizontal)
	}
	if horizontal {
		return f.annotateAcross(f.values)
	}
	f.annotate(f.values, levels)
	return nil
}

// barTicks are the ticks of a scale of bars. It has room above a least value.
func (f *frame) barTicks(stacked bool) []report.Decimal {
	if f.c.Share {
		return []report.Decimal{
			report.Whole(0),
			report.Whole(25),
			report.Whole(50),
			report.Whole(75),
			report.Whole(100),
		}
	}
	low, high := f.extremes()
	if stacked {
		high = f.highestStack()
	}
	low, high = f.withLevels(low, high)
	for {
		values := ticks(low, high, f.tickCount(), f.decimals())
		if values == nil {
			return nil
		}
		top := values[len(values)-1].Rat()
		for pt := range f.figures() {
			if pt.least() {
				high = greatest(high, new(big.Rat).Add(pt.number().Rat(), openLength(values)))
			}
		}
		if high.Cmp(top) <= 0 {
			return values
		}
	}
}

// openLength is how far a bar fades out above a least value.
func openLength(values []report.Decimal) *big.Rat {
	return new(big.Rat).Mul(span(values), big.NewRat(6, 100))
}

func (f *frame) barSeries(s int, name string, stacked, horizontal bool) option.Series {
	bars := option.Series{
		SingleSeries: charts.SingleSeries{Name: name, Type: "bar", Stack: "s" + strconv.Itoa(s)},
		ItemStyle:    &option.ItemStyle{Color: areaFill(f.color(s, -1))},
		Data:         make(option.Data, 0, len(f.xs)),
	}
	if stacked {
		bars.Stack = "all"
		if horizontal || f.plotWidth() >= 8*len(f.xs) { // a line around narrow parts would hide them
			bars.ItemStyle.BorderColor, bars.ItemStyle.BorderWidth = option.Paper, 1
		}
	}
	for x, pt := range f.points[s] {
		d := option.NewDatum(option.None)
		if pt.drawn() {
			color := f.color(s, x)
			if d.Value, d.ItemStyle = pt.figure(), f.barStyle(color, pt); d.ItemStyle == nil &&
				color != f.color(s, -1) {
				d.ItemStyle = &option.ItemStyle{Color: areaFill(color)}
			}
		}
		if f.written[pt] {
			d.Label = barLabel(pt, stacked, horizontal)
		}
		bars.Data = append(bars.Data, d)
	}
	return bars
}

// openEnds are the pieces that lie above the figures of a series: those that fade out above least
// values, since how far a figure reaches there is not known, and ranges, which float above their
// lesser end. some reports whether there are any.
func (f *frame) openEnds(s int, horizontal bool) (ends option.Series, some bool) {
	ends = option.Series{SingleSeries: charts.SingleSeries{Type: "bar", Stack: "s" + strconv.Itoa(s)},
		ItemStyle: &option.ItemStyle{Color: option.Transparent}, Silent: true}
	length, _ := report.DecimalOf(openLength(f.values), f.decimals()+2)
	for x, pt := range f.points[s] {
		d := option.NewDatum(option.None)
		switch color := f.color(s, x); {
		case pt.ranged():
			d.Value, d.ItemStyle = number(difference(pt.high(), pt.number())), f.barStyle(color, pt)
			f.Series[s].Data[x].ItemStyle = &option.ItemStyle{Color: option.Transparent}
			f.Series[s].StackStrategy, ends.StackStrategy = "all", "all" // they may reach over zero
		case pt.least() && !f.planned(pt):
			d.Value, d.ItemStyle = number(length), &option.ItemStyle{Color: fade(color, horizontal)}
		default:
			ends.Data = append(ends.Data, d)
			continue
		}
		if some = true; f.written[pt] {
			d.Label = barLabel(pt, false, horizontal)
			f.Series[s].Data[x].Label = nil
		}
		ends.Data = append(ends.Data, d)
	}
	return ends, some
}

// setVerticalBars sets the frame of bars that stand. levels are how far the words of levels are moved;
// nil when they, the names of the places or the bars have no room.
func (f *frame) setVerticalBars(stacked bool) (levels map[int]int) {
	values := f.values
	height := f.plotHeight()
	slot := (f.Width - font.Widest(f.valueAxis(values).AxisLabel.Words) - 14) / len(f.xs)
	switch {
	case stacked:
		f.writeParts(span(values), height, func(pt *point) (high, wide bool) {
			return true, font.Width(pt.marked)+6 <= slot*60/100
		})
	case f.small() || len(f.levels) > 0: // a line would cross figures
		f.writeAll(false)
	case len(f.series) > 1:
		f.writeAll(font.Widest(f.labels())+6 <= slot*66/100/len(f.series))
	default:
		f.writeAll(font.Widest(f.labels())+6 <= slot)
	}
	if !stacked && len(f.series) > 1 && slot*(100-option.CategoryGap)/100/len(f.series) < 3 {
		return nil // nobody could tell the bars apart
	}
	f.below = 0
	if f.bare = !stacked && len(f.written) > 0; f.bare {
		f.values = f.bareScale()
		if f.values[0].Sign() < 0 {
			f.below = option.LineHeight + 4
		}
	}
	f.totals = stacked && f.totalsFit(slot)
	above := 0
	if f.totals || !stacked && len(f.written) > 0 {
		above = option.LineHeight + 5
	}
	if f.setVertical(height, f.values, above, max(4, f.levelRoom())) {
		if levels = apart(f.levelEnds(height, f.values), height, f.Grid.Top); levels != nil {
			return levels
		}
	}
	f.bare, f.below, f.values = false, 0, values
	return nil
}

// bareScale is a scale without ticks but zero, which reaches no further than the bars.
func (f *frame) bareScale() []report.Decimal {
	var least, most report.Decimal
	for pt := range f.figures() {
		if pt.least() {
			return f.values // it fades out above
		}
		if v := pt.number(); v.Cmp(least) < 0 {
			least = v
		}
		if v := pt.high(); v.Cmp(most) > 0 {
			most = v
		}
	}
	if least.Cmp(most) == 0 {
		return f.values
	}
	switch zero := report.Whole(0); {
	case least.Sign() == 0:
		return []report.Decimal{zero, most}
	case most.Sign() == 0:
		return []report.Decimal{least, zero}
	default:
		return []report.Decimal{least, zero, most}
	}
}

// totalsFit reports whether the sums of stacks have room above them.
func (f *frame) totalsFit(slot int) bool {
	if f.c.Share || f.small() || len(f.series) < 2 {
		return false
	}
	for x := range f.xs {
		if font.Width(f.total(x))+6 > slot {
			return false
		}
	}
	return true
}

// total is the sum of the parts at a place in words; "" when a part is missing or withheld.
func (f *frame) total(x int) string {
	places, bound := 0, report.Exact
	for _, s := range f.points {
		switch pt := s[x]; {
		case pt == nil:
		case !pt.drawn():
			return ""
		case pt.cell().Bound == report.About:
			bound = report.About
			fallthrough
		default:
			places = max(places, pt.cell().Value.Places())
		}
	}
	sum, ok := report.DecimalOf(f.stack(x), places)
	if !ok {
		return ""
	}
	words := f.l.Short(bound, sum)
	for _, m := range f.marksOf(x) {
		words += " [" + m + "]"
	}
	return words
}

// marksOf are the marks of all parts at a place, each once.
func (f *frame) marksOf(x int) (marks []string) {
	for _, s := range f.points {
		if s[x] == nil {
			continue
		}
		for _, m := range s[x].marks {
			if !slices.Contains(marks, m) {
				marks = append(marks, m)
			}
		}
	}
	return marks
}

// writeTotals writes the sum of each stack at its end, where there is room for all of them.
func (f *frame) writeTotals(horizontal bool) {
	if !f.totals {
		return
	}
	sums := option.Series{SingleSeries: charts.SingleSeries{Type: "bar", Stack: "all"},
		ItemStyle: &option.ItemStyle{Color: option.Transparent}, Silent: true}
	for x := range f.xs {
		d := option.NewDatum(option.None)
		if words := f.total(x); words != "" {
			d.Value = 0
			d.Label = &option.Label{Words: words, Label: opts.Label{Position: "top"}, Distance: opts.Int(4)}
			if horizontal {
				d.Label.Position = "right"
			}
		}
		sums.Data = append(sums.Data, d)
	}
	f.Series = append(f.Series, sums)
}

// setHorizontalBars sets the frame of bars that lie.
func (f *frame) setHorizontalBars(stacked bool) {
	values := f.values
	const gap, right = 8, 16
	if stacked {
		const row = 34
		f.writeAll(false)
		beside := right
		if f.totals = f.totalsFit(f.Width / 4); f.totals {
			for x := range f.xs {
				beside = max(beside, font.Width(f.total(x))+8)
			}
		}
		f.setHorizontal(values, row, gap, beside) // for the width of the drawing
		f.writeParts(span(values), f.plotWidth(), func(*point) (high, wide bool) { return false, true })
		f.setHorizontal(values, row, gap, beside)
		return
	}
	row := 14 + 20*len(f.series)
	if len(f.levels) > 0 { // a line would cross figures
		f.writeAll(false)
		f.setHorizontal(values, row, gap, right)
		return
	}
	f.writeAll(true)
	f.bare, f.values = true, f.bareScale()
	beside := font.Widest(f.labels()) + 12
	left := gap
	if values[0].Sign() < 0 { // figures stand left of bars that go there
		left += beside
	}
	f.setHorizontal(f.values, row, left, beside)
	if f.plotWidth() < 100 { // figures beside the bars would leave no room for them
		f.writeAll(false)
		f.bare, f.values = false, values
		f.setHorizontal(values, row, gap, right)
	}
}

// barLabel is a figure written in its bar or at its end.
func barLabel(pt *point, stacked, horizontal bool) *option.Label {
	l := &option.Label{Words: pt.marked}
	switch {
	case stacked:
		l.Position, l.BackgroundColor, l.Padding = "inside", option.Paper, []int{2, 3}
	case horizontal && pt.number().Sign() < 0:
		l.Position, l.Distance = "left", opts.Int(4)
	case horizontal:
		l.Position, l.Distance = "right", opts.Int(4)
	case pt.number().Sign() < 0:
		l.Position, l.Distance = "bottom", opts.Int(4)
	default:
		l.Position, l.Distance = "top", opts.Int(4)
	}
	return l
}

// plotHeight is that of an upright chart, without its words.
func (f *frame) plotHeight() int {
	switch {
	case f.small():
		return 110
	case f.wide:
		return 230
	}
	return 190
}

// labels are the words of all figures drawn.
func (f *frame) labels() []string {
	var list []string
	for pt := range f.figures() {
		list = append(list, pt.marked)
	}
	return list
}

// writeAll says that every figure of all panels is written at its point, or none.
func (f *frame) writeAll(all bool) {
	f.written = map[*point]bool{}
	if !all {
		return
	}
	for pt := range f.figures() {
		f.written[pt] = true
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
			part := new(big.Rat).Quo(pt.number().Rat(), span)
			if across && part.Cmp(big.NewRat(int64(least), int64(max(pixels, 1)))) >= 0 {
				f.written[pt] = true
			}
		}
	}
}

// highestStack is the greatest sum of parts at a place, of all panels.
func (p *plot) highestStack() *big.Rat {
	high := new(big.Rat)
	for _, peer := range p.peers {
		for x := range p.xs {
			high = greatest(high, peer.stack(x))
		}
	}
	return high
}

// stack is the sum of the parts at a place.
func (p *plot) stack(x int) *big.Rat {
	sum := new(big.Rat)
	for _, s := range p.points {
		if s[x].drawn() {
			sum.Add(sum, s[x].number().Rat())
		}
	}
	return sum
}

// span is how far the last tick lies from the first.
func span(values []report.Decimal) *big.Rat {
	return new(big.Rat).Sub(values[len(values)-1].Rat(), values[0].Rat())
}

// along is how far a figure stands from the start of a scale of so many pixels.
func (f *frame) along(pt *point, values []report.Decimal, pixels int) int {
	return f.alongOf(pt.number().Rat(), values, pixels)
}

func (f *frame) alongOf(number *big.Rat, values []report.Decimal, pixels int) int {
	if f.c.Log {
		return int(float64(pixels) * logShare(number, values))
	}
	share := new(big.Rat).Sub(number, values[0].Rat())
	share.Quo(share, span(values))
	return int(floor(share.Mul(share, big.NewRat(int64(pixels), 1)), big.NewRat(1, 1)).Int64())
}
