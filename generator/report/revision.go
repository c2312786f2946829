package report

import (
	"slices"
	"strings"

	"vitrine/generator/source"
)

// Kinds of revisions: new data, a routine revision that was announced, a change of
// method, the correction of a mistake, and one that nobody has explained.
const (
	RevisedData        = "data"
	RevisedRoutine     = "routine"
	RevisedMethod      = "method"
	RevisedCorrection  = "correction"
	RevisedUnexplained = "unexplained"
)

// Release is what was published on a day: the last one is what a build is compared
// with, and all of them are known to whoever kept a copy.
type Release struct {
	ID          string
	Date        Date
	Title       string
	Revisions   []string                     // DATASET/ID
	Corrections []string                     // PATH DATE, of articles
	Figures     map[string]map[string]string // by dataset, then by CellKey: Cell.Code
}

// CellKey names a cell wherever its row stands.
func CellKey(keys []string, sources []*Source, measure string) string {
	return strings.Join(keys, "\x00") + "\x01" + SourceIDs(sources) + "\x01" + measure
}

// Revision is a declared change of published figures.
type Revision struct {
	ID       string
	Pos      source.Pos
	Date     Date // from which the new figures stand
	Kind     string
	By       string // who revised them, when it was not the editors
	Reason   Prose
	Where    Where
	Measures []string
	Cells    int
	Changes  []Change // from the gate alone
}

// Change is what a revision did to one cell: what stood there before. Was is
// suppressed when it, or the difference, would give people away.
type Change struct {
	Row     *Row
	Measure int
	Was     Cell
}

// Withdrawal takes back figures that should never have been published.
type Withdrawal struct {
	Pos      source.Pos
	Date     Date
	Where    Where
	Measures []string
	By       string
	Reason   Prose
}

// Covers reports whether a withdrawal takes a cell back.
func (w *Withdrawal) Covers(d *Dataset, keys, attrs []string, sources []*Source, measure int) bool {
	return InScope(w.Measures, d.Measures[measure].ID) && d.Matches(w.Where, keys, attrs, sources)
}

// InScope reports whether a list of measures takes one in; an empty list takes
// in all.
func InScope(measures []string, id string) bool {
	return len(measures) == 0 || slices.Contains(measures, id)
}

// Same reports whether two cells say the same: their figures, not their marks or
// notes.
func (c *Cell) Same(o *Cell) bool {
	return c.State == o.State && c.Bound == o.Bound && c.Grade == o.Grade && c.Value.Cmp(o.Value) == 0
}

// Step is one line of a cell's history: what it said until a revision.
type Step struct {
	*Revision
	Was Cell
}

// History is what a cell said before, the earliest first.
func (d *Dataset) History(row *Row, measure int) (steps []Step) {
	for _, r := range d.Revisions {
		for i := range r.Changes {
			if c := &r.Changes[i]; c.Row == row && c.Measure == measure {
				steps = append(steps, Step{r, c.Was})
			}
		}
	}
	return steps
}

// AsOf is what a cell said on a day: before every later revision.
func (d *Dataset) AsOf(row *Row, measure int, day Date) *Cell {
	for _, r := range d.Revisions {
		if r.Date.Compare(day) <= 0 {
			continue
		}
		for i := range r.Changes {
			if c := &r.Changes[i]; c.Row == row && c.Measure == measure {
				return &c.Was
			}
		}
	}
	return &row.Cells[measure]
}

// Superseded are the days on which versions appeared that stand no longer, the
// earliest first.
func (d *Dataset) Superseded() []Date {
	var days []Date
	for _, r := range d.Revisions {
		if len(days) == 0 {
			days = append(days, d.Published)
		}
		days = append(days, r.Date)
	}
	days = slices.Compact(days)
	return days[:max(0, len(days)-1)]
}

// Withdrawn is the withdrawal that took a version back, or nil.
func (d *Dataset) Withdrawn(version Date) *Withdrawal {
	for _, w := range d.Withdrawals {
		if w.Date.Compare(version) > 0 {
			return w
		}
	}
	return nil
}
