package render

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"vitrine/generator/report"
)

// Link is a line of a list or a step of a path.
type Link struct {
	Title string
	Path  string
}

// page is what every template gets. What many pages ask for is a field of its
// own: templates find it several times as fast as a method, or as what stands in
// something embedded.
type page struct {
	*writer
	Site   *siteView
	Assets Assets
	Head   template.HTML // what every page's head has
	Menu   template.HTML // the same on many pages
	Footer template.HTML

	Path        string
	Canonical   string // its full address
	Policy      string // what it may load
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

// siteView is what templates get of the site: what is the same for every page.
type siteView struct {
	Title      string
	Language   string
	Publisher  string
	Contact    string
	Licence    string
	LicenceURL string
	Navigation []report.NavItem
	Topics     bool // whether there are any
	Extras     report.Extras
	site       *report.Site
}

// URL is the absolute address of a path from the site's root.
func (v *siteView) URL(path string) string { return v.site.URL(path) }

// mention is an article as other pages name it.
type mention struct {
	Title template.HTML
	Path  string
}

// mention is nil for no article.
func (w *writer) mention(a *report.Article) *mention {
	if a == nil {
		return nil
	}
	title, _ := w.named(a)
	return &mention{title, a.Path}
}

func (w *writer) mentions(articles []*report.Article) []*mention {
	var list []*mention
	for _, a := range articles {
		list = append(list, w.mention(a))
	}
	return list
}

type articleView struct {
	Draft       bool
	Heading     template.HTML
	Lead        template.HTML
	Authors     []string
	Date        report.Date
	Updated     report.Date
	Corrections []correctionView
	Image       *report.Image
	Credit      string
	Contents    []report.Heading // when there are enough to need a table of them
	Body        template.HTML
	Citations   []*citation
	Datasets    []*report.Dataset
	Cite        *reference // nil without a date
	Topics      []Link
	Links       []Link     // that lead elsewhere, for paper
	Related     []*mention // that share most of its datasets
	Newer       *mention   // in its section
	Older       *mention
}

type correctionView struct {
	ID   string
	Date report.Date
	Text template.HTML
}

// correctionAnchor is the fragment of the correction at index i: its day and, when
// it is not the first of that day, a number.
func correctionAnchor(a *report.Article, i int) string {
	n := 1
	for _, c := range a.Corrections[:i] {
		if c.Date == a.Corrections[i].Date {
			n++
		}
	}
	if n > 1 {
		return fmt.Sprintf("correction-%s-%d", a.Corrections[i].Date, n)
	}
	return fmt.Sprintf("correction-%s", a.Corrections[i].Date)
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
	Articles  []*mention
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
	Articles []*mention
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
	Summary   *report.Text
	Headlines []*report.HeadlineFigure
	Items     []listItem
	More      bool
	Sections  []Link
	Datasets  []*report.Dataset
}

// menuLink is a link of the menu, with how it is marked when it leads to the page,
// or to what the page is part of.
type menuLink struct {
	Link
	Here template.HTMLAttr
}

// menuLinks are those that site.toml gives, else the sections, the datasets and
// the sources; and the search.
func (r *Renderer) menuLinks() []Link {
	var links []Link
	for _, n := range r.site.Navigation {
		links = append(links, Link{n.Title, n.Path})
	}
	if links == nil {
		links = append(slices.Clone(r.sections), Link{r.locale.Word("datasets"), "/data/"}, Link{r.locale.Word("sources"), "/sources/"})
	}
	if r.site.Extras.Search {
		links = append(links, Link{r.locale.Word("search"), "/search/"})
	}
	return links
}

// everyHead is what the head of every page is made of.
type everyHead struct {
	Site   *siteView
	Assets Assets
	Policy string
}

// frameOf fills in what stands around a page, and around many others.
func (r *renderer) frameOf(p *page) (err error) {
	var links []menuLink
	key := "menu"
	for _, l := range r.menu {
		here := template.HTMLAttr("")
		switch {
		case l.Path == p.Path:
			here = ` aria-current="page"`
		case l.Path != "/" && strings.HasPrefix(p.Path, l.Path):
			here = ` aria-current="true"`
		}
		links = append(links, menuLink{l, here})
		key += string(here) + ";"
	}
	var failed, also error
	p.Head, failed = r.common("head", "every-head", everyHead{p.Site, p.Assets, p.Policy})
	p.Menu, also = r.common(key, "menu", links)
	p.Footer, err = r.common("footer", "footer", r.view)
	return cmp.Or(failed, also, err)
}

// common runs a template the first time that something is made of it with data
// that the key stands for.
func (r *renderer) common(key, name string, data any) (template.HTML, error) {
	if made, ok := r.frames.Load(key); ok {
		return made.(template.HTML), nil
	}
	made, err := r.Templates.html(name, data)
	if err == nil {
		r.frames.Store(key, made)
	}
	return made, err
}

// Sections are the site's sections.
func (p *page) Sections() []Link { return p.renderer.sections }
