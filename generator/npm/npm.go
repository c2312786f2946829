// Package npm finds the npm packages that the scripts of a site need, fetches them when they are missing,
// and bundles the scripts. npm may fetch from a registry and from nowhere else, gets no key of Vitrine's,
// and runs no script; what package.json and the lock file ask for is checked before.
//
// A site that has a lock file of its own has its packages in templates/node_modules. For all others the
// program's own lock file says which they are. They stand in a folder that is made for one build and
// removed after it, and what is bundled is kept in the cache, which is sealed: so nobody who can write
// the user's folders has a script of his published.
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
	"vitrine/templates"
)

// Need says what is done when packages are missing.
type Need int

const (
	Check   Need = iota // a warning; no other program is started
	Build               // they are fetched; a warning where they can't be
	Release             // they are fetched; an error where they can't be
)

// Packages are the npm packages of a site.
type Packages struct {
	templates string // the site's templates/
	builtIn   bool   // the site has no lock file of its own
	need      Need
	store     *cache.Folder
	note      func(string, ...any)
	problems  *source.Problems

	once  sync.Once
	ready readiness
	dir   string // where node_modules is, once ready
}

// Open finds the packages of the site in a folder. What is wrong with them is reported to problems at the
// first script; note is called before what takes long.
func Open(dir string, need Need, store *cache.Folder, note func(string, ...any), problems *source.Problems) *Packages {
	p := &Packages{templates: filepath.Join(dir, "templates"), need: need, store: store, note: note, problems: problems}
	p.builtIn = !hasLock(p.templates)
	return p
}

// hasLock reports whether a site has a lock file of its own.
func hasLock(templates string) bool {
	_, err := os.Lstat(filepath.Join(templates, "package-lock.json"))
	return !errors.Is(err, fs.ErrNotExist)
}

// Installed tells what a site's scripts are bundled with: npm's list of what is installed, or the program's
// own lock file, and whether it can be had. It is nil when it can't be read.
func Installed(dir string) []byte {
	at := filepath.Join(dir, "templates")
	if hasLock(at) {
		text, err := os.ReadFile(filepath.Join(at, "node_modules", ".package-lock.json"))
		if err != nil {
			return nil
		}
		return text
	}
	text, _ := templates.Files.ReadFile("package-lock.json")
	if _, err := exec.LookPath("npm"); err != nil && templates.Packages == nil {
		text = append(text, "without npm"...)
	}
	return text
}

// Close removes what was fetched for this build alone.
func (p *Packages) Close() {
	if p.builtIn && p.dir != "" {
		_ = os.RemoveAll(p.dir)
	}
}

// Bundle bundles a script with the packages that it imports. A bundle of the same packages comes from the
// cache. It is nil when the script can't be bundled, which is reported: as a problem, or as a warning
// where its packages can't be had.
func (p *Packages) Bundle(s bundle.Script) []byte {
	var lock []byte
	if p.builtIn {
		lock, _ = templates.Files.ReadFile("package-lock.json")
	} else if p.once.Do(p.find); p.ready == complete {
		lock, _ = os.ReadFile(filepath.Join(p.dir, "node_modules", ".package-lock.json"))
	}
	key := cache.Key("bundle 1", runtime.Version(), string(lock), s.Name, s.Text, s.Global)
	if cached, ok := p.store.Get(key); ok && lock != nil {
		return cached
	}
	text := p.bundle(s)
	if text != nil && lock != nil && p.ready == complete {
		p.store.Put(key, text)
	}
	return text
}

// find makes sure that the packages are there.
func (p *Packages) find() {
	if !p.builtIn {
		p.ready, p.dir = findPackages(p.templates, p.need, p.note, p.problems), p.templates
		return
	}
	at := source.Pos{File: "templates"}
	if p.need == Check && templates.Packages == nil {
		p.ready = missing
		p.problems.Add(source.Problem{Pos: at, Warning: true, Text: "the scripts of pages were not bundled",
			Hint: "check starts no other program: \"vitrine build\" fetches their npm packages"})
		return
	}
	var mistake *source.Problem
	if p.dir, mistake = p.provide(); mistake == nil {
		p.ready = complete
		return
	}
	p.ready = told(mistake, at, p.need, p.problems)
}

// told reports that packages can't be had: a warning in a build, whose pages do without them, and an error
// in a release, whose bytes must not depend on the machine.
func told(mistake *source.Problem, at source.Pos, need Need, problems *source.Problems) readiness {
	mistake.Pos, mistake.Warning = at, need == Build
	if mistake.Warning {
		mistake.Text += ", so the pages are without live charts and without the search"
	}
	problems.Add(*mistake)
	if mistake.Warning {
		return missing
	}
	return failed
}

// provide unpacks the packages that the program brings along into a new folder, or has npm fetch them.
func (p *Packages) provide() (dir string, mistake *source.Problem) {
	named, _ := templates.Files.ReadFile("package.json")
	lock, _ := templates.Files.ReadFile("package-lock.json")
	if templates.Packages == nil {
		return fetched(named, lock, p.note)
	}
	dir, err := emptyFolder()
	if err == nil {
		err = unpack(templates.Packages, dir)
	}
	if err != nil {
		return dir, &source.Problem{Text: "the packages that the program brings along can't be unpacked: " +
			publish.Reason(err)}
	}
	return dir, nil
}

// emptyFolder makes a folder for packages. Its own package.json keeps one in a folder above, which may be
// anybody's, from saying what names stand for.
func emptyFolder() (dir string, err error) {
	if dir, err = os.MkdirTemp("", "vitrine-npm-"); err != nil {
		return "", err
	}
	return dir, os.WriteFile(filepath.Join(dir, "package.json"), []byte("{}"), 0o644)
}

// bundle bundles a script once the packages are found.
func (p *Packages) bundle(s bundle.Script) []byte {
	p.once.Do(p.find)
	switch p.ready {
	case failed:
		return nil
	case missing: // scripts that import nothing can be had all the same
		empty, err := emptyFolder()
		defer os.RemoveAll(empty)
		if text, mistake := bundle.Run(empty, s); err == nil && mistake == nil {
			return text
		}
		return nil
	}
	absolute, err := filepath.Abs(p.dir)
	if err != nil {
		absolute = p.dir
	}
	text, mistake := bundle.Run(absolute, s)
	if mistake == nil {
		return text
	}
	pos := source.Pos{File: mistake.File, Line: mistake.Line, Col: mistake.Col}
	hint := ""
	if !strings.HasPrefix(mistake.File, "templates/assets/") {
		pos, hint = source.Pos{File: "templates/package.json"},
			"remove templates/node_modules and build again to fetch the packages anew"
	}
	p.problems.Add(source.Problem{Pos: pos, Text: "this can't be bundled: " + mistake.Text, Hint: hint})
	return nil
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
func Ready(templates string, need Need, note func(string, ...any), problems *source.Problems) bool {
	return findPackages(templates, need, note, problems) == complete
}

// findPackages makes sure that templates/node_modules holds what templates/package-lock.json asks
// for. Otherwise it runs npm, or for a check warns that packages are missing.
func findPackages(templates string, need Need, note func(string, ...any), problems *source.Problems) readiness {
	at := source.Pos{File: "templates/package-lock.json"}
	named, lock, ok := readLock(templates, problems)
	if !ok {
		return failed
	}
	if installed(templates, lock) {
		return complete
	}
	if need == Check {
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
	if mistake := fetchPackages(templates, named, lock, note); mistake != nil {
		return told(mistake, at, need, problems)
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

// fetchPackages moves what npm has fetched to templates/node_modules.
func fetchPackages(templates string, named, lock []byte, note func(string, ...any)) *source.Problem {
	dir, problem := fetched(named, lock, note)
	defer os.RemoveAll(dir)
	if problem != nil {
		return problem
	}
	if err := move(filepath.Join(dir, "node_modules"), filepath.Join(templates, "node_modules")); err != nil {
		text := "the npm packages can't be put into templates/node_modules: " + publish.Reason(err)
		return &source.Problem{Text: text}
	}
	return nil
}

// fetched runs npm in a new folder that holds only the two files that were checked, so that
// no other file of the site has any effect on it. The folder is the caller's to remove.
func fetched(named, lock []byte, note func(string, ...any)) (dir string, mistake *source.Problem) {
	if _, missing := exec.LookPath("npm"); missing != nil {
		return "", &source.Problem{Text: "npm is needed once, to fetch ECharts and MiniSearch, and it is not installed",
			Hint: "install Node.js, which brings npm; nothing else is needed"}
	}
	note("fetching the npm packages of the scripts (npm ci, once)")
	dir, err := os.MkdirTemp("", "vitrine-npm-")
	if err != nil {
		return "", &source.Problem{Text: "no folder can be made to fetch the npm packages in: " + publish.Reason(err)}
	}
	err = os.WriteFile(filepath.Join(dir, "package.json"), named, 0o644)
	if err = errors.Join(err, os.WriteFile(filepath.Join(dir, "package-lock.json"), lock, 0o644)); err != nil {
		return dir, &source.Problem{Text: "the npm packages can't be fetched: " + publish.Reason(err)}
	}
	npm := Command("npm", "ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--no-bin-links",
		"--workspaces=false")
	npm.Dir = dir
	if out, err := npm.CombinedOutput(); err != nil {
		return dir, &source.Problem{Text: "npm ci failed for templates/", Hint: lastLines(string(out), 5)}
	}
	return dir, nil
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
