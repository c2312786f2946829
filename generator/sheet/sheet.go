// Package sheet makes the proof sheet: each sentence with figures beside what the figures are, for a
// person who judges whether it says so, and advice on what looks odd. It reads no language: its flags
// compare titles, periods and values of the data with the words of a sentence. It sees what may be
// published, and nothing else.
package sheet

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"vitrine/generator/bind"
	"vitrine/generator/phrase"
	"vitrine/generator/prose"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// Item is a sentence of an article, a title, a caption or an alternative text.
type Item struct {
	File    string
	Pos     source.Pos
	Words   string
	Figures []prose.Placed
	Facts   []*bind.Fact // of each figure
	Flags   []Flag
	Digest  string // of the words, the whole addresses and the values as published, in hexadecimal digits
}

// Flag is advice: what in a sentence does not go with its figures.
type Flag struct {
	Kind string // year, month, member, order, measure, direction, plan, extreme or number
	Text string
}

// Maker makes the sheets of a site's articles.
type Maker struct {
	binder *bind.Binder
	table  *phrase.Table
	months []string         // their names, January first
	exempt []*regexp.Regexp // what holds numbers that are no figures, like "Act 2015"
}

// New prepares to make sheets of a site whose data has been bound.
func New(site *report.Site, binder *bind.Binder) *Maker {
	m := &Maker{binder: binder, table: binder.Table()}
	for i := range 12 {
		m.months = append(m.months, site.Words[monthKey(i+1)])
	}
	for _, pattern := range site.Phrasing["exempt"]["pattern"] {
		if r, err := regexp.Compile(pattern); err == nil { // load has told of others
			m.exempt = append(m.exempt, r)
		}
	}
	return m
}

// Items are the sentences of a document, in their order, that hold figures or have a flag. Its texts
// have been bound.
func (m *Maker) Items(d *report.Document) []Item { return m.items(d.File, m.all(d.Texts())) }

// Site are the sentences of the site itself.
func (m *Maker) Site(site *report.Site) (list []Item) {
	const file = "data/site.toml"
	own := map[string][]Item{}
	var files []string
	for _, t := range append(site.Texts(), report.SiteText{File: file}) {
		if !slices.Contains(files, t.File) {
			files = append(files, t.File)
		}
		own[t.File] = m.add(own[t.File], t.Text)
	}
	for _, h := range site.Headlines {
		own[file] = append(own[file], m.headline(h))
	}
	for _, name := range files {
		list = append(list, m.items(name, own[name])...)
	}
	return list
}

// Data are the sentences of datasets, of sources and of the site itself.
func (m *Maker) Data(site *report.Site) (list []Item) {
	list = m.Site(site)
	var notes []Item
	for _, s := range site.Sources {
		notes = m.add(notes, s.Note)
	}
	list = append(list, m.items("data/sources.toml", notes)...)
	for _, d := range site.Datasets {
		list = append(list, m.items("data/datasets/"+d.ID+".toml", m.all(d.Texts()))...)
	}
	return list
}

func (m *Maker) all(texts []*report.Text) (list []Item) {
	for _, t := range texts {
		list = m.add(list, t)
	}
	return list
}

// items are those of a file's sentences that hold figures or have a flag.
func (m *Maker) items(file string, all []Item) []Item {
	shown := map[string]bool{} // values of figures, as numbers
	for _, item := range all {
		for _, fact := range item.Facts {
			if n := fact.Number(); n != nil {
				shown[n.RatString()] = true
			}
		}
	}
	var list []Item
	for _, item := range all {
		item.File = file
		item.Flags = m.flags(&item, shown)
		if len(item.Figures)+len(item.Flags) > 0 {
			item.Digest = digest(&item)
			list = append(list, item)
		}
	}
	return list
}

// add adds the sentences of a text and of its blocks. A headline's figure and its label are one,
// and so are an annotation and its level.
func (m *Maker) add(list []Item, t *report.Text) []Item {
	if t == nil {
		return list
	}
	for _, s := range prose.Sentences(t) {
		list = append(list, m.item(t.Pos, s))
	}
	for _, b := range t.Blocks {
		switch b := b.(type) {
		case *report.Headline:
			for _, f := range b.Figures {
				list = append(list, m.headline(f))
			}
		case *report.Chart:
			for _, inner := range []*report.Text{b.Title, b.Alt, b.Note} {
				list = m.add(list, inner)
			}
			for _, a := range b.Annotations {
				words := append(prose.Sentences(a.Title), prose.Sentences(a.Level)...)
				list = append(list, m.item(a.Pos, prose.Joined(": ", words...)))
			}
		default:
			for _, inner := range b.Texts() {
				list = m.add(list, inner)
			}
		}
	}
	return list
}

func (m *Maker) headline(h *report.HeadlineFigure) Item {
	return m.item(h.Figure.Pos, prose.Joined(" ", append(prose.Sentences(h.Figure), prose.Sentences(h.Label)...)...))
}

// item is a sentence with the facts of its figures.
func (m *Maker) item(pos source.Pos, s prose.Sentence) Item {
	item := Item{Pos: pos, Words: s.Words}
	for _, f := range s.Figures {
		if fact := m.binder.Facts(f.Figure); fact != nil {
			item.Figures, item.Facts = append(item.Figures, f), append(item.Facts, fact)
		}
	}
	if len(item.Figures) > 0 {
		item.Pos = item.Figures[0].Figure.Pos
	}
	return item
}

// digestLength is how many hexadecimal digits a digest has: too many to find two sentences of one.
const digestLength = 40

// Short is how many digits of a digest are shown, and name a sentence.
const Short = 12

// digest names a sentence as it stands: its words, its whole addresses, all their values, and what these
// are called.
func digest(item *Item) string {
	h := sha256.New()
	part := func(s string) { h.Write([]byte(s + "\x00")) }
	part(item.Words)
	for i, fact := range item.Facts {
		part(fmt.Sprint(item.Figures[i].Start, item.Figures[i].End))
		part(fact.Address)
		part(fact.Exact)
	}
	return hex.EncodeToString(h.Sum(nil))[:digestLength]
}

// unlinked is a sentence with its figures blanked out, byte for byte.
func (item *Item) unlinked() string {
	words := []byte(item.Words)
	for _, f := range item.Figures {
		for i := f.Start; i < f.End; i++ {
			words[i] = ' '
		}
	}
	return string(words)
}

// told is a sentence with its figures blanked out, but not its claims, whose words no cell's bind.
func (item *Item) told() string {
	words := []byte(item.Words)
	for k, f := range item.Figures {
		for i := f.Start; i < f.End && !item.Facts[k].Claim; i++ {
			words[i] = ' '
		}
	}
	return string(words)
}

// Marked is a sentence with its figures between brackets.
func (item *Item) Marked() string {
	var b strings.Builder
	at := 0
	for _, f := range item.Figures {
		b.WriteString(item.Words[at:f.Start] + "[" + item.Words[f.Start:f.End] + "]")
		at = f.End
	}
	return b.String() + item.Words[at:]
}

// Odd orders sentences: those with most flags first, else as they stand.
func Odd(items []Item) []Item {
	items = slices.Clone(items)
	slices.SortStableFunc(items, func(a, b Item) int { return len(b.Flags) - len(a.Flags) })
	return items
}
