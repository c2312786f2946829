package relations

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"vitrine/generator/raw"
	"vitrine/generator/report"
)

// dataset returns a dataset that protects people. Dimensions are written as ID MEMBER MEMBER, with
// an asterisk after the total; measures by their ids, with an asterisk after those that
// don't count people; rows as KEYS: FIGURES, with - for none.
func dataset(id string, dimensions, measures []string, rows ...string) *raw.Dataset {
	h := &report.Dataset{ID: id, Disclosure: report.Disclosure{Method: "suppress", Threshold: 5}}
	for _, text := range dimensions {
		words := strings.Fields(text)
		x := &report.Dimension{ID: words[0], Kind: report.KindCategory}
		for _, m := range words[1:] {
			name, total := strings.CutSuffix(m, "*")
			member := &report.Member{ID: name}
			if total {
				x.Total = name
			}
			if p, err := report.ParsePeriod(name); err == nil {
				member.Period, x.Kind = p, report.KindPeriod
			}
			x.Members = append(x.Members, member)
		}
		h.Dimensions = append(h.Dimensions, x)
	}
	for _, text := range measures {
		name, other := strings.CutSuffix(text, "*")
		h.Measures = append(h.Measures, &report.Measure{ID: name, People: !other})
	}
	d := &raw.Dataset{Header: h}
	for _, text := range rows {
		keys, figures, _ := strings.Cut(text, ":")
		row := &raw.Row{Keys: strings.Fields(keys)}
		for m, figure := range strings.Fields(figures) {
			c := report.Cell{State: report.Missing}
			if figure != "-" {
				c = h.Measures[m].ParseRecorded(figure)
				h.Measures[m].Decimals = max(h.Measures[m].Decimals, c.Value.Places())
			}
			row.Cells = append(row.Cells, raw.Cell{Cell: c})
		}
		d.Rows = append(d.Rows, row)
	}
	return d
}

var (
	sex    = []string{"sex all* women men"}
	plain  = []string{"sex all women men"}
	place  = []string{"place a b c d"}
	years  = []string{"year 2021 2022 2023 2024"}
	counts = []string{"n"}
)

// sums are datasets and what is found in them.
var sums = map[string]struct {
	datasets []*raw.Dataset
	want     string // texts, with | between them; those that may be chance end with a question mark
}{
	"columns": {[]*raw.Dataset{dataset("d", place, []string{"both", "women", "men"}, "a: 90 50 40",
		"b: 61 40 21", "c: 77 33 44")},
		"both is the sum of women and men in every row"},
	"columns of which one row differs": {[]*raw.Dataset{dataset("d", place, []string{"both", "women", "men"},
		"a: 90 50 40", "b: 61 40 21", "c: 77 33 44", "d: 80 33 44")},
		"both is the sum of women and men in every row"},
	"columns of which two rows differ": {[]*raw.Dataset{dataset("d", place, []string{"both", "women", "men"},
		"a: 90 50 40", "b: 61 40 21", "c: 78 33 44", "d: 80 33 44")}, ""},
	"a column that repeats another": {[]*raw.Dataset{dataset("d", place, []string{"n", "again"}, "a: 90 90",
		"b: 61 61")},
		"n is again in every row"},
	"a row by chance": {[]*raw.Dataset{dataset("d", place, []string{"n", "v", "w", "x"}, "a: 9 200 500 700")},
		"x is the sum of v and w?"},
	"members": {[]*raw.Dataset{dataset("d", plain, counts, "all: 90", "women: 50", "men: 40")},
		"sex = all is the sum of women and men wherever n has them all"},
	"a declared total": {[]*raw.Dataset{dataset("d", sex, counts, "all: 90", "women: 50", "men: 40")}, ""},
	"a running total": {[]*raw.Dataset{dataset("d", years, []string{"new", "ever"}, "2021: 30 30", "2022: 25 55",
		"2023: 41 41", "2024: 7 48")},
		"ever is the running total of new over year"},
	"a running total from the end": {[]*raw.Dataset{dataset("d", years, []string{"new", "left"},
		"2021: 30 96", "2022: 25 66", "2023: 41 41")}, "left is the running total from the end of new over year"},
	"a rolling sum": {[]*raw.Dataset{dataset("d", years, []string{"n", "two"}, "2021: 30 -", "2022: 25 55",
		"2023: 41 66")},
		"two is the sum of 2 periods of n over year"},
	"two datasets": {[]*raw.Dataset{dataset("d", sex, counts, "all: 90", "women: 50", "men: 40"),
		dataset("e", sex, []string{"m"}, "all: 90", "women: 50", "men: 40")}, "n is e/m by sex wherever both are"},
	"two datasets that differ": {[]*raw.Dataset{dataset("d", sex, counts, "all: 90", "women: 50", "men: 40"),
		dataset("e", sex, []string{"m"}, "all: 91", "women: 51", "men: 40")}, ""},
	"a dataset and a slice of another": {[]*raw.Dataset{dataset("d", place, counts, "a: 90", "b: 50", "c: 40"),
		dataset("e", []string{"place a b c", "sex women men"}, []string{"m"}, "a women: 90", "b women: 50",
			"c women: 40",
			"a men: 11", "b men: 12", "c men: 13")}, "n is e/m by place wherever both are"},
	"two datasets with other names": {[]*raw.Dataset{dataset("d", []string{"region a b c d"}, counts, "a: 40", "b: 13", "c: 30"),
		dataset("e", []string{"area a b c d"}, []string{"m"}, "a: 40", "b: 13", "c: 30")}, "n is e/m by region wherever both are"},
	"columns on either side": {[]*raw.Dataset{dataset("d", years, []string{"women", "men", "minors", "adults"}, "2021: 31 44 20 55",
		"2022: 40 30 12 58", "2023: 55 64 13 106", "2024: 28 41 19 50")}, "women and men together are minors and adults in every row"},
	"columns on either side of one row": {[]*raw.Dataset{dataset("d", years, []string{"women", "men", "minors", "adults"},
		"2021: 31 44 20 55")}, ""},
	"a stock": {[]*raw.Dataset{dataset("d", years, []string{"held", "in", "out"}, "2021: 40 21 17", "2022: 62 41 19",
		"2023: 78 25 9", "2024: 85 30 23")}, "held goes on from the one before by in less out over year"},
	"three datasets": {[]*raw.Dataset{dataset("d", place, counts, "a: 90", "b: 61"),
		dataset("e", place, counts, "a: 50", "b: 40"),
		dataset("f", place, counts, "a: 40", "b: 21")}, "d/n is the sum of e/n and f/n"},
	"parts of a year": {[]*raw.Dataset{dataset("d",
		[]string{"time 2021-01/2021-03 2021-04/2021-06 2021-07/2021-12"}, counts,
		"2021-01/2021-03: 30", "2021-04/2021-06: 25", "2021-07/2021-12: 45"),
		dataset("e", years, []string{"m"}, "2021: 100")},
		"m is the sum of d/n over shorter periods"},
}

// TestUndeclared finds sums, and none where there are none or a key declares them.
func TestUndeclared(t *testing.T) {
	for name, c := range sums {
		var got, want []string
		for _, r := range Undeclared(New(c.datasets)) {
			if r.Hint == "" || len(r.Equations) == 0 {
				t.Errorf("%s: %+v", name, r)
			}
			if got = append(got, r.Text); !r.Likely {
				got[len(got)-1] += "?"
			}
		}
		if c.want != "" {
			want = strings.Split(c.want, "|")
		}
		if !slices.EqualFunc(got, want, contains) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// contains reports whether a text begins as another does, and ends with a question mark if it
// does.
func contains(text, part string) bool {
	begins, doubt := strings.CutSuffix(part, "?")
	return strings.HasPrefix(text, begins) && strings.HasSuffix(text, "?") == doubt
}

// TestEquations hands over the figures of a sum with their signs.
func TestEquations(t *testing.T) {
	d := dataset("d", plain, counts, "all: 90", "women: 50", "men: 40")
	got := fmt.Sprint(Undeclared(New([]*raw.Dataset{d}))[0].Equations)
	if got != "[[{{0 0 0} 1} {{0 1 0} -1} {{0 2 0} -1}]]" {
		t.Error(got)
	}
}

// TestInputs finds what derived figures are computed from. The last measure of the last dataset
// is the derived one, and its figure in the last row is looked at.
func TestInputs(t *testing.T) {
	rate := []string{"n", "of*", "rate*"}
	for name, c := range map[string]struct {
		datasets []*raw.Dataset
		change   func(h *report.Dataset)
		want     string // as DATASET KEYS MEASURE, with | between them
	}{
		"a rate": {[]*raw.Dataset{dataset("d", place, rate, "a: 13 200 6500", "b: 31 170 18235", "c: 77 330 23333")},
			nil,
			"d c n|d c of"},
		"a share of the total": {[]*raw.Dataset{dataset("d", sex, []string{"n", "share*"}, "all: 90 100",
			"women: 53 59", "men: 37 41")}, nil,
			"d men n|d all n"},
		"a change": {[]*raw.Dataset{dataset("d", years, []string{"n", "change*"}, "2021: 90 -", "2022: 53 -37",
			"2023: 131 78")}, nil,
			"d 2023 n|d 2022 n"},
		"for each month": {[]*raw.Dataset{dataset("d", years, []string{"n", "monthly*"}, "2021: 1300 108",
			"2022: 2516 210", "2023: 900 75")},
			nil, "d 2023 n"},
		"nothing": {[]*raw.Dataset{dataset("d", place, rate, "a: 13 200 7", "b: 31 170 8", "c: 77 330 9")}, nil, ""},
		"a mean": {[]*raw.Dataset{dataset("d", place, []string{"n", "mean*"}, "a: 13 7.1", "b: 31 8.2")}, nil,
			"d b n"},
		"declared": {[]*raw.Dataset{dataset("d", place, rate, "a: 13 200 7", "b: 31 170 8")},
			func(h *report.Dataset) { h.Measures[2].DerivedFrom = []string{"n"} }, "d b n"},
		"declared elsewhere": {[]*raw.Dataset{dataset("d", sex, []string{"n", "x*"}, "all: 13 7", "men: 31 8")},
			func(h *report.Dataset) {
				h.Measures[1].DerivedAt = []report.Derivation{{Measure: "n", Members: map[string]string{"sex": "all"}}}
			}, "d all n"},
		"a rate of counts in another dataset": {[]*raw.Dataset{
			dataset("e", place, []string{"n", "of"}, "a: 13 200", "b: 31 170", "c: 77 330"),
			dataset("d", place, []string{"rate*"}, "a: 6500", "b: 18235", "c: 23333")}, nil, "e c n|e c of"},
	} {
		last := c.datasets[len(c.datasets)-1]
		if c.change != nil {
			c.change(last.Header)
		}
		all := New(c.datasets)
		d := all[len(all)-1]
		in := InputsOf(d, all)
		var got []string
		for _, x := range in.Of[Cell{d.Number, len(d.Rows) - 1, len(d.Header.Measures) - 1}] {
			h := all[x.Dataset].Header
			got = append(got,
				fmt.Sprintf("%s %s %s",
					h.ID, strings.Join(all[x.Dataset].Rows[x.Row].Keys, " "), h.Measures[x.Measure].ID))
		}
		if text := strings.Join(got, "|"); text != c.want {
			t.Errorf("%s: %q, want %q", name, text, c.want)
		}
	}
}

// TestImplied computes a count that stands nowhere from a rate and what it is a rate of.
func TestImplied(t *testing.T) {
	d := New([]*raw.Dataset{dataset("d", place, []string{"n", "of*", "rate*"},
		"a: 13 200 6500", "b: 31 170 18235", "c: 77 330 23333", "d: - 250 1200")})[0]
	in := InputsOf(d, []*Dataset{d})
	got := ""
	for m, count := range in.Implied(d, 3, 2) {
		got += fmt.Sprint(m.ID, " ", count, "|")
	}
	if got != "n 3|" {
		t.Error(got)
	}
}

// TestFollows finds members that stand in the order of figures.
func TestFollows(t *testing.T) {
	for name, c := range map[string]struct {
		rows []string
		kind string
		want string
	}{
		"falling":          {[]string{"a: 90", "b: 50", "c: 40", "d: 3"}, report.KindCategory, "n"},
		"no order":         {[]string{"a: 90", "b: 50", "c: 60", "d: 3"}, report.KindCategory, ""},
		"too few":          {[]string{"a: 90", "b: 50", "c: 40"}, report.KindCategory, ""},
		"an order of ours": {[]string{"a: 90", "b: 50", "c: 40", "d: 3"}, report.KindOrdinal, ""},
	} {
		x := dataset("d", place, counts, c.rows...)
		x.Header.Dimensions[0].Kind = c.kind
		withheld := func(row, _ int) bool { return row == 3 }
		if got := New([]*raw.Dataset{x})[0].Follows(0, x.Header.Dimensions[0].Members, withheld); got != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// TestFollowsRates finds members in the order of a rate with a withheld figure, and members of one parent in that of a
// count.
func TestFollowsRates(t *testing.T) {
	last := func(row, measure int) bool { return row == 3 && measure == 1 }
	x := dataset("d", place, []string{"of*", "rate*"}, "a: 200 90", "b: 150 50", "c: 340 40", "d: 30 3")
	if got := New([]*raw.Dataset{x})[0].Follows(0, x.Header.Dimensions[0].Members, last); got != "rate" {
		t.Errorf("a rate: %q", got)
	}
	x = dataset("d", []string{"place north a b c d south e f g h"}, counts, "north: 187", "a: 90", "b: 50", "c: 44", "d: 3",
		"south: 90", "e: 40", "f: 30", "g: 15", "h: 5")
	for i, m := range x.Header.Dimensions[0].Members {
		if i%5 > 0 {
			m.Parent = []string{"north", "south"}[i/5]
		}
	}
	small := func(row, _ int) bool { return row == 4 }
	if got := New([]*raw.Dataset{x})[0].Follows(0, x.Header.Dimensions[0].Members, small); got != "n" {
		t.Errorf("members of one parent: %q", got)
	}
}
