package report

import "math/big"

// Interval is where a number may lie: from Lo to Hi. A nil end is infinite, and an open end
// does not belong to the interval.
type Interval struct {
	Lo, Hi         *big.Rat
	LoOpen, HiOpen bool
}

// Point is the interval of one number.
func Point(r *big.Rat) Interval { return Interval{Lo: r, Hi: r} }

// Everything is the interval of a number that may be any, except that a count of people is
// not negative.
func Everything(people bool) Interval {
	if people {
		return Interval{Lo: new(big.Rat)}
	}
	return Interval{}
}

// Interval is what a cell says of the true value. A number rounded by its
// source may be half a unit of its last digit off.
func (c *Cell) Interval(m *Measure) Interval {
	if c.State != Number {
		return Everything(m.People)
	}
	v := c.Value.Rat()
	switch c.Bound {
	case Above, AtLeast:
		return Interval{Lo: v, LoOpen: c.Bound == Above}
	case Below, AtMost:
		i := Everything(m.People)
		i.Hi, i.HiOpen = v, c.Bound == Below
		return i
	case Between:
		return Interval{Lo: v, Hi: c.High.Rat()}
	case About:
		half := new(big.Rat).Mul(c.Value.LastDigit(), big.NewRat(1, 2))
		lo, hi := new(big.Rat).Sub(v, half), new(big.Rat).Add(v, half)
		return Interval{Lo: lo, Hi: hi, LoOpen: v.Sign() < 0, HiOpen: v.Sign() >= 0} // halves round away from zero
	}
	return Point(v)
}

// Cell writes an interval with so many decimals as the cell of a table that says no more than is
// known: a number, a least or a greatest value, or [x] for what has no such form. rounded says that
// its parts were rounded, so that its middle is about the number.
func (a Interval) Cell(places int, rounded bool) Cell {
	bounded := func(r *big.Rat, bound Bound) Cell {
		d, ok := DecimalOf(r, places)
		if !ok || d.Rat().Cmp(r) != 0 { // it would say more than is known
			return Cell{State: Missing}
		}
		return Cell{State: Number, Bound: bound, Value: d}
	}
	switch {
	case a.IsPoint():
		return bounded(a.Lo, Exact)
	case a.Lo != nil && a.Hi != nil && rounded:
		middle := new(big.Rat).Add(a.Lo, a.Hi)
		return bounded(middle.Quo(middle, big.NewRat(2, 1)), About)
	case a.Lo != nil && a.Hi == nil && a.LoOpen:
		return bounded(a.Lo, Above)
	case a.Lo != nil && a.Hi == nil:
		return bounded(a.Lo, AtLeast)
	case a.Hi != nil && (a.Lo == nil || a.Lo.Sign() == 0) && a.HiOpen:
		return bounded(a.Hi, Below)
	case a.Lo != nil && a.Hi != nil:
		c, high := bounded(a.Lo, Between), bounded(a.Hi, Between)
		if c.State == Number && high.State == Number {
			c.High = high.Value
			return c
		}
		return Cell{State: Missing}
	case a.Hi != nil:
		return bounded(a.Hi, AtMost)
	}
	return Cell{State: Missing}
}

// Outward is the interval with its ends moved to so many decimals, away from each other.
func (a Interval) Outward(places int) Interval {
	step := new(big.Rat).SetInt(pow10(places))
	moved := func(r *big.Rat, up int64) *big.Rat {
		n := new(big.Rat).Mul(r, step)
		if n.IsInt() {
			return r
		}
		whole := new(big.Int).Div(n.Num(), n.Denom()) // towards less
		return new(big.Rat).Quo(new(big.Rat).SetInt(whole.Add(whole, big.NewInt(up))), step)
	}
	if a.Lo != nil {
		a.Lo = moved(a.Lo, 0)
	}
	if a.Hi != nil {
		a.Hi = moved(a.Hi, 1)
	}
	return a
}

// IsPoint reports whether just one number is possible.
func (a Interval) IsPoint() bool { return a.Lo != nil && a.Hi != nil && a.Lo.Cmp(a.Hi) == 0 }

// Add is the interval of a sum.
func (a Interval) Add(b Interval) Interval {
	var r Interval
	if a.Lo != nil && b.Lo != nil {
		r.Lo, r.LoOpen = new(big.Rat).Add(a.Lo, b.Lo), a.LoOpen || b.LoOpen
	}
	if a.Hi != nil && b.Hi != nil {
		r.Hi, r.HiOpen = new(big.Rat).Add(a.Hi, b.Hi), a.HiOpen || b.HiOpen
	}
	return r
}

// Neg is the interval of the number with the other sign.
func (a Interval) Neg() Interval {
	r := Interval{LoOpen: a.HiOpen, HiOpen: a.LoOpen}
	if a.Hi != nil {
		r.Lo = new(big.Rat).Neg(a.Hi)
	}
	if a.Lo != nil {
		r.Hi = new(big.Rat).Neg(a.Lo)
	}
	return r
}

// Sub is the interval of a difference.
func (a Interval) Sub(b Interval) Interval { return a.Add(b.Neg()) }

// Times is the interval of the number times a positive one.
func (a Interval) Times(factor *big.Rat) Interval {
	if a.Lo != nil {
		a.Lo = new(big.Rat).Mul(a.Lo, factor)
	}
	if a.Hi != nil {
		a.Hi = new(big.Rat).Mul(a.Hi, factor)
	}
	return a
}

// Div is the interval of a quotient; false when the divisor may be zero or negative, or the
// number divided may have either sign.
func (a Interval) Div(b Interval) (Interval, bool) {
	if a.Hi != nil && a.Hi.Sign() <= 0 && (a.Lo == nil || a.Lo.Sign() < 0) {
		q, ok := a.Neg().Div(b)
		return q.Neg(), ok
	}
	if a.Lo == nil || a.Lo.Sign() < 0 || b.Lo == nil || b.Lo.Sign() < 0 || b.Lo.Sign() == 0 && !b.LoOpen {
		return Interval{}, false
	}
	r := Interval{Lo: new(big.Rat)}
	if b.Hi != nil {
		r.Lo, r.LoOpen = new(big.Rat).Quo(a.Lo, b.Hi), a.LoOpen || b.HiOpen
	}
	if a.Hi != nil && b.Lo.Sign() > 0 {
		r.Hi, r.HiOpen = new(big.Rat).Quo(a.Hi, b.Lo), a.HiOpen || b.LoOpen
	}
	return r, true
}

// Max is the interval of the larger of two numbers.
func (a Interval) Max(b Interval) Interval { return a.Neg().Min(b.Neg()).Neg() }

// Min is the interval of the smaller of two numbers.
func (a Interval) Min(b Interval) Interval {
	var r Interval
	if a.Lo != nil && b.Lo != nil {
		r.Lo, r.LoOpen = a.Lo, a.LoOpen
		if c := b.Lo.Cmp(a.Lo); c < 0 || c == 0 && a.LoOpen {
			r.Lo, r.LoOpen = b.Lo, b.LoOpen
		}
	}
	switch {
	case a.Hi == nil:
		r.Hi, r.HiOpen = b.Hi, b.HiOpen
	case b.Hi == nil:
		r.Hi, r.HiOpen = a.Hi, a.HiOpen
	default:
		r.Hi, r.HiOpen = a.Hi, a.HiOpen
		if c := b.Hi.Cmp(a.Hi); c < 0 || c == 0 && b.HiOpen {
			r.Hi, r.HiOpen = b.Hi, b.HiOpen
		}
	}
	return r
}

// Overlaps reports whether both can be true of one number.
func (a Interval) Overlaps(b Interval) bool {
	return !a.before(b) && !b.before(a)
}

// before reports whether all of a lies below all of b.
func (a Interval) before(b Interval) bool {
	if a.Hi == nil || b.Lo == nil {
		return false
	}
	c := a.Hi.Cmp(b.Lo)
	return c < 0 || c == 0 && (a.HiOpen || b.LoOpen)
}

// Within reports whether all of a lies in b.
func (a Interval) Within(b Interval) bool {
	if b.Lo != nil {
		if a.Lo == nil {
			return false
		}
		if c := a.Lo.Cmp(b.Lo); c < 0 || c == 0 && b.LoOpen && !a.LoOpen {
			return false
		}
	}
	if b.Hi != nil {
		if a.Hi == nil {
			return false
		}
		if c := a.Hi.Cmp(b.Hi); c > 0 || c == 0 && b.HiOpen && !a.HiOpen {
			return false
		}
	}
	return true
}
