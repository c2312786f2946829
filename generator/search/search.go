// Package search makes the index of the site's own search: MiniSearch's
// serialised form, version 2, so that a browser need only load it. Text is cut
// into terms here and in templates/assets/search.js by the same rules, which a
// test holds equal:
//
//   - soft hyphens and word joiners, which nobody types, are dropped
//   - compatibility forms are unified, accents dropped, letters made small
//   - a number's groups are joined: 1,332 is the term 1332
//   - each Chinese or Japanese character is a term
//   - all that is no letter, mark or digit separates
package search

import (
	"encoding/json"
	"maps"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"vitrine/generator/parallel"
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

// unseen drops what a reader does not see inside a word.
var unseen = strings.NewReplacer("\u00ad", "", "\u2060", "")

// joined is a text with the digits of each number together.
func joined(text string) string {
	for { // groups overlap: 1,332,500
		next := groups.ReplaceAllString(text, "$1$2")
		if next == text {
			return text
		}
		text = next
	}
}

// Terms cuts a text into terms.
func Terms(text string) (terms []string) {
	eachTerm(text, func(term []byte) { terms = append(terms, string(term)) })
	return terms
}

// eachTerm calls yield for the terms of a text. yield must not retain a term. No term and no
// number goes beyond a space.
func eachTerm(text string, yield func(term []byte)) {
	for len(text) > 0 {
		word := text
		if at := strings.IndexByte(text, ' '); at >= 0 {
			word, text = text[:at], text[at+1:]
		} else {
			text = ""
		}
		eachTermOf(word, yield)
	}
}

// eachTermOf is eachTerm for a text without spaces.
func eachTermOf(text string, yield func(term []byte)) {
	var buffer [64]byte
	term := buffer[:0]
	end := func() {
		if len(term) > 0 {
			yield(term)
			term = term[:0]
		}
	}
	if plain(text) { // as most texts are
		for i := range len(text) {
			switch c := text[i]; {
			case c >= 'A' && c <= 'Z':
				term = append(term, c+'a'-'A')
			case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
				term = append(term, c)
			default:
				end()
			}
		}
		end()
		return
	}
	text = unseen.Replace(text)
	text = joined(norm.NFKD.String(joined(text))) // which makes plain spaces of those that join digits
	fold := func() {
		if len(term) > 0 {
			term = append(term[:0], strings.ReplaceAll(strings.ToLower(string(term)), "ς", "σ")...)
		}
		end()
	}
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
			fold()
			term = utf8.AppendRune(term, r)
			fold()
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			term = utf8.AppendRune(term, r)
		default:
			fold()
		}
	}
	fold()
}

// plain reports whether a text is ASCII and has no number in groups.
func plain(text string) bool {
	digit := func(i int) bool { return i >= 0 && i < len(text) && text[i] >= '0' && text[i] <= '9' }
	for i := range len(text) {
		c := text[i]
		if c >= utf8.RuneSelf || (c == ',' || c == '.' || c == '\'') && digit(i-1) && digit(i+1) {
			return false
		}
	}
	return true
}

// Entry is what the index holds of a document.
type Entry struct {
	Path, Kind, Title, Summary, Language string

	Lengths [3]int // different terms in each field
	Terms   []Term // sorted
}

// Term is a term of a document and how often each field has it.
type Term struct {
	Text  string
	Times [3]int
}

// Analyse cuts a document into terms.
func Analyse(d Document) Entry {
	e := Entry{Path: d.Path, Kind: d.Kind, Title: d.Title, Summary: d.Summary, Language: d.Language}
	times := map[string]*[3]int{}
	for field, text := range d.fields() {
		eachTerm(text, func(term []byte) {
			n := times[string(term)]
			if n == nil {
				n = &[3]int{}
				times[string(term)] = n
			}
			if n[field]++; n[field] == 1 {
				e.Lengths[field]++
			}
		})
	}
	for _, term := range slices.Sorted(maps.Keys(times)) {
		e.Terms = append(e.Terms, Term{term, *times[term]})
	}
	return e
}

// simple reports whether a text stands in JSON as it is.
func simple(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			return false
		}
	}
	return true
}

// posting is an entry that has a term, and how often each field has it.
type posting struct {
	entry int32
	times [3]int32
}

// indexed is a term, and where its postings begin and end.
type indexed struct {
	text     string
	from, to int
}

// byTerm returns the terms of all entries, sorted, and their postings.
func byTerm(entries []Entry) ([]indexed, []posting) {
	numbers := map[string]int32{}
	var terms []indexed // to is how many postings each has
	var seen []int32    // the numbers of the terms of all entries
	for _, e := range entries {
		for _, t := range e.Terms {
			n, exists := numbers[t.Text]
			if !exists {
				n = int32(len(terms))
				numbers[t.Text] = n
				terms = append(terms, indexed{text: t.Text})
			}
			terms[n].to++
			seen = append(seen, n)
		}
	}
	from := 0
	for i := range terms {
		terms[i].from, terms[i].to, from = from, from, from+terms[i].to
	}
	postings := make([]posting, len(seen))
	for entry, e := range entries {
		for _, t := range e.Terms {
			term := &terms[seen[0]]
			postings[term.to] = posting{int32(entry), [3]int32{int32(t.Times[0]), int32(t.Times[1]), int32(t.Times[2])}}
			term.to++
			seen = seen[1:]
		}
	}
	slices.SortFunc(terms, func(a, b indexed) int { return strings.Compare(a.text, b.text) })
	return terms, postings
}

// Index is the index of documents as JSON.
func Index(entries []Entry) []byte {
	var halves [2][]byte
	parallel.Each(2, func(i int) {
		w := &writer{}
		if i == 0 {
			w.documents(entries)
		} else {
			w.terms(byTerm(entries))
		}
		halves[i] = w.json
	})
	return slices.Concat(halves[:]...)
}

// writer writes JSON.
type writer struct{ json []byte }

func (w *writer) raw(s string) { w.json = append(w.json, s...) }
func (w *writer) number(n int) { w.json = strconv.AppendInt(w.json, int64(n), 10) }

func (w *writer) text(s string) {
	if simple(s) {
		w.json = append(append(append(w.json, '"'), s...), '"')
		return
	}
	quoted, _ := json.Marshal(s) // escapes <, > and &; a string can't fail
	w.json = append(w.json, quoted...)
}

// list writes the members of an object by their numbers.
func (w *writer) list(name string, n int, member func(i int)) {
	w.raw(`"` + name + `":{`)
	for i := range n {
		if i > 0 {
			w.raw(`,`)
		}
		w.raw(`"`)
		w.number(i)
		w.raw(`":`)
		member(i)
	}
	w.raw(`},`)
}

// documents writes what the index holds of documents.
func (w *writer) documents(entries []Entry) {
	w.json = make([]byte, 0, 200*len(entries)+1000)
	w.raw(`{"documentCount":`)
	w.number(len(entries))
	w.raw(`,"nextId":`)
	w.number(len(entries))
	w.raw(`,`)
	w.list("documentIds", len(entries), func(i int) { w.text(entries[i].Path) })
	w.raw(`"fieldIds":{"title":0,"summary":1,"text":2},`)
	var sums [3]int
	w.list("fieldLength", len(entries), func(i int) {
		for field, n := range entries[i].Lengths {
			w.raw("[,,"[field : field+1])
			w.number(n)
			sums[field] += n
		}
		w.raw(`]`)
	})
	w.raw(`"averageFieldLength":[`)
	for field, sum := range sums {
		if field > 0 {
			w.raw(`,`)
		}
		w.raw(big.NewRat(int64(sum), int64(max(1, len(entries)))).FloatString(6))
	}
	w.raw(`],`)
	w.list("storedFields", len(entries), func(i int) {
		e := entries[i]
		for _, field := range []struct{ name, value string }{
			{`{"title":`, e.Title}, {`,"summary":`, e.Summary}, {`,"kind":`, e.Kind},
		} {
			w.raw(field.name)
			w.text(field.value)
		}
		if e.Language != "" {
			w.raw(`,"lang":`)
			w.text(e.Language)
		}
		w.raw(`}`)
	})
	w.raw(`"dirtCount":0,`)
}

// terms writes which documents have each term.
func (w *writer) terms(terms []indexed, postings []posting) {
	w.json = make([]byte, 0, 12*len(postings)+1000)
	w.raw(`"index":[`)
	for i, term := range terms {
		if i > 0 {
			w.raw(`,`)
		}
		w.raw(`[`)
		w.text(term.text)
		between := `,{"`
		for field := range 3 {
			opened := false
			for _, p := range postings[term.from:term.to] {
				if p.times[field] == 0 {
					continue
				}
				if opened {
					w.raw(`,"`)
				} else {
					w.raw(between)
					w.number(field)
					w.raw(`":{"`)
				}
				opened, between = true, `,"`
				w.number(int(p.entry))
				w.raw(`":`)
				w.number(int(p.times[field]))
			}
			if opened {
				w.raw(`}`)
			}
		}
		w.raw(`}]`)
	}
	w.raw(`],"serializationVersion":2}`)
}
