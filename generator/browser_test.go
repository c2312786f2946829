package main

import (
	"context"
	"fmt"
	"mime"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	cdpruntime "github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"vitrine/generator/output"
)

// browser starts a real Chromium. Without one the test is skipped, but where
// VITRINE_CI is set, which the CI script does, that is a failure.
func browser(t *testing.T) context.Context {
	t.Helper()
	found := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if p, err := exec.LookPath(name); err == nil {
			found = p
			break
		}
	}
	if found == "" {
		if os.Getenv("VITRINE_CI") != "" {
			t.Fatal("Chromium is not installed, and VITRINE_CI asks for it")
		}
		t.Skip("Chromium is not installed: pages are not opened in a browser")
	}
	options := append([]chromedp.ExecAllocatorOption{}, chromedp.DefaultExecAllocatorOptions[:]...)
	options = append(options, chromedp.ExecPath(found), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.WindowSize(1280, 900))
	allocator, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 3*time.Minute)
	t.Cleanup(cancel)
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, page.Enable, page.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// serveSite serves a site in memory under the path of its base URL.
func serveSite(t *testing.T, site *output.Site, base string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, ok := strings.CutPrefix(r.URL.Path, base)
		if name == "" || strings.HasSuffix(name, "/") {
			name += "index.html"
		}
		text, found := site.File(name)
		if !ok || !found {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
		_, _ = w.Write(text)
	}))
	t.Cleanup(server.Close)
	return server.URL + base
}

// witness notes what a page must not do: errors, dialogs, requests elsewhere.
type witness struct {
	mu       sync.Mutex
	problems []string
	requests int
}

func watch(t *testing.T, ctx context.Context, host string) *witness {
	t.Helper()
	w := &witness{}
	note := func(format string, args ...any) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.problems = append(w.problems, fmt.Sprintf(format, args...))
	}
	err := chromedp.Listen(ctx, func(event any) {
		switch e := event.(type) {
		case *cdpruntime.EventExceptionThrown:
			note("exception: %s", e.ExceptionDetails.Text)
		case *cdpruntime.EventConsoleAPICalled:
			if e.Type == "error" || e.Type == "warning" {
				for _, a := range e.Args {
					note("console: %s %s", a.Value, a.Description)
				}
			}
		case *page.EventJavascriptDialogOpening:
			note("a dialog: %s", e.Message)
			go func() {
				_, _ = chromedp.Call(ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
			}()
		case *network.EventRequestWillBeSent:
			w.mu.Lock()
			w.requests++
			w.mu.Unlock()
			if !strings.HasPrefix(e.Request.URL, host) && !strings.HasPrefix(e.Request.URL, "data:") {
				note("a request to %s", e.Request.URL)
			}
		case *network.EventResponseReceived:
			if e.Response.Status >= 400 {
				note("%s answers %d", e.Response.URL, int(e.Response.Status))
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *witness) report(t *testing.T, what string) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range w.problems {
		t.Errorf("%s: %s", what, p)
	}
	w.problems = nil
}

// TestPagesInBrowser opens every page of the sample site.
func TestPagesInBrowser(t *testing.T) {
	ctx := browser(t)
	site := sampleSite(t)
	url := serveSite(t, site, "/mekong-record/")
	w := watch(t, ctx, strings.TrimSuffix(url, "/mekong-record/"))
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(360, 800)); err != nil {
		t.Fatal(err)
	}
	pages, charts := 0, 0
	for _, name := range site.Paths() {
		if !strings.HasSuffix(name, ".html") {
			continue
		}
		pages++
		if err := chromedp.Do(ctx, chromedp.Navigate(url+name)); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		result, err := chromedp.Run(ctx, chromedp.Evaluate[struct{ Wide, Charts, Live int }](`(async () => {
			const boxes = [...document.querySelectorAll('.picture')];
			for (const box of boxes) { box.dispatchEvent(new FocusEvent('focus')); await box.ready; }
			return { Wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
				Charts: boxes.length, Live: document.querySelectorAll('.picture[data-state=live] svg').length };
		})()`, chromedp.EvalAwaitPromise))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if result.Wide > 0 {
			t.Errorf("%s scrolls sideways by %d px at 360 px", name, result.Wide)
		}
		if result.Live != result.Charts {
			t.Errorf("%s: %d of %d charts came alive", name, result.Live, result.Charts)
		}
		charts += result.Charts
		w.report(t, name)
	}
	if pages < 50 || charts < 8 || w.requests < pages {
		t.Errorf("opened %d pages with %d charts and saw %d requests", pages, charts, w.requests)
	}
}

// TestChartInBrowser brings a chart to life by keyboard and by hovering: the
// announcement and the tooltip say what the table under the chart says.
func TestChartInBrowser(t *testing.T) {
	ctx := browser(t)
	site := sampleSite(t)
	url := serveSite(t, site, "/mekong-record/")
	w := watch(t, ctx, strings.TrimSuffix(url, "/mekong-record/"))
	const says = "Suspects arrested: 1,332 persons"
	err := chromedp.Do(ctx,
		chromedp.Navigate(url+"reports/joint-operation-2018/"),
		chromedp.Focus(`#operation-app .picture`),
		chromedp.WaitVisible(`#operation-app .picture[data-state=live] svg`),
		chromedp.KeyEvent(kb.ArrowRight))
	if err != nil {
		t.Fatal(err)
	}
	const live = `document.querySelector('#operation-app .live').textContent`
	const drawn = `[...document.querySelectorAll('#operation-app svg text')].map((t) => t.textContent).join('|')`
	announced, err := chromedp.Run(ctx, chromedp.Evaluate[string](live))
	if err != nil || announced != says {
		t.Errorf("the arrow key announces %q, %v", announced, err)
	}
	if err := chromedp.Do(ctx, chromedp.KeyEvent(kb.Escape)); err != nil {
		t.Fatal(err)
	}
	if after, err := chromedp.Run(ctx, chromedp.Evaluate[string](live)); err != nil || after != "" {
		t.Errorf("Escape leaves %q, %v", after, err)
	}
	type place struct{ X, Y float64 }
	at, err := chromedp.Run(ctx, chromedp.Evaluate[place](`(() => {
		const box = document.querySelector('#operation-app .picture');
		box.scrollIntoView({ block: 'center' });
		// The longest bar is the first.
		const bars = [...box.querySelectorAll('svg path')].map((p) => p.getBoundingClientRect()).filter((r) => r.width > 200 && r.height > 8 && r.height < 40);
		return { X: bars[0].left + 100, Y: bars[0].top + bars[0].height / 2 };
	})()`))
	if err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.MouseEvent("mouseMoved", at.X, at.Y), chromedp.MouseEvent("mouseMoved", at.X+5, at.Y)); err != nil {
		t.Fatal(err)
	}
	tip, err := chromedp.Run(ctx, chromedp.Poll[string](drawn+`.includes(`+strconv.Quote(says)+`) && `+drawn, chromedp.WithPollingTimeout(10*time.Second)))
	if err != nil {
		t.Errorf("hovering shows %q, %v", tip, err)
	}
	w.report(t, "the chart")
	if !strings.Contains(pageText(t, site, "reports/joint-operation-2018/index.html"), `<th scope="row">Suspects arrested</th><td class="n">1,332</td>`) {
		t.Error("the table under the chart does not say 1,332")
	}
}

// TestHostileDatasetInBrowser puts hostile text into all titles of a dataset
// and brings its charts to life: nothing of it runs.
func TestHostileDatasetInBrowser(t *testing.T) {
	ctx := browser(t)
	packages(t)
	base := mini(t)
	for name, text := range txtar(t, "testdata/good/blocks.txtar") {
		if strings.HasPrefix(name, "data/") || strings.HasPrefix(name, "content/") {
			base[name] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	bad := strings.ReplaceAll(strings.Join(hostile, " "), `"`, `\"`)
	bad = strings.ReplaceAll(bad, `\u`, `\\u`)
	for _, name := range []string{"data/datasets/arrests.toml", "data/datasets/rival.toml", "data/datasets/tiers.toml", "data/sources.toml"} {
		text := string(base[name].Data)
		for _, old := range []string{`title = "Women"`, `title = "Men"`, `title = "Year"`, `title = "Fair"`, `title = "Good"`, `unit = "persons"`, `short = "F"`, `publisher = "Police"`, `publisher = "Gazette"`} {
			key, word, _ := strings.Cut(strings.TrimSuffix(old, `"`), ` = "`)
			text = strings.ReplaceAll(text, old, key+` = "`+word+" "+bad+`"`)
		}
		base[name] = &fstest.MapFile{Data: []byte(text)}
	}
	out, problems := produceQuiet(base)
	if out == nil {
		t.Fatal(problems)
	}
	if text := pageText(t, out, "reports/first/index.html"); !strings.Contains(text, "alert(1)") {
		t.Fatal("the hostile text is not on the page")
	}
	url := serveSite(t, out, "/report/")
	w := watch(t, ctx, strings.TrimSuffix(url, "/report/"))
	if err := chromedp.Do(ctx, chromedp.Navigate(url+"reports/first/")); err != nil {
		t.Fatal(err)
	}
	charts, err := chromedp.Run(ctx, chromedp.Evaluate[int](`(async () => {
			let n = 0;
			for (const box of document.querySelectorAll('.picture')) {
				box.dispatchEvent(new FocusEvent('focus'));
				await box.ready;
				for (let i = 0; i < 6; i++) box.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }));
				await new Promise((r) => setTimeout(r, 50));
				n += box.querySelectorAll('svg').length;
			}
			return n;
		})()`, chromedp.EvalAwaitPromise))
	if err != nil || charts != 8 {
		t.Errorf("%d charts came alive, %v", charts, err)
	}
	w.report(t, "the hostile page")
}
