// Package npm finds the npm packages of a site, and fetches them when they are missing. npm may
// fetch from a registry and from nowhere else, gets no key of Vitrine's, and runs no script; what
// package.json and the lock file ask for is checked before.
package npm

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"vitrine/generator/bundle"
	"vitrine/generator/cache"
	"vitrine/generator/publish"
	"vitrine/generator/source"
)

// Bundler returns a function that bundles a script with the npm packages of a site. The function
// returns nil, with a problem reported, when it can't. A bundle of the same packages comes from the
// cache. Packages that are missing are fetched first; when fetch is false, a warning says that
// nothing was bundled, and scripts are empty. note is called before what takes long.
func Bundler(
	dir string, fetch bool, store *cache.Folder, note func(string, ...any), problems *source.Problems,
) func(bundle.Script) []byte {
	templates := filepath.Join(dir, "templates")
	ready := sync.OnceValue(func() readiness { return findPackages(templates, fetch, note, problems) })
	return func(s bundle.Script) []byte {
		switch ready() {
		case failed:
			return nil
		case missing:
			return []byte{}
		}
		lock, err := os.ReadFile(filepath.Join(templates, "node_modules", ".package-lock.json"))
		key := cache.Key("bundle 1", runtime.Version(), string(lock), s.Name, s.Text, s.Global)
		if cached, ok := store.Get(key); ok && err == nil {
			return cached
		}
		absolute, err := filepath.Abs(templates)
		if err != nil {
			absolute = templates
		}
		text, mistake := bundle.Run(absolute, s)
		if mistake != nil {
			pos := source.Pos{File: mistake.File, Line: mistake.Line, Col: mistake.Col}
			hint := ""
			if !strings.HasPrefix(mistake.File, "templates/assets/") {
				pos, hint = source.Pos{File: "templates/package.json"},
					"remove templates/node_modules and build again to fetch the packages anew"
			}
			problems.Add(source.Problem{Pos: pos, Text: "this can't be bundled: " + mistake.Text, Hint: hint})
			return nil
		}
		store.Put(key, text)
		return text
	}
}

// readiness says whether the npm packages of a site are installed.
type readiness int

const (
	failed  readiness = iota // a problem says why not
	missing                  // a warning says that nothing can be bundled
	complete
)

// lockFile is the part of npm's lock files that says what is installed.
type lockFile struct {
	Packages map[string]struct {
		Version   string `json:"version"`
		Integrity string `json:"integrity"`
		Dev       bool   `json:"dev"`
	} `json:"packages"`
}

// Ready makes sure that templates/node_modules holds what templates/package-lock.json asks for. It
// returns false, with a problem reported, when it can't.
func Ready(templates string, fetch bool, note func(string, ...any), problems *source.Problems) bool {
	return findPackages(templates, fetch, note, problems) == complete
}

// findPackages makes sure that templates/node_modules holds what templates/package-lock.json asks
// for. Otherwise it runs npm, or when fetch is false, warns that packages are missing.
func findPackages(templates string, fetch bool, note func(string, ...any), problems *source.Problems) readiness {
	at := source.Pos{File: "templates/package-lock.json"}
	named, lock, ok := readLock(templates, problems)
	if !ok {
		return failed
	}
	if installed(templates, lock) {
		return complete
	}
	if !fetch {
		problems.Add(source.Problem{Pos: at, Warning: true,
			Text: "the npm packages of templates/ are not installed, " +
				"so that the scripts of pages were not bundled, and what is wrong in them was not looked for",
			Hint: "check starts no other program: \"vitrine build\" fetches the packages, once"})
		return missing
	}
	if named == nil {
		problems.Addf(source.Pos{File: "templates/package.json"},
			"this can't be read: it says which packages templates/ needs")
		return failed
	}
	if _, err := os.Lstat(filepath.Join(templates, ".npmrc")); err == nil {
		problems.Add(source.Problem{Pos: source.Pos{File: "templates/.npmrc"}, Warning: true,
			Text: "npm is not given this file, since it can name programs to run",
			Hint: "what npm needs to know on your computer stands in the .npmrc of your home folder"})
	}
	note("fetching the npm packages of templates/ (npm ci, once)")
	if p := fetchPackages(templates, named, lock); p != nil {
		p.Pos = at
		problems.Add(*p)
		return failed
	}
	return complete
}

// readLock reads package.json and the lock file, or reports what is wrong with them. named is nil
// when there is no package.json.
func readLock(templates string, problems *source.Problems) (named, lock []byte, ok bool) {
	at := source.Pos{File: "templates/package-lock.json"}
	lock, err := os.ReadFile(filepath.Join(templates, "package-lock.json"))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		problems.Addf(at, "this file is missing: it says which versions of ECharts and MiniSearch to fetch")
		return nil, nil, false
	case err != nil:
		problems.Addf(at, "this can't be read: %s", publish.Reason(err))
		return nil, nil, false
	}
	var wrong source.Problems
	checkLock(lock, &wrong)
	if named, err = os.ReadFile(filepath.Join(templates, "package.json")); err == nil {
		checkPackage(named, &wrong)
	}
	for _, p := range wrong.Sorted() {
		problems.Add(p)
	}
	return named, lock, !wrong.Failed()
}

// installed reports whether everything is installed that a lock file asks for.
func installed(templates string, lock []byte) bool {
	var want, have lockFile
	list, err := os.ReadFile(filepath.Join(templates, "node_modules", ".package-lock.json"))
	if err != nil || json.Unmarshal(lock, &want) != nil || json.Unmarshal(list, &have) != nil {
		return false
	}
	for name, p := range want.Packages {
		found := have.Packages[name]
		if name != "" && !p.Dev && (found.Version != p.Version || found.Integrity != p.Integrity) {
			return false
		}
	}
	return true
}

// fetchPackages runs npm in a new folder that holds only the two files that were checked, so that
// no other file of the site has any effect on it, and moves what npm has fetched to
// templates/node_modules.
func fetchPackages(templates string, named, lock []byte) *source.Problem {
	dir, err := os.MkdirTemp("", "vitrine-npm-")
	if err != nil {
		return &source.Problem{Text: "no folder can be made to fetch the npm packages in: " + publish.Reason(err)}
	}
	defer os.RemoveAll(dir)
	err = os.WriteFile(filepath.Join(dir, "package.json"), named, 0o644)
	if err = errors.Join(err, os.WriteFile(filepath.Join(dir, "package-lock.json"), lock, 0o644)); err != nil {
		return &source.Problem{Text: "the npm packages can't be fetched: " + publish.Reason(err)}
	}
	npm := Command("npm", "ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--no-bin-links",
		"--workspaces=false")
	npm.Dir = dir
	out, err := npm.CombinedOutput()
	if _, missing := exec.LookPath("npm"); missing != nil {
		return &source.Problem{Text: "npm is needed once, to fetch ECharts and MiniSearch, and it is not installed",
			Hint: "install Node.js, which brings npm; nothing else is needed"}
	}
	if err != nil {
		return &source.Problem{Text: "npm ci failed for templates/", Hint: lastLines(string(out), 5)}
	}
	if err := move(filepath.Join(dir, "node_modules"), filepath.Join(templates, "node_modules")); err != nil {
		text := "the npm packages can't be put into templates/node_modules: " + publish.Reason(err)
		return &source.Problem{Text: text}
	}
	return nil
}

// move moves a folder of packages. To another disk it copies it, with npm's list of what is
// installed as the last file.
func move(from, to string) error {
	if err := os.RemoveAll(to); err != nil {
		return err
	}
	if os.Rename(from, to) == nil {
		return nil
	}
	const list = ".package-lock.json"
	text, err := os.ReadFile(filepath.Join(from, list))
	if err != nil {
		return err
	}
	if err := os.Remove(filepath.Join(from, list)); err != nil {
		return err
	}
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(to, list), text, 0o644)
}

// Command returns a command that runs another program, without Vitrine's keys in its environment.
func Command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Env = slices.DeleteFunc(os.Environ(),
		func(v string) bool { return strings.HasPrefix(strings.ToUpper(v), "VITRINE_") })
	return cmd
}

// lastLines returns the last n lines of a text.
func lastLines(s string, n int) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
