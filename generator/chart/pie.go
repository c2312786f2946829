package chart

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"vitrine/generator/option"
	"vitrine/generator/table"
)

// mostSlices is how many parts of a disc can be told apart and named.
const mostSlices = 8

// pie names each part beside it, or where there is no room in a list below.
func (f *frame) pie() *table.Mistake {
	if len(f.series) != 1 {
		return &table.Mistake{Text: "a pie has one series", Hint: "take series out, or draw a stacked-bar"}
	}
	var titles []string
	pie := option.Series{
		SingleSeries:     charts.SingleSeries{Name: f.series[0], Type: "pie"},
		LabelLine:        &option.LabelLine{Length: 8, Length2: 6, LineStyle: opts.LineStyle{Color: option.Soft}},
		StillShowZeroSum: opts.Bool(false),
		Data:             option.Data{},
	}
	if n := len(f.xs); n > mostSlices {
		return &table.Mistake{Hint: "draw a horizontal-bar",
			Text: fmt.Sprintf("a pie of %d parts can't be read: it has room for %d", n, mostSlices)}
	}
	sum := 0
	for x, pt := range f.points[0] {
		if pt == nil {
			continue
		}
		d := option.NewDatum(pt.figure())
		title := f.xs[x] + ": " + pt.marked
		d.ItemStyle = &option.ItemStyle{
			Color:     areaFill(len(titles)),
			ItemStyle: opts.ItemStyle{BorderColor: option.Paper, BorderWidth: 1},
		}
		d.Label = &option.Label{}
		pie.Data = append(pie.Data, d)
		titles = append(titles, title)
		sum += pt.cell().Value.Sign()
	}
	list := names(titles)
	for i := range pie.Data {
		pie.Data[i].Name = list[i]
	}
	if sum == 0 {
		return &table.Mistake{Text: "a pie of zeros has no parts", Hint: "draw a horizontal-bar"}
	}
	radius := 80
	f.Height = 2*radius + 16
	if f.wide {
		radius, f.Height = 105, 290
	}
	pie.Center, pie.Radius = []int{f.Width / 2, f.Height / 2}, radius
	if f.wide && f.labelSlices(&pie, titles) {
		pie.LabelLine.Show = true
	} else {
		f.Height = 2*radius + 16
		pie.Center = []int{f.Width / 2, f.Height / 2}
		f.showLegend(list, titles)
		f.Legend.Top = f.Height
		f.Height += f.top
	}
	f.Series = []option.Series{pie}
	return nil
}

// labelSlices puts each part's name beside it. It fails when two would touch, or
// when a part's middle lies so near above or below that its side is not clear.
func (f *frame) labelSlices(pie *option.Series, titles []string) bool {
	const pixel = option.Pixel
	room := f.Width/2 - pie.Radius.(int) - 40
	labels := make([]option.Label, len(pie.Data))
	type span struct{ top, bottom option.Px }
	taken := map[string][]span{}
	for i, s := range pie.Slices() {
		l := &labels[i]
		l.Words, l.LineHeight = strings.Join(font.Wrap(titles[i], room), "\n"), option.LineHeight
		_, corner, side := s.Guide(pie.LabelLine)
		half := option.Pixels((1+strings.Count(l.Words, "\n"))*option.LineHeight)/2 + 2*pixel
		here := span{top: corner[1] - half, bottom: corner[1] + half}
		if here.top < 0 || here.bottom > option.Pixels(f.Height) || s.Middle[0] > -pixel/5 && s.Middle[0] < pixel/5 {
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
		pie.Data[i].Label = &labels[i]
	}
	return true
}

// leastPart is the smallest part of a disc that a reader can tell from its neighbours, in percent.
const leastPart = 2

// advice says of a pie what bars would tell better.
func (p *plot) advice() []table.Mistake {
	if p.c.Type != "pie" {
		return nil
	}
	text := ""
	switch small := p.smallPart(); {
	case len(p.xs) == 2:
		text = "a pie of two parts says one number: two bars say both"
	case small != "":
		text = fmt.Sprintf("%s is less than %d%% of this pie, too thin to be seen", small, leastPart)
	default:
		return nil
	}
	block := `type = "horizontal-bar", sort = "value"`
	return []table.Mistake{{Pos: p.c.Key("type"), Text: text, Hint: "write " + block}}
}

// smallPart is the title of a part that can hardly be seen, "" for none.
func (p *plot) smallPart() string {
	sum := new(big.Rat)
	for pt := range p.figures() {
		sum.Add(sum, pt.number().Rat())
	}
	least := sum.Mul(sum, big.NewRat(leastPart, 100))
	for x, pt := range p.points[0] {
		if pt.drawn() && pt.number().Rat().Cmp(least) < 0 {
			return p.xs[x]
		}
	}
	return ""
}
