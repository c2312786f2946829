package prose

import (
	"testing"

	"vitrine/generator/report"
	"vitrine/generator/source"
)

// FuzzVerbatim makes Markdown of texts, and finds them again, on one line and in paragraphs.
func FuzzVerbatim(f *testing.F) {
	for _, text := range []string{"", "a", "1. no list", "# none", "*a* _b_ `c` [d](e)", "a\nb", "a\n\nb", "a\n\n\nb",
		" a ", "a \n b", "\na", "a\n", "<b>&amp;", "a  b", "\ta", "| a |", "+++", "```", "~~~\nx", "- a\n- b", "a\\\nb", "&#10;"} {
		f.Add(text)
	}
	r := NewReader(nil, nil, report.Phrasing{})
	f.Fuzz(func(t *testing.T, text string) {
		if source.IndexHidden([]byte(text)) >= 0 || !plainText(text) {
			t.Skip()
		}
		if got := Said(Verbatim(text)); got != text {
			t.Errorf("%q: %q", text, got)
		}
		var problems source.Problems
		at := func(int) source.Pos { return source.Pos{} }
		made, _ := r.Article(VerbatimParagraphs(text), at, &problems)
		if got := Written(made); got != text || problems.Failed() {
			t.Errorf("%q: %q of %q %v", text, got, VerbatimParagraphs(text), problems.Sorted())
		}
	})
}

// plainText reports whether a text has no characters that Markdown takes for blanks or replaces.
func plainText(text string) bool {
	for _, r := range text {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r == 0xfffd || r > 0x7f && r < 0xa1 || r == 0x2028 || r == 0x2029 {
			return false
		}
	}
	return true
}
