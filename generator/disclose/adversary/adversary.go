// Package adversary is the reader who wants to know what was withheld. Tests
// alone use it: it shares no code with what protects people, so that both can't
// make the same mistake.
package adversary

import "math/big"

// Equation says that the weighted sum of unknown numbers, which are 0 or more, is
// known.
type Equation struct {
	Weights map[int]int64 // by the number of the unknown
	Sum     int64
}

// Bounds returns the least and the greatest value that an unknown can have, by exact
// linear programming; hi is nil when there is none. possible is false when the
// equations contradict each other.
func Bounds(unknowns int, equations []Equation, of int) (lo, hi *big.Rat, possible bool) {
	p := newProgram(unknowns, equations)
	if !p.start() {
		return nil, nil, false
	}
	lo, _ = p.least(of, 1)
	hi, bounded := p.least(of, -1)
	if !bounded {
		return lo, nil, true
	}
	return lo, hi.Neg(hi), true
}

// program is a linear program in the form of a simplex tableau: each row is
// solved for its basic variable, and ends with the row's value.
type program struct {
	unknowns int
	rows     [][]*big.Rat
	basis    []int
}

func newProgram(unknowns int, equations []Equation) *program {
	p := &program{unknowns: unknowns}
	columns := unknowns + len(equations) // one artificial variable an equation
	for i, e := range equations {
		row := make([]*big.Rat, columns+1)
		for j := range row {
			row[j] = new(big.Rat)
		}
		sign := int64(1)
		if e.Sum < 0 {
			sign = -1
		}
		for j, w := range e.Weights {
			row[j].SetInt64(sign * w)
		}
		row[columns].SetInt64(sign * e.Sum)
		row[unknowns+i].SetInt64(1)
		p.rows = append(p.rows, row)
		p.basis = append(p.basis, unknowns+i)
	}
	return p
}

// start finds a first solution, or reports that there is none.
func (p *program) start() bool {
	columns := p.unknowns + len(p.rows)
	cost := make([]*big.Rat, columns)
	for j := range cost {
		cost[j] = new(big.Rat)
		if j >= p.unknowns {
			cost[j].SetInt64(1)
		}
	}
	if value, _ := p.minimise(cost, columns); value.Sign() != 0 {
		return false
	}
	for i := 0; i < len(p.rows); i++ { // artificial variables leave, with equations that follow from others
		if p.basis[i] < p.unknowns {
			continue
		}
		column := -1
		for j := range p.unknowns {
			if p.rows[i][j].Sign() != 0 {
				column = j
				break
			}
		}
		if column < 0 {
			p.rows = append(p.rows[:i], p.rows[i+1:]...)
			p.basis = append(p.basis[:i], p.basis[i+1:]...)
			i--
			continue
		}
		p.pivot(i, column)
	}
	return true
}

// least minimises sign times an unknown.
func (p *program) least(of int, sign int64) (*big.Rat, bool) {
	cost := make([]*big.Rat, p.unknowns)
	for j := range cost {
		cost[j] = new(big.Rat)
	}
	cost[of].SetInt64(sign)
	return p.minimise(cost, p.unknowns)
}

// minimise moves along the edges by Bland's rule, which ends.
func (p *program) minimise(cost []*big.Rat, columns int) (value *big.Rat, bounded bool) {
	for {
		enter := -1
		for j := range columns {
			reduced := new(big.Rat).Set(cost[j])
			for i, b := range p.basis {
				if b < len(cost) && cost[b].Sign() != 0 {
					reduced.Sub(reduced, new(big.Rat).Mul(cost[b], p.rows[i][j]))
				}
			}
			if reduced.Sign() < 0 {
				enter = j
				break
			}
		}
		if enter < 0 {
			break
		}
		leave := -1
		var best *big.Rat
		for i, row := range p.rows {
			if row[enter].Sign() <= 0 {
				continue
			}
			ratio := new(big.Rat).Quo(row[len(row)-1], row[enter])
			if leave < 0 || ratio.Cmp(best) < 0 || ratio.Cmp(best) == 0 && p.basis[i] < p.basis[leave] {
				leave, best = i, ratio
			}
		}
		if leave < 0 {
			return nil, false
		}
		p.pivot(leave, enter)
	}
	value = new(big.Rat)
	for i, b := range p.basis {
		if b < len(cost) {
			value.Add(value, new(big.Rat).Mul(cost[b], p.rows[i][len(p.rows[i])-1]))
		}
	}
	return value, true
}

func (p *program) pivot(r, column int) {
	by := new(big.Rat).Inv(p.rows[r][column])
	for j := range p.rows[r] {
		p.rows[r][j].Mul(p.rows[r][j], by)
	}
	for i := range p.rows {
		if f := new(big.Rat).Set(p.rows[i][column]); i != r && f.Sign() != 0 {
			for j := range p.rows[i] {
				if p.rows[r][j].Sign() != 0 {
					p.rows[i][j].Sub(p.rows[i][j], new(big.Rat).Mul(f, p.rows[r][j]))
				}
			}
		}
	}
	p.basis[r] = column
}
