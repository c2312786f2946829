package relations

import (
	"cmp"
	"math/big"
	"slices"

	"vitrine/generator/report"
)

// A figure may be computed from a count in a way that no list of formulas has. It is taken for computed when it is
// in proportion to the count, or to its quotient by another figure of the row, in every row: an amount for each
// person, a rate per any number. So it is when it rises or falls with the count in every row, as a rank does.

// mostDigits is with how many decimals a factor is looked for.
const mostDigits = 9

// factor returns the formula by which a measure is so many times a/b in every row that has all three, as far as
// figures are rounded; false when there is none.
func (d *Dataset) factor(measure int, a, b operand) (x formula, ok bool) {
	var least, most *big.Rat // of the factor
	for r := range d.Rows {
		figure := &d.Rows[r].Cells[measure].Cell
		va, okA := a.value(r)
		vb, okB := b.value(r)
		if figure.State != report.Number || figure.Bound != report.Exact || !okA || !okB || va == 0 && vb != 0 {
			continue
		}
		if vb == 0 {
			return x, false
		}
		step := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(figure.Value.Places())), nil)
		half := new(big.Rat).SetFrac(big.NewInt(1), step.Mul(step, big.NewInt(2)))
		by := big.NewRat(vb, va)
		lo := new(big.Rat).Mul(new(big.Rat).Sub(figure.Value.Rat(), half), by)
		hi := new(big.Rat).Mul(new(big.Rat).Add(figure.Value.Rat(), half), by)
		if lo.Cmp(hi) > 0 {
			lo, hi = hi, lo
		}
		if least == nil || lo.Cmp(least) > 0 {
			least = lo
		}
		if most == nil || hi.Cmp(most) < 0 {
			most = hi
		}
		if least.Cmp(most) > 0 {
			return x, false
		}
	}
	if least == nil || least.Sign() <= 0 {
		return x, false
	}
	den := int64(1)
	for range mostDigits {
		scaled := new(big.Rat).Mul(most, big.NewRat(den, 1))
		num := new(big.Int).Quo(scaled.Num(), scaled.Denom())
		if num.IsInt64() && num.Sign() > 0 && big.NewRat(num.Int64(), den).Cmp(least) >= 0 {
			return formula{"a/b", num.Int64(), den}, true
		}
		den *= 10
	}
	return x, false
}

// largest returns the largest figure of a measure, in units of its last decimal, and at least 1.
func (d *Dataset) largest(measure int) int64 {
	n := int64(1)
	for r := range d.Rows {
		if c := &d.Rows[r].Cells[measure].Cell; c.State == report.Number {
			units, _ := c.Value.In(c.Value.Places())
			n = max(n, units, -units)
		}
	}
	return n
}

// tracks reports whether a measure rises or falls with a count of people, in all rows or in those of each other
// member of a dimension, and not by chance.
func (d *Dataset) tracks(measure, count int, tried int64) bool {
	inTime := func(x *report.Dimension) bool { return x.Kind == report.KindPeriod || x.Kind == report.KindOrdinal }
	var groupings [][][]int
	for i, x := range d.Header.Dimensions {
		if !inTime(x) { // two series that grow rise and fall alike
			groupings = append(groupings, d.GroupRows(func(r int) string { return d.Rows[r].KeysExcept(i) }))
		}
	}
	if len(groupings) > 0 {
		groupings = append(groupings, d.GroupRows(func(int) string { return "" }))
	}
	for _, groups := range groupings {
		for _, sign := range []int{1, -1} {
			if d.tracksIn(groups, measure, count, sign) >= rarely*tried {
				return true
			}
		}
	}
	return false
}

// rarely are the odds against chance from which a figure counts as one that tracks another: seven rows. Places that
// have more inhabitants often have more of everything.
const rarely = 10 * surely

// tracksIn returns the odds against chance that a measure rises, or falls, with a count in groups of rows; 0 when it
// does not.
func (d *Dataset) tracksIn(groups [][]int, measure, count, sign int) (odds int64) {
	odds = 1
	decimals := d.decimals(false)
	for _, rows := range groups {
		var pairs [][2]int64
		for _, r := range rows {
			n, ok := d.exact(r, count)
			v, there := d.units(r, measure, decimals)
			if ok && there {
				pairs = append(pairs, [2]int64{n, int64(sign) * v})
			}
		}
		slices.SortFunc(pairs, func(a, b [2]int64) int {
			return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
		})
		steps := 0
		for i := 1; i < len(pairs); i++ {
			switch {
			case pairs[i][1] < pairs[i-1][1]:
				return 0
			case pairs[i][1] > pairs[i-1][1] && pairs[i][0] > pairs[i-1][0]:
				steps++
			}
		}
		if steps > 1 {
			odds = against(odds, orders(steps+1)-1)
		}
	}
	return odds
}
