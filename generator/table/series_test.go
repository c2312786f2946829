package table

import (
	"fmt"
	"strings"
	"testing"

	"vitrine/generator/locale"
	"vitrine/generator/report"
)

// overTime is a dataset of periods, of which each row is "PERIOD SEX CELL".
func overTime(t *testing.T, rows ...string) (*report.Dataset, *locale.Locale) {
	t.Helper()
	title := func(s string) report.Label { return report.Label{"": s} }
	d := &report.Dataset{
		ID: "arrests",
		Dimensions: []*report.Dimension{
			{ID: "year", Title: title("Year"), Kind: report.KindPeriod},
			{ID: "sex", Title: title("Sex"), Members: []*report.Member{{ID: "women"}, {ID: "men"}}},
		},
		Measures: []*report.Measure{{ID: "n", Title: title("Arrests"), Unit: title("persons")}},
	}
	source := []*report.Source{{ID: "police", Publisher: "Police"}}
	for _, text := range rows {
		f := strings.Fields(text)
		cell := report.Cell{Sources: source}
		number, marks, _ := strings.Cut(f[2], "/")
		switch {
		case number == "c":
			cell.State = report.Suppressed
		case number == "x":
			cell.State = report.Missing
		default:
			cell.Bound = report.Bound(strings.TrimRight(number, "0123456789"))
			var err error
			if cell.Value, err = report.ParseDecimal(strings.TrimPrefix(number, string(cell.Bound))); err != nil {
				t.Fatal(err)
			}
		}
		if marks != "" {
			cell.Marks = []string{marks}
		}
		years := d.Dimensions[0]
		if years.Member(f[0]) == nil {
			period, err := report.ParsePeriod(f[0])
			if err != nil {
				t.Fatal(err)
			}
			years.Members = append(years.Members, &report.Member{ID: f[0], Period: period})
		}
		d.Rows = append(d.Rows, &report.Row{Keys: f[:2], Sources: source, Cells: []report.Cell{cell}})
	}
	words := report.Words{"source": "Source", "bound-above": "more than {n}", "sparkline-column": "{measure}, {from} to {to}"}
	return d, locale.New(&report.Site{Language: "en", Words: words})
}

// TestSparkline: rows that differ in the period alone are one, the latest, with a line of what
// is a plain figure; all lines of a table have the same moments.
func TestSparkline(t *testing.T) {
	for _, c := range []struct {
		name string
		rows []string
		want string // the table; then the figures of each line, - for a gap
	}{
		{"rows become one", []string{"2019 women 10", "2020 women 12", "2019 men 20", "2020 men 30"},
			"Year|Sex|Arrests|Arrests, 2019 to 2020\n2020|women|12|\n2020|men|30|\n10 12; 20 30"},
		{"rows in any order", []string{"2020 women 12", "2019 women 10"},
			"Year|Sex|Arrests|Arrests, 2019 to 2020\n2020|women|12|\n10 12"},
		{"what is withheld, missing, a bound or a plan is a gap", []string{"2015 men 1", "2016 men c", "2017 men x", "2018 men >50",
			"2019 men 80/f", "2020 men ~60", "2021 men c"},
			"Year|Sex|Arrests|Arrests, 2015 to 2021\n2021|men|[c]|\n1 - - - - 60 -"},
		{"a break", []string{"2018 men 1", "2019 men 2/b", "2020 men 3"},
			"Year|Sex|Arrests|Arrests, 2018 to 2020\n2020|men|3|\n1 |2 3"},
		{"a row with one figure has no line", []string{"2019 women 10", "2020 women 12", "2020 men 30"},
			"Year|Sex|Arrests|Arrests, 2019 to 2020\n2020|women|12|\n2020|men|30|\n10 12; none"},
		{"a year that a row lacks", []string{"2018 women 10", "2019 men 1", "2020 women 12", "2020 men 2"},
			"Year|Sex|Arrests|Arrests, 2018 to 2020\n2020|women|12|\n2020|men|2|\n10 - 12; - 1 2"},
		{"one figure", []string{"2019 women 10", "2020 women c"},
			"a sparkline needs at least two figures that are shown, and no row has them"},
		{"two rows of a year", []string{"2019 women 10", "2020 women 12", "2020 women 13"}, "two rows stand at 2020"},
		{"a year and its month", []string{"2019 women 10", "2020 women 12", "2020-03 women 1"},
			"2020 and 2020-03 overlap, and a line joins what follows one another"},
		{"an open period", []string{"2019 women 10", "2020/.. women 12"},
			"2020/.. is an open period, which has no place on a scale of time"},
	} {
		d, l := overTime(t, c.rows...)
		got := ""
		if grid, mistake := Block(&report.Table{Sparkline: "year"}, d, l); mistake != nil {
			got = mistake.Text
		} else {
			got = words(grid) + "\n" + figures(grid)
		}
		if got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
	var many []string
	for i := range 61 {
		many = append(many, fmt.Sprintf("%d women 1", 1900+i))
	}
	d, l := overTime(t, many...)
	if _, mistake := Block(&report.Table{Sparkline: "year"}, d, l); mistake == nil || !strings.Contains(mistake.Text, "has room for 60") {
		t.Errorf("of 61 periods: %v", mistake)
	}
	if _, mistake := Block(&report.Table{Sparkline: "source"}, d, l); mistake == nil || !strings.Contains(mistake.Text, "is no dimension") {
		t.Errorf("over sources: %v", mistake)
	}
}

// figures are those of the last cell of each row.
func figures(g *Grid) string {
	var lines []string
	for _, row := range g.Rows {
		s := row.Cells[len(row.Cells)-1].Series
		if s == nil {
			lines = append(lines, "none")
			continue
		}
		var list []string
		for _, m := range s.Moments {
			switch {
			case m.Cell == nil:
				list = append(list, "-")
			case m.Breaks:
				list = append(list, "|"+m.Cell.Value.String())
			default:
				list = append(list, m.Cell.Value.String())
			}
		}
		lines = append(lines, strings.Join(list, " "))
	}
	return strings.Join(lines, "; ")
}
