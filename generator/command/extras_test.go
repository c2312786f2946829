package command

import (
	"bytes"
	"fmt"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/chromedp/chromedp"

	"vitrine/generator/browser"
	"vitrine/generator/sitetest"
)

// without is a site with some of its extras left out.
func without(t testing.TB, extras ...string) fstest.MapFS {
	t.Helper()
	files := sitetest.Blocks(t)
	text := string(files["data/site.toml"].Data) + "\n[extras]\n"
	for _, name := range extras {
		text += name + " = false\n"
	}
	files["data/site.toml"] = &fstest.MapFile{Data: []byte(text)}
	return files
}

// TestExtras leaves each extra out, and nothing else: no link leads to it, or the
// site would not have been built.
func TestExtras(t *testing.T) {
	all := sitetest.BuiltBlocks(t).Paths()
	for extra, gone := range map[string]func(name string) bool{
		"search": func(name string) bool {
			return strings.HasPrefix(name, "search/") || strings.HasPrefix(name, "assets/search-") && strings.HasSuffix(name, ".json")
		},
		"share_images": func(name string) bool { return strings.HasPrefix(name, "cards/") },
		"embeds": func(name string) bool {
			return strings.HasPrefix(name, "embed/") || strings.HasPrefix(name, "charts/") || strings.HasPrefix(name, "assets/embed-")
		},
		"pictures": func(name string) bool { return strings.HasPrefix(name, "charts/") },
	} {
		site := sitetest.Built(t, without(t, extra))
		want := slices.DeleteFunc(slices.Clone(all), gone)
		if len(want) == len(all) {
			t.Errorf("%s: there is nothing to leave out", extra)
		}
		if got := site.Paths(); !slices.Equal(got, want) {
			t.Errorf("without %s the site has\n%s\nwant\n%s", extra, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		page := sitetest.Page(t, site, "reports/first/index.html")
		empty := regexp.MustCompile(`<svg viewBox="0 0 680 \d+" width="680" height="\d+"></svg>`)
		if drawn := !empty.MatchString(page); drawn == (extra == "pictures") {
			t.Errorf("without %s, charts are drawn: %v", extra, drawn)
		}
	}
}

// TestFrames: no page may stand in another site's frame but those made for it,
// whichever rules of _headers a host sends with it, and at any base path.
func TestFrames(t *testing.T) {
	for _, base := range []string{"/report/", "/"} {
		for _, extra := range []string{"search", "embeds"} {
			files := without(t, extra)
			files["data/site.toml"] = &fstest.MapFile{Data: bytes.Replace(files["data/site.toml"].Data, []byte("https://example.org/report/"), []byte("https://example.org"+base), 1)}
			site := sitetest.Built(t, files)
			rules := sitetest.Page(t, site, "_headers")
			framed := 0
			for _, name := range site.Paths() {
				if path.Ext(name) != ".html" {
					continue
				}
				for _, address := range []string{base + name, base + strings.TrimSuffix(name, "index.html")} {
					header := http.Header{}
					applyHeaders(header, rules, address)
					all := strings.Join(header.Values("Content-Security-Policy"), ", ")
					if !strings.HasPrefix(all, "default-src 'none'; script-src 'self';") {
						t.Errorf("%s has the policy %q", address, all)
					}
					may := strings.HasPrefix(name, "embed/")
					if strings.Contains(all, "frame-ancestors 'none'") == may {
						t.Errorf("%s may be framed: %v\n%s", address, !may, rules)
					}
					if may {
						framed++
					}
				}
			}
			if framed > 0 == (extra == "embeds") {
				t.Errorf("without %s there are %d addresses for frames", extra, framed)
			}
		}
	}
}

// TestChartsWithoutPictures draws charts in the browser as they come into view,
// where the build has drawn none; their tables are open for who has no script.
func TestChartsWithoutPictures(t *testing.T) {
	ctx := browser.Open(t)
	site := sitetest.Built(t, without(t, "pictures"))
	url := browser.Serve(t, site, "/report/")
	w := browser.Watch(t, ctx, strings.TrimSuffix(url, "/report/"))
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(url+"reports/first/"), chromedp.Sleep(time.Second)); err != nil {
		t.Fatal(err)
	}
	const alive = `[...document.querySelectorAll('.picture')].filter((p) => p.dataset.state === 'live' && p.querySelector('.stage svg path')).length`
	before, err := chromedp.Run(ctx, chromedp.Evaluate[int](alive))
	if err != nil {
		t.Fatal(err)
	}
	all, err := chromedp.Run(ctx, chromedp.Evaluate[int](`(async () => {
		for (const p of document.querySelectorAll('.picture')) {
			p.scrollIntoView();
			for (let i = 0; i < 100 && p.dataset.state !== 'live'; i++) await new Promise((r) => setTimeout(r, 20));
		}
		return `+alive+`;
	})()`, chromedp.EvalAwaitPromise))
	if err != nil || all != 8 || before >= all {
		t.Errorf("%d charts were drawn at first and %d when they came into view, %v", before, all, err)
	}
	open, err := chromedp.Run(ctx, chromedp.Evaluate[int](`document.querySelectorAll('figure.chart .figures[open]').length`))
	if err != nil || open < 8 {
		t.Errorf("%d tables are open, %v", open, err)
	}
	w.Report(t, "a page without pictures")
}

// manyArticles is a site of more articles than are held in memory, without charts.
func manyArticles(t testing.TB) fstest.MapFS {
	t.Helper()
	files := sitetest.Generated(t, 1100)
	for name, f := range files {
		before, after, ok := strings.Cut(string(f.Data), "```chart")
		for ok {
			_, after, _ = strings.Cut(after, "```\n")
			before += after
			before, after, ok = strings.Cut(before, "```chart")
		}
		files[name] = &fstest.MapFile{Data: []byte(before)}
	}
	files["data/site.toml"].Data = append(files["data/site.toml"].Data, "\n[extras]\nshare_images = false\n"...)
	return files
}

// TestManyArticles: a site of which not all articles are held in memory has the
// same pages, and its mistakes are told at once.
func TestManyArticles(t *testing.T) {
	sitetest.Packages(t)
	files := manyArticles(t)
	dir := t.TempDir()
	for name, f := range files {
		sitetest.Put(t, dir, map[string]string{name: string(f.Data)})
	}
	sitetest.LinkPackages(t, dir)
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	first := string(files["content/s0/n0.md"].Data)
	last := string(files["content/s9/n1099.md"].Data)
	sitetest.Put(t, dir, map[string]string{"content/s0/n0.md": strings.Replace(first, "## How", "[9,999](value:d0/cases?year=2003&area=a1)\n\n## How", 1),
		"content/s9/n1099.md": strings.Replace(last, "## How", "[8,888](value:d0/cases?year=2003&area=a1)\n\n## How", 1)})
	got := program(t, 1, "build", "-C", dir)
	if !strings.Contains(got, `"9,999" does not hold`) || !strings.Contains(got, `"8,888" does not hold`) {
		t.Error(got)
	}
	sitetest.Put(t, dir, map[string]string{"content/s0/n0.md": first, "content/s9/n1099.md": last})
	program(t, 0, "build", "-C", dir)
	public := sitetest.FilesOf(t, dir+"/public")
	out, problems := sitetest.BuildQuiet(files)
	if out == nil {
		t.Fatal(problems)
	}
	if len(out.Paths()) != len(public) {
		t.Errorf("%d files, want %d", len(public), len(out.Paths()))
	}
	for _, name := range out.Paths() {
		if want := sitetest.Page(t, out, name); public[name] != want {
			t.Fatalf("%s differs", name)
		}
	}
	if n := len(public); n < 1200 {
		t.Error(fmt.Sprint(n, " files"))
	}
}
