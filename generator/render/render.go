// Package render makes the pages and files of the site from the report and the
// templates. Templates say how a page looks; what it holds is typed here, and
// all of it has passed the gate.
package render

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"vitrine/generator/card"
	"vitrine/generator/prose"
	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/table"
)

// perPage is how many entries a list shows on a page.
const perPage = 50

func (r *renderer) file(name string, contents []byte, from string) {
	if err := r.out.Add(name, contents, from); err != nil {
		r.problems.Pages.Addf(source.Pos{File: from}, "%s", err)
		return
	}
	r.made.Files = append(r.made.Files, name)
}

// write renders a page with a template onto its path.
func (r *renderer) write(template string, p *page, from string) {
	r.writeFor(template, p, from, func([]byte) {})
}

// writeFor is write that shows what was written.
func (r *renderer) writeFor(template string, p *page, from string, look func(made []byte)) {
	p.Site, p.Assets, p.Policy, p.Canonical = r.view, r.Assets, policy, r.site.URL(p.Path)
	var err error
	if p.Embed == nil { // a chart's own page is kept when they change
		err = r.frameOf(p)
	}
	if err != nil {
		r.problems.Pages.Add(templateProblem(err))
		return
	}
	name := strings.TrimPrefix(p.Path, "/")
	if strings.HasSuffix(p.Path, "/") {
		name += "index.html"
	}
	err = r.Templates.run(template, p, func(made []byte) {
		r.file(name, made, from)
		look(made)
	})
	if err != nil {
		r.problems.Pages.Add(templateProblem(err))
	}
}

func (r *renderer) homeLink() Link { return Link{r.locale.Word("home"), "/"} }

func (r *renderer) item(a *report.Article) listItem {
	title, summary := r.writer().named(a)
	return listItem{Title: title, Path: a.Path, Summary: summary, Date: a.Date}
}

func (r *renderer) items(articles []*report.Article) []listItem {
	var items []listItem
	for _, a := range articles {
		items = append(items, r.item(a))
	}
	return items
}

// paged says how many pages n entries need and where each page is; "" where
// there is none.
func paged(base string, n int) (pages int, at func(int) string) {
	pages = max(1, (n+perPage-1)/perPage)
	return pages, func(i int) string {
		switch {
		case i < 1 || i > pages:
			return ""
		case i == 1:
			return base
		}
		return fmt.Sprintf("%spage/%d/", base, i)
	}
}

// onPage are the entries that stand on page n.
func onPage[T any](list []T, n int) []T {
	return list[min((n-1)*perPage, len(list)):min(n*perPage, len(list))]
}

// list writes a list onto as many pages as it needs.
func (r *renderer) list(v list, items []listItem) {
	pages, _ := paged(v.base, len(items))
	for n := 1; n <= pages; n++ {
		r.listPage(v, n, pages, onPage(items, n))
	}
}

// list is what the pages of a list have in common.
type list struct {
	base, title, description string
	intro                    template.HTML // of the first page
	writer                   *writer       // of the first page
	crumbs                   []Link
	from                     string
}

// listPage writes one page of a list.
func (r *renderer) listPage(v list, n, pages int, items []listItem) {
	for i := range items {
		items[i].Top = true
	}
	_, at := paged(v.base, pages*perPage)
	view := &listView{Items: items, Number: n, Pages: pages, Previous: at(n - 1), Next: at(n + 1)}
	w := r.writer()
	if n == 1 {
		view.Intro = v.intro
		if v.writer != nil {
			w = v.writer
		}
	}
	r.write("list.html", &page{writer: w, Path: at(n), Title: v.title, Description: v.description, List: view, Breadcrumbs: v.crumbs}, v.from)
}

func (r *renderer) home() {
	w := r.writer()
	view := &homeView{Summary: r.site.Summary, Headlines: r.site.Headlines, Sections: r.sections, Datasets: r.site.Datasets}
	reports := r.reports()
	view.More = len(reports) > 10
	view.Items = r.items(reports[:min(10, len(reports))])
	share := r.share("home", card.Card{Title: r.site.Title, Label: prose.Plain(r.site.Summary)}, "data/site.toml")
	r.write("home.html", &page{writer: w, Card: share, Path: "/", Title: r.site.Title, Description: prose.Plain(r.site.Summary), Home: view}, "data/site.toml")
}

// section writes a page of a section's list, and with the first one what its
// editor wrote on it.
func (r *renderer) section(id string, n, pages int, articles []*report.Article) {
	v := list{base: "/" + id + "/", title: r.sectionTitle(id), crumbs: []Link{r.homeLink()}, from: "content/" + id}
	a := r.site.SectionText[id]
	if a != nil {
		v.description, v.from = prose.Plain(a.Summary), a.File
	}
	if v.description == "" {
		v.description = r.locale.Word("topic-about", "topic", r.sectionTitle(id))
	}
	if a != nil && n == 1 {
		var ok bool
		if r.blocks, ok = r.draw(a); !ok {
			return
		}
		for _, asset := range a.Assets {
			r.file(asset.Path, asset.Bytes, asset.From)
		}
		v.writer = r.writer()
		var err error
		if v.intro, err = v.writer.body(a.Body); err != nil {
			r.problems.Pages.Add(templateProblem(err))
			return
		}
		r.redirects(a)
	}
	r.listPage(v, n, pages, r.items(articles))
}

func (r *renderer) topic(t *report.Topic, n, pages int, articles []*report.Article) {
	r.listPage(list{base: "/topics/" + t.ID + "/", title: t.Title, description: r.locale.Word("topic-about", "topic", t.Title),
		crumbs: []Link{r.homeLink(), {r.locale.Word("topics"), "/topics/"}}, from: "the topic " + t.Title}, n, pages, r.items(articles))
}

func (r *renderer) topics() {
	var items []listItem
	for _, t := range r.site.Topics {
		items = append(items, listItem{Title: escape(t.Title), Path: "/topics/" + t.ID + "/", Meta: r.locale.Count("reports", len(t.Articles))})
	}
	r.list(list{base: "/topics/", title: r.locale.Word("topics"), description: r.locale.Word("topics-about"), crumbs: []Link{r.homeLink()}, from: "the topics"}, items)
}

func escape(s string) template.HTML { return template.HTML(template.HTMLEscapeString(s)) }

func (r *renderer) dataset(d *report.Dataset) {
	w := r.writer()
	l := r.locale
	view := &datasetView{Dataset: d, Grid: w.grid(table.Dataset(d, l), "table"), Sources: datasetSources(d)}
	view.Conflicts = r.conflicts(d, w)
	title, from := d.Title.In(l.Language), datasetFile(d)
	uses := r.byDataset[d.ID]
	view.Articles = w.mentions(uses[:min(perPage, len(uses))])
	if view.Uses = len(uses); view.Uses > perPage {
		view.All = usesPath(d)
	}
	for _, rev := range slices.Backward(d.Revisions) {
		view.Revised = append(view.Revised, revisionView{rev, w.grid(table.Revision(d, rev, l), "revision-"+rev.ID)})
	}
	csv := table.CSV(d, l)
	view.Versions = r.versions(d)
	current := r.site.Dated[d.DatedPath(d.Updated)]
	if current == nil {
		current = csv
	}
	r.file(d.DatedPath(d.Updated), current, from)
	view.Cite = r.citeDataset(d, current)
	p := &page{writer: w, Path: d.Path(), Title: title, Description: prose.Plain(d.Summary.In(l.Language)), Dataset: view,
		Breadcrumbs: []Link{r.homeLink(), {l.Word("datasets"), "/data/"}}}
	p.Card = r.datasetCard(d, len(view.Sources))
	p.JSONLD = r.datasetLD(d, view.Sources)
	r.write("dataset.html", p, from)
	r.file("data/"+d.ID+".csv", csv, from)
	r.file("data/"+d.ID+".json", table.JSON(d, l), from)
	r.file("data/"+d.ID+"/datapackage.json", r.datapackage(d, csv, view.Sources), from)
}

// usesPath is where all articles are listed that use a dataset.
func usesPath(d *report.Dataset) string { return d.Path() + "articles/" }

// uses writes a page of the list of the articles that use a dataset.
func (r *renderer) uses(d *report.Dataset, n, pages int, articles []*report.Article) {
	title := d.Title.In(r.locale.Language)
	r.listPage(list{base: usesPath(d), title: title, crumbs: []Link{r.homeLink(), {r.locale.Word("datasets"), "/data/"}, {title, d.Path()}}, from: datasetFile(d)},
		n, pages, r.items(articles))
}

// versions writes the files of the versions that stand no longer, and lists
// them, the newest first. What a release published stays as it was; where it was
// withdrawn, there is a notice.
func (r *renderer) versions(d *report.Dataset) []versionView {
	l := r.locale
	withdrawn := map[report.Date]*report.Release{} // the last that published the version
	days := d.Superseded()
	add := func(name string) (day report.Date, ok bool) {
		rest, ours := strings.CutPrefix(name, "data/"+d.ID+"/")
		day, err := report.ParseDate(strings.TrimSuffix(rest, ".csv"))
		if !ours || err != nil || day == d.Updated {
			return day, false
		}
		if !slices.Contains(days, day) {
			days = append(days, day)
		}
		return day, true
	}
	for name := range r.site.Dated {
		add(name)
	}
	for _, one := range r.site.Releases {
		for _, name := range one.Dated {
			if day, ok := add(name); ok && !one.Withdrawn.IsZero() {
				withdrawn[day] = one
			}
		}
	}
	slices.SortFunc(days, func(a, b report.Date) int { return b.Compare(a) })
	var views []versionView
	for _, day := range days {
		v := versionView{Date: day, Path: "/" + d.DatedPath(day)}
		text := r.site.Dated[d.DatedPath(day)] // also a notice, which stays as it was
		notice := func(on report.Date, reason string) {
			if v.Withdrawn = on; text == nil {
				text = table.Notice(l.Word("withdrawn-notice", "date", l.Date(on), "reason", reason))
			}
		}
		switch w := d.Withdrawn(day); {
		case text != nil && !table.IsNotice(text):
		case w != nil:
			notice(w.Date, prose.Plain(w.Reason.In(l.Language)))
		case text == nil && slices.Contains(d.Superseded(), day):
			text = table.CSV(d.Version(day), l)
		case withdrawn[day] != nil:
			notice(withdrawn[day].Withdrawn, withdrawn[day].Reason)
		case text == nil:
			continue // a release that stands has its file, which the store has made sure of
		}
		r.file(d.DatedPath(day), text, datasetFile(d))
		views = append(views, v)
	}
	return views
}

// datasetSources are all sources of a dataset, in the order of its rows.
func datasetSources(d *report.Dataset) []*report.Source {
	var list []*report.Source
	add := func(sources []*report.Source) {
		for _, s := range sources {
			if !slices.Contains(list, s) {
				list = append(list, s)
			}
		}
	}
	for _, row := range d.Rows {
		add(row.Sources)
		for i := range row.Cells {
			add(row.Cells[i].Sources)
		}
	}
	for _, s := range d.Statements {
		if s.Source != nil {
			add([]*report.Source{s.Source})
		}
	}
	return list
}

// conflicts sets the rivals of each thing side by side.
func (r *renderer) conflicts(d *report.Dataset, w *writer) []conflictView {
	var views []conflictView
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
		var where report.Where
		for i, dimension := range d.Dimensions {
			c := report.Condition{Key: dimension.ID}
			for _, other := range things[thing] {
				if !slices.Contains(c.Members, other.Keys[i]) {
					c.Members = append(c.Members, other.Keys[i])
				}
			}
			where = append(where, c)
		}
		var reasons []report.Prose
		var measures []string
		var about []*report.Conflict
		for _, c := range d.Conflicts {
			if !d.Matches(c.Where, row.Keys, row.Attrs, row.Sources) && len(c.Where) > 0 {
				continue
			}
			about = append(about, c)
			reasons = append(reasons, c.Reason)
			measures = append(measures, c.Measures...)
			if len(c.Measures) == 0 {
				measures = append(measures, d.MeasureIDs()...)
			}
		}
		slices.SortFunc(measures, func(a, b string) int { return cmp.Compare(d.MeasureIndex(a), d.MeasureIndex(b)) })
		block := &report.Compare{Selection: report.Selection{Data: d.ID, Where: where}, Measures: slices.Compact(measures)}
		if grid, mistake := table.Compare(block, d, r.locale); mistake == nil && len(reasons) > 0 {
			views = append(views, conflictView{r.thing(d, where), w.grid(grid, fmt.Sprintf("conflict-%d", len(views)+1)), reasons})
			for _, c := range about {
				shown[c] = true
			}
		}
	}
	for _, c := range d.Conflicts { // those between figures that don't stand side by side
		if !shown[c] {
			views = append(views, conflictView{"", nil, []report.Prose{c.Reason}})
		}
	}
	return views
}

// thing names what some rows speak of by their members.
func (r *renderer) thing(d *report.Dataset, where report.Where) string {
	var parts []string
	for i, c := range where {
		var names []string
		for _, id := range c.Members {
			names = append(names, r.locale.Member(d.Dimensions[i], id))
		}
		parts = append(parts, strings.Join(names, " / "))
	}
	if len(parts) == 0 {
		return d.Title.In(r.locale.Language)
	}
	return strings.Join(parts, ", ")
}

// rest is a dataset of which a source has some figures, and how many.
type rest struct {
	dataset *report.Dataset
	figures int
}

// rests are the datasets that have figures of a source, in order.
func (r *Renderer) rests(s *report.Source) (list []rest, figures int) {
	for _, d := range r.site.Datasets {
		n := 0
		eachOf(d, s, func(*report.Row, int) { n++ })
		if n > 0 {
			list = append(list, rest{d, n})
			figures += n
		}
	}
	return list, figures
}

// eachOf calls do for the cells of a dataset that have a figure of a source.
func eachOf(d *report.Dataset, s *report.Source, do func(row *report.Row, measure int)) {
	for _, row := range d.Rows {
		for i := range row.Cells {
			if c := &row.Cells[i]; c.State != report.Missing && c.State != report.NotApplicable && slices.Contains(c.Sources, s) {
				do(row, i)
			}
		}
	}
}

// source writes page n of what rests on a source.
func (r *renderer) source(s *report.Source, rests []rest, figures, n, pages int, articles []*report.Article) {
	w := r.writer()
	view := &sourceView{Source: s, Count: figures, Articles: w.mentions(articles)}
	from, to, at := (n-1)*perPage, n*perPage, 0
	for _, x := range rests {
		d := x.dataset
		if at+x.figures <= from || at >= to {
			at += x.figures
			continue
		}
		eachOf(d, s, func(row *report.Row, i int) {
			if at >= from && at < to {
				var where []string
				for k, dimension := range d.Dimensions {
					where = append(where, r.locale.Member(dimension, row.Keys[k]))
				}
				view.Figures = append(view.Figures, sourceFigure{Dataset: d, Where: strings.Join(where, ", "), Measure: d.Measures[i].Title.In(r.locale.Language),
					Text: r.locale.Cell(d.Measures[i], &row.Cells[i]), Href: d.Path() + "#" + d.CellAnchor(row, i)})
			}
			at++
		})
	}
	for _, d := range r.site.Datasets {
		for _, statement := range d.Statements {
			if statement.Source == s && n == 1 {
				view.Said = append(view.Said, statementOn{statement, d})
			}
		}
	}
	_, where := paged("/sources/"+s.ID+"/", pages*perPage)
	view.List = &listView{Number: n, Pages: pages, Previous: where(n - 1), Next: where(n + 1)}
	r.write("source.html", &page{writer: w, Path: where(n), Title: r.locale.Source(s), Description: r.locale.Count("rests", view.Count) + ": " + r.locale.Source(s), Source: view,
		Breadcrumbs: []Link{r.homeLink(), {r.locale.Word("sources"), "/sources/"}}}, "data/sources.toml")
}

// indexes lists the datasets and the sources.
func (r *renderer) indexes() {
	w, l := r.writer(), r.locale
	crumbs := []Link{r.homeLink()}
	var items []listItem
	for _, d := range r.site.Datasets {
		items = append(items, listItem{Title: escape(d.Title.In(l.Language)), Path: d.Path(), Summary: w.Words(d.Summary.In(l.Language)), Date: d.Updated, Meta: l.Word("status-" + d.Status)})
	}
	r.list(list{"/data/", l.Word("datasets"), l.Word("datasets-about"), escape(l.Word("datasets-about")), w, crumbs, "the index of datasets"}, items)
	items = nil
	for _, s := range r.site.Sources {
		title, language := s.Title, s.Language
		if title == "" {
			title, language = s.Publisher, ""
		}
		items = append(items, listItem{Title: escape(title), Path: "/sources/" + s.ID + "/", Meta: s.Publisher, Date: s.Published, Language: language})
	}
	r.list(list{"/sources/", l.Word("sources"), l.Word("sources-about"), escape(l.Word("sources-about")), nil, crumbs, "the index of sources"}, items)
}

func (r *renderer) notFound() {
	r.write("404.html", &page{writer: r.writer(), Path: "/404.html", Title: r.locale.Word("not-found"), Noindex: true}, "the page for what is not found")
}
