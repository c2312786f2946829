package bind

import (
	"math/big"

	"vitrine/generator/report"
)

// relation is how a phrase compares the figure with the number that it names.
type relation int

const (
	equal relation = iota
	about
	moreThan
	lessThan
	nearly
	atLeast
	atMost
)

// claim is what a phrase says of a figure.
type claim struct {
	relation relation
	number   *big.Rat // nil when the phrase holds none
	bare     *big.Rat // what a plain number is rounded to: the decimals written
	digit    *big.Rat // one unit of its last significant digit
	percent  bool
	points   bool   // percentage points
	ratio    bool   // a fraction or a multiple in words: speaks of a quotient
	multiple bool   // "doubled", "three times"
	rate     bool   // "5 per thousand", "nine in ten"
	oneIn    bool   // "one in N"
	negative string // "fewer", "down": the word that says that the figure is below zero
	change   bool   // "rose by", "more": of a share, how much it changed
	step     bool   // "rose by": it can be no level
	moved    string // "rose", "fell": the word that says that the figure is later less earlier
	shrinks  bool   // "halved": less is more
	vague    bool   // "thousands": an amount without a number
	scaled   bool   // "million": the scale of the figure is written out
	unit     string
	each     string // of "per person" or "a day": what the amount is for each of
	text     string // the number as written, for messages
}

// divide turns a number that was written as so many in n into a share.
func (c *claim) divide(n *big.Rat) {
	for _, x := range []*big.Rat{c.number, c.bare, c.digit} {
		x.Quo(x, n)
	}
}

// holds reports whether the claim is true of every number in i.
func (c claim) holds(i report.Interval) bool {
	if c.negative != "" && c.number.Sign() > 0 {
		i = i.Neg()
	}
	number, digit := c.number, c.digit
	sum := func(a, b *big.Rat) *big.Rat { return new(big.Rat).Add(a, b) }
	less := func(a, b *big.Rat) *big.Rat { return new(big.Rat).Sub(a, b) }
	half := func(a *big.Rat) *big.Rat { return new(big.Rat).Mul(a, big.NewRat(1, 2)) }
	if c.oneIn {
		return c.oneInHolds(i)
	}
	relation := c.relation
	if c.shrinks { // "more than halved" is less than a half, "nearly halved" more
		switch relation {
		case moreThan:
			relation = lessThan
		case lessThan:
			relation = moreThan
		case atLeast:
			relation = atMost
		case atMost:
			relation = atLeast
		case nearly:
			return i.Within(report.Interval{Lo: number, LoOpen: true, Hi: sum(number, half(digit))})
		}
	}
	switch relation {
	case equal:
		return i.Within(roundingTo(number, c.bare))
	case about:
		return i.Within(roundingTo(number, digit))
	case nearly:
		return i.Within(report.Interval{Lo: less(number, half(digit)), Hi: number, HiOpen: true})
	case moreThan:
		itself := i.Hi == nil && i.LoOpen && i.Lo != nil && i.Lo.Cmp(number) == 0
		return itself || i.Within(report.Interval{Lo: number, LoOpen: true, Hi: sum(number, digit)})
	case lessThan:
		itself := i.HiOpen && i.Hi != nil && i.Hi.Cmp(number) == 0 && (i.Lo == nil || i.Lo.Sign() == 0)
		return itself || i.Within(report.Interval{Lo: less(number, digit), Hi: number, HiOpen: true})
	case atLeast:
		return i.Within(report.Interval{Lo: number})
	}
	return i.Within(report.Interval{Hi: number})
}

// roundingTo is the interval of the numbers that round to n, halves away from
// zero.
func roundingTo(n, step *big.Rat) report.Interval {
	half := new(big.Rat).Mul(step, big.NewRat(1, 2))
	i := report.Interval{Lo: new(big.Rat).Sub(n, half), Hi: new(big.Rat).Add(n, half)}
	i.LoOpen, i.HiOpen = n.Sign() <= 0, n.Sign() >= 0
	return i
}

// oneInHolds compares 1/share with N: "one in five" is a share whose inverse
// rounds to 5.
func (c claim) oneInHolds(share report.Interval) bool {
	if share.Lo == nil || share.Hi == nil || share.Lo.Sign() <= 0 {
		return false
	}
	inverse := report.Interval{
		Lo: new(big.Rat).Inv(share.Hi), LoOpen: share.HiOpen,
		Hi: new(big.Rat).Inv(share.Lo), HiOpen: share.LoOpen,
	}
	one, half := big.NewRat(1, 1), big.NewRat(1, 2)
	n := c.number
	switch c.relation {
	case moreThan:
		return inverse.Within(report.Interval{Lo: new(big.Rat).Sub(n, one), Hi: n, HiOpen: true})
	case nearly:
		return inverse.Within(report.Interval{Lo: n, LoOpen: true, Hi: new(big.Rat).Add(n, half)})
	case lessThan:
		return inverse.Within(report.Interval{Lo: n, LoOpen: true, Hi: new(big.Rat).Add(n, one)})
	case atLeast:
		return inverse.Within(report.Interval{Hi: n})
	case atMost:
		return inverse.Within(report.Interval{Lo: n})
	}
	return inverse.Within(roundingTo(n, one))
}
