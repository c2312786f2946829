// Package build makes a site of its files. Run is the pipeline; its stages follow the rules by
// which a build makes only what it has to:
//
//	data   every file but articles → the model that may be published; kept in memory alone
//	text   an article, the files beside it, the datasets that it names → an article
//	page   a view and a body, the templates → a page, and what proof found on it
//	file   what a picture or a compressed copy is made of → its bytes
//	site   all files → nothing to do (Folder)
//
// An action's key is the digest of its inputs, which stand in keys.go and nowhere else; memo
// keeps its result. An action with the key of the build before, whose files still stand, is not
// run again.
package build

import (
	"io/fs"
	"sync"

	"vitrine/generator/bind"
	"vitrine/generator/bundle"
	"vitrine/generator/cache"
	"vitrine/generator/ledger"
	"vitrine/generator/load"
	"vitrine/generator/locale"
	"vitrine/generator/output"
	"vitrine/generator/proof"
	"vitrine/generator/render"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// Input is what a build works with. Files, Bundle and Problems are needed.
type Input struct {
	Files    fs.FS                                 // the site; results are kept of a whole *Snapshot alone
	Bundle   func(bundle.Script) []byte            // makes a script, or reports why it can't and returns nil
	Store    *cache.Folder                         // keeps what is costly to make
	Before   *Results                              // of the build before, or nil
	Stands   func(name string, f output.File) bool // whether a file of that build is still there; nil for always
	Shelf    output.Shelf                          // takes the files; nil for memory
	Drafts   bool                                  // are part of the site when its editor looks at it, and only then
	Compress bool                                  // texts get compressed copies
	Progress func(stage string, done, all int)     // is told what a build is at, by several goroutines; nil for nobody
	Problems *source.Problems
}

// Site is a finished site.
type Site struct {
	Report  *report.Site
	Out     *output.Site
	Results *Results
}

// Run makes a site, or reports what is wrong and returns nil: a stage reports all that it finds,
// and then the build stops. counts tells how far it came.
func Run(in Input, counts *Counts) *Site {
	b := newBuild(in, counts)
	data := b.data()
	if data == nil {
		return nil
	}
	site := *data.Site
	words := locale.New(&site)
	templates := render.ParseTemplates(b.Files, &site, words, b.Problems)
	style := render.ReadAsset(b.Files, "style.css", b.Problems)

	b.Progress("binding figures", 0, 0)
	binder := bind.New(&site, words)
	bound := binder.Data(b.Problems)
	report.Attach(bound.Figures)
	counts.bound(bound.Coverage)
	if templates == nil || style == nil {
		return nil
	}
	b.keys.bind(data, words, templates)
	b.reader = proof.New(site.BaseURL, proof.Suppressed(&site), &b.found)
	b.out.Look = b.reader.Look
	writer := render.NewWriter(&site, words, templates, style)
	articles := b.articles(&site, data.Reader, binder, writer)
	if b.Problems.Failed() {
		return nil
	}
	load.Arrange(&site, articles, b.Problems)
	binder.Unused(b.Problems)
	ledger.CompareArticles(&site, b.Problems)
	assets, files := b.assets(&site, style)
	if b.Problems.Failed() {
		return nil
	}

	b.Progress("making pages", 0, 0)
	b.files(files)
	b.pages(render.NewPages(writer, assets, b.read(&site)), templates, data.releases)
	if b.failed() {
		return nil
	}
	b.Progress("following links", 0, 0)
	counts.Proved = b.reader.Finish(b.out, sync.OnceValue(writer.WrittenLinks))
	b.Problems.AddAll(&b.found)
	if b.Problems.Failed() {
		return nil
	}
	return &Site{&site, b.out, b.results}
}

// build is one run of the pipeline.
type build struct {
	Input
	counts  *Counts
	keys    *keys
	results *Results
	out     *output.Site
	texts   *texts
	reader  *proof.Reader
	taken   source.Problems // addresses that two files claim, told once ids are known to be unique
	found   source.Problems // what the reader complains of, told with what is wrong with links
}

func newBuild(in Input, counts *Counts) *build {
	if in.Progress == nil {
		in.Progress = func(string, int, int) {}
	}
	if in.Stands == nil {
		in.Stands = func(string, output.File) bool { return true }
	}
	snapshot, _ := in.Files.(*Snapshot)
	k := newKeys(snapshot, in.Drafts)
	if !k.known {
		in.Before = nil
	}
	b := &build{Input: in, counts: counts, keys: k, results: newResults(in.Before)}
	if in.Shelf == nil {
		b.out = output.New()
	} else {
		b.out = output.On(in.Shelf, in.Before.count())
	}
	return b
}

// failed reports whether the build has to stop: something is wrong, or a file could not be
// written.
func (b *build) failed() bool {
	b.Problems.AddAll(&b.taken)
	if err := b.out.Err(); err != nil {
		b.Problems.Add(NotWritten(err, false))
	}
	return b.Problems.Failed()
}
