package profile

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vitrine/generator/source"
	"vitrine/generator/tabular"
)

// published reads the files of a folder.
func published(t *testing.T, dir string) (list []Published) {
	t.Helper()
	names, _ := filepath.Glob(filepath.Join(dir, "*.csv"))
	if len(names) == 0 {
		t.Skipf("no files in %s", dir)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		sheets, err := tabular.Read(name, text, tabular.Options{})
		if err != nil {
			t.Fatal(name, err)
		}
		list = append(list, Published{File: filepath.Base(name), Sheet: sheets[0]})
	}
	return list
}

// TestRealReport takes a real report over without an edit, and has the cells that its README gives.
func TestRealReport(t *testing.T) {
	dir := facts(t, filepath.Join("dsa", "reports", "zalando"))
	var problems source.Problems
	a := Adopt(BuiltIn("eu-dsa-2024-2835", &problems), published(t, dir), nil)
	for _, f := range a.Findings {
		t.Log(f)
	}
	t.Log(a.Report.Answers, a.Asked, a.Beyond)
	for id, notes := range a.Notes {
		t.Log(id, len(notes))
	}
	tables := map[string]*Table{}
	for _, x := range a.Tables {
		tables[x.Part.ID] = x
	}
	for _, c := range []struct{ part, keys, measure, want string }{
		{"4", "total", "notices", "1668"},
		{"4", "total", "items", "1558"},
		{"4", "total", "time", "289.42"},
		{"4", "trademark_infringement", "notices", "25"},
		{"6", "terms", "automated", "343"},
		{"6", "terms", "measures", "1574"},
		{"6", "terms_other_profanity", "measures", "953"},
		{"6", "terms_other_profanity", "automated", "219"},
		{"7", "complaints", "time", "42.03"},
		{"8", "own", "manual", "2543"},
		{"10", "DE", "recipients", "11689109"},
	} {
		x := tables[c.part]
		if x == nil {
			t.Fatalf("part %s is not there", c.part)
		}
		e := x.Get(strings.Split(c.keys, ","))
		if e == nil {
			t.Errorf("part %s has no %s", c.part, c.keys)
			continue
		}
		if got := e.Cells[x.Part.Measure(c.measure)].Text; got != c.want {
			t.Errorf("part %s, %s, %s: %q, want %q", c.part, c.keys, c.measure, got, c.want)
		}
	}
}
