package report

import (
	"math/big"
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
	Added    []*Row   // that were not there before
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
func (d *Dataset) History(row *Row, measure int) []Step { return d.Past[CellRef{row, measure}] }

// AsOf is what a cell said on a day: before every later revision.
func (d *Dataset) AsOf(row *Row, measure int, day Date) *Cell {
	steps := d.History(row, measure)
	for i := range steps {
		if steps[i].Date.Compare(day) > 0 {
			return &steps[i].Was
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

// Version is the dataset as it stood on a day that Superseded names.
func (d *Dataset) Version(day Date) *Dataset {
	old := *d
	old.Updated, old.Status = day, "revised"
	old.Rows, old.Revisions, old.Past = nil, nil, map[CellRef][]Step{}
	later := map[*Row]bool{}
	for _, r := range d.Revisions {
		if r.Date.Compare(day) <= 0 {
			old.Revisions = append(old.Revisions, r)
			continue
		}
		for _, row := range r.Added {
			later[row] = true
		}
	}
	for _, row := range d.Rows {
		if later[row] {
			continue
		}
		was := *row
		was.Cells = nil
		for i := range row.Cells {
			was.Cells = append(was.Cells, *d.AsOf(row, i, day))
			for _, step := range d.History(row, i) {
				if step.Date.Compare(day) <= 0 {
					old.Past[CellRef{&was, i}] = append(old.Past[CellRef{&was, i}], step)
				}
			}
		}
		old.Rows = append(old.Rows, &was)
	}
	return &old
}

// After is what a revision changed a cell to.
func (d *Dataset) After(r *Revision, c *Change) *Cell {
	steps := d.History(c.Row, c.Measure)
	for i := range steps {
		if steps[i].Revision == r && i+1 < len(steps) {
			return &steps[i+1].Was
		}
	}
	return &c.Row.Cells[c.Measure]
}

// Since is the day from which a revision's old figure stood: that of the
// revision before, or the first version's.
func (d *Dataset) Since(r *Revision, c *Change) Date {
	since := d.Published
	for _, s := range d.History(c.Row, c.Measure) {
		if s.Revision == r {
			return since
		}
		since = s.Date
	}
	return since
}

// ChangeAnchor is the fragment of a change on the dataset's page.
func (d *Dataset) ChangeAnchor(r *Revision, c *Change) string {
	return "revision-" + r.ID + "." + d.CellAnchor(c.Row, c.Measure)
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

// Few reports whether the difference between a cell and what it said before, as
// Code writes it, is so small a count of people that what it said is withheld.
func (d *Dataset) Few(measure int, before string, now *Cell) bool {
	was, err := ParseDecimal(before)
	if !d.Measures[measure].People || d.Disclosure.Method != "suppress" || err != nil || now.State != Number || now.Bound != Exact {
		return false
	}
	by := new(big.Rat).Sub(now.Value.Rat(), was.Rat())
	return by.Abs(by).Cmp(new(big.Rat).SetInt64(int64(d.Disclosure.Threshold))) < 0
}
