package picture

import (
	"github.com/go-echarts/go-echarts/v2/opts"

	"vitrine/generator/option"
)

// pie draws the lines to the labels, then the slices.
func (c *canvas) pie(s *option.Series, notes *[]note) {
	parts := s.Slices()
	for i := range parts {
		if s.LabelLine.Show {
			*notes = append(*notes, c.guide(s, &parts[i], *s.Data[i].Label))
		}
	}
	for i := range parts {
		c.slice(&parts[i], c.style(s, &s.Data[i]))
	}
}

// guide draws the line from a slice to its label and returns the label at its place.
func (c *canvas) guide(s *option.Series, part *option.Slice, l option.Label) note {
	const gap = 5 * pixel
	start, corner, side := part.Guide(s.LabelLine)
	end := corner[0] + option.Pixels(s.LabelLine.Length2)
	at := box{left: end + gap, right: end + gap, top: corner[1], bottom: corner[1]}
	if side == "left" {
		end = corner[0] - option.Pixels(s.LabelLine.Length2)
		at.left, at.right = end-gap, end-gap
	}
	l.Position, l.Distance = side, opts.Int(0)
	c.write(`<path d="`)
	c.point('M', start[0], start[1])
	c.point('L', corner[0], corner[1])
	c.point('L', end, corner[1])
	c.write(`"`)
	c.closeTag(look{fill: "none", stroke: s.LabelLine.LineStyle.Color, width: pixel})
	return note{at, &l}
}

func (c *canvas) slice(p *option.Slice, style look) {
	if p.From == p.To && p.Share > 0.5 {
		c.symbol("circle", p.Center[0], p.Center[1], 2*p.Radius, 2*p.Radius, 0, style)
		return
	}
	c.write(`<path d="`)
	c.point('M', p.From[0], p.From[1])
	if p.From != p.To {
		c.point('A', p.Radius, p.Radius)
		turn := " 0 0 1"
		if p.Share > 0.5 {
			turn = " 0 1 1"
		}
		c.write(turn)
		c.point(' ', p.To[0], p.To[1])
	}
	c.point('L', p.Center[0], p.Center[1])
	c.write(`Z" stroke-linejoin="round"`)
	c.closeTag(style)
}
