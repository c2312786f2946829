package disclose

import (
	"maps"
	"slices"

	"vitrine/generator/disclose/audit"
)

// groups looks for counts that a total hides together in two versions: what is published
// beside them tells by how much they changed in sum, which is a count of people like the
// change of a single one. It makes secrets of those that are small and reports whether
// there is a new one.
func (k *knowledge) groups(withheld []bool) (found bool) {
	chosen := func(cell int) bool {
		c := k.cells[cell]
		return c.hidden || c.unit >= 0 && withheld[c.unit]
	}
	hidden := func(cell int) bool { // what a withheld cell said before is withheld too
		return chosen(cell) || slices.ContainsFunc(k.cells[cell].spots, func(s spot) bool {
			if s.revision < 0 {
				return false
			}
			d := k.datasets[s.dataset]
			now, ok := k.at(s.dataset, len(d.Revisions), d.Revisions[s.revision].Changes[s.change].Row, s.measure)
			return ok && chosen(now)
		})
	}
	for _, at := range slices.Sorted(maps.Keys(k.versions)) {
		list := k.versions[at]
		for i := 1; i < len(list); i++ {
			var terms []audit.Term
			for n, version := range list[i-1 : i+1] {
				for _, t := range version {
					if !hidden(t.Cell) {
						continue
					}
					if n == 1 {
						t.Sign = -t.Sign
					}
					terms = append(terms, t)
				}
			}
			terms = reduced(terms)
			v := value(k, terms)
			if v < 0 {
				terms, v = negated(terms), -v
			}
			if len(terms) < 2 || v == 0 || !k.people(terms) {
				continue
			}
			if p := k.placeOf(k.cells[terms[0].Cell].spots[0]); !k.hasSecret(terms) {
				away := int64(k.datasets[p.data].Header.Disclosure.Threshold-1) * k.scale
				if v <= away {
					p.kind, p.in = p.kind+" in sum", []string{"between versions"}
					k.secret(p.data, audit.Secret{Terms: terms, Low: k.scale, High: away}, p)
					found = true
				}
			}
		}
	}
	if found {
		k.nest()
		k.revisedTogether()
	}
	return found
}

// hasSecret reports whether there is a secret of some terms, in any order.
func (k *knowledge) hasSecret(terms []audit.Term) bool {
	for _, s := range k.table.Secrets {
		if len(s.Terms) == len(terms) && !slices.ContainsFunc(s.Terms, func(t audit.Term) bool { return !slices.Contains(terms, t) }) {
			return true
		}
	}
	return false
}

func negated(terms []audit.Term) (list []audit.Term) {
	for _, t := range terms {
		list = append(list, audit.Term{Cell: t.Cell, Sign: -t.Sign})
	}
	return list
}
