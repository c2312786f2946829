// Package search makes the index of the site's own search: MiniSearch's
// serialised form, version 2, so that a browser need only load it. Text is cut
// into terms here and in templates/assets/search.js by the same rules, which a
// test holds equal:
//
//   - compatibility forms are unified, accents dropped, letters made small
//   - a number's groups are joined: 1,332 is the term 1332
//   - each Chinese or Japanese character is a term
//   - all that is no letter, mark or digit separates
package search

import (
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Document is a page that can be found.
type Document struct {
	Path     string // from the site's host
	Kind     string // as the page's language says it
	Title    string
	Language string // of the title, where it is not the site's
	Summary  string
	Text     string // whatever else leads to it
}

func (d *Document) fields() [3]string { return [...]string{d.Title, d.Summary, d.Text} }

var groups = regexp.MustCompile(`(\p{Nd})[,.'’\x{a0}\x{2009}\x{202f}](\p{Nd}{3})`)

// Terms cuts a text into terms.
func Terms(text string) []string {
	text = norm.NFKD.String(text)
	for { // groups overlap: 1,332,500
		joined := groups.ReplaceAllString(text, "$1$2")
		if joined == text {
			break
		}
		text = joined
	}
	var terms []string
	var term strings.Builder
	end := func() {
		if term.Len() > 0 {
			terms = append(terms, strings.ReplaceAll(strings.ToLower(term.String()), "ς", "σ"))
			term.Reset()
		}
	}
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
			end()
			terms = append(terms, string(r))
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			term.WriteRune(r)
		default:
			end()
		}
	}
	end()
	return terms
}

// Index is the index of documents as JSON.
func Index(documents []Document) []byte {
	type posting map[int]map[int]int // field, document, times
	byTerm := map[string]posting{}
	lengths := make([][3]int, len(documents))
	for n, d := range documents {
		for field, text := range d.fields() {
			unique := map[string]bool{}
			for _, term := range Terms(text) {
				unique[term] = true
				p := byTerm[term]
				if p == nil {
					p = posting{}
					byTerm[term] = p
				}
				if p[field] == nil {
					p[field] = map[int]int{}
				}
				p[field][n]++
			}
			lengths[n][field] = len(unique)
		}
	}
	terms := make([]string, 0, len(byTerm))
	for term := range byTerm {
		terms = append(terms, term)
	}
	slices.Sort(terms)
	index := make([][2]any, len(terms))
	for i, term := range terms {
		index[i] = [2]any{term, byTerm[term]}
	}
	type stored struct {
		Title   string `json:"title"`
		Summary string `json:"summary"`
		Kind    string `json:"kind"`
		Lang    string `json:"lang,omitempty"`
	}
	out := struct {
		DocumentCount int            `json:"documentCount"`
		NextID        int            `json:"nextId"`
		DocumentIDs   map[int]string `json:"documentIds"`
		FieldIDs      map[string]int `json:"fieldIds"`
		FieldLength   map[int][3]int `json:"fieldLength"`
		Average       []json.Number  `json:"averageFieldLength"`
		Stored        map[int]stored `json:"storedFields"`
		DirtCount     int            `json:"dirtCount"`
		Index         [][2]any       `json:"index"`
		Version       int            `json:"serializationVersion"`
	}{len(documents), len(documents), map[int]string{}, map[string]int{"title": 0, "summary": 1, "text": 2}, map[int][3]int{}, nil, map[int]stored{}, 0, index, 2}
	var sums [3]int
	for n, d := range documents {
		out.DocumentIDs[n], out.FieldLength[n] = d.Path, lengths[n]
		out.Stored[n] = stored{d.Title, d.Summary, d.Kind, d.Language}
		for field := range sums {
			sums[field] += lengths[n][field]
		}
	}
	for _, sum := range sums {
		average := big.NewRat(int64(sum), int64(max(1, len(documents)))).FloatString(6)
		out.Average = append(out.Average, json.Number(average))
	}
	text, err := json.Marshal(out)
	if err != nil {
		panic(fmt.Sprint("the search index: ", err)) // strings and numbers alone
	}
	return text
}
