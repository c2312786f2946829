package disclose

import (
	"slices"

	"vitrine/generator/disclose/relations"
	"vitrine/generator/report"
)

// withholdComputed withholds what is computed from a withheld cell, what is computed from
// that, all that a withheld small derived count is computed from, and what a withheld cell said
// before. It reports whether a cell was withheld because of another.
func (g *gate) withholdComputed(d *relations.Dataset) (changed bool) {
	out := g.out[d.Number]
	for r, row := range out.Rows {
		for i, m := range out.Measures {
			c := &row.Cells[i]
			derivedFew := len(m.DerivedFrom) > 0 && few(c, m, out.Disclosure)
			if derivedFew || g.impliesFew(d, r, i) || c.IsFigure() && takenBack(d, r, i) {
				withhold(c)
			}
		}
	}
	for again := true; again; {
		again = false
		for r, row := range out.Rows {
			for i := range out.Measures {
				inputs := g.inputs[d.Number].Of[relations.Cell{Dataset: d.Number, Row: r, Measure: i}]
				c := &row.Cells[i]
				// That there is none tells too: of a division that it was by zero, of a bound on which side.
				tells := c.IsFigure() || len(out.Measures[i].DerivedFrom) > 0 && c.State != report.Suppressed
				if tells && slices.ContainsFunc(inputs, g.withheldNow) {
					withhold(c)
					again, changed = true, true
				}
			}
		}
	}
	g.withholdPast(d)
	return changed
}

// shows reports whether a cell shows a figure or a grade.

// withheldNow reports whether a figure of a dataset is withheld.
func (g *gate) withheldNow(c relations.Cell) bool {
	return g.out[c.Dataset].Rows[c.Row].Cells[c.Measure].State == report.Suppressed
}

// withholdPast withholds what stood in cells before revisions: what was computed from a figure
// that is withheld as it was then, and what a withheld cell said.
func (g *gate) withholdPast(d *relations.Dataset) {
	out := g.out[d.Number]
	for again := true; again; {
		again = false
		for n, rev := range out.Revisions {
			for i := range rev.Changes {
				c := &rev.Changes[i]
				of := relations.Cell{Dataset: d.Number, Row: d.Revisions[n].Changes[i].Row, Measure: c.Measure}
				withheld := func(in relations.Cell) bool {
					return in.Dataset == d.Number &&
						before(out, n, out.Rows[in.Row], in.Measure).State == report.Suppressed
				}
				computed := len(out.Measures[c.Measure].DerivedFrom) > 0 && c.Was.State != report.Suppressed
				known := c.Was.State == report.Number || computed
				if known && slices.ContainsFunc(g.inputs[d.Number].Of[of], withheld) {
					withhold(&c.Was)
					again = true
				}
			}
		}
	}
	for n, rev := range out.Revisions {
		for i := range rev.Changes {
			c := &rev.Changes[i]
			gone := c.Row.Cells[c.Measure].State == report.Suppressed
			if c.Was.IsFigure() && (gone || takenBack(d, d.Revisions[n].Changes[i].Row, c.Measure)) {
				withhold(&c.Was)
			}
		}
	}
}

// before returns a cell as it was before the revision at an index.
func before(out *report.Dataset, revision int, row *report.Row, measure int) *report.Cell {
	for _, rev := range out.Revisions[revision:] {
		for i := range rev.Changes {
			if c := &rev.Changes[i]; c.Row == row && c.Measure == measure {
				return &c.Was
			}
		}
	}
	return &row.Cells[measure]
}

// impliesFew reports whether a derived figure gives away a small count that stands nowhere.
func (g *gate) impliesFew(d *relations.Dataset, row, measure int) bool {
	if !d.Protects() || d.Rows[row].Cells[measure].Cell.State != report.Number {
		return false
	}
	for m, count := range g.inputs[d.Number].Implied(d, row, measure) {
		if few(&report.Cell{Value: count}, m, d.Header.Disclosure) {
			return true
		}
	}
	return false
}
