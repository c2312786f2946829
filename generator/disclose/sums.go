package disclose

import (
	"fmt"
	"slices"
	"strings"

	"vitrine/generator/disclose/audit"
	"vitrine/generator/raw"
	"vitrine/generator/report"
)

// at is the number of the cell that a row shows before a revision; false for one
// that does not apply, which counts as nothing.
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

// counts adds a sum that is itself a count of people which nobody publishes, and
// is 0 or more.
func (k *knowledge) counts(dataset int, terms []audit.Term, s sum, p place) {
	if slices.ContainsFunc(terms, func(t audit.Term) bool { return terms[0].Cell == t.Cell && terms[0].Sign != t.Sign }) {
		return
	}
	k.add(terms, 0, audit.Unbounded, s)
	k.hidden = append(k.hidden, hidden{dataset, terms, p})
}

// planned reports whether a figure is a plan, which no sum of results holds of.
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
		groups := map[string]map[string][]int{} // rows by the other keys, then by member
		name := func(row *raw.Row) string {
			keys := slices.Clone(row.Keys)
			keys[dimension] = ""
			return strings.Join(keys, "\x00")
		}
		for r, row := range d.Rows {
			if groups[name(row)] == nil {
				groups[name(row)] = map[string][]int{}
			}
			groups[name(row)][row.Keys[dimension]] = append(groups[name(row)][row.Keys[dimension]], r)
		}
		families := slices.Collect(func(yield func(family) bool) {
			for total, parts := range x.Families() {
				if !yield(family{dimension, total, parts, false}) {
					return
				}
			}
			for whole, parts := range x.Tiles() {
				if !yield(family{dimension, whole, parts, true}) {
					return
				}
			}
		})
		for _, f := range families {
			for r, row := range d.Rows {
				if row.Keys[dimension] != f.total {
					continue
				}
				for m, measure := range d.Header.Measures {
					if !counted(measure) {
						continue
					}
					for _, other := range append([]string{""}, k.sources(dataset, groups[name(row)])...) {
						k.total(dataset, version, r, m, f, groups[name(row)], other)
					}
				}
			}
		}
	}
}

// family is a member of a dimension that sums others. Nobody has said so of
// periods that make up a longer one: what is counted need not add up over time.
type family struct {
	dimension int
	total     string
	parts     []string
	periods   bool
}

// sources are those of a group's rows, where there are several, sorted.
func (k *knowledge) sources(dataset int, group map[string][]int) (list []string) {
	for _, rows := range group {
		for _, r := range rows {
			if ids := report.SourceIDs(k.datasets[dataset].Rows[r].Sources); !slices.Contains(list, ids) {
				list = append(list, ids)
			}
		}
	}
	if len(list) == 1 {
		return nil
	}
	slices.Sort(list)
	return list
}

// difference is a total minus its parts.
type difference struct {
	terms  []audit.Term // nil: nothing is known of it, or in an earlier version what is known of the next
	whole  bool         // every part has a figure to add, no plan among results
	mixed  bool         // a part is another source's
	absent bool         // a part has no row, which may mean nobody or may mean nothing
}

// difference is a total minus its parts; where other names a source, its figures stand
// in for those that the total's own source does not give exactly.
func (k *knowledge) difference(dataset, version, row, measure int, f family, group map[string][]int, other string) (x difference) {
	d := k.datasets[dataset]
	id, ok := k.at(dataset, version, row, measure)
	if !ok || k.absent(d, version, row) {
		return difference{}
	}
	plan := planned(d, row, measure)
	x.terms, x.whole = []audit.Term{{Cell: id, Sign: 1}}, true
	rows := []int{row}
	later := false
	for _, p := range f.parts {
		part, stand := -1, -1
		for _, r := range group[p] {
			switch report.SourceIDs(d.Rows[r].Sources) {
			case report.SourceIDs(d.Rows[row].Sources):
				part = r
			case other:
				stand = r
			}
		}
		if stand >= 0 {
			if id, ok := k.at(dataset, version, max(part, 0), measure); part < 0 || !ok || !k.cells[id].exact {
				part = stand
			}
		}
		parts := []int{part}
		if len(group[p]) == 0 {
			x.absent = true
			parts = k.standIns(dataset, row, f.dimension, p)
		} else if part < 0 {
			x.whole = false
			continue
		}
		for _, part := range parts {
			switch {
			case k.absent(d, version, part):
				later = true
				continue
			case planned(d, part, measure) != plan:
				x.whole = false
				continue
			}
			x.mixed = x.mixed || report.SourceIDs(d.Rows[part].Sources) != report.SourceIDs(d.Rows[row].Sources)
			rows = append(rows, part)
			if id, ok := k.at(dataset, version, part, measure); ok {
				x.terms = append(x.terms, audit.Term{Cell: id, Sign: -1})
			}
		}
	}
	if version < len(d.Revisions) && !later && !slices.ContainsFunc(rows, func(r int) bool {
		return k.spotOf(dataset, version, r, measure) != k.spotOf(dataset, version+1, r, measure)
	}) {
		return difference{}
	}
	if len(x.terms) == 1 && !x.absent {
		return difference{}
	}
	return x
}

// standIns are the rows of one source that make up a row which is not there: that of
// a member, beside another row. A reader adds them up, and takes it for nobody where
// there are none.
func (k *knowledge) standIns(dataset, beside, dimension int, member string) []int {
	d := k.datasets[dataset]
	keys := slices.Clone(d.Rows[beside].Keys)
	keys[dimension] = member
	var find func(keys []string, depth int) []int
	find = func(keys []string, depth int) (rows []int) {
		for _, r := range k.byKeys[dataset][strings.Join(keys, "\x00")] {
			if report.SourceIDs(d.Rows[r].Sources) == report.SourceIDs(d.Rows[beside].Sources) {
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
					under := slices.Clone(keys)
					under[i] = p
					rows = append(rows, find(under, depth-1)...)
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

// total says what is known of a total minus its parts.
func (k *knowledge) total(dataset, version, row, measure int, f family, group map[string][]int, other string) {
	x := k.difference(dataset, version, row, measure, f, group, other)
	terms := x.terms
	if terms == nil || x.mixed != (other != "") {
		return
	}
	d := k.datasets[dataset]
	h := d.Header
	r := d.Rows[row]
	gap, exact := k.here(terms)
	if x.whole && exact && len(d.Revisions) > 0 {
		at := fmt.Sprint(dataset, row, measure, f.dimension, other)
		k.versions[at] = append(k.versions[at], terms) // the latest first
	}
	about := sum{r.Cells[measure].Pos, fmt.Sprintf("%s as the total over %s", h.Measures[measure].ID, h.Dimensions[f.dimension].ID)}
	if f.periods || x.mixed {
		if x.whole && exact && gap == 0 { // nobody says that they add up, but they do
			k.add(terms, 0, 0, about)
		}
		return
	}
	switch {
	case !x.whole || x.absent && !exact:
		if !exact || gap >= 0 {
			k.add(terms, 0, audit.Unbounded, about)
		}
		return
	case x.absent && gap > 0: // the rows that are not there count somebody
		k.counts(dataset, terms, about, place{kind: "absent " + h.Dimensions[f.dimension].ID + " in " + h.Measures[measure].ID, keys: r.Keys})
		return
	}
	var rest *raw.Discrepancy
	from, to := int64(0), int64(0) // the gaps that may be
	for _, declared := range d.Discrepancies {
		if declared.Dimension != h.Dimensions[f.dimension].ID || !report.InScope(declared.Measures, h.Measures[measure].ID) ||
			!h.Matches(declared.Where, r.Keys, r.Attrs, r.Sources) {
			continue
		}
		least, most := k.whole(declared.Min.Rat(), true), k.whole(declared.Max.Rat(), false)
		from, to = min(from, least), max(to, most)
		if declared.Rest != nil && (!exact || gap == 0 || version < len(d.Revisions) || least <= gap && gap <= most) {
			rest = declared
		}
	}
	switch {
	case rest != nil && (gap >= 0 || !exact):
		// Nobody is told which totals have a rest, nor how many do.
		k.counts(dataset, terms, about, place{kind: "rest of " + h.Dimensions[f.dimension].ID + " in " + h.Measures[measure].ID, keys: r.Keys})
	case !exact:
		k.add(terms, from, to, about)
	case gap == 0 || version == len(d.Revisions):
		k.add(terms, gap, gap, about)
	case k.grew(dataset, version, f, group) && gap > 0:
		k.add(terms, 0, audit.Unbounded, about) // parts that came later may be in it
	default:
		// In an earlier version, where nothing is declared, the gap may be known
		// only when it is that of today.
		if now := k.difference(dataset, len(d.Revisions), row, measure, f, group, other); now.whole && value(k, now.terms) == gap {
			k.add(terms, gap, gap, about)
		}
	}
}

// grew reports whether a part came after a version.
func (k *knowledge) grew(dataset, version int, f family, group map[string][]int) bool {
	return slices.ContainsFunc(f.parts, func(p string) bool {
		return slices.ContainsFunc(group[p], func(r int) bool { return k.absent(k.datasets[dataset], version, r) })
	})
}

// parts finds what is known of a measure that is a part or the sum of others.
func (k *knowledge) parts(dataset, version int) {
	d := k.datasets[dataset]
	rivals := map[string][]int{}
	for r, row := range d.Rows {
		rivals[d.Header.Thing(row.Keys)] = append(rivals[d.Header.Thing(row.Keys)], r)
	}
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
					k.counts(dataset, []audit.Term{{Cell: id, Sign: 1}, {Cell: own, Sign: -1}}, about, place{kind: m.PartOf + " without " + m.ID, keys: row.Keys})
				}
			}
			for _, r2 := range rivals[d.Header.Thing(row.Keys)] { // what another source says of the same
				if id, ok := k.at(dataset, version, r2, max(d.Header.MeasureIndex(m.PartOf), 0)); r2 != r && m.PartOf != "" && ok {
					terms := []audit.Term{{Cell: id, Sign: 1}, {Cell: own, Sign: -1}}
					if gap, exact := k.here(terms); exact && gap >= 0 && id != own {
						k.counts(dataset, terms, about, place{kind: m.PartOf + " without " + m.ID, keys: row.Keys})
					}
				}
				if len(m.SumOf) > 0 && r2 != r {
					k.mixedSum(dataset, version, r, r2, i, own, about)
				}
			}
			k.besides(dataset, version, r, i, own, about)
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

// besides adds what a measure counts beside all of its parts, where it has several: the
// people of none.
func (k *knowledge) besides(dataset, version, row, measure, own int, about sum) {
	h := k.datasets[dataset].Header
	terms := []audit.Term{{Cell: own, Sign: 1}}
	for i, part := range h.Measures {
		if part.PartOf != h.Measures[measure].ID {
			continue
		}
		id, ok := k.at(dataset, version, row, i)
		if !ok {
			return
		}
		terms = append(terms, audit.Term{Cell: id, Sign: -1})
	}
	if gap, exact := k.here(terms); len(terms) > 2 && exact && gap > 0 {
		k.counts(dataset, terms, about, place{kind: "none of the parts of " + h.Measures[measure].ID, keys: k.datasets[dataset].Rows[row].Keys})
	}
}

// mixedSum is a measure that sums others, of which another source's figures stand in
// for those that are not exact. Nobody says that they add up; where they do, it is known.
func (k *knowledge) mixedSum(dataset, version, row, other, measure, own int, about sum) {
	h := k.datasets[dataset].Header
	terms := []audit.Term{{Cell: own, Sign: 1}}
	for _, id := range h.Measures[measure].SumOf {
		part := h.MeasureIndex(id)
		cell, ok := k.at(dataset, version, row, part)
		if !ok || !k.cells[cell].exact {
			if stand, there := k.at(dataset, version, other, part); there {
				cell, ok = stand, true
			}
		}
		if ok {
			terms = append(terms, audit.Term{Cell: cell, Sign: -1})
		}
	}
	if gap, exact := k.here(terms); exact && gap == 0 {
		k.add(terms, 0, 0, about)
	}
}

// running adds that totals from one start do not fall, and protects what was
// added to them between one and the next that is known, whoever counted them.
func (k *knowledge) running(dataset, version int) {
	d := k.datasets[dataset]
	for dimension, x := range d.Header.Dimensions {
		if !x.Running {
			continue
		}
		name := func(row *raw.Row, measure int) string {
			keys := slices.Clone(row.Keys)
			keys[dimension] = ""
			return fmt.Sprint(keys, measure)
		}
		last := map[string][]int{} // cells of the last member with a figure
		for _, member := range x.Members {
			here := map[string][]int{}
			for r, row := range d.Rows {
				if row.Keys[dimension] != member.ID || k.absent(d, version, r) {
					continue
				}
				for m, measure := range d.Header.Measures {
					id, ok := k.at(dataset, version, r, m)
					if !ok || !measure.People || !counted(measure) || !k.cells[id].exact {
						continue
					}
					here[name(row, m)] = append(here[name(row, m)], id)
					for _, before := range last[name(row, m)] {
						if k.table.Cells[before].Value <= k.table.Cells[id].Value && before != id {
							about := sum{row.Cells[m].Pos, measure.ID + " as a running total"}
							k.counts(dataset, []audit.Term{{Cell: id, Sign: 1}, {Cell: before, Sign: -1}}, about, place{kind: measure.ID + " added", keys: row.Keys})
						}
					}
				}
			}
			for n, ids := range here {
				last[n] = ids
			}
		}
	}
}

// later are the cells that show what came in place of what a revision found,
// until today.
func (k *knowledge) later(dataset, revision, i int) (ids []int) {
	d := k.datasets[dataset]
	c := d.Revisions[revision].Changes[i]
	for v := revision + 1; v <= len(d.Revisions); v++ {
		if id, ok := k.at(dataset, v, c.Row, c.Measure); ok && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// differences are those between what a revision found in a cell and what stood there
// later, with the sign that makes each positive.
func (k *knowledge) differences(dataset, revision, i int) (list [][]audit.Term) {
	was, ok := k.ids[spot{dataset, revision, i, k.datasets[dataset].Revisions[revision].Changes[i].Measure}]
	if !ok || !k.cells[was].exact {
		return nil
	}
	for _, is := range k.later(dataset, revision, i) {
		if is == was || !k.cells[is].exact {
			continue
		}
		terms := []audit.Term{{Cell: is, Sign: 1}, {Cell: was, Sign: -1}}
		if value(k, terms) < 0 {
			terms[0].Sign, terms[1].Sign = -1, 1
		}
		list = append(list, terms)
	}
	return list
}

// changes protects the differences between published versions of a count: they
// are counts of people themselves.
func (k *knowledge) changes(dataset int) {
	d := k.datasets[dataset]
	for r, rev := range d.Revisions {
		for i, c := range rev.Changes {
			if m := d.Header.Measures[c.Measure]; m.People {
				for n, terms := range k.differences(dataset, r, i) {
					way := fmt.Sprint(rev.ID, n, terms[0].Sign) // from one version to another, up or down
					k.counts(dataset, terms, sum{rev.Pos, m.ID + " as revised"}, place{kind: m.ID, revision: way, keys: d.Rows[c.Row].Keys})
				}
			}
		}
	}
}

// smallChange reports whether revisions changed a count by less than the
// threshold, so that what stood there before is withheld.
func (k *knowledge) smallChange(dataset int, s spot) bool {
	rule := k.datasets[dataset].Header.Disclosure
	return rule.Method == "suppress" && slices.ContainsFunc(k.differences(dataset, s.revision, s.change), func(terms []audit.Term) bool {
		v := value(k, terms)
		return k.people(terms) && v > 0 && v < int64(rule.Threshold)*k.scale
	})
}
