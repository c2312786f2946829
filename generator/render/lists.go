package render

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"

	"vitrine/generator/locale"
	"vitrine/generator/prose"
	"vitrine/generator/report"
)

// markup is HTML of an article, which was escaped when it was written.
func markup(s string) template.HTML { return template.HTML(s) }

func (p *Pages) home() Link { return Link{p.locale.Word("home"), "/"} }

func (p *Pages) items(articles []*report.Article) (items []Item) {
	for _, a := range articles {
		items = append(items, Item{Title: markup(a.Title.Bare), Path: a.Path, Summary: markup(a.Summary.Bare),
			Date: p.day(a.Date)})
	}
	return items
}

// pageAt is where page n of a list of so many pages is; "" where there is none.
func pageAt(base string, n, pages int) string {
	switch {
	case n < 1 || n > pages:
		return ""
	case n == 1:
		return base
	}
	return fmt.Sprintf("%spage/%d/", base, n)
}

// pagesFor is how many pages a list needs.
func pagesFor(entries int) int { return max(1, (entries+perPage-1)/perPage) }

// onPage are the entries that stand on page n.
func onPage[T any](list []T, n int) []T {
	return list[min((n-1)*perPage, len(list)):min(n*perPage, len(list))]
}

// list is what the pages of a list have in common.
type list struct {
	base, title, description string
	intro                    template.HTML // of the first page
	crumbs                   []Link
	from                     string
}

// pages are the sheets of a list, on as many pages as it needs.
func (p *Pages) pages(l list, n int, items func(from, to int) []Item) (sheets []Sheet) {
	pages := pagesFor(n)
	for i := 1; i <= pages; i++ {
		v := List{Items: items(min((i-1)*perPage, n), min(i*perPage, n)), Number: i, Pages: pages,
			Previous: pageAt(l.base, i-1, pages), Next: pageAt(l.base, i+1, pages)}
		if i == 1 {
			v.Intro = l.intro
		}
		sheets = append(sheets, p.sheet("list.html", l.from, Page{Path: pageAt(l.base, i, pages), Title: l.title,
			Description: l.description, List: []List{v}, Breadcrumbs: l.crumbs}))
	}
	return sheets
}

// articlePages are the sheets of a list of articles.
func (p *Pages) articlePages(l list, articles []*report.Article) []Sheet {
	return p.pages(l, len(articles), func(from, to int) []Item {
		items := p.items(articles[from:to])
		for i := range items {
			items[i].Top = true
		}
		return items
	})
}

// itemPages are the sheets of a list of anything.
func (p *Pages) itemPages(l list, items []Item) []Sheet {
	for i := range items {
		if items[i].Heading != "" {
			break
		}
		items[i].Top = true
	}
	return p.pages(l, len(items), func(from, to int) []Item {
		page := slices.Clone(items[from:to])
		for i := from; i > 0 && len(page) > 0 && page[0].Heading == ""; i-- { // it goes on
			page[0].Heading = items[i-1].Heading
		}
		return page
	})
}

// reports are the articles of all sections.
func (p *Pages) reports() []*report.Article {
	return slices.DeleteFunc(slices.Clone(p.site.Articles), func(a *report.Article) bool { return a.Section == "" })
}

// Section are the sheets of a section: its list, with what its editor wrote on the first page.
func (p *Pages) Section(s *report.Section) []Sheet {
	l := list{base: s.Path(), title: s.Title, crumbs: []Link{p.home()}, from: "content/" + s.ID,
		description: p.locale.Word("topic-about", "topic", s.Title)}
	if s.Page == nil {
		return p.articlePages(l, s.Articles)
	}
	l.description, l.from = cmp.Or(s.Page.Summary.Plain, l.description), s.Page.File
	sheets := p.articlePages(l, s.Articles)
	sheets[0].Body, sheets[0].View.Citations, sheets[0].View.HasCards = s.Page, p.citations(s.Page), s.Page.Cards > 0
	return append(sheets, p.redirects(s.Page)...)
}

// Topic are the sheets of a topic's list.
func (p *Pages) Topic(t *report.Topic) []Sheet {
	return p.articlePages(list{base: t.Path(), title: t.Title,
		description: p.locale.Word("topic-about", "topic", t.Title),
		crumbs: []Link{p.home(), {p.locale.Word("topics"),
			"/topics/"}}, from: "the topic " + t.Title}, t.Articles)
}

// Topics are the sheets of the list of topics.
func (p *Pages) Topics() []Sheet {
	if len(p.site.Topics) == 0 {
		return nil
	}
	var items []Item
	for _, t := range p.site.Topics {
		items = append(items, Item{Title: escape(t.Title), Path: t.Path(),
			Meta: p.locale.Count("reports", len(t.Articles))})
	}
	return p.itemPages(list{base: "/topics/", title: p.locale.Word("topics"),
		description: p.locale.Word("topics-about"),
		crumbs:      []Link{p.home()}, from: "the topics"}, items)
}

// Datasets are the sheets of the list of datasets.
func (p *Pages) Datasets() []Sheet {
	l := p.locale
	var items []Item
	for _, d := range p.site.Datasets {
		items = append(items, Item{Title: escape(d.Title.In(l.Language)), Path: d.Path(),
			Summary: p.bare(d.Summary.In(l.Language)),
			Date:    p.day(d.Updated), Meta: l.Word("status-" + d.Status)})
	}
	return p.itemPages(list{base: "/data/", title: l.Word("datasets"), description: l.Word("datasets-about"),
		intro: escape(l.Word("datasets-about")), crumbs: []Link{p.home()}, from: "the index of datasets"}, items)
}

// Sources are the sheets of the list of sources.
func (p *Pages) Sources() []Sheet {
	l := p.locale
	var items []Item
	for _, s := range p.site.Sources {
		item := Item{Title: escape(s.Title), Path: s.Path(), Meta: s.Publisher, Date: p.day(s.Published),
			Language: s.Language}
		if s.Title == "" {
			item.Title, item.Meta, item.Language = escape(s.Publisher), "", ""
		}
		items = append(items, item)
	}
	return p.itemPages(list{base: "/sources/", title: l.Word("sources"), description: l.Word("sources-about"),
		intro: escape(l.Word("sources-about")), crumbs: []Link{p.home()}, from: "the index of sources"}, items)
}

// NotFound is the page for what is not found.
func (p *Pages) NotFound() []Sheet {
	return []Sheet{p.sheet("404.html", "the page for what is not found",
		Page{Path: "/404.html", Title: p.locale.Word("not-found"), Noindex: true})}
}

// corrected is what the site once got wrong: in an article, in a dataset, or by publishing a
// figure at all.
type corrected struct {
	date  report.Date
	title string // plain
	item  Item
	words string // what was wrong
}

// corrections are all corrections, the newest first.
func (p *Pages) corrections() (all []corrected) {
	l := p.locale
	for _, a := range p.site.Articles {
		for _, c := range a.Corrections {
			all = append(all, corrected{c.Date, a.Title.Plain,
				Item{Title: markup(a.Title.Bare), Path: a.Path + "#" + c.ID,
					Summary: markup(c.Text.Bare)}, c.Text.Plain})
		}
	}
	for _, d := range p.site.Datasets {
		title := d.Title.In(l.Language)
		add := func(day report.Date, fragment, meta string, reason report.Prose) {
			text := reason.In(l.Language)
			all = append(all, corrected{day, title, Item{Title: escape(title), Path: d.Path() + "#" + fragment,
				Summary: p.bare(text), Meta: meta}, prose.Plain(text)})
		}
		for _, rev := range d.Revisions {
			if rev.Kind == report.RevisedCorrection {
				add(rev.Date, "revision-"+rev.ID, revised(rev, l), rev.Reason)
			}
		}
		for _, w := range d.Withdrawals {
			add(w.Date, "withdrawal-"+w.ID, l.Word("withdrawals"), w.Reason)
		}
	}
	for i := range all {
		all[i].item.Date = p.day(all[i].date)
	}
	slices.SortStableFunc(all, newestFirst)
	return all
}

// revisions are the revisions that are no corrections: by kind, and the newest of each first.
func (p *Pages) revisions() (items []Item) {
	l := p.locale
	for _, kind := range report.RevisionKinds() {
		if kind == report.RevisedCorrection {
			continue
		}
		var list []corrected
		for _, d := range p.site.Datasets {
			for _, rev := range d.Revisions {
				if rev.Kind == kind {
					list = append(list, corrected{date: rev.Date, item: Item{Title: escape(d.Title.In(l.Language)),
						Path: d.Path() + "#revision-" + rev.ID, Summary: p.bare(rev.Reason.In(l.Language)),
						Date: p.day(rev.Date), Meta: revised(rev, l)}})
				}
			}
		}
		slices.SortStableFunc(list, newestFirst)
		for i, c := range list {
			if i == 0 {
				c.item.Heading = l.Word("revisions-" + kind)
			}
			items = append(items, c.item)
		}
	}
	return items
}

func newestFirst(a, b corrected) int {
	return cmp.Or(b.date.Compare(a.date), cmp.Compare(a.item.Path, b.item.Path))
}

// revised tells how much a revision changed.
func revised(rev *report.Revision, l *locale.Locale) string {
	if len(rev.Changes) == 0 && len(rev.Words) > 0 {
		return l.Word("revised-words")
	}
	return l.Count("revised", rev.Cells)
}

// Corrections are the sheets of the list of corrections.
func (p *Pages) Corrections() []Sheet {
	l := p.locale
	var items []Item
	for _, c := range p.corrections() {
		items = append(items, c.item)
	}
	intro := l.Word("corrections-about")
	revisions := p.revisions()
	switch {
	case len(items) == 0 && len(revisions) == 0:
		intro += " " + l.Word("corrections-none")
	case len(items) == 0:
		intro += " " + l.Word("corrections-revised")
	}
	items = append(items, revisions...)
	return p.itemPages(list{base: "/corrections/", title: l.Word("corrections"),
		description: l.Word("corrections-about"),
		intro:       escape(intro), crumbs: []Link{p.home()}, from: "the corrections"}, items)
}
