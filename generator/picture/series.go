package picture

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"vitrine/generator/option"
)

// series draws the figures: bars with what is written at them, areas, lines, then symbols, then
// what is written at those.
func (c *canvas) series(o *option.Option, x, y scale) {
	c.bars(o, x, y)
	var notes []note
	for i := range o.Series {
		if s := &o.Series[i]; s.Type == "line" && s.AreaStyle != nil {
			along, up := scalesOf(s, x, y)
			c.area(s, along, up)
		}
	}
	for i := range o.Series {
		if s := &o.Series[i]; s.Type == "line" {
			along, up := scalesOf(s, x, y)
			c.polyline(s, along, up)
		}
	}
	for i := range o.Series {
		switch s := &o.Series[i]; s.Type {
		case "line", "scatter":
			along, up := scalesOf(s, x, y)
			for j := range s.Data {
				d := &s.Data[j]
				if at, ok := pointOf(d, j, along, up); ok {
					notes = append(notes, note{c.pointSymbol(s, d, at), d.Label})
				}
			}
		case "pie":
			c.pie(s, &notes)
		}
	}
	c.labels(notes)
}

func (c *canvas) labels(notes []note) {
	for _, n := range notes {
		if n.label != nil && n.label.Words != "" {
			c.label(n)
		}
	}
}

// scalesOf are the scales of a series: an annotation's reach from end to end of one axis.
func scalesOf(s *option.Series, x, y scale) (along, up scale) {
	if s.XAxisIndex == 1 {
		x = whole(x.start, x.end)
	}
	if s.YAxisIndex == 1 {
		y = whole(max(y.start, y.end), min(y.start, y.end)) // upwards
	}
	return x, y
}

// note is what is written at a shape.
type note struct {
	at    box
	label *option.Label
}

// label writes a figure at its shape, on a background of its own if it has one.
func (c *canvas) label(n note) {
	l, at := n.label, n.at
	text := lettering{"middle", option.Body, option.Pixels(int(l.LineHeight)), cmp.Or(l.Color, option.Ink)}
	if l.FontSize != 0 {
		text.font = option.Font(l.FontSize)
	}
	if text.line == 0 { // ECharts takes the width of this letter
		text.line = px(int(text.font) * option.Advance("国") / 10)
	}
	distance := 5 * pixel
	if l.Distance != nil {
		distance = option.Pixels(*l.Distance)
	}
	var aside, above px // the padding
	if l.Padding != nil {
		above, aside = option.Pixels(l.Padding[0]), option.Pixels(l.Padding[1])
	}
	width, height := text.width(l.Words)+2*aside, text.height(l.Words)+2*above
	x, y := (at.left+at.right)/2, (at.top+at.bottom)/2
	left := x - width/2
	switch l.Position {
	case "top":
		y = at.top - distance - height/2
	case "bottom":
		y = at.bottom + distance + height/2
	case "right":
		left, text.anchor = at.right+distance, "start"
		x = left + aside
	case "left":
		left, text.anchor = at.left-distance-width, "end"
		x = left + width - aside
	case "insideLeft":
		left, text.anchor = at.left+distance, "start"
		x = left + aside
	case "inside":
	default:
		panic("a label can't stand at " + l.Position)
	}
	if l.Offset != nil {
		left, x, y = left+option.Pixels(l.Offset[0]), x+option.Pixels(l.Offset[0]), y+option.Pixels(l.Offset[1])
	}
	if l.BackgroundColor != "" {
		c.rect(box{left, y - height/2, left + width, y + height/2}, look{fill: l.BackgroundColor})
	}
	c.text(x, y, text, l.Words)
}

// columns says which column of a place each series of bars stands in, and how many
// there are: those of a stack share one.
func columns(list []option.Series) (column []int, count int) {
	column = make([]int, len(list))
	stacks := map[string]int{}
	for i := range list {
		s := &list[i]
		if s.Type != "bar" {
			continue
		}
		at, stacked := stacks[s.Stack]
		if s.Stack == "" || !stacked {
			at = count
			count++
		}
		stacks[s.Stack], column[i] = at, at
	}
	return column, count
}

// bars draws the bars of all series. Those of a place stand side by side, or on
// one another.
func (c *canvas) bars(o *option.Option, x, y scale) {
	var notes []note
	column, count := columns(o.Series)
	if count == 0 {
		return
	}
	horizontal := o.YAxis.Type == "category"
	places, values := x, y
	if horizontal {
		places, values = y, x
	}
	slot := max(places.end-places.start, places.start-places.end) / px(places.high-places.low)
	stacks := map[string][]float64{}
	for i := range o.Series {
		s := &o.Series[i]
		if s.Type != "bar" {
			continue
		}
		if stacks[s.Stack] == nil || s.Stack == "" {
			stacks[s.Stack] = make([]float64, len(s.Data))
		}
		width, step := columnWidth(s, slot, count)
		aside := px(column[i])*step - (px(count-1)*step+width)/2
		for j := range s.Data {
			value, ok := option.Number(s.Data[j].Value)
			if !ok {
				continue
			}
			base := stacks[s.Stack][j]
			stacks[s.Stack][j] += value
			start, end, side := values.at(base), values.at(base+value), places.at(float64(j))+aside
			b := boxOf(side, start, side+width, end)
			if horizontal {
				b = boxOf(start, side, end, side+width)
			}
			notes = append(notes, note{c.bar(b, c.style(s, &s.Data[j])), s.Data[j].Label})
		}
	}
	c.labels(notes)
}

// bar draws a bar, whose border lies inside it, and says what it covers.
func (c *canvas) bar(b box, style look) box {
	border := min(style.width, b.right-b.left, b.bottom-b.top)
	b = b.grown(-border / 2)
	c.rect(b, style)
	return b.grown(style.width / 2)
}

// columnWidth is how wide a bar is, and how far it is from one to the next.
func columnWidth(s *option.Series, slot px, columns int) (width, step px) {
	if fixed, err := strconv.Atoi(s.BarWidth); err == nil {
		return option.Pixels(fixed), option.Pixels(fixed)
	}
	width = slot * (100 - option.CategoryGap) / px(100*columns+option.BarGap*(columns-1))
	width = max(min(width, option.Pixels(option.BarMaxWidth)), pixel)
	return width, width * (100 + option.BarGap) / 100
}

// position is a point on a picture.
type position struct{ x, y px }

// pointOf is where a figure of a line or a scatter stands; false when it has no
// figure.
func pointOf(d *option.Datum, i int, x, y scale) (at position, ok bool) {
	first, second := any(i), d.Value
	if pair, is := d.Value.([]any); is {
		first, second = pair[0], pair[1]
	}
	a, ok1 := option.Number(first)
	b, ok2 := option.Number(second)
	if !ok1 || !ok2 {
		return position{}, false
	}
	return position{x.at(a), y.at(b)}, true
}

// segments are the points of a line; it breaks where a figure is missing.
func segments(s *option.Series, x, y scale) [][]position {
	var list [][]position
	gap := true
	for i := range s.Data {
		at, ok := pointOf(&s.Data[i], i, x, y)
		if ok && gap {
			list = append(list, nil)
		}
		if gap = !ok; ok {
			list[len(list)-1] = append(list[len(list)-1], at)
		}
	}
	return list
}

func (c *canvas) trace(segment []position) {
	command := byte('M')
	for _, p := range segment {
		c.point(command, p.x, p.y)
		command = 'L'
	}
}

// area fills what lies between a line and zero.
func (c *canvas) area(s *option.Series, x, y scale) {
	zero := y.at(0)
	if s.AreaStyle.Origin == "start" {
		zero = y.start
	}
	c.write(`<path d="`)
	for _, segment := range segments(s, x, y) {
		c.trace(segment)
		for _, p := range slices.Backward(segment) {
			c.point('L', p.x, zero)
		}
		c.write("Z")
	}
	c.write(`" fill-opacity="`, strconv.FormatFloat(float64(*s.AreaStyle.Opacity), 'f', -1, 32), `"`)
	c.closeTag(look{fill: s.AreaStyle.Color})
}

func (c *canvas) polyline(s *option.Series, x, y scale) {
	c.write(`<path d="`)
	for _, segment := range segments(s, x, y) {
		c.trace(segment)
	}
	c.write(`" stroke-linejoin="bevel"`)
	c.closeTag(lineLook(s))
}

// pointSymbol draws a figure of a line or a scatter and says what it covers.
func (c *canvas) pointSymbol(s *option.Series, d *option.Datum, at position) box {
	width, height := option.Pixels(option.SymbolSize), option.Pixels(option.SymbolSize)
	switch size := s.SymbolSize.(type) {
	case nil:
	case []int:
		width, height = option.Pixels(size[0]), option.Pixels(size[1])
	default:
		panic(fmt.Sprintf("a symbol can't be %v large", size))
	}
	if d.SymbolSize != 0 {
		width, height = option.Pixels(d.SymbolSize), option.Pixels(d.SymbolSize)
	}
	if cmp.Or(d.Symbol, s.Symbol) == "none" {
		return box{at.x, at.y, at.x, at.y}
	}
	return c.symbol(cmp.Or(d.Symbol, s.Symbol), at.x, at.y, width, height, d.SymbolRotate, c.style(s, d))
}
