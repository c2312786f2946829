package relations

import (
	"iter"
	"math/big"
	"slices"

	"vitrine/generator/report"
)

// Inputs are the figures that each derived figure of a dataset is computed from. Nobody who has
// it and all but one of them may find that one. What rivals say of an input is an input too.
type Inputs struct {
	Of        map[Cell][]Cell
	quotients []quotient
}

// quotient says that a formula gives a measure from two operands.
type quotient struct {
	measure int
	a, b    operand
	formula
}

// add adds an input of a figure.
func (in *Inputs) add(of, input Cell) {
	if input != of && !slices.Contains(in.Of[of], input) {
		in.Of[of] = append(in.Of[of], input)
	}
}

// InputsOf finds what the derived figures of a dataset are computed from, in it and in all
// datasets.
func InputsOf(d *Dataset, all []*Dataset) Inputs {
	in := Inputs{Of: map[Cell][]Cell{}}
	in.inDataset(d)
	in.elsewhere(d, all)
	return in
}

// inDataset finds what the derived figures of a dataset are computed from within it.
func (in *Inputs) inDataset(d *Dataset) {
	rivals := map[string][]int{}
	for r, row := range d.Rows {
		rivals[d.Header.Thing(row.Keys)] = append(rivals[d.Header.Thing(row.Keys)], r)
	}
	add := func(row, measure int, input Cell) {
		for _, rival := range rivals[d.Header.Thing(d.Rows[input.Row].Keys)] {
			in.add(Cell{d.Number, row, measure}, Cell{d.Number, rival, input.Measure})
		}
	}
	var derived []int
	for c, m := range d.Header.Measures {
		d.declaredInputs(c, add)
		if !m.Rating() && (!m.People || len(m.DerivedFrom) > 0) {
			derived = append(derived, c)
		}
	}
	if len(derived) == 0 || !d.countsPeople() {
		return
	}
	operands := d.operands()
	tried := int64(len(derived) * len(d.Header.Measures))
	for _, c := range derived {
		for a, m := range d.Header.Measures {
			if a != c && CountsPeople(m) && !d.Header.Measures[c].People && d.tracks(c, a, tried) {
				for r := range d.Rows {
					add(r, c, Cell{d.Number, r, a})
				}
			}
		}
		for _, q := range d.quotientsOf(c, operands) {
			in.quotients = append(in.quotients, q)
			for r := range d.Rows {
				q.a.cells(r, func(input Cell) { add(r, c, input) })
				q.b.cells(r, func(input Cell) { add(r, c, input) })
			}
		}
	}
}

// countsPeople reports whether a dataset counts people.
func (d *Dataset) countsPeople() bool {
	return slices.ContainsFunc(d.Header.Measures, func(m *report.Measure) bool { return m.People })
}

// declaredInputs yields, for each row, what a measure is said to be computed from, in the row
// and in others, and the counts of people in the row when the measure has decimals.
func (d *Dataset) declaredInputs(measure int, yield func(row, measure int, input Cell)) {
	m := d.Header.Measures[measure]
	for r := range d.Rows {
		for i, x := range d.Header.Measures {
			maybe := m.Decimals > 0 && !m.People && CountsPeople(x)
			if i != measure && (maybe || slices.Contains(m.DerivedFrom, x.ID)) {
				yield(r, measure, Cell{d.Number, r, i})
			}
		}
	}
	for _, at := range m.DerivedAt {
		from := d.Header.MeasureIndex(at.Measure)
		for r, row := range d.Rows {
			keys := slices.Clone(row.Keys)
			for id, member := range at.Members {
				keys[d.Header.Index(id)] = member
			}
			for _, other := range d.ByKeys.Rows(keys) {
				if from >= 0 {
					yield(r, measure, Cell{d.Number, other, from})
				}
			}
		}
	}
}

// quotientsOf returns the formulas that give a measure in every row.
func (d *Dataset) quotientsOf(measure int, operands []operand) (list []quotient) {
	one := operand{from: d, name: "the number 1"}
	try := func(a, b operand, x formula) {
		odds, needed := d.odds(measure, a, b, x), surely*max(1, a.among, b.among)
		declared := slices.Contains(d.Header.Measures[measure].DerivedFrom, d.Header.Measures[a.measures[0]].ID)
		if declared && a.among == 0 && b.among == 0 {
			needed = 2
		}
		if odds >= needed {
			list = append(list, quotient{measure, a, b, x})
		}
	}
	tryAny := func(a, b operand) { // times any number, which one of the rows may have given
		named := func(q quotient) bool { return q.a.same(a) && q.b.same(b) }
		x, ok := d.factor(measure, a, b)
		if !ok || slices.ContainsFunc(list, named) {
			return
		}
		tried := int64(len(d.Header.Measures) * len(d.Header.Measures))
		if d.odds(measure, a, b, x)/d.largest(measure)/tried >= surely {
			list = append(list, quotient{measure, a, b, x})
		}
	}
	for _, a := range operands {
		if a.measures[0] == measure || a.name != sameRow && a.window == 0 && !a.running {
			continue
		}
		for _, x := range formulasOfTime {
			if a.window > 0 {
				x = formula{"a/b", x.num, x.den * a.window}
			}
			if a.people() && !a.running {
				try(a, one, x)
			}
		}
		if a.name == sameRow && a.people() {
			tryAny(a, one)
		}
		for _, b := range operands {
			if !combined(a, b) || slices.Contains(b.measures, measure) {
				continue
			}
			for _, x := range formulas {
				try(a, b, x)
			}
			if b.name == sameRow {
				tryAny(a, b)
			}
		}
	}
	return list
}

// combined reports whether a figure may be computed from two operands: two measures of a row, or
// one measure there and elsewhere. One of them has to count people.
func combined(a, b operand) bool {
	same := a.measures[0] == b.measures[0]
	switch {
	case a.running || b.running:
		return same && a.running && !b.running && b.window == 0 && a.people() && b.name != sameRow
	case a.window > 0 || b.window > 0 || same && a.name == b.name:
		return false
	case !same && b.name != sameRow && b.name != sumInRow:
		return false
	}
	return a.people() || b.people()
}

// Implied yields the counts that a derived figure gives away though they stand nowhere: the
// figure that it is computed from is missing, and the other one is there.
func (in Inputs) Implied(d *Dataset, row, measure int) iter.Seq2[*report.Measure, report.Decimal] {
	return func(yield func(*report.Measure, report.Decimal) bool) {
		figure := &d.Rows[row].Cells[measure].Cell
		for _, q := range in.quotients {
			a, b := q.a.single(row), q.b.single(row)
			if q.measure != measure || q.kind != "a/b" || a == nil || b == nil {
				continue
			}
			by := new(big.Rat).Quo(figure.Value.Rat(), big.NewRat(q.num, q.den))
			implied, of := new(big.Rat), d.Header.Measures[q.a.measures[0]]
			switch {
			case a.State == report.Missing && b.State == report.Number:
				implied.Mul(by, b.Value.Rat())
			case b.State == report.Missing && a.State == report.Number && by.Sign() > 0:
				implied.Quo(a.Value.Rat(), by)
				of = d.Header.Measures[q.b.measures[0]]
			default:
				continue
			}
			count, ok := report.DecimalOf(report.Rounded(implied, of.Decimals), of.Decimals)
			if ok && !yield(of, count) {
				return
			}
		}
	}
}

// single returns the only cell of an operand in a row; nil when it adds up several rows.
func (o operand) single(row int) *report.Cell {
	if o.rows == nil || len(o.rows[row]) != 1 {
		return nil
	}
	return &o.from.Rows[o.rows[row][0]].Cells[o.measures[0]].Cell
}
