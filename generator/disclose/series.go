package disclose

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"vitrine/generator/disclose/audit"
	"vitrine/generator/report"
)

// rolls are the odds against chance from which a rolling sum counts as known: a reader
// who sees two columns tries such sums first. A running total that ever goes on is
// known in any case.
const rolls = 5

// longestWindow is how many periods a rolling sum may take in.
const longestWindow = 12

// series is the figures of one measure in the order of time, in one place.
type series struct {
	rows  []int // of the dataset, -1 where there is none
	value []int64
	there []bool
}

// cumulative finds measures that add up another one over time: running totals, which
// may begin anew, and rolling sums.
func (f figures) cumulative(dimension int) (list []relation) {
	h, d := f.Header, f.Header.Dimensions[dimension]
	if d.Running || d.Kind != report.KindPeriod && d.Kind != report.KindOrdinal {
		return nil
	}
	all := f.series(dimension)
	for b, sum := range h.Measures {
		for a, part := range h.Measures {
			if a == b || !counted(sum) || !counted(part) || !sum.People || !part.People {
				continue
			}
			add := func(equations [][]figureTerm, odds, needed int64, what string) {
				if odds >= needed {
					list = append(list, relation{d.Pos, fmt.Sprintf("%s is %s of %s over %s", sum.ID, what, part.ID, d.ID),
						"it counts as known wherever small counts are protected", equations, true})
				}
			}
			equations, odds := f.running(all, a, b)
			add(equations, odds, 2, "the running total")
			equations, odds = f.running(reversed(all), a, b)
			add(equations, odds, 2, "the running total from the end")
			for n := 1; n <= longestWindow; n++ {
				equations, odds := f.rolling(all, a, b, n)
				add(equations, odds, rolls, fmt.Sprintf("the sum of %d periods", n))
			}
		}
	}
	return list
}

// series are the rows of each place in the order of time, apart by the length of their periods,
// for each measure.
func (f figures) series(dimension int) (all [][]series) {
	d := f.Header.Dimensions[dimension]
	order := make(map[string]int, len(d.Members))
	members := slices.Clone(d.Members)
	if d.Kind == report.KindPeriod {
		slices.SortStableFunc(members, func(a, b *report.Member) int { return a.Period.Compare(b.Period) })
	}
	for i, m := range members {
		order[m.ID] = i
	}
	places := map[string][]int{}
	var names []string
	for r, row := range f.Rows {
		keys := slices.Clone(row.Keys)
		keys[dimension] = fmt.Sprint(d.Length(d.Member(keys[dimension]))) // years apart from months
		name := strings.Join(keys, "\x00")
		if !f.alone[r] {
			name += "\x01" + report.SourceIDs(row.Sources)
		}
		if places[name] == nil {
			names = append(names, name)
		}
		places[name] = append(places[name], r)
	}
	for _, name := range names {
		rows := places[name]
		slices.SortStableFunc(rows, func(a, b int) int {
			return cmp.Compare(order[f.Rows[a].Keys[dimension]], order[f.Rows[b].Keys[dimension]])
		})
		var measures []series
		for m := range f.Header.Measures {
			s := series{rows: rows}
			for _, r := range rows {
				v, ok := f.exact(r, m)
				s.value, s.there = append(s.value, v), append(s.there, ok)
			}
			measures = append(measures, s)
		}
		all = append(all, measures)
	}
	return all
}

// reversed are series in the opposite order.
func reversed(all [][]series) (list [][]series) {
	for _, measures := range all {
		var other []series
		for _, s := range measures {
			s = series{slices.Clone(s.rows), slices.Clone(s.value), slices.Clone(s.there)}
			slices.Reverse(s.rows)
			slices.Reverse(s.value)
			slices.Reverse(s.there)
			other = append(other, s)
		}
		list = append(list, other)
	}
	return list
}

// running are the equations of a running total b of a, and the odds against chance;
// none when one does not hold.
func (f figures) running(all [][]series, a, b int) (equations [][]figureTerm, odds int64) {
	odds = 1
	goesOn := false
	for _, s := range all {
		for t := range s[b].value {
			if !s[b].there[t] || !s[a].there[t] {
				continue
			}
			equation := []figureTerm{{f.index, s[b].rows[t], b, 1}, {f.index, s[a].rows[t], a, -1}}
			part, total := s[a].value[t], s[b].value[t]
			before := t > 0 && s[b].there[t-1]
			switch {
			case before && total == s[b].value[t-1]+part:
				equation = append(equation, figureTerm{f.index, s[b].rows[t-1], b, -1})
				odds = against(odds, min(part, s[b].value[t-1]))
				if s[b].value[t-1] > 0 {
					odds, goesOn = max(odds, 2), true
				}
			case total == part && t == 0:
				odds = against(odds, part)
			case total == part: // it begins anew
				odds = against(odds, part/2)
			case t == 0:
				continue // it began earlier
			default:
				return nil, 0
			}
			equations = append(equations, equation)
		}
	}
	if !goesOn {
		return nil, 0
	}
	return equations, odds
}

// rolling are the equations of b as the sum of a in this period and those before it.
func (f figures) rolling(all [][]series, a, b, window int) (equations [][]figureTerm, odds int64) {
	odds = 1
	for _, s := range all {
		for t := window - 1; t < len(s[b].value); t++ {
			if !s[b].there[t] {
				continue
			}
			equation := []figureTerm{{f.index, s[b].rows[t], b, 1}}
			sum, parts := int64(0), []int64{}
			for i := t - window + 1; i <= t && s[a].there[i]; i++ {
				equation = append(equation, figureTerm{f.index, s[a].rows[i], a, -1})
				sum += s[a].value[i]
				parts = append(parts, s[a].value[i])
			}
			if len(parts) < window {
				continue
			}
			if sum != s[b].value[t] {
				return nil, 0
			}
			slices.Sort(parts)
			odds = against(odds, parts[max(len(parts)-2, 0)])
			equations = append(equations, equation)
		}
	}
	return equations, odds
}

// remainders adds what a period counts beside a shorter one that begins or ends with
// it: the people of the rest of a year.
func (k *knowledge) remainders(dataset, version int) {
	d := k.datasets[dataset]
	for dimension, x := range d.Header.Dimensions {
		if x.Kind != report.KindPeriod || x.Running {
			continue
		}
		tiled := map[string]bool{} // what is left of these is the other parts
		for whole := range x.Tiles() {
			tiled[whole] = true
		}
		places := map[string][]int{}
		var names []string
		for r, row := range d.Rows {
			keys := slices.Clone(row.Keys)
			keys[dimension] = report.SourceIDs(row.Sources)
			name := strings.Join(keys, "\x00")
			if places[name] == nil {
				names = append(names, name)
			}
			places[name] = append(places[name], r)
		}
		for _, name := range names {
			for _, whole := range places[name] {
				if w := x.Member(d.Rows[whole].Keys[dimension]); w != nil && !tiled[w.ID] {
					k.remainder(dataset, version, whole, k.inside(dataset, dimension, w, places[name])...)
				}
				for _, part := range places[name] {
					w, p := x.Member(d.Rows[whole].Keys[dimension]), x.Member(d.Rows[part].Keys[dimension])
					if w != nil && p != nil && !tiled[w.ID] && w.Period.Rest(p.Period) {
						k.remainder(dataset, version, whole, part)
					}
				}
			}
		}
	}
}

// inside are the rows of periods within another that don't overlap, the first and
// the longest of them first.
func (k *knowledge) inside(dataset, dimension int, whole *report.Member, rows []int) (parts []int) {
	d := k.datasets[dataset]
	period := func(row int) report.Period {
		return d.Header.Dimensions[dimension].Member(d.Rows[row].Keys[dimension]).Period
	}
	var within []int
	for _, r := range rows {
		if p := period(r); p != whole.Period && whole.Period.Contains(p) {
			within = append(within, r)
		}
	}
	slices.SortStableFunc(within, func(a, b int) int {
		return cmp.Or(cmp.Compare(period(b).Days(), period(a).Days()), period(a).Compare(period(b)))
	})
	for _, r := range within {
		if !slices.ContainsFunc(parts, func(p int) bool { return period(p).Overlaps(period(r)) }) {
			parts = append(parts, r)
		}
	}
	return parts
}

// remainder adds the difference of a row and its parts for each measure of people.
func (k *knowledge) remainder(dataset, version, whole int, parts ...int) {
	d := k.datasets[dataset]
	if len(parts) == 0 || k.absent(d, version, whole) || slices.ContainsFunc(parts, func(r int) bool { return k.absent(d, version, r) }) {
		return
	}
	for m, measure := range d.Header.Measures {
		if !measure.People || !counted(measure) || slices.ContainsFunc(parts, func(r int) bool { return planned(d, whole, m) != planned(d, r, m) }) {
			continue
		}
		a, ok := k.at(dataset, version, whole, m)
		terms := []audit.Term{{Cell: a, Sign: 1}}
		for _, r := range parts {
			b, there := k.at(dataset, version, r, m)
			ok = ok && there && a != b
			terms = append(terms, audit.Term{Cell: b, Sign: -1})
		}
		if !ok {
			continue
		}
		if gap, exact := k.here(terms); exact && gap >= 0 {
			k.counts(dataset, terms, sum{d.Rows[whole].Cells[m].Pos, measure.ID + " in the rest of a period"},
				place{kind: measure.ID + " in the rest of " + d.Rows[whole].Keys[0], keys: d.Rows[whole].Keys})
		}
	}
}
