package chart

import "strings"

// legend draws names, each with the colour and symbol of what it stands for.
func (c *canvas) legend(o *option) {
	l := o.Legend
	type item struct {
		name  string
		color any
		of    *series
		out   px // how far its symbol reaches beyond its box
	}
	var items []item
	for i := range o.Series {
		switch s := &o.Series[i]; {
		case s.Type == "pie":
			for _, d := range s.Data {
				items = append(items, item{d.Name, d.ItemStyle.Color, s, pixel})
			}
		case s.Type == "scatter": // a circle lies inside its box
			one := item{s.Name, s.ItemStyle.Color, s, 0}
			if legendSymbolWidth(s.Symbol) == legendWidth {
				one.out = pixel
			}
			items = append(items, one)
		case s.Name != "":
			one := item{s.Name, s.ItemStyle.Color, s, 0}
			if s.Type == "line" || s.ItemStyle.BorderColor != "" {
				one.out = pixel
			}
			items = append(items, one)
		}
	}
	const indent = 21 * pixel // of a name
	gap, words := pixels(legendGap), lettering{"start", fontSize, pixels(lineHeight), ink}
	var x, y, row, left, top px
	places := make([][2]px, len(items))
	for i, one := range items {
		name := l.written(one.name)
		height := words.height(name)
		move := one.out + indent + wordsWidth(name, words.size)
		if i+1 < len(items) {
			move += items[i+1].out - one.out
		}
		if x+move > pixels(l.Width) {
			x, y, row = 0, y+row+gap, 0
		}
		row = max(row, height)
		places[i] = [2]px{x, y}
		left, top = max(left, one.out-x), max(top, height/2-y)
		x += move + gap
	}
	top += pixels(l.Top)
	for i, one := range items { // words of several lines rise above their row
		x, y := places[i][0]+left, places[i][1]+top
		c.legendIcon(one.of, one.color, x, y)
		c.text(x+indent, y, words, l.written(one.name))
	}
}

// written is a name in the lines in which it is written.
func (l *legend) written(name string) string {
	if words := l.Words[name]; words != "" {
		return words
	}
	return name
}

// The box of what stands before a name.
const (
	legendWidth  = 16 * pixel
	legendHeight = 14 * pixel
)

// legendSymbolWidth is how wide a symbol stands there: those that ECharts has no name for keep
// their shape.
func legendSymbolWidth(symbol string) px {
	if symbol == "circle" || strings.HasPrefix(symbol, "path:") {
		return legendHeight
	}
	return legendWidth
}

// legendIcon draws what stands before a name, around a height.
func (c *canvas) legendIcon(s *series, color any, x, y px) {
	middle := x + legendWidth/2
	style := look{fill: c.fill(color)}
	switch {
	case s.Type == "line":
		width := pixels(lineWidth)
		c.write(`<path d="`)
		c.point('M', x, y)
		c.point('L', x+legendWidth, y)
		c.write(`"`)
		c.end(look{fill: "none", stroke: s.LineStyle.Color, width: width, dash: dashes(s.LineStyle.Type, width)})
		c.form(s.Symbol, middle, y, legendHeight*8/10, legendHeight*8/10, 0, style)
	case s.Type == "scatter":
		style.stroke, style.width = s.ItemStyle.BorderColor, 2*pixel
		c.form(s.Symbol, middle, y, legendSymbolWidth(s.Symbol), legendHeight, 0, style)
	default:
		if s.Type == "pie" || s.ItemStyle.BorderColor != "" {
			style.stroke, style.width = paper, 2*pixel
		}
		c.write(`<rect rx="3.5"`)
		c.attribute("x", x)
		c.attribute("y", y-legendHeight/2)
		c.attribute("width", legendWidth)
		c.attribute("height", legendHeight)
		c.end(style)
	}
}
