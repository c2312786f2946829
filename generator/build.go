package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"vitrine/generator/bind"
	"vitrine/generator/cache"
	"vitrine/generator/chart"
	"vitrine/generator/check"
	"vitrine/generator/disclose"
	"vitrine/generator/ledger"
	"vitrine/generator/load"
	"vitrine/generator/locale"
	"vitrine/generator/output"
	"vitrine/generator/proof"
	"vitrine/generator/publish"
	"vitrine/generator/release"
	"vitrine/generator/render"
	"vitrine/generator/report"
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
            make everything anew; otherwise a site of which nothing has changed
            is not built again, and pictures are taken from the cache folder

`

const checkUsage = `vitrine check [-C DIR] [--json] [--timings] [--no-cache] [--since DIR]

Does all that build does but for writing: reads, checks, makes every page and
reads it again as a visitor would. public/ stays as it is.

  -C DIR    the folder of the site (default: the folder you are in)
  --json    print the problems as JSON, one array on standard output
  --timings print how long each stage took
  --no-cache
            make everything anew; otherwise a site of which nothing has changed
            is not built again, and pictures are taken from the cache folder
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
	store := cache.Open()
	if *fresh {
		store = nil
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
		if recover() != nil {
			problems.Broken(dir)
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
	input := newSnapshot(files)
	memo := newMemo(dir, o.compress, input, store)
	if r, known := memo.recall(); known && o.older == "" && (!o.write || r.Public != "" && r.Public == listing(public)) {
		screen.lines = r.Lines
		for _, p := range r.Warnings {
			problems.Add(p)
		}
		if o.write {
			screen.wrotef("0 files (%s), %d unchanged, 0 removed", size(r.Bytes), r.Files)
		}
		return true
	}
	site, out := produce(input, newBundler(dir, store, screen, problems), store, false, screen, problems)
	store.Trim(cacheLimit)
	if out != nil && o.older != "" {
		return since(o.older, site, screen.out, problems)
	}
	if out == nil {
		return false
	}
	if o.compress {
		screen.stage("compressing")
		if compress(out, store, problems); problems.Failed() {
			return false
		}
	}
	r := remembered{Lines: slices.Clone(screen.lines), Warnings: problems.Sorted(), Files: len(out.Paths()), Bytes: out.Bytes()}
	if o.write {
		if !writeSite(dir, out, screen, problems) {
			return false
		}
		r.Public = listing(public)
	}
	memo.keep(r)
	return true
}

// writeSite publishes a site in its folder.
func writeSite(dir string, out *output.Site, screen *screen, problems *source.Problems) bool {
	screen.stage("writing")
	result, err := publish.Write(filepath.Join(dir, "public"), out)
	if err != nil {
		hint := "the site that was there before is whole"
		if result.InPlace {
			screen.mixed = true
			hint = "public/ can't be exchanged in one step here, so some of its pages are new and some old; build again"
		}
		problems.Add(source.Problem{Pos: source.Pos{File: "public"}, Text: "the site could not be written: " + systemError(err), Hint: hint})
		return false
	}
	screen.wrotef("%s (%s), %d unchanged, %d removed", plural(result.Written, "file"), size(out.Bytes()), result.Unchanged, result.Removed)
	if result.InPlace {
		screen.wrotef("public/ could not be exchanged in one step, so it was changed file by file")
	}
	return true
}

// produce runs the stages from files to the finished site in memory. Each
// reports all of its problems; then, if there are any, the build stops, and what
// was published before stays. bundler makes the scripts of the reader's browser,
// or reports why it can't and returns nil. store has what was made before.
// drafts are part of the site when its editor looks at it, and only then.
func produce(files fs.FS, bundler bundler, store *cache.Folder, drafts bool, screen *screen, problems *source.Problems) (*report.Site, *output.Site) {
	site, releases := gated(files, store, drafts, screen, problems)
	if site == nil {
		return nil, nil
	}
	words := locale.New(site)
	screen.stage("binding figures")
	coverage := bind.Run(site, words, problems)
	looks := render.ParseTemplates(files, site, words, problems)
	out := output.New()
	screen.stage("bundling scripts")
	var engine []byte
	var assets render.Assets
	pages := &pageCache{}
	if !problems.Failed() {
		scripts := render.ReadScripts(files, problems)
		if types := render.ChartTypes(site); len(types) > 0 {
			engine = bundler(chart.Engine(types))
		}
		for i := range scripts {
			scripts[i].Text = string(bundler(scripts[i]))
		}
		if !problems.Failed() {
			assets = render.AddAssets(files, scripts, engine, out, problems)
			screen.stage("looking up pages")
			pages = recall(files, site, assets, drafts, store)
		}
	}
	screen.stage(fmt.Sprintf("drawing, but for %s as before", plural(len(pages.known), "article")))
	prepared := render.Prepare(site, words, pages.files, problems)
	if problems.Failed() {
		return nil, nil
	}
	screen.checkedf("%d of %s bound, %s, %s", coverage.Bound, plural(coverage.Bound+coverage.Unbound, "figure"),
		plural(prepared.Shown, "chart"), plural(prepared.Tables, "table"))
	if engine != nil {
		screen.stage("drawing pictures")
		if !paint(chart.NewPainter(engine, store), prepared.Charts, problems) {
			return nil, nil
		}
	}
	screen.stage("making pages")
	render.Pages(site, releases, words, looks, prepared, pages.files, assets, store, out, problems)
	if problems.Failed() {
		return nil, nil
	}
	screen.stage("reading the site again")
	var withheld []proof.Withheld
	for _, d := range site.Datasets {
		withheld = append(withheld, suppressed(d, site.Dated)...)
	}
	proved, read := proof.Run(out, site.BaseURL, withheld, prepared.Places, pages.pages(), problems)
	if problems.Failed() {
		return nil, nil
	}
	screen.stage("keeping pages")
	pages.keep(site, out, read)
	screen.checkedf("%s, %s, %s to places on pages", plural(proved.Pages, "page"), plural(proved.Links, "link"), plural(proved.Fragments, "link"))
	return site, out
}

// gated runs the stages from files to what may be published of them: after it,
// nobody sees a raw figure. nil when there are problems.
func gated(files fs.FS, store *cache.Folder, drafts bool, screen *screen, problems *source.Problems) (*report.Site, *release.Store) {
	screen.stage("reading")
	read := load.Load(files, locale.Required(), drafts, problems)
	if problems.Failed() {
		return nil, nil
	}
	site := read.Site
	screen.readf("%d files, %s: %s, %s, %s", read.Files, size(read.Bytes), plural(len(site.Articles), "article"),
		plural(len(read.Datasets), "dataset"), plural(len(site.Sources), "source"))

	var headers []*report.Dataset
	for _, d := range read.Datasets {
		headers = append(headers, d.Header)
	}
	releases := readStore(files, problems)
	if releases == nil {
		return nil, nil
	}
	site.Releases, site.Dated = ledger.Read(files, releases, headers, problems), releases.Files
	if problems.Failed() {
		return nil, nil
	}
	screen.stage("checking")
	checked := check.Run(site, read.Datasets, problems)
	if problems.Failed() {
		return nil, nil
	}
	screen.checkedf("%s, %s, %s, %s", plural(checked.Cells, "cell"), plural(checked.Combinations, "combination"),
		plural(checked.Totals, "total"), plural(checked.Rivals, "pair of rival cells", "pairs of rival cells"))

	screen.stage("protecting people")
	published, gate := disclose.Run(read.Datasets, disclose.Gate{Seed: read.Seed, Releases: site.Releases, Chosen: store, Progress: screen.progress}, problems)
	if problems.Failed() {
		return nil, nil
	}
	site.Datasets = published
	ledger.Compare(site, releases, problems)
	if problems.Failed() {
		return nil, nil
	}
	screen.checkedf("%s published, %d suppressed", plural(gate.Published, "cell"), gate.Withheld)
	return site, releases
}

// paint draws the charts' pictures. A chart that ECharts refuses is a problem of
// its block.
func paint(painter *chart.Painter, drawings []*chart.Drawing, problems *source.Problems) bool {
	refused, err := painter.Paint(drawings)
	if err != nil {
		problems.Add(source.Problem{Pos: source.Pos{File: "templates/package.json"}, Text: "ECharts can't be run: " + err.Error(),
			Hint: "remove templates/node_modules and build again to fetch it anew"})
		return false
	}
	for _, r := range refused {
		problems.Add(source.Problem{Pos: r.Drawing.Chart.Pos, Text: "ECharts can't draw this chart: " + r.Reason})
	}
	return len(refused) == 0
}

// suppressed names the places that must show [c] on the finished site. released
// are the files that stay as they were published.
func suppressed(d *report.Dataset, released map[string][]byte) []proof.Withheld {
	var list []proof.Withheld
	page, file := "data/"+d.ID+"/index.html", "data/"+d.ID
	for r, row := range d.Rows {
		for i, m := range d.Measures {
			if row.Cells[i].State == report.Suppressed {
				list = append(list, proof.Withheld{File: page, ID: d.CellAnchor(row, i)}, proof.Withheld{File: file + ".csv", Record: r + 1, Column: m.ID},
					proof.Withheld{File: file + ".json", Pointer: fmt.Sprintf("/rows/%d/cells/%s", r, m.ID)})
			}
		}
	}
	for n, rev := range d.Revisions {
		for i := range rev.Changes {
			c := &rev.Changes[i]
			for name, cell := range map[string]*report.Cell{"was": &c.Was, "is": d.After(rev, c)} {
				if cell.State == report.Suppressed {
					list = append(list, proof.Withheld{File: page, ID: name + "-" + d.ChangeAnchor(rev, c)},
						proof.Withheld{File: file + ".json", Pointer: fmt.Sprintf("/revisions/%d/cells/%d/%s", n, i, name)})
				}
			}
		}
	}
	for _, day := range d.Superseded() {
		if d.Withdrawn(day) != nil || released[d.DatedPath(day)] != nil {
			continue // there is a notice in its place, or what a release published, which the ledger has looked at
		}
		for r, row := range d.Version(day).Rows {
			for i, m := range d.Measures {
				if row.Cells[i].State == report.Suppressed {
					list = append(list, proof.Withheld{File: d.DatedPath(day), Record: r + 1, Column: m.ID})
				}
			}
		}
	}
	return list
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
