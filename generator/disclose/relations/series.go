package relations

import (
	"cmp"
	"fmt"
	"slices"

	"vitrine/generator/report"
)

// likelyRolling are the odds against chance from which a rolling sum counts as known: a reader
// who sees two columns tries such sums first. A running total is known in any case.
const likelyRolling = 5

// longestWindow is how many periods a rolling sum may take in.
const longestWindow = 24

// series is the figures of one measure in one stratum, in the order of time.
type series struct {
	rows  []int // of the dataset
	value []int64
	there []bool // there is an exact figure
}

// cumulative finds measures that add up another one over time: running totals, which
// may begin anew, and rolling sums.
func (d *Dataset) cumulative(dimension int) (list []Relation) {
	x := d.Header.Dimensions[dimension]
	if x.Running || x.Kind != report.KindPeriod && x.Kind != report.KindOrdinal {
		return nil
	}
	all := d.series(dimension)
	backwards := reversed(all)
	for b, sum := range d.Header.Measures {
		for a, part := range d.Header.Measures {
			if a == b || !CountsPeople(sum) || !CountsPeople(part) {
				continue
			}
			add := func(equations [][]Term, odds, needed int64, what string) {
				if odds >= needed {
					text := fmt.Sprintf("%s is %s of %s over %s", sum.ID, what, part.ID, x.ID)
					list = append(list, Relation{x.Pos, text, undeclarable, equations, true})
				}
			}
			equations, odds := d.running(all, a, b)
			add(equations, odds, 2, "the running total")
			equations, odds = d.running(backwards, a, b)
			add(equations, odds, 2, "the running total from the end")
			for n := 1; n <= longestWindow; n++ {
				equations, odds := d.rolling(all, a, b, n, 0)
				add(equations, odds, likelyRolling, fmt.Sprintf("the sum of %d periods", n))
				for ahead := 1; ahead < n; ahead++ {
					equations, odds := d.rolling(all, a, b, n, ahead)
					add(equations, odds, surely*int64(n),
						fmt.Sprintf("the sum of %d periods, %d of them later", n, ahead))
				}
			}
		}
	}
	return append(list, d.flows(dimension, all)...)
}

// mostFlows is among how many counts a stock and what enters and leaves it are looked for.
const mostFlows = 8

// flows finds stocks that change by what enters and what leaves, in the period or in the one before.
func (d *Dataset) flows(dimension int, all [][]series) (list []Relation) {
	x, n := d.Header.Dimensions[dimension], len(d.Header.Measures)
	for stock := range n {
		for enters := range n {
			for leaves := range n {
				if n > mostFlows || stock == enters || stock == leaves || enters == leaves ||
					!CountsPeople(d.Header.Measures[stock]) || !CountsPeople(d.Header.Measures[enters]) ||
					!CountsPeople(d.Header.Measures[leaves]) {
					continue
				}
				for lag := range 2 {
					if equations, odds := d.flow(all, stock, enters, leaves, lag); odds >= surely*int64(n*n*n) {
						m := d.Header.Measures
						text := fmt.Sprintf("%s goes on from the one before by %s less %s over %s", m[stock].ID,
							m[enters].ID, m[leaves].ID, x.ID)
						list = append(list, Relation{x.Pos, text, undeclarable, equations, true})
					}
				}
			}
		}
	}
	return list
}

// flow returns the equations of a stock that changes by flows so many periods before, and the odds against chance;
// none when one does not hold.
func (d *Dataset) flow(all [][]series, stock, enters, leaves, lag int) (equations [][]Term, odds int64) {
	odds = 1
	for _, s := range all {
		for t := 1; t < len(s[stock].value); t++ {
			at := t - lag
			if !s[stock].there[t] || !s[stock].there[t-1] || !s[enters].there[at] || !s[leaves].there[at] {
				continue
			}
			if s[stock].value[t] != s[stock].value[t-1]+s[enters].value[at]-s[leaves].value[at] {
				return nil, 0
			}
			odds = against(odds, min(s[stock].value[t], max(s[enters].value[at], s[leaves].value[at])))
			equations = append(equations, []Term{
				d.term(s[stock].rows[t], stock, 1), d.term(s[stock].rows[t-1], stock, -1),
				d.term(s[enters].rows[at], enters, -1), d.term(s[leaves].rows[at], leaves, 1)})
		}
	}
	return equations, odds
}

// series returns, for each stratum, one series for each measure. Periods of one length alone
// make a series: years are apart from months.
func (d *Dataset) series(dimension int) (all [][]series) {
	x := d.Header.Dimensions[dimension]
	order := map[string]int{}
	for i, m := range inOrder(x) {
		order[m.ID] = i
	}
	groups := d.GroupRows(func(r int) string {
		return fmt.Sprintf("%s\x01%d", d.stratum(r, dimension), x.Length(x.Member(d.Rows[r].Keys[dimension])))
	})
	for _, rows := range groups {
		slices.SortStableFunc(rows, func(a, b int) int {
			return cmp.Compare(order[d.Rows[a].Keys[dimension]], order[d.Rows[b].Keys[dimension]])
		})
		var measures []series
		for m := range d.Header.Measures {
			s := series{rows: rows}
			for _, r := range rows {
				v, ok := d.exact(r, m)
				s.value, s.there = append(s.value, v), append(s.there, ok)
			}
			measures = append(measures, s)
		}
		all = append(all, measures)
	}
	return all
}

// inOrder returns the members of a dimension as they are written, or periods by time.
func inOrder(x *report.Dimension) []*report.Member {
	members := slices.Clone(x.Members)
	if x.Kind == report.KindPeriod {
		slices.SortStableFunc(members, func(a, b *report.Member) int { return a.Period.Compare(b.Period) })
	}
	return members
}

// reversed returns series in the opposite order.
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

// running returns the equations of a running total b of a, and the odds against chance;
// none when one does not hold, or when no total goes on from another.
func (d *Dataset) running(all [][]series, a, b int) (equations [][]Term, odds int64) {
	odds = 1
	goesOn := false
	for _, s := range all {
		for t := range s[b].value {
			if !s[b].there[t] || !s[a].there[t] {
				continue
			}
			equation := []Term{d.term(s[b].rows[t], b, 1), d.term(s[a].rows[t], a, -1)}
			part, total := s[a].value[t], s[b].value[t]
			before := t > 0 && s[b].there[t-1]
			switch {
			case before && total == s[b].value[t-1]+part:
				equation = append(equation, d.term(s[b].rows[t-1], b, -1))
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

// rolling returns the equations of b as the sum of a in a window of periods, of which some lie ahead, and the
// odds against chance; none when one does not hold.
func (d *Dataset) rolling(all [][]series, a, b, window, ahead int) (equations [][]Term, odds int64) {
	odds = 1
	for _, s := range all {
		for t := window - 1 - ahead; t < len(s[b].value)-ahead; t++ {
			if !s[b].there[t] {
				continue
			}
			equation := []Term{d.term(s[b].rows[t], b, 1)}
			sum, parts := int64(0), []int64{}
			for i := t - window + 1 + ahead; i <= t+ahead && s[a].there[i]; i++ {
				equation = append(equation, d.term(s[a].rows[i], a, -1))
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
