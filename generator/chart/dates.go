package chart

import (
	"slices"

	"vitrine/generator/report"
)

// placeInTime finds out whether the places are times in order, and whether they
// are days, months or years so unevenly apart that a line must show it.
func (p *plot) placeInTime(key string, ids []string) {
	i := p.d.Index(key)
	if i < 0 || p.d.Dimensions[i].Kind != "period" {
		return
	}
	var days []int
	for _, id := range ids {
		period, err := report.ParsePeriod(id)
		if err != nil {
			return
		}
		if !period.Single || len(days) > 0 && period.From.DayNumber() <= days[len(days)-1] {
			p.inTime = len(days) == 0 || p.inTime
			return
		}
		days = append(days, period.From.DayNumber())
		p.inTime = true
	}
	var steps []int
	for i := 1; i < len(days); i++ {
		steps = append(steps, days[i]-days[i-1])
	}
	// Months and years differ by a few days among themselves.
	if len(steps) > 1 && slices.Max(steps)*10 > slices.Min(steps)*12 {
		p.days = days
	}
}

// byDay replaces the scale of places by one of days. Each place keeps its name
// where that doesn't touch the one before.
func (f *frame) byDay() {
	first, last := f.days[0], f.days[len(f.days)-1]
	x := f.nameAxis(nil)
	x.Type, x.Data, x.Min, x.Max = "value", nil, first, last
	x.Label.Interval = nil
	width := f.width - f.Grid.Left - f.Grid.Right
	at := func(i int) int { return (f.days[i] - first) * width / (last - first) }
	marks := f.marksAt()
	lines := 1
	end := -f.width
	for i, name := range f.xs {
		half := (textWidth(name, fontSize) + 1) / 2
		if at(i)-half < end+8 || i < len(f.xs)-1 && at(i)+half+8 > at(len(f.xs)-1)-(textWidth(f.xs[len(f.xs)-1], fontSize)+1)/2 {
			name = ""
		} else {
			end = at(i) + half
		}
		if marks[i] != "" {
			name += "\n" + marks[i]
			lines = 2
		}
		x.Label.Words, x.Label.At = append(x.Label.Words, name), append(x.Label.At, f.days[i])
	}
	f.height += lines*lineHeight + 12 - f.Grid.Bottom
	f.Grid.Bottom = lines*lineHeight + 12
	f.XAxis = x
}

// namesAtEnds finds out whether the names of lines can stand at their right
// ends, which reads better than a legend, and how much room they need there.
func (f *frame) namesAtEnds() (right int, ok bool) {
	if len(f.series) < 2 || len(f.series) > 5 {
		return 0, false
	}
	f.ends = make([]string, len(f.series))
	for s, name := range f.series {
		if !f.points[s][len(f.xs)-1].drawn() {
			return 0, false
		}
		f.ends[s] = name
	}
	if right = widest(f.ends, fontSize) + 16; right > f.width*30/100 {
		return 0, false
	}
	return right, true
}

// mark names what ECharts must draw for a figure: its series and its place in
// the series' data.
type mark struct{ series, data int }

// marks are all that a picture of the option must have.
func (o *option) marks() []mark {
	var list []mark
	for s, one := range o.Series {
		for i, d := range one.Data {
			if pair, ok := d.Value.([]any); d.Value != none && (!ok || pair[1] != none) {
				list = append(list, mark{s, i})
			}
		}
	}
	return list
}
