package prose

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"vitrine/generator/report"
)

// freeText is the words of one block outside links and code, with their offsets in the
// Markdown.
type freeText struct {
	text []byte
	runs []run
}

// run is a part of a text: where it begins, and where it stood in the source.
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
		f.runs = append(f.runs, run{n, f.offset(n - 1)})
		f.text = append(f.text, gapMark)
	}
}

// before is the end of the text, up to a gap, and after what begins at an index. A few words
// of each are enough.
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

// offset is where a byte of the text stands in the Markdown.
func (f *freeText) offset(i int) int {
	n, found := slices.BinarySearchFunc(f.runs, i, func(r run, i int) int { return r.at - i })
	if !found {
		n-- // it is inside the run before
	}
	return f.runs[n].from + i - f.runs[n].at
}

// reset empties the text and keeps its memory for the next block.
func (f *freeText) reset() { f.text, f.runs = f.text[:0], f.runs[:0] }

// numberScanner finds the numbers in free words that ought to be bound to a
// cell. Dates, years, times, ordinals and names with digits in them don't
// count, nor do the words that site.toml lists as plain. In English texts numbers in
// words are figures too, as numbersIn says.
type numberScanner struct {
	exempt  *regexp.Regexp
	plain   *regexp.Regexp
	english bool // the language whose words for numbers are known
}

// digits are numbers in digits, and signs of numbers, such as a half or a circled one, but
// not those of footnotes and of square metres.
var digits = regexp.MustCompile(`[\p{Nd}]+(?:[.,'’\x{00a0}\x{202f}]?[\p{Nd}]+)*|[¼-¾⅐-↋①-⓿❶-➓]`)

func newNumberScanner(plain []string, language string, words report.Words) *numberScanner {
	english := language == "en" || strings.HasPrefix(language, "en-")
	var months, short []string
	for i := 1; i <= 12; i++ {
		if name := words[fmt.Sprintf("month-%d", i)]; name != "" {
			months = append(months, regexp.QuoteMeta(name))
			if letters := []rune(name); english && len(letters) > 3 {
				short = append(short, regexp.QuoteMeta(string(letters[:3]))+`\.?`,
					regexp.QuoteMeta(string(letters[:4]))+`\.?`)
			}
		}
	}
	month := `(?:` + strings.Join(append(months, short...), "|") + `)`
	year := `(?:1[5-9]|20)\d\d`
	exempt := []string{
		`\b` + year + `-\d\d(?:-\d\d)?\b`, // ISO dates
		`\b\d{1,2}:\d\d\b`,
		`\b\d+(?:st|nd|rd|th)\b`,
		`\p{L}[\p{L}\p{Nd}]*\p{Nd}[\p{L}\p{Nd}]*`, // names: CO2
		`\p{Lu}\p{L}*-\p{Nd}+`,                    // COVID-19
		`\b` + year + `(?:[/–]\d\d)?\b`,           // years, 2018/19
		`\b\d{1,2}[./]\d{1,2}[./]` + year + `\b`,  // 03.05.2024
	}
	if english {
		exempt = append([]string{
			`\b` + year[:len(year)-2] + `0s\b`,
			`\b\d{1,2}(?:[.:]\d\d)? ?[ap]\.?m\b`,
			`\b(?i:articles?|arts?\.|paras?\.|law|act|decree|convention|sections?|chapters?|pages?|pp?\.|` +
				`paragraphs?|resolutions?|annex|appendix|nos?\.|vol\.|volumes?|versions?|directive|` +
				`recommendations?) \d[\d.,/()–-]*(?: (?:and|to) \d+)?`,
			`\b(?:Tables|Figures|Figs\.|Parts|Goals|Targets|Indicators) \d[\d.]*(?:, \d+)*(?: (?:and|to) \d+|–\d+)?`,
			`\b(?:ISO|RFC|Table|Figure|Fig\.|Part|Goal|Target|Indicator|Regulation|Protocol) \d[\d.,/–-]*`,
			`\b(?:Regulation|Directive|Decision) (?:\([A-Z]+\) )?(?:No )?\d+/\d+`,
			`§§ ?\d[\d.]*(?:, \d+)*(?: (?:and|to) \d+|–\d+)?|§ ?\d[\d.]*`,
			`\b(?i:children|minors|girls|boys) (?:under|over) \d{1,2}\b`,
			`\b(?i:women|men) (?:under|over) [2-9]\d\b`,
			`\b(?i:counts|numbers|figures|cells|values) (?:below|under|(?:of )?(?:fewer|less|smaller|lower) than) ` +
				`\d{1,2} (?:are|is) (?:not |always |never )?(?:shown|published|withheld|suppressed|rounded|hidden)\b`,
			`\b(?i:age[ds]?(?: (?:of|group|groups|between|under|over))?) \d{1,3}(?:\s*(?:[–-]|to|and|or)\s*\d{1,3})?\b`,
			`\b(?:per|every|nearest) 1[0,]*0\b`,
		}, exempt...)
	}
	if len(months) > 0 {
		exempt = append([]string{
			`\b\d{1,2}(?:st|nd|rd|th)?(?:\s*(?:[–-]|to|and)\s*\d{1,2})? (?:of )?` + month + `(?:,? ` + year + `)?\b`,
			`\b` + month + ` \d{1,2}(?:st|nd|rd|th)?(?:–\d{1,2})?\b(?:,? ` + year + `\b)?`,
		}, exempt...)
	}
	s := &numberScanner{exempt: regexp.MustCompile(strings.Join(exempt, "|")), english: english}
	var quoted []string
	for _, p := range plain {
		quoted = append(quoted, regexp.QuoteMeta(normalised([]byte(p), false).text))
	}
	if quoted != nil {
		s.plain = regexp.MustCompile(strings.Join(quoted, "|"))
	}
	return s
}

// scan looks at the words of a block.
func (s *numberScanner) scan(rd *textReader) {
	written := string(rd.free.text)
	if i := strings.Index(written, "](value:"); i >= 0 {
		rd.problems.Hintf(rd.at(rd.free.offset(i)), "is there a space in the address, or a bracket too few?",
			"this is not read as a link to a value")
	}
	if m := footnoteIn(written); m != nil {
		rd.problems.Hintf(rd.at(rd.free.offset(m[2])),
			"a line of the article begins with its name, [^1]: and its text; only articles have footnotes",
			"there is no footnote %s", written[m[2]:m[3]])
	}
	text := normalised(rd.free.text, true)
	found, digits := s.find(text.text)
	rd.Digits += digits
	for _, n := range found {
		start, end := text.offset(n.start), text.offset(n.end)
		pos := rd.at(rd.free.offset(start))
		rd.Numbers = append(rd.Numbers, report.Unbound{Pos: pos, Text: written[start:end], Small: n.small})
	}
}

// code looks at a piece of code. Numbers in it are no figures of a sentence, but readers
// see them. What is joined to letters is a name or a digest.
func (s *numberScanner) code(rd *textReader, start, end int) {
	text := normalised(rd.Markdown[start:end], false)
	found, _ := s.find(text.text)
	for _, n := range found {
		before, after := text.text[:n.start], text.text[n.end:]
		if n.small == 0 && (letterBefore.MatchString(before) || letterAfter.MatchString(after)) {
			continue
		}
		pos := rd.at(start + text.offset(n.start))
		rd.Numbers = append(rd.Numbers, report.Unbound{Pos: pos, Small: n.small, Code: true})
	}
}

// find finds the numbers in a normal text, those in words first, and counts the runs of
// digits, of every kind.
func (s *numberScanner) find(text string) (found []numberSpan, count int) {
	if strings.IndexFunc(text, unicode.IsNumber) >= 0 {
		count = len(digits.FindAllStringIndex(text, -1))
	}
	blank := func(m string) string { return strings.Repeat("\x01", len(m)) }
	if s.plain != nil {
		text = s.plain.ReplaceAllStringFunc(text, blank)
	}
	if s.english {
		found = numbersIn(text)
	}
	if count == 0 {
		return found, 0
	}
	text = ofHowMany.ReplaceAllStringFunc(text, blank)
	if s.english {
		text = withoutDurations(text, blank)
	}
	text = exemptDates(s.exempt, text, blank)
	for _, m := range digits.FindAllStringIndex(text, -1) {
		found = append(found, numberSpan{start: m[0], end: m[1]})
	}
	return found, count
}

// exemptDates blanks what exempt finds, unless the words around it say that it is an amount
// or counts persons.
func exemptDates(exempt *regexp.Regexp, text string, blank func(string) string) string {
	var b strings.Builder
	at := 0
	for _, m := range exempt.FindAllStringIndex(text, -1) {
		b.WriteString(text[at:m[0]])
		rest, before := text[m[1]:], text[max(0, m[0]-20):m[0]]
		date := text[m[0]:m[1]]
		inYear := endsInYear.MatchString(date) && (len(date) > len("2018–19") || yearBefore.MatchString(before))
		counts := strings.LastIndexAny(date, "0123456789") == len(date)-1 && countedAfter.MatchString(rest)
		if amountAfter.MatchString(rest) || amountBefore.MatchString(before) || counts && !inYear {
			b.WriteString(date)
		} else {
			b.WriteString(blank(date))
		}
		at = m[1]
	}
	b.WriteString(text[at:])
	return b.String()
}

// footnoteIn finds a reference to a footnote that is not there, since it was left as it
// is.
func footnoteIn(text string) []int {
	if !strings.Contains(text, "[^") { // a search for the expression takes a hundred times as long
		return nil
	}
	return footnote.FindStringSubmatchIndex(text)
}

var footnote = regexp.MustCompile(`(?:^|[^\\])(\[\^[^\]\s]+\])`)

// ofHowMany is what goes on with a rate that a link gives, and is read with it.
var ofHowMany = regexp.MustCompile(`(?:^|\x01) (?:per|(?:in|for) every) [0-9,]+`)

// withoutDurations blanks how long something takes, but not how many "day labourers"
// there are.
func withoutDurations(text string, blank func(string) string) string {
	var b strings.Builder
	at := 0
	for _, m := range lasting.FindAllStringIndex(text, -1) {
		rest := text[m[1]:]
		babies := strings.HasPrefix(rest, "-old ") && strings.Contains(text[m[0]+1:m[1]], " ") // "3 week-old babies"
		if babies || personAfter.MatchString(rest) {
			continue
		}
		b.WriteString(text[at:m[0]] + blank(text[m[0]:m[1]]))
		at = m[1]
	}
	return b.String() + text[at:]
}

// lasting is how long something takes, or how old somebody is.
var lasting = regexp.MustCompile(`(?:^|[^\pL\p{Nd}.,$€£¥])\p{Nd}{1,3}(?:(?: to | or |[–-])\p{Nd}{1,3})?` +
	`[ -](?:(?:working|calendar|business|consecutive|full) )?(?:` +
	strings.Join(slices.Sorted(maps.Keys(durations)), "|") + `)\b`)

var (
	amountAfter = regexp.MustCompile(`^(?:[.,]\p{Nd}|\s?[%€£¥$]|\s(?:per cent|percent|km|kg|tonnes|million|` +
		`thousand|billion|euros|dollars|pounds|yuan)\b)`)
	amountBefore = regexp.MustCompile(`(?i)(?:\p{Nd}[.,]|[$€£¥]|\b(?:(?:more|fewer|less) than|at least|nearly|` +
		`almost|a total of) |\b(?-i:THB|USD|EUR|GBP|CNY|RMB|MMK|LAK|VND|KHR) )$`)
	anyPerson    = `(?:` + strings.Join(slices.Sorted(maps.Keys(persons)), "|") + `)\b`
	personAfter  = regexp.MustCompile(`^[ -](?:labourers|laborers|` + anyPerson + `)`)
	countedAfter = regexp.MustCompile(`^\s` + anyPerson)
	yearBefore   = regexp.MustCompile(`(?i)\b(?:in|since|until|till|during|before|after|the|its|their|this|early|` +
		`late|mid|year|january|february|march|april|may|june|july|august|september|october|november|december)[ -]$`)
	letterBefore = regexp.MustCompile(`[\pL_]$`)
	letterAfter  = regexp.MustCompile(`^[\pL_]`)
	endsInYear   = regexp.MustCompile(`\b(?:1[5-9]|20)\d\d(?:[/–]\d\d)?$`)
)
