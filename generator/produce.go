package main

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"path"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"vitrine/generator/bind"
	"vitrine/generator/cache"
	"vitrine/generator/chart"
	"vitrine/generator/check"
	"vitrine/generator/disclose"
	"vitrine/generator/ledger"
	"vitrine/generator/load"
	"vitrine/generator/locale"
	"vitrine/generator/output"
	"vitrine/generator/parallel"
	"vitrine/generator/proof"
	"vitrine/generator/release"
	"vitrine/generator/render"
	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/table"
)

// making is how a site is made of its files.
type making struct {
	files    fs.FS
	bundler  bundler       // makes the scripts of the reader's browser, or reports why it can't and returns nil
	store    *cache.Folder // has what was made before
	drafts   bool          // are part of the site when its editor looks at it, and only then
	compress bool
	screen   *screen
	problems *source.Problems

	before *known               // nil when nothing is known
	stands func(knownFile) bool // whether what was made before is still there
	reads  bool                 // the shelf has what was made before, to be read
	shelf  output.Shelf         // nil for a site in memory
}

// made is a finished site, and what is known of it now.
type made struct {
	site  *report.Site
	out   *output.Site
	known *known
}

// produce runs the stages from files to the finished site. Each reports all of
// its problems; then, if there are any, the build stops, and what was published
// before stays. What is made of the same as before is not made again, but its
// figures, links and withheld cells still count. nil when there are problems.
func (m *making) produce() *made {
	screen, problems := m.screen, m.problems
	input, whole := m.files.(*snapshot)
	whole = whole && input.whole && programSum() != ""
	var options load.Options
	readAs := ""
	if whole {
		readAs = reading(input)
	}
	if m.before != nil && m.before.reading == readAs {
		options.Known = func(file string) *load.Known { return m.before.article(input, file) }
		options.Sound = func(file string) bool { return m.before.sound[soundly(input, file)] }
	}
	if !whole {
		m.before = nil
	}
	m.sparing(input)
	options.Drafts = m.drafts
	if input != nil {
		options.Digest = input.store.Digest
	}
	besides := ""
	if whole {
		besides = cache.Key(input.digests(func(name string) bool { return !strings.HasPrefix(name, "content/") || path.Ext(name) != ".md" })...)
	}
	read, under := m.read(options, besides)
	if read == nil {
		return nil
	}
	if m.large(input) {
		input.lighten()
	}
	site := read.Site
	words := locale.New(site)
	if input != nil && under.data == nil {
		under.data = dataDigests(site, words, input)
	}

	screen.stage("binding figures")
	binder := bind.New(site, words)
	coverage := binder.Data(problems)
	for _, a := range site.SectionText {
		coverage.Add(binder.Article(a.Whole(), problems))
	}
	in := render.Input{Site: site, Releases: under.releases, Locale: words, Store: m.store, Data: under.data, FileSum: func(string) string { return "" }}
	templates := render.ParseTemplates(m.files, site, words, problems)
	if whole && templates != nil {
		in.FileSum = func(name string) string { return input.sums[name] }
		options := []string{fmt.Sprint(m.drafts, m.compress, render.ChartTypes(site)), packagesSum(m.files)}
		in.Frame, in.Text = frame(input, options...), textFrame(input, site.Extras, templates.OfTexts(), options...)
		if m.before != nil && m.before.texts != in.Text {
			m.before.forget()
			m.sparing(input)
		}
	}
	in.Out = output.New()
	if m.shelf != nil {
		in.Out = output.On(m.shelf, m.before.files())
	}
	r := render.New(in)
	w := &workshop{making: m, renderer: r, out: in.Out, parts: map[string]*knownPart{}, fresh: map[*knownPart][]string{}, articles: r.Articles()}
	w.brief = func(a *report.Article) {
		binder.Article(a, new(source.Problems))
		r.Resolve(a, new(source.Problems))
	}
	bound := &w.steps.Blocks // what is wrong with figures, links and blocks is told together
	w.known, w.texts, w.covered = make([]*knownPart, len(w.articles)), make([]*knownPart, len(w.articles)), make([]bind.Coverage, len(w.articles))
	inParallel(len(w.articles), func(i int) string { return w.articles[i].From }, bound, func(i int) {
		a := w.articles[i].Article
		before := m.before.part(w.articles[i], m.stands)
		if w.known[i] = before; before == nil && m.reads {
			before = m.before.around(w.articles[i], m.stands)
			w.texts[i] = before
		}
		switch {
		case before != nil:
			w.covered[i] = before.coverage
			a.Brief, a.Read = true, w.brief
		case a.Held():
			w.covered[i] = binder.Article(a, bound)
		default:
			a.Read = func(a *report.Article) {
				w.covered[i] = binder.Article(a, bound)
				r.Resolve(a, bound)
			}
		}
	})
	r.Templates = templates
	if problems.Failed() || bound.Failed() {
		w.check()
		return nil
	}
	screen.stage("bundling scripts")
	var engine []byte
	scripts := render.ReadScripts(m.files, problems)
	if types := render.ChartTypes(site); len(types) > 0 {
		engine = m.bundler(chart.Engine(types))
	}
	for i := range scripts {
		scripts[i].Text = string(m.bundler(scripts[i]))
	}
	if !problems.Failed() {
		r.Assets = render.Bundle(m.files, scripts, engine, problems)
	}
	if problems.Failed() {
		w.check()
		return nil
	}
	if !w.make() {
		return nil
	}
	charts, tables := 0, 0
	for _, c := range w.covered {
		coverage.Add(c)
	}
	for _, a := range site.Pages() {
		charts += len(a.Charts)
		tables += a.Tables
	}
	screen.checkedf("%d of %s bound, %s, %s", coverage.Bound, plural(coverage.Bound+coverage.Unbound, "figure"), plural(charts, "chart"), plural(tables, "table"))
	screen.stage("following links")
	proved := w.reader.Finish(in.Out, w.sound(), r.Place)
	for _, p := range w.found.Sorted() {
		problems.Add(p)
	}
	if problems.Failed() {
		return nil
	}
	screen.checkedf("%s, %s, %s to places on pages", plural(proved.Pages, "page"), plural(proved.Links, "link"), plural(proved.Fragments, "link"))
	result := &made{site: site, out: in.Out}
	if whole {
		result.known = &known{reading: readAs, texts: in.Text, ground: under, articles: map[string]*knownArticle{}, parts: w.parts, sound: map[string]bool{}}
		for _, file := range under.datasets {
			result.known.sound[soundly(input, file)] = true
		}
		for file, found := range read.Found {
			a := &knownArticle{Known: *found}
			for _, beside := range found.Outline.Beside {
				a.beside = append(a.beside, input.sums[beside])
			}
			result.known.articles[file] = a
		}
	}
	return result
}

// large reports whether much is made: a large site of which nothing is known.
func (m *making) large(input *snapshot) bool {
	return input != nil && len(input.files) > load.Held && m.before.files() == 0
}

// sparing says that memory counts for more than time when much is made.
func (m *making) sparing(input *snapshot) {
	if m.large(input) {
		debug.SetGCPercent(90)
	}
}

// packagesSum is npm's list of what is installed.
func packagesSum(files fs.FS) string {
	text, _ := fs.ReadFile(files, packagesFolder+"/.package-lock.json") // when it is missing, it is fetched
	return string(text)
}

// dataDigests are those of all that the datasets publish, by id.
func dataDigests(site *report.Site, words *locale.Locale, input *snapshot) map[string]string {
	sums := make([]string, len(site.Datasets))
	inParallel(len(sums), nil, nil, func(i int) {
		d := site.Datasets[i]
		parts := []string{d.ID, string(table.Compact(d, words))}
		for _, file := range d.Files {
			parts = append(parts, input.sums[file])
		}
		for _, t := range d.Texts() { // they may speak of other datasets
			parts = append(parts, render.FigureDigest(t))
		}
		sums[i] = cache.Key(parts...)
	})
	all := map[string]string{}
	for i, d := range site.Datasets {
		all[d.ID] = sums[i]
	}
	return all
}

// inParallel calls do for 0 to n-1 on all processors. A mistake of the program
// itself is reported with the file that name gives.
func inParallel(n int, name func(int) string, problems *source.Problems, do func(int)) {
	parallel.Each(n, func(i int) {
		defer func() {
			if name == nil {
				return
			}
			if p := recover(); p != nil {
				problems.Broken(name(i), p, debug.Stack())
			}
		}()
		do(i)
	})
}

// workshop makes the parts of a site.
type workshop struct {
	*making
	renderer *render.Renderer
	out      *output.Site
	reader   *proof.Reader
	found    source.Problems // what the reader complains of
	steps    render.Problems

	articles []render.Unit
	known    []*knownPart          // what became of each before; nil for one to make
	texts    []*knownPart          // of those to make whose texts are as before
	covered  []bind.Coverage       // of each
	brief    func(*report.Article) // sees an article that is read without its body: for its own page, or a list that names it

	mu    sync.Mutex
	parts map[string]*knownPart   // all that there are
	fresh map[*knownPart][]string // the files of those that are made now
}

// make makes what is not known, the articles first, then what lists them, and at
// last what tells of all files. false when there are problems.
func (w *workshop) make() bool {
	articles, parts := w.articles, w.known
	site := w.renderer.Site()
	var withheld []proof.Withheld
	for _, d := range site.Datasets {
		withheld = append(withheld, suppressed(d, site.Dated)...)
	}
	w.reader = proof.New(site.BaseURL, withheld, &w.found)
	w.out.Look = w.reader.Look
	w.shared()
	var kept []*knownPart
	var fresh []int
	for i := range articles {
		if parts[i] != nil {
			kept = append(kept, parts[i])
			continue
		}
		fresh = append(fresh, i)
		if a := articles[i].Article; w.texts[i] == nil && a.Held() {
			w.renderer.Resolve(a, &w.steps.Blocks)
		}
	}
	w.screen.stage(fmt.Sprintf("making pages, but for %s as before", plural(len(kept), "article")))
	done := 0
	var keeping sync.WaitGroup
	keeping.Go(func() { w.keep(kept...) })
	inParallel(len(fresh), func(i int) string { return articles[fresh[i]].From }, &w.steps.Pages, func(i int) {
		i = fresh[i]
		a := articles[i].Article
		var p *knownPart
		if before := w.texts[i]; before != nil {
			if p = w.around(articles[i], before); p == nil {
				return
			}
		} else {
			a.Whole()
			p = w.one(articles[i])
			p.facts, p.coverage = w.renderer.Facts(a), w.covered[i]
		}
		if w.shelf != nil {
			a.Drop(w.brief)
		}
		w.mu.Lock()
		parts[i] = p
		done++
		w.screen.making(done, len(fresh))
		w.mu.Unlock()
	})
	keeping.Wait()
	if w.failed() {
		return false
	}
	w.screen.stage("making lists")
	at := map[*report.Article]*render.Facts{}
	for i, u := range articles {
		at[u.Article] = parts[i].facts
	}
	others := w.renderer.Others(func(a *report.Article) *render.Facts { return at[a] }, articles)
	inParallel(len(others), func(i int) string { return others[i].From }, &w.steps.Pages, func(i int) {
		if p := w.before.part(others[i], w.stands); p != nil {
			w.keep(p)
		} else {
			w.one(others[i])
		}
	})
	w.one(w.renderer.AssetsUnit())
	w.one(w.renderer.HeadersUnit())
	w.one(w.renderer.ReleasesUnit())
	if w.failed() {
		return false
	}
	if w.compress {
		w.screen.stage("compressing")
		w.pack()
	}
	for p, files := range w.fresh {
		p.files = append(p.files, w.described(files)...)
	}
	return !w.failed()
}

// shared looks for what is wrong with links and blocks in what many pages show.
func (w *workshop) shared() {
	w.renderer.ResolveData(&w.steps.Blocks)
	for _, a := range w.renderer.Site().SectionText {
		w.renderer.Check(a, &w.steps.Blocks)
	}
}

// check tells what is wrong with figures, links and blocks, and makes nothing.
func (w *workshop) check() {
	w.shared()
	for i, u := range w.articles {
		if w.known[i] == nil && w.texts[i] == nil {
			w.renderer.Check(u.Article.Whole(), &w.steps.Blocks)
		}
	}
	for _, p := range w.steps.Blocks.Sorted() {
		w.problems.Add(p)
	}
}

// failed reports whether a step has problems, and tells those of the first one.
func (w *workshop) failed() bool {
	for _, step := range []*source.Problems{&w.steps.Blocks, &w.steps.Pages} {
		if step.Failed() {
			for _, p := range step.Sorted() {
				w.problems.Add(p)
			}
			return true
		}
	}
	if err := w.out.Err(); err != nil {
		notWritten(err, false, w.problems)
		return true
	}
	return false
}

// one makes a part.
func (w *workshop) one(u render.Unit) *knownPart {
	made := u.Make(&w.steps)
	p := &knownPart{name: u.Name, key: u.Key, textKey: u.TextKey, text: made.Text}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.parts[u.Name], w.fresh[p] = p, made.Files
	return p
}

// around makes an article's page anew of its text as it stands on the page of the
// last build, and keeps what stands beside it; nil when it can't.
func (w *workshop) around(u render.Unit, before *knownPart) *knownPart {
	page := strings.TrimPrefix(u.Article.Path, "/") + "index.html"
	var html []byte
	for _, f := range before.files {
		if f.name != page {
			continue
		}
		if there, ok := w.shelf.Get(page, f.Sum); ok && sha256.Sum256(there) == f.Sum && before.text.At+before.text.Size <= len(there) {
			html = there[before.text.At:][:before.text.Size]
		}
	}
	if html == nil && before.text.Size > 0 {
		w.steps.Pages.Add(source.Problem{Pos: source.Pos{File: "public/" + page}, Text: "this is not what the last build wrote", Hint: "build once with --no-cache"})
		return nil
	}
	made := u.Around(&w.steps, before.text, html)
	p := &knownPart{name: u.Name, key: u.Key, textKey: u.TextKey, text: made.Text, facts: before.facts, coverage: before.coverage}
	for _, f := range before.files {
		if !slices.Contains(made.Files, strings.TrimSuffix(strings.TrimSuffix(f.name, ".gz"), ".br")) {
			p.files = append(p.files, f)
		}
	}
	w.keepFiles(p.files)
	w.keepPages(p.files)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.parts[u.Name], w.fresh[p] = p, made.Files
	return p
}

// described is what is known of files that were made, and of their compressed
// copies.
func (w *workshop) described(names []string) []knownFile {
	var list []knownFile
	for _, name := range names {
		for _, name := range []string{name, name + ".gz", name + ".br"} {
			info, there := w.out.Info(name)
			if !there {
				continue
			}
			f := knownFile{name: name, File: info}
			if page, ok := w.reader.Page(name); ok {
				f.page = &page
			}
			list = append(list, f)
		}
	}
	return list
}

// pack puts a compressed copy beside each text that was made.
func (w *workshop) pack() {
	var names []string
	for _, files := range w.fresh {
		for _, name := range files {
			if info, _ := w.out.Info(name); info.Size >= small && slices.Contains(compressible, path.Ext(name)) {
				names = append(names, name)
			}
		}
	}
	inParallel(len(names), func(i int) string { return w.out.From(names[i]) }, &w.steps.Pages, func(i int) {
		text, _ := w.out.File(names[i])
		for ending, packed := range compressed(text, w.store) {
			if err := w.out.Add(names[i]+ending, packed, w.out.From(names[i])); err != nil {
				w.steps.Pages.Addf(source.Pos{File: w.out.From(names[i])}, "%s", err)
			}
		}
	})
}

// sound reports whether all that the last site had is still there, files and
// places on pages: then links that led somewhere still do.
func (w *workshop) sound() bool {
	if w.before == nil {
		return false
	}
	for name, p := range w.before.parts {
		if w.parts[name] == p {
			continue // it is kept, with all its files
		}
		for _, f := range p.files {
			now, there := w.out.Info(f.name)
			if !there && strings.HasPrefix(f.name, "assets/") {
				continue // its name has its digest: who names another is made anew
			}
			if !there {
				return false
			}
			if now.Kept || f.page == nil {
				continue
			}
			page, _ := w.reader.Page(f.name)
			for _, id := range f.page.IDs {
				if _, there := slices.BinarySearch(page.IDs, id); !there {
					return false
				}
			}
		}
	}
	return true
}

// keep leaves parts as they were.
func (w *workshop) keep(parts ...*knownPart) {
	inParallel(2, func(int) string { return "public" }, &w.steps.Pages, func(half int) {
		for _, p := range parts {
			if half == 0 {
				w.keepFiles(p.files)
			} else {
				w.keepPages(p.files)
			}
		}
	})
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range parts {
		w.parts[p.name] = p
	}
}

func (w *workshop) keepFiles(list []knownFile) {
	w.out.Keep(func(yield func(string, output.File) bool) {
		for i := range list {
			if !yield(list[i].name, list[i].File) {
				return
			}
		}
	}, func(from string, err error) { w.steps.Pages.Addf(source.Pos{File: from}, "%s", err) })
}

// keepPages remembers what was found on pages.
func (w *workshop) keepPages(list []knownFile) {
	w.reader.Keep(func(yield func(string, *proof.Page) bool) {
		for i := range list {
			if list[i].page != nil && !yield(list[i].name, list[i].page) {
				return
			}
		}
	})
}

// ground is what articles stand on: all that is made of other files, once it has
// passed the gate. It holds no raw figure.
type ground struct {
	files    string       // digests the files; "" when nobody knows
	site     *report.Site // without articles
	releases *release.Store
	datasets []string          // their files
	read     []source.Problem  // warnings of reading
	passed   []source.Problem  // and of the stages after it
	data     map[string]string // digests of what the datasets publish, by id
}

// read is the site up to the gate, and what its articles stand on: that of the last
// build, when no file but articles is another. nil when there are problems.
func (m *making) read(options load.Options, besides string) (*load.Read, *ground) {
	if m.before == nil || m.before.ground == nil || besides == "" || m.before.ground.files != besides {
		read, under := gated(m.files, options, m.store, m.screen, m.problems)
		if read != nil {
			under.files = besides
		}
		return read, under
	}
	m.screen.stage("reading")
	under := m.before.ground
	again := func(warnings []source.Problem) {
		for _, p := range warnings {
			m.problems.Add(p)
		}
	}
	again(under.read)
	read := load.Articles(m.files, options, under.site, m.problems)
	if m.problems.Failed() {
		return nil, nil
	}
	again(under.passed)
	return read, under
}

// gated runs the stages from files to what may be published of them: after it,
// nobody sees a raw figure. nil when there are problems.
func gated(files fs.FS, options load.Options, store *cache.Folder, screen *screen, problems *source.Problems) (*load.Read, *ground) {
	screen.stage("reading")
	options.Words = locale.Required()
	read := load.Load(files, options, problems)
	if problems.Failed() {
		return nil, nil
	}
	under := &ground{}
	of := func(p source.Problem) bool { return strings.HasPrefix(p.File, "content/") } // articles are read each time
	under.read = slices.DeleteFunc(problems.Sorted(), of)
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
	for _, m := range releases.CutShort {
		problems.Add(source.Problem{Pos: source.Pos{File: m.File}, Text: m.Text, Warning: true, Hint: "git restores what was changed in data/releases"})
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
	bare := *site
	bare.Articles, bare.Topics, bare.SectionText = nil, nil, nil
	under.site, under.releases, under.passed = &bare, releases, slices.DeleteFunc(problems.Sorted(), of)
	for _, d := range headers {
		under.datasets = append(under.datasets, d.Pos.File)
	}
	read.Datasets = nil // nobody needs what is raw any more
	return read, under
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
