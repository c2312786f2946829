package chart

import (
	"slices"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"vitrine/generator/option"
	"vitrine/generator/report"
	"vitrine/generator/table"
)

// lines draws lines with a symbol at each figure. Those of periods stand on a scale of time.
func (f *frame) lines(area bool) *table.Mistake {
	if f.disordered() {
		return &periodsDisordered
	}
	values, mistake := f.lineTicks()
	if mistake != nil {
		return mistake
	}
	f.values = values
	offsets, ok := f.setLines(values)
	switch {
	case !ok:
		return &table.Mistake{Text: "the names of the places have no room under a line", Hint: "draw a horizontal-bar"}
	case offsets == nil:
		return &levelsTooClose
	}
	if mistake := f.makeRoomAbove(); mistake != nil {
		return mistake
	}
	for s, name := range names(f.series) {
		line := f.lineSeries(s, name, area)
		for x, pt := range f.points[s] {
			if x > 0 && f.breaksAt(pt) {
				line.Data = append(line.Data, option.NewDatum([]any{option.None, option.None}))
			}
			line.Data = append(line.Data, f.linePoint(s, x, pt))
		}
		if offset, named := offsets[s]; named {
			line.Data[len(line.Data)-1].Label = f.endLabel(s, offset)
		}
		f.Series = append(f.Series, line)
	}
	f.annotate(values, offsets)
	return nil
}

var periodsDisordered = table.Mistake{
	Text: "these periods are open, overlap or are not in order, and a line joins what follows one another",
	Hint: "draw bars, or add them up to periods of one length with step",
}

// disordered reports whether the places are times that do not follow one another.
func (f *frame) disordered() bool { return f.periods && f.spans == nil && len(f.xs) > 1 }

// lineTicks are the ticks of a scale of lines.
func (f *frame) lineTicks() ([]report.Decimal, *table.Mistake) {
	low, high := f.extremes()
	if f.c.Log {
		return f.powers()
	}
	low, high = f.withLevels(low, high)
	values := ticks(low, high, f.tickCount(), f.decimals())
	if values == nil {
		return nil, &tooLarge
	}
	return values, nil
}

// breaksAt reports whether a line over time doesn't reach from the figure before to this one.
func (f *frame) breaksAt(pt *point) bool {
	return f.inOrder() && pt.drawn() && slices.Contains(pt.marks, breaks)
}

// inOrder reports whether the places follow one another in time, as parts of years do too.
func (f *frame) inOrder() bool { return f.spans != nil || f.c.Fold != "" }

// lineSeries is a line without its points.
func (f *frame) lineSeries(s int, name string, area bool) option.Series {
	n := f.color(s, -1)
	color := seriesColor(n)
	line := option.Series{
		SingleSeries: charts.SingleSeries{Name: name, Type: "line", Symbol: symbols[form(n)%len(symbols)],
			LineStyle: &opts.LineStyle{Type: lineTypes[form(n)%len(lineTypes)], Color: color}},
		ItemStyle: &option.ItemStyle{Color: color},
		Data:      make(option.Data, 0, len(f.xs)),
	}
	if n < 0 {
		line.LineStyle.Width = 1
	}
	if area {
		line.AreaStyle = &opts.AreaStyle{Color: color, Opacity: opts.Float(0.22)}
	}
	return line
}

// setLines sets the frame of lines. offsets are how far the words at their ends and at levels are
// moved, by their keys. It fails when the names of the places have no room below.
func (f *frame) setLines(values []report.Decimal) (offsets map[int]int, ok bool) {
	f.onTime = f.spans != nil
	f.writeAll(false)
	height := f.plotHeight()
	if steps := len(values) - 1; f.c.Log { // whole pixels each
		height = (height + steps - 1) / steps * steps
	}
	if right, direct := f.namesAtEnds(); direct {
		if !f.setVertical(height, values, 0, max(right, f.levelRoom())) {
			return nil, false
		}
		ends := f.levelEnds(height, values)
		for s, title := range f.series {
			if f.named(s) {
				ends = append(ends, f.lineEnd(s, len(f.xs)-1, height, values, title))
			}
		}
		if offsets = apart(ends, height, f.Grid.Top); offsets != nil {
			return offsets, true
		}
	}
	right := max(12, f.levelRoom())
	if len(f.series) > 1 {
		f.showLegend(f.legendNames())
	}
	if !f.setVertical(height, values, 0, right) {
		return nil, false
	}
	if len(f.series) == 1 && !f.small() && len(f.levels) == 0 {
		if f.writeWhereClear() && !f.c.Log {
			f.bare = true
		}
		above := 0
		if len(f.written) > 0 { // over an arrow
			above = option.LineHeight + 15
		}
		f.setVertical(height, values, above, right)
	}
	return apart(f.levelEnds(height, values), height, f.Grid.Top), true
}

// endLabel is the name at the right end of a line, moved down by an offset.
func (f *frame) endLabel(s, offset int) *option.Label {
	return &option.Label{
		Words:    f.series[s],
		Label:    opts.Label{Position: "right", LineHeight: option.LineHeight},
		Distance: opts.Int(8),
		Offset:   []int{0, offset},
	}
}

// legendNames are the names and titles of the lines that have one.
func (f *frame) legendNames() (list, titles []string) {
	for s, name := range names(f.series) {
		if f.named(s) {
			list, titles = append(list, name), append(titles, f.series[s])
		}
	}
	return list, titles
}

// linePoint is a figure on a line: a symbol, hollow for a plan; for a bound an
// arrow to where the figure may lie.
func (f *frame) linePoint(s, x int, pt *point) option.Datum {
	d := option.NewDatum(option.None)
	if pt.drawn() {
		d.Value = pt.figure()
	}
	switch {
	case f.onTime:
		d.Value = []any{f.middle(x), d.Value}
	case f.c.Type == "slope", f.inOrder(): // a line that breaks has more points than places
		d.Value = []any{x, d.Value}
	}
	if !pt.drawn() {
		return d
	}
	n := f.color(s, -1)
	if len(f.series) == 1 && f.grey != nil {
		n = f.color(s, x)
		d.ItemStyle = &option.ItemStyle{Color: seriesColor(n)}
	}
	switch {
	case pt.least() || pt.most():
		d.Symbol, d.SymbolSize = "arrow", 12
		if pt.most() {
			d.SymbolRotate = 180
		}
	case f.planned(pt):
		d.SymbolSize = option.SymbolSize
	case f.dense() && !f.alone(s, x) || n < 0 && len(f.series) > mostSeries:
		d.SymbolSize = option.LineWidth // it can't be seen, but reached
	}
	if f.planned(pt) {
		d.ItemStyle = outline(n, option.Paper, 2, "")
	}
	if f.written[pt] {
		d.Label = &option.Label{
			Words:    pt.marked,
			Label:    opts.Label{Position: "top", BackgroundColor: option.Paper},
			Distance: opts.Int(7),
			Padding:  []int{1, 2},
		}
		if f.inTrough(s, x) {
			d.Label.Position = "bottom"
			if f.c.Type == "area" { // it is its ground
				d.Label.BackgroundColor = ""
			}
		}
	}
	return d
}

// inTrough reports whether a line comes to a figure from above on both sides, so that words over it would
// cover the line, and there is room for them below.
func (f *frame) inTrough(s, x int) bool {
	points, pt := f.points[s], f.points[s][x]
	higher := false
	for _, i := range []int{x - 1, x + 1} {
		if i < 0 || i >= len(points) || !points[i].drawn() {
			continue
		}
		if points[i].number().Cmp(pt.number()) < 0 {
			return false
		}
		higher = higher || points[i].number().Cmp(pt.number()) > 0
	}
	below := f.along(pt, f.values, f.Height-f.Grid.Top-f.Grid.Bottom)
	return higher && below >= 2*option.LineHeight && !pt.least() && !pt.most()
}

// dense reports whether symbols would touch each other along a line.
func (f *frame) dense() bool {
	const symbol = 18
	return f.plotWidth() < symbol*len(f.xs)
}

// alone reports whether a figure has none beside it that its line reaches.
func (f *frame) alone(s, x int) bool {
	points := f.points[s]
	before := x > 0 && points[x-1].drawn() && !f.breaksAt(points[x])
	after := x+1 < len(points) && points[x+1].drawn() && !f.breaksAt(points[x+1])
	return !before && !after
}

// namesAtEnds finds out whether the names of lines can stand at their right
// ends, which reads better than a legend, and how much room they need there.
func (f *frame) namesAtEnds() (right int, ok bool) {
	var titles []string
	for s, title := range f.series {
		if !f.named(s) {
			continue
		}
		if !f.points[s][len(f.xs)-1].drawn() {
			return 0, false
		}
		titles = append(titles, title)
	}
	if len(f.series) < 2 || len(titles) == 0 || len(titles) > mostSeries {
		return 0, false
	}
	right = font.Widest(titles) + 18
	return right, right <= f.Width*30/100
}

// end is where words stand beside the drawing: at the height of a figure.
type end struct {
	key   int // of the words in a map
	y     int // pixels from the top of the drawing
	lines int
}

// lineEnd is the end of a line at a place, where some words stand.
func (f *frame) lineEnd(s, place, height int, values []report.Decimal, words string) end {
	return end{s, height - f.along(f.points[s][place], values, height), 1 + strings.Count(words, "\n")}
}

// levelKey is the key of a level's words among the ends of lines, whose keys are their numbers.
func levelKey(i int) int { return -1 - i }

// levelEnds are the ends of the levels.
func (f *frame) levelEnds(height int, values []report.Decimal) (ends []end) {
	for i, l := range f.levels {
		y := height - f.alongOf(l.number.Rat(), values, height)
		ends = append(ends, end{levelKey(i), y, 1 + strings.Count(f.levelWords(l), "\n")})
	}
	return ends
}

// apart moves words up or down until none touches another, and says how far by their keys. above is
// the room above the drawing. There are none when words would have to move far.
func apart(ends []end, height, above int) map[int]int {
	slices.SortStableFunc(ends, func(a, b end) int { return a.y - b.y })
	offsets := map[int]int{}
	floor := height + option.LineHeight
	for _, e := range slices.Backward(ends) { // from the bottom up
		half := e.lines * option.LineHeight / 2
		y := min(e.y, floor-half)
		if e.y-y > 2*option.LineHeight || y-half < 2-above {
			return nil
		}
		offsets[e.key] = y - e.y
		floor = y - half
	}
	return offsets
}

// offset is how far right of the drawing's edge a place lies.
func (f *frame) offset(x int) int {
	if f.onTime {
		return f.offsetOf(f.middle(x))
	}
	return (2*x + 1) * f.plotWidth() / (2 * len(f.xs))
}

// offsetOf is how far right of the drawing's edge a time lies, in half days.
func (f *frame) offsetOf(time int) int { return (time - f.from) * f.plotWidth() / (f.to - f.from) }

// halfLabel is half the width of a figure written at a line, with its background.
func halfLabel(pt *point) int { return (font.Width(pt.marked)+1)/2 + 3 }

// writeWhereClear says that all figures of a single line are written if none
// touches the next or the words of the axis, and reports it; otherwise bounds are, as far as they
// have room.
func (f *frame) writeWhereClear() (all bool) {
	if len(f.xs) > 40 {
		return false
	}
	clear := func(only func(*point) bool) (all bool) {
		f.writeAll(false)
		for pt := range f.all() {
			f.written[pt] = pt.drawn() && only(pt)
		}
		if f.onTime { // it makes room at its ends for what is written
			f.timeScale(f.aside())
		}
		f.writeAll(false)
		all, end := true, -f.Width
		for x, pt := range f.points[0] {
			if !pt.drawn() || !only(pt) {
				continue
			}
			half := halfLabel(pt)
			if at := f.offset(x); at-half < max(end, 0) || f.Grid.Left+at+half > f.Width {
				all = false
				continue
			}
			f.written[pt], end = true, f.offset(x)+half
		}
		return all
	}
	if all = clear(func(*point) bool { return true }); !all {
		clear(func(pt *point) bool { return pt.least() || pt.most() })
	}
	return all
}
