package profile

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/tabular"
)

// value takes a figure or a text over, and what is said of it.
func (x *partAdopter) value(row, measure int, keys []string) {
	m := x.part.Measures[measure]
	cell := x.cell(row, m.Column)
	f := figure{text: x.seen(cell.Verbatim(), row, x.column(m.Column))}
	if x.placeholder(cell.Text) {
		cell, f = tabular.Cell{}, figure{}
	}
	context := ""
	if m.Context != "" {
		if c := x.cell(row, m.Context); !x.placeholder(c.Text) {
			context = x.seen(c.Verbatim(), row, x.column(m.Context))
		}
	}
	if m.Kind != report.KindText && m.Kind != report.KindAttribute {
		f = figureOf(m, cell, x.writing, x.Report.Profile)
		x.hints(m, row, context)
	}
	entry := x.table.Entry(keys)
	c := &entry.Cells[measure]
	if c.There {
		switch {
		case f.text != "" && f.text != c.Text:
			x.tellAt(row, m.Column, true, "this row stands twice, with another figure: the first counts")
		case f.text != "" || strings.TrimSpace(context) != "" && context != c.Context:
			x.tellAt(row, m.Column, false, "this row stands twice")
			if strings.TrimSpace(context) != "" && context != c.Context && m.Context != "" {
				c.Context = strings.TrimPrefix(c.Context+"\n"+context, "\n")
			}
		}
		return
	}
	column := x.column(m.Column)
	switch {
	case f.refused != "":
		x.tell(x.candidate, row, column, true, "%q: %s", cell.Text, f.refused)
	case f.told != "":
		x.tell(x.candidate, row, column, false, "%s", f.told)
	}
	if f.text == "" && cell.Text != "" { // what stood in place of a figure is kept
		switch {
		case m.Context == "":
			x.Notes[x.part.ID] = append(x.Notes[x.part.ID], Note{Keys: keys, Measure: m.ID, Text: cell.Verbatim()})
		case context == "":
			context = cell.Verbatim()
		default:
			context = cell.Verbatim() + "\n" + context
		}
	}
	*c = Cell{Text: f.text, Context: context, There: true, Row: row, Column: column}
	x.otherContext(row, m, keys)
}

// seen is a text without what nobody sees and what changes how text reads.
func (x *partAdopter) seen(text string, row, column int) string {
	if source.IndexHidden([]byte(text)) < 0 {
		return text
	}
	x.tell(x.candidate, row, column, false, "characters that can't be seen are taken out")
	return strings.Map(func(r rune) rune {
		if source.IndexHidden([]byte(string(r))) >= 0 {
			return -1
		}
		return r
	}, text)
}

// otherContext keeps what a file says of a figure in a column that the form does not have.
func (x *partAdopter) otherContext(row int, m *report.PartMeasure, keys []string) {
	if m.Context != "" || len(x.part.Measures) > 1 || m.Kind == report.KindText {
		return
	}
	for _, at := range slices.Sorted(maps.Keys(x.others)) {
		heading := x.others[at]
		cells := x.Sheet.Rows[row].Cells
		if x.isContext(heading) && at < len(cells) && cells[at].Text != "" {
			x.Notes[x.part.ID] = append(x.Notes[x.part.ID], Note{Keys: keys, Measure: m.ID, Text: cells[at].Verbatim()})
		}
	}
}

// hints asks about a figure whose context has words that make one ask.
func (x *partAdopter) hints(m *report.PartMeasure, row int, context string) {
	if context == "" {
		return
	}
	words := strings.FieldsFunc(context, func(r rune) bool { return !unicode.IsLetter(r) })
	for _, h := range x.Report.Profile.Import.Hints {
		if h.Kind == m.Kind && slices.ContainsFunc(words, func(w string) bool {
			return slices.ContainsFunc(h.Words, func(x string) bool { return strings.EqualFold(x, w) })
		}) {
			x.tellAt(row, m.Column, false, "%s", h.Text)
		}
	}
}

// applicable finds what the service is, where nobody says so: the first answer for which all rows with figures
// are.
func (a *adopter) applicable() {
	by := a.Report.Profile.Applies.Answer
	if by == "" {
		return
	}
	if a.Report.Answers[by] != "" {
		for _, t := range a.Tables {
			a.refuseBeyond(t)
		}
		return
	}
	for _, answer := range a.Report.Profile.Answers {
		if answer.ID != by {
			continue
		}
		for _, choice := range answer.Choices {
			a.Report.Answers[by] = choice
			if !slices.ContainsFunc(a.Tables, func(t *Table) bool { return t.beyondAnswer() }) {
				a.Findings = append(a.Findings, Finding{File: "report", Times: 1,
					Text: fmt.Sprintf("%s = %q is taken for granted: rows for it have figures", by, choice)})
				return
			}
		}
	}
}

// refuseBeyond takes out the figures of rows that are not for the report, and tells of them.
func (a *adopter) refuseBeyond(t *Table) {
	answer := a.Report.Answers[a.Report.Profile.Applies.Answer]
	n := 0
	for _, l := range t.lines() {
		e := t.Get(l.keys)
		if e == nil || a.Report.Concerns(l.rows) {
			continue
		}
		for _, m := range l.measures {
			if c := &e.Cells[m]; c.Text != "" {
				if n++; t.Part.Measures[m].Context != "" {
					c.Context = strings.TrimSuffix(c.Text+"\n"+c.Context, "\n")
				}
				c.Text = ""
			}
		}
	}
	if n > 0 {
		a.Findings = append(a.Findings, Finding{File: "part " + t.Part.ID, Times: n, Refused: true,
			Text: fmt.Sprintf("figures are not asked of a report with %s = %q",
				a.Report.Profile.Applies.Answer, answer)})
	}
}

// beyondAnswer reports whether a row has figures that is not for the report.
func (t *Table) beyondAnswer() bool {
	return slices.ContainsFunc(t.lines(), func(l line) bool {
		e := t.Get(l.keys)
		return e != nil && !t.Report.Concerns(l.rows) && slices.ContainsFunc(l.measures, func(m int) bool {
			return e.Cells[m].Text != ""
		})
	})
}
