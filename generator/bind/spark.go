package bind

import (
	"fmt"
	"slices"

	"vitrine/generator/address"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// sparkline finds the figures of a sparkline: those that fit its address, at all periods that
// it leaves open.
func (b *binding) sparkline(s *report.Sparkline) {
	if s == nil {
		return
	}
	a, err := address.Parse(s.Address)
	if err != nil {
		b.problems.Add(source.Problem{Pos: posIn(s.Pos, s.Address, err.Offset), Text: err.Text,
			Hint: `like sparkline = "dataset/measure?year=*"`})
		return
	}
	d := b.datasets[a.Dataset]
	if d == nil {
		b.problems.Add(source.Problem{Pos: s.Pos, Text: fmt.Sprintf("there is no published dataset %q", a.Dataset),
			Hint: nearest(a.Dataset, b.ids)})
		return
	}
	b.used = append(b.used, d.ID)
	series, p := seriesOf(a, b.evaluator(d))
	if p != nil {
		b.problems.Add(source.Problem{Pos: posIn(s.Pos, s.Address, p.offset), Text: p.text, Hint: p.hint})
		return
	}
	s.Series = series
}

// seriesOf is the series that an address gives.
func seriesOf(a *address.Address, e *evaluator) (*report.Series, *problem) {
	x, d := a.Expr, e.dataset
	if x == nil || x.Op != address.Name {
		return nil, &problem{text: "a sparkline draws one measure, and no arithmetic"}
	}
	if p := e.checkMeasure(x); p != nil {
		return nil, p
	}
	scope, p := e.lay(nil, a.Filter)
	if p != nil {
		return nil, p
	}
	sel, p := e.rowsOf(x, scope, false)
	if p != nil {
		return nil, p
	}
	dimension := -1
	for _, c := range sel.scope {
		switch {
		case c.Key == asOf:
			return nil, &problem{
				text:   "a sparkline draws figures as they stand now",
				hint:   "leave out as_of",
				offset: c.Offset,
			}
		case c.Any && dimension >= 0:
			return nil, &problem{text: "a sparkline is drawn over one dimension, and two are open here",
				hint: "give one of them a value", offset: c.Offset}
		case c.Any:
			if dimension = d.Index(c.Key); dimension < 0 {
				return nil, &problem{
					text:   c.Key + " is no dimension, and a sparkline is drawn over periods",
					offset: c.Offset,
				}
			}
		}
	}
	if dimension < 0 {
		return nil, &problem{
			text:   "no dimension is open, over which a sparkline could be drawn",
			hint:   openHint(d),
			offset: x.Offset,
		}
	}
	measure, rows := sel.measure, slices.Concat(sel.groups...)
	moments, text, hint := d.Moments(rows, dimension)
	if text != "" {
		return nil, &problem{text: text, hint: hint, offset: x.Offset}
	}
	series, text, hint := d.Series(moments, rows, measure, dimension)
	if text != "" {
		return nil, &problem{text: text, hint: hint, offset: x.Offset}
	}
	if !series.Drawn() {
		return nil, &problem{text: "a sparkline needs at least two figures that are shown, and here are fewer",
			hint: "bounds, plans and figures that are missing or suppressed have no point", offset: x.Offset}
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
