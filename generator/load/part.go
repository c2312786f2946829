package load

import (
	"slices"
	"strings"

	"vitrine/generator/profile"
	"vitrine/generator/prose"
	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/strict"
	"vitrine/generator/tabular"
)

// partRows reads a dataset that is a part of a report: its dimensions and measures are the profile's, its
// rows those of a file in the exchange form; further files are what other sources say. False
// means that they are of no use.
func (r *datasetReader) partRows() bool {
	rep, part := r.reportPart(r.file.Part)
	f := r.file.Table
	switch {
	case part == nil:
		return false
	case part.OfTexts():
		r.problems.Hintf(r.file.Part.Pos(), `an article with part = "`+r.file.Part.Text+
			`" and line says one of its texts`, "part %s holds texts", part.ID)
		return false
	case len(r.file.Dimensions) > 0 || len(r.file.Measures) > 0 || len(r.file.Attributes) > 0:
		r.problems.Addf(r.file.Part.Pos(), "dimensions and measures are the profile's, not the dataset's")
		return false
	case !f.File.Set() && f.Files == nil || f.Rows != nil:
		r.problems.Addf(f.Node.Pos(), "a part has its rows in a file: file = %q", part.File+".csv")
		return false
	}
	r.header.Report, r.header.Part = rep, part
	t := r.newTable()
	files, ok := t.parts()
	if !ok {
		return false
	}
	for i := range files {
		file, table, ok := t.partFile(&files[i], i > 0)
		if !ok {
			return false
		}
		if i == 0 {
			r.partHeader(table)
			r.beyondReasons()
			r.raw.PartFile = file.name
		}
		if t.shared = nil; files[i].Source != nil {
			t.shared = r.sourceList(files[i].Source.Text(), files[i].Source.Pos())
		}
		if t.shared == nil {
			r.problems.Hintf(files[i].Node.Pos(), `add source = "ID" in [table]`,
				"nothing says where the figures come from")
		}
		r.raw.Rows = append(r.raw.Rows, t.partRowsOf(file, table, r.header)...)
	}
	return true
}

// partFile reads a file in the exchange form. A rival, which another source has, need not have all rows.
func (t *tableReader) partFile(f *tableFile, rival bool) (file *partSheet, table *profile.Table, ok bool) {
	name, ok := t.publishedName(f.File)
	if !ok {
		return nil, nil, false
	}
	t.header.Files = append(t.header.Files, name)
	data := t.bytesOf(name, maxTable, f.File.Pos())
	if data == nil || !t.isFile(data, f.SHA256, name) {
		return nil, nil, false
	}
	sheets, err := tabular.Read(name, data, tabular.Options{Delimiter: f.Delimiter.Text})
	var sheet *tabular.Sheet
	if err == nil {
		sheet, err = tabular.Named(sheets, f.Sheet.Text)
	}
	if err != nil {
		t.problems.Addf(f.File.Pos(), "%s: %s", name, err)
		return nil, nil, false
	}
	file = &partSheet{name, sheet}
	table, faults := profile.Read(t.header.Report, t.header.Part, sheet, t.beyond()...)
	if rival {
		faults = slices.DeleteFunc(faults, func(x profile.Fault) bool { return x.Missing })
	}
	for _, x := range faults {
		t.problems.Hintf(file.at(x.Row, x.Column), x.Hint, "%s",
			t.header.Report.Profile.Told(x.Text, x.Check, t.header.Part.ID))
	}
	return file, table, len(faults) == 0
}

// beyond are the codes of other parts that the file has, which have a reason each.
func (t *tableReader) beyond() (ids []string) {
	n := t.file.Beyond
	if n == nil {
		return nil
	}
	if n.Kind != strict.Table {
		t.problems.Addf(n.Pos(), `beyond is a table like { ID = "the reason" }`)
		return nil
	}
	for _, entry := range n.Entries {
		if entry.Kind != strict.String || strings.TrimSpace(entry.Text()) == "" {
			t.problems.Addf(entry.Pos(), "the reason for a code of another part is a string")
			continue
		}
		ids = append(ids, entry.Key)
	}
	return ids
}

// beyondReasons publishes the codes of other parts that the file has, with their reasons.
func (r *datasetReader) beyondReasons() {
	if r.file.Beyond == nil {
		return
	}
	for _, entry := range r.file.Beyond.Entries {
		r.header.Discrepancies = append(r.header.Discrepancies, &report.Discrepancy{ID: "beyond-" + entry.Key,
			Pos: entry.Pos(), Reason: r.prose(entry, r.header.ID)})
	}
}

// partSheet is a file of a part.
type partSheet struct {
	name  string
	sheet *tabular.Sheet
}

// at is where a cell stands.
func (s *partSheet) at(row, column int) source.Pos {
	if row < 0 || row >= len(s.sheet.Rows) {
		return source.Pos{File: s.name}
	}
	if !s.sheet.Text {
		return source.Pos{File: s.name, Cell: s.sheet.Place(row, column)}
	}
	if cells := s.sheet.Rows[row].Cells; column < len(cells) && cells[column].Line > 0 {
		return source.Pos{File: s.name, Line: cells[column].Line, Col: cells[column].Col}
	}
	return source.Pos{File: s.name, Line: s.sheet.Rows[row].Line, Col: 1}
}

// partHeader makes the dimensions and measures of a part.
func (r *datasetReader) partHeader(table *profile.Table) {
	h, part := r.header, r.header.Part
	for i, d := range part.Dimensions {
		x := &report.Dimension{ID: d.ID, Pos: h.Pos, Title: report.Label{"": d.Title}, Kind: d.Kind, Total: d.Total}
		for _, c := range table.Members(i) {
			m := &report.Member{ID: c.ID, Pos: h.Pos, Title: report.Label{"": c.Title}, CSV: []string{c.CSV},
				Parent: c.In, Residual: c.More || c.Extra}
			if whole := d.Code(c.In); whole != nil && m.Residual { // "Other" stands under each
				m.Title = report.Label{"": whole.Title + ": " + c.Title}
			}
			m.Period, _ = report.ParsePeriod(c.ID)
			if d.Kind == report.KindPeriod {
				m.Title = nil
			}
			x.Members = append(x.Members, m)
		}
		h.Dimensions = append(h.Dimensions, x)
	}
	people := r.file.People.Texts()
	for i, m := range part.Measures {
		if m.Kind == report.KindAttribute {
			h.Attributes = append(h.Attributes, &report.Attribute{ID: m.ID, Pos: h.Pos,
				Title: report.Label{"": m.Title}, Kind: "text"})
			continue
		}
		x := &report.Measure{ID: m.ID, Pos: h.Pos, Title: report.Label{"": m.Title}, Unit: report.Label{"": m.Unit},
			PartOf: m.PartOf, People: slices.Contains(people, m.ID), Decimals: table.Decimals(i)}
		x.Per = r.per(x.Unit)
		switch m.Kind {
		case report.KindHours:
			x.Aggregate = report.AggregateNone
		case report.KindShare, report.KindPercent:
			x.Aggregate = "rate"
		}
		if !x.People {
			x.Reason = r.prose(r.file.Reason, h.ID)
		}
		h.Measures = append(h.Measures, x)
	}
	for _, name := range r.file.People {
		if h.Measure(name.Text) == nil {
			r.problems.Hintf(name.Pos(), source.DidYouMean(name.Text, h.MeasureIDs()),
				"there is no measure %q", name.Text)
		}
	}
}

// partRowsOf turns the entries of a table into rows.
func (t *tableReader) partRowsOf(file *partSheet, table *profile.Table, h *report.Dataset) (rows []*raw.Row) {
	people := slices.ContainsFunc(h.Measures, func(m *report.Measure) bool { return m.People })
	for _, e := range table.Order {
		row := &raw.Row{Pos: file.at(e.Row, 0), Keys: e.Keys, Sources: t.shared}
		for i, m := range h.Part.Measures {
			c := &e.Cells[i]
			if m.Kind == report.KindAttribute {
				row.Attrs = append(row.Attrs, c.Text)
				continue
			}
			x := raw.Cell{Pos: file.at(c.Row, c.Column),
				Cell: report.Cell{Sources: t.shared, State: report.NotApplicable}}
			if !c.There {
				x.Pos = row.Pos
			}
			if number, ok := profile.Number(m, c.Text); ok {
				x.Cell.State, x.Cell.Value = report.Number, number
			}
			if strings.TrimSpace(c.Context) != "" {
				x.Cell.Note = t.verbatim(c.Context, file.at(c.Row, c.ContextColumn), people)
			}
			row.Cells = append(row.Cells, x)
		}
		rows = append(rows, row)
	}
	return rows
}

// verbatim is a text of a file as it stands there. Its numbers are its own, and need no cell, but beside
// counts of people, of which they could tell.
func (t *tableReader) verbatim(text string, at source.Pos, people bool) *report.Text {
	if i := source.IndexHidden([]byte(text)); i >= 0 {
		t.problems.Hintf(at, "take it out", "a character here can't be seen and changes how text reads")
		return nil
	}
	made := t.reader.Inline(prose.Verbatim(text), func(int) source.Pos { return at }, t.header.ID, t.problems)
	if !people {
		made.Numbers = nil
	}
	return made
}
