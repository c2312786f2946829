package option

import (
	"strings"
	"testing"
)

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  string
	}{
		{"of whom foreign nationals", 120, "of whom foreign|nationals"},
		{"one", 500, "one"},
		{"", 50, ""},
		{"Donaudampfschifffahrt", 60, "Donaud|ampfsch|ifffahrt"},
		{"दीदी", 20, "दी|दी"}, // a vowel sign stays with its letter
		{"二〇一八年上半年", 60, "二〇一八|年上半年"},
	} {
		lines := Body.Wrap(c.text, c.width)
		if got := strings.Join(lines, "|"); got != c.want {
			t.Errorf("%q in %d pixels is %q, not %q", c.text, c.width, got, c.want)
		}
		for _, l := range lines {
			if Body.Width(l) > max(c.width, Body.Width("दी")) {
				t.Errorf("%q is wider than %d", l, c.width)
			}
		}
	}
}

func TestWidth(t *testing.T) {
	for _, c := range []struct {
		line string
		want int
	}{
		{"", 0},
		{"国", 1050},
		{"é", Advance("e")},
		{"e\u0301", Advance("e")}, // a combining accent takes no room
		{"Ж", 850},
		{"က", 1050},
		{"→", 840},
		{"≠", 840},
		{"ไทย", 3 * 750},
		{"ที่", 750}, // a vowel and a tone above the letter
		{"عربي", 4 * 800},
		{"हिन्दी", 5 * 820}, // two vowel signs stand beside their letters
		{"한국", 2 * 1050},
		{"ế", 800},
		{"\u200d\u2060", 0},
		{"😀\ufe0f", 1400},
		{"10\u202f000", 5*Advance("0") + 320},
		{"[p]", 400 + Advance("p") + 400},
	} {
		if got := Advance(c.line); got != c.want {
			t.Errorf("%q advances by %d, not %d", c.line, got, c.want)
		}
	}
	if got := Font(10).Widest([]string{"a", "国国\n国"}); got != 21 {
		t.Errorf("two wide letters at 10 pixels are %d wide, not 21", got)
	}
	if !Body.Fits([]string{"a b c d e f"}, 12) || Body.Fits([]string{"a", "abc"}, 12) {
		t.Error("a word fits that is wider than its line, or the other way round")
	}
}
