package ledger

import (
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"vitrine/generator/release"
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

// newSite returns a site as it was released: a dataset with a cell that is withheld and one
// that was revised, and an article that was corrected.
func newSite() *report.Site {
	figure := func(n int) []report.Cell {
		return []report.Cell{{Value: report.Whole(n)}, {Value: report.Whole(n / 10)}}
	}
	p := []*report.Source{{ID: "p"}}
	d := &report.Dataset{ID: "d", Pos: datasetFile("d"), Title: report.Label{"": "Counts"},
		Published: day("2026-01-01"), Updated: day("2026-01-05"),
		Dimensions: []*report.Dimension{{ID: "sex", Kind: report.KindCategory, Total: "all",
			Members: []*report.Member{{ID: "all"}, {ID: "women"}, {ID: "men"}}}},
		Measures:   []*report.Measure{{ID: "n", People: true}, {ID: "new", People: true}},
		Disclosure: report.Disclosure{Method: "suppress", Threshold: 5}, Past: map[report.CellRef][]report.Step{},
		Rows: []*report.Row{{Keys: []string{"all"}, Sources: p, Cells: figure(1000)},
			{Keys: []string{"women"}, Sources: p, Cells: figure(640)},
			{Keys: []string{"men"}, Sources: p, Cells: figure(360)}}}
	for i, row := range d.Rows {
		row.Pos = source.Pos{File: "data/datasets/d.csv", Line: 2 + i, Col: 1}
	}
	d.Rows[2].Cells[1] = report.Cell{State: report.Suppressed}
	revise(d, "r1", "2026-01-05", 0, 0, "950")
	return &report.Site{Language: "en", Datasets: []*report.Dataset{d},
		Articles: []*report.Article{{File: "content/a.md", Path: "/a/",
			Corrections: []report.ShownCorrection{{Date: day("2026-01-04")}}}}}
}

// revise adds a revision of a cell, as the gate hands it on.
func revise(d *report.Dataset, id, date string, row, measure int, was string) {
	rev := &report.Revision{ID: id, Date: day(date), Kind: report.RevisedData, Cells: 1}
	cell := d.Measures[measure].ParseRecorded(was)
	rev.Changes = []report.Change{{Row: d.Rows[row], Measure: measure, Was: cell}}
	d.Revisions = append(d.Revisions, rev)
	ref := report.CellRef{Row: d.Rows[row], Measure: measure}
	d.Past[ref] = append(d.Past[ref], report.Step{Revision: rev, Was: cell})
}

// set sets a cell of the dataset, and a later day on which that was done.
func set(d *report.Dataset, row, measure int, code string) {
	d.Rows[row].Cells[measure] = d.Measures[measure].ParseRecorded(code)
	d.Updated = day("2026-02-01")
}

// released returns what a release of a site keeps, and the files.
func released(site *report.Site) (*release.Store, fstest.MapFS) {
	record, kept := Record(site, "jan", nil, nil)
	files := fstest.MapFS{}
	for name, text := range kept {
		files[name] = &fstest.MapFile{Data: text}
	}
	entry := release.Entry{Kind: release.Released, ID: "jan", Date: "2026-01-10"}
	return &release.Store{Files: map[string][]byte{},
		Kept: []*release.Kept{{Release: &release.Release{Entry: entry}, Record: record}}}, files
}

// withdraw withdraws a dataset's figures in a row.
func withdraw(d *report.Dataset, id, date, member string) {
	d.Withdrawals = append(d.Withdrawals,
		&report.Withdrawal{ID: id, Date: day(date), Where: report.Where{{Key: "sex", Members: []string{member}}}})
}

// changes are made to the site after the release. Then there are problems, of which parts are
// given with | between them.
var changes = []struct {
	name     string
	change   func(site *report.Site, d *report.Dataset)
	problems string
}{
	{"none", func(site *report.Site, d *report.Dataset) {}, ""},

	{"a silent change", func(site *report.Site, d *report.Dataset) { set(d, 1, 0, "650") },
		"n at sex = women was 640 in the release jan and is 650 now, and no revision says so"},
	{"a silent change that tells of few people", func(site *report.Site, d *report.Dataset) { set(d, 1, 0, "641") },
		"n at sex = women was another figure in the release jan and is 641 now, and no revision says so"},
	{"two silent changes", func(site *report.Site, d *report.Dataset) {
		set(d, 1, 0, "650")
		set(d, 2, 0, "350")
	}, "n at sex = women was 640|n at sex = men was 360"},
	{"a silent mark of a plan", func(site *report.Site, d *report.Dataset) { set(d, 1, 0, "640 [f]") },
		"n at sex = women was 640 in the release jan and is 640 [f] now"},
	{"a declared change", func(site *report.Site, d *report.Dataset) {
		set(d, 1, 0, "650")
		revise(d, "r2", "2026-02-01", 1, 0, "640")
	}, ""},
	{"a change that is declared twice", func(site *report.Site, d *report.Dataset) {
		set(d, 1, 0, "660")
		revise(d, "r2", "2026-01-20", 1, 0, "640")
		revise(d, "r3", "2026-02-01", 1, 0, "650")
	}, ""},
	{"a change that a revision declares which the release knew",
		func(site *report.Site, d *report.Dataset) { set(d, 0, 0, "1100") },
		"n at sex = all was 1000 in the release jan and is 1100 now"},
	{"what was withheld is shown", func(site *report.Site, d *report.Dataset) { set(d, 2, 1, "36") }, ""},
	{"what was shown is withheld", func(site *report.Site, d *report.Dataset) { set(d, 1, 1, "[c]") },
		"new at sex = women was published in the release jan and is suppressed now"},
	{"what was shown is withdrawn", func(site *report.Site, d *report.Dataset) {
		set(d, 1, 0, "[c]")
		set(d, 1, 1, "[c]")
		withdraw(d, "w", "2026-02-01", "women")
	}, "the release published figures that are withheld now, and this would give them away"},
	{"what was shown by a release that is withdrawn is withdrawn", func(site *report.Site, d *report.Dataset) {
		set(d, 1, 0, "[c]")
		set(d, 1, 1, "[c]")
		withdraw(d, "w", "2026-02-01", "women")
		site.Releases[0].Withdrawn = day("2026-02-01")
	}, ""},
	{"a withdrawal that is dated before the release", func(site *report.Site, d *report.Dataset) {
		set(d, 1, 0, "[c]")
		set(d, 1, 1, "[c]")
		withdraw(d, "w", "2026-01-02", "women")
	}, "the withdrawal w is new, but dated before the release jan, which did not have it"},

	{"a dataset that is gone", func(site *report.Site, d *report.Dataset) { site.Datasets = nil },
		"the dataset was published in the release jan and is gone|the revision r1 was published in the release " +
			"jan and is gone|" +
			"the version of 2026-01-01 was published"},
	{"a row that is gone", func(site *report.Site, d *report.Dataset) { d.Rows = d.Rows[:2] },
		"n at men was published in the release jan and is gone|new at men was published in the release jan and " +
			"is gone"},
	{"a row that is new", func(site *report.Site, d *report.Dataset) {
		d.Dimensions[0].Members = append(d.Dimensions[0].Members, &report.Member{ID: "other"})
		d.Rows = append(d.Rows, &report.Row{Keys: []string{"other"}, Cells: make([]report.Cell, 2)})
		d.Updated = day("2026-02-01")
	}, ""},
	{"a row with other sources", func(site *report.Site, d *report.Dataset) {
		d.Rows[1].Sources = []*report.Source{{ID: "q"}}
		d.Updated = day("2026-02-01")
	}, "rows have other sources than in the release jan: 1"},

	{"a revision that is gone", func(site *report.Site, d *report.Dataset) { d.Revisions, d.Past = nil, nil },
		"the revision r1 was published in the release jan and is gone|the version of 2026-01-01 was published"},
	{"a revision of another kind",
		func(site *report.Site, d *report.Dataset) { d.Revisions[0].Kind = report.RevisedMethod },
		`the revision r1 was published in the release jan as "data 2026-01-05" and is "method 2026-01-05" now`},
	{"a revision that changes something else", func(site *report.Site, d *report.Dataset) {
		d.Revisions[0].Changes[0].Row = d.Rows[1]
	}, "n at sex = all: the revision r1 changed this in the release jan, and does not any more"},
	{"another day of the first version", func(site *report.Site, d *report.Dataset) { d.Published = day("2026-01-02") },
		"the version of 2026-01-01 was published in the release jan, and nothing is at its address any more"},
	{"a correction that is gone", func(site *report.Site, d *report.Dataset) { site.Articles[0].Corrections = nil },
		"the correction of 2026-01-04 was published in the release jan and is gone"},
	{"an article that moved", func(site *report.Site, d *report.Dataset) {
		site.Articles[0].Path, site.Articles[0].Aliases = "/b/", []report.Alias{{Path: "/a/"}}
	}, ""},

	{"a title", func(site *report.Site, d *report.Dataset) {
		d.Title, d.Updated = report.Label{"": "Figures"}, day("2026-02-01")
	}, "the title of the dataset"},
	{"a title that is declared", func(site *report.Site, d *report.Dataset) {
		d.Title, d.Updated = report.Label{"": "Figures"}, day("2026-02-01")
		d.Revisions = append(d.Revisions, &report.Revision{ID: "r2", Date: day("2026-02-01"), Words: []string{"title"}})
	}, ""},
	{"a title that is declared and did not change", func(site *report.Site, d *report.Dataset) {
		d.Revisions = append(d.Revisions, &report.Revision{ID: "r2", Date: day("2026-02-01"), Words: []string{"title"}})
		d.Updated = day("2026-02-01")
	}, `the revision r2 declares a change of "title", which is as in the release jan`},

	{"a change on the day of the release", func(site *report.Site, d *report.Dataset) {
		set(d, 2, 1, "36")
		d.Updated = day("2026-01-05")
	}, "the dataset is not as the release jan published it, in figures or in words, and updated is still 2026-01-05"},
	{"an earlier day", func(site *report.Site, d *report.Dataset) { d.Updated = day("2026-01-04") },
		"updated is 2026-01-04, and the release jan published the dataset as of 2026-01-05"},
}

// TestCompare releases a site, reads the release back, changes the site, and compares.
func TestCompare(t *testing.T) {
	for _, c := range changes {
		store, files := released(newSite())
		site := newSite()
		var problems source.Problems
		site.Releases = Read(files, store, site.Datasets, &problems)
		if len(site.Releases) != 1 || len(problems.Sorted()) > 0 {
			t.Fatal(problems.Sorted())
		}
		c.change(site, site.Datasets[0])
		Compare(site, store, &problems)
		CompareArticles(site, &problems)
		var got, want []string
		for _, p := range problems.Sorted() {
			got = append(got, p.Text)
		}
		if c.problems != "" {
			want = strings.Split(c.problems, "|")
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.EqualFunc(got, want, strings.Contains) {
			t.Errorf("%s: %q, want %q", c.name, got, want)
		}
	}
}

// TestHints offers the TOML that would declare what has changed.
func TestHints(t *testing.T) {
	for name, c := range map[string]struct {
		change func(d *report.Dataset)
		want   []string
	}{
		"one": {func(d *report.Dataset) { set(d, 1, 0, "650") },
			[]string{"[[revision]]",
				`was      = "640"`, `where    = { sex = ["women"] }`, `measures = ["n"]`, "date     = 2026-02-01"}},
		"several": {func(d *report.Dataset) {
			set(d, 1, 0, "650")
			set(d, 2, 0, "350")
		}, []string{`from     = "release:jan"`, "cells    = 2", `sex = ["women", "men"]`}},
		"a secret one": {func(d *report.Dataset) { set(d, 1, 0, "641") },
			[]string{`from     = "release:jan"`, "cells    = 1"}},
		"one that is withheld": {func(d *report.Dataset) { set(d, 1, 0, "[c]") },
			[]string{"[[withdrawal]]", `sex = ["women"]`, `measures = ["n"]`}},
	} {
		store, files := released(newSite())
		site := newSite()
		var problems source.Problems
		site.Releases = Read(files, store, site.Datasets, &problems)
		c.change(site.Datasets[0])
		Compare(site, store, &problems)
		hint := problems.Sorted()[0].Hint
		for _, want := range c.want {
			if !strings.Contains(hint, want) {
				t.Errorf("%s: %q is not in\n%s", name, want, hint)
			}
		}
		if strings.Contains(hint, "640") != (name == "one") {
			t.Errorf("%s: the hint tells, or does not tell, the old figure:\n%s", name, hint)
		}
	}
}

// TestRead reads releases that something is wrong with.
func TestRead(t *testing.T) {
	file := path.Join(release.Dir, "jan", "d.csv")
	for name, c := range map[string]struct {
		change func(store *release.Store, files fstest.MapFS, headers []*report.Dataset)
		want   string
	}{
		"figures that were changed": {func(_ *release.Store, files fstest.MapFS, _ []*report.Dataset) {
			files[file].Data = append(files[file].Data, '\n')
		}, file + " is not what the release jan published"},
		"figures that are gone": {func(_ *release.Store, files fstest.MapFS,
			_ []*report.Dataset) {
			delete(files, file)
		},
			file + " is not what the release jan published"},
		"another dimension": {func(_ *release.Store, _ fstest.MapFS,
			headers []*report.Dataset) {
			headers[0].Dimensions[0].ID = "age"
		},
			"these figures have not the dimensions of the dataset d"},
		"a record that is no TOML": {func(store *release.Store, _ fstest.MapFS, _ []*report.Dataset) {
			store.Kept[0].Record = []byte("figures = [")
		}, ""},
		"an entry that is none": {func(store *release.Store, _ fstest.MapFS, _ []*report.Dataset) {
			store.Kept[0].Record = []byte("figures = [\"d jan\"]\n")
		}, "an entry of figures is a dataset, a release, a sha256 and a day"},
		"a past that is none": {func(store *release.Store, _ fstest.MapFS, _ []*report.Dataset) {
			store.Kept[0].Record = []byte("past = [\"d,r1\"]\n")
		}, "an entry of past is a dataset"},
	} {
		store, files := released(newSite())
		headers := newSite().Datasets
		c.change(store, files, headers)
		var problems source.Problems
		releases := Read(files, store, headers, &problems)
		if list := problems.Sorted(); releases != nil || len(list) != 1 || !strings.Contains(list[0].Text, c.want) {
			t.Errorf("%s: %v %v", name, releases, list)
		}
	}
}

// TestFile finds the figures of a release, which may be those of an earlier one.
func TestFile(t *testing.T) {
	site := newSite()
	before, files := Record(site, "jan", nil, nil)
	site.Articles[0].Corrections = nil
	_, more := Record(site, "feb", before, nil)
	if len(files) != 2 || len(more) != 1 {
		t.Errorf("%d and %d files are new", len(files), len(more))
	}
	fsys := fstest.MapFS{}
	for _, list := range []map[string][]byte{files, more} {
		for name, text := range list {
			fsys[name] = &fstest.MapFile{Data: text}
		}
	}
	for _, c := range [][3]string{{"jan", "d", "data/releases/jan/d.csv"}, {"feb", "d", "data/releases/jan/d.csv"},
		{"feb", "e", ""}, {"mar", "d", ""}, {"../jan", "d", ""}} {
		if got := File(fsys, c[0], []string{c[1]}); got != c[2] {
			t.Errorf("%s in %s: %q", c[1], c[0], got)
		}
	}
}

// TestSince compares two copies of a site.
func TestSince(t *testing.T) {
	before, now := newSite(), newSite()
	if d := Since(before, now); !d.Empty() {
		t.Errorf("%+v", d)
	}
	d := now.Datasets[0]
	set(d, 0, 0, "1100") // declared
	set(d, 1, 0, "641")  // by one person
	set(d, 1, 1, "[c]")  // withheld
	set(d, 2, 0, "400")  // in silence
	set(d, 2, 1, "36")   // shown
	revise(d, "r2", "2026-02-01", 0, 0, "1000")
	got := Since(before, now)
	for i, want := range []Revised{
		{"d", "n at sex = all", "1000", "1100", "+100 (10.0%)", "r1, r2"},
		{"d", "n at sex = women", "[c]", "641", "", ""},
		{"d", "n at sex = men", "360", "400", "+40 (11.1%)", ""},
	} {
		if len(got.Revised) != 3 || got.Revised[i] != want {
			t.Fatalf("%+v", got.Revised)
		}
	}
	if !slices.Equal(got.Suppressed, []string{"d: new at sex = women"}) ||
		!slices.Equal(got.Released, []string{"d: new at sex = men"}) {
		t.Errorf("%q %q", got.Suppressed, got.Released)
	}
	if got := Since(now, &report.Site{}); !slices.Equal(got.Gone, []string{"d"}) {
		t.Errorf("%+v", got)
	}
	if got := Since(&report.Site{}, before); !slices.Equal(got.New, []string{"d: 6 cells"}) {
		t.Errorf("%+v", got)
	}
}
