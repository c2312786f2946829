package chart

import (
	"slices"

	"vitrine/generator/locale"
	"vitrine/generator/report"
	"vitrine/generator/table"
)

// drawn is what a chart draws: rows, which may be sums, and the keys of its axes among them.
type drawn struct {
	table.Part
	x, series, facet string
	left             int        // places that top left out
	summed           bool       // rows are sums
	chosen           table.Part // before anything was added up
}

// part chooses the rows of a chart, adds up what it asks for and puts its places in order.
func part(c *report.Chart, d *report.Dataset, measures []int, l *locale.Locale) (*drawn, *table.Mistake) {
	for _, id := range c.Sum {
		if id == c.X || id == c.Series || id == c.Facet {
			return nil, &table.Mistake{Pos: c.Key("sum"), Text: id + " is drawn, so it can't be added up",
				Hint: "take it out of sum, or draw another dimension"}
		}
	}
	axes := append([]string{c.X, c.Series, c.Facet}, c.Sum...)
	rows, mistake := table.Rows(d, c.Selection, axes...)
	if mistake != nil {
		return nil, mistake
	}
	all := table.Part{Dataset: d, Rows: rows, Measures: measures}
	p := &drawn{Part: all, x: c.X, series: c.Series, facet: c.Facet, chosen: all}
	bySource := slices.Contains([]string{c.X, c.Series, c.Facet}, "source")
	if len(c.Sum) > 0 {
		p.Part, mistake = p.Sum(c.Sum, c.Where, bySource, c.Key("sum"))
	}
	if mistake == nil && c.Step != "" {
		if p.Part, mistake = p.Step(c.X, c.Step, bySource, c.Key("step")); mistake == nil {
			p.Dataset.Dimension(c.X).Title = report.Label{l.Language: l.Word("step-" + c.Step)} // it is the part's own
		}
	}
	if mistake == nil && c.Fold != "" {
		mistake = p.fold(c, l)
	}
	if mistake == nil && c.Sort != "" {
		p.Part, mistake = p.SortBy(c.X, c.Sort, measures[0], l, c.Key("sort"))
	}
	if mistake == nil && c.Top > 0 {
		p.Part, p.left, mistake = p.Top(c.X, c.Top, measures[0], bySource, l, c.Key("top"))
	}
	p.summed = len(c.Sum) > 0 || c.Step != "" || p.others(c.X)
	if mistake == nil && len(p.Rows) == 0 {
		mistake = &table.Mistake{Pos: c.Pos, Text: "nothing is left to draw",
			Hint: "step draws only periods that are filled, and fold only parts of years"}
	}
	return p, mistake
}

// fold makes the years the series, or of a heatmap or small charts its rows.
func (p *drawn) fold(c *report.Chart, l *locale.Locale) (mistake *table.Mistake) {
	if c.Series != "" {
		return &table.Mistake{Pos: c.Key("series"), Text: "with fold the years are the series",
			Hint: "take series out, or draw facets of it"}
	}
	p.Part, mistake = p.Fold(c.X, l, c.Key("fold"))
	p.series = table.YearID
	return mistake
}

// others reports whether a place stands for others.
func (p *drawn) others(x string) bool {
	d := p.Dataset
	return d != nil && d.Dimension(x) != nil && d.Dimension(x).Member(table.OthersID) != nil
}
