package chart

import (
	"slices"

	"vitrine/generator/report"
)

// placeInTime finds out whether the places are times that follow one another,
// and whether they are days, months or years so unevenly apart that a line must
// show it.
func (p *plot) placeInTime(key string, ids []string) {
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

// byDay sets a scale of days under the drawing. Each place keeps its name where
// that doesn't touch the one before; the first and the last always do.
func (f *frame) byDay() {
	x := f.nameAxis(nil)
	x.Type, x.Data, x.Min, x.Max = "value", nil, f.days[0], f.days[len(f.days)-1]
	half := func(i int) int { return (textWidth(f.xs[i], fontSize) + 1) / 2 }
	last := len(f.xs) - 1
	end := -f.width
	for i, name := range f.xs {
		if i != last && (f.place(i)-half(i) < end+8 || i > 0 && f.place(i)+half(i)+8 > f.place(last)-half(last)) {
			name = ""
		} else {
			end = f.place(i) + half(i)
		}
		x.Label.Words, x.Label.At = append(x.Label.Words, name), append(x.Label.At, f.days[i])
	}
	room := f.width
	for i := 1; i <= last; i++ {
		room = min(room, f.place(i)-f.place(i-1))
	}
	f.Grid.Bottom = lineHeight + f.addMarks(x.Label.Words, room-4) + 12
	f.XAxis = x
}
