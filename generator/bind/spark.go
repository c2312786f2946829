package bind

import (
	"fmt"

	"vitrine/generator/report"
	"vitrine/generator/source"
)

// sparkline finds the figures of a sparkline: those that fit its address, at all periods that
// it leaves open.
func (b *binding) sparkline(s *report.Sparkline) {
	if s == nil {
		return
	}
	a, err := parseAddress(s.Address)
	if err != nil {
		b.problems.Add(source.Problem{Pos: posIn(s.Pos, s.Address, err.offset), Text: err.text,
			Hint: `like sparkline = "dataset/measure?year=*"`})
		return
	}
	d := b.datasets[a.dataset]
	if d == nil {
		b.problems.Add(source.Problem{Pos: s.Pos, Text: fmt.Sprintf("there is no published dataset %q", a.dataset),
			Hint: nearest(a.dataset, b.ids)})
		return
	}
	b.used = append(b.used, d.ID)
	series, p := seriesOf(a, &evaluator{dataset: d, locale: b.locale, general: a.filter})
	if p != nil {
		b.problems.Add(source.Problem{Pos: posIn(s.Pos, s.Address, p.offset), Text: p.text, Hint: p.hint})
		return
	}
	s.Series = series
}

// seriesOf is the series that an address gives.
func seriesOf(a *address, e *evaluator) (*report.Series, *problem) {
	x, d := a.expr, e.dataset
	if x.op != 'm' {
		return nil, &problem{"a sparkline draws one measure, and no arithmetic", "", x.offset}
	}
	if p := e.checkFilter(a.filter); p != nil {
		return nil, p
	}
	if p := e.checkTerm(x, false); p != nil {
		return nil, p
	}
	filter := e.filterOf(x)
	dimension := -1
	for _, c := range filter {
		switch {
		case c.Key == asOf:
			return nil, &problem{"a sparkline draws figures as they stand now", "leave out as_of", c.offset}
		case c.any && dimension >= 0:
			return nil, &problem{"a sparkline is drawn over one dimension, and two are open here",
				"give one of them a value", c.offset}
		case c.any:
			if dimension = d.Index(c.Key); dimension < 0 {
				return nil, &problem{c.Key + " is no dimension, and a sparkline is drawn over periods", "", c.offset}
			}
		}
	}
	if dimension < 0 {
		return nil, &problem{"no dimension is open, over which a sparkline could be drawn", openHint(d), x.offset}
	}
	measure := d.MeasureIndex(x.name)
	var rows []*report.Row
	for _, row := range d.Rows {
		if e.matches(filter, row, measure) {
			rows = append(rows, row)
		}
	}
	moments, text, hint := d.Moments(rows, dimension)
	if text != "" {
		return nil, &problem{text, hint, x.offset}
	}
	series, text, hint := d.Series(moments, rows, measure, dimension)
	if text != "" {
		return nil, &problem{text, hint, x.offset}
	}
	if !series.Drawn() {
		return nil, &problem{"a sparkline needs at least two figures that are shown, and here are fewer",
			"bounds, plans and figures that are missing or suppressed have no point", x.offset}
	}
	return series, nil
}

// openHint names a dimension of periods of a dataset.
func openHint(d *report.Dataset) string {
	for _, x := range d.Dimensions {
		if x.Kind == report.KindPeriod {
			return fmt.Sprintf("like ?%s=*", x.ID)
		}
	}
	return ""
}
