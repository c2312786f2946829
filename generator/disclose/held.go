package disclose

import (
	"fmt"
	"slices"
	"strings"

	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// What a release withheld is in no record, so nobody can see whether it is today's
// figure. A reader may think so, or think otherwise: then what he works out from the release
// is something else than what the gate works out. So a figure that a release withheld stays
// withheld, and as uncertain as a small count, until its editor says what it was
// then: by a revision that came after the release (was, or from), or by [[unchanged]].

// heldBack reports whether a release withheld what stands at a spot, and nothing says
// what it was then.
func (g Gate) heldBack(d *raw.Dataset, s spot) bool {
	row, rev := s.change, (*raw.Revision)(nil)
	if s.revision >= 0 {
		rev = d.Revisions[s.revision]
		row = rev.Changes[s.change].Row
	}
	return slices.ContainsFunc(g.Releases, func(r *report.Release) bool {
		was, published := g.recorded(r, d, row, s.measure, rev)
		known := rev != nil && r.Revisions[d.Header.ID+"/"+rev.ID] != ""
		return published && was.State == report.Suppressed && (known || rev == nil && !g.said(r, d, row, s.measure))
	})
}

// withheld reports whether a release withheld a cell.
func (g Gate) withheld(r *report.Release, d *raw.Dataset, row, measure int) bool {
	was, published := g.recorded(r, d, row, measure, nil)
	return published && was.State == report.Suppressed
}

// said reports whether the editor says what stood in a cell when a release was made.
func (g Gate) said(r *report.Release, d *raw.Dataset, row, measure int) bool {
	x := d.Rows[row]
	for _, rev := range d.Revisions {
		if r.Revisions[d.Header.ID+"/"+rev.ID] != "" {
			continue
		}
		if was := g.from[rev].row(x, g.alone[x]); was != nil && was.Cells[measure].Cell.State != report.Suppressed {
			return true
		}
		if slices.ContainsFunc(rev.Changes, func(c raw.Change) bool { return c.Row == row && c.Measure == measure }) {
			return true
		}
	}
	for _, u := range d.Unchanged {
		if since := g.release(u.Since); since >= 0 && since <= slices.Index(g.Releases, r) && u.Covers(d.Header, x, measure) {
			return true
		}
	}
	return false
}

// older are the rows of an older file, by their keys.
type older map[string][]*raw.Row

func newOlder(rows []*raw.Row) older {
	o := older{}
	for _, row := range rows {
		name := strings.Join(row.Keys, "\x00")
		o[name] = append(o[name], row)
	}
	return o
}

// row is what a row was; nil when it was not there. One whose sources are other ones now is the
// same row when it is alone with its keys.
func (o older) row(now *raw.Row, alone bool) *raw.Row {
	list := o[strings.Join(now.Keys, "\x00")]
	for _, was := range list {
		if report.SourceIDs(was.Sources) == report.SourceIDs(now.Sources) || alone && len(list) == 1 {
			return was
		}
	}
	return nil
}

// release is the place of a release in the list; -1 when there is none with this id.
func (g Gate) release(id string) int {
	return slices.IndexFunc(g.Releases, func(r *report.Release) bool { return r.ID == id })
}

// unchanged holds what is said to be as it was against the releases: there is such
// a release, it withheld something there, and no later revision changes it.
func (g Gate) unchanged(d *raw.Dataset, problems *source.Problems) {
	for _, u := range d.Unchanged {
		since := g.release(u.Since)
		if since < 0 {
			var ids []string
			for _, r := range g.Releases {
				ids = append(ids, r.ID)
			}
			problems.Add(source.Problem{Pos: u.Pos, Text: fmt.Sprintf("there is no release %q, so this says nothing", u.Since),
				Hint: source.DidYouMean(u.Since, ids), Warning: true})
			continue
		}
		any := false
		for r, row := range d.Rows {
			for m := range row.Cells {
				if !u.Covers(d.Header, row, m) {
					continue
				}
				any = any || slices.ContainsFunc(g.Releases[since:], func(x *report.Release) bool { return g.withheld(x, d, r, m) })
				for _, rev := range d.Revisions {
					later := g.Releases[since].Revisions[d.Header.ID+"/"+rev.ID] == ""
					if later && slices.ContainsFunc(rev.Changes, func(c raw.Change) bool { return c.Row == r && c.Measure == m }) {
						text := fmt.Sprintf("figures are said to be as in the release %s, but the revision %s changes one", u.Since, rev.ID)
						problems.Add(source.Problem{Pos: u.Pos, Text: text,
							Hint: "leave it out with where and measures: the revision says what it was"})
						return
					}
				}
			}
		}
		if !any {
			problems.Add(source.Problem{Pos: u.Pos, Text: fmt.Sprintf("the release %s withheld nothing of this, nor did a later one", u.Since),
				Hint: "take it out: what was published is compared with what stands there now", Warning: true})
		}
	}
}

// shown is the day from which a cell is published that releases withheld before; the
// zero date when none did.
func (g Gate) shown(d *raw.Dataset, row, measure int) (day report.Date) {
	for _, r := range g.Releases {
		switch {
		case g.withheld(r, d, row, measure):
			day = d.Header.Updated
		case day == d.Header.Updated && !day.IsZero():
			if _, published := g.figure(r, d, row, measure); published {
				day = r.Date
			}
		}
	}
	return day
}

// remember tells the published dataset from when on its cells are shown, and what its
// derived figures are computed from: what it says of an earlier day depends on both.
func (g Gate) remember(d *raw.Dataset, out *report.Dataset) {
	for r, row := range out.Rows {
		for m := range row.Cells {
			at := report.CellRef{Row: row, Measure: m}
			if day := g.shown(d, r, m); !day.IsZero() {
				out.Shown[at] = day
			}
			for _, in := range g.inputs[d].of[cellAt{r, m}] {
				out.Inputs[at] = append(out.Inputs[at], report.CellRef{Row: out.Rows[in.row], Measure: in.measure})
			}
		}
	}
}

// stir makes the figures that a release withheld inputs, so that they stay as uncertain as
// small counts, where a sum that leads to them has a figure which no release has told.
func (k *knowledge) stir() {
	parts := newParts(len(k.cells))
	for _, s := range k.table.Sums {
		first := -1
		for _, t := range s.Terms {
			if k.cells[t.Cell].told || !k.cells[t.Cell].people {
				continue
			}
			if first < 0 {
				first = t.Cell
			}
			parts.join(first, t.Cell)
		}
	}
	news := map[int]bool{}
	for i, c := range k.cells {
		if c.people && !c.held && !c.told && c.exact {
			news[parts.of(i)] = true
		}
	}
	for i, c := range k.cells {
		k.cells[i].input = c.input || c.held && news[parts.of(i)]
	}
}

// parts are cells that hang together, by one of them.
type parts []int

func newParts(n int) parts {
	p := make(parts, n)
	for i := range p {
		p[i] = i
	}
	return p
}

func (p parts) of(i int) int {
	for p[i] != i {
		p[i] = p[p[i]]
		i = p[i]
	}
	return i
}

func (p parts) join(i, j int) { p[p.of(i)] = p.of(j) }
