package past

import (
	"slices"
	"strings"
	"testing"

	"vitrine/generator/disclose/relations"
	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

func day(text string) report.Date {
	d, err := report.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

// counts returns a dataset of places, each written as PLACE FIGURE.
func counts(rows ...string) *raw.Dataset {
	x := &report.Dimension{ID: "place", Kind: report.KindCategory}
	d := &raw.Dataset{Header: &report.Dataset{ID: "d", Updated: day("2026-03-01"), Dimensions: []*report.Dimension{x},
		Disclosure: report.Disclosure{Method: "suppress"},
		Measures:   []*report.Measure{{ID: "n", People: true}}}}
	for _, text := range rows {
		place, figure, _ := strings.Cut(text, " ")
		x.Members = append(x.Members, &report.Member{ID: place})
		cell := d.Header.Measures[0].ParseRecorded(figure)
		d.Rows = append(d.Rows, &raw.Row{Keys: []string{place}, Cells: []raw.Cell{{Cell: cell}}})
	}
	return d
}

// released returns a release of figures, and what it says that the revision r found.
func released(id, date string, found map[string]string, rows ...string) *report.Release {
	figures := report.NewFigures()
	for _, text := range rows {
		place, figure, _ := strings.Cut(text, " ")
		figures.Row([]string{place}, "")
		figures.Set([]string{place}, "", "n", figure)
	}
	r := &report.Release{ID: id, Date: day(date), Figures: map[string]*report.Figures{"d": figures},
		Revisions: map[string]string{}, Past: map[string][]report.Past{}}
	for place, code := range found {
		r.Revisions["d/r"] = "data"
		key := report.PastKey("d", "r", "n", []string{place})
		r.Past[key] = append(r.Past[key], report.Past{Code: code})
	}
	return r
}

// revise adds the revision r of a row.
func revise(d *raw.Dataset, date string, row int, was string) {
	d.Revisions = append(d.Revisions, &raw.Revision{Revision: &report.Revision{ID: "r", Date: day(date)},
		Changes: []raw.Change{{Row: row, Was: d.Header.Measures[0].ParseRecorded(was)}}})
}

func unchanged(places ...string) *raw.Unchanged {
	return &raw.Unchanged{Since: "jan", Where: report.Where{{Key: "place", Members: places}}}
}

// of returns a dataset that was prepared, and its past.
func of(d *raw.Dataset, releases ...*report.Release) (*relations.Dataset, *Past) {
	all := relations.New([]*raw.Dataset{d})
	return all[0], New(releases, all)
}

// TestCells asks what releases told of cells.
func TestCells(t *testing.T) {
	d, p := of(counts("a 90", "b 50", "c 40", "e 30"),
		released("jan", "2026-01-10", nil, "a 90", "b [c]", "c [c]"),
		released("feb", "2026-02-10", nil, "a 80", "b [c]", "c 40"))
	d.Unchanged = []*raw.Unchanged{unchanged("b")}
	for row, want := range []struct {
		told, held   bool
		since, shown string
	}{
		{told: true},
		{shown: "2026-03-01"},
		{told: true, held: true, shown: "2026-02-10"},
		{since: "2026-02-11"},
	} {
		cell := &d.Rows[row].Cells[0].Cell
		since, shown := p.Since(d, d.Rows[row]), p.ShownSince(d, row, 0)
		if p.Told(d, row, 0, nil, cell) != want.told || p.Held(d, row, 0, nil) != want.held {
			t.Errorf("row %d: %v %v", row, p.Told(d, row, 0, nil, cell), p.Held(d, row, 0, nil))
		}
		if want.since == "" != since.IsZero() || want.shown == "" != shown.IsZero() ||
			want.since != "" && since.String() != want.since || want.shown != "" && shown.String() != want.shown {
			t.Errorf("row %d: there since %v, shown since %v", row, since, shown)
		}
	}
}

// TestRevised asks what releases told of what a revision found.
func TestRevised(t *testing.T) {
	x := counts("a 90", "b 50")
	revise(x, "2026-02-01", 0, "80")
	before := released("jan", "2026-01-10", nil, "a 80")
	after := released("feb", "2026-02-10", map[string]string{"a": "[c]"}, "a 90", "b 50")
	d, p := of(x, before, after)
	rev := d.Revisions[0]
	if was := &rev.Changes[0].Was; !p.Told(d, 0, 0, rev, was) || !p.Held(d, 0, 0, rev) {
		t.Error("January told what February withheld")
	}
	if p.Absent(d, 1, 1) || !p.Absent(d, 0, 1) || p.Absent(d, 0, 0) || !p.Added(d, 1, rev) {
		t.Error("b came with the revision")
	}
	rev.From, rev.Added = []*raw.Row{d.Rows[0]}, nil
	if p.Added(d, 1, rev) {
		t.Error("the older file says which rows came with a revision")
	}
}

// TestHeldByFile takes what an older file says for what a release withheld.
func TestHeldByFile(t *testing.T) {
	for was, held := range map[string]bool{"a 7": false, "a [c]": true, "b 7": true} {
		x := counts("a 90")
		revise(x, "2026-02-01", 0, "7")
		x.Revisions[0].From, x.Revisions[0].Changes = counts(was).Rows, nil
		d, p := of(x, released("jan", "2026-01-10", nil, "a [c]"))
		if p.Held(d, 0, 0, nil) != held {
			t.Errorf("a file with %q: %v", was, !held)
		}
	}
}

// TestCheck compares what revisions and [[unchanged]] say with a release.
func TestCheck(t *testing.T) {
	for name, c := range map[string]struct {
		release *report.Release
		change  func(d *raw.Dataset)
		want    string // "" for no problem
	}{
		"a revision": {released("jan", "2026-01-10", nil, "a 80"),
			func(d *raw.Dataset) { revise(d, "2026-02-01", 0, "80") }, ""},
		"another figure": {released("jan", "2026-01-10", nil, "a 80"),
			func(d *raw.Dataset) { revise(d, "2026-02-01", 0, "70") },
			"n at a: what the revision r says stood there before is not what the release jan published"},
		"a withheld figure": {released("jan", "2026-01-10", nil, "a [c]"),
			func(d *raw.Dataset) { revise(d, "2026-02-01", 0, "7") }, ""},
		"too early": {released("jan", "2026-01-10", nil, "a 80"),
			func(d *raw.Dataset) { revise(d, "2026-01-10", 0, "80") },
			"the revision r is new, but not dated after the release jan, which did not have it"},
		"a known revision": {released("jan", "2026-01-10", map[string]string{"a": "80"}, "a 90"),
			func(d *raw.Dataset) { revise(d, "2026-01-05", 0, "80") }, ""},
		"a known revision that says another figure": {released("jan", "2026-01-10",
			map[string]string{"a": "80"}, "a 90"),
			func(d *raw.Dataset) { revise(d, "2026-01-05", 0, "70") },
			"n at a: what the revision r says stood there before is not what it said in the release jan"},
		"unchanged": {released("jan", "2026-01-10", nil, "a [c]"),
			func(d *raw.Dataset) { d.Unchanged = append(d.Unchanged, unchanged("a")) }, ""},
		"unchanged, but not withheld": {released("jan", "2026-01-10", nil, "a 90"),
			func(d *raw.Dataset) { d.Unchanged = append(d.Unchanged, unchanged("a")) },
			"the release jan withheld nothing of this, nor did a later one"},
		"unchanged since a release that is not there": {released("feb", "2026-01-10", nil, "a [c]"),
			func(d *raw.Dataset) { d.Unchanged = append(d.Unchanged, unchanged("a")) }, `there is no release "jan"`},
		"unchanged and revised": {released("jan", "2026-01-10", nil, "a [c]"), func(d *raw.Dataset) {
			d.Unchanged = append(d.Unchanged, unchanged("a"))
			revise(d, "2026-02-01", 0, "7")
		}, "figures are said to be as in the release jan, but the revision r changes one"},
	} {
		x := counts("a 90")
		c.change(x)
		d, p := of(x, c.release)
		var problems source.Problems
		p.Check(d, &problems)
		var got, want []string
		for _, problem := range problems.Sorted() {
			got = append(got, problem.Text)
		}
		if c.want != "" {
			want = []string{c.want}
		}
		if !slices.EqualFunc(got, want, strings.HasPrefix) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
