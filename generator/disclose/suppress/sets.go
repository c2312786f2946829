package suppress

import "vitrine/generator/disclose/audit"

// Sets are the numbers from 0 on in sets that have none in common. Each number leads to a
// smaller one of its set, and the smallest to itself.
type Sets []int

// NewSets returns n sets of one number each.
func NewSets(n int) Sets {
	s := make(Sets, n)
	for i := range s {
		s[i] = i
	}
	return s
}

// Of returns the smallest number of the set that i is in.
func (s Sets) Of(i int) int {
	for s[i] != i {
		s[i] = s[s[i]]
		i = s[i]
	}
	return i
}

// Join joins the sets of two numbers.
func (s Sets) Join(i, j int) {
	a, b := s.Of(i), s.Of(j)
	s[max(a, b)] = min(a, b)
}

// JoinTerms joins the sets of all cells of some terms that are open.
func (s Sets) JoinTerms(terms []audit.Term, open []bool) {
	first := -1
	for _, t := range terms {
		switch {
		case !open[t.Cell]:
		case first < 0:
			first = t.Cell
		default:
			s.Join(first, t.Cell)
		}
	}
}
