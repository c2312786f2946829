package chart

import (
	"slices"

	"vitrine/generator/option"
	"vitrine/generator/report"
)

// A scale of time counts half days, so that the middle of each period is a whole number.

// readPeriods finds out whether the places are times that follow one another, and which days they
// cover.
func (p *plot) readPeriods(key string, ids []string) {
	i := p.Dataset.Index(key)
	if i < 0 || p.Dataset.Dimensions[i].Kind != report.KindPeriod {
		return
	}
	p.periods = true
	var spans [][2]int
	for _, id := range ids {
		period, err := report.ParsePeriod(id)
		if err != nil {
			return
		}
		from, to, closed := period.Span()
		if !closed || len(spans) > 0 && from < spans[len(spans)-1][1] {
			return
		}
		spans = append(spans, [2]int{from, to})
	}
	p.spans = spans
}

// middle is where a place stands on the scale of time.
func (p *plot) middle(x int) int { return p.spans[x][0] + p.spans[x][1] }

// timeScale is the scale of time under the drawing, for which it sets the margin. It reaches from
// the first day of the first period to the last day of the last, or further where the words of the
// first and the last place need that: aside is how many pixels they do. f.Grid has the margins at
// the sides.
func (f *frame) timeScale(aside int) *option.Axis {
	first, last := f.spans[0], f.spans[len(f.xs)-1]
	from, to := 2*first[0], 2*last[1]
	width := f.plotWidth()
	if room := width - 2*aside; room > 0 { // of the middles of the first and the last
		between := max(f.middle(len(f.xs)-1)-f.middle(0), 1)
		need := (between*aside + room - 1) / room
		from, to = min(from, f.middle(0)-need), max(to, f.middle(len(f.xs)-1)+need)
	}
	f.from, f.to = from, to
	x := f.nameAxis(nil)
	x.Type, x.Data, x.Min, x.Max = "value", nil, from, to
	for i, words := range f.datesBelow() {
		x.AxisLabel.Words = append(x.AxisLabel.Words, words)
		x.AxisLabel.CustomValues = append(x.AxisLabel.CustomValues, f.middle(i))
	}
	room := f.Width
	for i := 1; i < len(f.xs); i++ {
		room = min(room, f.offset(i)-f.offset(i-1))
	}
	f.Grid.Bottom = option.LineHeight + f.addMarks(x.AxisLabel.Words, room-4) + 12
	return x
}

// datesBelow are the words under a scale of time, by place, "" for none: the names of all places,
// or where they have no room of every so many; of months and the like the years alone, which stand
// at the first place of each.
func (f *frame) datesBelow() []string {
	if f.clear(f.xs) {
		return slices.Clone(f.xs)
	}
	names := f.xs
	if years := f.years(); years != nil {
		names = years
	}
	for every := 1; ; every++ {
		words, n := make([]string, len(names)), 0
		for i, name := range names {
			if name == "" {
				continue
			}
			if n%every == 0 {
				words[i] = name
			}
			n++
		}
		if f.clear(words) {
			return words
		}
		if n <= every { // the first alone
			return words
		}
	}
}

// years names each year at its first place, where places are parts of years and reach over three or more, or
// over two whole ones where their own names have no room. It is nil otherwise.
func (f *frame) years() []string {
	names, n, last := make([]string, len(f.xs)), 0, 0
	for i, span := range f.spans {
		year := report.DateOf(span[0]).Year
		if span[1]-span[0] >= 365 {
			return nil
		}
		if year != last && (i > 0 || report.DateOf(span[0]).DayNumber() == report.Date{Year: year}.DayNumber()) {
			names[i], n = f.l.Date(report.Date{Year: year}), n+1
		}
		last = year
	}
	if n < 2 || n == 2 && (names[0] == "" || font.Widest(f.xs)*len(f.xs) <= f.Width) {
		return nil
	}
	return names
}

// clear reports whether words under a scale of time keep clear of each other and of the edges.
func (f *frame) clear(words []string) bool {
	const gap = 8
	end := -f.Width
	for i, w := range words {
		if w == "" {
			continue
		}
		half := (font.Widest([]string{w}) + 1) / 2
		at := f.offset(i)
		if at-half < end+gap || f.Grid.Left+at-half < 0 || f.Grid.Left+at+half > f.Width {
			return false
		}
		end = at + half
	}
	return true
}
