package build_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"

	"vitrine/generator/sitetest"
)

var stringValue = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)

// TestHostileText puts hostile text into every string of every file of a site
// that has all blocks, one string at a time. Either the build refuses it at a
// place, or the pages hold no script that is not the site's own.
func TestHostileText(t *testing.T) {
	sitetest.Packages(t)
	base := sitetest.Blocks(t)
	if out, problems := sitetest.BuildQuiet(base); out == nil { // of a pie of two parts it warns
		t.Fatal(problems)
	}
	share, least := 1, 20 // one string in so many
	switch {
	case testing.Short():
		share, least = 29, 5
	case sitetest.Sampled():
		share, least = 17, 5
	}
	built, refused := 0, 0
	for _, name := range []string{"data/site.toml", "data/sources.toml", "data/datasets/rival.toml", "data/datasets/tiers.toml", "content/reports/first.md", "templates/words/en.toml"} {
		text := string(base[name].Data)
		for i, at := range stringValue.FindAllStringIndex(text, -1) {
			bad := sitetest.Hostile[i%len(sitetest.Hostile)]
			if i%share != 0 {
				continue
			}
			files := fstest.MapFS{}
			for n, f := range base {
				files[n] = f
			}
			old := text[at[0]+1 : at[1]-1]
			if strings.Contains(old, "value:") { // keep the link, so that the page is reached
				bad = old + " " + bad
			}
			quoted := `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(bad) + `"`
			files[name] = &fstest.MapFile{Data: []byte(text[:at[0]] + quoted + text[at[1]:])}
			out, problems := sitetest.BuildQuiet(files)
			if out == nil {
				refused++
				for _, p := range problems {
					if p.File == "" || strings.Contains(p.Text, "goroutine") {
						t.Errorf("%s, string %d: a problem without a place: %v", name, i, p)
					}
				}
				continue
			}
			built++
			for _, path := range out.Paths() {
				contents, _ := out.File(path)
				if strings.HasSuffix(path, ".html") {
					checkInert(t, name+" as "+bad+" on "+path, contents)
				}
			}
		}
	}
	if built < least || refused < least {
		t.Errorf("%d sites built and %d refused: the test has not looked", built, refused)
	}
}

// ownScript is the address of a script of the site's own.
var ownScript = regexp.MustCompile(`^/report/assets/(cards|chart|search|embed)-[0-9a-f]+\.js$`)

// checkInert reports scripts that are not the site's own, handlers, and
// elements that templates never write.
func checkInert(t testing.TB, what string, text []byte) {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(text))
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return
	}
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode {
			switch n.Data {
			case "b", "x", "iframe", "object", "style", "img", "foreignObject", "animate", "set", "use", "image":
				t.Errorf("%s: an element %s", what, n.Data)
			case "svg":
				drawn := isSparkline(n) || isKey(n)
				for _, a := range n.Parent.Attr {
					drawn = drawn || a.Key == "class" && strings.HasPrefix(a.Val, "drawn ")
				}
				if !drawn {
					t.Errorf("%s: an svg that is no chart and no sparkline", what)
				}
			}
			kind, src := "", ""
			for _, a := range n.Attr {
				if strings.HasPrefix(a.Key, "on") {
					t.Errorf("%s: a handler %s", what, a.Key)
				}
				if a.Key == "href" && strings.HasPrefix(strings.ToLower(a.Val), "javascript") {
					t.Errorf("%s: a link that runs", what)
				}
				if a.Key == "type" {
					kind = a.Val
				}
				if a.Key == "style" {
					t.Errorf("%s: a style attribute", what)
				}
				if a.Key == "src" {
					src = a.Val
				}
			}
			if n.Data == "script" && kind != "application/json" && kind != "application/ld+json" && !ownScript.MatchString(src) {
				t.Errorf("%s: a script %q", what, src)
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(doc)
}

// isKey reports whether an svg element is the colour of a class of a map, beside its words.
func isKey(n *html.Node) bool {
	if n.Parent.Data != "li" {
		return false
	}
	for _, a := range n.Parent.Parent.Attr {
		if a.Key == "class" && a.Val == "classes" {
			return true
		}
	}
	return false
}

// isSparkline reports whether an svg element is one: two lines and a dot in a cell or beside a
// big figure, and nothing else.
func isSparkline(n *html.Node) bool {
	var inside []string
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		inside = append(inside, c.Data)
	}
	return (n.Parent.Data == "td" || n.Parent.Data == "p") && n.Attr[0].Val == "spark" &&
		slices.Equal(inside, []string{"path", "path", "circle"})
}

// TestFilesThatCantBeRead covers what a text archive can't hold.
func TestFilesThatCantBeRead(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		data []byte
		want string
	}{
		"broken UTF-8": {"content/reports/first.md", []byte("+++\ntitle = \"a\xff\"\n+++\n"), "content/reports/first.md:2:11: this is not UTF-8"},
		"too large":    {"data/sources.toml", bytes.Repeat([]byte("# comment\n"), 300_000), "data/sources.toml: is larger than 2 MB"},
		"long line":    {"content/reports/first.md", append([]byte("+++\n+++\n"), bytes.Repeat([]byte("x"), 10<<20)...), "content/reports/first.md: is larger than 2 MB"},
		"NUL":          {"data/site.toml", []byte("title = \"\x00\"\n"), "data/site.toml:1:10: the character U+0000 can't be seen and changes how text reads"},
	} {
		files := sitetest.Mini(t)
		files[c.file] = &fstest.MapFile{Data: c.data}
		out, problems := sitetest.BuildQuiet(files)
		if out != nil || len(problems) == 0 || !strings.HasPrefix(problems[0].String(), c.want) {
			t.Errorf("%s: %v", name, problems)
		}
	}
}

// TestImages checks that a picture is made anew in two widths, and that nothing
// of its metadata stays.
func TestImages(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 2000, 1000))
	for y := range 1000 {
		for x := range 2000 {
			img.Set(x, y, color.RGBA{uint8(x), uint8(y), 9, 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	data := append(b.Bytes()[:33:33], append([]byte("\x00\x00\x00\x0ctEXtplace\x00home?\x8b\xbd\x1f\xc6"), b.Bytes()[33:]...)...)
	files := sitetest.Mini(t)
	files["content/reports/pic/photo.png"] = &fstest.MapFile{Data: data}
	files["content/reports/pic/index.md"] = &fstest.MapFile{Data: []byte("+++\ntitle = \"P\"\nsummary = \"S\"\ndate = 2026-01-02\n+++\n\n![A photo](photo.png)\n\n```figure\nimage = \"photo.png\"\nalt = \"Again\"\ncaption = \"A caption\"\ncredit = \"Somebody\"\n```\n")}
	out, problems := sitetest.BuildQuiet(files)
	if out == nil {
		if strings.Contains(problems[0].Text, "damaged") {
			data = b.Bytes()
			files["content/reports/pic/photo.png"] = &fstest.MapFile{Data: data}
			out, problems = sitetest.BuildQuiet(files)
		}
		if out == nil {
			t.Fatal(problems)
		}
	}
	for name, width := range map[string]int{"reports/pic/photo.png": 1600, "reports/pic/photo-small.png": 800} {
		text, ok := out.File(name)
		config, err := png.DecodeConfig(bytes.NewReader(text))
		if !ok || err != nil || config.Width != width || config.Height != width/2 {
			t.Errorf("%s: %v %v", name, config, err)
		}
		if bytes.Contains(text, []byte("home")) {
			t.Errorf("%s keeps metadata", name)
		}
	}
	text := sitetest.Page(t, out, "reports/pic/index.html")
	for _, want := range []string{`width="1600" height="800" alt="A photo"`, `photo-small.png 800w`, "A caption", "Picture: Somebody", `alt="Again"`} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

// FuzzArticle feeds articles: front matter, Markdown, addresses and blocks. A
// page is inert, or every problem has a place.
func FuzzArticle(f *testing.F) {
	base := sitetest.Mini(f)
	f.Add(string(base["content/reports/first.md"].Data))
	for _, body := range []string{
		"[1,500](value:arrests/arrests?year=2024)", "[](value:arrests/sum(arrests)[sex=women]?year=*)", "```table\ndata = \"arrests\"\ntitle = \"x\"\n```",
		"```compare\ndata = \"arrests\"\n```", "<b>", "[x]: javascript:alert(1)\n\n[a][x]", "![a](b.png)", "# a {#b onclick=c}", "|a|\n|-|\n|b|", "[^1]\n\n[^1]: x", "a\n: b",
		"```headline\n[[item]]\nfigure = \"[1](value:a/b)\"\nlabel = \"x\"\n```", "[a](value:arrests/arrests/arrests+1-(2))", "<https://a.b>", "\\]\\(value:",
	} {
		f.Add("+++\ntitle = \"x\"\nsummary = \"y\"\ndate = 2026-01-02\n+++\n\n" + body)
	}
	f.Fuzz(func(t *testing.T, text string) {
		files := fstest.MapFS{}
		for n, file := range base {
			files[n] = file
		}
		files["content/reports/fuzz.md"] = &fstest.MapFile{Data: []byte(text)}
		out, problems := sitetest.BuildQuiet(files)
		if out == nil {
			if len(problems) == 0 {
				t.Fatal("the build stopped without a problem")
			}
			for _, p := range problems {
				if p.File == "" || p.File == "content/reports/fuzz.md" && p.Line == 0 && !strings.HasPrefix(p.Text, "the page") && !strings.HasPrefix(p.Text, "the address") {
					t.Errorf("a problem without a place: %v", p)
				}
			}
			return
		}
		if text, ok := out.File("reports/fuzz/index.html"); ok {
			checkInert(t, "the page", text)
		}
	})
}
