package phrase_test

import (
	"fmt"
	"testing"

	"vitrine/generator/phrase"
	"vitrine/generator/phrase/phrasetest"
)

// TestPer: of how many a unit counts is read in the language of the page, and else in the one that lends it words.
func TestPer(t *testing.T) {
	lent := phrase.Of(phrasetest.Phrasing(t, "../..", "en"))
	for language, units := range map[string]map[string]string{
		"en": {
			"%": "100 percent", "per cent of cases": "100 percent", "per 1,000": "1000", "per 100 000 women": "100000",
			"per ten thousand": "10000", "per million people": "1000000", "‰": "1000", "per hundred": "100",
			"per 100.000": "unclear", "persons": "none", "per day": "none", "euros per person": "none",
			"percentage points": "none",
		},
		"de": {
			"Prozent": "100 percent", "%": "100 percent", "je 100.000 Einwohner": "100000", "pro 1 000": "1000", "Promille": "1000",
			"per 100,000 people": "100000", "je 100,000": "unclear", "Fälle": "none", "Euro je Tag": "none", "je Million": "1000000",
		},
		"fr": {"pour cent": "100 percent", "pour 100 000 habitants": "100000", "par million": "1000000", "cas": "none"},
		"es": {"por ciento": "100 percent", "por cada 100.000 habitantes": "100000", "por mil": "1000", "casos": "none"},
		"th": {"ร้อยละ": "100 percent", "เปอร์เซ็นต์": "100 percent", "ต่อ 100,000 คน": "100000", "ต่อประชากรแสนคน": "100000", "คน": "none"},
		"vi": {"phần trăm": "100 percent", "trên 100.000 dân": "100000", "người": "none"},
		"zh": {"%": "100 percent", "百分比": "100 percent", "百分点": "none", "每10万人": "100000", "每十万人": "100000", "每100,000人": "100000", "人": "none", "‰": "1000"},
	} {
		own := phrase.Of(phrasetest.Phrasing(t, "../..", language))
		for words, want := range units {
			u, got := phrase.ReadUnit(words, own, lent), "none"
			switch {
			case u.Unclear:
				got = "unclear"
			case u.Percent:
				got = u.Per.RatString() + " percent"
			case u.Per != nil:
				got = fmt.Sprint(u.Per.RatString())
			}
			if got != want {
				t.Errorf("%s: %q is of %s, not %s", language, words, got, want)
			}
		}
	}
}
