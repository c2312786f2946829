package picture

import (
	"math"
	"strconv"

	"vitrine/generator/option"
)

// Moment is a figure of a sparkline.
type Moment struct {
	Day    int // a number by which moments stand apart, in order
	Value  float64
	Gap    bool // there is no figure: the line breaks
	Breaks bool // it breaks before this figure
}

// The box of a sparkline, in halves of a pixel.
const (
	sparkWidth, sparkHeight = 200, 48
	sparkMargin             = 6 // around the points, for their dots
)

// Spark returns a line of figures as an svg element that can stand in a sentence: on a scale
// of days that begins and ends with the moments, above zero, or around it where figures are
// negative. A dot marks the last figure, and smaller ones those between gaps. label is its
// words for who can't see it. At least one moment has a figure.
func Spark(moments []Moment, label string) []byte {
	low, high, last := 0.0, 0.0, 0
	for i, m := range moments {
		if !m.Gap {
			low, high, last = min(low, m.Value), max(high, m.Value), i
		}
	}
	from, to := moments[0].Day, moments[len(moments)-1].Day
	x := func(m Moment) int {
		const room = sparkWidth - 2*sparkMargin
		return sparkMargin + share(float64(m.Day-from), float64(to-from), room)
	}
	y := func(value float64) int {
		const room = sparkHeight - 2*sparkMargin
		return sparkHeight - sparkMargin - share(float64(value-low), float64(high-low), room)
	}
	n := strconv.Itoa
	c := &canvas{}
	c.write(`<svg class="spark" viewBox="0 0 `, n(sparkWidth), " ", n(sparkHeight), `" width="`, n(sparkWidth/2),
		`" height="`, n(sparkHeight/2), `" role="img" aria-label="`, escape(label), `"><path d="M0 `, n(y(0)),
		"H", n(sparkWidth), `" stroke="`, option.Rule, `" stroke-width="2"/><path d="`)
	joined := func(i int) bool { // the line comes from the moment before
		return i > 0 && i < len(moments) && !moments[i-1].Gap && !moments[i].Gap && !moments[i].Breaks
	}
	alone := ""
	for i, m := range moments {
		at := n(x(m)) + " " + n(y(m.Value))
		switch {
		case m.Gap:
		case joined(i):
			c.write("L", at)
		case !joined(i + 1):
			alone += "M" + at + "h0" // a line of no length is a dot, since its ends are round
		default:
			c.write("M", at)
		}
	}
	const line = `" fill="none" stroke="var(--series-1)" stroke-linecap="round" stroke-linejoin="round" stroke-width="`
	c.write(line, `3"/>`)
	if alone != "" {
		c.write(`<path d="`, alone, line, `7"/>`)
	}
	c.write(`<circle cx="`, n(x(moments[last])), `" cy="`, n(y(moments[last].Value)),
		`" r="5" fill="var(--series-1)"/></svg>`)
	return c.out
}

// share is a part of a whole as the same part of some room; 0 of no whole.
func share(part, whole float64, room int) int {
	if whole == 0 {
		return 0
	}
	return int(math.Round(float64(float64(part/whole) * float64(room))))
}
