package render

import (
	"cmp"
	"html/template"
	"slices"

	"vitrine/generator/locale"
	"vitrine/generator/prose"
	"vitrine/generator/report"
)

// correction is what the site once got wrong: in an article, in a dataset, or by
// publishing a figure at all.
type correction struct {
	date  report.Date
	title template.HTML // of the page
	plain string
	path  string
	place string // the fragment that leads to it
	meta  string
	text  func(*writer) template.HTML
	words string
}

// corrected lists the corrections, the newest first.
func (r *renderer) corrected() []correction {
	var all []correction
	l := r.locale
	for _, a := range r.site.Articles {
		if len(a.Corrected) == 0 {
			continue
		}
		for i, c := range a.Whole().Corrections {
			all = append(all, correction{date: c.Date, title: r.writer().Words(a.Title), plain: prose.Plain(a.Title), path: a.Path, place: correctionAnchor(a, i),
				text: func(w *writer) template.HTML { return w.Words(c.Text) }, words: prose.Plain(c.Text)})
		}
	}
	for _, d := range r.site.Datasets {
		title := d.Title.In(l.Language)
		add := func(day report.Date, fragment, meta string, reason report.Prose) {
			text := reason.In(l.Language)
			all = append(all, correction{date: day, title: escape(title), plain: title, path: d.Path(), place: fragment, meta: meta,
				text: func(w *writer) template.HTML { return w.Words(text) }, words: prose.Plain(text)})
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
	slices.SortStableFunc(all, func(a, b correction) int {
		return cmp.Or(b.date.Compare(a.date), cmp.Compare(a.path+a.place, b.path+b.place))
	})
	return all
}

// revised tells how much a revision changed.
func revised(rev *report.Revision, l *locale.Locale) string {
	if len(rev.Changes) == 0 && len(rev.Words) > 0 {
		return l.Word("revised-words")
	}
	return l.Count("revised", rev.Cells)
}

func (r *renderer) corrections() {
	l := r.locale
	var items []listItem
	for _, c := range r.corrected() {
		items = append(items, listItem{Title: c.title, Path: c.path + "#" + c.place, Summary: c.text(r.writer()), Date: c.date, Meta: c.meta})
	}
	intro := l.Word("corrections-about")
	if len(items) == 0 {
		intro += " " + l.Word("corrections-none")
	}
	r.list(list{"/corrections/", l.Word("corrections"), l.Word("corrections-about"), escape(intro), nil, []Link{r.homeLink()}, "the corrections"}, items)
}

// correctionEntries are the corrections as the feed tells them.
func (r *renderer) correctionEntries() []atomEntry {
	var entries []atomEntry
	for i, c := range r.corrected() {
		if i == perPage {
			break
		}
		day := instant(c.date)
		address := r.site.URL(c.path) + "#" + c.place
		entries = append(entries, atomEntry{Title: r.locale.Word("correction-of", "title", c.plain), ID: address, Link: atomLink{"", address}, Published: day, Updated: day, Summary: c.words})
	}
	return entries
}
