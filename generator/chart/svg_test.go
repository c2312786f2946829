package chart

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestClean(t *testing.T) {
	for _, c := range []struct{ name, svg, want string }{
		{"styles become attributes, the font is the page's", `<svg width="10" height="20" style="x:y"><text style="font-size:12px;font-family:a;" xml:space="preserve" x="1">A &amp; B</text></svg>`,
			`<svg viewBox="0 0 10 20" width="10" height="20"><text font-size="12px" x="1">A &amp; B</text></svg>`},
		{"ids are the chart's, in order", `<svg width="1" height="1"><path d="M0 0" fill="url(#zr7-g9)" clip-path="url(#zr7-c3)"></path><defs><clipPath id="zr7-c3"><path d="M1 1" fill="#000"></path></clipPath></defs></svg>`,
			`<svg viewBox="0 0 1 1" width="1" height="1"><path d="M0 0" fill="url(#id-1)" clip-path="url(#id-2)"/><defs><clipPath id="id-2"><path d="M1 1" fill="#000"/></clipPath></defs></svg>`},
		{"what shows nothing goes", `<svg width="1" height="1"><path d="M0 0" fill="none" pointer-events="visible"></path><path d="M2 0" fill="transparent"></path><path d="M3 0" fill="none" stroke="red"></path></svg>`,
			`<svg viewBox="0 0 1 1" width="1" height="1"><path d="M3 0" fill="none" stroke="red"/></svg>`},
		{"states go", `<svg width="1" height="1"><style ><![CDATA[ .a:hover { } ]]></style><path d="M3 0" class="a" onclick="alert(1)"/></svg>`,
			`<svg viewBox="0 0 1 1" width="1" height="1"><path d="M3 0"/></svg>`},
		{"words stay words", `<svg width="1" height="1"><text>&lt;script&gt;var(--ink)"</text></svg>`,
			`<svg viewBox="0 0 1 1" width="1" height="1"><text>&lt;script&gt;var&#40;--ink)&#34;</text></svg>`},
	} {
		got, _, err := clean(c.svg, "id")
		if err != nil || string(got) != c.want {
			t.Errorf("%s:\n%s\nwant\n%s\n%v", c.name, got, c.want, err)
		}
	}
	for _, bad := range []string{"", "x", `<svg width="1" height="1"><script>1</script></svg>`, `<svg width="1" height="1"><foreignObject/></svg>`, `<svg width="1" height="1"><image href="x"/></svg>`,
		`<svg width="1" height="1"><path`, `<svg width="1" height="1"><g>`} {
		if got, _, err := clean(bad, "id"); err == nil {
			t.Errorf("%s is taken for the picture %s", bad, got)
		}
	}
}

func TestCleanFindsFigures(t *testing.T) {
	_, drawn, err := clean(`<svg width="1" height="1"><path d="M0 0" fill="transparent" ecmeta_series_index="1" ecmeta_data_index="4" ecmeta_ssr_type="chart"/><path ecmeta_series_index="0" ecmeta_data_index="0" ecmeta_ssr_type="legend"/></svg>`, "id")
	if err != nil || len(drawn) != 1 || !drawn[mark{1, 4}] {
		t.Errorf("the figures are %v, %v", drawn, err)
	}
}

// FuzzClean: whatever ECharts might draw, no script, handler or style attribute
// comes through, and what comes through is one whole element.
func FuzzClean(f *testing.F) {
	f.Add(`<svg width="1" height="1"><text x="1">a</text></svg>`)
	f.Add(`<svg width="1" height="1" onload="x"><g style="fill:url(#a)"><path d="M0 0"/></g></svg>`)
	f.Fuzz(func(t *testing.T, svg string) {
		got, _, err := clean(svg, "id")
		if err != nil {
			return
		}
		s := string(got)
		if !strings.HasPrefix(s, "<svg ") || !strings.HasSuffix(s, ">") {
			t.Errorf("%q is no element", s)
		}
		for _, bad := range []string{"<script", " on", " style=", "<!--", "<foreign", "href="} {
			if i := strings.Index(s, bad); i >= 0 && !strings.Contains(s, "<text") {
				t.Errorf("%q comes through %q", bad, s)
			}
		}
		for d := xml.NewDecoder(strings.NewReader(s)); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%q: %v", s, err)
			}
		}
	})
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
