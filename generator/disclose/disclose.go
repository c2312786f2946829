// Package disclose is the gate: the only way from the raw figures to those that
// may be published.
//
// Primary suppression. Of a measure that counts people, a cell from 1 to
// threshold-1 is withheld (with zeros, 0 too), and so is a bound or a rounded
// figure that can only mean such a count. Counts that nobody publishes but anybody
// could work out are secrets too: what a total has more than its parts where
// that is declared to be people (rest) or where parts have no row, a whole without its
// part or parts, what is left of a period, what is added between running totals, and the
// difference that a revision made, in one cell or in several that are withheld together. Where
// such a difference is small the old figure is withheld. What a withheld cell is an input of,
// declared (derived_from) or found, is withheld.
//
// What is known. Sums that keys declare, and those that hold in the raw figures without being
// declared and are unlikely to do so by chance: of columns, members, periods, slices and totals
// of datasets, running and rolling ones. A row that is not there is read as nobody, and where the
// others don't add up as a count that is not told. A figure that a release withheld is not taken
// for today's: it stays withheld until its editor says what it was (held.go). Rows stand in
// an order that does not depend on the figures (order.go).
//
// Secondary suppression. More cells are withheld until no secret can be worked
// out from what is published, now or in an earlier release: package suppress
// chooses, package audit decides. A total that is declared not to be the sum of
// its parts is never relied on: the audit assumes that the gap is known, which
// holds for those who ignore it as well.
//
// Running it again. Whoever tries all tables that agree with what is published, under any
// seed, shall find some with each secret at 1 and some at threshold-1 that are withheld alike.
// That is shown by how the choice is made, not by the audit: it sees kinds and bins of counts alone
// (look.go, suppress.Look), and the cells that it withholds let each secret go to both ends while
// all counts keep their kinds. It is not shown where a whole and its part are both small, as then the
// part may leave its kind on the way, and in tables of more than 24 cells in which such steps are
// not found, where the figures say what to withhold besides. TestRerun measures what is left.
//
// Rows of several sources on one thing are one cell, and so are cells that
// datasets repeat (same_as). A withheld cell keeps no trace of its figure: no value, no bound,
// no mark and no note but [c], and nothing tells primary from secondary.
package disclose

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"vitrine/generator/disclose/audit"
	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/disclose/suppress"
)

// Counts say what the gate did.
type Counts struct {
	Published, Withheld int // cells
}

// Gate is what the gate works with besides the datasets.
type Gate struct {
	Seed     string // disturbs the choice of cells
	Releases []*report.Release
	Chosen   Choices
	Progress func(done, all int)

	alone  map[*raw.Row]bool // shares its keys with no other row of its dataset
	inputs map[*raw.Dataset]inputs
	from   map[*raw.Revision]older // the file that a revision compares with
	out    []*report.Dataset       // what is published of each dataset
}

// Choices keeps from one build to the next which cells were chosen, by a digest
// of all that they were chosen from. Nothing but that is kept.
type Choices interface {
	Get(key string) ([]byte, bool)
	Put(key string, value []byte)
}

// Run returns what may be published of the datasets, or reports why nothing may.
// The raw datasets stay as they are.
func Run(datasets []*raw.Dataset, gate Gate, problems *source.Problems) ([]*report.Dataset, Counts) {
	out := make([]*report.Dataset, len(datasets))
	gate.alone, gate.inputs, gate.from = map[*raw.Row]bool{}, map[*raw.Dataset]inputs{}, map[*raw.Revision]older{}
	for _, d := range datasets {
		n := map[string]int{}
		for _, row := range d.Rows {
			n[strings.Join(row.Keys, "\x00")]++
		}
		for _, row := range d.Rows {
			gate.alone[row] = n[strings.Join(row.Keys, "\x00")] == 1
		}
	}
	all := eachFigures(datasets)
	gate.out = out
	for i, d := range datasets {
		for _, rev := range d.Revisions {
			gate.from[rev] = newOlder(rev.From)
		}
		in := findInputs(all[i])
		in.findElsewhere(all[i], all)
		gate.inputs[d] = in
		out[i] = gate.publish(d)
	}
	for _, d := range datasets {
		gate.past(d, problems)
		gate.unchanged(d, problems)
	}
	relations := undeclared(all)
	for _, group := range linked(datasets, relations) {
		gate.protect(group, datasets, relations, out, problems)
	}
	for again := true; again; { // what one dataset withholds, another may be computed from
		again = false
		for i, d := range datasets {
			again = gate.finish(d, out[i]) || again
		}
	}
	var counts Counts
	for i, d := range datasets {
		for _, row := range out[i].Rows {
			for c := range row.Cells {
				if row.Cells[c].State == report.Suppressed {
					out[i].Disclosure.Suppressed++
				}
			}
		}
		out[i].Past, out[i].Inputs, out[i].Shown = map[report.CellRef][]report.Step{}, map[report.CellRef][]report.CellRef{}, map[report.CellRef]report.Date{}
		gate.remember(d, out[i])
		for _, rev := range out[i].Revisions {
			for _, c := range rev.Changes {
				ref := report.CellRef{Row: c.Row, Measure: c.Measure}
				out[i].Past[ref] = append(out[i].Past[ref], report.Step{Revision: rev, Was: c.Was})
			}
		}
		all[i].arrange(out[i], problems)
		counts.Withheld += out[i].Disclosure.Suppressed
		counts.Published += len(out[i].Rows)*len(d.Header.Measures) - out[i].Disclosure.Suppressed
	}
	return out, counts
}

// publish copies a dataset with every figure. The gate closes on the copy.
func (g Gate) publish(d *raw.Dataset) *report.Dataset {
	out := *d.Header
	out.Rows, out.Revisions = nil, nil
	oneSource := !slices.ContainsFunc(d.Rows, func(r *raw.Row) bool {
		return report.SourceIDs(r.Sources) != report.SourceIDs(d.Rows[0].Sources)
	})
	for i, row := range d.Rows {
		copied := &report.Row{Pos: row.Pos, Since: g.since(d, row), Anchor: anchor(row, i, !oneSource), Keys: row.Keys, Attrs: row.Attrs, Sources: row.Sources}
		for c := range row.Cells {
			copied.Cells = append(copied.Cells, row.Cells[c].Cell)
		}
		out.Rows = append(out.Rows, copied)
	}
	for _, rev := range d.Revisions {
		copied := *rev.Revision
		copied.Changes = nil
		for _, c := range rev.Changes {
			copied.Changes = append(copied.Changes, report.Change{Row: out.Rows[c.Row], Measure: c.Measure, Was: c.Was})
		}
		for r := range d.Rows {
			if g.added(d, r, rev) {
				copied.Added = append(copied.Added, out.Rows[r])
			}
		}
		out.Revisions = append(out.Revisions, &copied)
	}
	return &out
}

// since is the day of the first release that has a row, where an earlier one has
// its dataset without it.
func (g Gate) since(d *raw.Dataset, row *raw.Row) (day report.Date) {
	for _, r := range g.Releases {
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

// absent reports whether a row was not there yet in the version before a
// revision.
func (g Gate) absent(d *raw.Dataset, version, row int) bool {
	return slices.ContainsFunc(d.Revisions[version:], func(rev *raw.Revision) bool { return g.added(d, row, rev) })
}

// added reports whether a row was not there before a revision: the older file, or
// the last release without the revision, does not have it.
func (g Gate) added(d *raw.Dataset, row int, rev *raw.Revision) bool {
	if rev.From != nil {
		return slices.Contains(rev.Added, row)
	}
	for _, r := range slices.Backward(g.Releases) {
		if figures := r.Figures[d.Header.ID]; figures != nil && r.Revisions[d.Header.ID+"/"+rev.ID] == "" {
			return !figures.Has(d.Rows[row].Keys)
		}
	}
	return false
}

// withhold leaves nothing of a cell but its sources.
func withhold(c *report.Cell) { *c = report.Cell{State: report.Suppressed, Sources: c.Sources} }

// linked groups the datasets that count people by what they repeat of each
// other, declared or not, as indexes.
func linked(datasets []*raw.Dataset, relations []relation) [][]int {
	byID, first := map[string]int{}, make([]int, len(datasets)) // of each, one that it hangs together with
	for i, d := range datasets {
		byID[d.Header.ID], first[i] = i, i
	}
	root := func(i int) int {
		for first[i] != i {
			i = first[i]
		}
		return i
	}
	join := func(i, j int) {
		a, b := root(i), root(j)
		first[max(a, b)] = min(a, b)
	}
	for i, d := range datasets {
		for _, m := range d.Header.Measures {
			id, _, _ := strings.Cut(m.SameAs, "/")
			if j, ok := byID[id]; ok && m.SameAs != "" {
				join(i, j)
			}
		}
	}
	for _, r := range relations {
		if r.likely {
			for _, e := range r.equations {
				for _, t := range e {
					join(e[0].dataset, t.dataset)
				}
			}
		}
	}
	groups := make([][]int, len(datasets))
	for i := range datasets {
		groups[root(i)] = append(groups[root(i)], i)
	}
	return slices.DeleteFunc(groups, func(members []int) bool {
		return !slices.ContainsFunc(members, func(i int) bool { return datasets[i].Header.Disclosure.Method == "suppress" })
	})
}

// mostRounds is how often a choice is made again because of what it hides together.
const mostRounds = 4

// protect closes the gate on some datasets that hang together.
func (g Gate) protect(group []int, all []*raw.Dataset, relations []relation, out []*report.Dataset, problems *source.Problems) {
	var datasets []*raw.Dataset
	for _, i := range group {
		datasets = append(datasets, all[i])
	}
	first := datasets[0].Header
	relations = within(relations, group)
	k := newKnowledge(datasets, relations, g)
	if k.tooLarge {
		problems.Add(source.Problem{Pos: first.Pos, Text: "a count of people is too large to be protected", Hint: "counts have at most 12 digits"})
		return
	}
	open := make([]bool, len(k.cells))
	for i, c := range k.cells {
		open[i] = !c.exact
	}
	if broken := suppress.Complete(&k.table, open); len(broken) > 0 {
		k.impossible(broken, problems)
		return
	}
	k.secrets()
	withheld := make([]bool, len(k.units))
	var evidence []audit.Evidence
	if len(k.table.Secrets) > 0 {
		if g.Seed == "" {
			problems.Add(source.Problem{Pos: first.Pos, Text: "small counts have to be protected, and there is no seed",
				Hint: "add seed = \"…\" to [disclosure] in data/site.toml: 16 or more characters that nobody can guess, as \"openssl rand -hex 16\" makes them; keep it with the raw data"})
			return
		}
		withheld, evidence = g.choose(k)
		for range mostRounds {
			if !k.groups(withheld) {
				break
			}
			withheld, evidence = g.choose(k)
		}
	}
	for u, w := range withheld {
		if w {
			for _, i := range k.units[u].Cells {
				k.hide(i)
			}
		}
	}
	for s, i := range k.ids {
		if !k.cells[i].hidden {
			continue
		}
		d := out[group[s.dataset]]
		if s.revision >= 0 {
			if c := &d.Revisions[s.revision].Changes[s.change]; c.Was.State == report.Number {
				withhold(&c.Was)
			}
		} else if c := &d.Rows[s.change].Cells[s.measure]; c.State == report.Number {
			withhold(c)
		}
	}
	for n, i := range group {
		g.finish(datasets[n], out[i])
	}
	if slices.Contains(withheld, true) {
		name(relations, problems)
	}
	k.asPublished(group, out, g)
	failures, err := audit.Check(&k.table, evidence)
	switch {
	case err != nil:
		problems.Add(source.Problem{Pos: first.Pos, Text: "it can't be shown that people are protected here: " + err.Error(), Hint: "please report this, it is a mistake of Vitrine's; nothing was published"})
	case len(failures) > 0:
		k.unprotected(failures, problems)
	}
}

// choose finds which units to withhold, or takes what was found before, and the
// evidence that it is enough.
func (g Gate) choose(k *knowledge) ([]bool, []audit.Evidence) {
	h := hmac.New(sha256.New, []byte(g.Seed))
	look, everybody := k.look(g.random), k.everybody()
	fmt.Fprintf(h, "4 %v %v %v %v", k.table, k.units, look, everybody)
	key := fmt.Sprintf("%x", h.Sum(nil))
	if g.Chosen != nil {
		if kept, ok := g.Chosen.Get(key); ok && len(kept) == len(k.units) {
			withheld, units := make([]bool, len(kept)), slices.Clone(k.units)
			for u := range units {
				withheld[u] = kept[u] == 'c'
				units[u].Keep, units[u].Withheld = true, withheld[u]
			}
			_, evidence := suppress.Choose(suppress.Without(&k.table, units, withheld), nil, units, suppress.Look{}, g.Progress)
			if suppress.Enough(&k.table, units, withheld, evidence) {
				return withheld, evidence
			}
		}
	}
	withheld, evidence := suppress.Choose(&k.table, everybody, k.units, look, g.Progress)
	if g.Chosen != nil {
		kept := make([]byte, len(withheld))
		for u, w := range withheld {
			if kept[u] = '.'; w {
				kept[u] = 'c'
			}
		}
		g.Chosen.Put(key, kept)
	}
	return withheld, evidence
}

// random is a number that nobody who lacks the seed can foresee, the same for one name.
func (g Gate) random(name string) uint64 {
	h := hmac.New(sha256.New, []byte(g.Seed))
	h.Write([]byte(name))
	return binary.BigEndian.Uint64(h.Sum(nil))
}

// known reports whether an earlier release has told a figure.
func (g Gate) known(d *raw.Dataset, row, measure int, rev *raw.Revision, c *report.Cell) bool {
	return slices.ContainsFunc(g.Releases, func(r *report.Release) bool {
		was, published := g.recorded(r, d, row, measure, rev)
		return published && was.State == report.Number && was.Same(c)
	})
}

// recorded is what a release says of a cell: as a revision found it, where the release
// knows the revision, or else as it stood there.
func (g Gate) recorded(r *report.Release, d *raw.Dataset, row, measure int, rev *raw.Revision) (c report.Cell, published bool) {
	code, published := g.figure(r, d, row, measure)
	if rev != nil && r.Revisions[d.Header.ID+"/"+rev.ID] != "" {
		x := d.Rows[row]
		code, published = r.Before(d.Header, rev.ID, measure, x.Keys, report.SourceIDs(x.Sources), g.alone[x])
	}
	return d.Header.Measures[measure].ParseRecorded(code), published
}

// past holds what revisions say stood there before against what was published:
// a release's figure is what stood there before the first revision of the cell that the release did not
// know yet.
func (g Gate) past(d *raw.Dataset, problems *source.Problems) {
	for _, r := range g.Releases {
		for n, rev := range d.Revisions {
			if r.Revisions[d.Header.ID+"/"+rev.ID] != "" {
				g.told(r, d, rev, problems)
				continue
			}
			if rev.Date.Compare(r.Date) <= 0 && slices.ContainsFunc(rev.Changes, func(c raw.Change) bool { _, was := g.figure(r, d, c.Row, c.Measure); return was }) {
				problems.Add(source.Problem{Pos: rev.Pos, Text: fmt.Sprintf("the revision %s is new, but not dated after the release %s, which did not have it", rev.ID, r.ID),
					Hint: fmt.Sprintf("a revision is dated after %s", r.Date)})
				break
			}
			for _, c := range rev.Changes {
				code, published := g.figure(r, d, c.Row, c.Measure)
				was := d.Header.Measures[c.Measure].ParseRecorded(code)
				if !published || was.State == report.Suppressed || was.Same(&c.Was) || slices.ContainsFunc(d.Revisions[:n], func(x *raw.Revision) bool {
					return r.Revisions[d.Header.ID+"/"+x.ID] == "" && slices.ContainsFunc(x.Changes, func(y raw.Change) bool { return y.Row == c.Row && y.Measure == c.Measure })
				}) {
					continue
				}
				problems.Add(source.Problem{Pos: rev.Pos, Text: fmt.Sprintf("%s at %s: what the revision %s says stood there before is not what the release %s published", d.Header.Measures[c.Measure].ID, strings.Join(d.Rows[c.Row].Keys, ", "), rev.ID, r.ID),
					Hint: fmt.Sprintf("data/releases/%s/record.toml names the file with the figures of the release", r.ID)})
			}
		}
	}
}

// told holds a revision against what a release said of it.
func (g Gate) told(r *report.Release, d *raw.Dataset, rev *raw.Revision, problems *source.Problems) {
	for _, c := range rev.Changes {
		row, measure := d.Rows[c.Row], d.Header.Measures[c.Measure]
		code, known := r.Before(d.Header, rev.ID, c.Measure, row.Keys, report.SourceIDs(row.Sources), g.alone[row])
		was := measure.ParseRecorded(code)
		if _, published := g.figure(r, d, c.Row, c.Measure); known && (was.State == report.Suppressed || was.Same(&c.Was)) || !known && !published {
			continue
		}
		problems.Add(source.Problem{Pos: rev.Pos, Text: fmt.Sprintf("%s at %s: what the revision %s says stood there before is not what it said in the release %s", measure.ID, strings.Join(row.Keys, ", "), rev.ID, r.ID),
			Hint: fmt.Sprintf("data/releases/%s/record.toml has it, under past; another change is a revision of its own", r.ID)})
		return
	}
}

// figure is what a release published of a cell.
func (g Gate) figure(r *report.Release, d *raw.Dataset, row, measure int) (code string, published bool) {
	return r.Figures[d.Header.ID].At(d.Rows[row].Keys, report.SourceIDs(d.Rows[row].Sources), d.Header.Measures[measure].ID, g.alone[d.Rows[row]])
}

// asPublished sets what is known of each cell from the published datasets
// themselves and from the releases, so that the audit judges what is there.
func (k *knowledge) asPublished(group []int, out []*report.Dataset, g Gate) {
	shown := make([]bool, len(k.cells))
	for s, i := range k.ids {
		d := out[group[s.dataset]]
		var c *report.Cell
		if s.revision >= 0 {
			c = &d.Revisions[s.revision].Changes[s.change].Was
		} else {
			c = &d.Rows[s.change].Cells[s.measure]
		}
		shown[i] = shown[i] || c.State == report.Number
	}
	for i, c := range k.cells {
		switch x := &k.table.Cells[i]; {
		case c.exact && shown[i]:
			x.Lo, x.Hi = x.Value, x.Value
		case c.exact:
			if x.Lo, x.Hi = 0, audit.Unbounded; !c.people {
				x.Lo = -audit.Unbounded
			}
		}
	}
	for i := range k.datasets {
		k.published(i, g.known)
	}
}

// impossible reports sums that can't all be true.
func (k *knowledge) impossible(broken []int, problems *source.Problems) {
	var texts []string
	for _, i := range broken {
		texts = append(texts, fmt.Sprintf("%s at %s", k.sums[i].text, k.sums[i].pos))
	}
	if more := len(texts) - 4; more > 0 {
		texts = append(texts[:4], fmt.Sprintf("and %d more", more))
	}
	problems.Add(source.Problem{Pos: k.sums[broken[0]].pos, Text: "these can't all be true, whatever the figures are that are not exact: " + strings.Join(texts, ", "),
		Hint: "correct one, or declare a [[discrepancy]]"})
}

// unprotected reports what can't be protected. It names where to look, but no
// cell: which cells are small is what the gate withholds.
func (k *knowledge) unprotected(failures []audit.Failure, problems *source.Problems) {
	told := map[string]bool{}
	for _, f := range failures {
		p := k.places[f.Secret]
		h := k.datasets[p.data].Header
		var parts []string
		for i, d := range h.Dimensions {
			if d.Total == "" && !slices.ContainsFunc(d.Members, func(m *report.Member) bool { return m.Parent != "" }) {
				parts = append(parts, d.ID+" = "+p.keys[i])
			}
		}
		where := ""
		if len(parts) > 0 && len(parts) < len(h.Dimensions) { // all of them would name one cell
			where = " at " + strings.Join(parts, ", ")
		}
		if told[h.ID+where] {
			continue
		}
		told[h.ID+where] = true
		problems.Add(source.Problem{Pos: h.Pos, Text: "small counts" + where + " can't be protected: too little can be withheld around them",
			Hint: k.remedy()})
	}
}

// remedy says what an editor can do where too little can be withheld.
func (k *knowledge) remedy() string {
	for _, c := range k.cells {
		if c.held && c.input {
			return "a release withheld figures here, and nothing says what they were then: add [[unchanged]] with since = \"RELEASE\" and where for those that are the same, a [[revision]] with was for the others"
		}
	}
	return "narrow keep; or an earlier release has told too much, and a [[withdrawal]] takes it back; or publish fewer rows"
}

// anchor names a row on the dataset's page, from its keys and, where they
// tell rows apart, its sources.
func anchor(row *raw.Row, index int, withSources bool) string {
	parts := append([]string{}, row.Keys...)
	if ids := report.SourceIDs(row.Sources); withSources && ids != "" {
		parts = append(parts, ids)
	}
	if len(parts) == 0 {
		return fmt.Sprintf("row-%d", index+1)
	}
	return strings.ReplaceAll(strings.Join(parts, "."), "/", "_")
}
