package ledger

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"vitrine/generator/report"
	"vitrine/generator/source"
)

func text(s string) *report.Text { return &report.Text{Markdown: []byte(s)} }

// counts is a dataset of which much is said. Its second row is withheld.
func counts() *report.Dataset {
	figure := func(n int, note string, marks ...string) report.Cell {
		return report.Cell{Value: report.Whole(n), Note: text(note), Marks: marks}
	}
	return &report.Dataset{
		ID: "counts", Updated: report.Date{Year: 2026, Month: 1, Day: 2}, Title: report.Label{"": "Counts"},
		Dimensions: []*report.Dimension{{ID: "sex", Title: report.Label{"": "Sex"}, Kind: "category", Total: "all",
			Members: []*report.Member{{ID: "all", Title: report.Label{"en": "All", "zh": "合计"}}, {ID: "women"},
				{ID: "men", Parent: "all"}}}},
		Attributes: []*report.Attribute{{ID: "day", Title: report.Label{"": "Day"}}},
		Measures: []*report.Measure{{ID: "n",
			Title: report.Label{"": "Number"}, Unit: report.Label{"": "persons"}, People: true}},
		Notes: []*report.Note{{Where: report.Where{{Key: "sex", Members: []string{"men", "women"}}}, Mark: "f",
			Text: report.Prose{"": text("A plan.")}}},
		Statements: []*report.Statement{{ID: "mayor", Who: "The mayor", Stance: "disputes",
			Text: report.Prose{"": text("No.")}}},
		Rows: []*report.Row{
			{Keys: []string{"all"}, Attrs: []string{"1 May"}, Cells: []report.Cell{figure(100, "As told.", "u")}},
			{Keys: []string{"women"}, Attrs: []string{"1 May"},
				Cells: []report.Cell{{State: report.Suppressed, Marks: []string{"p"}, Note: text("Secret.")}}},
			{Keys: []string{"men"}, Attrs: []string{"1 May"}, Cells: []report.Cell{figure(97, "")}},
		},
	}
}

// wordChanges are made to what is said of a dataset's figures. Then revisions may declare these
// names.
var wordChanges = []struct {
	name   string
	change func(d *report.Dataset)
	want   string
}{
	{"nothing", func(d *report.Dataset) {}, ""},
	{"a title", func(d *report.Dataset) { d.Title = report.Label{"": "Figures"} }, "title"},
	{"one title for each language",
		func(d *report.Dataset) { d.Title = report.Label{"en": "Counts", "zh": "数"} }, ""},
	{"a translation", func(d *report.Dataset) { d.Dimensions[0].Members[0].Title["zh"] = "全部" }, "member sex/all"},
	{"a member gets a title",
		func(d *report.Dataset) { d.Dimensions[0].Members[1].Title = report.Label{"": "Girls"} },
		"member sex/women"},
	{"a member is part of another",
		func(d *report.Dataset) { d.Dimensions[0].Members[1].Parent = "all" }, "member sex/women"},
	{"a new member", func(d *report.Dataset) {
		d.Dimensions[0].Members = append(d.Dimensions[0].Members,
			&report.Member{ID: "x", Title: report.Label{"": "Unknown"}})
	}, ""},
	{"another total", func(d *report.Dataset) { d.Dimensions[0].Total = "" }, "dimension sex"},
	{"a unit", func(d *report.Dataset) { d.Measures[0].Unit = report.Label{"": "cases"} }, "unit n"},
	{"a statement that is gone", func(d *report.Dataset) { d.Statements = nil }, "statement mayor"},
	{"a statement that says more", func(d *report.Dataset) { d.Statements[0].Quote = "Never." }, "statement mayor"},
	{"a new statement", func(d *report.Dataset) {
		d.Statements = append(d.Statements, &report.Statement{ID: "judge", Text: report.Prose{"": text("Yes.")}})
	}, ""},
	{"an attribute", func(d *report.Dataset) { d.Rows[2].Attrs[0] = "2 May" }, "attribute day"},
	{"a mark that is dropped", func(d *report.Dataset) { d.Rows[0].Cells[0].Marks = nil }, "marks"},
	{"a mark that is added", func(d *report.Dataset) { d.Rows[0].Cells[0].Marks = []string{"u", "e"} }, "marks"},
	{"a note with a mark that is dropped", func(d *report.Dataset) { d.Notes = nil }, "marks notes"},
	{"a note on one cell", func(d *report.Dataset) { d.Rows[0].Cells[0].Note = text("As not told.") }, "notes"},
	{"a mark that moves from a note to the cell", func(d *report.Dataset) {
		d.Notes[0].Mark = ""
		d.Rows[2].Cells[0].Marks = []string{"u"}
	}, "marks"},
	{"what is withheld",
		func(d *report.Dataset) { d.Rows[1].Cells[0].Note, d.Rows[1].Cells[0].Marks = nil, nil }, ""},
	{"a figure, which is told itself",
		func(d *report.Dataset) { d.Rows[0].Cells[0] = report.Cell{Value: report.Whole(101)} }, ""},
	{"other sources", func(d *report.Dataset) { d.Rows[0].Sources = []*report.Source{{ID: "s"}} }, ""},
}

// TestRewordings changes what is said of a dataset's figures, one thing at a time,
// and compares with what a release of it kept.
func TestRewordings(t *testing.T) {
	for _, c := range wordChanges {
		var problems source.Problems
		site := &report.Site{Language: "en", Datasets: []*report.Dataset{counts()}}
		record, files := Record(site, "r", nil, nil)
		kept, _, ok := readRecord("record.toml", record, &problems)
		if !ok {
			t.Fatal(problems.Sorted())
		}
		words, _ := readWords(kept.Words, &problems)
		csv := files["data/releases/r/counts.csv"]
		for _, secret := range []string{"Secret", ",p,"} {
			if strings.Contains(string(csv)+string(record), secret) {
				t.Fatalf("the release tells %q of what is withheld:\n%s", secret, csv)
			}
		}
		now := counts()
		c.change(now)
		figures := parse(source.NewFile("counts.csv", csv), now, &problems)
		var names []string
		for _, x := range rewordings(now, "en", figures, words["counts"]) {
			names = append(names, x.name)
		}
		if got := strings.Join(slices.Compact(names), " "); got != c.want || len(problems.Sorted()) > 0 {
			t.Errorf("%s: %q, want %q; %v", c.name, got, c.want, problems.Sorted())
		}
	}
}

// TestRecordTypes gives every key of a record a value of each type: what is wrong is
// told with its place.
func TestRecordTypes(t *testing.T) {
	for i := range reflect.TypeFor[recordFile]().NumField() {
		key := reflect.TypeFor[recordFile]().Field(i).Tag.Get("toml")
		for _, value := range []string{`7`, `1.5`, `true`, `2026-01-02`, `{}`, `[7]`, `[[]]`, `[{}]`, `{ d = 7 }`,
			`{ d = [] }`, `{ d = { title = 7 } }`, `{ d = { title = {} } }`} {
			var problems source.Problems
			f, _, ok := readRecord("record.toml", fmt.Appendf(nil, "%s = %s\n", key, value), &problems)
			if ok {
				_, ok = readWords(f.Words, &problems)
			}
			list := problems.Sorted()
			if ok != (key == "words" && value == "{}") || ok != (len(list) == 0) {
				t.Errorf("%s = %s: %v %v", key, value, ok, list)
			}
			for _, p := range list {
				if p.Line == 0 {
					t.Errorf("%s = %s: no place: %v", key, value, p)
				}
			}
		}
	}
}
