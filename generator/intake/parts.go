package intake

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"vitrine/generator/tabular"
)

// leaf reports whether no column of words with more of them stands behind a column.
func (m *maker) leaf(column int) bool {
	for c := column + 1; c < len(m.kinds); c++ {
		k, own := m.kinds[c], m.kinds[column]
		if !k.figure && k.filled > own.filled && m.Table.Headings[c] != m.Table.Headings[column] {
			return false
		}
	}
	return true
}

// sparse finds the columns of words that hold until the next one.
func (m *maker) sparse() error {
	for c, k := range m.kinds {
		if k.figure || k.filled == 0 || m.kinds[c].numbers > 0 && k.period == "" ||
			k.distinct != k.filled && k.period == "" || k.filled < 2 ||
			k.filled*10 > len(m.Table.Records)*7 || len(m.Table.Records) == 0 ||
			m.Table.Records[0][c].Text == "" && m.Shape.Fill == nil || m.leaf(c) {
			continue
		}
		m.Shape.Fill = append(m.Shape.Fill, m.Table.Name(c))
		m.assume("an empty cell of %q repeats the one above", m.Table.Name(c))
	}
	if m.Shape.Fill == nil {
		return nil
	}
	var err error
	m.Table, err = m.sheet.Table(m.Shape)
	return err
}

// headings finds the columns whose headings name members: periods, or words of a head of several rows.
func (m *maker) headings() error {
	var columns []int
	for c, k := range m.kinds {
		nothing := k.filled == k.marks && (k.marks > 0 || strings.Contains(m.Table.Headings[c], tabular.Joint) ||
			m.periodFormat([]string{m.Table.Headings[c]}) != "")
		if (k.figure || nothing) && m.Table.Headings[c] != "" {
			columns = append(columns, c)
		}
	}
	var headings []string
	for _, c := range columns {
		headings = append(headings, m.Table.Headings[c])
	}
	if len(columns) >= 2 {
		var periods []int
		var words []string
		for i, h := range headings {
			if m.periodFormat([]string{h}) != "" {
				periods, words = append(periods, columns[i]), append(words, h)
			}
		}
		if len(periods) >= 2 && len(periods)*4 >= len(columns)*3 {
			if format := m.periodFormat(words); format != "" {
				m.wide = periods
				m.Dimensions = append(m.Dimensions, Dimension{ID: "period", Title: "period", Kind: "period", Column: -1,
					Format: format, Words: words, Start: m.startOf(format)})
				m.parts = []string{"{period}"}
				return nil
			}
		}
	}
	return m.levels(columns, headings)
}

func (m *maker) startOf(format string) string {
	if !strings.Contains(format, "{next}") && !strings.Contains(format, "{end}") {
		return ""
	}
	if m.Said.YearStart != "" {
		return m.Said.YearStart
	}
	return "04"
}

// years asks with which month years begin that span two.
func (m *maker) years() error {
	for _, d := range m.Dimensions {
		if d.Start == "" || m.Said.YearStart != "" {
			continue
		}
		word := ""
		if len(d.Words) > 0 {
			word = d.Words[0]
		} else if d.Column >= 0 {
			word = m.words(d.Column)[0]
		}
		return &Unclear{Key: "year-start", Choices: []string{"04", "07", "09", "10"},
			Text: fmt.Sprintf("%q spans two years: with which month does a year begin, "+
				"or with which month and day?", word)}
	}
	return nil
}

// levels finds members in a head of several rows: each column has a word of each level, and the words are
// combined in every way.
func (m *maker) levels(columns []int, headings []string) error {
	if m.Shape.Header < 2 || len(columns) < 4 {
		return nil
	}
	depth := 0
	var split [][]string
	var used []int
	for i, h := range headings {
		parts := strings.Split(h, tabular.Joint)
		if len(parts) < 2 {
			continue
		}
		if depth == 0 {
			depth = len(parts)
		}
		if len(parts) != depth {
			return nil
		}
		split, used = append(split, parts), append(used, columns[i])
	}
	if len(used) < 4 || len(used)*4 < len(columns)*3 {
		return nil
	}
	combinations := 1
	var levels [][]string
	for level := range depth {
		var words []string
		for _, parts := range split {
			if !slices.Contains(words, parts[level]) {
				words = append(words, parts[level])
			}
		}
		combinations *= len(words)
		levels = append(levels, words)
	}
	if combinations != len(used) {
		return nil
	}
	m.wide = used
	for level, words := range levels {
		d := Dimension{ID: fmt.Sprintf("head%d", level+1), Title: fmt.Sprintf("head %d", level+1), Kind: "category",
			Column: -1, Words: words}
		if format := m.periodFormat(words); format != "" {
			d.Kind, d.Format, d.Start = "period", format, m.startOf(format)
		}
		m.Dimensions = append(m.Dimensions, d)
		m.parts = append(m.parts, "{"+d.ID+"}")
	}
	return nil
}

// longText is from how many characters a cell is a remark, and no name.
const longText = 120

// dimensions finds the columns that tell rows apart.
func (m *maker) dimensions() error {
	var own []Dimension
	taken := map[int]bool{}
	for c, k := range m.kinds {
		heading := m.Table.Headings[c]
		switch {
		case slices.Contains(m.wide, c) || k.figure || k.filled == 0:
			continue
		case heading == "" && k.filled*2 < len(m.Table.Records):
			continue
		}
		words := m.words(c)
		longest := 0
		for _, w := range words {
			longest = max(longest, len([]rune(w)))
		}
		if longest > longText && k.distinct*4 > k.filled {
			continue // remarks
		}
		d := Dimension{Title: heading, Kind: "category", Column: c, Titles: -1, Words: words}
		switch {
		case k.period != "" && !slices.Contains(words, ""):
			if err := m.unsure(c, words); err != nil {
				return err
			}
			d.Kind, d.Format, d.Start = "period", k.period, m.startOf(k.period)
		case len(words) == 1 && words[0] != "":
			continue // the same in each row
		case k.numbers == 0 && m.countries(words):
			d.Kind = "geo"
		}
		own = append(own, d)
	}
	own = m.needed(own)
	for i := range own {
		if own[i].Title == "" {
			own[i].Title = fmt.Sprintf("column %d", own[i].Column+1)
		}
		taken[own[i].Column] = true
	}
	m.Dimensions = append(own, m.Dimensions...)
	m.ids()
	return nil
}

// unsure reports dates of which nothing tells which number is the day.
func (m *maker) unsure(c int, words []string) error {
	period := m.kinds[c].period
	for _, pair := range m.habits.Periods.Either {
		if m.Said.Dates == "" && slices.Contains(pair, period) && m.fits(pair[0], words) && m.fits(pair[1], words) {
			return &Unclear{Key: "dates", Choices: pair, Where: m.sheet.Place(m.Table.Rows[0], c),
				Text: fmt.Sprintf("%q: which number is the day, and which the month?", words[0])}
		}
	}
	return nil
}

func (m *maker) countries(words []string) bool {
	if m.Said.Country == nil || len(words) < 2 {
		return false
	}
	for _, w := range words {
		if w == "" || !m.Said.Country(w) {
			return false
		}
	}
	return true
}

// needed are the dimensions without which two rows would be one; of two that say the same, the one with
// the longer words.
func (m *maker) needed(all []Dimension) []Dimension {
	keep := slices.Clone(all)
	without := func(d Dimension) []Dimension {
		return slices.DeleteFunc(slices.Clone(keep), func(x Dimension) bool { return x.Column == d.Column })
	}
	length := func(d Dimension) (n int) {
		for _, w := range d.Words {
			n += len(w)
		}
		return n
	}
	for _, d := range all { // a code beside a name
		for _, other := range all {
			if d.Column != other.Column && !slices.Contains(d.Words, "") && d.Kind != "period" && m.same(d, other) &&
				len(without(d)) < len(keep) &&
				slices.ContainsFunc(keep, func(x Dimension) bool { return x.Column == other.Column }) &&
				(length(d) < length(other) || length(d) == length(other) && d.Column > other.Column) {
				keep = without(other)
				for i := range keep {
					if keep[i].Column == d.Column && m.titled(&keep[i], other) {
						m.assume("%q holds the titles of %q", m.Table.Name(other.Column), m.Table.Name(d.Column))
					}
				}
			}
		}
	}
	for _, d := range slices.Backward(all) {
		rest := without(d)
		if d.Kind != "period" && len(rest) < len(keep) && len(rest) > 0 && m.told(rest) == m.told(keep) {
			keep = rest
			m.assume("rows are told apart without the column %q", m.Table.Name(d.Column))
		}
	}
	if m.told(keep) < len(m.Table.Records) {
		keep = m.numbered(keep)
	}
	return keep
}

// titled gives a dimension of codes the titles that stand in another column.
func (m *maker) titled(d *Dimension, other Dimension) bool {
	if d.Titles = other.Column; other.Kind == "geo" { // names of countries say more than codes of one's own
		d.Column, d.Titles, d.Kind, d.Title, d.Words = other.Column, -1, "geo", other.Title, other.Words
		return false
	}
	return true
}

// numbered adds the first column of whole numbers that tells all records apart.
func (m *maker) numbered(keep []Dimension) []Dimension {
	for c, k := range m.kinds {
		if !k.figure || k.distinct != len(m.Table.Records) || m.Table.Headings[c] == "" || slices.Contains(m.wide, c) {
			continue
		}
		words := m.words(c)
		if slices.ContainsFunc(words, func(w string) bool { return strings.ContainsAny(w, ".,") || w == "" }) {
			continue
		}
		m.kinds[c].figure = false
		m.assume("the column %q numbers the rows", m.Table.Name(c))
		return []Dimension{{Title: m.Table.Headings[c], Kind: "category", Column: c, Titles: -1, Words: words}}
	}
	return keep
}

// same reports whether each word of one dimension stands with one word of the other alone, and the other
// way round.
func (m *maker) same(a, b Dimension) bool {
	if len(a.Words) != len(b.Words) {
		return false
	}
	there, back := map[string]string{}, map[string]string{}
	for _, r := range m.Table.Records {
		x, y := r[a.Column].Text, r[b.Column].Text
		if was, seen := there[x]; seen && was != y {
			return false
		}
		if was, seen := back[y]; seen && was != x {
			return false
		}
		there[x], back[y] = y, x
	}
	return true
}

// told is how many records some dimensions tell apart.
func (m *maker) told(dimensions []Dimension) int {
	keys := map[string]bool{}
	var b strings.Builder
	for _, r := range m.Table.Records {
		b.Reset()
		for _, d := range dimensions {
			b.WriteString(r[d.Column].Text)
			b.WriteByte(0)
		}
		keys[b.String()] = true
	}
	return len(keys)
}

// ids gives dimensions their ids.
func (m *maker) ids() {
	seen := map[string]bool{"source": true, "mark": true, "at": true, "as": true, "as_of": true}
	for i := range m.Dimensions {
		d := &m.Dimensions[i]
		id := columnID(d.Title, "d", i+1)
		for seen[id] {
			id += "_"
		}
		seen[id] = true
		for k, part := range m.parts {
			if d.Column < 0 && part == "{"+d.ID+"}" {
				m.parts[k] = "{" + id + "}"
			}
		}
		d.ID = id
	}
	for i := range m.Measures {
		m.Measures[i].ID = columnID(m.Measures[i].Title, "m", i+1)
	}
}

// columnID is an id made of a title: its Latin letters and digits.
func columnID(title, letter string, n int) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(fold(title)) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			if gap && b.Len() > 0 {
				b.WriteByte('_')
			}
			gap = false
			b.WriteRune(r)
		} else {
			gap = true
		}
	}
	id := b.String()
	if len(id) > 40 {
		id = strings.TrimRight(id[:40], "_")
	}
	if id == "" {
		return fmt.Sprintf("%s%d", letter, n)
	}
	return id
}

// measures finds the columns of figures, and what is to be passed over.
func (m *maker) measures() error {
	if m.wide != nil {
		title := "value"
		m.Measures = append(m.Measures, Measure{Title: title,
			Column: strings.Join(m.parts, tabular.Joint), Columns: m.wide})
	}
	used := map[int]bool{}
	for _, c := range m.wide {
		used[c] = true
	}
	for _, d := range m.Dimensions {
		if d.Column >= 0 {
			used[d.Column] = true
		}
		if d.Titles >= 0 && d.Column >= 0 {
			used[d.Titles] = true
		}
	}
	for c, k := range m.kinds {
		if used[c] || !k.figure || m.Table.Headings[c] == "" {
			continue
		}
		if m.wide != nil {
			continue // codes and totals beside a wide table
		}
		used[c] = true
		m.Measures = append(m.Measures, Measure{Title: m.Table.Headings[c], Column: m.Table.Name(c), Columns: []int{c}})
	}
	if len(m.Measures) == 0 {
		return &Unclear{Key: "header", Text: "no column of figures was found"}
	}
	seen := map[string]bool{}
	for _, d := range m.Dimensions {
		seen[d.ID] = true
	}
	for i := range m.Measures {
		x := &m.Measures[i]
		x.ID = columnID(x.Title, "m", i+1)
		ends := func(word string) bool { return strings.HasSuffix(x.ID, word) }
		for seen[x.ID] || ends("_notes") || ends("_marks") || ends("_bound") {
			x.ID += fmt.Sprint(i + 1)
		}
		seen[x.ID] = true
		if err := m.look(x); err != nil {
			return err
		}
	}
	for c := range m.kinds {
		if !used[c] && (m.Table.Headings[c] != "" || m.kinds[c].filled > 0) {
			m.Ignored = append(m.Ignored, m.Table.Name(c))
		}
	}
	return m.people()
}

// symbolOf is how a text is said to be a symbol; nothing of one with digits, which could be a figure.
func symbolOf(text string) []string {
	if strings.ContainsFunc(text, unicode.IsNumber) {
		return nil
	}
	return []string{text + "=[x]"}
}

// mostDecimals is how many decimals a figure can have.
const mostDecimals = 15

// unknownUnit is the unit of figures of which the file does not say what they count.
const unknownUnit = "units"

// look finds a measure's decimals and whether it can count anything.
func (m *maker) look(x *Measure) error {
	x.People, x.Unit = true, "%"
	for _, c := range x.Columns {
		for i, r := range m.Table.Records {
			short, ok := m.figures.Short(r[c])
			if !ok {
				return &Unclear{Key: "symbol", Choices: symbolOf(r[c].Text), Where: m.sheet.Place(m.Table.Rows[i], c),
					Text: "this is no figure, and no symbol that is known"}
			}
			if !strings.HasSuffix(r[c].Text, "%") && strings.ContainsAny(short, "0123456789") {
				x.Unit = unknownUnit
			}
			number, _, _ := strings.Cut(short, " ")
			_, decimals, has := strings.Cut(number, ".")
			if has && !strings.Contains(short, "..") {
				x.Decimals = max(x.Decimals, len(decimals))
			}
			if strings.HasPrefix(number, "-") || has && strings.Trim(decimals, "0") != "" ||
				strings.HasSuffix(r[c].Text, "%") {
				x.People = false
			}
		}
	}
	switch {
	case x.Unit != unknownUnit:
	case strings.Contains(x.Title, "%"):
		x.Unit = "%"
		m.assume("the unit of %q is %s", x.Title, x.Unit)
	default:
		m.assume("the unit of %q is not known: %s", x.Title, unknownUnit)
	}
	x.Decimals = min(x.Decimals, mostDecimals)
	return nil
}

// people decides which measures count people. It is never taken for granted that one does not.
func (m *maker) people() error {
	asked := false
	var ids, people []string
	for _, x := range m.Measures {
		ids = append(ids, x.ID)
	}
	for id := range strings.SplitSeq(m.Said.People, ",") {
		people = append(people, strings.TrimSpace(id))
	}
	said := m.Said.People
	if said != "" && said != "none" && said != "all" &&
		slices.ContainsFunc(people, func(id string) bool { return !slices.Contains(ids, id) }) {
		return &Unclear{Key: "people", Choices: append([]string{"none", "all"}, ids[:min(6, len(ids))]...),
			Text: fmt.Sprintf("%q is neither none, all, nor ids of measures with commas between", said)}
	}
	for i := range m.Measures {
		x := &m.Measures[i]
		switch {
		case said == "none":
			x.People = false
		case said == "all":
		case said != "":
			x.People = slices.Contains(people, x.ID)
		case x.People:
			asked = true
		}
		if x.People && x.Unit == unknownUnit { // which others that count no people may have
			x.Unit = "persons"
		}
	}
	if asked {
		return &Unclear{Key: "people", Choices: []string{"none", "all", strings.Join(ids[:min(3, len(ids))], ",")},
			Text: "whole numbers may count people, whose small counts are protected: do they?"}
	}
	return nil
}
