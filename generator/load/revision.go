package load

import (
	"slices"
	"strings"

	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/strict"
)

type revisionFile struct {
	ID       strict.Value `toml:"id"`       // a name for addresses
	Date     strict.Date  `toml:"date"`     // since when the new figures stand
	Kind     strict.Value `toml:"kind"`     // data, routine, method, correction or unexplained
	From     strict.Value `toml:"from"`     // what stood there: a file, or "release:ID"
	SHA256   strict.Value `toml:"sha256"`   // of the older file
	Was      *strict.Node `toml:"was"`      // what stood in the one cell
	Where    *strict.Node `toml:"where"`    // the cells that differ
	Measures strict.Names `toml:"measures"` // of these measures alone
	Words    strict.Names `toml:"words"`    // what else has changed, by name: ["unit arrests"]
	Cells    strict.Count `toml:"cells"`    // how many differ
	By       strict.Value `toml:"by"`       // who revised them
	Reason   *strict.Node `toml:"reason"`   // why; published
	Node     *strict.Node
}

type withdrawalFile struct {
	ID       strict.Value `toml:"id"`       // a name for addresses
	Date     strict.Date  `toml:"date"`     // the day
	Where    *strict.Node `toml:"where"`    // the cells
	Measures strict.Names `toml:"measures"` // of these measures alone
	By       strict.Value `toml:"by"`       // who took them back
	Reason   *strict.Node `toml:"reason"`   // why; published
	Node     *strict.Node
}

type unchangedFile struct {
	Since    strict.Value `toml:"since"`    // the release that withheld them
	Where    *strict.Node `toml:"where"`    // the cells
	Measures strict.Names `toml:"measures"` // of these measures alone
	Node     *strict.Node
}

// revisions reads the declared changes of published figures, and withdrawals.
func (r *datasetReader) revisions() {
	h := r.header
	for _, f := range r.file.Revisions {
		r.revision(f)
	}
	slices.SortStableFunc(r.raw.Revisions, func(a, b *raw.Revision) int { return a.Date.Compare(b.Date) })
	for _, rev := range r.raw.Revisions {
		h.Revisions = append(h.Revisions, rev.Revision)
	}
	for _, f := range r.file.Unchanged {
		r.require(f.Node.Pos(), "since", f.Since)
		r.raw.Unchanged = append(r.raw.Unchanged, &raw.Unchanged{
			Pos: f.Node.Pos(), Since: f.Since.Text, Where: r.where(f.Where), Measures: r.measureRefs(f.Measures),
		})
	}
	for _, f := range r.file.Withdrawals {
		at := f.Node.Pos()
		r.uniqueID("withdrawal", at, f.ID)
		r.require(at, "date", f.Date.Value)
		r.written(at, f.Reason)
		h.Withdrawals = append(h.Withdrawals, &report.Withdrawal{
			ID: f.ID.Text, Pos: at, Date: r.date(f.Date), By: f.By.Text, Reason: r.prose(f.Reason, h.ID),
			Where: r.where(f.Where), Measures: r.measureRefs(f.Measures),
		})
	}
	if len(h.Revisions) == 0 {
		return
	}
	if h.Published.IsZero() {
		r.problems.Hintf(h.Revisions[0].Pos, "published = DATE beside updated",
			"published is missing: a dataset that was revised says when its first version appeared")
	}
	before := h.Published
	for _, rev := range h.Revisions {
		if rev.Date.Compare(before) < 0 || rev == h.Revisions[0] && rev.Date.Compare(before) == 0 {
			r.problems.Hintf(rev.Pos, "a version has its day in its address, so the next one has a later day: "+
				"date it tomorrow", "the revision is not later than the version it revises, of %s", before)
		}
		before = rev.Date
	}
	if h.Updated.Compare(before) < 0 {
		r.problems.Addf(h.Pos, "updated is before the last revision, of %s", before)
	}
}

// fromRelease is the prefix of a release's name in from, in place of a file.
const fromRelease = "release:"

func (r *datasetReader) revision(f revisionFile) {
	at, h := f.Node.Pos(), r.header
	r.uniqueID("revision", at, f.ID)
	if r.taken["discrepancy "+f.ID.Text] {
		r.problems.Addf(f.ID.Pos(), "the id %q is a discrepancy's", f.ID.Text)
	}
	r.require(at, "date", f.Date.Value)
	r.require(at, "kind", f.Kind)
	r.written(at, f.Reason)
	rev := &raw.Revision{Revision: &report.Revision{
		ID: f.ID.Text, Pos: at, Date: r.date(f.Date), By: f.By.Text, Reason: r.prose(f.Reason, h.ID),
		Kind:  r.oneOf(f.Kind, report.RevisionKinds()...),
		Where: r.where(f.Where), Measures: r.measureRefs(f.Measures), Words: f.Words.Texts(), Cells: f.Cells.N,
	}}
	ofCells := r.revisedWords(f.Words)
	switch {
	case f.Was != nil && f.From.Set() || f.Was == nil && !f.From.Set() && len(f.Words) == 0:
		const hint = `was = 1322 for one cell, from = "older.csv" for many; words = ["marks"] changes no figure`
		r.problems.Hintf(at, hint, "a revision says what stood there before, by was or by from")
		return
	case f.Was == nil && !f.From.Set():
		if ofCells && !f.Cells.Set() {
			r.problems.Addf(at, "cells is missing: of how many cells does this revision change what is said?")
		}
	case f.Was != nil:
		measure := r.oneMeasure(rev.Measures)
		if measure == nil {
			r.problems.Addf(f.Was.Pos(), "was is one figure, so measures names one measure")
			return
		}
		was := r.cell(measure, fieldOf(f.Was), nil)
		rev.Was, rev.FromPos = &was, f.Was.Pos()
		if !f.Cells.Set() {
			rev.Cells = 1
		}
	default:
		if !f.Cells.Set() {
			r.problems.Addf(at, "cells is missing: how many figures does this revision change?")
		}
		rev.FromPos = f.From.Pos()
		var ok bool
		if rev.From, ok = r.olderRows(f); !ok {
			return
		}
		if len(rev.From) == 0 {
			r.problems.Addf(f.From.Pos(), "%s has no rows", f.From.Text)
		}
	}
	r.raw.Revisions = append(r.raw.Revisions, rev)
}

// olderRows are all rows as they were: in an older file, which is read as the dataset's own, or in a release.
func (r *datasetReader) olderRows(f revisionFile) (rows []*raw.Row, ok bool) {
	t := r.newTable()
	t.byID = strings.HasPrefix(f.From.Text, fromRelease)
	for i := range t.declared {
		t.declared[i] = true
	}
	if t.byID {
		if !t.readFigures(f.From) {
			return nil, false
		}
		return t.rows(), true
	}
	older := *r.file.Table
	older.File, older.SHA256, older.Files = f.From, f.SHA256, nil
	if h := r.header; h.Part != nil {
		file, table, ok := t.partFile(&older, false)
		if !ok {
			return nil, false
		}
		return t.partRowsOf(file, table, h), true
	}
	if rows, ok = t.readPublished([]tableFile{older}, nil); ok {
		r.compute(rows)
	}
	return rows, ok
}

// revisedWords checks the names of words that a revision changes, and reports whether some of
// them are words on cells. What they name may no longer exist.
func (r *datasetReader) revisedWords(names strict.Names) (ofCells bool) {
	kinds := []string{"attribute", "dimension", "formula", "grade", "marks", "measure", "member", "notes", "publisher",
		"rounding", "short", "statement", "status", "title", "unit"}
	for _, n := range names {
		kind, id, _ := strings.Cut(n.Text, " ")
		alone := slices.Contains([]string{"marks", "notes", "status", "title"}, kind)
		if !slices.Contains(kinds, kind) || alone != (strings.TrimSpace(id) == "") {
			const hint = `words are "marks", "notes", "title", "status", "unit MEASURE", "rounding MEASURE", ` +
				`"formula MEASURE", "measure ID", "dimension ID", "member DIMENSION/ID", "short DIMENSION/ID", ` +
				`"grade MEASURE/ID", "attribute ID", "statement ID" or "publisher SOURCE"`
			r.problems.Hintf(n.Pos(), hint, "%q names no words of a dataset", n.Text)
		}
		ofCells = ofCells || kind == "marks" || kind == "notes"
	}
	return ofCells
}

// written requires a reason that somebody has written.
func (r *datasetReader) written(at source.Pos, n *strict.Node) {
	r.requireNode(at, "reason", n)
	if n != nil && n.Kind == strict.String && strings.Trim(n.Text(), " .…") == "" {
		r.problems.Addf(n.Pos(), "the reason is still to be written")
	}
}

// oneMeasure is the only measure that ids name; without ids, the dataset's only one.
func (r *datasetReader) oneMeasure(ids []string) *report.Measure {
	switch {
	case len(ids) == 1:
		return r.header.Measure(ids[0])
	case len(ids) == 0 && len(r.header.Measures) == 1:
		return r.header.Measures[0]
	}
	return nil
}
