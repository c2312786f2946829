// Package browser opens sites in a real Chromium, for tests: what a page does there, and how its
// charts look beside their pictures.
package browser

import (
	"compress/gzip"
	"context"
	"fmt"
	"mime"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	cdpruntime "github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"vitrine/generator/output"

	"vitrine/generator/sitetest"
)

// Open starts a real Chromium. Without one the test is skipped, but where
// VITRINE_CI is set, which the CI script does, that is a failure.
func Open(t testing.TB) context.Context {
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
	ctx, err := start(t, found)
	if err != nil { // a machine under load may have no process to spare for a moment
		t.Logf("Chromium did not start: %v", err)
		time.Sleep(2 * time.Second)
		ctx, err = start(t, found)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, page.Enable, page.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, emulation.SetFocusEmulationEnabled,
		emulation.SetFocusEmulationEnabledParams{Enabled: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, log.Enable, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// start starts a Chromium with a profile of its own.
func start(t testing.TB, name string) (context.Context, error) {
	options := append([]chromedp.ExecAllocatorOption{}, chromedp.DefaultExecAllocatorOptions[:]...)
	options = append(options, chromedp.ExecPath(name), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(1280, 900),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true))
	allocator, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 12*time.Minute)
	t.Cleanup(cancel)
	_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{})
	return ctx, err
}

// Serve serves a site in memory under the path of its base URL, compressed
// and with the headers that its _headers asks for on every page.
func Serve(t testing.TB, site *output.Site, base string) string {
	t.Helper()
	all := strings.Split(sitetest.Page(t, site, "_headers"), "\n")
	var headers []string
	for _, line := range all[1:] {
		if !strings.HasPrefix(line, "  ") {
			break
		}
		headers = append(headers, line)
	}
	if len(headers) < 4 {
		t.Fatalf("_headers has %d headers for all pages", len(headers))
	}
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
		kind := mime.TypeByExtension(path.Ext(name))
		w.Header().Set("Content-Type", kind)
		for _, line := range headers {
			key, value, _ := strings.Cut(line, ": ")
			w.Header().Set(strings.TrimSpace(key), value)
		}
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") || strings.HasPrefix(kind, "image/png") {
			_, _ = w.Write(text)
			return
		}
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		_, _ = z.Write(text)
		_ = z.Close()
	}))
	t.Cleanup(server.Close)
	return server.URL + base
}

// Witness notes what a page must not do: errors, dialogs, requests elsewhere.
type Witness struct {
	mu       sync.Mutex
	problems []string
	requests int
	bytes    map[network.RequestID]int // as they came over the wire
	urls     map[network.RequestID]string
}

// Watch notes what the pages do that a browser opens.
func Watch(t *testing.T, ctx context.Context, host string) *Witness {
	t.Helper()
	w := &Witness{bytes: map[network.RequestID]int{}, urls: map[network.RequestID]string{}}
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
		case *log.EventEntryAdded: // what the page's policy refused, among other things
			note("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL)
		case *page.EventJavascriptDialogOpening:
			note("a dialog: %s", e.Message)
			go func() {
				_, _ = chromedp.Call(ctx, page.HandleJavaScriptDialog,
					page.HandleJavaScriptDialogParams{Accept: true})
			}()
		case *network.EventRequestWillBeSent:
			w.mu.Lock()
			w.requests++
			w.urls[e.RequestID] = e.Request.URL
			w.mu.Unlock()
			if !strings.HasPrefix(e.Request.URL, host) && !strings.HasPrefix(e.Request.URL, "data:") {
				note("a request to %s", e.Request.URL)
			}
		case *network.EventLoadingFinished:
			w.mu.Lock()
			w.bytes[e.RequestID] = int(e.EncodedDataLength)
			w.mu.Unlock()
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

// Report reports what was noted so far.
func (w *Witness) Report(t *testing.T, what string) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range w.problems {
		t.Errorf("%s: %s", what, p)
	}
	w.problems = nil
}

// Reset forgets the requests so far.
func (w *Witness) Reset() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.requests, w.bytes, w.urls = 0, map[network.RequestID]int{}, map[network.RequestID]string{}
}

// Sizes are the bytes of each address asked for since the last reset.
func (w *Witness) Sizes() map[string]int {
	w.mu.Lock()
	defer w.mu.Unlock()
	sizes := map[string]int{}
	for id, url := range w.urls {
		sizes[url] += w.bytes[id]
	}
	return sizes
}
