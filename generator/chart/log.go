package chart

import (
	"math"
	"math/big"

	"vitrine/generator/report"
	"vitrine/generator/table"
)

// powers are the ticks of a scale whose steps are powers of ten, from at most the least figure or level
// to at least the greatest.
func (f *frame) powers() ([]report.Decimal, *table.Mistake) {
	var low, high *big.Rat
	var numbers []*big.Rat
	for pt := range f.figures() {
		numbers = append(numbers, pt.number().Rat())
	}
	for _, l := range f.levels {
		numbers = append(numbers, l.number.Rat())
	}
	for _, v := range numbers {
		if v.Sign() <= 0 {
			return nil, &table.Mistake{Text: "a scale of powers of ten has no place for zero or less",
				Hint: "take axis out, or leave such figures out with where"}
		}
		if low == nil {
			low, high = v, v
		}
		low, high = least(low, v), greatest(high, v)
	}
	from, to := exponent(low), exponent(high)
	if powerOfTen(to).Cmp(high) < 0 {
		to++
	}
	var list []report.Decimal
	for e := from; e <= max(to, from+1); e++ {
		d, ok := report.DecimalOf(powerOfTen(e), max(0, -e))
		if !ok {
			return nil, &tooLarge
		}
		list = append(list, d)
	}
	return list, nil
}

// exponent is that of the greatest power of ten that is at most a number above zero.
func exponent(r *big.Rat) int {
	e := 0
	for powerOfTen(e).Cmp(r) > 0 {
		e--
	}
	for powerOfTen(e+1).Cmp(r) <= 0 {
		e++
	}
	return e
}

func powerOfTen(e int) *big.Rat {
	ten := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(e, -e))), nil)
	if e < 0 {
		return new(big.Rat).SetFrac(big.NewInt(1), ten)
	}
	return new(big.Rat).SetInt(ten)
}

// logShare is how far a number stands on a scale of powers of ten, from 0 to 1.
func logShare(number *big.Rat, values []report.Decimal) float64 {
	log := func(r *big.Rat) float64 { v, _ := r.Float64(); return math.Log10(v) }
	low, high := log(values[0].Rat()), log(values[len(values)-1].Rat())
	return float64(log(number)-low) / float64(high-low)
}
