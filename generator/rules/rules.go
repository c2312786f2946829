// Package rules says which cells of a dataset a claim of a profile speaks of. It judges nothing: check holds
// the claims, and the gate in disclose counts them among what everybody knows.
//
// A claim is a sum, a comparison and a sum, like "upheld+reversed<=number". A measure is that of the row at hand,
// or with brackets, n[sex=all], that of the row with these members; sum(n[sex=!all]) is that of all such rows.
package rules

import (
	"fmt"
	"math/big"
	"slices"

	"vitrine/generator/address"
	"vitrine/generator/raw"
	"vitrine/generator/report"
)

// Claim is a claim that has been read.
type Claim struct {
	Text        string
	Left, Right *address.Expr
	Compare     string // <, <=, =, >= or >
}

// Parse reads a claim.
func Parse(text string) (*Claim, error) {
	a, err := address.Parse("/" + text)
	if err != nil {
		return nil, fmt.Errorf("%s", err.Text)
	}
	if len(a.Filter) > 0 || a.Expr == nil || a.Expr.Op != address.Claim || len(a.Expr.Args) != 2 {
		return nil, fmt.Errorf("a rule compares two sums, like upheld+reversed<=number")
	}
	c := &Claim{text, a.Expr.Args[0], a.Expr.Args[1], a.Expr.Compares[0]}
	for _, side := range a.Expr.Args {
		if err := plain(side); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// plain reports what a rule can't compute.
func plain(x *address.Expr) error {
	args := x.Args
	switch {
	case x.Op == address.Number, x.Op == address.Name:
		return nil
	case x.Op == address.Call && x.Name == "sum" && len(args) == 1 && args[0].Op == address.Name && len(x.Filter) == 0:
		return nil
	case x.Op == "+" || x.Op == "-":
		for _, arg := range args {
			if err := plain(arg); err != nil {
				return err
			}
		}
		return nil
	}
	return fmt.Errorf("a rule adds and takes away: it can't compute %s", x)
}

// Names calls f for each measure that a claim names, with what stands in its brackets.
func (c *Claim) Names(f func(x *address.Expr)) {
	for _, side := range []*address.Expr{c.Left, c.Right} {
		side.Each(func(x *address.Expr) {
			if x.Op == address.Name {
				f(x)
			}
		})
	}
}

// Term is a cell that a side adds, or takes away.
type Term struct {
	Row, Measure int
	Sign         int64
}

// Side is a sum of cells and a number.
type Side struct {
	Terms    []Term
	Constant *big.Rat
}

// Reader finds the cells of one dataset.
type Reader struct {
	dataset *raw.Dataset
	rows    raw.Index
}

// NewReader returns a reader for a dataset.
func NewReader(d *raw.Dataset) *Reader { return &Reader{d, raw.NewIndex(d.Rows)} }

// Free reports whether a claim depends on the row at which it is held.
func (r *Reader) Free(c *Claim) (free bool) {
	c.Names(func(x *address.Expr) {
		free = free || slices.ContainsFunc(r.dataset.Header.Dimensions, func(d *report.Dimension) bool {
			return x.Filter.Find(d.ID) == nil
		})
	})
	return free
}

// Has reports whether the dataset has all measures that a claim names.
func (r *Reader) Has(c *Claim) bool {
	has := true
	c.Names(func(x *address.Expr) { has = has && r.dataset.Header.MeasureIndex(x.Name) >= 0 })
	return has
}

// Side is a side of a claim at a row.
func (r *Reader) Side(x *address.Expr, row int) Side {
	s := Side{Constant: new(big.Rat)}
	r.add(&s, x, row, 1)
	return s
}

func (r *Reader) add(s *Side, x *address.Expr, row int, sign int64) {
	switch x.Op {
	case address.Number:
		s.Constant.Add(s.Constant, new(big.Rat).Mul(x.Number, big.NewRat(sign, 1)))
	case address.Name:
		m := r.dataset.Header.MeasureIndex(x.Name)
		for _, at := range r.named(x, row) {
			s.Terms = append(s.Terms, Term{at, m, sign})
		}
	case address.Call:
		r.add(s, x.Args[0], row, sign)
	default:
		for i, arg := range x.Args {
			own := sign
			if i > 0 && x.Op == "-" {
				own = -sign
			}
			r.add(s, arg, row, own)
		}
	}
}

// named are the rows that the brackets of a measure name; of several sources, those of the row at hand.
func (r *Reader) named(x *address.Expr, row int) (list []int) {
	h, at := r.dataset.Header, r.dataset.Rows[row]
	members := make([][]string, len(at.Keys))
	for i, d := range h.Dimensions {
		members[i] = []string{at.Keys[i]}
		if c := x.Filter.Find(d.ID); c != nil {
			members[i] = slices.DeleteFunc(d.IDs(), func(id string) bool {
				return slices.Contains(c.Values, id) == c.Not
			})
		}
	}
	keys := make([]string, len(members))
	var walk func(i int)
	walk = func(i int) {
		if i < len(members) {
			for _, id := range members[i] {
				keys[i] = id
				walk(i + 1)
			}
			return
		}
		for _, n := range r.rows.Rows(keys) {
			if report.SourceIDs(r.dataset.Rows[n].Sources) == report.SourceIDs(at.Sources) {
				list = append(list, n)
			}
		}
	}
	walk(0)
	return list
}
