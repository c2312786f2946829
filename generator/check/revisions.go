package check

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// revisions finds what each revision changed, from the last to the first, and
// compares that with what the revision says. It fills in the revisions' Changes.
func (c *checker) revisions() {
	for i := len(c.Revisions) - 1; i >= 0; i-- {
		rev := c.Revisions[i]
		if rev.OfWords() {
			continue // the ledger holds it against what was published
		}
		if rev.Was != nil {
			c.oneCell(i, rev)
		} else {
			c.fromFile(i, rev)
		}
		for _, later := range c.Revisions[i+1:] {
			if later.Date == rev.Date && overlap(rev, later) {
				c.problems.Addf(later.Pos, "the revisions %s and %s of one day change the same figure",
					rev.ID, later.ID)
			}
		}
		told := rev.Was != nil && len(rev.Changes) == 0 // by oneCell
		if len(rev.Changes) != rev.Cells && !c.known[rev.ID] && !told {
			c.problems.Add(source.Problem{Pos: rev.Pos,
				Text: fmt.Sprintf("the revision %s changes %d figures, but cells says %d",
					rev.ID, len(rev.Changes), rev.Cells),
				Hint: "look at its where and measures, or correct cells"})
		}
	}
}

// overlap reports whether two revisions change the same figure.
func overlap(a, b *raw.Revision) bool {
	for _, x := range a.Changes {
		for _, y := range b.Changes {
			if x.Row == y.Row && x.Measure == y.Measure {
				return true
			}
		}
	}
	return false
}

// inScope reports whether a revision takes a cell in.
func (c *checker) inScope(rev *raw.Revision, row *raw.Row, measure int) bool {
	return report.InScope(rev.Measures, c.header.Measures[measure].ID) &&
		c.header.Matches(rev.Where, row.Keys, row.Attrs, row.Sources)
}

// oneCell finds the cell that a revision of one figure changes.
func (c *checker) oneCell(i int, rev *raw.Revision) {
	var changes []raw.Change
	for r, row := range c.Rows {
		for m := range row.Cells {
			if c.inScope(rev, row, m) {
				changes = append(changes, raw.Change{Row: r, Measure: m, Was: rev.Was.Cell})
			}
		}
	}
	if len(changes) != 1 {
		c.problems.Add(source.Problem{Pos: rev.Pos,
			Text: fmt.Sprintf("was is one figure, but where and measures take in %d", len(changes)),
			Hint: "narrow where until one is left; from = \"older.csv\" revises many"})
		return
	}
	if !c.known[rev.ID] && rev.Was.Cell.Same(c.Before(i+1, changes[0].Row, changes[0].Measure)) {
		c.problems.Add(source.Problem{Pos: rev.FromPos, Text: "this is what stands there now, so nothing was revised",
			Hint: `was is a figure; other marks or notes are declared with words = ["marks"] or words = ["notes"]`})
		return
	}
	rev.Changes = changes
}

// fromFile compares all rows with those of an older file.
func (c *checker) fromFile(i int, rev *raw.Revision) {
	older := map[string]*raw.Row{}
	for _, row := range rev.From {
		if older[row.ID()] != nil {
			c.problems.Addf(row.Pos, "this row has the same keys and sources as the one at %s", older[row.ID()].Pos)
		}
		older[row.ID()] = row
	}
	now, then := raw.NewIndex(c.Rows), raw.NewIndex(rev.From)
	for r, row := range c.Rows {
		was := older[row.ID()]
		if same := then.Rows(row.Keys); was == nil && now.Alone(row) && len(same) == 1 {
			was = rev.From[same[0]] // the row has other sources now
		}
		if was != nil {
			delete(older, was.ID())
		}
		if was == nil {
			rev.Added = append(rev.Added, r) // or later
			continue
		}
		for m := range row.Cells {
			cell := &was.Cells[m].Cell
			if cell.State == report.Suppressed || cell.Same(c.Before(i+1, r, m)) {
				continue
			}
			if c.known[rev.ID] && !c.inScope(rev, row, m) {
				continue // a release has it, so what differs came later and is reported as that
			}
			if !c.inScope(rev, row, m) {
				c.problems.Add(source.Problem{Pos: was.Cells[m].Pos,
					Text: fmt.Sprintf("%s differs from what stands at %s, and the revision %s does not take it in",
						c.header.Measures[m].ID, row.Cells[m].Pos, rev.ID),
					Hint: "widen its where, or declare another revision"})
				continue
			}
			rev.Changes = append(rev.Changes, raw.Change{Row: r, Measure: m, Was: *cell})
		}
	}
	for _, row := range rev.From {
		if older[row.ID()] == row {
			c.problems.Add(source.Problem{Pos: row.Pos, Text: "this row is gone",
				Hint: "what was published stays a row; where nothing stands any longer it is \"[x]\""})
		}
	}
}

// sameAs compares cells with those of another dataset that they are said to repeat.
func sameAs(datasets []*raw.Dataset, problems *source.Problems) {
	byID := map[string]*raw.Dataset{}
	var ids []string
	for _, d := range datasets {
		byID[d.Header.ID] = d
		for _, m := range d.Header.Measures {
			ids = append(ids, d.Header.ID+"/"+m.ID)
		}
	}
	for _, d := range datasets {
		for i, m := range d.Header.Measures {
			if m.SameAs == "" {
				continue
			}
			id, measure, _ := strings.Cut(m.SameAs, "/")
			other := byID[id]
			if other == nil || other == d || other.Header.Measure(measure) == nil {
				problems.Add(source.Problem{Pos: m.Pos,
					Text: fmt.Sprintf("same_as is another dataset's measure, but there is no %q", m.SameAs),
					Hint: source.DidYouMean(m.SameAs, ids)})
				continue
			}
			repeated, differing := 0, (*raw.Cell)(nil)
			for mine, theirs := range raw.Repeated(d, other) {
				a, b := &d.Rows[mine].Cells[i], &other.Rows[theirs].Cells[other.Header.MeasureIndex(measure)]
				repeated++
				if !a.Cell.Interval(m).Overlaps(b.Cell.Interval(m)) && differing == nil {
					differing = a
				}
			}
			if repeated == 0 {
				problems.Add(source.Problem{Pos: m.Pos,
					Text: fmt.Sprintf("no cell of %s is a cell of %s too", m.ID, m.SameAs),
					Hint: "dimensions have the same ids and members in both; one that is missing here stands " +
						"for its total there"})
			}
			if differing != nil {
				problems.Addf(differing.Pos, "%s is said to repeat %s, but differs from it", m.ID, m.SameAs)
			}
			if d.Header.Disclosure.Method == "none" != (other.Header.Disclosure.Method == "none") {
				problems.Addf(m.Pos, "%s and %s are the same cells, but only one of the datasets protects people",
					m.ID, m.SameAs)
			}
		}
	}
}

// protection looks for protections and withdrawals that protect nothing.
func (c *checker) protection() {
	any := func(where report.Where) bool {
		return slices.ContainsFunc(c.Rows, func(row *raw.Row) bool {
			return c.header.Matches(where, row.Keys, row.Attrs, row.Sources)
		})
	}
	for _, keep := range c.Keep {
		if !any(keep) {
			c.problems.Addf(keep[0].Pos, "no row fits this keep")
		}
	}
	for _, m := range c.header.Measures {
		for _, at := range m.DerivedAt {
			for _, id := range slices.Sorted(maps.Keys(at.Members)) {
				if d := c.header.Dimension(id); d != nil && d.Member(at.Members[id]) == nil {
					c.problems.Add(source.Problem{Pos: m.Pos,
						Text: fmt.Sprintf("derived_from names %s = %q, and there is no such member",
							id, at.Members[id]),
						Hint: source.DidYouMean(at.Members[id], d.IDs())})
				}
			}
		}
	}
	for _, w := range c.header.Withdrawals {
		if !any(w.Where) {
			c.problems.Addf(w.Pos, "no row fits this withdrawal")
		}
	}
}
