package disclose

import (
	"slices"

	"vitrine/generator/disclose/audit"
)

// everybody returns insiders as if each small count were known to one attacker.
func (k *knowledge) everybody() (list []audit.Insider) {
	for i := range k.table.Secrets {
		if k.small(i) {
			list = append(list, k.insider(i))
		}
	}
	return list
}

// small reports whether a secret is a small count itself, and not withheld for another reason.
func (k *knowledge) small(secret int) bool {
	return k.value(k.table.Secrets[secret].Terms) < k.most(k.populations[secret].dataset)+k.scale
}

// insider returns who knows a secret, and with it the secrets that count just the same
// people: it is a part of them. His own are those, and their parts.
func (k *knowledge) insider(i int) audit.Insider {
	terms := k.table.Secrets[i].Terms
	insider := audit.Insider{Known: [][]audit.Term{terms}, Own: []int{i}}
	own := map[int]bool{i: true}
	take := func(j int) {
		if !own[j] {
			own[j] = true
			insider.Own = append(insider.Own, j)
		}
	}
	v := k.value(terms)
	for _, j := range k.wholes[i] {
		if whole := k.table.Secrets[j].Terms; k.value(whole) == v { // he is in it, and nobody else
			insider.Known = append(insider.Known, whole)
			take(j)
		}
	}
	takeMoved := func(p population) { // whom a revision moved from one part to another is one person
		for _, j := range k.revised[p.versions()] {
			if k.value(k.table.Secrets[j].Terms) == v {
				take(j)
			}
		}
	}
	takeMoved(k.populations[i])
	for _, j := range k.parts[i] {
		if w := k.value(k.table.Secrets[j].Terms); w <= v {
			take(j)
			if w == v {
				takeMoved(k.populations[j])
			}
		}
	}
	for _, c := range k.bounded(insider.Known) {
		for _, j := range k.secretOf[c] {
			take(j)
		}
	}
	return insider
}

// bounded returns the cells that known sums bound from above, as their parts: who
// is the one person of a whole knows of its parts that they count him or nobody.
func (k *knowledge) bounded(known [][]audit.Term) (list []int) {
	seen := map[int]bool{}
	take := func(c int) {
		if !seen[c] {
			seen[c] = true
			list = append(list, c)
		}
	}
	for _, terms := range known {
		if len(terms) == 1 {
			take(terms[0].Cell)
			continue
		}
		c := k.wholeOf(terms)
		if c < 0 {
			continue
		}
		for _, s := range k.above[c] { // a whole without some of its parts is the others
			if rest, ok := without(k.table.Sums[s].Terms, terms); ok && k.table.Sums[s].Max == 0 {
				for _, x := range rest {
					take(x)
				}
			}
		}
	}
	for n := 0; n < len(list); n++ {
		for _, s := range k.above[list[n]] {
			for _, t := range k.table.Sums[s].Terms {
				take(t.Cell)
			}
		}
	}
	return list
}

// without returns the cells of a sum which is 0 that some terms of it leave out; false when
// the terms are not all of the sum.
func without(sum, terms []audit.Term) (rest []int, ok bool) {
	for _, t := range terms {
		if !slices.Contains(sum, t) {
			return nil, false
		}
	}
	for _, t := range sum {
		if !slices.Contains(terms, t) {
			rest = append(rest, t.Cell)
		}
	}
	return rest, true
}
