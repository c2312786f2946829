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
	"maps"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

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
func Terms(text string) (terms []string) {
	eachTerm(text, func(term []byte) { terms = append(terms, string(term)) })
	return terms
}

// eachTerm calls do for the terms of a text; they are its own only while it runs.
// No term and no number goes beyond a space.
func eachTerm(text string, do func(term []byte)) {
	for len(text) > 0 {
		word := text
		if at := strings.IndexByte(text, ' '); at >= 0 {
			word, text = text[:at], text[at+1:]
		} else {
			text = ""
		}
		inWord(word, do)
	}
}

func inWord(text string, do func(term []byte)) {
	var room [64]byte
	term := room[:0]
	end := func() {
		if len(term) > 0 {
			do(term)
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
	text = norm.NFKD.String(text)
	for { // groups overlap: 1,332,500
		joined := groups.ReplaceAllString(text, "$1$2")
		if joined == text {
			break
		}
		text = joined
	}
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

// plain reports whether a text is of ASCII letters and has no number in groups.
func plain(text string) bool {
	digit := func(i int) bool { return i >= 0 && i < len(text) && text[i] >= '0' && text[i] <= '9' }
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf || (text[i] == ',' || text[i] == '.' || text[i] == '\'') && digit(i-1) && digit(i+1) {
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

// indexed is a term and where its postings stand.
type indexed struct {
	text     string
	from, to int
}

// byTerm are the terms of all entries, sorted, and their postings.
func byTerm(entries []Entry) ([]indexed, []posting) {
	numbers := map[string]int32{}
	var terms []indexed // to is how many postings each has
	var seen []int32    // the numbers of the terms of all entries
	for _, e := range entries {
		for _, t := range e.Terms {
			n, known := numbers[t.Text]
			if !known {
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
	terms, postings := byTerm(entries)
	b := make([]byte, 0, 200*len(entries)+12*len(postings))
	number := func(n int) { b = strconv.AppendInt(b, int64(n), 10) }
	text := func(s string) {
		if simple(s) {
			b = append(append(append(b, '"'), s...), '"')
			return
		}
		quoted, _ := json.Marshal(s) // escapes <, > and &; a string can't fail
		b = append(b, quoted...)
	}
	// list writes the members of an object by their numbers.
	list := func(name string, n int, member func(i int)) {
		b = append(b, '"')
		b = append(b, name...)
		b = append(b, `":{`...)
		for i := range n {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(b, '"')
			number(i)
			b = append(b, `":`...)
			member(i)
		}
		b = append(b, `},`...)
	}
	b = append(b, `{"documentCount":`...)
	number(len(entries))
	b = append(b, `,"nextId":`...)
	number(len(entries))
	b = append(b, ',')
	list("documentIds", len(entries), func(i int) { text(entries[i].Path) })
	b = append(b, `"fieldIds":{"title":0,"summary":1,"text":2},`...)
	var sums [3]int
	list("fieldLength", len(entries), func(i int) {
		l := entries[i].Lengths
		for field := range sums {
			b = append(b, "[,,"[field])
			number(l[field])
			sums[field] += l[field]
		}
		b = append(b, ']')
	})
	b = append(b, `"averageFieldLength":[`...)
	for field, sum := range sums {
		if field > 0 {
			b = append(b, ',')
		}
		b = append(b, big.NewRat(int64(sum), int64(max(1, len(entries)))).FloatString(6)...)
	}
	b = append(b, `],`...)
	list("storedFields", len(entries), func(i int) {
		e := entries[i]
		for at, field := range []struct{ name, value string }{{`{"title":`, e.Title}, {`,"summary":`, e.Summary}, {`,"kind":`, e.Kind}, {`,"lang":`, e.Language}} {
			if at < 3 || field.value != "" {
				b = append(b, field.name...)
				text(field.value)
			}
		}
		b = append(b, '}')
	})
	b = append(b, `"dirtCount":0,"index":[`...)
	for i, term := range terms {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '[')
		text(term.text)
		b = append(b, ',')
		first := true
		for field := range 3 {
			some := false
			for _, p := range postings[term.from:term.to] {
				if p.times[field] == 0 {
					continue
				}
				switch {
				case some:
					b = append(b, ',')
				case first:
					b = append(b, '{', '"', byte('0'+field), '"', ':', '{')
				default:
					b = append(b, ',', '"', byte('0'+field), '"', ':', '{')
				}
				some, first = true, false
				b = append(b, '"')
				number(int(p.entry))
				b = append(b, '"', ':')
				number(int(p.times[field]))
			}
			if some {
				b = append(b, '}')
			}
		}
		b = append(b, '}', ']')
	}
	return append(b, `],"serializationVersion":2}`...)
}
