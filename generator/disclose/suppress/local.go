package suppress

import "slices"

// A move changes a few cells, so it is looked for among few: the cheapest variables of
// the equations around the one that has to move, then more of them. Only where
// that finds nothing, and the table is not too large for it, all of them are used.

// wholeSearch is the largest tableau, in numbers, that takes in a whole system.
const wholeSearch = 1 << 21

// neighbourhood is some of a system's variables and all equations between them.
type neighbourhood struct {
	variables []int
	equations []equation
}

// nearby returns the variables near one: of each equation the width cheapest that can
// move, for some rounds, and whatever closes a circle of these equations.
func (s *system) nearby(variable, width int, limits []bounds) neighbourhood {
	const rounds = 3
	taken, reached := make([]bool, len(s.base)), make([]bool, len(s.equations))
	taken[variable] = true
	edge := []int{variable}
	for range rounds {
		var next []int
		for _, v := range edge {
			for _, e := range s.in[v] {
				if reached[e] {
					continue
				}
				reached[e] = true
				for _, w := range s.cheap(e, width, limits) {
					if !taken[w] {
						taken[w] = true
						next = append(next, w)
					}
				}
			}
		}
		edge = next
	}
	for e := range s.equations {
		if !reached[e] {
			continue
		}
		for _, w := range s.equations[e].variables {
			if !taken[w] && limits[w].from < limits[w].to {
				taken[w] = !slices.ContainsFunc(s.in[w], func(e int) bool { return !reached[e] })
			}
		}
	}
	return s.among(taken)
}

// among returns the neighbourhood of some variables.
func (s *system) among(taken []bool) (n neighbourhood) {
	number := map[int]int{}
	for v := range s.base {
		if taken[v] {
			number[v] = len(n.variables)
			n.variables = append(n.variables, v)
		}
	}
	seen := make([]bool, len(s.equations))
	for _, v := range n.variables {
		for _, e := range s.in[v] {
			if seen[e] {
				continue
			}
			seen[e] = true
			var some equation
			for k, w := range s.equations[e].variables {
				if i, ok := number[w]; ok {
					some.variables, some.signs = append(some.variables, i), append(some.signs, s.equations[e].signs[k])
				}
			}
			n.equations = append(n.equations, some)
		}
	}
	return n
}

// cheap returns the variables of an equation that cost least to move, the cheapest first.
func (s *system) cheap(e, width int, limits []bounds) (list []int) {
	for _, v := range s.equations[e].variables {
		if limits[v].from >= 0 && limits[v].to <= 0 {
			continue
		}
		if len(list) == width {
			if s.cost[v] >= s.cost[list[width-1]] {
				continue
			}
			list = list[:width-1]
		}
		at := len(list)
		for at > 0 && s.cost[v] < s.cost[list[at-1]] {
			at--
		}
		list = slices.Insert(list, at, v)
	}
	return list
}

// search looks for a cheap move of whole numbers within limits, near a variable first. It
// returns nil when it finds none.
func (s *system) search(variable int, limits []bounds) move {
	if len(s.base) > 80 {
		for _, width := range []int{5, 16, 64} {
			n := s.nearby(variable, width, limits)
			if len(n.variables)*len(n.equations) > wholeSearch {
				return nil
			}
			some, cost := make([]bounds, len(n.variables)), make([]int64, len(n.variables))
			for i, v := range n.variables {
				some[i], cost[i] = limits[v], s.cost[v]
			}
			if m := wholeMove(n.equations, some, cost); m != nil {
				found := move{}
				for i, by := range m {
					found[n.variables[i]] = by
				}
				return found
			}
		}
		if len(s.base)*len(s.equations) > wholeSearch {
			return nil
		}
	}
	return wholeMove(s.equations, limits, s.cost)
}
