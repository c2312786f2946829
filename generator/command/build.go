package command

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"

	"vitrine/generator/build"
	"vitrine/generator/cache"
	"vitrine/generator/npm"
	"vitrine/generator/source"
)

const buildUsage = `vitrine build [-C DIR] [--json] [--compress] [--timings] [--no-cache] [--debug]

Reads content/, data/ and templates/, checks all of it, and writes the site to
public/. The new site replaces the old one in one step, and only when nothing
is wrong; files that did not change are left alone.

Charts need ECharts, which is fetched once by "npm ci" in templates/.

  -C DIR    the folder of the site (default: the folder you are in)
  --json    print the problems as JSON, one array on standard output
  --compress
            write compressed copies beside texts, .gz and .br, for hosts that
            send them
  --timings print how long each stage took
  --no-cache
            make everything anew; otherwise only what has changed is made again,
            and pictures for sharing are taken from the cache folder
  --debug   where Vitrine itself fails, print what it failed with and its stack,
            which may hold figures that are withheld

The cache is sealed with a key: the variable VITRINE_CACHE_KEY, or a file in the
user's configuration folder, which is made at first use.

`

const checkUsage = `vitrine check [-C DIR] [--json] [--timings] [--no-cache] [--since DIR] [--debug]

Does all that build does but for writing: reads, checks, makes every page and
reads it again as a visitor would. public/ stays as it is. No other program is
run: where the npm packages of templates/ are missing, a warning says that
scripts were not looked at.

  -C DIR    the folder of the site (default: the folder you are in)
  --json    print the problems as JSON, one array on standard output
  --timings print how long each stage took
  --no-cache
            make everything anew; otherwise only what has changed is made again,
            and pictures for sharing are taken from the cache folder
  --since DIR
            print, as Markdown for a pull request, what differs from the
            published figures of another copy of the site
  --debug   where Vitrine itself fails, print what it failed with and its stack,
            which may hold figures that are withheld

`

// buildFlags are the flags of build and check.
type buildFlags struct {
	dir                           string
	json, compress, timings, anew bool
	since                         string // another copy of the site
}

func (f *buildFlags) declare(c *call) {
	c.flags.StringVar(&f.dir, "C", ".", "")
	c.flags.BoolVar(&f.json, "json", false, "")
	c.flags.BoolVar(&f.timings, "timings", false, "")
	c.flags.BoolVar(&f.anew, "no-cache", false, "")
}

func runBuild(c *call) int {
	var f buildFlags
	f.declare(c)
	c.flags.BoolVar(&f.compress, "compress", false, "")
	return f.run(c, true)
}

func runCheck(c *call) int {
	var f buildFlags
	f.declare(c)
	c.flags.StringVar(&f.since, "since", "", "")
	return f.run(c, false)
}

func (f *buildFlags) run(c *call, write bool) int {
	if _, code, done := c.parse(0); done {
		return code
	}
	if f.since != "" && f.json {
		return c.refuse("--since prints Markdown, so --json can't go with it")
	}
	build.Program() // before another program can take its place
	s := &screen{out: c.stdout, quiet: f.json || f.since != "", live: isTerminal(c.stdout), timed: f.timings}
	var problems source.Problems
	var store *cache.Folder
	if !f.anew {
		store = openCache(s)
	}
	need := npm.Check
	if write {
		need = npm.Build
	}
	packages := npm.Open(f.dir, need, store, s.note, &problems)
	defer packages.Close()
	ok := build.InFolder(f.dir, &problems, func(files fs.FS) bool {
		out, ok := build.Folder(build.FolderInput{
			Input: build.Input{
				Files:    files,
				Bundle:   packages.Bundle,
				Store:    store,
				Compress: f.compress,
				Progress: s.progress,
				Problems: &problems,
			},
			Dir:      f.dir,
			Write:    write,
			Packages: npm.Installed(f.dir),
			Again:    f.since != "",
		})
		s.counts(out.Counts)
		s.mixed = out.Mixed
		switch {
		case !ok:
			return false
		case f.since != "":
			return since(f.since, out.Report, store, c.stdout, &problems)
		case write:
			s.wrote(out)
		}
		return true
	})
	switch {
	case f.since != "":
		s.clear()
		printProblems(c.stderr, problems.Sorted())
	case f.json:
		printJSON(c.stdout, problems.Sorted())
	default:
		return c.finish(c.name, s, ok, &problems)
	}
	c.faults(&problems)
	return exitCode(ok)
}

// perFile is how many problems of one file are printed; --json has them all.
const perFile = 50

func printProblems(w io.Writer, list []source.Problem) {
	for i, n := 0, 0; i < len(list); i++ {
		if i > 0 && list[i].File != list[i-1].File {
			n = 0
		}
		if n++; n <= perFile {
			fmt.Fprintln(w, list[i])
		} else if i+1 == len(list) || list[i+1].File != list[i].File {
			fmt.Fprintf(w, "%s: and %s like these\n", list[i].File, plural(n-perFile, "more problem"))
		}
	}
}

type jsonProblem struct {
	File     string `json:"file"`
	Line     int    `json:"line,omitempty"`
	Column   int    `json:"column,omitempty"`
	Severity string `json:"severity"`
	Text     string `json:"text"`
	Hint     string `json:"hint,omitempty"`
}

func printJSON(w io.Writer, list []source.Problem) {
	out := []jsonProblem{}
	for _, p := range list {
		severity := "error"
		if p.Warning {
			severity = "warning"
		}
		out = append(out, jsonProblem{p.File, p.Line, p.Col, severity, p.Text, p.Hint})
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	_ = e.Encode(out) // a closed pipe is the reader's choice
}
