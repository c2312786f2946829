package picture

import (
	"slices"
	"strings"

	"vitrine/generator/option"
)

// entry is a name in a legend, with the colour and symbol of what it stands for.
type entry struct {
	name   string
	color  any
	series *option.Series
	out    px // how far its symbol reaches beyond its box
}

// entries are those of all series, or of all slices of a pie.
func entries(o *option.Option) []entry {
	var list []entry
	for i := range o.Series {
		switch s := &o.Series[i]; {
		case s.Type == "pie":
			for _, d := range s.Data {
				list = append(list, entry{d.Name, d.ItemStyle.Color, s, pixel})
			}
		case s.Name != "" && (o.Legend.Data == nil || slices.Contains(o.Legend.Data, s.Name)):
			e := entry{s.Name, s.ItemStyle.Color, s, 0}
			outlined := s.Type == "line" || s.ItemStyle.BorderColor != ""
			if s.Type == "scatter" { // a circle lies inside its box
				outlined = legendSymbolWidth(s.Symbol) == legendWidth
			}
			if outlined {
				e.out = pixel
			}
			list = append(list, e)
		}
	}
	return list
}

// legend draws names, each after the colour and symbol of what it stands for.
func (c *canvas) legend(o *option.Option) {
	l, list := o.Legend, entries(o)
	const indent = 21 * pixel // of a name
	gap, text := option.Pixels(option.LegendGap), bodyText("start", option.Ink)
	var x, y, row, left, top px
	at := make([][2]px, len(list))
	for i, e := range list {
		words := wordsOf(l, e.name)
		height := text.height(words)
		move := e.out + indent + text.width(words)
		if i+1 < len(list) {
			move += list[i+1].out - e.out
		}
		if x+move > option.Pixels(l.Width) {
			x, y, row = 0, y+row+gap, 0
		}
		row = max(row, height)
		at[i] = [2]px{x, y}
		left, top = max(left, e.out-x), max(top, height/2-y)
		x += move + gap
	}
	top += option.Pixels(l.Top)
	for i, e := range list { // words of several lines rise above their row
		x, y := at[i][0]+left, at[i][1]+top
		c.legendIcon(e.series, e.color, x, y)
		c.text(x+indent, y, text, wordsOf(l, e.name))
	}
}

// wordsOf is a name in the lines in which a legend has it.
func wordsOf(l *option.Legend, name string) string {
	if words := l.Words[name]; words != "" {
		return words
	}
	return name
}

// The box of an icon, which stands before a name.
const (
	legendWidth  = 16 * pixel
	legendHeight = 14 * pixel
)

// legendSymbolWidth is how wide a symbol is in a legend: those that ECharts has no
// name for keep their shape.
func legendSymbolWidth(symbol string) px {
	if symbol == "circle" || strings.HasPrefix(symbol, "path:") {
		return legendHeight
	}
	return legendWidth
}

// legendIcon draws what stands before a name, with its middle at a height.
func (c *canvas) legendIcon(s *option.Series, color any, x, y px) {
	middle := x + legendWidth/2
	style := look{fill: c.fill(color)}
	switch {
	case s.Type == "line":
		c.write(`<path d="`)
		c.point('M', x, y)
		c.point('L', x+legendWidth, y)
		c.write(`"`)
		width := option.Pixels(option.LineWidth) // however thin the line itself is
		c.closeTag(look{fill: "none", stroke: s.LineStyle.Color, width: width, dash: dashes(s.LineStyle.Type, width)})
		c.symbol(s.Symbol, middle, y, legendHeight*8/10, legendHeight*8/10, 0, style)
	case s.Type == "scatter":
		style.stroke, style.width = s.ItemStyle.BorderColor, 2*pixel
		c.symbol(s.Symbol, middle, y, legendSymbolWidth(s.Symbol), legendHeight, 0, style)
	default:
		if s.Type == "pie" || s.ItemStyle.BorderColor != "" {
			style.stroke, style.width = option.Paper, 2*pixel
		}
		c.write(`<rect rx="3.5"`)
		c.attribute("x", x)
		c.attribute("y", y-legendHeight/2)
		c.attribute("width", legendWidth)
		c.attribute("height", legendHeight)
		c.closeTag(style)
	}
}
