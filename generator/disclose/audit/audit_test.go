package audit

import (
	"slices"
	"strings"
	"testing"
)

// row is a total of 10 with the parts 3 (secret), 1 (secret, of one who knows),
// and 6; what is published is the total and, when open is 2, the last part.
func row(open int) *Table {
	t := &Table{
		Cells:    []Cell{{10, 10, 10}, {3, 0, Unbounded}, {1, 0, Unbounded}, {6, 0, Unbounded}},
		Sums:     []Sum{{Terms: []Term{{0, 1}, {1, -1}, {2, -1}, {3, -1}}}},
		Secrets:  []Secret{{[]Term{{1, 1}}, 1, 4}, {[]Term{{2, 1}}, 1, 4}},
		Insiders: []Insider{{[][]Term{{{2, 1}}}, []int{1}}},
	}
	if open == 2 {
		t.Cells[3] = Cell{6, 6, 6}
	}
	return t
}

// all names every cell in a filling.
func all(values ...int64) (f Filling) {
	for i, v := range values {
		f = append(f, Change{i, v})
	}
	return f
}

// TestCheck goes through evidence that is enough and evidence that is not.
func TestCheck(t *testing.T) {
	good := []Evidence{
		{Low: []Filling{all(10, 1, 1, 8)}, High: []Filling{all(10, 4, 1, 5)}},
		{Low: []Filling{all(10, 3, 1, 6)}, High: []Filling{all(10, 3, 4, 3)}},
	}
	failures, err := Check(row(0), good)
	if err != nil || len(failures) > 0 {
		t.Fatal(err, failures)
	}
	change := func(edit func([]Evidence) []Evidence) []Evidence {
		copied := []Evidence{}
		for _, e := range good {
			copied = append(copied, Evidence{slices.Clone(e.Low), slices.Clone(e.High)})
		}
		return edit(copied)
	}
	for name, c := range map[string]struct {
		table    *Table
		evidence []Evidence
		failures []Failure
		err      string
	}{
		"no evidence at all": {row(0), nil, nil, "there are 2 secrets, but evidence for 0"},
		"one end is missing": {row(0), change(func(e []Evidence) []Evidence { e[0].High = nil; return e }),
			[]Failure{{0, -1, true}}, ""},
		"a sum does not hold": {row(0),
			change(func(e []Evidence) []Evidence { e[0].Low[0] = all(10, 1, 1, 7); return e }), nil, "sum 0"},
		"below nothing": {row(0),
			change(func(e []Evidence) []Evidence { e[0].High[0] = all(10, 12, 1, -3); return e }), nil, "cell 3"},
		"a published cell moves": {row(0),
			change(func(e []Evidence) []Evidence { e[0].High[0] = all(11, 4, 1, 6); return e }), nil, "cell 0"},
		"short of the end": {row(0),
			change(func(e []Evidence) []Evidence { e[0].High[0] = all(10, 3, 1, 6); return e }), nil,
			"does not reach its end"},
		"no such cell": {row(0),
			change(func(e []Evidence) []Evidence { e[0].High[0] = all(10, 4, 1, 5, 0); return e }), nil,
			"names a cell that is not there"},
		"only by moving one": {row(0),
			change(func(e []Evidence) []Evidence { e[0].High[0] = all(10, 4, 0, 6); return e }),
			[]Failure{{0, 0, true}}, ""},
		"nobody moves but secret": {row(2),
			change(func(e []Evidence) []Evidence { e[1].High[0] = all(10, 3, 4, 3); return e }), nil, "cell 3"},
	} {
		failures, err := Check(c.table, c.evidence)
		if !slices.Equal(failures, c.failures) || (err == nil) != (c.err == "") ||
			err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s: %v %v", name, failures, err)
		}
	}
	wrong := row(0)
	wrong.Cells[3].Value = 7
	if _, err := Check(wrong, good); err == nil || !strings.Contains(err.Error(), "contradicts itself") {
		t.Errorf("a table that does not add up passes: %v", err)
	}
}

// FuzzCheck makes sure that nothing which does not add up is taken for
// evidence.
func FuzzCheck(f *testing.F) {
	f.Add(int64(10), int64(4), int64(1), int64(5))
	f.Add(int64(10), int64(4), int64(0), int64(6))
	f.Fuzz(func(t *testing.T, a, b, c, d int64) {
		evidence := []Evidence{{Low: []Filling{all(10, 1, 1, 8)}, High: []Filling{all(a, b, c, d)}},
			{Low: []Filling{all(10, 3, 1, 6)}, High: []Filling{all(10, 3, 4, 3)}}}
		failures, err := Check(row(0), evidence)
		safe := a == 10 && b >= 4 && c >= 0 && d >= 0 && b <= 10 && c <= 10 && d <= 10 && b+c+d == 10
		if safe != (err == nil) || safe && (len(failures) == 0) != (c == 1) {
			t.Errorf("%d %d %d %d: %v %v", a, b, c, d, failures, err)
		}
	})
}
