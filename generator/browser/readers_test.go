package browser

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"vitrine/generator/sitetest"
)

// testPackages fetches axe-core, html-validate and fonts, once for a lock file, and
// returns their folder. They are for tests alone, so a build never sees them.
func testPackages(t *testing.T) string {
	t.Helper()
	lock, err := os.ReadFile("../testdata/npm/package-lock.json")
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("vitrine-tests-npm-%x", sha256.Sum256(lock)))
	done := filepath.Join(dir, "done")
	if sitetest.Exists(done) {
		return dir
	}
	if _, err := exec.LookPath("npm"); err != nil {
		if os.Getenv("VITRINE_CI") != "" {
			t.Fatal("npm is not installed, and VITRINE_CI asks for it")
		}
		t.Skip("npm is not installed: axe-core, html-validate and fonts can't be fetched")
	}
	if err := os.CopyFS(dir, os.DirFS("../testdata/npm")); err != nil && !sitetest.Exists(dir) {
		t.Fatal(err)
	}
	npm := exec.Command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	npm.Dir = dir
	if out, err := npm.CombinedOutput(); err != nil {
		t.Fatalf("npm ci: %v\n%s", err, out)
	}
	if err := os.WriteFile(done, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

// finding is what axe-core has against a page.
type finding struct {
	ID, Help string
	Where    []string
}

// axeFindings are what axe-core has against the page that is open, where it was loaded.
const axeFindings = `(async () => {
	const r = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
	if (r.passes.length < 5) throw new Error('axe looked at nothing');
	return r.violations.map((v) => ({ ID: v.id, Help: v.help, Where: v.nodes.map((n) => n.target.join(' ') + ': ' + n.failureSummary) }));
})()`

// TestAccessibility runs axe-core over every page of the sample site: wide and
// narrow, light and dark, before and after its charts come alive.
func TestAccessibility(t *testing.T) {
	ctx := Open(t)
	axe, err := os.ReadFile(filepath.Join(testPackages(t), "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	site := sitetest.Sample(t)
	url := Serve(t, site, "/mekong-record/")
	looked := 0
	for _, width := range []int64{1280, 360} {
		for _, scheme := range []string{"light", "dark"} {
			if sitetest.Sampled() && (width == 1280 || scheme == "light") {
				continue // CI looks at all four
			}
			if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}); err != nil {
				t.Fatal(err)
			}
			if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 900)); err != nil {
				t.Fatal(err)
			}
			sources := 0
			for i, name := range htmlPages(t, site) {
				if sitetest.Sampled() && i%3 > 0 {
					continue
				}
				if strings.HasPrefix(name, "sources/") {
					if sources++; sources > 3 {
						continue // many, and all alike
					}
				}
				if err := chromedp.Do(ctx, chromedp.Navigate(url+name)); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](string(axe)+";true")); err != nil {
					t.Fatal(err)
				}
				for _, alive := range []bool{false, true} {
					if alive {
						if !strings.Contains(sitetest.Page(t, site, name), `class="picture"`) {
							continue
						}
						if n, err := chromedp.Run(ctx, chromedp.Evaluate[int](wakeAll, chromedp.EvalAwaitPromise)); err != nil || n == 0 {
							t.Fatalf("%s: %d charts came alive, %v", name, n, err)
						}
					}
					found, err := chromedp.Run(ctx, chromedp.Evaluate[[]finding](axeFindings, chromedp.EvalAwaitPromise))
					if err != nil {
						t.Fatalf("%s: %v", name, err)
					}
					looked++
					for _, f := range found {
						t.Errorf("%s at %d px, %s, alive %v: %s: %s\n%s", name, width, scheme, alive, f.ID, f.Help, strings.Join(f.Where[:min(2, len(f.Where))], "\n"))
					}
				}
			}
		}
	}
	if looked < 60 && !sitetest.Sampled() || looked < 15 {
		t.Errorf("axe looked at %d pages", looked)
	}
}

// TestMarkup runs html-validate over every page of the sample site and of one
// with all blocks.
func TestMarkup(t *testing.T) {
	npm := testPackages(t)
	dir := t.TempDir()
	pages := 0
	for _, name := range []string{"sample", "blocks"} {
		site := sitetest.Sample(t)
		if name == "blocks" {
			site = sitetest.BuiltBlocks(t)
		}
		for _, path := range site.Paths() {
			if !strings.HasSuffix(path, ".html") {
				continue
			}
			pages++
			file := filepath.Join(dir, name, filepath.FromSlash(path))
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(sitetest.Page(t, site, path)), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	// Only what the standard says and what readers need; how white space stands
	// in the source is nobody's business.
	config := `{"root": true, "extends": ["html-validate:standard", "html-validate:a11y"], "rules": {"no-trailing-whitespace": "off", "require-sri": ["error", {"target": "all", "include": ["/assets/"], "exclude": ["/assets/style-"]}], "svg-focusable": "off"}}`
	if err := os.WriteFile(filepath.Join(dir, ".htmlvalidate.json"), []byte(config), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "wrong.html"), []byte(`<!doctype html><html><img></html>`), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("node", filepath.Join(npm, "node_modules", "html-validate", "bin", "html-validate.mjs"), "--formatter", "json=found.json", "**/*.html")
	cmd.Dir = dir
	_ = cmd.Run() // fails when it finds something, which it does
	out, err := os.ReadFile(filepath.Join(dir, "found.json"))
	if err != nil {
		t.Fatalf("html-validate: %v", err)
	}
	var results []struct {
		FilePath string
		Messages []struct {
			RuleID, Message string
			Line, Column    int
		}
	}
	if err := json.Unmarshal(out, &results); err != nil {
		t.Fatal(err)
	}
	wrong := 0
	for _, r := range results {
		if filepath.Base(r.FilePath) == "wrong.html" { // to see that it reads at all
			wrong += len(r.Messages)
			continue
		}
		for _, m := range r.Messages {
			t.Errorf("%s:%d:%d: %s: %s", strings.TrimPrefix(r.FilePath, dir), m.Line, m.Column, m.RuleID, m.Message)
		}
	}
	if wrong == 0 {
		t.Error("html-validate finds nothing wrong with a page that has two mistakes")
	}
	if pages < 90 {
		t.Errorf("only %d pages were read", pages)
	}
}
