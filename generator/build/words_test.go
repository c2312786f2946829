package build_test

import (
	"os"
	"strings"
	"testing"

	"vitrine/generator/source"

	"vitrine/generator/build"
	"vitrine/generator/sitetest"
)

// TestOlderRecords compares with releases whose records do not say yet what a
// dataset's words were: the sample site's. They tell of attributes, in the files that
// they published of marks and notes, and by a digest whether some word has changed;
// what is new is no change.
func TestOlderRecords(t *testing.T) {
	for _, c := range []struct {
		name, dataset string
		change        *strings.Replacer
		want          []string // parts of the problems; nil when there are none
	}{
		{"nothing", "mekong-patrols", strings.NewReplacer(), nil},
		{"a unit", "mekong-patrols", strings.NewReplacer(`unit   = "km"`, `unit   = "miles"`),
			[]string{"the words for members, measures or units are not those of the release 2026-", `words    = ["…"]`}},
		{"a date of a row", "mekong-patrols", strings.NewReplacer(`"2018-09-18/..`, `"2018-09-17/..`),
			[]string{`date at patrol = 74 was "2018-09-18/.." in the release 2026-`, `words    = ["attribute date"]`}},
		{"a note that is dropped", "mekong-patrols", strings.NewReplacer(`"The report does not give the patrol's number."`, `""`),
			[]string{`the note on vessels at patrol = january-2020 was "The report does not give the patrol's number." in the release 2026-`, `words    = ["notes"]`}},
		{"a note that says something else", "dna-matches", strings.NewReplacer("Reported in January 2013", "Reported in January 2014"),
			[]string{`the note on matched at date = 2012-12-31 was "Reported in January 2013`, `words    = ["notes"]`}},
		{"a mark", "dna-matches", strings.NewReplacer("value = 2348,", `value = "2348 [p]",`),
			[]string{`the mark of matched at date = 2012-12-31 was none in the release 2026-`, `words    = ["marks"]`}},
		{"a row with a new member", "dna-matches", strings.NewReplacer("updated  = 2026-11-22", "updated  = 2026-11-29",
			`  ["2012-12-31", "chinadaily-2013"`, `  ["2013-12-31", "chinadaily-2013", 2500, "[x]"],`+"\n"+`  ["2012-12-31", "chinadaily-2013"`), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			name := "data/datasets/" + c.dataset + ".toml"
			text, err := os.ReadFile("../../" + name)
			if err != nil {
				t.Fatal(err)
			}
			changed := c.change.Replace(string(text))
			if c.name != "nothing" && changed == string(text) {
				t.Fatalf("%s is not as this test has it", name)
			}
			var problems source.Problems
			sitetest.Build(build.Overlay{FS: os.DirFS("../.."), Over: map[string][]byte{name: []byte(changed)}}, &problems)
			var said []string
			for _, p := range problems.Sorted() {
				said = append(said, p.String())
			}
			all := strings.Join(said, "\n")
			if c.want == nil && all != "" {
				t.Error(all)
			}
			for _, want := range c.want {
				if !strings.Contains(all, want) {
					t.Errorf("no %q in %q", want, all)
				}
			}
		})
	}
}
