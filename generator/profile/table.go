package profile

import (
	"maps"
	"slices"
	"strings"

	"vitrine/generator/report"
	"vitrine/generator/tabular"
)

// Table is what stands in a part of a report.
type Table struct {
	Report  *report.Report
	Part    *report.Part
	Codes   [][]*report.Code  // of each dimension: its members in order, further ones among them
	Entries map[string]*Entry // by their keys, joined
	Order   []*Entry          // as they were added

	set map[string]string // by headings: what stands in each cell of a column
}

// Entry is what stands in the rows with some keys.
type Entry struct {
	Keys  []string
	Row   int    // of the sheet in which it was first found
	Cells []Cell // one for each measure
}

// Cell is a figure or a text as it stands in a file, and what is said of it.
type Cell struct {
	Text, Context string
	There         bool // the file has a cell for it
	Row, Column   int  // where it stands, and
	ContextColumn int  // in which column what is said of it
}

// NewTable is a table without entries. beyond are codes of other parts that this one has too.
func NewTable(r *report.Report, p *report.Part, beyond ...string) *Table {
	t := &Table{Report: r, Part: p, Entries: map[string]*Entry{}, set: map[string]string{}}
	for _, h := range p.Headings() {
		if text, ok := r.SetIn(p, h); ok {
			t.set[h] = text
		}
	}
	for _, d := range p.Dimensions {
		codes := slices.Clone(d.Codes)
		for _, id := range beyond {
			if c := elsewhere(r.Profile, d, id); c != nil {
				codes = append(codes, c)
			}
		}
		t.Codes = append(t.Codes, codes)
	}
	return t
}

// elsewhere is a code that the same dimension has in another part, or nil.
func elsewhere(p *report.Profile, d *report.PartDimension, id string) *report.Code {
	for _, part := range p.Parts {
		for _, other := range part.Dimensions {
			if c := other.Code(id); c != nil && other.ID == d.ID && d.Code(id) == nil {
				return c
			}
		}
	}
	return nil
}

// Entry is the entry with some keys, which is made where it is not there.
func (t *Table) Entry(keys []string) *Entry {
	name := strings.Join(keys, "\x00")
	e := t.Entries[name]
	if e == nil {
		e = &Entry{Keys: slices.Clone(keys), Row: -1, Cells: make([]Cell, len(t.Part.Measures))}
		t.Entries[name] = e
		t.Order = append(t.Order, e)
	}
	return e
}

// Get is the entry with some keys, or nil.
func (t *Table) Get(keys []string) *Entry { return t.Entries[strings.Join(keys, "\x00")] }

// Further is the member that a further row with a description is: one of those that are there, or a new one
// behind them.
func (t *Table) Further(dimension int, of *report.Code, description string) *report.Code {
	codes := t.Codes[dimension]
	at := slices.Index(codes, of)
	for at++; at < len(codes) && codes[at].Extra && codes[at].In == of.In; at++ {
		if codes[at].Title == description {
			return codes[at]
		}
	}
	id := of.ID
	for n := 2; slices.ContainsFunc(codes, func(c *report.Code) bool { return c.ID == id }); n++ {
		id = of.ID + "_" + slug(description, n)
	}
	c := &report.Code{ID: id, In: of.In, CSV: of.CSV, Title: description, Extra: true}
	t.Codes[dimension] = slices.Insert(codes, at, c)
	return c
}

// slug is the small Latin letters and digits of a text, and n where there are none or they are taken.
func slug(text string, n int) string {
	var b strings.Builder
	for _, r := range strings.ToLower(text) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
		if b.Len() >= 40 {
			break
		}
	}
	word := strings.Trim(b.String(), "_")
	if word == "" || n > 2 {
		word += string(rune('a'+n/26%26)) + string(rune('a'+n%26))
	}
	return word
}

// line is a row of the exchange form.
type line struct {
	rows     report.PartRows
	keys     []string
	measures []int // that stand in it
}

// lines are the rows that the part has in its exchange form, in order: those of the template, and those of
// further members that have entries.
func (t *Table) lines() (list []line) {
	all := make([]int, len(t.Part.Measures))
	for i := range all {
		all[i] = i
	}
	for _, rows := range t.Part.Rows {
		t.eachKeys(rows, func(keys []string) {
			if rows.Measures == nil {
				list = append(list, line{rows, slices.Clone(keys), all})
			}
			for _, m := range rows.Measures {
				list = append(list, line{rows, slices.Clone(keys), []int{m}})
			}
		})
	}
	return list
}

// eachKeys calls f for each combination of members of some rows, the first dimension's outermost.
func (t *Table) eachKeys(rows report.PartRows, f func(keys []string)) {
	keys := make([]string, len(t.Codes))
	var walk func(i int)
	walk = func(i int) {
		if i == len(keys) {
			if t.Get(keys) != nil || !t.further(keys) && !t.described(keys) {
				f(keys)
			}
			return
		}
		for _, c := range t.Codes[i] {
			if i == 0 && rows.Members != nil && !slices.Contains(rows.Members, c.ID) {
				continue
			}
			if t.Part.Dimensions[i].Some && c.ID != t.Part.Dimensions[i].Total && !t.has(i, c.ID) {
				continue
			}
			keys[i] = c.ID
			walk(i + 1)
		}
	}
	walk(0)
}

// described reports whether further rows with descriptions stand in the place of one of the template.
func (t *Table) described(keys []string) bool {
	for i, d := range t.Part.Dimensions {
		of := d.Code(keys[i])
		if of == nil || !of.More || d.Describe == "" {
			continue
		}
		other := slices.Clone(keys)
		for _, c := range t.Codes[i] {
			if other[i] = c.ID; c.Extra && c.In == of.In && t.Get(other) != nil {
				return true
			}
		}
	}
	return false
}

// further reports whether a key is a member that the profile does not know.
func (t *Table) further(keys []string) bool {
	for i, id := range keys {
		d := t.Part.Dimensions[i]
		if d.Codes != nil && d.Code(id) == nil {
			return true
		}
	}
	return false
}

// has reports whether an entry has a member.
func (t *Table) has(dimension int, id string) bool {
	return slices.ContainsFunc(t.Order, func(e *Entry) bool { return e.Keys[dimension] == id })
}

// Rows writes the table in its exchange form: a head, and a row for each line.
func (t *Table) Rows() (rows [][]string) {
	headings := t.Part.Headings()
	rows = append(rows, headings)
	codes := t.byID()
	for _, l := range t.lines() {
		cells := map[string]string{}
		maps.Copy(cells, t.set)
		if w := t.appliesWord(l.rows); w != "" {
			cells[t.Report.Profile.Applies.Column] = w
		}
		for i, d := range t.Part.Dimensions {
			c := codes[i][l.keys[i]]
			cells[d.Column] = c.CSV
			if c.Extra {
				cells[d.Describe] = c.Title
			}
			if d.Label != "" {
				cells[d.Label] = c.Label
			}
			if d.Titles != "" {
				cells[d.Titles] = c.Title
			}
		}
		entry := t.Get(l.keys)
		for _, m := range l.measures {
			measure := t.Part.Measures[m]
			if t.Part.By != "" {
				cells[t.Part.By] = measure.Word
			}
			if text := t.answer(l.keys, codes); text != "" {
				cells[measure.Column] = text
			}
			if entry == nil {
				continue
			}
			cells[measure.Column] = entry.Cells[m].Text
			if measure.Context != "" {
				cells[measure.Context] = entry.Cells[m].Context
			}
		}
		row := make([]string, len(headings))
		for i, h := range headings {
			row[i] = cells[h]
		}
		rows = append(rows, row)
	}
	return rows
}

// byID are the members of each dimension by their ids.
func (t *Table) byID() []map[string]*report.Code {
	codes := make([]map[string]*report.Code, len(t.Codes))
	for i, list := range t.Codes {
		codes[i] = map[string]*report.Code{}
		for _, c := range list {
			codes[i][c.ID] = c
		}
	}
	return codes
}

// answer is what a line says that is made of answers, or "".
func (t *Table) answer(keys []string, codes []map[string]*report.Code) string {
	for i, id := range keys {
		if c := codes[i][id]; c.Value != "" {
			return t.Report.Fill(c.Value)
		}
	}
	return ""
}

func (t *Table) appliesWord(rows report.PartRows) string {
	for _, w := range t.Report.Profile.Applies.Words {
		if w.ID == rows.Applies {
			return w.Word
		}
	}
	return ""
}

// placeholder reports whether a text is one of those in the blank templates of a profile.
func placeholder(p *report.Profile, text string) bool {
	return slices.ContainsFunc(p.Import.Placeholders, func(x string) bool { return alike(x, text) })
}

// alike reports whether a word of a profile is that of a cell but for outer blanks, inner blanks and case.
func alike(own, cell string) bool { return strings.EqualFold(tabular.Clean(own), cell) }

// Members are the members of a dimension that the table's rows have, in order.
func (t *Table) Members(dimension int) (list []*report.Code) {
	for _, c := range t.Codes[dimension] {
		if t.has(dimension, c.ID) {
			list = append(list, c)
		}
	}
	return list
}

// Number is a figure as pages have it: a share in percent. It is false for a blank.
func Number(m *report.PartMeasure, text string) (report.Decimal, bool) {
	d, err := report.ParseDecimal(text)
	if err != nil {
		return d, false
	}
	if m.Kind == report.KindShare {
		return d.Shifted(2), true
	}
	return d, true
}

// Written is a figure as files have it.
func Written(m *report.PartMeasure, d report.Decimal) string {
	if m.Kind == report.KindShare {
		d = d.Shifted(-2).Shortest()
	}
	return d.String()
}

// Decimals is how many digits behind the point the figures of a measure have at most, as pages have them.
func (t *Table) Decimals(measure int) (most int) {
	for _, e := range t.Order {
		if d, ok := Number(t.Part.Measures[measure], e.Cells[measure].Text); ok {
			most = max(most, d.Places())
		}
	}
	return most
}
