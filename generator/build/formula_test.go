package build_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"vitrine/generator/sitetest"
)

// TestFormula: the figure of a measure with a formula says in its card how it comes from its row, and is
// withheld where what it is computed from is.
func TestFormula(t *testing.T) {
	site := func(women, men, sentence string) (page, data string) {
		files := sitetest.Mini(t)
		dataset := files["data/datasets/arrests.toml"]
		text := strings.Replace(string(dataset.Data), "[table]", `[[measure]]
id = "share"
title = "Share charged"
unit = "%"
people = false
formula = "charged/arrests"

[table]`, 1)
		dataset.Data = []byte(strings.NewReplacer(`500, 200]`, `500, `+women+`]`, `1000, 400]`, `1000, `+men+`]`).Replace(text))
		article := files["content/reports/first.md"]
		article.Data = append(article.Data, "\n"+sentence+"\n"...)
		built := sitetest.Built(t, files)
		return sitetest.Page(t, built, "reports/first/index.html"), sitetest.Page(t, built, "data/arrests.csv")
	}
	page, data := site("200", "400", "Of the women [40%](value:arrests/share?year=2024&sex=women) were charged.")
	if !strings.Contains(page, `>200</a> ÷ <a`) || !strings.Contains(page, `>500</a>`) {
		t.Error("the card of a computed figure has no working")
	}
	if !strings.Contains(data, "2024,women,police,500,200,40\n") {
		t.Errorf("the CSV has no computed figures:\n%s", data)
	}
	_, data = site("2", "598", "They were charged.")
	for line := range strings.SplitSeq(data, "\n") {
		if strings.HasPrefix(line, "2024,women") && !strings.HasSuffix(line, "police,500,,c,,c") {
			t.Errorf("a computed figure tells of a withheld one: %s", line)
		}
	}
}

// TestFormulaTellsNothing: that a computed cell has no figure tells of a withheld one as a figure would.
func TestFormulaTellsNothing(t *testing.T) {
	for name, c := range map[string]struct{ formula, zeros, rows string }{
		"a division by zero": {"all/few", "zeros = true", `["2023", "police", 1200, 7, 0], ["2024", "police", 1200, 7, 3]`},
		"a bound":            {"(all-few)/other", "", `["2023", "police", ">=4", 7, 4], ["2024", "police", ">=4", 7, 2]`},
		"all of them":        {"few/(other-few)", "", `["2023", "police", 9, 4, 4], ["2024", "police", 9, 7, 3]`},
	} {
		files := sitetest.Mini(t)
		files["data/datasets/few.toml"] = &fstest.MapFile{Data: []byte(`title = "Few"
status = "final"
updated = 2026-01-02
standalone = true
[disclosure]
method = "suppress"
threshold = 5
` + c.zeros + `
[[dimension]]
id = "year"
title = "Year"
kind = "period"
[[measure]]
id = "all"
title = "All"
unit = "cases"
people = false
[[measure]]
id = "other"
title = "Other"
unit = "cases"
people = false
[[measure]]
id = "few"
title = "Few"
unit = "persons"
people = true
[[measure]]
id = "rate"
title = "Rate"
unit = "cases"
decimals = 1
people = false
formula = "` + c.formula + `"
[table]
columns = ["year", "source", "all", "other", "few"]
rows = [` + c.rows + `]
`)}
		data := sitetest.Page(t, sitetest.Built(t, files), "data/few.csv")
		for line := range strings.SplitSeq(strings.TrimSpace(data), "\n") {
			if strings.HasPrefix(line, "20") && !strings.HasSuffix(line, ",,c,,c") {
				t.Errorf("%s: %s", name, line)
			}
		}
	}
}
