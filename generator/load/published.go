package load

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/strict"
	"vitrine/generator/tabular"
)

// publishedFile reads a table as it was published: in a file that nobody edits, by what [table] and
// the columns of dimensions and measures say of it.
type publishedFile struct {
	*tableReader
	spec    *tableFile // how the file is read
	fixes   []*fix     // of the file
	name    string
	sheet   *tabular.Sheet
	table   *tabular.Table
	figures tabular.Figures

	parts    [][]int           // of each dimension: the columns whose words it joins
	formats  []*tabular.Format // of each dimension; nil for none
	titles   []int             // of each dimension: the column of its members' titles, or -1
	set      []string          // of each dimension: the word for all rows, "" for none
	attrs    []int             // of each attribute, its column
	source   int               // the column of ids of sources, or -1
	values   []value           // in the order of measures
	used     []bool            // of columns
	only     []condition
	unknown  []map[string]words // of each dimension, words that are no member
	unread   []map[string]words // of each measure, what is no figure; numbers under ""
	rowsMade map[string]*raw.Row
	failed   bool // a problem was told
	filled   map[*raw.Row][]bool
}

// value is a column of figures of a measure, and the members that its heading names.
type value struct {
	measure int
	column  int
	flags   int            // the column of their symbols, or -1
	heading map[int]string // words, by dimension
	only    []condition
}

// condition holds for the rows in which a column has one of some words, or none of them.
type condition struct {
	column int
	words  []string // in small letters
	not    bool
}

func (c condition) holds(record []tabular.Cell) bool {
	return slices.Contains(c.words, strings.ToLower(record[c.column].Text)) != c.not
}

// words are a word of a file and where it first stands.
type words struct {
	first source.Pos
	times int
}

// parts are the files of the table, each with the keys by which it is read.
func (t *tableReader) parts() (list []tableFile, ok bool) {
	base := *t.file.Table
	if base.Files == nil {
		return []tableFile{base}, true
	}
	for _, own := range base.Files {
		if !t.require(own.Node.Pos(), "file", own.File) {
			return nil, false
		}
		if own.Files != nil || own.Columns != nil || own.Rows != nil {
			t.problems.Addf(own.Node.Pos(), "one of several files has neither files nor columns and rows")
			return nil, false
		}
		list = append(list, own.over(base))
	}
	return list, true
}

// readPublished reads the rows of a table that stands in files, with their fixes.
func (t *tableReader) readPublished(parts []tableFile, fixes []*fix) (rows []*raw.Row, ok bool) {
	made, filled := map[string]*raw.Row{}, map[*raw.Row][]bool{}
	ok = true
	for i := range parts {
		p := &publishedFile{tableReader: t, spec: &parts[i], source: -1, rowsMade: made, filled: filled}
		for _, f := range fixes {
			if f.of == parts[i].File.Text {
				p.fixes = append(p.fixes, f)
			}
		}
		var read bool
		rows, read = p.rowsOfFile(rows)
		ok = ok && read
	}
	for _, row := range rows {
		for m, there := range filled[row] {
			if !there {
				row.Cells[m] = raw.Cell{Pos: row.Pos, Cell: report.Cell{State: report.Missing}}
			}
		}
	}
	return rows, ok
}

// over is how one of several files is read: by its own keys, and by those of the table that it lacks.
func (own tableFile) over(base tableFile) tableFile {
	made, keys := reflect.ValueOf(&base).Elem(), reflect.ValueOf(own)
	for i := range keys.NumField() {
		if !keys.Field(i).IsZero() {
			made.Field(i).Set(keys.Field(i))
		}
	}
	return base
}

// rowsOfFile adds the rows of the file to those of others.
func (p *publishedFile) rowsOfFile(rows []*raw.Row) (_ []*raw.Row, ok bool) {
	f, from := p.spec, p.spec.File
	if p.name, ok = p.publishedName(from); !ok {
		return rows, false
	}
	p.header.Files = append(p.header.Files, p.name)
	data := p.bytesOf(p.name, maxTable, from.Pos())
	if data == nil || !p.isFile(data, f.SHA256, p.name) {
		return rows, false
	}
	sheets, err := tabular.Read(p.name, data, tabular.Options{Encoding: f.Encoding.Text, Delimiter: f.Delimiter.Text,
		Lines: p.lines()})
	if err == nil {
		p.sheet, err = tabular.Named(sheets, f.Sheet.Text)
	}
	if err == nil {
		shape := tabular.Shape{Skip: f.Skip.N, Header: f.Header.N, Fill: f.Fill.Texts(), Sections: f.Sections.Text}
		if f.Until.Set() {
			shape.Until = &f.Until.Text
		}
		p.table, err = p.sheet.Table(shape)
	}
	if err != nil {
		p.unreadable(err)
		return rows, false
	}
	p.figures = tabular.Figures{Decimal: f.Decimal.Text, Group: f.Group.Text, Range: f.Range.Text,
		Symbols: p.texts(f.Symbols)}
	if !p.columnsOf() || !p.mend() {
		return rows, false
	}
	for i := range p.table.Records {
		rows = p.record(i, rows)
	}
	return rows, p.told()
}

// unreadable reports why no table can be cut out of the file.
func (p *publishedFile) unreadable(err error) {
	var unclear *tabular.Ambiguous
	var other *tabular.Mismatch
	switch {
	case errors.As(err, &other):
		p.notThere(p.wholeLines()[other.Index])
	case errors.As(err, &unclear):
		p.problems.Hintf(p.spec.File.Pos(), fmt.Sprintf(`say in [table] %s = "%s"`, unclear.Key,
			strings.Join(unclear.Choices, `" or "`)), "%s: %s", p.name, err)
	default:
		p.problems.Addf(p.spec.File.Pos(), "%s: %s", p.name, err)
	}
}

// publishedName is the path of a file that stands beside the datasets.
func (t *tableReader) publishedName(v strict.Value) (string, bool) {
	const folder = "data/datasets/"
	name := path.Join(folder, v.Text)
	if strings.Contains(v.Text, "\\") || path.IsAbs(v.Text) || !strings.HasPrefix(name, folder) ||
		!slices.Contains(tableEndings, strings.ToLower(path.Ext(name))) {
		t.problems.Addf(v.Pos(), "file must be the name of a file in data/datasets that ends in %s",
			strings.Join(tableEndings, ", "))
		return "", false
	}
	return name, true
}

// tableEndings are the ends of the names of files that hold tables.
var tableEndings = []string{".csv", ".tsv", ".xlsx", ".xls", ".ods", ".json"}

// isFile reports a file that is not the one of which a digest was taken.
func (t *tableReader) isFile(data []byte, sha strict.Value, name string) bool {
	if !sha.Set() {
		return true
	}
	sum := sha256.Sum256(data)
	got := hex.EncodeToString(sum[:])
	if got != sha.Text {
		const hint = `"vitrine import" puts a newer file in its place and writes its sha256`
		t.problems.Hintf(sha.Pos(), hint, "%s is not the file that this sha256 was taken of", name)
	}
	return got == sha.Text
}

// texts reads a table of strings.
func (t *tableReader) texts(n *strict.Node) map[string]string {
	list := map[string]string{}
	if n == nil {
		return list
	}
	if n.Kind != strict.Table {
		t.problems.Addf(n.Pos(), "%s is a table of strings", n.Key)
		return list
	}
	folded := map[string]bool{}
	for _, entry := range n.Entries {
		if entry.Kind != strict.String {
			t.problems.Addf(entry.Pos(), "%q must be a string, but it is %s", entry.Key, entry.Kind)
			continue
		}
		key := tabular.Clean(entry.Key)
		if folded[strings.ToLower(key)] {
			t.problems.Addf(entry.KeyPos(), "%q is here twice", key)
		}
		folded[strings.ToLower(key)] = true
		list[key] = entry.Text()
	}
	return list
}

// at is where a cell stands.
func (p *publishedFile) at(record, column int) source.Pos {
	row := p.table.Rows[record]
	if !p.sheet.Text {
		return source.Pos{File: p.name, Cell: p.sheet.Place(row, column)}
	}
	if c := p.table.Records[record]; column < len(c) && c[column].Line > 0 {
		return source.Pos{File: p.name, Line: c[column].Line, Col: c[column].Col}
	}
	return source.Pos{File: p.name, Line: p.sheet.Rows[row].Line, Col: 1}
}

// column finds a column by its heading; at is where it is named.
func (p *publishedFile) column(name string, at source.Pos) (int, bool) {
	switch i := p.table.Column(name); i {
	case -1:
		p.problems.Hintf(at, source.DidYouMean(name, p.table.Headings), "%s has no column %q", p.name, name)
	case -2:
		p.problems.Hintf(at, "#3 is the third column", "%s has several columns %q", p.name, name)
	default:
		p.used[i] = true
		return i, true
	}
	return 0, false
}

// columnsOf finds the columns of all that the dataset declares, and reports those that are not used.
func (p *publishedFile) columnsOf() (ok bool) {
	h, f := p.header, p.file
	p.used = make([]bool, len(p.table.Headings))
	n := len(h.Dimensions)
	p.parts, p.formats, p.set = make([][]int, n), make([]*tabular.Format, n), make([]string, n)
	p.titles = slices.Repeat([]int{-1}, n)
	p.unknown, p.unread = make([]map[string]words, n), make([]map[string]words, len(h.Measures))
	ok = true
	set := p.texts(p.spec.Set)
	across := map[string]bool{} // dimensions that the headings of a measure name
	for _, m := range f.Measures {
		for _, part := range inBraces.FindAllStringSubmatch(m.Column.Text, -1) {
			across[part[1]] = true
		}
	}
	for _, d := range f.Dimensions {
		i := h.Index(d.ID.Text)
		ok = i >= 0 && p.dimensionColumns(d, i, set, across) && ok
	}
	for name := range set {
		p.problems.Hintf(p.spec.Set.Get(name).KeyPos(), source.DidYouMean(name, h.DimensionIDs()),
			"there is no dimension %q", name)
		ok = false
	}
	p.attrs = make([]int, len(h.Attributes))
	for _, a := range f.Attributes {
		i := h.AttributeIndex(a.ID.Text)
		if i < 0 { // its id is wrong, which has been reported
			ok = false
			continue
		}
		name := a.Column
		if !name.Set() {
			name = a.ID
		}
		c, found := p.column(name.Text, name.Pos())
		p.attrs[i], ok = c, ok && found
	}
	for _, m := range f.Measures {
		if i := h.MeasureIndex(m.ID.Text); i >= 0 && !m.Formula.Set() {
			ok = p.valuesOf(i, m) && ok
		}
	}
	ok = p.sourceColumn() && ok
	var found bool
	if p.only, found = p.conditions(p.spec.Only); !found {
		ok = false
	}
	return p.ignored() && ok
}

// dimensionColumns finds the columns of a dimension and reads its format. set has the words of dimensions
// that the file lacks, from which its own is taken; across are those that the headings of a measure name.
func (p *publishedFile) dimensionColumns(d dimensionFile, i int, set map[string]string,
	across map[string]bool) (ok bool) {
	ok = true
	if d.Format.Set() {
		var months []string
		for n := range 12 {
			months = append(months, p.read.Site.Words[fmt.Sprintf("month-%d", n+1)])
		}
		format, err := tabular.NewFormat(d.Format.Text, months, d.Start.Text)
		if err != nil {
			p.problems.Addf(d.Format.Pos(), "%s", err)
			ok = false
		}
		p.formats[i] = format
	}
	if d.Titles.Set() {
		c, found := p.column(d.Titles.Text, d.Titles.Pos())
		p.titles[i], ok = c, ok && found
	}
	if word, there := set[d.ID.Text]; there {
		p.set[i] = tabular.Clean(word)
		delete(set, d.ID.Text)
		return ok
	}
	names := d.Column
	if names == nil && !across[d.ID.Text] {
		names = strict.Names{d.ID}
	}
	for _, name := range names {
		c, found := p.column(name.Text, name.Pos())
		ok = ok && found
		p.parts[i] = append(p.parts[i], c)
	}
	return ok
}

// sourceColumn finds the column that names the sources of rows.
func (p *publishedFile) sourceColumn() bool {
	n := p.spec.Source
	switch {
	case n != nil && n.Kind == strict.Table:
		name := n.Get("column")
		if name == nil || name.Kind != strict.String {
			p.problems.Addf(n.Pos(), `source is an id, or a column like { column = "Source" }`)
			return false
		}
		c, ok := p.column(name.Text(), name.Pos())
		p.source = c
		return ok
	default: // a column of that very name, unless a dimension has it
		if c := p.table.Column("source"); c >= 0 && p.table.Headings[c] == "source" && !p.used[c] && !p.isIgnored(c) {
			p.source, p.used[c] = c, true
		}
	}
	return true
}

var inBraces = regexp.MustCompile(`\{([a-z0-9_]+)\}`)

// valuesOf finds the columns of a measure: that of its heading, or those whose headings its pattern fits.
func (p *publishedFile) valuesOf(measure int, m measureFile) bool {
	name := m.Column
	if !name.Set() {
		name = m.ID
	}
	only, ok := p.conditions(m.Only)
	if !ok {
		return false
	}
	v := value{measure: measure, flags: -1, only: only}
	if !inBraces.MatchString(name.Text) {
		if v.column, ok = p.column(name.Text, name.Pos()); !ok {
			return false
		}
		v.flags, ok = p.flagsOf(m, v.column)
		p.values = append(p.values, v)
		return ok
	}
	dimensions, fits, ok := p.headingPattern(name)
	if !ok {
		return false
	}
	found := false
	for c, heading := range p.table.Headings {
		parts := fits.FindStringSubmatch(heading)
		if parts == nil || p.used[c] || p.isIgnored(c) {
			continue
		}
		one := v
		one.column, one.heading = c, map[int]string{}
		for i, d := range dimensions {
			one.heading[d] = parts[i+1]
		}
		if !p.namesMembers(one.heading) {
			continue
		}
		if one.flags, ok = p.flagsOf(m, c); !ok {
			return false
		}
		p.values, p.used[c], found = append(p.values, one), true, true
	}
	if !found {
		p.problems.Addf(name.Pos(), "no heading of %s is like %q", p.name, name.Text)
	}
	return found
}

// headingPattern is what headings are like that name members, and of which dimensions in which order.
func (p *publishedFile) headingPattern(name strict.Value) (dimensions []int, fits *regexp.Regexp, ok bool) {
	var pattern strings.Builder
	at := 0
	heading := tabular.Clean(name.Text)
	for _, part := range inBraces.FindAllStringSubmatchIndex(heading, -1) {
		id := heading[part[2]:part[3]]
		d := p.header.Index(id)
		if d < 0 {
			p.problems.Hintf(name.Pos(), source.DidYouMean(id, p.header.DimensionIDs()), "there is no dimension %q", id)
			return nil, nil, false
		}
		dimensions = append(dimensions, d)
		pattern.WriteString(regexp.QuoteMeta(heading[at:part[0]]) + "(.+?)")
		at = part[1]
	}
	pattern.WriteString(regexp.QuoteMeta(heading[at:]))
	fits, err := regexp.Compile("(?i)^" + pattern.String() + "$")
	if err != nil {
		p.problems.Addf(name.Pos(), "the pattern can't be read")
	}
	return dimensions, fits, err == nil
}

// namesMembers reports whether the words of a heading can be members: of a dimension of time with a
// format or without, and of one that lists its members, not every word can.
func (p *publishedFile) namesMembers(heading map[int]string) bool {
	for d, word := range heading {
		dimension := p.header.Dimensions[d]
		if dimension.Kind == report.KindPeriod && !p.declared[d] {
			if _, ok := p.period(d, word); !ok {
				return false
			}
		}
		if p.declared[d] && p.words[d][strings.ToLower(word)] == "" {
			return false
		}
	}
	return true
}

// flagsOf finds the column of the symbols of a measure's figures: by its heading, or "#+1" for the one
// behind.
func (p *publishedFile) flagsOf(m measureFile, column int) (int, bool) {
	if !m.Flags.Set() {
		return -1, true
	}
	var step int
	n, err := fmt.Sscanf(m.Flags.Text, "#+%d", &step)
	if err == nil && n == 1 && column+step < len(p.used) && step > 0 {
		p.used[column+step] = true
		return column + step, true
	}
	return p.column(m.Flags.Text, m.Flags.Pos())
}

// conditions reads which rows are meant.
func (p *publishedFile) conditions(n *strict.Node) (list []condition, ok bool) {
	if n == nil {
		return nil, true
	}
	if n.Kind != strict.Table {
		p.problems.Addf(n.Pos(), `only is a table like { Unit = "Number" }`)
		return nil, false
	}
	for _, entry := range n.Entries {
		column, found := p.column(entry.Key, entry.KeyPos())
		if !found {
			return nil, false
		}
		c := condition{column: column}
		items := []*strict.Node{entry}
		if entry.Kind == strict.Array {
			items = entry.Items
		}
		for _, item := range items {
			word, not := strings.CutPrefix(item.Text(), "!")
			if item.Kind != strict.String || not != c.not && len(c.words) > 0 {
				p.problems.Addf(item.Pos(), "these are words to take, or each with ! to leave out")
				return nil, false
			}
			c.words, c.not = append(c.words, strings.ToLower(tabular.Clean(word))), not
		}
		list = append(list, c)
	}
	return list, true
}

// isIgnored reports whether a column is to be passed over. A star in a name stands for any words.
func (p *publishedFile) isIgnored(column int) bool {
	for _, name := range p.spec.Ignore {
		if p.names(name.Text, column) {
			return true
		}
	}
	return false
}

func (p *publishedFile) names(name string, column int) bool {
	heading := strings.ToLower(p.table.Headings[column])
	if name == "" {
		return heading == ""
	}
	if before, after, star := strings.Cut(strings.ToLower(tabular.Clean(name)), "*"); star {
		return len(heading) >= len(before)+len(after) && strings.HasPrefix(heading, before) &&
			strings.HasSuffix(heading, after) && heading != ""
	}
	return p.table.Column(name) == column
}

// ignored reports the columns that nothing uses, and what is to be ignored and is not there.
func (p *publishedFile) ignored() bool {
	var left []string
	for c := range p.used {
		if !p.used[c] && !p.isIgnored(c) && !p.blank(c) {
			left = append(left, p.table.Name(c))
		}
	}
	for _, name := range p.spec.Ignore {
		there := false
		for c := range p.used {
			there = there || p.names(name.Text, c)
		}
		if !there {
			p.problems.Addf(name.Pos(), "there is no column %q to ignore", name.Text)
			p.failed = true
		}
	}
	if len(left) > 0 {
		p.problems.Hintf(p.spec.Node.Pos(), "ignore = "+quotedList(left),
			"%s of %s that nothing uses", plural(len(left), "a column", "columns"), p.name)
	}
	return len(left) == 0
}

// blank reports whether neither a heading nor any cell stands in a column.
func (p *publishedFile) blank(column int) bool {
	return p.table.Headings[column] == "" && !slices.ContainsFunc(p.table.Records,
		func(r []tabular.Cell) bool { return r[column].Text != "" })
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func quotedList(list []string) string {
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = strict.Quote(s)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
