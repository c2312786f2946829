package phrase

import (
	"path/filepath"
	"strings"
	"testing"

	"vitrine/generator/phrase/phrasetest"
)

// TestTables: each table of the project can be read with.
func TestTables(t *testing.T) {
	files, err := filepath.Glob("../../templates/words/*.toml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		language := strings.TrimSuffix(filepath.Base(file), ".toml")
		if _, err := New(phrasetest.Phrasing(t, "../..", language)); err != nil {
			t.Errorf("%s: %v", language, err)
		}
	}
}

// TestGroups: groups have three digits, and two where numbers are written so.
func TestGroups(t *testing.T) {
	for _, c := range []struct{ written, text, want string }{
		{"12,34,567.8", "12,34,567", "1234567"}, {"12,34,567.8", "1,234,567", "1234567"}, {"12,34,567.8", "123,45,678", ""},
		{"12,34,567.8", "12,34,56", ""}, {"1,234,567.8", "12,34,567", ""}, {"1.234.567,8", "1.234.567", "1234567"},
	} {
		list, err := Digits(c.written).Numbers(c.text)
		if got := len(list) == 1 && list[0].RatString() == c.want; got != (c.want != "") {
			t.Errorf("%s as in %s: %v, %v", c.text, c.written, list, err)
		}
	}
}

// FuzzRead reads any words with every table: never a panic, and a number has its precision.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"", "fast ", "约", "2370万人", "ร้อยละ 13", "half a million", "one in five", "4½ times",
		"of every 100 requests, ", "between 750 and 999", "–", "−5", "einundzwanzig", " per 1,000"} {
		f.Add(s, s, s)
	}
	var tables []*Table
	for _, language := range []string{"de", "en", "es", "fr", "th", "vi", "zh"} {
		t, err := New(phrasetest.Phrasing(f, "../..", language))
		if err != nil {
			f.Fatal(err)
		}
		tables = append(tables, t)
	}
	f.Fuzz(func(t *testing.T, before, said, after string) {
		for _, table := range tables {
			c, err := table.Read(before, said, after, true)
			if err == nil && c.Number != nil && (c.Bare.Sign() <= 0 || c.Digit.Sign() <= 0) {
				t.Errorf("%q: %+v", said, c)
			}
			table.Words(before + said + after)
			table.GoesOn(said, after)
			table.Unit(said)
		}
	})
}
