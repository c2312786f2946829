package render

import (
	"path"
	"slices"
	"strings"

	"vitrine/generator/prose"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// href is where a link in a file leads: a file of the site, a path from its root, or
// elsewhere.
func (w *Writer) href(l *report.Link, from string) string {
	to, fragment, found := strings.Cut(l.Destination, "#")
	if found {
		fragment = "#" + fragment
	}
	switch {
	case prose.AllowedURL(to):
		return l.Destination
	case strings.HasPrefix(to, "/"):
		return w.site.Href(to) + fragment
	case strings.HasSuffix(to, ".md"):
		return w.site.Href(report.ArticlePath(path.Join(path.Dir(from), to))) + fragment
	}
	return l.Destination
}

// linkedArticle is the article's file that a link in a file leads to, or "".
func linkedArticle(l *report.Link, from string) string {
	to, _, _ := strings.Cut(l.Destination, "#")
	if prose.AllowedURL(to) || strings.HasPrefix(to, "/") || !strings.HasSuffix(to, ".md") {
		return ""
	}
	return path.Join(path.Dir(from), to)
}

// LinkedArticles are the links of a document to other articles.
func LinkedArticles(d *report.Document) (links []report.LinkedArticle) {
	d.EachLink(func(l *report.Link) {
		if to := linkedArticle(l, d.File); to != "" {
			links = append(links, report.LinkedArticle{File: to, Pos: l.Pos})
		}
	})
	return links
}

// MissingArticles reports links to articles that the site does not have, from articles and from
// the texts of the data. files are the articles' files, sorted.
func MissingArticles(site *report.Site, files []string, links []report.LinkedArticle, problems *source.Problems) {
	check := func(file string, pos source.Pos) {
		if _, there := slices.BinarySearch(files, file); there {
			return
		}
		hint := ""
		if near := source.Nearest(file, files); near != "" {
			hint = "did you mean \"" + near + "\"?"
		}
		problems.Add(source.Problem{Pos: pos, Text: "there is no article " + file, Hint: hint})
	}
	for _, l := range links {
		check(l.File, l.Pos)
	}
	for file, t := range dataTexts(site) {
		t.EachLink(func(l *report.Link) {
			if to := linkedArticle(l, file); to != "" {
				check(to, l.Pos)
			}
		})
	}
}

// dataTexts are the texts of the data with the files in which they stand.
func dataTexts(site *report.Site) func(yield func(file string, t *report.Text) bool) {
	list := site.Texts()
	for _, h := range site.Headlines {
		list = append(list, report.SiteText{File: "data/site.toml", Text: h.Figure},
			report.SiteText{File: "data/site.toml", Text: h.Label})
	}
	for _, d := range site.Datasets {
		for _, t := range d.Texts() {
			list = append(list, report.SiteText{File: datasetFile(d), Text: t})
		}
	}
	for _, s := range site.Sources {
		list = append(list, report.SiteText{File: "data/sources.toml", Text: s.Note})
	}
	return func(yield func(string, *report.Text) bool) {
		for _, x := range list {
			if x.Text != nil && !yield(x.File, x.Text) {
				return
			}
		}
	}
}

// WrittenLinks says where the links stand that editors wrote.
func (w *Writer) WrittenLinks() map[report.SiteLink]source.Pos {
	places := map[report.SiteLink]source.Pos{}
	site := w.site
	for _, s := range site.Sources {
		places[report.SiteLink{Href: s.URL}] = s.Places.Of("url", s.Pos)
		places[report.SiteLink{Href: s.Archived}] = s.Places.Of("archived", s.Pos)
	}
	places[report.SiteLink{Href: site.LicenceURL}] = site.Places.Of("licence_url", source.Pos{File: "data/site.toml"})
	for _, n := range site.Navigation {
		places[report.SiteLink{Href: site.Href(n.Path)}] = n.Pos
	}
	for file, t := range dataTexts(site) {
		t.EachLink(func(l *report.Link) { places[report.SiteLink{From: file, Href: w.href(l, file)}] = l.Pos })
	}
	for _, a := range site.Pages() {
		for _, l := range a.Links {
			places[report.SiteLink{From: a.File, Href: l.Href}] = l.Pos
		}
	}
	return places
}
