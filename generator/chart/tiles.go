package chart

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"vitrine/generator/option"
	"vitrine/generator/report"
	"vitrine/generator/table"
)

const tileFont option.Font = 12

const (
	tileLineHeight = 15
	tileGap        = 2 // between two tiles
)

// heatmap draws grades as named tiles: colour repeats what the words say.
func (f *frame) heatmap() *table.Mistake {
	names := make([]string, len(f.series))
	for i, name := range f.series {
		names[i] = strings.Join(font.Wrap(name, f.Width*27/100), "\n")
	}
	left := font.Widest(names) + 12
	width := (f.Width - left) / len(f.xs)
	lines, fit := 1, true
	for _, s := range f.points {
		for _, pt := range s {
			if pt.drawn() {
				words := f.gradeWords(pt)
				fit = fit && tileFont.Fits([]string{words}, tileRoom(width))
				lines = max(lines, len(tileFont.Wrap(words, tileRoom(width))))
			}
		}
	}
	if !fit {
		return &table.Mistake{Text: fmt.Sprintf("the grades have no room in %d columns on a phone", len(f.xs)),
			Hint: "give the grades a short title, draw fewer columns, or make x the series"}
	}
	height := max(36, lines*tileLineHeight+10)
	for _, name := range names {
		height = max(height, (1+strings.Count(name, "\n"))*option.LineHeight+8)
	}
	heads := make([]string, len(f.xs))
	high := 1
	for i, name := range f.xs {
		parts := font.Wrap(name, width-4)
		high = max(high, len(parts))
		heads[i] = strings.Join(parts, "\n")
	}
	f.XAxis, f.YAxis = f.nameAxis(heads), f.nameAxis(names)
	f.XAxis.Position, f.XAxis.AxisLine = "top", &opts.AxisLine{Show: opts.Bool(false)}
	f.YAxis.Data, f.YAxis.Inverse, f.YAxis.AxisLine = f.series, opts.Bool(true), &opts.AxisLine{Show: opts.Bool(false)}
	top := high*option.LineHeight + 10
	f.Grid = &option.Grid{Left: left, Right: f.Width - left - width*len(f.xs), Top: top}
	f.Height = top + height*len(f.series)
	f.Series = []option.Series{f.tiles(width, height)}
	return nil
}

// tiles is the series of all tiles, each of a size with the gap to the next.
func (f *frame) tiles(width, height int) option.Series {
	made := option.Series{
		SingleSeries: charts.SingleSeries{Name: f.measure.Title.In(f.l.Language), Type: "scatter", Symbol: "rect",
			SymbolSize: []int{width - tileGap, height - tileGap}},
		ItemStyle: &option.ItemStyle{ItemStyle: opts.ItemStyle{Opacity: opts.Float(1)}},
		Data:      option.Data{},
	}
	for s := range f.points {
		for x, pt := range f.points[s] {
			if pt == nil {
				continue
			}
			d := option.NewDatum([]any{x, s})
			d.Label = &option.Label{Label: opts.Label{Position: "inside", FontSize: float32(tileFont)}}
			if pt.drawn() {
				step := min(f.grade(pt)+1, 4)
				d.ItemStyle = &option.ItemStyle{Color: fmt.Sprintf("var(--grade-%d)", step)}
				d.Label.Words = strings.Join(tileFont.Wrap(f.gradeWords(pt), tileRoom(width)), "\n")
				d.Label.Color, d.Label.LineHeight = fmt.Sprintf("var(--on-grade-%d)", step), tileLineHeight
			} else { // asked for, and not there: its mark
				d.Symbol = "rect"
				d.ItemStyle = &option.ItemStyle{Color: option.Transparent,
					ItemStyle: opts.ItemStyle{BorderColor: option.Rule, BorderWidth: 1}}
				d.Label.Words, d.Label.Color = pt.label, option.Soft
			}
			made.Data = append(made.Data, d)
		}
	}
	return made
}

// tileRoom is how wide the words of a tile may be.
func tileRoom(width int) int { return width - tileGap - 2 }

// grade is the number of a point's grade on its scale.
func (p *plot) grade(pt *point) int {
	return slices.IndexFunc(p.measure.Scale, func(g *report.Member) bool { return g.ID == pt.cell().Grade })
}

// gradeWords are what is written on a point's tile.
func (p *plot) gradeWords(pt *point) string {
	grade := p.measure.Scale[p.grade(pt)]
	title := grade.Short
	if len(title) == 0 {
		title = grade.Title
	}
	return pt.withMarks(title.In(p.l.Language))
}
