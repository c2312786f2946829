package card

import (
	"encoding/xml"
	"errors"
	"image/color"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode"
)

// point is a place in a picture, in its pixels.
type point struct{ x, y float64 }

// shape is a part of a picture: an area, a line or words.
type shape struct {
	outline [][]point // closed for an area
	fill    paint
	stroke  color.Color // nil for no line
	width   float64
	dashes  []float64

	words  string
	size   float64
	bold   bool
	anchor string // of its point: start, middle or end
}

// paint fills an area: with a colour, or from one to another along x or y.
type paint struct {
	from, to color.Color // nil for nothing
	down     bool
	name     string // of a gradient that is defined later
}

// sketch reads the SVG of a chart, which room picture drew in literal colours. It knows what that room
// writes, and returns an error for all else.
type sketch struct {
	shapes    []shape
	gradients map[string]paint
	frames    []placement // of the elements around the one that is read
	size      float64     // of letters
	width     float64
	height    float64
}

var errUnknown = errors.New("the picture has a part that is not known")

func readSketch(svg string) (*sketch, error) {
	s := &sketch{gradients: map[string]paint{}, frames: []placement{{scale: 1}}, size: 13}
	d := xml.NewDecoder(strings.NewReader(svg))
	gradient := ""
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if t.Name.Local == "linearGradient" {
				gradient = attr(t, "id")
			}
			if t.Name.Local == "pattern" { // the colour under its lines
				if err := s.pattern(d, t); err != nil {
					return nil, err
				}
				continue
			}
			if err := s.element(d, t, gradient); err != nil {
				return nil, err
			}
		case xml.EndElement:
			if name := t.Name.Local; name == "svg" || name == "g" {
				s.frames = s.frames[:len(s.frames)-1]
			}
		}
	}
	for i := range s.shapes {
		if f := &s.shapes[i].fill; f.name != "" {
			found, ok := s.gradients[f.name]
			if !ok {
				return nil, errUnknown
			}
			*f = found
		}
	}
	return s, nil
}

// pattern reads a pattern as the first colour in it.
func (s *sketch) pattern(d *xml.Decoder, t xml.StartElement) error {
	var p struct {
		Parts []struct {
			Fill   string `xml:"fill,attr"`
			Stroke string `xml:"stroke,attr"`
		} `xml:",any"`
	}
	id := attr(t, "id")
	if err := d.DecodeElement(&p, &t); err != nil {
		return err
	}
	for _, part := range p.Parts {
		for _, text := range []string{part.Fill, part.Stroke} {
			if c, err := colorOf(text); err == nil {
				s.gradients[id] = paint{from: c, to: c}
				return nil
			}
		}
	}
	return errUnknown
}

func attr(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func number(t xml.StartElement, name string, otherwise float64) float64 {
	if n, err := strconv.ParseFloat(strings.TrimSuffix(attr(t, name), "px"), 64); err == nil {
		return n
	}
	return otherwise
}

// at is a place in the whole picture.
func (s *sketch) at(x, y float64) point {
	return s.frame().at(point{x, y})
}

func (s *sketch) frame() placement { return s.frames[len(s.frames)-1] }

// enter begins an element that is moved, and whose parts are larger.
func (s *sketch) enter(x, y, scale float64) {
	p := s.at(x, y)
	s.frames = append(s.frames, placement{p.x, p.y, s.frame().scale * scale})
}

func (s *sketch) element(d *xml.Decoder, t xml.StartElement, gradient string) error {
	switch t.Name.Local {
	case "svg":
		if s.width == 0 {
			s.width, s.height = number(t, "width", 0), number(t, "height", 0)
		}
		s.enter(number(t, "x", 0), number(t, "y", 0), 1)
		s.size = number(t, "font-size", s.size)
	case "g":
		x, y, scale, err := transform(attr(t, "transform"))
		if err != nil {
			return err
		}
		s.enter(x, y, scale)
	case "rect":
		x, y := number(t, "x", 0), number(t, "y", 0)
		right, bottom := x+number(t, "width", 0), y+number(t, "height", 0)
		return s.area(t, [][]point{{s.at(x, y), s.at(right, y), s.at(right, bottom), s.at(x, bottom)}}, true)
	case "circle":
		const corners = 48
		center, r := s.at(number(t, "cx", 0), number(t, "cy", 0)), number(t, "r", 0)*s.frame().scale
		ring := make([]point, corners)
		for i := range ring {
			sin, cos := math.Sincos(2 * math.Pi * float64(i) / corners)
			ring[i] = point{center.x + float64(r*cos), center.y + float64(r*sin)}
		}
		return s.area(t, [][]point{ring}, true)
	case "path":
		outline, closed, err := s.path(attr(t, "d"))
		if err != nil {
			return err
		}
		return s.area(t, outline, closed)
	case "text":
		return s.text(d, t)
	case "stop":
		c, err := colorOf(attr(t, "stop-color"))
		p := s.gradients[gradient]
		if p.from == nil {
			p.from = c
		}
		p.to = c
		s.gradients[gradient] = p
		return err
	case "linearGradient":
		s.gradients[gradient] = paint{down: number(t, "y1", 0) != number(t, "y2", 0)}
	case "defs":
	case "title":
		return d.Skip()
	default:
		return errUnknown
	}
	return nil
}

func (s *sketch) text(d *xml.Decoder, t xml.StartElement) error {
	var words string
	if err := d.DecodeElement(&words, &t); err != nil {
		return err
	}
	place := s.at(number(t, "x", 0), number(t, "y", 0))
	size := number(t, "font-size", s.size)
	if attr(t, "dominant-baseline") == "central" {
		place.y += size * 0.36
	}
	fill, err := paintOf(attr(t, "fill"))
	s.shapes = append(s.shapes, shape{outline: [][]point{{place}}, fill: fill, words: words, size: size,
		bold: number(t, "font-weight", 400) > 400, anchor: attr(t, "text-anchor")})
	return err
}

func (s *sketch) area(t xml.StartElement, outline [][]point, closed bool) (err error) {
	a := shape{outline: outline, width: number(t, "stroke-width", 1) * s.frame().scale}
	if a.fill, err = paintOf(attr(t, "fill")); err != nil {
		return err
	}
	if opacity := number(t, "fill-opacity", 1); opacity < 1 && a.fill.from != nil {
		a.fill.from, a.fill.to = faint(a.fill.from, opacity), faint(a.fill.to, opacity)
	}
	if line := attr(t, "stroke"); line != "" && line != "none" {
		if a.stroke, err = colorOf(line); err != nil {
			return err
		}
	}
	if closed && a.stroke != nil {
		for i, ring := range outline {
			outline[i] = append(ring, ring[0])
		}
	}
	between := func(r rune) bool { return r == ',' || r == ' ' }
	for _, field := range strings.FieldsFunc(attr(t, "stroke-dasharray"), between) {
		n, err := strconv.ParseFloat(field, 64)
		if err != nil || n <= 0 {
			return errUnknown
		}
		a.dashes = append(a.dashes, n*s.frame().scale)
	}
	s.shapes = append(s.shapes, a)
	return nil
}

func paintOf(fill string) (paint, error) {
	if name, ok := strings.CutPrefix(fill, "url(#"); ok {
		return paint{name: strings.TrimSuffix(name, ")")}, nil
	}
	if fill == "" || fill == "none" {
		return paint{}, nil
	}
	c, err := colorOf(fill)
	return paint{from: c, to: c}, err
}

// colorOf reads #rgb and #rrggbb.
func colorOf(text string) (color.Color, error) {
	hex, ok := strings.CutPrefix(text, "#")
	if len(hex) == 3 {
		hex = strings.Join([]string{hex[:1], hex[:1], hex[1:2], hex[1:2], hex[2:], hex[2:]}, "")
	}
	n, err := strconv.ParseUint(hex, 16, 32)
	if !ok || err != nil || len(hex) != 6 {
		return nil, errUnknown
	}
	return color.NRGBA{uint8(n >> 16), uint8(n >> 8), uint8(n), 255}, nil
}

// faint is a colour on white of which a part is seen.
func faint(c color.Color, opacity float64) color.Color {
	rgba := color.NRGBAModel.Convert(c).(color.NRGBA)
	mix := func(v uint8) uint8 { return uint8(math.Round(255 + float64((float64(v)-255)*opacity))) }
	return color.NRGBA{mix(rgba.R), mix(rgba.G), mix(rgba.B), 255}
}

// transform reads translate(x y) and scale(n).
func transform(text string) (x, y, scale float64, err error) {
	if text == "" {
		return 0, 0, 1, nil
	}
	name, inner, _ := strings.Cut(strings.TrimSuffix(text, ")"), "(")
	n, err := numbers(inner)
	switch {
	case err == nil && name == "translate" && len(n) == 2:
		return n[0], n[1], 1, nil
	case err == nil && name == "scale" && len(n) == 1:
		return 0, 0, n[0], nil
	}
	return 0, 0, 0, errUnknown
}

// path reads the commands M, L, A and Z, and m, l, h, v and z.
func (s *sketch) path(d string) (outline [][]point, closed bool, err error) {
	var at point
	add := func(p point) {
		at = p
		last := len(outline) - 1
		outline[last] = append(outline[last], s.at(p.x, p.y))
	}
	for len(d) > 0 && err == nil {
		command := d[0]
		end := 1 + strings.IndexAny(d[1:], "MLAZmlhvz")
		if end == 0 {
			end = len(d)
		}
		var n []float64
		if n, err = numbers(d[1:end]); err != nil {
			return nil, false, err
		}
		d = d[end:]
		for first := true; first || len(n) > 0; first = false {
			need := map[byte]int{'M': 2, 'L': 2, 'm': 2, 'l': 2, 'h': 1, 'v': 1, 'A': 7}[command]
			if len(n) < need || need == 0 && len(n) > 0 {
				return nil, false, errUnknown
			}
			args := n[:need]
			n = n[need:]
			if err = s.step(command, args, &at, &outline, add); err != nil {
				return nil, false, err
			}
			switch command {
			case 'M':
				command = 'L'
			case 'm':
				command = 'l'
			case 'Z', 'z':
				closed = true
			}
		}
	}
	return outline, closed, nil
}

func (s *sketch) step(command byte, n []float64, at *point, outline *[][]point, add func(point)) error {
	if command != 'M' && command != 'm' && len(*outline) == 0 {
		return errUnknown
	}
	switch command {
	case 'M':
		*outline = append(*outline, nil)
		add(point{n[0], n[1]})
	case 'm':
		start := *at
		*outline = append(*outline, nil)
		add(point{start.x + n[0], start.y + n[1]})
	case 'L':
		add(point{n[0], n[1]})
	case 'l':
		add(point{at.x + n[0], at.y + n[1]})
	case 'h':
		add(point{at.x + n[0], at.y})
	case 'v':
		add(point{at.x, at.y + n[0]})
	case 'A':
		for _, p := range arc(*at, point{n[5], n[6]}, n[0], n[3] != 0) {
			add(p)
		}
	case 'Z', 'z':
		ring, f := (*outline)[len(*outline)-1], s.frame()
		*at = point{(ring[0].x - f.x) / f.scale, (ring[0].y - f.y) / f.scale}
	}
	return nil
}

// arc are the points of a circle's arc, turned with the clock, from one place to another.
func arc(from, to point, r float64, long bool) []point {
	dx, dy := (to.x-from.x)/2, (to.y-from.y)/2
	half := math.Hypot(dx, dy)
	h := math.Sqrt(max(0, float64(r*r)-float64(half*half)))
	if long {
		h = -h
	}
	center := point{from.x + dx - float64(h*dy/half), from.y + dy + float64(h*dx/half)}
	start, end := math.Atan2(from.y-center.y, from.x-center.x), math.Atan2(to.y-center.y, to.x-center.x)
	if end < start {
		end += 2 * math.Pi
	}
	const steps = 48
	points := make([]point, 0, steps)
	for i := 1; i < steps; i++ {
		sin, cos := math.Sincos(start + float64((end-start)*float64(i)/steps))
		points = append(points, point{center.x + float64(r*cos), center.y + float64(r*sin)})
	}
	return append(points, to)
}

// numbers reads numbers that commas, spaces or signs part.
func numbers(text string) (list []float64, err error) {
	between := func(r rune) bool { return r == ',' || unicode.IsSpace(r) }
	for field := range strings.FieldsFuncSeq(text, between) {
		for field != "" {
			end := len(field)
			if sign := strings.IndexByte(field[1:], '-'); sign >= 0 {
				end = sign + 1
			}
			n, err := strconv.ParseFloat(field[:end], 64)
			if err != nil {
				return nil, errUnknown
			}
			list, field = append(list, n), field[end:]
		}
	}
	return list, nil
}
