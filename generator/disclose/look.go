package disclose

import (
	"slices"

	"vitrine/generator/disclose/audit"
	"vitrine/generator/disclose/suppress"
)

// look returns what the choice may see of the figures: which counts are small or nearly
// so, and of others the bin that the seed puts them in.
func (k *knowledge) look() suppress.Look {
	if k.scale != 1 {
		return suppress.Look{} // persons are whole
	}
	counts := k.counts()
	look := suppress.Look{}
	for i := range k.cells {
		look.Room = append(look.Room, counts.Room(i))
	}
	for i, s := range k.table.Sums {
		slack := k.value(s.Terms) - s.Min
		if s.Max < audit.Unbounded {
			slack = min(slack, s.Max-k.value(s.Terms))
		}
		noise := k.gate.random("sum " + k.sums[i].text + k.sums[i].pos.String())
		look.Slack = append(look.Slack, suppress.Room(slack, counts.Threshold, noise))
	}
	var populations []population // of look.Small
	for i, s := range k.table.Secrets {
		if k.small(i) {
			look.Small, populations = append(look.Small, s), append(populations, k.populations[i])
		}
	}
	for i, small := range counts.Small() {
		terms := []audit.Term{{Cell: i, Sign: 1}}
		if _, there := k.secretByName[secretName(terms)]; small && !there {
			look.Small = append(look.Small, audit.Secret{Terms: terms})
			populations = append(populations, k.populationAt(k.cells[i].spots[0]))
		}
	}
	wholes, parts := k.nested(populations)
	for i := range populations {
		look.Near = append(look.Near, slices.Concat(wholes[i], parts[i]))
	}
	look.Inner = parts
	return look
}

// counts returns the cells as counts of people, with those that they are parts of.
func (k *knowledge) counts() suppress.Counts {
	n := len(k.cells)
	c := suppress.Counts{Value: make([]int64, n), Wholes: make([][]int, n)}
	c.Few, c.Known = make([]bool, n), make([]bool, n)
	c.Noise = func(i int, what string) uint64 { return k.gate.random(what + " " + k.nameOf(k.cells[i].spots[0])) }
	for _, d := range k.datasets {
		c.Threshold = max(c.Threshold, int64(d.Header.Disclosure.Threshold))
	}
	var populations []population
	var of []int // the cell of each population
	for i, x := range k.cells {
		c.Value[i], c.Few[i] = k.table.Cells[i].Value, x.small
		c.Known[i] = x.people && x.exact && !x.told && x.unit >= 0 && !k.units[x.unit].Keep
		if x.people {
			populations, of = append(populations, k.populationAt(x.spots[0])), append(of, i)
		}
	}
	wholes, _ := k.nested(populations)
	for p, list := range wholes {
		for _, w := range list {
			c.Wholes[of[p]] = append(c.Wholes[of[p]], of[w])
		}
	}
	return c
}
