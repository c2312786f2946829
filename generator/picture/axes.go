package picture

import (
	"math"

	"vitrine/generator/option"
)

// scale says where on a picture the figures of an axis stand, or its places, by
// their number.
type scale struct {
	start, end px
	low, high  float64 // what stands at the ends
	log        bool    // of powers of ten: low and high are their exponents
}

func scaleOf(a *option.Axis, start, end px) scale {
	if a.Type == "category" {
		if a.Inverse != nil && *a.Inverse {
			start, end = end, start
		}
		return scale{start, end, -0.5, float64(len(a.Data)) - 0.5, false}
	}
	low, _ := option.Number(a.Min)
	high, _ := option.Number(a.Max)
	if a.Type == "log" {
		return scale{start, end, math.Log10(low), math.Log10(high), true}
	}
	return scale{start, end, low, high, false}
}

// whole is the scale from 0 at one end of an axis to 1 at the other, for what reaches from end to end.
func whole(start, end px) scale { return scale{start, end, 0, 1, false} }

func (s scale) at(value float64) px {
	if s.log {
		value = math.Log10(value)
	}
	share := float64(value-s.low) / float64(s.high-s.low)
	return s.start + px(math.Round(float64(share*float64(s.end-s.start))))
}

// axes draws the lines behind the figures and the words at their edges.
func (c *canvas) axes(o *option.Option, area box, x, y scale) {
	for i, color := range splitLines(o.YAxis) {
		if color == "" {
			continue
		}
		at := crisp(y.at(tick(o.YAxis, i)))
		c.line(area.left, at, area.right, at, color)
	}
	for i, color := range splitLines(o.XAxis) {
		if color == "" {
			continue
		}
		at := crisp(x.at(tick(o.XAxis, i)))
		c.line(at, area.top, at, area.bottom, color)
	}
	if s := o.YAxis.NameTextStyle; s != nil { // above the axis
		name, aside := bodyText("start", s.Color), s.Padding.([]int)[3]
		c.text(area.left+option.Pixels(aside), area.top-option.Pixels(o.YAxis.NameGap)-name.height(o.YAxis.Name)/2,
			name, o.YAxis.Name)
	}
	if hasLine(o.YAxis) {
		at := crisp(area.left)
		c.line(at, area.top, at, area.bottom, option.Soft)
	}
	if hasLine(o.XAxis) {
		at := crisp(area.bottom)
		c.line(area.left, at, area.right, at, option.Soft)
	}
	for i, words := range o.YAxis.AxisLabel.Words {
		at := area.left - option.Pixels(o.YAxis.AxisLabel.Margin)
		c.text(at, y.at(tick(o.YAxis, i)), axisText(o.YAxis, "end"), words)
	}
	c.wordsOfX(o.XAxis, area, x)
}

// wordsOfX writes the words at an x axis.
func (c *canvas) wordsOfX(a *option.Axis, area box, x scale) {
	middle, margin := axisText(a, "middle"), option.Pixels(a.AxisLabel.Margin)
	for i, words := range a.AxisLabel.Words {
		at := x.at(tick(a, i))
		switch {
		case a.Position == "top":
			c.text(at, area.top-margin-middle.height(words)/2, middle, words)
		default:
			c.text(at, area.bottom+margin+middle.height(words)/2, middle, words)
		}
	}
}

func axisText(a *option.Axis, anchor string) lettering {
	if a.Places {
		return bodyText(anchor, option.Ink)
	}
	return bodyText(anchor, option.Soft)
}

// hasLine reports whether a line runs along an axis.
func hasLine(a *option.Axis) bool { return a.Places && a.AxisLine == nil }

// splitLines are the colours of the lines across the drawing, at the ticks of an axis, "" for none.
func splitLines(a *option.Axis) []string {
	if a.Places {
		return nil
	}
	colors := make([]string, len(a.AxisLabel.CustomValues))
	for i := range colors {
		switch {
		case tick(a, i) == 0 && tick(a, 0) < 0: // bars hang from it
			colors[i] = option.Soft
		case !a.Bare:
			colors[i] = option.Rule
		}
	}
	return colors
}

// tick is the value of a tick of an axis, or the number of a place.
func tick(a *option.Axis, i int) float64 {
	if a.AxisLabel.CustomValues == nil {
		return float64(i)
	}
	v, _ := option.Number(a.AxisLabel.CustomValues[i])
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
