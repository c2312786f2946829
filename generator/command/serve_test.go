package command

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"vitrine/generator/browser"
	"vitrine/generator/sitetest"
)

// served is a mini-site that is served while a test runs. It returns its folder
// and address, and what the terminal shows.
func served(t testing.TB) (dir, address string, terminal *lockedText) {
	t.Helper()
	sitetest.Packages(t)
	t.Setenv("XDG_CACHE_HOME", filepath.Join(os.TempDir(), "vitrine-tests-scripts"))
	dir = t.TempDir()
	if err := sitetest.Complete(dir); err != nil {
		t.Fatal(err)
	}
	sitetest.LinkPackages(t, dir)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(context.Background())
	terminal = new(lockedText)
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, &call{stdout: terminal, stderr: terminal}, dir, listener, false) }()
	t.Cleanup(func() {
		end()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("serve ends with %v", err)
			}
		case <-time.After(10 * time.Second):
			t.Error("serve does not end")
		}
	})
	waitFor(t, "the address", func() bool { return strings.Contains(terminal.String(), "(Ctrl-C ends)") })
	return dir, "http://" + listener.Addr().String() + "/report/", terminal
}

// lockedText is a terminal that a test reads while it is written to.
type lockedText struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lockedText) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *lockedText) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func waitFor(t testing.TB, what string, done func() bool) {
	t.Helper()
	for range 1000 {
		if done() {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("waited in vain for %s", what)
}

func get(t testing.TB, address string, header ...string) (int, string, http.Header) {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		if header[i] == "Host" {
			r.Host = header[i+1]
		}
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text), answer.Header
}

func save(t testing.TB, dir, name, text string) {
	t.Helper()
	name = filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name+"~", []byte(text), 0o644); err != nil { // as editors save: beside, then moved
		t.Fatal(err)
	}
	if err := os.Rename(name+"~", name); err != nil {
		t.Fatal(err)
	}
}

const servedArticle = "+++\ntitle = \"Arrests in 2024\"\nsummary = \"What the police counted.\"\ndate = 2026-01-02\n%s+++\n\nThere were [%s](value:arrests/arrests?year=2024). %s\n"

// TestServe follows an editor: what is saved is shown, what is wrong is told,
// the last good page stays, and drafts are there.
func TestServe(t *testing.T) {
	dir, address, terminal := served(t)
	article := address + "reports/first/"
	has := func(text string) func() bool {
		return func() bool { _, page, _ := get(t, article); return strings.Contains(page, text) }
	}
	if status, page, header := get(t, article); status != 200 || !strings.Contains(page, "_vitrine/live.js?v=1") || header.Get("Content-Security-Policy") == "" || header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("%d %v", status, header)
	}
	if status, page, _ := get(t, address+"nowhere/"); status != 404 || !strings.Contains(page, "not here") {
		t.Error(status, page)
	}
	save(t, dir, "content/reports/first.md", fmt.Sprintf(servedArticle, "", "1,500", "Saved."))
	waitFor(t, "the saved text", has("Saved."))
	save(t, dir, "content/reports/first.md", fmt.Sprintf(servedArticle, "", "1,600", "Wrong."))
	waitFor(t, "the problem", func() bool { return strings.Contains(terminal.String(), `"1,600" does not hold: the figure is 1,500`) })
	if !has("Saved.")() {
		t.Error("the last good page is gone")
	}
	save(t, dir, "content/reports/first.md", fmt.Sprintf(servedArticle, "draft = true\n", "1,500", "Draft."))
	waitFor(t, "the draft", has("Draft: not published"))
	// A new folder, and many files at once.
	for i := range 30 {
		save(t, dir, fmt.Sprintf("content/more/n%d.md", i), strings.Replace(fmt.Sprintf(servedArticle, "", "1,500", fmt.Sprintf("File n%d.", i)), "in 2024", fmt.Sprintf("in part n%d", i), 1))
	}
	waitFor(t, "the last of many", func() bool { _, page, _ := get(t, address+"more/n29/"); return strings.Contains(page, "File n29.") })
	if _, err := os.Stat(filepath.Join(dir, "public")); err == nil {
		t.Error("serve wrote public/")
	}
}

// TestServeRefuses what pages from elsewhere could use to read the site, and to
// listen where others can reach it.
func TestServeRefuses(t *testing.T) {
	_, address, _ := served(t)
	for _, header := range [][]string{{"Host", "evil.example"}, {"Host", "evil.example:80"}, {"Origin", "https://evil.example"}, {"Origin", "null"},
		{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors"}, {"Sec-Fetch-Site", "same-site", "Sec-Fetch-Mode", "cors"}} {
		for _, path := range []string{"", "data/arrests.csv", "_vitrine/events", "_vitrine/live.js"} {
			if status, text, _ := get(t, address+path, header...); status != http.StatusForbidden {
				t.Errorf("%v of %s: %d %s", header, path, status, text)
			}
		}
	}
	if status, _, _ := get(t, address, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate"); status != 200 {
		t.Error("a link from elsewhere leads nowhere")
	}
	answer, err := http.Post(address, "text/plain", nil)
	if err != nil || answer.StatusCode != http.StatusForbidden {
		t.Error(answer, err)
	}
	for _, listen := range []string{"0.0.0.0:0", ":0", "192.0.2.1:80", "example.org:80"} {
		if got := program(t, 2, "serve", "--listen", listen); !strings.Contains(got, "--anyone allows it") {
			t.Error(listen, got)
		}
	}
	if got := program(t, 1, "serve", "--listen", strings.TrimSuffix(strings.TrimPrefix(address, "http://"), "/report/")); !strings.Contains(got, "address already in use") {
		t.Error(got)
	}
}

// TestServeEvents tells an open page what is wrong, with the line of the file,
// but never a line of a dataset.
func TestServeEvents(t *testing.T) {
	dir, address, _ := served(t)
	answer, err := http.Get(address + "_vitrine/events")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	lines := bufio.NewScanner(answer.Body)
	next := func() (s state) {
		t.Helper()
		for lines.Scan() {
			if text, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				if err := json.Unmarshal([]byte(text), &s); err != nil {
					t.Fatal(err)
				}
				return s
			}
		}
		t.Fatal("the events end")
		return s
	}
	if first := next(); first.Page != 1 || len(first.Problems) != 0 || first.Style.Integrity == "" {
		t.Errorf("%+v", first)
	}
	save(t, dir, "content/reports/first.md", fmt.Sprintf(servedArticle, "", "1,600", "Wrong."))
	if s := next(); s.Page != 1 || len(s.Problems) != 1 || s.Problems[0].Place != "content/reports/first.md:7:13" || !strings.Contains(s.Problems[0].Line, "There were [1,600]") {
		t.Errorf("%+v", s)
	}
	save(t, dir, "content/reports/first.md", fmt.Sprintf(servedArticle, "", "1,500", "Right."))
	if s := next(); s.Page != 3 || len(s.Problems) != 0 {
		t.Errorf("%+v", s)
	}
	// An article that is saved while the style sheet is wrong is shown with the right one.
	style, err := os.ReadFile(filepath.Join(dir, "templates/assets/style.css"))
	if err != nil {
		t.Fatal(err)
	}
	save(t, dir, "templates/assets/style.css", "@import url(https://example.org/x.css);\n"+string(style))
	if s := next(); s.Page != 3 || len(s.Problems) == 0 {
		t.Errorf("%+v", s)
	}
	save(t, dir, "content/reports/first.md", fmt.Sprintf(servedArticle, "", "1,500", "More."))
	if s := next(); s.Page != 3 || len(s.Problems) == 0 {
		t.Errorf("%+v", s)
	}
	save(t, dir, "templates/assets/style.css", string(style)+"\n")
	if s := next(); s.Page != 6 || len(s.Problems) != 0 {
		t.Errorf("%+v", s)
	}
	save(t, dir, "templates/assets/style.css", string(style)+"\n\n")
	if s := next(); s.Page != 6 || len(s.Problems) != 0 {
		t.Errorf("%+v", s)
	}
	data, err := os.ReadFile(filepath.Join(dir, "data/datasets/arrests.toml"))
	if err != nil {
		t.Fatal(err)
	}
	save(t, dir, "data/datasets/arrests.toml", strings.Replace(string(data), "1500", "15OO", 1))
	if s := next(); len(s.Problems) == 0 || s.Problems[0].Line != "" || !strings.HasPrefix(s.Problems[0].Place, "data/datasets/arrests.toml:") {
		t.Errorf("%+v", s)
	}
}

// TestServeStreams refuses more open pages than a computer can serve, and takes
// another one when one is closed.
func TestServeStreams(t *testing.T) {
	_, address, _ := served(t)
	open := func() (status int, closing func()) {
		t.Helper()
		ctx, end := context.WithCancel(context.Background())
		t.Cleanup(end)
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"_vitrine/events", nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		return answer.StatusCode, func() { end(); _ = answer.Body.Close() }
	}
	_, last := open()
	for range maxStreams - 1 {
		if status, _ := open(); status != http.StatusOK {
			t.Fatal(status)
		}
	}
	for range 3 {
		if status, closing := open(); status != http.StatusServiceUnavailable {
			t.Error(status)
		} else {
			closing()
		}
	}
	if status, _, _ := get(t, address); status != http.StatusOK {
		t.Errorf("a page is refused: %d", status)
	}
	last()
	waitFor(t, "another page", func() bool {
		status, closing := open()
		closing()
		return status == http.StatusOK
	})
}

// TestServeMovedFolders: what is in a folder that is moved, renamed or exchanged
// for another is shown where it is now, and so is what is saved in it afterwards.
func TestServeMovedFolders(t *testing.T) {
	dir, address, _ := served(t)
	shows := func(page, words string) func() bool {
		return func() bool { _, text, _ := get(t, address+page); return strings.Contains(text, words) }
	}
	gone := func(page string) func() bool {
		return func() bool { code, _, _ := get(t, address+page); return code == http.StatusNotFound }
	}
	rename := func(from, to string) {
		t.Helper()
		if err := os.Rename(filepath.Join(dir, from), filepath.Join(dir, to)); err != nil {
			t.Fatal(err)
		}
	}
	article := func(name, words string) {
		t.Helper()
		save(t, dir, name, fmt.Sprintf("+++\ntitle = %q\nsummary = \"S.\"\ndate = 2026-01-02\n+++\n\n%s\n", path.Base(path.Dir(name)), words))
	}
	article("content/notes/one/index.md", "Of one.")
	waitFor(t, "a new folder", shows("notes/one/", "Of one."))
	article("content/notes/two/index.md", "Of two.")
	waitFor(t, "another", shows("notes/two/", "Of two."))

	rename("content/notes/one", "content/notes/three")
	waitFor(t, "the folder's new name", shows("notes/three/", "Of one."))
	waitFor(t, "the end of the old one", gone("notes/one/"))
	article("content/notes/three/index.md", "Of three.")
	waitFor(t, "what is saved in it", shows("notes/three/", "Of three."))

	rename("content/notes/two", "content/notes/other") // exchanged; titles tell where files were
	rename("content/notes/three", "content/notes/two")
	rename("content/notes/other", "content/notes/three")
	waitFor(t, "folders in each other's place", shows("notes/two/", "Of three."))
	save(t, dir, "content/notes/two/index.md.new", "+++\ntitle = \"two again\"\nsummary = \"S.\"\ndate = 2026-01-02\n+++\n\nSaved.\n")
	rename("content/notes/two/index.md.new", "content/notes/two/index.md")
	waitFor(t, "what is saved in one", shows("notes/two/", "Saved."))

	rename("content/notes", "content/papers")
	waitFor(t, "a section's new name", shows("papers/two/", "Saved."))
	save(t, dir, "content/papers/two/index.md", "+++\ntitle = \"two later\"\nsummary = \"S.\"\ndate = 2026-01-02\n+++\n\nLater.\n")
	waitFor(t, "what is saved in the section", shows("papers/two/", "Later."))
	if err := os.Rename(filepath.Join(dir, "content/papers"), filepath.Join(t.TempDir(), "papers")); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the end of a section", gone("papers/two/"))
}

// TestServeInBrowser reloads an open page where it was scrolled to, lays
// problems over it, and takes a new style sheet without loading it anew.
func TestServeInBrowser(t *testing.T) {
	ctx := browser.Open(t)
	dir, address, _ := served(t)
	long := strings.Repeat("\n\nA paragraph that makes the page long.", 120)
	do := func(script string) {
		t.Helper()
		if _, err := chromedp.Run(ctx, chromedp.Evaluate[int](script+"; 1")); err != nil {
			t.Fatal(err)
		}
	}
	read := func(script string) string {
		t.Helper()
		text, err := chromedp.Run(ctx, chromedp.Evaluate[string](script))
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	is := func(script string) func() bool {
		return func() bool {
			yes, err := chromedp.Run(ctx, chromedp.Evaluate[bool](script))
			return err == nil && yes // the page may just be loading
		}
	}
	save(t, dir, "content/reports/first.md", fmt.Sprintf(servedArticle, "", "1,500", "One."+long))
	waitFor(t, "the page", func() bool { _, page, _ := get(t, address+"reports/first/"); return strings.Contains(page, "One.") })
	if _, err := chromedp.Run(ctx, chromedp.Navigate(address+"reports/first/")); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the scripts", is(`performance.getEntriesByName(new URL('/report/_vitrine/events', location.href).href).length >= 0 && document.readyState === 'complete'`))
	do(`scrollTo(0, 1000); window.before = true`)
	save(t, dir, "content/reports/first.md", fmt.Sprintf(servedArticle, "", "1,500", "Two."+long))
	waitFor(t, "the new text", is(`document.body.innerText.includes('Two.') && !window.before`))
	waitFor(t, "the old place", is(`Math.abs(scrollY - 1000) < 2`))

	do(`window.before = true`)
	save(t, dir, "content/reports/first.md", fmt.Sprintf(servedArticle, "", "1,600", "Three."+long))
	waitFor(t, "the overlay", is(`document.querySelector('vitrine-problems')?.shadowRoot.textContent.includes('content/reports/first.md:7:13')`))
	shown := read(`document.querySelector('vitrine-problems').shadowRoot.querySelector('section').innerText`)
	if !strings.Contains(shown, `"1,600" does not hold: the figure is 1,500`) || !strings.Contains(shown, "There were [1,600]") {
		t.Error(shown)
	}
	styled := read(`getComputedStyle(document.querySelector('vitrine-problems').shadowRoot.querySelector('section')).position`)
	if styled != "fixed" {
		t.Errorf("the policy of the page keeps the overlay from being laid out: %s", styled)
	}
	if !is(`window.before && document.body.innerText.includes('Two.')`)() {
		t.Error("the last good page is not underneath")
	}
	save(t, dir, "content/reports/first.md", fmt.Sprintf(servedArticle, "", "1,500", "Four."+long))
	waitFor(t, "the end of the overlay", is(`!document.querySelector('vitrine-problems') && document.body.innerText.includes('Four.')`))

	do(`window.before = true`)
	style, err := os.ReadFile(filepath.Join(dir, "templates/assets/style.css"))
	if err != nil {
		t.Fatal(err)
	}
	save(t, dir, "templates/assets/style.css", string(style)+"\nh1 { letter-spacing: 7px; }\n")
	waitFor(t, "the new style", is(`getComputedStyle(document.querySelector('h1')).letterSpacing === '7px'`))
	if !is(`window.before === true`)() {
		t.Error("the page was loaded anew for its style")
	}

	// A page from elsewhere reads nothing.
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, "<!doctype html><title>x</title>")
	}))
	defer other.Close()
	if _, err := chromedp.Run(ctx, chromedp.Navigate(other.URL)); err != nil {
		t.Fatal(err)
	}
	do(fmt.Sprintf(`window.got = []; for (const mode of ['cors', 'no-cors']) fetch(%q, {mode}).then((r) => r.text()).then((t) => got.push(t), () => got.push(''))`, address+"data/arrests.csv"))
	waitFor(t, "the answers", is(`got.length === 2`))
	if !is(`got.every((t) => t === '')`)() {
		t.Error("another site's page reads what is served")
	}
}

// TestProofInBrowser reads the proof sheet by keyboard: sentences that were read fold up, and the command
// that signs them is there.
func TestProofInBrowser(t *testing.T) {
	ctx := browser.Open(t)
	dir, address, _ := served(t)
	save(t, dir, "content/reports/first.md", fmt.Sprintf(servedArticle, "", "1,500", "In 2019 it was so."))
	waitFor(t, "the page", func() bool { _, page, _ := get(t, address+"reports/first/"); return strings.Contains(page, "In 2019") })
	if err := chromedp.Do(ctx, chromedp.Navigate(address+"_vitrine/proof")); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.KeyEvent("j"), chromedp.KeyEvent("r")); err != nil {
		t.Fatal(err)
	}
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`[document.querySelectorAll('section').length, document.querySelectorAll('section.read').length,
		document.querySelector('section.read').dataset.digest, document.querySelector('footer code').textContent, document.querySelector('li').textContent].join('\n')`))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(text, "\n")
	if len(lines) != 5 || lines[0] == "0" || lines[1] != "1" || lines[3] != "vitrine proof --sign ID "+lines[2] || !strings.Contains(lines[4], "1,500 persons") {
		t.Errorf("%q", lines)
	}
	save(t, dir, "content/reports/first.md", fmt.Sprintf(servedArticle, "", "1,600", "<script>"))
	waitFor(t, "the refusal", func() bool {
		_, page, _ := get(t, address+"_vitrine/proof")
		return strings.Contains(page, "The site has problems")
	})
}

// TestReview shows what differs from the last release: nothing, and then a revised figure with the
// sentence that rests on it.
func TestReview(t *testing.T) {
	dir, address, _ := served(t)
	review := func() string { _, page, _ := get(t, address+"_vitrine/review"); return page }
	waitFor(t, "the review", func() bool { return strings.Contains(review(), "There is no release yet") })
	chart := "\n```chart\nid = \"bars\"\ntitle = \"Arrests\"\nalt = \"Arrests in 2024.\"\ntype = \"bar\"\ndata = \"arrests\"\nx = \"sex\"\ny = \"arrests\"\n" +
		"where = { year = \"2024\" }\n```\n"
	save(t, dir, "content/reports/first.md", fmt.Sprintf(servedArticle, "", "1,500", chart))
	key := filepath.Join(t.TempDir(), "key")
	program(t, 0, "release", "-C", dir, "--new-key", key)
	program(t, 0, "release", "-C", dir, "--key", key, "--date", "2026-01-03")
	waitFor(t, "the release", func() bool { return strings.Contains(review(), "Nothing: every figure is as it was") })
	name := filepath.Join(dir, "data/datasets/arrests.toml")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	article, err := os.ReadFile(filepath.Join(dir, "content/reports/first.md"))
	if err != nil {
		t.Fatal(err)
	}
	save(t, dir, "content/reports/first.md", strings.Replace(string(article), "1,500", "1,580", 1))
	save(t, dir, "data/datasets/arrests.toml", strings.NewReplacer("updated = 2026-01-02", "published = 2026-01-02\nupdated = 2026-01-04",
		`"police", 1500`, `"police", 1580`, `"police", 1000`, `"police", 1080`).Replace(string(text))+`
[[revision]]
id = "r1"
date = 2026-01-04
kind = "correction"
from = "release:2026-01-03"
cells = 2
where = { year = "2024", sex = ["all", "men"] }
measures = ["arrests"]
reason = "Counted again."
`)
	waitFor(t, "the revised figure", func() bool {
		page := review()
		return strings.Contains(page, `<td class="n">1500<td class="n">1580<td class="n">&#43;80`) && strings.Contains(page, "content/reports/first.md:")
	})
	for _, want := range []string{`alt="bars, as released"`, `alt="bars, now"`, "reports/first/</a>"} {
		if !strings.Contains(review(), want) {
			t.Errorf("the review has no %s", want)
		}
	}
	if err := os.Remove(filepath.Join(dir, "public/charts/bars.svg")); err != nil {
		t.Fatal(err)
	}
	if page := review(); !strings.Contains(page, "What was released is not in public/") || strings.Contains(page, "as released\">") {
		t.Error("a picture is shown that is not there")
	}
}
