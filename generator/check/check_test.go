package check

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// table is a dataset that is being written, on a site of its own.
type table struct {
	*raw.Dataset
	site  *report.Site
	other *raw.Dataset // a second dataset, or nil
}

// newTable is a sound dataset: women, men and all, as two measures count them.
func newTable() *table {
	x := &table{site: &report.Site{Words: report.Words{"units-of-people": "persons; people"}}}
	x.Dataset = &raw.Dataset{Header: &report.Dataset{ID: "d", Pos: source.Pos{File: "d.toml", Line: 1, Col: 1}}}
	x.dimension("sex", "all", "all", "women", "men")
	x.Header.Dimensions[0].Complete = true
	x.measure(report.Measure{ID: "n", People: true, Unit: report.Label{"": "persons"}})
	x.measure(report.Measure{ID: "new", People: true, PartOf: "n", Unit: report.Label{"": "persons"}})
	x.rows("all p: 1000 300", "women p: 640 200", "men p: 360 100")
	return x
}

func (x *table) dimension(id, total string, members ...string) {
	d := &report.Dimension{ID: id, Kind: report.KindCategory, Total: total}
	for _, m := range members {
		d.Members = append(d.Members, &report.Member{ID: m})
	}
	x.Header.Dimensions = append(x.Header.Dimensions, d)
}

func (x *table) measure(m report.Measure) {
	m.Pos = source.Pos{File: "d.toml", Line: 2 + len(x.Header.Measures), Col: 1}
	x.Header.Measures = append(x.Header.Measures, &m)
}

// rows sets the rows, each as KEYS SOURCE: CELLS.
func (x *table) rows(lines ...string) {
	x.Rows = nil
	for i, line := range lines {
		x.Rows = append(x.Rows, x.row(line, source.Pos{File: "d.csv", Line: 2 + i, Col: 1}))
	}
}

func (x *table) row(line string, pos source.Pos) *raw.Row {
	head, cells, _ := strings.Cut(line, ": ")
	keys := strings.Fields(head)
	last := len(keys) - 1
	row := &raw.Row{Pos: pos, Keys: keys[:last], Sources: []*report.Source{x.source(keys[last])}}
	for m, code := range strings.Fields(cells) {
		cell := x.Header.Measures[m].ParseRecorded(strings.ReplaceAll(code, "[f]", " [f]"))
		row.Cells = append(row.Cells, raw.Cell{Pos: pos, Cell: cell})
	}
	return row
}

// source returns the site's source with an id.
func (x *table) source(id string) *report.Source {
	for _, s := range x.site.Sources {
		if s.ID == id {
			return s
		}
	}
	s := &report.Source{ID: id}
	x.site.Sources = append(x.site.Sources, s)
	return s
}

// revise adds a revision of what stood in a row before.
func (x *table) revise(id, was string, cells int, where report.Where) *raw.Revision {
	rev := &raw.Revision{Revision: &report.Revision{ID: id, Where: where, Measures: []string{"n"}, Cells: cells,
		Date: report.Date{Year: 2026, Month: 1, Day: 2}}}
	cell := x.Header.Measures[0].ParseRecorded(was)
	rev.Was = &raw.Cell{Cell: cell}
	x.Revisions = append(x.Revisions, rev)
	return rev
}

// reviseFrom adds a revision with all rows as they were.
func (x *table) reviseFrom(cells int, lines ...string) {
	rev := x.revise("r", "0", cells, nil)
	rev.Was = nil
	for i, line := range lines {
		rev.From = append(rev.From, x.row(line, source.Pos{File: "old.csv", Line: 2 + i, Col: 1}))
	}
}

func where(key string, members ...string) report.Where {
	return report.Where{{Key: key, Members: members, Pos: source.Pos{File: "d.toml", Line: 9, Col: 1}}}
}

// repeat adds another dataset, whose measure n repeats that of d.
func (x *table) repeat(lines ...string) {
	y := &table{site: x.site, Dataset: &raw.Dataset{Header: &report.Dataset{ID: "e"}}}
	y.dimension("sex", "all", "all", "women", "men")
	y.measure(report.Measure{ID: "n", People: true, SameAs: "d/n", Unit: report.Label{"": "persons"}})
	y.rows(lines...)
	x.other = y.Dataset
}

// rival makes two sources count women.
func (x *table) rival(code string, conflicts ...*report.Conflict) {
	x.rows("all p: 1000 300", "women p: 640 200", "men p: 360 100", "women q: "+code)
	x.Header.Conflicts = conflicts
}

// discrepancy declares a gap between the total and its parts.
func (x *table) discrepancy(id, least, most string, cells int) {
	d := &raw.Discrepancy{Discrepancy: &report.Discrepancy{ID: id, Dimension: "sex", Cells: cells}}
	d.Min, _ = report.ParseDecimal(least)
	d.Max, _ = report.ParseDecimal(most)
	x.Discrepancies = append(x.Discrepancies, d)
}

// children counts the women of two places.
func (x *table) children(lines ...string) {
	x.Header.Dimensions[0].Total = ""
	x.Header.Dimensions[0].Members = []*report.Member{{ID: "land"}, {ID: "north", Parent: "land"},
		{ID: "south", Parent: "land"}}
	x.rows(lines...)
}

// running makes the dimension one of running totals.
func (x *table) running(lines ...string) {
	x.Header.Dimensions[0].Total, x.Header.Dimensions[0].Running = "", true
	x.rows(lines...)
}

// gaps are two totals that are not the sum of their parts.
func (x *table) gaps() { x.rows("all p: 1010 310", "women p: 640 200", "men p: 360 100") }

// cases change a sound dataset by one thing, and have the only problem that there is then; ""
// is none.
var cases = []struct {
	rule   string
	change func(x *table)
	want   string
}{
	{"sound", func(x *table) {}, ""},

	{"a row twice", func(x *table) {
		x.rows("all p: 1000 300", "women p: 640 200", "men p: 360 100",
			"men p: 360 100")
	},
		"d.csv:5:1: this row has the same keys and sources as the one at d.csv:4:1"},
	{"a row of two sources", func(x *table) { x.rival("640 200") }, ""},

	{"a combination that is not there", func(x *table) { x.rows("women p: 640 200", "men p: 360 100") },
		"d.toml:1:1: there is no row for sex = all"},
	{"two that are not there", func(x *table) { x.rows("men p: 360 100") },
		"d.toml:1:1: there is no row for sex = all, nor for 1 other combinations"},
	{"an incomplete table", func(x *table) {
		x.rows("women p: 640 200", "men p: 360 100")
		x.Header.Dimensions[0].Complete = false
	}, ""},

	{"a part that exceeds its whole",
		func(x *table) { x.rows("all p: 1000 [x]", "women p: 640 650", "men p: 360 100") },
		"d.csv:3:1: new is more than n, of which it is a part"},
	{"a bound that need not exceed it",
		func(x *table) { x.rows("all p: 1000 [x]", "women p: 640 >600", "men p: 360 100") }, ""},
	{"a whole that is not known",
		func(x *table) { x.rows("all p: [x] 300", "women p: [x] 200", "men p: 360 100") }, ""},
	{"a sum that does not hold",
		func(x *table) { x.sumOf("all p: 1000 300 701", "women p: 640 200 [x]", "men p: 360 100 [x]") },
		"d.csv:2:1: n is not the sum of new and old"},
	{"a sum", func(x *table) { x.sumOf("all p: 1000 300 700", "women p: 640 200 440", "men p: 360 100 260") }, ""},

	{"a total that is not the sum", func(x *table) { x.rows("all p: 1001 300", "women p: 640 200", "men p: 360 100") },
		"d.csv:2:1: n: this total is not the sum of its parts over sex"},
	{"a total with a part that is not known",
		func(x *table) { x.rows("all p: 1001 300", "women p: 640 200", "men p: [x] 100") }, ""},
	{"a total with a rounded part",
		func(x *table) { x.rows("all p: 1001 300", "women p: 640 200", "men p: >360 100") }, ""},
	{"a total with a planned part",
		func(x *table) { x.rows("all p: 1001 300", "women p: 640 200", "men p: 360[f] 100") }, ""},
	{"a derived measure", func(x *table) {
		x.Header.Measures[0].DerivedFrom = []string{"new"}
		x.rows("all p: 1001 300", "women p: 640 200", "men p: 360 100")
	}, ""},
	{"a member that is not the sum of its children",
		func(x *table) { x.children("land p: 9 8", "north p: 4 4", "south p: 4 4") },
		"d.csv:2:1: n: this total is not the sum of its parts over sex"},
	{"a member with children", func(x *table) { x.children("land p: 8 8", "north p: 4 4", "south p: 4 4") }, ""},
	{"a discrepancy", func(x *table) {
		x.gaps()
		x.discrepancy("g", "10", "10", 2)
	}, ""},
	{"a discrepancy that says another number", func(x *table) {
		x.gaps()
		x.discrepancy("g", "10", "10", 3)
	}, "the discrepancy g covers 2 totals, but cells says 3"},
	{"a discrepancy of nothing", func(x *table) { x.discrepancy("g", "10", "10", 1) },
		"the discrepancy g covers 0 totals, but cells says 1"},
	{"two discrepancies", func(x *table) {
		x.rows("all p: 1010 300", "women p: 640 200", "men p: 360 100")
		x.discrepancy("g", "10", "10", 1)
		x.discrepancy("h", "5", "15", 1)
	}, "d.csv:2:1: the discrepancies g and h all take in this total"},

	{"a sum of measures with a discrepancy", func(x *table) {
		x.measure(report.Measure{ID: "all", SumOf: []string{"n", "new"}})
		x.rows("all p: 1000 300 1310", "women p: 640 200 850", "men p: 360 100 460")
		x.discrepancy("g", "10", "10", 2)
		x.Discrepancies[0].Dimension, x.Discrepancies[0].Measures = "", []string{"all"}
	}, ""},
	{"a sum of measures with another discrepancy", func(x *table) {
		x.measure(report.Measure{ID: "all", SumOf: []string{"n", "new"}})
		x.rows("all p: 1000 300 1310", "women p: 640 200 850", "men p: 360 100 460")
		x.discrepancy("g", "10", "10", 1)
		x.Discrepancies[0].Dimension, x.Discrepancies[0].Measures = "", []string{"all"}
		x.Discrepancies[0].Where = where("sex", "all")
	}, "d.csv:3:1: all is not the sum of n and new"},

	{"a running total that falls", func(x *table) { x.running("all p: 10 9", "women p: 20 9", "men p: 15 9") },
		"d.csv:4:1: n is a running total, but it is less here than before"},
	{"running totals", func(x *table) { x.running("all p: 10 9", "women p: [x] 9", "men p: >8 9") }, ""},

	{"rivals without a conflict", func(x *table) { x.rival("650 200") },
		"d.csv:5:1: n differs from what another source says at d.csv:3:1, and no conflict declares it"},
	{"rivals that may both be true", func(x *table) { x.rival(">600 200") }, ""},
	{"rivals with a conflict", func(x *table) {
		x.rival("650 200", &report.Conflict{Differs: "value", Measures: []string{"n"}})
	}, ""},
	{"a conflict with nothing behind it", func(x *table) { x.rival("640 200", &report.Conflict{Differs: "value"}) },
		"there is nothing behind this conflict: no two sources differ in value here"},
	{"a conflict of definitions", func(x *table) { x.rival("650 200", &report.Conflict{Differs: "definition"}) }, ""},

	{"a revision", func(x *table) { x.revise("r", "650", 1, where("sex", "women")) }, ""},
	{"a revision that changes nothing", func(x *table) { x.revise("r", "640", 1, where("sex", "women")) },
		"this is what stands there now, so nothing was revised"},
	{"a revision of several cells by one figure", func(x *table) { x.revise("r", "650", 1, nil) },
		"was is one figure, but where and measures take in 3"},
	{"a revision that says another number", func(x *table) { x.revise("r", "650", 2, where("sex", "women")) },
		"the revision r changes 1 figures, but cells says 2"},
	{"two revisions of one day", func(x *table) {
		x.revise("r", "650", 1, where("sex", "women"))
		x.revise("s", "660", 1, where("sex", "women"))
	}, "the revisions r and s of one day change the same figure"},
	{"a revision from a file",
		func(x *table) { x.reviseFrom(2, "all p: 990 300", "women p: 630 200", "men p: 360 100") }, ""},
	{"a revision from a file that lacks a row",
		func(x *table) { x.reviseFrom(1, "all p: 990 300", "women p: 640 200") }, ""},
	{"a revision outside of its measures",
		func(x *table) { x.reviseFrom(0, "all p: 1000 301", "women p: 640 200", "men p: 360 100") },
		"old.csv:2:1: new differs from what stands at d.csv:2:1, and the revision r does not take it in"},
	{"a row that is gone", func(x *table) {
		x.reviseFrom(0, "all p: 1000 300", "women p: 640 200", "men p: 360 100", "none p: 1 1")
	}, "old.csv:5:1: this row is gone"},
	{"a row that is twice in the older file", func(x *table) {
		x.reviseFrom(0, "all p: 1000 300", "women p: 640 200", "men p: 360 100", "men p: 360 100")
	}, "old.csv:5:1: this row has the same keys and sources as the one at old.csv:4:1"},
	{"a row with other sources now",
		func(x *table) { x.reviseFrom(1, "all q: 990 300", "women p: 640 200", "men p: 360 100") }, ""},

	{"a repeated dataset", func(x *table) { x.repeat("all p: 1000", "women p: 640", "men p: 360") }, ""},
	{"a repeated dataset that differs", func(x *table) { x.repeat("all p: 1000", "women p: 630", "men p: 370") },
		"d.csv:3:1: n is said to repeat d/n, but differs from it"},
	{"a repeated dataset that is not there", func(x *table) { x.Header.Measures[0].SameAs = "x/n" },
		`same_as is another dataset's measure, but there is no "x/n"`},
	{"a repeated dataset without common cells", func(x *table) {
		x.repeat()
	}, "no cell of n is a cell of d/n too"},
	{"a repeated dataset that is not protected", func(x *table) {
		x.repeat("all p: 1000", "women p: 640", "men p: 360")
		x.other.Header.Disclosure.Method = "none"
	}, "n and d/n are the same cells, but only one of the datasets protects people"},

	{"people that are not protected", func(x *table) { x.Header.Measures[1].People = false },
		"new is counted in persons, but people = false: small counts are published"},
	{"people that are not protected, with a reason", func(x *table) {
		x.Header.Measures[1].People = false
		x.Header.Measures[1].Reason = report.Prose{"": &report.Text{}}
	}, ""},
	{"a unit that another measure counts people in", func(x *table) {
		x.Header.Measures[0].Unit = report.Label{"": "Inmates"}
		x.Header.Measures[1].Unit, x.Header.Measures[1].People = report.Label{"": "inmates"}, false
	}, "new is counted in inmates, but people = false"},

	{"a note", func(x *table) { x.Header.Notes = []*report.Note{{Where: where("sex", "men")}} }, ""},
	{"a note that applies to nothing",
		func(x *table) { x.Header.Notes = []*report.Note{{Where: where("sex", "none")}} },
		"d.toml:9:1: this note applies to no row"},
	{"a keep that fits nothing",
		func(x *table) { x.Keep = []report.Where{where("sex", "none")} }, "d.toml:9:1: no row fits this keep"},
	{"a keep", func(x *table) { x.Keep = []report.Where{where("sex", "men")} }, ""},
	{"a withdrawal that fits nothing", func(x *table) {
		x.Header.Withdrawals = []*report.Withdrawal{{Where: where("sex", "none")}}
	}, "no row fits this withdrawal"},
	{"a derivation from a member that is not there", func(x *table) {
		x.Header.Measures[1].DerivedAt = []report.Derivation{{Measure: "n", Members: map[string]string{"sex": "girls"}}}
	}, `derived_from names sex = "girls", and there is no such member`},
	{"a source on which nothing rests", func(x *table) { x.source("unused") }, "nothing rests on the source unused"},
}

// sumOf makes n the sum of new and old.
func (x *table) sumOf(lines ...string) {
	x.measure(report.Measure{ID: "old", People: true, Unit: report.Label{"": "persons"}})
	x.Header.Measures[0].SumOf = []string{"new", "old"}
	x.rows(lines...)
}

// figure matches the figures of the tables, which are larger than the numbers of lines and cells.
var figure = regexp.MustCompile(`[0-9]{3}`)

// TestRules changes a sound dataset by one thing. No message tells a figure.
func TestRules(t *testing.T) {
	for _, c := range cases {
		x := newTable()
		c.change(x)
		var problems source.Problems
		datasets := []*raw.Dataset{x.Dataset}
		if x.other != nil {
			datasets = append(datasets, x.other)
		}
		Run(x.site, datasets, &problems)
		var got []string
		for _, p := range problems.Sorted() {
			got = append(got, fmt.Sprintf("%s: %s", p.Pos, p.Text))
			if figure.MatchString(p.Text + p.Hint) {
				t.Errorf("%s: a figure is told: %s", c.rule, p.Text)
			}
		}
		var want []string
		if c.want != "" {
			want = []string{c.want}
		}
		if !slices.EqualFunc(got, want, strings.Contains) {
			t.Errorf("%s: %q, want %q", c.rule, got, want)
		}
	}
}

// TestChanges finds what revisions changed, the last one first.
func TestChanges(t *testing.T) {
	x := newTable()
	x.revise("first", "600", 1, where("sex", "women"))
	second := x.revise("second", "630", 1, where("sex", "women"))
	second.Date.Day++
	var problems source.Problems
	counts := Run(x.site, []*raw.Dataset{x.Dataset}, &problems)
	if problems.Failed() || counts.Cells != 6 || counts.Totals != 2 || counts.Combinations != 3 {
		t.Errorf("%+v %v", counts, problems.Sorted())
	}
	for i, want := range []string{"600", "630"} {
		c := x.Revisions[i].Changes
		if len(c) != 1 || c[0].Row != 1 || c[0].Measure != 0 || c[0].Was.Recorded() != want {
			t.Errorf("revision %d: %+v", i, c)
		}
	}
	if was := x.Before(0, 1, 0); was.Recorded() != "600" {
		t.Errorf("before all revisions: %+v", was)
	}
}
