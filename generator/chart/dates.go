package chart

import (
	"slices"

	"vitrine/generator/option"
	"vitrine/generator/report"
)

// readPeriods finds out whether the places are times that follow one another,
// and whether they are days, months or years so unevenly apart that a line must
// show it.
func (p *plot) readPeriods(key string, ids []string) {
	i := p.d.Index(key)
	if i < 0 || p.d.Dimensions[i].Kind != "period" {
		return
	}
	p.periods = true
	var days, steps []int
	for _, id := range ids {
		period, err := report.ParsePeriod(id)
		if err != nil || !period.Single {
			return
		}
		day := period.From.DayNumber()
		if len(days) > 0 {
			if day <= days[len(days)-1] {
				return
			}
			steps = append(steps, day-days[len(days)-1])
		}
		days = append(days, day)
	}
	p.inTime = true
	// Months and years differ by a few days among themselves.
	if len(steps) > 1 && slices.Max(steps)*10 > slices.Min(steps)*12 {
		p.days = days
	}
}

// dayAxis is a scale of days under the drawing, for which it sets the margin. Each
// place keeps its name where that doesn't touch the one before; the first and the last
// always do.
func (f *frame) dayAxis() *option.Axis {
	x := f.nameAxis(nil)
	x.Type, x.Data, x.Min, x.Max = "value", nil, f.days[0], f.days[len(f.days)-1]
	half := func(i int) int { return (font.Width(f.xs[i]) + 1) / 2 }
	last := len(f.xs) - 1
	end := -f.Width
	for i, name := range f.xs {
		from, to := f.offset(i)-half(i), f.offset(i)+half(i)
		if i != last && (from < end+8 || i > 0 && to+8 > f.offset(last)-half(last)) {
			name = ""
		} else {
			end = to
		}
		x.AxisLabel.Words = append(x.AxisLabel.Words, name)
		x.AxisLabel.CustomValues = append(x.AxisLabel.CustomValues, f.days[i])
	}
	room := f.Width
	for i := 1; i <= last; i++ {
		room = min(room, f.offset(i)-f.offset(i-1))
	}
	f.Grid.Bottom = option.LineHeight + f.addMarks(x.AxisLabel.Words, room-4) + 12
	return x
}
