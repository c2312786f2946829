// Package report is the model of what may be published: the site, its
// articles, and its datasets as the gate let them through. Everything that
// makes output works from these types and can't reach anything else.
//
// The package does no I/O. Slices keep the order of the editor's files.
package report

import (
	"net/url"
	"slices"
	"strings"

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
	Assets      []*Asset // files copied from beside the articles
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
}

// Article is a page that an editor wrote.
type Article struct {
	File        string // content/SECTION/SLUG.md
	Pos         source.Pos
	Section     string // "" for a page at the top
	Slug        string
	Path        string // /SECTION/SLUG/
	Title       *Text
	Summary     *Text
	Date        Date
	Updated     Date
	Authors     []string
	Topics      []string
	Draft       bool
	Aliases     []Alias
	Sum         string // the sha256 of its file
	HeadSum     string // the sha256 of its front matter
	Image       *Image
	Credit      string
	Corrections []Correction
	Body        *Text
}

// Alias is an old address of an article.
type Alias struct {
	Path string
	Pos  source.Pos
}

// Changed is the date of the last change to the article.
func (a *Article) Changed() Date {
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

// Datasets are the ids of the datasets that the article draws on, sorted.
func (a *Article) Datasets() []string {
	var ids []string
	for _, t := range a.Texts() {
		t.EachFigure(func(f *Figure) {
			if f.Result != nil {
				ids = append(ids, f.Result.Dataset.ID)
			}
		})
	}
	for _, b := range a.Body.Blocks {
		if id := b.Uses(); id != "" {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
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
