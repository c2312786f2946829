package chart

import (
	"fmt"
	"maps"
	"slices"

	"vitrine/generator/locale"
	"vitrine/generator/report"
	"vitrine/generator/table"
)

// point is a cell in its place in the chart.
type point struct {
	row     *report.Row
	measure int
	text    string   // "2018, female: 1,322 [p]", as tooltips and announcements say it
	source  string   // and its source, on a line of its own
	label   string   // the figure alone
	marks   []string // what stands behind it: p, e, …
	differs bool     // a source that is not drawn says otherwise
	marked  string   // the figure with its marks
	value   any      // what figure has made
}

func (p *point) cell() *report.Cell { return &p.row.Cells[p.measure] }

// withMarks is a text followed by the point's marks.
func (p *point) withMarks(text string) string {
	for _, m := range p.marks {
		text += " [" + m + "]"
	}
	return text
}

// least and most report whether the figure is a bound: a least value, or a
// greatest one.
func (p *point) least() bool {
	return p.drawn() && (p.cell().Bound == report.Above || p.cell().Bound == report.AtLeast)
}

func (p *point) most() bool {
	return p.drawn() && (p.cell().Bound == report.Below || p.cell().Bound == report.AtMost)
}

// figure is the figure of a point that is drawn, for an option.
func (p *point) figure() any {
	if p.value == nil { // both pictures have it
		p.value = number(p.cell().Value)
	}
	return p.value
}

// drawn reports whether the point has a place on a scale of numbers.
func (p *point) drawn() bool {
	return p != nil && (p.cell().State == report.Number || p.cell().State == report.Rated)
}

// plot is the points by series and place.
type plot struct {
	d       *report.Dataset
	l       *locale.Locale
	measure *report.Measure // the first; all have its unit
	xTitle  string
	xs      []string // titles of the places
	series  []string // titles of the series
	points  [][]*point
	periods bool  // the places are dates or periods
	inTime  bool  // that follow one another
	days    []int // of places in time at uneven distances; else nil

	last []*report.Source // that sourceLine was asked for
	line string
}

func (p *plot) planned(pt *point) bool { return slices.Contains(pt.marks, "f") }

// reserved is a name by which ECharts would change all objects of a page.
const reserved = "__proto__"

// newPlot finds the points of a chart, or says what is wrong with its block.
func newPlot(c *report.Chart, d *report.Dataset, l *locale.Locale) (*plot, *table.Mistake) {
	measures, mistake := measuresOf(c, d)
	if mistake != nil {
		return nil, mistake
	}
	rows, mistake := table.Rows(d, c.Selection, c.X, c.Series)
	if mistake != nil {
		return nil, mistake
	}
	x, series, mistake := axesOf(c, d, l, len(measures))
	if mistake != nil {
		return nil, mistake
	}
	p := &plot{d: d, l: l, measure: d.Measures[measures[0]]}
	if x != nil {
		p.xTitle = x.Title
	}
	xs := p.columns(x, rows, measures)
	all := columns{ids: []string{""}, titles: []string{p.measure.Unit.In(l.Language)}} // of measures side by side
	if series != nil || x != nil {
		all = p.columns(series, rows, measures)
	}
	p.xs, p.series = xs.titles, all.titles
	if slices.Contains(p.xs, reserved) || slices.Contains(p.series, reserved) {
		return nil, &table.Mistake{Pos: c.Pos, Hint: "choose another title",
			Text: fmt.Sprintf("%q means something to JavaScript, which draws the live chart", reserved)}
	}
	p.readPeriods(c.X, xs.ids)
	if c.Type == "pie" || c.Type == "stacked-bar" {
		if mistake := checkParts(c, d, rows, measures); mistake != nil {
			return nil, mistake
		}
	}
	p.points = make([][]*point, len(p.series))
	for i := range p.points {
		p.points[i] = make([]*point, len(p.xs))
	}
	for _, row := range rows {
		for _, i := range measures {
			s, at := all.index(d, row, i), xs.index(d, row, i)
			if p.points[s][at] != nil {
				return nil, &table.Mistake{Pos: c.Pos, Text: fmt.Sprintf("two rows stand at %s", p.xs[at]),
					Hint: "name a source, or make what tells them apart the series, or add to where"}
			}
			p.points[s][at] = p.newPoint(row, i, rows, p.xs[at], p.series[s])
		}
	}
	return p, nil
}

// measuresOf are the measures that a chart draws, by their numbers. They can share an
// axis.
func measuresOf(c *report.Chart, d *report.Dataset) ([]int, *table.Mistake) {
	var measures []int
	for _, id := range c.Y {
		i, mistake := table.Measure(d, id, c.Key("y"))
		if mistake != nil {
			return nil, mistake
		}
		measures = append(measures, i)
	}
	if len(measures) == 0 || c.Type == "" {
		return nil, &table.Mistake{Pos: c.Pos, Text: "the chart is not complete"}
	}
	first := d.Measures[measures[0]]
	for _, i := range measures {
		if m := d.Measures[i]; m.Unit.In("") != first.Unit.In("") || m.Rating() != first.Rating() {
			return nil, &table.Mistake{Pos: c.Pos,
				Text: fmt.Sprintf("%s and %s have different units and can't share an axis", first.ID, m.ID)}
		}
	}
	if c.Type != report.MapType && first.Rating() != (c.Type == "heatmap") {
		return nil, &table.Mistake{Pos: c.Pos,
			Text: "a rating is drawn as a heatmap, and a heatmap draws a rating: a grade has no length"}
	}
	if first.Rating() && len(measures) > 1 {
		return nil, &table.Mistake{Pos: c.Pos, Text: "a heatmap draws one rating"}
	}
	return measures, nil
}

// axesOf are the axes of the places and of the series of a chart with so many
// measures. One that is nil has the measures.
func axesOf(c *report.Chart, d *report.Dataset, l *locale.Locale, measures int) (
	x, series *table.Axis, mistake *table.Mistake) {
	if c.X != "measure" {
		if x, mistake = table.FindAxis(d, c.X, l, c.Key("x")); mistake != nil {
			return nil, nil, mistake
		}
	}
	if c.Series == c.X {
		return nil, nil, &table.Mistake{Pos: c.Key("series"), Text: "x and series are the same"}
	}
	if c.Series == "" {
		return x, nil, nil
	}
	if series, mistake = table.FindAxis(d, c.Series, l, c.Key("series")); mistake != nil {
		return nil, nil, mistake
	}
	if measures > 1 && x != nil {
		return nil, nil, &table.Mistake{Pos: c.Pos, Text: "a chart has several measures or a series, not both",
			Hint: `with x = "measure" it can have both`}
	}
	return x, series, nil
}

// columns are the places or the series of a plot.
type columns struct {
	axis        *table.Axis // nil for measures
	ids, titles []string
}

// columns are those of an axis in some rows, or measures.
func (p *plot) columns(axis *table.Axis, rows []*report.Row, measures []int) columns {
	c := columns{axis: axis}
	if axis == nil {
		for _, i := range measures {
			c.ids = append(c.ids, p.d.Measures[i].ID)
			c.titles = append(c.titles, p.d.Measures[i].Title.In(p.l.Language))
		}
		return c
	}
	for _, v := range axis.Values(rows) {
		c.ids = append(c.ids, v)
		c.titles = append(c.titles, axis.Name(v))
	}
	return c
}

// index is the number of the column in which a cell stands.
func (c *columns) index(d *report.Dataset, row *report.Row, measure int) int {
	switch {
	case len(c.ids) == 1:
		return 0
	case c.axis == nil:
		return slices.Index(c.ids, d.Measures[measure].ID)
	}
	return slices.Index(c.ids, c.axis.Of(row))
}

// newPoint makes the point of a cell and gives it its words. rows are all that the
// chart draws.
func (p *plot) newPoint(row *report.Row, measure int, rows []*report.Row, x, series string) *point {
	m := p.d.Measures[measure]
	pt := &point{row: row, measure: measure}
	pt.label = p.l.Cell(m, pt.cell())
	if pt.drawn() {
		pt.marks = p.d.MarksOn(row, measure)
	}
	pt.differs = len(p.d.Conflicts) > 0 && slices.ContainsFunc(table.Contradicting(p.d, row, measure),
		func(other *report.Row) bool { return !slices.Contains(rows, other) })
	marks := pt.withMarks("")
	pt.marked = pt.label + marks
	if pt.differs {
		pt.marked += " ≠"
		marks += " ≠ " + p.l.Word("differs")
	}
	if len(p.series) > 1 {
		x += ", " + series
	}
	unit := ""
	if pt.cell().State == report.Number {
		if unit = m.Unit.In(p.l.Language); unit != "" {
			unit = " " + unit
		}
	}
	pt.text, pt.source = x+": "+pt.label+unit+marks, p.sourceLine(pt.cell().Sources)
	return pt
}

// checkParts makes sure that what a chart draws as parts of a whole is that: no part
// is drawn twice, and none is less than nothing.
func checkParts(c *report.Chart, d *report.Dataset, rows []*report.Row, measures []int) *table.Mistake {
	var drawn []*report.Measure
	for _, i := range measures {
		drawn = append(drawn, d.Measures[i])
		for _, row := range rows {
			if text := notPart(c.Type, d, row, i); text != "" {
				return &table.Mistake{Pos: c.Key("y"), Text: text, Hint: "draw a horizontal-bar"}
			}
		}
	}
	if text := report.Overlap(drawn); text != "" {
		return &table.Mistake{Pos: c.Key("y"), Text: text + ", so they are no parts of a whole"}
	}
	stacks := map[string][]*report.Row{} // what stands on one another: all in a pie, in a stack those of one place
	at := d.Index(c.X)
	for _, row := range rows {
		place := ""
		if c.Type == "stacked-bar" && at >= 0 {
			place = row.Keys[at]
		}
		stacks[place] = append(stacks[place], row)
	}
	for _, place := range slices.Sorted(maps.Keys(stacks)) {
		if text, hint := d.CantAdd(stacks[place], drawn[0]); text != "" && len(stacks[place]) > 1 {
			return &table.Mistake{Pos: c.Pos, Text: text, Hint: hint}
		}
	}
	return nil
}

// notPart says why a figure can't be drawn as a part of a whole, or "". A pie
// shows shares, so it needs all of them; a stack may have gaps.
func notPart(kind string, d *report.Dataset, row *report.Row, measure int) string {
	cell := &row.Cells[measure]
	switch {
	case cell.State != report.Number && kind == "pie":
		return "a pie shows parts of a whole, and one part is missing or suppressed"
	case cell.State != report.Number:
		return ""
	case cell.Value.Sign() < 0:
		return "a " + kind + " can't show a negative figure"
	case slices.Contains(d.MarksOn(row, measure), "f"):
		return "a " + kind + " shows parts of a whole, and one part is a plan or a forecast"
	case cell.Bound != report.Exact && cell.Bound != report.About:
		return "a " + kind + " shows parts of a whole, and one part is a bound"
	}
	return ""
}

// sourceLine is the line of words that says where a figure is from.
func (p *plot) sourceLine(sources []*report.Source) string {
	if len(sources) == 0 {
		return ""
	}
	if !slices.Equal(sources, p.last) { // points of a chart share theirs
		p.last, p.line = sources, "\n"+p.l.Count("sources", len(sources))+": "+table.SourceTitle(sources, p.l)
	}
	return p.line
}

// grid is the table of the points, made of the same cells.
func (p *plot) grid() *table.Grid {
	unit := p.measure.Unit.In(p.l.Language)
	cell := func(x, series int) (row *report.Row, measure int, differs bool) {
		if pt := p.points[series][x]; pt != nil {
			return pt.row, pt.measure, pt.differs
		}
		return nil, 0, false
	}
	return table.Points(p.d, p.l, p.xTitle, unit, p.xs, p.series, cell)
}
