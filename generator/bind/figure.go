package bind

import (
	"cmp"
	"fmt"
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
	a, d := b.address(f)
	if d == nil {
		return
	}
	if f.Home == "" {
		b.used = append(b.used, d.ID)
	}
	values, p := evaluate(a, d, b.locale)
	if p != nil {
		pos := posIn(f.AddressPos, f.Address, p.offset)
		b.problems.Add(source.Problem{Pos: pos, Text: p.text, Hint: p.hint})
		return
	}
	result := resultOf(d, values)
	wrong := b.fillIn(f, result, values)
	if wrong == nil {
		wrong = b.compare(f, result, values)
	}
	if wrong == nil {
		wrong = b.surroundings(f, result, values[0])
	}
	if wrong != nil {
		b.problems.Add(*wrong)
		return
	}
	b.coverage.Bound++
	f.Result = result
}

// address reads the address of a link and finds its dataset; nil, with a problem reported, when
// there is none.
func (b *binding) address(f *report.Figure) (*address, *report.Dataset) {
	a, err := parseAddress(f.Address)
	if err != nil {
		b.problems.Add(source.Problem{Pos: posIn(f.AddressPos, f.Address, err.offset), Text: err.text})
		return nil, nil
	}
	id := cmp.Or(a.dataset, f.Home)
	if id == "" {
		b.problems.Add(source.Problem{Pos: f.AddressPos, Text: "the dataset is missing",
			Hint: "value:DATASET/MEASURE; value:/MEASURE is for the texts of a dataset"})
		return nil, nil
	}
	d := b.datasets[id]
	if d == nil {
		b.problems.Add(source.Problem{Pos: f.AddressPos, Text: fmt.Sprintf("there is no published dataset %q", id),
			Hint: nearest(id, b.ids)})
	}
	return a, d
}

// resultOf lists the cells and the sources behind values, which differ where sources do.
func resultOf(d *report.Dataset, values []value) *report.Result {
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
	if allSame(values) {
		result.Machine, result.Unit = machine(values[0]), values[0].unit
	}
	return result
}

// allSame reports whether all sources have the same value.
func allSame(values []value) bool {
	return !slices.ContainsFunc(values, func(v value) bool { return !sameValue(v, values[0]) })
}

// fillIn gives a link without words those of its value.
func (b *binding) fillIn(f *report.Figure, result *report.Result, values []value) *source.Problem {
	if f.Phrase != "" {
		return nil
	}
	if !allSame(values) {
		return &source.Problem{Pos: f.Pos, Text: "the sources differ, so there is no one value to fill in",
			Hint: "name one with ?source=, or write the words"}
	}
	shown, ok := b.shown(values[0])
	if !ok {
		return &source.Problem{Pos: f.Pos, Text: "this can't be filled in: the exact value is not known",
			Hint: "write the words, like [at least 748](value:…)"}
	}
	result.Shown = shown
	return nil
}

// compare compares the words of a link with the value of every source.
func (b *binding) compare(f *report.Figure, result *report.Result, values []value) *source.Problem {
	for _, v := range values {
		v.scaleTold = tellsScale(f.Before, f.After, v.unit)
		phrase := b.inContext(f, cmp.Or(f.Phrase, result.Shown), v)
		if phrase == result.Shown && (v.scaleTold || !readUnit(v.unit).scaled()) {
			continue // the value's own words hold
		}
		text, hint := b.disagreement(phrase, v)
		if text == "" {
			continue
		}
		text = redacted(result.Dataset, text, phrase)
		if !allSame(values) {
			text += " in the words of " + report.SourceIDs(sourcesOf(v.cells[0]))
			hint += "; a link that names no source must hold for all of them"
		}
		return &source.Problem{Pos: f.PhrasePos, Text: text, Hint: strings.TrimPrefix(hint, "; ")}
	}
	return nil
}

// surroundings checks that the words around a link don't contradict its cells.
func (b *binding) surroundings(f *report.Figure, result *report.Result, v value) *source.Problem {
	if cutOff(f) {
		return &source.Problem{Pos: f.PhrasePos, Text: "a part of this number stands outside of its link",
			Hint: "put all of its digits into the brackets"}
	}
	if !b.english {
		return nil
	}
	d, phrase := result.Dataset, cmp.Or(f.Phrase, result.Shown)
	if text := misnamed(f, result, b.names[d.ID]()); text != "" {
		return &source.Problem{Pos: f.PhrasePos, Text: redacted(d, fmt.Sprintf("%q %s", phrase, text), phrase),
			Hint: "check the filter of the link, or put other words between"}
	}
	if planned(v, d) && !slices.ContainsFunc(words(f.Before+" "+f.Phrase+" "+f.After), isPlanWord) {
		return &source.Problem{Pos: f.Pos, Text: "a planned figure [f] reads here as a result",
			Hint: "say beside it that it is planned, expected or a target"}
	}
	return nil
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

// planned reports whether a value rests on a figure that is a plan.
func planned(v value, d *report.Dataset) bool {
	return slices.ContainsFunc(v.cells, func(ref report.CellRef) bool {
		return ref.Measure >= 0 && ref.Row.Cells[ref.Measure].State == report.Number &&
			slices.Contains(d.MarksOn(ref.Row, ref.Measure), "f")
	})
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
	places := 0
	for _, ref := range v.cells {
		if ref.Measure >= 0 {
			places = max(places, ref.Row.Cells[ref.Measure].Value.Places())
		}
	}
	switch {
	case i.IsPoint() && v.ratio && i.Lo.Sign() >= 0 && i.Lo.Cmp(big.NewRat(1, 1)) <= 0:
		return b.percent(i.Lo)
	case i.IsPoint() && v.quotient: // two more decimals: the exact quotient may have no end
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
