package disclose

import (
	"fmt"
	"slices"
	"strings"

	"vitrine/generator/disclose/audit"
	"vitrine/generator/report"
)

// secrets are the counts that the rule protects: the cells that it withholds, those that
// nobody has published but that could be worked out, and those that nobody
// publishes. Every cell has a value by now.
func (k *knowledge) secrets() {
	k.stir()
	for i, c := range k.cells {
		value := k.table.Cells[i].Value
		open := !c.exact && k.table.Cells[i].Lo == 0 && c.people // it may be known only through the others
		if !c.small && !c.input && !open {
			continue
		}
		for _, s := range c.spots {
			d := k.datasets[s.dataset]
			terms := []audit.Term{{Cell: i, Sign: 1}}
			p := k.placeOf(s)
			away := int64(d.Header.Disclosure.Threshold-1) * k.scale
			if c.input && !c.small { // what is computed from it has to stay as uncertain as a small count
				k.secret(s.dataset, audit.Secret{Terms: terms, Low: max(value-away, 0), High: value + away}, p)
			} else if c.small || value >= 1 && value <= away {
				k.secret(s.dataset, audit.Secret{Terms: terms, Low: k.scale, High: away}, p)
			}
		}
	}
	for _, h := range k.hidden {
		away := int64(k.datasets[h.dataset].Header.Disclosure.Threshold-1) * k.scale
		if value := value(k, h.terms); value >= 1 && value <= away && k.people(h.terms) {
			k.secret(h.dataset, audit.Secret{Terms: h.terms, Low: k.scale, High: away}, h.place)
		}
	}
	k.nest()
	k.revisedTogether()
	for i, secret := range k.table.Secrets {
		if value(k, secret.Terms) == k.scale {
			k.table.Insiders = append(k.table.Insiders, k.insider(i))
		}
	}
}

func value(k *knowledge, terms []audit.Term) int64 {
	v, _ := k.here(terms)
	return v
}

// secret notes a count to protect, when the dataset protects people at all.
func (k *knowledge) secret(dataset int, secret audit.Secret, p place) {
	if k.datasets[dataset].Header.Disclosure.Method != "suppress" {
		return
	}
	if p.data = dataset; p.in == nil {
		p.in = []string{p.revision}
	}
	name := secretName(secret.Terms)
	if i, ok := k.secretAt[name]; ok {
		x := &k.table.Secrets[i]
		x.Low, x.High = min(x.Low, secret.Low), max(x.High, secret.High)
		return
	}
	k.secretAt[name] = len(k.table.Secrets)
	k.table.Secrets = append(k.table.Secrets, secret)
	k.places = append(k.places, p)
}

func secretName(terms []audit.Term) string { return fmt.Sprint(terms) }

// nested finds, for each of some places, those that it is a part of, and its parts.
func (k *knowledge) nested(places []place) (wholes, inner [][]int) {
	wholes, inner = make([][]int, len(places)), make([][]int, len(places))
	at := map[string][]int{}
	for i, p := range places {
		for _, version := range p.in {
			at[p.name(version, p.kind, p.keys)] = append(at[p.name(version, p.kind, p.keys)], i)
		}
	}
	for i, p := range places {
		h := k.datasets[p.data].Header
		for _, kind := range kindsOver(h, p.kind) {
			k.over(h, p, kind, func(keys []string) {
				for _, version := range p.in {
					for _, j := range at[p.name(version, kind, keys)] {
						if j != i && !slices.Contains(wholes[i], j) {
							wholes[i], inner[j] = append(wholes[i], j), append(inner[j], i)
						}
					}
				}
			})
		}
	}
	return wholes, inner
}

// nest finds which secrets are parts of which others.
func (k *knowledge) nest() {
	k.wholes, k.inner = k.nested(k.places)
	k.above = map[int][]int{}
	for s := range k.table.Sums {
		if c := k.positive(k.table.Sums[s].Terms); c >= 0 && k.table.Sums[s].Min >= 0 {
			k.above[c] = append(k.above[c], s)
			if x := k.table.Sums[s]; len(x.Terms) == 2 && x.Max == 0 { // both count the same
				k.above[x.Terms[1].Cell] = append(k.above[x.Terms[1].Cell], s)
			}
		}
	}
	k.secretOf = map[int][]int{}
	for i, s := range k.table.Secrets {
		if c := k.positive(s.Terms); c >= 0 {
			k.secretOf[c] = append(k.secretOf[c], i)
		}
	}
}

// revisedTogether finds the differences that one revision made, and of which counts
// they are parts: whom it added is in the later count, whom it took out in the earlier one.
func (k *knowledge) revisedTogether() {
	k.revised = map[string][]int{}
	for i, p := range k.places {
		if p.revision == "" {
			continue
		}
		k.revised[p.versions()] = append(k.revised[p.versions()], i)
		j, ok := k.secretAt[secretName([]audit.Term{{Cell: k.positive(k.table.Secrets[i].Terms), Sign: 1}})]
		if !ok {
			continue
		}
		for _, w := range append([]int{j}, k.wholes[j]...) {
			k.wholes[i], k.inner[w] = append(k.wholes[i], w), append(k.inner[w], i)
		}
	}
}

// versions names the versions that a difference lies between, whatever its direction.
func (p place) versions() string {
	return strings.TrimSuffix(strings.TrimSuffix(p.revision, "-1"), "1")
}

func (p place) name(version, kind string, keys []string) string {
	return fmt.Sprintf("%d\x01%s\x01%s\x01%s", p.data, version, kind, strings.Join(keys, "\x00"))
}

// kindsOver are the measures of which one is a part, and itself.
func kindsOver(h *report.Dataset, kind string) []string {
	list := []string{kind}
	for _, m := range h.Measures {
		if m.ID != kind && includes(h, kind, m.ID) {
			list = append(list, m.ID)
		}
	}
	return list
}

// over yields the keys of all that a place is a part of, itself included.
func (k *knowledge) over(h *report.Dataset, p place, kind string, yield func(keys []string)) {
	keys := slices.Clone(p.keys)
	var walk func(i int)
	walk = func(i int) {
		if i == len(h.Dimensions) {
			yield(keys)
			return
		}
		d := h.Dimensions[i]
		wholes := append([]string{p.keys[i]}, d.Ancestors(p.keys[i])...)
		if d.Total != "" {
			wholes = append(wholes, d.Total)
		}
		slices.Sort(wholes)
		for _, w := range slices.Compact(wholes) {
			keys[i] = w
			walk(i + 1)
		}
		keys[i] = p.keys[i]
	}
	walk(0)
}

// everybody is as if each small count were known to one attacker.
func (k *knowledge) everybody() (list []audit.Insider) {
	for i := range k.table.Secrets {
		if k.small(i) {
			list = append(list, k.insider(i))
		}
	}
	return list
}

// small reports whether a secret is a small count itself, and not withheld for another reason.
func (k *knowledge) small(i int) bool {
	rule := k.datasets[k.places[i].data].Header.Disclosure
	return value(k, k.table.Secrets[i].Terms) < int64(rule.Threshold)*k.scale
}

// insider is who knows a secret, and with it the secrets that count just the same
// people: it is a part of them. Own are those, and their parts.
func (k *knowledge) insider(i int) audit.Insider {
	terms, here := k.table.Secrets[i].Terms, k.places[i]
	insider := audit.Insider{Known: [][]audit.Term{terms}, Own: []int{i}}
	own := map[int]bool{i: true}
	take := func(j int) {
		if !own[j] {
			own[j] = true
			insider.Own = append(insider.Own, j)
		}
	}
	v := value(k, terms)
	for _, j := range k.wholes[i] {
		if value(k, k.table.Secrets[j].Terms) == v { // he is in it, and nobody else
			insider.Known = append(insider.Known, k.table.Secrets[j].Terms)
			take(j)
		}
	}
	moved := func(revision string) { // whom a revision moved from one part to another is one person
		for _, j := range k.revised[place{revision: revision}.versions()] {
			if value(k, k.table.Secrets[j].Terms) == v {
				take(j)
			}
		}
	}
	moved(here.revision)
	for _, j := range k.inner[i] {
		if w := value(k, k.table.Secrets[j].Terms); w <= v {
			take(j)
			if w == v {
				moved(k.places[j].revision)
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

// bounded are the cells that some known cells bound from above, as their parts: who
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
		c := k.positive(terms)
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

// without are the cells of a sum which is 0 that some terms of it leave out; false when
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

// positive is the only cell of a sum of people that is added, where all others are
// subtracted; -1 when there is no such.
func (k *knowledge) positive(terms []audit.Term) int {
	cell := -1
	for _, t := range terms {
		if t.Sign > 0 && cell >= 0 || !k.cells[t.Cell].people {
			return -1
		}
		if t.Sign > 0 {
			cell = t.Cell
		}
	}
	return cell
}

// includes reports whether a measure is a part of another, or the same.
func includes(h *report.Dataset, part, whole string) bool {
	for n := 0; part != whole && n <= len(h.Measures); n++ {
		m, w := h.Measure(part), h.Measure(whole)
		if m == nil || w == nil {
			return false
		}
		if slices.Contains(w.SumOf, part) {
			return true
		}
		part = m.PartOf
	}
	return part == whole
}
