package render

import (
	"slices"

	"vitrine/generator/card"
	"vitrine/generator/prose"
	"vitrine/generator/report"
)

// What the first page has room for.
const (
	newestReports = 6
	fewDatasets   = 14
	fewChanges    = 6
)

// Home is the first page.
func (p *Pages) Home() ([]Sheet, []File) {
	const from = "data/site.toml"
	reports, w := p.reports(), p.page("/")
	w.read = p.read
	v := Home{Strict: p.site.Strict, Summary: w.inline(p.site.Summary, from),
		Headlines: w.bigFigures(p.site.Headlines, from), Sections: p.sections(),
		Items: p.items(reports[:min(newestReports, len(reports))]), More: len(reports) > newestReports,
		Datasets: p.someDatasets(), MoreDatasets: len(p.site.Datasets) > fewDatasets, Changes: p.changes()}
	summary := prose.Plain(p.site.Summary)
	v.Cards = w.cards
	page := Page{Path: "/", Title: p.site.Title, Description: summary, HasCards: len(w.cards) > 0}
	for i, c := range w.citations {
		page.Citations = append(page.Citations, Citation{i + 1, p.sourcesOf(c.Sources)})
	}
	a, chart := p.finding()
	image := card.Card{Title: p.site.Title, Label: summary}
	var files []File
	if a != nil {
		v.Finding, page.HasChart = []Finding{{p.shownChart(a, chart), p.day(a.Date)}}, true
		page.Card, files = p.chartCard("home", image, from, a, chart)
	} else {
		page.Card, files = p.card("home", image, from)
	}
	page.Home = []Home{v}
	sheet := p.sheet("home.html", from, page)
	sheet.Body = a
	return []Sheet{sheet}, files
}

// finding is the chart of the first page: the one that site.toml names, or else the first one of the
// newest report that has any. No article where there is none.
func (p *Pages) finding() (*report.Article, report.ShownChart) {
	for _, a := range p.site.Articles {
		for _, c := range a.Charts {
			if c.ID == p.site.Finding.Text || p.site.Finding.Text == "" && a.Section != "" {
				return a, c
			}
		}
	}
	return nil, report.ShownChart{}
}

// someDatasets are the first datasets, by the first topic of the reports that use them.
func (p *Pages) someDatasets() (groups []DatasetGroup) {
	seen := map[string]bool{}
	add := func(group DatasetGroup, ids []string) {
		for _, id := range ids {
			if d := p.site.Dataset(id); !seen[id] && len(seen) < fewDatasets {
				seen[id] = true
				group.Datasets = append(group.Datasets, Link{d.Title.In(p.locale.Language), d.Path()})
			}
		}
		if len(group.Datasets) > 0 {
			groups = append(groups, group)
		}
	}
	for _, t := range p.site.Topics {
		var ids []string
		for _, a := range t.Articles[:min(perPage, len(t.Articles))] {
			if report.TopicID(a.Topics[0]) == t.ID {
				ids = append(ids, a.Datasets...)
			}
		}
		add(DatasetGroup{Title: t.Title, Path: t.Path()}, ids)
	}
	var rest []string
	for _, d := range p.site.Datasets[:min(2*fewDatasets, len(p.site.Datasets))] {
		rest = append(rest, d.ID)
	}
	add(DatasetGroup{}, rest)
	return groups
}

// changes are what the site brings against the last release that was not like it; none before there is
// one. So the page says the same before its own release and after it.
func (p *Pages) changes() []Changes {
	now := &report.Release{Revisions: map[string]string{}, Updated: map[string]report.Date{}}
	for _, d := range p.site.Datasets {
		now.Updated[d.ID] = d.Updated
		for _, rev := range d.Revisions {
			now.Revisions[d.ID+"/"+rev.ID] = rev.Kind
		}
	}
	for _, a := range p.site.Articles {
		if a.Section != "" { // pages, like those of a handbook, are no news
			now.Articles = append(now.Articles, a.Path+" "+a.Changed.String())
		}
	}
	for _, before := range slices.Backward(p.site.Releases) {
		if !before.Withdrawn.IsZero() {
			continue
		}
		v := Changes{Since: p.day(before.Date), Revisions: p.revisionChanges(before, now),
			Datasets: p.datasetsAdded(before, now), Updated: p.datasetsUpdated(before, now)}
		v.New, v.Articles = p.articleChanges(before, now)
		if v.shorten(); v.any() {
			return []Changes{v}
		}
	}
	return nil
}

// datasetsUpdated are the datasets that got new figures, and were not revised.
func (p *Pages) datasetsUpdated(before, now *report.Release) (list []DatasetLink) {
	for _, d := range p.site.Datasets {
		was, there := before.Updated[d.ID]
		revised := slices.ContainsFunc(d.Revisions, func(r *report.Revision) bool {
			return before.Revisions[d.ID+"/"+r.ID] == ""
		})
		if there && was != now.Updated[d.ID] && !revised {
			list = append(list, p.datasetLink(d))
		}
	}
	return list
}

func (c *Changes) any() bool {
	return len(c.Revisions)+len(c.New)+len(c.Articles)+len(c.Datasets)+len(c.Updated) > 0
}

// shorten keeps the first of each kind of changes.
func (c *Changes) shorten() {
	c.Revisions = c.Revisions[:min(fewChanges, len(c.Revisions))]
	c.New, c.Articles = c.New[:min(fewChanges, len(c.New))], c.Articles[:min(fewChanges, len(c.Articles))]
	c.Datasets = c.Datasets[:min(fewChanges, len(c.Datasets))]
	c.Updated = c.Updated[:min(fewChanges, len(c.Updated))]
}
