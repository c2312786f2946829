package chart

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// This file, legend.go, shapes.go and pie.go draw an option as ECharts would draw
// it, in its order of shapes, so that a page shows its charts before any script
// runs and nothing moves when ECharts takes over. They know of ECharts what the
// options of this package use, and tests hold them against ECharts itself.

// px is a length in hundredths of a CSS pixel. Floating point only says where a
// figure stands on its scale, in steps that are rounded one by one (float64(…)),
// so that no machine takes two of them for one and draws something else.
type px int

const pixel px = 100

func pixels(n int) px { return px(n) * pixel }

// canvas is a picture in the making.
type canvas struct {
	out    []byte
	prefix string            // of ids
	ids    map[string]string // of the fills that are defined at the end, by what they are
	defs   []string
}

// draw makes a view's picture: an svg element that can stand in a page. Its ids
// begin with the chart's.
func (v *View) draw(id string) []byte {
	o := v.option
	c := &canvas{prefix: id + "-" + v.Name, ids: map[string]string{}}
	c.out = fmt.Appendf(make([]byte, 0, 8<<10), `<svg viewBox="0 0 %d %d" width="%d" height="%d">`, v.Width, v.Height, v.Width, v.Height)
	var x, y scale
	if g := o.Grid; g != nil {
		area := box{pixels(g.Left), pixels(g.Top), pixels(v.Width - g.Right), pixels(v.Height - g.Bottom)}
		x, y = o.XAxis.scale(area.left, area.right), o.YAxis.scale(area.bottom, area.top)
		c.axes(o, area, x, y)
	}
	c.series(o, x, y)
	if o.Legend != nil {
		c.legend(o)
	}
	if len(c.defs) > 0 {
		c.write("<defs>")
		c.write(c.defs...)
		c.write("</defs>")
	}
	c.write("</svg>")
	return c.out
}

// box is a rectangle; right is never less than left, nor bottom less than top.
type box struct{ left, top, right, bottom px }

func boxOf(x1, y1, x2, y2 px) box { return box{min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)} }

// around is a box of a size around a point.
func around(x, y, width, height px) box {
	return box{x - width/2, y - height/2, x + width/2, y + height/2}
}

func (b box) grown(by px) box { return box{b.left - by, b.top - by, b.right + by, b.bottom + by} }

// scale says where on a picture the figures of an axis stand, or its places, by
// their number.
type scale struct {
	start, end px
	low, high  float64 // what stands at the ends
}

func (a *axis) scale(start, end px) scale {
	if a.Type == "category" {
		if a.Inverse {
			start, end = end, start
		}
		return scale{start, end, -0.5, float64(len(a.Data)) - 0.5}
	}
	low, _ := figure(a.Min)
	high, _ := figure(a.Max)
	return scale{start, end, low, high}
}

func (s scale) at(value float64) px {
	share := float64(value-s.low) / float64(s.high-s.low)
	return s.start + px(math.Round(float64(share*float64(s.end-s.start))))
}

// figure is a number of an option; false where a place has none.
func figure(v any) (float64, bool) {
	switch v := v.(type) {
	case json.Number:
		f, err := v.Float64()
		return f, err == nil
	case int:
		return float64(v), true
	}
	return 0, false
}

// axes draws the lines behind the figures and the words beside them.
func (c *canvas) axes(o *option, area box, x, y scale) {
	for i, color := range o.YAxis.lines() {
		at := crisp(y.at(o.YAxis.tick(i)))
		c.line(area.left, at, area.right, at, color)
	}
	for i, color := range o.XAxis.lines() {
		at := crisp(x.at(o.XAxis.tick(i)))
		c.line(at, area.top, at, area.bottom, color)
	}
	if s := o.YAxis.NameStyle; s != nil { // above the axis
		name := lettering{"start", fontSize, pixels(lineHeight), soft}
		c.text(area.left+pixels(s.Padding[3]), area.top-pixels(o.YAxis.NameGap)-name.height(o.YAxis.Name)/2, name, o.YAxis.Name)
	}
	if o.YAxis.lined() {
		at := crisp(area.left)
		c.line(at, area.top, at, area.bottom, soft)
	}
	if s := o.XAxis.NameStyle; s != nil { // below the axis
		name := lettering{"middle", fontSize, pixels(lineHeight), soft}
		c.text((area.left+area.right)/2, area.bottom+pixels(o.XAxis.NameGap)+name.height(o.XAxis.Name)/2, name, o.XAxis.Name)
	}
	if o.XAxis.lined() {
		at := crisp(area.bottom)
		c.line(area.left, at, area.right, at, soft)
	}
	for i, words := range o.YAxis.Label.Words {
		c.text(area.left-pixels(o.YAxis.Label.Margin), y.at(o.YAxis.tick(i)), o.YAxis.lettering("end"), words)
	}
	below := o.XAxis.lettering("middle")
	above, under := area.top-pixels(o.XAxis.Label.Margin), area.bottom+pixels(o.XAxis.Label.Margin)
	for i, words := range o.XAxis.Label.Words {
		at := x.at(o.XAxis.tick(i))
		switch {
		case o.XAxis.Label.Rotate != 0:
			c.turned(at, under, o.XAxis.Label.Rotate, o.XAxis.lettering("end"), words)
		case o.XAxis.Position == "top":
			c.text(at, above-below.height(words)/2, below, words)
		default:
			c.text(at, under+below.height(words)/2, below, words)
		}
	}
}

func (a *axis) lettering(anchor string) lettering {
	color := soft
	if a.Places {
		color = ink
	}
	return lettering{anchor, fontSize, pixels(lineHeight), color}
}

// lined reports whether a line runs along the axis.
func (a *axis) lined() bool {
	return a.Places && a.Line == nil
}

// lines are the colours of the lines across the drawing, at the ticks.
func (a *axis) lines() []string {
	if a.Places {
		return nil
	}
	colors := make([]string, len(a.Label.At))
	for i := range colors {
		if colors[i] = rule; a.tick(i) == 0 && a.tick(0) < 0 { // bars hang from it
			colors[i] = soft
		}
	}
	return colors
}

// tick is the value of a tick, or the number of a place.
func (a *axis) tick(i int) float64 {
	if a.Label.At == nil {
		return float64(i)
	}
	v, _ := figure(a.Label.At[i])
	return v
}

// crisp moves a line that is a pixel wide onto the nearest row of pixels.
func crisp(p px) px {
	halves := (2*p + pixel/2) / pixel
	if halves%2 == 0 {
		halves++
	}
	return halves * pixel / 2
}

// line draws a line that is a pixel wide.
func (c *canvas) line(x1, y1, x2, y2 px, color string) {
	c.write(`<path d="`)
	c.point('M', x1, y1)
	c.point('L', x2, y2)
	c.write(`" fill="none" stroke="`, color, `"/>`)
}

// lettering is how words are written: which end of a line stands at its place, the
// size of the font in pixels, the height of a line, and the colour.
type lettering struct {
	anchor string
	size   int
	line   px
	color  string
}

// height is that of all lines of a text.
func (l lettering) height(words string) px { return px(1+strings.Count(words, "\n")) * l.line }

// text writes words in lines around a height.
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

// turned writes a line that rises by some degrees to its place.
func (c *canvas) turned(x, y px, degrees int, l lettering, words string) {
	if words == "" {
		return
	}
	c.write(`<text transform="translate(`)
	c.number(x)
	c.write(" ")
	c.number(y)
	c.write(") rotate(", strconv.Itoa(-degrees), `)"`)
	c.words(l, words)
}

// words ends the tag of a text and writes it. It is escaped so that it can't be
// taken for a colour's name, which File replaces.
func (c *canvas) words(l lettering, words string) {
	c.write(` dominant-baseline="central" text-anchor="`, l.anchor, `" font-size="`, strconv.Itoa(l.size), `px" fill="`, l.color, `">`, escape(words), `</text>`)
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

// fill is the value of an attribute fill: a colour, or the name of a fade or of
// a hatching, which is defined at the end of the picture, once.
func (c *canvas) fill(v any) string {
	switch v := v.(type) {
	case nil:
		return "none"
	case string:
		if v == empty {
			return "none"
		}
		return v
	case gradient:
		var stops strings.Builder
		for _, s := range v.Stops {
			fmt.Fprintf(&stops, `<stop offset="%d%%" stop-color="%s"/>`, int(math.Round(float64(float64(s.Offset)*100))), s.Color)
		}
		return c.define(fmt.Sprintf(`<linearGradient x1="%d" y1="%d" x2="%d" y2="%d" id="`, v.X, v.Y, v.X2, v.Y2), `">`+stops.String()+`</linearGradient>`)
	case pattern:
		var paths strings.Builder
		for _, e := range v.Element.Children {
			paths.WriteString("<" + e.Tag)
			for _, key := range slices.Sorted(maps.Keys(e.Attrs)) {
				fmt.Fprintf(&paths, ` %s="%s"`, key, e.Attrs[key])
			}
			paths.WriteString("/>")
		}
		return c.define(fmt.Sprintf(`<pattern width="%d" height="%d" patternUnits="userSpaceOnUse" id="`, v.Width, v.Height), `">`+paths.String()+`</pattern>`)
	}
	panic(fmt.Sprintf("a shape can't be filled with %T", v))
}

// define is a fill by its name. before and after are what stands around its id.
func (c *canvas) define(before, after string) string {
	id := c.ids[before+after]
	if id == "" {
		id = c.prefix + "-" + strconv.Itoa(len(c.ids)+1)
		c.ids[before+after] = id
		c.defs = append(c.defs, before+id+after)
	}
	return "url(#" + id + ")"
}
