package load

import (
	"math/big"
	"slices"

	"vitrine/generator/address"
	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/strict"
)

// formula is what a measure is computed by, row by row, in the language of sentences' addresses.
type formula struct {
	measure int
	expr    *address.Expr
	factor  *big.Rat // of a share in percent 100
}

// formulaOf reads a measure's formula, and which measures it is computed from.
func (r *datasetReader) formulaOf(f measureFile, m *report.Measure) {
	for _, n := range []*strict.Node{f.Column.Node, f.Flags.Node, f.Only} {
		if n != nil {
			r.problems.Addf(n.KeyPos(), "a measure with a formula has no column, flags or only: it is computed")
		}
	}
	if f.DerivedFrom != nil {
		r.problems.Addf(f.Node.Pos(), "derived_from follows from the formula of %s: take it out", m.ID)
	}
	a, err := address.Parse("d/" + f.Formula.Text)
	if err != nil {
		r.problems.Hintf(f.Formula.Pos(), "it is like (met-late)/demands", "the formula of %s can't be read: %s",
			m.ID, err.Text)
		return
	}
	plain := len(a.Filter) == 0 && a.Style == ""
	a.Expr.Each(func(x *address.Expr) {
		switch x.Op {
		case address.Call, address.Claim:
			plain = false
		case address.Name:
			if plain = plain && len(x.Filter) == 0; !slices.Contains(m.DerivedFrom, x.Name) {
				m.DerivedFrom = append(m.DerivedFrom, x.Name)
			}
		}
	})
	if !plain || m.DerivedFrom == nil {
		r.problems.Addf(f.Formula.Pos(), "a formula is made of measures of the row, numbers, +, -, / and brackets")
		return
	}
	factor := big.NewRat(1, 1)
	if isRatio(a.Expr) {
		if m.Per.Unclear {
			r.problems.Hintf(f.Formula.Pos(), `write the number in the unit, like "per 1,000,000"`,
				"the unit of %s does not say for sure of how many it is a share", m.ID)
			return
		}
		factor.SetInt64(max(m.Per.Number, 1))
	}
	m.Formula = formulaParts(a.Expr, false)
	if percent := big.NewRat(100, 1); factor.Cmp(big.NewRat(1, 1)) != 0 && factor.Cmp(percent) != 0 {
		m.Formula = slices.Concat([]report.FormulaPart{{Text: "("}}, m.Formula,
			[]report.FormulaPart{{Text: ") × " + factor.RatString()}})
	}
	r.formulas = append(r.formulas, formula{len(r.header.Measures), a.Expr, factor})
}

// isRatio reports whether a formula is a quotient of measures, or a sum or a difference of such, which a unit
// like percent multiplies; half of a share is one already.
func isRatio(x *address.Expr) bool {
	measures := func(x *address.Expr) (found bool) {
		x.Each(func(e *address.Expr) { found = found || e.Op == address.Name })
		return found
	}
	switch x.Op {
	case address.Name:
		return false
	case address.Number:
		return true // 1 less a share
	case "/":
		return isRatio(x.Args[0]) && measures(x.Args[0]) || slices.ContainsFunc(x.Args[1:], measures)
	}
	return !slices.ContainsFunc(x.Args, func(arg *address.Expr) bool { return !isRatio(arg) })
}

// formulaParts are a formula as it is shown, in brackets where it is a part of another.
func formulaParts(x *address.Expr, inner bool) (list []report.FormulaPart) {
	switch x.Op {
	case address.Number:
		return []report.FormulaPart{{Text: x.String()}}
	case address.Name:
		return []report.FormulaPart{{Measure: x.Name}}
	}
	if inner {
		list = append(list, report.FormulaPart{Text: "("})
	}
	for i, arg := range x.Args {
		if i > 0 {
			list = append(list,
				report.FormulaPart{Text: map[address.Op]string{"+": " + ", "-": " − ", "/": " ÷ "}[x.Op]})
		}
		list = append(list, formulaParts(arg, true)...)
	}
	if inner {
		list = append(list, report.FormulaPart{Text: ")"})
	}
	return list
}

// formulaMeasures reports what formulas name and can't be computed with.
func (r *datasetReader) formulaMeasures() {
	for _, x := range r.formulas {
		m := r.header.Measures[x.measure]
		own := slices.IndexFunc(r.file.Measures, func(f measureFile) bool { return f.ID.Text == m.ID })
		for _, id := range m.DerivedFrom {
			at := r.file.Measures[own].Formula
			switch of := r.header.Measure(id); {
			case of == nil:
				r.problems.Hintf(at.Pos(), source.DidYouMean(id, r.header.MeasureIDs()), "there is no measure %q", id)
			case of.Rating():
				r.problems.Addf(at.Pos(), "%s is a rating, and can't be computed with", id)
			case slices.ContainsFunc(r.formulas, func(f formula) bool { return r.header.Measures[f.measure] == of }):
				r.problems.Addf(at.Pos(), "%s has a formula too: name what it is computed from", id)
			}
		}
	}
}

// compute fills the cells of measures with formulas.
func (r *datasetReader) compute(rows []*raw.Row) {
	for _, x := range r.formulas {
		m := r.header.Measures[x.measure]
		for _, row := range rows {
			cell, ok := x.cell(r.header, m, row)
			if row.Cells[x.measure] = (raw.Cell{Pos: row.Pos, Cell: cell}); !ok {
				r.problems.Hintf(row.Pos, "give it fewer decimals", "%s has more than 15 digits here", m.ID)
				break
			}
		}
	}
}

// cell computes a cell. What is not available, not applicable or withheld in one of its inputs is so in
// it; a division by zero applies to nothing. It is false for a figure of too many digits.
func (x formula) cell(h *report.Dataset, m *report.Measure, row *raw.Row) (cell report.Cell, ok bool) {
	made := report.Cell{Sources: row.Sources}
	exact := true
	for _, id := range m.DerivedFrom {
		i := h.MeasureIndex(id)
		if i < 0 {
			return report.Cell{State: report.Missing}, true
		}
		c := &row.Cells[i].Cell
		if c.State != report.Number {
			return report.Cell{State: c.State, Sources: row.Sources}, true
		}
		exact = exact && c.Bound == report.Exact
		for _, mark := range c.Marks {
			if !slices.Contains(made.Marks, mark) {
				made.Marks = append(made.Marks, mark)
			}
		}
	}
	slices.Sort(made.Marks)
	result, ok := x.value(x.expr, func(id string) report.Interval {
		c := &row.Cells[h.MeasureIndex(id)].Cell
		return c.Interval(h.Measure(id))
	})
	if !ok && exact {
		return report.Cell{State: report.NotApplicable, Sources: row.Sources}, true
	}
	if result = result.Times(x.factor); !result.IsPoint() {
		made.State = report.Missing
		known := result.Outward(m.Decimals).Cell(m.Decimals, false)
		if m.People && known.Bound == report.Between { // as in a file, where a count of people is no range
			return made, true
		}
		says := result.Hi != nil || result.Lo != nil && result.Lo.Sign() > 0
		if ok && says && known.State == report.Number {
			made.State, made.Bound, made.Value, made.High = known.State, known.Bound, known.Value, known.High
		}
		return made, true
	}
	if made.Value, ok = report.DecimalOf(result.Lo, m.Decimals); !ok {
		return report.Cell{State: report.Missing, Sources: row.Sources}, false
	}
	return made, true
}

// value is the interval of a node; false where something is divided by what may be zero.
func (x formula) value(e *address.Expr, of func(id string) report.Interval) (report.Interval, bool) {
	switch e.Op {
	case address.Number:
		return report.Point(e.Number), true
	case address.Name:
		return of(e.Name), true
	}
	made, ok := x.value(e.Args[0], of)
	for _, arg := range e.Args[1:] {
		right, known := x.value(arg, of)
		ok = ok && known
		switch e.Op {
		case "+":
			made = made.Add(right)
		case "-":
			made = made.Sub(right)
		default:
			var divided bool
			made, divided = quotient(made, right)
			ok = ok && divided
		}
		if !ok {
			return report.Interval{}, false
		}
	}
	return made, ok
}

// quotient divides numbers that are known by any but zero, and intervals as far as it is sure.
func quotient(a, b report.Interval) (report.Interval, bool) {
	if a.IsPoint() && b.IsPoint() {
		if b.Lo.Sign() == 0 {
			return report.Interval{}, false
		}
		return report.Point(new(big.Rat).Quo(a.Lo, b.Lo)), true
	}
	return a.Div(b)
}
