package report

import (
	"iter"
	"slices"
	"strings"

	"vitrine/generator/source"
)

// Dataset is a table of observations with all that is said about it. Its
// header comes from the editor's file; its Rows come from the gate alone.
type Dataset struct {
	ID         string
	Pos        source.Pos
	Files      []string // that it was read from
	Title      Label
	Titles     []*Text // its own and its measures', to be looked at
	Summary    Prose
	Status     string // provisional, final, revised or withdrawn
	Published  Date   // when its first version appeared, where it has been revised
	Updated    Date
	Method     Prose
	Quality    Prose
	Licence    string
	Contact    string
	Aliases    []string // ids that it had before
	Draft      bool
	Standalone bool
	Places     Places
	Report     *Report // of which it is a part, or nil
	Part       *Part   // which one

	Dimensions    []*Dimension
	Attributes    []*Attribute
	Measures      []*Measure
	Notes         []*Note
	Conflicts     []*Conflict
	Discrepancies []*Discrepancy
	Statements    []*Statement
	Revisions     []*Revision // in the order of their dates
	Withdrawals   []*Withdrawal
	Disclosure    Disclosure

	Rows []*Row
	// From the gate alone:
	Past   map[CellRef][]Step    // what revised cells said before
	Inputs map[CellRef][]CellRef // what derived cells are computed from
	Shown  map[CellRef]Date      // the day from which a cell is shown that a release withheld
}

// Kinds of dimensions.
const (
	KindPeriod   = "period"
	KindGeo      = "geo"
	KindCategory = "category"
	KindOrdinal  = "ordinal"
)

// Dimension is one of the keys that identify a row.
type Dimension struct {
	ID       string
	Pos      source.Pos
	Title    Label
	Kind     string
	Members  []*Member
	Total    string   // the member that is the sum of the others, or ""
	Running  bool     // totals from one start
	Complete bool     // every combination must be there
	Groups   []*Group // of countries: those that are no members, with the members that they have
}

// Group is a list of countries that has a name, such as the European Union's members in a year.
type Group struct {
	ID      string
	Title   Label
	Members []string // codes of countries
}

// Member is a value of a dimension, or a grade of a rating.
type Member struct {
	ID     string
	Pos    source.Pos // zero when its rows alone name it
	Title  Label
	Short  Label
	CSV    []string // the words for it in a CSV file
	Parent string
	Period Period // for periods

	Partial  bool // not all parts of it are members, so that they don't add up to it
	Residual bool // what is left, like "other": summed, and never ranked
}

// Residual reports whether a row is of what is left, like "other", in any dimension.
func (d *Dataset) Residual(row *Row) bool {
	for i, x := range d.Dimensions {
		if m := x.Member(row.Keys[i]); m != nil && m.Residual {
			return true
		}
	}
	return false
}

// Member finds a member by id, or returns nil.
func (d *Dimension) Member(id string) *Member { return findMember(d.Members, id) }

func findMember(members []*Member, id string) *Member {
	for _, m := range members {
		if m.ID == id {
			return m
		}
	}
	return nil
}

// Named are the members that the words of a condition name: themselves, or those of a group.
func (d *Dimension) Named(words []string) (ids []string) {
	for _, word := range words {
		if i := slices.IndexFunc(d.Groups, func(g *Group) bool { return g.ID == word }); i >= 0 {
			ids = append(ids, d.Groups[i].Members...)
		} else {
			ids = append(ids, word)
		}
	}
	return ids
}

// IDs are the ids of the members, in order.
func (d *Dimension) IDs() []string {
	var ids []string
	for _, m := range d.Members {
		ids = append(ids, m.ID)
	}
	return ids
}

// Length tells periods of different lengths apart, as years, quarters and months. All members
// of other dimensions have the same length.
func (d *Dimension) Length(m *Member) int {
	if d.Kind != KindPeriod {
		return 0
	}
	return m.Period.Days()
}

// Ancestors are the members that a member is a part of, the nearest first. One
// that is a part of itself ends the list.
func (d *Dimension) Ancestors(id string) []string {
	var list []string
	for m := d.Member(id); m != nil && m.Parent != "" && len(list) <= len(d.Members); m = d.Member(m.Parent) {
		list = append(list, m.Parent)
		if m.Parent == id {
			break
		}
	}
	return list
}

// Attribute is a column that says something of a row but does not identify it.
type Attribute struct {
	ID    string
	Pos   source.Pos
	Title Label
	Kind  string // period or text
}

// Measure is what is counted, measured or rated.
type Measure struct {
	ID          string
	Pos         source.Pos
	Title       Label
	Unit        Label
	Per         Per
	Decimals    int
	Rounded     Decimal // to the nearest multiple of which its source rounds; 0 for nothing said
	Aggregate   string  // how a total is made of its parts, one of Aggregates; "" where the unit tells
	People      bool    // counts of people, to which disclosure rules apply
	Reason      Prose   // why its unit is people and it counts none
	PartOf      string
	SumOf       []string
	DerivedFrom []string
	DerivedAt   []Derivation  // what it is computed from in other rows
	Formula     []FormulaPart // what it is computed by, row by row; nil for no formula
	SameAs      string        // DATASET/MEASURE whose cells these are too
	Scale       []*Member     // a rating's grades, best first; nil for numbers
}

// FormulaPart is a part of a formula: a measure of the row, or what stands between two.
type FormulaPart struct {
	Measure string // its id, or ""
	Text    string // a sign, a bracket or a number
}

// Derivation is a measure in another row: that with some members instead of its own.
type Derivation struct {
	Measure string
	Members map[string]string // by dimension
}

// Per is of how many figures are shares, as their unit says in the words of a site's languages.
type Per struct {
	Number  int64 // 100 of "%", 100,000 of "per 100,000 people"; 0 for no share
	Percent bool  // they are in per cent
	Unclear bool  // the unit has a number that can be read in two ways, like 100.000
}

// Rating reports whether the measure is a grade and not a number.
func (m *Measure) Rating() bool { return m.Scale != nil }

// Grade finds a grade of the scale by id, or returns nil.
func (m *Measure) Grade(id string) *Member { return findMember(m.Scale, id) }

// Row is one observation or several that share their keys and their source.
type Row struct {
	Pos     source.Pos
	Since   Date     // from which it was there, where a release shows that it came later
	Anchor  string   // unique in the dataset, for fragments
	Keys    []string // member ids, one for each dimension
	Attrs   []string // one for each attribute, "" when unknown
	Sources []*Source
	Cells   []Cell // one for each measure
}

// SourceIDs joins the ids of the row's sources with commas.
func (r *Row) SourceIDs() string { return SourceIDs(r.Sources) }

// SourceIDs joins the ids of sources with commas, sorted: the same sources
// have the same name in whatever order an editor wrote them.
func SourceIDs(sources []*Source) string {
	var ids []string
	for _, s := range sources {
		ids = append(ids, s.ID)
	}
	slices.Sort(ids)
	return strings.Join(ids, ",")
}

// State says what a cell holds. Zero, missing and suppressed are never mixed.
type State int

const (
	Number        State = iota
	Rated               // a grade of a rating
	Missing             // [x] not available
	NotApplicable       // [z]
	Suppressed          // [c]
)

// Bound says how a number relates to the true value.
type Bound string

const (
	Exact   Bound = ""
	Above   Bound = ">"
	AtLeast Bound = ">="
	Below   Bound = "<"
	AtMost  Bound = "<="
	About   Bound = "~"  // rounded by the source
	Between Bound = ".." // known to lie between two numbers, or to be one of them
)

// Cell is one figure as it may be published.
type Cell struct {
	State   State
	Bound   Bound
	Value   Decimal // when State is Number
	High    Decimal // when Bound is Between: the other end
	Grade   string  // when State is Rated
	Marks   []string
	Note    *Text
	Sources []*Source // the row's, unless the cell names its own
}

// IsFigure reports whether a cell holds a number or a grade.
func (c *Cell) IsFigure() bool { return c.State == Number || c.State == Rated }

// HasMark reports whether the cell carries a mark, given without brackets.
func (c *Cell) HasMark(mark string) bool { return slices.Contains(c.Marks, mark) }

// Code is the cell as CSV writes it: a number with its bound, a grade's id,
// or the mark of what is missing.
func (c *Cell) Code() string {
	switch c.State {
	case Number:
		if c.Bound == Between {
			return c.Value.String() + string(Between) + c.High.String()
		}
		return string(c.Bound) + c.Value.String()
	case Rated:
		return c.Grade
	case Missing:
		return "[x]"
	case NotApplicable:
		return "[z]"
	}
	return "[c]"
}

// Marks returns all marks there are, after the Government Statistical
// Service's list, in the order in which they are explained.
func Marks() []string { return []string{"b", "c", "e", "f", "low", "p", "r", "u", "x", "z"} }

// Condition restricts one key to some members, or to all but some.
type Condition struct {
	Key     string
	Not     bool
	Members []string
	Pos     source.Pos
}

// Holds reports whether a value satisfies the condition.
func (c Condition) Holds(value string) bool { return slices.Contains(c.Members, value) != c.Not }

// Where selects rows: every condition must hold.
type Where []Condition

// Has reports whether there is a condition on key.
func (w Where) Has(key string) bool {
	return slices.ContainsFunc(w, func(c Condition) bool { return c.Key == key })
}

// Note is a remark on many cells.
type Note struct {
	Where    Where
	Measures []string
	Mark     string
	Text     Prose
}

// Conflict is a declared difference between sources.
type Conflict struct {
	Pos      source.Pos
	Differs  string // value, period or definition
	Measures []string
	Where    Where
	Same     map[string][]string // dimension to members that speak of one thing
	Reason   Prose
}

// Discrepancy declares that totals and their parts do not fit.
type Discrepancy struct {
	ID        string
	Pos       source.Pos
	Dimension string
	Rule      string // of a report's profile, or ""
	Measures  []string
	Where     Where
	Cells     int
	Rest      Label
	Reason    Prose
}

// Anchor is where the discrepancy stands on the dataset's page.
func (x *Discrepancy) Anchor() string { return "discrepancy-" + x.ID }

// Statement is what somebody said of the figures.
type Statement struct {
	ID     string
	Pos    source.Pos
	Date   Date
	Who    string
	Role   string
	Stance string // disputes, supports or explains
	Where  Where
	Source *Source
	Text   Prose
	Quote  string
	Places Places
}

// Secretive reports whether a discrepancy is an unpublished group of people in a
// table that withholds counts: how many totals it concerns is then withheld too.
func (d *Dataset) Secretive(x *Discrepancy) bool { return x.Rest != nil && d.Disclosure.Suppressed > 0 }

// Disclosure is the rule that protects people, as it is published.
type Disclosure struct {
	Method     string // suppress or none
	Threshold  int
	Zeros      bool // zeros are suppressed too
	Reason     Prose
	Suppressed int // cells
}

// Index finds a dimension's place in Row.Keys, or -1.
func (d *Dataset) Index(dimension string) int {
	return slices.IndexFunc(d.Dimensions, func(x *Dimension) bool { return x.ID == dimension })
}

// Dimension finds a dimension, or returns nil.
func (d *Dataset) Dimension(id string) *Dimension {
	if i := d.Index(id); i >= 0 {
		return d.Dimensions[i]
	}
	return nil
}

// AttributeIndex finds an attribute's place in Row.Attrs, or -1.
func (d *Dataset) AttributeIndex(id string) int {
	return slices.IndexFunc(d.Attributes, func(x *Attribute) bool { return x.ID == id })
}

// MeasureIndex finds a measure's place in Row.Cells, or -1.
func (d *Dataset) MeasureIndex(id string) int {
	return slices.IndexFunc(d.Measures, func(x *Measure) bool { return x.ID == id })
}

// Measure finds a measure, or returns nil.
func (d *Dataset) Measure(id string) *Measure {
	if i := d.MeasureIndex(id); i >= 0 {
		return d.Measures[i]
	}
	return nil
}

// DimensionIDs are the ids of the dimensions, in order.
func (d *Dataset) DimensionIDs() (ids []string) {
	for _, x := range d.Dimensions {
		ids = append(ids, x.ID)
	}
	return ids
}

// MeasureIDs are the ids of the measures, in order.
func (d *Dataset) MeasureIDs() []string {
	var ids []string
	for _, m := range d.Measures {
		ids = append(ids, m.ID)
	}
	return ids
}

// Path is the address of the dataset's page.
func (d *Dataset) Path() string { return "/data/" + d.ID + "/" }

// DatedPath is where the file of the version of a day stays for good, from the
// site's root, without a leading slash.
func (d *Dataset) DatedPath(day Date) string { return DatedPath(d.ID, day) }

// VersionOn is the day of the version that stood on a day; of today's for the zero Date.
func (d *Dataset) VersionOn(day Date) Date {
	if day.IsZero() {
		return d.Updated
	}
	version := d.Updated
	if len(d.Revisions) > 0 {
		version = d.Published
	}
	for _, r := range d.Revisions {
		if r.Date.Compare(day) <= 0 {
			version = r.Date
		}
	}
	return version
}

// DatedPath is Dataset.DatedPath for an id, which the dataset may have had before.
func DatedPath(id string, day Date) string { return "data/" + id + "/" + day.String() + ".csv" }

// Names are the dataset's id and those that it had before.
func (d *Dataset) Names() []string { return append([]string{d.ID}, d.Aliases...) }

// Dated is the day of the version whose file has a path, under whichever id of the dataset.
func (d *Dataset) Dated(path string) (id string, day Date, ok bool) {
	for _, id := range d.Names() {
		if name, ours := strings.CutPrefix(path, "data/"+id+"/"); ours {
			day, err := ParseDate(strings.TrimSuffix(name, ".csv"))
			return id, day, err == nil
		}
	}
	return "", Date{}, false
}

// CellAnchor is the fragment of a cell on the dataset's page.
func (d *Dataset) CellAnchor(row *Row, measure int) string {
	return row.Anchor + "." + d.Measures[measure].ID
}

// Thing names what a row speaks of: its keys, with members that a conflict declares the same
// folded into one. Rows of the same thing with different sources are rivals.
func (d *Dataset) Thing(keys []string) string {
	var b strings.Builder
	for i, key := range keys {
		b.WriteString(slices.Min(d.Same(i, key)))
		b.WriteByte('\x00')
	}
	return b.String()
}

// Same are the members that conflicts declare the same as a member, itself included, through
// any number of declarations.
func (d *Dataset) Same(dimension int, member string) []string {
	same := []string{member}
	for n := 0; n < len(same); n++ {
		for _, c := range d.Conflicts {
			if list := c.Same[d.Dimensions[dimension].ID]; slices.Contains(list, same[n]) {
				for _, m := range list {
					if !slices.Contains(same, m) {
						same = append(same, m)
					}
				}
			}
		}
	}
	return same
}

// Matches reports whether a row with these keys and attributes satisfies
// where. The key "source" holds when one of the row's sources is named.
func (d *Dataset) Matches(where Where, keys, attrs []string, sources []*Source) bool {
	for _, c := range where {
		if i := d.Index(c.Key); i >= 0 {
			if !c.Holds(keys[i]) {
				return false
			}
		} else if i := d.AttributeIndex(c.Key); i >= 0 {
			if !c.Holds(attrs[i]) {
				return false
			}
		} else if c.Key == "source" {
			named := slices.ContainsFunc(sources, func(s *Source) bool { return slices.Contains(c.Members, s.ID) })
			if named == c.Not {
				return false
			}
		}
	}
	return true
}

// NotesOn returns the notes that [[note]] tables add to a cell.
func (d *Dataset) NotesOn(row *Row, measure int) []*Note {
	return d.NotesFor(row.Keys, row.Attrs, row.Sources, measure)
}

// NotesFor is NotesOn for a row with these keys, attributes and sources.
func (d *Dataset) NotesFor(keys, attrs []string, sources []*Source, measure int) []*Note {
	var notes []*Note
	for _, n := range d.Notes {
		if InScope(n.Measures, d.Measures[measure].ID) && d.Matches(n.Where, keys, attrs, sources) {
			notes = append(notes, n)
		}
	}
	return notes
}

// MarksOn are the marks of a cell with those that notes add, sorted; what is
// missing is a mark too. A suppressed cell has the one mark "c".
func (d *Dataset) MarksOn(row *Row, measure int) []string {
	cell := &row.Cells[measure]
	marks := slices.Clone(cell.Marks)
	switch cell.State {
	case Missing:
		marks = append(marks, "x")
	case NotApplicable:
		marks = append(marks, "z")
	case Suppressed:
		return []string{"c"}
	}
	for _, n := range d.NotesOn(row, measure) {
		if n.Mark != "" {
			marks = append(marks, n.Mark)
		}
	}
	if len(d.History(row, measure)) > 0 {
		marks = append(marks, "r")
	}
	slices.Sort(marks)
	return slices.Compact(marks)
}

// Families yields each member that is a sum, with the members that it sums.
func (d *Dimension) Families() iter.Seq2[string, []string] {
	return func(yield func(string, []string) bool) {
		for _, m := range d.Members {
			var parts []string
			for _, p := range d.Members {
				if p.ID != m.ID && (p.Parent == m.ID || m.ID == d.Total && p.Parent == "") {
					parts = append(parts, p.ID)
				}
			}
			if len(parts) > 0 && !m.Partial && !yield(m.ID, parts) {
				return
			}
		}
	}
}
