// Package bind holds sentences against cells. A link `[1,332](value:…)` must
// say what the cells say that it names; a link without words is filled in.
//
// A figure is an interval: one number for a plain cell, more for a bound, a
// rounded or a missing one. A phrase holds when it is true of every number in
// the interval. Where sources differ, a link that names none must hold for all.
//
//   - A plain number: the figure rounds to it at the decimals written.
//   - about N: the figure rounds to N at N's last significant digit.
//   - more than N, over N: it is above N by at most one unit of that digit, or
//     the source itself says "more than N". Less than, fewer than: likewise.
//   - nearly N: it is below N by at most half a unit.
//   - at least, at most: as they say.
//   - half, a third: rounds to the same whole percentage; with about or more
//     than, a unit is 5 percentage points. Doubled, three times: rounds to it at
//     one decimal; with about or more than, a unit is a half.
//   - one in N: the inverse of the share rounds to N.
//
// All arithmetic is exact, halves away from zero.
//
// Beside data of which small counts are withheld, no published field may hold a number
// that could tell one: not a text, and not what report.Published lists besides, each read
// as its Reading says. No message repeats the number.
package bind

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/text/language"

	"vitrine/generator/locale"
	"vitrine/generator/prose"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// Coverage counts the figures in sentences.
type Coverage struct {
	Bound   int // figures that a link binds to a cell
	Unbound int // numbers that stand alone
	Digits  int // runs of digits that were looked at, dates and years included
}

// Add counts another's figures too.
func (c *Coverage) Add(other Coverage) {
	c.Bound += other.Bound
	c.Unbound += other.Unbound
	c.Digits += other.Digits
}

// Binder checks texts against the datasets that the gate let through.
type Binder struct {
	site     *report.Site
	locale   *locale.Locale
	datasets map[string]*report.Dataset
	ids      []string
	english  bool
	months   map[string]bool
	names    map[string]func() []name // of a dataset
	reader   func() *prose.Reader
	used     []string // the datasets that the texts of the data use
}

// New prepares a binder for a site.
func New(site *report.Site, l *locale.Locale) *Binder {
	b := &Binder{
		site:     site,
		locale:   l,
		datasets: map[string]*report.Dataset{},
		months:   map[string]bool{},
		names:    map[string]func() []name{},
		reader: sync.OnceValue(func() *prose.Reader {
			return prose.NewReader(site.Plain, site.Language, site.Words)
		}),
	}
	tag, _ := language.Make(site.Language).Base()
	b.english = tag.String() == "en"
	for i := 1; i <= 12; i++ {
		b.months[strings.ToLower(site.Words[fmt.Sprintf("month-%d", i)])] = true
	}
	for _, d := range site.Datasets {
		b.datasets[d.ID] = d
		b.names[d.ID] = sync.OnceValue(func() []name { return namesOf(d) })
		b.ids = append(b.ids, d.ID)
	}
	return b
}

// Data checks the texts that stand in the data, fills in their figures, and looks
// whether each dataset is used.
func (b *Binder) Data(problems *source.Problems) Coverage {
	r := &binding{Binder: b, problems: problems}
	for _, d := range b.site.Datasets {
		for _, t := range d.Texts() {
			r.figures(t)
			r.numbers(t, protected(d))
		}
		for _, t := range d.Titles {
			r.title(t, protected(d))
		}
		if small := protected(d); small > 0 {
			b.Lines(d.Lines(), small, problems)
		}
	}
	of, all := b.thresholds()
	for _, s := range b.site.Sources {
		r.text(s.Note, of[s])
		b.Lines(s.Lines(), of[s], problems)
	}
	r.text(b.site.Summary, all)
	b.Lines(b.site.Lines(), all, problems)
	for _, h := range b.site.Headlines {
		small := 0
		if d := b.datasets[h.Figure.Figures[0].Dataset()]; d != nil {
			small = protected(d)
		}
		r.text(h.Figure, small)
		r.text(h.Label, small)
	}
	b.used = r.used
	return r.coverage
}

// Unused reports the datasets that no article and no text uses. The articles of the site are
// there by now.
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

// Article checks a document's texts and fills in their figures.
func (b *Binder) Article(a *report.Document, problems *source.Problems) Coverage {
	r := &binding{Binder: b, problems: problems}
	for _, t := range a.Texts() {
		r.figures(t)
	}
	small := 0
	for _, id := range a.Named(b.site.BaseURL.String()) {
		if d := b.datasets[id]; d != nil {
			small = max(small, protected(d))
		}
	}
	for _, t := range a.Texts() {
		r.numbers(t, small)
	}
	if small > 0 {
		b.Lines(a.Lines(), small, problems)
	}
	r.article(a)
	return r.coverage
}

// binding is what is found in some texts.
type binding struct {
	*Binder
	problems *source.Problems
	used     []string // datasets
	coverage Coverage
}

func nearest(name string, candidates []string) string { return source.DidYouMean(name, candidates) }

func (b *binding) text(t *report.Text, threshold int) {
	b.figures(t)
	b.numbers(t, threshold)
}

func (b *binding) figures(t *report.Text) {
	if t == nil {
		return
	}
	for _, f := range t.Figures {
		b.figure(f)
	}
	for _, block := range t.Blocks {
		for _, inner := range block.Texts() {
			b.figures(inner)
		}
	}
}

// within moves a place along its line by what stands before offset in text.
func within(pos source.Pos, text string, offset int) source.Pos {
	pos.Col += len([]rune(text[:min(offset, len(text))]))
	return pos
}

func (b *binding) figure(f *report.Figure) {
	a, err := parseAddress(f.Address)
	if err != nil {
		b.problems.Add(source.Problem{Pos: within(f.AddressPos, f.Address, err.offset), Text: err.text})
		return
	}
	id := a.dataset
	if id == "" {
		id = f.Home
	}
	d := b.datasets[id]
	if id == "" {
		b.problems.Add(source.Problem{Pos: f.AddressPos, Text: "the dataset is missing",
			Hint: "value:DATASET/MEASURE; value:/MEASURE is for the texts of a dataset"})
		return
	}
	if d == nil {
		b.problems.Add(source.Problem{Pos: f.AddressPos, Text: fmt.Sprintf("there is no published dataset %q", id),
			Hint: nearest(id, b.ids)})
		return
	}
	if f.Home == "" {
		b.used = append(b.used, d.ID)
	}
	values, p := evaluate(a, d, b.locale)
	if p != nil {
		b.problems.Add(source.Problem{Pos: within(f.AddressPos, f.Address, p.offset), Text: p.text, Hint: p.hint})
		return
	}
	result := &report.Result{Dataset: d}
	for _, v := range values {
		for _, ref := range v.cells {
			if !slices.Contains(result.Cells, ref) {
				result.Cells = append(result.Cells, ref)
			}
			for _, s := range sourcesOf(ref) {
				if !slices.Contains(result.Sources, s) {
					result.Sources = append(result.Sources, s)
				}
			}
		}
	}
	same := !slices.ContainsFunc(values, func(v value) bool { return !sameValue(v, values[0]) })
	if same {
		result.Machine = machine(values[0])
	}
	if f.Phrase == "" {
		if !same {
			b.problems.Add(source.Problem{Pos: f.Pos, Text: "the sources differ, so there is no one value to fill in",
				Hint: "name one with ?source=, or write the words"})
			return
		}
		shown, ok := b.shown(values[0])
		if !ok {
			b.problems.Add(source.Problem{Pos: f.Pos, Text: "this can't be filled in: the exact value is not known",
				Hint: "write the words, like [at least 748](value:…)"})
			return
		}
		result.Shown = shown
	}
	for _, v := range values {
		v.scaleTold = tellsScale(f.Before, f.After, v.unit)
		if phrase := b.inContext(f, cmp.Or(f.Phrase, result.Shown), v); phrase != result.Shown || !v.scaleTold &&
			readUnit(v.unit).scaled() {
			if text, hint := b.disagreement(phrase, v); text != "" {
				text = unspoken(d, text, phrase)
				if !same {
					text += " in the words of " + report.SourceIDs(sourcesOf(v.cells[0]))
					hint += "; a link that names no source must hold for all of them"
				}
				b.problems.Add(source.Problem{Pos: f.PhrasePos, Text: text, Hint: strings.TrimPrefix(hint, "; ")})
				return
			}
		}
	}
	if cutOff(f) {
		b.problems.Add(source.Problem{Pos: f.PhrasePos, Text: "a part of this number stands outside of its link",
			Hint: "put all of its digits into the brackets"})
		return
	}
	if b.english {
		said := cmp.Or(f.Phrase, result.Shown)
		if text := beside(f, result, b.names[d.ID]()); text != "" {
			b.problems.Add(source.Problem{Pos: f.PhrasePos, Text: unspoken(d, fmt.Sprintf("%q %s", said, text), said),
				Hint: "check the filter of the link, or put other words between"})
			return
		}
	}
	if b.english && planned(values[0], d) && !slices.ContainsFunc(words(f.Before+" "+f.Phrase+" "+f.After),
		func(w string) bool { return foreseen[w] }) {
		b.problems.Add(source.Problem{Pos: f.Pos, Text: "a planned figure [f] reads here as a result",
			Hint: "say beside it that it is planned, expected or a target"})
		return
	}
	b.coverage.Bound++
	f.Result = result
}

// unspoken is a message without the words of a link, which could tell a count that is
// withheld from the dataset.
func unspoken(d *report.Dataset, text, phrase string) string {
	if protected(d) == 0 {
		return text
	}
	if _, quoted, found := strings.Cut(text, "can't be checked"); found && quoted != "" {
		return "the words of this link can't be checked: " +
			"is there more than one number in them, or a qualifier too many?"
	}
	return strings.ReplaceAll(text, strconv.Quote(phrase), "what is written here")
}

// planned reports whether a figure that is a plan is in a value.
func planned(v value, d *report.Dataset) bool {
	return slices.ContainsFunc(v.cells, func(ref report.CellRef) bool {
		return ref.Measure >= 0 && ref.Row.Cells[ref.Measure].State == report.Number &&
			slices.Contains(d.MarksOn(ref.Row, ref.Measure), "f")
	})
}

func sourcesOf(ref report.CellRef) []*report.Source {
	if ref.Measure >= 0 {
		return ref.Row.Cells[ref.Measure].Sources
	}
	return ref.Row.Sources
}

// disagreement says how a phrase and a value differ; "" when they don't.
func (b *binding) disagreement(phrase string, v value) (text, hint string) {
	if v.withheld {
		return "this figure is suppressed, or would give a suppressed one away",
			"leave the link without words, and it prints [c]"
	}
	if !b.english {
		return fmt.Sprintf("number phrases can't be read in the language %q yet", b.site.Language),
			"leave the link without words, and it is filled in"
	}
	if v.text != nil || v.measure != nil && v.measure.Rating() {
		return b.textDisagreement(phrase, v)
	}
	c, err := readPhrase(phrase)
	if err != nil {
		return fmt.Sprintf("%q can't be checked: %s", phrase, err), ""
	}
	if v.missing {
		if c.number != nil || c.vague {
			return fmt.Sprintf("%q gives a number, but the cell has none", phrase),
				"write for example [not reported](value:…)"
		}
		return "", ""
	}
	if c.number == nil {
		return fmt.Sprintf("%q holds no number", phrase), "the figure is " + b.plain(v)
	}
	u := readUnit(v.unit)
	if text := unitDisagreement(c, v, u); text != "" {
		return fmt.Sprintf("%q %s", phrase, text), ""
	}
	if losses[c.negative] && v.level() {
		c.negative = "" // what was lost is what is counted
	}
	if i := said(c, v, u); !c.holds(i) && (!v.scaleTold || c.scaled || c.unit != "" ||
		!c.holds(i.Times(new(big.Rat).Inv(u.scale)))) {
		figure := b.plain(v)
		if c.percent && v.ratio && v.interval.IsPoint() {
			if share, ok := b.percent(v.interval.Lo); ok {
				figure = share
			}
		}
		if c.scaled || c.unit != "" || c.rate || u.scaled() {
			figure = strings.TrimSpace(figure + " " + v.unit)
		}
		if c.negative != "" && v.interval.Lo != nil && v.interval.Lo.Sign() > 0 {
			hint = fmt.Sprintf("%q is read as a decrease, whose figure is below zero: later - earlier", c.negative)
		}
		return fmt.Sprintf("%q does not hold: the figure is %s", phrase, figure), hint
	}
	return "", ""
}

// said is the interval that a phrase speaks of: a share as a part of one, an amount
// of "million euros" in euros, and a quotient whose change is told as that change.
func said(c claim, v value, u unit) report.Interval {
	interval, one := v.interval, report.Point(big.NewRat(1, 1))
	switch {
	case (c.percent || c.ratio || c.rate) && u.per != nil:
		interval = interval.Times(new(big.Rat).Inv(u.per))
	default:
		interval = interval.Times(u.scale)
	}
	if v.backwards && c.moved != "" {
		interval = interval.Neg()
	}
	switch {
	case c.multiple && v.change:
		interval = interval.Add(one)
	case c.change && !c.multiple && v.ratio && !v.change && !v.points && (c.percent || c.ratio || c.rate):
		interval = interval.Sub(one)
	}
	return interval
}

// unitDisagreement says what a phrase counts in and the figure does not.
func unitDisagreement(c claim, v value, u unit) string {
	share := v.ratio || isPercent(v.unit)
	in := cmp.Or(v.unit, "no unit")
	switch {
	case c.step && v.level():
		return "speaks of a change, but the figure is a level; a change is a difference, later - earlier"
	case c.points && !v.points:
		return "speaks of percentage points, but the figure is no difference of shares"
	case c.percent && v.points && !c.points:
		return "speaks of per cent, but the difference of two shares is in percentage points"
	case c.percent && !share:
		return "speaks of per cent, but the figure is in " + in + "; a share is a quotient, value:DATASET/PART/WHOLE"
	case c.rate && !share && u.per == nil, c.ratio && !share && !v.quotient && (u.per == nil || c.multiple):
		return "speaks of a share or a multiple, but the figure is in " + in +
			"; a share is a quotient, value:DATASET/PART/WHOLE"
	case c.each != "" && !v.quotient && !slices.ContainsFunc(words(v.unit),
		func(w string) bool { return w == c.each || heads[w] && heads[c.each] && u.each }):
		return "speaks of an amount per " + c.each + ", but the figure is in " + in
	case c.unit == "dollar" && strings.HasSuffix(u.name, " dollar"): // which one the site says
	case c.unit != "" && c.unit != u.name && v.unit != "rows":
		return "has another unit than the figure, which is in " + in
	}
	return ""
}

// textDisagreement compares words with a member, a date or a grade. The phrase
// must hold its name as whole words, the name of nothing else that it could be,
// and no further number, month or "not".
func (b *binding) textDisagreement(phrase string, v value) (text, hint string) {
	said := folded(phrase)
	named := ""
	for _, name := range v.text {
		if n := folded(name); n != "  " && strings.Contains(said, n) && len(n) > len(named) {
			named = n
		}
	}
	for _, name := range v.others {
		if n := folded(name); n != "  " && strings.Contains(said, n) && len(n) > len(named) {
			return fmt.Sprintf("%q does not hold: the cell says %s", phrase, cmp.Or(v.text0(), "nothing")), ""
		}
	}
	if v.missing {
		if strings.ContainsAny(said, "0123456789") {
			return fmt.Sprintf("%q gives a value, but the cell has none", phrase),
				"write for example [not reported](value:…)"
		}
		return "", ""
	}
	rest := strings.Replace(said, named, " ", 1)
	for w := range strings.FieldsSeq(rest) {
		if named == "" || strings.ContainsAny(w, "0123456789") || w == "not" || w == "or" || w == "no" || b.months[w] {
			return fmt.Sprintf("%q does not hold: the cell says %s", phrase, v.text0()), ""
		}
	}
	if named == "" {
		return fmt.Sprintf("%q does not hold: the cell says %s", phrase, v.text0()), ""
	}
	for _, name := range v.others {
		if n := folded(name); n != "  " && strings.Contains(folded(rest), n) {
			return fmt.Sprintf("%q names %s too: the cell says %s", phrase, name, v.text0()), ""
		}
	}
	return "", ""
}

// text0 is how a text reads on the site.
func (v value) text0() string {
	if len(v.text) == 0 {
		return ""
	}
	return v.text[0]
}

// plain is a value in the words of the site, for messages: it has passed the
// gate.
func (b *Binder) plain(v value) string {
	if s, ok := b.shown(v); ok {
		return s
	}
	bound := func(i report.Interval) string {
		if i.IsPoint() {
			return "about " + strings.TrimSuffix(strings.TrimRight(i.Lo.FloatString(6), "0"), ".")
		}
		lo, hi := "", ""
		if i.Lo != nil {
			lo = strings.TrimSuffix(strings.TrimRight(i.Lo.FloatString(4), "0"), ".")
		}
		if i.Hi != nil {
			hi = strings.TrimSuffix(strings.TrimRight(i.Hi.FloatString(4), "0"), ".")
		}
		switch {
		case i.Lo == nil && i.Hi == nil:
			return "unknown"
		case i.Hi == nil && i.LoOpen:
			return "more than " + lo
		case i.Hi == nil:
			return "at least " + lo
		case i.Lo == nil || i.Lo.Sign() == 0:
			return "at most " + hi
		}
		return lo + " to " + hi
	}
	return bound(v.interval)
}

// percent is a share in per cent, with a decimal where it is not whole.
func (b *Binder) percent(share *big.Rat) (string, bool) {
	hundredths, places := new(big.Rat).Mul(share, big.NewRat(100, 1)), 1
	if hundredths.IsInt() {
		places = 0
	}
	d, ok := report.DecimalOf(hundredths, places)
	return b.locale.Word("percent", "n", b.locale.Decimal(d)), ok
}

// shown is the words for a value, when it has any that are exact.
func (b *Binder) shown(v value) (string, bool) {
	l := b.locale
	switch {
	case v.withheld:
		return "[c]", true
	case v.missing && v.cell != nil:
		return l.Cell(v.measure, v.cell), true
	case v.missing:
		return "[x]", true
	case v.text != nil:
		return v.text[0], true
	case v.cell != nil:
		return l.Quantity(v.cell.Bound, v.cell.Value), true
	}
	i := v.interval
	places := 0
	for _, ref := range v.cells {
		if ref.Measure >= 0 {
			places = max(places, ref.Row.Cells[ref.Measure].Value.Places())
		}
	}
	switch {
	case i.IsPoint() && v.ratio && i.Lo.Sign() >= 0 && i.Lo.Cmp(big.NewRat(1, 1)) <= 0:
		return b.percent(i.Lo)
	case i.IsPoint() && v.quotient: // two decimals; the exact quotient may have no end
		d, ok := report.DecimalOf(i.Lo, places+2)
		return l.Decimal(d), ok
	case i.IsPoint():
		d, ok := report.DecimalOf(i.Lo, places)
		return l.Decimal(d), ok && d.Rat().Cmp(i.Lo) == 0
	case i.Lo != nil && i.Hi == nil && !v.quotient:
		bound := report.AtLeast
		if i.LoOpen {
			bound = report.Above
		}
		d, ok := report.DecimalOf(i.Lo, places)
		return l.Quantity(bound, d), ok && d.Rat().Cmp(i.Lo) == 0
	}
	return "", false
}

// machine is the value for <data value>, "" when there is no one value.
func machine(v value) string {
	switch {
	case v.withheld || v.text != nil || v.missing && v.cell == nil:
		return ""
	case v.cell != nil:
		return v.cell.Code()
	case v.interval.IsPoint():
		if r := v.interval.Lo; r.IsInt() {
			return r.RatString()
		}
		return strings.TrimSuffix(strings.TrimRight(v.interval.Lo.FloatString(6), "0"), ".")
	}
	return ""
}
