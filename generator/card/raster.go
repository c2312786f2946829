package card

import (
	"image"
	"image/color"
	"math"
	"slices"

	"golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
)

// tile is the largest area that the rasterizer fills with whole numbers alone, which are the same on
// every machine.
const tile = 512

// placement is where a sketch stands on the card, and how much larger.
type placement struct {
	x, y, scale float64
}

func (p placement) at(q point) point {
	return point{p.x + float64(q.x*p.scale), p.y + float64(q.y*p.scale)}
}

// leastScale is how small a chart may stand on a card, so that its words can still be read.
const leastScale = 0.7

// shown is the chart that a card can show: one whose parts are all known, whose words can be written, and
// which is no taller than there is room for. It is nil for another.
func shown(svg string) *sketch {
	if svg == "" {
		return nil
	}
	s, err := readSketch(svg)
	const room = Height - 320 // under two lines of title
	if err != nil || s.width <= 0 || s.height <= 0 || room/s.height < leastScale ||
		slices.ContainsFunc(s.shapes, func(a shape) bool { return !canWrite(a.words) }) {
		return nil
	}
	return s
}

// sketch draws a chart into a box.
func (p *painter) sketch(s *sketch, box image.Rectangle) {
	scale := min(float64(box.Dx())/s.width, float64(box.Dy())/s.height, 2)
	room := float64(box.Dx()) - float64(s.width*scale)
	at := placement{float64(box.Min.X) + room/2, float64(box.Min.Y), scale}
	for i := range s.shapes {
		a := &s.shapes[i]
		if a.words != "" {
			p.words(a, at)
			continue
		}
		if a.fill.from != nil {
			p.fill(oriented(a.outline, at), a.fill)
		}
		if a.stroke != nil {
			p.fill(stroke(a, at), paint{from: a.stroke, to: a.stroke})
		}
	}
}

// oriented are rings on the card as they are: an inner one may run against an outer one.
func oriented(rings [][]point, at placement) (list [][]point) {
	for _, ring := range rings {
		var placed []point
		for _, q := range ring {
			placed = append(placed, at.at(q))
		}
		list = append(list, placed)
	}
	return list
}

// stroke are the areas that a line covers: one for each of its parts, and a disc where two meet.
func stroke(a *shape, at placement) (areas [][]point) {
	half := max(a.width*at.scale, 1) / 2
	for _, line := range a.outline {
		for _, part := range dashed(line, a.dashes) {
			for i := range part {
				q := at.at(part[i])
				if i > 0 {
					areas = append(areas, bar(at.at(part[i-1]), q, half))
				}
				if half > 0.75 && i > 0 && i < len(part)-1 {
					areas = append(areas, disc(q, half))
				}
			}
		}
	}
	return areas
}

// bar is the area of a straight line, with its corners in the order of a clock's hand.
func bar(a, b point, half float64) []point {
	length := math.Hypot(b.x-a.x, b.y-a.y)
	if length == 0 {
		return nil
	}
	nx, ny := float64((b.y-a.y)/length)*half, float64((a.x-b.x)/length)*half
	return []point{{a.x + nx, a.y + ny}, {b.x + nx, b.y + ny}, {b.x - nx, b.y - ny}, {a.x - nx, a.y - ny}}
}

func disc(at point, r float64) []point {
	const corners = 16
	ring := make([]point, corners)
	for i := range ring {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / corners)
		ring[i] = point{at.x + float64(r*cos), at.y + float64(r*sin)}
	}
	return ring
}

// dashed are the parts of a line that a pattern of dashes leaves.
func dashed(line []point, dashes []float64) (parts [][]point) {
	if len(dashes) == 0 {
		return [][]point{line}
	}
	on, left, k := true, dashes[0], 0
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		length := math.Hypot(b.x-a.x, b.y-a.y)
		for done := 0.0; done < length; {
			n := min(left, length-done)
			if on {
				from, to := done/length, (done+n)/length
				parts = append(parts, []point{
					{a.x + float64((b.x-a.x)*from), a.y + float64((b.y-a.y)*from)},
					{a.x + float64((b.x-a.x)*to), a.y + float64((b.y-a.y)*to)},
				})
			}
			if done, left = done+n, left-n; left <= 0 {
				k = (k + 1) % len(dashes)
				on, left = !on, dashes[k]
			}
		}
	}
	return parts
}

// fill paints areas, tile by tile.
func (p *painter) fill(areas [][]point, with paint) {
	low, high := point{math.Inf(1), math.Inf(1)}, point{math.Inf(-1), math.Inf(-1)}
	for _, ring := range areas {
		for _, q := range ring {
			low, high = point{min(low.x, q.x), min(low.y, q.y)}, point{max(high.x, q.x), max(high.y, q.y)}
		}
	}
	bounds := image.Rect(int(math.Floor(low.x)), int(math.Floor(low.y)), int(math.Ceil(high.x)), int(math.Ceil(high.y)))
	bounds = bounds.Intersect(p.canvas.Bounds())
	src := image.Image(image.NewUniform(with.from))
	if with.from != with.to {
		src = &fade{paint: with, over: bounds}
	}
	r := &p.raster
	for y := bounds.Min.Y; y < bounds.Max.Y; y += tile {
		for x := bounds.Min.X; x < bounds.Max.X; x += tile {
			part := image.Rect(x, y, x+tile, y+tile).Intersect(bounds)
			r.Reset(part.Dx(), part.Dy())
			for _, ring := range areas {
				for i, q := range ring {
					px, py := float32(q.x-float64(x)), float32(q.y-float64(y))
					if i == 0 {
						r.MoveTo(px, py)
					} else {
						r.LineTo(px, py)
					}
				}
				r.ClosePath()
			}
			r.Draw(p.canvas, part, src, part.Min)
		}
	}
}

// fade is an area whose colour changes from one side to the other.
type fade struct {
	paint
	over image.Rectangle
}

func (f *fade) ColorModel() color.Model { return color.NRGBAModel }
func (f *fade) Bounds() image.Rectangle { return f.over }

func (f *fade) At(x, y int) color.Color {
	at, all := x-f.over.Min.X, f.over.Dx()
	if f.down {
		at, all = y-f.over.Min.Y, f.over.Dy()
	}
	from, to := color.NRGBAModel.Convert(f.from).(color.NRGBA), color.NRGBAModel.Convert(f.to).(color.NRGBA)
	mix := func(a, b uint8) uint8 { return uint8((int(a)*(all-at) + int(b)*at) / all) }
	return color.NRGBA{mix(from.R, to.R), mix(from.G, to.G), mix(from.B, to.B), 255}
}

// words writes what stands in a chart.
func (p *painter) words(a *shape, at placement) {
	f := parsed().sans
	if a.bold {
		f = parsed().sansBold
	}
	face := newFace(f, a.size*at.scale)
	defer face.Close()
	place := at.at(a.outline[0][0])
	d := font.Drawer{Dst: p.canvas, Src: image.NewUniform(a.fill.from), Face: face}
	switch width := float64(d.MeasureString(a.words)) / 64; a.anchor {
	case "middle":
		place.x -= width / 2
	case "end":
		place.x -= width
	}
	d.Dot = fixed.Point26_6{X: fixed.Int26_6(math.Round(place.x * 64)), Y: fixed.Int26_6(math.Round(place.y * 64))}
	d.DrawString(a.words)
}
