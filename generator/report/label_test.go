package report

import "testing"

// TestLabelIn: a label is that of the language, of its region's, for all, in the fallback, or the first.
func TestLabelIn(t *testing.T) {
	for _, c := range []struct {
		label          Label
		language, want string
	}{
		{Label{"en": "cases", "de": "Fälle"}, "de", "Fälle"},
		{Label{"en": "cases", "de": "Fälle"}, "en-GB", "cases"},
		{Label{"zh": "a", "zh-Hant": "b"}, "zh-Hant-TW", "b"},
		{Label{"": "all", "en": "cases"}, "pl", "all"},
		{Label{"en": "cases", "de": "Fälle"}, "pl", "cases"},
		{Label{"fr": "cas", "de": "Fälle"}, "pl", "Fälle"},
		{nil, "en", ""},
	} {
		if got := c.label.In(c.language); got != c.want {
			t.Errorf("%v in %s: %q, not %q", c.label, c.language, got, c.want)
		}
	}
}
