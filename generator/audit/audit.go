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

// Insider is a withheld count of one person, who knows it. Own are the secrets
// that are known to count nobody else: parts of that count.
type Insider struct {
	Terms []Term
	Own   []int // indexes into Table.Secrets
}

// Table is everything that the attacker works with.
type Table struct {
	Cells    []Cell
	Sums     []Sum
	Secrets  []Secret
	Insiders []Insider
}

// Filling is a value for every cell of a table.
type Filling []int64

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
	truth := make(Filling, len(t.Cells))
	for i, c := range t.Cells {
		truth[i] = c.Value
	}
	if problem := t.contradiction(truth); problem != "" {
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
			for _, f := range fillings {
				if problem := t.contradiction(f); problem != "" {
					return nil, fmt.Errorf("a filling for secret %d contradicts what is published: %s", i, problem)
				}
				if v := total(secret.Terms, f); high && v < secret.High || !high && v > secret.Low {
					return nil, fmt.Errorf("a filling for secret %d does not reach its end", i)
				}
			}
			if len(fillings) == 0 {
				failures = append(failures, Failure{i, -1, high})
				continue
			}
			for k, insider := range t.Insiders {
				if !slices.Contains(insider.Own, i) && !someAgree(fillings, insider.Terms, total(insider.Terms, truth)) {
					failures = append(failures, Failure{i, k, high})
				}
			}
		}
	}
	return failures, nil
}

// someAgree reports whether a filling leaves an insider's own count as it is.
func someAgree(fillings []Filling, insider []Term, known int64) bool {
	for _, f := range fillings {
		if total(insider, f) == known {
			return true
		}
	}
	return false
}

// contradiction says which knowledge a filling does not agree with, or "".
func (t *Table) contradiction(f Filling) string {
	if len(f) != len(t.Cells) {
		return fmt.Sprintf("it has %d cells of %d", len(f), len(t.Cells))
	}
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

func total(terms []Term, f Filling) (sum int64) {
	for _, t := range terms {
		sum += t.Sign * f[t.Cell]
	}
	return sum
}
