package build_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"vitrine/generator/sitetest"
)

// TestGroup: a group of countries stands for those of its countries that a dataset has, in a sentence and
// in a chart.
func TestGroup(t *testing.T) {
	files := sitetest.Mini(t)
	put := func(name, text string) { files[name] = &fstest.MapFile{Data: []byte(text)} }
	put("data/groups.toml", "[BENELUX]\ntitle = \"Benelux\"\nmembers = [\"BE\", \"NL\", \"LU\"]\n")
	put("data/datasets/orders.toml", `
title = "Orders"
status = "final"
updated = 2026-01-02
[[dimension]]
id = "country"
title = "Country"
kind = "geo"
[[measure]]
id = "n"
title = "Orders"
unit = "orders"
people = false
[table]
source = "police"
columns = ["country", "n"]
rows = [["BE", 50], ["NL", 40], ["DE", 7]]
`)
	article := files["content/reports/first.md"]
	article.Data = append(article.Data, "\nThere were [90](value:orders/sum(n)?country=BENELUX) orders.\n\n```table\nid = \"t\"\n"+
		"data = \"orders\"\nwhere = { country = \"BENELUX\" }\ntitle = \"Orders\"\n```\n"...)
	page := sitetest.Page(t, sitetest.Built(t, files), "reports/first/index.html")
	if !strings.Contains(page, `>90</data>`) || !strings.Contains(page, "Netherlands") || strings.Contains(page, "Germany") {
		t.Error("the group does not stand for its countries")
	}
}
