package main

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"vitrine/generator/cache"
	"vitrine/generator/output"
	"vitrine/generator/publish"
	"vitrine/generator/source"
)

const buildUsage = `vitrine build [-C DIR] [--json] [--compress] [--timings] [--no-cache]

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

The cache is sealed with a key: the variable VITRINE_CACHE_KEY, or a file in the
user's configuration folder, which is made at first use.

`

const checkUsage = `vitrine check [-C DIR] [--json] [--timings] [--no-cache] [--since DIR]

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

`

// buildCommand is "build", or with write false "check".
func buildCommand(args []string, write bool, stdout, stderr io.Writer) int {
	name, usage := "build", buildUsage
	if !write {
		name, usage = "check", checkUsage
	}
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	dir := flags.String("C", ".", "")
	asJSON := flags.Bool("json", false, "")
	fresh := flags.Bool("no-cache", false, "")
	compressed := new(bool)
	timed := flags.Bool("timings", false, "")
	older := new(string)
	if write {
		compressed = flags.Bool("compress", false, "")
	} else {
		older = flags.String("since", "", "")
	}
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, usage)
		return 0
	case err != nil:
		fmt.Fprintf(stderr, "vitrine %s: %s\n%s", name, err, usage)
		return 2
	case flags.NArg() > 0:
		fmt.Fprintf(stderr, "vitrine %s takes no arguments, only flags: %q\n", name, flags.Arg(0))
		return 2
	case *older != "" && *asJSON:
		fmt.Fprintf(stderr, "vitrine check: --since prints Markdown, so --json can't go with it\n")
		return 2
	}
	start := time.Now()
	programSum() // before another program can take its place
	screen := &screen{out: stdout, quiet: *asJSON || *older != "", live: isTerminal(stdout), timed: *timed}
	var problems source.Problems
	var store *cache.Folder
	if !*fresh {
		store = openCache(screen)
	}
	ok := within(*dir, &problems, func(files fs.FS) bool {
		return build(*dir, buildOptions{write, *compressed, *older}, files, store, screen, &problems)
	})
	screen.clear()
	list := problems.Sorted()
	switch {
	case *asJSON && *older == "":
		printJSON(stdout, list)
	case *older != "":
		printProblems(stderr, list)
	default:
		printProblems(stderr, list)
		screen.summary(name, ok, list, time.Since(start))
	}
	if !ok {
		return 1
	}
	return 0
}

// siteParts are the folders of a site that a build reads.
var siteParts = []string{"content", "data", "templates"}

// cacheLimit bounds the cache folder, in bytes.
const cacheLimit = 1 << 30

// within does something in the folder of a site. A mistake of the program itself
// is reported, not thrown.
func within(dir string, problems *source.Problems, do func(files fs.FS) bool) (ok bool) {
	defer func() {
		if p := recover(); p != nil {
			problems.Broken(dir, p, debug.Stack())
			ok = false
		}
	}()
	root, err := os.OpenRoot(dir) // links out of the folder can't be followed
	if err != nil {
		problems.Addf(source.Pos{File: dir}, "this is no folder that can be read")
		return false
	}
	defer root.Close()
	return do(root.FS())
}

// buildOptions say what becomes of a site that is built.
type buildOptions struct {
	write    bool   // to public/
	compress bool   // with compressed copies
	older    string // another copy of the site: print what differs
}

// build makes the site of a folder. Without a store nothing that was made before
// is used.
func build(dir string, o buildOptions, files fs.FS, store *cache.Folder, screen *screen, problems *source.Problems) bool {
	public := filepath.Join(dir, "public")
	screen.stage("looking what has changed")
	var staging *publish.Staging
	var group errgroup.Group
	if o.write {
		group.Go(func() (err error) {
			staging, err = publish.Open(public)
			return err
		})
	}
	input := newSnapshot(dir, files, store)
	if err := group.Wait(); err != nil {
		notWritten(err, false, problems)
		return false
	}
	if o.write {
		defer staging.Close()
	}
	memo := newMemo(dir, o.compress, input, store)
	if r, same := memo.recall(); same && o.older == "" && (!o.write || r.Public != "" && r.Public == staging.Now.Digest()) {
		screen.lines = r.Lines
		for _, p := range r.Warnings {
			problems.Add(p)
		}
		if o.write {
			screen.wrotef("0 files (%s), %d unchanged, 0 removed", size(r.Bytes), r.Files)
		}
		return true
	}
	if o.write {
		staging.Prepare()
	}
	m := &making{files: input, bundler: newBundler(dir, o.write, store, screen, problems), store: store, compress: o.compress, screen: screen, problems: problems}
	if memo.key != "" && o.older == "" {
		m.before = remember(dir, false, reading(input), store)
	}
	if m.before != nil && o.write && staging.Now.Digest() == "" {
		m.before.forget() // nothing of it stands
	}
	m.stands = func(knownFile) bool { return true }
	switch {
	case o.write:
		m.stands, m.shelf, m.reads = m.before.standing(public, staging.Now), staging, true
	case o.older == "":
		m.shelf = forgetful{}
	}
	made := m.produce()
	if made == nil {
		return false
	}
	if o.older != "" {
		return since(o.older, made.site, store, screen.out, problems)
	}
	r := remembered{Lines: slices.Clone(screen.lines), Warnings: problems.Sorted(), Files: len(made.out.Paths()), Bytes: made.out.Bytes()}
	if o.write {
		screen.stage("writing")
		result, err := staging.Commit(made.out)
		if r.Public = result.Tree.Digest(); !written(result, err, made.out, screen, problems) {
			return false
		}
		if memo.key != "" {
			screen.stage("remembering")
			made.known.listing = r.Public
			made.known.keep(dir, false, m.before, store)
		}
	}
	memo.keep(r)
	store.Trim(cacheLimit)
	return true
}

// forgetful is a shelf for a site that is only checked.
type forgetful struct{}

func (forgetful) Put(string, []byte, [sha256.Size]byte) error  { return nil }
func (forgetful) Get(string, [sha256.Size]byte) ([]byte, bool) { return nil, false }

// written reports how a site was published, or why it was not.
func written(result publish.Result, err error, out *output.Site, screen *screen, problems *source.Problems) bool {
	if err != nil {
		screen.mixed = result.InPlace
		notWritten(err, result.InPlace, problems)
		return false
	}
	screen.wrotef("%s (%s), %d unchanged, %d removed", plural(result.Written, "file"), size(out.Bytes()), result.Unchanged, result.Removed)
	if result.InPlace {
		screen.wrotef("public/ could not be exchanged in one step, so it was changed file by file")
	}
	if result.Left != nil {
		problems.Add(source.Problem{Pos: source.Pos{File: "public"}, Warning: true, Text: "the new site is in place, but not all of the one before could be removed: " + systemError(result.Left),
			Hint: "remove .public.vitrine-new and .public.vitrine-old beside it before the next build"})
	}
	return true
}

// notWritten reports that a site could not be published. mixed says that some of it
// was.
func notWritten(err error, mixed bool, problems *source.Problems) {
	text, hint := "the site could not be written: ", "the site that was there before is whole"
	switch {
	case mixed:
		hint = "public/ can't be exchanged in one step here, so some of its pages are new and some old; build again"
	case errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS):
		text = "nothing was published, since this folder can't be written: "
	}
	problems.Add(source.Problem{Pos: source.Pos{File: "public"}, Text: text + systemError(err), Hint: hint})
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
