package suppress

import "math"

// equation is a signed sum of variables that does not change.
type equation struct {
	variables []int
	signs     []int64
}

// bounds say from where to where a variable may move; 0 is where it stands now.
type bounds struct{ from, to int64 }

// near returns the number within the bounds that is nearest to 0.
func (b bounds) near() int64 { return max(b.from, min(b.to, 0)) }

// fraction is num/den, with den above 0.
type fraction struct{ num, den int64 }

func (f fraction) whole() bool { return f.num%f.den == 0 }

// row is numbers over one denominator.
type row struct {
	entries []int64
	den     int64
}

// tableau finds the cheapest move within bounds that keeps all equations. The
// cost of a move is, for each variable, its cost times how far it moves, either
// way.
//
// It is the dual simplex method. It starts with every variable as near to where it stands
// as its bounds allow, which is cheapest but breaks equations, and mends one equation after
// the other, so that it only touches the part of the table near what has to move. The
// arithmetic is exact: each row is whole numbers over a denominator, which stays 1 in tables
// of two dimensions. Where a product would leave 62 bits it gives up.
type tableau struct {
	rows   []row   // row i is solved for the variable basis[i]; it ends with that variable's value
	basis  []int   // -1 for an equation that no variable has mended yet
	side   []int64 // of each basic variable: 1 when it stands above 0, -1 below
	basic  []bool
	at     []int64 // of the variables that are not basic
	bounds []bounds
	cost   []int64
	price  row // what the basic variables' changes cost for one unit of each variable

	tooLarge bool
}

// cheapest returns the move of each variable; false when there is none, or when
// the search takes too long or too many digits.
func cheapest(equations []equation, limits []bounds, cost []int64) ([]fraction, bool) {
	n := len(limits)
	t := &tableau{bounds: limits, cost: cost, price: row{make([]int64, n+1), 1}}
	t.basic, t.at = make([]bool, n), make([]int64, n)
	for v, b := range limits {
		if b.from > b.to {
			return nil, false
		}
		t.at[v] = b.near()
	}
	flat := make([]int64, (n+1)*len(equations))
	for i, e := range equations {
		r := row{flat[i*(n+1) : (i+1)*(n+1)], 1}
		for k, v := range e.variables {
			r.entries[v] += e.signs[k]
			r.entries[n] -= e.signs[k] * t.at[v]
		}
		t.rows = append(t.rows, r)
		t.basis = append(t.basis, -1)
		t.side = append(t.side, 1)
	}
	for pivots, most := 0, 20*len(equations)+200; ; pivots++ {
		r, end := t.broken(pivots > most/2)
		if r < 0 {
			break
		}
		enter, direction := t.entering(r, end)
		switch {
		case enter < 0 || pivots > most:
			return nil, false
		case enter == t.basis[r]:
			t.cross(r)
		default:
			t.pivot(r, end, enter, direction)
		}
		if t.tooLarge {
			return nil, false
		}
	}
	moves := make([]fraction, n)
	for v := range moves {
		moves[v] = fraction{t.at[v], 1}
	}
	for i, v := range t.basis {
		if v >= 0 {
			moves[v] = t.value(i)
		}
	}
	return moves, true
}

// value returns that of a row's variable.
func (t *tableau) value(r int) fraction {
	return fraction{t.rows[r].entries[len(t.at)], t.rows[r].den}
}

// span returns where a basic variable may be without a change of what it costs.
func (t *tableau) span(r int) bounds {
	v := t.basis[r]
	if v < 0 {
		return bounds{}
	}
	b := t.bounds[v]
	if t.side[r] > 0 {
		b.from = max(b.from, 0)
	} else {
		b.to = min(b.to, 0)
	}
	return b
}

// broken chooses the row whose variable is furthest outside its span, or the
// first such row, and the end that it has to come back to; -1 when there is none.
func (t *tableau) broken(first bool) (r int, end int64) {
	r = -1
	worst := fraction{0, 1}
	for i := range t.rows {
		s, x := t.span(i), t.value(i)
		away, to := s.from*x.den-x.num, s.from
		if over := x.num - s.to*x.den; over > away {
			away, to = over, s.to
		}
		if away > 0 && t.less(worst, fraction{away, x.den}) {
			r, end, worst = i, to, fraction{away, x.den}
			if first {
				return r, end
			}
		}
	}
	return r, end
}

func (t *tableau) less(a, b fraction) bool { return t.times(a.num, b.den) < t.times(b.num, a.den) }

// entering chooses the variable that mends a row at the least additional cost,
// and the direction in which it moves; the row's own variable when that crosses 0; -1 when
// none can.
func (t *tableau) entering(r int, end int64) (enter int, direction int64) {
	x, own := t.value(r), t.basis[r]
	rise := int64(1) // the row's variable has to rise
	if x.num > end*x.den {
		rise = -1
	}
	enter = -1
	var best fraction
	consider := func(v int, d, reduced, rate int64) {
		if f := (fraction{reduced, rate}); enter < 0 || t.less(f, best) {
			enter, direction, best = v, d, f
		}
	}
	if own >= 0 && end == 0 && t.side[r] == rise &&
		(rise > 0 && t.bounds[own].from < 0 || rise < 0 && t.bounds[own].to > 0) {
		consider(own, 0, t.times(2*t.cost[own], t.price.den), x.den)
	}
	for v, a := range t.rows[r].entries[:len(t.at)] {
		if a == 0 || t.basic[v] {
			continue
		}
		d := int64(1) // the direction that lets the row's variable rise is against a's sign
		if (a > 0) == (rise > 0) {
			d = -1
		}
		b, at := t.bounds[v], t.at[v]
		if d > 0 && at >= b.to || d < 0 && at <= b.from {
			continue
		}
		consider(v, d, d*(t.times(t.sideOf(v, d)*t.cost[v], t.price.den)-t.price.entries[v]), abs(a))
	}
	return enter, direction
}

// sideOf returns the side of 0 on which a variable that is not basic moves in a
// direction.
func (t *tableau) sideOf(v int, direction int64) int64 {
	switch at := t.at[v]; {
	case at > 0:
		return 1
	case at < 0:
		return -1
	}
	return direction
}

// cross lets a basic variable go on to the other side of 0.
func (t *tableau) cross(r int) {
	factor := t.times(2*t.side[r]*t.cost[t.basis[r]], t.price.den)
	t.side[r] = -t.side[r]
	t.price = t.minus(t.price, factor, t.rows[r])
}

// pivot solves a row for the variable enter, and leaves the row's variable at
// the given end.
func (t *tableau) pivot(r int, end int64, enter int, direction int64) {
	n := len(t.at)
	solved := t.rows[r]
	solved.entries[n] -= t.times(end, solved.den) // how far it has to go
	if solved.entries[enter] < 0 {
		for v, a := range solved.entries {
			solved.entries[v] = -a
		}
	}
	solved.den = solved.entries[enter]
	t.rows[r] = solved
	side := t.sideOf(enter, direction)
	t.price = t.minus(t.price, t.price.entries[enter]-t.times(side*t.cost[enter], t.price.den), solved)
	for i, other := range t.rows {
		if f := other.entries[enter]; i != r && f != 0 {
			t.rows[i] = t.minus(other, f, solved)
		}
	}
	solved.entries[n] += t.times(t.at[enter], solved.den)
	if leave := t.basis[r]; leave >= 0 {
		t.basic[leave], t.at[leave] = false, end
	}
	t.basis[r], t.side[r], t.basic[enter], t.at[enter] = enter, side, true, 0
}

// minus returns a less factor/a.den times b.
func (t *tableau) minus(a row, factor int64, b row) row {
	if b.den == 1 {
		for v, x := range b.entries {
			if x != 0 {
				a.entries[v] -= t.times(factor, x)
			}
		}
		return a
	}
	a.den = t.times(a.den, b.den)
	divisor := a.den
	for v, x := range b.entries {
		y := t.times(a.entries[v], b.den) - t.times(factor, x)
		a.entries[v] = y
		if divisor != 1 && y != 0 {
			divisor = gcd(divisor, abs(y))
		}
	}
	if divisor > 1 {
		a.den /= divisor
		for v := range a.entries {
			a.entries[v] /= divisor
		}
	}
	return a
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// times multiplies within 62 bits, or notes that it can't.
func (t *tableau) times(a, b int64) int64 {
	const half = 1 << 30
	if a < half && a > -half && b < half && b > -half {
		return a * b
	}
	if a != 0 && b != 0 && abs(a) > math.MaxInt64/2/abs(b) {
		t.tooLarge = true
		return 0
	}
	return a * b
}

func abs(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}
