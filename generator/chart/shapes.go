package chart

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
)

// series draws the figures: bars, areas and lines first, then symbols, then what
// is written at them.
func (c *canvas) series(o *option, x, y scale) {
	var notes []note
	c.bars(o, x, y, &notes)
	for i := range o.Series {
		if s := &o.Series[i]; s.Type == "line" && s.AreaStyle != nil {
			c.area(s, x, y)
		}
	}
	for i := range o.Series {
		if s := &o.Series[i]; s.Type == "line" {
			c.polyline(s, x, y)
		}
	}
	for i := range o.Series {
		switch s := &o.Series[i]; s.Type {
		case "line", "scatter":
			for j := range s.Data {
				d := &s.Data[j]
				if atX, atY, ok := d.place(j, x, y); ok {
					notes = append(notes, note{c.symbol(s, d, atX, atY), d.Label})
				}
			}
		case "pie":
			c.slices(s, &notes)
		}
	}
	for _, n := range notes {
		if n.label != nil && n.label.Words != "" {
			c.label(n)
		}
	}
}

// note is what is written at a shape.
type note struct {
	at    box
	label *label
}

// label writes a figure at its shape, on a ground of its own if it has one.
func (c *canvas) label(n note) {
	l, at := n.label, n.at
	words := lettering{"middle", cmp.Or(l.FontSize, fontSize), pixels(l.LineHeight), cmp.Or(l.Color, ink)}
	if words.line == 0 {
		words.line = px(words.size * wideRune / 10) // as high as a wide letter is wide
	}
	distance := 5 * pixel
	if l.Distance != nil {
		distance = pixels(*l.Distance)
	}
	var aside, above px // the padding
	if l.Padding != nil {
		above, aside = pixels(l.Padding[0]), pixels(l.Padding[1])
	}
	width, height := wordsWidth(l.Words, words.size)+2*aside, words.height(l.Words)+2*above
	x, y := (at.left+at.right)/2, (at.top+at.bottom)/2
	left := x - width/2
	switch l.Position {
	case "top":
		y = at.top - distance - height/2
	case "bottom":
		y = at.bottom + distance + height/2
	case "right":
		left, words.anchor = at.right+distance, "start"
		x = left + aside
	case "left":
		left, words.anchor = at.left-distance-width, "end"
		x = left + width - aside
	case "insideLeft":
		left, words.anchor = at.left+distance, "start"
		x = left + aside
	case "inside":
	default:
		panic(fmt.Sprintf("a label can't stand at %v", l.Position))
	}
	if l.Offset != nil {
		left, x, y = left+pixels(l.Offset[0]), x+pixels(l.Offset[0]), y+pixels(l.Offset[1])
	}
	if l.Background != "" {
		c.rect(box{left, y - height/2, left + width, y + height/2}, look{fill: l.Background})
	}
	c.text(x, y, words, l.Words)
}

// look is how a shape is filled and outlined.
type look struct {
	fill, stroke string
	width        px
	dash         string
}

// style is how a figure looks: as its series, but for what it has of its own.
func (c *canvas) style(s *series, d *datum) look {
	all := itemStyle{}
	for _, of := range []*itemStyle{s.ItemStyle, d.ItemStyle} {
		if of == nil {
			continue
		}
		if of.Color != nil {
			all.Color = of.Color
		}
		if of.BorderColor != "" {
			all.BorderColor = of.BorderColor
		}
		if of.BorderWidth != 0 {
			all.BorderWidth = of.BorderWidth
		}
		if of.BorderType != "" {
			all.BorderType = of.BorderType
		}
	}
	p := look{fill: c.fill(all.Color)}
	if all.BorderColor != "" {
		p.stroke, p.width = all.BorderColor, px(math.Round(float64(float64(all.BorderWidth)*float64(pixel))))
		p.dash = dashes(all.BorderType, p.width)
	}
	return p
}

// dashes is the pattern of a line of a width.
func dashes(kind string, width px) string {
	n := func(p px) string { return strconv.FormatFloat(float64(p)/float64(pixel), 'f', -1, 64) }
	switch kind {
	case "dashed":
		return n(4*width) + "," + n(2*width)
	case "dotted":
		return n(width)
	}
	return ""
}

// end writes what a shape's tag needs besides its form.
func (c *canvas) end(p look) {
	c.write(` fill="`, p.fill, `"`)
	if p.stroke != "" && p.width > 0 {
		c.write(` stroke="`, p.stroke, `"`)
		if p.width != pixel {
			c.attribute("stroke-width", p.width)
		}
		if p.dash != "" {
			c.write(` stroke-dasharray="`, p.dash, `"`)
		}
	}
	c.write("/>")
}

func (c *canvas) rect(b box, p look) {
	if p.fill == "none" && p.stroke == "" {
		return // it shows nothing
	}
	c.write("<rect")
	c.attribute("x", b.left)
	c.attribute("y", b.top)
	c.attribute("width", b.right-b.left)
	c.attribute("height", b.bottom-b.top)
	c.end(p)
}

// bars draws the bars of all series. Those of a place stand side by side, or on
// one another.
func (c *canvas) bars(o *option, x, y scale, notes *[]note) {
	columns, of := 0, make([]int, len(o.Series))
	stacked := map[string][]float64{}
	for i := range o.Series {
		s := &o.Series[i]
		if s.Type != "bar" {
			continue
		}
		if s.Stack == "" || stacked[s.Stack] == nil {
			columns++
		}
		if of[i] = columns - 1; s.Stack != "" && stacked[s.Stack] == nil {
			stacked[s.Stack] = make([]float64, len(s.Data))
		}
	}
	if columns == 0 {
		return
	}
	lying := o.YAxis.Type == "category"
	places, values := x, y
	if lying {
		places, values = y, x
	}
	slot := places.end - places.start
	if slot < 0 {
		slot = -slot
	}
	slot /= px(places.high - places.low)
	for i := range o.Series {
		s := &o.Series[i]
		if s.Type != "bar" {
			continue
		}
		width, step := columnWidth(s, slot, columns)
		from := px(of[i])*step - (px(columns-1)*step+width)/2
		for j := range s.Data {
			d := &s.Data[j]
			value, ok := figure(d.Value)
			if !ok {
				continue
			}
			base := 0.0
			if s.Stack != "" {
				base = stacked[s.Stack][j]
				stacked[s.Stack][j] += value
			}
			start, end, side := values.at(base), values.at(base+value), places.at(float64(j))+from
			b := boxOf(side, start, side+width, end)
			if lying {
				b = boxOf(start, side, end, side+width)
			}
			style := c.style(s, d)
			border := min(style.width, b.right-b.left, b.bottom-b.top) // lies inside the bar
			b = b.grown(-border / 2)
			c.rect(b, style)
			*notes = append(*notes, note{b.grown(style.width / 2), d.Label})
		}
	}
}

// columnWidth is how wide a bar is, and how far it is from one to the next.
func columnWidth(s *series, slot px, columns int) (width, step px) {
	if fixed, err := strconv.Atoi(s.BarWidth); err == nil {
		return pixels(fixed), pixels(fixed)
	}
	width = slot * (100 - barOutside) / px(100*columns+barBetween*(columns-1))
	width = max(min(width, pixels(barWidest)), pixel)
	return width, width * (100 + barBetween) / 100
}

// place is where a figure stands.
func (d *datum) place(i int, x, y scale) (atX, atY px, ok bool) {
	first, second := any(i), d.Value
	if pair, is := d.Value.([]any); is {
		first, second = pair[0], pair[1]
	}
	a, ok1 := figure(first)
	b, ok2 := figure(second)
	if !ok1 || !ok2 {
		return 0, 0, false
	}
	return x.at(a), y.at(b), true
}

// spot is a place of a figure on a line.
type spot struct{ x, y px }

// stretches are the places of a line's figures; it breaks where one is missing.
func (s *series) stretches(x, y scale) [][]spot {
	var list [][]spot
	gap := true
	for i := range s.Data {
		atX, atY, ok := s.Data[i].place(i, x, y)
		if ok && gap {
			list = append(list, nil)
		}
		if gap = !ok; ok {
			last := len(list) - 1
			list[last] = append(list[last], spot{atX, atY})
		}
	}
	return list
}

func (c *canvas) trace(stretch []spot) {
	command := byte('M')
	for _, p := range stretch {
		c.point(command, p.x, p.y)
		command = 'L'
	}
}

// area fills what lies between a line and zero.
func (c *canvas) area(s *series, x, y scale) {
	zero := y.at(0)
	c.write(`<path d="`)
	for _, stretch := range s.stretches(x, y) {
		c.trace(stretch)
		for _, p := range slices.Backward(stretch) {
			c.point('L', p.x, zero)
		}
		c.write("Z")
	}
	c.write(`" fill-opacity="`, strconv.FormatFloat(float64(*s.AreaStyle.Opacity), 'f', -1, 32), `"`)
	c.end(look{fill: s.AreaStyle.Color})
}

func (c *canvas) polyline(s *series, x, y scale) {
	c.write(`<path d="`)
	for _, stretch := range s.stretches(x, y) {
		c.trace(stretch)
	}
	c.write(`" stroke-linejoin="bevel"`)
	width := pixels(lineWidth)
	c.end(look{fill: "none", stroke: s.LineStyle.Color, width: width, dash: dashes(s.LineStyle.Type, width)})
}

// outlines are the symbols that have corners, in sixths of half their size.
var outlines = map[string][][2]px{
	"rect":     {{-6, -6}, {6, -6}, {6, 6}, {-6, 6}},
	"triangle": {{0, -6}, {6, 6}, {-6, 6}},
	"diamond":  {{0, -6}, {6, 0}, {0, 6}, {-6, 0}},
	"arrow":    {{0, 0}, {8, 12}, {0, 9}, {-8, 12}},
	plus:       {{-2, -6}, {2, -6}, {2, -2}, {6, -2}, {6, 2}, {2, 2}, {2, 6}, {-2, 6}, {-2, 2}, {-6, 2}, {-6, -2}, {-2, -2}},
	funnel:     {{-6, -6}, {6, -6}, {0, 6}},
	hexagon:    {{-3, -6}, {3, -6}, {6, 0}, {3, 6}, {-3, 6}, {-6, 0}},
	star:       {{-6, -6}, {0, -2}, {6, -6}, {2, 0}, {6, 6}, {0, 2}, {-6, 6}, {-2, 0}},
}

// symbol draws a figure of a line or a scatter and says what it covers.
func (c *canvas) symbol(s *series, d *datum, x, y px) box {
	name, width, height := s.Symbol, px(0), px(0)
	size := d.SymbolSize
	if d.Symbol != "" {
		name = d.Symbol
	}
	if size == nil {
		size = s.SymbolSize
	}
	if size == nil {
		size = pointSize
	}
	switch size := size.(type) {
	case int:
		width, height = pixels(size), pixels(size)
	case []int:
		width, height = pixels(size[0]), pixels(size[1])
	default:
		panic(fmt.Sprintf("a symbol can't be %v large", size))
	}
	style := c.style(s, d)
	return c.form(name, x, y, width, height, d.Rotate, style)
}

// form draws a symbol of a size around a point, turned against the clock by a
// multiple of 90 degrees, and says what it covers with its outline.
func (c *canvas) form(name string, x, y, width, height px, degrees int, style look) box {
	if name == "circle" {
		c.write("<circle")
		c.attribute("cx", x)
		c.attribute("cy", y)
		c.attribute("r", min(width, height)/2)
		c.end(style)
		return around(x, y, min(width, height), min(width, height)).grown(style.width / 2)
	}
	corners, known := outlines[name]
	if !known {
		panic("there is no symbol " + name)
	}
	var covered box
	c.write(`<path d="`)
	for i, corner := range corners {
		atX, atY := corner[0]*width/12, corner[1]*height/12
		switch degrees {
		case 90:
			atX, atY = atY, -atX
		case -90:
			atX, atY = -atY, atX
		case 180:
			atX, atY = -atX, -atY
		}
		atX, atY = x+atX, y+atY
		if i == 0 {
			covered = box{atX, atY, atX, atY}
			c.point('M', atX, atY)
			continue
		}
		covered = box{min(covered.left, atX), min(covered.top, atY), max(covered.right, atX), max(covered.bottom, atY)}
		c.point('L', atX, atY)
	}
	c.write(`Z"`)
	c.end(style)
	return covered.grown(style.width / 2)
}
