package prose

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vitrine/generator/phrase"
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
// count, nor do the words that site.toml lists as plain. Numbers in the words of the site's
// language are figures too.
type numberScanner struct {
	table   *phrase.Table
	exempt  *regexp.Regexp
	rate    []string // words before a round number that is no figure: "per 1,000"
	words   []string // plain ones
	plain   *regexp.Regexp
	lasting *regexp.Regexp // how long something takes, or how old somebody is
	dated   *regexp.Regexp // words before a year
	nth     *regexp.Regexp // one of an order, below ten
}

// digits are numbers in digits, and signs of numbers, such as a half or a circled one, but
// not those of footnotes and of square metres.
var digits = regexp.MustCompile(`[\p{Nd}]+(?:[.,'’\x{00a0}\x{202f}]?[\p{Nd}]+)*|[¼-¾⅐-↋①-⓿❶-➓]`)

// spaced is a letter of a script that parts words by spaces: in others a number stands beside the letters of the
// words around it.
const spaced = `[\p{Latin}\p{Greek}\p{Cyrillic}\p{Armenian}\p{Georgian}\p{Hebrew}\p{Arabic}\p{Devanagari}\p{Hangul}]`

func newNumberScanner(plain []string, words report.Words, phrasing report.Phrasing) *numberScanner {
	own := phrasing["exempt"]
	var months []string
	for i := 1; i <= 12; i++ {
		if name := words[fmt.Sprintf("month-%d", i)]; name != "" {
			months = append(months, regexp.QuoteMeta(name))
			if letters := []rune(name); len(own["ordinal"]) > 0 && len(letters) > 3 {
				months = append(months, regexp.QuoteMeta(string(letters[:3]))+`\.?`,
					regexp.QuoteMeta(string(letters[:4]))+`\.?`)
			}
		}
	}
	slices.SortStableFunc(months, func(a, b string) int { return len(b) - len(a) })
	ordinal, span := `(?:`+oneOf(own["ordinal"])+`)`, `(?:[–-]|`+oneOf(own["range"])+`)`
	to := slices.Concat(phrasing["before"]["to"], phrasing["before"]["or"])
	year := `(?:1[5-9]|20)\d\d`
	exempt := append(slices.Concat(own["pattern"], own["date"]),
		`\b`+year+`-\d\d(?:-\d\d)?\b`, // ISO dates
		`\b\d{1,2}:\d\d\b`,
		`\b\d+`+ordinal+`\b`,
		spaced+`(?:`+spaced+`|\p{Nd})*\p{Nd}(?:`+spaced+`|\p{Nd})*`, // names: CO2
		`\p{Lu}\p{L}*-\p{Nd}+`,               // COVID-19
		`\b`+year+`(?:[/–]\d\d)?\b`,          // years, 2018/19
		`\b\d{1,2}[./]\d{1,2}[./]`+year+`\b`) // 03.05.2024
	if len(months) > 0 {
		month := `(?:` + strings.Join(months, "|") + `)`
		exempt = append([]string{
			`\b\d{1,2}` + ordinal + `?\.?(?:\s*` + span + `\s*\d{1,2})?\.? (?:(?:` + oneOf(own["of"]) + `) )?` + month +
				`(?:,? (?:(?:` + oneOf(own["of"]) + `) )?` + year + `)?\b`,
			`\b` + month + ` \d{1,2}` + ordinal + `?(?:–\d{1,2})?\b(?:,? ` + year + `\b)?`,
		}, exempt...)
	}
	s := &numberScanner{table: phrase.Of(phrasing), exempt: regexp.MustCompile(strings.Join(exempt, "|")),
		dated: regexp.MustCompile(`(?i)\b(?:` + oneOf(own["year"]) + `|` +
			strings.Join(append(months, never), "|") + `)[ -]$`)}
	s.rate, s.nth = own["rate"], regexp.MustCompile(`\b[2-9]`+ordinal+`\b`)
	if list := own["duration"]; list != nil {
		between := `(?:(?i:` + oneOf(phrasing["before"]["between"]) + `) \p{Nd}{1,3} (?:` +
			oneOf(phrasing[""]["and"]) + `) )?`
		s.lasting = regexp.MustCompile(`(?:^|[^\pL\p{Nd}.,$€£¥])` + between + `\p{Nd}{1,3}` +
			`(?:\s?(?:[–-]|` + oneOf(to) + `)\s?\p{Nd}{1,3})?[ -]?(?:(?:` + oneOf(own["pace"]) +
			`) )?(?:` + oneOf(list) + `)\b`)
	}
	s.words, s.plain = plain, plainWords(plain)
	return s
}

// plainWords finds words; nil for none.
func plainWords(words []string) *regexp.Regexp {
	if len(words) == 0 {
		return nil
	}
	quoted := make([]string, 0, len(words))
	for _, w := range words {
		quoted = append(quoted, regexp.QuoteMeta(normalised([]byte(w), false).text))
	}
	slices.SortStableFunc(quoted, func(a, b string) int { return len(b) - len(a) })
	return regexp.MustCompile(strings.Join(quoted, "|"))
}

// never is what no text holds.
const never = `\x00`

// oneOf is an expression that finds any of some words, and nothing where there are none.
func oneOf(words []string) string {
	quoted := []string{never}
	for _, w := range words {
		quoted = append(quoted, regexp.QuoteMeta(w))
	}
	slices.SortStableFunc(quoted, func(a, b string) int { return len(b) - len(a) })
	return strings.Join(quoted, "|")
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
		rd.Numbers = append(rd.Numbers, report.Unbound{Pos: pos, Text: written[start:end], Small: n.small,
			Things: n.things})
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
	text = s.withoutPlain(text, blank)
	if s.table.Known {
		for _, w := range s.table.Words(text) {
			before := strings.TrimRight(text[:w.Start], " \u00a0")
			if strings.HasSuffix(before, string(gapMark)) && s.table.Scale(text[w.Start:w.End]) {
				continue // of the link's number: "[227](…) mil"
			}
			found = append(found, numberSpan{w.Start, w.End, w.Small, w.Things})
		}
	}
	if count == 0 {
		return found, 0
	}
	for _, m := range s.nth.FindAllStringIndex(text, -1) {
		if s.table.PersonAfter(text[m[1]:]) { // "the 3rd girl": there are three
			found = append(found, numberSpan{m[0], m[1], int(text[m[0]] - '0'), false})
		}
	}
	text = s.exemptDates(s.withoutRates(text), blank)
	if s.lasting != nil {
		text = s.withoutDurations(text, blank)
	}
	for _, m := range digits.FindAllStringIndex(text, -1) {
		if !s.isRate(text[:m[0]], text[m[0]:m[1]]) {
			found = append(found, numberSpan{start: m[0], end: m[1]})
		}
	}
	return found, count
}

// withoutPlain blanks plain words, but not what is a part of a longer number or word.
func (s *numberScanner) withoutPlain(text string, blank func(string) string) string {
	if s.plain == nil {
		return text
	}
	var b strings.Builder
	at := 0
	for _, m := range s.plain.FindAllStringIndex(text, -1) {
		if s.joins(text, m[0]) || s.joins(text, m[1]) {
			continue
		}
		b.WriteString(text[at:m[0]] + blank(text[m[0]:m[1]]))
		at = m[1]
	}
	return b.String() + text[at:]
}

// joins reports whether what stands before and behind an index is one number or word: "4|1", "1|.5", "six|ty".
func (s *numberScanner) joins(text string, i int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:i])
	after, size := utf8.DecodeRuneInString(text[i:])
	switch {
	case unicode.IsNumber(before):
		next, _ := utf8.DecodeRuneInString(text[i+size:])
		return unicode.IsNumber(after) || strings.ContainsRune(".,'’", after) && unicode.IsNumber(next)
	case unicode.IsNumber(after) && strings.ContainsRune(".,'’", before):
		last, _ := utf8.DecodeLastRuneInString(text[:i-utf8.RuneLen(before)])
		return unicode.IsNumber(last)
	}
	return !s.table.Joined() && isLetter(before) && isLetter(after)
}

// isRate reports whether a number says for each of how many: "per 1,000", "in every 10".
func (s *numberScanner) isRate(before, number string) bool {
	if number[0] != '1' || len(number) < 2 || strings.Trim(number, "10,. '’\u00a0\u2009\u202f") != "" {
		return false
	}
	before = strings.TrimSpace(before[max(0, len(before)-someWords):])
	return slices.ContainsFunc(s.rate, func(word string) bool {
		at := len(before) - len(word)
		return at >= 0 && strings.EqualFold(before[at:], word) &&
			(at == 0 || before[at-1] == ' ' || before[at-1] >= utf8.RuneSelf)
	})
}

// withoutRates blanks what goes on with a number that a link gives, and is read with it: "per
// 1,000".
func (s *numberScanner) withoutRates(text string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(text, gapMark)
		if i < 0 {
			return b.String() + text
		}
		n := s.table.RateAt(text[i+1:])
		b.WriteString(text[:i+1] + strings.Repeat("\x01", n))
		text = text[i+1+n:]
	}
}

// exemptDates blanks what exempt finds, unless the words around it say that it is an amount
// or counts persons.
func (s *numberScanner) exemptDates(text string, blank func(string) string) string {
	var b strings.Builder
	at := 0
	for _, m := range s.exempt.FindAllStringIndex(text, -1) {
		b.WriteString(text[at:m[0]])
		rest, before := text[m[1]:], text[max(0, m[0]-20):m[0]]
		date := text[m[0]:m[1]]
		inYear := endsInYear.MatchString(date) && (len(date) > len("2018–19") || s.dated.MatchString(before))
		counts := strings.LastIndexAny(date, "0123456789") == len(date)-1 && s.table.PersonAfter(rest)
		if digitAfter.MatchString(rest) || digitBefore.MatchString(before) ||
			s.table.AmountAfter(rest) || s.amountBefore(before, date) || counts && !inYear {
			b.WriteString(date)
		} else {
			b.WriteString(blank(date))
		}
		at = m[1]
	}
	b.WriteString(text[at:])
	return b.String()
}

// amountBefore reports whether what stands before a date says that it is an amount. A comparative behind
// a link goes with the link: "[67](…) mehr als 2023".
func (s *numberScanner) amountBefore(before, date string) bool {
	if !s.table.AmountBefore(before) {
		return false
	}
	clause := before[strings.LastIndexByte(before, gapMark)+1:]
	return len(clause) == len(before) || !endsInYear.MatchString(date) ||
		strings.ContainsAny(clause, ".,;:()") || len(strings.Fields(clause)) > 4
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

// withoutDurations blanks how long something takes, but not how many "day labourers"
// there are.
func (s *numberScanner) withoutDurations(text string, blank func(string) string) string {
	var b strings.Builder
	at := 0
	for _, m := range s.lasting.FindAllStringIndex(text, -1) {
		rest := text[m[1]:]
		if s.table.PersonAfter(rest) || strings.HasPrefix(rest, "-") && strings.Contains(text[m[0]+1:m[1]], " ") {
			continue
		}
		b.WriteString(text[at:m[0]] + blank(text[m[0]:m[1]]))
		at = m[1]
	}
	return b.String() + text[at:]
}

var (
	digitAfter   = regexp.MustCompile(`^[.,]\p{Nd}|^\s?[%€£¥$]`)
	digitBefore  = regexp.MustCompile(`(?:\p{Nd}[.,]|[$€£¥])$`)
	letterBefore = regexp.MustCompile(`[\pL_]$`)
	letterAfter  = regexp.MustCompile(`^[\pL_]`)
	endsInYear   = regexp.MustCompile(`\b(?:1[5-9]|20)\d\d(?:[/–]\d\d)?$`)
)

// numberSpan is where a number stands.
type numberSpan struct {
	start, end int
	small      int  // the value of a number in words below ten that may count persons, else 0
	things     bool // what follows counts no persons
}

func isLetter(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r >= utf8.RuneSelf && unicode.IsLetter(r)
}
