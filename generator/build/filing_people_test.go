package build

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
)

// TestRulesAreKnown: who knows the law knows that its rules hold, so the gate counts them. Of 4 moderators who are
// employed and 50 who are contracted, 53 speak a language: were 50 and 53 shown, 4 would be 3 or 4.
func TestRulesAreKnown(t *testing.T) {
	f := newFiling(t)
	f.withPart("9", `people = ["internal", "external", "speakers"]`)
	f.files["data/site.toml"] = append(f.files["data/site.toml"],
		"\n[disclosure]\nmethod = \"suppress\"\nthreshold = 5\nseed = \"0123456789abcdef\"\n"...)
	for i, n := range []string{"4", "50", "53"} {
		f.tables["9"][i+1][6] = n
	}
	for _, row := range f.tables["9"][4:] {
		row[6] = ""
	}
	out, problems := f.built(t)
	if out == nil {
		t.Fatal(problems)
	}
	rows, err := csv.NewReader(bytes.NewReader(out["filings/example/9_human_resources.csv"])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if shown := rows[1][6] + "," + rows[2][6] + "," + rows[3][6]; strings.HasPrefix(shown, "4,") || shown == ",50,53" {
		t.Errorf("shown: %s", shown)
	}
}
