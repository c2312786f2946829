package chart

import (
	"math/big"

	"vitrine/generator/report"
)

// ticks are the round numbers of an axis that reaches from low to high, at most
// n steps apart by 1, 2 or 5 times a power of ten; of whole numbers when places
// is 0. The first is at most low, the last at least high. There are none when
// one would have more digits than a figure may have.
func ticks(low, high *big.Rat, n, places int) []report.Decimal {
	if low.Cmp(high) >= 0 {
		high = new(big.Rat).Add(low, big.NewRat(1, 1))
	}
	step := new(big.Rat).SetFrac64(1, 1)
	for range places {
		step.Mul(step, big.NewRat(1, 10))
	}
	// No step is enough that is smaller than the n-th part of what they span.
	part := floor(new(big.Rat).Sub(high, low), new(big.Rat).Mul(step, big.NewRat(int64(n), 1)))
	for range len(part.String()) - 1 {
		step.Mul(step, big.NewRat(10, 1))
	}
	for i := 0; ; i++ {
		from, to := floor(low, step), ceil(high, step)
		if new(big.Int).Sub(to, from).Cmp(big.NewInt(int64(n))) <= 0 {
			return multiples(from, to, step, places)
		}
		step = new(big.Rat).Mul(step, [...]*big.Rat{big.NewRat(2, 1), big.NewRat(5, 2), big.NewRat(2, 1)}[i%3])
	}
}

// multiples are from*step to to*step, with no more decimals than the step has.
func multiples(from, to *big.Int, step *big.Rat, places int) []report.Decimal {
	for p := range places {
		if rounded := report.Rounded(step, p); rounded.Cmp(step) == 0 {
			places = p
			break
		}
	}
	one, ok := report.DecimalOf(step, places)
	if !ok || !from.IsInt64() || !to.IsInt64() {
		return nil
	}
	var list []report.Decimal
	for at := from.Int64(); at <= to.Int64(); at++ {
		d, ok := one.Times(at)
		if !ok {
			return nil
		}
		list = append(list, d)
	}
	return list
}

func floor(r, step *big.Rat) *big.Int {
	q := new(big.Rat).Quo(r, step)
	return new(big.Int).Div(q.Num(), q.Denom()) // rounds down: the denominator is positive
}

func ceil(r, step *big.Rat) *big.Int {
	return new(big.Int).Neg(floor(new(big.Rat).Neg(r), step))
}
