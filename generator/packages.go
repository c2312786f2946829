package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"vitrine/generator/bundle"
	"vitrine/generator/cache"
	"vitrine/generator/source"
)

// bundler bundles a script; nil, with a problem reported, when it can't.
type bundler func(bundle.Script) []byte

// newBundler bundles with the npm packages of a site, which it fetches first
// where they are missing. What was bundled before from the same packages comes
// from the cache.
func newBundler(dir string, store *cache.Folder, screen *screen, problems *source.Problems) bundler {
	templates := filepath.Join(dir, "templates")
	ready := sync.OnceValue(func() bool { return fetchPackages(templates, screen, problems) })
	return func(s bundle.Script) []byte {
		if !ready() {
			return nil
		}
		lock, err := os.ReadFile(filepath.Join(templates, "node_modules", ".package-lock.json"))
		key := cache.Key("bundle 1", runtime.Version(), string(lock), s.Name, s.Text, s.Global)
		if known, ok := store.Get(key); ok && err == nil {
			return known
		}
		absolute, err := filepath.Abs(templates)
		if err != nil {
			absolute = templates
		}
		made, mistake := bundle.Run(absolute, s)
		if mistake != nil {
			pos := source.Pos{File: mistake.File, Line: mistake.Line, Col: mistake.Col}
			hint := ""
			if !strings.HasPrefix(mistake.File, "templates/assets/") {
				pos, hint = source.Pos{File: "templates/package.json"}, "remove templates/node_modules and build again to fetch the packages anew"
			}
			problems.Add(source.Problem{Pos: pos, Text: "this can't be bundled: " + mistake.Text, Hint: hint})
			return nil
		}
		store.Put(key, made)
		return made
	}
}

// lockFile is the part of npm's lock files that says what is installed.
type lockFile struct {
	Packages map[string]struct {
		Version string `json:"version"`
		Dev     bool   `json:"dev"`
	} `json:"packages"`
}

// fetchPackages makes sure that templates/node_modules holds what
// templates/package-lock.json asks for. It runs npm once when it does not.
func fetchPackages(templates string, screen *screen, problems *source.Problems) bool {
	at := source.Pos{File: "templates/package-lock.json"}
	var want, have lockFile
	if err := readJSON(filepath.Join(templates, "package-lock.json"), &want); err != nil {
		text := "this is not npm's lock file"
		if errors.Is(err, fs.ErrNotExist) {
			text = "this file is missing: it says which versions of ECharts and MiniSearch to fetch"
		}
		problems.Addf(at, "%s", text)
		return false
	}
	if err := readJSON(filepath.Join(templates, "node_modules", ".package-lock.json"), &have); err == nil && complete(want, have) {
		return true
	}
	screen.note("fetching the npm packages of templates/ (npm ci, once)")
	npm := exec.Command("npm", "ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund")
	npm.Dir = templates
	out, err := npm.CombinedOutput()
	if err == nil {
		return true
	}
	text, hint := "npm ci failed in templates/", lastLines(string(out), 5)
	if _, missing := exec.LookPath("npm"); missing != nil {
		text, hint = "npm is needed once, to fetch ECharts and MiniSearch, and it is not installed", "install Node.js, which brings npm; nothing else is needed"
	}
	problems.Add(source.Problem{Pos: at, Text: text, Hint: hint})
	return false
}

func complete(want, have lockFile) bool {
	for name, p := range want.Packages {
		if name != "" && !p.Dev && have.Packages[name].Version != p.Version {
			return false
		}
	}
	return true
}

func readJSON(name string, v any) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, v)
}

func lastLines(s string, n int) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
