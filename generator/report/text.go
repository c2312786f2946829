package report

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"

	"vitrine/generator/source"
)

// Text is Markdown that has been parsed: its tree, and what it refers to in
// the order in which it stands there.
type Text struct {
	Pos      source.Pos // where it begins
	Markdown []byte
	Doc      ast.Node
	Figures  []*Figure   // value: links
	Numbers  []Unbound   // what no link binds
	Digits   int         // runs of digits that the count looked at, of every kind
	Links    []*Link     // links to other places
	Images   []*ImageRef // pictures beside the article
	Headings []Heading
	Blocks   []Block
}

// EachFigure calls f for the figures of the text and of its blocks' texts.
func (t *Text) EachFigure(f func(*Figure)) {
	if t == nil {
		return
	}
	for _, figure := range t.Figures {
		f(figure)
	}
	for _, b := range t.Blocks {
		for _, inner := range b.Texts() {
			inner.EachFigure(f)
		}
	}
}

// BoundFigures are the figures of the text and of its blocks' texts that are bound to cells.
func (t *Text) BoundFigures() (list []BoundFigure) {
	t.EachFigure(func(f *Figure) {
		if f.Result == nil {
			return
		}
		bound := BoundFigure{Pos: f.Pos, Phrase: f.Phrase, Address: f.Address}
		if bound.Phrase == "" {
			bound.Phrase = f.Result.Shown
		}
		for _, ref := range f.Result.Cells {
			bound.Cells = append(bound.Cells, f.Result.Dataset.CellName(ref))
		}
		list = append(list, bound)
	})
	return list
}

// RefAnchor is the fragment of a cell, or of a row, on the dataset's page.
func (d *Dataset) RefAnchor(ref CellRef) string {
	if ref.Measure < 0 {
		return ref.Row.Anchor
	}
	return d.CellAnchor(ref.Row, ref.Measure)
}

// CellName is the name of a cell in the whole site.
func (d *Dataset) CellName(ref CellRef) string { return d.ID + "#" + d.RefAnchor(ref) }

// Texts are all texts of a dataset, in the order of their places in its model.
func (d *Dataset) Texts() []*Text {
	var list []*Text
	add := func(p Prose) {
		for _, language := range slices.Sorted(maps.Keys(p)) {
			list = append(list, p[language])
		}
	}
	add(d.Summary)
	add(d.Method)
	add(d.Quality)
	for _, n := range d.Notes {
		add(n.Text)
	}
	for _, c := range d.Conflicts {
		add(c.Reason)
	}
	for _, x := range d.Discrepancies {
		add(x.Reason)
	}
	for _, s := range d.Statements {
		add(s.Text)
	}
	for _, r := range d.Revisions {
		add(r.Reason)
	}
	for _, w := range d.Withdrawals {
		add(w.Reason)
	}
	add(d.Disclosure.Reason)
	for _, m := range d.Measures {
		add(m.Reason)
	}
	for _, row := range d.Rows {
		for i := range row.Cells {
			list = append(list, some(row.Cells[i].Note)...)
		}
	}
	return list
}

// Figure is a number in a sentence, bound to cells.
type Figure struct {
	Pos        source.Pos // of the link
	Phrase     string     // the words of the link; "" asks for the value
	PhrasePos  source.Pos
	Address    string // what follows "value:"
	AddressPos source.Pos
	Paragraph  int    // in which it stands, counted in its text
	Home       string // the dataset in whose texts it stands, "" in articles
	Head       *Head  // what the article's head puts into addresses; nil elsewhere
	Before     string // some words of the sentence before the link, up to what is no text
	After      string // and behind it

	Result *Result // what it rests on, once it has been bound; nil before
}

// Attach gives figures what they were found to rest on.
func Attach(results map[*Figure]*Result) {
	for f, r := range results {
		f.Result = r
	}
}

// Dataset is the id of the dataset that the figure's address names, or means.
func (f *Figure) Dataset() string {
	address, _, _ := strings.Cut(f.Address, "?")
	id, _, found := strings.Cut(address, "/")
	if !found {
		if named := f.Head.Figure(address); named != nil {
			id, _, _ = strings.Cut(named.Address, "/")
		} else {
			return ""
		}
	}
	return cmp.Or(id, f.Home, f.Head.Dataset())
}

// Head is what an article says once for all addresses in its texts.
type Head struct {
	Data    Placed // a dataset, for addresses that name none
	Period  Placed // of figures that name none
	Where   Where  // members of dimensions that an address says nothing of
	Figures []NamedFigure
}

// Placed is a word of an editor's, and where it stands.
type Placed struct {
	Text string
	Pos  source.Pos
}

// NamedFigure is an address that an article gives a name.
type NamedFigure struct {
	Name       string
	Address    string
	AddressPos source.Pos
}

// Dataset is the dataset of addresses that name none, or "".
func (h *Head) Dataset() string {
	if h == nil {
		return ""
	}
	return h.Data.Text
}

// Figure finds a named figure, or returns nil.
func (h *Head) Figure(name string) *NamedFigure {
	if h == nil {
		return nil
	}
	for i := range h.Figures {
		if h.Figures[i].Name == name {
			return &h.Figures[i]
		}
	}
	return nil
}

// Names are the names of figures, in order.
func (h *Head) Names() (list []string) {
	if h != nil {
		for _, f := range h.Figures {
			list = append(list, f.Name)
		}
	}
	return list
}

// Result is what a figure rests on.
type Result struct {
	Dataset  *Dataset
	Cells    []CellRef // the first is where the link leads
	Declared string    // the anchor of the discrepancy or revision whose cells it counts, where it has no cells itself
	Sources  []*Source // all that bear it out, in the order of the rows
	Machine  string    // for <data value>, "" when there is no one value
	Unit     string    // in English, "" of a bare number or a ratio
	Shown    string    // the words, when the link has none of its own
	Claim    bool      // its words are bound to a condition
	Value    string    // as precisely as it is known, with its unit; "" of a claim
	Working  []Term    // how it comes from its cells; nil for a single one
	AsOf     Date      // the day on which it stood so; the zero Date for today
}

// Term is a part of a figure's working: a sign or a number, or the figure of a cell.
type Term struct {
	Text   string
	Cell   CellRef // where Linked
	Linked bool
}

// CellRef names a cell of a dataset.
type CellRef struct {
	Row     *Row
	Measure int // -1 for the row as a whole
}

// Unbound is a number in a text that no link binds to a cell.
type Unbound struct {
	Pos    source.Pos
	Text   string
	Small  int  // of a number in words below ten that may count persons: that number
	Things bool // what it counts tells of no person
	Code   bool // it stands in code, where it is no figure of a sentence
}

// Link is a link from a text, with what it resolves to.
type Link struct {
	Pos         source.Pos
	Text        string // its words
	Destination string
}

// ImageRef is a picture in a text.
type ImageRef struct {
	Pos         source.Pos
	Destination string
	Alt         string
	Title       string
	Image       *Image // filled in when it is found
}

// Heading is a title inside an article.
type Heading struct {
	Level int
	ID    string
	Text  string
}
