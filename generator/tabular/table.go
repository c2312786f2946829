package tabular

import (
	"fmt"
	"slices"
	"strings"
)

// Shape says where a table stands on a sheet.
type Shape struct {
	Skip   int     // rows above the head
	Header int     // rows of the head; 1 unless said
	Until  *string // what the first row behind the table begins with, "" for an empty row; nil for the end
	Fill   []string

	// Sections is the heading of a column that the sheet does not have: a row in which nothing but its first
	// cell stands is no record, but what the column holds in those below. "" for none.
	Sections string
}

// Table is a table with its headings.
type Table struct {
	Headings []string
	Rows     []int // of the sheet, one for each record
	Records  [][]Cell
}

// Table cuts a table out of a sheet. Rows without anything are left out.
func (s *Sheet) Table(shape Shape) (*Table, error) {
	head := max(1, shape.Header)
	if shape.Skip+head > len(s.Rows) {
		return nil, fmt.Errorf("there are %d rows, and the head is said to end with row %d",
			len(s.Rows), shape.Skip+head)
	}
	width := 0
	for _, r := range s.Rows[shape.Skip:] {
		width = max(width, len(r.Cells))
	}
	section := Cell{}
	t := &Table{Headings: s.headings(shape.Skip, head, width)}
	for i := shape.Skip + head; i < len(s.Rows); i++ {
		r := s.Rows[i]
		if shape.Until != nil && begins(r, *shape.Until) {
			break
		}
		if r.Empty() {
			continue
		}
		if shape.Sections != "" && len(r.Cells) > 0 && r.Cells[0].Text != "" &&
			!slices.ContainsFunc(r.Cells[1:], func(c Cell) bool { return c.Text != "" }) {
			section = r.Cells[0]
			continue
		}
		record := r.Cells
		if len(record) < width {
			record = append(slices.Clone(record), make([]Cell, width-len(record))...)
		}
		if shape.Sections != "" {
			record = append(slices.Clone(record), section)
		}
		t.Rows, t.Records = append(t.Rows, i), append(t.Records, record)
	}
	if shape.Sections != "" {
		t.Headings = append(t.Headings, shape.Sections)
	}
	return t, t.fill(shape.Fill)
}

// fill repeats what stands above in the empty cells of some columns; what an earlier one of them begins
// anew ends what the later ones repeat.
func (t *Table) fill(names []string) error {
	columns := make([]int, len(names))
	for i, name := range names {
		if columns[i] = t.Column(name); columns[i] < 0 {
			return fmt.Errorf("there is no column %q to fill", name)
		}
	}
	last := make([]Cell, len(columns))
	for i, record := range t.Records {
		var own []Cell
		for k, c := range columns {
			if record[c].Text != "" {
				last[k] = record[c]
				clear(last[k+1:])
				continue
			}
			if own == nil {
				own = slices.Clone(record)
			}
			own[c] = last[k]
		}
		if own != nil {
			t.Records[i] = own
		}
	}
	return nil
}

// begins reports whether a row begins with a text; with "", whether it is empty.
func begins(r Row, text string) bool {
	if text == "" {
		return r.Empty()
	}
	return len(r.Cells) > 0 && strings.HasPrefix(r.Cells[0].Text, Clean(text))
}

// headings joins the rows of the head: an upper one holds for the empty ones to its right.
func (s *Sheet) headings(skip, head, width int) []string {
	parts := make([][]string, width)
	for i := range head {
		above := ""
		for c := range width {
			text := ""
			if cells := s.Rows[skip+i].Cells; c < len(cells) {
				text = cells[c].Text
			}
			if i < head-1 {
				if text != "" {
					above = text
				}
				if text == "" && s.below(skip+i+1, skip+head, c) {
					text = above
				}
			}
			if text != "" && (len(parts[c]) == 0 || parts[c][len(parts[c])-1] != text) {
				parts[c] = append(parts[c], text)
			}
		}
	}
	names := make([]string, width)
	for c := range names {
		names[c] = strings.Join(parts[c], Joint)
	}
	return names
}

// below reports whether something stands in a column between two rows.
func (s *Sheet) below(from, to, column int) bool {
	return slices.ContainsFunc(s.Rows[from:to], func(r Row) bool {
		return column < len(r.Cells) && r.Cells[column].Text != ""
	})
}

// Joint stands between the parts of a heading of several rows.
const Joint = " / "

// Column finds a column by its heading, as written and then whatever its letters' case, or by its number
// behind #. It is -1 where there is none, and -2 where several have the heading.
func (t *Table) Column(name string) int {
	var number int
	if n, err := fmt.Sscanf(name, "#%d", &number); err == nil && n == 1 && number >= 1 && number <= len(t.Headings) {
		return number - 1
	}
	name = Clean(name)
	for _, same := range []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.EqualFold} {
		found := -1
		for i, h := range t.Headings {
			if same(h, name) {
				if found >= 0 {
					return -2
				}
				found = i
			}
		}
		if found >= 0 {
			return found
		}
	}
	return -1
}

// Name is how a column is named in a dataset's file: by its heading where no other has it, else by its
// number.
func (t *Table) Name(column int) string {
	if h := t.Headings[column]; h != "" && t.Column(h) == column {
		return h
	}
	return fmt.Sprintf("#%d", column+1)
}
