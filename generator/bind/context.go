package bind

import (
	"strings"
	"unicode/utf8"

	"vitrine/generator/report"
)

// inContext is a phrase with those words around its link that a reader takes to be
// part of the number: "[12.5](…) million euros", "-[40](…)", "€ [12](…)", and where
// the figure is a difference or a share, "fell by [75](…)".
func (b *binding) inContext(f *report.Figure, phrase string, v value) string {
	if !b.english || v.withheld || v.missing || v.text != nil {
		return phrase
	}
	said := phrase
	if behind := strings.Join(continued(f.After), " "); behind != "" {
		said += " " + behind
	}
	before := strings.TrimRight(f.Before, " \u00a0\u202f")
	sign := strings.TrimSuffix(strings.TrimSuffix(before, "-"), "−")
	if before == f.Before && sign != before && (sign == "" || strings.HasSuffix(sign, " ") || strings.HasSuffix(sign, "(")) {
		return "-" + said
	}
	list := words(before)
	if len(list) == 0 || ends(before) {
		return said
	}
	last, changes := list[len(list)-1], v.difference || v.ratio
	switch {
	case currencies[last] != "" && utf8.RuneCountInString(last) <= 3:
		return last + " " + said
	case changes && isChange(last):
		return last + " " + said
	case changes && (last == "by" || last == "of") && len(list) > 1 && isChange(list[len(list)-2]):
		return list[len(list)-2] + " " + last + " " + said
	}
	return said
}

// qualifierBefore is a word like "about" right before a link, where it counts for
// nothing, or "".
func qualifierBefore(before string) string {
	list := words(before)
	for n := min(3, len(list)); n > 0 && !ends(before); n-- {
		if q := strings.Join(list[len(list)-n:], " "); qualifiers[q] != equal {
			return q
		}
	}
	return ""
}

// continued are the first words of what follows a link that go on with its number.
func continued(after string) []string {
	text := strings.TrimLeft(after, " \u00a0\u202f-‐‑")
	var list []string
	for text != "" && !stops(text) {
		word, rest, _ := strings.Cut(text, " ")
		next, _, _ := strings.Cut(rest, " ")
		n := 1
		plain, following := only(word), only(next)
		_, part := parts[plain]
		_, together := parts[plain+" "+following]
		_, bound := afterwards[plain+" "+following]
		_, alone := afterwards[plain]
		_, scale := scales[plain]
		switch {
		case plain == "":
			return list
		case together, bound, compound[plain] != "", currencies[following] != "",
			(plain == "per" || plain == "every") && (scales[following] > 0 || digitsWord.MatchString(following)):
			n = 2
		case (plain == "for" || plain == "in") && following == "every": // and how many
		case part, alone, scale, suffixes[plain] != "", undoing[plain], unitNamed(plain, "") != "",
			plain == "times", plain == "fold", plain == "points", plain == "point":
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
