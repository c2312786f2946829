package load_test

import (
	"strings"
	"testing"

	"vitrine/generator/load"
	"vitrine/generator/locale"
	"vitrine/generator/sitetest"
	"vitrine/generator/source"
)

// TestCases reads files as offices publish them, by what their datasets say of them, and looks at every
// cell.
func TestCases(t *testing.T) {
	for name, c := range map[string]struct {
		from, to string // in data/datasets/d.toml
		want     string // keys and cells, a line a row
	}{
		"published-csv": {`ignore = [""]`, "group = \",\"\nuntil = \"Source\"\nsymbols = { \":\" = \"[x]\", \"c\" = \"[c]\" }",
			"2023 1204\n2024 [x]\n2025 [c]\n"},
		"ranges-as-cells": {`file = "nsl.csv"`, "file = \"nsl.csv\"\nrange = \"-\"",
			"2024 h2 letters 750..999\n2024 h1 letters 0..249\n"},
		"column-named-source": {`file = "e.csv"`, `file = "e.csv"`, "DE US 2020 873657\nGB US 2020 254191\n"},
		"country-names": {`kind = "geo"`, "kind = \"geo\"\nmembers = [{ id = \"eu\", title = \"EU\", csv = \"EU\" }, { id = \"unknown\", title = \"Unknown\", csv = \"Unknown\" }, \"*\"]",
			"DE 33\nUS 78\nunknown 65\neu 3\n"},
	} {
		files := sitetest.Case(t, name)
		text := string(files["data/datasets/d.toml"].Data)
		if !strings.Contains(text, c.from) {
			t.Fatalf("%s has no %q", name, c.from)
		}
		files["data/datasets/d.toml"].Data = []byte(strings.Replace(text, c.from, c.to, 1))
		var problems source.Problems
		read := load.Load(files, load.Options{Words: locale.Required()}, &problems)
		for _, p := range problems.Sorted() {
			if !p.Warning && !strings.Contains(p.Text, "nothing says where") {
				t.Errorf("%s: %s", name, p)
			}
		}
		var b strings.Builder
		for _, d := range read.Datasets {
			if d.Header.ID != "d" {
				continue
			}
			for _, row := range d.Rows {
				b.WriteString(strings.Join(row.Keys, " "))
				for i := range row.Cells {
					b.WriteString(" " + row.Cells[i].Cell.Recorded())
				}
				b.WriteString("\n")
			}
		}
		if b.String() != c.want {
			t.Errorf("%s:\n%s\nnot\n%s", name, b.String(), c.want)
		}
	}
}
