package disclose

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"vitrine/generator/disclose/audit"
	"vitrine/generator/disclose/relations"
	"vitrine/generator/disclose/suppress"
	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// knowledge is what can be known of the people in datasets that hang together,
// in the terms of the audit: numbered cells, sums that hold, secrets.
type knowledge struct {
	gate     *gate
	datasets []*relations.Dataset
	scale    int64 // cells are counted in 1/scale
	tooLarge bool  // a count is
	table    audit.Table
	cells    []cell       // of table.Cells
	sums     []sum        // of table.Sums
	ids      map[spot]int // the cell at a spot
	units    []suppress.Unit

	added        map[string]bool // sums that are there
	contradicted []contradiction
	unpublished  []unpublished             // counts that nobody publishes
	versions     map[string][][]audit.Term // of each total, it minus its parts in one version after another
	synonyms     map[string]string         // names of what datasets repeat, to another of its names
	totals       [][]map[string]bool       // of each dataset's dimensions, the members that sum others
	populations  []population              // of table.Secrets
	secretByName map[string]int            // by their terms
	wholes       [][]int                   // of each secret, the secrets that it is a part of
	parts        [][]int                   // of each secret, its parts among the secrets
	revised      map[string][]int          // the secrets that a revision made
	above        map[int][]int             // the sums that bound parts of a cell
	secretOf     map[int][]int             // the secrets that a cell bounds from above
}

// unpublished is a count of people that nobody publishes: a remainder, a complement, a
// difference.
type unpublished struct {
	population
	terms []audit.Term
}

// spot is where a figure stands: in a dataset's row, or as a revision found it.
// A cell that several revisions left alone has one spot, that of the next change
// or, with revision -1, of the row.
type spot struct {
	dataset, revision, change int // change: of the revision, or of the row when revision is -1
	measure                   int
}

// cell is what is known of a numbered cell besides its value.
type cell struct {
	spots    []spot
	unit     int  // of knowledge.units; -1 when it is never withheld for others
	exact    bool // its value is known to the editor
	small    bool // the rule withholds it
	input    bool // a small count is computed from it, or it was taken back
	held     bool // a release withheld it, and nothing says what it was then
	told     bool // a release has told it, so that it can't be withheld any more
	withheld bool
	people   bool
}

// sum is where a sum comes from.
type sum struct {
	pos  source.Pos
	text string
}

// population says whom a count counts, to tell of which others it is a part.
type population struct {
	dataset  int
	kind     string // the measure, or what is counted of it
	keys     []string
	revision string   // that made the difference which is counted
	in       []string // the versions that have it
}

// few reports whether the rule withholds a count.
func few(c *report.Cell, m *report.Measure, rule report.Disclosure) bool {
	if !m.People || rule.Method == "none" || c.State != report.Number {
		return false
	}
	threshold := big.NewRat(int64(rule.Threshold), 1)
	small := report.Interval{Lo: new(big.Rat), LoOpen: !rule.Zeros, Hi: threshold, HiOpen: true}
	value := report.Point(c.Value.Rat())
	return c.Interval(m).Within(small) || (c.Value.Sign() > 0 || rule.Zeros) && value.Within(small)
}

// makesFew reports whether a small count in a row is computed from a measure.
func makesFew(h *report.Dataset, row *raw.Row, measure int) bool {
	from := []string{h.Measures[measure].ID}
	for n := 0; n < len(from); n++ {
		for i, m := range h.Measures {
			if slices.Contains(m.DerivedFrom, from[n]) && !slices.Contains(from, m.ID) {
				if few(&row.Cells[i].Cell, m, h.Disclosure) {
					return true
				}
				from = append(from, m.ID)
			}
		}
	}
	return false
}

// newKnowledge numbers the cells of datasets and finds which sums of them hold.
// Its secrets are found once the cells have values (findSecrets).
func newKnowledge(datasets []*relations.Dataset, found []relations.Relation, g *gate) *knowledge {
	k := &knowledge{gate: g, datasets: datasets, scale: 1, ids: map[spot]int{}, added: map[string]bool{},
		versions: map[string][][]audit.Term{}, synonyms: map[string]string{}, secretByName: map[string]int{}}
	decimals := 0
	for _, d := range datasets {
		for _, m := range d.Header.Measures {
			if m.People {
				decimals = max(decimals, m.Decimals)
			}
		}
	}
	for range decimals {
		k.scale *= 10
	}
	for i, d := range datasets {
		totals := make([]map[string]bool, len(d.Header.Dimensions))
		for n, x := range d.Header.Dimensions {
			totals[n] = map[string]bool{}
			for total := range x.Families() {
				totals[n][total] = true
			}
		}
		k.totals = append(k.totals, totals)
		k.number(i)
	}
	k.findSynonyms()
	k.merge()
	k.makeUnits()
	for i, d := range datasets {
		k.fixTold(i)
		for version := len(d.Revisions); version >= 0; version-- {
			k.addTotals(i, version)
			k.addParts(i, version)
			k.addRules(i, version)
			k.addRunning(i, version)
			k.addRemainders(i, version)
		}
		k.addRevised(i)
	}
	for _, r := range found {
		if r.Likely {
			k.addRelation(r)
		}
	}
	return k
}

// spotOf returns where the figure stands that a row's cell shows before a revision.
func (k *knowledge) spotOf(dataset, version, row, measure int) spot {
	d := k.datasets[dataset]
	for r := version; r < len(d.Revisions); r++ {
		for i := range d.Revisions[r].Changes {
			if c := &d.Revisions[r].Changes[i]; c.Row == row && c.Measure == measure {
				return spot{dataset, r, i, measure}
			}
		}
	}
	return spot{dataset, -1, row, measure}
}

// at returns the row of a spot, the revision that found the figure or nil, and the figure.
func (k *knowledge) at(s spot) (row int, rev *raw.Revision, figure *report.Cell) {
	d := k.datasets[s.dataset]
	if s.revision < 0 {
		return s.change, nil, &d.Rows[s.change].Cells[s.measure].Cell
	}
	rev = d.Revisions[s.revision]
	c := &rev.Changes[s.change]
	return c.Row, rev, &c.Was
}

// cellAt returns the number of the cell that a row shows before a revision; false for one
// that does not apply, which counts as nothing.
func (k *knowledge) cellAt(dataset, version, row, measure int) (id int, ok bool) {
	id, ok = k.ids[k.spotOf(dataset, version, row, measure)]
	return id, ok
}

// number gives every figure of a dataset a number of its own.
func (k *knowledge) number(dataset int) {
	d := k.datasets[dataset]
	for r, row := range d.Rows {
		for m := range row.Cells {
			k.numberFigure(spot{dataset, -1, r, m})
		}
	}
	for r, rev := range d.Revisions {
		for i := range rev.Changes {
			k.numberFigure(spot{dataset, r, i, rev.Changes[i].Measure})
		}
	}
}

// numberFigure gives the figure at a spot a number, and notes what is known of it.
func (k *knowledge) numberFigure(s spot) {
	d := k.datasets[s.dataset]
	m := d.Header.Measures[s.measure]
	row, rev, figure := k.at(s)
	if !relations.Counted(m) || figure.State == report.NotApplicable || figure.State == report.Rated {
		return
	}
	k.ids[s] = len(k.cells)
	info := cell{spots: []spot{s}, unit: -1, people: m.People}
	known := audit.Cell{Lo: -audit.Unbounded, Hi: audit.Unbounded}
	if m.People {
		known.Lo = 0
	}
	if figure.State == report.Number {
		known.Value = k.whole(figure.Value.Rat(), false)
		interval := figure.Interval(m)
		info.small = few(figure, m, d.Header.Disclosure)
		info.input = rev == nil && m.People &&
			(makesFew(d.Header, d.Rows[row], s.measure) || takenBack(d, row, s.measure))
		info.held = m.People && k.gate.past.Held(d, row, s.measure, rev)
		if !info.small { // the bound of a withheld figure is withheld too
			if interval.Lo != nil {
				known.Lo = k.end(interval.Lo, interval.LoOpen, true)
			}
			if interval.Hi != nil {
				known.Hi = k.end(interval.Hi, interval.HiOpen, false)
			}
		}
		known.Value = max(known.Lo, min(known.Hi, known.Value))
		info.exact = interval.IsPoint() || known.Lo == known.Hi // about 47 people are 47
	}
	k.cells = append(k.cells, info)
	k.table.Cells = append(k.table.Cells, known)
}

// maxCount is the largest count that leaves room for adding many.
const maxCount = 1e12

// whole returns a figure in units of 1/scale, rounded up or down.
func (k *knowledge) whole(r *big.Rat, up bool) int64 {
	n := new(big.Rat).Mul(r, new(big.Rat).SetInt64(k.scale))
	q, rest := new(big.Int).DivMod(n.Num(), n.Denom(), new(big.Int))
	if up && rest.Sign() != 0 {
		q.Add(q, big.NewInt(1))
	}
	if !q.IsInt64() || q.Int64() > maxCount || q.Int64() < -maxCount {
		k.tooLarge = true
		return 0
	}
	return q.Int64()
}

// end returns the last whole number within an end of an interval.
func (k *knowledge) end(r *big.Rat, open, lower bool) int64 {
	n := k.whole(r, lower)
	whole := new(big.Rat).Mul(r, new(big.Rat).SetInt64(k.scale)).IsInt()
	switch {
	case open && whole && lower:
		return n + 1
	case open && whole:
		return n - 1
	}
	return n
}

// thing names what a row's cell counts, whoever counted it; datasets that repeat
// a measure have the same names.
func (k *knowledge) thing(dataset, row, measure int) string {
	d := k.datasets[dataset]
	name := fmt.Sprintf("%s/%s/%s", d.Header.ID, d.Header.Measures[measure].ID, d.Header.Thing(d.Rows[row].Keys))
	for k.synonyms[name] != "" {
		name = k.synonyms[name]
	}
	return name
}

// findSynonyms gives one name to the things that datasets repeat of each other.
func (k *knowledge) findSynonyms() {
	for i, d := range k.datasets {
		for m, measure := range d.Header.Measures {
			id, name, _ := strings.Cut(measure.SameAs, "/")
			j := slices.IndexFunc(k.datasets, func(d *relations.Dataset) bool { return d.Header.ID == id })
			if measure.SameAs == "" || j < 0 {
				continue
			}
			theirs := k.datasets[j].Header.MeasureIndex(name)
			for a, b := range raw.Repeated(d.Dataset, k.datasets[j].Dataset) {
				if x, y := k.thing(i, a, m), k.thing(j, b, theirs); x != y {
					k.synonyms[x] = y
				}
			}
		}
	}
}

// nameOf names what a figure at a spot counts, and until when it stood there.
func (k *knowledge) nameOf(s spot) string {
	row, rev, _ := k.at(s)
	if rev == nil {
		return k.thing(s.dataset, row, s.measure)
	}
	return fmt.Sprintf("%s until %s", k.thing(s.dataset, row, s.measure), rev.Date)
}

// merge gives one number to figures that say the same of the same at the same
// time: of several sources, or of datasets that repeat each other.
func (k *knowledge) merge() {
	number := map[string]int{}
	var cells []cell
	var figures []audit.Cell
	merged := make([]int, len(k.cells))
	for i, c := range k.cells {
		name := fmt.Sprintf("%s %d", k.nameOf(c.spots[0]), k.table.Cells[i].Value)
		n, seen := number[name]
		if !seen || !c.exact {
			n = len(cells)
			cells, figures = append(cells, cell{unit: -1, exact: c.exact}), append(figures, k.table.Cells[i])
			if c.exact {
				number[name] = n
			}
		}
		x := &cells[n]
		x.spots = append(x.spots, c.spots...)
		x.people, x.input, x.held = x.people || c.people, x.input || c.input, x.held || c.held
		if c.small && !x.small { // in one dataset is in all
			x.small = true
			figures[n].Lo, figures[n].Hi = 0, audit.Unbounded
		}
		merged[i] = n
	}
	for s, i := range k.ids {
		k.ids[s] = merged[i]
	}
	k.cells, k.table.Cells = cells, figures
}
