package bind

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vitrine/generator/report"
)

// inContext returns a phrase with the words before and after its link that a reader takes as
// part of the number: "[12.5](…) million euros", "-[40](…)", "€ [12](…)", "more than
// [1,300](…)", "not [12](…)", "fell sharply by nearly [75](…)".
func (b *binding) inContext(f *report.Figure, phrase string, v value) string {
	if !b.english || v.withheld || v.missing {
		return phrase
	}
	before := clause(f.Before)
	if v.text != nil {
		if n := len(before); n > 0 && denying[before[n-1]] {
			return before[n-1] + " " + phrase
		}
		return phrase
	}
	said := strings.Join(append([]string{phrase}, trailing(f.After, v)...), " ")
	if list := words(phrase); len(list) > 0 && comparing[list[len(list)-1]] && hasThan(f.After) {
		said += " than"
	}
	if signed(f.Before) {
		return "-" + said
	}
	return strings.Join(append(leading(before, f.After, v), said), " ")
}

// tellsScale reports whether the words around a link name the scale of a unit, or
// there are none, as in a cell of a table, whose head may name it.
func tellsScale(before, after, unit string) bool {
	text := before + " " + after
	return strings.IndexFunc(text, unicode.IsLetter) < 0 ||
		slices.ContainsFunc(words(text), func(w string) bool {
			return scales[w] > 0 && slices.Contains(words(unit), w)
		})
}

// signed reports whether a minus sign, not a hyphen or a dash, stands right before a link.
func signed(before string) bool {
	before = strings.TrimRight(before, "$€£¥₹")
	sign := strings.TrimSuffix(strings.TrimSuffix(before, "-"), "−")
	return sign != before && (sign == "" || strings.HasSuffix(sign, " ") || strings.HasSuffix(sign, "("))
}

// clause returns the words before a link, beginning after the last punctuation mark that ends a
// number. The full stop of "c." and "approx." does not end one.
func clause(before string) []string {
	before = strings.TrimRight(before, " \u00a0\u202f")
	for _, short := range []string{"c.", "ca.", "approx."} {
		if strings.HasSuffix(strings.ToLower(" "+before), " "+short) {
			before = strings.TrimSuffix(before, ".")
		}
	}
	if i := strings.LastIndexAny(before, stops); i >= 0 {
		_, size := utf8.DecodeRuneInString(before[i:])
		before = before[i+size:]
	}
	return words(before)
}

// leading returns the words of the clause before a link that belong to its number: a currency,
// a "not", or a qualifier and a word of change.
func leading(clause []string, after string, v value) []string {
	at := len(clause)
	if at == 0 {
		return nil
	}
	last := clause[at-1]
	if at > 1 && refusing[last] && (clause[at-2] == "not" || clause[at-2] == "no") {
		return []string{"not"}
	}
	if currencyNamed(last) != "" && utf8.RuneCountInString(last) <= 3 {
		return append(leading(clause[:at-1], after, v), last)
	}
	if denies(last) || last == "minus" {
		return clause[at-1:]
	}
	if n := qualifier(clause); n > 0 && !isSpan(clause[at-n], after) {
		at -= n
	}
	if at > 0 && at < len(clause) && denies(clause[at-1]) {
		return clause[at-1:]
	}
	lead := clause[at:]
	for at > 0 && (isAdverb(clause[at-1]) || fillers[clause[at-1]] ||
		clause[at-1] == "of" && at > 1 && clause[at-2] == "total") {
		at--
	}
	if at == 0 {
		return lead
	}
	if by := clause[at-1]; by == "by" || by == "of" {
		from := max(0, at-1-someWords)
		if !v.difference && !v.ratio { // only "rose by" itself, which is no level
			from = at - 1
			for from > 0 && isAdverb(clause[from-1]) {
				from--
			}
			from = max(0, from-1)
		}
		for i := at - 2; i >= from; i-- {
			if isChange(clause[i]) {
				return append([]string{clause[i], by}, lead...)
			}
			if strings.HasSuffix(clause[i], "ed") || participles[clause[i]] { // "the rise was driven by"
				break
			}
		}
		return lead
	}
	moves := clause[at-1]
	switch {
	case !v.difference && !v.ratio:
	case isChange(moves):
		return append([]string{moves}, lead...)
	case linking[moves] && (at == 2 || at == 3) && changes[clause[at-2]]: // "The increase was [300](…)"
		return append([]string{clause[at-2], "of"}, lead...)
	}
	return lead
}

func denies(word string) bool { return denying[word] || strings.HasSuffix(word, "n't") }

// someWords is how many words may stand between a word of change and its "by": "fell in the
// north of the country by".
const someWords = 6

// qualifier returns how many words at the end of a clause are a qualifier like "more than".
func qualifier(clause []string) int {
	for n := min(4, len(clause)); n > 0; n-- {
		if _, ok := qualifiers[strings.Join(clause[len(clause)-n:], " ")]; ok {
			return n
		}
	}
	return 0
}

// isSpan reports whether a word that could be a qualifier speaks of a place or a time: "over
// [three](…) years", "under [two](…) headings".
func isSpan(qualifier, after string) bool {
	next, _, _ := strings.Cut(strings.TrimLeft(after, " \u00a0\u202f-"), " ")
	return spanQualifiers[qualifier] && spans[singleWord(next)]
}

// trailing returns the words after a link that belong to its number.
func trailing(after string, v value) []string {
	text := strings.TrimLeft(after, " \u00a0\u202f-‐‑")
	var list []string
	for text != "" && !beginsWithStop(text) {
		word, _, _ := strings.Cut(text, " ")
		n := belonging(text, v)
		if plain := singleWord(word); n == 0 && comparing[plain] && hasThan(text) {
			return append(list, plain, "than") // "[300](…) more arrests than in 2019"
		}
		if n == 0 {
			return list
		}
		for ; n > 0; n-- {
			word, text, _ = strings.Cut(text, " ")
			list = append(list, word)
			if endsWithStop(word) {
				return list
			}
		}
	}
	return list
}

// belonging returns how many words at the beginning of a text belong to the number before it.
func belonging(text string, v value) int {
	word, rest, _ := strings.Cut(text, " ")
	next, rest, _ := strings.Cut(rest, " ")
	third, _, _ := strings.Cut(rest, " ")
	first, second := singleWord(word), singleWord(next)
	_, andPart := andParts[first+" "+second+" "+singleWord(third)]
	_, part := parts[first]
	_, twoWordPart := parts[first+" "+second]
	_, bound := afterwards[first]
	_, twoWordBound := afterwards[first+" "+second]
	_, scale := scales[first]
	switch {
	// "a [17%](…) year-on-year decrease"
	case (v.difference || v.change) && changes[second] && (kinds[first] || first == "") && !endsWithStop(word):
		return 2
	case first == "":
		return 0
	case andPart, dollars[second] != "":
		return 3
	case twoWordPart, twoWordBound, compound[first] != "", currencies[second] != "", forEach[first] && each[second]:
		return 2
	case (first == "per" || first == "every") && (scales[second] > 0 || digitsWord.MatchString(second)):
		return 2
	case part, bound, scale, suffixes[first] != "", altering[first], unitNamed(first, "") != "":
		return 1
	case first == "times", first == "fold", first == "points", first == "point":
		return 1
	case (first == "for" || first == "in") && second == "every": // and how many
		return 1
	// "[25%](…) lower", "a [25%](…) drop"
	case (v.difference || v.ratio) && (comparing[first] || changes[first]):
		return 1
	}
	return 0
}

// hasThan reports whether there is a "than" before the clause ends.
func hasThan(text string) bool {
	return slices.Contains(words(clauseAfter(text)), "than")
}

// clauseAfter returns a text up to the end of its clause.
func clauseAfter(text string) string {
	if i := strings.IndexAny(text, stops); i >= 0 {
		return text[:i]
	}
	return text
}

// singleWord returns the word in a field of a text, "" when there is none or more than one.
func singleWord(field string) string {
	if list := words(field); len(list) == 1 {
		return list[0]
	}
	return ""
}

func endsWithStop(text string) bool {
	r, _ := utf8.DecodeLastRuneInString(text)
	return strings.ContainsRune(stops, r)
}

func beginsWithStop(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return strings.ContainsRune(stops, r)
}

// stops are the punctuation marks that end a number.
const stops = ".,;:!?()[]\"“”«»–—"
