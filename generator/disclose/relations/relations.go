// Package relations finds what the figures of datasets tell of each other without any key
// saying so. Whoever reads the published figures can find the same, so the gate takes
// it for known.
//
// Sums. In every row one column is the sum of others, or repeats one (compare.go); one member of a
// dimension is the sum of others; a measure is the running total or the rolling sum of
// another (series.go); two datasets count the same people, as totals or in a slice (margins.go);
// a total is the sum of those of other datasets, or a year that of another's months (across.go).
// A stratum is what stands at the same members of all dimensions but those that are compared. A
// sum may fail in one stratum of four.
//
// Inputs. A derived figure is computed from others of its dataset or of other datasets: those
// that derived_from declares, those from which a formula gives it in every row (inputs.go,
// formula.go, elsewhere.go), and the counts of its row when it has decimals, since it may
// be a rate or a mean of them.
//
// The order of members may be that of a measure's figures (order.go).
//
// Each relation is weighed against chance: in each stratum the figure could as well have been
// any number up to the largest of those that it is compared with, and the odds are divided by
// the number of candidates that were tried.
package relations

import (
	"slices"

	"vitrine/generator/source"
)

// Relation is equations between raw figures that hold and that no key declares.
type Relation struct {
	Pos       source.Pos
	Text      string   // what adds up to what
	Hint      string   // the key that would declare it
	Equations [][]Term // sums of figures that are 0
	Likely    bool     // it is not by chance; otherwise the editor is only told
}

// Cell is where a figure stands.
type Cell struct{ Dataset, Row, Measure int }

// Term adds a figure to an equation, with the sign 1 or -1.
type Term struct {
	Cell
	Sign int64
}

// term returns a term of a dataset's figure.
func (d *Dataset) term(row, measure int, sign int64) Term {
	return Term{Cell{d.Number, row, measure}, sign}
}

// minus appends terms with the opposite sign to an equation.
func minus(equation, terms []Term) []Term {
	for _, t := range terms {
		t.Sign = -t.Sign
		equation = append(equation, t)
	}
	return equation
}

// Undeclared finds the sums that hold in datasets without being declared.
func Undeclared(datasets []*Dataset) (list []Relation) {
	for _, d := range datasets {
		if !d.Protects() {
			continue
		}
		list = append(list, d.compareMeasures().relations()...)
		for dimension := range d.Header.Dimensions {
			for _, c := range d.compareMembers(dimension) {
				list = append(list, c.relations()...)
			}
			list = append(list, d.cumulative(dimension)...)
		}
	}
	return slices.Concat(list, repeated(datasets), across(datasets))
}
