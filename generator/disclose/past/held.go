package past

import (
	"fmt"
	"slices"

	"vitrine/generator/disclose/relations"
	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// Held reports whether a release withheld what stands in a cell, or what a revision found there,
// and nothing says what it was then.
func (p *Past) Held(d *relations.Dataset, row, measure int, rev *raw.Revision) bool {
	return slices.ContainsFunc(p.releases, func(r *report.Release) bool {
		was, published := recorded(r, d, row, measure, rev)
		switch {
		case !published || was.State != report.Suppressed:
			return false
		case rev != nil:
			return has(r, d, rev)
		}
		return !p.said(r, d, row, measure)
	})
}

// Withheld reports whether a release withheld a cell that published the version before a revision.
func (p *Past) Withheld(d *relations.Dataset, version, row, measure int) bool {
	return slices.ContainsFunc(p.releases, func(r *report.Release) bool {
		next := slices.IndexFunc(d.Revisions, func(rev *raw.Revision) bool { return !has(r, d, rev) })
		return next == version && withheld(r, d, row, measure)
	})
}

// CheckLifted reports counts that a release withheld, that are published now and that nothing protects any more:
// beside what the release published they would tell what they were then.
func (p *Past) CheckLifted(d *relations.Dataset, published func(row, measure int) bool, problems *source.Problems) {
	for i, m := range d.Header.Measures {
		lifted := d.Header.Disclosure.Method != "suppress" && m.People || !m.People && m.Reason != nil
		if !lifted || m.DerivedFrom != nil || m.DerivedAt != nil || m.Formula != nil {
			continue
		}
		n := slices.IndexFunc(p.releases, func(r *report.Release) bool {
			for row := range d.Rows {
				if r.Withdrawn.IsZero() && published(row, i) && withheld(r, d, row, i) && !p.said(r, d, row, i) {
					return true
				}
			}
			return false
		})
		if n >= 0 {
			problems.Add(source.Problem{Pos: m.Pos,
				Text: fmt.Sprintf("%s is not protected, but the release %s withheld figures of it, "+
					"which would be told now", m.ID, p.releases[n].ID),
				Hint: "say what they were, with was in a [[revision]] or with [[unchanged]], or protect it as before"})
		}
	}
}

// withheld reports whether a release withheld a cell.
func withheld(r *report.Release, d *relations.Dataset, row, measure int) bool {
	was, published := recorded(r, d, row, measure, nil)
	return published && was.State == report.Suppressed
}

// said reports whether the editor says what stood in a cell when a release was made.
func (p *Past) said(r *report.Release, d *relations.Dataset, row, measure int) bool {
	x := d.Rows[row]
	for _, rev := range d.Revisions {
		if has(r, d, rev) {
			continue
		}
		if was := p.from[rev].row(x, d.Alone(row)); was != nil && was.Cells[measure].Cell.State != report.Suppressed {
			return true
		}
		if changes(rev, row, measure) {
			return true
		}
	}
	for _, u := range d.Unchanged {
		since := p.release(u.Since)
		if since >= 0 && since <= slices.Index(p.releases, r) && u.Covers(d.Header, x, measure) {
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
func (p *Past) release(id string) int {
	return slices.IndexFunc(p.releases, func(r *report.Release) bool { return r.ID == id })
}

// checkUnchanged compares what is said to be as it was with the releases: there is such
// a release, it withheld something there, and no later revision changes it.
func (p *Past) checkUnchanged(d *relations.Dataset, problems *source.Problems) {
	for _, u := range d.Unchanged {
		since := p.release(u.Since)
		if since < 0 {
			var ids []string
			for _, r := range p.releases {
				ids = append(ids, r.ID)
			}
			problems.Add(source.Problem{Pos: u.Pos,
				Text: fmt.Sprintf("there is no release %q, so this says nothing", u.Since),
				Hint: source.DidYouMean(u.Since, ids), Warning: true})
			continue
		}
		any, changing := p.covered(d, u, since)
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
func (p *Past) covered(d *relations.Dataset, u *raw.Unchanged, since int) (any bool, changing *raw.Revision) {
	for r, row := range d.Rows {
		for m := range row.Cells {
			if !u.Covers(d.Header, row, m) {
				continue
			}
			by := func(x *report.Release) bool { return withheld(x, d, r, m) }
			any = any || slices.ContainsFunc(p.releases[since:], by)
			for _, rev := range d.Revisions {
				if !has(p.releases[since], d, rev) && changes(rev, r, m) {
					return any, rev
				}
			}
		}
	}
	return any, nil
}

// ShownSince returns the day from which a cell is published that releases withheld before; the
// zero date when none did.
func (p *Past) ShownSince(d *relations.Dataset, row, measure int) (day report.Date) {
	for _, r := range p.releases {
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
