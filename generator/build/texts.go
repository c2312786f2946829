package build

import (
	"crypto/sha256"

	"vitrine/generator/bind"
	"vitrine/generator/load"
	"vitrine/generator/memo"
	"vitrine/generator/parallel"
	"vitrine/generator/prose"
	"vitrine/generator/render"
	"vitrine/generator/report"
	"vitrine/generator/sheet"
	"vitrine/generator/source"
)

// texts makes articles of their files.
type texts struct {
	*build
	reader *load.Articles
	binder *bind.Binder
	writer *render.Writer
	sheets *sheet.Maker
	proof  *report.Proof
}

// articles follows the text rule for all articles, each of which is read once. Drafts are left
// out. What is wrong is reported, and the articles concerned are left out too.
func (b *build) articles(site *report.Site, reader *prose.Reader, binder *bind.Binder,
	writer *render.Writer) []*report.Article {
	b.texts = &texts{b, load.NewArticles(b.Files, site, reader), binder, writer, sheet.New(site, binder), &site.Proof}
	names := b.texts.reader.Names(b.Problems)
	made := make([]found, len(names))
	parallel.Each(len(names), func(i int) {
		defer recovered(names[i], b.Problems)
		made[i] = b.texts.article(names[i])
		b.Progress("binding figures", i, len(names))
	})
	var articles []*report.Article
	var files []string
	var links []report.LinkedArticle
	for i, m := range made {
		if !m.draft {
			files, links = append(files, names[i]), append(links, m.links...)
		}
		if m.same {
			b.counts.Same++
		}
		if m.article != nil {
			b.counts.article(m.article)
			if !m.draft {
				articles = append(articles, m.article)
			}
		}
	}
	render.MissingArticles(site, files, links, b.Problems)
	return articles
}

// read says who has read the sentences of the site itself.
func (b *build) read(site *report.Site) render.Readers {
	if len(site.Proof.Signed[report.ProofName("data/site.toml")]) == 0 {
		return nil
	}
	return sheet.ByFigure(&site.Proof, b.texts.sheets.Site(site))
}

// found is what became of an article's file.
type found struct {
	article *report.Article // nil when something is wrong with it
	links   []report.LinkedArticle
	draft   bool // that is left out
	same    bool // it was not read again
}

// article follows the text rule for one article.
func (t *texts) article(name string) found {
	if r, ok := t.Before.article(name); ok {
		if key := t.keys.text(name, r.Result.Named, r.Result.Beside); key == r.Key && t.keep(key, r.Result.Assets) {
			t.results.articles.Put(name, key, r.Result)
			return found{&r.Result, r.Result.Linked, r.Result.Draft && !t.Drafts, true}
		}
	}
	var problems source.Problems
	a, files, links := t.read(name, &problems)
	t.Problems.AddAll(&problems)
	if a == nil {
		return found{links: links}
	}
	key := t.keys.text(name, a.Named, a.Beside)
	body := a.Body
	a.Body, a.BodySum = "", string(memo.Of(body))
	if t.keys.known && t.Store != nil {
		t.Store.Put(bodyName(key), []byte(body))
	} else {
		t.results.bodies.Put(name, key, body)
	}
	for _, f := range files {
		t.add(f.Path, f.Bytes, f.From, key)
	}
	if len(problems.Sorted()) == 0 && t.keys.known { // a warning has to be told each time
		t.results.articles.Put(name, key, *a)
	}
	return found{article: a, links: links, draft: a.Draft && !t.Drafts}
}

// read reads an article, binds its figures and draws it. Its links to other articles are found
// also when something else is wrong with it.
func (t *texts) read(name string, problems *source.Problems) (a *report.Article, files []*report.Asset,
	links []report.LinkedArticle) {
	d := t.reader.Read(name, problems)
	if d == nil || problems.Failed() {
		return nil, nil, nil
	}
	if d.Draft && !t.Drafts {
		return &report.Article{File: name, Draft: true, Files: d.Files, Bytes: d.Bytes}, nil, nil
	}
	links = render.LinkedArticles(d)
	bound := t.binder.Article(d, problems)
	report.Attach(bound.Figures)
	if problems.Failed() {
		t.writer.Check(d, problems)
		return nil, nil, links
	}
	var items []sheet.Item
	if len(t.proof.Signed[report.ProofName(name)]) > 0 {
		items = t.sheets.Items(d)
	}
	if a, files = t.writer.Article(d, sheet.ByFigure(t.proof, items), problems); a != nil {
		a.Unbound, a.Digits, a.Linked = bound.Coverage.Unbound, bound.Coverage.Digits, links
		if items != nil {
			a.ReadBy, a.ReadOn = sheet.Readers(t.proof, items)
		}
	}
	return a, files, links
}

// body is the text of an article as HTML. Where it is not kept any more it is made again, of
// the same files.
func (t *texts) body(a *report.Article) string {
	if r, ok := t.results.bodies.Find(a.File); ok {
		return r.Result
	}
	if body, ok := t.Store.Get(bodyName(t.keys.text(a.File, a.Named, a.Beside))); ok {
		return string(body)
	}
	again, _, _ := t.read(a.File, new(source.Problems))
	return again.Body
}

// keep leaves files as they were made under a key; false when one of them no longer stands.
func (b *build) keep(key memo.Digest, paths []string) bool {
	for _, path := range paths {
		f, ok := b.Before.file(path, key)
		if !ok || len(f.Sum) != sha256.Size || !b.Stands(path, f.info()) {
			return false
		}
	}
	for _, path := range paths {
		f, _ := b.Before.file(path, key)
		b.kept(path, f, key)
	}
	return true
}
