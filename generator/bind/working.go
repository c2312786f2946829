package bind

import (
	"math/big"

	"vitrine/generator/address"
	"vitrine/generator/report"
)

// fewTerms is how many cells a working lists one by one.
const fewTerms = 6

// workingOf is how a value comes from its cells: nil for a single cell without a formula, which is the
// value itself.
func (b *Binder) workingOf(d *report.Dataset, v value) []report.Term {
	if v.claim != nil {
		return b.sidesOf(v.claim)
	}
	switch {
	case v.withheld || v.missing:
		return nil
	case v.op == "" && v.function == "":
		return b.computed(d, v)
	}
	return b.terms(v)
}

// computed are the parts of a cell whose measure has a formula, as they stand in its row; nil of others.
func (b *Binder) computed(d *report.Dataset, v value) (list []report.Term) {
	if len(v.cells) != 1 || v.cells[0].Measure < 0 {
		return nil
	}
	row := v.cells[0].Row
	for _, part := range d.Measures[v.cells[0].Measure].Formula {
		term := report.Term{Text: part.Text}
		if i := d.MeasureIndex(part.Measure); i >= 0 {
			term = report.Term{Text: b.locale.Cell(d.Measures[i], &row.Cells[i]), Linked: true,
				Cell: report.CellRef{Row: row, Measure: i}}
		}
		list = append(list, term)
	}
	return list
}

// sidesOf are the workings of a claim's sides, and the comparisons between them.
func (b *Binder) sidesOf(o *outcome) (list []report.Term) {
	signs := map[string]string{"<": " < ", "<=": " ≤ ", "=": " = ", ">=": " ≥ ", ">": " > "}
	for i, side := range o.sides {
		if i > 0 {
			list = append(list, report.Term{Text: signs[o.compares[i-1]]})
		}
		list = append(list, b.terms(side)...)
	}
	return list
}

// terms are the parts of a value's working; of a single cell, that cell.
func (b *Binder) terms(v value) []report.Term {
	switch {
	case v.op != "":
		sign := map[address.Op]string{"+": " + ", "-": " − ", "/": " ÷ "}[v.op]
		return append(append(b.operand(v.operands[0]), report.Term{Text: sign}), b.operand(v.operands[1])...)
	case v.constant || len(v.cells) == 0:
		return []report.Term{{Text: b.plain(v)}}
	case v.function == "":
		words := b.plain(v)
		if len(v.text) > 0 {
			words = v.text[0]
		}
		return []report.Term{{Text: words, Cell: v.cells[0], Linked: true}}
	}
	return b.function(v)
}

// operand are the terms of a part of an expression, in brackets where it is one itself.
func (b *Binder) operand(v value) []report.Term {
	list := b.terms(v)
	if v.op == "" && !(v.function == "sum" && len(list) > 1) {
		return list
	}
	return append(append([]report.Term{{Text: "("}}, list...), report.Term{Text: ")"})
}

// function are the terms of a function: of few cells each one, else how many they are.
func (b *Binder) function(v value) []report.Term {
	n, key := len(v.cells), "working-"+v.function
	if n > fewTerms || len(v.parts) != n || v.function == "rank" || v.function == "count" {
		return []report.Term{{Text: b.locale.Count(key, n), Cell: v.cells[0], Linked: true}}
	}
	between := " + "
	if v.function != "sum" && v.function != "mean" {
		between = "; "
	}
	var list []report.Term
	for i, part := range v.parts {
		if i > 0 {
			list = append(list, report.Term{Text: between})
		}
		list = append(
			list,
			report.Term{Text: b.plain(value{interval: part, cells: v.cells[i : i+1]}), Cell: v.cells[i], Linked: true},
		)
	}
	switch v.function {
	case "sum":
		return list
	case "mean":
		divisor := report.Term{Text: ") ÷ " + b.plain(value{interval: report.Point(big.NewRat(int64(n), 1))})}
		return append(append([]report.Term{{Text: "("}}, list...), divisor)
	}
	return append(append([]report.Term{{Text: b.locale.Word(key) + " ("}}, list...), report.Term{Text: ")"})
}
