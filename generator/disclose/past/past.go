// Package past answers what earlier releases told of the raw figures of datasets: which
// figures can be known from them, which they withheld, and which rows they did not have. It
// compares what revisions and [[unchanged]] say of earlier days with them.
//
// What a release withheld is in no record, so nobody can see whether it is today's
// figure. A reader may think so, or think otherwise: then what he works out from the release
// is something else than what the gate works out. So a figure that a release withheld is held: it
// stays withheld, and as uncertain as a small count, until its editor says what it was
// then, by a revision that came after the release (was, or from), or by [[unchanged]].
package past

import (
	"fmt"
	"slices"
	"strings"

	"vitrine/generator/disclose/relations"
	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// Past is what releases tell of datasets.
type Past struct {
	releases []*report.Release
	from     map[*raw.Revision]older
}

// New returns what releases tell of datasets.
func New(releases []*report.Release, datasets []*relations.Dataset) *Past {
	p := &Past{releases, map[*raw.Revision]older{}}
	for _, d := range datasets {
		for _, rev := range d.Revisions {
			p.from[rev] = older{rev.From, raw.NewIndex(rev.From)}
		}
	}
	return p
}

// Check reports what revisions and [[unchanged]] say of earlier days that releases contradict.
func (p *Past) Check(d *relations.Dataset, problems *source.Problems) {
	p.checkRevisions(d, problems)
	p.checkUnchanged(d, problems)
}

// has reports whether a release knows a revision.
func has(r *report.Release, d *relations.Dataset, rev *raw.Revision) bool {
	return r.Revisions[d.Header.ID+"/"+rev.ID] != ""
}

// changes reports whether a revision changes a cell.
func changes(rev *raw.Revision, row, measure int) bool {
	return slices.ContainsFunc(rev.Changes, func(c raw.Change) bool { return c.Row == row && c.Measure == measure })
}

// publishedBy returns what a release published of a cell.
func publishedBy(r *report.Release, d *relations.Dataset, row, measure int) (code string, published bool) {
	x := d.Rows[row]
	return r.Figures[d.Header.ID].At(x.Keys, report.SourceIDs(x.Sources), d.Header.Measures[measure].ID, d.Alone(row))
}

// foundBy returns what a release says that a revision found in a cell.
func foundBy(r *report.Release, d *relations.Dataset, rev *raw.Revision, row, measure int) (code string, told bool) {
	x := d.Rows[row]
	return r.Before(d.Header, rev.ID, measure, x.Keys, report.SourceIDs(x.Sources), d.Alone(row))
}

// recorded returns what a release says of a cell: as a revision found it, where the release
// knows the revision, or else as it stood there.
func recorded(r *report.Release, d *relations.Dataset, row, measure int, rev *raw.Revision) (report.Cell, bool) {
	code, published := publishedBy(r, d, row, measure)
	if rev != nil && has(r, d, rev) {
		code, published = foundBy(r, d, rev, row, measure)
	}
	return d.Header.Measures[measure].ParseRecorded(code), published
}

// Told reports whether an earlier release has told a figure.
func (p *Past) Told(d *relations.Dataset, row, measure int, rev *raw.Revision, c *report.Cell) bool {
	return slices.ContainsFunc(p.releases, func(r *report.Release) bool {
		was, published := recorded(r, d, row, measure, rev)
		return published && was.State == report.Number && was.Same(c)
	})
}

// Since returns the day of the first release that has a row, where an earlier one has
// its dataset without it.
func (p *Past) Since(d *relations.Dataset, row *raw.Row) (day report.Date) {
	for _, r := range p.releases {
		figures := r.Figures[d.Header.ID]
		switch {
		case figures == nil:
		case figures.Has(row.Keys):
			if day.IsZero() {
				return day // it was there from the start
			}
			return r.Date
		default:
			day = r.Date.Next() // for one that no release has yet
		}
	}
	return day
}

// Absent reports whether a row was not there yet in the version before a
// revision.
func (p *Past) Absent(d *relations.Dataset, version, row int) bool {
	return slices.ContainsFunc(d.Revisions[version:], func(rev *raw.Revision) bool { return p.Added(d, row, rev) })
}

// Added reports whether a row was not there before a revision: the older file, or
// the last release without the revision, does not have it.
func (p *Past) Added(d *relations.Dataset, row int, rev *raw.Revision) bool {
	if rev.From != nil {
		return slices.Contains(rev.Added, row)
	}
	for _, r := range slices.Backward(p.releases) {
		if figures := r.Figures[d.Header.ID]; figures != nil && !has(r, d, rev) {
			return !figures.Has(d.Rows[row].Keys)
		}
	}
	return false
}

// checkRevisions compares what revisions say stood there before with what was published. A
// release's figure is what stood there before the first revision of the cell that the release did
// not know yet.
func (p *Past) checkRevisions(d *relations.Dataset, problems *source.Problems) {
	for _, r := range p.releases {
		for n, rev := range d.Revisions {
			if has(r, d, rev) {
				checkKnown(r, d, rev, problems)
			} else if !checkNew(r, d, n, problems) {
				break
			}
		}
	}
}

// checkNew compares a revision with a release that did not know it. It returns false when
// the revision is not dated after the release.
func checkNew(r *report.Release, d *relations.Dataset, n int, problems *source.Problems) bool {
	rev := d.Revisions[n]
	published := func(c raw.Change) bool { _, was := publishedBy(r, d, c.Row, c.Measure); return was }
	if rev.Date.Compare(r.Date) <= 0 && slices.ContainsFunc(rev.Changes, published) {
		problems.Add(source.Problem{Pos: rev.Pos, Hint: fmt.Sprintf("a revision is dated after %s", r.Date),
			Text: fmt.Sprintf("the revision %s is new, but not dated after the release %s, which did not have it",
				rev.ID, r.ID)})
		return false
	}
	for _, c := range rev.Changes {
		was, published := recorded(r, d, c.Row, c.Measure, nil)
		earlier := func(x *raw.Revision) bool { return !has(r, d, x) && changes(x, c.Row, c.Measure) }
		agrees := was.State == report.Suppressed || was.Same(&c.Was)
		if !published || agrees || slices.ContainsFunc(d.Revisions[:n], earlier) {
			continue
		}
		problems.Add(source.Problem{Pos: rev.Pos,
			Text: fmt.Sprintf("%s: what the revision %s says stood there before is not what the release %s published",
				cellName(d, c), rev.ID, r.ID),
			Hint: fmt.Sprintf("data/releases/%s/record.toml names the file with the figures of the release", r.ID)})
	}
	return true
}

// cellName names the cell of a change in a message.
func cellName(d *relations.Dataset, c raw.Change) string {
	return d.Header.Measures[c.Measure].ID + " at " + strings.Join(d.Rows[c.Row].Keys, ", ")
}

// checkKnown compares a revision with what a release said of it.
func checkKnown(r *report.Release, d *relations.Dataset, rev *raw.Revision, problems *source.Problems) {
	for _, c := range rev.Changes {
		code, told := foundBy(r, d, rev, c.Row, c.Measure)
		was := d.Header.Measures[c.Measure].ParseRecorded(code)
		_, published := publishedBy(r, d, c.Row, c.Measure)
		if told && (was.State == report.Suppressed || was.Same(&c.Was)) || !told && !published {
			continue
		}
		problems.Add(source.Problem{Pos: rev.Pos,
			Text: fmt.Sprintf("%s: what the revision %s says stood there before is not what it said in the release %s",
				cellName(d, c), rev.ID, r.ID),
			Hint: fmt.Sprintf("data/releases/%s/record.toml has it, under past; "+
				"another change is a revision of its own", r.ID)})
		return
	}
}
