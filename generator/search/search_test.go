package search

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestTerms: how a text is cut. The browser's half is held equal by the tests of the
// program.
func TestTerms(t *testing.T) {
	for text, want := range map[string]string{
		"":                                    "",
		"  \t\n":                              "",
		"Women and MEN":                       "women and men",
		"1,332 suspects":                      "1332 suspects",
		"1,332,500.75 kg":                     "1332500 75 kg",
		"in 2018, 12.5%":                      "in 2018 12 5",
		"1'000 1’000 1 000":                   "1000 1000 1 000",
		"l'été naïve Café":                    "l ete naive cafe",
		"Straße ΣΊΣΥΦΟΣ":                      "straße σισυφοσ",
		"ﬁnance x² ２０１８":                      "finance x2 2018",
		"中国公安部 2018年":                         "中 国 公 安 部 2018 年",
		"カタカナひ":                               "カ タ カ ナ ひ",
		"co-operation_1/a\\b":                 "co operation 1 a b",
		"العَرَبِيَّة":                        "العربية",
		"traf\u00adfick\u00ading 1,\u2060332": "trafficking 1332",
		"🙂 ok":                                "ok",
		strings.Repeat("ab", 40) + "c":        strings.Repeat("ab", 40) + "c",
	} {
		if got := strings.Join(Terms(text), " "); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// FuzzTerms: a term has no space and no capital, and is cut into itself: what a reader
// types as it stands in the index finds it.
func FuzzTerms(f *testing.F) {
	for _, s := range []string{"1,332,500", "don't l’été", "中国a", "ﬁ½Ⅷ", "İstanbul ΑΣ", "1.332'500"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			t.Skip("files are UTF-8")
		}
		for _, term := range Terms(text) {
			if term == "" || strings.ContainsAny(term, " ,.-") {
				t.Errorf("%q: the term %q", text, term)
			}
			if again := Terms(term); !slices.Equal(again, []string{term}) {
				t.Errorf("%q: the term %q is cut into %q", text, term, again)
			}
		}
		spaced := Terms("x " + text + " x")
		if want := slices.Concat([]string{"x"}, Terms(text), []string{"x"}); !slices.Equal(spaced, want) {
			t.Errorf("%q between words: %q, want %q", text, spaced, want)
		}
	})
}

// TestAnalyse: each term is counted in each field, and each field's length is that of its
// different terms.
func TestAnalyse(t *testing.T) {
	e := Analyse(Document{Path: "/a/", Title: "Arrests of women", Summary: "Women", Text: "women, Women and men"})
	if e.Path != "/a/" || e.Lengths != [3]int{3, 1, 3} {
		t.Errorf("%+v", e)
	}
	want := []Term{
		{"and", [3]int{0, 0, 1}}, {"arrests", [3]int{1, 0, 0}}, {"men", [3]int{0, 0, 1}},
		{"of", [3]int{1, 0, 0}}, {"women", [3]int{1, 1, 2}},
	}
	if !slices.Equal(e.Terms, want) {
		t.Errorf("%v, want %v", e.Terms, want)
	}
}

// TestIndex: the index is MiniSearch's serialised form, and what stands in a title can't
// end a script in which the index stands.
func TestIndex(t *testing.T) {
	text := Index([]Entry{
		Analyse(Document{Path: "/a/", Kind: "Report", Title: `Women & "men" </script>`, Summary: "Women",
			Language: "de"}),
		Analyse(Document{Path: "/b/", Kind: "Report", Title: "Men", Text: "men men"}),
	})
	if strings.ContainsAny(string(text), "<>&") {
		t.Errorf("%s", text)
	}
	var index struct {
		DocumentCount, NextID int
		DocumentIDs           map[string]string
		FieldIDs              map[string]int
		FieldLength           map[string][3]int
		AverageFieldLength    [3]float64
		StoredFields          map[string]struct{ Title, Summary, Kind, Lang string }
		DirtCount             int
		Index                 [][2]json.RawMessage
		SerializationVersion  int
	}
	if err := json.Unmarshal(text, &index); err != nil {
		t.Fatal(err)
	}
	if index.DocumentCount != 2 || index.NextID != 2 || index.SerializationVersion != 2 ||
		index.DocumentIDs["1"] != "/b/" {
		t.Errorf("%+v", index)
	}
	if index.FieldLength["1"] != [3]int{1, 0, 1} || index.AverageFieldLength != [3]float64{2, 0.5, 0.5} {
		t.Errorf("lengths %v, on average %v", index.FieldLength, index.AverageFieldLength)
	}
	if first := index.StoredFields["0"]; first.Title != `Women & "men" </script>` || first.Lang != "de" {
		t.Errorf("%+v", first)
	}
	var postings []string
	for _, term := range index.Index {
		postings = append(postings, string(term[0])+string(term[1]))
	}
	want := []string{`"men"{"0":{"0":1,"1":1},"2":{"1":2}}`, `"script"{"0":{"0":1}}`,
		`"women"{"0":{"0":1},"1":{"0":1}}`}
	if !slices.Equal(postings, want) {
		t.Errorf("%q, want %q", postings, want)
	}
}

// TestEmptyIndex: a site without pages has an index, too.
func TestEmptyIndex(t *testing.T) {
	if text := Index(nil); !json.Valid(text) {
		t.Errorf("%s", text)
	}
}
