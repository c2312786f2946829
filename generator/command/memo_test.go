package command

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"

	"vitrine/generator/source"

	"vitrine/generator/build"
	"vitrine/generator/npm"
	"vitrine/generator/sitetest"
)

// cachedSite is a mini-site with a cache of its own.
func cachedSite(t testing.TB) string {
	t.Helper()
	sitetest.Packages(t)
	dir := t.TempDir()
	if err := sitetest.Complete(dir); err != nil {
		t.Fatal(err)
	}
	sitetest.LinkPackages(t, dir)
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	return dir
}

// TestNothingChanged does not build a site again of which nothing has changed,
// and does when anything has: an input, the published site, or the cache.
func TestNothingChanged(t *testing.T) {
	dir := cachedSite(t)
	again := func(want bool) {
		t.Helper()
		got := program(t, 0, "build", "-C", dir, "--timings")
		if quick := !strings.Contains(got, "making pages"); quick != want {
			t.Errorf("nothing was built: %v\n%s", quick, got)
		}
	}
	again(false)
	first := sitetest.FilesOf(t, filepath.Join(dir, "public"))
	again(true)
	if !strings.Contains(program(t, 0, "check", "-C", dir), "12 cells, 6 combinations") {
		t.Error("a check says less when nothing has changed")
	}
	again(true)
	for _, change := range []struct {
		name string
		do   func(name string) error
	}{
		{"content/reports/first.md", appendTo("\nMore words.\n")},
		{"data/datasets/arrests.toml", appendTo("\n# more\n")},
		{"data/site.toml", appendTo("\n# more\n")},
		{"templates/base.html", appendTo("\n<!-- more -->\n")},
		{"templates/assets/style.css", appendTo("\n/* more */\n")},
		{"templates/words/en.toml", appendTo("\n# more\n")},
		{"public/index.html", appendTo(" ")},
		{"public/more.html", appendTo("x")},
		{"public/data/arrests.csv", os.Remove},
		{"public/index.html", func(name string) error { return os.Chtimes(name, time.Now(), time.Now()) }},
		{"public", os.RemoveAll},
	} {
		if err := change.do(filepath.Join(dir, change.name)); err != nil {
			t.Fatal(err)
		}
		again(false)
		again(true)
	}
	// The locks of an open editor are none of the site's files, in the cache or without.
	for _, name := range []string{"content/reports/.#first.md", "data/datasets/.#arrests.toml", "data/.#site.toml", "templates/.#base.html", "templates/assets/.#style.css"} {
		if err := os.Symlink("editor@host.1", filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
		program(t, 0, "check", "-C", dir, "--no-cache")
		again(true)
	}
	// Of two articles one is edited: the other is not made again.
	again(true)
	sitetest.Put(t, dir, map[string]string{"content/reports/second.md": "+++\ntitle = \"The second\"\nsummary = \"x\"\ndate = 2026-01-03\n+++\n\nWords.\n"})
	again(false) // its front matter may stand on every page
	sitetest.Put(t, dir, map[string]string{"content/reports/second.md": "+++\ntitle = \"The second\"\nsummary = \"x\"\ndate = 2026-01-03\n+++\n\nOther words.\n"})
	if got := program(t, 0, "build", "-C", dir, "--timings"); !strings.Contains(got, "1 article as before") || !strings.Contains(got, "1 of 1 figure bound") {
		t.Error(got)
	}
	sitetest.Put(t, dir, map[string]string{"data/datasets/arrests.toml": string(read(t, dir, "data/datasets/arrests.toml")) + "# more\n"})
	if got := program(t, 0, "build", "-C", dir, "--timings"); !strings.Contains(got, "1 article as before") {
		t.Error(got)
	}
	// A file more, and a file less.
	sitetest.Put(t, dir, map[string]string{"content/about.md": "+++\ntitle = \"About\"\nsummary = \"x\"\n+++\n\nWords.\n"})
	again(false)
	if maps.Equal(first, sitetest.FilesOf(t, filepath.Join(dir, "public"))) {
		t.Error("a site with another page is the same")
	}
	if err := os.Remove(filepath.Join(dir, "content/about.md")); err != nil {
		t.Fatal(err)
	}
	again(false)
	// A warning is there again though nothing was built.
	save(t, dir, "data/sources.toml", string(read(t, dir, "data/sources.toml"))+"\n[court]\npublisher = \"Court\"\ntitle = \"Judgement\"\naccessed = 2026-01-02\n")
	for range 2 {
		if got := program(t, 0, "build", "-C", dir); !strings.Contains(got, "warning: nothing rests on the source court") {
			t.Error(got)
		}
	}
	if got := program(t, 0, "build", "-C", dir, "--no-cache", "--timings"); !strings.Contains(got, "making pages") {
		t.Error("--no-cache takes what was made before")
	}
	// Every entry of the cache is damaged: all is made anew.
	cacheDir := os.Getenv("XDG_CACHE_HOME")
	damaged := 0
	for name := range sitetest.FilesOf(t, cacheDir) {
		name = filepath.Join(cacheDir, name)
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text[len(text)/2] ^= 1
		if err := os.WriteFile(name, text, 0o644); err != nil {
			t.Fatal(err)
		}
		damaged++
	}
	if damaged == 0 {
		t.Fatal("there is no cache")
	}
	again(false)
}

func appendTo(text string) func(name string) error {
	return func(name string) error {
		f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
		if err != nil {
			return err
		}
		_, err = f.WriteString(text)
		if err2 := f.Close(); err == nil {
			err = err2
		}
		return err
	}
}

func read(t testing.TB, dir, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestRandomEdits edits inputs at random, back and forth, and holds each build
// with the cache against one without: the same bytes, the same problems.
func TestRandomEdits(t *testing.T) {
	many, few := 200, 40 // charts are drawn anew for each clean build
	if sitetest.Sampled() {
		many, few = 20, 3
	}
	t.Run("articles", func(t *testing.T) { randomEdits(t, many, false) })
	t.Run("charts", func(t *testing.T) { randomEdits(t, few, true) })
}

func randomEdits(t *testing.T, times int, charts bool) {
	dir := cachedSite(t)
	more := map[string]string{
		"content/reports/second.md": "+++\ntitle = \"The second\"\nsummary = \"[1,500](value:arrests/arrests?year=2024) were counted.\"\ndate = 2026-01-03\ntopics = [\"Police\"]\naliases = [\"/old/\"]\n+++\n\nSee [the first](first.md) and [the tally](/data/tally/). There were [1,500](value:arrests/arrests?year=2024).\n",
		"content/reports/index.md":  "+++\ntitle = \"All reports\"\nsummary = \"What there is.\"\n+++\n\nWords.\n",
		"content/about.md":          "+++\ntitle = \"About\"\nsummary = \"x\"\n+++\n\nWords.\n",
		// Texts that speak of a dataset which is not their own, and is withheld in part.
		"data/datasets/tally.toml": strings.ReplaceAll(tally, "N", "12"),
		"data/datasets/other.toml": strings.NewReplacer("N", "1200", "Tally", "Other", "people = true", "people = false", `unit = "persons"`, `unit = "cases"`).Replace(strings.Replace(tally, "standalone = true", "standalone = true\nsummary = \"Of [](value:tally/n?year=2024).\"", 1)),
	}
	more["data/datasets/growth.toml"] = growth
	more["content/reports/third.md"] = sparkling
	if charts {
		maps.Copy(more, sitetest.Archive(t, "map.txtar"))
	}
	sources := string(read(t, dir, "data/sources.toml"))
	more["data/sources.toml"] = sources + "\n[court]\npublisher = \"Court\"\ntitle = \"Judgement\"\naccessed = 2026-01-02\nnote = \"Counted: [](value:tally/n?year=2024).\"\n"
	for name, text := range sitetest.Archive(t, "good/blocks.txtar") {
		if charts && (strings.HasPrefix(name, "content/") || strings.HasPrefix(name, "data/")) {
			more[name] = text
		}
	}
	sitetest.Put(t, dir, more)
	inputs := sitetest.FilesOf(t, dir)
	var names []string
	for name := range inputs {
		if !strings.Contains(name, "package") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	random := rand.New(rand.NewPCG(6, 2026))
	failed := 0
	clean := t.TempDir()
	if err := os.CopyFS(clean, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	program(t, 0, "build", "-C", dir)
	program(t, 0, "build", "-C", clean, "--no-cache")
	pages, err := newBlobs()
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(string(pages))
	var terminal bytes.Buffer
	serving := &server{call: &call{}, dir: dir, pages: pages, out: &terminal, store: sitetest.Cache(), changed: make(chan struct{})}
	serving.build(nil)
	var saved []string
	for i := range times {
		name := names[random.IntN(len(names))]
		lines := strings.SplitAfter(inputs[name], "\n")
		at := random.IntN(len(lines))
		switch random.IntN(5) {
		case 0: // as it was at first
		case 1:
			lines = slices.Delete(lines, at, at+1)
		case 2:
			lines = slices.Insert(lines, at, lines[at])
		case 3:
			lines[at] = strings.ReplaceAll(lines[at], "1", "2")
		case 4:
			lines[at] = strings.ReplaceAll(lines[at], "e", "é")
		}
		text := strings.Join(lines, "")
		sitetest.Put(t, dir, map[string]string{name: text})
		sitetest.Put(t, clean, map[string]string{name: text})
		var got, want bytes.Buffer
		code := runMain([]string{"build", "-C", dir}, &got, &got)
		cleanCode := runMain([]string{"build", "-C", clean, "--no-cache"}, &want, &want)
		if code != 0 {
			failed++
		}
		problems := func(s string) string {
			before, _, _ := strings.Cut("\n"+s, "\nread ")
			before, _, _ = strings.Cut(before, "\nstopped ")
			return strings.ReplaceAll(before, clean, dir)
		}
		if code != cleanCode || problems(got.String()) != problems(want.String()) {
			t.Fatalf("edit %d of %s: exit status %d and without the cache %d\n%s\n%s", i, name, code, cleanCode, got.String(), want.String())
		}
		site := sitetest.FilesOf(t, filepath.Join(clean, "public"))
		if !maps.Equal(site, sitetest.FilesOf(t, filepath.Join(dir, "public"))) {
			t.Fatalf("edit %d of %s: the site differs from one that was built without the cache", i, name)
		}
		terminal.Reset()
		saved = append(saved, name)
		serving.build(saved)
		told, _, _ := strings.Cut("\n"+terminal.String(), "\nbuilt ")
		told, _, stopped := strings.Cut(told, "\nstopped ")
		if stopped != (code != 0) || told != problems(got.String()) {
			t.Fatalf("edit %d of %s: served it is\n%s\nand built\n%s", i, name, terminal.String(), got.String())
		}
		if code == 0 {
			for _, path := range serving.site.Paths() {
				if text, _ := serving.site.File(path); string(text) != site[path] {
					t.Fatalf("edit %d of %s: /%s is another one when it is served", i, name, path)
				}
			}
			if n := len(serving.site.Paths()); n != len(site) {
				t.Fatalf("edit %d of %s: %d files are served of %d", i, name, n, len(site))
			}
		}
		saved = nil
		if random.IntN(3) > 0 || code != 0 { // take it back, most of the time
			sitetest.Put(t, dir, map[string]string{name: inputs[name]})
			sitetest.Put(t, clean, map[string]string{name: inputs[name]})
			saved = append(saved, name)
		}
	}
	if times > 20 && (failed == times || failed == 0) {
		t.Errorf("%d of %d edits were mistakes", failed, times)
	}
}

// TestCompress writes compressed copies that hold the same, the same ones every
// time, that go when they are not asked for, and that verify takes for what they
// are.
func TestCompress(t *testing.T) {
	dir, _, _ := releasedSite(t, "2026-01-03")
	site := filepath.Join(dir, "public")
	program(t, 0, "build", "-C", dir, "--compress")
	first := sitetest.FilesOf(t, site)
	copies := 0
	for name, text := range first {
		var unpacked io.Reader
		var err error
		switch filepath.Ext(name) {
		case ".gz":
			unpacked, err = gzip.NewReader(strings.NewReader(text))
		case ".br":
			unpacked = brotli.NewReader(strings.NewReader(text))
		default:
			continue
		}
		if err != nil {
			t.Fatal(name, err)
		}
		got, err := io.ReadAll(unpacked)
		if err != nil || string(got) != first[strings.TrimSuffix(name, filepath.Ext(name))] {
			t.Errorf("%s does not hold what it stands beside: %v", name, err)
		}
		copies++
	}
	if copies < 20 {
		t.Errorf("%d compressed copies", copies)
	}
	program(t, 0, "build", "-C", dir, "--compress", "--no-cache")
	if !maps.Equal(first, sitetest.FilesOf(t, site)) {
		t.Error("compressed again the copies differ")
	}
	program(t, 0, "verify", site)
	sitetest.Put(t, site, map[string]string{"index.html.gz": first["404.html.gz"], "data/new.csv.gz": first["404.html.gz"], "404.html.br": "x"})
	got := program(t, 1, "verify", site)
	for _, name := range []string{"index.html.gz", "data/new.csv.gz", "404.html.br"} {
		if !strings.Contains(got, "added: "+name) {
			t.Errorf("%s is not named:\n%s", name, got)
		}
	}
	program(t, 0, "build", "-C", dir)
	for name := range sitetest.FilesOf(t, site) {
		if filepath.Ext(name) == ".gz" || filepath.Ext(name) == ".br" {
			t.Errorf("%s is still there", name)
		}
	}
}

// TestSnapshot builds from what stood there at one time, whatever is saved
// meanwhile, and remembers nothing of files that are none.
func TestSnapshot(t *testing.T) {
	dir := cachedSite(t)
	s := build.NewSnapshot(dir, os.DirFS(dir), nil)
	article := string(read(t, dir, "content/reports/first.md"))
	save(t, dir, "content/reports/first.md", "something else")
	save(t, dir, "content/reports/more.md", "something else")
	if text, err := fs.ReadFile(s, "content/reports/first.md"); err != nil || string(text) != article {
		t.Errorf("%q, %v", text, err)
	}
	if entries, err := fs.ReadDir(s, "content/reports"); err != nil || len(entries) != 1 {
		t.Errorf("%v, %v", entries, err)
	}
	var problems source.Problems
	site := build.Run(build.Input{Files: s, Bundle: npm.Open(dir, npm.Build, nil, t.Logf, &problems).Bundle, Problems: &problems}, new(build.Counts))
	if site == nil || len(site.Report.Articles) != 1 {
		t.Error(problems.Sorted())
	}
	// A link is no file: it is reported every time.
	save(t, dir, "content/reports/first.md", article)
	if err := os.Remove(filepath.Join(dir, "content/reports/more.md")); err != nil {
		t.Fatal(err)
	}
	program(t, 0, "build", "-C", dir)
	if err := os.Rename(filepath.Join(dir, "content/reports/first.md"), filepath.Join(dir, "first.md")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("../../first.md", filepath.Join(dir, "content/reports/first.md")); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if got := program(t, 1, "build", "-C", dir); !strings.Contains(got, "this is a link or a device") {
			t.Error(got)
		}
	}
}

// TestPrying gives no template the text of another article: no page would be made
// anew when that changes.
func TestPrying(t *testing.T) {
	dir := cachedSite(t)
	sitetest.Put(t, dir, map[string]string{"content/reports/second.md": "+++\ntitle = \"The second\"\nsummary = \"x\"\ndate = 2026-01-03\n+++\n\nThere were [1,500](value:arrests/arrests?year=2024).\n"})
	template := string(read(t, dir, "templates/article.html"))
	for _, prying := range []string{"{{range .Site.Articles}}{{.Path}}{{end}}", "{{range $a.Related}}{{.Body}}{{end}}", "{{with $a.Newer}}{{.Body}}{{end}}{{with $a.Older}}{{.Body}}{{end}}"} {
		sitetest.Put(t, dir, map[string]string{"templates/article.html": template + prying})
		if got := program(t, 1, "build", "-C", dir); !strings.Contains(got, "can't evaluate field") {
			t.Error(got)
		}
	}
}

// TestNoteOfSource: what a source's note says of a cell changes with the cell, and
// is withheld with it, on a page that is made of no dataset else.
func TestNoteOfSource(t *testing.T) {
	dir := cachedSite(t)
	clean := t.TempDir()
	sitetest.Put(t, dir, map[string]string{
		"data/sources.toml":        string(read(t, dir, "data/sources.toml")) + "\n[court]\npublisher = \"Court\"\ntitle = \"Judgement\"\naccessed = 2026-01-02\nnote = \"Counted: [](value:tally/n?year=2024).\"\n",
		"data/datasets/tally.toml": strings.ReplaceAll(tally, "N", "12"),
	})
	for _, n := range []string{"12", "14", "3", "12"} {
		sitetest.Put(t, dir, map[string]string{"data/datasets/tally.toml": strings.ReplaceAll(tally, "N", n)})
		if err := errors.Join(os.RemoveAll(clean), os.CopyFS(clean, os.DirFS(dir))); err != nil {
			t.Fatal(err)
		}
		program(t, 0, "build", "-C", dir)
		program(t, 0, "build", "-C", clean, "--no-cache")
		page := string(read(t, dir, "public/sources/court/index.html"))
		want := ">" + n + "<"
		if n == "3" {
			want = ">[c]<"
		}
		if !strings.Contains(page, want) || page != string(read(t, clean, "public/sources/court/index.html")) {
			t.Errorf("with %s the page does not say %s, or not what a clean build says", n, want)
		}
	}
}

const tally = `title = "Tally"
status = "final"
updated = 2026-01-02
standalone = true
[[dimension]]
id = "year"
title = "Year"
kind = "period"
[[measure]]
id = "n"
title = "People"
unit = "persons"
people = true
[table]
columns = ["year", "source", "n"]
rows = [
  ["2024", "police", N],
]
`

// growth is a dataset of which an article shows nothing but a sparkline.
var growth = strings.NewReplacer("N", "30", "Tally", "Growth", "people = true", "people = false", `unit = "persons"`, `unit = "cases"`,
	"rows = [", "rows = [\n  [\"2021\", \"police\", 10],\n  [\"2023\", \"police\", 20],").Replace(tally)

const sparkling = "+++\ntitle = \"The third\"\nsummary = \"x\"\ndate = 2026-01-04\n+++\n\nWords.\n\n```headline\n[[item]]\n" +
	"figure = \"[1,500](value:arrests/arrests?year=2024)\"\nlabel = \"arrests\"\nsparkline = \"growth/n?year=*\"\n```\n"

// TestSparklineFollowsData: a figure that stands on a page in a sparkline alone changes the
// page, and is of a dataset that is used.
func TestSparklineFollowsData(t *testing.T) {
	dir := cachedSite(t)
	sitetest.Put(t, dir, map[string]string{
		"data/datasets/growth.toml": strings.Replace(growth, "standalone = true\n", "", 1), "content/reports/third.md": sparkling,
	})
	if told := program(t, 0, "build", "-C", dir); strings.Contains(told, "no article uses") {
		t.Error(told)
	}
	page := func() string { return string(read(t, dir, "public/reports/third/index.html")) }
	before := page()
	const line, label = `d="M6 30L131 18L194 6"`, `aria-label="From 10 (2021) to 30 (2024)"`
	if !strings.Contains(before, line) || !strings.Contains(before, label) {
		t.Errorf("no %s or %s in\n%s", line, label, before)
	}
	sitetest.Put(t, dir, map[string]string{"data/datasets/growth.toml": strings.Replace(growth, `"police", 20]`, `"police", 30]`, 1)})
	program(t, 0, "build", "-C", dir)
	if after := strings.Replace(page(), "L131 6L", "L131 18L", 1); after != before {
		t.Error("another figure leaves the line as it was, or changes more than the line")
	}
}

// TestProblemsTogether: what is wrong is told together, whether an article is
// known from before or not.
func TestProblemsTogether(t *testing.T) {
	dir := cachedSite(t)
	sitetest.Put(t, dir, map[string]string{"content/reports/index.md": "+++\ntitle = \"All\"\nsummary = \"x\"\n+++\n\nWords.\n"})
	program(t, 0, "build", "-C", dir)
	sitetest.Put(t, dir, map[string]string{
		"content/reports/index.md":   "+++\ntitle = \"All\"\nsummary = \"x\"\n+++\n\n[Words](nothing.md).\n",
		"data/datasets/arrests.toml": strings.NewReplacer("1500", "1700", "1000", "1200").Replace(string(read(t, dir, "data/datasets/arrests.toml"))),
	})
	known := program(t, 1, "check", "-C", dir)
	clean := program(t, 1, "check", "-C", dir, "--no-cache")
	before := func(s string) string { text, _, _ := strings.Cut(s, "read "); return text }
	if before(known) != before(clean) || !strings.Contains(clean, "there is no article") || !strings.Contains(clean, "does not hold") {
		t.Errorf("%s\nand without the cache\n%s", known, clean)
	}
}

// TestTamperedText: no text is taken over from a published page, which somebody may have changed.
func TestTamperedText(t *testing.T) {
	dir := cachedSite(t)
	program(t, 0, "build", "-C", dir)
	name := filepath.Join(dir, "public/reports/first/index.html")
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	page := string(read(t, dir, "public/reports/first/index.html"))
	sitetest.Put(t, dir, map[string]string{"public/reports/first/index.html": strings.Replace(page, "1,500", "1,600", 1)})
	if err := os.Chtimes(name, info.ModTime(), info.ModTime()); err != nil {
		t.Fatal(err)
	}
	if err := appendTo("\n")(filepath.Join(dir, "templates/article.html")); err != nil {
		t.Fatal(err)
	}
	program(t, 0, "build", "-C", dir)
	if again := string(read(t, dir, "public/reports/first/index.html")); strings.Contains(again, "1,600") || !strings.Contains(again, "1,500") {
		t.Error(again)
	}
}

// TestTextsAreKept edits what stands around texts, and what only looks as if it did,
// and holds the site with one that is built anew.
func TestTextsAreKept(t *testing.T) {
	sitetest.Packages(t)
	sample := t.TempDir()
	for _, part := range build.Parts {
		for name, text := range sitetest.FilesOf(t, filepath.Join("../..", part)) {
			if name = part + "/" + name; !strings.HasPrefix(name, build.PackagesFolder+"/") && !strings.HasPrefix(name, "data/releases/") {
				sitetest.Put(t, sample, map[string]string{name: text})
			}
		}
	}
	sitetest.LinkPackages(t, sample)
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	program(t, 0, "build", "-C", sample)
	replaced := func(name, old, new string) map[string]string {
		text := string(read(t, sample, name))
		if strings.Count(text, old) != 1 {
			t.Fatalf("%s has %q %d times", name, old, strings.Count(text, old))
		}
		return map[string]string{name: strings.Replace(text, old, new, 1)}
	}
	for i, edit := range []func() map[string]string{
		func() map[string]string {
			return replaced("templates/article.html", "{{$a.Body}}", "<!-- x -->{{$a.Body}}")
		},
		func() map[string]string {
			return replaced("templates/article.html", "<!-- x -->{{$a.Body}}", "{{$a.Body}}\n")
		},
		func() map[string]string { // one text is not on its page
			return replaced("templates/article.html", "{{$a.Body}}\n", `{{if eq .Path "/about/"}}<p>soon</p>{{else}}{{$a.Body}}{{end}}`)
		},
		func() map[string]string { return replaced("templates/article.html", "soon", "later") },
		func() map[string]string {
			return replaced("templates/article.html", `{{if eq .Path "/about/"}}<p>later</p>{{else}}{{$a.Body}}{{end}}`, "{{$a.Body}}")
		},
		func() map[string]string {
			return replaced("templates/embed.html", "<main>", `{{template "footer" .Site}}{{template "menu" .Menu}}<main>`)
		},
		func() map[string]string {
			return replaced("templates/base.html", `{{define "footer"}}`, `{{define "footer"}}<p>Below</p>`)
		},
		func() map[string]string {
			return replaced("templates/blocks.html", `{{define "block-chart"}}`, `{{define "block-chart"}}{{if .Site.HasTopics}}<p>topics</p>{{end}}`)
		},
		func() map[string]string {
			return replaced("templates/embed.html", "<main>", "{{range .Menu}}{{.Title}}{{end}}<main>")
		},
		func() map[string]string { // a new section, and a new topic
			return map[string]string{"content/added/first.md": "+++\ntitle = \"The first of a section\"\nsummary = \"x\"\ndate = 2026-01-03\ntopics = [\"One more\"]\n+++\n\nWords.\n"}
		},
		func() map[string]string {
			return replaced("templates/assets/style.css", "\nbody {", "\n/* x */ body {")
		},
		func() map[string]string {
			return map[string]string{"data/site.toml": string(read(t, sample, "data/site.toml")) + "\n[extras]\nembeds = false\n"}
		},
		func() map[string]string { return replaced("templates/assets/style.css", "/* x */ body {", "body {") },
		func() map[string]string { return replaced("content/about.md", "Who publishes", "Now: who publishes") },
	} {
		files := edit()
		sitetest.Put(t, sample, files)
		program(t, 0, "build", "-C", sample)
		if sitetest.Sampled() && i%3 > 0 {
			continue
		}
		clean := sitetest.Copied(t, sample) // nothing is known of this folder, but for its pictures
		if err := os.RemoveAll(filepath.Join(clean, "public")); err != nil {
			t.Fatal(err)
		}
		program(t, 0, "build", "-C", clean)
		a, b := sitetest.FilesOf(t, filepath.Join(sample, "public")), sitetest.FilesOf(t, filepath.Join(clean, "public"))
		for _, name := range slices.Sorted(maps.Keys(b)) {
			if a[name] != b[name] {
				t.Fatalf("after %v, %s is not what is built anew", slices.Collect(maps.Keys(files)), name)
			}
		}
		if len(a) != len(b) {
			t.Fatalf("after %v, there are %d files and not %d", slices.Collect(maps.Keys(files)), len(a), len(b))
		}
	}
}
