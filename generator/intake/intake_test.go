package intake_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"vitrine/generator/intake"
	"vitrine/generator/strict"
	"vitrine/generator/tabular"
)

// draft reads a table in CSV.
func draft(t *testing.T, text string, said intake.Said) (*intake.Draft, error) {
	t.Helper()
	sheets, err := tabular.Read("t.csv", []byte(text), tabular.Options{})
	if err != nil {
		t.Fatal(err)
	}
	said.Skip, said.Language = -1, "en"
	said.Country = func(word string) bool { return slices.Contains([]string{"France", "Laos", "Chad", "Peru"}, word) }
	said.MemberIDs = func(words []string) (ids []string) {
		for _, w := range words {
			ids = append(ids, strings.ToLower(w))
		}
		return ids
	}
	said.Months = strings.Fields("January February March April May June July August September October November December")
	return intake.Make(sheets[0], said)
}

// TestMake: what a file tells of a dataset, as lines of its TOML.
func TestMake(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		said intake.Said
		want []string
	}{
		"tidy": {"Year,Sex,Cases\n2023,Women,12\n2023,Men,15\n2024,Women,9\n2024,Men,20\n", intake.Said{People: "none"},
			[]string{`kind   = "period"`, `members = ["Women", "Men"]`, `column = "Cases"`, `people = false`}},
		"title rows and a source": {"Cases by year,\n,\nYear,Cases\n2021,12\n2022,9\n2023,11\n2024,12\n2025,14\n,\nSource: office,\n",
			intake.Said{People: "all"}, []string{"skip   = 2", "until  = ", `people = true`}},
		"years across": {"Sex,2021,2022,2023,2024\nWomen,12,13,14,15\nMen,9,8,7,6\n", intake.Said{People: "none"},
			[]string{`column = "{period}"`, `kind   = "period"`, `members = ["Women", "Men"]`}},
		"half-years": {"Period,Cases\nH1-2023,12\nH2-2023,9\nH1-2024,3\n", intake.Said{People: "none"},
			[]string{`format = "H{half}-{year}"`}},
		"countries": {"Country,Cases\nFrance,12\nLaos,9\nChad,3\nPeru,5\n", intake.Said{People: "none"}, []string{`kind   = "geo"`}},
		"symbols": {"Year,Cases\n2023,12\n2024,-\n2025,[c]\n", intake.Said{People: "none", Symbols: map[string]string{"-": "0"}},
			[]string{`"-" = "0"`}},
		"a total": {"Year,Kind,Cases,Rate\n2023,All,12,1.5\n2023,A,5,2.5\n2023,B,7,0.5\n2024,All,9,1\n2024,A,9,3\n2024,B,0,0\n",
			intake.Said{People: "none", Decimal: "."}, []string{`total  = "all"`, `# - "All" is the total of Kind: it is the sum of the others`}},
		"a sign in a heading": {"Year,Solved in %\n2023,12\n2024,9\n", intake.Said{People: "none"}, []string{`unit   = "%"`}},
		"an unused column": {"Year,Cases,Footnote\n2023,12,\n2024,9,Counted again since then.\n2025,3,\n", intake.Said{People: "none"},
			[]string{`ignore = ["Footnote"]`}},
	} {
		d, err := draft(t, c.text, c.said)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		text := d.TOML(intake.File{Name: "t.csv", Title: "T", Source: "s", Updated: "2026-01-02"}, strict.Quote)
		for _, want := range c.want {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no line %s in\n%s", name, want, text)
			}
		}
	}
}

// TestUnclear: what only an editor can know is asked, by the flag that decides.
func TestUnclear(t *testing.T) {
	for name, c := range map[string]struct{ text, flag string }{
		"a share?":      {"Year,Persons (100%)\n2023,12\n2024,9\n", "people"},
		"people":        {"Year,Cases\n2023,12\n2024,9\n", "people"},
		"a symbol":      {"Year,Cases\n2023,12\n2024,-\n", "symbol"},
		"a day":         {"Day,Cases\n01/02/2018,12\n02/03/2018,9\n", "dates"},
		"a number":      {"Year,Rate\n2023,\"1,234\"\n2024,\"2,345\"\n", "decimal"},
		"a year":        {"Year,Cases\n2023/24,12\n2024/25,9\n", "year-start"},
		"who is people": {"Year,Cases\n2023,12\n2024,9\n", "people"},
	} {
		said := intake.Said{People: map[string]string{"people": "", "who is people": "yes"}[name]}
		if name != "people" && name != "a share?" && name != "who is people" {
			said.People = "none"
		}
		_, err := draft(t, c.text, said)
		var unclear *intake.Unclear
		if !errors.As(err, &unclear) || unclear.Key != c.flag || strings.Contains(unclear.Text, "234") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
