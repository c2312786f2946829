package bind

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vitrine/generator/report"
)

// inContext is a phrase with those words around its link that a reader takes to be
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
	said := strings.Join(append([]string{phrase}, continued(f.After, v)...), " ")
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
	around := before + " " + after
	return strings.IndexFunc(around, unicode.IsLetter) < 0 ||
		slices.ContainsFunc(words(around), func(w string) bool { return scales[w] > 0 && slices.Contains(words(unit), w) })
}

// signed reports whether a minus sign stands right before a link, and not a hyphen
// or a dash.
func signed(before string) bool {
	before = strings.TrimRight(before, "$€£¥₹")
	sign := strings.TrimSuffix(strings.TrimSuffix(before, "-"), "−")
	return sign != before && (sign == "" || strings.HasSuffix(sign, " ") || strings.HasSuffix(sign, "("))
}

// clause are the words before a link, from the last sign on that ends a number. The
// full stop of "c." and "approx." ends none.
func clause(before string) []string {
	before = strings.TrimRight(before, " \u00a0\u202f")
	for _, short := range []string{"c.", "ca.", "approx."} {
		if strings.HasSuffix(strings.ToLower(" "+before), " "+short) {
			before = strings.TrimSuffix(before, ".")
		}
	}
	if i := strings.LastIndexAny(before, enders); i >= 0 {
		_, size := utf8.DecodeRuneInString(before[i:])
		before = before[i+size:]
	}
	return words(before)
}

// leading are the words of a clause before a link that are read with its number: a
// currency or a "not", or a qualifier and a word of change.
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
	switch {
	case denies(last), last == "minus", multiples[last] != nil:
		return clause[at-1:]
	case at > 1 && last == "times" && (cardinals[clause[at-2]] > 0 || digitsWord.MatchString(clause[at-2])): // and not "at times"
		return clause[at-2:]
	}
	if n := qualifier(clause); n > 0 && !lasts(clause[at-n], after) {
		at -= n
	}
	if at > 0 && at < len(clause) && denies(clause[at-1]) {
		return clause[at-1:]
	}
	lead := clause[at:]
	for at > 0 && (isAdverb(clause[at-1]) || fillers[clause[at-1]] || clause[at-1] == "of" && at > 1 && clause[at-2] == "total") {
		at--
	}
	if at == 0 {
		return lead
	}
	if by := clause[at-1]; by == "by" || by == "of" {
		near := 0
		if !v.difference && !v.ratio { // a level is none: of farther words only those that can't mean anything else
			near = at - 1
			for near > 0 && isAdverb(clause[near-1]) {
				near--
			}
			near = max(0, near-1)
		}
		for i := at - 2; i >= max(0, at-1-someWords); i-- {
			if isChange(clause[i]) && (i >= near || by == "by" && moving[clause[i]]) {
				return append([]string{clause[i], by}, lead...)
			}
			if strings.HasSuffix(clause[i], "ed") || done[clause[i]] { // "the rise was driven by"
				break
			}
		}
		return lead
	}
	moves := clause[at-1]
	switch {
	case (v.difference || v.ratio) && isChange(moves), going[moves]:
		return append([]string{moves}, lead...)
	case (v.difference || v.ratio) && linking[moves] && at > 1 && isChange(clause[at-2]): // "the increase was"
		return append([]string{clause[at-2], "of"}, lead...)
	}
	return lead
}

func denies(word string) bool { return denying[word] || strings.HasSuffix(word, "n't") }

// someWords is how far from its "by" a word of change may stand: "fell in the north
// of the country by".
const someWords = 6

// qualifier is how many of the last words are one like "more than".
func qualifier(clause []string) int {
	for n := min(4, len(clause)); n > 0; n-- {
		if _, ok := qualifiers[strings.Join(clause[len(clause)-n:], " ")]; ok {
			return n
		}
	}
	return 0
}

// lasts reports whether a word that could be a qualifier tells a place or a time:
// "over [three](…) years", "under [two](…) headings".
func lasts(qualifier, after string) bool {
	next, _, _ := strings.Cut(strings.TrimLeft(after, " \u00a0\u202f-"), " ")
	return places[qualifier] && spans[only(next)]
}

// continued are the first words of what follows a link that go on with its number.
func continued(after string, v value) []string {
	text := strings.TrimLeft(after, " \u00a0\u202f-‐‑")
	var list []string
	for text != "" && !stops(text) {
		word, rest, _ := strings.Cut(text, " ")
		next, _, _ := strings.Cut(rest, " ")
		n := 1
		plain, following := only(word), only(next)
		third, _, _ := strings.Cut(strings.TrimPrefix(rest, next+" "), " ")
		_, half := andParts[plain+" "+following+" "+only(third)]
		_, part := parts[plain]
		_, together := parts[plain+" "+following]
		_, bound := afterwards[plain+" "+following]
		_, alone := afterwards[plain]
		_, scale := scales[plain]
		switch {
		case (v.difference || v.ratio) && changes[following] && (kinds[plain] || plain == ""): // "a [17%](…) year-on-year decrease"
			n = 2
		case plain == "":
			return list
		case whose[following] != "", half:
			n = 3
		case forEach[plain] && each[following], together, bound, compound[plain] != "", currencies[following] != "",
			(plain == "per" || plain == "every") && (scales[following] > 0 || digitsWord.MatchString(following)):
			n = 2
		case (plain == "for" || plain == "in") && following == "every": // and how many
		case part, alone, scale, suffixes[plain] != "", undoing[plain], unitNamed(plain, "") != "",
			plain == "times", plain == "fold", plain == "points", plain == "point":
		case (v.difference || v.ratio) && (comparing[plain] || changes[plain]), isNoun(plain, only(next), ends(word)): // "[25%](…) lower", "a [25%](…) drop"
		case comparing[plain] && hasThan(text): // "[300](…) more arrests than in 2019"
			return append(list, plain, "than")
		case amounts[following] && thanAfter.MatchString(text) && !linking[plain]: // "[300](…) arrests more than in 2019"
			return append(list, following, "than")
		case forEach[following] && each[only(third)] && !ends(word): // "[300](…) arrests a day"
			return append(list, following, only(third))
		default:
			return list
		}
		for ; n > 0; n-- {
			word, text, _ = strings.Cut(text, " ")
			list = append(list, word)
			if ends(word) {
				return list
			}
		}
	}
	return list
}

// thanAfter finds what is compared behind a word, but not "people more than 60 years old".
var thanAfter = regexp.MustCompile(`^\pL+ \pL+ than (?:\pL|$)`)

// isNoun reports whether a word of change is one, by the next: "a [300](…) drop in cases",
// and not "[300](…) drop out".
func isNoun(word, next string, last bool) bool {
	return told[word] && (last || next == "" || ofChange[next])
}

// hasThan reports whether something is compared up to where the clause ends.
func hasThan(text string) bool {
	return slices.Contains(words(clauseAfter(text)), "than")
}

// clauseAfter is a text up to where its clause ends.
func clauseAfter(text string) string {
	if i := strings.IndexAny(text, enders); i >= 0 {
		return text[:i]
	}
	return text
}

// only is the word that a field of a text holds, "" when it is none or several.
func only(field string) string {
	if list := words(field); len(list) == 1 {
		return list[0]
	}
	return ""
}

// ends and stops report whether a text ends, or begins, with what ends a number.
func ends(text string) bool {
	r, _ := utf8.DecodeLastRuneInString(text)
	return strings.ContainsRune(enders, r)
}

func stops(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return strings.ContainsRune(enders, r)
}

const enders = ".,;:!?()[]\"“”«»–—"
