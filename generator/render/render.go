// Package render makes the pages and files of the site from the report and the
// templates. Templates say how a page looks; what it holds is typed here, and
// all of it has passed the gate.
package render

import (
	"cmp"
	"fmt"
	"html/template"
	"maps"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"vitrine/generator/cache"
	"vitrine/generator/card"
	"vitrine/generator/locale"
	"vitrine/generator/output"
	"vitrine/generator/prose"
	"vitrine/generator/release"
	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/table"
)

// perPage is how many entries a list shows on a page.
const perPage = 50

type renderer struct {
	site      *report.Site
	locale    *locale.Locale
	templates *Templates
	prepared  *Prepared
	known     func(*report.Article) map[string][]byte // the files of an article that was made before
	assets    Assets
	store     *cache.Folder
	out       *output.Site
	problems  *source.Problems
	byDataset map[string][]*report.Article
	bySection map[string][]*report.Article
	place     map[*report.Article]int // in its section
	sections  []Link
}

// Link is a line of a list or a step of a path.
type Link struct {
	Title string
	Path  string
}

// page is what every template gets.
type page struct {
	*writer
	Site *report.Site

	Path        string
	Title       string // plain text
	Description string
	Breadcrumbs []Link
	JSONLD      template.JS
	Noindex     bool
	HasChart    bool

	Article  *articleView
	List     *listView
	Dataset  *datasetView
	Source   *sourceView
	Home     *homeView
	Embed    *embedView
	Search   *Asset // the index
	Releases *releasesView
	Release  *releaseView
	Card     string // the address of the picture for sharing
	Redirect string
}

type articleView struct {
	*report.Article
	Heading  template.HTML
	Lead     template.HTML
	Body     template.HTML
	Datasets []*report.Dataset
	Contents []report.Heading  // when there are enough to need a table of them
	Related  []*report.Article // that share most of its datasets
	Newer    *report.Article   // in its section
	Older    *report.Article
	Links    []printedLink
	Cite     *reference // nil without a date
}

// Correction is the fragment of the correction at index i: its day and, when it is
// not the first of that day, a number.
func (v *articleView) Correction(i int) string {
	n := 1
	for _, c := range v.Corrections[:i] {
		if c.Date == v.Corrections[i].Date {
			n++
		}
	}
	if n > 1 {
		return fmt.Sprintf("correction-%s-%d", v.Corrections[i].Date, n)
	}
	return fmt.Sprintf("correction-%s", v.Corrections[i].Date)
}

type listView struct {
	Intro    template.HTML
	Items    []listItem
	Number   int // of this page, from 1
	Pages    int
	Previous string
	Next     string
}

type listItem struct {
	Title    template.HTML
	Path     string
	Summary  template.HTML
	Date     report.Date
	Meta     string
	Language string // of the title, where it is not the page's
	Top      bool   // no heading stands between it and the page's
}

type datasetView struct {
	*report.Dataset
	Grid      *gridView
	Conflicts []conflictView
	Articles  []*report.Article
	Uses      int    // articles that use it
	All       string // where all of them are listed, when they are too many for this page
	Sources   []*report.Source
	Revised   []revisionView // the newest first
	Versions  []versionView  // that stand no longer, the newest first
	Cite      *reference
}

// Long reports whether the table leaves the rest of the page far below.
func (v *datasetView) Long() bool { return len(v.Rows) > perPage }

// revisionView is a revision with the table of what it changed.
type revisionView struct {
	*report.Revision
	Grid *gridView
}

// versionView is a version of a dataset that stands no longer.
type versionView struct {
	Date      report.Date
	Path      string
	Withdrawn report.Date // zero while it stands
}

type conflictView struct {
	Thing   string // what the rivals speak of
	Grid    *gridView
	Reasons []report.Prose
}

type sourceView struct {
	*report.Source
	Figures  []sourceFigure
	Count    int
	Articles []*report.Article
	Said     []statementOn
	List     *listView
}

// statementOn is a statement with the dataset that it speaks of.
type statementOn struct {
	*report.Statement
	Dataset *report.Dataset
}

type sourceFigure struct {
	Dataset *report.Dataset
	Where   string
	Measure string
	Text    string
	Href    string
}

type homeView struct {
	Items    []listItem
	More     bool
	Sections []Link
	Datasets []*report.Dataset
}

// Pages makes everything that the site holds besides the assets.
func Pages(site *report.Site, releases *release.Store, l *locale.Locale, templates *Templates, prepared *Prepared, known func(*report.Article) map[string][]byte, assets Assets, store *cache.Folder, out *output.Site, problems *source.Problems) {
	r := &renderer{site: site, locale: l, templates: templates, prepared: prepared, known: known, assets: assets, store: store, out: out, problems: problems, byDataset: map[string][]*report.Article{}, bySection: map[string][]*report.Article{}, place: map[*report.Article]int{}}
	for _, a := range site.Articles {
		r.place[a] = len(r.bySection[a.Section])
		r.bySection[a.Section] = append(r.bySection[a.Section], a)
		for _, id := range a.Datasets() {
			r.byDataset[id] = append(r.byDataset[id], a)
		}
	}
	for _, id := range sectionIDs(site) {
		r.sections = append(r.sections, Link{r.sectionTitle(id), "/" + id + "/"})
	}
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	add := func(from string, job func()) {
		group.Go(func() error {
			defer func() {
				if recover() != nil {
					problems.Broken(from)
				}
			}()
			job()
			return nil
		})
	}
	add("data/site.toml", r.home)
	for _, a := range site.Articles {
		add(a.File, func() { r.article(a) })
	}
	for _, s := range sectionIDs(site) {
		add("content/"+s, func() { r.section(s) })
	}
	for _, d := range site.Datasets {
		add(datasetFile(d), func() { r.dataset(d) })
	}
	for _, s := range site.Sources {
		add("data/sources.toml", func() { r.source(s) })
	}
	for _, a := range site.Assets {
		add(a.From, func() { r.file(a.Path, a.Bytes, a.From) })
	}
	for _, job := range []func(){r.topics, r.indexes, r.corrections, r.notFound, r.feeds, r.headers, r.searchPage} {
		add("content", job)
	}
	_ = group.Wait() // problems are collected, not returned
	add("data/releases", func() { r.releases(releases) })
	_ = group.Wait()
}

func (r *renderer) file(name string, contents []byte, from string) {
	if err := r.out.Add(name, contents, from); err != nil {
		r.problems.Addf(source.Pos{File: from}, "%s", err)
	}
}

// write renders a page with a template onto its path.
func (r *renderer) write(template string, p *page, from string) {
	p.Site = r.site
	text, err := r.templates.run(template, p)
	if err != nil {
		r.problems.Add(templateProblem(err))
		return
	}
	name := strings.TrimPrefix(p.Path, "/")
	if strings.HasSuffix(p.Path, "/") {
		name += "index.html"
	}
	r.file(name, text, from)
}

// Canonical is the page's full address.
func (p *page) Canonical() string { return p.Site.URL(p.Path) }

// Here marks the link of a menu that leads to the page, or to what it is part of.
func (p *page) Here(path string) template.HTMLAttr {
	switch {
	case path == p.Path:
		return ` aria-current="page"`
	case path != "/" && strings.HasPrefix(p.Path, path):
		return ` aria-current="true"`
	}
	return ""
}

// Sections are the site's sections, for navigation where site.toml gives none.
func (p *page) Sections() []Link { return p.sections }

// sectionIDs are the sections that have articles or a page, sorted.
func sectionIDs(site *report.Site) []string {
	ids := map[string]bool{}
	for _, a := range site.Articles {
		if a.Section != "" {
			ids[a.Section] = true
		}
	}
	for id := range site.SectionText {
		ids[id] = true
	}
	return slices.Sorted(maps.Keys(ids))
}

func (r *renderer) sectionTitle(id string) string {
	if a := r.site.SectionText[id]; a != nil {
		return prose.Plain(a.Title)
	}
	return strings.ToUpper(id[:1]) + strings.ReplaceAll(id[1:], "-", " ")
}

func (r *renderer) homeLink() Link { return Link{r.locale.Word("home"), "/"} }

func (r *renderer) article(a *report.Article) {
	if files := r.known(a); files != nil {
		for _, name := range slices.Sorted(maps.Keys(files)) {
			r.file(name, files[name], a.File)
		}
		r.articleCard(a)
		return
	}
	w := r.writer()
	view := &articleView{Article: a, Heading: w.Inline(a.Title), Lead: w.Inline(a.Summary)} // first: citations count from the top
	body, err := w.body(a.Body)
	if err != nil {
		r.problems.Add(templateProblem(err))
		return
	}
	view.Body = body
	for _, id := range a.Datasets() {
		view.Datasets = append(view.Datasets, r.site.Dataset(id))
	}
	view.Related = r.related(a)
	view.Newer, view.Older = r.siblings(a)
	view.Links = r.printedLinks(a)
	view.Cite = r.citeArticle(a)
	for _, h := range a.Body.Headings {
		if h.Level == 2 {
			view.Contents = append(view.Contents, h)
		}
	}
	if len(view.Contents) < 4 {
		view.Contents = nil
	}
	p := &page{writer: w, Path: a.Path, Title: prose.Plain(a.Title), Description: prose.Plain(a.Summary), Article: view, Breadcrumbs: []Link{r.homeLink()}}
	if a.Section != "" {
		p.Breadcrumbs = append(p.Breadcrumbs, Link{r.sectionTitle(a.Section), "/" + a.Section + "/"})
	}
	p.HasChart = slices.ContainsFunc(a.Body.Blocks, func(b report.Block) bool { _, ok := b.(*report.Chart); return ok })
	p.Card = r.articleCard(a)
	p.JSONLD = r.articleLD(a)
	r.write("article.html", p, a.File)
	r.charts(a)
	r.redirects(a)
}

// redirects makes a page at each old address of an article.
func (r *renderer) redirects(a *report.Article) {
	for _, alias := range a.Aliases {
		r.write("redirect.html", &page{writer: r.writer(), Path: alias.Path, Title: prose.Plain(a.Title), Redirect: a.Path, Noindex: true}, a.File)
	}
}

// related are the reports that share most datasets with an article, the newest
// first among equals. Of a dataset that everybody uses only the newest count.
func (r *renderer) related(a *report.Article) []*report.Article {
	const most = 3
	shared := map[*report.Article]int{}
	var list []*report.Article
	for _, id := range a.Datasets() {
		for _, other := range r.byDataset[id][:min(perPage, len(r.byDataset[id]))] {
			if other == a || other.Section == "" {
				continue
			}
			if shared[other]++; shared[other] == 1 {
				list = append(list, other)
			}
		}
	}
	slices.SortStableFunc(list, func(x, y *report.Article) int {
		return cmp.Or(shared[y]-shared[x], y.Date.Compare(x.Date), cmp.Compare(x.Path, y.Path))
	})
	return list[:min(most, len(list))]
}

// siblings are the reports before and after one in its section's list.
func (r *renderer) siblings(a *report.Article) (newer, older *report.Article) {
	list := r.bySection[a.Section]
	if i, ok := r.place[a]; a.Section != "" && ok {
		if i > 0 {
			newer = list[i-1]
		}
		if i+1 < len(list) {
			older = list[i+1]
		}
	}
	return newer, older
}

// printedLink is a link of an article's text as paper shows it.
type printedLink struct{ Text, URL string }

// printedLinks are the links that lead elsewhere, once each.
func (r *renderer) printedLinks(a *report.Article) []printedLink {
	var list []printedLink
	for _, link := range a.Body.Links {
		url := link.Href
		if strings.HasPrefix(url, r.site.Href("/")) {
			url = r.site.URL("/" + strings.TrimPrefix(url, r.site.Href("/")))
		}
		one := printedLink{link.Text, url}
		if strings.HasPrefix(url, "http") && !slices.Contains(list, one) {
			list = append(list, one)
		}
	}
	return list
}

func (r *renderer) item(a *report.Article) listItem {
	w := r.writer()
	return listItem{Title: w.Words(a.Title), Path: a.Path, Summary: w.Words(a.Summary), Date: a.Date}
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
func (r *renderer) list(base string, title, description string, intro template.HTML, w *writer, items []listItem, crumbs []Link, from string) {
	pages, at := paged(base, len(items))
	for n := 1; n <= pages; n++ {
		part := slices.Clone(onPage(items, n))
		for i := range part {
			part[i].Top = true
		}
		view := &listView{Items: part, Number: n, Pages: pages, Previous: at(n - 1), Next: at(n + 1)}
		if n == 1 {
			view.Intro = intro
		}
		r.write("list.html", &page{writer: w, Path: at(n), Title: title, Description: description, List: view, Breadcrumbs: crumbs}, from)
		w = r.writer()
	}
}

func (r *renderer) home() {
	w := r.writer()
	view := &homeView{Sections: r.sections, Datasets: r.site.Datasets}
	var reports []*report.Article
	for _, a := range r.site.Articles {
		if a.Section != "" {
			reports = append(reports, a)
		}
	}
	view.More = len(reports) > 10
	view.Items = r.items(reports[:min(10, len(reports))])
	share := r.share("home", card.Card{Title: r.site.Title, Label: prose.Plain(r.site.Summary)}, "data/site.toml")
	r.write("home.html", &page{writer: w, Card: share, Path: "/", Title: r.site.Title, Description: prose.Plain(r.site.Summary), Home: view}, "data/site.toml")
}

func (r *renderer) section(id string) {
	articles := r.bySection[id]
	w := r.writer()
	intro, description, from := template.HTML(""), "", "content/"+id
	if a := r.site.SectionText[id]; a != nil {
		body, err := w.body(a.Body)
		if err != nil {
			r.problems.Add(templateProblem(err))
			return
		}
		intro, description, from = body, prose.Plain(a.Summary), a.File
	}
	if description == "" {
		description = r.locale.Word("topic-about", "topic", r.sectionTitle(id))
	}
	if a := r.site.SectionText[id]; a != nil {
		r.redirects(a)
	}
	r.list("/"+id+"/", r.sectionTitle(id), description, intro, w, r.items(articles), []Link{r.homeLink()}, from)
}

func (r *renderer) topics() {
	if len(r.site.Topics) == 0 {
		return
	}
	var items []listItem
	crumbs := []Link{r.homeLink(), {r.locale.Word("topics"), "/topics/"}}
	for _, t := range r.site.Topics {
		items = append(items, listItem{Title: escape(t.Title), Path: "/topics/" + t.ID + "/", Meta: r.locale.Count("reports", len(t.Articles))})
		r.list("/topics/"+t.ID+"/", t.Title, r.locale.Word("topic-about", "topic", t.Title), "", r.writer(), r.items(t.Articles), crumbs, "the topic "+t.Title)
	}
	r.list("/topics/", r.locale.Word("topics"), r.locale.Word("topics-about"), "", r.writer(), items, crumbs[:1], "the topics")
}

func escape(s string) template.HTML { return template.HTML(template.HTMLEscapeString(s)) }

func (r *renderer) dataset(d *report.Dataset) {
	w := r.writer()
	l := r.locale
	view := &datasetView{Dataset: d, Grid: &gridView{table.Dataset(d, l), w, "table"}, Articles: r.byDataset[d.ID], Sources: datasetSources(d)}
	view.Conflicts = r.conflicts(d, w)
	title, from := d.Title.In(l.Language), datasetFile(d)
	if view.Uses = len(view.Articles); view.Uses > perPage {
		view.All = d.Path() + "articles/"
		r.list(view.All, title, "", "", r.writer(), r.items(view.Articles), []Link{r.homeLink(), {l.Word("datasets"), "/data/"}, {title, d.Path()}}, from)
		view.Articles = view.Articles[:perPage]
	}
	for _, rev := range slices.Backward(d.Revisions) {
		view.Revised = append(view.Revised, revisionView{rev, &gridView{table.Revision(d, rev, l), w, "revision-" + rev.ID}})
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
			views = append(views, conflictView{r.thing(d, where), &gridView{grid, w, fmt.Sprintf("conflict-%d", len(views)+1)}, reasons})
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

func (r *renderer) source(s *report.Source) {
	view := &sourceView{Source: s}
	var figures []sourceFigure
	for _, d := range r.site.Datasets {
		for _, row := range d.Rows {
			for i, m := range d.Measures {
				cell := &row.Cells[i]
				if cell.State == report.Missing || cell.State == report.NotApplicable || !slices.Contains(cell.Sources, s) {
					continue
				}
				var where []string
				for k, dimension := range d.Dimensions {
					where = append(where, r.locale.Member(dimension, row.Keys[k]))
				}
				figures = append(figures, sourceFigure{Dataset: d, Where: strings.Join(where, ", "), Measure: m.Title.In(r.locale.Language),
					Text: r.locale.Cell(m, cell), Href: d.Path() + "#" + d.CellAnchor(row, i)})
			}
		}
	}
	for _, d := range r.site.Datasets {
		for _, statement := range d.Statements {
			if statement.Source == s {
				view.Said = append(view.Said, statementOn{statement, d})
			}
		}
	}
	for _, a := range r.site.Articles {
		uses := slices.ContainsFunc(a.Body.Blocks, func(b report.Block) bool {
			block, ok := b.(*report.Statements)
			return ok && slices.ContainsFunc(view.Said, func(x statementOn) bool { return x.Dataset.ID == block.Data && block.Shows(x.Statement) })
		})
		for _, t := range a.Texts() {
			t.EachFigure(func(f *report.Figure) { uses = uses || slices.Contains(f.Result.Sources, s) })
		}
		if uses {
			view.Articles = append(view.Articles, a)
		}
	}
	view.Count = len(figures)
	base := "/sources/" + s.ID + "/"
	pages, at := paged(base, max(len(figures), len(view.Articles)))
	for n := 1; n <= pages; n++ {
		part := *view
		if n > 1 {
			part.Said = nil
		}
		part.Figures, part.Articles = onPage(figures, n), onPage(view.Articles, n)
		part.List = &listView{Number: n, Pages: pages, Previous: at(n - 1), Next: at(n + 1)}
		r.write("source.html", &page{writer: r.writer(), Path: at(n), Title: r.locale.Source(s), Description: r.locale.Count("rests", view.Count) + ": " + r.locale.Source(s), Source: &part,
			Breadcrumbs: []Link{r.homeLink(), {r.locale.Word("sources"), "/sources/"}}}, "data/sources.toml")
	}
}

// indexes lists the datasets and the sources.
func (r *renderer) indexes() {
	w, l := r.writer(), r.locale
	crumbs := []Link{r.homeLink()}
	var items []listItem
	for _, d := range r.site.Datasets {
		items = append(items, listItem{Title: escape(d.Title.In(l.Language)), Path: d.Path(), Summary: w.Words(d.Summary.In(l.Language)), Date: d.Updated, Meta: l.Word("status-" + d.Status)})
	}
	r.list("/data/", l.Word("datasets"), l.Word("datasets-about"), escape(l.Word("datasets-about")), w, items, crumbs, "the index of datasets")
	items = nil
	for _, s := range r.site.Sources {
		title, language := s.Title, s.Language
		if title == "" {
			title, language = s.Publisher, ""
		}
		items = append(items, listItem{Title: escape(title), Path: "/sources/" + s.ID + "/", Meta: s.Publisher, Date: s.Published, Language: language})
	}
	r.list("/sources/", l.Word("sources"), l.Word("sources-about"), escape(l.Word("sources-about")), r.writer(), items, crumbs, "the index of sources")
}

func (r *renderer) notFound() {
	r.write("404.html", &page{writer: r.writer(), Path: "/404.html", Title: r.locale.Word("not-found"), Noindex: true}, "the page for what is not found")
}
