// Package option has the options from which charts are drawn, by ECharts in the
// reader's browser and by room picture as the page is built. It also has what both
// measure by: how wide text is and where the slices of a pie lie.
//
// Options are built with go-echarts' types. What one of them can't say stands in
// a type here that embeds it, or replaces it where nothing of it fits; the type's
// comment tells what is missing. go-echarts' charts, as charts.Bar, can't be used:
// their JSON always has a title, a toolbox and a tooltip, none of which a page
// shows, and their axes and data have no place for the types here. Their Validate
// checks nothing in an option: it copies the data of the x axis and completes the
// addresses of scripts, which pages here load themselves.
//
// An option holds what makes a chart different from others. What all charts have,
// or all axes, or all series of a type, draw.js adds in the browser. A member "words"
// is text that draw.js hands to ECharts through a function, since ECharts would read
// a string as a template.
package option

import (
	"encoding/json"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"
)

// Option is a chart for ECharts.
type Option struct {
	Width, Height int      `json:"-"` // of the picture, in CSS pixels
	Grid          *Grid    `json:"grid,omitempty"`
	XAxis         *Axis    `json:"xAxis,omitempty"`
	YAxis         *Axis    `json:"yAxis,omitempty"`
	Legend        *Legend  `json:"legend,omitempty"`
	Series        []Series `json:"series"`
}

// Panel is a chart in its place in a picture that has several, or all of one.
type Panel struct {
	X, Y int // of its top left corner, in CSS pixels
	*Option
}

// MarshalJSON writes a panel with its place and its size, which an option alone doesn't have.
func (p Panel) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		X      int     `json:"x"`
		Y      int     `json:"y"`
		Width  int     `json:"width"`
		Height int     `json:"height"`
		Option *Option `json:"option"`
	}{p.X, p.Y, p.Width, p.Height, p.Option})
}

// Grid has the margins around the drawing, in pixels. It replaces opts.Grid, which
// has them as strings: room picture computes with them.
type Grid struct {
	Left   int `json:"left"`
	Right  int `json:"right"`
	Top    int `json:"top"`
	Bottom int `json:"bottom"`
}

// Legend has the names of the series, or of the slices of a pie. It replaces
// opts.Legend, which has Top and Width as strings too, and no words.
type Legend struct {
	Top   int               `json:"top"`
	Width int               `json:"width"`
	Data  []string          `json:"data,omitempty"`  // names, where not all series have one there
	Words map[string]string `json:"words,omitempty"` // names in lines, where they aren't as they are
}

// LegendGap is the least space between two names of a legend, in pixels.
const LegendGap = 14

// Axis is a scale of numbers, or one of places by their names. Places have a line
// along them, numbers have lines across the drawing.
//
// opts.XAxis, whose members opts.YAxis has too, has no nameTextStyle.
type Axis struct {
	opts.XAxis
	Data          []string        `json:"data,omitempty"` // the names of places
	Places        bool            `json:"places,omitempty"`
	Bare          bool            `json:"bare,omitempty"` // of numbers: no words and no lines but that of zero
	NameTextStyle *opts.TextStyle `json:"nameTextStyle,omitempty"`
	AxisLabel     AxisLabel       `json:"axisLabel"`
}

// AxisLabel has the words at an axis: one for each value in CustomValues, or one for
// each place. It replaces opts.AxisLabel, which has no customValues and always writes
// showMinLabel and showMaxLabel.
type AxisLabel struct {
	Words        []string `json:"words,omitempty"`
	CustomValues []any    `json:"customValues,omitempty"`
	Margin       int      `json:"margin"`
}

// Series is a series of figures.
//
// charts.SingleSeries has no silent, stackStrategy and stillShowZeroSum. Its members
// for which a type here exists are hidden by those below.
type Series struct {
	charts.SingleSeries
	Data             Data       `json:"data"`
	ItemStyle        *ItemStyle `json:"itemStyle,omitempty"`
	LabelLine        *LabelLine `json:"labelLine,omitempty"`
	Emphasis         *Emphasis  `json:"emphasis,omitempty"`
	Silent           bool       `json:"silent,omitempty"`
	StackStrategy    string     `json:"stackStrategy,omitempty"`
	StillShowZeroSum types.Bool `json:"stillShowZeroSum,omitempty"`
}

// What draw.js says of all series of a type too.
const (
	LineWidth   = 2  // pixels
	SymbolSize  = 8  // of a line's symbols, in pixels
	BarMaxWidth = 64 // pixels
	BarGap      = 10 // between bars of a place, in percent of a bar's width
	CategoryGap = 34 // beside the bars of a place, in percent of a place's width
)

// Datum is a point of a series of any type.
//
// opts.ScatterData has the most members of go-echarts' types of points, but no label
// and no itemStyle. opts.BarData and opts.PieData have no symbol and no symbolRotate.
type Datum struct {
	opts.ScatterData
	Label     *Label     `json:"label,omitempty"`
	ItemStyle *ItemStyle `json:"itemStyle,omitempty"`
}

// None is ECharts' word for a point without a value.
const None = "-"

// NewDatum returns a point with a value: a number, None, or the point's place on both
// axes.
func NewDatum(value any) Datum { return Datum{ScatterData: opts.ScatterData{Value: value}} }

// bare reports whether a point has nothing but a value.
func (d *Datum) bare() bool {
	return d.Name == "" && d.Symbol == "" && d.SymbolSize == 0 && d.SymbolRotate == 0 &&
		d.Label == nil && d.ItemStyle == nil
}

// Data are the points of a series.
type Data []Datum

// MarshalJSON writes a bare point as its value, which means the same to ECharts: most
// points are bare, and points are most of an option.
func (list Data) MarshalJSON() ([]byte, error) {
	text := append(make([]byte, 0, 2+8*len(list)), '[')
	for i := range list {
		if i > 0 {
			text = append(text, ',')
		}
		var point any = &list[i]
		if list[i].bare() {
			point = list[i].Value
		}
		if number, ok := point.(json.Number); ok { // the quick way for most
			text = append(text, number...)
			continue
		}
		written, err := json.Marshal(point)
		if err != nil {
			return nil, err
		}
		text = append(text, written...)
	}
	return append(text, ']'), nil
}

// Label is what is written at a point.
//
// opts.Label has no distance and no offset, and its padding is a string, of which
// ECharts makes nothing.
type Label struct {
	Words string `json:"words"`
	opts.Label
	Distance types.Int `json:"distance,omitempty"` // from the point's symbol or bar
	Padding  []int     `json:"padding,omitempty"`
	Offset   []int     `json:"offset,omitempty"`
}

// LabelLine leads from a slice of a pie to its label. It replaces opts.LabelLine, which
// has no length and always writes showAbove.
type LabelLine struct {
	Show      bool           `json:"show"`
	Length    int            `json:"length"`
	Length2   int            `json:"length2"`
	LineStyle opts.LineStyle `json:"lineStyle"`
}

// ItemStyle is how a point looks, or all points of a series.
//
// opts.ItemStyle has a string for its colour, which can't be a Gradient or a Pattern,
// and no borderType. Of a scatter's symbols and labels ECharts takes an opacity of
// 0.8 where none is given.
type ItemStyle struct {
	Color any `json:"color,omitempty"`
	opts.ItemStyle
	BorderType string `json:"borderType,omitempty"`
}

// Emphasis is how a point looks that a reader touches. opts.Emphasis has no scale.
type Emphasis struct {
	Scale bool `json:"scale"`
	opts.Emphasis
}

// Gradient is a colour that fades out along a line from (X, Y) to (X2, Y2), in shares
// of a shape's box. go-echarts has no type for it.
type Gradient struct {
	Type       string      `json:"type"`
	X          int         `json:"x"`
	Y          int         `json:"y"`
	X2         int         `json:"x2"`
	Y2         int         `json:"y2"`
	ColorStops []ColorStop `json:"colorStops"`
}

// ColorStop is the colour at a share of a gradient's line.
type ColorStop struct {
	Offset float32 `json:"offset"`
	Color  string  `json:"color"`
}

// Pattern is a tile of SVG that fills a shape. go-echarts has no type for it.
type Pattern struct {
	Element Element `json:"svgElement"`
	Width   int     `json:"svgWidth"`
	Height  int     `json:"svgHeight"`
}

// Element is an element of SVG.
type Element struct {
	Tag      string            `json:"tag"`
	Attrs    map[string]string `json:"attrs"`
	Children []Element         `json:"children,omitempty"`
}

// Colours are variables of the page's style sheet, which has them for light, dark and
// print.
const (
	Ink         = "var(--ink)"
	Soft        = "var(--soft)"
	Rule        = "var(--rule)"
	Muted       = "var(--muted)" // of series that are not highlighted
	Paper       = "var(--paper)"
	Transparent = "transparent"
)

// Symbols that ECharts has no names for, as paths.
const (
	Plus    = "path://M4 0h4v4h4v4h-4v4h-4v-4h-4v-4h4z"
	Funnel  = "path://M0 0h12l-6 12z"
	Hexagon = "path://M3 0h6l3 6l-3 6h-6l-3 -6z"
	Star    = "path://M0 0l6 4l6 -4l-4 6l4 6l-6 -4l-6 4l4 -6z"
)
