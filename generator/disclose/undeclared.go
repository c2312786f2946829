package disclose

import (
	"slices"

	"vitrine/generator/disclose/audit"
	"vitrine/generator/disclose/relations"
)

// ofGroup returns the relations between some datasets alone, numbered by their order in the
// group.
func ofGroup(found []relations.Relation, group []*relations.Dataset) (list []relations.Relation) {
	number := map[int]int{}
	for i, d := range group {
		number[d.Number] = i
	}
	for _, r := range found {
		inGroup := func(t relations.Term) bool { _, ok := number[t.Dataset]; return ok }
		if slices.ContainsFunc(r.Equations[0], func(t relations.Term) bool { return !inGroup(t) }) {
			continue
		}
		equations := make([][]relations.Term, len(r.Equations))
		for n, e := range r.Equations {
			equations[n] = slices.Clone(e)
			for i, t := range e {
				equations[n][i].Dataset = number[t.Dataset]
			}
		}
		r.Equations = equations
		list = append(list, r)
	}
	return list
}

// addRelation adds what a relation says of each version: where it held, it is known.
func (k *knowledge) addRelation(r relations.Relation) {
	for _, e := range r.Equations {
		for version := len(k.datasets[e[0].Dataset].Revisions); version >= 0; version-- {
			var terms []audit.Term
			for _, t := range e {
				d := k.datasets[t.Dataset]
				v := min(version, len(d.Revisions))
				id, ok := k.cellAt(t.Dataset, v, t.Row, t.Measure)
				if !ok || k.gate.past.Absent(d, v, t.Row) {
					terms = nil
					break
				}
				terms = append(terms, audit.Term{Cell: id, Sign: t.Sign})
			}
			terms = reduced(terms)
			if gap, exact := k.amount(terms); len(terms) > 0 && exact && gap == 0 {
				k.add(terms, 0, 0, sum{r.Pos, r.Text})
			}
		}
	}
}

// reduced returns terms without those that cancel each other.
func reduced(terms []audit.Term) (list []audit.Term) {
	for i, t := range terms {
		opposite := func(x audit.Term) bool { return x.Cell == t.Cell && x.Sign == -t.Sign }
		if !slices.ContainsFunc(terms[:i], opposite) && !slices.ContainsFunc(terms[i+1:], opposite) {
			list = append(list, t)
		}
	}
	return list
}
