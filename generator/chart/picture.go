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

// This file and shapes.go draw an option as ECharts would draw it, in its order
// of shapes, so that a page shows its charts before any script runs and nothing
// moves when ECharts takes over. They know of ECharts what the options of this
// package use, and tests hold them against ECharts itself.

// px is a length in hundredths of a CSS pixel. Nothing is added up in floating
// point, so all machines draw the same.
type px int

const pixel px = 100

// canvas is a picture in the making.
type canvas struct {
	out    []byte
	prefix string            // of ids
	ids    map[string]string // of the fills that are defined at the end, by what they are
	defs   []string
}

// paint makes a view's picture: an svg element that can stand in a page. Its ids
// begin with the chart's.
func (v *View) paint(id string) []byte {
	o := v.option
	c := &canvas{prefix: id + "-" + v.Name, ids: map[string]string{}}
	c.out = fmt.Appendf(make([]byte, 0, 8<<10), `<svg viewBox="0 0 %d %d" width="%d" height="%d">`, v.Width, v.Height, v.Width, v.Height)
	var x, y scale
	if g := o.Grid; g != nil {
		area := box{px(g.Left) * pixel, px(g.Top) * pixel, px(v.Width-g.Right) * pixel, px(v.Height-g.Bottom) * pixel}
		x, y = o.XAxis.scale(area.left, area.right), o.YAxis.scale(area.bottom, area.top)
		c.axes(o, area, x, y)
	}
	c.series(o, x, y)
	if o.Legend != nil {
		c.legend(o)
	}
	if len(c.defs) > 0 {
		c.out = append(c.out, "<defs>"...)
		for _, d := range c.defs {
			c.out = append(c.out, d...)
		}
		c.out = append(c.out, "</defs>"...)
	}
	return append(c.out, "</svg>"...)
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
		high := px(1+strings.Count(o.YAxis.Name, "\n")) * px(s.LineHeight) * pixel
		c.text(area.left+px(s.Padding[3])*pixel, area.top-px(o.YAxis.NameGap)*pixel-high/2, "start", s.FontSize, px(s.LineHeight)*pixel, s.Color, o.YAxis.Name)
	}
	if o.YAxis.Line.Show {
		at := crisp(area.left)
		c.line(at, area.top, at, area.bottom, o.YAxis.Line.Style.Color)
	}
	if s := o.XAxis.NameStyle; s != nil { // below the axis
		high := px(1+strings.Count(o.XAxis.Name, "\n")) * px(s.LineHeight) * pixel
		c.text((area.left+area.right)/2, area.bottom+px(o.XAxis.NameGap)*pixel+high/2, "middle", s.FontSize, px(s.LineHeight)*pixel, s.Color, o.XAxis.Name)
	}
	if o.XAxis.Line.Show {
		at := crisp(area.bottom)
		c.line(area.left, at, area.right, at, o.XAxis.Line.Style.Color)
	}
	l := &o.YAxis.Label
	for i, words := range l.Words {
		c.text(area.left-px(l.Margin)*pixel, y.at(o.YAxis.tick(i)), "end", l.FontSize, px(l.LineHeight)*pixel, l.Color, words)
	}
	l = &o.XAxis.Label
	for i, words := range l.Words {
		at, high := x.at(o.XAxis.tick(i)), px(1+strings.Count(words, "\n"))*px(l.LineHeight)*pixel
		switch {
		case l.Rotate != 0:
			c.turned(at, area.bottom+px(l.Margin)*pixel, l.Rotate, l.FontSize, l.Color, words)
		case o.XAxis.Position == "top":
			c.text(at, area.top-px(l.Margin)*pixel-high/2, "middle", l.FontSize, px(l.LineHeight)*pixel, l.Color, words)
		default:
			c.text(at, area.bottom+px(l.Margin)*pixel+high/2, "middle", l.FontSize, px(l.LineHeight)*pixel, l.Color, words)
		}
	}
}

// lines are the colours of the lines at the ticks.
func (a *axis) lines() []string {
	if !a.Split.Show {
		return nil
	}
	return a.Split.Style.Color
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
	gap, high := px(l.ItemGap)*pixel, px(l.TextStyle.LineHeight)*pixel
	var x, y, row, left, top px
	places := make([][2]px, len(items))
	for i, one := range items {
		words := legendWords(l, one.name)
		height := high * px(1+strings.Count(words, "\n"))
		move := one.out + indent + wordsWidth(words, l.TextStyle.FontSize)
		if i+1 < len(items) {
			move += items[i+1].out - one.out
		}
		if x+move > px(l.Width)*pixel {
			x, y, row = 0, y+row+gap, 0
		}
		row = max(row, height)
		places[i] = [2]px{x, y}
		left, top = max(left, one.out-x), max(top, height/2-y)
		x += move + gap
	}
	under, _ := strconv.Atoi(l.Top)
	top += px(under) * pixel
	for i, one := range items { // words of several lines rise above their row
		x, y := places[i][0]+left, places[i][1]+top
		c.legendIcon(one.of, one.color, x, y)
		c.text(x+indent, y, "start", l.TextStyle.FontSize, high, l.TextStyle.Color, legendWords(l, one.name))
	}
}

func legendWords(l *legend, name string) string {
	if words := l.Words[name]; words != "" {
		return words
	}
	return name
}

// line draws a line that is a pixel wide.
func (c *canvas) line(x1, y1, x2, y2 px, color string) {
	c.out = append(c.out, `<path d="`...)
	c.point('M', x1, y1)
	c.point('L', x2, y2)
	c.out = append(c.out, `" fill="none" stroke="`...)
	c.out = append(append(c.out, color...), `"/>`...)
}

// text writes lines of words around a height.
func (c *canvas) text(x, y px, anchor string, size int, lineHeight px, color, words string) {
	lines := strings.Split(words, "\n")
	y -= px(len(lines)-1) * lineHeight / 2
	for _, line := range lines {
		if line != "" {
			c.out = append(c.out, `<text x="`...)
			c.number(x)
			c.out = append(c.out, `" y="`...)
			c.number(y)
			c.words(anchor, size, color, line)
		}
		y += lineHeight
	}
}

// turned writes words that end at a point and rise to it.
func (c *canvas) turned(x, y px, degrees, size int, color, words string) {
	if words == "" {
		return
	}
	c.out = append(c.out, `<text transform="translate(`...)
	c.number(x)
	c.out = append(c.out, ' ')
	c.number(y)
	c.out = fmt.Appendf(c.out, `) rotate(%d)`, -degrees)
	c.words("end", size, color, words)
}

// words ends the tag of a text and writes it. It is escaped so that it can't be
// taken for a colour's name, which File replaces.
func (c *canvas) words(anchor string, size int, color, words string) {
	c.out = append(c.out, `" dominant-baseline="central" text-anchor="`...)
	c.out = append(append(c.out, anchor...), `" font-size="`...)
	c.out = append(strconv.AppendInt(c.out, int64(size), 10), `px" fill="`...)
	c.out = append(append(c.out, color...), `">`...)
	c.out = append(append(c.out, escape(words)...), "</text>"...)
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
	return "none"
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
