package disclose

import (
	"fmt"
	"slices"
	"strings"

	"vitrine/generator/disclose/audit"
	"vitrine/generator/disclose/relations"
	"vitrine/generator/raw"
	"vitrine/generator/report"
)

// amount returns what some cells come to, and whether each is known exactly.
func (k *knowledge) amount(terms []audit.Term) (value int64, exact bool) {
	exact = true
	for _, t := range terms {
		value += t.Sign * k.table.Cells[t.Cell].Value
		exact = exact && k.cells[t.Cell].exact
	}
	return value, exact
}

// value returns what some cells come to.
func (k *knowledge) value(terms []audit.Term) int64 {
	v, _ := k.amount(terms)
	return v
}

// people reports whether any of the cells counts people: sums of others are
// nobody's secret.
func (k *knowledge) people(terms []audit.Term) bool {
	return slices.ContainsFunc(terms, func(t audit.Term) bool { return k.cells[t.Cell].people })
}

// add adds that some cells come to no less than from and no more than to.
func (k *knowledge) add(terms []audit.Term, from, to int64, s sum) {
	name := fmt.Sprint(terms, from, to)
	if !k.people(terms) || k.added[name] {
		return
	}
	k.added[name] = true
	k.table.Sums = append(k.table.Sums, audit.Sum{Terms: terms, Min: from, Max: to})
	k.sums = append(k.sums, s)
}

// addCount adds a sum that is itself a count of people which nobody publishes, and
// is 0 or more.
func (k *knowledge) addCount(terms []audit.Term, s sum, p population) {
	opposite := func(t audit.Term) bool { return terms[0].Cell == t.Cell && terms[0].Sign != t.Sign }
	if slices.ContainsFunc(terms, opposite) {
		return
	}
	k.add(terms, 0, audit.Unbounded, s)
	k.unpublished = append(k.unpublished, unpublished{p, terms})
}

// family is a member of a dimension that sums others, beside one row's other keys. Nobody
// has said so of periods that make up a longer one: what is counted need not add up over time.
type family struct {
	dataset, version int
	row, measure     int // of the total
	dimension        int
	parts            []string
	periods          bool
	rows             map[string][]int // that differ from the total in the dimension alone, by member
	other            string           // a source whose figures stand in for others, or ""
}

// addTotals finds which totals are the sum of their parts, in the version before a
// revision.
func (k *knowledge) addTotals(dataset, version int) {
	d := k.datasets[dataset]
	for dimension, x := range d.Header.Dimensions {
		groups := map[string]map[string][]int{} // rows by the other keys, then by member
		for r, row := range d.Rows {
			name := row.KeysExcept(dimension)
			if groups[name] == nil {
				groups[name] = map[string][]int{}
			}
			groups[name][row.Keys[dimension]] = append(groups[name][row.Keys[dimension]], r)
		}
		add := func(total string, parts []string, periods bool) {
			for r, row := range d.Rows {
				if row.Keys[dimension] != total {
					continue
				}
				rows := groups[row.KeysExcept(dimension)]
				for m, measure := range d.Header.Measures {
					if !relations.Counted(measure) {
						continue
					}
					for _, other := range append([]string{""}, sources(d, rows)...) {
						k.addTotal(family{dataset, version, r, m, dimension, parts, periods, rows, other})
					}
				}
			}
		}
		for total, parts := range x.Families() {
			add(total, parts, false)
		}
		for whole, parts := range x.Tiles() {
			add(whole, parts, true)
		}
	}
}

// sources returns those of a group's rows, where there are several, sorted.
func sources(d *relations.Dataset, group map[string][]int) (list []string) {
	for _, rows := range group {
		for _, r := range rows {
			list = append(list, report.SourceIDs(d.Rows[r].Sources))
		}
	}
	slices.Sort(list)
	if list = slices.Compact(list); len(list) == 1 {
		return nil
	}
	return list
}

// difference is a total minus its parts.
type difference struct {
	terms  []audit.Term // nil: nothing is known of it, or in an earlier version what is known of the next
	whole  bool         // every part has a figure to add, no plan among results
	mixed  bool         // a part is another source's
	absent bool         // a part has no row, which may mean nobody or may mean nothing
}

// difference returns a total minus its parts; where the family names another source, its
// figures stand in for those that the total's own source does not give exactly.
func (k *knowledge) difference(f family) (x difference) {
	d := k.datasets[f.dataset]
	id, ok := k.cellAt(f.dataset, f.version, f.row, f.measure)
	if !ok || k.gate.past.Absent(d, f.version, f.row) {
		return difference{}
	}
	total := d.Rows[f.row]
	x.terms, x.whole = []audit.Term{{Cell: id, Sign: 1}}, true
	rows := []int{f.row}
	later := false // a part came after the version
	for _, member := range f.parts {
		parts := []int{k.part(f, member)}
		if len(f.rows[member]) == 0 {
			x.absent = true
			parts = k.standIns(f, member)
		} else if parts[0] < 0 {
			x.whole = false
			continue
		}
		for _, part := range parts {
			switch {
			case k.gate.past.Absent(d, f.version, part):
				later = true
				continue
			case d.Planned(d.Rows[part], f.measure) != d.Planned(total, f.measure):
				x.whole = false
				continue
			}
			x.mixed = x.mixed || report.SourceIDs(d.Rows[part].Sources) != report.SourceIDs(total.Sources)
			rows = append(rows, part)
			if id, ok := k.cellAt(f.dataset, f.version, part, f.measure); ok {
				x.terms = append(x.terms, audit.Term{Cell: id, Sign: -1})
			}
		}
	}
	changed := func(r int) bool {
		return k.spotOf(f.dataset, f.version, r, f.measure) != k.spotOf(f.dataset, f.version+1, r, f.measure)
	}
	asNext := f.version < len(d.Revisions) && !later && !slices.ContainsFunc(rows, changed)
	if asNext || len(x.terms) == 1 && !x.absent {
		return difference{}
	}
	return x
}

// part returns the row of a part: that of the total's source or, where it has no exact figure,
// of the other source; -1 when there is neither.
func (k *knowledge) part(f family, member string) int {
	d := k.datasets[f.dataset]
	own, other := -1, -1
	for _, r := range f.rows[member] {
		switch report.SourceIDs(d.Rows[r].Sources) {
		case report.SourceIDs(d.Rows[f.row].Sources):
			own = r
		case f.other:
			other = r
		}
	}
	if other >= 0 {
		id, ok := k.cellAt(f.dataset, f.version, max(own, 0), f.measure)
		if own < 0 || !ok || !k.cells[id].exact {
			return other
		}
	}
	return own
}

// standIns returns the rows of one source that make up a row which is not there: that of
// a member, beside the total. A reader adds them up, and takes it for nobody where
// there are none.
func (k *knowledge) standIns(f family, member string) []int {
	d := k.datasets[f.dataset]
	keys := slices.Clone(d.Rows[f.row].Keys)
	keys[f.dimension] = member
	var find func(keys []string, depth int) []int
	find = func(keys []string, depth int) (rows []int) {
		for _, r := range d.ByKeys.Rows(keys) {
			if report.SourceIDs(d.Rows[r].Sources) == report.SourceIDs(d.Rows[f.row].Sources) {
				return []int{r}
			}
		}
		for i, x := range d.Header.Dimensions {
			if depth == 0 {
				break
			}
			for whole, parts := range x.Families() {
				if whole != keys[i] {
					continue
				}
				for _, p := range parts {
					below := slices.Clone(keys)
					below[i] = p
					rows = append(rows, find(below, depth-1)...)
				}
			}
			if len(rows) > 0 {
				return rows
			}
		}
		return nil
	}
	return find(keys, len(keys)+1)
}

// addTotal adds what is known of a total minus its parts.
func (k *knowledge) addTotal(f family) {
	x := k.difference(f)
	if x.terms == nil || x.mixed != (f.other != "") {
		return
	}
	d := k.datasets[f.dataset]
	gap, exact := k.amount(x.terms)
	if x.whole && exact && len(d.Revisions) > 0 {
		name := fmt.Sprint(f.dataset, f.row, f.measure, f.dimension, f.other)
		k.versions[name] = append(k.versions[name], x.terms) // the latest first
	}
	over := d.Header.Dimensions[f.dimension].ID
	about := sum{d.Rows[f.row].Cells[f.measure].Pos, d.Header.Measures[f.measure].ID + " as the total over " + over}
	switch {
	case f.periods || x.mixed:
		if x.whole && exact && gap == 0 { // nobody says that they add up, but they do
			k.add(x.terms, 0, 0, about)
		}
	case !x.whole || x.absent && !exact:
		if !exact || gap >= 0 {
			k.add(x.terms, 0, audit.Unbounded, about)
		}
	case x.absent && gap > 0: // the rows that are not there count somebody
		k.addCount(x.terms, about, k.populationOf(f, "absent "+over))
	default:
		k.addGap(f, x.terms, about)
	}
}

// addGap adds what is known of a total minus its parts where all parts are there: it is 0, or
// lies in a declared discrepancy, or is the rest of people that one declares.
func (k *knowledge) addGap(f family, terms []audit.Term, about sum) {
	d := k.datasets[f.dataset]
	measure, over := d.Header.Measures[f.measure].ID, d.Header.Dimensions[f.dimension].ID
	total, today := d.Rows[f.row], f.version == len(d.Revisions)
	gap, exact := k.amount(terms)
	rest, declared := false, false
	from, to := int64(0), int64(0) // the gaps that may be
	for _, x := range d.Discrepancies {
		if x.Dimension != over || !report.InScope(x.Measures, measure) ||
			!d.Header.Matches(x.Where, total.Keys, total.Attrs, total.Sources) {
			continue
		}
		least, most := k.whole(x.Min.Rat(), true), k.whole(x.Max.Rat(), false)
		from, to = min(from, least), max(to, most)
		declared = declared || least <= gap && gap <= most
		rest = rest || x.Rest != nil && (!exact || gap == 0 || !today || least <= gap && gap <= most)
	}
	switch {
	case rest && (gap >= 0 || !exact):
		// Nobody is told which totals have a rest, nor how many do.
		k.addCount(terms, about, k.populationOf(f, "rest of "+over))
	case !exact:
		k.add(terms, from, to, about)
	case gap == 0 || today:
		k.add(terms, gap, gap, about)
	case k.grew(f) && gap > 0:
		k.add(terms, 0, audit.Unbounded, about) // parts that came later may be in it
	default:
		// In an earlier version, where nothing is declared, the gap may be known
		// only when it is that of today.
		version := f.version
		f.version = len(d.Revisions)
		if now := k.difference(f); now.whole && k.value(now.terms) == gap {
			k.add(terms, gap, gap, about)
		} else if !declared && k.said(terms, version) {
			k.contradicted = append(k.contradicted, contradiction{d.Revisions[version], measure, over})
		}
	}
}

// contradiction is a total that did not add up before a revision, by what is said of figures that a release
// withheld: a reader who knows that it did add up would work out what they were.
type contradiction struct {
	revision      *raw.Revision
	measure, over string
}

// said reports whether a release of a version withheld some of its cells, and something says of each what it was.
func (k *knowledge) said(terms []audit.Term, version int) bool {
	withheld := false
	for _, t := range terms {
		if k.cells[t.Cell].held {
			return false
		}
		for _, s := range k.cells[t.Cell].spots {
			row, _, _ := k.at(s)
			withheld = withheld || k.gate.past.Withheld(k.datasets[s.dataset], version, row, s.measure)
		}
	}
	return withheld
}

// populationOf returns the people whom a total counts besides its parts.
func (k *knowledge) populationOf(f family, what string) population {
	d := k.datasets[f.dataset]
	kind := what + " in " + d.Header.Measures[f.measure].ID
	return population{dataset: f.dataset, kind: kind, keys: d.Rows[f.row].Keys}
}

// grew reports whether a part came after a version.
func (k *knowledge) grew(f family) bool {
	absent := func(r int) bool { return k.gate.past.Absent(k.datasets[f.dataset], f.version, r) }
	return slices.ContainsFunc(f.parts, func(member string) bool { return slices.ContainsFunc(f.rows[member], absent) })
}

// addParts adds what is known of measures that are parts or sums of others.
func (k *knowledge) addParts(dataset, version int) {
	d := k.datasets[dataset]
	rivals := map[string][]int{}
	for r, row := range d.Rows {
		rivals[d.Header.Thing(row.Keys)] = append(rivals[d.Header.Thing(row.Keys)], r)
	}
	for i, m := range d.Header.Measures {
		for r, row := range d.Rows {
			own, ok := k.cellAt(dataset, version, r, i)
			if !relations.Counted(m) || !ok || d.Planned(row, i) {
				continue
			}
			x := measured{dataset, version, r, i, own, m.ID}
			if terms := k.minusPart(x, r); terms != nil {
				x.text = fmt.Sprintf("%s as a part of %s", m.ID, m.PartOf)
				k.addCount(terms, k.about(x), k.besides(x, m.PartOf+" without "+m.ID))
			}
			for _, rival := range rivals[d.Header.Thing(row.Keys)] { // what another source says of the same
				if rival != r {
					k.addRival(x, rival)
				}
			}
			k.addNoPart(x)
			k.addSum(x)
		}
	}
}

// measured is a measure of a row in the version before a revision.
type measured struct {
	dataset, version, row, measure int
	cell                           int    // its number
	text                           string // of the sums that it is in
}

// about returns where a sum of a measure comes from.
func (k *knowledge) about(x measured) sum {
	return sum{k.datasets[x.dataset].Rows[x.row].Cells[x.measure].Pos, x.text}
}

// besides returns the people that are counted besides a measure in its row.
func (k *knowledge) besides(x measured, kind string) population {
	return population{dataset: x.dataset, kind: kind, keys: k.datasets[x.dataset].Rows[x.row].Keys}
}

// minusPart returns the whole that a measure is part_of, as a row has it, minus the measure; nil
// when it has none.
func (k *knowledge) minusPart(x measured, row int) []audit.Term {
	h := k.datasets[x.dataset].Header
	whole := h.MeasureIndex(h.Measures[x.measure].PartOf)
	if whole < 0 {
		return nil
	}
	id, ok := k.cellAt(x.dataset, x.version, row, whole)
	if !ok || id == x.cell {
		return nil
	}
	return []audit.Term{{Cell: id, Sign: 1}, {Cell: x.cell, Sign: -1}}
}

// addRival adds what a measure is a part or the sum of when some figures are another
// source's. Nobody says that these add up; where they do, it is known.
func (k *knowledge) addRival(x measured, rival int) {
	m := k.datasets[x.dataset].Header.Measures[x.measure]
	if terms := k.minusPart(x, rival); terms != nil {
		if gap, exact := k.amount(terms); exact && gap >= 0 {
			k.addCount(terms, k.about(x), k.besides(x, m.PartOf+" without "+m.ID))
		}
	}
	if len(m.SumOf) > 0 {
		terms := k.minusSumOf(x, rival)
		if gap, exact := k.amount(terms); exact && gap == 0 {
			k.add(terms, 0, 0, k.about(x))
		}
	}
}

// addNoPart adds what a measure counts besides all of its parts, where it has several: the
// people of none.
func (k *knowledge) addNoPart(x measured) {
	h := k.datasets[x.dataset].Header
	m := h.Measures[x.measure]
	terms := []audit.Term{{Cell: x.cell, Sign: 1}}
	for i, part := range h.Measures {
		if part.PartOf != m.ID {
			continue
		}
		id, ok := k.cellAt(x.dataset, x.version, x.row, i)
		if !ok {
			return
		}
		terms = append(terms, audit.Term{Cell: id, Sign: -1})
	}
	if gap, exact := k.amount(terms); len(terms) > 2 && exact && gap > 0 {
		k.addCount(terms, k.about(x), k.besides(x, "none of the parts of "+m.ID))
	}
}

// addSum adds that a measure is the sum of others, as sum_of declares. In an earlier version
// that is known only when it holds.
func (k *knowledge) addSum(x measured) {
	d := k.datasets[x.dataset]
	m := d.Header.Measures[x.measure]
	if len(m.SumOf) == 0 {
		return
	}
	terms := k.minusSumOf(x, -1)
	if gap, exact := k.amount(terms); exact && x.version < len(d.Revisions) && gap != 0 {
		return
	}
	x.text = fmt.Sprintf("%s as the sum of %s", m.ID, strings.Join(m.SumOf, " and "))
	k.add(terms, 0, 0, k.about(x))
}

// minusSumOf returns a measure minus those that it sums. Figures of a rival row, if there is
// one, stand in for those that are not exact.
func (k *knowledge) minusSumOf(x measured, rival int) []audit.Term {
	h := k.datasets[x.dataset].Header
	terms := []audit.Term{{Cell: x.cell, Sign: 1}}
	for _, id := range h.Measures[x.measure].SumOf {
		part := h.MeasureIndex(id)
		cell, ok := k.cellAt(x.dataset, x.version, x.row, part)
		if rival >= 0 && (!ok || !k.cells[cell].exact) {
			if other, there := k.cellAt(x.dataset, x.version, rival, part); there {
				cell, ok = other, true
			}
		}
		if ok {
			terms = append(terms, audit.Term{Cell: cell, Sign: -1})
		}
	}
	return terms
}
