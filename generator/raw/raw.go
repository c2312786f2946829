// Package raw holds datasets as their editors wrote them, with every figure.
// Only load, check, disclose and main import it (a test holds the list): what
// comes after the gate in disclose can't name these types, so it can't reach a
// figure that the gate withholds.
package raw

import (
	"iter"
	"slices"

	"vitrine/generator/report"
	"vitrine/generator/source"
)

// Dataset is a dataset before the gate: the header as it will be published,
// and the rows as written.
type Dataset struct {
	Header        *report.Dataset // its Rows are nil
	Rows          []*Row
	PartFile      string // of a part of a report: the file of its own rows, which has all of them
	Discrepancies []*Discrepancy
	Strangers     map[string][]string // by dimension that lists its members: words of files that name none
	Revisions     []*Revision         // in the order of their dates
	Unchanged     []*Unchanged
	Keep          []report.Where // cells that are never suppressed to protect others
}

// Row is a row as written, with its place.
type Row struct {
	Pos     source.Pos
	Keys    []string
	Attrs   []string
	Sources []*report.Source
	Cells   []Cell
}

// Cell is a figure as written, with its place.
type Cell struct {
	Pos  source.Pos
	Cell report.Cell
}

// Discrepancy is a declared gap between totals and their parts.
type Discrepancy struct {
	*report.Discrepancy
	Min, Max report.Decimal
}

// Revision is a declared change with what stood there before.
type Revision struct {
	*report.Revision
	Was     *Cell  // of the one cell, or
	From    []*Row // all rows as they were
	FromPos source.Pos
	Changes []Change // found by check
	Added   []int    // rows that came with it, of Dataset.Rows
}

// OfWords reports whether a revision changes no figure, but what is said of some.
func (r *Revision) OfWords() bool { return r.Was == nil && r.From == nil && len(r.Words) > 0 }

// Unchanged says that what a release withheld is as it was then.
type Unchanged struct {
	Pos      source.Pos
	Since    string // the id of the release
	Where    report.Where
	Measures []string
}

// Covers reports whether it speaks of a cell.
func (u *Unchanged) Covers(h *report.Dataset, row *Row, measure int) bool {
	return report.InScope(u.Measures, h.Measures[measure].ID) && h.Matches(u.Where, row.Keys, row.Attrs, row.Sources)
}

// Change is a figure before a revision.
type Change struct {
	Row, Measure int // of Dataset.Rows and their cells
	Was          report.Cell
}

// Before returns a cell as it was before the revision at an index and all later ones;
// with len(Revisions), as it is.
func (d *Dataset) Before(revision, row, measure int) *report.Cell {
	for _, r := range d.Revisions[revision:] {
		for i := range r.Changes {
			if c := &r.Changes[i]; c.Row == row && c.Measure == measure {
				return &c.Was
			}
		}
	}
	return &d.Rows[row].Cells[measure].Cell
}

// AllSources returns the sources that a dataset rests on or has rested on, and those of
// statements about it. Some come more than once.
func (d *Dataset) AllSources() iter.Seq[*report.Source] {
	return func(yield func(*report.Source) bool) {
		rows := slices.Clone(d.Rows)
		var lists [][]*report.Source
		for _, r := range d.Revisions {
			rows = append(rows, r.From...)
			if r.Was != nil {
				lists = append(lists, r.Was.Cell.Sources)
			}
		}
		for _, row := range rows {
			lists = append(lists, row.Sources)
			for i := range row.Cells {
				lists = append(lists, row.Cells[i].Cell.Sources)
			}
		}
		for _, s := range d.Header.Statements {
			lists = append(lists, []*report.Source{s.Source})
		}
		for _, list := range lists {
			for _, s := range list {
				if !yield(s) {
					return
				}
			}
		}
	}
}

// Repeated pairs the rows of d with those of other that speak of the same: their
// dimensions have the same members, and a dimension that d lacks stands at its
// total.
func Repeated(d, other *Dataset) iter.Seq2[int, int] {
	return func(yield func(int, int) bool) {
		for _, dimension := range d.Header.Dimensions {
			if other.Header.Dimension(dimension.ID) == nil {
				return
			}
		}
		rows := NewIndex(other.Rows)
		for i, row := range d.Rows {
			keys := make([]string, len(other.Header.Dimensions))
			for k, dimension := range other.Header.Dimensions {
				keys[k] = dimension.Total
				if at := d.Header.Index(dimension.ID); at >= 0 {
					keys[k] = row.Keys[at]
				}
			}
			for _, j := range rows.Rows(keys) {
				if !yield(i, j) {
					return
				}
			}
		}
	}
}
