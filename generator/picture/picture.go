// Package picture draws an option as ECharts would draw it, in its order of shapes,
// so that a page shows its charts before any script runs and nothing moves when
// ECharts takes over. It knows of ECharts what the options of room chart use, and
// tests hold it against ECharts itself.
package picture

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"vitrine/generator/option"
)

type px = option.Px

const pixel = option.Pixel

// Draw returns a chart's picture: an svg element that can stand in a page, of a size in CSS pixels.
// The ids in it begin with the given one.
func Draw(width, height int, panels []option.Panel, id string) []byte {
	c := &canvas{prefix: id, ids: map[string]string{}}
	c.out = fmt.Appendf(make([]byte, 0, 8<<10), `<svg viewBox="0 0 %d %d" width="%d" height="%d">`,
		width, height, width, height)
	for _, p := range panels {
		if len(panels) > 1 {
			c.write(`<g transform="translate(`, strconv.Itoa(p.X), " ", strconv.Itoa(p.Y), `)">`)
		}
		c.panel(p.Option)
		if len(panels) > 1 {
			c.write("</g>")
		}
	}
	c.close()
	return c.out
}

func (c *canvas) panel(o *option.Option) {
	var x, y scale
	if g := o.Grid; g != nil {
		area := box{
			left: option.Pixels(g.Left), top: option.Pixels(g.Top),
			right: option.Pixels(o.Width - g.Right), bottom: option.Pixels(o.Height - g.Bottom),
		}
		x, y = scaleOf(o.XAxis, area.left, area.right), scaleOf(o.YAxis, area.bottom, area.top)
		c.axes(o, area, x, y)
	}
	c.series(o, x, y)
	if o.Legend != nil {
		c.legend(o)
	}
}

// canvas is what is written of a picture so far.
type canvas struct {
	out    []byte
	prefix string            // of ids
	ids    map[string]string // of the fills that are defined at the end, by what they are
	defs   []string
}

// box is a rectangle; right is never less than left, nor bottom less than top.
type box struct{ left, top, right, bottom px }

func boxOf(x1, y1, x2, y2 px) box { return box{min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)} }

// centered is a box of a size with its middle at a point.
func centered(x, y, width, height px) box {
	return box{x - width/2, y - height/2, x + width/2, y + height/2}
}

func (b box) grown(by px) box { return box{b.left - by, b.top - by, b.right + by, b.bottom + by} }

// lettering is how words are written: which end of a line stands at its point, the
// size of the font, the height of a line, and the colour.
type lettering struct {
	anchor string
	font   option.Font
	line   px
	color  string
}

func bodyText(anchor, color string) lettering {
	return lettering{anchor, option.Body, option.Pixels(option.LineHeight), color}
}

// height is that of all lines of a text.
func (l lettering) height(words string) px { return px(1+strings.Count(words, "\n")) * l.line }

// width is that of the widest line of a text.
func (l lettering) width(words string) px {
	most := 0
	for line := range strings.SplitSeq(words, "\n") {
		most = max(most, option.Advance(line))
	}
	return px(most*int(l.font)) * pixel / 1000
}

// text writes words in lines, with their middle at a height.
func (c *canvas) text(x, y px, l lettering, words string) {
	y -= (l.height(words) - l.line) / 2
	for line := range strings.SplitSeq(words, "\n") {
		if line != "" {
			c.write("<text")
			c.attribute("x", x)
			c.attribute("y", y)
			c.words(l, line)
		}
		y += l.line
	}
}

// words ends the tag of a text and writes it. It is escaped so that it can't be
// taken for a colour's name, which File replaces.
func (c *canvas) words(l lettering, words string) {
	c.write(` dominant-baseline="central" text-anchor="`, l.anchor, `" font-size="`, strconv.Itoa(int(l.font)),
		`px" fill="`, l.color, `">`, escape(words), `</text>`)
}

// line draws a line that is a pixel wide.
func (c *canvas) line(x1, y1, x2, y2 px, color string) {
	c.write(`<path d="`)
	c.point('M', x1, y1)
	c.point('L', x2, y2)
	c.write(`" fill="none" stroke="`, color, `"/>`)
}

func (c *canvas) write(parts ...string) {
	for _, p := range parts {
		c.out = append(c.out, p...)
	}
}

// attribute writes an attribute that is a length.
func (c *canvas) attribute(name string, value px) {
	c.write(" ", name, `="`)
	c.number(value)
	c.out = append(c.out, '"')
}

// point writes a command of a path that goes to a point.
func (c *canvas) point(command byte, x, y px) {
	c.out = append(c.out, command)
	c.number(x)
	c.out = append(c.out, ' ')
	c.number(y)
}

// number writes a length in pixels.
func (c *canvas) number(p px) {
	if p < 0 {
		c.out, p = append(c.out, '-'), -p
	}
	c.out = strconv.AppendInt(c.out, int64(p/pixel), 10)
	if part := p % pixel; part > 0 {
		c.out = append(c.out, '.', byte('0'+part/10))
		if part%10 > 0 {
			c.out = append(c.out, byte('0'+part%10))
		}
	}
}

// fill is the value of an attribute fill: a colour, or the name of a gradient or of
// a pattern, which is defined at the end of the picture, once.
func (c *canvas) fill(v any) string {
	switch v := v.(type) {
	case nil:
		return "none"
	case string:
		if v == option.Transparent {
			return "none"
		}
		return v
	case option.Gradient:
		var stops strings.Builder
		for _, s := range v.ColorStops {
			percent := int(math.Round(float64(float64(s.Offset) * 100)))
			fmt.Fprintf(&stops, `<stop offset="%d%%" stop-color="%s"/>`, percent, s.Color)
		}
		return c.define(fmt.Sprintf(`<linearGradient x1="%d" y1="%d" x2="%d" y2="%d" id="`, v.X, v.Y, v.X2, v.Y2),
			`">`+stops.String()+`</linearGradient>`)
	case option.Pattern:
		var paths strings.Builder
		for _, e := range v.Element.Children {
			paths.WriteString("<" + e.Tag)
			for _, key := range slices.Sorted(maps.Keys(e.Attrs)) {
				fmt.Fprintf(&paths, ` %s="%s"`, key, e.Attrs[key])
			}
			paths.WriteString("/>")
		}
		return c.define(fmt.Sprintf(`<pattern width="%d" height="%d" patternUnits="userSpaceOnUse" id="`, v.Width,
			v.Height),
			`">`+paths.String()+`</pattern>`)
	}
	panic(fmt.Sprintf("a shape can't be filled with %T", v))
}

// define is a fill by its name. before and after are what its definition has on both
// sides of the id.
func (c *canvas) define(before, after string) string {
	id := c.ids[before+after]
	if id == "" {
		id = c.prefix + "-" + strconv.Itoa(len(c.ids)+1)
		c.ids[before+after] = id
		c.defs = append(c.defs, before+id+after)
	}
	return "url(#" + id + ")"
}
