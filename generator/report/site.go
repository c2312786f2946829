// Package report is the model of what may be published: the site, its
// articles, and its datasets as the gate let them through. Everything that
// makes output works from these types and can't reach anything else.
//
// The package does no I/O. Slices keep the order of the editor's files.
package report

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"vitrine/generator/source"
)

// Site is the whole report.
type Site struct {
	Title      string
	Summary    *Text
	BaseURL    *url.URL // absolute; its path ends with a slash
	Language   string   // BCP 47
	Publisher  string
	Contact    string
	Licence    string
	LicenceURL string
	Navigation []NavItem
	Strict     bool     // figures without a link are errors
	Plain      []string // words with digits that are no figures
	Headlines  []*HeadlineFigure
	Finding    Placed // the id of the chart on the first page; "" for the newest report's first one
	Disclosure Disclosure
	Sources    []*Source
	Datasets   []*Dataset
	Reports    []*Report
	Maps       []*Map
	Groups     []*Group
	Glossary   []*Definition     // in the order of its file
	Access     *Accessibility    // nil for no statement
	Releases   []*Release        // the first one first
	Dated      map[string][]byte // what releases published at addresses with a date, by path
	Articles   []*Article        // the newest first
	Sections   []*Section        // by their ids
	Topics     []*Topic          // by their ids
	Words      Words
	Phrasing   Phrasing // empty for a language of which digits alone are read
	Units      Phrasing // of the words of units that are in English
	Extras     Extras
	Proof      Proof
	Places     Places // in site.toml
}

// Report finds a report by its id, or returns nil.
func (s *Site) Report(id string) *Report {
	return find(s.Reports, func(r *Report) bool { return r.ID == id })
}

// find is the first of a list that is so, or nil.
func find[T any](list []*T, so func(*T) bool) *T {
	if i := slices.IndexFunc(list, so); i >= 0 {
		return list[i]
	}
	return nil
}

// Accessibility is what a site states of its accessibility.
type Accessibility struct {
	Checked     Date  // when somebody last looked
	Limits      *Text // what is not accessible; nil for nothing known
	Enforcement *Text // where readers can turn who get no answer; nil for nothing said
}

// SiteText is a text of the site itself and the file in which it stands.
type SiteText struct {
	File string
	Text *Text
}

// Texts are the site's own texts but for its headlines.
func (s *Site) Texts() (list []SiteText) {
	add := func(file string, texts ...*Text) {
		for _, t := range some(texts...) {
			list = append(list, SiteText{file, t})
		}
	}
	add("data/site.toml", s.Summary)
	if s.Access != nil {
		add("data/site.toml", s.Access.Limits, s.Access.Enforcement)
	}
	for _, d := range s.Glossary {
		add("data/glossary.toml", d.Text)
	}
	return list
}

// Proof says who has read which sentences, by data/proof.toml.
type Proof struct {
	Required bool // a release needs every sentence to be signed
	People   []Person
	Signed   map[string]map[string]Signature // by the names of pages, and the digests of sentences
}

// Person is somebody who reads sentences before they are published.
type Person struct {
	ID, Name string
	Pos      source.Pos
}

// Signature is who has read a sentence, and when.
type Signature struct {
	By string // a person's id
	On Date
}

// Person finds a person, or returns nil.
func (p *Proof) Person(id string) *Person {
	for i := range p.People {
		if p.People[i].ID == id {
			return &p.People[i]
		}
	}
	return nil
}

// ProofName is under which the signatures of a file's sentences stand: reports/slug for an article,
// data/id for a dataset, data/site.toml for the site's own.
func ProofName(file string) string {
	if name, ok := strings.CutPrefix(file, "data/datasets/"); ok {
		return "data/" + strings.TrimSuffix(name, ".toml")
	}
	if !strings.HasPrefix(file, "content/") {
		return file
	}
	name := strings.Trim(ArticlePath(file), "/")
	if !strings.Contains(name, "/") {
		name = "/" + name
	}
	return name
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

// Section is a part of the site.
type Section struct {
	ID       string
	Title    string
	Page     *Article   // section/index.md; nil for none
	Articles []*Article // the newest first
}

// Topic is a subject that articles carry.
type Topic struct {
	ID       string
	Title    string
	Articles []*Article // the newest first
}

var notInTopicID = regexp.MustCompile(`[^\p{L}\p{Nd}\p{M}]+`)

// TopicID is the part of an address that a topic's title becomes.
func TopicID(title string) string {
	return strings.Trim(notInTopicID.ReplaceAllString(strings.ToLower(title), "-"), "-")
}

// Path is the address of the topic's page.
func (t *Topic) Path() string { return "/topics/" + t.ID + "/" }

// Path is the address of the section's page.
func (s *Section) Path() string { return "/" + s.ID + "/" }

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

// Label is a word or a title, one for each language; the key "" is the word
// for all of them.
type Label map[string]string

// In returns the label in a language, or in that of its region, or else the one for all, or else in the fallback,
// or else the first there is.
func (l Label) In(language string) string { return l[closest(l, language)] }

// Prose is a text in one or several languages, like Label.
type Prose map[string]*Text

// In returns the text in a language, like Label.In; nil when there is none.
func (p Prose) In(language string) *Text { return p[closest(p, language)] }

// Fallback is the language of what a site's own language lacks.
const Fallback = "en"

// closest is the key of what stands in a language, or in that of its region, or for all, or in the fallback, or
// in any.
func closest[T any](m map[string]T, language string) string {
	for tag, cut := language, true; cut; {
		if _, ok := m[tag]; ok {
			return tag
		}
		at := strings.LastIndexByte(tag, '-')
		if cut = at >= 0; cut {
			tag = tag[:at]
		}
	}
	for _, key := range []string{"", Fallback} {
		if _, ok := m[key]; ok {
			return key
		}
	}
	if keys := slices.Sorted(maps.Keys(m)); len(keys) > 0 {
		return keys[0]
	}
	return ""
}

// Pages are all pages that editors wrote, in a fixed order: the articles, then those of
// sections.
func (s *Site) Pages() []*Article {
	list := slices.Clone(s.Articles)
	for _, section := range s.Sections {
		if section.Page != nil {
			list = append(list, section.Page)
		}
	}
	return list
}

// Section finds a section by its id, or returns nil.
func (s *Site) Section(id string) *Section {
	return find(s.Sections, func(x *Section) bool { return x.ID == id })
}

// Source finds a source by its id, or returns nil.
func (s *Site) Source(id string) *Source {
	return find(s.Sources, func(x *Source) bool { return x.ID == id })
}

// Path is the address of the source's page.
func (s *Source) Path() string { return "/sources/" + s.ID + "/" }

// Dataset finds a dataset by its id, or returns nil.
func (s *Site) Dataset(id string) *Dataset {
	return find(s.Datasets, func(x *Dataset) bool { return x.ID == id })
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
