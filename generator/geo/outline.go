package geo

import (
	"math"
	"slices"
	"strconv"
)

const (
	margin = 4   // of the picture on each side, in pixels: room for dots and lines
	least  = 4   // a region is a dot when it is less wide and high than that, in pixels
	radius = 3   // of a dot
	tall   = 560 // the height that a picture may have

	mostCurved = 1 << 20 // points of a map, after which edges stay straight: such a file is no map
)

// Draw returns the outlines of features in a picture of a width, in pixels. There must be a region.
func Draw(features []*Feature, width int) Outlines {
	unwrapped := make([]*Feature, len(features))
	for i, f := range features {
		unwrapped[i] = &Feature{Dashed: f.Dashed}
		for _, ring := range f.Rings {
			unwrapped[i].Rings = append(unwrapped[i].Rings, unwrap(ring, true))
		}
		for _, line := range f.Lines {
			unwrapped[i].Lines = append(unwrapped[i].Lines, unwrap(line, false))
		}
	}
	d := &drawer{projection: newProjection(unwrapped), rings: make([][]int, len(features))}
	for i, f := range unwrapped {
		d.project(i, f)
	}
	o := Outlines{Height: d.fit(width)}
	d.round()
	simple := simplify(d.borders)
	var dashed path
	for i, f := range features {
		if f.Dashed {
			for _, n := range d.rings[i] {
				dashed.add(simple[n])
			}
			continue
		}
		o.Shapes = append(o.Shapes, d.shape(d.rings[i], simple))
	}
	o.Dashed = string(dashed.text)
	return o
}

// drawer makes shapes of features.
type drawer struct {
	projection
	lines   []plane
	points  int     // of all lines
	rings   [][]int // of each feature, the numbers of its lines
	borders []border

	left, top, scale float64 // of the picture, in the plane
	moved            [2]float64
}

// plane is a line in the plane of the projection.
type plane struct {
	x, y   []float64
	closed bool
}

// project puts the lines of feature i into the plane.
func (d *drawer) project(i int, f *Feature) {
	add := func(line []Point, closed bool) {
		l := plane{closed: closed}
		if d.points < mostCurved {
			line = curve(line)
		}
		d.points += len(line)
		for _, pt := range line {
			x, y := d.at(pt)
			l.x, l.y = append(l.x, x), append(l.y, y)
		}
		d.rings[i] = append(d.rings[i], len(d.lines))
		d.lines = append(d.lines, l)
	}
	for _, ring := range f.Rings {
		for _, part := range d.cut(ring) {
			add(part, true)
		}
	}
	for _, line := range f.Lines {
		for _, part := range d.pieces(line) {
			add(part, false)
		}
	}
}

// fit finds the scale at which all regions fit into a picture of a width, and returns its height.
func (d *drawer) fit(width int) (height int) {
	left, right, bottom, top := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, l := range d.lines {
		if l.closed {
			left, right = min(left, slices.Min(l.x)), max(right, slices.Max(l.x))
			bottom, top = min(bottom, slices.Min(l.y)), max(top, slices.Max(l.y))
		}
	}
	wide, high := max(right-left, 1e-9), max(top-bottom, 1e-9)
	room := float64(width - 2*margin)
	d.scale = min(room/wide, float64(tall-2*margin)/high)
	height = int(math.Ceil(float64(high*d.scale))) + 2*margin
	d.left, d.top = left, top
	d.moved = [2]float64{margin + (room-float64(wide*d.scale))/2, margin}
	return height
}

// round makes borders of the lines, with vertices on the grid. What lies far outside, as a dashed
// line may, is moved to where it can't be seen.
func (d *drawer) round() {
	step := func(pixels float64) int32 {
		return int32(math.Round(float64(max(-1e4, min(1e4, pixels)) * Grid)))
	}
	for _, l := range d.lines {
		at := make([]vertex, len(l.x))
		for i := range l.x {
			at[i] = vertex{
				step(d.moved[0] + float64((l.x[i]-d.left)*d.scale)),
				step(d.moved[1] + float64((d.top-l.y[i])*d.scale)),
			}
		}
		b, ok := newBorder(at, l.closed)
		if !ok {
			b.closed = l.closed
			b.at = b.at[:1] // a place, and no line
		}
		d.borders = append(d.borders, b)
	}
}

// shape draws a region with some rings, of which simple has what is left.
func (d *drawer) shape(rings []int, simple []border) Shape {
	var p path
	largest, extent := 0, int32(-1)
	for _, n := range rings {
		low, high := d.borders[n].box()
		if e := max(high.x-low.x, high.y-low.y); e > extent {
			largest, extent = n, e
		}
		p.add(simple[n])
	}
	if extent >= least*Grid && len(p.text) > 0 {
		return Shape{Path: string(p.text)}
	}
	p = path{} // of which a dot would hide what is left
	low, high := d.borders[largest].box()
	p.dot(vertex{(low.x + high.x) / 2, (low.y + high.y) / 2})
	return Shape{Path: string(p.text), Dot: true}
}

// box is the least and the greatest of a border's coordinates.
func (b border) box() (low, high vertex) {
	low, high = b.at[0], b.at[0]
	for _, v := range b.at {
		low, high = vertex{min(low.x, v.x), min(low.y, v.y)}, vertex{max(high.x, v.x), max(high.y, v.y)}
	}
	return low, high
}

// path is a path of SVG, all of whose steps but the first are relative.
type path struct {
	text  []byte
	start vertex // of the last part, from which the next one is counted
}

// add draws a border.
func (p *path) add(b border) {
	if len(b.at) < 2 {
		return
	}
	p.text = append(p.text, 'm')
	p.step(p.start, b.at[0])
	for i, v := range b.at[1:] {
		p.step(b.at[i], v)
	}
	if p.start = b.at[len(b.at)-1]; b.closed {
		p.text, p.start = append(p.text, 'z'), b.at[0]
	}
}

// step writes how to get from one vertex to another.
func (p *path) step(from, to vertex) {
	p.number(int(to.x - from.x))
	p.number(int(to.y - from.y))
}

// number writes a number, after a space where it needs one.
func (p *path) number(n int) {
	if last := len(p.text) - 1; n >= 0 && p.text[last] >= '0' && p.text[last] <= '9' {
		p.text = append(p.text, ' ')
	}
	p.text = strconv.AppendInt(p.text, int64(n), 10)
}

// dot draws a disc round a vertex.
func (p *path) dot(middle vertex) {
	const r = radius * Grid
	p.text = append(p.text, 'm')
	p.step(p.start, vertex{middle.x - r, middle.y})
	for _, side := range [...]int{2 * r, -2 * r} {
		p.text = append(p.text, "a12 12 0 1 0"...)
		p.number(side)
		p.number(0)
	}
	p.text = append(p.text, 'z')
}
