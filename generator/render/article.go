package render

import (
	"bytes"
	"html/template"
	"slices"
	"strings"

	"vitrine/generator/prose"
	"vitrine/generator/report"
)

// Text is what became of an article's text: what its page needs besides the HTML
// that stands there, when only what is around the text is made anew.
type Text struct {
	At, Size  int              // of its HTML on the page, in bytes
	Citations []string         // the ids of the sources of each note, in the order in which it names them
	Contents  []report.Heading // when there are enough to need a table of them
	Links     []Link           // that lead elsewhere, as paper shows them
	Figure    string           // the first big one
	Label     string
}

// article makes an article's page and what stands beside it.
func (r *renderer) article(a *report.Article) {
	var ok bool
	if r.blocks, ok = r.draw(a); !ok {
		return
	}
	for _, asset := range a.Assets {
		r.file(asset.Path, asset.Bytes, asset.From)
	}
	w, view := r.top(a)
	html, err := w.body(a.Body)
	if err != nil {
		r.problems.Pages.Add(templateProblem(err))
		return
	}
	text := &Text{Size: len(html), Links: r.printedLinks(a), Contents: contents(a.Body)}
	for _, c := range w.Citations {
		var ids []string
		for _, s := range c.Sources {
			ids = append(ids, s.ID)
		}
		text.Citations = append(text.Citations, strings.Join(ids, ","))
	}
	for _, b := range a.Body.Blocks {
		if h, ok := b.(*report.Headline); ok && len(h.Figures) > 0 {
			text.Figure, text.Label = prose.Plain(h.Figures[0].Figure), prose.Plain(h.Figures[0].Label)
			break
		}
	}
	r.page(w, view, a, text, html)
	r.charts(a)
}

// around makes an article's page anew of its text as it was.
func (r *renderer) around(a *report.Article, text *Text, html []byte) {
	w, view := r.top(a.Whole())
	for _, ids := range text.Citations[len(w.Citations):] {
		var sources []*report.Source
		for id := range strings.SplitSeq(ids, ",") {
			sources = append(sources, r.site.Source(id))
		}
		w.cite(sources)
	}
	again := *text
	r.page(w, view, a, &again, template.HTML(html)) // it was made by body
}

// top begins an article's page: its citations count from there.
func (r *renderer) top(a *report.Article) (*writer, *articleView) {
	w := r.writer()
	return w, &articleView{Draft: a.Draft, Authors: a.Authors, Date: a.Date, Updated: a.Updated, Image: a.Image, Credit: a.Credit,
		Heading: w.Inline(a.Title), Lead: w.Inline(a.Summary)}
}

// page writes an article's page, and those at its old addresses.
func (r *renderer) page(w *writer, view *articleView, a *report.Article, text *Text, html template.HTML) {
	view.Body, view.Contents, view.Links = html, text.Contents, text.Links
	for i, c := range a.Corrections {
		view.Corrections = append(view.Corrections, correctionView{correctionAnchor(a, i), c.Date, w.Inline(c.Text)})
	}
	view.Citations = w.Citations
	for _, id := range a.Datasets {
		view.Datasets = append(view.Datasets, r.site.Dataset(id))
	}
	for _, t := range a.Topics {
		view.Topics = append(view.Topics, Link{t, r.topicPath(t)})
	}
	view.Related = w.mentions(r.related(a))
	newer, older := r.siblings(a)
	view.Newer, view.Older = w.mention(newer), w.mention(older)
	view.Cite = r.citeArticle(a)
	p := &page{writer: w, Path: a.Path, Title: prose.Plain(a.Title), Description: prose.Plain(a.Summary), Article: view, Breadcrumbs: []Link{r.homeLink()}, HasChart: len(a.Charts) > 0}
	if a.Section != "" {
		p.Breadcrumbs = append(p.Breadcrumbs, Link{r.sectionTitle(a.Section), "/" + a.Section + "/"})
	}
	p.Card = r.articleCard(a, text)
	p.JSONLD = r.articleLD(a)
	r.writeFor("article.html", p, a.File, func(made []byte) {
		if text.At = index(made, string(html)); text.At >= 0 { // else the template shows it in some other way, or not at all
			r.made.Text = text
		}
	})
	r.redirects(a)
}

// index is where a long part stands in a text, or -1: bytes.Index without a copy
// of the part.
func index(text []byte, part string) int {
	begin := []byte(part[:min(len(part), 100)])
	for at := 0; ; at++ {
		i := bytes.Index(text[at:], begin)
		if i < 0 || len(text) < at+i+len(part) {
			return -1
		}
		if at += i; string(text[at:at+len(part)]) == part {
			return at
		}
	}
}

// redirects makes a page at each old address of an article.
func (r *renderer) redirects(a *report.Article) {
	for _, alias := range a.Aliases {
		r.write("redirect.html", &page{writer: r.writer(), Path: alias.Path, Title: prose.Plain(a.Title), Redirect: a.Path, Noindex: true}, a.File)
	}
}

// contents are the headings of a text that has enough to need a table of them.
func contents(t *report.Text) []report.Heading {
	var list []report.Heading
	for _, h := range t.Headings {
		if h.Level == 2 {
			list = append(list, h)
		}
	}
	if len(list) < 4 {
		return nil
	}
	return list
}

// printedLinks are the links of an article's text that lead elsewhere, once each,
// with their whole addresses.
func (r *renderer) printedLinks(a *report.Article) []Link {
	var list []Link
	for _, link := range a.Body.Links {
		url := link.Href
		if strings.HasPrefix(url, r.site.Href("/")) {
			url = r.site.URL("/" + strings.TrimPrefix(url, r.site.Href("/")))
		}
		if one := (Link{link.Text, url}); strings.HasPrefix(url, "http") && !slices.Contains(list, one) {
			list = append(list, one)
		}
	}
	return list
}
