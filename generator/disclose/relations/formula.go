package relations

import (
	"math/big"
	"strings"

	"vitrine/generator/report"
)

// formula is how a figure may be computed from two operands a and b.
type formula struct {
	kind     string // a/b, a/b-1, 1-a/b, a-b or a+b
	num, den int64  // times num/den
}

var (
	formulas = []formula{
		{"a/b", 1, 1}, {"a/b", 100, 1}, {"a/b", 1000, 1}, {"a/b", 10_000, 1}, {"a/b", 100_000, 1},
		{"a/b", 1_000_000, 1}, {"a/b-1", 1, 1}, {"a/b-1", 100, 1},
		{"1-a/b", 1, 1}, {"1-a/b", 100, 1}, {"a-b", 1, 1}, {"a+b", 1, 1},
	}
	// formulasOfTime have one operand: itself, or what it comes to for a month, a quarter, a
	// day, a week.
	formulasOfTime = []formula{
		{"a/b", 1, 1}, {"a/b", 1, 12}, {"a/b", 1, 4}, {"a/b", 1, 365}, {"a/b", 1, 366}, {"a/b", 1, 52}, {"a/b", 1, 7},
		{"a/b", 1, 30}, {"a/b", 1, 24}, {"a/b", 12, 1}, {"a/b", 365, 1},
	}
)

// divides reports whether b must not be 0.
func (x formula) divides() bool { return strings.Contains(x.kind, "/") }

// holds reports whether a figure is what the formula makes of two numbers, rounded.
// The numbers are in units of a decimal place.
func (x formula) holds(figure report.Decimal, a, b int64, decimals int) bool {
	if sure, holds := x.holdsSmall(figure, a, b); sure {
		return holds
	}
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil)
	var exact *big.Rat
	switch x.kind {
	case "a-b":
		exact = new(big.Rat).SetFrac(big.NewInt(a-b), unit)
	case "a+b":
		exact = new(big.Rat).SetFrac(big.NewInt(a+b), unit)
	case "a/b-1":
		exact = big.NewRat(a-b, b)
	case "1-a/b":
		exact = big.NewRat(b-a, b)
	default:
		exact = big.NewRat(a, b)
	}
	exact.Mul(exact, big.NewRat(x.num, x.den))
	off := exact.Sub(exact, figure.Rat())
	step := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(figure.Places())), nil)
	half := new(big.Rat).SetFrac(big.NewInt(1), step.Mul(step, big.NewInt(2)))
	return off.Abs(off).Cmp(half) <= 0
}

// holdsSmall does what holds does, for quotients of numbers so small that their products are whole
// numbers of 64 bits: nearly all that are tried. sure is false for others.
func (x formula) holdsSmall(figure report.Decimal, a, b int64) (sure, holds bool) {
	const limit = 1 << 20
	small := func(n int64) bool { return n < limit && n > -limit }
	f, _ := figure.In(figure.Places())
	unit := int64(1)
	for range figure.Places() {
		unit *= 10
	}
	if !x.divides() || figure.Places() > 3 || !small(a) || !small(b) || b <= 0 || !small(f) ||
		x.num > limit || x.den > 1<<10 {
		return false, false
	}
	switch x.kind {
	case "a/b-1":
		a -= b
	case "1-a/b":
		a = b - a
	}
	// |f/unit - a/b*num/den| is at most half a unit
	off := f*b*x.den - a*x.num*unit
	return true, 2*max(off, -off) <= b*x.den
}
