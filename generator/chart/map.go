package chart

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"vitrine/generator/locale"
	"vitrine/generator/option"
	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/table"
)

// mapping is the points of a chart on a map. Each place is a member; the first series has all.
type mapping struct {
	*plot
	chart     *report.Chart
	dimension *report.Dimension
	ids       []string // of the places
	classes   classes
}

// drawMap makes the drawing of a map. It has one picture for all widths, no option of ECharts', and
// a legend.
func drawMap(c *report.Chart, d *report.Dataset, l *locale.Locale) (*Drawing, *table.Mistake) {
	if mistake := checkMap(c, d); mistake != nil {
		return nil, mistake
	}
	plots, mistake := newPlots(c, d, l)
	if mistake != nil {
		return nil, mistake
	}
	p := plots[0]
	p.series = []string{p.measure.Title.In(l.Language)}
	m := &mapping{plot: p, chart: c, dimension: p.Dataset.Dimension(c.X)}
	at := p.Dataset.Index(c.X)
	for _, pt := range p.points[0] {
		m.ids = append(m.ids, pt.row.Keys[at])
	}
	if mistake := m.checkRegions(); mistake != nil {
		return nil, mistake
	}
	m.addRegions()
	if m.classes, mistake = m.newClasses(); mistake != nil {
		return nil, mistake
	}
	drawing := &Drawing{Chart: c, Dataset: d, Grid: p.grid(plots), Map: m.picture(), Subtitle: p.subtitle()}
	for i := range drawing.Views { // both are the one
		drawing.Views[i] = View{Width: c.Map.Width, Height: c.Map.Height}
	}
	drawing.Views[0].Name = report.MapType
	var err error
	if drawing.Payload, err = m.payload(); err != nil {
		return nil, &table.Mistake{Pos: c.Pos, Text: "this chart can't be written: " + err.Error()}
	}
	for _, pt := range p.points[0] {
		if pt != nil {
			drawing.add(p, pt)
		}
	}
	drawing.Planned, drawing.Least, drawing.Most = false, false, false // they look like all others
	inLegend := func(mark string) bool { return slices.Contains(reasons[:], mark) }
	drawing.Marks = slices.DeleteFunc(drawing.Marks, inLegend)
	slices.Sort(drawing.Marks)
	return drawing, nil
}

// checkMap says what keeps a block from being a map of a dataset.
func checkMap(c *report.Chart, d *report.Dataset) *table.Mistake {
	x := d.Dimension(c.X)
	rating := false
	if len(c.Y) > 0 && d.Measure(c.Y[0]) != nil {
		rating = d.Measure(c.Y[0]).Rating()
	}
	switch {
	case c.Map == nil:
		return &table.Mistake{Pos: c.Pos, Text: "the chart is not complete"}
	case x == nil || x.Kind != report.KindGeo:
		return &table.Mistake{Pos: c.Key("x"), Text: "the x of a map is a dimension of kind geo",
			Hint: source.DidYouMean(c.X, geoDimensions(d))}
	case len(c.Y) != 1:
		return &table.Mistake{Pos: c.Key("y"), Text: "a map draws one measure"}
	case c.Series != "":
		return &table.Mistake{Pos: c.Key("series"), Text: "a map has no series", Hint: "draw a map of each with where"}
	case c.Top > 0 || c.Sort != "" || c.Step != "" || c.Fold != "" || c.Share || c.Log:
		return &table.Mistake{Pos: c.Pos, Text: "a map draws all its regions as they are",
			Hint: "sort, top, step, fold, share and axis are for other charts"}
	case rating && c.Classes.Set():
		return &table.Mistake{Pos: c.Key("classes"), Text: "the classes of a rating are its grades"}
	case rating && len(d.Measure(c.Y[0]).Scale) > report.MostClasses:
		return &table.Mistake{Pos: c.Key("y"), Text: fmt.Sprintf("a map shows at most %d grades", report.MostClasses)}
	case !rating && !c.Classes.Set():
		return &table.Mistake{Pos: c.Pos, Text: "classes is missing",
			Hint: `like classes = [1, 10, 50], their lower ends, or classes = 5 with method = "quantile" or "equal"`}
	}
	return nil
}

func geoDimensions(d *report.Dataset) []string {
	var ids []string
	for _, x := range d.Dimensions {
		if x.Kind == report.KindGeo {
			ids = append(ids, x.ID)
		}
	}
	return ids
}

// checkRegions holds the regions of the map against the members of the dimension. A whole needs no
// region: its parts have them.
func (m *mapping) checkRegions() *table.Mistake {
	var unknown, without []string
	for _, id := range m.chart.Map.RegionIDs() {
		if m.dimension.Member(id) == nil {
			unknown = append(unknown, id)
		}
	}
	for _, id := range m.ids {
		if m.chart.Map.Region(id) == nil && !whole(m.dimension, id) {
			without = append(without, id)
		}
	}
	switch {
	case len(unknown) > 0:
		return &table.Mistake{Pos: m.chart.Map.Region(unknown[0]).Pos,
			Text: fmt.Sprintf("%s of %s, of which %s draws a map, has no member %s", m.dimension.ID, m.Dataset.ID,
				m.chart.Pos.File, quoted(unknown)),
			Hint: source.DidYouMean(unknown[0], m.dimension.IDs())}
	case len(without) > 0:
		return &table.Mistake{Pos: m.chart.Key("map"),
			Text: fmt.Sprintf("the map %s has no region %s, which the chart draws", m.chart.Map.ID, quoted(without)),
			Hint: source.DidYouMean(without[0], m.chart.Map.RegionIDs())}
	}
	return nil
}

// whole reports whether a member is the sum of others.
func whole(d *report.Dimension, id string) bool {
	return id == d.Total || slices.ContainsFunc(d.Members, func(m *report.Member) bool { return m.Parent == id })
}

// quoted lists some ids, and says how many more there are.
func quoted(ids []string) string {
	const most = 10
	var list []string
	for _, id := range ids[:min(most, len(ids))] {
		list = append(list, strconv.Quote(id))
	}
	if more := len(ids) - most; more > 0 {
		list = append(list, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(list, ", ")
}

// addRegions adds places for the regions of which the chart has no row: all are in the table.
func (m *mapping) addRegions() {
	for _, id := range m.chart.Map.RegionIDs() {
		if !slices.Contains(m.ids, id) {
			m.ids = append(m.ids, id)
			m.xs = append(m.xs, m.l.Member(m.dimension, id))
			m.points[0] = append(m.points[0], nil)
		}
	}
}

// Reasons why a region has no class.
const (
	missing       = "x"
	notApplicable = "z"
	suppressed    = "c"
	uncertain     = "uncertain"
	notDrawn      = "none"
)

// reasons are all of them in the order of the legend, each at the number of its hatching.
var reasons = [...]string{1: missing, 3: notApplicable, 4: suppressed, 5: uncertain, 6: notDrawn}

// unclassed is the reason why a point has no class, or "".
func (m *mapping) unclassed(pt *point) string {
	switch {
	case pt == nil:
		return notDrawn
	case pt.cell().State == report.Missing:
		return missing
	case pt.cell().State == report.NotApplicable:
		return notApplicable
	case pt.cell().State == report.Suppressed:
		return suppressed
	case m.classes.of(pt, m.measure) < 0:
		return uncertain
	}
	return ""
}

// picture is the map as it is drawn. What is hatched comes after the rest, for it has an outline of
// its own, and dots come last.
func (m *mapping) picture() *option.Map {
	c := m.chart.Map
	made := &option.Map{Width: c.Width, Height: c.Height, Grid: c.Grid, Dashed: c.Dashed}
	layers := [3][]option.MapShape{}
	found := map[string]bool{}
	for i := range c.Regions {
		r := &c.Regions[i]
		at := slices.Index(m.ids, r.ID)
		s := option.MapShape{At: at, Path: r.Path}
		layer := 0
		if reason := m.unclassed(m.points[0][at]); reason != "" {
			found[reason], s.Hatched, layer = true, true, 1
			s.Fill = m.hatching(reason)
		} else {
			s.Fill = m.classes.color(m.classes.of(m.points[0][at], m.measure))
		}
		if r.Dot {
			layer = 2
		}
		layers[layer] = append(layers[layer], s)
	}
	made.Shapes = slices.Concat(layers[:]...)
	made.Legend = m.legend(found)
	if method := m.chart.Classes.Method; method != "" {
		made.Notes = append(made.Notes, m.l.Word("map-method-"+method))
	}
	title, from := c.Title.In(m.l.Language), m.l.Source(c.Source)
	made.Notes = append(made.Notes, m.l.Word("map-from", "title", title, "source", from))
	return made
}

// hatching is the fill of regions without a class.
func (m *mapping) hatching(reason string) any {
	p := hatched(slices.Index(reasons[:], reason), option.Paper, option.Soft).(option.Pattern)
	grid := m.chart.Map.Grid // patterns have the scale of the drawing
	p.Width, p.Height = p.Width*grid, p.Height*grid
	for _, child := range p.Element.Children {
		child.Attrs["transform"] = fmt.Sprintf("scale(%d)", grid)
	}
	return p
}

// legend has a line for each class, and for each reason why a region has none.
func (m *mapping) legend(found map[string]bool) (list []option.MapEntry) {
	for k, words := range m.classes.words(m.l) {
		list = append(list, option.MapEntry{Fill: m.classes.color(k), Words: words})
	}
	for _, reason := range reasons {
		if !found[reason] {
			continue
		}
		key := "map-" + reason
		if len(reason) == 1 {
			key = "mark-" + reason
		}
		list = append(list, option.MapEntry{Fill: m.hatching(reason), Words: m.l.Word(key)})
	}
	if m.chart.Map.Dashed != "" {
		list = append(list, option.MapEntry{Words: m.l.Word("map-dashed")})
	}
	return list
}

// payload is what the page's script reads of a map: the words of each place.
func (m *mapping) payload() (string, error) {
	out := live{Map: true, Places: m.xs, Series: m.series}
	source, shared := sharedSource([]*plot{m.plot})
	if shared {
		out.Source = source
	}
	words := make([]string, len(m.xs))
	for i, pt := range m.points[0] {
		switch {
		case pt == nil:
			words[i] = m.l.Word("map-none")
		case shared:
			words[i] = pt.words
		default:
			words[i] = pt.words + "\n" + pt.source
		}
	}
	out.Panels = []livePanel{{Words: [][]string{words}}}
	text, err := json.Marshal(out)
	return string(text), err
}
