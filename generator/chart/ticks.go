package chart

import (
	"math/big"

	"vitrine/generator/report"
)

// ticks are the round numbers of an axis that reaches from low to high, at most
// n steps apart by 1, 2 or 5 times a power of ten; of whole numbers when decimals
// is 0. The first is at most low, the last at least high. There are none when
// one would have more digits than a figure may have.
func ticks(low, high *big.Rat, n, decimals int) []report.Decimal {
	if low.Cmp(high) >= 0 {
		high = new(big.Rat).Add(low, big.NewRat(1, 1))
	}
	from, to, decimals := inUnits(low, high, decimals)
	if from == nil {
		return nil
	}
	first, last, step := from.Int64(), to.Int64(), int64(1)
	for 10*step*int64(n) <= last-first { // no step is enough that is smaller than the n-th part of what they span
		step *= 10
	}
	for i := 0; ; i++ {
		least, most := below(first, step), -below(-last, step)
		if most-least <= int64(n) {
			return multiples(least, most, step, decimals)
		}
		step = step * [...]int64{2, 5, 2}[i%3] / [...]int64{1, 2, 1}[i%3]
	}
}

// inUnits are whole numbers at most low and at least high, in units of the last of
// so many decimals; of fewer where figures are so large that they don't matter.
func inUnits(low, high *big.Rat, decimals int) (from, to *big.Int, of int) {
	const most = 1e16
	for ; decimals >= 0; decimals-- {
		unit := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil))
		from, to = floor(low, unit), ceil(high, unit)
		if from.CmpAbs(big.NewInt(most)) < 0 && to.CmpAbs(big.NewInt(most)) < 0 {
			return from, to, decimals
		}
	}
	return nil, nil, 0
}

// below is n/step, rounded down.
func below(n, step int64) int64 {
	if n < 0 && n%step != 0 {
		return n/step - 1
	}
	return n / step
}

// multiples are from*step to to*step, in units of the last of so many decimals, and
// with no more decimals than the step needs.
func multiples(from, to, step int64, decimals int) []report.Decimal {
	for decimals > 0 && step%10 == 0 {
		step /= 10
		decimals--
	}
	var list []report.Decimal
	for at := from; at <= to; at++ {
		d, ok := report.Units(at*step, decimals)
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
