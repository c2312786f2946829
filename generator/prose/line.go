package prose

import (
	"regexp"
	"strconv"
	"strings"
)

// Number is a number in plain words.
type Number struct {
	Start, End int  // where it was written
	Value      int  // of a whole number below a thousand, else 0
	InWords    bool // below ten, and perhaps of persons
	Counts     bool // what stands around it says that it counts persons, or stands for a count
}

// Line finds the numbers of words that are no Markdown, such as a title or the name of a
// file, as in sentences: no dates, no names like CO2, nothing that site.toml lists as
// plain.
func (r *Reader) Line(words string) []Number {
	n := normalised([]byte(words), false)
	found, _ := r.numbers.find(n.text)
	var list []Number
	for _, f := range found {
		number := Number{Start: n.offset(f.start), End: n.offset(f.end), Value: f.small, InWords: f.small > 0}
		if !number.InWords {
			number.Value = wholeBelowThousand(n.text[f.start:f.end])
		}
		number.Counts = r.numbers.counts(n.text, f)
		list = append(list, number)
	}
	return list
}

// Name is Line for a name of a file or an address, whose words are joined by _ - . or /.
func (r *Reader) Name(name string) []Number {
	return r.Line(strings.Map(func(c rune) rune {
		if strings.ContainsRune("_-./", c) {
			return ' '
		}
		return c
	}, name))
}

// wholeBelowThousand reads a whole number of at most three digits; 0 for another.
func wholeBelowThousand(text string) int {
	if len(text) > 3 {
		return 0
	}
	value, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return value
}

// counts reports whether a number stands for a count of persons: before a word for them
// ("3 young men"), behind one for many ("men 3"), or alone in brackets or behind a sign
// ("south (3)", "south: 3"). Where a language's words for persons are not known, any word
// may be one, but for that between two numbers ("1 bis 4").
func (s *numberScanner) counts(text string, n numberSpan) bool {
	before, after := text[:n.start], text[n.end:]
	if standsFor.MatchString(before) && (after == "" || closing.MatchString(after)) {
		return true
	}
	if !s.table.People() {
		return wordAfter.MatchString(after) && !rangeBefore.MatchString(before) && !rangeAfter.MatchString(after)
	}
	if ofNumber.MatchString(after) {
		return false // "2 of 4": what is counted stands behind the other
	}
	return s.table.Counts(after) || n.small > 0 && s.table.Group(text[n.start:n.end], after) ||
		!wordAfter.MatchString(after) && s.table.Plural(before)
}

var (
	standsFor   = regexp.MustCompile(`[(\[=:（［【＝：]\s*$`)
	closing     = regexp.MustCompile(`^\s*(?:[)\].,;）］】，。；、]|$)`)
	wordAfter   = regexp.MustCompile(`^[\s-]*\pL`)
	ofNumber    = regexp.MustCompile(`^\s+\pL+\s+\p{Nd}`)
	rangeBefore = regexp.MustCompile(`\p{Nd}\s*\S{1,4}\s*$`)
	rangeAfter  = regexp.MustCompile(`^\s*\S{1,4}\s*\p{Nd}`)
)
