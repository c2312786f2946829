package disclose

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"vitrine/generator/disclose/audit"
	"vitrine/generator/disclose/relations"
	"vitrine/generator/report"
)

// addRunning adds that totals from one start do not fall, and counts what was
// added to them between one and the next that is known, whoever counted them.
func (k *knowledge) addRunning(dataset, version int) {
	d := k.datasets[dataset]
	for dimension, x := range d.Header.Dimensions {
		if !x.Running {
			continue
		}
		last := map[string][]int{} // cells of the last member with a figure, by stratum and measure
		for _, member := range x.Members {
			here := map[string][]int{}
			for r, row := range d.Rows {
				if row.Keys[dimension] != member.ID || k.gate.past.Absent(d, version, r) {
					continue
				}
				for m, measure := range d.Header.Measures {
					id, ok := k.cellAt(dataset, version, r, m)
					if !ok || !relations.CountsPeople(measure) || !k.cells[id].exact {
						continue
					}
					name := fmt.Sprintf("%s\x01%d", row.KeysExcept(dimension), m)
					here[name] = append(here[name], id)
					for _, before := range last[name] {
						if k.table.Cells[before].Value <= k.table.Cells[id].Value && before != id {
							k.addCount([]audit.Term{{Cell: id, Sign: 1}, {Cell: before, Sign: -1}},
								sum{row.Cells[m].Pos, measure.ID + " as a running total"},
								population{dataset: dataset, kind: measure.ID + " added", keys: row.Keys})
						}
					}
				}
			}
			maps.Copy(last, here)
		}
	}
}

// addRemainders adds what a period counts besides a shorter one that begins or ends with
// it, as the people of the rest of a year, and besides all shorter ones that are there.
func (k *knowledge) addRemainders(dataset, version int) {
	d := k.datasets[dataset]
	for dimension, x := range d.Header.Dimensions {
		if x.Kind != report.KindPeriod || x.Running {
			continue
		}
		tiled := map[string]bool{} // what is left of these is the other parts
		for whole := range x.Tiles() {
			tiled[whole] = true
		}
		member := func(row int) *report.Member { return x.Member(d.Rows[row].Keys[dimension]) }
		strata := d.GroupRows(func(r int) string {
			return d.Rows[r].KeysExcept(dimension) + "\x01" + report.SourceIDs(d.Rows[r].Sources)
		})
		for _, rows := range strata {
			for _, whole := range rows {
				w := member(whole)
				if w == nil || tiled[w.ID] {
					continue
				}
				k.addRemainder(dataset, version, whole, inside(w, rows, member)...)
				for _, part := range rows {
					if p := member(part); p != nil && w.Period.Rest(p.Period) {
						k.addRemainder(dataset, version, whole, part)
					}
				}
			}
		}
	}
}

// inside returns the rows of periods within another that don't overlap, the longest and
// then the first of them first.
func inside(whole *report.Member, rows []int, member func(row int) *report.Member) (parts []int) {
	period := func(row int) report.Period { return member(row).Period }
	var shorter []int
	for _, r := range rows {
		if p := period(r); p != whole.Period && whole.Period.Contains(p) {
			shorter = append(shorter, r)
		}
	}
	slices.SortStableFunc(shorter, func(a, b int) int {
		return cmp.Or(cmp.Compare(period(b).Days(), period(a).Days()), period(a).Compare(period(b)))
	})
	for _, r := range shorter {
		if !slices.ContainsFunc(parts, func(p int) bool { return period(p).Overlaps(period(r)) }) {
			parts = append(parts, r)
		}
	}
	return parts
}

// addRemainder adds the difference of a row and its parts for each measure of people.
func (k *knowledge) addRemainder(dataset, version, whole int, parts ...int) {
	d := k.datasets[dataset]
	absent := func(r int) bool { return k.gate.past.Absent(d, version, r) }
	if len(parts) == 0 || absent(whole) || slices.ContainsFunc(parts, absent) {
		return
	}
	row := d.Rows[whole]
	for m, measure := range d.Header.Measures {
		differs := func(r int) bool { return d.Planned(row, m) != d.Planned(d.Rows[r], m) }
		if !relations.CountsPeople(measure) || slices.ContainsFunc(parts, differs) {
			continue
		}
		a, ok := k.cellAt(dataset, version, whole, m)
		terms := []audit.Term{{Cell: a, Sign: 1}}
		for _, r := range parts {
			b, there := k.cellAt(dataset, version, r, m)
			ok = ok && there && a != b
			terms = append(terms, audit.Term{Cell: b, Sign: -1})
		}
		if !ok {
			continue
		}
		if gap, exact := k.amount(terms); exact && gap >= 0 {
			k.addCount(terms, sum{row.Cells[m].Pos, measure.ID + " in the rest of a period"},
				population{dataset: dataset, kind: measure.ID + " in the rest of " + row.Keys[0], keys: row.Keys})
		}
	}
}
