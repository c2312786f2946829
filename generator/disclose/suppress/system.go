package suppress

import (
	"fmt"
	"slices"
	"strings"

	"vitrine/generator/disclose/audit"
)

// system is the part of a table that hangs together: no sum leads out of it. Its
// variables are the cells that can be other than they are, and the sums of which
// not everything is known.
type system struct {
	cells     []int // of the table, one for each of the first variables
	variable  map[int]int
	sums      map[string]int // variable of a sum, by its terms
	base      []bounds
	equations []equation
	in        [][]int // of each variable, the equations that it is in
	secrets   []int
	insiders  []int
	frozen    []bool // variables that no move may use for now
	cost      []int64
	furthest  int64 // bounds every move: what is wanted is one of less than the threshold
}

// key names a sum of terms.
func key(terms []audit.Term) string {
	var b strings.Builder
	for _, t := range terms {
		fmt.Fprintf(&b, "%d:%d ", t.Cell, t.Sign)
	}
	return b.String()
}

// systems takes a table apart. movable tells which cells can be other than they
// are; ties lists cells that belong to one system in any case.
func systems(t *audit.Table, movable []bool, ties [][]int) []*system {
	sets := NewSets(len(t.Cells))
	for _, s := range t.Sums {
		sets.JoinTerms(s.Terms, movable)
	}
	for _, s := range t.Secrets {
		sets.JoinTerms(s.Terms, movable)
	}
	for _, i := range t.Insiders {
		for _, known := range i.Known {
			sets.JoinTerms(known, movable)
		}
	}
	for _, cells := range ties {
		sets.JoinTerms(termsOf(cells), movable)
	}
	list, bySet := newSystems(t, movable, sets)
	of := func(terms []audit.Term) *system {
		for _, x := range terms {
			if movable[x.Cell] {
				return bySet[sets.Of(x.Cell)]
			}
		}
		return nil
	}
	fixed := map[string]bool{} // sums that can't be other than they are
	for _, sum := range t.Sums {
		if s := of(sum.Terms); s != nil && s.constrain(t, sum) {
			fixed[key(sum.Terms)] = true
		}
	}
	for i, secret := range t.Secrets {
		if s := of(secret.Terms); s != nil && !fixed[key(secret.Terms)] {
			s.secrets = append(s.secrets, i)
			s.variableFor(secret.Terms)
		}
	}
	for i, insider := range t.Insiders {
		for _, known := range insider.Known {
			s := of(known)
			if s == nil || fixed[key(known)] {
				continue
			}
			if !slices.Contains(s.insiders, i) {
				s.insiders = append(s.insiders, i)
			}
			s.variableFor(known)
		}
	}
	for _, s := range list {
		s.index()
	}
	return list
}

// newSystems returns a system for each set of movable cells, with their variables, also by the
// sets.
func newSystems(t *audit.Table, movable []bool, sets Sets) (list []*system, bySet map[int]*system) {
	furthest := int64(1 << 16)
	for _, secret := range t.Secrets {
		here := value(t, secret.Terms)
		furthest = max(furthest, 64*abs(secret.High-here), 64*abs(here-secret.Low))
	}
	bySet = map[int]*system{}
	for i := range t.Cells {
		if !movable[i] {
			continue
		}
		s := bySet[sets.Of(i)]
		if s == nil {
			s = &system{variable: map[int]int{}, sums: map[string]int{}, furthest: furthest}
			bySet[sets.Of(i)] = s
			list = append(list, s)
		}
		s.variable[i] = len(s.cells)
		s.cells = append(s.cells, i)
		s.base = append(s.base, bounds{})
	}
	return list, bySet
}

// constrain adds what is known of a sum: an equation when it can't be other than it is, which
// it reports, or else the bounds of a variable.
func (s *system) constrain(t *audit.Table, sum audit.Sum) (fixed bool) {
	here := value(t, sum.Terms)
	if sum.Min == sum.Max && here == sum.Min {
		s.equate(sum.Terms, -1)
		return true
	}
	v := s.sum(sum.Terms)
	s.base[v] = bounds{max(s.base[v].from, sum.Min-here), min(s.base[v].to, sum.Max-here)}
	return false
}

// variableFor makes a variable for terms that are no single cell.
func (s *system) variableFor(terms []audit.Term) {
	if len(terms) > 1 {
		s.sum(terms)
	}
}

// index notes which equations each variable is in.
func (s *system) index() {
	s.in = make([][]int, len(s.base))
	for e, x := range s.equations {
		for _, v := range x.variables {
			s.in[v] = append(s.in[v], e)
		}
	}
}

// sum returns the variable of a sum of cells, and makes it when there is none yet.
func (s *system) sum(terms []audit.Term) int {
	if v, ok := s.sums[key(terms)]; ok {
		return v
	}
	v := len(s.base)
	s.base = append(s.base, bounds{-audit.Unbounded, audit.Unbounded})
	s.sums[key(terms)] = v
	s.equate(terms, v)
	return v
}

// equate adds the equation that cells move together with a variable, or with -1
// that their sum does not move.
func (s *system) equate(terms []audit.Term, v int) {
	var e equation
	for _, t := range terms {
		if i, ok := s.variable[t.Cell]; ok {
			e.variables, e.signs = append(e.variables, i), append(e.signs, t.Sign)
		}
	}
	if v >= 0 {
		e.variables, e.signs = append(e.variables, v), append(e.signs, -1)
	}
	s.equations = append(s.equations, e)
}

// variableOf returns the variable of some terms: a cell's or a sum's; false when what they
// come to is known.
func (s *system) variableOf(terms []audit.Term) (int, bool) {
	if len(terms) == 1 && terms[0].Sign == 1 {
		v, ok := s.variable[terms[0].Cell]
		return v, ok
	}
	v, ok := s.sums[key(terms)]
	return v, ok
}

// value returns what some terms come to.
func value(t *audit.Table, terms []audit.Term) (sum int64) {
	for _, x := range terms {
		sum += x.Sign * t.Cells[x.Cell].Value
	}
	return sum
}

// maxNodes is how often a question may be divided to come to whole numbers.
const maxNodes = 300

// move is a change of the table: the variables that change, and by how much.
type move map[int]int64

// find looks for a move of whole numbers that takes a variable to a goal, at little cost. It
// returns nil when it finds none.
func (s *system) find(variable int, goal bounds) move {
	limits := make([]bounds, len(s.base))
	for v, b := range s.base {
		if !s.frozen[v] {
			limits[v] = bounds{max(b.from, -s.furthest), min(b.to, s.furthest)}
		}
	}
	limits[variable] = bounds{max(goal.from, limits[variable].from), min(goal.to, limits[variable].to)}
	return s.search(variable, limits)
}

// wholeMove returns a cheap move of whole numbers within limits; nil when it finds none.
func wholeMove(equations []equation, limits []bounds, cost []int64) move {
	nodes := 0
	var divide func(limits []bounds) move
	divide = func(limits []bounds) move {
		if nodes++; nodes > maxNodes {
			return nil
		}
		moves, ok := cheapest(equations, limits, cost)
		if !ok {
			return nil
		}
		split := slices.IndexFunc(moves, func(m fraction) bool { return !m.whole() })
		if split < 0 {
			found := move{}
			for v, m := range moves {
				if m.num != 0 {
					found[v] = m.num / m.den
				}
			}
			return found
		}
		at := moves[split]
		below := at.num / at.den // rounded down
		if at.num < 0 {
			below--
		}
		lower, upper := slices.Clone(limits), slices.Clone(limits)
		lower[split].to, upper[split].from = below, below+1
		if at.num > 0 { // away from where it stands first: it is likelier that such a move goes on
			lower, upper = upper, lower
		}
		if found := divide(lower); found != nil {
			return found
		}
		return divide(upper)
	}
	return divide(limits)
}
