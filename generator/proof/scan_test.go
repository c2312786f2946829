package proof

import (
	"fmt"
	"testing"
)

// told is what a scan tells of.
type told struct{ list []string }

func (t *told) start(tag string, attrs []attr) {
	t.list = append(t.list, fmt.Sprintf("<%s %q>", tag, attrs))
}
func (t *told) end(tag string)   { t.list = append(t.list, "</"+tag+">") }
func (t *told) text(text []byte) { t.list = append(t.list, string(text)) }

func all([]byte) bool { return true }

// same reports whether the quick scan took a page, and holds it against the whole
// one.
func same(t *testing.T, page string) bool {
	t.Helper()
	var quickly, slowly told
	if !quick([]byte(page), &quickly, all) {
		return false
	}
	scan([]byte(page), &slowly, all)
	if a, b := fmt.Sprintf("%q", quickly.list), fmt.Sprintf("%q", slowly.list); a != b {
		t.Errorf("%q\nquick %s\nwhole %s", page, a, b)
	}
	return true
}

func TestQuick(t *testing.T) {
	for page, taken := range map[string]bool{
		"": true, "words": true, "<!doctype html><p>x</p>": true, "<p>a &amp; b &lt; c</p>": true, "<p>a & b</p>": true,
		"<a href=\"/x?a=1&amp;b=2\" hidden>x</a>": true, "<p CLASS='A'>x</P>": true, "<br/><clipPath id=\"x\"/>": true,
		"<script type=\"application/json\">{\"a\": \"</p> &amp;\"}</script>": true, "<title>a &amp; b</title>": true,
		"<!-- note --><p>":        true,
		"<style>p > a {}</style>": true, "<textarea>x</textarea>": true, "<p data-x=\"é\">": true,
		"a < b": false, "<p": false, "<p a = \"x\">": false, "<p a=x>": false, "<p a=\"x\"b=\"y\">": false,
		"<a href=\"?a=1&b=2\">": false, "&copy x": false,
		"<script><!-- <script> </script> --></script>": false, "<noscript><p></noscript>": false,
		"<!-- a -- b -->": false, "<!-->": false, "<?php ?>": false,
		"<p/a>": false, "</p a>": false, "</ p>": false, "a\rb": false, "a\x00b": false, "<script>x": false,
		"<textarea>\nx</textarea>": false,
		"<p \"x\">":                false, "<p a\"b=\"c\">": false, "<svg><![CDATA[x]]></svg>": false, "<script>x</script >": false,
	} {
		if got := same(t, page); got != taken {
			t.Errorf("%q is taken quickly: %v", page, got)
		}
	}
}

// FuzzQuick: whatever the quick scan takes, it tells the same of as the whole one.
func FuzzQuick(f *testing.F) {
	for _, seed := range []string{"<!doctype html><p class=\"a\">x &amp; y</p><script>x</script><!-- c -->",
		"<a href='#x' b>z</a><br/>", "<title>&#39;</title><style>a</style>", "<textarea>&lt;</textarea></x>"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, page string) { same(t, page) })
}
