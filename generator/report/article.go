package report

import (
	"slices"
	"strings"

	"vitrine/generator/source"
)

// Article is a page that an editor wrote, as the site shows it: plain data, made of a Document
// once it has been read, bound to cells and drawn. HTML in it has been escaped.
type Article struct {
	File    string // content/SECTION/SLUG.md
	Section string // "" for a page at the top
	Slug    string
	Path    string // /SECTION/SLUG/
	Draft   bool
	Date    Date
	Updated Date
	Changed Date // the last of its dates, those of corrections too

	Name        string // the title as written, with its place
	NamePos     source.Pos
	Title       Rendered
	Summary     Rendered
	Head        []string // what holds for figures of which it says nothing else
	ReadBy      []string // who has read every sentence with figures, if somebody has
	ReadOn      Date     // the last day on which one was read
	Authors     []string
	Topics      []string // as written
	Image       string   // HTML; "" for none
	Credit      string   // of the image
	Corrections []ShownCorrection
	Aliases     []Alias
	Body        string // HTML with the cards of its figures, and the text for feeds; "" where it is kept elsewhere
	Shown       int    // where in it the text for feeds begins, in bytes
	Cards       int
	BodySum     string // its digest
	Contents    []Heading
	Printed     []Printed  // links that lead elsewhere, for paper
	Citations   []Citation // the notes of its figures, the first one first
	Headline    BigFigure  // the first big figure, or nothing

	Datasets []string // that it draws on, sorted
	Named    []string // these, and the datasets whose pages it links to, sorted
	Beside   []string // files beside it that it shows or lists, and those of maps
	Sources  []string // that its figures and statements rest on, sorted
	Blocks   []NamedBlock
	Charts   []ShownChart
	Tables   int
	Linked   []LinkedArticle
	Links    []PlacedLink
	Figures  []BoundFigure
	Unbound  int // numbers that no link binds
	Digits   int // runs of digits that were looked at
	Search   string
	Line     string   // REPORT/PART/LINE of the report whose text it is, or ""
	Said     string   // that text in words
	Assets   []string // paths of the files that were made of those beside it, and of its charts
	Files    int      // that were read
	Bytes    int      // of these
}

// Rendered is a short text in each form in which pages show it.
type Rendered struct {
	Plain string // its words
	HTML  string // with links, and figures as links with their notes
	Bare  string // HTML without links, for where the text is a link itself
}

// ShownCorrection is a correction of an article.
type ShownCorrection struct {
	ID   string // its place on the page
	Date Date
	Text Rendered
}

// Printed is a link as paper shows it.
type Printed struct {
	Title string
	URL   string
}

// Citation is a note of a page: the sources that bear one or more figures out.
type Citation struct {
	Sources []string // ids
}

// BigFigure is a figure of a headline block, as words.
type BigFigure struct {
	Figure string
	Label  string
}

// NamedBlock is a block that has an id.
type NamedBlock struct {
	ID  string
	Pos source.Pos
}

// ShownChart is a chart as pages of its own show it.
type ShownChart struct {
	ID       string
	Types    []string // of what ECharts draws of it
	Title    string   // HTML without links
	Words    string   // of the title
	Subtitle string   // plain text, "" for none
	Picture  Range    // in the article's body: the drawings, and what explains them
	Drawing  Range    // in the article's body: the first drawing; nothing where the build draws none
	Table    Range    // in the article's body
	Note     string   // HTML without notes of its own, "" for none
	Sources  []string
}

// Range is a part of a text, in bytes.
type Range struct{ From, To int }

// LinkedArticle is a link to another article.
type LinkedArticle struct {
	File string
	Pos  source.Pos
}

// PlacedLink is a link that an editor wrote, and where.
type PlacedLink struct {
	Href string // as the page has it
	Pos  source.Pos
}

// BoundFigure is a number in a sentence and the cells that it rests on.
type BoundFigure struct {
	Pos     source.Pos
	Phrase  string // its words
	Address string
	Cells   []string // as CellName gives them
}

// Pos is where the article begins.
func (a *Article) Pos() source.Pos { return source.Pos{File: a.File, Line: 1, Col: 1} }

// ArticlePath is the address of the article of a file: /SECTION/SLUG/.
func ArticlePath(file string) string {
	name := strings.TrimSuffix(strings.TrimPrefix(file, "content/"), ".md")
	parts := strings.Split(name, "/")
	if n := len(parts); n > 1 && parts[n-1] == "index" {
		parts = parts[:n-1]
	}
	return "/" + strings.Join(parts, "/") + "/"
}

// SiteLink is a link on the site: the editor's file that its page is made from, or "" for a
// link on every page, and its address there.
type SiteLink struct{ From, Href string }

// Document is an article as an editor wrote it: its file, parsed. It is let go once its
// Article has been made.
type Document struct {
	File        string // content/SECTION/SLUG.md
	Section     string // "" for a page at the top
	Slug        string
	Path        string // /SECTION/SLUG/
	Draft       bool
	Date        Date
	Updated     Date
	Title       *Text
	Summary     *Text
	Authors     []string
	Topics      []string
	Aliases     []Alias
	Image       *Image
	Credit      string
	Head        *Head  // what holds for all addresses in its texts; nil for nothing
	Line        string // REPORT/PART/LINE of the report whose text it is, or ""
	Corrections []Correction
	Body        *Text
	Assets      []*Asset // files made of those beside it
	Beside      []string // files beside it that it shows or lists
	Maps        []string // files of the maps that it draws
	Places      Places   // in its front matter
	Files       int      // that were read
	Bytes       int      // of these
}

// Alias is an old address of an article.
type Alias struct {
	Path string
	Pos  source.Pos
}

// Correction says what an article once got wrong.
type Correction struct {
	Date Date
	Text *Text
}

// Texts are the document's own texts: title, summary, corrections and body.
func (d *Document) Texts() []*Text {
	list := some(d.Title, d.Summary)
	for _, c := range d.Corrections {
		list = append(list, some(c.Text)...)
	}
	return append(list, some(d.Body)...)
}

// Changed is the last of the document's dates.
func (d *Document) Changed() Date {
	last := d.Date
	if d.Updated.Compare(last) > 0 {
		last = d.Updated
	}
	for _, c := range d.Corrections {
		if c.Date.Compare(last) > 0 {
			last = c.Date
		}
	}
	return last
}

// Datasets are the ids of the datasets that the document draws on, sorted.
func (d *Document) Datasets() []string {
	var ids []string
	for _, t := range d.Texts() {
		t.EachFigure(func(f *Figure) { ids = append(ids, f.Dataset()) })
	}
	for _, b := range d.Body.Blocks {
		ids = append(ids, b.Uses())
		if h, ok := b.(*Headline); ok {
			for _, f := range h.Figures {
				if f.Sparkline != nil {
					ids = append(ids, f.Sparkline.Dataset())
				}
			}
		}
	}
	return unique(ids)
}

// Named are the ids of the datasets that the document draws on, or whose pages or files it
// links to, sorted. base is the site's address.
func (d *Document) Named(base string) []string {
	ids := d.Datasets()
	d.EachLink(func(l *Link) {
		to, _, _ := strings.Cut(l.Destination, "#")
		if own, ok := strings.CutPrefix(to, base); ok && base != "" {
			to = "/" + own
		}
		if id, ok := strings.CutPrefix(to, "/data/"); ok {
			if end := strings.IndexAny(id, "/.?"); end >= 0 {
				id = id[:end]
			}
			ids = append(ids, id)
		}
	})
	return unique(ids)
}

// EachLink calls f for the links of the document's texts and of its blocks' texts.
func (d *Document) EachLink(f func(*Link)) {
	for _, t := range d.Texts() {
		t.EachLink(f)
	}
}

// EachLink calls f for the links of the text and of its blocks' texts.
func (t *Text) EachLink(f func(*Link)) {
	for _, l := range t.Links {
		f(l)
	}
	for _, b := range t.Blocks {
		for _, inner := range b.Texts() {
			inner.EachLink(f)
		}
	}
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

// unique sorts a list and leaves out what is empty or there twice.
func unique(list []string) []string {
	list = slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == "" })
	slices.Sort(list)
	return slices.Compact(list)
}
