package chart

import (
	"fmt"
	"math"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"vitrine/generator/table"
)

// mostSlices is how many parts of a disc can be told apart and named.
const mostSlices = 8

// pie names each part beside it, or where there is no room in a list below.
func (f *frame) pie() *table.Mistake {
	var names []string
	one := series{SingleSeries: charts.SingleSeries{Name: f.series[0], Type: "pie"}, ZeroSum: ptr(false),
		LabelLine: &labelLine{Length: 8, Length2: 6, Style: opts.LineStyle{Color: soft}}, Data: []datum{}}
	sum := 0
	for x, pt := range f.points[0] {
		if pt == nil {
			continue
		}
		name := f.xs[x] + ": " + pt.marked
		one.Data = append(one.Data, datum{Name: name, Value: pt.figure(), ItemStyle: &itemStyle{Color: areaFill(len(names)), BorderColor: paper, BorderWidth: 1}, Label: &label{}})
		names = append(names, name)
		sum += pt.cell().Value.Sign()
	}
	if len(names) > mostSlices {
		return &table.Mistake{Text: fmt.Sprintf("a pie of %d parts can't be read: it has room for %d", len(names), mostSlices), Hint: "draw a horizontal-bar"}
	}
	if sum == 0 {
		return &table.Mistake{Text: "a pie of zeros has no parts", Hint: "draw a horizontal-bar"}
	}
	radius := 80
	f.height = 2*radius + 16
	if f.wide() {
		radius, f.height = 105, 290
	}
	one.Center, one.Radius = []int{f.width / 2, f.height / 2}, radius
	if f.wide() && f.besideSlices(&one) {
		one.LabelLine.Show = true
	} else {
		f.height = 2*radius + 16
		one.Center = []int{f.width / 2, f.height / 2}
		f.showLegend(names)
		f.Legend.Top = f.height
		f.height += f.top
	}
	f.option.Series = []series{one}
	return nil
}

// besideSlices puts each part's name beside it. It fails when two would touch, or
// when a part's middle lies so near above or below that its side is not clear.
func (f *frame) besideSlices(one *series) bool {
	room := f.width/2 - one.Radius.(int) - 40
	labels := make([]label, len(one.Data))
	taken := map[string][]box{}
	for i, s := range slicesOf(one) {
		l := &labels[i]
		*l = label{Words: strings.Join(wrap(one.Data[i].Name, room, fontSize), "\n"), LineHeight: lineHeight}
		_, at, side := s.guide(one.LabelLine)
		half := px(1+strings.Count(l.Words, "\n"))*lineHeight*pixel/2 + 2*pixel
		here := box{top: at[1] - half, bottom: at[1] + half}
		if here.top < 0 || here.bottom > pixels(f.height) || s.middle[0] > -20 && s.middle[0] < 20 {
			return false
		}
		for _, other := range taken[side] {
			if here.top < other.bottom && other.top < here.bottom {
				return false
			}
		}
		taken[side] = append(taken[side], here)
	}
	for i := range labels {
		one.Data[i].Label = &labels[i]
	}
	return true
}

// slice is a part of a disc.
type slice struct {
	center   [2]px
	from, to [2]px // where its edge begins and ends, clockwise
	middle   [2]px // of its edge, from the center
	radius   px
	share    float64 // of the whole
}

// slicesOf are the parts of a pie, clockwise from the top.
func slicesOf(s *series) []slice {
	center := s.Center.([]int)
	cx, cy, radius := pixels(center[0]), pixels(center[1]), pixels(s.Radius.(int))
	values, sum := make([]float64, len(s.Data)), 0.0
	for i := range s.Data {
		values[i], _ = figure(s.Data[i].Value)
		sum += values[i]
	}
	// towards is the point of the edge where a share of the whole ends, from the center.
	towards := func(share float64) [2]px {
		angle := float64(2 * math.Pi * share)
		return [2]px{px(math.Round(float64(float64(radius) * math.Sin(angle)))), -px(math.Round(float64(float64(radius) * math.Cos(angle))))}
	}
	list := make([]slice, len(values))
	before := 0.0
	for i, v := range values {
		from, to, middle := towards(before/sum), towards((before+v)/sum), towards((before+float64(v/2))/sum)
		list[i] = slice{center: [2]px{cx, cy}, from: [2]px{cx + from[0], cy + from[1]}, to: [2]px{cx + to[0], cy + to[1]}, middle: middle, radius: radius, share: v / sum}
		before += v
	}
	return list
}

// guide is the line from a part to its name: where it begins, and its corner and
// end. side is that of the disc on which it ends.
func (s *slice) guide(l *labelLine) (start, corner [2]px, side string) {
	start = [2]px{s.center[0] + s.middle[0], s.center[1] + s.middle[1]}
	for i := range corner {
		corner[i] = start[i] + s.middle[i]*pixels(l.Length)/s.radius
	}
	if s.middle[0] < 0 {
		return start, corner, "left"
	}
	return start, corner, "right"
}

// slices draws the lines to the names, then the parts.
func (c *canvas) slices(s *series, notes *[]note) {
	parts := slicesOf(s)
	for i := range parts {
		if !s.LabelLine.Show {
			break
		}
		start, corner, side := parts[i].guide(s.LabelLine)
		end := corner[0] + pixels(s.LabelLine.Length2)
		at := box{left: end + 5*pixel, right: end + 5*pixel, top: corner[1], bottom: corner[1]}
		l := *s.Data[i].Label
		l.Position, l.Distance = "right", ptr(0)
		if side == "left" {
			end = corner[0] - pixels(s.LabelLine.Length2)
			at.left, at.right = end-5*pixel, end-5*pixel
			l.Position = "left"
		}
		c.write(`<path d="`)
		c.point('M', start[0], start[1])
		c.point('L', corner[0], corner[1])
		c.point('L', end, corner[1])
		c.write(`"`)
		c.end(look{fill: "none", stroke: s.LabelLine.Style.Color, width: pixel})
		*notes = append(*notes, note{at, &l})
	}
	for i := range parts {
		p := &parts[i]
		style := c.style(s, &s.Data[i])
		if p.from == p.to && p.share > 0.5 {
			c.form("circle", p.center[0], p.center[1], 2*p.radius, 2*p.radius, 0, style)
			continue
		}
		c.write(`<path d="`)
		c.point('M', p.from[0], p.from[1])
		if p.from != p.to {
			c.point('A', p.radius, p.radius)
			turn := " 0 0 1"
			if p.share > 0.5 {
				turn = " 0 1 1"
			}
			c.write(turn)
			c.point(' ', p.to[0], p.to[1])
		}
		c.point('L', p.center[0], p.center[1])
		c.write(`Z" stroke-linejoin="round"`)
		c.end(style)
	}
}
