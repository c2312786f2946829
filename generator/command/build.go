package command

import (
	"errors"
	"io/fs"

	"vitrine/generator/build"
	"vitrine/generator/cache"
	"vitrine/generator/npm"
	"vitrine/generator/source"
)

const buildUsage = `vitrine build [-C DIR] [--format json|sarif] [--compress] [--timings] [--no-cache] [--debug]

Reads content/, data/ and templates/, checks all of it, and writes the site to
public/. The new site replaces the old one in one step, and only when nothing
is wrong; files that did not change are left alone.

Charts need ECharts, which is fetched once by "npm ci" in templates/.

  -C DIR    the folder of the site (default: the folder you are in)
  --format json, --json
            print the problems as JSON, one array on standard output
  --format sarif
            print them as SARIF, which code hosts show beside the lines
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

Examples:

  vitrine build
  vitrine build -C ../figures --compress

`

const checkUsage = `vitrine check [-C DIR] [--format json|sarif] [--timings] [--no-cache]
              [--since DIR [--charts DIR]] [--debug]

Does all that build does but for writing: reads, checks, makes every page and
reads it again as a visitor would. public/ stays as it is. No other program is
run: where the npm packages of templates/ are missing, a warning says that
scripts were not looked at.

  -C DIR    the folder of the site (default: the folder you are in)
  --format json, --json
            print the problems as JSON, one array on standard output
  --format sarif
            print them as SARIF, which code hosts show beside the lines
  --timings print how long each stage took
  --no-cache
            make everything anew; otherwise only what has changed is made again,
            and pictures for sharing are taken from the cache folder
  --since DIR
            print, as Markdown for a pull request, what differs from another
            copy of the site: figures, sentences, charts, pages
  --charts DIR
            with --since, write each chart that differs as it was and as it is,
            and show both in the Markdown
  --debug   where Vitrine itself fails, print what it failed with and its stack,
            which may hold figures that are withheld

Examples:

  vitrine check
  vitrine check --since ../main --charts review > summary.md
  vitrine check --format sarif > problems.sarif

`

// buildFlags are the flags of build and check.
type buildFlags struct {
	dir                     string
	compress, timings, anew bool
	format                  string // of problems, for programs; "" for people
	since                   string // another copy of the site
	charts                  string // a folder for the charts that differ from it
}

func (f *buildFlags) declare(c *call) {
	c.flags.StringVar(&f.dir, "C", ".", "")
	c.flags.BoolFunc("json", "", func(string) error { f.format = "json"; return nil })
	c.flags.Func("format", "", func(name string) error {
		if f.format = name; formats[name] == nil {
			return errors.New("problems are printed as json or sarif")
		}
		return nil
	})
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
	c.flags.StringVar(&f.charts, "charts", "", "")
	return f.run(c, false)
}

func (f *buildFlags) run(c *call, write bool) int {
	if _, code, done := c.parse(0); done {
		return code
	}
	if f.since != "" && f.format != "" {
		return c.refuse("--since prints Markdown, so --format can't go with it")
	}
	build.Program() // before another program can take its place
	s := &screen{out: c.stdout, quiet: f.format != "" || f.since != "", live: isTerminal(c.stdout), timed: f.timings}
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
			Packages: func() []byte { return npm.Installed(f.dir) },
			Again:    f.since != "",
		})
		s.counts(out.Counts)
		s.mixed = out.Mixed
		switch {
		case !ok:
			return false
		case f.since != "":
			return since(f.since, f.charts, out.Site, store, c.stdout, &problems)
		case write:
			s.wrote(out)
		}
		return true
	})
	switch {
	case f.since != "":
		s.clear()
		printSince(c, f.dir, ok, problems.Sorted())
	case f.format != "":
		printAs(f.format, c.stdout, f.dir, problems.Sorted())
	default:
		return c.finish(c.name, f.dir, s, ok, &problems)
	}
	c.faults(&problems)
	return exitCode(ok)
}
