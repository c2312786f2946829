// Package bind compares sentences with the cells that they speak of. A link `[1,332](value:…)`
// must say what the cells in its address say; a link without words is filled in.
//
// A figure is an interval: one number for a plain cell, more for a bound, a rounded or a missing
// one. A phrase holds when it is true of every number in the interval. Where sources differ, a link
// that names none of them must hold for all.
//
//   - A plain number: the figure rounds to it at the decimals written.
//   - about N: the figure rounds to N at N's last significant digit.
//   - more than N, over N: the figure is above N by at most one unit of that digit, or the source
//     itself says "more than N". Less than and fewer than: likewise, below N.
//   - nearly N: the figure is below N by at most half a unit of that digit, and an eighth of N.
//     Somewhat farther off these three are true and loose, a warning.
//   - at least N, at most N: the figure is not below N, or not above it.
//   - half, a third: the figure rounds to the same whole percentage; with about or more than, a
//     unit is 5 percentage points.
//   - doubled, three times: the figure rounds to it at one decimal; with about or more than, a
//     unit is a half.
//   - one in N: the inverse of the share rounds to N.
//
// All arithmetic is exact, and halves are rounded away from zero.
//
// Where small counts of a dataset are withheld, nothing that is published with it may hold a number
// that could tell one of them: neither its texts nor what else report.Published lists, each read as
// its Reading says. No message repeats such a number.
package bind

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"sync"

	"vitrine/generator/locale"
	"vitrine/generator/phrase"
	"vitrine/generator/prose"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// Results are what a binder has found of texts. Nothing has been written into them: report.Attach does.
type Results struct {
	Figures  map[*report.Figure]*report.Result // of those that say what their cells say
	Coverage Coverage
}

// Coverage counts the figures in sentences.
type Coverage struct {
	Bound   int // figures that a link binds to a cell
	Unbound int // numbers that stand alone
	Digits  int // runs of digits that were looked at, dates and years included
}

// Add adds the counts of another.
func (c *Coverage) Add(other Coverage) {
	c.Bound += other.Bound
	c.Unbound += other.Unbound
	c.Digits += other.Digits
}

// Binder checks texts against the datasets that the gate has let through.
type Binder struct {
	site      *report.Site
	locale    *locale.Locale
	datasets  map[string]*report.Dataset
	ids       []string
	table     *phrase.Table // of the site's language
	units     *phrase.Table // of the language that lends words of units
	months    map[string]bool
	unitsRead sync.Map // by their words
	reader    func() *prose.Reader
	used      []string // the datasets that texts in the data use
}

// New prepares a binder for a site.
func New(site *report.Site, l *locale.Locale) *Binder {
	b := &Binder{
		site:     site,
		locale:   l,
		datasets: map[string]*report.Dataset{},
		months:   map[string]bool{},
		table:    tableOf(site.Phrasing, l),
		units:    tableOf(site.Units, nil),
		reader: sync.OnceValue(func() *prose.Reader {
			return prose.NewReader(site.Plain, site.Words, site.Phrasing)
		}),
	}
	for i := 1; i <= 12; i++ {
		b.months[strings.ToLower(site.Words[fmt.Sprintf("month-%d", i)])] = true
	}
	for _, d := range site.Datasets {
		b.datasets[d.ID] = d
		b.ids = append(b.ids, d.ID)
	}
	return b
}

// tableOf is the table of a language's words; that of its digits where there are none.
func tableOf(words report.Phrasing, l *locale.Locale) *phrase.Table {
	t := phrase.Of(words)
	if l == nil {
		return t
	}
	d, _ := report.ParseDecimal("1234567.8")
	if !t.Known {
		return phrase.Digits(l.Decimal(d))
	}
	t.Writes(l.Decimal(d))
	return t
}

// Data checks the texts in the data, and notes which datasets they use.
func (b *Binder) Data(problems *source.Problems) Results {
	r := b.begin(problems)
	if !b.table.Known {
		file := "templates/words/" + b.site.Language + ".toml"
		problems.Add(source.Problem{Pos: source.Pos{File: file}, Warning: true,
			Text: fmt.Sprintf("of figures in the language %q digits alone are read", b.site.Language),
			Hint: "[phrase] in this file lists its words for numbers; templates/words/en.toml shows how"})
	}
	for _, d := range b.site.Datasets {
		for _, t := range d.Texts() {
			r.text(t, thresholdOf(d))
		}
		for _, t := range d.Titles {
			r.title(t, thresholdOf(d))
		}
		if small := thresholdOf(d); small > 0 {
			b.Lines(d.Lines(), small, problems)
		}
	}
	bySource, highest := b.thresholds()
	for _, s := range b.site.Sources {
		r.text(s.Note, bySource[s])
		b.Lines(s.Lines(), bySource[s], problems)
	}
	for _, t := range b.site.Texts() {
		r.text(t.Text, highest)
	}
	b.Lines(b.site.Lines(), highest, problems)
	for _, h := range b.site.Headlines {
		small := 0
		if d := b.datasets[h.Figure.Figures[0].Dataset()]; d != nil {
			small = thresholdOf(d)
		}
		r.text(h.Figure, small)
		r.text(h.Label, small)
		r.sparkline(h.Sparkline)
	}
	b.used = r.used
	return r.Results
}

// Unused reports the datasets that no article and no text in the data uses. It is called after
// Data, when the site has its articles.
func (b *Binder) Unused(problems *source.Problems) {
	used := map[string]bool{}
	for _, id := range b.used {
		used[id] = true
	}
	for _, a := range b.site.Pages() {
		for _, id := range a.Datasets {
			used[id] = true
		}
	}
	for _, d := range b.site.Datasets {
		if !used[d.ID] && !d.Standalone {
			problems.Add(source.Problem{Pos: d.Pos, Text: "no article uses this dataset",
				Hint: "set standalone = true if it is published for itself"})
		}
	}
}

// Article checks a document's texts.
func (b *Binder) Article(a *report.Document, problems *source.Problems) Results {
	r := b.begin(problems)
	r.head(a.Head)
	for _, t := range a.Texts() {
		r.figures(t)
	}
	small := 0
	for _, id := range a.Named(b.site.BaseURL.String()) {
		if d := b.datasets[id]; d != nil {
			small = max(small, thresholdOf(d))
		}
	}
	for _, t := range a.Texts() {
		r.numbers(t, small)
		if small > 0 {
			r.claims(t, small)
		}
	}
	if small > 0 {
		b.Lines(a.Lines(), small, problems)
	}
	r.article(a)
	return r.Results
}

// binding checks some texts.
type binding struct {
	*Binder
	Results
	problems *source.Problems
	used     []string         // datasets
	list     []*report.Figure // of the text
}

func (b *Binder) begin(problems *source.Problems) *binding {
	return &binding{Binder: b, problems: problems, Results: Results{Figures: map[*report.Figure]*report.Result{}}}
}

func nearest(name string, candidates []string) string { return source.DidYouMean(name, candidates) }

// text checks a text of data of which counts below a threshold are suppressed.
func (b *binding) text(t *report.Text, threshold int) {
	b.figures(t)
	b.numbers(t, threshold)
	if t != nil && threshold > 0 {
		b.claims(t, threshold)
	}
}

// claims refuses numbers in the words of claims that are none of the claim's own, where counts below a
// threshold are withheld: they could tell one.
func (b *binding) claims(t *report.Text, threshold int) {
	t.EachFigure(func(f *report.Figure) {
		if r := b.Figures[f]; r == nil || !r.Claim {
			return
		}
		a := (&binding{Binder: b.Binder, problems: new(source.Problems)}).resolve(f)
		for _, n := range b.reader().Line(f.Phrase) {
			if a != nil && n.Value > 0 && n.Value < threshold &&
				!slices.ContainsFunc(a.constants(), func(c *big.Rat) bool {
					return c.Cmp(big.NewRat(int64(n.Value), 1)) == 0
				}) {
				b.problems.Add(
					source.Problem{Pos: f.PhrasePos, Text: numberInClaim + besideWithheld, Hint: hintOfClaims},
				)
				return
			}
		}
	})
}

// figures checks the figures of a text and of its blocks.
func (b *binding) figures(t *report.Text) {
	if t == nil {
		return
	}
	b.list = t.Figures
	for _, f := range t.Figures {
		b.figure(f)
	}
	for _, block := range t.Blocks {
		if h, ok := block.(*report.Headline); ok {
			for _, f := range h.Figures {
				b.sparkline(f.Sparkline)
			}
		}
		for _, inner := range block.Texts() {
			b.figures(inner)
		}
	}
}

// Table is what the site's sentences are read with.
func (b *Binder) Table() *phrase.Table { return b.table }
