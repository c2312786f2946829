package render

import (
	"cmp"
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"

	"vitrine/generator/cache"
	"vitrine/generator/locale"
	"vitrine/generator/output"
	"vitrine/generator/parallel"
	"vitrine/generator/prose"
	"vitrine/generator/release"
	"vitrine/generator/report"
	"vitrine/generator/search"
	"vitrine/generator/source"
)

// Unit is a part of the site that is made at once: an article's pages, a list.
// Its key digests all that it is made of, so that what was made under the same
// key is the same.
type Unit struct {
	Name string
	Key  string
	From string // the editor's file, for the message when the program fails
	Make func(*Problems) Made

	Article *report.Article // whose pages it makes, or nil
	TextKey string          // digests what the article's text and the files of its charts are made of; "" when they can't be kept without the page
	// Around makes the article's page anew of its text, as it stood on the page before.
	Around func(problems *Problems, text *Text, html []byte) Made
}

// Made is what became of a part.
type Made struct {
	Files []string
	Text  *Text // of an article
}

// Problems are those of each step of making a part. A step that can't go on
// leaves the next ones out, so of all parts only the first step that has any is
// of use.
type Problems struct {
	Blocks, Pages source.Problems
}

// Input is what the parts are made of, besides templates and assets.
type Input struct {
	Site     *report.Site
	Releases *release.Store
	Locale   *locale.Locale
	Store    *cache.Folder
	Out      *output.Site

	Frame   string                   // digests what every page is made of
	Text    string                   // and what articles' texts and charts are made of
	Data    map[string]string        // digests of the published datasets, by id
	FileSum func(file string) string // digests of the editor's files
}

// Facts are what lists need to know of an article besides its outline.
type Facts struct {
	Sources []string // that it rests on, or quotes
	Entry   search.Entry
}

// Renderer makes the parts of a site.
type Renderer struct {
	site      *report.Site
	releases  *release.Store
	locale    *locale.Locale
	store     *cache.Folder
	out       *output.Site
	frame     string
	text      string
	data      map[string]string
	fileSum   func(string) string
	view      *siteView
	byFile    map[string]*report.Article
	byDataset map[string][]*report.Article
	bySection map[string][]*report.Article
	bySource  map[string][]*report.Article
	place     map[*report.Article]int // in its section
	sections  []Link
	menu      []Link
	printer   prose.Printer
	frames    sync.Map // the menus and the footer, once they have been made
	links     *placed
	reread    sync.Map // the articles whose links were asked for, though their pages are as before
	kin       *kin
	listed    map[*report.Article]string // what lists show of articles, digested

	// Set before anything is made.
	Templates *Templates
	Assets    Assets
}

// placed says where links stand that editors wrote.
type placed struct {
	mu     sync.Mutex
	places map[output.Link]source.Pos
}

// renderer makes one part.
type renderer struct {
	*Renderer
	problems *Problems
	blocks   map[report.Block]any // *chart.Drawing, *table.Grid or []*report.Statement
	made     Made

	fragments map[fragment]template.HTML
}

// New prepares a renderer. The pages of sections have been read and bound.
func New(in Input) *Renderer {
	site := in.Site
	r := &Renderer{site: site, releases: in.Releases, locale: in.Locale, store: in.Store, out: in.Out, data: in.Data, fileSum: in.FileSum,
		byFile: make(map[string]*report.Article, len(site.Articles)), byDataset: map[string][]*report.Article{}, bySection: map[string][]*report.Article{},
		place: make(map[*report.Article]int, len(site.Articles)), links: &placed{places: map[output.Link]source.Pos{}}, kin: &kin{byDatasets: map[string][]*report.Article{}}}
	for _, a := range site.Pages() {
		r.byFile[a.File] = a
	}
	for _, a := range site.Articles {
		r.place[a] = len(r.bySection[a.Section])
		r.bySection[a.Section] = append(r.bySection[a.Section], a)
		for _, id := range a.Datasets {
			r.byDataset[id] = append(r.byDataset[id], a)
		}
	}
	// What templates get of the site that is not in its settings alone.
	parts := []string{fmt.Sprint(len(site.Topics) > 0)}
	for _, id := range sectionIDs(site) {
		r.sections = append(r.sections, Link{r.sectionTitle(id), "/" + id + "/"})
		parts = append(parts, id, r.sectionTitle(id))
	}
	listed := make([]string, len(site.Articles))
	parallel.Each(len(listed), func(i int) { listed[i] = r.entry(site.Articles[i]) })
	r.listed = make(map[*report.Article]string, len(site.Articles))
	for i, a := range site.Articles {
		r.listed[a] = listed[i]
	}
	r.menu = r.menuLinks()
	r.frame, r.text = cache.Key(append(parts, in.Frame)...), cache.Key(append(parts, in.Text)...)
	r.view = &siteView{site.Title, site.Language, site.Publisher, site.Contact, site.Licence, site.LicenceURL, site.Navigation, len(site.Topics) > 0, site.Extras, site}
	return r
}

// Site is the site that is made.
func (r *Renderer) Site() *report.Site { return r.site }

func (r *Renderer) unit(name, from string, do func(*renderer), parts ...string) Unit {
	return Unit{Name: name, From: from, Key: cache.Key(append([]string{r.frame, name}, parts...)...), Make: func(problems *Problems) Made { return r.one(problems, do) }}
}

// one makes a part.
func (r *Renderer) one(problems *Problems, do func(*renderer)) Made {
	one := &renderer{Renderer: r, problems: problems, fragments: map[fragment]template.HTML{}}
	do(one)
	return one.made
}

// digests are those of some datasets.
func (r *Renderer) digests(ids []string) string {
	var b strings.Builder
	for _, id := range ids {
		b.WriteString(id + " " + r.data[id] + "\n")
	}
	return b.String()
}

// FigureDigest digests what the figures of a text show, and where they lead.
func FigureDigest(t *report.Text) string {
	var b strings.Builder
	t.EachFigure(func(f *report.Figure) {
		if f.Result == nil {
			return
		}
		fmt.Fprintf(&b, "%s %q %q %s", f.Result.Dataset.ID, f.Result.Machine, f.Result.Shown, report.SourceIDs(f.Result.Sources))
		for _, ref := range f.Result.Cells[:min(1, len(f.Result.Cells))] {
			fmt.Fprintf(&b, " %q %d", ref.Row.Anchor, ref.Measure)
		}
		b.WriteByte('\n')
	})
	return b.String()
}

// all digests all datasets.
func (r *Renderer) all() string {
	var ids []string
	for _, d := range r.site.Datasets {
		ids = append(ids, d.ID)
	}
	return r.digests(ids)
}

// entry digests what a list shows of an article.
func (r *Renderer) entry(a *report.Article) string {
	if a == nil {
		return ""
	}
	if known, ok := r.listed[a]; ok {
		return known
	}
	return a.Path + "\n" + a.HeadSum + "\n" + r.digests(a.InHead)
}

func (r *Renderer) entries(articles []*report.Article) string {
	var b strings.Builder
	for _, a := range articles {
		b.WriteString(r.entry(a))
	}
	return b.String()
}

// own digests what an article is made of: its files, the datasets that it draws on or
// leads to, and where the articles are that it links to.
func (r *Renderer) own(a *report.Article) string {
	parts := append([]string{a.File, a.Sum, r.digests(a.Datasets), r.digests(a.Told), strconv.Itoa(len(a.Topics))}, a.Topics...)
	for _, file := range a.Beside {
		parts = append(parts, file, r.fileSum(file))
	}
	for _, file := range a.Linked {
		path := ""
		if to := r.byFile[file]; to != nil {
			path = to.Path
		}
		parts = append(parts, file, path)
	}
	return cache.Key(parts...)
}

// Articles are the parts for the articles.
func (r *Renderer) Articles() []Unit {
	units := make([]Unit, len(r.site.Articles))
	parallel.Each(len(units), func(i int) {
		a := r.site.Articles[i]
		newer, older := r.siblings(a)
		own := r.own(a)
		u := r.unit("article "+a.File, a.File, func(r *renderer) { r.article(a) }, own, r.entries(r.related(a)), r.entry(newer), r.entry(older))
		u.Article = a
		if len(a.Beside) == 0 {
			u.TextKey = cache.Key(r.text, own)
		}
		u.Around = func(problems *Problems, text *Text, html []byte) Made {
			return r.one(problems, func(r *renderer) { r.around(a, text, html) })
		}
		units[i] = u
	})
	return units
}

// Facts are those of an article that has been read and bound.
func (r *Renderer) Facts(a *report.Article) *Facts {
	sources := map[string]bool{}
	for _, t := range a.Texts() {
		t.EachFigure(func(f *report.Figure) {
			if f.Result == nil {
				return // it was reported
			}
			for _, s := range f.Result.Sources {
				sources[s.ID] = true
			}
		})
	}
	for _, b := range a.Body.Blocks {
		if block, ok := b.(*report.Statements); ok {
			d := r.site.Dataset(block.Data)
			if d == nil {
				continue // so was this
			}
			for _, s := range d.Statements {
				if s.Source != nil && block.Shows(s) {
					sources[s.Source.ID] = true
				}
			}
		}
	}
	f := &Facts{Entry: r.searchEntry(a)}
	for id := range sources {
		f.Sources = append(f.Sources, id)
	}
	slices.Sort(f.Sources)
	return f
}

// Others are the parts besides articles, but for headers and the releases. facts are known of
// every article.
func (r *Renderer) Others(facts func(*report.Article) *Facts, articles []Unit) []Unit {
	r.bySource = map[string][]*report.Article{}
	for _, a := range r.site.Articles {
		for _, id := range facts(a).Sources {
			r.bySource[id] = append(r.bySource[id], a)
		}
	}
	all := r.all()
	reports := r.reports()
	units := []Unit{
		r.unit("home", "data/site.toml", (*renderer).home, all, r.entries(reports[:min(11, len(reports))])),
		r.unit("indexes", "data", (*renderer).indexes, all),
		r.unit("corrections", "content", (*renderer).corrections, all, r.entries(r.correctedArticles())),
		r.unit("not found", "templates/404.html", (*renderer).notFound),
		r.feedUnit(all),
	}
	if len(r.site.Topics) > 0 {
		counts := ""
		for _, t := range r.site.Topics {
			counts += fmt.Sprintln(t.ID, t.Title, len(t.Articles))
		}
		units = append(units, r.unit("topics", "content", (*renderer).topics, counts))
	}
	if r.site.Extras.Search { // the first, since it takes longest
		var b strings.Builder
		for _, u := range articles {
			b.WriteString(u.Key)
		}
		units = slices.Insert(units, 0, r.unit("search", "content", func(r *renderer) { r.searchPage(facts) }, all, b.String()))
	}
	var lists []func() []Unit
	for _, id := range sectionIDs(r.site) {
		lists = append(lists, func() []Unit { return r.sectionUnits(id) })
	}
	for _, t := range r.site.Topics {
		lists = append(lists, func() []Unit {
			return r.pages("topic "+t.ID, "content", t.Articles, func(int) string { return t.Title },
				func(r *renderer, n, pages int, part []*report.Article) { r.topic(t, n, pages, part) })
		})
	}
	for _, d := range r.site.Datasets {
		lists = append(lists, func() []Unit { return r.datasetUnits(d) })
	}
	for _, s := range r.site.Sources {
		lists = append(lists, func() []Unit { return r.sourceUnits(s) })
	}
	made := make([][]Unit, len(lists))
	parallel.Each(len(lists), func(i int) { made[i] = lists[i]() })
	return append(units, slices.Concat(made...)...)
}

// sectionUnits are the parts for the pages of a section.
func (r *Renderer) sectionUnits(id string) []Unit {
	from := "content/" + id
	a := r.site.SectionText[id]
	if a != nil {
		from = a.File
	}
	return r.pages("section "+id, from, r.bySection[id], func(n int) string {
		if a != nil && n == 1 {
			return r.own(a)
		}
		return r.entry(a)
	}, func(r *renderer, n, pages int, part []*report.Article) { r.section(id, n, pages, part) })
}

// datasetUnits are the parts for a dataset, and for the list of the articles that
// use it when its page has no room for them.
func (r *Renderer) datasetUnits(d *report.Dataset) []Unit {
	uses := r.byDataset[d.ID]
	units := []Unit{r.unit("dataset "+d.ID, datasetFile(d), func(r *renderer) { r.dataset(d) }, r.data[d.ID], fmt.Sprint(len(uses)), r.entries(uses[:min(perPage, len(uses))]))}
	if len(uses) > perPage {
		units = append(units, r.pages("uses "+d.ID, datasetFile(d), uses, func(int) string { return r.data[d.ID] },
			func(r *renderer, n, pages int, part []*report.Article) { r.uses(d, n, pages, part) })...)
	}
	return units
}

// pages are the parts for the pages of a list. extra digests what page n shows
// besides its articles.
func (r *Renderer) pages(name, from string, articles []*report.Article, extra func(n int) string, made func(r *renderer, n, pages int, part []*report.Article)) []Unit {
	pages, _ := paged("", len(articles))
	units := make([]Unit, pages)
	for i := range units {
		n, part := i+1, onPage(articles, i+1)
		units[i] = r.unit(fmt.Sprint(name, " ", n), from, func(r *renderer) { made(r, n, pages, part) }, extra(n), fmt.Sprint(pages), r.entries(part))
	}
	return units
}

// sourceUnits are the parts for the pages of a source.
func (r *Renderer) sourceUnits(s *report.Source) []Unit {
	rests, figures := r.rests(s)
	articles := r.bySource[s.ID]
	pages, _ := paged("", max(figures, len(articles)))
	said := FigureDigest(s.Note)
	for _, d := range r.site.Datasets {
		if slices.ContainsFunc(d.Statements, func(x *report.Statement) bool { return x.Source == s }) {
			said += d.ID + r.data[d.ID]
		}
	}
	units := make([]Unit, pages)
	for i := range units {
		n, part := i+1, onPage(articles, i+1)
		shown := fmt.Sprintln(pages, figures)
		shown += said
		at := 0
		for _, x := range rests { // those whose figures stand on the page, and from which one on
			if at+x.figures > i*perPage && at < n*perPage {
				shown += fmt.Sprintln(x.dataset.ID, r.data[x.dataset.ID], at-i*perPage)
			}
			at += x.figures
		}
		units[i] = r.unit(fmt.Sprint("source ", s.ID, " ", n), "data/sources.toml", func(r *renderer) { r.source(s, rests, figures, n, pages, part) }, shown, r.entries(part))
	}
	return units
}

// HeadersUnit is the part for what hosts send with pages: made when all other
// pages are there but those of the releases.
func (r *Renderer) HeadersUnit() Unit {
	return r.unit("headers", "data/site.toml", (*renderer).headers)
}

// ReleasesUnit is the part for the releases: made last, of all others.
func (r *Renderer) ReleasesUnit() Unit {
	return r.unit("releases", release.Dir, func(one *renderer) { one.releaseFiles(r.releases) })
}

// reports are the articles of all sections.
func (r *Renderer) reports() []*report.Article {
	return slices.DeleteFunc(slices.Clone(r.site.Articles), func(a *report.Article) bool { return a.Section == "" })
}

func (r *Renderer) correctedArticles() []*report.Article {
	return slices.DeleteFunc(slices.Clone(r.site.Articles), func(a *report.Article) bool { return len(a.Corrected) == 0 })
}

// latest are the articles that the feed tells of.
func (r *Renderer) latest() []*report.Article {
	articles := r.reports()
	slices.SortStableFunc(articles, func(a, b *report.Article) int { return b.Changed().Compare(a.Changed()) })
	return articles[:min(perPage, len(articles))]
}

// feedUnit makes what programs read.
func (r *Renderer) feedUnit(all string) Unit {
	var b strings.Builder
	for _, a := range r.site.Articles {
		b.WriteString(a.Path + " " + a.Changed().String() + "\n")
	}
	for _, t := range r.site.Topics {
		fmt.Fprintln(&b, t.ID)
	}
	return r.unit("feeds", "content", (*renderer).feeds, all, b.String(), r.entries(r.latest()), r.entries(r.correctedArticles()))
}

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
	var list []string
	for id := range ids {
		list = append(list, id)
	}
	slices.Sort(list)
	return list
}

func (r *Renderer) sectionTitle(id string) string {
	if a := r.site.SectionText[id]; a != nil {
		return prose.Plain(a.Whole().Title)
	}
	return strings.ToUpper(id[:1]) + strings.ReplaceAll(id[1:], "-", " ")
}

// related are the reports that share most datasets with an article, the newest
// first among equals. Of a dataset that everybody uses only the newest count.
func (r *Renderer) related(a *report.Article) []*report.Article {
	const most = 3
	key := strings.Join(a.Datasets, " ")
	r.kin.mu.Lock()
	list, known := r.kin.byDatasets[key]
	if !known {
		list = r.sharing(a.Datasets, most+1) // the article itself may be one
		r.kin.byDatasets[key] = list
	}
	r.kin.mu.Unlock()
	list = slices.DeleteFunc(slices.Clone(list), func(x *report.Article) bool { return x.File == a.File })
	return list[:min(most, len(list))]
}

// kin are the reports that share most of some datasets.
type kin struct {
	mu         sync.Mutex
	byDatasets map[string][]*report.Article
}

// sharing are the reports that use most of some datasets.
func (r *Renderer) sharing(datasets []string, most int) []*report.Article {
	shared := map[*report.Article]int{}
	var list []*report.Article
	for _, id := range datasets {
		for _, other := range r.byDataset[id][:min(perPage+1, len(r.byDataset[id]))] {
			if other.Section == "" {
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
func (r *Renderer) siblings(a *report.Article) (newer, older *report.Article) {
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

// host is a site's address as people write it.
func host(base *url.URL) string {
	return strings.TrimRight(base.Host+base.Path, "/")
}
