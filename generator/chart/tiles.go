package chart

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"

	"vitrine/generator/report"
	"vitrine/generator/table"
)

// heatmap draws grades as named tiles: colour repeats what the words say.
func (f *frame) heatmap() *table.Mistake {
	const tileFont, gap = 12, 2
	names := make([]string, len(f.series))
	for i, name := range f.series {
		names[i] = strings.Join(wrap(name, f.width*27/100, fontSize), "\n")
	}
	left := widest(names, fontSize) + 12
	tileWidth := (f.width - left) / len(f.xs)
	lines, fit := 1, true
	tile := func(pt *point) (words string, grade int) {
		grade = slices.IndexFunc(f.measure.Scale, func(g *report.Member) bool { return g.ID == pt.cell().Grade })
		title := f.measure.Scale[grade].Short
		if len(title) == 0 {
			title = f.measure.Scale[grade].Title
		}
		words = pt.with(title.In(f.l.Language))
		fit = fit && fits([]string{words}, tileWidth-gap-2, tileFont)
		parts := wrap(words, tileWidth-gap-2, tileFont)
		lines = max(lines, len(parts))
		return strings.Join(parts, "\n"), grade
	}
	for _, s := range f.points {
		for _, pt := range s {
			if pt.drawn() {
				tile(pt)
			}
		}
	}
	if !fit {
		return &table.Mistake{Text: fmt.Sprintf("the grades have no room in %d columns on a phone", len(f.xs)), Hint: "give the grades a short title, draw fewer columns, or make x the series"}
	}
	rowHeight := max(36, lines*15+10)
	for _, name := range names {
		rowHeight = max(rowHeight, (1+strings.Count(name, "\n"))*lineHeight+8)
	}
	f.XAxis = f.nameAxis(f.xs)
	heads := make([]string, len(f.xs))
	high := 1
	for i, name := range f.xs {
		parts := wrap(name, tileWidth-4, fontSize)
		high = max(high, len(parts))
		heads[i] = strings.Join(parts, "\n")
	}
	f.XAxis.Label.Words, f.XAxis.Position, f.XAxis.Line = heads, "top", &axisLine{}
	f.YAxis = f.nameAxis(names)
	f.YAxis.Data, f.YAxis.Inverse, f.YAxis.Line = f.series, true, &axisLine{}
	top := high*lineHeight + 10
	f.bounds(left, f.width-left-tileWidth*len(f.xs), top, 0)
	f.height = top + rowHeight*len(f.series)
	one := series{SingleSeries: charts.SingleSeries{Name: f.measure.Title.In(f.l.Language), Type: "scatter", Symbol: "rect", SymbolSize: []int{tileWidth - gap, rowHeight - gap}}, ItemStyle: &itemStyle{Opacity: 1}, Data: []datum{}}
	for s := range f.points {
		for x, pt := range f.points[s] {
			if !pt.drawn() {
				if pt != nil { // asked for, and not there: its mark
					one.Data = append(one.Data, datum{Value: []any{x, s}, Symbol: "rect", ItemStyle: &itemStyle{Color: empty, BorderColor: rule, BorderWidth: 1},
						Label: &label{Words: pt.label, Position: "inside", Color: soft, FontSize: tileFont}})
				}
				continue
			}
			words, grade := tile(pt)
			step := min(grade+1, 4)
			one.Data = append(one.Data, datum{Value: []any{x, s}, ItemStyle: &itemStyle{Color: fmt.Sprintf("var(--grade-%d)", step)},
				Label: &label{Words: words, Position: "inside", Color: fmt.Sprintf("var(--on-grade-%d)", step), FontSize: tileFont, LineHeight: 15}})
		}
	}
	f.option.Series = []series{one}
	return nil
}
