package picture

import (
	"math"
	"strconv"

	"vitrine/generator/option"
)

// look is how a shape is filled and outlined.
type look struct {
	fill, stroke string
	width        px
	dash         string
}

// style is how a figure looks: as its series, but for what it has of its own.
func (c *canvas) style(s *option.Series, d *option.Datum) look {
	all := option.ItemStyle{}
	for _, of := range []*option.ItemStyle{s.ItemStyle, d.ItemStyle} {
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
	l := look{fill: c.fill(all.Color)}
	if all.BorderColor != "" {
		l.stroke, l.width = all.BorderColor, px(math.Round(float64(float64(all.BorderWidth)*float64(pixel))))
		l.dash = dashes(all.BorderType, l.width)
	}
	return l
}

// lineLook is how the line of a series looks.
func lineLook(s *option.Series) look {
	width := option.Pixels(option.LineWidth)
	if s.LineStyle.Width != 0 {
		width = px(math.Round(float64(s.LineStyle.Width) * float64(pixel)))
	}
	return look{fill: "none", stroke: s.LineStyle.Color, width: width, dash: dashes(s.LineStyle.Type, width)}
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

// closeTag writes what a shape's tag needs besides its form.
func (c *canvas) closeTag(l look) {
	c.write(` fill="`, l.fill, `"`)
	if l.stroke != "" && l.width > 0 {
		c.write(` stroke="`, l.stroke, `"`)
		if l.width != pixel {
			c.attribute("stroke-width", l.width)
		}
		if l.dash != "" {
			c.write(` stroke-dasharray="`, l.dash, `"`)
		}
	}
	c.write("/>")
}

func (c *canvas) rect(b box, l look) {
	if l.fill == "none" && l.stroke == "" {
		return // it shows nothing
	}
	c.write("<rect")
	c.attribute("x", b.left)
	c.attribute("y", b.top)
	c.attribute("width", b.right-b.left)
	c.attribute("height", b.bottom-b.top)
	c.closeTag(l)
}

// outlines are the symbols that have corners, in sixths of half their size.
var outlines = map[string][][2]px{
	"rect":     {{-6, -6}, {6, -6}, {6, 6}, {-6, 6}},
	"triangle": {{0, -6}, {6, 6}, {-6, 6}},
	"diamond":  {{0, -6}, {6, 0}, {0, 6}, {-6, 0}},
	"arrow":    {{0, 0}, {8, 12}, {0, 9}, {-8, 12}},
	option.Plus: {{-2, -6}, {2, -6}, {2, -2}, {6, -2}, {6, 2}, {2, 2}, {2, 6}, {-2, 6}, {-2, 2}, {-6, 2}, {-6, -2},
		{-2, -2}},
	option.Funnel:  {{-6, -6}, {6, -6}, {0, 6}},
	option.Hexagon: {{-3, -6}, {3, -6}, {6, 0}, {3, 6}, {-3, 6}, {-6, 0}},
	option.Star:    {{-6, -6}, {0, -2}, {6, -6}, {2, 0}, {6, 6}, {0, 2}, {-6, 6}, {-2, 0}},
}

// symbol draws a symbol of a size with its middle at a point, turned against the clock
// by a multiple of 90 degrees, and says what it covers with its outline.
func (c *canvas) symbol(name string, x, y, width, height px, degrees int, style look) box {
	if name == "circle" {
		c.write("<circle")
		c.attribute("cx", x)
		c.attribute("cy", y)
		c.attribute("r", min(width, height)/2)
		c.closeTag(style)
		return centered(x, y, min(width, height), min(width, height)).grown(style.width / 2)
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
	c.closeTag(style)
	return covered.grown(style.width / 2)
}
