package suppress

import "vitrine/generator/disclose/audit"

// Complete gives open cells, whose value nobody knows, a value with which all
// sums hold. The sums that can't all hold whatever it is are returned, as
// indexes into Table.Sums.
func Complete(t *audit.Table, open []bool) (broken []int) {
	for _, s := range systems(t, open, nil) {
		off := false
		var here []int
		for i, sum := range t.Sums {
			v := value(t, sum.Terms)
			for _, x := range sum.Terms {
				if _, ok := s.variable[x.Cell]; ok {
					off = off || v < sum.Min || v > sum.Max
					here = append(here, i)
					break
				}
			}
		}
		if !off {
			continue
		}
		s.cost = make([]int64, len(s.base))
		for v, b := range s.base {
			if s.cost[v] = 1; v < len(s.cells) {
				x := t.Cells[s.cells[v]]
				b = bounds{x.Lo - x.Value, x.Hi - x.Value}
			}
			s.base[v] = bounds{max(b.from, -audit.Unbounded), min(b.to, audit.Unbounded)}
		}
		m := wholeMove(s.equations, s.base, s.cost)
		if m == nil {
			broken = append(broken, here...)
		}
		for v, by := range m {
			if v < len(s.cells) {
				t.Cells[s.cells[v]].Value += by
			}
		}
	}
	return broken
}
