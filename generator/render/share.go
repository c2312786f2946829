package render

import (
	"vitrine/generator/cache"
	"vitrine/generator/card"
	"vitrine/generator/prose"
	"vitrine/generator/report"
	"vitrine/generator/search"
)

// share draws the card of a page and returns its address.
func (r *renderer) share(name string, c card.Card, from string) string {
	if !r.site.Extras.ShareImages {
		return ""
	}
	c.Site, c.Host = r.site.Title, host(r.site.BaseURL)
	key := cache.Key(card.Edition, c.Site, c.Kind, c.Title, c.Figure, c.Label, c.Host)
	picture, known := r.store.Get(key)
	if !known {
		picture = c.PNG()
		r.store.Put(key, picture)
	}
	file := "cards/" + name + ".png"
	r.file(file, picture, from)
	return "/" + file
}

// articleCard shows the article's first big figure, or else its summary.
func (r *renderer) articleCard(a *report.Article, text *Text) string {
	c := card.Card{Title: prose.Plain(a.Title), Label: prose.Plain(a.Summary)}
	if text.Figure != "" {
		c.Figure, c.Label = text.Figure, text.Label
	}
	if a.Section != "" {
		c.Kind = r.sectionTitle(a.Section)
	}
	return r.share(a.Path[1:len(a.Path)-1], c, a.File)
}

// datasetCard says how many figures there are, in small: a large one would read
// as a figure of the dataset's.
func (r *renderer) datasetCard(d *report.Dataset, sources int) string {
	figures := 0
	for _, row := range d.Rows {
		for i := range row.Cells {
			if s := row.Cells[i].State; s == report.Number || s == report.Rated {
				figures++
			}
		}
	}
	l := r.locale
	return r.share("data/"+d.ID, card.Card{Kind: l.Word("dataset"), Title: d.Title.In(l.Language),
		Label: l.Count("card-figures", figures) + " " + l.Count("card-sources", sources)}, datasetFile(d))
}

// searchEntry is an article as the search finds it.
func (r *Renderer) searchEntry(a *report.Article) search.Entry {
	if !r.site.Extras.Search {
		return search.Entry{}
	}
	text := prose.Plain(a.Body)
	for _, b := range a.Body.Blocks {
		for _, t := range b.Texts() {
			text += " " + prose.Plain(t)
		}
	}
	return search.Analyse(search.Document{Title: prose.Plain(a.Title), Summary: prose.Plain(a.Summary), Text: text})
}

// searchPage makes the page that searches and the index that it loads.
func (r *renderer) searchPage(facts func(*report.Article) *Facts) {
	l := r.locale
	var found []search.Entry
	add := func(path, kind string, e search.Entry) {
		e.Path, e.Kind = r.site.Href(path), kind
		found = append(found, e)
	}
	document := func(path, kind, title, summary, text string) {
		add(path, kind, search.Analyse(search.Document{Title: title, Summary: summary, Text: text}))
	}
	titles := map[string]string{"": ""}
	for _, id := range sectionIDs(r.site) {
		titles[id] = r.sectionTitle(id)
	}
	for _, a := range r.site.Articles {
		add(a.Path, titles[a.Section], facts(a).Entry)
	}
	for _, d := range r.site.Datasets {
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
		for _, s := range d.Statements {
			text += " " + s.Who + " " + s.Role + " " + prose.Plain(s.Text.In(l.Language)) + " " + s.Quote
		}
		document(d.Path(), l.Word("dataset"), d.Title.In(l.Language), prose.Plain(d.Summary.In(l.Language)), text)
	}
	for _, s := range r.site.Sources {
		title := s.Title
		if title == "" {
			title = s.Publisher
		}
		document("/sources/"+s.ID+"/", l.Word("source"), title, l.Source(s), s.Agency+" "+s.Author+" "+s.Origin+" "+s.Speaker)
	}
	index := named("search.json", search.Index(found))
	r.file(index.Path[1:], index.contents, "templates/assets/search.json")
	r.write("search.html", &page{writer: r.writer(), Path: "/search/", Title: l.Word("search"), Description: l.Word("search-about"), Search: &index,
		Breadcrumbs: []Link{r.homeLink()}}, "the search page")
}
