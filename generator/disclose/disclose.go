// Package disclose is the gate: the only way from the raw figures to those that
// may be published.
//
// Primary suppression. Of a measure that counts people, a cell from 1 to threshold-1 is
// withheld (with zeros, 0 too), and so is a bound or a rounded figure that can only mean such
// a count. Counts that nobody publishes but anybody could work out are secrets too: what a
// total has more than its parts where that is declared to be people (rest) or where parts have
// no row, a whole without its part or parts, what is left of a period, what is added between
// running totals, and the difference that a revision made, in one cell or in several that are
// withheld together. Where such a difference is small the old figure is withheld. A figure
// that is computed from a withheld one, as declared (derived_from) or as found, is withheld.
//
// What is known. An attacker is taken to know the sums that keys declare, and those that hold
// in the raw figures without being declared and are unlikely to do so by chance (package
// relations). A row that is not there is read as nobody or, where the others don't add up, as
// a count that is not told. A figure that a release withheld is not taken for today's: it
// stays withheld until its editor says what it was (package past). Rows stand in an order that
// does not depend on the figures (order.go).
//
// Secondary suppression. More cells are withheld until no secret can be worked
// out from what is published, now or in an earlier release: package suppress
// chooses, package audit decides. A total that is declared not to be the sum of
// its parts is never relied on: the audit assumes that the gap is known, which
// holds for those who ignore it as well.
//
// Running it again. An attacker may try all tables that agree with what is published, under
// any seed. He shall find some with each secret at 1, and some at threshold-1, of which the
// same cells are withheld. That is shown by how the choice is made, not by the audit: the
// choice sees kinds and bins of counts alone (look.go, suppress.Look), and the cells that it
// withholds let each secret go to both ends while all counts keep their kinds. It is not shown
// where a whole and its part are both small, since then the part may leave its kind on the
// way, nor in tables of more than 24 cells in which such steps are not found, where the
// figures say what to withhold besides. TestRerun measures what is left.
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
	"vitrine/generator/disclose/past"
	"vitrine/generator/disclose/relations"
	"vitrine/generator/disclose/suppress"
	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/source"
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
}

// Choices keeps from one build to the next which cells were chosen, by a digest
// of all that they were chosen from. Nothing but that is kept.
type Choices interface {
	Get(key string) ([]byte, bool)
	Put(key string, value []byte)
}

// gate is one run of the gate.
type gate struct {
	Gate
	datasets []*relations.Dataset
	inputs   []relations.Inputs // of each dataset
	past     *past.Past
	out      []*report.Dataset // what is published of each dataset
}

// newGate returns a gate that publishes every figure so far.
func newGate(datasets []*raw.Dataset, options Gate) *gate {
	g := &gate{Gate: options, datasets: relations.New(datasets)}
	g.past = past.New(options.Releases, g.datasets)
	for _, d := range g.datasets {
		g.inputs = append(g.inputs, relations.InputsOf(d, g.datasets))
		g.out = append(g.out, g.copy(d))
	}
	return g
}

// Run returns what may be published of the datasets, or reports why nothing may.
// The raw datasets stay as they are.
func Run(datasets []*raw.Dataset, options Gate, problems *source.Problems) (out []*report.Dataset, counts Counts) {
	g := newGate(datasets, options)
	for _, d := range g.datasets {
		g.past.Check(d, problems)
	}
	found := relations.Undeclared(g.datasets)
	for _, group := range g.linked(found) {
		g.protect(group, found, problems)
	}
	for again := true; again; { // what one dataset withholds, another may be computed from
		again = false
		for _, d := range g.datasets {
			again = g.withholdComputed(d) || again
		}
	}
	for _, d := range g.datasets {
		g.complete(d)
		withheld := g.out[d.Number].Disclosure.Suppressed
		counts.Withheld += withheld
		counts.Published += len(d.Rows)*len(d.Header.Measures) - withheld
	}
	for _, d := range g.datasets {
		shown := func(row, measure int) bool {
			return g.out[d.Number].Rows[row].Cells[measure].State == report.Number
		}
		g.past.CheckLifted(d, shown, problems)
	}
	var orders []order
	for _, d := range g.datasets {
		orders = append(orders, g.orderOf(d))
	}
	for i, d := range g.datasets {
		g.arrange(d, orders[i], problems)
	}
	return g.out, counts
}

// copy copies a dataset with every figure. The gate closes on the copy.
func (g *gate) copy(d *relations.Dataset) *report.Dataset {
	out := *d.Header
	out.Rows, out.Revisions = nil, nil
	severalSources := slices.ContainsFunc(d.Rows, func(r *raw.Row) bool {
		return report.SourceIDs(r.Sources) != report.SourceIDs(d.Rows[0].Sources)
	})
	for i, row := range d.Rows {
		copied := &report.Row{Pos: row.Pos, Since: g.past.Since(d, row), Anchor: anchor(row, i, severalSources),
			Keys: row.Keys, Attrs: row.Attrs, Sources: row.Sources}
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
			if g.past.Added(d, r, rev) {
				copied.Added = append(copied.Added, out.Rows[r])
			}
		}
		out.Revisions = append(out.Revisions, &copied)
	}
	return &out
}

// anchor names a row on the dataset's page, from its keys and, where they
// tell rows apart, its sources.
func anchor(row *raw.Row, index int, withSources bool) string {
	parts := slices.Clone(row.Keys)
	if ids := report.SourceIDs(row.Sources); withSources && ids != "" {
		parts = append(parts, ids)
	}
	if len(parts) == 0 {
		return fmt.Sprintf("row-%d", index+1)
	}
	return strings.ReplaceAll(strings.Join(parts, "."), "/", "_")
}

// complete fills in what the published dataset says besides figures.
func (g *gate) complete(d *relations.Dataset) {
	out := g.out[d.Number]
	for _, row := range out.Rows {
		for c := range row.Cells {
			if row.Cells[c].State == report.Suppressed {
				out.Disclosure.Suppressed++
			}
		}
	}
	out.Past = map[report.CellRef][]report.Step{}
	out.Inputs = map[report.CellRef][]report.CellRef{}
	out.Shown = map[report.CellRef]report.Date{}
	for r, row := range out.Rows {
		for m := range row.Cells {
			ref := report.CellRef{Row: row, Measure: m}
			if day := g.past.ShownSince(d, r, m); !day.IsZero() {
				out.Shown[ref] = day
			}
			for _, in := range g.inputs[d.Number].Of[relations.Cell{Dataset: d.Number, Row: r, Measure: m}] {
				if in.Dataset == d.Number {
					input := report.CellRef{Row: out.Rows[in.Row], Measure: in.Measure}
					out.Inputs[ref] = append(out.Inputs[ref], input)
				}
			}
		}
	}
	for _, rev := range out.Revisions {
		for _, c := range rev.Changes {
			ref := report.CellRef{Row: c.Row, Measure: c.Measure}
			out.Past[ref] = append(out.Past[ref], report.Step{Revision: rev, Was: c.Was})
		}
	}
}

// withhold leaves nothing of a cell but its sources.
func withhold(c *report.Cell) { *c = report.Cell{State: report.Suppressed, Sources: c.Sources} }

// linked groups the datasets that count people by what they repeat of each
// other, declared or found.
func (g *gate) linked(found []relations.Relation) (groups [][]*relations.Dataset) {
	sets := suppress.NewSets(len(g.datasets))
	for i, d := range g.datasets {
		for _, m := range d.Header.Measures {
			id, _, _ := strings.Cut(m.SameAs, "/")
			j := slices.IndexFunc(g.datasets, func(x *relations.Dataset) bool { return x.Header.ID == id })
			if m.SameAs != "" && j >= 0 {
				sets.Join(i, j)
			}
		}
	}
	for _, r := range found {
		for _, e := range r.Equations {
			for _, t := range e {
				if r.Likely {
					sets.Join(e[0].Dataset, t.Dataset)
				}
			}
		}
	}
	groups = make([][]*relations.Dataset, len(g.datasets))
	for i, d := range g.datasets {
		groups[sets.Of(i)] = append(groups[sets.Of(i)], d)
	}
	return slices.DeleteFunc(groups, func(group []*relations.Dataset) bool {
		return !slices.ContainsFunc(group, (*relations.Dataset).Protects)
	})
}

// protect closes the gate on datasets that hang together.
func (g *gate) protect(group []*relations.Dataset, found []relations.Relation, problems *source.Problems) {
	pos := group[0].Header.Pos
	found = ofGroup(found, group)
	k := newKnowledge(group, found, g)
	if k.tooLarge {
		problems.Add(source.Problem{Pos: pos, Text: "a count of people is too large to be protected",
			Hint: "counts have at most 12 digits"})
		return
	}
	if len(k.contradicted) > 0 {
		k.contradicts(problems)
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
	k.findSecrets()
	if len(k.table.Secrets) > 0 && g.Seed == "" {
		problems.Add(source.Problem{Pos: pos, Text: "small counts have to be protected, and there is no seed",
			Hint: "add seed = \"…\" to [disclosure] in data/site.toml: 16 or more characters that nobody can " +
				"guess, as \"openssl rand -hex 16\" makes them; keep it with the raw data"})
		return
	}
	withheld, evidence := g.chooseAll(k)
	for u, w := range withheld {
		for _, i := range k.units[u].Cells {
			if w {
				k.withhold(i)
			}
		}
	}
	for s, i := range k.ids {
		if c := g.published(k, s); k.cells[i].withheld && c.State == report.Number {
			withhold(c)
		}
	}
	for _, d := range group {
		g.withholdComputed(d)
	}
	if slices.Contains(withheld, true) {
		warn(found, problems)
	}
	k.asPublished()
	failures, err := audit.Check(&k.table, evidence)
	switch {
	case err != nil:
		problems.Add(source.Problem{Pos: pos, Text: "it can't be shown that people are protected here: " + err.Error(),
			Hint: "please report this, it is a mistake of Vitrine's; nothing was published"})
	case len(failures) > 0:
		k.unprotected(failures, problems)
	}
}

// published returns the figure at a spot as it is published.
func (g *gate) published(k *knowledge, s spot) *report.Cell {
	out := g.out[k.datasets[s.dataset].Number]
	if s.revision >= 0 {
		return &out.Revisions[s.revision].Changes[s.change].Was
	}
	return &out.Rows[s.change].Cells[s.measure]
}

// mostRounds is how often a choice is made again because of what it withholds together.
const mostRounds = 4

// chooseAll finds which units to withhold, and the evidence that it is enough.
func (g *gate) chooseAll(k *knowledge) (withheld []bool, evidence []audit.Evidence) {
	if len(k.table.Secrets) == 0 {
		return make([]bool, len(k.units)), nil
	}
	withheld, evidence = g.choose(k)
	for range mostRounds {
		if !k.findTogether(withheld) {
			break
		}
		withheld, evidence = g.choose(k)
	}
	return withheld, evidence
}

// choose makes a choice for the secrets that there are, or takes one that was made before.
func (g *gate) choose(k *knowledge) ([]bool, []audit.Evidence) {
	h := hmac.New(sha256.New, []byte(g.Seed))
	look, everybody := k.look(), k.everybody()
	fmt.Fprintf(h, "4 %v %v %v %v", k.table, k.units, look, everybody)
	key := fmt.Sprintf("%x", h.Sum(nil))
	if g.Chosen != nil {
		if kept, ok := g.Chosen.Get(key); ok && len(kept) == len(k.units) {
			withheld, units := make([]bool, len(kept)), slices.Clone(k.units)
			for u := range units {
				withheld[u] = kept[u] == 'c'
				units[u].Keep, units[u].Withheld = true, withheld[u]
			}
			table := suppress.Without(&k.table, units, withheld)
			_, evidence := suppress.Choose(table, nil, units, suppress.Look{}, g.Progress)
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

// random returns a number that nobody who lacks the seed can foresee, always the same for a name.
func (g *gate) random(name string) uint64 {
	h := hmac.New(sha256.New, []byte(g.Seed))
	h.Write([]byte(name))
	return binary.BigEndian.Uint64(h.Sum(nil))
}
