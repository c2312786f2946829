package chart

import (
	"math/big"

	"vitrine/generator/report"
)

// ticks are the round numbers of an axis that reaches from low to high, at most
// n steps apart by 1, 2 or 5 times a power of ten; of whole numbers when places
// is 0. The first is at most low, the last at least high.
func ticks(low, high *big.Rat, n, places int) []report.Decimal {
	if low.Cmp(high) >= 0 {
		high = new(big.Rat).Add(low, big.NewRat(1, 1))
	}
	step := new(big.Rat).SetFrac64(1, 1)
	for range places {
		step.Mul(step, big.NewRat(1, 10))
	}
	for i := 0; ; i++ {
		from, to := floor(low, step), ceil(high, step)
		if new(big.Int).Sub(to, from).Cmp(big.NewInt(int64(n))) <= 0 {
			var list []report.Decimal
			for at := from; at.Cmp(to) <= 0; at = new(big.Int).Add(at, big.NewInt(1)) {
				value := new(big.Rat).Mul(new(big.Rat).SetInt(at), step)
				d, ok := report.DecimalOf(value, places)
				if !ok {
					break // more digits than any figure has
				}
				list = append(list, d)
			}
			return trimmed(list)
		}
		step = new(big.Rat).Mul(step, [...]*big.Rat{big.NewRat(2, 1), big.NewRat(5, 2), big.NewRat(2, 1)}[i%3])
	}
}

// trimmed drops the decimals that all of them can do without: 0, 5, 10, not
// 0.0, 5.0, 10.0.
func trimmed(list []report.Decimal) []report.Decimal {
	for places := 0; ; places++ {
		short := make([]report.Decimal, len(list))
		all := true
		for i, d := range list {
			s, ok := report.DecimalOf(d.Rat(), places)
			all = all && ok && s.Cmp(d) == 0
			short[i] = s
		}
		if all {
			return short
		}
		if places > 15 {
			return list
		}
	}
}

func floor(r, step *big.Rat) *big.Int {
	q := new(big.Rat).Quo(r, step)
	return new(big.Int).Div(q.Num(), q.Denom()) // rounds down: the denominator is positive
}

func ceil(r, step *big.Rat) *big.Int {
	return new(big.Int).Neg(floor(new(big.Rat).Neg(r), step))
}
