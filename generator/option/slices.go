package option

import (
	"encoding/json"
	"math"
)

// Px is a length in hundredths of a CSS pixel. Floating point only says where a
// figure stands on its scale, in steps that are rounded one by one (float64(…)),
// so that no machine takes two of them for one and draws something else.
type Px int

// Pixel is the length of a CSS pixel.
const Pixel Px = 100

// Pixels is the length of n CSS pixels.
func Pixels(n int) Px { return Px(n) * Pixel }

// Number is a number of an option; false for what is none.
func Number(v any) (float64, bool) {
	switch v := v.(type) {
	case json.Number:
		f, err := v.Float64()
		return f, err == nil
	case int:
		return float64(v), true
	}
	return 0, false
}

// Slice is a part of a pie's disc.
type Slice struct {
	Center   [2]Px
	From, To [2]Px // where its edge begins and ends, clockwise
	Middle   [2]Px // of its edge, from the center
	Radius   Px
	Share    float64 // of the whole
}

// Slices are the parts of a pie, clockwise from the top. Its Center is an []int and
// its Radius an int, in pixels.
func (s *Series) Slices() []Slice {
	at := s.Center.([]int)
	center, radius := [2]Px{Pixels(at[0]), Pixels(at[1])}, Pixels(s.Radius.(int))
	values, sum := make([]float64, len(s.Data)), 0.0
	for i := range s.Data {
		values[i], _ = Number(s.Data[i].Value)
		sum += values[i]
	}
	// edge is the point where a share of the whole ends, from the center.
	edge := func(share float64) [2]Px {
		angle := float64(2 * math.Pi * share)
		return [2]Px{
			Px(math.Round(float64(float64(radius) * math.Sin(angle)))),
			-Px(math.Round(float64(float64(radius) * math.Cos(angle)))),
		}
	}
	list := make([]Slice, len(values))
	before := 0.0
	for i, v := range values {
		from, to := edge(before/sum), edge((before+v)/sum)
		list[i] = Slice{
			Center: center,
			From:   [2]Px{center[0] + from[0], center[1] + from[1]},
			To:     [2]Px{center[0] + to[0], center[1] + to[1]},
			Middle: edge((before + float64(v/2)) / sum),
			Radius: radius,
			Share:  v / sum,
		}
		before += v
	}
	return list
}

// Guide is the line from a slice to its label: where it begins, and its corner. side
// is that of the disc on which the line ends, "left" or "right".
func (s *Slice) Guide(l *LabelLine) (start, corner [2]Px, side string) {
	start = [2]Px{s.Center[0] + s.Middle[0], s.Center[1] + s.Middle[1]}
	for i := range corner {
		corner[i] = start[i] + s.Middle[i]*Pixels(l.Length)/s.Radius
	}
	if s.Middle[0] < 0 {
		return start, corner, "left"
	}
	return start, corner, "right"
}
