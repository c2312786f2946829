package table

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"vitrine/generator/locale"
	"vitrine/generator/prose"
	"vitrine/generator/report"
)

// field is a column of the CSV file.
type field struct {
	Name        string
	Type        string // of the Table Schema: string, number or integer
	Title       string
	Description string
	value       func(*report.Row) string
}

// fields are the columns: dimensions, attributes, sources, then for each measure the number
// alone and, where the dataset has any, its bound, its marks and its notes. An empty number
// with the mark x is not available, with z not applicable, with c suppressed: zero, missing
// and suppressed stay three things.
func fields(d *report.Dataset, l *locale.Locale) []field {
	var list []field
	add := func(name, kind, title, description string, value func(*report.Row) string) {
		list = append(list, field{name, kind, title, description, value})
	}
	for i, x := range d.Dimensions {
		add(x.ID, "string", x.Title.In(l.Language), "", func(r *report.Row) string { return inert(r.Keys[i]) })
	}
	for i, a := range d.Attributes {
		add(a.ID, "string", a.Title.In(l.Language), "", func(r *report.Row) string { return inert(r.Attrs[i]) })
	}
	add("source", "string", l.Word("source"), "", func(r *report.Row) string {
		return strings.ReplaceAll(r.SourceIDs(), ",", " ")
	})
	for i, m := range d.Measures {
		title, kind := m.Title.In(l.Language), "integer"
		switch {
		case m.Rating():
			kind = "string"
		case m.Decimals > 0:
			kind = "number"
		}
		add(m.ID, kind, title, m.Unit.In(l.Language), func(r *report.Row) string { return number(&r.Cells[i]) })
		// optional adds a column, unless no row has anything in it.
		optional := func(suffix, title, description string, values func(*report.Row) []string) {
			if slices.ContainsFunc(d.Rows, func(r *report.Row) bool { return len(values(r)) > 0 }) {
				value := func(r *report.Row) string { return inert(strings.Join(values(r), " ")) }
				add(m.ID+suffix, "string", title, description, value)
			}
		}
		if slices.ContainsFunc(d.Rows, func(r *report.Row) bool { return r.Cells[i].Bound == report.Between }) {
			low := func(c *report.Cell) report.Decimal { return c.Value }
			high := func(c *report.Cell) report.Decimal { return c.High }
			add(m.ID+"_low", kind, l.Word("csv-low", "measure", title), "", end(i, low))
			add(m.ID+"_high", kind, l.Word("csv-high", "measure", title), "", end(i, high))
		}
		optional("_bound", l.Word("csv-bound", "measure", title), l.Word("csv-bound-about"),
			func(r *report.Row) []string { return strings.Fields(string(r.Cells[i].Bound)) })
		optional("_marks", l.Word("csv-marks", "measure", title), l.Word("csv-marks-about"),
			func(r *report.Row) []string { return d.MarksOn(r, i) })
		optional("_notes", l.Word("csv-notes", "measure", title), "",
			func(r *report.Row) []string { return notes(d, r, i, l) })
	}
	return list
}

// end is an end of a measure's ranges, "" for what is none.
func end(measure int, of func(*report.Cell) report.Decimal) func(*report.Row) string {
	return func(r *report.Row) string {
		if c := &r.Cells[measure]; c.State == report.Number && c.Bound == report.Between {
			return of(c).String()
		}
		return ""
	}
}

// number is a cell's number or grade, without all that is said of it.
func number(c *report.Cell) string {
	switch {
	case c.State == report.Number && c.Bound != report.Between: // whose ends stand beside it
		return c.Value.String()
	case c.State == report.Rated:
		return inert(c.Grade)
	}
	return ""
}

// notes are the words of a cell's notes, its own first. A suppressed cell has
// none: they could speak of its figure.
func notes(d *report.Dataset, row *report.Row, measure int, l *locale.Locale) []string {
	cell := &row.Cells[measure]
	if cell.State == report.Suppressed {
		return nil
	}
	var list []string
	if cell.Note != nil {
		list = append(list, prose.Plain(cell.Note))
	}
	for _, n := range d.NotesOn(row, measure) {
		if t := n.Text.In(l.Language); t != nil {
			list = append(list, prose.Plain(t))
		}
	}
	return list
}

// inert keeps a spreadsheet from running text as a formula.
func inert(s string) string {
	if first, _ := utf8.DecodeRuneInString(s); s != "" && strings.ContainsRune("=+-@＝＋－＠\t\r\n", first) {
		return "'" + s
	}
	return s
}

// CSV is the dataset's file for spreadsheets and programs: UTF-8, commas, one
// header line, numbers with a point and without grouping.
func CSV(d *report.Dataset, l *locale.Locale) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	columns := fields(d, l)
	record := make([]string, len(columns))
	for i, f := range columns {
		record[i] = f.Name
	}
	_ = w.Write(record) // a bytes.Buffer takes every write
	for _, row := range d.Rows {
		for i, f := range columns {
			record[i] = f.value(row)
		}
		_ = w.Write(record)
	}
	w.Flush()
	return b.Bytes()
}

// SchemaField is a field of a Table Schema.
type SchemaField struct {
	Name        string `json:"name"`
	Type        string `json:"type"`
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
}

// Schema describes the columns of CSV.
func Schema(d *report.Dataset, l *locale.Locale) []SchemaField {
	var list []SchemaField
	for _, f := range fields(d, l) {
		list = append(list, SchemaField{f.Name, f.Type, f.Title, f.Description})
	}
	return list
}

type jsonDataset struct {
	ID         string          `json:"id"`
	Title      string          `json:"title"`
	Status     string          `json:"status"`
	Updated    string          `json:"updated"`
	Licence    string          `json:"licence"`
	Summary    string          `json:"summary,omitempty"`
	Method     string          `json:"method,omitempty"`
	Quality    string          `json:"quality,omitempty"`
	Conflicts  []string        `json:"conflicts,omitempty"`
	Gaps       []string        `json:"discrepancies,omitempty"`
	Protection *jsonProtection `json:"disclosure,omitempty"`
	Revisions  []jsonRevision  `json:"revisions,omitempty"`
	Withdrawn  []jsonRevision  `json:"withdrawals,omitempty"`
	Dimensions []jsonDimension `json:"dimensions"`
	Measures   []jsonMeasure   `json:"measures"`
	Rows       []jsonRow       `json:"rows"`
}

type jsonProtection struct {
	Method     string `json:"method"`
	Threshold  int    `json:"threshold,omitempty"`
	Zeros      bool   `json:"zeros,omitempty"`
	Suppressed int    `json:"suppressed"`
	Reason     string `json:"reason,omitempty"`
}

type jsonRevision struct {
	ID     string       `json:"id,omitempty"`
	Date   string       `json:"date"`
	Kind   string       `json:"kind,omitempty"`
	By     string       `json:"by,omitempty"`
	Reason string       `json:"reason"`
	Words  []string     `json:"words,omitempty"`
	Cells  []jsonChange `json:"cells,omitempty"`
}

type jsonChange struct {
	Keys    map[string]string `json:"keys"`
	Sources []string          `json:"sources"`
	Measure string            `json:"measure"`
	Since   string            `json:"since"`
	Was     jsonCell          `json:"was"`
	Is      jsonCell          `json:"is"`
}

type jsonDimension struct {
	ID      string       `json:"id"`
	Title   string       `json:"title"`
	Members []jsonMember `json:"members"`
}

type jsonMember struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

type jsonMeasure struct {
	ID    string       `json:"id"`
	Title string       `json:"title"`
	Unit  string       `json:"unit,omitempty"`
	Scale []jsonMember `json:"scale,omitempty"`
}

type jsonRow struct {
	Keys       map[string]string   `json:"keys"`
	Attributes map[string]string   `json:"attributes,omitempty"`
	Sources    []string            `json:"sources"`
	Cells      map[string]jsonCell `json:"cells"`
}

type jsonCell struct {
	State string          `json:"state"` // value, missing, not-applicable or suppressed
	Value *report.Decimal `json:"value,omitempty"`
	Low   *report.Decimal `json:"low,omitempty"` // with bound "..": the ends
	High  *report.Decimal `json:"high,omitempty"`
	Bound string          `json:"bound,omitempty"`
	Grade string          `json:"grade,omitempty"`
	Marks []string        `json:"marks,omitempty"`
	Notes []string        `json:"notes,omitempty"`
}

// JSON is the dataset's file for programs that want its structure too.
func JSON(d *report.Dataset, l *locale.Locale) []byte {
	text, _ := json.MarshalIndent(document(d, l), "", " ") // nothing in it can fail to marshal
	return append(text, '\n')
}

// Compact is JSON without its layout, for a digest.
func Compact(d *report.Dataset, l *locale.Locale) []byte {
	text, _ := json.Marshal(document(d, l))
	return text
}

// document is a dataset as its JSON has it.
func document(d *report.Dataset, l *locale.Locale) jsonDataset {
	plain := func(p report.Prose) string { return prose.Plain(p.In(l.Language)) }
	out := jsonDataset{
		ID: d.ID, Title: d.Title.In(l.Language), Status: d.Status, Updated: d.Updated.String(), Licence: d.Licence,
		Summary: plain(d.Summary), Method: plain(d.Method), Quality: plain(d.Quality),
		Dimensions: []jsonDimension{}, Rows: []jsonRow{},
	}
	for _, c := range d.Conflicts {
		out.Conflicts = append(out.Conflicts, plain(c.Reason))
	}
	for _, x := range d.Discrepancies {
		out.Gaps = append(out.Gaps, plain(x.Reason))
	}
	if p := d.Disclosure; p.Method != "" {
		out.Protection = &jsonProtection{Method: p.Method, Suppressed: p.Suppressed, Reason: plain(p.Reason)}
		if p.Method == "suppress" {
			out.Protection.Threshold, out.Protection.Zeros = p.Threshold, p.Zeros
		}
	}
	for _, r := range d.Revisions {
		out.Revisions = append(out.Revisions, jsonRevision{
			ID: r.ID, Date: r.Date.String(), Kind: r.Kind, By: r.By, Reason: plain(r.Reason), Words: r.Words,
			Cells: jsonChanges(d, r),
		})
	}
	for _, w := range d.Withdrawals {
		x := jsonRevision{ID: w.ID, Date: w.Date.String(), By: w.By, Reason: plain(w.Reason)}
		out.Withdrawn = append(out.Withdrawn, x)
	}
	for _, dimension := range d.Dimensions {
		x := jsonDimension{ID: dimension.ID, Title: dimension.Title.In(l.Language)}
		for _, m := range dimension.Members {
			x.Members = append(x.Members, jsonMember{m.ID, l.Member(dimension, m.ID)})
		}
		out.Dimensions = append(out.Dimensions, x)
	}
	for _, m := range d.Measures {
		x := jsonMeasure{ID: m.ID, Title: m.Title.In(l.Language), Unit: m.Unit.In(l.Language)}
		for _, g := range m.Scale {
			x.Scale = append(x.Scale, jsonMember{g.ID, g.Title.In(l.Language)})
		}
		out.Measures = append(out.Measures, x)
	}
	for _, row := range d.Rows {
		out.Rows = append(out.Rows, jsonRowOf(d, row, l))
	}
	return out
}

// jsonChanges are the cells that a revision changed.
func jsonChanges(d *report.Dataset, r *report.Revision) (cells []jsonChange) {
	for i := range r.Changes {
		c := &r.Changes[i]
		cells = append(cells, jsonChange{
			Keys: jsonKeys(d, c.Row), Sources: jsonSources(c.Row), Measure: d.Measures[c.Measure].ID,
			Since: d.Since(r, c).String(), Was: plainCell(&c.Was), Is: plainCell(d.After(r, c)),
		})
	}
	return cells
}

func jsonRowOf(d *report.Dataset, row *report.Row, l *locale.Locale) jsonRow {
	x := jsonRow{Keys: jsonKeys(d, row), Sources: jsonSources(row), Cells: map[string]jsonCell{}}
	for i, a := range d.Attributes {
		if row.Attrs[i] != "" {
			if x.Attributes == nil {
				x.Attributes = map[string]string{}
			}
			x.Attributes[a.ID] = row.Attrs[i]
		}
	}
	for i, m := range d.Measures {
		cell := plainCell(&row.Cells[i])
		cell.Marks, cell.Notes = d.MarksOn(row, i), notes(d, row, i, l)
		x.Cells[m.ID] = cell
	}
	return x
}

func jsonKeys(d *report.Dataset, row *report.Row) map[string]string {
	keys := map[string]string{}
	for i, dimension := range d.Dimensions {
		keys[dimension.ID] = row.Keys[i]
	}
	return keys
}

func jsonSources(row *report.Row) []string {
	ids := []string{}
	for _, s := range row.Sources {
		ids = append(ids, s.ID)
	}
	return ids
}

// plainCell is a cell without its marks and notes.
func plainCell(c *report.Cell) jsonCell {
	cell := jsonCell{State: "value", Bound: string(c.Bound), Grade: c.Grade}
	switch c.State {
	case report.Number:
		if cell.Value = &c.Value; c.Bound == report.Between {
			cell.Value, cell.Low, cell.High = nil, &c.Value, &c.High
		}
	case report.Missing:
		cell.State = "missing"
	case report.NotApplicable:
		cell.State = "not-applicable"
	case report.Suppressed:
		cell.State = "suppressed"
	}
	return cell
}

// IsNotice reports whether a file is a notice.
func IsNotice(text []byte) bool { return bytes.HasPrefix(text, []byte("notice\n")) }

// Notice is a CSV file that holds words alone, in place of one that was taken
// back.
func Notice(text string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write([]string{"notice"}) // a bytes.Buffer takes every write
	_ = w.Write([]string{inert(text)})
	w.Flush()
	return b.Bytes()
}
