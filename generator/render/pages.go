// Package render makes the pages of the site from the report and the templates. A Writer makes
// articles of documents, Pages make the views of all pages, and Templates turn views into HTML.
// Templates say how a page looks; what it holds is typed here, and all of it has passed the
// gate.
package render

import (
	"html/template"
	"slices"
	"strings"

	"vitrine/generator/card"
	"vitrine/generator/report"
)

// perPage is how many entries a list shows on a page.
const perPage = 50

// Sheet is a page that is to be made: a template, and the view that it gets.
type Sheet struct {
	File     string // its path on the site, without a leading slash
	From     string // the editor's file that it is made from
	Template string
	View     Page
	Body     *report.Article // whose body the page shows, or nil; the view is complete without it
	Wrong    error           // of a template of a part of the page
}

// Fill puts the body of the sheet's article into its view.
func (s *Sheet) Fill(body string) {
	switch {
	case len(s.View.Article) > 0:
		s.View.Article[0].Body = template.HTML(body[:s.Body.Shown])
	case len(s.View.Embed) > 0:
		s.View.Embed[0].fill(s.Body, body)
	case len(s.View.Home) > 0:
		s.View.Home[0].Finding[0].Chart.fill(s.Body, body)
	default:
		s.View.List[0].Intro = template.HTML(body[:s.Body.Shown])
	}
}

// fill puts what the body of its article holds of a chart into its view.
func (e *Embed) fill(a *report.Article, body string) {
	for _, c := range a.Charts {
		if c.ID == e.ID {
			e.Picture = template.HTML(body[c.Picture.From:c.Picture.To])
			e.Table = template.HTML(body[c.Table.From:c.Table.To])
		}
	}
}

// File is a file that is to be made besides pages.
type File struct {
	Path string // on the site, without a leading slash
	From string
	Card *card.Card // the picture that it is, or nil
	Text []byte     // what it holds otherwise; nil where Make makes it
	Make func(body func(*report.Article) string) []byte

	Drawing func(body func(*report.Article) string) string // what Card.Chart is, or nil
}

// Pages makes the views of a site's pages. Goroutines may share it.
type Pages struct {
	*Writer
	assets    Assets
	read      Readers // of texts of the site itself
	menu      []Link
	byDataset map[string][]*report.Article
	bySource  map[string][]*report.Article
	position  map[*report.Article]int // in its section
	topics    map[string]Link         // by their ids
	related   map[string][]*report.Article
}

// NewPages prepares the pages of a site whose articles are there. read is of texts of the site itself.
func NewPages(w *Writer, assets Assets, read Readers) *Pages {
	site := w.site
	own := *w
	own.view.HasTopics, own.view.HasTerms = len(site.Topics) > 0, len(site.Glossary) > 0
	own.view.HasAccess = site.Access != nil
	for _, r := range site.Reports {
		own.view.Filings = append(own.view.Filings, Link{filingTitle(r), filingPath(r.ID)})
	}
	own.view.Search = own.view.Search && assets.Search.Path != "" // not where its script can't be had
	p := &Pages{Writer: &own, assets: assets, read: read, byDataset: map[string][]*report.Article{},
		bySource: map[string][]*report.Article{},
		position: make(map[*report.Article]int,
			len(site.Articles)), topics: map[string]Link{}, related: map[string][]*report.Article{}}
	for _, a := range site.Articles {
		for _, id := range a.Datasets {
			p.byDataset[id] = append(p.byDataset[id], a)
		}
		for _, id := range a.Sources {
			p.bySource[id] = append(p.bySource[id], a)
		}
	}
	for _, s := range site.Sections {
		for i, a := range s.Articles {
			p.position[a] = i
		}
	}
	for _, t := range site.Topics {
		p.topics[t.ID] = Link{t.Title, t.Path()}
	}
	for _, a := range site.Articles {
		if key := strings.Join(a.Datasets, " "); p.related[key] == nil {
			p.related[key] = p.sharing(a.Datasets)
		}
	}
	for _, n := range site.Navigation {
		p.menu = append(p.menu, Link{n.Title, n.Path})
	}
	if p.menu == nil {
		p.menu = append(p.sections(), p.view.Filings...)
		p.menu = append(p.menu, Link{p.locale.Word("datasets"), "/data/"}, Link{p.locale.Word("sources"), "/sources/"})
	}
	if p.view.Search {
		p.menu = append(p.menu, Link{p.locale.Word("search"), "/search/"})
	}
	return p
}

// menuOf is the menu of the page at a path.
func (p *Pages) menuOf(path string) (links []MenuLink) {
	for _, l := range p.menu {
		here := template.HTMLAttr("")
		switch {
		case l.Path == path:
			here = ` aria-current="page"`
		case l.Path != "/" && strings.HasPrefix(path, l.Path):
			here = ` aria-current="true"`
		}
		links = append(links, MenuLink{l.Title, l.Path, here})
	}
	return links
}

// sections are links to all sections.
func (p *Pages) sections() (links []Link) {
	for _, s := range p.site.Sections {
		links = append(links, Link{s.Title, s.Path()})
	}
	return links
}

// sheet completes a view with what stands around every page.
func (p *Pages) sheet(template, from string, v Page) Sheet {
	v.Site, v.Assets, v.Policy, v.Canonical = p.view, p.assets, policy, p.site.URL(v.Path)
	v.Menu = p.menuOf(v.Path)
	file := strings.TrimPrefix(v.Path, "/")
	if strings.HasSuffix(v.Path, "/") {
		file += "index.html"
	}
	return Sheet{File: file, From: from, Template: template, View: v}
}

// Part is what makes some sheets and files of a site.
type Part struct {
	From string // the editor's file that they are made from
	Make func() ([]Sheet, []File)
}

// Parts make all pages and files but those that tell of all others.
func (p *Pages) Parts() []Part {
	sheets := func(from string, make func() []Sheet) Part {
		return Part{from, func() ([]Sheet, []File) { return make(), nil }}
	}
	parts := []Part{{"content", p.Search}, {"data/site.toml", p.Home}, sheets("content", p.Topics),
		sheets("data", p.Datasets), sheets("data/sources.toml", p.Sources), sheets("templates/404.html", p.NotFound),
		sheets(inGlossary, p.Glossary), sheets("data/site.toml", p.Access), sheets("content", p.Corrections),
		{"content", func() ([]Sheet, []File) { return nil, p.Feeds() }}}
	for _, d := range p.site.Datasets {
		parts = append(parts, Part{datasetFile(d), func() ([]Sheet, []File) { return p.Dataset(d) }})
	}
	for _, r := range p.site.Reports {
		parts = append(parts, Part{"data/site.toml", func() ([]Sheet, []File) { return p.Filing(r) }})
	}
	for _, s := range p.site.Sources {
		parts = append(parts, sheets("data/sources.toml", func() []Sheet { return p.Source(s) }))
	}
	for _, s := range p.site.Sections {
		parts = append(parts, sheets("content/"+s.ID, func() []Sheet { return p.Section(s) }))
	}
	for _, t := range p.site.Topics {
		parts = append(parts, sheets("content", func() []Sheet { return p.Topic(t) }))
	}
	for _, a := range p.site.Articles {
		parts = append(parts, Part{a.File, func() ([]Sheet, []File) { return p.Article(a) }})
	}
	return parts
}

// HasCharts reports whether a page of a site has a chart.
func HasCharts(site *report.Site) bool {
	return slices.ContainsFunc(site.Pages(), func(a *report.Article) bool { return len(a.Charts) > 0 })
}

// ChartTypes are the types of the charts of a site that ECharts draws, in a fixed order.
func ChartTypes(site *report.Site) []string {
	used := map[string]bool{}
	for _, a := range site.Pages() {
		for _, c := range a.Charts {
			for _, t := range c.Types {
				used[t] = true
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(report.ChartTypes()), func(t string) bool { return !used[t] })
}
