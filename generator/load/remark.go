package load

import (
	"slices"

	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/strict"
)

type noteFile struct {
	Where    *strict.Node `toml:"where"`    // the cells: { year = "2009" }
	Measures strict.Names `toml:"measures"` // of these measures alone
	Mark     strict.Value `toml:"mark"`     // b, e, f, low, p, r or u
	Text     *strict.Node `toml:"text"`     // the words
	Node     *strict.Node
}

type conflictFile struct {
	Differs  strict.Value `toml:"differs"`  // value, period or definition
	Measures strict.Names `toml:"measures"` // of these measures alone
	Where    *strict.Node `toml:"where"`    // the cells
	Same     *strict.Node `toml:"same"`     // members that speak of one thing: { year = ["2018", "2018/19"] }
	Reason   *strict.Node `toml:"reason"`   // why the sources differ; published
	Node     *strict.Node
}

type discrepancyFile struct {
	ID        strict.Value `toml:"id"`        // a name for addresses
	Dimension strict.Value `toml:"dimension"` // over which totals and parts do not fit; without one, between measures
	Rule      strict.Value `toml:"rule"`      // of a report's profile, which does not hold here
	Measures  strict.Names `toml:"measures"`  // of these measures alone
	Where     *strict.Node `toml:"where"`     // the totals
	Gap       *strict.Node `toml:"gap"`       // the least and the greatest gap, total less parts: [1, 20]
	Cells     strict.Count `toml:"cells"`     // how many totals it covers; 0 where only an older version had one
	Rest      *strict.Node `toml:"rest"`      // what the gap is, where it is people, who are protected too
	Reason    *strict.Node `toml:"reason"`    // why; published
	Node      *strict.Node
}

type statementFile struct {
	ID     strict.Value `toml:"id"`     // a name for addresses
	Date   strict.Date  `toml:"date"`   // when it was said
	Who    strict.Value `toml:"who"`    // who said it
	Role   strict.Value `toml:"role"`   // in which office
	Stance strict.Value `toml:"stance"` // disputes, supports or explains
	Where  *strict.Node `toml:"where"`  // the cells that it is about
	Source strict.Value `toml:"source"` // an id of data/sources.toml
	Text   *strict.Node `toml:"text"`   // what was said, in short
	Quote  strict.Value `toml:"quote"`  // the very words
	Node   *strict.Node
}

// remarks reads what is said about the rows once their members are known.
func (r *datasetReader) remarks() {
	for _, f := range r.file.Notes {
		r.note(f)
	}
	for _, f := range r.file.Conflicts {
		r.conflict(f)
	}
	for _, f := range r.file.Discrepancies {
		r.discrepancy(f)
	}
	for _, f := range r.file.Statements {
		r.statement(f)
	}
}

// uniqueID reports an id that is missing, that can't be one, or that another of its kind has.
func (r *datasetReader) uniqueID(kind string, at source.Pos, id strict.Value) {
	if !r.require(at, "id", id) {
		return
	}
	r.checkID(idPattern, kind, id.Text, id.Pos())
	if key := kind + " " + id.Text; r.taken[key] {
		r.problems.Addf(id.Pos(), "the %s %q is here twice", kind, id.Text)
	} else {
		r.taken[key] = true
	}
}

func (r *datasetReader) note(f noteFile) {
	r.requireNode(f.Node.Pos(), "where", f.Where)
	if f.Text == nil && !f.Mark.Set() {
		r.problems.Addf(f.Node.Pos(), "a note has a text, a mark or both")
	}
	if f.Mark.Set() && !slices.Contains(report.Marks(), f.Mark.Text) {
		r.problems.Hintf(f.Mark.Pos(), source.DidYouMean(f.Mark.Text, report.Marks()), "there is no mark %q",
			f.Mark.Text)
	}
	r.header.Notes = append(r.header.Notes, &report.Note{
		Where: r.where(f.Where), Measures: r.measureRefs(f.Measures), Mark: f.Mark.Text,
		Text: r.prose(f.Text, r.header.ID),
	})
}

func (r *datasetReader) conflict(f conflictFile) {
	at := f.Node.Pos()
	r.require(at, "differs", f.Differs)
	r.requireNode(at, "reason", f.Reason)
	c := &report.Conflict{
		Pos: at, Differs: r.oneOf(f.Differs, "value", "period", "definition"), Measures: r.measureRefs(f.Measures),
		Where: r.where(f.Where), Reason: r.prose(f.Reason, r.header.ID), Same: map[string][]string{},
	}
	for _, condition := range r.where(f.Same) {
		c.Same[condition.Key] = condition.Members
	}
	r.header.Conflicts = append(r.header.Conflicts, c)
}

func (r *datasetReader) statement(f statementFile) {
	at := f.Node.Pos()
	r.uniqueID("statement", at, f.ID)
	r.require(at, "who", f.Who)
	r.require(at, "stance", f.Stance)
	r.require(at, "source", f.Source)
	r.require(at, "date", f.Date.Value)
	r.requireNode(at, "text", f.Text)
	s := &report.Statement{
		ID: f.ID.Text, Pos: at, Date: r.date(f.Date), Who: f.Who.Text, Role: f.Role.Text,
		Stance: r.oneOf(f.Stance, "disputes", "supports", "explains"), Where: r.where(f.Where),
		Text: r.prose(f.Text, r.header.ID), Quote: f.Quote.Text, Places: places(f.Node),
	}
	if sources := r.sourceList(f.Source.Text, f.Source.Pos()); len(sources) > 0 {
		s.Source = sources[0]
	}
	r.header.Statements = append(r.header.Statements, s)
}

func (r *datasetReader) discrepancy(f discrepancyFile) {
	at, h := f.Node.Pos(), r.header
	r.uniqueID("discrepancy", at, f.ID)
	r.requireNode(at, "reason", f.Reason)
	d := &raw.Discrepancy{Discrepancy: &report.Discrepancy{
		ID: f.ID.Text, Pos: at, Dimension: f.Dimension.Text, Rule: f.Rule.Text, Measures: r.measureRefs(f.Measures),
		Where: r.where(f.Where), Cells: f.Cells.N, Rest: r.label(f.Rest), Reason: r.prose(f.Reason, h.ID),
	}}
	if dimension := h.Dimension(f.Dimension.Text); f.Rule.Set() {
		if f.Dimension.Set() || f.Gap != nil || f.Rest != nil {
			r.problems.Addf(f.Rule.Pos(), "a discrepancy of a rule has no dimension, gap or rest")
		}
	} else if !f.Dimension.Set() {
		r.betweenMeasures(f)
	} else if dimension == nil || dimension.Total == "" {
		r.problems.Addf(f.Dimension.Pos(), "%q is no dimension with a total", f.Dimension.Text)
	}
	if !f.Cells.Set() {
		r.problems.Addf(at, "cells is missing: how many totals does this discrepancy cover?")
	}
	ok := f.Gap != nil && f.Gap.Kind == strict.Array && len(f.Gap.Items) == 2
	if ok {
		var errMin, errMax error
		d.Min, errMin = report.ParseDecimal(f.Gap.Items[0].Raw())
		d.Max, errMax = report.ParseDecimal(f.Gap.Items[1].Raw())
		ok = errMin == nil && errMax == nil && d.Min.Cmp(d.Max) <= 0
	}
	if ok && d.Rest != nil && d.Min.Cmp(report.Whole(1)) < 0 {
		r.problems.Hintf(f.Gap.Pos(), "a total below its parts is another discrepancy, without rest",
			"rest says that the gap is people, so it is 1 or more")
	}
	if !ok && !f.Rule.Set() {
		r.problems.Hintf(at, "gap = [1, 20] says that each total is from 1 to 20 more than its parts",
			"gap must be a list of two numbers, the smaller first")
	}
	h.Discrepancies = append(h.Discrepancies, d.Discrepancy)
	r.raw.Discrepancies = append(r.raw.Discrepancies, d)
}

// betweenMeasures checks a discrepancy without a dimension, which is about a measure and what it is the sum
// or a part of.
func (r *datasetReader) betweenMeasures(f discrepancyFile) {
	if len(f.Measures) == 0 {
		r.problems.Hintf(f.Node.Pos(), "name the dimension whose totals don't fit, "+
			"or the measures with part_of or sum_of", "dimension is missing")
	}
	for _, name := range f.Measures {
		switch m := r.header.Measure(name.Text); {
		case m == nil: // which has been reported
		case m.PartOf == "" && m.SumOf == nil:
			r.problems.Addf(name.Pos(), "%s is neither a part nor the sum of others", m.ID)
		case m.People:
			const hint = "what is withheld is worked out of part_of and sum_of: leave them out where they don't hold"
			r.problems.Hintf(name.Pos(), hint, "%s counts people, and its parts must fit", m.ID)
		}
	}
}
