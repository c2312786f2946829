package disclose

import (
	"fmt"
	"maps"
	"slices"

	"vitrine/generator/disclose/audit"
)

// differences returns those between what a revision found in a cell and what stood there
// later, with the sign that makes each positive.
func (k *knowledge) differences(s spot) (list [][]audit.Term) {
	was, ok := k.ids[s]
	if !ok || !k.cells[was].exact {
		return nil
	}
	row, _, _ := k.at(s)
	var seen []int
	for version := s.revision + 1; version <= len(k.datasets[s.dataset].Revisions); version++ {
		is, ok := k.cellAt(s.dataset, version, row, s.measure)
		if !ok || is == was || !k.cells[is].exact || slices.Contains(seen, is) {
			continue
		}
		seen = append(seen, is)
		terms := []audit.Term{{Cell: is, Sign: 1}, {Cell: was, Sign: -1}}
		if k.value(terms) < 0 {
			terms = negated(terms)
		}
		list = append(list, terms)
	}
	return list
}

// addRevised adds the differences between published versions of a count: they
// are counts of people themselves.
func (k *knowledge) addRevised(dataset int) {
	d := k.datasets[dataset]
	for r, rev := range d.Revisions {
		for i, c := range rev.Changes {
			m := d.Header.Measures[c.Measure]
			if !m.People {
				continue
			}
			for n, terms := range k.differences(spot{dataset, r, i, c.Measure}) {
				way := fmt.Sprint(rev.ID, n, terms[0].Sign) // from one version to another, up or down
				k.addCount(terms, sum{rev.Pos, m.ID + " as revised"},
					population{dataset: dataset, kind: m.ID, revision: way, keys: d.Rows[c.Row].Keys})
			}
		}
	}
}

// smallChange reports whether revisions changed a count by less than the
// threshold, so that what stood there before is withheld.
func (k *knowledge) smallChange(s spot) bool {
	return k.datasets[s.dataset].Protects() && slices.ContainsFunc(k.differences(s), func(terms []audit.Term) bool {
		v := k.value(terms)
		return k.people(terms) && v > 0 && v < k.most(s.dataset)+k.scale
	})
}

// findTogether looks for counts that a total hides together in two versions: what is published
// besides them tells by how much they changed in sum, which is a count of people like the
// change of a single one. It makes secrets of those that are small and reports whether
// there is a new one.
func (k *knowledge) findTogether(withheld []bool) (found bool) {
	for _, name := range slices.Sorted(maps.Keys(k.versions)) {
		list := k.versions[name]
		for i := 1; i < len(list); i++ {
			terms := reduced(slices.Concat(k.hiddenOf(list[i-1], withheld), negated(k.hiddenOf(list[i], withheld))))
			v := k.value(terms)
			if v < 0 {
				terms, v = negated(terms), -v
			}
			if len(terms) < 2 || v == 0 || !k.people(terms) || k.hasSecret(terms) {
				continue
			}
			p := k.populationAt(k.cells[terms[0].Cell].spots[0])
			if most := k.most(p.dataset); v <= most {
				p.kind, p.in = p.kind+" in sum", []string{"between versions"}
				k.addSecret(audit.Secret{Terms: terms, Low: k.scale, High: most}, p)
				found = true
			}
		}
	}
	if found {
		k.relateSecrets()
	}
	return found
}

// hiddenOf returns the terms whose cells would be withheld with some units. What a withheld
// cell said before is withheld too.
func (k *knowledge) hiddenOf(terms []audit.Term, withheld []bool) []audit.Term {
	chosen := func(cell int) bool {
		c := k.cells[cell]
		return c.withheld || c.unit >= 0 && withheld[c.unit]
	}
	return slices.DeleteFunc(slices.Clone(terms), func(t audit.Term) bool {
		return !chosen(t.Cell) && !slices.ContainsFunc(k.cells[t.Cell].spots, func(s spot) bool {
			row, rev, _ := k.at(s)
			now, ok := k.cellAt(s.dataset, len(k.datasets[s.dataset].Revisions), row, s.measure)
			return rev != nil && ok && chosen(now)
		})
	})
}

// hasSecret reports whether there is a secret of some terms, in any order.
func (k *knowledge) hasSecret(terms []audit.Term) bool {
	for _, s := range k.table.Secrets {
		other := func(t audit.Term) bool { return !slices.Contains(terms, t) }
		if len(s.Terms) == len(terms) && !slices.ContainsFunc(s.Terms, other) {
			return true
		}
	}
	return false
}

// negated returns terms with the opposite signs.
func negated(terms []audit.Term) (list []audit.Term) {
	for _, t := range terms {
		list = append(list, audit.Term{Cell: t.Cell, Sign: -t.Sign})
	}
	return list
}
