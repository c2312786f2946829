package locale

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/unicode/bidi"
)

func TestDirection(t *testing.T) {
	for tag, want := range map[string]string{"en": "ltr", "ar": "rtl", "ar-EG": "rtl", "he": "rtl", "fa": "rtl",
		"ur": "rtl", "ckb": "rtl", "ps": "rtl", "sd": "rtl", "ug": "rtl", "yi": "rtl",
		"dv": "rtl", "ar-Latn": "ltr", "az": "ltr", "az-Arab": "rtl", "ku": "ltr", "pa": "ltr", "pa-PK": "rtl",
		"zh": "ltr", "": "ltr", "no such": "ltr"} {
		if got := Direction(tag); got != want {
			t.Errorf("%s: %s", tag, got)
		}
	}
}

// TestScripts: the scripts that x/text and Go both know run as their letters do.
func TestScripts(t *testing.T) {
	names := display.English.Scripts()
	letters := func(s string) string {
		return strings.Map(func(r rune) rune {
			if !unicode.IsLetter(r) {
				return -1
			}
			return unicode.ToLower(r)
		}, s)
	}
	tables := map[string]*unicode.RangeTable{}
	for name, table := range unicode.Scripts {
		tables[letters(name)] = table
	}
	seen := 0
	for a := 'A'; a <= 'Z'; a++ {
		for n := range 26 * 26 * 26 {
			code := string([]rune{a, 'a' + rune(n/676), 'a' + rune(n/26%26), 'a' + rune(n%26)})
			script, err := language.ParseScript(code)
			if err != nil {
				continue
			}
			table := tables[letters(names.Name(script))]
			if table == nil {
				continue
			}
			p, _ := bidi.LookupRune(firstLetter(table))
			class := p.Class()
			seen++
			if want := class == bidi.R || class == bidi.AL; want != slices.Contains(rightToLeft, code) {
				t.Errorf("%s, %s: from right to left is %v", code, names.Name(script), want)
			}
		}
	}
	if seen < 80 {
		t.Errorf("only %d scripts were looked at", seen)
	}
}

// firstLetter is the first letter of a script.
func firstLetter(table *unicode.RangeTable) rune {
	for r := range rune(unicode.MaxRune) {
		if unicode.Is(table, r) && unicode.IsLetter(r) {
			return r
		}
	}
	return 'a'
}
