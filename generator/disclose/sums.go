package disclose

import (
	"fmt"
	"slices"
	"strings"

	"vitrine/generator/audit"
	"vitrine/generator/raw"
	"vitrine/generator/report"
)

// at is the number of the cell that a row shows before a revision. missing is
// true for a cell that does not apply, which counts as nothing.
func (k *knowledge) at(dataset, version, row, measure int) (id int, ok bool) {
	id, ok = k.ids[k.spotOf(dataset, version, row, measure)]
	return id, ok
}

// here is what some cells come to, and whether each is known exactly.
func (k *knowledge) here(terms []audit.Term) (value int64, exact bool) {
	exact = true
	for _, t := range terms {
		value += t.Sign * k.table.Cells[t.Cell].Value
		exact = exact && k.cells[t.Cell].exact
	}
	return value, exact
}

// people reports whether any of the cells counts people: sums of others are
// nobody's secret.
func (k *knowledge) people(terms []audit.Term) bool {
	return slices.ContainsFunc(terms, func(t audit.Term) bool { return k.cells[t.Cell].people })
}

func (k *knowledge) add(terms []audit.Term, from, to int64, s sum) {
	name := fmt.Sprint(terms, from, to)
	if !k.people(terms) || k.seen[name] {
		return
	}
	k.seen[name] = true
	k.table.Sums = append(k.table.Sums, audit.Sum{Terms: terms, Min: from, Max: to})
	k.sums = append(k.sums, s)
}

// counts adds a sum that is itself a count of people which nobody publishes: a
// remainder, a complement, a difference. least is what everybody knows of it.
func (k *knowledge) counts(dataset int, terms []audit.Term, least int64, s sum, p place) {
	k.add(terms, least, audit.Unbounded, s)
	if value, exact := k.here(terms); exact && value >= 1 {
		k.secret(dataset, terms, value, p)
	}
}

// secret notes a count to protect, when the rule says so.
func (k *knowledge) secret(dataset int, terms []audit.Term, value int64, p place) {
	rule := k.datasets[dataset].Header.Disclosure
	if rule.Method != "suppress" || value >= int64(rule.Threshold)*k.scale || !k.people(terms) {
		return
	}
	p.data = dataset
	if i := slices.IndexFunc(k.table.Secrets, func(x audit.Secret) bool { return slices.Equal(x.Terms, terms) }); i >= 0 {
		k.table.Secrets[i].High = max(k.table.Secrets[i].High, int64(rule.Threshold-1)*k.scale)
		return
	}
	k.table.Secrets = append(k.table.Secrets, audit.Secret{Terms: terms, Low: k.scale, High: int64(rule.Threshold-1) * k.scale})
	k.places = append(k.places, p)
}

// secretCells protects every count that the rule withholds.
func (k *knowledge) secretCells() {
	for i, c := range k.cells {
		if !c.small && !c.input {
			continue
		}
		for _, s := range c.spots {
			d := k.datasets[s.dataset]
			row := s.change
			if s.revision >= 0 {
				row = d.Revisions[s.revision].Changes[s.change].Row
			}
			terms, value := []audit.Term{{Cell: i, Sign: 1}}, k.table.Cells[i].Value
			p := place{kind: d.Header.Measures[s.measure].ID, keys: d.Rows[row].Keys}
			if !c.small { // what is computed from it has to stay as uncertain as a small count
				away := int64(d.Header.Disclosure.Threshold-1) * k.scale
				p.data = s.dataset
				k.table.Secrets = append(k.table.Secrets, audit.Secret{Terms: terms, Low: value - away, High: value + away})
				k.places = append(k.places, p)
				break
			}
			k.secret(s.dataset, terms, value, p)
		}
	}
}

// insiders are the secrets that count one person, who knows. Parts of such a
// count, where they are not empty, count the same person.
func (k *knowledge) insiders() {
	for i, secret := range k.table.Secrets {
		if value, exact := k.here(secret.Terms); exact && value == k.scale {
			k.table.Insiders = append(k.table.Insiders, k.insider(i))
		}
	}
}

// everybody is as if each secret were known to one attacker.
func (k *knowledge) everybody() (list []audit.Insider) {
	for i := range k.table.Secrets {
		list = append(list, k.insider(i))
	}
	return list
}

func (k *knowledge) insider(i int) audit.Insider {
	insider := audit.Insider{Terms: k.table.Secrets[i].Terms}
	value, _ := k.here(insider.Terms)
	for j, other := range k.table.Secrets {
		a, b := k.places[j], k.places[i]
		if v, _ := k.here(other.Terms); j == i || v <= value && k.within(a, b) || v == value && a.revision != "" && a.revision == b.revision && k.within(b, a) {
			insider.Own = append(insider.Own, j)
		}
	}
	return insider
}

// within reports whether a count is a part of another.
func (k *knowledge) within(part, whole place) bool {
	h := k.datasets[part.data].Header
	if part.data != whole.data || part.revision != whole.revision || !includes(h, part.kind, whole.kind) {
		return false
	}
	for i, d := range h.Dimensions {
		if w, p := whole.keys[i], part.keys[i]; w != p && w != d.Total && !slices.Contains(d.Ancestors(p), w) {
			return false
		}
	}
	return true
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

// planned reports whether a figure is a plan, which no sum holds of.
func planned(d *raw.Dataset, row, measure int) bool {
	r := d.Rows[row]
	return r.Cells[measure].Cell.HasMark("f") ||
		slices.ContainsFunc(d.Header.NotesFor(r.Keys, r.Attrs, r.Sources, measure), func(n *report.Note) bool { return n.Mark == "f" })
}

// totals finds which totals are the sum of their parts, in the version before a
// revision.
func (k *knowledge) totals(dataset, version int) {
	d := k.datasets[dataset]
	for dimension, x := range d.Header.Dimensions {
		groups := map[string]map[string]int{} // rows by the other keys and the source, then by member
		name := func(row *raw.Row) string {
			keys := slices.Clone(row.Keys)
			keys[dimension] = ""
			return strings.Join(keys, "\x00") + "\x01" + report.SourceIDs(row.Sources)
		}
		for r, row := range d.Rows {
			if groups[name(row)] == nil {
				groups[name(row)] = map[string]int{}
			}
			groups[name(row)][row.Keys[dimension]] = r
		}
		for total, parts := range x.Families() {
			for r, row := range d.Rows {
				if row.Keys[dimension] != total {
					continue
				}
				for m, measure := range d.Header.Measures {
					if terms := k.family(dataset, version, r, m, groups[name(row)], parts); counted(measure) && terms != nil {
						k.total(dataset, version, r, m, dimension, terms)
					}
				}
			}
		}
	}
}

// family is a total minus its parts; nil where a part is not there or a plan,
// and in an earlier version where nothing of it was revised.
func (k *knowledge) family(dataset, version, row, measure int, group map[string]int, parts []string) []audit.Term {
	d := k.datasets[dataset]
	whole, ok := k.at(dataset, version, row, measure)
	if !ok || planned(d, row, measure) {
		return nil
	}
	terms := []audit.Term{{Cell: whole, Sign: 1}}
	rows := []int{row}
	for _, p := range parts {
		r, there := group[p]
		if !there || planned(d, r, measure) {
			return nil
		}
		rows = append(rows, r)
		if id, ok := k.at(dataset, version, r, measure); ok {
			terms = append(terms, audit.Term{Cell: id, Sign: -1})
		}
	}
	if version < len(d.Revisions) && !slices.ContainsFunc(rows, func(r int) bool {
		return k.spotOf(dataset, version, r, measure) != k.spotOf(dataset, version+1, r, measure)
	}) {
		return nil
	}
	return terms
}

// total says what is known of a total minus its parts.
func (k *knowledge) total(dataset, version, row, measure, dimension int, terms []audit.Term) {
	d := k.datasets[dataset]
	h := d.Header
	r := d.Rows[row]
	gap, exact := k.here(terms)
	about := sum{r.Cells[measure].Pos, fmt.Sprintf("%s as the total over %s", h.Measures[measure].ID, h.Dimensions[dimension].ID)}
	declared := func(ours func(*raw.Discrepancy) bool) *raw.Discrepancy {
		for _, x := range d.Discrepancies {
			if x.Dimension == h.Dimensions[dimension].ID && report.InScope(x.Measures, h.Measures[measure].ID) && h.Matches(x.Where, r.Keys, r.Attrs, r.Sources) && ours(x) {
				return x
			}
		}
		return nil
	}
	rest := declared(func(x *raw.Discrepancy) bool {
		return x.Rest != nil && (gap == 0 || version < len(d.Revisions) || k.takes(x, gap))
	})
	switch {
	case !exact:
		if declared(func(*raw.Discrepancy) bool { return true }) == nil {
			k.add(terms, 0, 0, about)
		}
	case rest != nil && gap >= 0:
		// Nobody is told which totals have a rest, nor how many do.
		k.counts(dataset, terms, 0, about, place{kind: "rest of " + h.Dimensions[dimension].ID + " in " + h.Measures[measure].ID, keys: r.Keys})
	case gap == 0 || version == len(d.Revisions):
		k.add(terms, gap, gap, about)
	default:
		// In an earlier version, where nothing is declared, the gap may be known
		// only when it is that of today.
		if now := k.again(dataset, row, measure, dimension); now == gap {
			k.add(terms, gap, gap, about)
		}
	}
}

func (k *knowledge) takes(x *raw.Discrepancy, gap int64) bool {
	return k.whole(x.Min.Rat(), true) <= gap && gap <= k.whole(x.Max.Rat(), false)
}

// again is the gap of a total in the present version.
func (k *knowledge) again(dataset, row, measure, dimension int) int64 {
	d := k.datasets[dataset]
	for total, parts := range d.Header.Dimensions[dimension].Families() {
		if total != d.Rows[row].Keys[dimension] {
			continue
		}
		group := map[string]int{}
		for r, other := range d.Rows {
			same := report.SourceIDs(other.Sources) == report.SourceIDs(d.Rows[row].Sources)
			for i := range other.Keys {
				same = same && (i == dimension || other.Keys[i] == d.Rows[row].Keys[i])
			}
			if same {
				group[other.Keys[dimension]] = r
			}
		}
		if terms := k.family(dataset, len(d.Revisions), row, measure, group, parts); terms != nil {
			gap, _ := k.here(terms)
			return gap
		}
	}
	return 0
}

// parts finds what is known of a measure that is a part or the sum of others.
func (k *knowledge) parts(dataset, version int) {
	d := k.datasets[dataset]
	for i, m := range d.Header.Measures {
		if !counted(m) {
			continue
		}
		for r, row := range d.Rows {
			own, ok := k.at(dataset, version, r, i)
			if !ok || planned(d, r, i) {
				continue
			}
			about := sum{row.Cells[i].Pos, m.ID}
			if whole := d.Header.MeasureIndex(m.PartOf); whole >= 0 {
				if id, ok := k.at(dataset, version, r, whole); ok && id != own {
					about.text = fmt.Sprintf("%s as a part of %s", m.ID, m.PartOf)
					k.counts(dataset, []audit.Term{{Cell: id, Sign: 1}, {Cell: own, Sign: -1}}, 0, about, place{kind: m.PartOf + " without " + m.ID, keys: row.Keys})
				}
			}
			if len(m.SumOf) == 0 {
				continue
			}
			terms := []audit.Term{{Cell: own, Sign: 1}}
			for _, id := range m.SumOf {
				if part, ok := k.at(dataset, version, r, d.Header.MeasureIndex(id)); ok {
					terms = append(terms, audit.Term{Cell: part, Sign: -1})
				}
			}
			about.text = fmt.Sprintf("%s as the sum of %s", m.ID, strings.Join(m.SumOf, " and "))
			gap, exact := k.here(terms)
			if exact && version < len(d.Revisions) && gap != 0 {
				continue
			}
			k.add(terms, 0, 0, about)
		}
	}
}

// running adds that totals from one start do not fall, and protects what was
// added to them between one and the next.
func (k *knowledge) running(dataset int) {
	d := k.datasets[dataset]
	for dimension, x := range d.Header.Dimensions {
		if !x.Running {
			continue
		}
		last := map[string]int{}
		for _, member := range x.Members {
			for r, row := range d.Rows {
				if row.Keys[dimension] != member.ID {
					continue
				}
				keys := slices.Clone(row.Keys)
				keys[dimension] = ""
				name := strings.Join(keys, "\x00") + "\x01" + report.SourceIDs(row.Sources)
				before, later := last[name]
				last[name] = r
				if !later {
					continue
				}
				for m, measure := range d.Header.Measures {
					a, ok1 := k.at(dataset, len(d.Revisions), before, m)
					b, ok2 := k.at(dataset, len(d.Revisions), r, m)
					if ok1 && ok2 && a != b && measure.People && counted(measure) {
						about := sum{row.Cells[m].Pos, measure.ID + " as a running total"}
						k.counts(dataset, []audit.Term{{Cell: b, Sign: 1}, {Cell: a, Sign: -1}}, 0, about, place{kind: measure.ID + " added", keys: row.Keys})
					}
				}
			}
		}
	}
}

// change is the difference that a revision made to a cell, with the sign that
// makes it positive.
func (k *knowledge) change(dataset, revision, i int) (terms []audit.Term, ok bool) {
	d := k.datasets[dataset]
	c := d.Revisions[revision].Changes[i]
	was, ok1 := k.ids[spot{dataset, revision, i, c.Measure}]
	is, ok2 := k.at(dataset, revision+1, c.Row, c.Measure)
	if !ok1 || !ok2 || was == is || !k.cells[was].exact || !k.cells[is].exact {
		return nil, false
	}
	terms = []audit.Term{{Cell: is, Sign: 1}, {Cell: was, Sign: -1}}
	if value, _ := k.here(terms); value < 0 {
		terms[0].Sign, terms[1].Sign = -1, 1
	}
	return terms, true
}

// changes protects the difference between two published versions of a count: it
// is a count of people itself.
func (k *knowledge) changes(dataset int) {
	d := k.datasets[dataset]
	for r, rev := range d.Revisions {
		for i, c := range rev.Changes {
			m := d.Header.Measures[c.Measure]
			if terms, ok := k.change(dataset, r, i); ok && m.People {
				about := sum{rev.Pos, m.ID + " as revised"}
				k.counts(dataset, terms, 1, about, place{kind: m.ID, revision: rev.ID, keys: d.Rows[c.Row].Keys})
			}
		}
	}
}

// smallChange reports whether a revision changed a count by less than the
// threshold, so that what stood there before is withheld.
func (k *knowledge) smallChange(dataset int, s spot) bool {
	rule := k.datasets[dataset].Header.Disclosure
	terms, ok := k.change(dataset, s.revision, s.change)
	if !ok || rule.Method != "suppress" || !k.people(terms) {
		return false
	}
	value, _ := k.here(terms)
	return value < int64(rule.Threshold)*k.scale
}
