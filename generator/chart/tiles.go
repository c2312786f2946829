package chart

import (
	"fmt"
	"math/big"
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

// heatmap draws grades as named tiles: colour repeats what the words say. Numbers are written on
// their tiles too, where all of them have room; the darker tiles are those of the greater ones.
func (f *frame) heatmap() *table.Mistake {
	list := make([]string, len(f.series))
	for i, name := range f.series {
		list[i] = strings.Join(font.Wrap(name, f.Width*27/100), "\n")
	}
	left := font.Widest(list) + 12
	width := (f.Width - left) / len(f.xs)
	lines, fit := 1, true
	for pt := range f.all() {
		words := f.tileWords(pt)
		fit = fit && tileFont.Fits([]string{words}, tileRoom(width))
		lines = max(lines, len(tileFont.Wrap(words, tileRoom(width))))
	}
	switch rated := f.measure.Rating(); {
	case !fit && rated:
		return &table.Mistake{Text: fmt.Sprintf("the tiles have no room in %d columns on a phone", len(f.xs)),
			Hint: "give the grades a short title, draw fewer columns, or make x the series"}
	case width < 12:
		return &table.Mistake{Text: fmt.Sprintf("the tiles have no room in %d columns on a phone", len(f.xs)),
			Hint: "draw fewer columns, make x the series, or draw lines"}
	case !fit:
		f.blank, lines = true, 1
	}
	heads, high, mistake := f.heads(left, width)
	if mistake != nil {
		return mistake
	}
	height := max(36, lines*tileLineHeight+10)
	for _, name := range list {
		height = max(height, (1+strings.Count(name, "\n"))*option.LineHeight+8)
	}
	f.XAxis, f.YAxis = f.nameAxis(heads), f.nameAxis(list)
	f.XAxis.Position, f.XAxis.AxisLine = "top", &opts.AxisLine{Show: opts.Bool(false)}
	f.YAxis.Data, f.YAxis.Inverse, f.YAxis.AxisLine = f.series, opts.Bool(true), &opts.AxisLine{Show: opts.Bool(false)}
	top := high*option.LineHeight + 10
	f.Grid = &option.Grid{Left: left, Right: f.Width - left - width*len(f.xs), Top: top}
	f.Height = top + height*len(f.series)
	f.Series = f.tiles(width, height)
	return nil
}

// heads are the names over the columns, and how many lines they take: all of them, or where they have no
// room and follow one another in time, every so many.
func (f *frame) heads(left, width int) (heads []string, lines int, mistake *table.Mistake) {
	heads = make([]string, len(f.xs))
	if f.inOrder() && !font.Fits(f.xs, width-4) {
		every := (font.Widest(f.xs)+8)/width + 1
		for i := 0; i < len(heads); i += every {
			half, at := (font.Width(f.xs[i])+1)/2, left+i*width+width/2
			if at+half < f.Width && at > half { // else the picture's edge would cut it off
				heads[i] = f.xs[i]
			}
		}
		return heads, 1, nil
	}
	const least = 40 // of a part of a word
	if width-4 < least && !font.Fits(f.xs, width-4) {
		return nil, 0, &table.Mistake{Text: fmt.Sprintf("the names of %d columns have no room on a phone", len(f.xs)),
			Hint: "make x the series, or shorten them"}
	}
	for i, name := range f.xs {
		parts := font.Wrap(name, width-4)
		lines = max(lines, len(parts))
		heads[i] = strings.Join(parts, "\n")
	}
	return heads, lines, nil
}

// tiles are the series of all tiles, one a row, each tile of a size with the gap to the next.
func (f *frame) tiles(width, height int) []option.Series {
	var list []option.Series
	for s, name := range names(f.series) {
		row := option.Series{
			SingleSeries: charts.SingleSeries{Name: name, Type: "scatter", Symbol: "rect",
				SymbolSize: []int{width - tileGap, height - tileGap}},
			ItemStyle: &option.ItemStyle{ItemStyle: opts.ItemStyle{Opacity: opts.Float(1)}},
			Data:      make(option.Data, 0, len(f.xs)),
		}
		for x, pt := range f.points[s] {
			row.Data = append(row.Data, f.tile(s, x, pt, tileRoom(width)))
		}
		list = append(list, row)
	}
	return list
}

// tile is that of a point: coloured, or for what was asked for and is not there empty with its mark.
func (f *frame) tile(s, x int, pt *point, room int) option.Datum {
	if pt == nil {
		return option.NewDatum(option.None)
	}
	d := option.NewDatum([]any{x, s})
	d.Label = &option.Label{Label: opts.Label{Position: "inside", FontSize: float32(tileFont)}}
	if !f.blank {
		d.Label.Words = strings.Join(tileFont.Wrap(f.tileWords(pt), room), "\n")
	}
	if pt.drawn() {
		step := f.shade(pt)
		d.ItemStyle = &option.ItemStyle{Color: fmt.Sprintf("var(--grade-%d)", step)}
		d.Label.Color, d.Label.LineHeight = fmt.Sprintf("var(--on-grade-%d)", step), tileLineHeight
		return d
	}
	d.Value = []any{x, s, option.None} // a place, and no figure
	d.Symbol = "rect"
	d.ItemStyle = &option.ItemStyle{Color: option.Transparent,
		ItemStyle: opts.ItemStyle{BorderColor: option.Rule, BorderWidth: 1}}
	d.Label.Color = option.Soft
	return d
}

// shades is how many colours tiles have.
const shades = 4

// shade is the colour of a tile from 1: by its grade, or by which part of the way from the least
// figure, or zero, to the greatest its number lies in.
func (f *frame) shade(pt *point) int {
	if f.measure.Rating() {
		return min(f.grade(pt)+1, shades)
	}
	low, high := f.extremes()
	if high.Cmp(low) <= 0 {
		return 1
	}
	part := new(big.Rat).Sub(pt.number().Rat(), low)
	part.Quo(part.Mul(part, big.NewRat(shades, 1)), high.Sub(high, low))
	return min(int(floor(part, big.NewRat(1, 1)).Int64())+1, shades)
}

// tileRoom is how wide the words of a tile may be.
func tileRoom(width int) int { return width - tileGap - 2 }

// grade is the number of a point's grade on its scale.
func (p *plot) grade(pt *point) int {
	return slices.IndexFunc(p.measure.Scale, func(g *report.Member) bool { return g.ID == pt.cell().Grade })
}

// tileWords are what is written on a point's tile.
func (p *plot) tileWords(pt *point) string {
	if !pt.drawn() || !p.measure.Rating() {
		return pt.withMarks(pt.label)
	}
	grade := p.measure.Scale[p.grade(pt)]
	title := grade.Short
	if len(title) == 0 {
		title = grade.Title
	}
	return pt.withMarks(title.In(p.l.Language))
}

// darkest is the greatest figure of a heatmap of numbers, "" for other charts.
func (p *plot) darkest() string {
	if p.c.Type != "heatmap" || p.measure.Rating() {
		return ""
	}
	var most *point
	for pt := range p.figures() {
		if most == nil || pt.number().Cmp(most.number()) > 0 {
			most = pt
		}
	}
	if most == nil {
		return ""
	}
	return most.label
}
