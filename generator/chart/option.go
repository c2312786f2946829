package chart

import (
	"encoding/json"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"vitrine/generator/report"
)

// option is what ECharts gets: series, lines and areas in go-echarts' types; what
// those can't say in types of our own. A page holds what makes a chart different
// from others; what all charts have, or all axes, or all series of a type, draw.js
// adds. A field "words" is text that draw.js hands to ECharts as it is, where ECharts
// would read a string as a template.
type option struct {
	Grid   *grid    `json:"grid,omitempty"`
	XAxis  *axis    `json:"xAxis,omitempty"`
	YAxis  *axis    `json:"yAxis,omitempty"`
	Legend *legend  `json:"legend,omitempty"`
	Series []series `json:"series"`
}

// grid has the margins around the drawing, in pixels.
type grid struct {
	Left   int `json:"left"`
	Right  int `json:"right"`
	Top    int `json:"top"`
	Bottom int `json:"bottom"`
}

type legend struct {
	Top   int               `json:"top"`
	Width int               `json:"width"`
	Words map[string]string `json:"words"` // names in lines
}

// legendGap is the least space between two names, in pixels.
const legendGap = 14

// axis is a scale of numbers or one of places, by their names: Words has a text for
// each tick, by its value, or for each place. Places have a line along them, numbers
// have lines across the drawing.
type axis struct {
	Type      string     `json:"type"`
	Places    bool       `json:"places,omitempty"`
	Data      []string   `json:"data,omitempty"`
	Min       any        `json:"min,omitempty"`
	Max       any        `json:"max,omitempty"`
	Interval  any        `json:"interval,omitempty"`
	Inverse   bool       `json:"inverse,omitempty"`
	Position  string     `json:"position,omitempty"`
	Name      string     `json:"name,omitempty"`
	NameWhere string     `json:"nameLocation,omitempty"`
	NameGap   int        `json:"nameGap,omitempty"`
	NameStyle *nameStyle `json:"nameTextStyle,omitempty"`
	Label     axisLabel  `json:"axisLabel"`
	Line      *axisLine  `json:"axisLine,omitempty"`
}

type nameStyle struct {
	Align   string `json:"align"`
	Padding []int  `json:"padding"`
}

type axisLabel struct {
	Words  []string `json:"words,omitempty"`
	At     []any    `json:"customValues,omitempty"`
	Rotate int      `json:"rotate,omitempty"`
	Margin int      `json:"margin"`
}

// axisLine is there when the axis of places has none.
type axisLine struct {
	Show bool `json:"show"`
}

// series is go-echarts' with what it has not.
type series struct {
	charts.SingleSeries
	Data      data            `json:"data"`
	ItemStyle *itemStyle      `json:"itemStyle,omitempty"`
	LineStyle *opts.LineStyle `json:"lineStyle,omitempty"`
	AreaStyle *opts.AreaStyle `json:"areaStyle,omitempty"`
	LabelLine *labelLine      `json:"labelLine,omitempty"`
	Emphasis  *emphasis       `json:"emphasis,omitempty"`
	Silent    bool            `json:"silent,omitempty"`
	Strategy  string          `json:"stackStrategy,omitempty"`
	ZeroSum   *bool           `json:"stillShowZeroSum,omitempty"`
}

// What draw.js says of all series of a type too.
const (
	lineWidth  = 2  // pixels
	pointSize  = 8  // of a line's symbols
	barWidest  = 64 // pixels
	barBetween = 10 // of a bar's width, percent, between bars of a place
	barOutside = 34 // of a place's width, percent, beside its bars
)

type datum struct {
	Name       string     `json:"name,omitempty"`
	Value      any        `json:"value"`
	Symbol     string     `json:"symbol,omitempty"`
	SymbolSize any        `json:"symbolSize,omitempty"`
	Rotate     int        `json:"symbolRotate,omitempty"`
	Label      *label     `json:"label,omitempty"`
	ItemStyle  *itemStyle `json:"itemStyle,omitempty"`
}

// data are the points of a series. One that is a figure alone is written so, which
// means the same to ECharts: most are, and they are most of what a page holds of
// a chart.
type data []datum

// MarshalJSON writes the points.
func (list data) MarshalJSON() ([]byte, error) {
	text := append(make([]byte, 0, 2+8*len(list)), '[')
	for i := range list {
		d := &list[i]
		if i > 0 {
			text = append(text, ',')
		}
		var whole any = d
		if d.Name == "" && d.Symbol == "" && d.SymbolSize == nil && d.Rotate == 0 && d.Label == nil && d.ItemStyle == nil {
			if n, ok := d.Value.(json.Number); ok {
				text = append(text, n...)
				continue
			}
			whole = d.Value
		}
		one, err := json.Marshal(whole)
		if err != nil {
			return nil, err
		}
		text = append(text, one...)
	}
	return append(text, ']'), nil
}

// label is shown when it has words.
type label struct {
	Words      string `json:"words"`
	Position   any    `json:"position,omitempty"`
	Distance   *int   `json:"distance,omitempty"`
	Color      string `json:"color,omitempty"`
	FontSize   int    `json:"fontSize,omitempty"`
	LineHeight int    `json:"lineHeight,omitempty"`
	Background string `json:"backgroundColor,omitempty"`
	Padding    []int  `json:"padding,omitempty"`
	Offset     []int  `json:"offset,omitempty"`
}

type labelLine struct {
	Show    bool           `json:"show"`
	Length  int            `json:"length"`
	Length2 int            `json:"length2"`
	Style   opts.LineStyle `json:"lineStyle"`
}

type itemStyle struct {
	Color       any     `json:"color,omitempty"`
	BorderColor string  `json:"borderColor,omitempty"`
	BorderWidth float32 `json:"borderWidth,omitempty"`
	BorderType  string  `json:"borderType,omitempty"`
	Opacity     float32 `json:"opacity,omitempty"` // of a scatter's symbols and labels ECharts takes a fifth
}

type emphasis struct {
	Scale     bool      `json:"scale"`
	Focus     string    `json:"focus,omitempty"`
	ItemStyle itemStyle `json:"itemStyle"`
}

// gradient fades a bar out where its end is not known. It runs from (X, Y) to
// (X2, Y2), shares of the bar's box.
type gradient struct {
	Type  string      `json:"type"`
	X     int         `json:"x"`
	Y     int         `json:"y"`
	X2    int         `json:"x2"`
	Y2    int         `json:"y2"`
	Stops []colorStop `json:"colorStops"`
}

type colorStop struct {
	Offset float32 `json:"offset"`
	Color  string  `json:"color"`
}

// pattern is a hatching, so that colour is not all that tells areas apart.
type pattern struct {
	Element element `json:"svgElement"`
	Width   int     `json:"svgWidth"`
	Height  int     `json:"svgHeight"`
}

type element struct {
	Tag      string            `json:"tag"`
	Attrs    map[string]string `json:"attrs"`
	Children []element         `json:"children,omitempty"`
}

// none is ECharts' word for a place without a value.
const none = "-"

// Colours are the page's: a style sheet has them for light, dark and print.
const (
	ink   = "var(--ink)"
	soft  = "var(--soft)"
	rule  = "var(--rule)"
	paper = "var(--paper)"
	empty = "transparent"
)

var seriesColors = [...]string{"var(--series-1)", "var(--series-2)", "var(--series-3)", "var(--series-4)",
	"var(--series-5)", "var(--series-6)", "var(--series-7)", "var(--series-8)"}

func seriesColor(s int) string { return seriesColors[s%len(seriesColors)] }

// hatchings go over the colours of areas, by series; the first has none.
var hatchings = [...]string{"", "M-1 9L9 -1M-1 1L1 -1M7 9L9 7", "M4 4h.01", "M0 4h8", "M-1 -1L9 9M-1 7L1 9M7 -1L9 1", "M4 0v8", "M0 4h8M4 0v8", "M0 0L8 8M8 0L0 8"}

// areaFill is the colour and hatching of a series' bars.
func areaFill(s int) any { return hatched(s, seriesColor(s), paper) }

// outlineFill is the same the other way round, for bars that are no counts.
func outlineFill(s int) any {
	if hatchings[s%len(hatchings)] == "" {
		return empty
	}
	return hatched(s, paper, seriesColor(s))
}

func hatched(s int, ground, lines string) any {
	d := hatchings[s%len(hatchings)]
	if d == "" {
		return ground
	}
	return pattern{Width: 8, Height: 8, Element: element{Tag: "g", Attrs: map[string]string{}, Children: []element{
		{Tag: "path", Attrs: map[string]string{"d": "M0 0h8v8h-8z", "fill": ground}},
		{Tag: "path", Attrs: map[string]string{"d": d, "stroke": lines, "stroke-width": "1", "stroke-linecap": "round", "fill": "none"}},
	}}}
}

// symbols tell lines apart without their colours, lineTypes do it too. All are
// filled: a hollow one is a plan.
var symbols = [...]string{"circle", "rect", "triangle", "diamond", plus, funnel, hexagon, star}

// Symbols that ECharts has no names for.
const (
	plus    = "path://M4 0h4v4h4v4h-4v4h-4v-4h-4v-4h4z"
	funnel  = "path://M0 0h12l-6 12z"
	hexagon = "path://M3 0h6l3 6l-3 6h-6l-3 -6z"
	star    = "path://M0 0l6 4l6 -4l-4 6l4 6l-6 -4l-6 4l4 -6z"
)

var lineTypes = [...]string{"solid", "dashed", "dotted"}

// hollow is how a symbol looks that has only an outline.
func hollow(s int) *itemStyle {
	return &itemStyle{Color: paper, BorderColor: seriesColor(s), BorderWidth: 2}
}

// number is a figure with the digits that it has.
func number(d report.Decimal) json.Number { return json.Number(d.String()) }

func ptr[T any](v T) *T { return &v }
