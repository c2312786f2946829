// Package intake makes a first draft of a dataset's file of a table as an office published it. What it is
// sure of it writes down, what it takes for granted it says in a comment, and what it can't know it asks:
// an Unclear error names the cell and the key that decides.
package intake

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"vitrine/generator/tabular"
)

//go:embed published.toml
var published string

// habits are how offices write.
type habits struct {
	Symbols map[string]string `toml:"symbols"`
	Flags   map[string]string `toml:"flags"`
	Periods struct {
		Formats []string   `toml:"formats"`
		Either  [][]string `toml:"either"`
	} `toml:"periods"`
}

func readHabits() (h habits) {
	if _, err := toml.Decode(published, &h); err != nil {
		panic(err) // it is part of the program
	}
	return h
}

// Unclear is an error that only an editor can settle, by a key of the dataset's file or a flag of its name.
type Unclear struct {
	Key     string
	Choices []string
	Where   string // a cell, "" for the whole file
	Text    string
}

func (u *Unclear) Error() string {
	if u.Where != "" {
		return u.Where + ": " + u.Text
	}
	return u.Text
}

// Said is what an editor has decided.
type Said struct {
	Sheet, Encoding, Delimiter string
	Decimal, Group             string
	Skip, Header               int // -1 for nothing said
	Until                      *string
	Symbols                    map[string]string
	People                     string // "none", "all", or ids of measures; "" for nothing said
	YearStart                  string
	Dates                      string // a format of periods
	Months                     []string
	Language                   string
	Country                    func(word string) bool // whether a word names a country
	// the ids of members that a dataset's file lists by their words
	MemberIDs func(words []string) []string
}

// Draft is a dataset as far as its file tells.
type Draft struct {
	Said       Said
	Table      *tabular.Table
	Shape      tabular.Shape
	Dimensions []Dimension
	Measures   []Measure
	Ignored    []string
	Symbols    map[string]string
	Comments   []string // what was taken for granted, one a line
}

// Dimension is a column, or what stands in headings.
type Dimension struct {
	ID, Title, Kind string
	Column          int // -1 for one that headings name
	Titles          int // the column of the titles of its members, -1 for none
	Format          string
	Start           string
	Words           []string // in the order of the file
	Total           string   // a word
}

// Measure is a column of figures, or all columns whose headings name members.
type Measure struct {
	ID, Title, Unit string
	Column          string
	Decimals        int
	People          bool
	Columns         []int
}

// Make reads a sheet.
func Make(s *tabular.Sheet, said Said) (*Draft, error) {
	if said.Symbols == nil {
		said.Symbols = map[string]string{}
	}
	m := &maker{sheet: s, Draft: &Draft{Said: said, Symbols: map[string]string{}}, habits: readHabits()}
	steps := []func() error{m.shape, m.columns, m.sparse, m.numbers, m.headings, m.dimensions, m.years,
		m.measures, m.totals}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return m.Draft, nil
}

// maker finds out what a sheet holds.
type maker struct {
	*Draft
	sheet   *tabular.Sheet
	habits  habits
	figures tabular.Figures
	kinds   []column
	wide    []int // columns of figures whose headings name members
	parts   []string
}

// column is what is known of a column.
type column struct {
	filled   int // cells in which something stands
	numbers  int // that are figures by some way of writing them
	marks    int // that stand in place of figures
	distinct int
	figure   bool
	period   string // the format of its periods, "" for none
}

func (m *maker) assume(format string, args ...any) {
	m.Comments = append(m.Comments, fmt.Sprintf(format, args...))
}

// looksNumber reports whether a text is a number by any way of writing one.
func looksNumber(text string) bool {
	digit := false
	text = strings.TrimSuffix(strings.Trim(text, "()+-−%<>≥≤~≈= "), "%")
	for i, r := range text {
		switch {
		case r >= '0' && r <= '9':
			digit = true
		case strings.ContainsRune(".,'’ \u00a0\u202f\u2009", r) && i > 0:
		case (r == 'e' || r == 'E') && digit && i < len(text)-1 && !strings.ContainsAny(text[i+1:], "eE"):
		case (r == '+' || r == '-') && i > 0 && strings.ContainsAny(text[i-1:i], "eE"):
		default:
			return false
		}
	}
	return digit
}

// isMark reports whether a text can stand in place of a figure.
func (m *maker) isMark(text string) bool {
	if _, ok := m.habits.Symbols[strings.ToLower(text)]; ok {
		return true
	}
	if _, ok := m.Said.Symbols[text]; ok {
		return true
	}
	return text == "-" || text == "–" || text == "—" || text == "*"
}

// flagged cuts the flag off a figure: "78115 b".
func (m *maker) flagged(text string) (number, flag string) {
	for at := len(text) - 1; at > 0 && at > len(text)-5; at-- {
		flag := strings.TrimSpace(text[at:])
		if _, ok := m.habits.Flags[strings.ToLower(flag)]; ok && looksNumber(strings.TrimSpace(text[:at])) {
			return strings.TrimSpace(text[:at]), flag
		}
		if _, ok := m.Said.Symbols[flag]; ok && looksNumber(strings.TrimSpace(text[:at])) {
			return strings.TrimSpace(text[:at]), flag
		}
	}
	return text, ""
}

func (m *maker) isFigure(c tabular.Cell) bool {
	if c.Number {
		return true
	}
	number, _ := m.flagged(c.Text)
	return looksNumber(number)
}

// shape finds the head and the end of the table.
func (m *maker) shape() error {
	rows := m.sheet.Rows
	width := 0
	for _, r := range rows {
		width = max(width, len(r.Cells))
	}
	numeric := m.numericColumns(width)
	head, first := m.firstRow(numeric)
	if first < 0 {
		return &Unclear{Key: "skip", Text: "no row of figures was found"}
	}
	if m.Said.Skip >= 0 {
		head = m.Said.Skip
		first = head + max(1, m.Said.Header)
	} else if m.Said.Header > 0 {
		head = first - m.Said.Header
	}
	m.Shape.Skip, m.Shape.Header = head, first-head
	switch {
	case m.Said.Until != nil:
		m.Shape.Until = m.Said.Until
	default:
		m.end(first, numeric)
	}
	if m.Shape.Skip > 0 {
		m.assume("%d rows above the head are passed over", m.Shape.Skip)
	}
	if m.Shape.Header > 1 {
		m.assume("the head has %d rows", m.Shape.Header)
	}
	var err error
	if m.Table, err = m.sheet.Table(m.Shape); err != nil {
		return err
	}
	return m.sections()
}

// sections finds rows in which nothing but the first cell stands, with others between them.
func (m *maker) sections() (err error) {
	n, last := 0, -2
	for i, r := range m.Table.Records {
		if filled(tabular.Row{Cells: r}) != 1 || r[0].Text == "" {
			continue
		}
		if last == i-1 {
			return nil // one below the other: rows without figures
		}
		n, last = n+1, i
	}
	if n < 2 || last == len(m.Table.Records)-1 || filled(tabular.Row{Cells: m.Table.Records[0]}) != 1 {
		return nil
	}
	m.Shape.Sections = "section"
	m.assume("a row with nothing but its first cell is a heading of those below")
	m.Table, err = m.sheet.Table(m.Shape)
	return err
}

// numericColumns are those most of whose cells in the lower half of the sheet are figures.
func (m *maker) numericColumns(width int) []bool {
	numeric := make([]bool, width)
	rows := m.sheet.Rows
	for c := range width {
		figures, others := 0, 0
		for _, r := range rows[len(rows)/3:] {
			if c >= len(r.Cells) || r.Cells[c].Text == "" || m.isMark(r.Cells[c].Text) {
				continue
			}
			if m.isFigure(r.Cells[c]) {
				figures++
			} else {
				others++
			}
		}
		numeric[c] = figures > 0 && figures >= 4*others
	}
	return numeric
}

// firstRow finds where the head begins and the first row of figures.
func (m *maker) firstRow(numeric []bool) (head, first int) {
	rows := m.sheet.Rows
	first = -1
	for i, r := range rows {
		if i > 60 {
			break
		}
		figures, words := 0, 0
		for c, cell := range r.Cells {
			switch {
			case !numeric[c] || cell.Text == "":
			case m.isFigure(cell) || m.isMark(cell.Text):
				figures++
			default:
				words++
			}
		}
		if figures > words && !m.periodRow(r, numeric) && filled(r) > 1 {
			first = i
			break
		}
	}
	if first < 0 {
		return 0, -1
	}
	head = first
	if head > 1 && rows[head-1].Empty() && filled(rows[head-2]) > 1 { // a gap under the head
		head--
	}
	if rows[max(0, head-1)].Cells != nil && filled(rows[max(0, head-1)]) == 1 { // a heading of rows under the head
		above := head - 1
		for above > 0 && filled(rows[above]) == 1 {
			above--
		}
		if filled(rows[above]) > 1 {
			head, first = above+1, above+1
		}
	}
	for head > 0 && first-head < 6 {
		above := rows[head-1]
		n := filled(above)
		if n == 0 || n == 1 && (len(above.Cells) == 0 || above.Cells[0].Text != "") && head < first {
			break
		}
		if n == 1 && above.Cells[0].Text != "" {
			break
		}
		head--
	}
	return head, first
}

func filled(r tabular.Row) (n int) {
	for _, c := range r.Cells {
		if c.Text != "" {
			n++
		}
	}
	return n
}

// periodRow reports whether the figures of a row are years that follow one another: a head.
func (m *maker) periodRow(r tabular.Row, numeric []bool) bool {
	var years []int
	for c, cell := range r.Cells {
		if !numeric[c] || !m.isFigure(cell) {
			continue
		}
		year, ok := yearOf(cell.Text)
		if !ok {
			return false
		}
		years = append(years, year)
	}
	if len(years) < 2 {
		return false
	}
	step := years[1] - years[0]
	for i := 1; i < len(years); i++ {
		if years[i]-years[i-1] != step && years[i] != years[i-1] && len(years) < 4 {
			return false
		}
	}
	return step != 0 || !slices.ContainsFunc(years, func(y int) bool { return y != years[0] })
}

func yearOf(text string) (int, bool) {
	if len(text) != 4 {
		return 0, false
	}
	n := 0
	for _, r := range text {
		if r < '0' || r > '9' {
			return 0, false
		}
		n = n*10 + int(r-'0')
	}
	return n, n >= 1800 && n <= 2100
}

// end finds the rows behind the table: those without any figure that nothing but such rows follows.
func (m *maker) end(first int, numeric []bool) {
	rows := m.sheet.Rows
	last := first
	for i := first; i < len(rows); i++ {
		n := 0
		for c, cell := range rows[i].Cells {
			if numeric[c] && cell.Text != "" && (m.isFigure(cell) || m.isMark(cell.Text)) {
				n++
			}
		}
		if n > 0 && filled(rows[i]) > 1 {
			last = i
		}
	}
	for i := last + 1; i < len(rows); i++ {
		if text := ""; !rows[i].Empty() {
			if rows[i].Cells[0].Text != "" {
				text = rows[i].Cells[0].Text
			}
			if text == "" {
				if i == last+1 {
					continue
				}
				empty := ""
				m.Shape.Until = &empty
				return
			}
			if words := strings.Fields(text); len(words) > 4 {
				text = strings.Join(words[:4], " ")
			}
			m.Shape.Until = &text
			m.assume("the table ends before %q", text)
			return
		}
	}
}

// columns looks at each column.
func (m *maker) columns() error {
	m.kinds = make([]column, len(m.Table.Headings))
	for c := range m.kinds {
		k := &m.kinds[c]
		words := map[string]bool{}
		codes := false
		for _, r := range m.Table.Records {
			text := r[c].Text
			if text == "" {
				continue
			}
			k.filled++
			words[text] = true
			switch {
			case m.isMark(text):
				k.marks++
			case m.isFigure(r[c]):
				k.numbers++
				codes = codes || !r[c].Number && len(text) > 1 && text[0] == '0' && !strings.ContainsAny(text, ".,")
			}
		}
		k.distinct = len(words)
		k.figure = k.numbers > 0 && k.numbers >= (k.filled-k.marks)*19/20 && !codes
		records := len(m.Table.Records)
		often := k.filled*10 >= records*9 || k.distinct == k.filled && k.filled > 1 && k.filled*3 < records
		if (!codes || k.distinct > 1) && often {
			k.period = m.periodFormat(m.words(c))
		}
		if k.period != "" {
			k.figure = false
		}
	}
	return nil
}

// words are the different words of a column, in the order of the file.
func (m *maker) words(c int) (list []string) {
	seen := map[string]bool{}
	for _, r := range m.Table.Records {
		if text := r[c].Text; !seen[text] {
			seen[text] = true
			list = append(list, text)
		}
	}
	return list
}

// periodFormat is the format in which all words are periods, "" for none.
func (m *maker) periodFormat(words []string) string {
	words = slices.DeleteFunc(slices.Clone(words), func(s string) bool { return s == "" })
	if len(words) == 0 {
		return ""
	}
	formats := m.habits.Periods.Formats
	if m.Said.Dates != "" {
		formats = append([]string{m.Said.Dates}, formats...)
	}
	for _, pair := range m.habits.Periods.Either {
		formats = append(formats, pair...)
	}
	for _, format := range formats {
		if m.fits(format, words) {
			return format
		}
	}
	return ""
}

func (m *maker) fits(format string, words []string) bool {
	start := m.Said.YearStart
	if start == "" {
		start = "04"
	}
	f, err := tabular.NewFormat(format, m.Said.Months, start)
	if err != nil {
		return false
	}
	for _, w := range words {
		period, ok := f.Period(w)
		if !ok {
			return false
		}
		if year, ok := yearOf(period[:min(4, len(period))]); !ok || year < 1800 {
			return false
		}
	}
	return true
}
