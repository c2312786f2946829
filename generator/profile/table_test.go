package profile

import (
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/tabular"
)

// facts is where the Commission's templates lie; a test that needs them skips where they are missing.
func facts(t *testing.T, name string) string {
	t.Helper()
	dir := filepath.Join("..", "..", "..", "shared", "facts", name)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("the facts of laws are not at hand: %s", dir)
	}
	return dir
}

// dsa is a report of the built-in profile of the EU, of a service of some tier.
func dsa(t testing.TB, tier string) *report.Report {
	t.Helper()
	return of(t, "eu-dsa-2024-2835", map[string]string{"provider": "Example Ltd", "service": "Example", "tier": tier,
		"period": "2026", "published": "2027-02-20", "previous": "2026-02-20"})
}

func of(t testing.TB, id string, answers map[string]string) *report.Report {
	t.Helper()
	var problems source.Problems
	p := BuiltIn(id, &problems)
	if p == nil || problems.Failed() {
		t.Fatal(problems.Sorted())
	}
	r := &report.Report{ID: "example", Profile: p, Answers: answers}
	r.Period, _ = report.ParsePeriod(answers["period"])
	return r
}

// TestTemplates holds headings, codes and rows of the profile to the Commission's templates.
func TestTemplates(t *testing.T) {
	dir := facts(t, "dsa")
	r := dsa(t, "vlop")
	for _, p := range r.Profile.Parts {
		names, _ := filepath.Glob(filepath.Join(dir, "Part_"+p.ID+"_*.csv"))
		if len(names) != 1 {
			t.Fatalf("part %s: %v", p.ID, names)
		}
		text, err := os.ReadFile(names[0])
		if err != nil {
			t.Fatal(err)
		}
		want, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		got := NewTable(r, p).Rows()
		if !slices.Equal(got[0], want[0]) {
			t.Errorf("part %s: headings\n%q\n%q", p.ID, got[0], want[0])
			continue
		}
		named := keyColumns(p)
		wanted := map[string]bool{}
		var order []string
		for _, row := range want[1:] {
			key := keyOf(row, named)
			if strings.Contains(key, "[") || strings.Contains(key, "AT, […]") { // stands for many
				continue
			}
			if !wanted[key] {
				order = append(order, key)
			}
			wanted[key] = true
		}
		var have []string
		for _, row := range got[1:] {
			if key := keyOf(row, named); wanted[key] {
				if !slices.Contains(have, key) || strings.Contains(key, "KEYWORD_OTHER") {
					have = append(have, key)
				}
				continue
			} else if p.ID != "8" && p.ID != "9" && p.ID != "10" { // rows of languages and states stand for many
				t.Errorf("part %s: the template has no row %s", p.ID, key)
			}
		}
		for _, key := range order {
			if !slices.Contains(have, key) {
				t.Errorf("part %s: there is no row %s", p.ID, key)
			}
		}
		if !p.OfTexts() && p.Dimensions[0].Nested && len(got) != len(want) {
			t.Errorf("part %s: %d rows, the template has %d", p.ID, len(got), len(want))
		}
	}
}

// keyColumns are the columns of a part that say for whom a row is, and of what.
func keyColumns(p *report.Part) (columns []int) {
	for i, h := range p.Headings() {
		switch h {
		case "Service", "Reporting period", `Description of the sub-category "Other"`:
		default:
			if !slices.ContainsFunc(p.Measures, func(m *report.PartMeasure) bool { return m.Column == h || m.Context == h }) {
				columns = append(columns, i)
			}
		}
	}
	return columns
}

func keyOf(row []string, columns []int) string {
	var parts []string
	for _, c := range columns {
		parts = append(parts, tabular.Clean(row[c]))
	}
	return strings.Join(parts, " | ")
}

// filled is a table of a part with random figures that its profile's reader takes.
func filled(r *report.Report, p *report.Part, random *rand.Rand) *Table {
	t := NewTable(r, p)
	for i, d := range p.Dimensions {
		for _, c := range slices.Clone(t.Codes[i]) {
			for n := range random.IntN(3) {
				if c.More && d.Describe != "" && random.IntN(3) == 0 {
					t.Further(i, c, fmt.Sprintf("Further %d of %s, \"quoted\"", n, c.In))
				}
			}
		}
	}
	all := NewTable(r, p)
	all.Codes = t.Codes
	for i, d := range p.Dimensions { // all members have entries, so that all rows are lines
		for _, c := range t.Codes[i] {
			if d.Some && c.ID != d.Total && random.IntN(4) > 0 {
				continue
			}
			keys := make([]string, len(p.Dimensions))
			keys[i] = c.ID
			all.Entry(keys)
		}
	}
	for _, l := range all.lines() {
		for _, m := range l.measures {
			c := &t.Entry(l.keys).Cells[m]
			c.There = true
			if r.Concerns(l.rows) {
				c.Text, c.Context = randomFigure(p.Measures[m], random), said(random)
			}
			if p.Measures[m].Context == "" {
				c.Context = ""
			}
		}
	}
	return t
}

func randomFigure(m *report.PartMeasure, random *rand.Rand) string {
	if random.IntN(4) == 0 {
		return ""
	}
	switch m.Kind {
	case report.KindCount:
		return fmt.Sprint(random.IntN(100000))
	case report.KindHours:
		return Written(m, decimal(fmt.Sprintf("%d.%d", random.IntN(900), random.IntN(100))))
	case report.KindShare:
		return Written(m, decimal(fmt.Sprintf("%d.%d", random.IntN(100), random.IntN(100))))
	}
	return said(random)
}

func decimal(text string) report.Decimal { d, _ := report.ParseDecimal(text); return d }

// said is a text with what could break out of a file.
func said(random *rand.Rand) string {
	words := []string{"Überprüft", "a, b", `say "no"`, "line\nbreak", "*stars* and _lines_", "<b>", "=1+1", "  blanks ", "1.", "#"}
	text := ""
	for range random.IntN(4) {
		text += words[random.IntN(len(words))]
	}
	return text
}

// TestRoundTrip fills reports at random and writes them; read strictly, and as an importer reads them, they are
// written with the same bytes, and nothing is told. VITRINE_REPORTS sets how many.
func TestRoundTrip(t *testing.T) {
	n := 15
	if testing.Short() {
		n = 2
	}
	if set, err := strconv.Atoi(os.Getenv("VITRINE_REPORTS")); err == nil {
		n = set
	}
	random := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		r := dsa(t, []string{"intermediary", "hosting", "platform", "vlop", "vlose"}[i%5])
		var sheets []Sheet
		var files []Published
		for _, p := range r.Profile.Parts {
			if !r.Asks(p) {
				continue
			}
			s := Sheet{p.File, NewTable(r, p).Rows()}
			if p.ID != "1" { // it is made of answers
				s.Rows = filled(r, p, random).Rows()
			}
			read := sheetsOf(t, p.File+".csv", s.CSV())[0]
			if p.ID != "1" {
				table, faults := Read(r, p, read)
				if len(faults) > 0 {
					t.Fatalf("report %d, part %s: %+v", i, p.ID, faults[0])
				}
				if again := (Sheet{p.File, table.Rows()}).CSV(); string(again) != string(s.CSV()) {
					t.Fatalf("report %d, part %s: %s", i, p.ID, firstDifference(string(s.CSV()), string(again)))
				}
			}
			sheets, files = append(sheets, s), append(files, Published{File: p.File + ".csv", Sheet: read})
		}
		if i%10 == 0 {
			book, err := Workbook(sheets)
			if err != nil {
				t.Fatal(err)
			}
			files = nil
			for _, s := range sheetsOf(t, "report.xlsx", book) {
				files = append(files, Published{File: "report.xlsx", Sheet: s})
			}
		}
		a := Adopt(r.Profile, files, map[string]string{"tier": r.Answers["tier"]})
		if len(a.Findings) > 0 || len(a.Asked) > 0 {
			t.Fatalf("report %d: %v %v", i, a.Findings, a.Asked)
		}
		a.Report.ID = r.ID
		for k, x := range a.Tables {
			if again := (Sheet{x.Part.File, x.Rows()}).CSV(); string(again) != string(sheets[k].CSV()) {
				t.Fatalf("report %d, part %s: %s", i, x.Part.ID, firstDifference(string(sheets[k].CSV()), string(again)))
			}
		}
	}
}

func sheetsOf(t *testing.T, name string, text []byte) []*tabular.Sheet {
	t.Helper()
	sheets, err := tabular.Read(name, text, tabular.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return sheets
}

func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\r\n"), strings.Split(b, "\r\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return fmt.Sprintf("line %d\n%s\n%s", i, x[i], y[i])
		}
	}
	return fmt.Sprintf("%d and %d lines", len(x), len(y))
}
