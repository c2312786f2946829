package chart

import (
	"strings"
	"testing"
)

// TestWordsStayWords: what stands in a picture breaks out of nothing, and is not
// taken for a colour, which File replaces.
func TestWordsStayWords(t *testing.T) {
	c := &canvas{}
	c.text(pixel, 2*pixel, lettering{"start", fontSize, pixels(lineHeight), ink}, "<script>var(--ink)\"</script>&\n")
	const want = `<text x="1" y="-6.5" dominant-baseline="central" text-anchor="start" font-size="13px" fill="var(--ink)">&lt;script&gt;var&#40;--ink)&#34;&lt;/script&gt;&amp;</text>`
	if got := string(c.out); got != want {
		t.Errorf("the words are\n%s\nnot\n%s", got, want)
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  string
	}{
		{"of whom foreign nationals", 120, "of whom foreign|nationals"},
		{"one", 500, "one"},
		{"", 50, ""},
		{"Donaudampfschifffahrt", 60, "Donauda|mpfschiff|fahrt"},
		{"二〇一八年上半年", 60, "二〇一八|年上半年"},
	} {
		lines := wrap(c.text, c.width, fontSize)
		if got := strings.Join(lines, "|"); got != c.want {
			t.Errorf("%q in %d pixels is %q, not %q", c.text, c.width, got, c.want)
		}
		for _, l := range lines {
			if textWidth(l, fontSize) > c.width {
				t.Errorf("%q is wider than %d", l, c.width)
			}
		}
	}
}
