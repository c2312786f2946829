package disclose

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"vitrine/generator/disclose/adversary"
	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

var rule = report.Disclosure{Method: "suppress", Threshold: 5}

func decimal(t testing.TB, s string) report.Decimal {
	t.Helper()
	d, err := report.ParseDecimal(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// errors are the problems that are no warnings.
func errors(problems []source.Problem) []source.Problem {
	return slices.DeleteFunc(problems, func(p source.Problem) bool { return p.Warning })
}

// run sends one dataset through the gate.
func run(t testing.TB, d *raw.Dataset, releases ...*report.Release) (*report.Dataset, Counts, []source.Problem) {
	t.Helper()
	var problems source.Problems
	out, counts := Run([]*raw.Dataset{d},
		Gate{Seed: "a-seed-for-tests", Releases: releases, Progress: func(int, int) {}}, &problems)
	return out[0], counts, problems.Sorted()
}

// codes are the cells of a dataset, as a CSV file would show them.
func codes(d *report.Dataset) string {
	var b strings.Builder
	for _, row := range d.Rows {
		b.WriteString(strings.Join(row.Keys, ","))
		for i := range row.Cells {
			b.WriteString("," + row.Cells[i].Code())
		}
		b.WriteString("\n")
	}
	return b.String()
}

// TestGate goes through the forms a cell can have at the edges of the rule.
func TestGate(t *testing.T) {
	zeros := report.Disclosure{Method: "suppress", Threshold: 5, Zeros: true}
	for _, c := range []struct {
		bound    report.Bound
		value    string
		people   bool
		rule     report.Disclosure
		withheld bool
	}{
		{"", "0", true, rule, false}, {"", "1", true, rule, true}, {"", "4", true, rule, true}, {"", "5",
			true, rule, false}, {"", "1332", true, rule, false},
		{">", "3", true, rule, true}, {">", "4", true, rule, true}, {">=", "4", true, rule, true}, {">", "5",
			true, rule, false}, {">=", "0", true, rule, false},
		{"<", "5", true, rule, false}, {"<=", "4", true, rule, true}, {"<", "3", true, rule, true}, {"<", "6",
			true, rule, false}, {"~", "4", true, rule, true}, {"~", "10", true, rule, false},
		{"", "4", false, rule, false}, {"", "4", true, report.Disclosure{Method: "none"}, false},
		{"", "0", true, zeros, true}, {"<", "5", true, zeros, true}, {"", "5", true, zeros, false}, {">=", "0",
			true, zeros, true},
	} {
		header := &report.Dataset{ID: "d", Disclosure: c.rule, Measures: []*report.Measure{{ID: "n", People: c.people}}}
		cell := report.Cell{Bound: c.bound, Value: decimal(t, c.value), Marks: []string{"p"},
			Note: &report.Text{Markdown: []byte("secret")}}
		out, counts, problems := run(t,
			&raw.Dataset{Header: header, Rows: []*raw.Row{{Cells: []raw.Cell{{Cell: cell}}}}})
		got := out.Rows[0].Cells[0]
		if len(problems) > 0 || (got.State == report.Suppressed) != c.withheld ||
			(counts.Withheld == 1) != c.withheld || out.Disclosure.Suppressed != counts.Withheld {
			t.Errorf("%s%s, people %v, %s: %+v %v", c.bound, c.value, c.people, c.rule.Method, got, problems)
		}
		if c.withheld &&
			(got.Value != report.Decimal{} || got.Bound != "" || got.Marks != nil || got.Note != nil ||
				got.Code() != "[c]") {
			t.Errorf("a withheld cell keeps %+v", got)
		}
		if header.Rows != nil || header.Disclosure.Suppressed != 0 {
			t.Error("the raw header was changed")
		}
	}
}

// TestDerived withholds what is computed from a withheld figure, and what is
// computed from that, in whatever order the measures stand; and what a small count is
// computed from.
func TestDerived(t *testing.T) {
	header := &report.Dataset{ID: "d", Disclosure: rule,
		Dimensions: []*report.Dimension{{ID: "year", Kind: report.KindPeriod,
			Members: []*report.Member{{ID: "2019"}, {ID: "2020"}, {ID: "2021"}}}}, Measures: []*report.Measure{
			{ID: "index", DerivedFrom: []string{"rate"}}, {ID: "rate",
				DerivedFrom: []string{"n", "population"}}, {ID: "n", People: true}, {ID: "population", People: true},
			{ID: "left", People: true, DerivedFrom: []string{"population"}}}}
	row := func(year string, values ...string) *raw.Row {
		r := &raw.Row{Keys: []string{year}}
		for _, v := range values {
			r.Cells = append(r.Cells, raw.Cell{Cell: report.Cell{Value: decimal(t, v)}})
		}
		return r
	}
	out, counts, problems := run(t,
		&raw.Dataset{Header: header,
			Rows: []*raw.Row{row("2019", "77.7", "3.0071", "3", "1000", "900"),
				row("2020", "88.8", "9.1", "9", "1000", "900"), row("2021", "99.9", "9.3", "9", "2222", "2")}})
	text := codes(out)
	for figure, shown := range map[string]bool{"77.7": false, "3.0071": false, "88.8": true, "9.1": true,
		"2222": false, "9.3": false, "99.9": false} {
		if strings.Contains(text, figure) != shown {
			t.Errorf("%s: shown should be %v", figure, shown)
		}
	}
	if counts.Withheld != 7 || len(problems) > 0 {
		t.Errorf("%+v %v", counts, problems)
	}
}

// table makes a dataset of two dimensions with totals, and a first that has none.
func table(t testing.TB, years, rows, columns int, inner func() int64) *raw.Dataset {
	dimension := func(id string, n int, total string) *report.Dimension {
		d := &report.Dimension{ID: id, Total: total}
		for i := range n {
			d.Members = append(d.Members, &report.Member{ID: fmt.Sprint(id, i)})
		}
		if total != "" {
			d.Members = append(d.Members, &report.Member{ID: total})
		}
		return d
	}
	header := &report.Dataset{ID: "d", Disclosure: rule, Measures: []*report.Measure{{ID: "n", People: true}},
		Dimensions: []*report.Dimension{dimension("y", years, ""), dimension("r", rows, "all"),
			dimension("c", columns, "all")}}
	d := &raw.Dataset{Header: header}
	for y := range years {
		values := map[[2]string]int64{}
		for r := range rows {
			for c := range columns {
				v := inner()
				for _, key := range [][2]string{{fmt.Sprint("r", r), fmt.Sprint("c", c)},
					{"all", fmt.Sprint("c", c)}, {fmt.Sprint("r", r), "all"}, {"all", "all"}} {
					values[key] += v
				}
			}
		}
		for _, r := range header.Dimensions[1].Members {
			for _, c := range header.Dimensions[2].Members {
				v := values[[2]string{r.ID, c.ID}]
				d.Rows = append(d.Rows,
					&raw.Row{Keys: []string{fmt.Sprint("y", y), r.ID, c.ID},
						Cells: []raw.Cell{{Cell: report.Cell{Value: report.Whole(int(v))}}}})
			}
		}
	}
	return d
}

// attack works out what can be known of every cell from what is published alone:
// each is an unknown, what is shown is an equation, totals are sums. It returns the
// least and greatest value of the raw dataset's small counts that an attacker can't
// exclude, as text, for those that are not safe.
func attack(d *raw.Dataset, outs ...*report.Dataset) (exposed []string) {
	n := len(d.Rows)
	var equations []adversary.Equation
	for _, out := range outs {
		for i, row := range out.Rows {
			if c := row.Cells[0]; c.State == report.Number {
				equations = append(equations,
					adversary.Equation{Weights: map[int]int64{i: 1}, Sum: c.Value.Rat().Num().Int64()})
			}
		}
	}
	for dimension := 1; dimension <= 2; dimension++ {
		sums := map[string]map[int]int64{}
		for i, row := range d.Rows {
			keys := slices.Clone(row.Keys)
			weight := int64(1)
			if keys[dimension] == "all" {
				weight = -1
			}
			keys[dimension] = ""
			name := strings.Join(keys, " ")
			if sums[name] == nil {
				sums[name] = map[int]int64{}
			}
			sums[name][i] = weight
		}
		for _, weights := range sums {
			equations = append(equations, adversary.Equation{Weights: weights})
		}
	}
	for i, row := range d.Rows {
		value := row.Cells[0].Cell.Value.Rat().Num().Int64()
		if value < 1 || value > 4 {
			continue
		}
		lo, hi, possible := adversary.Bounds(n, equations, i)
		if !possible || lo.Num().Int64() > lo.Denom().Int64() || hi != nil && hi.Num().Int64() < 4*hi.Denom().Int64() {
			exposed = append(exposed, fmt.Sprintf("cell %d: %v to %v", i, lo, hi))
		}
	}
	return exposed
}

func small(random *rand.Rand) func() int64 {
	return func() int64 {
		if random.IntN(4) == 0 {
			return random.Int64N(6)
		}
		return random.Int64N(60)
	}
}

// TestAttack protects random tables and attacks what is published. An attack on the
// same tables without secondary suppression finds something nearly always.
func TestAttack(t *testing.T) {
	random := rand.New(rand.NewPCG(31, 32))
	tables := 25
	if testing.Short() {
		tables = 6
	}
	open := 0
	for range tables {
		d := table(t, 2, 3, 3, small(random))
		out, counts, problems := run(t, d)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		if exposed := attack(d, out); len(exposed) > 0 {
			t.Errorf("%d withheld, but %v", counts.Withheld, exposed)
		}
		for i, row := range d.Rows {
			if c := row.Cells[0].Cell; few(&c, d.Header.Measures[0], rule) &&
				out.Rows[i].Cells[0].State != report.Suppressed {
				t.Errorf("cell %d is published", i)
			}
		}
		primary := newGate([]*raw.Dataset{d}, Gate{}).out[0]
		for _, row := range primary.Rows {
			if few(&row.Cells[0], d.Header.Measures[0], rule) {
				withhold(&row.Cells[0])
			}
		}
		if len(attack(d, primary)) > 0 {
			open++
		}
	}
	if open < tables/2 {
		t.Errorf("without secondary suppression only %d of %d tables were open", open, tables)
	}
}

// TestAcrossReleases publishes a table twice: first with all but one row, whose figures were
// not there yet, then whole. What the first release told is not told apart by the second: the
// attacker who has both learns nothing. A second release that forgets the first is open now
// and then.
func TestAcrossReleases(t *testing.T) {
	random := rand.New(rand.NewPCG(41, 42))
	open, tables := 0, 30
	if testing.Short() {
		tables = 8
	}
	for n := range tables {
		d := table(t, 1, 3, 3, small(random))
		first := Gate{Seed: fmt.Sprint("another-seed-", n), Progress: func(int, int) {}}
		var problems source.Problems
		outs, _ := Run([]*raw.Dataset{d}, first, &problems)
		figures := report.NewFigures()
		for _, row := range outs[0].Rows {
			figures.Row(row.Keys, "")
			figures.Set(row.Keys, "", "n", row.Cells[0].Recorded())
		}
		release := &report.Release{ID: "one", Figures: map[string]*report.Figures{"d": figures}}
		if outs[0].Disclosure.Suppressed > 0 {
			d.Unchanged = []*raw.Unchanged{{Since: "one"}}
		}
		second, _, more := run(t, d, release)
		if more = errors(more); len(more) > 0 {
			t.Fatal(more)
		}
		if exposed := attack(d, outs[0], second); len(exposed) > 0 {
			t.Errorf("both releases together tell %v", exposed)
		}
		forgetful, _, _ := run(t, d)
		if len(attack(d, outs[0], forgetful)) > 0 {
			open++
		}
	}
	if open == 0 {
		t.Error("a release that forgets the first is never open, so this test looks at nothing")
	}
	t.Logf("%d of %d were open without the first release", open, tables)
}

// TestKnown can't protect what an earlier release has told, and says so.
func TestKnown(t *testing.T) {
	random := rand.New(rand.NewPCG(51, 52))
	d := table(t, 1, 3, 3, small(random))
	figures := report.NewFigures()
	for i, row := range d.Rows {
		figures.Row(row.Keys, "")
		figures.Set(row.Keys, "", "n", d.Rows[i].Cells[0].Cell.Code())
	}
	_, _, problems := run(t, d, &report.Release{ID: "one", Figures: map[string]*report.Figures{"d": figures}})
	if len(problems) == 0 || !strings.Contains(problems[0].Text, "can't be protected") {
		t.Errorf("%v", problems)
	}
}

// TestDeterministic gives the same answer each time, whatever the order of maps.
func TestDeterministic(t *testing.T) {
	first := ""
	for range 5 {
		d := table(t, 3, 4, 4, small(rand.New(rand.NewPCG(61, 62))))
		out, _, _ := run(t, d)
		text := codes(out)
		if first == "" {
			first = text
		} else if first != text {
			t.Fatal("the same table was protected in two ways")
		}
	}
}

// kept is a cache of choices for tests, which counts what it is asked.
type kept struct {
	values map[string][]byte
	hits   int
}

func (k *kept) Get(key string) ([]byte, bool) {
	v, ok := k.values[key]
	if ok {
		k.hits++
	}
	return v, ok
}

func (k *kept) Put(key string, value []byte) { k.values[key] = value }

// TestChoicesAreKept takes a choice from the cache, holds it against the audit all
// the same, and keeps nothing but which cells were chosen.
func TestChoicesAreKept(t *testing.T) {
	store := &kept{values: map[string][]byte{}}
	gate := Gate{Seed: "a-seed-for-tests", Chosen: store, Progress: func(int, int) {}}
	d := table(t, 1, 4, 4, small(rand.New(rand.NewPCG(71, 72))))
	var problems source.Problems
	once, _ := Run([]*raw.Dataset{d}, gate, &problems)
	again, _ := Run([]*raw.Dataset{d}, gate, &problems)
	a, b := codes(once[0]), codes(again[0])
	if a != b || store.hits != 1 || problems.Failed() {
		t.Errorf("%d hits, %v", store.hits, problems.Sorted())
	}
	for key, value := range store.values {
		if strings.Trim(string(value), "c.") != "" {
			t.Errorf("the cache holds %q", value)
		}
		store.values[key] = []byte(strings.Repeat(".", len(value))) // a choice that protects nobody
	}
	third, _ := Run([]*raw.Dataset{d}, gate, &problems)
	if c := codes(third[0]); c != a || problems.Failed() {
		t.Errorf("a wrong choice was taken from the cache: %v", problems.Sorted())
	}
}

// FuzzGate sends tables of any shape and any figures through the gate: what it lets through is
// as it was, small counts are not in it, and whoever attacks what is published pins none down.
func FuzzGate(f *testing.F) {
	f.Add(uint64(1), uint8(3), uint8(3), uint8(10), false)
	f.Add(uint64(2), uint8(2), uint8(4), uint8(3), true)
	f.Fuzz(func(t *testing.T, seed uint64, rows, columns, most uint8, revised bool) {
		random := rand.New(rand.NewPCG(seed, 1))
		d := table(t, 1, 1+int(rows%4), 1+int(columns%4), func() int64 { return random.Int64N(int64(most) + 2) })
		if revised {
			r := random.IntN(len(d.Rows))
			was := d.Rows[r].Cells[0].Cell
			was.Value = report.Whole(random.IntN(int(most) + 9))
			if !was.Same(&d.Rows[r].Cells[0].Cell) {
				d.Revisions = []*raw.Revision{{Revision: &report.Revision{ID: "r1", Cells: 1},
					Changes: []raw.Change{{Row: r, Was: was}}}}
			}
		}
		out, _, problems := run(t, d)
		if len(problems) > 0 {
			return // it is not published
		}
		for i, row := range out.Rows {
			c, was := &row.Cells[0], &d.Rows[i].Cells[0].Cell
			if c.State != report.Suppressed && (!c.Same(was) || few(was, d.Header.Measures[0], rule)) {
				t.Errorf("cell %d: %+v of %+v", i, c, was)
			}
		}
		if exposed := attack(d, out); len(exposed) > 0 {
			t.Error(exposed)
		}
	})
}

// TestGroups does not tell by how few people two hidden counts changed together: the total and
// the part beside them are not all published in both versions.
func TestGroups(t *testing.T) {
	s := newSet("d", rule).dimension("c", report.KindCategory, "all", "all", "w", "x", "y", "z").count("n")
	for i, v := range []int64{180, 37, 3, 40, 100} {
		s.row("p", []string{[]string{"all", "w", "x", "y", "z"}[i]}, v)
	}
	rev := &raw.Revision{Revision: &report.Revision{ID: "r1", Date: report.Date{Year: 2026, Month: 1, Day: 20}}}
	for row, was := range []int{160, 20, 8, 32} {
		rev.Changes = append(rev.Changes, raw.Change{Row: row, Was: report.Cell{Value: report.Whole(was)}})
	}
	s.Revisions = []*raw.Revision{rev}
	for seed := range 20 {
		var problems source.Problems
		outs, _ := Run([]*raw.Dataset{s.Dataset},
			Gate{Seed: fmt.Sprint("a-seed-for-tests-", seed), Progress: func(int, int) {}}, &problems)
		if problems.Failed() {
			t.Fatal(problems.Sorted())
		}
		change := int64(0) // of what is hidden, which is 3
		for row, sign := range []int64{1, -1, -1, -1, -1} {
			now, was := outs[0].Rows[row].Cells[0], outs[0].Rows[row].Cells[0]
			for _, c := range outs[0].Revisions[0].Changes {
				if c.Row == outs[0].Rows[row] {
					was = c.Was
				}
			}
			switch {
			case now.State == report.Number && was.State == report.Number:
				v, _ := now.Value.In(0)
				w, _ := was.Value.In(0)
				change += sign * (v - w)
			case now.State != was.State:
				change = 1000 // one version alone: nothing is known of the change
			}
		}
		if change == 3 || change == -3 {
			t.Errorf("seed %d tells that the hidden counts changed by %d: %s", seed, change, codes(outs[0]))
		}
	}
}
