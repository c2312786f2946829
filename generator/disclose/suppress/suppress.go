// Package suppress chooses the cells to withhold so that nothing which is
// withheld can be worked out: secondary suppression. It also finds the fillings
// that show it, which package audit adds up. Nothing here is trusted: what the
// audit does not pass is not published.
//
// The method is that of a suppression by moves, as in network heuristics (Kelly
// 1990; Fischetti and Salazar-González 2001), in whole numbers: for each secret,
// look for the cheapest change of the table that keeps every sum and takes the
// secret to its low or its high end; whatever cell changes is withheld. Then
// cells that turn out not to be needed are published again. A move is found by
// the simplex method and, where it is not whole, by dividing the question.
package suppress

import (
	"cmp"
	"maps"
	"slices"

	"vitrine/generator/disclose/audit"
)

// Unit is cells that are withheld together or not at all.
type Unit struct {
	Cells    []int // indexes into Table.Cells
	Cost     int64 // at least 1, below 1<<32
	Keep     bool  // never withheld
	Withheld bool  // from the start
}

// Costs of moving a cell that is withheld already: little, and a bit more where
// somebody may know it.
const (
	hiddenCost  = 8
	insiderCost = 64
	unitCost    = 256 // times the unit's own
)

// Choose says which units to withhold, and hands over the evidence that every
// secret is safe then; where it found none the evidence has a gap.
// progress is told how many secrets are done.
//
// It chooses as if careful were the insiders, who are more than the table's: when
// every secret counts as known to somebody, what is chosen does not depend on
// which of them are 1, and running it again tells less. Nor does it withhold bounds
// and rounded figures, which leave room to move as they are. Only when that can't be
// done it takes the table's own insiders, and all units.
func Choose(t *audit.Table, careful []audit.Insider, units []Unit, look Look,
	progress func(done, all int)) (withheld []bool, evidence []audit.Evidence) {
	return eachPart(t, careful, units, look, progress, func(p *part) ([]bool, []audit.Evidence) { return p.choose() })
}

// choose does what Choose does, for a table that hangs together: blindly where that is enough.
// Of a small table it then withholds all parts of totals, and then everything; of a
// large one, of which nobody can try all others, what its figures say besides.
func (p *part) choose() (withheld []bool, evidence []audit.Evidence) {
	t, units := &p.Table, p.units
	more := *t
	if len(p.careful) > len(t.Insiders) {
		more.Insiders = p.careful
	}
	blind := p.blind()
	tries := [][]bool{blind}
	if len(units) <= smallTable {
		tries = append(tries, p.parts(blind), p.everything(blind))
	}
	for _, withheld := range tries {
		fixed := slices.Clone(units)
		for u := range fixed {
			fixed[u].Keep, fixed[u].Withheld = true, withheld[u]
		}
		if _, evidence := choose(&more, fixed); Enough(&more, fixed, withheld, evidence) {
			return p.shown(withheld), evidence
		}
	}
	for u, w := range blind {
		units[u].Withheld = w
	}
	for _, try := range []struct {
		table *audit.Table
		units []Unit
	}{{&more, roomy(t, units)}, {&more, units}, {t, roomy(t, units)}} {
		if withheld, evidence = choose(try.table, try.units); Enough(t, units, withheld, evidence) {
			return withheld, evidence
		}
	}
	return choose(t, units)
}

// smallTable is the most units of a table that is small enough to try all others.
const smallTable = 24

// parts adds to the units that are withheld all of which no cell is the total of others.
func (p *part) parts(withheld []bool) []bool {
	total := make([]bool, len(p.Cells))
	for _, s := range p.Sums {
		whole, plus := -1, 0
		for _, x := range s.Terms {
			if x.Sign > 0 {
				whole = x.Cell
				plus++
			}
		}
		if plus == 1 && len(s.Terms) > 2 {
			total[whole] = true
		}
	}
	withheld = slices.Clone(withheld)
	for u, unit := range p.units {
		isTotal := slices.ContainsFunc(unit.Cells, func(c int) bool { return total[c] })
		withheld[u] = withheld[u] || !unit.Keep && !isTotal
	}
	return withheld
}

// shown publishes again what is withheld for nothing: units of one cell that a sum of published ones tells. Which
// of these a choice takes along could only tell what it was made of.
func (p *part) shown(withheld []bool) []bool {
	withheld = slices.Clone(withheld)
	unitOf := make([]int, len(p.Cells))
	for i := range unitOf {
		unitOf[i] = -1
	}
	for u, unit := range p.units {
		for _, c := range unit.Cells {
			unitOf[c] = u
		}
	}
	hidden := func(c int) bool {
		return p.Cells[c].Lo < p.Cells[c].Hi || unitOf[c] >= 0 && withheld[unitOf[c]]
	}
	for again := true; again; {
		again = false
		for _, s := range p.Sums {
			only := -1 // the hidden cell, where there is one
			for _, x := range s.Terms {
				if hidden(x.Cell) && only >= 0 {
					only = -1
					break
				} else if hidden(x.Cell) {
					only = x.Cell
				}
			}
			if only < 0 || s.Min != s.Max || unitOf[only] < 0 {
				continue
			}
			if u := unitOf[only]; withheld[u] && len(p.units[u].Cells) == 1 && !p.units[u].Withheld {
				withheld[u], again = false, true
			}
		}
	}
	return withheld
}

// everything adds to the units that are withheld all that may be.
func (p *part) everything(withheld []bool) []bool {
	withheld = slices.Clone(withheld)
	for u, unit := range p.units {
		withheld[u] = withheld[u] || !unit.Keep
	}
	return withheld
}

// roomy returns units of which bounds and rounded figures are kept: they leave room to
// move as they are.
func roomy(t *audit.Table, units []Unit) []Unit {
	units = slices.Clone(units)
	for u, unit := range units {
		open := slices.ContainsFunc(unit.Cells, func(c int) bool { return t.Cells[c].Lo < t.Cells[c].Hi })
		units[u].Keep = unit.Keep || !unit.Withheld && open
	}
	return units
}

// Enough reports whether a choice would pass the audit.
func Enough(t *audit.Table, units []Unit, withheld []bool, evidence []audit.Evidence) bool {
	failures, err := audit.Check(Without(t, units, withheld), evidence)
	return err == nil && len(failures) == 0
}

// Without returns the table with some units withheld.
func Without(t *audit.Table, units []Unit, withheld []bool) *audit.Table {
	less := *t
	less.Cells = slices.Clone(t.Cells)
	for u, w := range withheld {
		if w {
			for _, i := range units[u].Cells {
				less.Cells[i].Lo, less.Cells[i].Hi = 0, audit.Unbounded
			}
		}
	}
	return &less
}

// choose withholds the units that a table's secrets need, as moves show.
func choose(t *audit.Table, units []Unit) (withheld []bool, evidence []audit.Evidence) {
	evidence = evident(t)
	withheld, movable, unitOf, ties := openUnits(t, units)
	for _, s := range systems(t, movable, ties) {
		if len(s.secrets) == 0 {
			continue
		}
		c := newChooser(s, t, units, unitOf, withheld)
		c.ends, c.prove = []bool{true, false}, c.towards
		for _, i := range s.secrets {
			c.protect(i)
		}
		c.release()
		for _, i := range s.secrets {
			evidence[i].Low = append(evidence[i].Low, c.fillings(side{i, false})...)
			evidence[i].High = append(evidence[i].High, c.fillings(side{i, true})...)
		}
	}
	return withheld, evidence
}

// openUnits returns which units are withheld from the start, which cells can be other than
// they are, the unit of each cell or -1, and cells that belong together.
func openUnits(t *audit.Table, units []Unit) (withheld, movable []bool, unitOf []int, ties [][]int) {
	withheld, movable, unitOf = make([]bool, len(units)), make([]bool, len(t.Cells)), make([]int, len(t.Cells))
	for i, c := range t.Cells {
		movable[i], unitOf[i] = c.Lo < c.Hi, -1
	}
	for u, unit := range units {
		if withheld[u] = unit.Withheld; withheld[u] || !unit.Keep {
			ties = append(ties, unit.Cells)
			for _, c := range unit.Cells {
				movable[c], unitOf[c] = true, u
			}
		}
	}
	return withheld, movable, unitOf, ties
}

// fillings returns the tables that the proofs of one end lead to.
func (c *chooser) fillings(s side) (list []audit.Filling) {
	for _, m := range c.proofs[s] {
		var f audit.Filling
		for _, v := range slices.Sorted(maps.Keys(m)) {
			if v < len(c.cells) {
				f = append(f, audit.Change{Cell: c.cells[v], Value: c.table.Cells[c.cells[v]].Value + m[v]})
			}
		}
		list = append(list, f)
	}
	return list
}

// chooser works on one system.
type chooser struct {
	*system
	table    *audit.Table
	units    []Unit
	unitOf   []int  // of each cell of the table; -1 when it is in none
	withheld []bool // of each unit
	primary  []bool // withheld from the start
	proofs   map[side][]move
	ends     []bool // the ends that a secret has to reach, the high one first
	prove    func(secret int, high bool) (moves []move, ok bool)
}

// side is one end of one secret.
type side struct {
	secret int
	high   bool
}

// newChooser returns a chooser for which nothing is frozen.
func newChooser(s *system, t *audit.Table, units []Unit, unitOf []int, withheld []bool) *chooser {
	c := &chooser{system: s, table: t, units: units, unitOf: unitOf, withheld: withheld}
	c.primary, c.proofs = slices.Clone(withheld), map[side][]move{}
	c.cost, c.frozen = make([]int64, len(c.base)), make([]bool, len(c.base))
	for v, cell := range c.cells {
		x := c.table.Cells[cell]
		if u := c.unitOf[cell]; x.Lo < x.Hi && (u < 0 || c.withheld[u]) {
			c.base[v] = bounds{x.Lo - x.Value, x.Hi - x.Value}
		} else { // published so far, and free once it is withheld
			c.base[v] = bounds{-x.Value, audit.Unbounded}
		}
	}
	c.price()
	return c
}

// price sets what it costs to move each variable.
func (c *chooser) price() {
	for v := range c.cost {
		c.cost[v] = hiddenCost + int64(v*13%7) // ties make the search circle
	}
	for _, i := range c.insiders {
		for _, known := range c.table.Insiders[i].Known {
			if v, ok := c.variableOf(known); ok {
				c.cost[v] = insiderCost
			}
		}
	}
	for v, cell := range c.cells {
		if u := c.unitOf[cell]; u >= 0 && !c.withheld[u] {
			c.cost[v] = unitCost * c.units[u].Cost
		}
	}
}

// goal returns where a secret has to move to reach an end.
func (c *chooser) goal(s side) bounds {
	secret := c.table.Secrets[s.secret]
	here := value(c.table, secret.Terms)
	if s.high {
		return bounds{secret.High - here, audit.Unbounded}
	}
	return bounds{-audit.Unbounded, secret.Low - here}
}

// towards finds moves that take a secret to an end: one for everybody and, for
// each insider whose count that one changes, another. It may use every cell that is
// not frozen.
func (c *chooser) towards(secret int, high bool) (moves []move, ok bool) {
	v, known := c.variableOf(c.table.Secrets[secret].Terms)
	goal := c.goal(side{secret, high})
	if goal.from <= 0 && goal.to >= 0 {
		return nil, true
	}
	if !known {
		return nil, false
	}
	first := c.find(v, goal)
	if first == nil {
		return nil, false
	}
	moves = []move{first}
	for _, i := range c.insiders {
		if slices.Contains(c.table.Insiders[i].Own, secret) {
			continue
		}
		var known []int
		for _, terms := range c.table.Insiders[i].Known {
			if w, ok := c.variableOf(terms); ok {
				known = append(known, w)
			}
		}
		if slices.ContainsFunc(moves, func(m move) bool {
			return !slices.ContainsFunc(known, func(w int) bool { return m[w] != 0 })
		}) {
			continue
		}
		if slices.Contains(known, v) {
			return moves, false
		}
		before := slices.Clone(c.frozen)
		for _, w := range known {
			c.frozen[w] = true
		}
		another := c.find(v, goal)
		c.frozen = before
		if another == nil {
			return moves, false
		}
		moves = append(moves, another)
	}
	return moves, true
}

// protect withholds what it takes to protect one secret.
func (c *chooser) protect(secret int) {
	for _, high := range c.ends {
		moves, _ := c.prove(secret, high) // the audit sees what is missing
		for _, m := range moves {
			c.withhold(m)
		}
		c.proofs[side{secret, high}] = moves
	}
}

// withhold withholds every unit that a move changes.
func (c *chooser) withhold(m move) {
	for v := range m {
		if v < len(c.cells) {
			if u := c.unitOf[c.cells[v]]; u >= 0 {
				c.withheld[u] = true
			}
		}
	}
	c.price()
}

// release publishes units again that no secret needs, the dearest first.
func (c *chooser) release() {
	var extra []int
	for v, cell := range c.cells {
		u := c.unitOf[cell]
		if u < 0 {
			continue
		}
		if !c.withheld[u] {
			c.frozen[v] = true
		} else if !c.primary[u] && !slices.Contains(extra, u) {
			extra = append(extra, u)
		}
	}
	slices.SortStableFunc(extra, func(a, b int) int { return cmp.Compare(c.units[b].Cost, c.units[a].Cost) })
	for _, u := range extra {
		c.freeze(u, true)
		if c.without(u) {
			c.withheld[u] = false
		} else {
			c.freeze(u, false)
		}
	}
}

// freeze freezes the variables of a unit's cells, or lets them move again.
func (c *chooser) freeze(u int, frozen bool) {
	for _, cell := range c.units[u].Cells {
		if v, ok := c.variable[cell]; ok {
			c.frozen[v] = frozen
		}
	}
}

// without finds other proofs for those that change a unit, or changes nothing.
func (c *chooser) without(u int) bool {
	again := map[side][]move{}
	for _, secret := range c.secrets {
		for _, high := range c.ends {
			s := side{secret, high}
			if !slices.ContainsFunc(c.proofs[s], func(m move) bool { return c.touches(m, u) }) {
				continue
			}
			moves, ok := c.prove(secret, high)
			if !ok {
				return false
			}
			again[s] = moves
		}
	}
	for s, moves := range again {
		c.proofs[s] = moves
	}
	return true
}

// touches reports whether a move changes a unit.
func (c *chooser) touches(m move, u int) bool {
	return slices.ContainsFunc(c.units[u].Cells, func(cell int) bool {
		v, ok := c.variable[cell]
		return ok && m[v] != 0
	})
}
