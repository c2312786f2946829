package picture

import (
	"fmt"
	"strconv"

	"vitrine/generator/option"
)

// Map draws the regions of a map: an svg element that can stand in a page. Each is a path whose
// attribute data-at is the number of its place. The ids in it begin with the given one.
func Map(m *option.Map, id string) []byte {
	c := &canvas{prefix: id, ids: map[string]string{}}
	c.open(m.Width, m.Height)
	c.regions(m)
	c.close()
	return c.out
}

// MapFile is a map with its legend below it, for a file of its own, and its height in pixels.
func MapFile(m *option.Map, id string) (drawn []byte, height int) {
	const row, swatch, indent = 20, 14, 26
	text := bodyText("start", option.Ink)
	type line struct {
		words string
		entry *option.MapEntry // whose first line it is
	}
	var lines []line
	for i := range m.Legend {
		entry := &m.Legend[i]
		for _, words := range option.Body.Wrap(entry.Words, m.Width-indent) {
			lines = append(lines, line{words, entry})
			entry = nil
		}
	}
	height = m.Height + 8 + row*len(lines)
	c := &canvas{prefix: id, ids: map[string]string{}}
	c.open(m.Width, height)
	c.regions(m)
	for i, l := range lines {
		middle := m.Height + 8 + row*i + row/2
		if l.entry != nil {
			c.write(fmt.Sprintf(`<g transform="translate(0 %d)">`, middle-swatch/2))
			c.swatch(m, l.entry)
			c.write("</g>")
		}
		c.text(option.Pixels(indent), option.Pixels(middle), text, l.words)
	}
	c.close()
	return c.out, height
}

// Swatch is what stands before a line of a map's legend: an svg element of 18 by 14 pixels.
func Swatch(m *option.Map, entry int, id string) []byte {
	c := &canvas{prefix: id + "-" + strconv.Itoa(entry), ids: map[string]string{}}
	c.write(`<svg class="swatch" viewBox="0 0 18 14" width="18" height="14" aria-hidden="true">`)
	c.swatch(m, &m.Legend[entry])
	c.close()
	return c.out
}

func (c *canvas) open(width, height int) {
	c.write(fmt.Sprintf(`<svg viewBox="0 0 %d %d" width="%d" height="%d">`, width, height, width, height))
}

// close ends a drawing with what its fills need.
func (c *canvas) close() {
	if len(c.defs) > 0 {
		c.write("<defs>")
		c.write(c.defs...)
		c.write("</defs>")
	}
	c.write("</svg>")
}

// scaled begins a group whose lengths are steps of a map's grid, with more attributes.
func (c *canvas) scaled(m *option.Map, more string) {
	c.write(`<g transform="scale(`, strconv.FormatFloat(1/float64(m.Grid), 'f', -1, 64), `)"`, more, ">")
}

// regions draws the regions of a map, and then the borders in dispute.
func (c *canvas) regions(m *option.Map) {
	c.scaled(
		m,
		fmt.Sprintf(` fill-rule="evenodd" stroke="%s" stroke-width="%d" stroke-linejoin="round"`, option.Paper, m.Grid),
	)
	for i := range m.Shapes {
		s := &m.Shapes[i]
		c.write(`<path data-at="`, strconv.Itoa(s.At), `" fill="`, c.fill(s.Fill), `"`)
		if s.Hatched {
			c.write(` class="blank" stroke="`, option.Soft, `"`) // the class says that no figure is shown
		}
		c.write(` d="`, s.Path, `"/>`)
	}
	if m.Dashed != "" {
		c.write(`<path class="dashed" fill="none" d="`, m.Dashed, `"`)
		c.dashes(m)
	}
	c.write("</g>")
}

// dashes ends the tag of a line of borders in dispute.
func (c *canvas) dashes(m *option.Map) {
	c.write(
		fmt.Sprintf(
			` stroke="%s" stroke-width="%d" stroke-dasharray="%d %d"/>`,
			option.Ink,
			m.Grid,
			4*m.Grid,
			3*m.Grid,
		),
	)
}

// swatch draws what stands before a line of a legend.
func (c *canvas) swatch(m *option.Map, e *option.MapEntry) {
	c.scaled(m, "")
	if e.Fill == nil {
		c.write(fmt.Sprintf(`<path fill="none" d="M0 %dh%d"`, 7*m.Grid, 18*m.Grid))
		c.dashes(m)
	} else {
		c.write(fmt.Sprintf(`<path d="M%d %dh%dv%dh%dz" fill="%s" stroke="%s" stroke-width="%d"/>`, m.Grid/2, m.Grid/2,
			17*m.Grid, 13*m.Grid, -17*m.Grid, c.fill(e.Fill), option.Soft, m.Grid))
	}
	c.write("</g>")
}
