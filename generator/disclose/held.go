package disclose

import (
	"fmt"
	"slices"

	"vitrine/generator/disclose/relations"
	"vitrine/generator/disclose/suppress"
	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// What a release withheld is in no record, so nobody can see whether it is today's
// figure. A reader may think so, or think otherwise: then what he works out from the release
// is something else than what the gate works out. So a figure that a release withheld stays
// withheld, and as uncertain as a small count, until its editor says what it was
// then: by a revision that came after the release (was, or from), or by [[unchanged]].

// held reports whether a release withheld what stands in a cell, or what a revision found there,
// and nothing says what it was then.
func (g *gate) held(d *relations.Dataset, row, measure int, rev *raw.Revision) bool {
	return slices.ContainsFunc(g.Releases, func(r *report.Release) bool {
		was, published := recorded(r, d, row, measure, rev)
		switch {
		case !published || was.State != report.Suppressed:
			return false
		case rev != nil:
			return has(r, d, rev)
		}
		return !g.said(r, d, row, measure)
	})
}

// withheld reports whether a release withheld a cell.
func withheld(r *report.Release, d *relations.Dataset, row, measure int) bool {
	was, published := recorded(r, d, row, measure, nil)
	return published && was.State == report.Suppressed
}

// said reports whether the editor says what stood in a cell when a release was made.
func (g *gate) said(r *report.Release, d *relations.Dataset, row, measure int) bool {
	x := d.Rows[row]
	for _, rev := range d.Revisions {
		if has(r, d, rev) {
			continue
		}
		if was := g.from[rev].row(x, d.Alone(row)); was != nil && was.Cells[measure].Cell.State != report.Suppressed {
			return true
		}
		if changes(rev, row, measure) {
			return true
		}
	}
	for _, u := range d.Unchanged {
		since := g.release(u.Since)
		if since >= 0 && since <= slices.Index(g.Releases, r) && u.Covers(d.Header, x, measure) {
			return true
		}
	}
	return false
}

// older are the rows of an older file.
type older struct {
	rows   []*raw.Row
	byKeys raw.Index
}

// row returns what a row was; nil when it was not there. One whose sources are other ones now
// is the same row when it is alone with its keys.
func (o older) row(now *raw.Row, alone bool) *raw.Row {
	list := o.byKeys.Rows(now.Keys)
	for _, i := range list {
		if report.SourceIDs(o.rows[i].Sources) == report.SourceIDs(now.Sources) || alone && len(list) == 1 {
			return o.rows[i]
		}
	}
	return nil
}

// release returns the number of a release; -1 when there is none with this id.
func (g *gate) release(id string) int {
	return slices.IndexFunc(g.Releases, func(r *report.Release) bool { return r.ID == id })
}

// checkUnchanged compares what is said to be as it was with the releases: there is such
// a release, it withheld something there, and no later revision changes it.
func (g *gate) checkUnchanged(d *relations.Dataset, problems *source.Problems) {
	for _, u := range d.Unchanged {
		since := g.release(u.Since)
		if since < 0 {
			var ids []string
			for _, r := range g.Releases {
				ids = append(ids, r.ID)
			}
			problems.Add(source.Problem{Pos: u.Pos,
				Text: fmt.Sprintf("there is no release %q, so this says nothing", u.Since),
				Hint: source.DidYouMean(u.Since, ids), Warning: true})
			continue
		}
		any, changing := g.covered(d, u, since)
		if changing != nil {
			problems.Add(source.Problem{Pos: u.Pos,
				Text: fmt.Sprintf("figures are said to be as in the release %s, but the revision %s changes one",
					u.Since, changing.ID),
				Hint: "leave it out with where and measures: the revision says what it was"})
			return
		}
		if !any {
			problems.Add(source.Problem{Pos: u.Pos,
				Text: fmt.Sprintf("the release %s withheld nothing of this, nor did a later one", u.Since),
				Hint: "take it out: what was published is compared with what stands there now", Warning: true})
		}
	}
}

// covered reports whether a release since the given one withheld a cell of those that are said
// to be unchanged, and a later revision that changes such a cell.
func (g *gate) covered(d *relations.Dataset, u *raw.Unchanged, since int) (any bool, changing *raw.Revision) {
	for r, row := range d.Rows {
		for m := range row.Cells {
			if !u.Covers(d.Header, row, m) {
				continue
			}
			by := func(x *report.Release) bool { return withheld(x, d, r, m) }
			any = any || slices.ContainsFunc(g.Releases[since:], by)
			for _, rev := range d.Revisions {
				if !has(g.Releases[since], d, rev) && changes(rev, r, m) {
					return any, rev
				}
			}
		}
	}
	return any, nil
}

// shownSince returns the day from which a cell is published that releases withheld before; the
// zero date when none did.
func (g *gate) shownSince(d *relations.Dataset, row, measure int) (day report.Date) {
	for _, r := range g.Releases {
		switch {
		case withheld(r, d, row, measure):
			day = d.Header.Updated
		case day == d.Header.Updated && !day.IsZero():
			if _, published := publishedBy(r, d, row, measure); published {
				day = r.Date
			}
		}
	}
	return day
}

// holdInputs makes the figures that a release withheld inputs, so that they stay as uncertain as
// small counts, where a sum that leads to them has a figure which no release has told.
func (k *knowledge) holdInputs() {
	sets, open := suppress.NewSets(len(k.cells)), make([]bool, len(k.cells))
	for i, c := range k.cells {
		open[i] = c.people && !c.told
	}
	for _, s := range k.table.Sums {
		sets.JoinTerms(s.Terms, open)
	}
	untold := map[int]bool{} // sets with a figure that no release has told
	for i, c := range k.cells {
		if open[i] && !c.held && c.exact {
			untold[sets.Of(i)] = true
		}
	}
	for i, c := range k.cells {
		k.cells[i].input = c.input || c.held && untold[sets.Of(i)]
	}
}
