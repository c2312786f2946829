package load

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/strict"
	"vitrine/generator/tabular"
)

// record reads the rows of a record of the file: one, or one for each member that headings name.
func (p *publishedFile) record(i int, rows []*raw.Row) []*raw.Row {
	record := p.table.Records[i]
	if !holdAll(p.only, record) {
		return rows
	}
	keys, known := p.keys(i)
	sources, sourced := p.rowSources(i)
	known = known && sourced
	for _, v := range p.values {
		if !holdAll(v.only, record) {
			continue
		}
		own, ok := keys, known
		if v.heading != nil {
			own = slices.Clone(keys)
			for d, word := range v.heading {
				id, there := p.memberOf(d, word, word, p.headAt())
				own[d], ok = id, ok && there
			}
		}
		cell, shown := p.figure(v, i, record, p.at(i, v.column))
		if !ok || !shown {
			continue
		}
		row := p.row(own, sources, v.measure, i, &rows)
		cell.Cell.Sources = row.Sources
		row.Cells[v.measure], p.filled[row][v.measure] = cell, true
		p.noteFixes(i, v, row)
	}
	return rows
}

// keys are the members that a record names; those that stand in headings are left open.
func (p *publishedFile) keys(i int) (keys []string, known bool) {
	record := p.table.Records[i]
	keys, known = make([]string, len(p.header.Dimensions)), true
	for d := range keys {
		word := p.set[d]
		if len(p.parts[d]) > 0 {
			var words []string
			for _, c := range p.parts[d] {
				if text := record[c].Text; text != "" {
					words = append(words, text)
				}
			}
			word = strings.Join(words, " ")
		} else if word == "" {
			continue
		}
		title := word
		if c := p.titles[d]; c >= 0 && record[c].Text != "" {
			title = record[c].Text
		}
		id, ok := p.memberOf(d, word, title, p.at(i, first(p.parts[d])))
		keys[d], known = id, known && ok
	}
	return keys, known
}

// rowSources are the sources that a record names, or those of all; false where they can't be read.
func (p *publishedFile) rowSources(i int) ([]*report.Source, bool) {
	if p.source < 0 {
		return p.shared, true
	}
	text := p.table.Records[i][p.source].Text
	if isNumber(text) {
		p.problems.Addf(p.at(i, p.source), "a source is an id, not a number")
		p.failed = true
		return nil, false
	}
	sources := p.sourcesOf(text, p.at(i, p.source), false)
	return sources, sources != nil || text == ""
}

// headAt is where the last row of the head stands.
func (p *publishedFile) headAt() source.Pos {
	return source.Pos{File: p.name, Line: p.sheet.Rows[max(0, p.table.Rows[0]-1)].Line, Col: 1}
}

func holdAll(list []condition, record []tabular.Cell) bool {
	return !slices.ContainsFunc(list, func(c condition) bool { return !c.holds(record) })
}

// first is the first of some columns.
func first(columns []int) int {
	if len(columns) == 0 {
		return 0
	}
	return columns[0]
}

// row finds the row with some keys that lacks a measure, or begins one.
func (p *publishedFile) row(keys []string, sources []*report.Source, measure, record int, rows *[]*raw.Row) *raw.Row {
	name := strings.Join(keys, "\x00") + "\x00\x00" + report.SourceIDs(sources)
	if row := p.rowsMade[name]; row != nil && !p.filled[row][measure] {
		return row
	}
	row := &raw.Row{Pos: p.at(record, 0), Sources: sources, Keys: keys, Attrs: make([]string, len(p.header.Attributes)),
		Cells: make([]raw.Cell, len(p.header.Measures))}
	for i, c := range p.attrs {
		row.Attrs[i] = p.table.Records[record][c].Text
	}
	p.rowsMade[name], p.filled[row] = row, make([]bool, len(p.header.Measures))
	*rows = append(*rows, row)
	return row
}

// memberOf is the member that a word of the file stands for. title is what it is called where the
// dimension does not list it.
func (p *publishedFile) memberOf(dimension int, word, title string, at source.Pos) (id string, ok bool) {
	d := p.header.Dimensions[dimension]
	folded := strings.ToLower(word)
	if id = p.words[dimension][folded]; id != "" {
		return id, true
	}
	if d.Kind == report.KindPeriod {
		if period, ok := p.period(dimension, word); ok {
			if d.Member(period) != nil || !p.declared[dimension] {
				return p.learn(dimension, word, period, title)
			}
		}
	} else if code, ok := p.country(d, word); ok && (d.Member(code) != nil || !p.declared[dimension]) {
		return p.learn(dimension, word, code, title)
	} else if g := p.group(word); d.Kind == report.KindGeo && g != nil &&
		(d.Member(g.ID) != nil || !p.declared[dimension]) {
		return p.learn(dimension, word, g.ID, title)
	} else if !p.declared[dimension] && d.Kind != report.KindGeo && word != "" &&
		(!isNumber(word) || idPattern.MatchString(word)) {
		return p.learn(dimension, word, p.slug(d, word), title)
	}
	if p.unknown[dimension] == nil {
		p.unknown[dimension] = map[string]words{}
	}
	w := p.unknown[dimension][word]
	if w.times++; w.times == 1 {
		w.first = at
	}
	p.unknown[dimension][word] = w
	return "", false
}

// learn keeps which member a word stands for. A dimension that lists none gets it.
func (p *publishedFile) learn(dimension int, word, id, title string) (string, bool) {
	d := p.header.Dimensions[dimension]
	if d.Member(id) == nil {
		m := &report.Member{ID: id, CSV: []string{word}}
		if id != title && d.Kind != report.KindPeriod && d.Kind != report.KindGeo {
			m.Title = report.Label{"": title}
		}
		m.Period, _ = report.ParsePeriod(id)
		if g := p.group(id); g != nil && d.Kind == report.KindGeo {
			m.Title = g.Title
		}
		d.Members = append(d.Members, m)
	}
	if p.words[dimension] == nil {
		p.words[dimension] = map[string]string{}
	}
	p.words[dimension][strings.ToLower(word)] = id
	return id, true
}

// period is the period that a word stands for.
func (p *publishedFile) period(dimension int, word string) (string, bool) {
	id := word
	if f := p.formats[dimension]; f != nil {
		var ok bool
		if id, ok = f.Period(word); !ok {
			return "", false
		}
	}
	parsed, err := report.ParsePeriod(id)
	if err != nil {
		return "", false
	}
	if p.formats[dimension] == nil {
		return id, true
	}
	return parsed.String(), true
}

// slug is the id of a member that a file names by a title: its small Latin letters and digits, and where
// these are none or another's, more.
func (p *publishedFile) slug(d *report.Dimension, word string) string {
	if idPattern.MatchString(word) && d.Member(word) == nil {
		return word
	}
	return MemberID(word, func(id string) bool { return d.Member(id) != nil })
}

// What stands for a kind of cell that is no figure.
const (
	otherWay = "\x00" // a number that is written in another way
	shortRow = "\x01" // a cell that the row does not have
)

// cellsOf is how many cells the row of a record has in its file.
func (p *publishedFile) cellsOf(record int) int {
	return len(p.sheet.Rows[p.table.Rows[record]].Cells)
}

// figure reads a cell; false when it is none, which is told later.
func (p *publishedFile) figure(v value, i int, record []tabular.Cell, at source.Pos) (c raw.Cell, ok bool) {
	cell, m := record[v.column], p.header.Measures[v.measure]
	short, ok := p.figures.Short(cell)
	if !ok && m.Rating() && cell.Text != "" {
		short, ok = cell.Text, true
	}
	if ok && v.flags >= 0 && record[v.flags].Text != "" {
		flag, known := p.figures.Short(record[v.flags])
		switch {
		case !known:
			short, ok, cell = "", false, record[v.flags]
		case strings.HasPrefix(flag, "["):
			short += " " + flag
		}
	}
	c = raw.Cell{Pos: at}
	if ok {
		var problem, hint string
		if problem, hint = readCell(m, short, &c.Cell); problem != "" {
			p.problems.Hintf(at, hint, "%s", problem)
			p.failed = true
			return c, false
		}
		return c, true
	}
	text := cell.Text
	switch {
	case text == "" && v.column >= p.cellsOf(i):
		text = shortRow
	case isNumber(text) || strings.ContainsFunc(text, unicode.IsNumber):
		text = otherWay // a message must not carry a count
	}
	if p.unread[v.measure] == nil {
		p.unread[v.measure] = map[string]words{}
	}
	w := p.unread[v.measure][text]
	if w.times++; w.times == 1 {
		w.first = at
	}
	p.unread[v.measure][text] = w
	return c, false
}

// most is how many words a message names.
const most = 12

// told says of each word that could not be read what it is; false when there are any.
func (p *publishedFile) told() bool {
	ok := !p.failed
	for i := range p.header.Dimensions {
		if len(p.unknown[i]) > 0 {
			ok = false
			p.noMembers(i)
		}
	}
	for i, m := range p.header.Measures {
		for _, text := range slices.Sorted(maps.Keys(p.unread[i])) {
			ok = false
			p.noFigure(m, text, p.unread[i][text])
		}
	}
	return ok
}

// noMembers says which words of the file are no members of a dimension, once, where the first stands.
func (p *publishedFile) noMembers(i int) {
	d := p.header.Dimensions[i]
	list := slices.Sorted(maps.Keys(p.unknown[i]))
	numbers := slices.ContainsFunc(list, isNumber)
	if p.declared[i] && !numbers {
		if p.raw.Strangers == nil {
			p.raw.Strangers = map[string][]string{}
		}
		p.raw.Strangers[d.ID] = append(p.raw.Strangers[d.ID], list...)
	}
	at := p.unknown[i][list[0]].first
	var shown []string
	for _, word := range list {
		if w := p.unknown[i][word]; w.first.Line < at.Line {
			at = w.first
		}
		shown = append(shown, unlessNumber(word))
	}
	if len(shown) > most {
		shown = append(shown[:most], fmt.Sprintf("and %d more", len(list)-most))
	}
	hint := ""
	switch {
	case p.declared[i] && len(list) == 1:
		hint = source.DidYouMean(list[0], fileWords(d))
	case len(list) <= most && !numbers:
		hint = "if they are, say so: " + p.membersBlock(i, list)
	}
	p.problems.Hintf(at, hint, "%s: no member of %s", strings.Join(shown, ", "), d.ID)
}

// noFigure says of a text that stands in place of figures what is to be done. A count of people may be
// written in words, which are not repeated.
func (p *publishedFile) noFigure(m *report.Measure, text string, w words) {
	switch {
	case text == "":
		p.problems.Hintf(w.first, `symbols = { "" = "[x]" } in [table] says that an empty cell is not available`,
			"%s of %s %s empty", cells(w.times), m.ID, plural(w.times, "is", "are"))
	case text == shortRow:
		p.problems.Hintf(w.first, "a comma inside of a cell needs quotes around it; an unknown value is written [x]",
			"%s of %s: the row has fewer cells than the table has columns", cells(w.times), m.ID)
	case text == otherWay:
		p.problems.Hintf(w.first, `decimal, group and symbols in [table] say how the file writes figures`,
			"%s of %s %s no number as the table writes them", cells(w.times), m.ID, plural(w.times, "is", "are"))
	case m.People && strings.ContainsFunc(text, unicode.IsLetter):
		p.problems.Hintf(w.first, `symbols in [table] says what stands in place of a figure`,
			"this is no figure of %s: %s", m.ID, cells(w.times))
	default:
		p.problems.Hintf(w.first, fmt.Sprintf(`symbols = { %q = "[x]" } in [table] says what it means`, text),
			"%q is no figure of %s: %s", text, m.ID, cells(w.times))
	}
}

// membersBlock is what an editor adds to a dimension so that some words are members of it.
func (p *publishedFile) membersBlock(dimension int, list []string) string {
	d, taken := p.header.Dimensions[dimension], map[string]bool{}
	var parts []string
	for _, word := range list {
		id := MemberID(word, func(id string) bool { return d.Member(id) != nil || taken[id] })
		taken[id] = true
		parts = append(parts, fmt.Sprintf("{ id = %s, title = %s, csv = %s }", strict.Quote(id), strict.Quote(word),
			strict.Quote(word)))
	}
	if !p.declared[dimension] {
		parts = append(parts, strict.Quote(everyOther))
	} else {
		parts = append([]string{"…"}, parts...)
	}
	return "members = [" + strings.Join(parts, ", ") + "]"
}

// fileWords are the words by which a file may name a dimension's members.
func fileWords(d *report.Dimension) (list []string) {
	for _, m := range d.Members {
		if m.CSV == nil {
			list = append(list, m.ID)
		}
		list = append(list, m.CSV...)
	}
	slices.Sort(list)
	return list
}

func cells(n int) string {
	if n == 1 {
		return "one cell"
	}
	return fmt.Sprintf("%d cells", n)
}
