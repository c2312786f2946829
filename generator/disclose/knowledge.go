package disclose

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"vitrine/generator/disclose/audit"
	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/disclose/suppress"
)

// knowledge is what can be known of the people in datasets that hang together,
// in the terms of the audit: numbered cells, sums that hold, secrets.
type knowledge struct {
	datasets []*raw.Dataset
	scale    int64 // cells are counted in 1/scale
	table    audit.Table
	cells    []cell // of table.Cells
	sums     []sum  // of table.Sums
	places   []place
	ids      map[spot]int // the cell at a spot
	units    []suppress.Unit
	seen     map[string]bool // sums that are there
	hidden   []hidden
	versions map[string][][]audit.Term // of each total, it minus its parts in one version after another
	secretAt map[string]int            // secrets by their terms
	wholes   [][]int                   // of each secret, the secrets that it is a part of
	inner    [][]int                   // of each secret, its parts among the secrets
	revised  map[string][]int          // the secrets that a revision made
	above    map[int][]int             // the sums that bound parts of a cell
	secretOf map[int][]int             // the secrets that a cell bounds from above
	byKeys   []map[string][]int        // of each dataset, the rows with some keys
	sumsUp   [][]map[string]bool       // of each dataset's dimensions, the members that sum others
	canon    map[string]string         // things that datasets repeat, to one of their names
	absent   func(d *raw.Dataset, version, row int) bool
	heldBack func(s spot) bool
	tooLarge bool
}

// hidden is a count of people that nobody publishes: a remainder, a complement, a
// difference.
type hidden struct {
	dataset int
	terms   []audit.Term
	place   place
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
	spots  []spot
	unit   int  // of knowledge.units; -1 when it is never withheld for others
	exact  bool // its value is known to the editor
	small  bool // the rule withholds it
	input  bool // a small count is computed from it, or it was taken back
	held   bool // a release withheld it, and nothing says what it was then
	told   bool // a release has told it, so that it can't be withheld any more
	hidden bool // it is withheld
	people bool
}

// sum is where a sum comes from.
type sum struct {
	pos  source.Pos
	text string
}

// place says what a secret counts, to tell whose part it is.
type place struct {
	kind     string
	revision string   // that made the difference which is counted
	in       []string // the versions that have it
	keys     []string
	data     int
}

// few are the counts that the rule withholds.
func few(c *report.Cell, m *report.Measure, rule report.Disclosure) bool {
	if !m.People || rule.Method == "none" || c.State != report.Number {
		return false
	}
	from := report.Interval{Lo: new(big.Rat), LoOpen: !rule.Zeros, Hi: big.NewRat(int64(rule.Threshold), 1), HiOpen: true}
	return c.Interval(m).Within(from) || (c.Value.Sign() > 0 || rule.Zeros) && report.Point(c.Value.Rat()).Within(from)
}

// smallFrom reports whether a small count in a row is computed from a measure.
func smallFrom(h *report.Dataset, cells *[]raw.Cell, measure int) bool {
	from := []string{h.Measures[measure].ID}
	for n := 0; n < len(from); n++ {
		for i, m := range h.Measures {
			if slices.Contains(m.DerivedFrom, from[n]) && !slices.Contains(from, m.ID) {
				if few(&(*cells)[i].Cell, m, h.Disclosure) {
					return true
				}
				from = append(from, m.ID)
			}
		}
	}
	return false
}

// newKnowledge numbers the cells of datasets and finds which sums of them hold.
// Its secrets are found once the cells have values (secrets).
func newKnowledge(datasets []*raw.Dataset, relations []relation, g Gate) *knowledge {
	k := &knowledge{datasets: datasets, absent: g.absent, canon: map[string]string{}, ids: map[spot]int{}, seen: map[string]bool{}, secretAt: map[string]int{}, versions: map[string][][]audit.Term{}, scale: 1}
	k.heldBack = func(s spot) bool { return g.heldBack(datasets[s.dataset], s) }
	places := 0
	for _, d := range datasets {
		for _, m := range d.Header.Measures {
			if m.People {
				places = max(places, m.Decimals)
			}
		}
	}
	for range places {
		k.scale *= 10
	}
	for i, d := range datasets {
		rows := map[string][]int{}
		for r, row := range d.Rows {
			rows[strings.Join(row.Keys, "\x00")] = append(rows[strings.Join(row.Keys, "\x00")], r)
		}
		k.byKeys = append(k.byKeys, rows)
		totals := make([]map[string]bool, len(d.Header.Dimensions))
		for n, x := range d.Header.Dimensions {
			totals[n] = map[string]bool{}
			for total := range x.Families() {
				totals[n][total] = true
			}
		}
		k.sumsUp = append(k.sumsUp, totals)
		k.number(i)
	}
	k.repeated()
	k.merge()
	k.choices(g.random)
	for i, d := range datasets {
		k.published(i, g.known)
		for v := len(d.Revisions); v >= 0; v-- {
			k.totals(i, v)
			k.parts(i, v)
			k.running(i, v)
			k.remainders(i, v)
		}
		k.changes(i)
	}
	for _, r := range relations {
		if r.likely {
			k.relation(r)
		}
	}
	return k
}

// spotOf is where the figure stands that a row's cell shows before a revision.
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

// counted reports whether a measure is a count that sums can hold of.
func counted(m *report.Measure) bool { return !m.Rating() && len(m.DerivedFrom) == 0 }

// number gives every figure of a dataset a number of its own.
func (k *knowledge) number(dataset int) {
	d := k.datasets[dataset]
	add := func(s spot, c *report.Cell) {
		m := d.Header.Measures[s.measure]
		if !counted(m) || c.State == report.NotApplicable || c.State == report.Rated {
			return
		}
		k.ids[s] = len(k.cells)
		info := cell{spots: []spot{s}, unit: -1, people: m.People}
		figure := audit.Cell{Lo: -audit.Unbounded, Hi: audit.Unbounded}
		if m.People {
			figure.Lo = 0
		}
		if c.State == report.Number {
			figure.Value = k.whole(c.Value.Rat(), false)
			interval := c.Interval(m)
			info.small = few(c, m, d.Header.Disclosure)
			info.input = s.revision < 0 && m.People && (smallFrom(d.Header, &d.Rows[s.change].Cells, s.measure) || takenBack(d, s.change, s.measure))
			info.held = m.People && k.heldBack(s)
			if !info.small { // the bound of a withheld figure is withheld too
				if interval.Lo != nil {
					figure.Lo = k.end(interval.Lo, interval.LoOpen, true)
				}
				if interval.Hi != nil {
					figure.Hi = k.end(interval.Hi, interval.HiOpen, false)
				}
			}
			figure.Value = max(figure.Lo, min(figure.Hi, figure.Value))
			info.exact = interval.IsPoint() || figure.Lo == figure.Hi // about 47 people are 47
		}
		k.cells = append(k.cells, info)
		k.table.Cells = append(k.table.Cells, figure)
	}
	for r, row := range d.Rows {
		for m := range row.Cells {
			add(spot{dataset, -1, r, m}, &row.Cells[m].Cell)
		}
	}
	for r, rev := range d.Revisions {
		for i := range rev.Changes {
			add(spot{dataset, r, i, rev.Changes[i].Measure}, &rev.Changes[i].Was)
		}
	}
}

// maxCount is the largest count that leaves room for adding many.
const maxCount = 1e12

// whole is a figure in units of 1/scale, rounded up or down.
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

// end is the last whole number within an end of an interval.
func (k *knowledge) end(r *big.Rat, open, lower bool) int64 {
	n := k.whole(r, lower)
	if whole := new(big.Rat).Mul(r, new(big.Rat).SetInt64(k.scale)); open && whole.IsInt() {
		if lower {
			n++
		} else {
			n--
		}
	}
	return n
}

// thing names what a row's cell counts, whoever counted it; datasets that repeat
// a measure have the same names.
func (k *knowledge) thing(dataset, row, measure int) string {
	d := k.datasets[dataset]
	name := fmt.Sprintf("%s/%s/%s", d.Header.ID, d.Header.Measures[measure].ID, d.Header.Thing(d.Rows[row].Keys))
	for k.canon[name] != "" {
		name = k.canon[name]
	}
	return name
}

// repeated gives one name to the things that datasets repeat of each other.
func (k *knowledge) repeated() {
	for i, d := range k.datasets {
		for m, measure := range d.Header.Measures {
			id, name, _ := strings.Cut(measure.SameAs, "/")
			j := slices.IndexFunc(k.datasets, func(d *raw.Dataset) bool { return d.Header.ID == id })
			if measure.SameAs == "" || j < 0 {
				continue
			}
			theirs := k.datasets[j].Header.MeasureIndex(name)
			for a, b := range raw.Repeated(d, k.datasets[j]) {
				if x, y := k.thing(i, a, m), k.thing(j, b, theirs); x != y {
					k.canon[x] = y
				}
			}
		}
	}
}

// whose names what a figure at a spot counts, and until when it stood there.
func (k *knowledge) whose(s spot) string {
	if s.revision < 0 {
		return k.thing(s.dataset, s.change, s.measure)
	}
	rev := k.datasets[s.dataset].Revisions[s.revision]
	return fmt.Sprintf("%s until %s", k.thing(s.dataset, rev.Changes[s.change].Row, s.measure), rev.Date)
}

// figure is what stands at a spot.
func (k *knowledge) figure(s spot) *report.Cell {
	d := k.datasets[s.dataset]
	if s.revision < 0 {
		return &d.Rows[s.change].Cells[s.measure].Cell
	}
	return &d.Revisions[s.revision].Changes[s.change].Was
}

// merge gives one number to figures that say the same of the same at the same
// time: of several sources, or of datasets that repeat each other.
func (k *knowledge) merge() {
	number := map[string]int{}
	var cells []cell
	var figures []audit.Cell
	at := make([]int, len(k.cells))
	for i, c := range k.cells {
		name := fmt.Sprintf("%s %d", k.whose(c.spots[0]), k.table.Cells[i].Value)
		n, seen := number[name]
		if !seen || !c.exact {
			n = len(cells)
			cells, figures = append(cells, cell{unit: -1, exact: c.exact}), append(figures, k.table.Cells[i])
			if c.exact {
				number[name] = n
			}
		}
		cells[n].spots = append(cells[n].spots, c.spots...)
		cells[n].people = cells[n].people || c.people
		cells[n].input = cells[n].input || c.input
		cells[n].held = cells[n].held || c.held
		if c.small && !cells[n].small { // in one dataset is in all
			cells[n].small = true
			figures[n].Lo, figures[n].Hi = 0, audit.Unbounded
		}
		at[i] = n
	}
	for s, i := range k.ids {
		k.ids[s] = at[i]
	}
	k.cells, k.table.Cells = cells, figures
}

// choices groups the cells that are withheld together: what rivals say of one
// thing, and what datasets repeat, as long as it stood there.
func (k *knowledge) choices(random func(string) uint64) {
	unitOf := map[string]int{} // by the thing that is counted
	for i := range k.cells {
		if !k.cells[i].people {
			continue
		}
		for _, s := range k.cells[i].spots {
			d := k.datasets[s.dataset]
			if d.Header.Disclosure.Method != "suppress" || !d.Header.Measures[s.measure].People || k.figure(s).State != report.Number {
				continue
			}
			name := k.whose(s) // all spots of a cell have the same
			u, seen := unitOf[name]
			if !seen {
				u = len(k.units)
				unitOf[name] = u
				k.units = append(k.units, suppress.Unit{Cost: 1})
			}
			x := &k.units[u]
			if k.cells[i].unit != u {
				k.cells[i].unit = u
				x.Cells = append(x.Cells, i)
			}
			if s.revision < 0 { // the past costs nobody
				x.Cost = max(x.Cost, k.cost(s, random(name)))
				x.Keep = x.Keep || k.kept(s)
			}
		}
	}
	for _, x := range k.units { // one small cell withholds all
		if slices.ContainsFunc(x.Cells, func(i int) bool { return k.cells[i].small || k.cells[i].input || k.cells[i].held }) {
			for _, i := range x.Cells {
				k.hide(i)
			}
		}
	}
	k.takeBack()
}

// cost is what it costs to withhold a figure: more for each dimension of which it is a
// total, and a part that the seed says. The figure itself is not looked at.
func (k *knowledge) cost(s spot, noise uint64) int64 {
	cost := int64(10)
	for i, key := range k.datasets[s.dataset].Rows[s.change].Keys {
		if k.sumsUp[s.dataset][i][key] {
			cost *= 2
		}
	}
	return cost + int64(noise%11)*cost/10
}

func (k *knowledge) hide(i int) {
	if k.cells[i].hidden = true; k.cells[i].unit >= 0 {
		k.units[k.cells[i].unit].Withheld = true
	}
	k.table.Cells[i].Lo, k.table.Cells[i].Hi = 0, audit.Unbounded
	if !k.cells[i].people {
		k.table.Cells[i].Lo = -audit.Unbounded
	}
}

func (k *knowledge) kept(s spot) bool {
	d := k.datasets[s.dataset]
	row := d.Rows[s.change]
	return slices.ContainsFunc(d.Keep, func(w report.Where) bool { return d.Header.Matches(w, row.Keys, row.Attrs, row.Sources) })
}

// takeBack hides what has been withdrawn, now and in earlier versions, and what
// stood where a revision changed a count by only a few.
func (k *knowledge) takeBack() {
	for i := range k.cells {
		for _, s := range k.cells[i].spots {
			if k.takenBack(s) || s.revision >= 0 && k.smallChange(s.dataset, s) {
				k.hide(i)
			}
		}
	}
}

func (k *knowledge) takenBack(s spot) bool {
	d := k.datasets[s.dataset]
	r := s.change
	if s.revision >= 0 {
		r = d.Revisions[s.revision].Changes[s.change].Row
	}
	return takenBack(d, r, s.measure)
}

func takenBack(d *raw.Dataset, r, measure int) bool {
	row := d.Rows[r]
	return slices.ContainsFunc(d.Header.Withdrawals, func(w *report.Withdrawal) bool { return w.Covers(d.Header, row.Keys, row.Attrs, row.Sources, measure) })
}

// published fixes what an earlier release has already told: it can't be
// withheld any more. A small count that one told, under another rule, is withheld
// all the same, and the ledger asks to take it back.
func (k *knowledge) published(dataset int, known func(d *raw.Dataset, row, measure int, rev *raw.Revision, c *report.Cell) bool) {
	d := k.datasets[dataset]
	for s, i := range k.ids {
		if s.dataset != dataset || !k.cells[i].exact || k.cells[i].small || k.takenBack(s) {
			continue
		}
		r, rev, figure := s.change, (*raw.Revision)(nil), (*report.Cell)(nil)
		if s.revision < 0 {
			figure = &d.Rows[s.change].Cells[s.measure].Cell
		} else {
			c := &d.Revisions[s.revision].Changes[s.change]
			if k.smallChange(dataset, s) {
				continue // the site takes it back by revising it
			}
			r, rev, figure = c.Row, d.Revisions[s.revision], &c.Was
		}
		if known(d, r, s.measure, rev, figure) {
			v := k.table.Cells[i].Value
			k.table.Cells[i].Lo, k.table.Cells[i].Hi = v, v
			k.cells[i].told = true
			if u := k.cells[i].unit; u >= 0 {
				k.units[u].Keep = true
			}
		}
	}
}
