package command

import (
	"bytes"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vitrine/generator/sitetest"
)

// made is a folder in which "vitrine new" has made a site.
func made(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "site")
	var out bytes.Buffer
	if code := runMain([]string{"new", dir}, &out, &out); code != 0 {
		t.Fatal(out.String())
	}
	return dir
}

// TestNewWithoutNpm: a new site needs no file of the program's beside it. Where npm can't be had, a build
// warns and has neither live charts nor a search, and a release is refused.
func TestNewWithoutNpm(t *testing.T) {
	dir := made(t)
	env := []string{"PATH=" + t.TempDir(), "XDG_CACHE_HOME=" + t.TempDir(), "HOME=" + t.TempDir()}
	run := func(args ...string) string {
		text, _ := process(t, dir, env, args...).CombinedOutput() // its exit status is in what it prints
		return string(text)
	}
	if out := run("build"); !strings.Contains(out, "done     build") || !strings.Contains(out, "templates: warning: npm is needed once") {
		t.Fatal(out)
	}
	page, err := os.ReadFile(filepath.Join(dir, "public/reports/arrests/index.html"))
	if err != nil || strings.Contains(string(page), "data-engine-src") || strings.Contains(string(page), `class="find"`) || !strings.Contains(string(page), "<svg") {
		t.Errorf("the page of a site without npm: %v", err)
	}
	if out := run("check"); !strings.Contains(out, "done     check") {
		t.Error(out)
	}
	key := filepath.Join(t.TempDir(), "key")
	run("release", "--new-key", key)
	if out := run("release", "--key", key, "--date", "2026-01-03"); !strings.Contains(out, "npm is needed once") || strings.Contains(out, "warning: npm") || sitetest.Exists(filepath.Join(dir, "data/releases/2026-01-03")) {
		t.Errorf("a release without npm: %s", out)
	}
}

// TestNewIsTheSame: a site has the same bytes with the program's own templates and packages, and with
// copies of them that it has itself.
func TestNewIsTheSame(t *testing.T) {
	sitetest.Packages(t)
	if _, err := exec.LookPath("npm"); err != nil {
		t.Skip("npm is not installed")
	}
	dir := made(t)
	build := func() map[string]string {
		var out bytes.Buffer
		if code := runMain([]string{"build", "-C", dir, "--no-cache"}, &out, &out); code != 0 || strings.Contains(out.String(), "warning") {
			t.Fatal(out.String())
		}
		return sitetest.FilesOf(t, filepath.Join(dir, "public"))
	}
	own := build()
	if err := sitetest.CopyMissing(filepath.Join(sitetest.Root, "templates"), filepath.Join(dir, "templates"), func(name string) bool { return !strings.Contains(name, "node_modules") }); err != nil {
		t.Fatal(err)
	}
	sitetest.LinkPackages(t, dir)
	copied := build()
	if len(own) < 30 || !maps.Equal(own, copied) {
		t.Errorf("%d and %d files differ", len(own), len(copied))
	}
}

// TestNewParts: what "new" begins is read without a problem, charts name what a dataset has, and nothing is
// overwritten.
func TestNewParts(t *testing.T) {
	dir := made(t)
	run := func(want int, args ...string) string {
		t.Helper()
		var out bytes.Buffer
		if code := runMain(append(args, "-C", dir), &out, &out); code != want {
			t.Errorf("%q ends with %d: %s", args, code, &out)
		}
		return out.String()
	}
	run(0, "new", "article", "second-one")
	run(0, "new", "dataset", "complaints")
	run(0, "new", "--ci", "github")
	run(0, "new", "--ci", "gitlab")
	if out := run(0, "check"); !strings.Contains(out, "2 articles") && !strings.Contains(out, "1 article") {
		t.Error(out)
	}
	if out := run(1, "new", "article", "second-one"); !strings.Contains(out, "second-one.md is there already, and nothing was written") {
		t.Error(out)
	}
	run(2, "new", "article", "../../evil")
	run(2, "new", "--ci", "elsewhere")
	if out := run(1, "new", "chart", "arests"); !strings.Contains(out, `did you mean "arrests"?`) {
		t.Error(out)
	}
	block := run(0, "new", "chart", "arrests")
	article := filepath.Join(dir, "content/reports/second-one.md")
	text, err := os.ReadFile(article)
	if err != nil {
		t.Fatal(err)
	}
	block = strings.NewReplacer(`"…"`, `"Arrests"`, `arrests-by-year`, `arrests-again`).Replace(block)
	text = append(bytes.Replace(text, []byte("draft   = true"), []byte("# draft"), 1), block...)
	if err := os.WriteFile(article, text, 0o644); err != nil {
		t.Fatal(err)
	}
	if out := run(0, "check"); !strings.Contains(out, "2 charts") {
		t.Error(out)
	}
	workflow, err := os.ReadFile(filepath.Join(dir, ".github/workflows/site.yml"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(workflow)) {
		_, uses, found := strings.Cut(line, "uses: ")
		_, commit, _ := strings.Cut(uses, "@")
		if found && (len(commit) < 50 || slices.Contains([]byte(commit[:40]), '.') || !strings.Contains(commit, " # v")) {
			t.Errorf("an action is not pinned by its commit: %s", line)
		}
	}
}

// TestHelp: each command says what it does, with examples.
func TestHelp(t *testing.T) {
	for _, c := range commands() {
		var out bytes.Buffer
		if code := runMain([]string{c.name, "--help"}, &out, &out); code != 0 || !strings.Contains(out.String(), "\n  vitrine "+c.name) && !strings.Contains(out.String(), "vitrine "+c.name+" bash") {
			t.Errorf("the help of %s has no example: %s", c.name, &out)
		}
	}
}
