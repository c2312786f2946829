package disclose

import (
	"slices"

	"vitrine/generator/disclose/audit"
	"vitrine/generator/disclose/relations"
	"vitrine/generator/disclose/suppress"
	"vitrine/generator/report"
)

// makeUnits groups the cells that are withheld together: what rivals say of one
// thing, and what datasets repeat, as long as it stood there. It withholds those of which
// one cell is small.
func (k *knowledge) makeUnits() {
	unitOf := map[string]int{} // by the thing that is counted
	for i := range k.cells {
		if !k.cells[i].people {
			continue
		}
		for _, s := range k.cells[i].spots {
			d := k.datasets[s.dataset]
			row, rev, figure := k.at(s)
			if !d.Protects() || !d.Header.Measures[s.measure].People || figure.State != report.Number {
				continue
			}
			name := k.nameOf(s) // all spots of a cell have the same
			u, seen := unitOf[name]
			if !seen {
				u = len(k.units)
				unitOf[name] = u
				k.units = append(k.units, suppress.Unit{Cost: 1})
			}
			x := &k.units[u]
			if k.cells[i].unit != u {
				k.cells[i].unit = u
				x.Cells = append(x.Cells, i)
			}
			if rev == nil { // the past costs nobody
				x.Cost = max(x.Cost, k.cost(s.dataset, row, k.gate.random(name)))
				x.Keep = x.Keep || keeps(d, row)
			}
		}
	}
	primary := func(i int) bool { return k.cells[i].small || k.cells[i].input || k.cells[i].held }
	for _, x := range k.units {
		if slices.ContainsFunc(x.Cells, primary) {
			for _, i := range x.Cells {
				k.withhold(i)
			}
		}
	}
	for i := range k.cells { // what was withdrawn, and what revisions changed by only a few
		for _, s := range k.cells[i].spots {
			row, rev, _ := k.at(s)
			if takenBack(k.datasets[s.dataset], row, s.measure) || rev != nil && k.smallChange(s) {
				k.withhold(i)
			}
		}
	}
}

// cost returns what it costs to withhold a figure: more for each dimension of which it is a
// total, and a part that the seed says. The figure itself is not looked at.
func (k *knowledge) cost(dataset, row int, noise uint64) int64 {
	cost := int64(10)
	for i, key := range k.datasets[dataset].Rows[row].Keys {
		if k.totals[dataset][i][key] {
			cost *= 2
		}
	}
	return cost + int64(noise%11)*cost/10
}

// keeps reports whether the editor wants a row to be published.
func keeps(d *relations.Dataset, row int) bool {
	x := d.Rows[row]
	return slices.ContainsFunc(d.Keep, func(w report.Where) bool {
		return d.Header.Matches(w, x.Keys, x.Attrs, x.Sources)
	})
}

// takenBack reports whether a figure was withdrawn.
func takenBack(d *relations.Dataset, row, measure int) bool {
	x := d.Rows[row]
	return slices.ContainsFunc(d.Header.Withdrawals, func(w *report.Withdrawal) bool {
		return w.Covers(d.Header, x.Keys, x.Attrs, x.Sources, measure)
	})
}

// withhold withholds a cell, and its unit with it.
func (k *knowledge) withhold(i int) {
	if k.cells[i].withheld = true; k.cells[i].unit >= 0 {
		k.units[k.cells[i].unit].Withheld = true
	}
	k.forget(i)
}

// forget takes away what is known of a cell directly.
func (k *knowledge) forget(i int) {
	k.table.Cells[i].Lo, k.table.Cells[i].Hi = 0, audit.Unbounded
	if !k.cells[i].people {
		k.table.Cells[i].Lo = -audit.Unbounded
	}
}

// fixTold fixes what an earlier release has already told: it can't be
// withheld any more. A small count that one told, under another rule, is withheld
// all the same, and the ledger asks to take it back.
func (k *knowledge) fixTold(dataset int) {
	d := k.datasets[dataset]
	for s, i := range k.ids {
		if s.dataset != dataset || !k.cells[i].exact || k.cells[i].small {
			continue
		}
		row, rev, figure := k.at(s)
		if takenBack(d, row, s.measure) || rev != nil && k.smallChange(s) {
			continue // the site takes it back by a withdrawal, or by revising it
		}
		if k.gate.past.Told(d, row, s.measure, rev, figure) {
			v := k.table.Cells[i].Value
			k.table.Cells[i].Lo, k.table.Cells[i].Hi = v, v
			k.cells[i].told = true
			if u := k.cells[i].unit; u >= 0 {
				k.units[u].Keep = true
			}
		}
	}
}

// asPublished sets what is known of each cell from the published datasets
// themselves and from the releases, so that the audit judges what is there.
func (k *knowledge) asPublished() {
	shown := make([]bool, len(k.cells))
	for s, i := range k.ids {
		shown[i] = shown[i] || k.gate.published(k, s).State == report.Number
	}
	for i, c := range k.cells {
		x := &k.table.Cells[i]
		switch {
		case c.exact && shown[i]:
			x.Lo, x.Hi = x.Value, x.Value
		case c.exact:
			k.forget(i)
		}
	}
	for i := range k.datasets {
		k.fixTold(i)
	}
}
