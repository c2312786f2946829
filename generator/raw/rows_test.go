package raw

import (
	"fmt"
	"slices"
	"testing"

	"vitrine/generator/report"
)

// dataset returns rows with keys of one letter each, all of one measure.
func dataset(dimensions []string, keys ...string) *Dataset {
	d := &Dataset{Header: &report.Dataset{Measures: []*report.Measure{{ID: "n"}}}}
	for _, id := range dimensions {
		d.Header.Dimensions = append(d.Header.Dimensions, &report.Dimension{ID: id, Total: "t"})
	}
	for _, k := range keys {
		row := &Row{Cells: make([]Cell, 1)}
		for _, letter := range k {
			row.Keys = append(row.Keys, string(letter))
		}
		d.Rows = append(d.Rows, row)
	}
	return d
}

// TestRows finds rows by their keys.
func TestRows(t *testing.T) {
	d := dataset([]string{"x", "y"}, "at", "bt", "at", "ac")
	index := NewIndex(d.Rows)
	for keys, want := range map[[2]string][]int{{"a", "t"}: {0, 2}, {"b", "t"}: {1}, {"b", "c"}: nil} {
		if got := index.Rows(keys[:]); !slices.Equal(got, want) {
			t.Errorf("%v: %v", keys, got)
		}
	}
	if index.Alone(d.Rows[0]) || !index.Alone(d.Rows[3]) {
		t.Error("the first row shares its keys with another, and the last one does not")
	}
	groups := d.GroupRows(func(r int) string { return d.Rows[r].KeysExcept(0) })
	if fmt.Sprint(groups) != "[[0 1 2] [3]]" {
		t.Error(groups)
	}
	if d.Rows[0].Keys[0] != "a" || d.Rows[0].ID() != d.Rows[2].ID() || d.Rows[0].ID() == d.Rows[1].ID() {
		t.Error("rows with the same keys and sources have the same id")
	}
}

// TestRepeated pairs rows of two datasets. A dimension that one lacks stands at its total.
func TestRepeated(t *testing.T) {
	one, both := dataset([]string{"x"}, "a", "b"), dataset([]string{"x", "y"}, "ac", "at", "bt", "bt")
	got := ""
	for i, j := range Repeated(one, both) {
		got += fmt.Sprint(i, j, " ")
	}
	if got != "0 1 1 2 1 3 " {
		t.Errorf("%q", got)
	}
	for range Repeated(both, one) {
		t.Error("a dimension that the other lacks has no total there")
	}
}

// TestPlanned tells plans by their own mark and by a note's.
func TestPlanned(t *testing.T) {
	d := dataset([]string{"x"}, "a", "b", "c")
	d.Rows[0].Cells[0].Cell.Marks = []string{"f"}
	d.Header.Notes = []*report.Note{{Mark: "f", Where: report.Where{{Key: "x", Members: []string{"b"}}}},
		{Mark: "e", Where: report.Where{{Key: "x", Members: []string{"c"}}}}}
	for r, want := range []bool{true, true, false} {
		if d.Planned(d.Rows[r], 0) != want {
			t.Errorf("row %d: %v", r, !want)
		}
	}
}
