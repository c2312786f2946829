package report

import (
	"maps"
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

// RevisionKinds are all kinds of revisions, those that matter most to readers first.
func RevisionKinds() []string {
	return []string{RevisedCorrection, RevisedUnexplained, RevisedMethod, RevisedRoutine, RevisedData}
}

// Release is what was published on a day. A build is compared with it, and whoever kept a copy
// knows it.
type Release struct {
	ID          string
	Date        Date
	Title       string
	Revisions   map[string]string // DATASET/ID to KIND DATE
	Withdrawals []string          // DATASET/ID DATE DIGEST, the digest of what is withdrawn
	Corrections []string          // PATH DATE, of articles
	Versions    []string          // DATASET DATE, of those that stood no longer
	Articles    []string          // PATH DATE, of the last change
	Figures     map[string]*Figures
	Updated     map[string]Date              // of each dataset
	Sums        map[string]string            // of each dataset, by which a change of its figures or words is seen
	Words       map[string]map[string]string // of each dataset, by name; a release before they were kept has none
	Dated       []string                     // the paths of its files whose addresses have a date
	Past        map[string][]Past            // by PastKey
	Withdrawn   Date                         // zero while it stands
	Reason      string                       // of the withdrawal
}

// Past is what a release gave as the figure before a revision.
type Past struct {
	Sources string
	Code    string // Cell.Recorded
}

// PastKey names the cell that a revision changed, whatever its sources.
func PastKey(dataset, revision, measure string, keys []string) string {
	return strings.Join(append([]string{dataset, revision, measure}, keys...), "\x00")
}

// Before is what a release gave as the figure of a cell before a revision. A row that rests on
// other sources now is still the same row when it is alone with its keys.
func (r *Release) Before(d *Dataset, revision string, measure int, keys []string, sources string,
	alone bool) (code string, told bool) {
	list := r.Past[PastKey(d.ID, revision, d.Measures[measure].ID, keys)]
	for _, p := range list {
		if p.Sources == sources || alone && len(list) == 1 {
			return p.Code, true
		}
	}
	return "", false
}

// Figures are the figures of a dataset in a release, and the words in its rows.
type Figures struct {
	cells map[string]string   // by keys, sources and measure: Cell.Recorded
	words map[string]string   // by keys, sources and column: an attribute, marks or notes
	rows  map[string][]string // by keys: the sources of each row
}

// NewFigures returns Figures of no rows.
func NewFigures() *Figures {
	return &Figures{cells: map[string]string{}, words: map[string]string{}, rows: map[string][]string{}}
}

func joined(keys []string) string { return strings.Join(keys, "\x00") }

// Changed counts the figures of older ones that are others now, or gone. There may be none now. A row that
// is alone with its keys is the same row, whatever its sources.
func (f *Figures) Changed(before *Figures) (n int) {
	before.Each(func(keys []string, sources, measure string) {
		was, _ := before.At(keys, sources, measure, false)
		if f == nil {
			n++
		} else if is, there := f.At(keys, sources, measure, f.Alone(keys)); !there || is != was {
			n++
		}
	})
	return n
}

// Row adds a row.
func (f *Figures) Row(keys []string, sources string) {
	f.rows[joined(keys)] = append(f.rows[joined(keys)], sources)
}

// Set sets what a cell said.
func (f *Figures) Set(keys []string, sources, measure, code string) {
	f.cells[joined(keys)+"\x01"+sources+"\x01"+measure] = code
}

// SetWord sets what a row said in a column of words.
func (f *Figures) SetWord(keys []string, sources, column, text string) {
	f.words[joined(keys)+"\x01"+sources+"\x01"+column] = text
}

// At is what a cell said. A row that rests on other sources now is still the same row when it
// is alone with its keys, then and now.
func (f *Figures) At(keys []string, sources, measure string, alone bool) (code string, published bool) {
	if f == nil {
		return "", false
	}
	code, published = f.cells[f.row(keys, sources, alone)+measure]
	return code, published
}

// Word is what a row said in a column of words, and whether there was such a column.
func (f *Figures) Word(keys []string, sources, column string, alone bool) (text string, there bool) {
	text, there = f.words[f.row(keys, sources, alone)+column]
	return text, there
}

func (f *Figures) row(keys []string, sources string, alone bool) string {
	if rows := f.rows[joined(keys)]; alone && len(rows) == 1 {
		sources = rows[0]
	}
	return joined(keys) + "\x01" + sources + "\x01"
}

// Members are the members of a dimension, given by its index, that rows had.
func (f *Figures) Members(dimension int) map[string]bool {
	members := map[string]bool{}
	for key := range f.rows {
		members[strings.Split(key, "\x00")[dimension]] = true
	}
	return members
}

// Alone reports whether just one row had these keys.
func (f *Figures) Alone(keys []string) bool { return len(f.rows[joined(keys)]) == 1 }

// Sources are those of each row that had these keys.
func (f *Figures) Sources(keys []string) []string { return f.rows[joined(keys)] }

// Has reports whether a row with these keys was there.
func (f *Figures) Has(keys []string) bool { return f != nil && len(f.rows[joined(keys)]) > 0 }

// Each calls yield for every cell, sorted by keys, sources and measure.
func (f *Figures) Each(yield func(keys []string, sources, measure string)) {
	for _, key := range slices.Sorted(maps.Keys(f.cells)) {
		parts := strings.Split(key, "\x01")
		yield(strings.Split(parts[0], "\x00"), parts[1], parts[2])
	}
}

// Recorded is a cell as a release keeps it: its code, and whether it is a plan.
func (c *Cell) Recorded() string {
	if c.HasMark("f") && c.IsFigure() {
		return c.Code() + " [f]"
	}
	return c.Code()
}

// ParseRecorded reads what Recorded wrote of a cell of this measure.
func (m *Measure) ParseRecorded(s string) (c Cell) {
	s, planned := strings.CutSuffix(s, " [f]")
	if planned {
		c.Marks = []string{"f"}
	}
	switch s {
	case "[x]":
		c.State = Missing
		return c
	case "[z]":
		c.State = NotApplicable
		return c
	case "[c]":
		c.State = Suppressed
		return c
	}
	if low, high, is := strings.Cut(s, string(Between)); is && !m.Rating() {
		var err error
		if c.High, err = ParseDecimal(high); err == nil {
			c.Bound, s = Between, low
		}
	}
	for _, b := range []Bound{AtLeast, AtMost, Above, Below, About} {
		if rest, ok := strings.CutPrefix(s, string(b)); ok {
			c.Bound, s = b, rest
			break
		}
	}
	if m.Rating() { // whose grades may look like numbers
		c.State, c.Grade = Rated, s
		return c
	}
	var err error
	if c.Value, err = ParseDecimal(s); err != nil {
		c.State, c.Grade = Rated, s // of a measure that had grades once
	}
	return c
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
	Words    []string // names of what it changes besides figures, as in Release.Words, and "marks" and "notes"
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
	ID       string
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

// Same reports whether two cells say the same: their figures, and whether these
// are plans; not their other marks or notes.
func (c *Cell) Same(o *Cell) bool {
	return c.HasMark("f") == o.HasMark("f") && c.State == o.State && c.Bound == o.Bound && c.Grade == o.Grade &&
		c.Value.Cmp(o.Value) == 0 && c.High.Cmp(o.High) == 0
}

// Step is one line of a cell's history: what it said until a revision.
type Step struct {
	*Revision
	Was Cell
}

// History is what a cell said before, the earliest first.
func (d *Dataset) History(row *Row, measure int) []Step { return d.Past[CellRef{row, measure}] }

// AsOf is what a cell said on a day: before every later revision. What is computed
// from a figure that is withheld for that day is withheld for it too.
func (d *Dataset) AsOf(row *Row, measure int, day Date) *Cell {
	c := CellRef{row, measure}
	cell := d.cellOn(c, day)
	if d.withheldOn(c, day, map[CellRef]bool{}) {
		return &Cell{State: Suppressed, Sources: cell.Sources}
	}
	return cell
}

// cellOn is what a cell said on a day, whether or not it may be told for that day.
func (d *Dataset) cellOn(c CellRef, day Date) *Cell {
	for _, step := range d.History(c.Row, c.Measure) {
		if step.Date.Compare(day) > 0 {
			return &step.Was
		}
	}
	return &c.Row.Cells[c.Measure]
}

// withheldOn reports whether a cell, or one that it is computed from, was withheld on a
// day. seen are the cells that have been looked at already.
func (d *Dataset) withheldOn(c CellRef, day Date, seen map[CellRef]bool) bool {
	if seen[c] {
		return false
	}
	seen[c] = true
	shown, before := d.Shown[c]
	return d.cellOn(c, day).State == Suppressed || before && day.Compare(shown) < 0 ||
		slices.ContainsFunc(d.Inputs[c], func(in CellRef) bool { return d.withheldOn(in, day, seen) })
}

// Superseded are the days of all versions but the present one, the earliest first.
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

// Version is the dataset as it stood on a day.
func (d *Dataset) Version(day Date) *Dataset {
	old := *d
	old.Updated, old.Status = day, "revised"
	old.Rows, old.Revisions, old.Past = nil, nil, map[CellRef][]Step{}
	var next Date // the day that ended the version
	for _, r := range d.Revisions {
		if r.Date.Compare(day) <= 0 {
			old.Revisions = append(old.Revisions, r)
		} else if next.IsZero() {
			next = r.Date
		}
	}
	for _, row := range d.Rows {
		if !next.IsZero() && row.Since.Compare(next) >= 0 && !row.Since.IsZero() || d.addedAfter(row, day) {
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
	for _, before := range d.Revisions {
		if before == r {
			break
		}
		changed := slices.ContainsFunc(before.Changes, func(x Change) bool {
			return x.Row == c.Row && x.Measure == c.Measure
		})
		if changed || slices.Contains(before.Added, c.Row) {
			since = before.Date
		}
	}
	return since
}

// Existed reports whether a row was there on a day.
func (d *Dataset) Existed(row *Row, day Date) bool {
	return row.Since.Compare(day) <= 0 && !d.addedAfter(row, day)
}

// addedAfter reports whether a revision later than a day added a row.
func (d *Dataset) addedAfter(row *Row, day Date) bool {
	return slices.ContainsFunc(d.Revisions, func(r *Revision) bool {
		return r.Date.Compare(day) > 0 && slices.Contains(r.Added, row)
	})
}

// Anchor is where the revision stands on the dataset's page.
func (r *Revision) Anchor() string { return "revision-" + r.ID }

// ChangeAnchor is the fragment of a change on the dataset's page.
func (d *Dataset) ChangeAnchor(r *Revision, c *Change) string {
	return r.Anchor() + "." + d.CellAnchor(c.Row, c.Measure)
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

// Discreet reports whether a cell's earlier figure must be withheld: it is, or differs by, a
// count of people below the threshold, or it is computed from counts of people.
func (d *Dataset) Discreet(measure int, was, now *Cell) bool {
	m := d.Measures[measure]
	few := func(r *big.Rat) bool {
		return r.Sign() != 0 && new(big.Rat).Abs(r).Cmp(new(big.Rat).SetInt64(int64(d.Disclosure.Threshold))) < 0
	}
	switch {
	case d.Disclosure.Method != "suppress" || was.State != Number:
		return false
	case len(m.DerivedFrom) > 0:
		return true
	case !m.People:
		return false
	}
	return few(was.Value.Rat()) || was.Value.Sign() == 0 && d.Disclosure.Zeros ||
		now.State == Number && few(new(big.Rat).Sub(now.Value.Rat(), was.Value.Rat()))
}
