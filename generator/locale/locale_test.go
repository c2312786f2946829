package locale

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"vitrine/generator/report"
)

// locale is a language with words of its own.
func locale(language string, words report.Words) *Locale {
	return New(&report.Site{Language: language, Words: words})
}

// english has the words of the project's own templates.
func english(t *testing.T) *Locale {
	t.Helper()
	text, err := os.ReadFile("../../templates/words/en.toml")
	if err != nil {
		t.Fatal(err)
	}
	words, file := report.Words{}, map[string]any{}
	if _, err := toml.Decode(string(text), &file); err != nil {
		t.Fatal(err)
	}
	for key, word := range file {
		words[key], _ = word.(string)
	}
	for _, key := range Required() {
		if _, ok := words[key]; !ok {
			t.Errorf("templates/words/en.toml has no word %q", key)
		}
	}
	return locale("en", words)
}

func decimal(t *testing.T, text string) report.Decimal {
	t.Helper()
	d, err := report.ParseDecimal(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestDecimal: a number keeps each of its digits, and is grouped as its language does.
func TestDecimal(t *testing.T) {
	for _, test := range []struct{ language, number, want string }{
		{"en", "0", "0"}, {"en", "1332", "1,332"}, {"en", "19.70", "19.70"}, {"en", "-0.5", "−0.5"},
		{"en", "-1332500", "−1,332,500"},
		{"en", "999999999999999", "999,999,999,999,999"}, {"en", "0.000000000000001", "0.000000000000001"},
		{"en", "99999999999999.9", "99,999,999,999,999.9"}, {"en", "1234567.8901", "1,234,567.8901"},
		{"de", "1332.5", "1.332,5"}, {"fr", "1332.5", "1\u00a0332,5"}, {"zh", "1332", "1,332"},
		{"hi", "1332500", "13,32,500"},
	} {
		l := locale(test.language, nil)
		for range 2 { // it is made, then remembered
			if got := l.Decimal(decimal(t, test.number)); got != test.want {
				t.Errorf("%s: %s is %q, want %q", test.language, test.number, got, test.want)
			}
		}
	}
}

// TestWord: what is filled in is not read again, and a brace that names nothing stays.
func TestWord(t *testing.T) {
	l := locale("en", report.Words{"of": "{n} of {all}", "odd": "{n {who}", "empty": ""})
	for _, test := range []struct {
		key   string
		pairs []any
		want  string
	}{
		{"of", []any{"n", 3, "all", "12"}, "3 of 12"}, {"of", []any{"all", "{n}", "n", "{all}"}, "{all} of {n}"},
		{"of", nil, "{n} of {all}"}, {"of", []any{"n", 3}, "3 of {all}"}, {"odd", []any{"who", "x"}, "{n x"},
		{"empty", []any{"n", 3}, ""}, {"none", []any{"n", 3}, ""},
	} {
		if got := l.Word(test.key, test.pairs...); got != test.want {
			t.Errorf("%s with %v: %q, want %q", test.key, test.pairs, got, test.want)
		}
	}
	if !l.Has("empty") || l.Has("none") {
		t.Error("Has is wrong")
	}
}

// TestUnitsOfPeople: each language with words for numbers lists units in which people are counted, so that no
// site forgets to protect them.
func TestUnitsOfPeople(t *testing.T) {
	names, err := filepath.Glob("../../templates/words/*.toml")
	if err != nil || len(names) < 7 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		var file struct {
			Units  string `toml:"units-of-people"`
			Phrase map[string]any
		}
		if _, err := toml.DecodeFile(name, &file); err != nil {
			t.Fatal(err)
		}
		if len(file.Phrase) > 0 && len(strings.Split(file.Units, ";")) < 10 {
			t.Errorf("%s lists %q as units of people", name, file.Units)
		}
	}
}

// TestCount: the form is that of the language's rules, or "other" where it has no words.
func TestCount(t *testing.T) {
	words := report.Words{"d-one": "{n} day", "d-few": "{n} days, few", "d-many": "{n} days, many",
		"d-other": "{n} days in {m}"}
	for _, test := range []struct {
		language string
		n        int
		want     string
	}{
		{"en", 0, "0 days in May"}, {"en", 1, "1 day"}, {"en", 2, "2 days in May"}, {"en", 1332, "1,332 days in May"},
		{"pl", 1, "1 day"}, {"pl", 3, "3 days, few"}, {"pl", 5, "5 days, many"}, {"ar", 2, "٢ days in May"},
		{"ja", 1, "1 days in May"},
	} {
		if got := locale(test.language, words).Count("d", test.n, "m", "May"); got != test.want {
			t.Errorf("%s: %d is %q, want %q", test.language, test.n, got, test.want)
		}
	}
}

// TestQuantity: a bound is a word in a sentence and a sign in a table.
func TestQuantity(t *testing.T) {
	l := english(t)
	for bound, want := range map[report.Bound][2]string{
		report.Exact: {"1,332", "1,332"}, report.Above: {"more than 1,332", ">\u202f1,332"},
		report.AtLeast: {"at least 1,332", "≥\u202f1,332"}, report.Below: {"less than 1,332", "<\u202f1,332"},
		report.AtMost: {"at most 1,332", "≤\u202f1,332"}, report.About: {"about 1,332", "≈\u202f1,332"},
	} {
		n := report.Whole(1332)
		if got := [2]string{l.Quantity(bound, n), l.Short(bound, n)}; got != want {
			t.Errorf("%q: %q, want %q", bound, got, want)
		}
	}
}

// TestPeriod: dates and stretches of time of every precision.
func TestPeriod(t *testing.T) {
	l := english(t)
	for text, want := range map[string]string{
		"2018": "2018", "2018-06": "June 2018", "2018-06-03": "3 June 2018", "2018/2020": "2018 to 2020",
		"2018-06/2018-12": "June to December 2018", "2018-06/2019-01": "June 2018 to January 2019",
		"2018-06-03/2018-06-09": "3 June 2018 to 9 June 2018", "../2019": "to 2019",
		"2017-10-26/..": "from 26 October 2017",
	} {
		p, err := report.ParsePeriod(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := l.Period(p); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	if got := l.Date(report.Date{}); got != "" {
		t.Errorf("no date is %q", got)
	}
}

// TestNames: members, attributes, cells and sources by the words for them.
func TestNames(t *testing.T) {
	l := english(t)
	period, err := report.ParsePeriod("2018-06")
	if err != nil {
		t.Fatal(err)
	}
	years := &report.Dimension{Kind: report.KindPeriod, Members: []*report.Member{{ID: "2018-06", Period: period}}}
	places := &report.Dimension{Kind: report.KindGeo, Members: []*report.Member{{ID: "TH"}, {ID: "x1"}}}
	women := &report.Member{ID: "w", Title: report.Label{"en": "Women", "de": "Frauen"}}
	sexes := &report.Dimension{Members: []*report.Member{women, {ID: "m"}}}
	tier := &report.Measure{Scale: []*report.Member{{ID: "2w", Title: report.Label{"": "Tier 2, watch list"}}}}
	source := &report.Source{Publisher: "Police", Agency: "DPA", Published: report.Date{Year: 2019}}
	for _, test := range []struct{ got, want string }{
		{l.Member(years, "2018-06"), "June 2018"}, {l.Member(places, "TH"), "Thailand"}, {l.Member(places, "x1"), "x1"},
		{l.Member(sexes, "w"), "Women"}, {l.Member(sexes, "m"), "m"}, {l.Member(sexes, "gone"), "gone"},
		{l.Attribute(&report.Attribute{Kind: report.KindPeriod}, "2018-06"), "June 2018"},
		{l.Attribute(&report.Attribute{Kind: report.KindPeriod}, "soon"), "soon"},
		{l.Attribute(&report.Attribute{Kind: "text"}, "2018-06"), "2018-06"},
		{l.Cell(nil, &report.Cell{Value: report.Whole(500), Bound: report.Above}), ">\u202f500"},
		{l.Cell(nil, &report.Cell{State: report.Missing}), "[x]"},
		{l.Cell(nil, &report.Cell{State: report.Suppressed}), "[c]"},
		{l.Cell(tier, &report.Cell{State: report.Rated, Grade: "2w"}), "Tier 2, watch list"},
		{l.Source(source), l.Word("source-via", "agency", "DPA", "publisher", "Police") + ", 2019"},
		{l.Source(&report.Source{Publisher: "Police"}), "Police"},
	} {
		if test.got != test.want {
			t.Errorf("%q, want %q", test.got, test.want)
		}
	}
}
