// Package disclose is the gate: the only way from the raw figures to those that
// may be published.
//
// The rule: of a measure that counts people, a cell from 1 to threshold-1 is
// withheld, and so is a bound or a rounded figure that can only mean such a
// count. So is what is derived_from a withheld cell. Rows outside the dataset's `only` are left out. A withheld cell keeps
// no trace of its figure: no value, no bound, no mark and no note but [c].
package disclose

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"vitrine/generator/raw"
	"vitrine/generator/report"
)

// Counts say what the gate did.
type Counts struct {
	Published, Withheld int // cells
	RowsLeftOut         int
}

// Publish returns what may be published of a dataset. The raw dataset stays as
// it is.
func Publish(d *raw.Dataset) (*report.Dataset, Counts) {
	out := *d.Header
	out.Rows = nil
	var counts Counts
	oneSource := !slices.ContainsFunc(d.Rows, func(r *raw.Row) bool {
		return report.SourceIDs(r.Sources) != report.SourceIDs(d.Rows[0].Sources)
	})
	for _, row := range d.Rows {
		if !out.Matches(out.Disclosure.Only, row.Keys, row.Attrs, row.Sources) {
			counts.RowsLeftOut++
			continue
		}
		published := &report.Row{Anchor: anchor(row, len(out.Rows), !oneSource), Keys: row.Keys, Attrs: row.Attrs, Sources: row.Sources}
		for i := range row.Cells {
			cell := row.Cells[i].Cell
			if small(&cell, out.Measures[i], out.Disclosure) {
				cell = report.Cell{State: report.Suppressed, Sources: cell.Sources}
				counts.Withheld++
			} else {
				counts.Published++
			}
			published.Cells = append(published.Cells, cell)
		}
		n := withholdDerived(&out, published)
		counts.Withheld, counts.Published = counts.Withheld+n, counts.Published-n
		out.Rows = append(out.Rows, published)
	}
	out.Disclosure.Withheld = counts.RowsLeftOut
	out.Dimensions = remaining(&out)
	return &out, counts
}

// withholdDerived withholds what is computed from a withheld cell, and what is
// computed from that.
func withholdDerived(d *report.Dataset, row *report.Row) (withheld int) {
	for again := true; again; {
		again = false
		for i, m := range d.Measures {
			if row.Cells[i].State == report.Suppressed || row.Cells[i].State == report.Missing {
				continue
			}
			if slices.ContainsFunc(m.DerivedFrom, func(id string) bool { return row.Cells[d.MeasureIndex(id)].State == report.Suppressed }) {
				row.Cells[i] = report.Cell{State: report.Suppressed, Sources: row.Cells[i].Sources}
				withheld++
				again = true
			}
		}
	}
	return withheld
}

// small reports whether a cell could give a few people away.
func small(c *report.Cell, m *report.Measure, rule report.Disclosure) bool {
	if !m.People || rule.Method == "none" || c.State != report.Number {
		return false
	}
	i := c.Interval(m)
	few := report.Interval{Lo: new(big.Rat), LoOpen: true, Hi: big.NewRat(int64(rule.Threshold), 1), HiOpen: true}
	return i.Within(few) || c.Value.Sign() > 0 && report.Point(c.Value.Rat()).Within(few)
}

// anchor names a row on the dataset's page, from its keys and, where they
// tell rows apart, its sources.
func anchor(row *raw.Row, index int, withSources bool) string {
	parts := append([]string{}, row.Keys...)
	if ids := report.SourceIDs(row.Sources); withSources && ids != "" {
		parts = append(parts, ids)
	}
	if len(parts) == 0 {
		return fmt.Sprintf("row-%d", index+1)
	}
	return strings.ReplaceAll(strings.Join(parts, "."), "/", "_")
}

// remaining keeps of each dimension the members that a published row names.
func remaining(d *report.Dataset) []*report.Dimension {
	var dims []*report.Dimension
	for i, dimension := range d.Dimensions {
		named := map[string]bool{}
		for _, row := range d.Rows {
			named[row.Keys[i]] = true
		}
		kept := *dimension
		kept.Members = nil
		for _, m := range dimension.Members {
			if named[m.ID] {
				kept.Members = append(kept.Members, m)
			}
		}
		dims = append(dims, &kept)
	}
	return dims
}

// Add adds counts up.
func (c Counts) Add(d Counts) Counts {
	return Counts{c.Published + d.Published, c.Withheld + d.Withheld, c.RowsLeftOut + d.RowsLeftOut}
}
