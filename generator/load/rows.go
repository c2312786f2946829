package load

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"vitrine/generator/ledger"
	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/strict"
)

// column says what a column of a table holds.
type column struct {
	kind  byte // 'd'imension, 'a'ttribute, 'm'easure, 's'ource, '-' ignored
	index int
}

// field is what stands in one cell of a row.
type field struct {
	text string
	node *strict.Node // nil for CSV
	pos  source.Pos
}

func fieldOf(n *strict.Node) field {
	f := field{node: n, pos: n.Pos(), text: n.Raw()}
	if n.Kind == strict.String {
		f.text = n.Text()
	}
	return f
}

// tableReader reads the rows of a table, which stand in the dataset's file or in CSV.
type tableReader struct {
	*datasetReader
	byID     bool             // columns and members are named by their ids, as in a release's figures
	shared   []*report.Source // of rows, where no column names their own
	declared []bool           // of each dimension: its members are listed, and a row may name no other

	columns []column
	records [][]field
}

// newTable is a reader for a table of the dataset, before its columns are known.
func (r *datasetReader) newTable() *tableReader {
	t := &tableReader{datasetReader: r, declared: make([]bool, len(r.header.Dimensions))}
	if shared := r.file.Table.Source; shared != nil && shared.Kind == strict.String {
		t.shared = r.sourceList(shared.Text(), shared.Pos())
	} else if shared != nil && shared.Kind != strict.Table {
		r.problems.Addf(shared.Pos(), "source must be a string, but it is %s", shared.Kind)
	}
	return t
}

// rows reads [table]. False means that the rows are of no use.
func (r *datasetReader) rows() bool {
	f, t := r.file.Table, r.newTable()
	for i, d := range r.header.Dimensions {
		r.words = append(r.words, nil)
		if d.Members != nil {
			r.words[i] = csvWords(d)
		}
		t.declared[i] = d.Members != nil && !r.open[d.ID]
	}
	switch {
	case f.File.Set() && f.Files != nil || (f.File.Set() || f.Files != nil) && (f.Rows != nil || f.Columns != nil):
		at := f.Node.Pos()
		if f.File.Set() {
			at = f.File.Pos()
		}
		r.problems.Addf(at, "a table has either a file, or files, or columns and rows")
		return false
	case f.File.Set() || f.Files != nil:
		parts, ok := t.parts()
		fixes, sound := t.fixes(parts)
		if !ok || !sound {
			return false
		}
		if r.raw.Rows, ok = t.readPublished(parts, fixes); !ok {
			return false
		}
	default:
		if !t.readInline() {
			return false
		}
		r.raw.Rows = t.rows()
	}
	r.compute(r.raw.Rows)
	sourced := slices.ContainsFunc(r.raw.Rows, func(row *raw.Row) bool { return row.Sources != nil })
	if hasSource := slices.ContainsFunc(t.columns, func(c column) bool { return c.kind == 's' }); !hasSource &&
		!sourced && t.shared == nil && f.Source == nil {
		r.problems.Hintf(f.Node.Pos(), `add a column "source", or source = "ID" in [table]`,
			"nothing says where the figures come from")
	}
	if len(r.raw.Rows) == 0 && len(t.records) == 0 {
		r.problems.Addf(f.Node.Pos(), "the table has no rows")
		return false
	}
	for i, d := range r.header.Dimensions {
		if !t.declared[i] && d.Kind == report.KindPeriod {
			slices.SortStableFunc(d.Members, func(a, b *report.Member) int {
				return cmp.Or(a.Period.Compare(b.Period), cmp.Compare(a.ID, b.ID))
			})
		}
		r.grouped(d)
		if d.Total != "" && d.Member(d.Total) == nil {
			r.problems.Hintf(d.Pos, source.DidYouMean(d.Total, d.IDs()), "the total %q is no member of %s", d.Total,
				d.ID)
		}
	}
	return true
}

// headings are what each heading stands for, and those that the table must have, in order.
func (t *tableReader) headings() (columns map[string]column, needed []string) {
	h, f := t.header, t.file
	columns = map[string]column{"source": {'s', 0}}
	one := func(names strict.Names) strict.Value {
		if len(names) == 0 {
			return strict.Value{}
		}
		return names[0]
	}
	add := func(heading strict.Value, id string, kind byte, index int) {
		if index < 0 { // its id is wrong, which has been reported
			kind, index = '-', 0
		}
		if heading.Set() {
			id = heading.Text
		}
		columns[id] = column{kind, index}
		needed = append(needed, id)
	}
	if t.byID {
		for i, d := range h.Dimensions {
			add(strict.Value{}, d.ID, 'd', i)
		}
		for i, a := range h.Attributes {
			add(strict.Value{}, a.ID, 'a', i)
		}
		for i, m := range h.Measures {
			add(strict.Value{}, m.ID, 'm', i)
		}
		return columns, needed
	}
	for _, d := range f.Dimensions {
		add(one(d.Column), d.ID.Text, 'd', h.Index(d.ID.Text))
	}
	for _, a := range f.Attributes {
		add(a.Column, a.ID.Text, 'a', h.AttributeIndex(a.ID.Text))
	}
	for _, m := range f.Measures {
		if !m.Formula.Set() {
			add(m.Column, m.ID.Text, 'm', h.MeasureIndex(m.ID.Text))
		}
	}
	return columns, needed
}

// findColumns finds the columns of the headings; at tells where each stands.
func (t *tableReader) findColumns(headings []string, at func(int) source.Pos) (ok bool) {
	columns, needed := t.headings()
	var ignored strict.Names
	if !t.byID {
		ignored = t.file.Table.Ignore
	}
	for _, name := range ignored {
		columns[name.Text] = column{'-', 0}
	}
	ok = true
	seen := map[string]bool{}
	t.columns = make([]column, len(headings))
	for i, name := range headings {
		c, found := columns[name]
		switch {
		case !found && t.byID: // it is gone, which is reported
			c = column{'-', 0}
		case !found:
			ok = false
			t.problems.Hintf(at(i), source.DidYouMean(name, needed),
				"the column %s is neither used nor ignored", unlessNumber(name))
		case seen[name]:
			ok = false
			t.problems.Addf(at(i), "the column %q is here twice", name)
		}
		seen[name] = true
		t.columns[i] = c
	}
	for _, name := range needed {
		if kind := columns[name].kind; t.byID && (kind == 'm' || kind == 'a') {
			continue // it came after the release
		}
		if !seen[name] {
			ok = false
			t.problems.Addf(t.file.Table.Node.Pos(), "the column %q is missing", name)
		}
	}
	for _, name := range ignored {
		if !seen[name.Text] {
			t.problems.Addf(name.Pos(), "there is no column %q to ignore", name.Text)
		}
	}
	return ok
}

// readInline reads columns and records that stand in the dataset's file.
func (t *tableReader) readInline() (ok bool) {
	f := t.file.Table
	switch {
	case f.Columns == nil || f.Rows == nil:
		t.problems.Addf(f.Node.Pos(), "[table] needs columns and rows, or a file")
		return false
	case len(f.Columns) == 0:
		t.problems.Addf(f.Node.Pos(), "the table has no columns")
		return false
	}
	ok = t.findColumns(f.Columns.Texts(), func(i int) source.Pos { return f.Columns[i].Pos() })
	if f.Rows.Kind != strict.Array {
		t.problems.Addf(f.Rows.Pos(), "rows must be a list of lists")
		return false
	}
	for _, row := range f.Rows.Items {
		if row.Kind != strict.Array {
			t.problems.Addf(row.Pos(), "a row must be a list, but it is %s", row.Kind)
			continue
		}
		if len(row.Items) != len(t.columns) {
			const hint = `a comma inside a number makes two cells of it; an unknown value is written "[x]"`
			t.problems.Hintf(row.Pos(), hint, wrongLength, len(row.Items), len(t.columns))
			continue
		}
		var record []field
		for _, item := range row.Items {
			record = append(record, fieldOf(item))
		}
		t.records = append(t.records, record)
	}
	return ok
}

const wrongLength = "the row has %d cells, the table %d columns"

// readFigures reads columns and records of the figures that a release kept.
func (t *tableReader) readFigures(from strict.Value) (ok bool) {
	name := ledger.File(t.fsys, strings.TrimPrefix(from.Text, fromRelease), t.header.Names())
	if name == "" {
		t.problems.Addf(from.Pos(), "there is no release %q with figures of this dataset",
			strings.TrimPrefix(from.Text, fromRelease))
		return false
	}
	t.header.Files = append(t.header.Files, name)
	file := t.text(name, maxTable, from.Pos())
	if file == nil {
		return false
	}
	reader := csv.NewReader(bytes.NewReader(file.Text))
	at := func(i int) source.Pos { return file.At(reader.FieldPos(i)) }
	for first := true; ; first = false {
		texts, err := reader.Read()
		var syntax *csv.ParseError
		switch {
		case err == io.EOF:
			return true
		case errors.As(err, &syntax):
			t.problems.Addf(file.At(syntax.Line, syntax.Column), "not valid CSV: %s", syntax.Err)
			return false
		case first:
			if !t.findColumns(texts, at) {
				return false
			}
			continue
		}
		record := make([]field, len(texts))
		for i, text := range texts {
			record[i] = field{text: text, pos: at(i)}
		}
		t.records = append(t.records, record)
	}
}

// rows turns records into rows. One whose keys are no good is left out.
func (t *tableReader) rows() (rows []*raw.Row) {
	for _, record := range t.records {
		if row := t.row(record); row != nil {
			rows = append(rows, row)
		}
	}
	return rows
}

func (t *tableReader) row(record []field) *raw.Row {
	h := t.header
	row := &raw.Row{
		Pos: record[0].pos, Sources: t.shared, Keys: make([]string, len(h.Dimensions)),
		Attrs: make([]string, len(h.Attributes)), Cells: make([]raw.Cell, len(h.Measures)),
	}
	for i := range row.Cells {
		if row.Cells[i].Pos = row.Pos; t.byID { // unless a column says otherwise
			row.Cells[i].Cell.State = report.Suppressed
		}
	}
	ok := true
	for i, c := range t.columns {
		f := record[i]
		if c.kind == 'm' || c.kind == '-' {
			continue
		}
		if f.node != nil && f.node.Kind != strict.String {
			t.problems.Addf(f.pos, "%s must be a string, but it is %s", t.file.Table.Columns[i].Text, f.node.Kind)
			ok = false
			continue
		}
		ok = t.key(row, c, f) && ok
	}
	for i, c := range t.columns { // once the row's sources are known
		if c.kind == 'm' {
			row.Cells[c.index] = t.cell(h.Measures[c.index], record[i], row.Sources)
		}
	}
	if !ok {
		return nil
	}
	unsourced := func(c raw.Cell) bool { return c.Cell.State != report.Missing && len(c.Cell.Sources) == 0 }
	if len(row.Sources) == 0 && slices.ContainsFunc(row.Cells, unsourced) {
		t.problems.Hintf(row.Pos, `only a row of "[x]" may have none`, "the row names no source")
	}
	return row
}

// key reads what a row says in a column that holds no figures; false when the row is of no
// use without.
func (t *tableReader) key(row *raw.Row, c column, f field) bool {
	switch c.kind {
	case 'd':
		id, ok := t.member(c.index, f)
		row.Keys[c.index] = id
		return ok
	case 'a':
		row.Attrs[c.index] = f.text
		if t.header.Attributes[c.index].Kind != report.KindPeriod || f.text == "" {
			return true
		}
		if _, err := report.ParsePeriod(f.text); err != nil {
			t.problems.Addf(f.pos, "%s is no period: %s", unlessNumber(f.text), err)
		}
	case 's':
		if isNumber(f.text) {
			t.problems.Addf(f.pos, "a source is an id, not a number")
			return false
		}
		row.Sources = t.sourcesOf(f.text, f.pos, t.byID)
		return f.text == "" || row.Sources != nil
	}
	return true
}

// member reads the id of a dimension's member. A dimension that
// lists no members gets those that rows name.
func (t *tableReader) member(dimension int, f field) (id string, ok bool) {
	d, id := t.header.Dimensions[dimension], f.text
	switch {
	case d.Member(id) != nil:
		return id, true
	case t.declared[dimension]:
		t.problems.Hintf(f.pos, source.DidYouMean(id, d.IDs()), "%s is no member of %s", unlessNumber(id), d.ID)
		return id, false
	}
	return id, t.addMember(d, id, f.pos)
}

// unlessNumber quotes what stands in a table, but not what could be a figure in the wrong
// column: a message must not carry a count.
func unlessNumber(text string) string {
	if isNumber(text) {
		return "this number"
	}
	return fmt.Sprintf("%q", text)
}

// isNumber reports whether a text could be a figure: a number, with groups, bounds and marks.
func isNumber(text string) bool {
	text = groupMarks.Replace(text)
	if parts := shortForm.FindStringSubmatch(text); parts != nil {
		text = parts[2]
	}
	_, err := report.ParseDecimal(text)
	return err == nil
}

var groupMarks = strings.NewReplacer(",", "", " ", "", "'", "", "’", "", "\u00a0", "", "\u2009", "", "\u202f", "")
