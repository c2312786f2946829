package prose

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"vitrine/generator/report"
	"vitrine/generator/source"
)

// freeText is the words of one block outside links and code, with the places
// they came from.
type freeText struct {
	text []byte
	runs []run
}

// run says that what begins at a place of the text came from a place of the
// Markdown.
type run struct{ at, from int }

func (f *freeText) add(markdown []byte, start, end int) {
	f.runs = append(f.runs, run{len(f.text), start})
	f.text = append(f.text, markdown[start:end]...)
}

func (f *freeText) space(at int) {
	f.runs = append(f.runs, run{len(f.text), at})
	f.text = append(f.text, ' ')
}

// gap stands for what is no free text: digits on its two sides don't join.
func (f *freeText) gap() {
	if n := len(f.text); n > 0 {
		f.runs = append(f.runs, run{n, f.from(n - 1)})
		f.text = append(f.text, gapMark)
	}
}

// before is the end of the text, up to a gap; after is what begins at a place. Some
// words of each are enough.
func (f *freeText) before() string {
	text := f.text[max(0, len(f.text)-someWords):]
	return string(resolved(text[bytes.LastIndexByte(text, gapMark)+1:]))
}

func (f *freeText) after(at int) string {
	text, _, _ := bytes.Cut(f.text[at:min(at+someWords, len(f.text))], []byte{gapMark})
	return string(resolved(text))
}

const (
	someWords = 60 // bytes
	gapMark   = '\x01'
)

// from is where a byte of the text stands in the Markdown.
func (f *freeText) from(i int) int {
	n, found := slices.BinarySearchFunc(f.runs, i, func(r run, i int) int { return r.at - i })
	if !found {
		n-- // it is inside of the run before
	}
	return f.runs[n].from + i - f.runs[n].at
}

// empty keeps the room for the next block.
func (f *freeText) empty() { f.text, f.runs = f.text[:0], f.runs[:0] }

// numberScanner finds the numbers in free words that ought to be bound to a
// cell. Dates, years, times, ordinals and names with digits in them don't
// count, nor do the words that site.toml lists as plain. In English texts large
// numbers in words, "two million" or "twenty per cent", are figures too; small
// ones, "two outlets", read as words.
type numberScanner struct {
	exempt  *regexp.Regexp
	plain   *regexp.Regexp
	inWords *regexp.Regexp // nil for languages whose words are not known
}

const (
	units = `one|two|three|four|five|six|seven|eight|nine`
	teens = `ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen`
	tens  = `twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety`
)

var english = regexp.MustCompile(`(?i)\b(?:half an? |an? |(?:(?:` + tens + `)(?:[- ](?:` + units + `))?|` + teens + `|` + units + `)[- ])` +
	`(?:hundred|thousand|million|billion|trillion)\b|\b(?:(?:` + tens + `)(?:[- ](?:` + units + `))?|` + teens + `|` + units + `) per ?cent\b`)

// large is in every number that english finds; looking for it first costs a
// fiftieth.
var large = []string{"hundred", "thousand", "million", "billion", "trillion", "cent"}

func mayBeLarge(text string) bool {
	text = strings.ToLower(text)
	return slices.ContainsFunc(large, func(word string) bool { return strings.Contains(text, word) })
}

var digits = regexp.MustCompile(`[\p{Nd}]+(?:[.,'’\x{00a0}\x{202f}]?[\p{Nd}]+)*`)

func newNumberScanner(plain []string, language string, words report.Words) *numberScanner {
	var months []string
	for i := 1; i <= 12; i++ {
		if name := words[fmt.Sprintf("month-%d", i)]; name != "" {
			months = append(months, regexp.QuoteMeta(name))
		}
	}
	month := `(?:` + strings.Join(months, "|") + `)`
	year := `(?:1[5-9]|20)\d\d`
	exempt := []string{
		`&#?[0-9A-Za-z]+;`,                // entities
		`\b` + year + `-\d\d(?:-\d\d)?\b`, // ISO dates
		`\b\d{1,2}:\d\d\b`,
		`\b\d+(?:st|nd|rd|th)\b`,
		`\p{L}[\p{L}\p{Nd}]*\p{Nd}[\p{L}\p{Nd}]*`, // names: CO2
		`\p{Lu}\p{L}*-\p{Nd}+`,                    // COVID-19
		`\b` + year + `(?:/\d\d)?\b`,              // years, 2018/19
	}
	if len(months) > 0 {
		exempt = append([]string{
			`\b\d{1,2}(?:st|nd|rd|th)?(?:\s*[–-]\s*\d{1,2})? (?:of )?` + month + `(?:,? ` + year + `)?\b`,
			`\b` + month + ` \d{1,2}(?:st|nd|rd|th)?\b(?:,? ` + year + `\b)?`,
		}, exempt...)
	}
	s := &numberScanner{exempt: regexp.MustCompile(strings.Join(exempt, "|"))}
	if language == "en" || strings.HasPrefix(language, "en-") {
		s.inWords = english
	}
	var quoted []string
	for _, p := range plain {
		quoted = append(quoted, regexp.QuoteMeta(p))
	}
	if quoted != nil {
		s.plain = regexp.MustCompile(strings.Join(quoted, "|"))
	}
	return s
}

func (s *numberScanner) scan(rd *reading) {
	text := string(rd.free.text)
	if i := strings.Index(text, "](value:"); i >= 0 {
		rd.problems.Add(source.Problem{Pos: rd.at(rd.free.from(i)), Text: "this is not read as a link to a value",
			Hint: "is there a space in the address, or a bracket too few?"})
	}
	var all [][]int
	if strings.IndexFunc(text, unicode.IsDigit) >= 0 {
		all = digits.FindAllStringIndex(text, -1)
	}
	rd.Digits += len(all)
	blank := func(m string) string { return strings.Repeat("\x01", len(m)) }
	if s.plain != nil {
		text = s.plain.ReplaceAllStringFunc(text, blank)
	}
	if s.inWords != nil && mayBeLarge(text) {
		for _, m := range s.inWords.FindAllStringIndex(text, -1) {
			rd.Numbers = append(rd.Numbers, report.Unbound{Pos: rd.at(rd.free.from(m[0])), Text: text[m[0]:m[1]]})
		}
	}
	if len(all) == 0 {
		return
	}
	// A year with a fraction, a group or a percent sign is an amount.
	text = exemptDates(s.exempt, text, blank)
	for _, m := range digits.FindAllStringIndex(text, -1) {
		rd.Numbers = append(rd.Numbers, report.Unbound{Pos: rd.at(rd.free.from(m[0])), Text: text[m[0]:m[1]]})
	}
}

func exemptDates(exempt *regexp.Regexp, text string, blank func(string) string) string {
	var b strings.Builder
	at := 0
	for _, m := range exempt.FindAllStringIndex(text, -1) {
		b.WriteString(text[at:m[0]])
		rest, before := text[m[1]:], text[max(0, m[0]-4):m[0]]
		if amountAfter.MatchString(rest) || amountBefore.MatchString(before) {
			b.WriteString(text[m[0]:m[1]])
		} else {
			b.WriteString(blank(text[m[0]:m[1]]))
		}
		at = m[1]
	}
	b.WriteString(text[at:])
	return b.String()
}

var (
	amountAfter  = regexp.MustCompile(`^(?:[.,]\p{Nd}|\s?%|\s(?:per cent|percent|people|persons|victims|km|kg|tonnes|million|thousand|billion)\b)`)
	amountBefore = regexp.MustCompile(`(?:\p{Nd}[.,]|[$€£¥])$`)
)
