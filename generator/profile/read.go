package profile

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/tabular"
)

// Fault is something that is wrong with a file in the exchange form.
type Fault struct {
	Row, Column int    // of the sheet
	Check       string // the rule that is broken, of Checks
	Text, Hint  string
	Missing     bool // rows are not there
}

// Read reads a table in its exchange form, and says what is wrong with it. No fault repeats a figure. beyond
// are codes of other parts that this one has too.
func Read(r *report.Report, p *report.Part, s *tabular.Sheet, beyond ...string) (*Table, []Fault) {
	x := &sheetReader{Table: NewTable(r, p, beyond...), sheet: s}
	if x.head() {
		for i := 1; i < len(s.Rows); i++ {
			if !s.Rows[i].Empty() {
				x.row(i)
			}
		}
		x.missing()
	}
	return x.Table, x.faults
}

// sheetReader reads a sheet strictly.
type sheetReader struct {
	*Table
	sheet   *tabular.Sheet
	columns map[string]int // by headings
	allowed map[string]report.PartRows
	whole   []*report.Code // of each nested dimension, the code under which rows stand
	faults  []Fault
}

func (x *sheetReader) fault(row, column int, check, hint, format string, args ...any) {
	x.faults = append(x.faults, Fault{Row: row, Column: column, Check: check, Text: fmt.Sprintf(format, args...),
		Hint: hint})
}

// head finds the columns; false when one is missing.
func (x *sheetReader) head() bool {
	x.columns = map[string]int{}
	if len(x.sheet.Rows) == 0 {
		x.fault(0, 0, "codes", "", "the file is empty")
		return false
	}
	headings := x.Part.Headings()
	for c, cell := range x.sheet.Rows[0].Cells {
		i := slices.IndexFunc(headings, func(h string) bool { return alike(h, cell.Text) })
		switch {
		case i >= 0:
			x.columns[headings[i]] = c
		case cell.Text != "":
			x.fault(0, c, "codes", source.DidYouMean(cell.Text, headings), "there is no column %q in part %s",
				cell.Text, x.Part.ID)
		}
	}
	for _, h := range headings {
		if _, ok := x.columns[h]; !ok {
			x.fault(0, 0, "codes", "", "the column %q is missing", strings.TrimSpace(h))
		}
	}
	x.whole = make([]*report.Code, len(x.Part.Dimensions))
	x.allowed = x.rowsAllowed()
	return len(x.faults) == 0
}

// rowsAllowed are the rows of the template, by keys and measure.
func (x *sheetReader) rowsAllowed() map[string]report.PartRows {
	allowed := map[string]report.PartRows{}
	all := NewTable(x.Report, x.Part)
	for i, d := range x.Part.Dimensions {
		if d.Some { // any of its members may have rows
			for _, c := range d.Codes {
				keys := make([]string, len(x.Part.Dimensions))
				keys[i] = c.ID
				all.Entry(keys)
			}
		}
	}
	for _, l := range all.lines() {
		allowed[all.rowName(strings.Join(l.keys, "\x00"), l.measures[0])] = l.rows
	}
	return allowed
}

// cell is what stands in a row under a heading.
func (x *sheetReader) cell(row int, heading string) tabular.Cell {
	c, ok := x.columns[heading]
	if cells := x.sheet.Rows[row].Cells; ok && c < len(cells) {
		return cells[c]
	}
	return tabular.Cell{}
}

// row reads a row.
func (x *sheetReader) row(row int) {
	for _, h := range slices.Sorted(maps.Keys(x.set)) {
		want := x.set[h]
		if got := x.cell(row, h).Text; got != tabular.Clean(want) {
			x.fault(row, x.columns[h], "same", fmt.Sprintf("the report says %q", strings.TrimSpace(want)),
				"%s is %q here", h, got)
		}
	}
	keys := make([]string, len(x.Part.Dimensions))
	for i, d := range x.Part.Dimensions {
		c := x.code(i, d, row)
		if c == nil {
			return
		}
		keys[i] = c.ID
	}
	measures := x.measures(row)
	if measures == nil {
		return
	}
	var entry *Entry
	known := x.known(keys)
	for _, m := range measures {
		rows, ok := x.allowed[x.rowName(known, m)]
		ok = ok || x.Part.Dimensions[0].Codes == nil || x.beyond(keys)
		if !ok {
			if x.Part.By != "" {
				x.fault(row, x.columns[x.Part.By], "codes", "", "part %s has no row for %s of %s", x.Part.ID,
					strings.TrimSpace(x.Part.Measures[m].Word), keys[0])
				return
			}
			x.fault(row, x.columns[x.Part.Dimensions[0].Column], "codes", "", "part %s has no such row", x.Part.ID)
			return
		}
		entry = x.Entry(keys)
		if entry.Row < 0 {
			entry.Row = row
		}
		if entry.Cells[m].There {
			x.twice(row, entry.Cells[m].Row, keys)
			return
		}
		x.value(row, m, rows, &entry.Cells[m])
	}
}

// twice reports a row that repeats another.
func (x *sheetReader) twice(row, before int, keys []string) {
	check := "codes"
	if x.further(keys) {
		check = "distinct"
	}
	x.fault(row, x.columns[x.Part.Dimensions[0].Column], check, "", "this row is the one of %s once more",
		x.sheet.Place(before, x.columns[x.Part.Dimensions[0].Column]))
}

// rowName names a row of the template by its keys, and by its measure where that has a row of its own.
func (t *Table) rowName(keys string, measure int) string {
	if t.Part.By == "" {
		return keys
	}
	return keys + "\x00" + t.Part.Measures[measure].ID
}

// beyond reports whether a key is a code of another part.
func (x *sheetReader) beyond(keys []string) bool {
	for i, id := range keys {
		if x.Part.Dimensions[i].Code(id) == nil && elsewhere(x.Report.Profile, x.Part.Dimensions[i], id) != nil {
			return true
		}
	}
	return false
}

// known are keys with the word of further rows in the place of each further member.
func (x *sheetReader) known(keys []string) string {
	known := slices.Clone(keys)
	for i, d := range x.Part.Dimensions {
		if d.Codes == nil || d.Code(known[i]) != nil {
			continue
		}
		for _, c := range x.Codes[i] {
			if c.ID == known[i] && c.Extra {
				at := slices.IndexFunc(d.Codes, func(of *report.Code) bool { return of.More && of.In == c.In })
				known[i] = d.Codes[at].ID
			}
		}
	}
	return strings.Join(known, "\x00")
}

// measures are those that a row holds: the one that its word names, or all.
func (x *sheetReader) measures(row int) (list []int) {
	word := x.cell(row, x.Part.By).Text
	for i, m := range x.Part.Measures {
		if x.Part.By == "" || alike(m.Word, word) {
			list = append(list, i)
		}
	}
	if list == nil {
		x.fault(row, x.columns[x.Part.By], "codes", source.DidYouMean(word, wordsOf(x.Part)), "%s can't be %q",
			x.Part.By, word)
	}
	return list
}

func wordsOf(p *report.Part) (list []string) {
	for _, m := range p.Measures {
		list = append(list, strings.TrimSpace(m.Word))
	}
	return list
}

// code is the member that a row names, or nil.
func (x *sheetReader) code(i int, d *report.PartDimension, row int) *report.Code {
	word, column := x.cell(row, d.Column).Text, x.columns[d.Column]
	if d.Codes == nil {
		return x.period(i, d, row, word)
	}
	c := codeOf(x.Codes[i], d.Nested, word, x.whole[i])
	if c == nil {
		var words []string
		for _, code := range d.Codes {
			words = append(words, strings.TrimSpace(code.CSV))
		}
		x.fault(row, column, "codes", source.DidYouMean(word, words), "%q is no %s of part %s", word,
			strings.ToLower(d.Title), x.Part.ID)
		return nil
	}
	if d.Nested && c.In == "" {
		x.whole[i] = c
	}
	description := x.cell(row, d.Describe).Text
	switch {
	case d.Describe != "" && placeholder(x.Report.Profile, description):
		x.fault(row, x.columns[d.Describe], "described", "write what it is, or leave it blank",
			"this is the text of the blank template")
		return c
	case d.Describe == "" || description == "":
		return c
	case !c.More:
		x.fault(row, x.columns[d.Describe], "codes", "", "%s has no description: it is a code of the template", c.CSV)
		return c
	}
	return x.Further(i, c, description)
}

// codeOf is the code that a word stands for: under a whole one of its parts, or any that needs none.
func codeOf(codes []*report.Code, nested bool, word string, whole *report.Code) *report.Code {
	for _, c := range codes {
		if c.Extra || !alike(c.CSV, word) {
			continue
		}
		if !nested || c.In == "" || whole != nil && c.In == whole.ID {
			return c
		}
	}
	return nil
}

// period is the member of a dimension whose members stand in the file alone.
func (x *sheetReader) period(i int, d *report.PartDimension, row int, word string) *report.Code {
	id, ok := word, word != ""
	for _, pattern := range d.Format {
		format, err := tabular.NewFormat(pattern, nil, "")
		if err != nil {
			continue // the profile has been checked
		}
		if id, ok = format.Period(word); ok {
			break
		}
	}
	if d.Kind == report.KindPeriod && ok {
		_, err := report.ParsePeriod(id)
		ok = err == nil
	}
	if !ok {
		x.fault(row, x.columns[d.Column], "codes", "", "%q is no %s", word, strings.ToLower(d.Title))
		return nil
	}
	for _, c := range x.Codes[i] {
		if c.ID == id {
			return c
		}
	}
	c := &report.Code{ID: id, CSV: x.cell(row, d.Column).Verbatim(), Title: word}
	x.Codes[i] = append(x.Codes[i], c)
	return c
}

// value reads a figure or a text, and what is said of it.
func (x *sheetReader) value(row, measure int, rows report.PartRows, c *Cell) {
	m := x.Part.Measures[measure]
	cell := x.cell(row, m.Column)
	*c = Cell{Text: cell.Verbatim(), There: true, Row: row, Column: x.columns[m.Column]}
	if m.Context != "" {
		c.ContextColumn, c.Context = x.columns[m.Context], x.cell(row, m.Context).Verbatim()
	}
	if m.Kind == report.KindText || m.Kind == report.KindAttribute {
		return
	}
	if c.Text = cell.Text; c.Text == "" {
		return
	}
	if !x.Report.Concerns(rows) {
		x.fault(row, c.Column, "applies",
			"leave it blank, or correct "+x.Report.Profile.Applies.Answer+" in data/site.toml",
			"this row is not for a service of this kind")
		return
	}
	if check, text := Sound(m, c.Text); text != "" {
		x.fault(row, c.Column, check, "", "%s", text)
	}
}

// Sound says what is wrong with a figure of a measure as files write it, and which check it breaks; "" for
// nothing.
func Sound(m *report.PartMeasure, text string) (check, problem string) {
	check = map[string]string{report.KindCount: "whole", report.KindHours: "hours", report.KindShare: "share"}[m.Kind]
	d, err := report.ParseDecimal(text)
	if err != nil || strings.ContainsAny(text, "_+") {
		return check, "this is no number with a point before its decimals"
	}
	switch {
	case m.Kind != report.KindPercent && d.Sign() < 0:
		return check, "this is less than 0"
	case m.Kind == report.KindCount && d.Places() > 0:
		return check, "this is no whole number"
	case m.Kind == report.KindShare && d.Cmp(report.Whole(1)) > 0:
		return check, "this is more than 1"
	case d.Places() > report.MostDecimals-2:
		return check, "this has too many decimals"
	}
	return check, ""
}

// missing reports the rows that a part has to have and that are not there.
func (x *sheetReader) missing() {
	n, first := 0, ""
	for _, l := range x.lines() {
		e := x.Get(l.keys)
		if l.rows.Optional {
			continue
		}
		for _, m := range l.measures {
			if e == nil || !e.Cells[m].There {
				if n++; n == 1 {
					first = strings.Join(l.keys, ", ")
					if x.Part.By != "" {
						first += ": " + strings.TrimSpace(x.Part.Measures[m].Word)
					}
				}
				break
			}
		}
	}
	switch n {
	case 0:
		return
	case 1:
		x.fault(0, 0, "codes", "a row without figures stays, and is blank", "the row of %s is missing", first)
	default:
		x.fault(0, 0, "codes", "rows without figures stay, and are blank",
			"%d rows are missing, the first of %s", n, first)
	}
	x.faults[len(x.faults)-1].Missing = true
}
