package raw

import (
	"strings"

	"vitrine/generator/report"
)

// Index finds rows by their keys.
type Index map[string][]int

// NewIndex returns an index of rows.
func NewIndex(rows []*Row) Index {
	index := Index{}
	for i, row := range rows {
		name := joined(row.Keys)
		index[name] = append(index[name], i)
	}
	return index
}

func joined(keys []string) string { return strings.Join(keys, "\x00") }

// Rows returns the numbers of the rows that have some keys, in their order. There are
// several where several sources have a figure.
func (x Index) Rows(keys []string) []int { return x[joined(keys)] }

// Alone reports whether no other row has the keys of a row.
func (x Index) Alone(row *Row) bool { return len(x.Rows(row.Keys)) == 1 }

// KeysExcept names the keys of a row in all dimensions but one.
func (r *Row) KeysExcept(dimension int) string {
	keys := append([]string{}, r.Keys...)
	keys[dimension] = ""
	return joined(keys)
}

// ID names a row by its keys and sources, which no other row of a sound dataset has.
func (r *Row) ID() string { return joined(r.Keys) + "\x01" + report.SourceIDs(r.Sources) }

// GroupRows returns the numbers of the rows that have the same name, in the order of the
// first row of each group.
func (d *Dataset) GroupRows(name func(row int) string) (groups [][]int) {
	number := map[string]int{}
	for r := range d.Rows {
		at := name(r)
		n, seen := number[at]
		if !seen {
			n = len(groups)
			number[at] = n
			groups = append(groups, nil)
		}
		groups[n] = append(groups[n], r)
	}
	return groups
}

// Planned reports whether a figure is a plan or a forecast, by its own mark or a note's.
func (d *Dataset) Planned(row *Row, measure int) bool {
	if row.Cells[measure].Cell.HasMark("f") {
		return true
	}
	for _, n := range d.Header.NotesFor(row.Keys, row.Attrs, row.Sources, measure) {
		if n.Mark == "f" {
			return true
		}
	}
	return false
}
