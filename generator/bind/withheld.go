package bind

import (
	"fmt"
	"slices"

	"vitrine/generator/prose"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// A text that is published with a dataset could tell a small count that is withheld from it. So
// all numbers are looked at in what report.Published lists.

const (
	besideWithheld = ", beside data of which small counts are withheld" // a message must not repeat the number
	numberInClaim  = "a number in these words is not bound to a cell, nor to their claim"
	hintOfClaims   = "bind it to a cell in a link of its own"
	hintOfNames    = "plain in data/site.toml lists words that are names"
)

// thresholdOf returns the threshold under which counts of a dataset are suppressed, at least 1;
// 0 when no cell is suppressed.
func thresholdOf(d *report.Dataset) int {
	if d.Disclosure.Suppressed == 0 {
		return 0
	}
	return max(1, d.Disclosure.Threshold)
}

// thresholds returns the highest threshold of the datasets that rest on each source, and the
// highest of all datasets; 0 where nothing is withheld.
func (b *Binder) thresholds() (bySource map[*report.Source]int, highest int) {
	bySource = map[*report.Source]int{}
	for _, d := range b.site.Datasets {
		small := thresholdOf(d)
		if small == 0 {
			continue
		}
		highest = max(highest, small)
		for _, row := range d.Rows {
			for _, s := range slices.Concat(row.Sources, cellSources(row)) {
				bySource[s] = max(bySource[s], small)
			}
		}
		for _, s := range d.Statements {
			bySource[s.Source] = max(bySource[s.Source], small)
		}
	}
	return bySource, highest
}

// numbers counts the numbers that no link binds. On a strict site they are errors, and so they
// are in a text on data of which counts below a threshold are suppressed, since they could tell
// one of these.
func (b *binding) numbers(t *report.Text, threshold int) {
	if t == nil {
		return
	}
	b.Coverage.Digits += t.Digits
	for _, n := range t.Numbers {
		if n.Small > 0 && n.Small >= threshold || n.Code && threshold == 0 || n.Things && !b.site.Strict {
			continue
		}
		if !n.Code {
			b.Coverage.Unbound++
		}
		switch {
		case threshold > 0: // the message must not repeat the number
			hint := "link it, [number](value:DATASET/MEASURE), or exempt it, [number](plain:)"
			if n.Code {
				hint = "write it outside of the code and link it; " + hintOfNames
			}
			b.problems.Add(source.Problem{Pos: n.Pos, Text: "a number here is not bound to a cell" + besideWithheld,
				Hint: hint})
		case b.site.Strict:
			b.problems.Add(source.Problem{Pos: n.Pos, Text: fmt.Sprintf("the figure %s is not bound to a cell", n.Text),
				Hint: fmt.Sprintf("link it, [%s](value:DATASET/MEASURE), or exempt it, [%s](plain:)", n.Text, n.Text)})
		}
	}
	for _, block := range t.Blocks {
		for _, inner := range block.Texts() {
			b.numbers(inner, threshold)
		}
	}
}

// title counts the numbers in the title of a dataset or a measure, which can hold no link.
func (b *binding) title(t *report.Text, threshold int) {
	b.Coverage.Digits += t.Digits
	for _, n := range t.Numbers {
		p := source.Problem{Pos: n.Pos, Hint: hintOfNames}
		switch {
		case n.Small > 0 && n.Small >= threshold:
			continue
		case threshold > 0:
			p.Text = "a number in this title is not bound to a cell" + besideWithheld
		case b.site.Strict:
			p.Text = fmt.Sprintf("the figure %s in a title is not bound to a cell", n.Text)
		}
		b.Coverage.Unbound++
		if p.Text != "" {
			b.problems.Add(p)
		}
	}
}

// Lines refuses numbers in what is published besides texts, where counts below the threshold are
// withheld.
func (b *Binder) Lines(lines []report.Line, threshold int, problems *source.Problems) {
	if threshold == 0 {
		return
	}
	for _, l := range lines {
		found := slices.ContainsFunc(b.numbersOf(l),
			func(n prose.Number) bool { return discloses(n, l.Reading(), threshold) })
		if !found {
			continue
		}
		p := source.Problem{Pos: l.Pos, Text: "a number in " + l.Key + " is not bound to a cell" + besideWithheld}
		switch l.Reading() {
		case report.AsSentence:
			p.Hint = "a figure belongs into a measure, where it is protected; " + hintOfNames
		case report.AsFileName:
			p.Hint = "give it another name; readers see it in an address"
		default:
			p.Hint = hintOfNames
		}
		problems.Add(p)
	}
}

func (b *Binder) numbersOf(l report.Line) []prose.Number {
	if l.Reading() == report.AsFileName {
		return b.reader().Name(l.Words)
	}
	return b.reader().Line(l.Words)
}

// discloses reports whether a number could tell a count that is withheld.
func discloses(n prose.Number, reading report.Reading, threshold int) bool {
	small := n.Value > 0 && n.Value < threshold
	switch reading {
	case report.AsSentence:
		return small || !n.InWords
	case report.AsHeading:
		return small
	}
	return small && n.Counts
}
