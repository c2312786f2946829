package bind

import (
	"regexp"
	"strings"
	"unicode"

	"vitrine/generator/report"
)

// cutOff reports whether some digits of a number stand outside of its link.
func (b *Binder) cutOff(f *report.Figure, phrase string) bool {
	return digitBefore.MatchString(f.Before) || b.table.GoesOn(phrase, f.After)
}

var digitBefore = regexp.MustCompile(`\p{Nd}[.,'’]?$`)

// folded returns the words of a text in small letters, with a space before and after each.
func folded(s string) string {
	return " " + strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && r != '+' && r != '.'
	}), " ") + " "
}
