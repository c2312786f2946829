package chart

import (
	"encoding/json"

	"github.com/go-echarts/go-echarts/v2/opts"

	"vitrine/generator/option"
	"vitrine/generator/report"
)

// seriesColors are the style sheet's colours of series.
var seriesColors = [...]string{"var(--series-1)", "var(--series-2)", "var(--series-3)", "var(--series-4)",
	"var(--series-5)", "var(--series-6)", "var(--series-7)", "var(--series-8)"}

// seriesColor is the colour of a number that color gives.
func seriesColor(s int) string {
	if s < 0 {
		return option.Muted
	}
	return seriesColors[s]
}

// hatchings tell areas apart without their colours, by series; the first has none.
var hatchings = [...]string{"", "M-1 9L9 -1M-1 1L1 -1M7 9L9 7", "M4 4h.01", "M0 4h8",
	"M-1 -1L9 9M-1 7L1 9M7 -1L9 1", "M4 0v8", "M0 4h8M4 0v8", "M0 0L8 8M8 0L0 8"}

// form is the number of the hatching, the symbol and the dashes of a number that color gives.
func form(s int) int {
	if s < 0 {
		return -1 - s
	}
	return s
}

// areaFill is the colour and hatching of a series' bars or of a slice.
func areaFill(s int) any { return hatched(s, seriesColor(s), option.Paper) }

// outlineFill is the same with both colours exchanged, for bars that are no counts.
func outlineFill(s int) any {
	if hatchings[form(s)] == "" {
		return option.Transparent
	}
	return hatched(s, option.Paper, seriesColor(s))
}

func hatched(s int, background, lines string) any {
	d := hatchings[form(s)]
	if d == "" {
		return background
	}
	path := map[string]string{"d": d, "stroke": lines, "stroke-width": "1", "stroke-linecap": "round", "fill": "none"}
	return option.Pattern{Width: 8, Height: 8, Element: option.Element{Tag: "g", Attrs: map[string]string{},
		Children: []option.Element{
			{Tag: "path", Attrs: map[string]string{"d": "M0 0h8v8h-8z", "fill": background}},
			{Tag: "path", Attrs: path},
		}}}
}

// symbols tell lines apart without their colours, and so do lineTypes. All are
// filled: a hollow one is a plan.
var symbols = [...]string{"circle", "rect", "triangle", "diamond",
	option.Plus, option.Funnel, option.Hexagon, option.Star}

var lineTypes = [...]string{"solid", "dashed", "dotted"}

// outline is how a shape looks that has a border and a fill of its own.
func outline(s int, fill any, width float32, borderType string) *option.ItemStyle {
	return &option.ItemStyle{
		Color:      fill,
		ItemStyle:  opts.ItemStyle{BorderColor: seriesColor(s), BorderWidth: width},
		BorderType: borderType,
	}
}

// barStyle is how a bar of a colour looks that is no plain count: hollow when it is a plan, a
// greatest value or a range. It is nil for a count.
func (p *plot) barStyle(color int, pt *point) *option.ItemStyle {
	switch planned := p.planned(pt); {
	case planned && (pt.least() || pt.most()):
		return outline(color, outlineFill(color), 1.5, "dotted")
	case planned:
		return outline(color, outlineFill(color), 1.5, "")
	case pt.most() || pt.ranged():
		return outline(color, outlineFill(color), 1.5, "dashed")
	}
	return nil
}

// fade fills what lies above a least value, away from it.
func fade(color int, horizontal bool) option.Gradient {
	fade := option.Gradient{Type: "linear", ColorStops: []option.ColorStop{
		{Offset: 0, Color: seriesColor(color)}, {Offset: 1, Color: option.Paper},
	}}
	if fade.X2 = 1; !horizontal {
		fade.X2, fade.Y = 0, 1
	}
	return fade
}

// number is a figure with the digits that it has.
func number(d report.Decimal) json.Number { return json.Number(d.String()) }
