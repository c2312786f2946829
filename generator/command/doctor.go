package command

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"vitrine/generator/publish"
	"vitrine/templates"
)

const doctorUsage = `vitrine doctor [-C DIR]

Says what is there, what is missing, and what that means: the program, the parts
of the site, its templates, npm, the cache. It changes nothing, and starts no
other program.

Examples:

  vitrine doctor -C ../figures

`

func runDoctor(c *call) int {
	var dir string
	c.flags.StringVar(&dir, "C", ".", "")
	if _, code, done := c.parse(0); done {
		return code
	}
	line := func(what, format string, args ...any) {
		fmt.Fprintf(c.stdout, "%-10s %s\n", what, fmt.Sprintf(format, args...))
	}
	line("program", "%s", programVersion())
	ok := true
	for _, part := range []string{"content", "data"} {
		if info, err := os.Stat(filepath.Join(dir, part)); err != nil || !info.IsDir() {
			ok = false
			line(part, "missing: this is no site; \"vitrine new DIR\" makes one")
			continue
		}
		n := 0
		_ = filepath.WalkDir(filepath.Join(dir, part), func(_ string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() {
				n++
			}
			return nil // what can't be read, check tells
		})
		line(part, "%s", plural(n, "file"))
	}
	line("templates", "%s", templatesOf(dir))
	switch _, err := exec.LookPath("npm"); {
	case templates.Packages != nil:
		line("scripts", "the program brings ECharts and MiniSearch along; npm is not needed")
	case err != nil:
		line("scripts", "npm is not installed: pages are built without live charts and search, "+
			"and nothing can be released")
	default:
		line("scripts", "npm is there, and fetches ECharts and MiniSearch once")
	}
	line("cache", "%s", cacheOf())
	if _, err := exec.LookPath("git"); err != nil {
		line("git", "missing: \"vitrine release\" asks it whether all is committed")
	} else {
		line("git", "there")
	}
	if _, err := os.Stat(filepath.Join(dir, "data", "releases")); err == nil {
		line("releases", "the site has a log of releases")
	} else {
		line("releases", "none yet: nothing holds figures against what was published; "+
			"\"vitrine release --new-key FILE\" begins a log")
	}
	return exitCode(ok)
}

// programVersion is the program's version and the state of its source.
func programVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "vitrine"
	}
	text := "vitrine " + info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && !strings.Contains(text, s.Value[:min(12, len(s.Value))]) {
			text += ", commit " + s.Value[:min(12, len(s.Value))]
		}
	}
	return text + ", " + info.GoVersion
}

// templatesOf says which templates a site has itself.
func templatesOf(dir string) string {
	var own, same []string
	err := filepath.WalkDir(filepath.Join(dir, "templates"), func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if err == nil && d.Name() == "node_modules" {
				return fs.SkipDir
			}
			return err
		}
		if filepath.Ext(name) == ".go" { // of the program itself
			return nil
		}
		rel, err := filepath.Rel(filepath.Join(dir, "templates"), name)
		if err != nil {
			return err
		}
		text, err := os.ReadFile(name)
		built, missing := templates.Files.ReadFile(filepath.ToSlash(rel))
		if missing == nil && bytes.Equal(text, built) {
			same = append(same, rel)
		} else {
			own = append(own, rel)
		}
		return err
	})
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "the program's own"
	case err != nil:
		return "can't be read: " + publish.Reason(err)
	}
	slices.Sort(own)
	text := plural(len(own), "file") + " of the site's own"
	if len(own) > 0 {
		text += " (" + strings.Join(own[:min(5, len(own))], ", ")
		if len(own) > 5 {
			text += ", …"
		}
		text += ")"
	}
	if len(same) > 0 {
		text += fmt.Sprintf("; %s as the program's, which can be deleted", plural(len(same), "file"))
	}
	return text + "; the program's for the rest"
}

// cacheOf says where the cache is, and what seals it.
func cacheOf() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return "none: HOME says where the user's folders are"
	}
	switch key := os.Getenv(cacheKeyVariable); {
	case key == "":
		return filepath.Join(dir, "vitrine") + ", sealed by a key in the user's configuration folder"
	default:
		return filepath.Join(dir, "vitrine") + ", sealed by " + cacheKeyVariable
	}
}
