package chart

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"vitrine/generator/report"
	"vitrine/generator/table"
)

// payload is what the page's script reads: the option for ECharts, and for each
// of its series the words of its points ("" where there is nothing to say).
// Colours are the page's, so the option has none but "none".
type payload struct {
	Option map[string]any `json:"option"`
	Points [][]string     `json:"points"`
	Grades int            `json:"grades,omitempty"` // colours that a heatmap needs
}

// none is ECharts' word for a place without a value.
const none = "-"

const hollow = "transparent"

// modules are the parts of ECharts that a type of chart needs.
var modules = map[string][]string{
	"bar": {"BarChart"}, "stacked-bar": {"BarChart"}, "horizontal-bar": {"BarChart"},
	"line": {"LineChart"}, "area": {"LineChart"}, "pie": {"PieChart"},
	"range": {"BarChart", "ScatterChart"}, "heatmap": {"HeatmapChart"},
}

// datum is a point of a line with a label, which go-echarts' has not.
type datum struct {
	Value      any         `json:"value"`
	Symbol     string      `json:"symbol,omitempty"`
	SymbolSize int         `json:"symbolSize,omitempty"`
	Label      *opts.Label `json:"label,omitempty"`
}

// symbols tell lines apart without their colours.
var symbols = []string{"circle", "rect", "triangle", "diamond", "emptyCircle", "emptyRect", "emptyTriangle", "emptyDiamond"}
var lineTypes = []string{"solid", "dashed", "dotted"}

func (p *plot) option(c *report.Chart) ([]byte, *table.Mistake) {
	var out payload
	switch c.Type {
	case "bar", "stacked-bar", "horizontal-bar":
		out = p.bars(c.Type)
	case "line", "area":
		out = p.lines(c.Type == "area")
	case "pie":
		if len(p.series) != 1 {
			return nil, &table.Mistake{Pos: c.Pos, Text: "a pie has one series", Hint: "take series out, or draw a stacked-bar"}
		}
		out = p.pie()
	case "range":
		if len(p.series) < 2 {
			return nil, &table.Mistake{Pos: c.Pos, Text: "a range needs two series to lie between", Hint: `like series = "source"`}
		}
		out = p.ranges()
	case "heatmap":
		out = p.heatmap()
	default:
		return nil, &table.Mistake{Pos: c.Pos, Text: fmt.Sprintf("there is no chart type %q", c.Type)}
	}
	delete(out.Option, "title") // the title stands in the page
	delete(out.Option, "toolbox")
	delete(out.Option, "color")    // and so do the colours
	text, err := json.Marshal(out) // escapes <, > and &
	if err != nil {
		return nil, &table.Mistake{Pos: c.Pos, Text: "this chart can't be written: " + err.Error()}
	}
	return text, nil
}

// base are the settings that all charts on axes share. horizontal sets the
// names down the side.
func (p *plot) base(horizontal bool) []charts.GlobalOpts {
	names := &opts.AxisLabel{HideOverlap: opts.Bool(true)}
	values := &opts.AxisLabel{HideOverlap: opts.Bool(true)}
	unit := p.measure.Unit.In(p.l.Language)
	x := opts.XAxis{Type: "category", Data: p.xs, AxisLabel: names}
	y := opts.YAxis{Type: "value", Name: unit, AxisLabel: values}
	if horizontal {
		// Bars begin at the bottom; a table begins at the top.
		x = opts.XAxis{Type: "value", Name: unit, NameLocation: "center", NameGap: 28, AxisLabel: values}
		y = opts.YAxis{Type: "category", Data: p.xs, Inverse: opts.Bool(true), AxisLabel: names}
	}
	top, bottom := "48", "8"
	if len(p.series) == 1 { // no legend
		top = "28"
	}
	if horizontal {
		bottom = "32"
	}
	return []charts.GlobalOpts{
		charts.WithXAxisOpts(x), charts.WithYAxisOpts(y),
		charts.WithGridOpts(opts.Grid{Left: "8", Right: "16", Top: top, Bottom: bottom, ContainLabel: opts.Bool(true)}),
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(len(p.series) > 1), Top: "0", Left: "0"}),
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "item"}),
		charts.WithAnimation(false),
	}
}

func (p *plot) texts() [][]string {
	texts := make([][]string, len(p.series))
	for s := range p.points {
		texts[s] = make([]string, len(p.xs))
		for x, pt := range p.points[s] {
			if pt != nil {
				texts[s][x] = pt.text
			}
		}
	}
	return texts
}

func (p *plot) planned(pt *point) bool {
	return slices.Contains(p.d.MarksOn(pt.row, pt.measure), "f")
}

// labelled reports whether there is room to write each figure at its bar.
func (p *plot) labelled() bool { return len(p.xs)*len(p.series) <= 14 }

func (p *plot) bars(kind string) payload {
	bar := charts.NewBar()
	horizontal := kind == "horizontal-bar"
	bar.SetGlobalOptions(p.base(horizontal)...)
	if !horizontal {
		bar.SetXAxis(p.xs)
	}
	for s, title := range p.series {
		var data []opts.BarData
		for _, pt := range p.points[s] {
			d := opts.BarData{Value: none}
			if pt.drawn() {
				d.Value = pt.cell().Value
				if p.labelled() {
					position := "top"
					if horizontal {
						position = "right"
					} else if kind == "stacked-bar" {
						position = "inside"
					}
					d.Label = &opts.Label{Show: opts.Bool(true), Position: position, Formatter: pt.label}
				}
				if p.planned(pt) { // hollow; the page's script draws the border
					d.ItemStyle = &opts.ItemStyle{Color: hollow, BorderWidth: 2}
				}
			}
			data = append(data, d)
		}
		stack := ""
		if kind == "stacked-bar" {
			stack = "all"
		}
		bar.AddSeries(title, data, charts.WithBarChartOpts(opts.BarChart{Stack: stack}))
	}
	bar.Validate()
	return payload{Option: bar.JSON(), Points: p.texts()}
}

func (p *plot) lines(area bool) payload {
	line := charts.NewLine()
	line.SetGlobalOptions(p.base(false)...)
	line.SetXAxis(p.xs)
	for s, title := range p.series {
		symbol := symbols[s%len(symbols)]
		var data []datum
		for _, pt := range p.points[s] {
			d := datum{Value: none}
			if pt.drawn() {
				d = datum{Value: pt.cell().Value, Symbol: symbol, SymbolSize: 7}
				if p.planned(pt) {
					d.Symbol = "emptyCircle"
				}
				if pt.cell().Bound != report.Exact { // no count: an arrow, and what the source says
					d.Symbol, d.SymbolSize = "arrow", 12
					d.Label = &opts.Label{Show: opts.Bool(true), Position: "top", Formatter: pt.label}
				}
			}
			data = append(data, d)
		}
		options := []charts.SeriesOpts{
			charts.WithLineChartOpts(opts.LineChart{ShowSymbol: opts.Bool(true), Symbol: symbol, ConnectNulls: opts.Bool(false)}),
			charts.WithLineStyleOpts(opts.LineStyle{Width: 2, Type: lineTypes[s%len(lineTypes)]}),
		}
		if area {
			options = append(options, charts.WithAreaStyleOpts(opts.AreaStyle{Opacity: opts.Float(0.25)}))
		}
		line.AddSeries(title, nil, options...)
		line.MultiSeries[s].Data = data
	}
	line.Validate()
	return payload{Option: line.JSON(), Points: p.texts()}
}

func (p *plot) pie() payload {
	pie := charts.NewPie()
	pie.SetGlobalOptions(
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(false)}),
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "item"}),
		charts.WithAnimation(false))
	var data []opts.PieData
	var texts []string
	for x, pt := range p.points[0] {
		if !pt.drawn() {
			continue // it stands in the table
		}
		data = append(data, opts.PieData{Name: p.xs[x], Value: pt.cell().Value,
			Label: &opts.Label{Show: opts.Bool(true), Formatter: p.xs[x] + ": " + pt.label}})
		texts = append(texts, pt.text)
	}
	pie.AddSeries(p.series[0], data, charts.WithPieChartOpts(opts.PieChart{Radius: "62%"}))
	pie.Validate()
	return payload{Option: pie.JSON(), Points: [][]string{texts}}
}

// ranges draws a dot for each source and a bar from the least to the greatest.
func (p *plot) ranges() payload {
	bar, dots := charts.NewBar(), charts.NewScatter()
	options := p.base(true)
	bar.SetGlobalOptions(options...)
	var start, span []opts.BarData
	for x := range p.xs {
		a, b := opts.BarData{Value: none}, opts.BarData{Value: none}
		if low, high := p.spread(x); low != nil {
			a.Value, b.Value = *low, difference(*high, *low)
		}
		start, span = append(start, a), append(span, b)
	}
	thin := charts.WithBarChartOpts(opts.BarChart{Stack: "range", BarWidth: "4"})
	bar.AddSeries("", start, thin, charts.WithItemStyleOpts(opts.ItemStyle{Color: hollow}))
	bar.AddSeries("", span, thin)
	for s, title := range p.series {
		// Hollow and each larger than the one before, so that sources that agree
		// are all seen.
		symbol, size := symbols[4+s%4], 11+7*(s%6)
		var data []datum
		for x, pt := range p.points[s] {
			d := datum{Value: none}
			if pt.drawn() {
				d = datum{Value: []any{pt.cell().Value, x}, Symbol: symbol, SymbolSize: size}
				if !p.labelledBefore(s, x) {
					d.Label = &opts.Label{Show: opts.Bool(true), Position: "top", Formatter: pt.label}
				}
			}
			data = append(data, d)
		}
		dots.AddSeries(title, nil)
		dots.MultiSeries[s].Data, dots.MultiSeries[s].Symbol = data, symbol
	}
	bar.Overlap(dots)
	bar.XAxisList[0].Scale = opts.Bool(true)
	bar.Validate()
	empty := make([]string, len(p.xs))
	return payload{Option: bar.JSON(), Points: append([][]string{empty, empty}, p.texts()...)}
}

// labelledBefore reports whether an earlier series says the same at a place, so
// that one label serves both.
func (p *plot) labelledBefore(series, x int) bool {
	return slices.ContainsFunc(p.points[:series], func(s []*point) bool { return s[x] != nil && s[x].label == p.points[series][x].label })
}

// heatmap draws grades as named tiles: colour repeats what the words say.
func (p *plot) heatmap() payload {
	heat := charts.NewHeatMap()
	rows := slices.Clone(p.series)
	heat.SetGlobalOptions(
		charts.WithXAxisOpts(opts.XAxis{Type: "category", Data: p.xs, Position: "top", AxisLabel: &opts.AxisLabel{}}),
		charts.WithYAxisOpts(opts.YAxis{Type: "category", Data: rows, Inverse: opts.Bool(true), AxisLabel: &opts.AxisLabel{}}),
		charts.WithGridOpts(opts.Grid{Left: "8", Right: "8", Top: "8", Bottom: "8", ContainLabel: opts.Bool(true)}),
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(false)}),
		charts.WithVisualMapOpts(opts.VisualMap{Type: "continuous", Show: opts.Bool(false), Calculable: opts.Bool(false),
			Min: 0, Max: float32(max(1, len(p.measure.Scale)-1))}),
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "item"}),
		charts.WithAnimation(false))
	heat.SetXAxis(p.xs)
	type tile struct {
		Value []int       `json:"value"`
		Label *opts.Label `json:"label"`
	}
	var data []tile
	var texts []string
	for s := range p.points {
		for x, pt := range p.points[s] {
			if !pt.drawn() {
				continue // an empty tile: nothing was rated
			}
			grade := slices.IndexFunc(p.measure.Scale, func(g *report.Member) bool { return g.ID == pt.cell().Grade })
			g := p.measure.Scale[grade]
			short := g.Title
			if len(g.Short) > 0 {
				short = g.Short
			}
			data = append(data, tile{[]int{x, s, grade}, &opts.Label{Show: opts.Bool(true), Formatter: short.In(p.l.Language)}})
			texts = append(texts, pt.text)
		}
	}
	heat.AddSeries(p.measure.Title.In(p.l.Language), nil)
	heat.MultiSeries[0].Data = data
	heat.Validate()
	return payload{Option: heat.JSON(), Points: [][]string{texts}, Grades: len(p.measure.Scale)}
}
