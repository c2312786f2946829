package proof

import (
	"net/url"
	"strings"
	"testing"

	"vitrine/generator/output"
	"vitrine/generator/source"
)

// TestProof shows each thing that a finished site must not have.
func TestProof(t *testing.T) {
	base, _ := url.Parse("https://example.org/r/")
	for _, c := range []struct{ body, want string }{
		{`<p id="a">fine <a href="/r/">home</a> <a href="#a">here</a> <a href="https://example.com/">elsewhere</a></p>`, ""},
		{`<a href="/r/gone/">x</a>`, "links to /r/gone/, which is not there"},
		{`<a href="gone.pdf">x</a>`, "links to gone.pdf, which is not there"},
		{`<a href="/">x</a>`, "which is outside the site"},
		{`<a href="#gone">x</a>`, "no such place on that page"},
		{`<a href="/r/other/#gone">x</a>`, "no such place on that page"},
		{`<link rel="canonical" href="https://example.org/r/gone/">`, "which is not there"},
		{`<p id="a"></p><p id="a"></p>`, `has the id "a" twice`},
		{`<script>x</script>`, "has a script in the page"},
		{`<script type="text/plain">x</script>`, "has a script in the page"},
		{`<script type="application/json">{}</script>`, ""},
		{`<script src="https://example.com/x.js"></script>`, "loads from another site: example.com"},
		{`<img src="//example.com/x.png">`, "loads from another site"},
		{`<img srcset="/r/ 1x, https://example.com/x.png 2x">`, "loads from another site"},
		{`<svg><image href="https://example.com/x.png"></svg>`, "loads from another site"},
		{`<link rel="stylesheet" href="https://example.com/x.css">`, "loads from another site"},
		{`<script src="/r/x.js"></script>`, "loads a script without its integrity: /r/x.js"},
		{`<p style="color:red">`, "has a style attribute on p"},
		{`<style>p {}</style>`, "has a style element"},
		{`<p onclick="x">`, "runs a script from the attribute onclick"},
		{`<a href="javascript:x">x</a>`, "links to the scheme javascript"},
		{`<a href=" JavaScript:x">x</a>`, "links to the scheme javascript"},
		{`<iframe src="/r/"></iframe>`, "has an element iframe"},
		{`<p>[1,332](value:a/b)</p>`, "stayed Markdown"},
		{`<meta http-equiv="refresh" content="0; url=/r/gone/">`, "which is not there"},
		{`<td id="c">[c]</td>`, ""},
		{`<td id="c">3</td>`, "something else than [c]"},
		{`<td id="c">[c]<sup>1</sup></td>`, "something else than [c]"},
		{`<td>3</td>`, "1 cells are suppressed, but only 0"},
	} {
		site := output.New()
		_ = site.Add("index.html", []byte("<!doctype html><title>x</title>"+c.body), "a file")
		_ = site.Add("other/index.html", []byte("<!doctype html><title>x</title>"), "a file")
		var withheld []Withheld
		if strings.HasPrefix(c.body, "<td") {
			withheld = []Withheld{{"index.html", "c"}}
		}
		var problems source.Problems
		counts := Run(site, base, withheld, nil, &problems)
		var got []string
		for _, p := range problems.Sorted() {
			got = append(got, p.Text)
		}
		if text := strings.Join(got, "; "); c.want == "" && text != "" || !strings.Contains(text, c.want) {
			t.Errorf("%s: %q, want %q", c.body, text, c.want)
		}
		if counts.Pages != 2 {
			t.Errorf("looked at %d pages", counts.Pages)
		}
	}
	site := output.New()
	_ = site.Add("x.css", []byte("@import url(https://example.com/x.css);"), "a file")
	var problems source.Problems
	if Run(site, base, nil, nil, &problems); !problems.Failed() {
		t.Error("a style sheet may load from another site")
	}
}
