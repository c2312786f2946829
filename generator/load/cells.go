package load

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"

	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/strict"
)

// column says what a column of the table holds.
type column struct {
	kind  byte // 'd'imension, 'a'ttribute, 'm'easure, 's'ource, '-' ignored
	index int
}

// field is what stands in one place of a row.
type field struct {
	text string
	node *strict.Node // nil for CSV
	pos  source.Pos
}

// rows reads [table], from the file itself or from CSV. False means that the
// rows are of no use.
func (r *datasetReader) rows() bool {
	t := r.file.Table
	var shared []*report.Source
	if t.Source.Set() {
		shared = r.sourceList(t.Source.Text, t.Source.Pos())
	}
	declared := make([]bool, len(r.header.Dimensions))
	for i, d := range r.header.Dimensions {
		declared[i] = d.Members != nil
		r.words = append(r.words, nil)
		if declared[i] {
			r.words[i] = csvWords(d)
		}
	}
	var columns []column
	var records [][]field
	var ok bool
	switch {
	case t.File.Set() && (t.Rows != nil || t.Columns != nil):
		r.problems.Addf(t.File.Pos(), "a table has either a file or columns and rows")
		return false
	case t.File.Set():
		columns, records, ok = r.csvRecords(t.File, t.SHA256)
	default:
		columns, records, ok = r.inlineRecords()
	}
	if !ok {
		return false
	}
	hasSource := slices.ContainsFunc(columns, func(c column) bool { return c.kind == 's' })
	if !hasSource && shared == nil && !t.Source.Set() {
		r.problems.Hintf(t.Node.Pos(), `add a column "source", or source = "ID" in [table]`, "nothing says where the figures come from")
	}
	for _, record := range records {
		if row := r.row(columns, record, shared, declared); row != nil {
			r.raw.Rows = append(r.raw.Rows, row)
		}
	}
	if len(records) == 0 {
		r.problems.Addf(t.Node.Pos(), "the table has no rows")
		return false
	}
	for i, d := range r.header.Dimensions {
		if !declared[i] && d.Kind == report.KindPeriod {
			slices.SortStableFunc(d.Members, func(a, b *report.Member) int {
				return cmp.Or(a.Period.Compare(b.Period), cmp.Compare(a.ID, b.ID))
			})
		}
		if d.Total != "" && d.Member(d.Total) == nil {
			r.problems.Hintf(d.Pos, source.DidYouMean(d.Total, d.IDs()), "the total %q is no member of %s", d.Total, d.ID)
		}
	}
	return true
}

// columnsOf finds what each heading stands for. headings gives the heading of
// a dimension, attribute or measure where it isn't its id.
func (r *datasetReader) columnsOf(names []string, at func(int) source.Pos) ([]column, bool) {
	h, f := r.header, r.file
	known := map[string]column{}
	var order []string
	add := func(heading strict.Value, id string, c column) {
		if c.index < 0 { // its id is wrong, which has been reported
			c = column{'-', 0}
		}
		name := id
		if heading.Set() && !r.ids {
			name = heading.Text
		}
		known[name] = c
		order = append(order, name)
	}
	for _, d := range f.Dimensions {
		add(d.Column, d.ID.Text, column{'d', h.Index(d.ID.Text)})
	}
	for _, a := range f.Attributes {
		add(a.Column, a.ID.Text, column{'a', h.AttributeIndex(a.ID.Text)})
	}
	for _, m := range f.Measures {
		add(m.Column, m.ID.Text, column{'m', h.MeasureIndex(m.ID.Text)})
	}
	known["source"] = column{'s', 0}
	var ignored strict.Names
	if !r.ids {
		ignored = f.Table.Ignore
	}
	for _, name := range ignored {
		known[name.Text] = column{'-', 0}
	}
	ok := true
	seen := map[string]bool{}
	columns := make([]column, len(names))
	for i, name := range names {
		c, found := known[name]
		switch {
		case !found && r.ids: // it is gone, which is reported
			c = column{'-', 0}
		case !found:
			ok = false
			r.problems.Hintf(at(i), source.DidYouMean(name, order), "the column %s is neither used nor ignored", unlessNumber(name))
		case seen[name]:
			ok = false
			r.problems.Addf(at(i), "the column %q is here twice", name)
		}
		seen[name] = true
		columns[i] = c
	}
	for _, name := range order {
		if c := known[name]; r.ids && (c.kind == 'm' || c.kind == 'a') {
			continue // it came after the release
		}
		if !seen[name] && known[name].index >= 0 {
			ok = false
			r.problems.Addf(f.Table.Node.Pos(), "the column %q is missing", name)
		}
	}
	for _, name := range ignored {
		if !seen[name.Text] {
			r.problems.Addf(name.Pos(), "there is no column %q to ignore", name.Text)
		}
	}
	return columns, ok
}

func (r *datasetReader) inlineRecords() ([]column, [][]field, bool) {
	t := r.file.Table
	if t.Columns == nil || t.Rows == nil {
		r.problems.Addf(t.Node.Pos(), "[table] needs columns and rows, or a file")
		return nil, nil, false
	}
	if len(t.Columns) == 0 {
		r.problems.Addf(t.Node.Pos(), "the table has no columns")
		return nil, nil, false
	}
	columns, ok := r.columnsOf(t.Columns.Texts(), func(i int) source.Pos { return t.Columns[i].Pos() })
	if t.Rows.Kind != strict.Array {
		r.problems.Addf(t.Rows.Pos(), "rows must be a list of lists")
		return nil, nil, false
	}
	var records [][]field
	for _, row := range t.Rows.Items {
		if row.Kind != strict.Array {
			r.problems.Addf(row.Pos(), "a row must be a list, but it is %s", row.Kind)
			continue
		}
		if len(row.Items) != len(columns) {
			r.problems.Hintf(row.Pos(), "a comma inside a number makes two cells of it; an unknown value is written \"[x]\"", "the row has %d cells, the table %d columns", len(row.Items), len(columns))
			continue
		}
		record := make([]field, len(columns))
		for i, item := range row.Items {
			record[i] = field{node: item, pos: item.Pos(), text: item.Raw()}
			if item.Kind == strict.String {
				record[i].text = item.Text()
			}
		}
		records = append(records, record)
	}
	return columns, records, ok
}

func (r *datasetReader) csvRecords(from, sha strict.Value) ([]column, [][]field, bool) {
	name, ok := r.csvName(from)
	if !ok {
		return nil, nil, false
	}
	r.header.Files = append(r.header.Files, name)
	file := r.text(name, maxTable, from.Pos())
	if file == nil {
		return nil, nil, false
	}
	if sha.Set() {
		sum := sha256.Sum256(file.Text)
		if got := hex.EncodeToString(sum[:]); got != sha.Text {
			r.problems.Hintf(sha.Pos(), "its sha256 is "+got, "%s is not the file that this sha256 was taken of", name)
			return nil, nil, false
		}
	}
	text := bytes.TrimPrefix(file.Text, []byte("\ufeff"))
	reader := csv.NewReader(bytes.NewReader(text))
	var columns []column
	var records [][]field
	ok = true
	for first := true; ; first = false {
		record, err := reader.Read()
		if err == io.EOF {
			break
		}
		var syntax *csv.ParseError
		if errors.As(err, &syntax) {
			p := source.Problem{Pos: file.At(syntax.Line, syntax.Column), Text: fmt.Sprintf("not valid CSV: %s", syntax.Err)}
			if errors.Is(err, csv.ErrFieldCount) {
				p.Text = fmt.Sprintf("the row has %d cells, the table %d columns", len(record), len(columns))
				p.Hint = "a comma inside of a cell needs quotes around it; an unknown value is written [x]"
			}
			r.problems.Add(p)
			return nil, nil, false
		}
		at := func(i int) source.Pos { return file.At(reader.FieldPos(i)) }
		if first {
			if len(record) == 1 && strings.ContainsAny(record[0], ";\t") {
				r.problems.Hintf(at(0), "cells are separated by commas, not by semicolons or tabs", "the table has one column")
				return nil, nil, false
			}
			if columns, ok = r.columnsOf(record, at); !ok {
				return nil, nil, false
			}
			continue
		}
		fields := make([]field, len(record))
		for i, text := range record {
			fields[i] = field{text: text, pos: at(i)}
		}
		records = append(records, fields)
	}
	return columns, records, ok
}

// row turns fields into a row; nil when one of its keys is no good.
func (r *datasetReader) row(columns []column, record []field, shared []*report.Source, declared []bool) *raw.Row {
	h := r.header
	row := &raw.Row{
		Pos: record[0].pos, Sources: shared,
		Keys: make([]string, len(h.Dimensions)), Attrs: make([]string, len(h.Attributes)), Cells: make([]raw.Cell, len(h.Measures)),
	}
	for i := range row.Cells {
		if row.Cells[i].Pos = row.Pos; r.ids { // unless a column says otherwise
			row.Cells[i].Cell.State = report.Suppressed
		}
	}
	ok := true
	for i, c := range columns {
		f := record[i]
		if c.kind != 'm' && c.kind != '-' && f.node != nil && f.node.Kind != strict.String {
			r.problems.Addf(f.pos, "%s must be a string, but it is %s", r.file.Table.Columns[i].Text, f.node.Kind)
			ok = false
			continue
		}
		switch c.kind {
		case 'd':
			id := f.text
			if words := r.words[c.index]; f.node == nil && words != nil && !r.ids {
				if id = words[f.text]; id == "" {
					r.problems.Hintf(f.pos, source.DidYouMean(f.text, slices.Sorted(maps.Keys(words))), "%s is no word for a member of %s", unlessNumber(f.text), h.Dimensions[c.index].ID)
					ok = false
					continue
				}
			}
			row.Keys[c.index] = id
			ok = r.deriveMembers(h.Dimensions[c.index], declared[c.index], id, f.pos) && ok
		case 'a':
			row.Attrs[c.index] = f.text
			if h.Attributes[c.index].Kind == "period" && f.text != "" {
				if _, err := report.ParsePeriod(f.text); err != nil {
					r.problems.Addf(f.pos, "%s is no period: %s", unlessNumber(f.text), err)
				}
			}
		case 's':
			if _, err := report.ParseDecimal(f.text); err == nil {
				r.problems.Addf(f.pos, "a source is an id, not a number")
				ok = false
				continue
			}
			row.Sources = r.sourcesOf(f.text, f.pos, r.ids)
			if f.text != "" && row.Sources == nil {
				ok = false
			}
		}
	}
	for i, c := range columns {
		if c.kind == 'm' {
			row.Cells[c.index] = r.cell(h.Measures[c.index], record[i], row.Sources)
		}
	}
	if !ok {
		return nil
	}
	if len(row.Sources) == 0 {
		for i := range row.Cells {
			if c := row.Cells[i].Cell; c.State != report.Missing && len(c.Sources) == 0 {
				r.problems.Hintf(row.Pos, `only a row of "[x]" may have none`, "the row names no source")
				break
			}
		}
	}
	return row
}

// csvWords are the words that stand for members in a CSV file: those given by
// csv, else the id.
func csvWords(d *report.Dimension) map[string]string {
	words := map[string]string{}
	for _, m := range d.Members {
		if m.CSV == nil {
			words[m.ID] = m.ID
		}
		for _, w := range m.CSV {
			words[w] = m.ID
		}
	}
	return words
}

// unlessNumber quotes what stands in a table, but not what could be a figure in
// the wrong column: a message must not carry a count.
func unlessNumber(text string) string {
	if _, err := report.ParseDecimal(strings.ReplaceAll(text, ",", "")); err == nil {
		return "this number"
	}
	return fmt.Sprintf("%q", text)
}

type cellFile struct {
	Value  *strict.Node `toml:"value"`
	Note   strict.Value `toml:"note"`
	Source strict.Value `toml:"source"`
	Node   *strict.Node
}

// cell reads a cell: a number, the short form, or a table of value, note and
// source. No message repeats what stands in it.
func (r *datasetReader) cell(m *report.Measure, f field, sources []*report.Source) raw.Cell {
	c := raw.Cell{Pos: f.pos, Cell: report.Cell{Sources: sources}}
	if f.node != nil && f.node.Kind == strict.Table {
		var file cellFile
		if !f.node.Decode(&file, r.problems) {
			return c
		}
		if file.Source.Set() {
			c.Cell.Sources = r.sourceList(file.Source.Text, file.Source.Pos())
		}
		if file.Note.Set() {
			c.Cell.Note = r.textOf(file.Note, r.header.ID)
		}
		if file.Value == nil {
			r.problems.Addf(f.pos, "value is missing")
			return c
		}
		f = field{node: file.Value, text: file.Value.Raw(), pos: file.Value.Pos()}
		if file.Value.Kind == strict.String {
			f.text = file.Value.Text()
		}
	}
	if f.node != nil && f.node.Kind != strict.String && f.node.Kind != strict.Integer && f.node.Kind != strict.Float {
		r.problems.Addf(f.pos, "a cell is a number or a string, but this is %s", f.node.Kind)
		return c
	}
	if text, hint := readCell(m, f.text, &c.Cell); text != "" {
		r.problems.Add(source.Problem{Pos: f.pos, Text: text, Hint: hint})
	}
	return c
}

var shortForm = regexp.MustCompile(`^\s*(>=|<=|>|<|~)?\s*([^\[\]\s]*)\s*((?:\[[a-z]+\]\s*)*)$`)

// readCell reads the short form into c, or says what is wrong.
func readCell(m *report.Measure, text string, c *report.Cell) (problem, hint string) {
	if strings.TrimSpace(text) == "" {
		return "the cell is empty", `an unknown value is written "[x]", one that does not apply "[z]"`
	}
	parts := shortForm.FindStringSubmatch(text)
	if parts == nil {
		return "this is not a cell", `write a number, a bound like ">500", or marks like "12 [p]"`
	}
	bound, value := report.Bound(parts[1]), parts[2]
	for mark := range strings.FieldsSeq(strings.NewReplacer("[", " ", "]", " ").Replace(parts[3])) {
		if !slices.Contains(report.Marks(), mark) {
			return fmt.Sprintf("there is no mark [%s]", mark), source.DidYouMean(mark, report.Marks())
		}
		switch mark {
		case "x":
			c.State = report.Missing
		case "z":
			c.State = report.NotApplicable
		case "c":
			c.State = report.Suppressed
		default:
			c.Marks = append(c.Marks, mark)
		}
	}
	if value == "" {
		if c.State == report.Number || bound != report.Exact {
			return "the cell has a mark but no value", `only "[x]", "[z]" and "[c]" stand alone`
		}
		return "", ""
	}
	if c.State != report.Number {
		return "a cell with [x], [z] or [c] has no value", "take out one of the two"
	}
	if m.Rating() {
		grade := m.Grade(value)
		if grade == nil || bound != report.Exact {
			return fmt.Sprintf("%q is no grade of %s", value, m.ID), source.DidYouMean(value, gradeIDs(m))
		}
		c.State, c.Grade = report.Rated, value
		return "", ""
	}
	number, err := report.ParseDecimal(value)
	if err != nil {
		return "the cell is " + err.Error(), `an unknown value is written "[x]"`
	}
	ok := true
	if number.Places() > m.Decimals && bound != report.About { // 303.0 is a whole number; 582 stays 582 beside 582.28
		number, ok = number.WithPlaces(m.Decimals)
	}
	if !ok {
		return fmt.Sprintf("the cell has more decimals than the %d of %s", m.Decimals, m.ID), "give the measure decimals = N"
	}
	if m.People && number.Sign() < 0 {
		return "a count of people can't be negative", ""
	}
	c.Bound, c.Value = bound, number
	return "", ""
}

func gradeIDs(m *report.Measure) []string {
	var ids []string
	for _, g := range m.Scale {
		ids = append(ids, g.ID)
	}
	return ids
}
