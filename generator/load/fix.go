package load

import (
	"slices"
	"strings"

	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/strict"
	"vitrine/generator/tabular"
)

// fixFile is a mistake in a file that nobody edits, and what is read instead.
type fixFile struct {
	File   strict.Value `toml:"file"`   // one of several files
	Line   strict.Count `toml:"line"`   // the line, or the row of a sheet
	Column strict.Value `toml:"column"` // the heading of the cell; without it the whole line
	From   strict.Value `toml:"from"`   // what stands there, letter for letter
	To     strict.Value `toml:"to"`     // what is read instead
	Reason *strict.Node `toml:"reason"` // why; published as a note
	Node   *strict.Node
}

// fix is a fix with what is found out of it.
type fix struct {
	*fixFile
	of     string // the name of its file, as [table] has it
	column int    // -1 for the whole line
	reason report.Prose
}

// fixes are those of a table in files; false when one of them is not whole.
func (t *tableReader) fixes(parts []tableFile) (list []*fix, ok bool) {
	ok = true
	for i := range t.file.Fixes {
		f := &t.file.Fixes[i]
		at := f.Node.Pos()
		t.requireNode(at, "reason", f.Reason)
		ok = t.require(at, "from", f.From) && f.Reason != nil && ok
		if f.Line.N == 0 {
			t.problems.Addf(at, "line is missing: the row of the file that has the mistake, from 1")
			ok = false
		}
		if !f.To.Set() || strings.ContainsAny(f.From.Text+f.To.Text, "\n\r") {
			t.problems.Addf(at, "to is what is read in place of from: one line for one")
			ok = false
		}
		of := f.File.Text
		if !f.File.Set() && len(parts) == 1 {
			of = parts[0].File.Text
		}
		if !slices.ContainsFunc(parts, func(p tableFile) bool { return p.File.Set() && p.File.Text == of }) {
			t.problems.Addf(at, "a fix is of a file that [table] names: file says of which")
			ok = false
		}
		list = append(list, &fix{fixFile: f, of: of, column: -1, reason: t.prose(f.Reason, t.header.ID)})
	}
	return list, ok
}

// wholeLines are the fixes that stand for a line each.
func (p *publishedFile) wholeLines() (list []*fix) {
	for _, f := range p.fixes {
		if !f.Column.Set() {
			list = append(list, f)
		}
	}
	return list
}

func (p *publishedFile) lines() (list []tabular.Line) {
	for _, f := range p.wholeLines() {
		list = append(list, tabular.Line{Number: f.Line.N, From: f.From.Text, To: f.To.Text})
	}
	return list
}

// notThere reports a fix of what does not stand in the file; not what does, which may be a count.
func (p *publishedFile) notThere(f *fix) {
	p.problems.Hintf(f.Node.Pos(), "from is what stands there, letter for letter", "line %d of %s has something else",
		f.Line.N, p.name)
	p.failed = true
}

// mend puts right what fixes of cells say is wrong. A fix is of a row with figures: one of a head or a
// heading would leave no trace.
func (p *publishedFile) mend() bool {
	for _, f := range p.fixes {
		record := slices.IndexFunc(p.table.Rows, func(row int) bool { return p.sheet.Rows[row].Line == f.Line.N })
		if record < 0 {
			p.problems.Hintf(f.Node.Pos(), "what stands in a head is told by column, skip, header or members",
				"line %d of %s is no row of figures", f.Line.N, p.name)
			p.failed = true
			continue
		}
		if !f.Column.Set() {
			if !p.sheet.Text {
				p.problems.Addf(f.Node.Pos(), "a fix in a workbook names its column")
				p.failed = true
			}
			continue
		}
		c, ok := p.column(f.Column.Text, f.Column.Pos())
		if !ok {
			p.failed = true
			continue
		}
		if f.column = c; p.table.Records[record][c].Text != tabular.Clean(f.From.Text) {
			p.notThere(f)
			continue
		}
		for i := record; i < len(p.table.Records) && (i == record || p.repeats(i, c)); i++ {
			made := slices.Clone(p.table.Records[i])
			made[c].Text, made[c].Number = tabular.Clean(f.To.Text), false
			p.table.Records[i] = made
		}
	}
	return !p.failed
}

// repeats reports whether a cell of a record is empty in the file and repeats the one above.
func (p *publishedFile) repeats(record, column int) bool {
	cells := p.sheet.Rows[p.table.Rows[record]].Cells
	empty := column >= len(cells) || cells[column].Text == ""
	return empty && slices.ContainsFunc(p.spec.Fill, func(name strict.Value) bool {
		return p.table.Column(name.Text) == column
	})
}

// lineOf is the line or row of a record in its file.
func (p *publishedFile) lineOf(record int) int { return p.sheet.Rows[p.table.Rows[record]].Line }

// rests reports whether a record rests on a fix: it stands in its line, or repeats a cell of it.
func (p *publishedFile) rests(record int, f *fix) bool {
	if p.lineOf(record) == f.Line.N {
		return true
	}
	for c := range p.table.Headings {
		if f.column >= 0 && c != f.column {
			continue
		}
		i := record
		for i > 0 && p.repeats(i, c) {
			i--
		}
		if i < record && p.lineOf(i) == f.Line.N {
			return true
		}
	}
	return false
}

// noteFixes makes a note of each fix that a figure rests on, with its reason.
func (p *publishedFile) noteFixes(record int, v value, row *raw.Row) {
	for _, f := range p.fixes {
		if p.holdsFigures(f.column) && f.column != v.column || !p.rests(record, f) {
			continue
		}
		note := &report.Note{Text: f.reason, Measures: []string{p.header.Measures[v.measure].ID}}
		for i, d := range p.header.Dimensions {
			note.Where = append(note.Where,
				report.Condition{Key: d.ID, Members: []string{row.Keys[i]}, Pos: f.Node.Pos()})
		}
		if p.source >= 0 {
			from := report.Condition{Key: "source", Pos: f.Node.Pos()}
			for _, s := range row.Sources {
				from.Members = append(from.Members, s.ID)
			}
			note.Where = append(note.Where, from)
		}
		p.header.Notes = append(p.header.Notes, note)
	}
}

// holdsFigures reports whether a column is one of figures; other ones, and whole lines, bear on all of a
// row.
func (p *publishedFile) holdsFigures(column int) bool {
	return slices.ContainsFunc(p.values, func(v value) bool { return v.column == column })
}
