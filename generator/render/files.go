package render

import (
	"cmp"
	"slices"
	"strings"

	"vitrine/generator/feeds"
	"vitrine/generator/prose"
	"vitrine/generator/report"
	"vitrine/generator/search"
)

// Feeds are what programs read: the feed, the sitemap and robots.txt.
func (p *Pages) Feeds() []File {
	site := p.site
	feed := p.newFeed(site.Title, "/", "/feed.xml")
	feed.Rights = site.Licence
	latest := p.reports()
	slices.SortStableFunc(latest, func(a, b *report.Article) int { return b.Changed.Compare(a.Changed) })
	latest = latest[:min(perPage, len(latest))]
	var newest report.Date
	for _, a := range latest {
		if a.Changed.Compare(newest) > 0 {
			newest = a.Changed
		}
		feed.Entries = append(feed.Entries, feeds.Entry{Title: a.Title.Plain, URL: site.URL(a.Path),
			Published: a.Date, Updated: a.Changed, Authors: a.Authors, Summary: a.Summary.Plain})
	}
	corrections := p.corrections()
	for _, c := range corrections[:min(perPage, len(corrections))] {
		page, place, _ := strings.Cut(c.item.Path, "#")
		feed.Entries = append(feed.Entries, feeds.Entry{Title: p.locale.Word("correction-of", "title", c.title),
			URL:       site.URL(page) + "#" + place,
			Published: c.date, Updated: c.date, Summary: c.words})
	}
	return []File{
		{Path: "feed.xml", From: "the feed", Make: func(body func(*report.Article) string) []byte {
			for i, a := range latest[:min(wholeEntries, len(latest))] {
				feed.Entries[i].HTML = body(a)[a.Shown:]
			}
			return feeds.Atom(feed)
		}},
		{Path: "sitemap.xml", From: "the sitemap", Text: feeds.Sitemap(p.sitemap(newest))},
		{Path: "robots.txt", From: "robots.txt",
			Text: []byte("User-agent: *\nAllow: /\nSitemap: " + site.URL("/sitemap.xml") + "\n")},
	}
}

// wholeEntries is how many articles stand in the feed as a whole.
const wholeEntries = 20

// newFeed is a feed of the site without entries: what it tells of and where it is are paths.
func (p *Pages) newFeed(title, about, self string) feeds.Feed {
	return feeds.Feed{Language: p.site.Language, Title: title, About: p.locale.Word("feed-about"),
		URL: p.site.URL(about), Self: p.site.URL(self), Author: p.site.Publisher,
		Style: p.site.Href(p.assets.Feed.Path)}
}

// sitemap lists all pages that search engines are to know. newest is the last change of a
// report.
func (p *Pages) sitemap(newest report.Date) (pages []feeds.Page) {
	site := p.site
	add := func(path string, changed report.Date) {
		pages = append(pages, feeds.Page{URL: site.URL(path), Changed: changed})
	}
	add("/", newest)
	for _, a := range site.Articles {
		add(a.Path, a.Changed)
	}
	for _, s := range site.Sections {
		add(s.Path(), report.Date{})
	}
	add("/data/", report.Date{})
	for _, d := range site.Datasets {
		add(d.Path(), d.Updated)
	}
	for _, r := range site.Reports {
		add(filingPath(r.ID), report.Date{})
	}
	add("/sources/", report.Date{})
	for _, s := range site.Sources {
		add(s.Path(), report.Date{})
	}
	if len(site.Topics) > 0 {
		add("/topics/", report.Date{})
	}
	for _, t := range site.Topics {
		add(t.Path(), report.Date{})
	}
	if len(site.Glossary) > 0 {
		add(glossaryPath, report.Date{})
	}
	if site.Access != nil {
		add(accessPath, report.Date{})
	}
	add("/corrections/", report.Date{})
	add("/releases/", report.Date{})
	return pages
}

// Search is the page that searches, and the index that it loads.
func (p *Pages) Search() ([]Sheet, []File) {
	if !p.view.Search {
		return nil, nil
	}
	l := p.locale
	index := named("search.json", search.Index(p.searchEntries()))
	page := Page{Path: "/search/", Title: l.Word("search"), Description: l.Word("search-about"),
		Breadcrumbs: []Link{p.home()},
		Search:      []Search{{index.asset, p.sections()}}}
	return []Sheet{p.sheet("search.html", "the search page", page)},
		[]File{{Path: index.asset.Path[1:], From: "templates/assets/search.json", Text: index.contents}}
}

// searchEntries are all pages that can be found.
func (p *Pages) searchEntries() (entries []search.Entry) {
	l := p.locale
	for _, a := range p.site.Articles {
		e := search.Unpack(a.Search)
		if e.Path = p.site.Href(a.Path); a.Section != "" {
			e.Kind = p.site.Section(a.Section).Title
		}
		entries = append(entries, e)
	}
	add := func(path string, d search.Document) {
		d.Path = p.site.Href(path)
		entries = append(entries, search.Analyse(d))
	}
	for _, d := range p.site.Datasets {
		add(d.Path(), search.Document{Kind: l.Word("dataset"), Title: d.Title.In(l.Language),
			Summary: prose.Plain(d.Summary.In(l.Language)),
			Text:    p.searchedIn(d)})
	}
	for _, s := range p.site.Sources {
		add(s.Path(), search.Document{Kind: l.Word("source"), Title: cmp.Or(s.Title, s.Publisher),
			Summary: l.Source(s),
			Text:    s.Agency + " " + s.Author + " " + s.Origin + " " + s.Speaker})
	}
	return entries
}

// mostSearched is how many of the figures of a dataset the search knows.
const mostSearched = 2000

// searchedIn is what leads to a dataset besides its title and summary.
func (p *Pages) searchedIn(d *report.Dataset) string {
	l := p.locale
	text := prose.Plain(d.Method.In(l.Language)) + " " + prose.Plain(d.Quality.In(l.Language))
	for _, m := range d.Measures {
		text += " " + m.Title.In(l.Language)
	}
	for _, x := range d.Dimensions {
		text += " " + x.Title.In(l.Language)
		if x.Kind != "period" {
			for _, id := range x.IDs() {
				text += " " + l.Member(x, id)
			}
		}
	}
	figures := 0
	for _, row := range d.Rows {
		for i := range row.Cells {
			if c := &row.Cells[i]; c.IsFigure() && figures < mostSearched {
				figures++
				text += " " + c.Code()
			}
		}
	}
	for _, s := range d.Statements {
		text += " " + s.Who + " " + s.Role + " " + prose.Plain(s.Text.In(l.Language)) + " " + s.Quote
	}
	return text
}
