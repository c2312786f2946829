package bind

import (
	"math/big"

	"vitrine/generator/phrase"
	"vitrine/generator/report"
)

// verdict is what the cells make of a claim.
type verdict int

const (
	wrong verdict = iota
	loose         // it is true, and could be said closer: "more than 3.5" of 3.65
	right
)

// judge compares a claim with an interval: it holds when it is true of every number in it.
func judge(c phrase.Claim, i report.Interval) verdict {
	n, half := c.Number, big.NewRat(1, 2)
	unit := c.Digit
	lower := func(steps *big.Rat) *big.Rat { return new(big.Rat).Sub(n, new(big.Rat).Mul(unit, steps)) }
	upper := func(steps *big.Rat) *big.Rat { return new(big.Rat).Add(n, new(big.Rat).Mul(unit, steps)) }
	one := big.NewRat(1, 1)
	switch {
	case c.High != nil:
		return holds(i.Within(report.Interval{Lo: n, Hi: c.High}))
	case c.OneIn:
		return judgeOneIn(c, i)
	}
	relation := c.Relation
	if c.Multiple && n.Cmp(one) < 0 { // "more than halved" is less than a half, "nearly halved" more
		if relation == phrase.Nearly {
			return holds(i.Within(report.Interval{Lo: n, LoOpen: true, Hi: upper(half)}))
		}
		relation = turned(relation)
	}
	switch relation {
	case phrase.Equal:
		return holds(i.Within(roundingTo(n, c.Bare)))
	case phrase.About:
		return holds(i.Within(roundingTo(n, unit)))
	case phrase.Nearly:
		if quarter := new(big.Rat).Mul(n, big.NewRat(1, 4)); quarter.Cmp(unit) < 0 {
			unit = quarter // nearly 10,000 is not 977
		}
		return tightest(i, report.Interval{Lo: lower(half), Hi: n, HiOpen: true},
			report.Interval{Lo: lower(one), Hi: n, HiOpen: true})
	case phrase.MoreThan:
		if i.Hi == nil && i.LoOpen && i.Lo != nil && i.Lo.Cmp(n) == 0 {
			return right // the source says so itself
		}
		return tightest(i, report.Interval{Lo: n, LoOpen: true, Hi: upper(one)},
			report.Interval{Lo: n, LoOpen: true, Hi: new(big.Rat).Add(n, n)})
	case phrase.LessThan:
		if i.HiOpen && i.Hi != nil && i.Hi.Cmp(n) == 0 && (i.Lo == nil || i.Lo.Sign() == 0) {
			return right
		}
		return tightest(i, report.Interval{Lo: lower(one), Hi: n, HiOpen: true},
			report.Interval{Lo: new(big.Rat).Mul(n, half), Hi: n, HiOpen: true})
	case phrase.AtLeast:
		return holds(i.Within(report.Interval{Lo: n}))
	}
	return holds(i.Within(report.Interval{Hi: n}))
}

func holds(yes bool) verdict {
	if yes {
		return right
	}
	return wrong
}

// tightest is right within the closer of two intervals, and loose within the wider.
func tightest(i, close, wide report.Interval) verdict {
	switch {
	case i.Within(close):
		return right
	case i.Within(wide):
		return loose
	}
	return wrong
}

// turned is what a relation becomes where less is more.
func turned(r phrase.Relation) phrase.Relation {
	switch r {
	case phrase.MoreThan:
		return phrase.LessThan
	case phrase.LessThan:
		return phrase.MoreThan
	case phrase.AtLeast:
		return phrase.AtMost
	case phrase.AtMost:
		return phrase.AtLeast
	}
	return r
}

// roundingTo is the interval of the numbers that round to n, halves away from
// zero.
func roundingTo(n, step *big.Rat) report.Interval {
	half := new(big.Rat).Mul(step, big.NewRat(1, 2))
	i := report.Interval{Lo: new(big.Rat).Sub(n, half), Hi: new(big.Rat).Add(n, half)}
	i.LoOpen, i.HiOpen = n.Sign() <= 0, n.Sign() >= 0
	return i
}

// judgeOneIn compares 1/share with N: "one in five" is a share whose inverse
// rounds to 5.
func judgeOneIn(c phrase.Claim, share report.Interval) verdict {
	inverse, ok := report.Point(big.NewRat(1, 1)).Div(share)
	if !ok || share.Hi == nil || share.Lo.Sign() <= 0 {
		return wrong
	}
	if c.Relation == phrase.Nearly {
		half := new(big.Rat).Add(c.Number, big.NewRat(1, 2))
		return holds(inverse.Within(report.Interval{Lo: c.Number, LoOpen: true, Hi: half}))
	}
	c.OneIn, c.Relation = false, turned(c.Relation)
	return judge(c, inverse)
}
