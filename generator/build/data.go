package build

import (
	"fmt"
	"io/fs"
	"runtime/debug"
	"slices"
	"strings"

	"vitrine/generator/cache"
	"vitrine/generator/check"
	"vitrine/generator/disclose"
	"vitrine/generator/ledger"
	"vitrine/generator/load"
	"vitrine/generator/locale"
	"vitrine/generator/memo"
	"vitrine/generator/parallel"
	"vitrine/generator/prose"
	"vitrine/generator/release"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// Data is what is made of every file but articles, once it has passed the gate: it holds no raw
// figure.
type Data struct {
	Site   *report.Site  // without articles
	Reader *prose.Reader // of its texts

	key      memo.Digest
	releases *release.Store
	warnings []source.Problem
	counts   Counts
	digests  map[string]memo.Digest // of all that pages may say of each dataset
}

// data follows the data rule.
func (b *build) data() *Data {
	key := b.keys.data()
	if before := b.Before.data(); before != nil && before.key == key {
		for _, p := range before.warnings {
			b.Problems.Add(p)
		}
		*b.counts, b.results.Data = before.counts, before
		return before
	}
	data := ReadData(b.Files, b.Drafts, b.Store, b.Progress, b.counts, b.Problems)
	if data == nil {
		return nil
	}
	data.key, b.results.Data = key, data
	return data
}

// ReadData reads a site but for its articles, and takes it through the gate: after it nobody
// sees a raw figure. It reports what is wrong and returns nil; articles that can't be read are
// reported too. progress may be nil.
func ReadData(files fs.FS, drafts bool, store *cache.Folder, progress func(stage string, done, all int),
	counts *Counts, problems *source.Problems) *Data {
	if progress == nil {
		progress = func(string, int, int) {}
	}
	progress("reading", 0, 0)
	read := load.Load(files, load.Options{Words: locale.Required(), Drafts: drafts}, problems)
	if problems.Failed() {
		articleMistakes(files, read, problems)
		return nil
	}
	site := read.Site
	counts.Read, counts.Files, counts.Bytes, counts.Datasets, counts.Sources = true, read.Files, read.Bytes, len(
		read.Datasets,
	), len(
		site.Sources,
	)
	var headers []*report.Dataset
	for _, d := range read.Datasets {
		headers = append(headers, d.Header)
	}
	releases := ledger.ReadStore(files, problems)
	if releases == nil {
		return nil
	}
	for _, m := range releases.CutShort {
		problems.Add(source.Problem{Pos: source.Pos{File: m.File}, Text: m.Text, Warning: true,
			Hint: "git restores what was changed in data/releases"})
	}
	site.Releases, site.Dated = ledger.Read(files, releases, headers, problems), releases.Files
	if problems.Failed() {
		return nil
	}
	progress("checking", 0, 0)
	counts.Checked = check.Run(site, read.Datasets, problems)
	if problems.Failed() {
		return nil
	}
	progress("protecting people", 0, 0)
	gate := disclose.Gate{Seed: read.Seed, Releases: site.Releases, Chosen: store,
		Progress: func(done, all int) { progress("protecting people", done, all) }}
	published, passed := disclose.Run(read.Datasets, gate, problems)
	if problems.Failed() {
		return nil
	}
	site.Datasets = published
	askedAndWithheld(site, problems)
	ledger.Compare(site, releases, problems)
	if problems.Failed() {
		return nil
	}
	counts.Published, counts.Suppressed, counts.Passed = passed.Published, passed.Withheld, true
	return &Data{Site: site, Reader: read.Reader, releases: releases, warnings: problems.Sorted(), counts: *counts}
}

// askedAndWithheld tells of figures that a law asks of a report and that are withheld to protect people: both
// can't be had.
func askedAndWithheld(site *report.Site, problems *source.Problems) {
	for _, d := range site.Datasets {
		if d.Report != nil && d.Disclosure.Suppressed > 0 {
			problems.Add(source.Problem{Pos: d.Pos, Warning: true,
				Text: fmt.Sprintf("figures that %s asks for are withheld to protect people, and blank in its files: "+
					"part %s", d.Report.Profile.Law, d.Part.ID),
				Hint: "method of the dataset can say why; or protect nobody here, with a reason"})
		}
	}
}

// articleMistakes reports the articles that can't be read, where the rest of a site can't be
// either.
func articleMistakes(files fs.FS, read *load.Read, problems *source.Problems) {
	if read.Site.Words == nil {
		return // without words nothing can be read
	}
	articles := load.NewArticles(files, read.Site, read.Reader)
	names := articles.Names(problems)
	parallel.Each(len(names), func(i int) {
		defer recovered(names[i], problems)
		articles.Read(names[i], problems)
	})
}

// recovered reports a mistake of the program's own, with the file at hand.
func recovered(file string, problems *source.Problems) {
	if p := recover(); p != nil {
		problems.Broken(source.Pos{File: file}, p, debug.Stack())
	}
}

// isArticle reports whether a file is an article.
func isArticle(name string) bool {
	return strings.HasPrefix(name, "content/") && strings.HasSuffix(name, ".md")
}

// digestsOf are the digests of all that pages may say of datasets: cells, sources, rivals,
// statements and revisions, and what their texts show of other datasets.
func digestsOf(site *report.Site, words *locale.Locale, k *keys) map[string]memo.Digest {
	sums := make([]memo.Digest, len(site.Datasets))
	parallel.Each(len(sums), func(i int) { sums[i] = k.dataset(site.Datasets[i], words) })
	digests := map[string]memo.Digest{}
	for i, d := range site.Datasets {
		digests[d.ID] = sums[i]
	}
	return digests
}

// textsOf are the site's own texts.
func textsOf(site *report.Site) (list []*report.Text) {
	for _, t := range site.Texts() {
		list = append(list, t.Text)
	}
	return list
}

// shown is what the figures of texts show, and where they lead.
func shown(texts []*report.Text) (parts []string) {
	for _, t := range texts {
		t.EachFigure(func(f *report.Figure) {
			if f.Result == nil {
				return // it was reported
			}
			parts = append(parts, f.Result.Dataset.ID, f.Result.Machine, f.Result.Shown,
				report.SourceIDs(f.Result.Sources))
			for _, ref := range f.Result.Cells[:min(1, len(f.Result.Cells))] {
				parts = append(parts, f.Result.Dataset.CellName(ref))
			}
		})
	}
	return slices.Clip(parts)
}
