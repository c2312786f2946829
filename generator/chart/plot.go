package chart

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"vitrine/generator/locale"
	"vitrine/generator/prose"
	"vitrine/generator/report"
	"vitrine/generator/table"
)

// point is a cell in its place in the chart.
type point struct {
	row     *report.Row
	measure int
	words   string          // "1,322 suspects · provisional", as tips and announcements say it
	source  string          // and its source
	label   string          // the figure alone
	marks   []string        // what stands behind it: p, e, …
	differs bool            // a source that is not drawn says otherwise
	marked  string          // the figure with its marks
	value   any             // what figure has made
	share   *report.Decimal // in percent of its place, where that is drawn
}

// number is how far a point stands on the scale.
func (p *point) number() report.Decimal {
	if p.share != nil {
		return *p.share
	}
	return p.cell().Value
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

// ranged reports whether the figure is known to lie between two numbers.
func (p *point) ranged() bool { return p.drawn() && p.cell().Bound == report.Between }

// high is the greatest that a point's figure may be: its number, or the end of its range.
func (p *point) high() report.Decimal {
	if p.ranged() {
		return p.cell().High
	}
	return p.number()
}

// figure is the figure of a point that is drawn, for an option.
func (p *point) figure() any {
	if p.value == nil { // both pictures have it
		p.value = number(p.number())
	}
	return p.value
}

// drawn reports whether the point has a place on a scale of numbers.
func (p *point) drawn() bool {
	return p != nil && p.cell().IsFigure()
}

// plot is the points of a panel by series and place.
type plot struct {
	*drawn
	c       *report.Chart
	l       *locale.Locale
	measure *report.Measure // the first; all have its unit
	peers   []*plot         // all panels of the chart, which share their scales, this one too
	title   string          // of a panel that is one of several
	rows    []*report.Row   // of this panel
	xTitle  string
	xs      []string // titles of the places
	series  []string // titles of the series
	grey    []bool   // series that are not highlighted, where some are; of one series, places
	points  [][]*point
	periods bool // the places are dates or periods
	levels  []level
	moments []moment // in the order of time
	spans   [][2]int // of places in time that follow one another: their first day, and that after their last

	last []*report.Source // that sourceLine was asked for
	line string
}

func (p *plot) planned(pt *point) bool { return slices.Contains(pt.marks, "f") }

// all yields the points there are, by series.
func (p *plot) all() iter.Seq[*point] {
	return func(yield func(*point) bool) {
		for _, s := range p.points {
			for _, pt := range s {
				if pt != nil && !yield(pt) {
					return
				}
			}
		}
	}
}

// figures yields the points that are drawn, of all panels.
func (p *plot) figures() iter.Seq[*point] {
	return func(yield func(*point) bool) {
		for _, peer := range p.peers {
			for pt := range peer.all() {
				if pt.drawn() && !yield(pt) {
					return
				}
			}
		}
	}
}

func (p *plot) drawsAny() bool {
	for pt := range p.all() {
		if pt.drawn() {
			return true
		}
	}
	return false
}

// reserved is a name by which ECharts would change all objects of a page.
const reserved = "__proto__"

// newPlots finds the points of a chart, by panels, or says what is wrong with its block.
func newPlots(c *report.Chart, d *report.Dataset, l *locale.Locale) ([]*plot, *table.Mistake) {
	measures, mistake := measuresOf(c, d, l)
	if mistake != nil {
		return nil, mistake
	}
	rows, mistake := part(c, d, measures, l)
	if mistake != nil {
		return nil, mistake
	}
	p := &plot{drawn: rows, c: c, l: l, measure: d.Measures[measures[0]], rows: rows.Rows}
	x, series, mistake := p.axes()
	if mistake != nil {
		return nil, mistake
	}
	if x != nil {
		p.xTitle = x.Title
	}
	xs := p.columns(x, p.rows, measures)
	all := columns{ids: []string{""}, titles: []string{p.measure.Unit.In(l.Language)}} // of measures side by side
	if series != nil || x != nil {
		all = p.columns(series, p.rows, measures)
	}
	p.xs, p.series = xs.titles, all.titles
	if slices.Contains(p.xs, reserved) || slices.Contains(p.series, reserved) {
		return nil, &table.Mistake{Pos: c.Pos, Hint: "choose another title",
			Text: fmt.Sprintf("%q means something to JavaScript, which draws the live chart", reserved)}
	}
	p.readPeriods(p.x, xs.ids)
	if mistake := p.check(&xs, &all); mistake != nil {
		return nil, mistake
	}
	facets, mistake := p.facets()
	if mistake != nil {
		return nil, mistake
	}
	for _, facet := range facets {
		if mistake := facet.place(&xs, &all); mistake != nil {
			return nil, mistake
		}
		if mistake := facet.checkPoints(); mistake != nil {
			return nil, mistake
		}
	}
	return facets, nil
}

// check finds out whether the places and the series suit the chart's type, and which of them are
// highlighted.
func (p *plot) check(xs, series *columns) *table.Mistake {
	if p.c.Type == "pie" || p.c.Type == "stacked-bar" {
		if mistake := checkParts(p.c, p.Dataset, p.rows, p.Measures, p.x); mistake != nil {
			return mistake
		}
	}
	if mistake := p.checkShare(); mistake != nil {
		return mistake
	}
	if len(p.c.Highlight) > 0 {
		if mistake := p.readHighlight(xs, series); mistake != nil {
			return mistake
		}
	}
	if mistake := p.readAnnotations(xs, series); mistake != nil {
		return mistake
	}
	if p.c.Log && p.c.Type != "line" && p.c.Type != "slope" {
		return &table.Mistake{Pos: p.c.Key("axis"), Hint: "draw a line or a slope",
			Text: "the length of a bar, a range or an area says nothing on a scale of powers of ten"}
	}
	if mistake := p.checkRanges(); mistake != nil {
		return mistake
	}
	return p.checkMany()
}

// facets are the panels of the chart: one, or one for each member of its facet.
func (p *plot) facets() ([]*plot, *table.Mistake) {
	if p.facet == "" {
		p.peers = []*plot{p}
		return p.peers, nil
	}
	at := p.c.Key("facet")
	axis, mistake := table.FindAxis(p.Dataset, p.facet, p.l, at)
	switch {
	case mistake != nil:
		return nil, mistake
	case p.facet == p.x || p.facet == p.drawn.series:
		return nil, &table.Mistake{Pos: at, Text: "the facet is an axis or the series already"}
	case len(p.series) > 1:
		return nil, &table.Mistake{Pos: at, Text: "small charts have one series each",
			Hint: "make the series the facet, or draw one chart with series"}
	case slices.Contains([]string{"pie", "range", "heatmap", "slope", report.MapType}, p.c.Type):
		return nil, &table.Mistake{Pos: at, Text: "a " + p.c.Type + " has no small charts", Hint: "draw bars or lines"}
	}
	var list []*plot
	for _, value := range axis.Values(p.rows) {
		facet := *p
		facet.title = axis.Name(value)
		facet.rows = slices.DeleteFunc(
			slices.Clone(p.rows),
			func(row *report.Row) bool { return axis.Of(row) != value },
		)
		list = append(list, &facet)
	}
	if len(list) > mostFacets {
		return nil, &table.Mistake{
			Pos: at,
			Text: fmt.Sprintf("%d small charts can't be compared: the most are %d", len(list),
				mostFacets),
			Hint: "choose some with where",
		}
	}
	for _, facet := range list {
		facet.peers = list
	}
	return list, nil
}

// mostFacets is how many small charts a reader can compare.
const mostFacets = 24

// place puts the rows of a panel in their places.
func (p *plot) place(xs, series *columns) *table.Mistake {
	p.points = make([][]*point, len(p.series))
	for i := range p.points {
		p.points[i] = make([]*point, len(p.xs))
	}
	for _, row := range p.rows {
		for _, i := range p.Measures {
			s, at := series.index(p.Dataset, row, i), xs.index(p.Dataset, row, i)
			if p.points[s][at] != nil {
				return &table.Mistake{Pos: p.c.Pos, Text: fmt.Sprintf("two rows stand at %s", p.xs[at]),
					Hint: "name a source, or make what tells them apart the series, or add it up with sum, " +
						"or add to where"}
			}
			p.points[s][at] = p.newPoint(row, i)
		}
	}
	if p.c.Share {
		p.takeShares()
	}
	return nil
}

// measuresOf are the measures that a chart draws, by their numbers. They can share an
// axis.
func measuresOf(c *report.Chart, d *report.Dataset, l *locale.Locale) ([]int, *table.Mistake) {
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
		if m := d.Measures[i]; m.Unit.In(l.Language) != first.Unit.In(l.Language) || m.Rating() != first.Rating() {
			return nil, &table.Mistake{Pos: c.Pos,
				Text: fmt.Sprintf("%s and %s have different units and can't share an axis", first.ID, m.ID)}
		}
	}
	if first.Rating() && c.Type != "heatmap" && c.Type != report.MapType {
		return nil, &table.Mistake{Pos: c.Pos, Text: "a rating is drawn as a heatmap or a map: a grade has no length"}
	}
	if c.Type == "heatmap" && len(measures) > 1 {
		return nil, &table.Mistake{Pos: c.Pos, Text: "a heatmap draws one measure"}
	}
	return measures, nil
}

// axes are the axes of the places and of the series. One that is nil has the measures.
func (p *plot) axes() (x, series *table.Axis, mistake *table.Mistake) {
	c := p.c
	if p.x != "measure" {
		if x, mistake = table.FindAxis(p.Dataset, p.x, p.l, c.Key("x")); mistake != nil {
			return nil, nil, mistake
		}
	}
	if p.drawn.series == p.x {
		return nil, nil, &table.Mistake{Pos: c.Key("series"), Text: "x and series are the same"}
	}
	if p.drawn.series == "" {
		return x, nil, nil
	}
	if series, mistake = table.FindAxis(p.Dataset, p.drawn.series, p.l, c.Key("series")); mistake != nil {
		return nil, nil, mistake
	}
	if len(p.Measures) > 1 && x != nil {
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
			c.ids = append(c.ids, p.Dataset.Measures[i].ID)
			c.titles = append(c.titles, p.Dataset.Measures[i].Title.In(p.l.Language))
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

// newPoint makes the point of a cell and gives it its words.
func (p *plot) newPoint(row *report.Row, measure int) *point {
	m := p.Dataset.Measures[measure]
	pt := &point{row: row, measure: measure}
	pt.label = p.l.Cell(m, pt.cell())
	all := p.Dataset.MarksOn(row, measure)
	if pt.drawn() {
		pt.marks = all
	}
	pt.differs = p.Denied(row, measure)
	pt.marked = pt.withMarks(pt.label)
	words := []string{pt.label}
	if unit := m.Unit.In(p.l.Language); unit != "" && pt.cell().State == report.Number {
		words[0] += " " + unit
	}
	for _, mark := range all {
		words = append(words, p.l.Word("mark-"+mark))
		if mark == breaks {
			words = append(words, p.reasons(row, measure)...)
		}
	}
	if pt.differs {
		pt.marked += " ≠"
		words = append(words, p.l.Word("differs"))
	}
	pt.words, pt.source = strings.Join(words, " · "), p.sourceLine(pt.cell().Sources)
	return pt
}

// breaks is the mark of a figure that does not continue those before it.
const breaks = "b"

// reasons are what notes say of why a series breaks at a cell.
func (p *plot) reasons(row *report.Row, measure int) (list []string) {
	for _, n := range p.NotesOn(row, measure) {
		if t := n.Text.In(p.l.Language); n.Mark == breaks && t != nil {
			list = append(list, prose.Plain(t))
		}
	}
	return list
}

// checkParts makes sure that what a chart draws as parts of a whole is that: no part
// is drawn twice, and none is less than nothing.
func checkParts(c *report.Chart, d *report.Dataset, rows []*report.Row, measures []int, x string) *table.Mistake {
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
	at := d.Index(x)
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
		p.last, p.line = sources, p.l.Count("sources", len(sources))+": "+table.SourceTitle(sources, p.l)
	}
	return p.line
}

// grid is the table of the points, made of the same cells: of several panels one column each.
func (p *plot) grid(plots []*plot) *table.Grid {
	unit := p.measure.Unit.In(p.l.Language)
	heads := p.series
	if len(plots) > 1 {
		heads = nil
		for _, facet := range plots {
			heads = append(heads, facet.title)
		}
	}
	cell := func(x, column int) (row *report.Row, measure int) {
		panel, series := 0, column
		if len(plots) > 1 {
			panel, series = column, 0
		}
		if pt := plots[panel].points[series][x]; pt != nil {
			return pt.row, pt.measure
		}
		return nil, 0
	}
	return p.Points(p.l, p.xTitle, unit, p.xs, heads, cell)
}
