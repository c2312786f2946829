package table

import (
	"encoding/json"
	"strings"
	"testing"

	"vitrine/generator/locale"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// sample is a dataset of two sources that contradict each other in one cell, with a total and
// each thing that can stand in the place of a number.
func sample() (*report.Dataset, *locale.Locale) {
	words := report.Words{
		"source": "Source", "measure": "Measure", "bound-above": "more than {n}", "csv-bound": "Bound of {measure}",
		"csv-marks": "Marks of {measure}", "csv-notes": "Notes of {measure}",
	}
	title := func(s string) report.Label { return report.Label{"": s} }
	police, court := &report.Source{ID: "police", Publisher: "Police"}, &report.Source{ID: "court", Publisher: "Court"}
	d := &report.Dataset{
		ID: "arrests", Title: title("Arrests"),
		Dimensions: []*report.Dimension{
			{ID: "year", Title: title("Year"), Members: []*report.Member{{ID: "2023"}, {ID: "2024"}}},
			{ID: "sex", Title: title("Sex"), Total: "all", Members: []*report.Member{{ID: "women"}, {ID: "all"}}},
		},
		Measures: []*report.Measure{{ID: "n", Title: title("Arrests"), Unit: title("persons")}},
	}
	for _, row := range []struct {
		keys   string
		source *report.Source
		cell   report.Cell
	}{
		{"2023 all", police, report.Cell{Value: report.Whole(0)}},
		{"2023 women", police, report.Cell{State: report.Missing}},
		{"2024 all", police, report.Cell{Value: report.Whole(1332), Marks: []string{"p"}}},
		{"2024 all", court, report.Cell{Value: report.Whole(1400), Bound: report.Above}},
		{"2024 women", police, report.Cell{State: report.Suppressed}},
	} {
		row.cell.Sources = []*report.Source{row.source}
		d.Rows = append(d.Rows, &report.Row{
			Keys: strings.Fields(row.keys), Sources: row.cell.Sources, Cells: []report.Cell{row.cell}, Anchor: row.keys,
		})
	}
	return d, locale.New(&report.Site{Language: "en", Words: words})
}

// TestCSV: zero, missing and withheld stay three things, and columns that are empty are left
// out.
func TestCSV(t *testing.T) {
	d, l := sample()
	const want = `year,sex,source,n,n_bound,n_marks
2023,all,police,0,,
2023,women,police,,,x
2024,all,police,1332,,p
2024,all,court,1400,>,
2024,women,police,,,c
`
	if got := string(CSV(d, l)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	var names []string
	for _, f := range Schema(d, l) {
		names = append(names, f.Name+" "+f.Type)
	}
	const schema = "year string, sex string, source string, n integer, n_bound string, n_marks string"
	if got := strings.Join(names, ", "); got != schema {
		t.Errorf("the schema: %s", got)
	}
}

// TestJSON: a cell has its state, and a withheld one nothing else but its mark.
func TestJSON(t *testing.T) {
	d, l := sample()
	var document struct {
		Rows []struct {
			Cells map[string]json.RawMessage
		}
	}
	if err := json.Unmarshal(Compact(d, l), &document); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{
		`{"state":"value","value":0}`, `{"state":"missing","marks":["x"]}`,
		`{"state":"value","value":1332,"marks":["p"]}`,
		`{"state":"value","value":1400,"bound":"\u003e"}`, `{"state":"suppressed","marks":["c"]}`,
	} {
		if got := string(document.Rows[i].Cells["n"]); got != want {
			t.Errorf("row %d: %s, want %s", i, got, want)
		}
	}
}

// TestBlocks: which rows a block shows, and what is wrong with one that can't be shown.
func TestBlocks(t *testing.T) {
	d, l := sample()
	where := func(key string, members ...string) report.Where {
		return report.Where{{Key: key, Members: members, Pos: source.Pos{File: "f", Line: 3, Col: 1}}}
	}
	for _, test := range []struct {
		name string
		make func() (*Grid, *Mistake)
		want string
	}{
		{"a dimension with a total means the total where a pivot does not show it", func() (*Grid, *Mistake) {
			return Compare(&report.Compare{Selection: report.Selection{Where: where("year", "2024")}}, d, l)
		}, "Measure|Police|Court\nArrests|1,332!|>\u202f1,400!"},
		{"rows as they are", func() (*Grid, *Mistake) {
			return Block(&report.Table{Selection: report.Selection{Where: where("year", "2023")}}, d, l)
		}, "Year|Sex|Source|Arrests\n2023|all|Police|0\n2023|women|Police|[x]"},
		{"one axis down, one across", func() (*Grid, *Mistake) {
			b := &report.Table{Rows: "year", Across: "sex", Cell: "n", Selection: report.Selection{Source: "police"}}
			return Block(b, d, l)
		}, "Year|women|all\n2023|[x]|0\n2024|[c]|1,332"},
		{"two rows in one cell", func() (*Grid, *Mistake) {
			return Block(&report.Table{Rows: "year", Across: "sex", Cell: "n"}, d, l)
		}, "two rows stand at 2024, all"},
		{"one source alone", func() (*Grid, *Mistake) {
			return Compare(&report.Compare{Selection: report.Selection{Where: where("year", "2023")}}, d, l)
		}, "only one source speaks of this"},
		{"a member that there is not", func() (*Grid, *Mistake) {
			return Block(&report.Table{Selection: report.Selection{Where: where("sex", "woman")}}, d, l)
		}, `"woman" is no member of sex that is published`},
		{"a dimension that there is not", func() (*Grid, *Mistake) {
			return Block(&report.Table{Selection: report.Selection{Where: where("age", "all")}}, d, l)
		}, `arrests has no dimension "age"`},
		{"a measure that there is not", func() (*Grid, *Mistake) {
			return Block(&report.Table{Measures: []string{"m"}}, d, l)
		}, `arrests has no measure "m"`},
	} {
		grid, mistake := test.make()
		got := ""
		if mistake != nil {
			got = mistake.Text
		} else {
			got = words(grid)
		}
		if got != test.want {
			t.Errorf("%s:\n%s\nwant\n%s", test.name, got, test.want)
		}
	}
}

// words are those of a table, a line a row, with a ! behind a cell that contradicts another.
func words(g *Grid) string {
	var lines, cells []string
	for _, h := range g.Head {
		cells = append(cells, h.Title)
	}
	lines = append(lines, strings.Join(cells, "|"))
	for _, row := range g.Rows {
		cells = nil
		for _, c := range row.Cells {
			text := c.Text
			if c.Differs {
				text += "!"
			}
			cells = append(cells, text)
		}
		lines = append(lines, strings.Join(cells, "|"))
	}
	return strings.Join(lines, "\n")
}
