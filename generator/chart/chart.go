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
	"encoding/json"
	"fmt"
	"slices"

	"vitrine/generator/locale"
	"vitrine/generator/option"
	"vitrine/generator/report"
	"vitrine/generator/table"
)

// Drawing is a chart ready for a page.
type Drawing struct {
	Chart   *report.Chart
	Dataset *report.Dataset
	Views   [2]View // wide and narrow
	Grid    *table.Grid
	Map     *option.Map // of a map: it has no options
	Sources []*report.Source
	Marks   []string // on the figures drawn
	Planned bool     // hollow marks need words
	Least   bool     // so do least values
	Most    bool     // and greatest ones
	Differs bool     // and figures that a source denies which is not drawn
	// Payload is what the page's script reads: the options of both pictures, for each
	// series the words of its points ("" where there is nothing to say), and what
	// follows all of them. It is JSON that can stand inside a script element.
	Payload string
}

// View is a chart laid out on a width.
type View struct {
	Name string // "wide" or "narrow"
	*option.Option
	// Picture is an svg element that can stand in a page. From Draw it comes empty, and
	// keeps the room in which the reader's browser draws.
	Picture []byte
}

func newView(name string, o *option.Option) View {
	w, h := o.Width, o.Height
	empty := fmt.Appendf(nil, `<svg viewBox="0 0 %d %d" width="%d" height="%d"></svg>`, w, h, w, h)
	return View{name, o, empty}
}

// Draw makes the drawing of a chart, or says what is wrong with its block.
func Draw(c *report.Chart, d *report.Dataset, l *locale.Locale) (*Drawing, *table.Mistake) {
	if c.Type == report.MapType {
		return drawMap(c, d, l)
	}
	p, mistake := newPlot(c, d, l)
	if mistake != nil {
		return nil, mistake
	}
	if !slices.ContainsFunc(p.points, func(s []*point) bool { return slices.ContainsFunc(s, (*point).drawn) }) {
		return nil, &table.Mistake{Pos: c.Pos, Text: "there is no figure to draw: all are missing or suppressed"}
	}
	drawing := &Drawing{Chart: c, Dataset: d, Grid: p.grid()}
	for i, width := range [...]int{Wide, Narrow} {
		f := p.frame(width)
		if mistake := f.layOut(c.Type); mistake != nil {
			return nil, &table.Mistake{Pos: c.Pos, Text: mistake.Text, Hint: mistake.Hint}
		}
		drawing.Views[i] = newView([...]string{"wide", "narrow"}[i], f.Option)
	}
	var err error
	if drawing.Payload, err = p.payload(drawing); err != nil {
		return nil, &table.Mistake{Pos: c.Pos, Text: "this chart can't be written: " + err.Error()}
	}
	for _, series := range p.points {
		for _, pt := range series {
			if pt != nil {
				drawing.add(p, pt)
			}
		}
	}
	slices.Sort(drawing.Marks)
	return drawing, nil
}

func (d *Drawing) bars() bool {
	return d.Chart.Type == "bar" || d.Chart.Type == "stacked-bar" || d.Chart.Type == "horizontal-bar"
}

// Hints are the words that a reader needs for how the figures are drawn.
func (d *Drawing) Hints(l *locale.Locale) []string {
	var list []string
	switch {
	case d.Map != nil:
		return d.Map.Notes
	case d.Planned && d.Chart.Type == "range":
		list = append(list, l.Word("chart-planned-dashed"))
	case d.Planned:
		list = append(list, l.Word("chart-planned"))
	}
	if (d.Least || d.Most) && !d.bars() {
		return append(list, l.Word("chart-bound"))
	}
	if d.Least {
		list = append(list, l.Word("chart-least"))
	}
	if d.Most {
		list = append(list, l.Word("chart-most"))
	}
	return list
}

// add takes from a point what the words around the picture need of it.
func (d *Drawing) add(p *plot, pt *point) {
	d.Planned = d.Planned || p.planned(pt)
	d.Differs = d.Differs || pt.differs
	d.Least = d.Least || pt.least()
	d.Most = d.Most || pt.most()
	for _, m := range p.d.MarksOn(pt.row, pt.measure) {
		if !slices.Contains(d.Marks, m) {
			d.Marks = append(d.Marks, m)
		}
	}
	for _, s := range pt.cell().Sources {
		if !slices.Contains(d.Sources, s) {
			d.Sources = append(d.Sources, s)
		}
	}
}

// payload is what the page's script reads of a chart. Marshal escapes <, > and &.
func (p *plot) payload(d *Drawing) (string, error) {
	points, after := p.pointWords(d.Chart.Type)
	text, err := json.Marshal(struct {
		Wide   *option.Option `json:"wide"`
		Narrow *option.Option `json:"narrow"`
		Points [][]string     `json:"points"`
		After  string         `json:"after"`
	}{d.Views[0].Option, d.Views[1].Option, points, after})
	return string(text), err
}

// layOut chooses the option for a chart's type.
func (f *frame) layOut(kind string) *table.Mistake {
	switch kind {
	case "bar", "stacked-bar", "horizontal-bar":
		return f.bars(kind)
	case "line", "area":
		return f.lines(kind == "area")
	case "pie":
		return f.pie()
	case "range":
		return f.ranges()
	case "heatmap":
		return f.heatmap()
	}
	return &table.Mistake{Text: fmt.Sprintf("there is no chart type %q", kind)}
}

// pointWords are the words of the points, in the order of the option's series, and
// those that follow each of them.
func (p *plot) pointWords(kind string) (all [][]string, after string) {
	if kind == "range" { // the bars between the symbols
		all = [][]string{{}, {}}
	}
	after, shared := p.sharedSource()
	drawn := []string{} // of a series without what it doesn't draw
	for _, points := range p.points {
		words := make([]string, len(p.xs))
		for x, pt := range points {
			if pt == nil {
				continue
			}
			if words[x] = pt.text; !shared {
				words[x] += pt.source
			}
			if pt.drawn() || kind == "heatmap" {
				drawn = append(drawn, words[x])
			}
		}
		all = append(all, words)
	}
	if kind == "pie" || kind == "heatmap" {
		all = [][]string{drawn}
	}
	return all, after
}

// sharedSource is the source of all points; false when they have different ones.
func (p *plot) sharedSource() (line string, shared bool) {
	for _, series := range p.points {
		for _, pt := range series {
			if pt == nil {
				continue
			}
			if shared && pt.source != line {
				return "", false
			}
			line, shared = pt.source, true
		}
	}
	return line, shared
}
