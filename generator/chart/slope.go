package chart

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-echarts/go-echarts/v2/opts"

	"vitrine/generator/option"
	"vitrine/generator/report"
	"vitrine/generator/table"
)

// slope draws a line for each series between two places, with its figures at both ends and its name
// at the right one.
func (f *frame) slope() *table.Mistake {
	if len(f.xs) != 2 {
		return &table.Mistake{Text: fmt.Sprintf("a slope is drawn between two places, not %d", len(f.xs)),
			Hint: "choose two with where, or draw a line"}
	}
	if f.disordered() {
		return &periodsDisordered
	}
	values, mistake := f.lineTicks()
	if mistake != nil {
		return mistake
	}
	f.bare, f.written = true, map[*point]bool{}
	for pt := range f.all() {
		f.written[pt] = pt.drawn()
	}
	height := max(f.plotHeight(), len(f.series)*(option.LineHeight+4))
	if !f.setSlope(values, height) {
		return &table.Mistake{Text: "the names at the ends of these lines have no room",
			Hint: "draw fewer series, shorten their titles, or draw bars"}
	}
	labels := [2]map[int]*option.Label{f.slopeLabels(values, height, 0), f.slopeLabels(values, height, 1)}
	if labels[0] == nil || labels[1] == nil {
		return &table.Mistake{Text: "the figures at the ends of these lines lie too close together",
			Hint: "draw fewer series, or bars"}
	}
	for s, name := range names(f.series) {
		line := f.lineSeries(s, name, false)
		for x, pt := range f.points[s] {
			if x > 0 && f.breaksAt(pt) {
				line.Data = append(line.Data, option.NewDatum([]any{option.None, option.None}))
			}
			d := f.linePoint(s, x, pt)
			d.Label = labels[x][s]
			line.Data = append(line.Data, d)
		}
		f.Series = append(f.Series, line)
	}
	return nil
}

// setSlope sets the frame of a slope whose drawing is so high. It fails when its words take more
// than its lines.
func (f *frame) setSlope(values []report.Decimal, height int) bool {
	var sides [2]int
	lines := 1
	for s := range f.series {
		for side := range sides {
			if words := f.slopeWords(s, side); words != "" {
				sides[side] = max(sides[side], font.Widest([]string{words})+14)
				lines = max(lines, 1+strings.Count(words, "\n"))
			}
		}
	}
	names := slices.Clone(f.xs)
	below := f.addMarks(names, f.Width*28/100)
	for side, name := range names {
		sides[side] = max(sides[side], (font.Widest([]string{name})+1)/2+1)
	}
	f.Grid = &option.Grid{Left: sides[0], Right: sides[1], Top: 2*option.LineHeight + (lines-1)*option.LineHeight/2,
		Bottom: below + option.LineHeight + 12 + option.LineHeight/2}
	f.values = values
	f.YAxis = f.valueAxis(values)
	f.XAxis = f.nameAxis(names)
	f.XAxis.Type, f.XAxis.Data, f.XAxis.Min, f.XAxis.Max = "value", nil, 0, 1
	f.XAxis.AxisLabel.CustomValues = []any{0, 1}
	f.XAxis.AxisLabel.Margin += option.LineHeight / 2
	f.Height = f.Grid.Top + height + f.Grid.Bottom
	return f.plotWidth() >= f.Width*28/100
}

// slopeWords are what stands at an end of a line: its figure, and its name at the last end that
// has a figure. A line without a name here has none.
func (f *frame) slopeWords(s, side int) string {
	pt := f.points[s][side]
	switch {
	case !f.named(s) || !pt.drawn():
		return ""
	case side == 0 && f.points[s][1].drawn():
		return pt.marked
	}
	return strings.Join(font.Wrap(pt.marked+" "+f.series[s], f.Width*34/100), "\n")
}

// slopeLabels are the words at one side, moved until none touches another; nil when they would have
// to move far.
func (f *frame) slopeLabels(values []report.Decimal, height, side int) map[int]*option.Label {
	var ends []end
	for s := range f.series {
		if words := f.slopeWords(s, side); words != "" {
			ends = append(ends, f.lineEnd(s, side, height, values, words))
		}
	}
	offsets := apart(ends, height, f.Grid.Top)
	if offsets == nil {
		return nil
	}
	labels := map[int]*option.Label{}
	for s, offset := range offsets {
		labels[s] = &option.Label{Words: f.slopeWords(s, side), Distance: opts.Int(8), Offset: []int{0, offset},
			Label: opts.Label{Position: [...]string{"left", "right"}[side], LineHeight: option.LineHeight}}
	}
	return labels
}
