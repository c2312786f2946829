// Package report is the model of what may be published: the site, its
// articles, and its datasets as the gate let them through. Everything that
// makes output works from these types and can't reach anything else.
//
// The package does no I/O. Slices keep the order of the editor's files.
package report

import (
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"

	"vitrine/generator/source"
)

// Site is the whole report.
type Site struct {
	Title       string
	Summary     *Text
	BaseURL     *url.URL // absolute; its path ends with a slash
	Language    string   // BCP 47
	Publisher   string
	Contact     string
	Licence     string
	LicenceURL  string
	Navigation  []NavItem
	Strict      bool     // figures without a link are errors
	Plain       []string // words with digits that are no figures
	Headlines   []*HeadlineFigure
	Disclosure  Disclosure
	Sources     []*Source
	Datasets    []*Dataset
	Releases    []*Release        // the first one first
	Dated       map[string][]byte // what releases published at addresses with a date, by path
	Articles    []*Article
	SectionText map[string]*Article // section/index.md
	Topics      []*Topic
	Words       Words
	Extras      Extras
	Places      Places // in site.toml
}

// Extras are what a site has besides its pages, as far as site.toml leaves it on.
type Extras struct {
	Search      bool
	ShareImages bool // pictures that show a page where it is shared
	Embeds      bool // pages of charts for other sites' frames, and charts as files
	Pictures    bool // charts drawn by the build; else by the reader's browser
}

// Words are the UI's words in the site's language, by key.
type Words map[string]string

// NavItem is a link of the site's navigation.
type NavItem struct {
	Title string
	Path  string // from the site's root, or a URL
	Pos   source.Pos
}

// Topic is a subject that articles carry.
type Topic struct {
	ID       string
	Title    string
	Articles []*Article
}

// Source is who published figures.
type Source struct {
	ID        string
	Pos       source.Pos
	Publisher string
	Title     string
	URL       string
	Agency    string
	Author    string
	Origin    string
	Speaker   string
	Published Date
	Accessed  Date
	Language  string
	Archived  string
	Licence   string
	Note      *Text
	Places    Places
}

// Article is a page that an editor wrote. Its outline is always there; what is
// written in it may be read only when somebody asks, by Whole.
type Article struct {
	*Outline
	*Written
	Topics []string // as Named, in one spelling for all articles

	// Read, if set, sees the article when it has been read by Whole.
	Read func(*Article)
	// Brief says that Whole leaves the body out: what was made of it is known.
	Brief bool

	once sync.Once
	read func(brief bool) *Written
}

// Outline is what other pages need to know of an article, and all of it follows
// from the article's own files.
type Outline struct {
	File      string // content/SECTION/SLUG.md
	Section   string // "" for a page at the top
	Slug      string
	Path      string   // /SECTION/SLUG/
	Sum       string   // a digest of its file
	HeadSum   string   // a digest of its front matter
	Beside    []string // files beside it that it shows or lists
	Name      string   // its title as written
	Heading   string   // HTML of its title without links, as lists show it, unless InHead has any
	Lead      string   // and of its summary
	Date      Date
	Last      Date // of its last change
	Corrected []Date
	Draft     bool
	Named     []string // topics, as written
	Aliases   []Alias
	Datasets  []string // that it draws on, sorted
	InHead    []string // those of them that its title, summary and corrections draw on
	Linked    []string // articles' files that it links to, sorted
	Told      []string // datasets whose pages or files it links to, sorted
	Blocks    []string // the ids of its blocks
	Charts    []string // the types of its charts
	Tables    int
}

// Written is what stands in an article.
type Written struct {
	Title       *Text
	Summary     *Text
	Updated     Date
	Authors     []string
	Image       *Image
	Credit      string
	Corrections []Correction
	Body        *Text
	Assets      []*Asset // files copied from beside it
	Places      Places   // in its front matter
}

// Later is an article of which the outline is known, and that is read when
// somebody needs more.
func Later(o *Outline, read func(brief bool) *Written) *Article {
	return &Article{Outline: o, read: read}
}

// Whole is the article with what is written in it.
func (a *Article) Whole() *Article {
	a.once.Do(func() {
		if a.Written != nil {
			return
		}
		a.Written = a.read(a.Brief)
		if a.Read != nil {
			a.Read(a)
		}
	})
	return a
}

// Again is the article with its body, when Whole leaves that out.
func (a *Article) Again() *Article {
	if !a.Brief {
		return a.Whole()
	}
	return &Article{Outline: a.Outline, Written: a.read(false), Topics: a.Topics}
}

// Drop forgets what is written in the article once its pages are made. Who asks again
// gets it without its body, and read sees it then. What lists have to read of it
// stays, and of an article that can't be read again all but its body.
func (a *Article) Drop(read func(*Article)) {
	if a.read == nil || len(a.InHead) > 0 { // others may be at it
		a.Body = nil
		return
	}
	a.Written, a.once, a.Brief, a.Read = nil, sync.Once{}, true, read
}

// Held reports whether the article has been read.
func (a *Article) Held() bool { return a.Written != nil }

// Pos is where the article begins.
func (a *Article) Pos() source.Pos { return source.Pos{File: a.File, Line: 1, Col: 1} }

// Alias is an old address of an article.
type Alias struct {
	Path string
	Pos  source.Pos
}

// Changed is the date of the last change to the article.
func (a *Article) Changed() Date { return a.Last }

// lastChange is the last of an article's dates.
func (a *Article) lastChange() Date {
	d := a.Date
	if a.Updated.Compare(d) > 0 {
		d = a.Updated
	}
	for _, c := range a.Corrections {
		if c.Date.Compare(d) > 0 {
			d = c.Date
		}
	}
	return d
}

// Describe fills in the parts of an article's outline that follow from what is
// written in it. base is the site's address, or "".
func (a *Article) Describe(base string) {
	a.Last = a.lastChange()
	var ids, head []string
	links := func(t *Text) {
		for _, l := range t.Links {
			to, _, _ := strings.Cut(l.Destination, "#")
			if own, ok := strings.CutPrefix(to, base); ok && base != "" {
				to = "/" + own
			}
			if strings.HasSuffix(to, ".md") {
				a.Linked = append(a.Linked, path.Join(path.Dir(a.File), to))
			} else if id, ok := strings.CutPrefix(to, "/data/"); ok {
				if end := strings.IndexAny(id, "/.?"); end >= 0 {
					id = id[:end]
				}
				a.Told = append(a.Told, id)
			}
		}
	}
	for _, t := range a.Texts() {
		t.EachFigure(func(f *Figure) { ids = append(ids, f.Dataset()) })
		if t != a.Body {
			head = append(head, ids...)
		}
		links(t)
	}
	for _, b := range a.Body.Blocks {
		ids = append(ids, b.Uses())
		a.Blocks = append(a.Blocks, b.Name())
		switch b := b.(type) {
		case *Chart:
			a.Charts = append(a.Charts, b.Type)
		case *Table, *Compare:
			a.Tables++
		}
		for _, t := range b.Texts() {
			links(t)
		}
	}
	for _, c := range a.Corrections {
		a.Corrected = append(a.Corrected, c.Date)
	}
	a.Datasets, a.InHead, a.Linked, a.Told = unique(ids), unique(head), unique(a.Linked), unique(a.Told)
}

// unique sorts a list and leaves out what is empty or there twice.
func unique(list []string) []string {
	list = slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == "" })
	slices.Sort(list)
	return slices.Compact(list)
}

// Correction says what an article once got wrong.
type Correction struct {
	Date Date
	Text *Text
}

// Asset is a file to publish as it is.
type Asset struct {
	Path  string // in the site, no leading slash
	Bytes []byte
	From  string // the editor's file
}

// Image is a picture beside an article, re-encoded without metadata.
type Image struct {
	Alt           string
	Width, Height int
	Path          string // of the full width, from the site's root
	SmallPath     string // of the small width, "" when the picture is small
	SmallWidth    int
}

// Label is a word or a title, one for each language; the key "" is the word
// for all of them.
type Label map[string]string

// In returns the label in a language, or else the one for all, or else the
// first there is.
func (l Label) In(language string) string {
	if s, ok := l[language]; ok {
		return s
	}
	if s, ok := l[""]; ok {
		return s
	}
	return l[firstKey(l)]
}

// Prose is a text in one or several languages, like Label.
type Prose map[string]*Text

// In returns the text in a language, like Label.In; nil when there is none.
func (p Prose) In(language string) *Text {
	if t, ok := p[language]; ok {
		return t
	}
	if t, ok := p[""]; ok {
		return t
	}
	return p[firstKey(p)]
}

func firstKey[T any](m map[string]T) string {
	first := ""
	for k := range m {
		if first == "" || k < first {
			first = k
		}
	}
	return first
}

// Pages are all pages that editors wrote, in a fixed order: the articles, then
// those of sections.
func (s *Site) Pages() []*Article {
	list := slices.Clone(s.Articles)
	for _, id := range slices.Sorted(maps.Keys(s.SectionText)) {
		list = append(list, s.SectionText[id])
	}
	return list
}

// Source finds a source by its id, or returns nil.
func (s *Site) Source(id string) *Source {
	for _, x := range s.Sources {
		if x.ID == id {
			return x
		}
	}
	return nil
}

// Dataset finds a dataset by its id, or returns nil.
func (s *Site) Dataset(id string) *Dataset {
	for _, x := range s.Datasets {
		if x.ID == id {
			return x
		}
	}
	return nil
}

// URL is the absolute address of a path from the site's root.
func (s *Site) URL(path string) string {
	return s.BaseURL.String() + (&url.URL{Path: strings.TrimPrefix(path, "/")}).EscapedPath()
}

// Href is the address of a path from the site's root as links in pages give
// it: it begins with the path of the base URL.
func (s *Site) Href(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") {
		return path
	}
	return s.BaseURL.Path + path[1:]
}
