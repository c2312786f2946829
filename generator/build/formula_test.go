package build_test

import (
	"strings"
	"testing"

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
