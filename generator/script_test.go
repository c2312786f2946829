package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "write golden files anew")

// TestMain lets the test binary stand for the program: for scripts by its name,
// for tests that start processes of their own by a variable.
func TestMain(m *testing.M) {
	if os.Getenv(cacheKeyVariable) == "" && os.Getenv("VITRINE_OWN_CACHE_KEY") == "" {
		_ = os.Setenv(cacheKeyVariable, testCacheKey) // a name and a value that a system takes
	}
	if os.Getenv("VITRINE_SELF") != "" {
		os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
	}
	testscript.Main(m, map[string]func(){"vitrine": func() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }})
}

// TestScripts runs the mini-sites in testdata: good ones with golden pages, and
// one bad site for every rule with its exact message. A mini-site is the site
// in testdata/base with the files of the script over it, and the project's own
// templates.
func TestScripts(t *testing.T) {
	packages(t)
	for _, dir := range []string{"testdata/good", "testdata/bad"} {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			testscript.Run(t, testscript.Params{Dir: dir, UpdateScripts: *update, Setup: func(env *testscript.Env) error {
				env.Setenv("XDG_CACHE_HOME", filepath.Join(os.TempDir(), "vitrine-tests-scripts"))
				env.Setenv(cacheKeyVariable, testCacheKey)
				env.Setenv("KEY", env.WorkDir+".key")
				linkPackages(t, env.WorkDir)
				return siteIn(env.WorkDir)
			}})
		})
	}
}

// siteIn completes a mini-site: files that are there already stay.
func siteIn(dir string) error {
	for i := range 60 { // enough for a second page of their list
		name := filepath.Join(dir, "content", "many", fmt.Sprintf("n%d.md", i))
		if !exists(filepath.Dir(name)) {
			break
		}
		text := fmt.Sprintf("+++\ntitle = \"Report n%d\"\nsummary = \"x\"\ndate = 2025-01-02\n+++\n\n[1,500](value:arrests/arrests?year=2024)\n", i)
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			return err
		}
	}
	if pictures := filepath.Join(dir, "content", "reports", "big"); exists(pictures) {
		var dot bytes.Buffer
		if err := png.Encode(&dot, image.NewGray(image.Rect(0, 0, 40, 20))); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(pictures, "dot.png"), dot.Bytes(), 0o644); err != nil {
			return err
		}
	}
	if err := copyMissing("testdata/base", dir, func(string) bool { return true }); err != nil {
		return err
	}
	return copyMissing("../templates", filepath.Join(dir, "templates"), func(name string) bool { return name != "node_modules" })
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

func copyMissing(from, to string, wanted func(name string) bool) error {
	return filepath.WalkDir(from, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, name)
		if err != nil {
			return err
		}
		if !wanted(d.Name()) {
			return filepath.SkipDir
		}
		target := filepath.Join(to, rel)
		if d.IsDir() {
			return os.MkdirAll(target, 0o755)
		}
		if _, err := os.Lstat(target); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		contents, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		return os.WriteFile(target, contents, 0o644)
	})
}
