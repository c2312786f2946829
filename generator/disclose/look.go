package disclose

import (
	"fmt"
	"slices"

	"vitrine/generator/disclose/audit"
	"vitrine/generator/disclose/suppress"
)

// look is what the choice may see of the figures: which counts are small or nearly
// so, and of others the bin that the seed puts them in.
func (k *knowledge) look(noise func(name string) uint64) suppress.Look {
	if k.scale != 1 {
		return suppress.Look{} // persons are whole
	}
	counts := k.counted(noise)
	look := suppress.Look{}
	for i := range k.cells {
		look.Room = append(look.Room, counts.Room(i))
	}
	for i, s := range k.table.Sums {
		slack := value(k, s.Terms) - s.Min
		if s.Max < audit.Unbounded {
			slack = min(slack, s.Max-value(k, s.Terms))
		}
		look.Slack = append(look.Slack, suppress.Room(slack, counts.Threshold, noise("sum "+k.sums[i].text+k.sums[i].pos.String())))
	}
	var places []place
	for i, s := range k.table.Secrets {
		if k.small(i) {
			look.Small, places = append(look.Small, s), append(places, k.places[i])
		}
	}
	for i, small := range counts.Small() {
		terms := []audit.Term{{Cell: i, Sign: 1}}
		if _, there := k.secretAt[secretName(terms)]; small && !there {
			look.Small = append(look.Small, audit.Secret{Terms: terms})
			places = append(places, k.placeOf(k.cells[i].spots[0]))
		}
	}
	wholes, inner := k.nested(places)
	for i := range places {
		look.Near = append(look.Near, slices.Concat(wholes[i], inner[i]))
	}
	look.Inner = inner
	return look
}

// counted are the cells as counts of people, with those that they are parts of.
func (k *knowledge) counted(noise func(name string) uint64) suppress.Counts {
	n := len(k.cells)
	c := suppress.Counts{Value: make([]int64, n), Few: make([]bool, n), Known: make([]bool, n),
		Noise: func(i int, what string) uint64 { return noise(what + " " + k.whose(k.cells[i].spots[0])) }}
	for _, d := range k.datasets {
		c.Threshold = max(c.Threshold, int64(d.Header.Disclosure.Threshold))
	}
	var places []place
	var of []int
	for i, x := range k.cells {
		c.Value[i], c.Few[i] = k.table.Cells[i].Value, x.small
		c.Known[i] = x.people && x.exact && !x.told && x.unit >= 0 && !k.units[x.unit].Keep
		if x.people {
			places, of = append(places, k.placeOf(x.spots[0])), append(of, i)
		}
	}
	c.Wholes = make([][]int, n)
	wholes, _ := k.nested(places)
	for p, list := range wholes {
		for _, w := range list {
			c.Wholes[of[p]] = append(c.Wholes[of[p]], of[w])
		}
	}
	return c
}

// placeOf says what a figure at a spot counts.
func (k *knowledge) placeOf(s spot) place {
	d := k.datasets[s.dataset]
	row := s.change
	if s.revision >= 0 {
		row = d.Revisions[s.revision].Changes[s.change].Row
	}
	p := place{kind: d.Header.Measures[s.measure].ID, keys: d.Rows[row].Keys, data: s.dataset}
	for version := range len(d.Revisions) {
		if k.spotOf(s.dataset, version, row, s.measure) == s {
			p.in = append(p.in, fmt.Sprint("version ", version))
		}
	}
	if s.revision < 0 {
		p.in = append(p.in, "")
	}
	return p
}
