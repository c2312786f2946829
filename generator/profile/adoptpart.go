package profile

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"vitrine/generator/report"
)

// partAdopter reads one part.
type partAdopter struct {
	*adopter
	*candidate
	table    *Table
	allowed  map[string]report.PartRows
	writing  writing
	whole    []*report.Code // of each nested dimension, the code under which rows stand
	above    map[string]string
	order    []line // of the template, where rows are known by their order
	nth      int    // of the rows that were read
	dropped  int    // placeholder rows
	mistaken []bool // of each dimension: words of another list stand in its column
}

// adopt reads a part.
func (a *adopter) adopt(c *candidate) {
	x := &partAdopter{adopter: a, candidate: c, table: NewTable(a.Report, c.part),
		whole: make([]*report.Code, len(c.part.Dimensions)), above: map[string]string{}}
	s := sheetReader{Table: NewTable(a.Report, c.part)}
	x.allowed = s.rowsAllowed()
	x.order = NewTable(a.Report, c.part).lines()
	x.headings()
	x.numbers()
	x.mistakable()
	for row := c.head + 1; row < len(c.Sheet.Rows); row++ {
		if !c.Sheet.Rows[row].Empty() {
			x.row(row)
		}
	}
	if x.dropped > 0 {
		x.tell(c, -1, 0, false, "%d placeholder rows of the template are dropped", x.dropped)
	}
	x.missing()
	a.Tables = append(a.Tables, x.table)
}

// tellAt adds a finding at a row, under a heading.
func (x *partAdopter) tellAt(row int, heading string, refused bool, format string, args ...any) {
	x.tell(x.candidate, row, x.column(heading), refused, format, args...)
}

// mistakable finds dimensions in whose column words of another list stand, which mean other things: countries for
// languages. Their rows are not counted.
func (x *partAdopter) mistakable() {
	x.mistaken = make([]bool, len(x.part.Dimensions))
	for i, d := range x.part.Dimensions {
		own, others := map[string]bool{}, map[string]bool{}
		for row := x.head + 1; row < len(x.Sheet.Rows); row++ {
			word := strings.ToLower(x.text(row, d.Column))
			ours := slices.ContainsFunc(d.Codes, func(c *report.Code) bool { return stands(c, word) })
			theirs := slices.ContainsFunc(d.Unlike, func(c *report.Code) bool { return stands(c, word) })
			own[word], others[word] = ours && !theirs, theirs && !ours
		}
		count := func(words map[string]bool) (n int) {
			for word, is := range words {
				if is && len(word) == 2 {
					n++
				}
			}
			return n
		}
		if x.mistaken[i] = count(others) > count(own); x.mistaken[i] {
			x.tell(x.candidate, -1, 0, true, "%s of part %s names members of another list: these rows are not counted",
				strings.TrimSpace(d.Column), x.part.ID)
		}
	}
}

// headings tells of columns that are not as in the template.
func (x *partAdopter) headings() {
	taken := map[int]bool{}
	for _, h := range x.part.Headings() {
		if _, ok := x.columns[h]; ok {
			continue
		}
		switch at := x.placed(h); {
		case at >= 0:
			taken[at] = true
			if x.others[at] != "" || at == 0 {
				x.tell(x.candidate, x.head, at, false, "the heading %q is taken for %q, which is missing", x.others[at],
					strings.TrimSpace(h))
			}
		default:
			x.tell(x.candidate, x.head, 0, false, "the column %q is missing", strings.TrimSpace(h))
		}
	}
	for _, at := range slices.Sorted(maps.Keys(x.others)) {
		text := x.others[at]
		if text == "" || taken[at] {
			continue
		}
		kept := ""
		if len(x.part.Measures) == 1 && x.part.Measures[0].Context == "" && x.isContext(text) {
			kept = ", and kept as notes"
		}
		x.tell(x.candidate, x.head, at, kept == "", "the column %q is not of the template%s", text, kept)
	}
}

// isContext reports whether a heading is of a column whose texts are kept as notes.
func (x *partAdopter) isContext(heading string) bool {
	return slices.ContainsFunc(x.Report.Profile.Import.Contexts, func(h string) bool { return alike(h, heading) })
}

// numbers finds out how the part writes numbers.
func (x *partAdopter) numbers() {
	var texts []string
	var rows []int
	for row := x.head + 1; row < len(x.Sheet.Rows); row++ {
		for _, m := range x.part.Measures {
			if m.Kind == report.KindText || m.Kind == report.KindAttribute {
				continue
			}
			if cell := x.cell(row, m.Column); !cell.Number {
				texts, rows = append(texts, cell.Text), append(rows, row)
			}
		}
	}
	var settled int
	if x.writing, settled = writingOf(texts); x.writing == commas {
		x.tell(x.candidate, rows[settled], 0, false, "numbers are read with commas for decimals: %s", texts[settled])
	} else if x.writing == both {
		x.tell(x.candidate, rows[settled], 0, false, "numbers are written in two ways")
	}
}

func (x *partAdopter) placeholder(text string) bool { return placeholder(x.Report.Profile, text) }

var ellipsis = regexp.MustCompile(`\[[^\]]*\]`)

// row reads a row.
func (x *partAdopter) row(row int) {
	words, ok := x.words(row)
	if !ok {
		return
	}
	x.same(row, words)
	keys := make([]string, len(x.part.Dimensions))
	for i, d := range x.part.Dimensions {
		if ellipsis.MatchString(words[d.Column]) {
			x.dropped++
			if x.filled(row) {
				x.tellAt(row, d.Column, true, "figures in a placeholder row are of nobody")
			}
			return
		}
		c := x.code(i, d, row, words)
		if c == nil {
			return
		}
		keys[i] = c.ID
	}
	measures := x.measures(row, words)
	x.nth++
	if measures == nil {
		return
	}
	known := (&sheetReader{Table: x.table}).known(keys)
	for _, m := range measures {
		_, ok := x.allowed[x.table.rowName(known, m)]
		if !ok && !x.beyond(keys) && x.part.Dimensions[0].Codes != nil {
			if x.filled(row) {
				x.tell(x.candidate, row, 0, true, "the template has no such row: %s", strings.Join(keys, ", "))
			}
			return
		}
		x.value(row, m, keys)
	}
}

// beyond reports whether a key is a code that the part does not have.
func (x *partAdopter) beyond(keys []string) bool {
	return slices.ContainsFunc(keys, func(k string) bool { return slices.Contains(x.Beyond[x.part.ID], k) })
}

// words are what stands in the columns that say of what a row is; false for text below the table.
func (x *partAdopter) words(row int) (words map[string]string, ok bool) {
	words = map[string]string{}
	filled, first := 0, false
	keys := slices.DeleteFunc(x.part.Headings(), func(h string) bool {
		return slices.ContainsFunc(x.part.Measures, func(m *report.PartMeasure) bool {
			return m.Column == h || m.Context == h
		})
	})
	for i, h := range keys {
		if words[h] = x.text(row, h); words[h] != "" {
			filled++
			first = first || i == 0
		}
	}
	scope, before := keys[len(keys)-1], keys[:len(keys)-1]
	blank := !slices.ContainsFunc(before, func(h string) bool { return words[h] != "" })
	switch {
	case filled <= 1 && !x.filled(row) && (first || filled == 0):
		var text []string
		for _, c := range x.Sheet.Rows[row].Cells {
			if c.Text != "" {
				text = append(text, c.Verbatim())
			}
		}
		x.Notes[x.part.ID] = append(x.Notes[x.part.ID], Note{Text: strings.Join(text, " ")})
		x.tell(x.candidate, row, 0, false, "text below the table is kept as a note")
		return nil, false
	case blank && words[scope] != "" && x.tellsRows(scope) && len(before) >= 3 && x.above[scope] != "":
		for _, h := range before {
			if words[h] == "" {
				words[h] = x.above[h]
			}
		}
		x.tell(x.candidate, row, 0, false, "blank cells of merged ones are taken from the row above")
	}
	for _, h := range keys {
		x.above[h] = words[h]
	}
	return words, true
}

// tellsRows reports whether rows are told apart by the words of a column.
func (x *partAdopter) tellsRows(heading string) bool {
	return heading == x.part.By || slices.ContainsFunc(x.part.Dimensions, func(d *report.PartDimension) bool {
		return d.Column == heading
	})
}

// filled reports whether a figure that is not 0, or a text, stands in a row.
func (x *partAdopter) filled(row int) bool {
	return slices.ContainsFunc(x.part.Measures, func(m *report.PartMeasure) bool {
		text := x.text(row, m.Column)
		return text != "" && text != "0" && !x.placeholder(text)
	})
}

// same tells of a row that names another service or period than the report.
func (x *partAdopter) same(row int, words map[string]string) {
	for _, h := range slices.Sorted(maps.Keys(x.table.set)) {
		got, want := words[h], x.table.set[h]
		if got == "" || alike(want, got) || x.placeholder(got) {
			continue
		}
		if blanks(got) == blanks(want) {
			continue
		}
		if from, _, ok := strings.Cut(want, "/"); ok {
			if start, _, two := strings.Cut(got, "/"); two && strings.TrimSpace(start) == from && impossible(got) {
				x.tellAt(row, h, false, "an impossible end date is taken from the rest of the report")
				continue
			}
		}
		if _, constant := x.part.Set[h]; constant && x.ordered {
			continue
		}
		x.tellAt(row, h, false, "%s is %q, and %q in the rest of the report", h, got, strings.TrimSpace(want))
	}
}

func blanks(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, text)
}

// impossible reports whether a period ends on a day that there is not.
func impossible(text string) bool {
	_, to, _ := strings.Cut(text, "/")
	_, err := report.ParseDate(strings.TrimSpace(to))
	return err != nil
}

// code is the member that a row names, or nil.
func (x *partAdopter) code(i int, d *report.PartDimension, row int, words map[string]string) *report.Code {
	word, described := words[d.Column], words[d.Describe]
	if x.placeholder(described) {
		described = ""
	}
	if d.Codes == nil {
		r := sheetReader{Table: x.table, sheet: x.Sheet, columns: x.columns}
		return r.period(i, d, row, word)
	}
	if x.mistaken[i] && slices.ContainsFunc(d.Unlike, func(c *report.Code) bool { return stands(c, word) }) {
		return nil // which has been told
	}
	var found *report.Code
	for _, c := range x.table.Codes[i] {
		if !c.Extra && stands(c, word) && (!d.Nested || c.In == "" || x.whole[i] != nil && x.whole[i].ID == c.In) {
			found = c
			break
		}
	}
	if found == nil {
		found = x.unknown(i, d, row, word, &described)
	}
	if found == nil {
		return nil
	}
	if d.Nested && found.In == "" {
		x.whole[i] = found
	}
	if described == "" || d.Describe == "" {
		return found
	}
	if !found.More {
		other := x.other(i, x.whole[i])
		if found.Extra || other == nil || !x.repeated(i, found) {
			return found
		}
		x.tellAt(row, d.Column, false, "%s stands twice: the second with its description is %s", found.CSV, other.CSV)
		found = other
	}
	if codeLike.MatchString(described) {
		x.tellAt(row, d.Describe, false, "a description is a code")
	}
	return x.table.Further(i, found, x.seen(described, row, x.column(d.Describe)))
}

var codeLike = regexp.MustCompile(`^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$`)

// repeated reports whether a member has an entry already.
func (x *partAdopter) repeated(i int, c *report.Code) bool { return x.table.has(i, c.ID) }

// other is the code that further rows under a whole have, or nil.
func (x *partAdopter) other(i int, whole *report.Code) *report.Code {
	for _, c := range x.table.Codes[i] {
		if c.More && whole != nil && c.In == whole.ID {
			return c
		}
	}
	return nil
}

// unknown is what stands for a word that is no code of the part: a code of other parts, an invented one of
// those that may be added, the line of the template at this place; or nothing.
func (x *partAdopter) unknown(i int, d *report.PartDimension, row int, word string, described *string) *report.Code {
	for _, p := range x.Report.Profile.Parts {
		for _, other := range p.Dimensions {
			if other.ID != d.ID || p == x.part {
				continue
			}
			for _, c := range other.Codes {
				within := c.In == "" || x.whole[i] != nil && c.In == x.whole[i].ID
				if alike(c.CSV, word) && d.Code(c.ID) == nil && within {
					if !slices.ContainsFunc(x.table.Codes[i], func(y *report.Code) bool { return y.ID == c.ID }) {
						x.table.Codes[i] = append(x.table.Codes[i], c)
						x.Beyond[x.part.ID] = append(x.Beyond[x.part.ID], c.ID)
					}
					x.tellAt(row, d.Column, false, "part %s has no %s, and counts it here", x.part.ID, word)
					return c
				}
			}
		}
	}
	if c := x.other(i, x.whole[i]); c != nil && d.Describe != "" && strings.HasPrefix(word, c.CSV+"_") {
		x.tellAt(row, d.Column, false, "%s is read as %s with a description", word, c.CSV)
		if *described == "" {
			*described = strings.TrimPrefix(word, c.CSV+"_")
		}
		return c
	}
	if x.ordered && x.nth < len(x.order) {
		id := x.order[x.nth].keys[i]
		return x.table.Codes[i][slices.IndexFunc(x.table.Codes[i], func(c *report.Code) bool { return c.ID == id })]
	}
	if plain := ascii(word); plain != word {
		for _, c := range x.table.Codes[i] {
			if alike(ascii(c.CSV), plain) && plain != "" {
				x.tellAt(row, d.Column, false, "characters look damaged: %q", word)
				return c
			}
		}
	}
	x.tellAt(row, d.Column, x.filled(row), "%q is no %s of part %s: its rows are not counted", word,
		strings.ToLower(d.Title), x.part.ID)
	return nil
}

// ascii is a text without characters and blanks that files damage.
func ascii(text string) string {
	return strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII || r == ' ' {
			return -1
		}
		return r
	}, text)
}

// measures are those that a row holds; nil for none.
func (x *partAdopter) measures(row int, words map[string]string) (list []int) {
	if x.part.By == "" {
		for i := range x.part.Measures {
			list = append(list, i)
		}
		return list
	}
	word := words[x.part.By]
	if m := measureOf(x.part, word); m >= 0 {
		return []int{m}
	}
	for i, m := range x.part.Measures {
		if alike(ascii(m.Word), ascii(word)) && word != "" {
			x.tellAt(row, x.part.By, false, "characters look damaged: %q", word)
			return []int{i}
		}
	}
	if x.ordered && x.nth < len(x.order) {
		return x.order[x.nth].measures
	}
	x.tellAt(row, x.part.By, x.filled(row), "%q is no %s of part %s: its rows are not counted", word,
		strings.ToLower(x.part.By), x.part.ID)
	return nil
}

// missing tells how many rows of the template are not there; they are blank.
func (x *partAdopter) missing() {
	n, first := 0, ""
	for _, l := range x.table.lines() {
		e := x.table.Get(l.keys)
		if e != nil && e.Cells[l.measures[0]].There {
			continue
		}
		if t := x.table.answer(l.keys, x.table.byID()); t != "" {
			continue
		}
		if !l.rows.Optional {
			if n++; n == 1 {
				first = strings.Join(l.keys, ", ")
			}
		}
		if e == nil {
			e = x.table.Entry(l.keys)
		}
		for _, m := range l.measures {
			e.Cells[m].There = true
		}
	}
	if n > 0 {
		are := map[bool]string{true: "row of the template is", false: "rows of the template are"}[n == 1]
		x.tell(x.candidate, -1, 0, false, "%d %s missing, the first of %s", n, are, first)
	}
}
