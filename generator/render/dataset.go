package render

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"vitrine/generator/card"
	"vitrine/generator/feeds"
	"vitrine/generator/prose"
	"vitrine/generator/report"
	"vitrine/generator/table"
)

// Dataset are the sheets of a dataset and of the list of the articles that use it, its files,
// and its picture for sharing.
func (p *Pages) Dataset(d *report.Dataset) (sheets []Sheet, files []File) {
	l, from := p.locale, datasetFile(d)
	title, uses := d.Title.In(l.Language), p.byDataset[d.ID]
	crumbs := []Link{p.home(), {l.Word("datasets"), "/data/"}}
	csv := table.CSV(d, l)
	current := p.site.Dated[d.DatedPath(d.Updated)] // what a release published stays
	if current == nil {
		current = csv
	}
	sources := sourcesOf(d)
	w := p.page(d.Path())
	v := p.datasetView(d, sources)
	grid := table.Dataset(d, l)
	note := func(t *report.Text) template.HTML { return w.linked(t, from) }
	v.Grid, v.Narrow = w.explainedGrid(d, grid, "table", note, p.users(d)), len(grid.Head) <= narrowTable
	v.Articles, v.Uses = mentions(uses[:min(perPage, len(uses))]), len(uses)
	v.Cite = []feeds.Reference{feeds.CiteDataset(p.site, d, current, l)}
	if len(uses) > perPage {
		v.All = d.Path() + "articles/"
		sheets = p.articlePages(list{base: v.All, title: title, crumbs: append(crumbs, Link{title, d.Path()}),
			from: from}, uses)
	}
	var versions []File
	v.Versions, versions = p.versions(d)
	url, files := p.card("data/"+d.ID, p.datasetCard(d, len(sources)), from)
	page := Page{Path: d.Path(), Title: title, Description: prose.Plain(d.Summary.In(l.Language)), Card: url,
		JSONLD: feeds.DatasetLD(p.site, d, sources, l), Breadcrumbs: crumbs, Dataset: []Dataset{v}}
	for _, f := range []struct {
		path string
		text []byte
	}{
		{d.DatedPath(d.Updated), current},
		{"data/" + d.ID + ".csv", csv},
		{"data/" + d.ID + ".json", table.JSON(d, l)},
		{"data/" + d.ID + "/datapackage.json", feeds.DataPackage(p.site, d, csv, sources, l)},
	} {
		files = append(files, File{Path: f.path, From: from, Text: f.text})
	}
	for _, alias := range d.Aliases {
		files = append(files, File{Path: "data/" + alias + ".csv", From: from, Text: csv},
			File{Path: "data/" + alias + ".json", From: from, Text: table.JSON(d, l)})
	}
	page.HasCards = w.cellCards > 0
	sheet := p.sheet("dataset.html", from, page)
	sheet.Wrong = w.failed
	return append(append(sheets, sheet), p.movedDatasets(d)...), append(files, versions...)
}

// narrowTable is up to how many columns a table is no wider than text.
const narrowTable = 5

// tallTable is from how many rows a table keeps its head in sight.
const tallTable = 20

// datasetView is what the page of a dataset shows of the dataset itself.
func (p *Pages) datasetView(d *report.Dataset, sources []*report.Source) Dataset {
	l, from := p.locale, datasetFile(d)
	v := Dataset{ID: d.ID, Draft: d.Draft, Title: d.Title.In(l.Language), Summary: p.in(d, d.Summary),
		Status: d.Status, Updated: p.day(d.Updated), Licence: d.Licence, Contact: d.Contact,
		Tall: len(d.Rows) >= tallTable, Long: len(d.Rows) > perPage, Conflicts: p.conflicts(d),
		Method: p.in(d, d.Method), Quality: p.in(d, d.Quality), Sources: p.sourceLinks(sources)}
	if d.Report != nil {
		v.Filing = []Link{{filingTitle(d.Report), filingPath(d.Report.ID)}}
	}
	for _, row := range d.Rows {
		v.Bounds = v.Bounds || slices.ContainsFunc(row.Cells,
			func(c report.Cell) bool { return c.Bound != report.Exact })
	}
	for _, rev := range slices.Backward(d.Revisions) {
		shown := Revision{ID: rev.ID, Date: p.day(rev.Date), Kind: rev.Kind, Reason: p.in(d, rev.Reason), By: rev.By}
		if len(rev.Changes) > 0 {
			shown.Grid = []Grid{p.grid(table.Revision(d, rev, l), "revision-"+rev.ID, from)}
		}
		v.Revisions = append(v.Revisions, shown)
	}
	for _, w := range d.Withdrawals {
		v.Withdrawals = append(v.Withdrawals, Withdrawal{w.ID, p.day(w.Date), p.in(d, w.Reason), w.By})
	}
	for _, x := range d.Discrepancies {
		shown := Discrepancy{ID: x.ID, Reason: p.in(d, x.Reason)}
		if !d.Secretive(x) {
			shown.Cells = x.Cells
		}
		v.Discrepancies = append(v.Discrepancies, shown)
	}
	for _, s := range d.Statements {
		v.Statements = append(v.Statements, p.statement(d, s))
	}
	v.Disclosure = Disclosure{Method: d.Disclosure.Method, Zeros: d.Disclosure.Zeros, Max: d.Disclosure.Threshold - 1,
		Suppressed: d.Disclosure.Suppressed, Reason: p.in(d, d.Disclosure.Reason)}
	for _, m := range d.Measures {
		if m.Reason != nil {
			v.NotPeople = append(v.NotPeople, NotPeople{m.Title.In(l.Language), p.in(d, m.Reason)})
		}
	}
	return v
}

// datasetCard says how many figures there are, in small: a large one would read as a figure of
// the dataset's.
func (p *Pages) datasetCard(d *report.Dataset, sources int) card.Card {
	figures := 0
	for _, row := range d.Rows {
		for i := range row.Cells {
			if row.Cells[i].IsFigure() {
				figures++
			}
		}
	}
	l := p.locale
	return card.Card{Kind: l.Word("dataset"), Title: d.Title.In(l.Language),
		Label: l.Count("card-figures", figures) + " " + l.Count("card-sources", sources)}
}

// versions are the versions of a dataset that stand no longer, the newest first, and their
// files. What a release published stays as it was, at the address that it had; where it was
// withdrawn, there is a notice.
func (p *Pages) versions(d *report.Dataset) (views []Version, files []File) {
	for _, id := range d.Names() {
		own, beside := p.versionsAs(d, id)
		views, files = append(views, own...), append(files, beside...)
	}
	return views, files
}

// versionsAs are the versions of a dataset under one of the ids that it has or had.
func (p *Pages) versionsAs(d *report.Dataset, id string) (views []Version, files []File) {
	l := p.locale
	withdrawn := map[report.Date]*report.Release{} // the last that published the version
	var superseded, days []report.Date
	if id == d.ID {
		superseded = d.Superseded()
		days = slices.Clone(superseded)
	}
	add := func(name string) (day report.Date, ok bool) {
		as, day, ok := d.Dated(name)
		if !ok || as != id || id == d.ID && day == d.Updated {
			return day, false
		}
		if !slices.Contains(days, day) {
			days = append(days, day)
		}
		return day, true
	}
	for name := range p.site.Dated {
		add(name)
	}
	for _, r := range p.site.Releases {
		for _, name := range r.Dated {
			if day, ok := add(name); ok && !r.Withdrawn.IsZero() {
				withdrawn[day] = r
			}
		}
	}
	slices.SortFunc(days, func(a, b report.Date) int { return b.Compare(a) })
	for _, day := range days {
		v := Version{Date: p.day(day), Path: "/" + report.DatedPath(id, day)}
		text := p.site.Dated[report.DatedPath(id, day)] // also a notice, which stays as it was
		notice := func(on report.Date, reason string) {
			if v.Withdrawn = p.day(on); text == nil {
				text = table.Notice(l.Word("withdrawn-notice", "date", l.Date(on), "reason", reason))
			}
		}
		switch w := d.Withdrawn(day); {
		case text != nil && !table.IsNotice(text):
		case w != nil:
			notice(w.Date, prose.Plain(w.Reason.In(l.Language)))
		case text == nil && slices.Contains(superseded, day):
			text = table.CSV(d.Version(day), l)
		case withdrawn[day] != nil:
			notice(withdrawn[day].Withdrawn, withdrawn[day].Reason)
		case text == nil:
			continue // a release that stands has its file, which the store has made sure of
		}
		files = append(files, File{Path: report.DatedPath(id, day), From: datasetFile(d), Text: text})
		views = append(views, v)
	}
	return views, files
}

// sourcesOf are all sources of a dataset, in the order of its rows.
func sourcesOf(d *report.Dataset) (list []*report.Source) {
	add := func(sources ...*report.Source) {
		for _, s := range sources {
			if s != nil && !slices.Contains(list, s) {
				list = append(list, s)
			}
		}
	}
	for _, row := range d.Rows {
		add(row.Sources...)
		for i := range row.Cells {
			add(row.Cells[i].Sources...)
		}
	}
	for _, s := range d.Statements {
		add(s.Source)
	}
	return list
}

// conflicts sets the rivals of each thing side by side.
func (p *Pages) conflicts(d *report.Dataset) (views []Conflict) {
	if len(d.Conflicts) == 0 {
		return nil
	}
	shown := map[*report.Conflict]bool{}
	things := map[string][]*report.Row{}
	for _, row := range d.Rows {
		things[d.Thing(row.Keys)] = append(things[d.Thing(row.Keys)], row)
	}
	done := map[string]bool{}
	for _, row := range d.Rows {
		thing := d.Thing(row.Keys)
		if done[thing] {
			continue
		}
		done[thing] = true
		where := members(d, things[thing])
		about, measures := conflictsOn(d, row)
		block := &report.Compare{Selection: report.Selection{Data: d.ID, Where: where}, Measures: measures}
		grid, mistake := table.Compare(block, d, p.locale)
		if mistake != nil || len(about) == 0 {
			continue
		}
		v := Conflict{Thing: p.thing(d, where), Grid: []Grid{p.grid(grid, fmt.Sprintf("conflict-%d", len(views)+1),
			datasetFile(d))}}
		for _, c := range about {
			shown[c] = true
			v.Reasons = append(v.Reasons, p.in(d, c.Reason))
		}
		views = append(views, v)
	}
	for _, c := range d.Conflicts { // those between figures that don't stand side by side
		if !shown[c] {
			views = append(views, Conflict{Reasons: []template.HTML{p.in(d, c.Reason)}})
		}
	}
	return views
}

// members are the members of each dimension that some rows have.
func members(d *report.Dataset, rows []*report.Row) (where report.Where) {
	for i, dimension := range d.Dimensions {
		c := report.Condition{Key: dimension.ID}
		for _, row := range rows {
			if !slices.Contains(c.Members, row.Keys[i]) {
				c.Members = append(c.Members, row.Keys[i])
			}
		}
		where = append(where, c)
	}
	return where
}

// conflictsOn are the conflicts that speak of a row, and the measures that they are about.
func conflictsOn(d *report.Dataset, row *report.Row) (about []*report.Conflict, measures []string) {
	for _, c := range d.Conflicts {
		if !d.Matches(c.Where, row.Keys, row.Attrs, row.Sources) && len(c.Where) > 0 {
			continue
		}
		about = append(about, c)
		measures = append(measures, c.Measures...)
		if len(c.Measures) == 0 {
			measures = append(measures, d.MeasureIDs()...)
		}
	}
	slices.SortFunc(measures, func(a, b string) int { return cmp.Compare(d.MeasureIndex(a), d.MeasureIndex(b)) })
	return about, slices.Compact(measures)
}

// thing names what some rows speak of by their members.
func (p *Pages) thing(d *report.Dataset, where report.Where) string {
	var parts []string
	for i, c := range where {
		var names []string
		for _, id := range c.Members {
			names = append(names, p.locale.Member(d.Dimensions[i], id))
		}
		parts = append(parts, strings.Join(names, " / "))
	}
	if len(parts) == 0 {
		return d.Title.In(p.locale.Language)
	}
	return strings.Join(parts, ", ")
}
