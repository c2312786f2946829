package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"vitrine/generator/cache"
	"vitrine/generator/ledger"
	"vitrine/generator/publish"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

const releaseUsage = `vitrine release [-C DIR] [--id ID] [--date DATE] [--title TEXT]

Does all that check does and, when nothing is wrong, records what is published
now in data/releases/: the figures as the gate lets them through, the
revisions and the corrections. From then on a build refuses any figure that
differs without a declared revision. Commit data/releases/ with the data.

  -C DIR        the folder of the site (default: the folder you are in)
  --id ID       the release's name in addresses (default: its date)
  --date DATE   the day of the release (default: today)
  --title TEXT  what it brings, in a few words

`

func releaseCommand(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("release", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	dir := flags.String("C", ".", "")
	id := flags.String("id", "", "")
	date := flags.String("date", "", "")
	title := flags.String("title", "", "")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, releaseUsage)
		return 0
	case err != nil:
		fmt.Fprintf(stderr, "vitrine release: %s\n%s", err, releaseUsage)
		return 2
	case flags.NArg() > 0:
		fmt.Fprintf(stderr, "vitrine release takes no arguments, only flags: %q\n", flags.Arg(0))
		return 2
	}
	if *date == "" {
		*date = time.Now().Format(time.DateOnly)
	}
	day, err := report.ParseDate(*date)
	if err != nil || len(*date) != len(time.DateOnly) {
		fmt.Fprintf(stderr, "vitrine release: --date is a day like 2026-11-22\n")
		return 2
	}
	if *id == "" {
		*id = *date
	}
	start := time.Now()
	screen := &screen{out: stdout, live: isTerminal(stdout)}
	var problems source.Problems
	release := report.Release{ID: *id, Date: day, Title: *title}
	ok := within(*dir, &problems, func(files fs.FS) bool { return record(*dir, release, files, screen, &problems) })
	screen.clear()
	printProblems(stderr, problems.Sorted())
	screen.summary("release "+*id, ok, problems.Sorted(), time.Since(start))
	if !ok {
		return 1
	}
	return 0
}

// record checks the site of a folder and adds a release to its ledger.
func record(dir string, r report.Release, files fs.FS, screen *screen, problems *source.Problems) bool {
	store := cache.Open()
	site, out := produce(files, newBundler(dir, store, screen, problems), store, screen, problems)
	if out == nil {
		return false
	}
	changed, err := ledger.New(files, site, site.Releases, r)
	if err != nil {
		problems.Addf(source.Pos{File: ledger.Index}, "%s", systemError(err))
		return false
	}
	if err := publish.Record(dir, changed, ledger.Index); err != nil {
		problems.Add(source.Problem{Pos: source.Pos{File: ledger.Dir}, Text: "the release could not be recorded: " + systemError(err), Hint: "the releases that were there before are whole"})
		return false
	}
	n := 0
	for name := range changed {
		if strings.HasSuffix(name, ".csv") {
			n++
		}
	}
	screen.wrotef("%s, with the figures of %s", filepath.ToSlash(filepath.Join(ledger.Dir, r.ID)), plural(n, "dataset that changed", "datasets that changed"))
	return true
}

func quiet() *screen { return &screen{out: io.Discard, quiet: true} }
