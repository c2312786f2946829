package profile

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"vitrine/generator/report"
	"vitrine/generator/tabular"
)

// Published is a sheet as somebody published it.
type Published struct {
	File  string
	Sheet *tabular.Sheet
	Data  []byte // of the file
}

// Finding is what an importer has to tell of a file: what it read in spite of the form, or refused.
type Finding struct {
	File    string
	Place   string // of the first cell
	Text    string
	Times   int
	Refused bool // the figure, row or part is not taken over
}

func (f Finding) String() string {
	text := f.File
	if f.Place != "" {
		text += ": " + f.Place
	}
	text += ": " + f.Text
	if f.Times > 1 {
		text += fmt.Sprintf(" (%d times)", f.Times)
	}
	return text
}

// Adopted is a report as others published it, brought into the exchange form.
type Adopted struct {
	Report   *report.Report
	Tables   []*Table
	Notes    map[string][]Note // by part: what the form has no cell for
	Beyond   map[string][]string
	Findings []Finding
	Asked    []string // answers that the files do not tell
	Older    []string // files that are older versions of others
}

// Note is a text of a file that is said of a row, or of a part where Keys is nil.
type Note struct {
	Keys    []string
	Measure string
	Text    string
}

// Adopt brings tables as others publish them into the form of a profile. It changes nothing in silence: what
// differs from the form is a finding. said are answers that somebody gave, which the files need not tell.
func Adopt(p *report.Profile, files []Published, said map[string]string) *Adopted {
	a := &adopter{Adopted: &Adopted{Notes: map[string][]Note{}, Beyond: map[string][]string{},
		Report: &report.Report{Profile: p, Answers: map[string]string{}, Except: map[string]string{},
			Texts: map[string]string{}}}, seen: map[string]int{}, headings: map[string]bool{}}
	for _, part := range p.Parts {
		for _, h := range part.Headings() {
			a.headings[strings.ToLower(tabular.Clean(h))] = true
		}
	}
	for id, text := range said {
		a.Report.Answers[id] = text
	}
	parts := map[string][]*candidate{}
	for _, f := range files {
		if c := a.find(f); c != nil {
			parts[c.part.ID] = append(parts[c.part.ID], c)
		}
	}
	for _, part := range p.Parts {
		if c := a.choose(part, parts[part.ID]); c != nil {
			a.parts = append(a.parts, c)
		}
	}
	a.answers()
	for _, c := range a.parts {
		a.adopt(c)
	}
	a.applicable()
	for _, part := range p.Parts {
		if a.Report.Asks(part) && !slices.ContainsFunc(a.Tables, func(t *Table) bool { return t.Part == part }) {
			a.Findings = append(a.Findings, Finding{File: "part " + part.ID, Times: 1,
				Text: "missing: " + part.Title})
		}
	}
	return a.Adopted
}

// adopter reads the files of one report.
type adopter struct {
	*Adopted
	parts    []*candidate
	headings map[string]bool // of all parts, in small letters
	seen     map[string]int  // findings by file, kind and text, for those that are told once
}

// candidate is a sheet that is a part.
type candidate struct {
	Published
	part    *report.Part
	head    int            // the row of the head
	columns map[string]int // by headings of the part
	others  map[int]string // columns that the part does not have, with their headings
	ordered bool           // the template is in another language: rows are known by their order
}

// tell adds a finding, once for each file and text.
func (a *adopter) tell(c *candidate, row, column int, refused bool, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	name := c.File + "\x00" + c.Sheet.Name + "\x00" + text
	if at, ok := a.seen[name]; ok {
		a.Findings[at].Times++
		return
	}
	f := Finding{File: c.File, Text: text, Times: 1, Refused: refused}
	if row >= 0 {
		f.Place = c.Sheet.Place(row, column)
		if c.Sheet.Text {
			f.Place += ", column " + tabular.ColumnName(column)
		}
	}
	a.seen[name] = len(a.Findings)
	a.Findings = append(a.Findings, f)
}

const headWithin = 10 // rows in which a head is looked for

// find says which part a sheet is, by its headings; nil for none.
func (a *adopter) find(f Published) *candidate {
	var best *candidate
	most := -1
	heads := 0
	for row := range f.Sheet.Rows {
		if !a.headLike(f.Sheet.Rows[row]) {
			continue
		}
		var found *candidate
		score := -1
		for _, p := range a.Report.Profile.Parts {
			c := &candidate{Published: f, part: p, head: row}
			if n := c.match(); n > score && n >= 0 {
				found, score = c, n
			}
		}
		if found == nil {
			continue
		}
		if heads++; heads > 1 {
			a.tell(found, row, 0, true, "several heading rows: one file per part and service, please")
			return nil
		}
		if row < headWithin {
			best, most = found, score
		}
	}
	if best == nil {
		best = a.byPlace(f)
	}
	if best == nil {
		if !f.empty() {
			a.tell(&candidate{Published: f}, -1, 0, true, "not this template: no row has its headings")
		}
		return nil
	}
	best = a.sibling(best, most)
	named := numbersIn(f.File, f.Sheet.Name, a.Report.Profile)
	if len(named) > 0 && !slices.Contains(named, best.part.ID) {
		a.tell(best, -1, 0, true, "the name says part %s, the headings and rows are those of part %s",
			named[len(named)-1], best.part.ID)
		return nil
	}
	if best.head > 0 {
		a.tell(best, 0, 0, false, "text above the headings is passed over")
	}
	return best
}

// headLike reports whether two cells of a row are headings of a part: others are no head.
func (a *adopter) headLike(r tabular.Row) bool {
	n := 0
	for _, c := range r.Cells {
		if a.headings[strings.ToLower(c.Text)] {
			if n++; n == 2 {
				return true
			}
		}
	}
	return false
}

func (f Published) empty() bool {
	return !slices.ContainsFunc(f.Sheet.Rows, func(r tabular.Row) bool { return !r.Empty() })
}

// sibling is the part with the same headings of whose rows the sheet has the most.
func (a *adopter) sibling(c *candidate, score int) *candidate {
	best, most := c, -1
	for _, p := range a.Report.Profile.Parts {
		x := &candidate{Published: c.Published, part: p, head: c.head}
		if n := x.match(); n < 0 || n < score-1 {
			continue
		}
		if n := x.fitting(); n > most {
			best, most = x, n
		}
	}
	return best
}

// fitting counts the rows of a sheet whose words are those of the part.
func (c *candidate) fitting() (n int) {
	for row := c.head + 1; row < len(c.Sheet.Rows); row++ {
		fits := true
		for _, d := range c.part.Dimensions {
			word := c.text(row, d.Column)
			fits = fits && slices.ContainsFunc(d.Codes, func(x *report.Code) bool { return stands(x, word) })
		}
		if c.part.By != "" {
			fits = fits && measureOf(c.part, c.text(row, c.part.By)) >= 0
		}
		for h, want := range c.part.Set {
			fits = fits && (strings.Contains(want, "{") || c.text(row, h) == "" || alike(want, c.text(row, h)))
		}
		if fits {
			n++
		}
	}
	return n
}

// match finds the columns of a part in a row, and says how many of its headings are there; -1 when the row is
// no head of it. One heading may be destroyed, and one reworded that stands between two known ones.
func (c *candidate) match() int {
	headings := c.part.Headings()
	c.columns, c.others = map[string]int{}, map[int]string{}
	cells := c.Sheet.Rows[c.head].Cells
	for i, cell := range cells {
		at := slices.IndexFunc(headings, func(h string) bool { return alike(h, cell.Text) })
		if at >= 0 {
			if _, twice := c.columns[headings[at]]; !twice {
				c.columns[headings[at]] = i
				continue
			}
		}
		c.others[i] = cell.Text
	}
	n := len(c.columns)
	if n < 2 || 2*n < len(headings) || !c.has(c.part) {
		return -1
	}
	return n
}

// has reports whether the columns without which a part can't be read are there, or can be known by place.
func (c *candidate) has(p *report.Part) bool {
	for _, d := range p.Dimensions {
		if _, ok := c.columns[d.Column]; !ok && c.placed(d.Column) < 0 {
			return false
		}
	}
	if p.By != "" {
		if _, ok := c.columns[p.By]; !ok && c.placed(p.By) < 0 {
			return false
		}
	}
	for _, m := range p.Measures {
		if _, ok := c.columns[m.Column]; ok || c.placed(m.Column) >= 0 {
			return true
		}
	}
	return false
}

// placed is the column of a heading that is not there by name, where its neighbours leave just one; -1 else.
func (c *candidate) placed(heading string) int {
	headings := c.part.Headings()
	at := slices.Index(headings, heading)
	before, after := -1, -1
	if at > 0 {
		i, ok := c.columns[headings[at-1]]
		if !ok {
			return -1
		}
		before = i
	}
	if at+1 < len(headings) {
		i, ok := c.columns[headings[at+1]]
		if !ok {
			return -1
		}
		after = i
	}
	if _, other := c.others[before+1]; other && (after < 0 || after == before+2) {
		return before + 1
	}
	return -1
}

// byPlace takes the first row for the head of the part that the name says, where it has as many columns: the
// template may be in another language.
func (a *adopter) byPlace(f Published) *candidate {
	named := numbersIn(f.File, f.Sheet.Name, a.Report.Profile)
	if len(named) == 0 {
		return nil
	}
	p := a.Report.Profile.Part(named[len(named)-1])
	if len(f.Sheet.Rows) < 2 {
		return nil
	}
	headings := p.Headings()
	for row := range min(len(f.Sheet.Rows), headWithin) {
		c := &candidate{Published: f, part: p, head: row, columns: map[string]int{}, others: map[int]string{},
			ordered: true}
		if len(f.Sheet.Rows[row].Cells) != len(headings) || f.Sheet.Rows[row].Cells[0].Text == "" {
			continue
		}
		for i, h := range headings {
			c.columns[h] = i
		}
		rows := 0
		for _, r := range f.Sheet.Rows[row+1:] {
			if !r.Empty() {
				rows++
			}
		}
		if c.fitting() == 0 && rows != len(NewTable(a.Report, p).lines()) {
			a.tell(c, row, 0, true,
				"the language of the template is not known, and its rows are not in the template's order")
			return nil
		}
		a.tell(c, row, 0, false, "the template is in another language: columns are taken by their place")
		return c
	}
	return nil
}

// numbersIn are the parts that a name names by their numbers, which stand behind no letter.
func numbersIn(file, sheet string, p *report.Profile) (ids []string) {
	name := strings.TrimSuffix(file, path.Ext(file))
	if sheet != "" {
		name = sheet
	}
	for _, m := range wordNumber.FindAllStringSubmatch(name, -1) {
		if p.Part(m[1]) != nil {
			ids = append(ids, m[1])
		}
	}
	return ids
}

var wordNumber = regexp.MustCompile(`(?:^|[^0-9A-Za-z])([0-9]+)`)

// choose is the sheet that is a part: the only one, that which is text, or the newest of several versions.
func (a *adopter) choose(p *report.Part, list []*candidate) *candidate {
	text := slices.DeleteFunc(slices.Clone(list), func(c *candidate) bool { return !c.Sheet.Text })
	if len(text) > 0 && len(text) < len(list) {
		for _, c := range list {
			if !c.Sheet.Text {
				a.tell(&candidate{Published: Published{File: c.File, Sheet: &tabular.Sheet{}}}, -1, 0, false,
					"sheets of this workbook that are files of text too are read from those")
			}
		}
		list = text
	}
	switch len(list) {
	case 0:
		return nil
	case 1:
		return list[0]
	}
	slices.SortFunc(list, func(x, y *candidate) int {
		return len(x.File) - len(y.File) + strings.Compare(x.File, y.File)
	})
	base := strings.TrimSuffix(list[0].File, path.Ext(list[0].File))
	newest := list[len(list)-1]
	for _, c := range list[1:] {
		rest, ok := strings.CutPrefix(strings.TrimSuffix(c.File, path.Ext(c.File)), base)
		if !ok || rest == "" || !a.sameReport(list[0], c) || !strings.ContainsAny(rest[len(rest)-1:], "0123456789") {
			for _, x := range list {
				a.tell(x, -1, 0, true, "%d files are part %s: which one, or are they to be kept apart?", len(list),
					p.ID)
			}
			return nil
		}
	}
	a.tell(newest, -1, 0, false, "the newest of %d versions of part %s leads, and the others are kept beside it",
		len(list), p.ID)
	for _, c := range list[:len(list)-1] {
		a.Older = append(a.Older, c.File)
	}
	return newest
}

// sameReport reports whether two sheets name the same service and period.
func (a *adopter) sameReport(x, y *candidate) bool {
	for h := range a.Report.Profile.Set {
		if x.head+1 < len(x.Sheet.Rows) && y.head+1 < len(y.Sheet.Rows) &&
			!alike(x.text(x.head+1, h), y.text(y.head+1, h)) {
			return false
		}
	}
	return true
}

// text is what stands in a row under a heading.
func (c *candidate) text(row int, heading string) string { return c.cell(row, heading).Text }

func (c *candidate) cell(row int, heading string) tabular.Cell {
	i, ok := c.columns[heading]
	if !ok {
		i = c.placed(heading)
	}
	if cells := c.Sheet.Rows[row].Cells; i >= 0 && i < len(cells) {
		return cells[i]
	}
	return tabular.Cell{}
}

// column is the column of a heading, 0 where there is none.
func (c *candidate) column(heading string) int {
	if i, ok := c.columns[heading]; ok {
		return i
	}
	return max(0, c.placed(heading))
}

// stands reports whether a word stands for a code.
func stands(c *report.Code, word string) bool {
	return alike(c.CSV, word) || slices.ContainsFunc(c.Also, func(also string) bool { return alike(also, word) })
}

// measureOf is the measure that a word names, or -1.
func measureOf(p *report.Part, word string) int {
	return slices.IndexFunc(p.Measures, func(m *report.PartMeasure) bool { return alike(m.Word, word) })
}
