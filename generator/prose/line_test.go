package prose

import (
	"strings"
	"testing"

	"vitrine/generator/report"
)

// TestLine: which numbers of a name count persons.
func TestLine(t *testing.T) {
	for _, test := range []struct {
		language, words, counts string // what is found to count, joined by |
	}{
		{"en", "3 girls, three young men, 2 of them", "three|3|2"},
		{"en", "Men 3", "3"},
		{"en", "South (3)", "3"},
		{"en", "South: 3; n = 4", "3|4"},
		{"en", "0 to 4", ""},
		{"en", "4 years and over", ""},
		{"en", "Ward 3", ""},
		{"en", "Case 3", ""},
		{"en", "CC BY 4.0", ""},
		{"en", "Room 4, Main Street 12", ""},
		{"en", "Both sexes", ""},
		{"en", "Three Rivers", ""},
		{"en", "a trio", "trio"},
		{"de", "3 Mädchen", "3"},
		{"de", "1 bis 4 Jahre", ""},
		{"de", "Bezirk 3", ""},
		{"de", "Süd: 3", "3"},
	} {
		var phrasing report.Phrasing
		if test.language == "en" {
			phrasing = english(t)
		}
		r := NewReader(nil, report.Words{}, phrasing)
		var counts []string
		for _, n := range r.Line(test.words) {
			if n.Counts && n.Value < 5 {
				counts = append(counts, test.words[n.Start:n.End])
			}
		}
		if got := strings.Join(counts, "|"); got != test.counts {
			t.Errorf("%s: %q counts, want %q", test.words, got, test.counts)
		}
	}
	r := reader(t)
	for name, want := range map[string]bool{"photo-1.jpg": false, "3-girls.jpg": true, "three_men.pdf": true,
		"a/2-men/b.csv": true, "chart-2-of-4.png": false, "girls-0-4.csv": false} {
		found := false
		for _, n := range r.Name(name) {
			found = found || n.Counts && n.Value > 0
		}
		if found != want {
			t.Errorf("%s: %v", name, found)
		}
	}
}

// FuzzNormal: each byte of a normal text has its place in what was written, in order, and
// what is plain stays as it is.
func FuzzNormal(f *testing.F) {
	for _, s := range []string{"thr\u00adee", "thr&shy;ee", "&#51;&#52;", "e\u0301te\u0301", "km² 10³ ³", "３ Ｔ",
		"a\\*b", "\xff\u200b", "②②", "&", "&#;", "3\u0336"} {
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, text string, markdown bool) {
		n := normalised([]byte(text), markdown)
		last := 0
		for i := range len(n.text) + 1 {
			at := n.offset(i)
			if at < last || at > len(text) {
				t.Fatalf("%q: byte %d of %q stood at %d", text, i, n.text, at)
			}
			last = at
		}
		if isPlain([]byte(text), markdown) && n.text != text {
			t.Errorf("%q became %q", text, n.text)
		}
	})
}
