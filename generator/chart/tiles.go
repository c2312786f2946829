package chart

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"

	"vitrine/generator/report"
	"vitrine/generator/table"
)

// mostSlices is how many parts of a disc can be told apart and named.
const mostSlices = 8

// pie names each part beside it, or where there is no room in a list below.
func (f *frame) pie() *table.Mistake {
	radius, room := 105, f.width/2-105-40
	f.height = 290
	if !f.wide() {
		radius = 80
		f.height = 2*radius + 16
	}
	one := series{SingleSeries: charts.SingleSeries{Name: f.series[0], Type: "pie", Radius: radius, Center: []any{f.width / 2, f.height / 2}}, ZeroSum: ptr(false),
		LabelLine: &labelLine{Show: f.wide(), Length: 8, Length2: 6}, Emphasis: hovered(), Data: []datum{}}
	var names []string
	sum := 0
	for x, pt := range f.points[0] {
		if pt == nil {
			continue
		}
		name := f.xs[x] + ": " + pt.marked
		d := datum{Name: name, Value: number(pt.cell().Value), ItemStyle: &itemStyle{Color: areaFill(len(names)), BorderColor: paper, BorderWidth: 1}, Label: &label{}}
		if f.wide() {
			d.Label = &label{Show: true, Words: strings.Join(wrap(name, room, fontSize), "\n"), Color: ink, FontSize: fontSize, LineHeight: lineHeight}
		}
		one.Data, names = append(one.Data, d), append(names, name)
		sum += pt.cell().Value.Sign()
	}
	if len(names) > mostSlices {
		return &table.Mistake{Text: fmt.Sprintf("a pie of %d parts can't be read: it has room for %d", len(names), mostSlices), Hint: "draw a horizontal-bar"}
	}
	if sum == 0 {
		return &table.Mistake{Text: "a pie of zeros has no parts", Hint: "draw a horizontal-bar"}
	}
	if !f.wide() {
		f.showLegend(names)
		f.Legend.Top = fmt.Sprint(f.height)
		f.height += f.top
	}
	f.option.Series = []series{one}
	return nil
}

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
	f.XAxis.Label.Words, f.XAxis.Position, f.XAxis.Line.Show = heads, "top", false
	f.YAxis = f.nameAxis(names)
	f.YAxis.Data, f.YAxis.Inverse, f.YAxis.Line.Show = f.series, true, false
	top := high*lineHeight + 10
	f.bounds(left, f.width-left-tileWidth*len(f.xs), top, 0)
	f.height = top + rowHeight*len(f.series)
	one := series{SingleSeries: charts.SingleSeries{Name: f.measure.Title.In(f.l.Language), Type: "scatter", Symbol: "rect", SymbolSize: []int{tileWidth - gap, rowHeight - gap}}, ItemStyle: &itemStyle{Opacity: 1},
		Emphasis: &emphasis{ItemStyle: itemStyle{Color: "inherit", BorderColor: ink, BorderWidth: 2}}, Clip: ptr(false), Data: []datum{}}
	for s := range f.points {
		for x, pt := range f.points[s] {
			if !pt.drawn() {
				if pt != nil { // asked for, and not there: its mark
					one.Data = append(one.Data, datum{Value: []any{x, s}, Symbol: "rect", ItemStyle: &itemStyle{Color: empty, BorderColor: rule, BorderWidth: 1},
						Label: &label{Show: true, Words: pt.label, Position: "inside", Color: soft, FontSize: tileFont}})
				}
				continue
			}
			words, grade := tile(pt)
			step := min(grade+1, 4)
			one.Data = append(one.Data, datum{Value: []any{x, s}, ItemStyle: &itemStyle{Color: fmt.Sprintf("var(--grade-%d)", step)},
				Label: &label{Show: true, Words: words, Position: "inside", Color: fmt.Sprintf("var(--on-grade-%d)", step), FontSize: tileFont, LineHeight: 15}})
		}
	}
	f.option.Series = []series{one}
	return nil
}
