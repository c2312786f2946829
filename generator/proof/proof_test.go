package proof

import (
	"net/url"
	"strings"
	"testing"

	"vitrine/generator/output"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// run reads a whole site.
func run(site *output.Site, base *url.URL, withheld []Withheld, problems *source.Problems) Counts {
	r := New(base, withheld, problems)
	for _, name := range site.Paths() {
		text, _ := site.File(name)
		r.Look(name, text, "a file")
	}
	return r.Finish(site, func() map[report.SiteLink]source.Pos { return nil })
}

// TestProof shows each thing that a finished site must not have.
func TestProof(t *testing.T) {
	base, _ := url.Parse("https://example.org/r/")
	for _, c := range []struct{ body, want string }{
		{`<p id="a">fine <a href="/r/">home</a> <a href="#a">here</a> <a href="https://example.com/">elsewhere</a></p>`, ""},
		{`<a href="/r/gone/">x</a>`, "links to /r/gone/, which is not there"},
		{`<a href="gone.pdf">x</a>`, "links to gone.pdf, which is not there"},
		{`<a href="/">x</a>`, "which is outside the site"},
		{`<a href="https://example.org/contact">x</a> <a href="https://EXAMPLE.org:443/">x</a>`, ""},
		{`<a href="https://example.org/r/gone/">x</a>`, "which is not there"},
		{`<a href="https://EXAMPLE.org:443/r/gone/">x</a>`, "which is not there"},
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
		{"<p>\x00</p>", "holds bytes that are no text"},
		{"<p>\xe9</p>", "holds bytes that are no text"},
		{"<p>\ufeff</p>", "holds bytes that are no text"},
		{`<td id="c">[c]</td>`, ""},
		{`<td id="c">3</td>`, "something else than [c]"},
		{`<td id="c">[c]<sup>1</sup></td>`, "something else than [c]"},
		{`<td>3</td>`, "1 places have to show [c], but only 0"},
	} {
		site := output.New()
		_ = site.Add("index.html", []byte("<!doctype html><title>x</title>"+c.body), "a file")
		_ = site.Add("other/index.html", []byte("<!doctype html><title>x</title>"), "a file")
		var withheld []Withheld
		if strings.HasPrefix(c.body, "<td") {
			withheld = []Withheld{{File: "index.html", ID: "c"}}
		}
		var problems source.Problems
		counts := run(site, base, withheld, &problems)
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
	var empty source.Problems
	blank := output.New()
	_ = blank.Add("index.html", []byte(" \n"), "a file")
	if run(blank, base, nil, &empty); !empty.Failed() {
		t.Error("a page may be empty")
	}
	site := output.New()
	_ = site.Add("x.css", []byte("@import url(https://example.com/x.css);"), "a file")
	var problems source.Problems
	if run(site, base, nil, &problems); !problems.Failed() {
		t.Error("a style sheet may load from another site")
	}
}

// TestWithheldInFiles shows each way in which a data file or a sentence can tell what is
// withheld.
func TestWithheldInFiles(t *testing.T) {
	for _, c := range []struct {
		file, text string
		withheld   Withheld
		want       string
	}{
		{"d.csv", "year,n,n_marks\n2024,,c\n", Withheld{Record: 1, Column: "n"}, ""},
		{"d.csv", "year,n,n_marks\n2024,3,c\n", Withheld{Record: 1, Column: "n"}, "record 1, column n"},
		{"d.csv", "year,n,n_marks\n2024,,p\n", Withheld{Record: 1, Column: "n"}, "record 1, column n_marks"},
		{"d.csv", "year,n,n_bound,n_marks\n2024,,>,c\n", Withheld{Record: 1, Column: "n"}, "record 1, column n_bound"},
		{"d.csv", "year,n,n_marks,n_notes\n2024,,c,three\n", Withheld{Record: 1, Column: "n"},
			"record 1, column n_notes"},
		{"d.csv", "year,n\n", Withheld{Record: 1, Column: "n"}, "only 0 of them were found"},
		{"d.csv", "year\n2024\n", Withheld{Record: 1, Column: "n"}, "only 0 of them were found"},
		{"d.json", `{"rows": [{"cells": {"n": {"state": "suppressed", "marks": ["c"]}}}]}`,
			Withheld{Pointer: "/rows/0/cells/n"}, ""},
		{"d.json", `{"rows": [{"cells": {"n": {"state": "suppressed", "value": 3}}}]}`,
			Withheld{Pointer: "/rows/0/cells/n"}, "/rows/0/cells/n/value"},
		{"d.json", `{"rows": [{"cells": {"n": {"state": "value"}}}]}`, Withheld{Pointer: "/rows/0/cells/n"},
			"/rows/0/cells/n/state"},
		{"d.json", `{"rows": [{"cells": {"n": {"state": "suppressed", "marks": ["p"]}}}]}`,
			Withheld{Pointer: "/rows/0/cells/n"}, "/rows/0/cells/n/marks"},
		{"d.json", `{"rows": []}`, Withheld{Pointer: "/rows/0/cells/n"}, "only 0 of them were found"},
		{"d.json", `{`, Withheld{Pointer: "/rows/0/cells/n"}, "only 0 of them were found"},
		{"data/d/index.html", `<td id="x">[c]</td><a class="figure" href="/r/data/d/#x">[c]</a>` +
			`<a class="figure" href="/r/data/d/#y">7</a><p id="y">`, Withheld{ID: "x"}, ""},
		{"data/d/index.html", `<td id="x">[c]</td><a class="figure" href="/r/data/d/#x">3</a>`, Withheld{ID: "x"},
			"something else than [c] in a link"},
		{"data/d/index.html", `<td id="x">[c]</td><a class="figure" href="/r/data/d/#x"><data value="3">[c]</data></a>`,
			Withheld{ID: "x"}, "something else than [c] in a link to a suppressed cell"},
	} {
		c.withheld.File = c.file
		if text := complaints(c.file, c.text, c.withheld); c.want == "" && text != "" || !strings.Contains(text, c.want) {
			t.Errorf("%s: %q, want %q", c.text, text, c.want)
		}
	}
}

// TestWithheldOnMaps: a map whose words withhold a region fills none there.
func TestWithheldOnMaps(t *testing.T) {
	for _, test := range []struct {
		regions string
		draws   bool
	}{
		{`<path data-at="1" class="blank" d="m0 0"/>`, false},
		{`<path data-at="0" fill="x" d="m0 0"/><path data-at="1" class="blank" d="m0 0"/>`, false},
		{`<path data-at="1" fill="x" d="m0 0"/>`, true},
		{`<path data-at="1" class="dot" d="m0 0"/>`, true},
		{`<path data-at="1" class="blank" d="m0 0"/><path data-at="1" d="m0 0"/>`, true},
		{``, false}, // a whole has no region
	} {
		other := `<figure><svg><path data-at="1" d="m0 0"/></svg></figure>`
		text := complaints("c/index.html", other+`<figure><svg>`+test.regions+`</svg><script type="application/json">`+
			`{"map": true, "panels": [{"words": [["7", "[c]"]]}]}</script></figure>`)
		if strings.Contains(text, "draws a suppressed figure") != test.draws || !test.draws && text != "" {
			t.Errorf("%s: %q", test.regions, text)
		}
	}
}

// complaints are the problems of a site of one file.
func complaints(file, contents string, withheld ...Withheld) string {
	base, _ := url.Parse("https://example.org/r/")
	site := output.New()
	_ = site.Add(file, []byte(contents), "a file")
	var problems source.Problems
	run(site, base, withheld, &problems)
	text := ""
	for _, p := range problems.Sorted() {
		text += p.Text
	}
	return text
}

// TestWithheldInCharts: a chart whose words withhold a point draws none there, neither in the
// wide picture nor in the narrow one.
func TestWithheldInCharts(t *testing.T) {
	for _, test := range []struct {
		wide, narrow, words string // data of the one series; words of its points
		draws               bool
	}{
		{`{"value": 3}`, `"-"`, `"[c]"`, true},
		{`"-"`, `{"value": [0, 3]}`, `"[c]"`, true},
		{`{"value": [0, "-"]}`, `{"value": 3}`, `"[c]"`, true},
		{`"3"`, `"-"`, `"[c]"`, true},
		{``, `"-"`, `"[c]"`, true},
		{`"-"`, `{"label": {}}`, `"[c]"`, true},
		{`{"value": "-"}`, `"-"`, `"[c]"`, false},
		{`{"value": [0, 0, "-"]}`, `"-"`, `"[c]"`, false},
		{`7, 3`, `7, "-"`, `"7", "[c] confidential"`, true},
		{`7, "-"`, `7, [1, "-"]`, `"7", "[c] confidential"`, false},
		{`["-", "-"], [0, 7], [1, "-"]`, `7, "-"`, `"7", "[c]"`, false},
		{`["-", "-"], [0, 7], [1, 3]`, `7, "-"`, `"7", "[c]"`, true},
	} {
		panel := func(data string) string { return `[{"option": {"series": [{"data": [` + data + `]}]}}]` }
		chart := `{"wide": ` + panel(test.wide) + `, "narrow": ` + panel(test.narrow) +
			`, "panels": [{"words": [[` + test.words + `]]}]}`
		drawsWithheld(t, chart, test.draws)
	}
	for _, chart := range []string{
		`{"wide": 3, "panels": [{"words": [["[c]"]]}]}`,
		`{"wide": [], "narrow": [], "panels": [{"words": [["[c]"]]}]}`,
		`{"wide": [{"option": {"series": []}}], "narrow": [{}], "panels": [{"words": [["[c]"]]}]}`,
		`{"skip": 1, "wide": [{"option": {"series": [{"data": ["-"]}]}}], "panels": [{"words": [["[c]"]]}]}`,
	} {
		drawsWithheld(t, chart, true)
	}
}

// drawsWithheld checks whether a chart is said to draw a figure that it withholds.
func drawsWithheld(t *testing.T, chart string, draws bool) {
	t.Helper()
	text := complaints("c/index.html", `<script type="application/json">`+chart+`</script>`)
	if strings.Contains(text, "draws a suppressed figure") != draws || !draws && text != "" {
		t.Errorf("%s: %q", chart, text)
	}
}

// TestKeptPages: a page that is kept is not read again, but what it shows is held
// against what must not be shown now.
func TestKeptPages(t *testing.T) {
	base, _ := url.Parse("https://example.org/r/")
	page := `<!doctype html><title>x</title><p><a class="figure" href="/r/d/#c"><data value="3">3</data></a> ` +
		`<a class="figure" href="/r/d/#e">[c]</a>`
	for _, c := range []struct {
		hidden string
		wrong  bool
	}{{"c", true}, {"e", false}, {"other", false}} {
		site := output.New()
		_ = site.Keep("index.html", output.File{From: "a file"})
		cells := `<!doctype html><title>x</title><p id="c">[c]</p><p id="e">[c]</p><p id="other">[c]</p>`
		_ = site.Add("d/index.html", []byte(cells), "a file")
		var before, problems source.Problems
		known := New(base, nil, &before).readPage("index.html", []byte(page), "a file")
		r := New(base, []Withheld{{File: "d/index.html", ID: c.hidden}}, &problems)
		r.Keep("index.html", &known)
		text, _ := site.File("d/index.html")
		r.Look("d/index.html", text, "a file")
		r.Finish(site, func() map[report.SiteLink]source.Pos { return nil })
		list := problems.Sorted()
		if wrong := len(list) == 1 && strings.Contains(list[0].Text, "something else than [c]"); wrong != c.wrong ||
			len(list) > 1 {
			t.Errorf("%s: %v", c.hidden, list)
		}
	}
}
