package disclose

import (
	"fmt"
	"slices"
	"strings"

	"vitrine/generator/disclose/audit"
	"vitrine/generator/disclose/suppress"
	"vitrine/generator/report"
)

// findSecrets finds the counts that the rule protects: the cells that it withholds, those that
// nobody has published but that could be worked out, and those that nobody
// publishes. Every cell has a value by now.
func (k *knowledge) findSecrets() {
	k.holdInputs()
	for i, c := range k.cells {
		value := k.table.Cells[i].Value
		open := !c.exact && k.table.Cells[i].Lo == 0 && c.people // it may be known only through the others
		if !c.small && !c.input && !open {
			continue
		}
		for _, s := range c.spots {
			secret := audit.Secret{Terms: []audit.Term{{Cell: i, Sign: 1}}, Low: k.scale, High: k.most(s.dataset)}
			switch {
			case c.input && !c.small: // what is computed from it has to stay as uncertain as a small count
				secret.Low, secret.High = max(value-secret.High, 0), value+secret.High
			case !c.small && (value < 1 || value > secret.High):
				continue
			}
			k.addSecret(secret, k.populationAt(s))
		}
	}
	for _, u := range k.unpublished {
		most := k.most(u.dataset)
		if value := k.value(u.terms); value >= 1 && value <= most && k.people(u.terms) {
			k.addSecret(audit.Secret{Terms: u.terms, Low: k.scale, High: most}, u.population)
		}
	}
	k.relateSecrets()
	for i, secret := range k.table.Secrets {
		if k.value(secret.Terms) == k.scale {
			k.table.Insiders = append(k.table.Insiders, k.insider(i))
		}
	}
}

// holdInputs makes the figures that a release withheld inputs, so that they stay as uncertain as
// small counts, where a sum that leads to them has a figure which no release has told.
func (k *knowledge) holdInputs() {
	sets, open := suppress.NewSets(len(k.cells)), make([]bool, len(k.cells))
	for i, c := range k.cells {
		open[i] = c.people && !c.told
	}
	for _, s := range k.table.Sums {
		sets.JoinTerms(s.Terms, open)
	}
	untold := map[int]bool{} // sets with a figure that no release has told
	for i, c := range k.cells {
		if open[i] && !c.held && c.exact {
			untold[sets.Of(i)] = true
		}
	}
	for i, c := range k.cells {
		k.cells[i].input = c.input || c.held && untold[sets.Of(i)]
	}
}

// most returns the largest count that a dataset's rule withholds.
func (k *knowledge) most(dataset int) int64 {
	return int64(k.datasets[dataset].Header.Disclosure.Threshold-1) * k.scale
}

// addSecret adds a count to protect, when the dataset protects people at all.
func (k *knowledge) addSecret(secret audit.Secret, p population) {
	if !k.datasets[p.dataset].Protects() {
		return
	}
	if p.in == nil {
		p.in = []string{p.revision}
	}
	name := secretName(secret.Terms)
	if i, ok := k.secretByName[name]; ok {
		x := &k.table.Secrets[i]
		x.Low, x.High = min(x.Low, secret.Low), max(x.High, secret.High)
		return
	}
	k.secretByName[name] = len(k.table.Secrets)
	k.table.Secrets = append(k.table.Secrets, secret)
	k.populations = append(k.populations, p)
}

func secretName(terms []audit.Term) string { return fmt.Sprint(terms) }

// populationAt says whom the figure at a spot counts.
func (k *knowledge) populationAt(s spot) population {
	d := k.datasets[s.dataset]
	row, rev, _ := k.at(s)
	p := population{kind: d.Header.Measures[s.measure].ID, keys: d.Rows[row].Keys, dataset: s.dataset}
	for version := range d.Revisions {
		if k.spotOf(s.dataset, version, row, s.measure) == s {
			p.in = append(p.in, fmt.Sprint("version ", version))
		}
	}
	if rev == nil {
		p.in = append(p.in, "")
	}
	return p
}

// name names a population of some kind in a version, at some keys.
func (p population) name(version, kind string, keys []string) string {
	return fmt.Sprintf("%d\x01%s\x01%s\x01%s", p.dataset, version, kind, strings.Join(keys, "\x00"))
}

// versions names the versions that a difference lies between, whatever its direction.
func (p population) versions() string {
	return strings.TrimSuffix(strings.TrimSuffix(p.revision, "-1"), "1")
}

// nested finds, for each of some populations, those that it is a part of, and its parts.
func (k *knowledge) nested(populations []population) (wholes, parts [][]int) {
	wholes, parts = make([][]int, len(populations)), make([][]int, len(populations))
	byName := map[string][]int{}
	for i, p := range populations {
		for _, version := range p.in {
			name := p.name(version, p.kind, p.keys)
			byName[name] = append(byName[name], i)
		}
	}
	for i, p := range populations {
		h := k.datasets[p.dataset].Header
		for _, kind := range wholeMeasures(h, p.kind) {
			wholeKeys(h, p.keys, func(keys []string) {
				for _, version := range p.in {
					for _, j := range byName[p.name(version, kind, keys)] {
						if j != i && !slices.Contains(wholes[i], j) {
							wholes[i], parts[j] = append(wholes[i], j), append(parts[j], i)
						}
					}
				}
			})
		}
	}
	return wholes, parts
}

// wholeMeasures returns the measures of which one is a part, itself first.
func wholeMeasures(h *report.Dataset, kind string) []string {
	list := []string{kind}
	for _, m := range h.Measures {
		if m.ID != kind && includes(h, kind, m.ID) {
			list = append(list, m.ID)
		}
	}
	return list
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

// wholeKeys yields the keys of all rows that a row is a part of, itself included.
func wholeKeys(h *report.Dataset, of []string, yield func(keys []string)) {
	keys := slices.Clone(of)
	var walk func(i int)
	walk = func(i int) {
		if i == len(h.Dimensions) {
			yield(keys)
			return
		}
		d := h.Dimensions[i]
		wholes := append([]string{of[i]}, d.Ancestors(of[i])...)
		if d.Total != "" {
			wholes = append(wholes, d.Total)
		}
		slices.Sort(wholes)
		for _, w := range slices.Compact(wholes) {
			keys[i] = w
			walk(i + 1)
		}
		keys[i] = of[i]
	}
	walk(0)
}

// relateSecrets finds which secrets are parts of which others.
func (k *knowledge) relateSecrets() {
	k.wholes, k.parts = k.nested(k.populations)
	k.above = map[int][]int{}
	for i, s := range k.table.Sums {
		if c := k.wholeOf(s.Terms); c >= 0 && s.Min >= 0 {
			k.above[c] = append(k.above[c], i)
			if len(s.Terms) == 2 && s.Max == 0 { // both count the same
				k.above[s.Terms[1].Cell] = append(k.above[s.Terms[1].Cell], i)
			}
		}
	}
	k.secretOf = map[int][]int{}
	for i, s := range k.table.Secrets {
		if c := k.wholeOf(s.Terms); c >= 0 {
			k.secretOf[c] = append(k.secretOf[c], i)
		}
	}
	k.relateRevised()
}

// relateRevised finds the differences that one revision made, and of which counts
// they are parts: whom it added is in the later count, whom it took out in the earlier one.
func (k *knowledge) relateRevised() {
	k.revised = map[string][]int{}
	for i, p := range k.populations {
		if p.revision == "" {
			continue
		}
		k.revised[p.versions()] = append(k.revised[p.versions()], i)
		of := []audit.Term{{Cell: k.wholeOf(k.table.Secrets[i].Terms), Sign: 1}}
		j, ok := k.secretByName[secretName(of)]
		if !ok {
			continue
		}
		for _, w := range append([]int{j}, k.wholes[j]...) {
			k.wholes[i], k.parts[w] = append(k.wholes[i], w), append(k.parts[w], i)
		}
	}
}

// wholeOf returns the only cell of a sum of people that is added, where all others are
// subtracted; -1 when there is no such.
func (k *knowledge) wholeOf(terms []audit.Term) int {
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
