// Package audit decides whether what is published protects the people behind
// it. It is the last word before a build goes on: it knows nothing of how cells
// were chosen for suppression, trusts nothing but addition, and a table without
// evidence fails.
//
// The attacker is taken to know everything that is published, now and in
// earlier releases that can still be had; the rule and its threshold; that counts are whole
// and not negative; which sums hold; and, where a withheld count is 1, he may be
// that one person and know it (Cox 1980; Hundepool et al., Statistical
// Disclosure Control, 2012, chapter 4). Each secret is a count from 1 to
// threshold-1 that is not published. It is safe when, for all that the attacker
// knows, it could be at most 1 and could be at least threshold-1. The evidence
// for either is a filling: a whole number for every cell that agrees with all of
// that knowledge. So the audit solves nothing: it adds up.
//
// A sum that is known to differ from its total by some gap may or may not be
// known to the attacker. Fillings keep such gaps as they are, which makes them
// valid for both: whoever knows less can exclude less.
package audit

import (
	"fmt"
	"math"
	"slices"
)

// Unbounded is the largest value of a cell of which no upper bound is known. A
// cell without a lower bound has -Unbounded.
const Unbounded = math.MaxInt64 / 4

// Cell is a whole number and what is known of it directly: it lies from Lo to
// Hi. A published count has Lo == Hi.
type Cell struct{ Value, Lo, Hi int64 }

// Term adds a cell to a sum, with the sign 1 or -1.
type Term struct {
	Cell int // index into Table.Cells
	Sign int64
}

// Sum is what is known of some cells together: their signed sum lies from Min to
// Max.
type Sum struct {
	Terms    []Term
	Min, Max int64
}

// Secret is a signed sum of cells that must remain possible up to Low and from
// High on.
type Secret struct {
	Terms     []Term
	Low, High int64
}

// Insider is the one person behind a withheld count of 1, who knows it and every
// withheld count of 1 that it is a part of. Own are the secrets that are known to
// count nobody else: those, and their parts.
type Insider struct {
	Known [][]Term
	Own   []int // indexes into Table.Secrets
}

// Table is everything that the attacker works with.
type Table struct {
	Cells    []Cell
	Sums     []Sum
	Secrets  []Secret
	Insiders []Insider
}

// Filling is a value for every cell of a table: that of the cells named here, and
// for all others the table's own.
type Filling []Change

// Change is the value of a cell in a filling.
type Change struct {
	Cell  int
	Value int64
}

// Evidence is, for one secret, what the table could look like as well.
type Evidence struct{ Low, High []Filling }

// Failure is a secret that the evidence does not show to be safe.
type Failure struct {
	Secret  int
	Insider int  // who could find it out, an index into Table.Insiders; -1 for everybody
	High    bool // it could not be shown to be large, rather than small
}

// Check returns every secret that is not shown to be safe from everybody and
// from each insider. An error means that the table or the evidence contradicts
// itself, so that nothing is shown at all.
func Check(t *Table, evidence []Evidence) ([]Failure, error) {
	c := newChecker(t)
	if problem := t.contradiction(c.truth); problem != "" {
		return nil, fmt.Errorf("the table contradicts itself: %s", problem)
	}
	if len(evidence) != len(t.Secrets) {
		return nil, fmt.Errorf("there are %d secrets, but evidence for %d", len(t.Secrets), len(evidence))
	}
	var failures []Failure
	for i, secret := range t.Secrets {
		for _, high := range []bool{false, true} {
			fillings := evidence[i].Low
			if high {
				fillings = evidence[i].High
			}
			if len(fillings) == 0 {
				failures = append(failures, Failure{i, -1, high})
				continue
			}
			var finds []int // insiders whom every filling so far contradicts
			for n, f := range fillings {
				known, err := c.look(i, secret, high, f)
				if err != nil {
					return nil, err
				}
				if n == 0 {
					finds = known
				} else {
					finds = slices.DeleteFunc(finds, func(k int) bool { return !slices.Contains(known, k) })
				}
			}
			for _, k := range finds {
				if !slices.Contains(t.Insiders[k].Own, i) {
					failures = append(failures, Failure{i, k, high})
				}
			}
		}
	}
	return failures, nil
}

// checker adds up fillings. It looks only at what a filling changes: all else is the
// table's own, which it has looked at once.
type checker struct {
	*Table
	truth, trial []int64
	sums         [][]int // of each cell, the sums that it is in
	insiders     [][]int // of each cell, the insiders who know something of it
}

func newChecker(t *Table) *checker {
	c := &checker{Table: t, sums: make([][]int, len(t.Cells)), insiders: make([][]int, len(t.Cells))}
	for _, x := range t.Cells {
		c.truth, c.trial = append(c.truth, x.Value), append(c.trial, x.Value)
	}
	for i, s := range t.Sums {
		for _, x := range s.Terms {
			c.sums[x.Cell] = append(c.sums[x.Cell], i)
		}
	}
	for i, insider := range t.Insiders {
		for _, known := range insider.Known {
			for _, x := range known {
				c.insiders[x.Cell] = append(c.insiders[x.Cell], i)
			}
		}
	}
	return c
}

// look compares a filling with all that is known and with the end that it should reach. It
// returns the insiders who know that it is not so, sorted.
func (c *checker) look(i int, secret Secret, high bool, f Filling) (contradicted []int, err error) {
	for _, x := range f {
		if x.Cell < 0 || x.Cell >= len(c.trial) {
			return nil, fmt.Errorf("a filling for secret %d names a cell that is not there", i)
		}
	}
	for _, x := range f {
		c.trial[x.Cell] = x.Value
	}
	defer func() {
		for _, x := range f {
			c.trial[x.Cell] = c.truth[x.Cell]
		}
	}()
	var insiders []int
	for _, x := range f {
		if v := c.trial[x.Cell]; v < c.Cells[x.Cell].Lo || v > c.Cells[x.Cell].Hi {
			return nil, fmt.Errorf("a filling for secret %d contradicts what is published: cell %d", i, x.Cell)
		}
		for _, s := range c.sums[x.Cell] {
			if v := total(c.Sums[s].Terms, c.trial); v < c.Sums[s].Min || v > c.Sums[s].Max {
				return nil, fmt.Errorf("a filling for secret %d contradicts what is published: sum %d", i, s)
			}
		}
		insiders = append(insiders, c.insiders[x.Cell]...)
	}
	if v := total(secret.Terms, c.trial); high && v < secret.High || !high && v > secret.Low {
		return nil, fmt.Errorf("a filling for secret %d does not reach its end", i)
	}
	slices.Sort(insiders)
	for _, k := range slices.Compact(insiders) {
		differs := func(known []Term) bool { return total(known, c.trial) != total(known, c.truth) }
		if slices.ContainsFunc(c.Insiders[k].Known, differs) {
			contradicted = append(contradicted, k)
		}
	}
	return contradicted, nil
}

// contradiction says which knowledge the values of all cells do not agree with,
// or "".
func (t *Table) contradiction(f []int64) string {
	for i, c := range t.Cells {
		if f[i] < c.Lo || f[i] > c.Hi {
			return fmt.Sprintf("cell %d", i)
		}
	}
	for i, s := range t.Sums {
		if v := total(s.Terms, f); v < s.Min || v > s.Max {
			return fmt.Sprintf("sum %d", i)
		}
	}
	return ""
}

func total(terms []Term, f []int64) (sum int64) {
	for _, t := range terms {
		sum += t.Sign * f[t.Cell]
	}
	return sum
}
