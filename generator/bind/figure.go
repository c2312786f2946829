package bind

import (
	"cmp"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"vitrine/generator/report"
	"vitrine/generator/source"
)

// posIn returns the position of an offset in a text that begins at pos.
func posIn(pos source.Pos, text string, offset int) source.Pos {
	pos.Col += len([]rune(text[:min(offset, len(text))]))
	return pos
}

// figure compares a link with its cells, and fills it in when it has no words.
func (b *binding) figure(f *report.Figure) {
	a := b.resolve(f)
	if a == nil {
		return
	}
	d := a.dataset
	if f.Home == "" {
		b.used = append(b.used, d.ID)
	}
	values, p := b.evaluate(a)
	if p != nil {
		pos := posIn(f.AddressPos, f.Address, p.offset)
		b.problems.Add(source.Problem{Pos: pos, Text: p.text, Hint: b.withAddress(f, a, p.hint)})
		return
	}
	result := resultOf(d, values)
	result.Claim, result.AsOf = a.Expr.IsClaim(), a.day()
	if result.Working = b.workingOf(d, values[0]); values[0].claim == nil {
		result.Value = b.side(values[0])
	}
	if wrong := b.held(f, a, result, values); wrong != nil {
		b.problems.Add(*wrong)
		return
	}
	b.Coverage.Bound++
	b.Figures[f] = result
}

// day is the day on which an address asks what stood there; the zero Date for today.
func (a *resolved) day() (day report.Date) {
	c := a.Expr.Filter.Find(asOf)
	if c == nil {
		c = a.scope.find(asOf)
	}
	if c != nil && len(c.Values) == 1 {
		day, _ = report.ParseDate(c.Values[0]) // checkCondition has read it
	}
	return day
}

// withAddress adds the whole address to a hint, where the article's head has put something in.
func (b *binding) withAddress(f *report.Figure, a *resolved, hint string) string {
	if full := a.full(); a.scope != nil && f.Head != nil && full != f.Address {
		return strings.TrimPrefix(hint+"; the whole address is "+full, "; ")
	}
	return hint
}

// held fills a link in, or holds its words against its values, or its claim.
func (b *binding) held(f *report.Figure, a *resolved, result *report.Result, values []value) *source.Problem {
	if a.Expr.IsClaim() {
		for _, v := range values {
			if d := b.claimDisagreement(f, a, v); d != nil {
				return &source.Problem{Pos: f.PhrasePos, Text: redacted(result.Dataset, d.text, f.Phrase), Hint: d.hint}
			}
		}
		return nil
	}
	if wrong := b.fillIn(f, a.Style, result, values); wrong != nil {
		return wrong
	}
	return b.compare(f, result, values)
}

// resultOf lists the cells and the sources behind values, which differ where sources do.
func resultOf(d *report.Dataset, values []value) *report.Result {
	result := &report.Result{Dataset: d, Declared: values[0].declared}
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
	if allSame(values) {
		result.Machine, result.Unit = machine(values[0]), values[0].unit
	}
	return result
}

// allSame reports whether all sources have the same value.
func allSame(values []value) bool {
	return !slices.ContainsFunc(values, func(v value) bool { return !sameValue(v, values[0]) })
}

// compare compares the words of a link with the value of every source.
func (b *binding) compare(f *report.Figure, result *report.Result, values []value) *source.Problem {
	said := cmp.Or(f.Phrase, result.Shown)
	for _, v := range values {
		if f.Phrase == "" && !v.withheld && (v.text != nil || v.missing) {
			continue // the value's own words hold
		}
		if f.Phrase == "" && v.withheld {
			continue
		}
		d := b.disagreement(f, said, v)
		if d != nil && b.holdsBesideNext(f, said, v) {
			d = nil
		}
		if d == nil {
			continue
		}
		p := source.Problem{Pos: f.PhrasePos, Text: redacted(result.Dataset, d.text, said), Warning: d.loose}
		if !allSame(values) {
			p.Text += " in the words of " + report.SourceIDs(sourcesOf(v.cells[0]))
			d.hint += "; a link that names no source must hold for all of them"
		}
		p.Hint = strings.TrimPrefix(d.hint, "; ")
		if !d.loose {
			return &p
		}
		b.problems.Add(p)
	}
	if b.cutOff(f, said) {
		return &source.Problem{Pos: f.PhrasePos, Text: "a part of this number stands outside of its link",
			Hint: "put all of its digits into the brackets"}
	}
	return nil
}

// holdsBesideNext reports whether the words of a figure hold as a part of a list, whose last number has the
// unit, or as where a change begins: "fell from 43% to 40%".
func (b *binding) holdsBesideNext(f *report.Figure, said string, v value) bool {
	list, from := *f, *f
	list.After = b.listed(f)
	from.Before = ""
	return list.After != "" && b.disagreement(&list, said, v) == nil ||
		!v.change && !v.difference && b.fromTo(f) && b.disagreement(&from, said, v) == nil
}

// listed is what stands behind the last number of a list, for those before it: "39, 23 and 17 per cent".
func (b *binding) listed(f *report.Figure) (after string) {
	for i := slices.Index(b.list, f); i >= 0 && i+1 < len(b.list); i++ {
		one, next := b.list[i], b.list[i+1]
		if next.Paragraph != one.Paragraph || next.Before != one.After || !b.table.Joins(one.After) {
			break
		}
		after = b.table.Tail(next.Phrase) + next.After
	}
	return after
}

// fromTo reports whether a figure is the first of two that a word like "to" stands between.
func (b *binding) fromTo(f *report.Figure) bool {
	i := slices.Index(b.list, f)
	return i >= 0 && i+1 < len(b.list) && b.list[i+1].Paragraph == f.Paragraph && b.list[i+1].Before == f.After &&
		b.table.Reaches(f.Before, f.After)
}

// redacted removes the words of a link from a message, when they could tell a count that is
// withheld from the dataset.
func redacted(d *report.Dataset, text, phrase string) string {
	if thresholdOf(d) == 0 {
		return text
	}
	if _, quoted, found := strings.Cut(text, "can't be checked"); found && quoted != "" {
		return "the words of this link can't be checked: " +
			"is there more than one number in them, or a qualifier too many?"
	}
	return strings.ReplaceAll(text, strconv.Quote(phrase), "what is written here")
}

// sourcesOf returns the sources of a cell, or of its row when it names no measure.
func sourcesOf(ref report.CellRef) []*report.Source {
	if ref.Measure >= 0 {
		return ref.Row.Cells[ref.Measure].Sources
	}
	return ref.Row.Sources
}

// plain returns a value in the words of the site, for messages. The value has passed the gate.
func (b *Binder) plain(v value) string {
	if s, ok := b.shown(v); ok {
		return s
	}
	i := v.interval
	switch {
	case i.IsPoint():
		return "about " + b.number(i.Lo, 6)
	case i.Lo == nil && i.Hi == nil:
		return "unknown"
	case i.Hi == nil && i.LoOpen:
		return "more than " + b.number(i.Lo, 4)
	case i.Hi == nil:
		return "at least " + b.number(i.Lo, 4)
	case (i.Lo == nil || i.Lo.Sign() == 0) && i.HiOpen:
		return "less than " + b.number(i.Hi, 4)
	case i.Lo == nil || i.Lo.Sign() == 0:
		return "at most " + b.number(i.Hi, 4)
	}
	return b.number(i.Lo, 4) + " to " + b.number(i.Hi, 4)
}

// number writes a number with so many decimals at most.
func (b *Binder) number(r *big.Rat, places int) string {
	text := r.FloatString(places)
	if places > 0 {
		text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
	}
	d, err := report.ParseDecimal(text)
	if err != nil {
		return text
	}
	return b.locale.Decimal(d)
}

// percent returns a share in per cent, with a decimal where it is not whole.
func (b *Binder) percent(share *big.Rat) (string, bool) {
	hundredths, places := new(big.Rat).Mul(share, big.NewRat(100, 1)), 1
	if hundredths.IsInt() {
		places = 0
	}
	d, ok := report.DecimalOf(hundredths, places)
	return b.locale.Word("percent", "n", b.locale.Decimal(d)), ok
}

// shown returns the words for a value, if there are any that are exact.
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
		return l.Known(v.cell), true
	}
	i := v.interval
	places := placesOf(v)
	switch {
	case i.IsPoint() && v.ratio && i.Lo.Sign() >= 0 && i.Lo.Cmp(big.NewRat(1, 1)) <= 0:
		return b.percent(i.Lo)
	case i.IsPoint() && (v.quotient || v.averaged): // two more decimals: the exact quotient may have no end
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

// machine returns a value for <data value>; "" when it is not a single one.
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
