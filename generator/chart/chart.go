// Package chart turns a ```chart block into what a page needs of it: an
// ECharts option for a wide and a narrow picture, the same numbers as a table, and
// the sources. All come from one list of points, so they can't differ. It also has
// the script that brings the pictures to life in the browser.
//
// A chart is laid out here, in whole pixels, by the widths of room option. An option
// leaves ECharts nothing to choose, as which names give way where they have no room,
// so that room picture and ECharts draw the same. What has no room in any form is a
// mistake in the block, and its message says what to write instead.
package chart

import (
	"fmt"
	"slices"

	"vitrine/generator/locale"
	"vitrine/generator/option"
	"vitrine/generator/report"
	"vitrine/generator/table"
)

// Drawing is a chart ready for a page.
type Drawing struct {
	Chart    *report.Chart
	Dataset  *report.Dataset // what is drawn of it may be sums
	Subtitle string          // what is drawn: the measure, its unit, where and when
	Views    [2]View         // wide and narrow
	Grid     *table.Grid
	Map      *option.Map // of a map: it has no options
	Sources  []*report.Source
	Marks    []string        // on the figures drawn
	Planned  bool            // hollow marks need words
	Hedged   bool            // bars of plans that are bounds
	Least    bool            // so do least values
	Most     bool            // and greatest ones
	Ranged   bool            // and ranges
	Lacks    bool            // and stacks of which a part is withheld or not known
	Differs  bool            // and figures that a source denies which is not drawn
	Summed   bool            // figures are sums that no row of Dataset holds
	Left     int             // places that are not drawn, since others are greater
	Grey     bool            // lines that are not highlighted have no names
	Darkest  string          // the figure of the darkest tile, "" where colours say nothing
	Advice   []table.Mistake // what would tell the same better
	Payload  string          // what the page's script reads: JSON that can stand inside a script element
}

// View is a chart laid out on a width: one panel, or one for each facet.
type View struct {
	Name          string // "wide" or "narrow"
	Width, Height int    // CSS pixels
	Panels        []option.Panel
	// Picture is an svg element that can stand in a page. From Draw it comes empty, and
	// keeps the room in which the reader's browser draws.
	Picture []byte
}

// Draw makes the drawing of a chart, or says what is wrong with its block.
func Draw(c *report.Chart, d *report.Dataset, l *locale.Locale) (*Drawing, *table.Mistake) {
	if c.Type == report.MapType {
		return drawMap(c, d, l)
	}
	plots, mistake := newPlots(c, d, l)
	if mistake != nil {
		return nil, mistake
	}
	all := plots[0]
	if !slices.ContainsFunc(plots, (*plot).drawsAny) {
		return nil, &table.Mistake{Pos: c.Pos, Text: "there is no figure to draw: all are missing or suppressed"}
	}
	drawing := &Drawing{Chart: c, Dataset: d, Grid: all.grid(plots), Subtitle: all.subtitle(), Left: all.left,
		Summed: all.summed, Grey: len(all.series) > mostSeries && all.grey != nil && c.Type != "heatmap",
		Darkest: all.darkest()}
	for i, name := range [...]string{"wide", "narrow"} {
		v, mistake := newView(c, name, plots)
		if mistake != nil {
			return nil, &table.Mistake{Pos: c.Pos, Text: mistake.Text, Hint: mistake.Hint}
		}
		drawing.Views[i] = *v
	}
	var err error
	if drawing.Payload, err = payload(drawing, plots); err != nil {
		return nil, &table.Mistake{Pos: c.Pos, Text: "this chart can't be written: " + err.Error()}
	}
	for _, p := range plots {
		for pt := range p.all() {
			drawing.add(p, pt)
		}
	}
	for _, a := range c.Annotations {
		drawing.addSources(a.Sources())
	}
	slices.Sort(drawing.Marks)
	drawing.Advice = all.advice()
	return drawing, nil
}

func (d *Drawing) bars() bool {
	return d.Chart.Type == "bar" || d.Chart.Type == "stacked-bar" || d.Chart.Type == "horizontal-bar"
}

// Types are the types of charts whose parts of ECharts draw this one: its own, and lines for levels.
func (d *Drawing) Types() []string {
	if len(d.Chart.Annotations) > 0 {
		return []string{d.Chart.Type, "line"}
	}
	return []string{d.Chart.Type}
}

// Hints are the words that a reader needs for how the figures are drawn.
func (d *Drawing) Hints(l *locale.Locale) []string {
	if d.Map != nil {
		return d.Map.Notes
	}
	var list []string
	add := func(drawn bool, word string) {
		if drawn {
			list = append(list, l.Word(word))
		}
	}
	add(d.Summed, "chart-summed")
	if d.Left > 0 {
		list = append(list, l.Count("chart-left", d.Left))
	}
	add(d.Grey, "chart-grey")
	add(d.Chart.Log, "chart-log")
	if d.Darkest != "" {
		list = append(list, l.Word("chart-darkest", "n", d.Darkest))
	}
	switch kind := d.Chart.Type; {
	case kind == "heatmap": // its tiles say all
	case d.bars():
		add(d.Planned, "chart-planned")
		add(d.Hedged, "chart-planned-bound")
		add(d.Least, "chart-least")
		add(d.Most, "chart-most")
		add(d.Ranged, "chart-ranged")
		add(d.Lacks, "chart-lacks")
	default:
		add(d.Planned && kind == "range", "chart-planned-dashed")
		add(d.Planned && kind != "range", "chart-planned")
		add(d.Least || d.Most, "chart-bound")
	}
	return list
}

// add takes from a point what the words around the picture need of it.
func (d *Drawing) add(p *plot, pt *point) {
	planned, bound := p.planned(pt), pt.least() || pt.most()
	if d.bars() && planned && bound { // it has a look of its own
		d.Hedged = true
		planned, bound = false, false
	}
	d.Planned = d.Planned || planned
	d.Differs = d.Differs || pt.differs
	d.Least = d.Least || bound && pt.least()
	d.Most = d.Most || bound && pt.most()
	d.Ranged = d.Ranged || pt.ranged()
	state := pt.cell().State
	d.Lacks = d.Lacks || d.Chart.Type == "stacked-bar" && (state == report.Suppressed || state == report.Missing)
	for _, m := range p.Dataset.MarksOn(pt.row, pt.measure) {
		if !slices.Contains(d.Marks, m) {
			d.Marks = append(d.Marks, m)
		}
	}
	d.addSources(pt.cell().Sources)
}

func (d *Drawing) addSources(list []*report.Source) {
	for _, s := range list {
		if !slices.Contains(d.Sources, s) {
			d.Sources = append(d.Sources, s)
		}
	}
}

// layOut chooses the option for a chart's type.
func (f *frame) layOut(kind string) *table.Mistake {
	switch kind {
	case "bar", "stacked-bar", "horizontal-bar":
		return f.bars(kind)
	case "line", "area":
		return f.lines(kind == "area")
	case "slope":
		return f.slope()
	case "pie":
		return f.pie()
	case "range":
		return f.ranges()
	case "heatmap":
		return f.heatmap()
	}
	return &table.Mistake{Text: fmt.Sprintf("there is no chart type %q", kind)}
}
