package chart

import (
	"fmt"
	"math/big"
	"slices"

	"vitrine/generator/locale"
	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/table"
)

const (
	mostSeries = len(seriesColors) // that can be told apart by colour and by hatching, symbol or dashes
	mostPlaces = 60                // of bars: more make a picture that is longer than a screen is high
	mostBars   = 100               // side by side, of several series
)

// waysOut are what a chart of too many series can be instead.
const waysOut = `choose some with where, add the rest up with top = 8 on x or with sum, draw facets, ` +
	`or draw lines of which highlight = ["…"] names some`

// checkMany refuses what has more series or places than a reader can tell apart.
func (p *plot) checkMany() *table.Mistake {
	lines := p.c.Type == "line" || p.c.Type == "slope"
	tiles := p.c.Type == "heatmap"
	if n := len(p.series); n > mostSeries && !tiles && !(lines && p.grey != nil) {
		return &table.Mistake{Pos: p.c.Key("series"), Hint: waysOut,
			Text: fmt.Sprintf("%d series can't be told apart: the most are %d", n, mostSeries)}
	}
	bars := p.c.Type == "bar" || p.c.Type == "horizontal-bar"
	if n := len(p.series) * len(p.xs); bars && n > mostBars && len(p.series) > 1 {
		return &table.Mistake{
			Pos:  p.c.Key("series"),
			Hint: "draw lines, a stacked-bar or facets, or choose some with where",
			Text: fmt.Sprintf("%d bars side by side can't be told apart: the most are %d", n, mostBars),
		}
	}
	overTime := p.spans != nil && (lines || p.c.Type == "area")
	if n := len(p.xs); n > mostPlaces && !overTime && p.c.Type != report.MapType {
		return &table.Mistake{Pos: p.c.Key("x"),
			Hint: `draw the greatest with sort = "value" and top = 20, or choose some with where; ` +
				`of times, draw a line`,
			Text: fmt.Sprintf("%d places make a picture that nobody can take in: the most are %d", n, mostPlaces)}
	}
	return nil
}

// readHighlight finds out which series are highlighted; of a single one, which places.
func (p *plot) readHighlight(xs, series *columns) *table.Mistake {
	at := p.c.Key("highlight")
	of := series
	if len(series.ids) == 1 {
		of = xs
	}
	if slices.Contains([]string{"pie", "heatmap", "range", report.MapType}, p.c.Type) {
		return &table.Mistake{Pos: at, Text: "a " + p.c.Type + " has no highlight"}
	}
	p.grey = make([]bool, len(of.ids))
	for i, id := range of.ids {
		p.grey[i] = !slices.Contains(p.c.Highlight, id)
	}
	for _, id := range p.c.Highlight {
		if !slices.Contains(of.ids, id) {
			return &table.Mistake{Pos: at, Text: fmt.Sprintf("%q is not drawn, so it can't be highlighted", id),
				Hint: source.DidYouMean(id, of.ids)}
		}
	}
	return p.tooMuchHighlighted(at)
}

func (p *plot) tooMuchHighlighted(at source.Pos) *table.Mistake {
	if n := len(p.c.Highlight); n > mostSeries {
		return &table.Mistake{Pos: at, Text: fmt.Sprintf("%d are highlighted, and the most are %d", n, mostSeries)}
	}
	return nil
}

// color is the number of the colour of a series, or of a place of a single one: those that are
// highlighted have the first ones. It is less than 0 for grey; by it grey series are told apart that a
// legend names.
func (p *plot) color(series, place int) int {
	at := series
	if len(p.series) == 1 && p.grey != nil {
		at = place
	}
	if p.grey == nil {
		return at
	}
	if at < 0 || p.grey[at] {
		if len(p.series) == 1 || len(p.series) > mostSeries {
			return -1
		}
		return -1 - at
	}
	if len(p.series) == 1 {
		return 0
	}
	n := 0
	for _, grey := range p.grey[:at] {
		if !grey {
			n++
		}
	}
	return n
}

// named are the series that a legend or the ends of lines name: all, or where there are too many
// those that are highlighted.
func (p *plot) named(series int) bool {
	return len(p.series) <= mostSeries || p.color(series, -1) >= 0
}

// checkRanges refuses figures that lie between two numbers where nothing is drawn of such.
func (p *plot) checkRanges() *table.Mistake {
	if slices.Contains([]string{"bar", "horizontal-bar", report.MapType}, p.c.Type) {
		return nil
	}
	for _, row := range p.Rows {
		for _, i := range p.Measures {
			if c := &row.Cells[i]; c.State == report.Number && c.Bound == report.Between {
				return &table.Mistake{Pos: p.c.Key("y"), Hint: "draw bars: they float between the two numbers",
					Text: fmt.Sprintf(
						"%s lies between two numbers, for which a %s has no form",
						p.l.Cell(p.Dataset.Measures[i], c),
						p.c.Type,
					)}
			}
		}
	}
	return nil
}

// checkShare refuses shares of what makes no whole.
func (p *plot) checkShare() *table.Mistake {
	at := p.c.Key("share")
	if !p.c.Share {
		return nil
	}
	if p.c.Type != "stacked-bar" {
		return &table.Mistake{Pos: at, Text: "share = true makes the bars of a stacked-bar 100% each",
			Hint: `write type = "stacked-bar"`}
	}
	for _, row := range p.Rows {
		for _, i := range p.Measures {
			if row.Cells[i].State != report.Number {
				return &table.Mistake{
					Pos:  at,
					Text: "shares need all parts of a whole, and one is missing or suppressed",
					Hint: "leave its place out with where, or take share out",
				}
			}
		}
	}
	return nil
}

// takeShares draws each figure as its part of its place, in percent.
func (p *plot) takeShares() {
	for x := range p.xs {
		sum, bound := new(big.Rat), report.Exact
		for _, s := range p.points {
			if s[x].drawn() {
				sum.Add(sum, s[x].cell().Value.Rat())
				if s[x].cell().Bound == report.About {
					bound = report.About
				}
			}
		}
		for _, s := range p.points {
			if s[x].drawn() && sum.Sign() > 0 {
				s[x].takeShare(sum, bound, p.l)
			}
		}
	}
}

// takeShare draws a figure as its part of a sum, of which some may be rounded. A part is never called
// none, or all, unless it is.
func (pt *point) takeShare(sum *big.Rat, bound report.Bound, l *locale.Locale) {
	percent := new(big.Rat).Quo(pt.cell().Value.Rat(), sum)
	percent.Mul(percent, big.NewRat(100, 1))
	exact, _ := report.DecimalOf(percent, 4) // at most 100
	pt.share = &exact
	short, _ := report.DecimalOf(percent, 0)
	for places := 1; places < 4 && short.Rat().Cmp(percent) != 0; places++ {
		if short.Sign() != 0 && short.Cmp(report.Whole(100)) != 0 {
			break
		}
		short, _ = report.DecimalOf(percent, places)
	}
	words := l.Word("percent", "n", l.Short(bound, short))
	pt.marked = pt.withMarks(words)
	if pt.differs {
		pt.marked += " ≠"
	}
	pt.words += " · " + words
}
