package bind

import (
	"cmp"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"vitrine/generator/address"
	"vitrine/generator/locale"
	"vitrine/generator/report"
)

// value is the result of an expression, as one source has it.
type value struct {
	interval   report.Interval
	missing    bool // [x] or [z], without arithmetic
	withheld   bool // a cell of it is suppressed
	text       []string
	cell       *report.Cell    // the one cell it is, without arithmetic
	measure    *report.Measure // of that cell, or the same one of all cells
	unit       string          // "" for a bare number or a ratio
	ratio      bool            // a quotient of like units
	quotient   bool            // a quotient of any units
	averaged   bool            // a mean, which may have no end
	difference bool
	signed     bool     // of a measure that can be below zero
	backwards  bool     // a difference of an earlier figure and a later one
	points     bool     // a difference of shares: percentage points
	change     bool     // (a-b)/b: by what share a differs from b
	others     []string // for a text, the names of what else it could be
	cells      []report.CellRef
	parts      []report.Interval // of the cells of sum, mean, median, max and min
	constant   bool              // a number in the address, or one that no cell holds
	declared   string            // where on the dataset's page the cells are listed that it counts; "" of another value
	function   string            // sum, mean, median, max, min, rank or count: it is that of its cells
	op         address.Op        // by which it was computed from two operands; "" for another value
	operands   []value
	claim      *outcome // of a comparison
	each       []value  // of every and count: the claim for each member
}

// problem is a mistake in what an address asks for.
type problem struct {
	text, hint string
	offset     int
	before     bool // a period that would stand before the first one is missing
}

// evaluator computes the values of an address on one dataset.
type evaluator struct {
	dataset   *report.Dataset
	locale    *locale.Locale
	percent   func(unit string) bool
	source    string   // whose rows are read where rivals differ, "" until they are found
	rivals    []string // the sources that differ
	silent    bool     // the present source does not give all of it
	within    bool     // a claim of every or count is being looked at
	computed  map[string]bool
	wholeSets map[*report.Dimension]map[string]bool
}

func (b *Binder) evaluator(d *report.Dataset) *evaluator {
	return &evaluator{dataset: d, locale: b.locale, percent: b.isPercent, computed: map[string]bool{},
		wholeSets: map[*report.Dimension]map[string]bool{}}
}

// evaluate returns a value for each source that has all rows of an address. A source whose value
// is missing is left out where another one has a value.
func (b *Binder) evaluate(a *resolved) ([]value, *problem) {
	e := b.evaluator(a.dataset)
	s, p := e.scopeOf(a)
	if p != nil {
		return nil, p
	}
	if p := e.checkFilters(a); p != nil {
		return nil, p
	}
	if !holdsCells(a.Expr) {
		return nil, &problem{text: "no cell stands behind this number", hint: "name a measure"}
	}
	first, p := e.eval(a.Expr, s)
	if len(e.rivals) == 0 {
		return []value{first}, p
	}
	rivals := slices.Clone(e.rivals)
	row := func(ids string) int {
		return slices.IndexFunc(a.dataset.Rows, func(r *report.Row) bool { return r.SourceIDs() == ids })
	}
	slices.SortStableFunc(rivals, func(x, y string) int { return row(x) - row(y) })
	var values []value
	left := false
	for _, e.source = range rivals {
		e.silent = false
		v, p := e.eval(a.Expr, s)
		switch {
		case p != nil:
			return nil, p
		case e.silent:
			left = true
		default:
			values = append(values, v)
		}
	}
	if left && len(values) > 0 && calls(a.Expr) {
		return nil, &problem{text: "sources differ, and not each gives all of this",
			hint: "name the source of each term in square brackets, or behind a question mark"}
	}
	if len(values) == 0 {
		return nil, &problem{text: "no one source gives all of this",
			hint: "name the source of each term in square brackets"}
	}
	// A source without a value does not contradict the others.
	if present := slices.DeleteFunc(slices.Clone(values), func(v value) bool { return v.missing }); len(present) > 0 {
		values = present
	}
	return values, nil
}

// calls reports whether an expression is a claim or holds a function.
func calls(x *address.Expr) bool {
	found := false
	x.Each(func(x *address.Expr) {
		found = found || x.Op == address.Claim || x.Op == address.Call && x.Name != "cells"
	})
	return found
}

// holdsCells reports whether an expression names more than numbers.
func holdsCells(x *address.Expr) bool {
	found := false
	x.Each(func(x *address.Expr) {
		found = found || x.Op == address.Name || x.Op == address.Call && len(x.Args) == 0
	})
	return found
}

// eval computes an expression as the present source has it.
func (e *evaluator) eval(x *address.Expr, s scope) (value, *problem) {
	switch x.Op {
	case address.Number:
		return value{interval: report.Point(x.Number), constant: true}, nil
	case address.Call:
		return e.call(x, s)
	case address.Name:
		return e.term(x, s)
	case address.Claim:
		return e.compare(x, s)
	}
	left, p := e.operand(x.Args[0], s)
	if p != nil {
		return value{}, p
	}
	right, p := e.operand(x.Args[1], s)
	if p != nil {
		return value{}, p
	}
	return e.combine(x, left, right)
}

// operand computes a part of an expression, which has to be a number.
func (e *evaluator) operand(x *address.Expr, s scope) (value, *problem) {
	switch {
	case x.IsClaim():
		return value{}, &problem{text: "a claim is no number", offset: x.Offset}
	case x.Op == address.Name:
		if p := e.checkMeasure(x); p != nil {
			return value{}, p
		}
	}
	return e.eval(x, s)
}

// combine adds, subtracts or divides two values.
func (e *evaluator) combine(x *address.Expr, left, right value) (value, *problem) {
	v := value{cells: append(slices.Clone(left.cells), right.cells...), withheld: left.withheld || right.withheld,
		op: x.Op, operands: []value{left, right}, constant: left.constant && right.constant}
	v.missing = left.missing && right.missing || x.Op == "/" && (left.missing || right.missing)
	if v.withheld || v.missing || e.silent {
		return v, nil
	}
	if p := e.addable(x, v.cells); p != nil {
		return value{}, p
	}
	if left.measure == right.measure || right.constant {
		v.measure = left.measure
	} else if left.constant {
		v.measure = right.measure
	}
	if x.Op == "/" {
		return v.quotientOf(left, right, x)
	}
	return e.sum(v, left, right, x)
}

// quotientOf makes v the quotient of two values.
func (v value) quotientOf(left, right value, x *address.Expr) (value, *problem) {
	quotient, ok := left.interval.Div(right.interval)
	if !ok {
		return value{}, &problem{text: "this can't be divided: " +
			"the divisor may be zero or negative, or the sign is not known", offset: x.Offset}
	}
	v.interval, v.quotient = quotient, true
	switch {
	case right.constant:
		v.unit, v.ratio, v.quotient = left.unit, left.ratio, left.quotient
	case left.unit == right.unit && !left.constant:
		v.ratio, v.measure = true, nil
		from := len(left.cells) - len(right.cells)
		v.change = x.Args[0].Op == "-" && from > 0 && slices.Equal(left.cells[from:], right.cells)
	default:
		v.unit, v.measure = left.unit+"/"+right.unit, nil
	}
	return v, nil
}

// sum makes v the sum or the difference of two values.
func (e *evaluator) sum(v, left, right value, x *address.Expr) (value, *problem) {
	if !left.constant && !right.constant && left.unit != right.unit {
		return value{}, &problem{text: fmt.Sprintf("%s and %s can't be added or subtracted: their units differ",
			cmp.Or(left.unit, "a share"), cmp.Or(right.unit, "a share")), offset: x.Offset}
	}
	v.unit = left.unit
	if left.constant {
		v.unit = right.unit
	}
	v.quotient = left.quotient || right.quotient
	v.ratio = v.quotient && (left.ratio || left.constant) && (right.ratio || right.constant)
	if x.Op == "+" {
		v.interval = left.interval.Add(right.interval)
		return v, nil
	}
	v.difference = true
	v.backwards = e.backwards(left, right)
	v.interval = left.interval.Sub(right.interval)
	v.points = left.ratio && right.ratio || e.percent(left.unit) && e.percent(right.unit)
	return v, nil
}

// backwards reports whether two values are of the same measures and members and differ in their period
// alone, and the first is the earlier one.
func (e *evaluator) backwards(left, right value) bool {
	a, first, last := e.spanOf(left.cells)
	b, from, _ := e.spanOf(right.cells)
	return first != nil && from != nil && maps.Equal(a, b) && last.Compare(*from) < 0 && !last.Overlaps(*from)
}

// spanOf are the measures and members that cells are of, and the first and the last of their periods; nil
// where they are of no time.
func (e *evaluator) spanOf(cells []report.CellRef) (of map[string]bool, first, last *report.Period) {
	of = map[string]bool{}
	for _, ref := range cells {
		name := strconv.Itoa(ref.Measure)
		for i, d := range e.dataset.Dimensions {
			if d.Kind != report.KindPeriod {
				name += " " + ref.Row.Keys[i]
				continue
			}
			p := d.Member(ref.Row.Keys[i]).Period
			if first == nil || p.Compare(*first) < 0 {
				first = &p
			}
			if last == nil || p.Compare(*last) > 0 {
				last = &p
			}
		}
		of[name] = true
	}
	return of, first, last
}

// level reports whether a value says how much there is, and not how much it has changed.
func (v value) level() bool {
	return !v.difference && !v.quotient && !v.ratio && !v.signed &&
		(v.interval.Lo == nil || v.interval.Lo.Sign() >= 0)
}

// addable refuses arithmetic with figures that can't be added or compared.
func (e *evaluator) addable(x *address.Expr, cells []report.CellRef) *problem {
	d := e.dataset
	rows := map[int][]*report.Row{}
	for _, ref := range cells {
		if ref.Measure < 0 {
			continue
		}
		marks := d.MarksOn(ref.Row, ref.Measure)
		if slices.Contains(marks, "b") {
			return &problem{text: "a figure with a break [b] can't be added, subtracted or divided",
				hint: "it does not continue the series", offset: x.Offset}
		}
		if x.Op == "+" && slices.Contains(marks, "f") {
			return &problem{text: "a planned figure [f] can't be added", hint: "it is no result", offset: x.Offset}
		}
		rows[ref.Measure] = append(rows[ref.Measure], ref.Row)
	}
	if x.Op != "+" {
		return nil
	}
	for i, m := range d.Measures {
		if text, hint := d.CantAdd(rows[i], m); len(rows[i]) > 1 && text != "" {
			return &problem{text: text, hint: hint, offset: x.Offset}
		}
	}
	return nil
}

// term is the value of a name: a member, an attribute or a cell.
func (e *evaluator) term(x *address.Expr, s scope) (value, *problem) {
	d := e.dataset
	dimension, attribute := d.Index(x.Name), d.AttributeIndex(x.Name)
	if d.MeasureIndex(x.Name) < 0 && dimension < 0 && attribute < 0 {
		return value{}, e.checkMeasure(x)
	}
	sel, p := e.rowsOf(x, s, false)
	if p != nil {
		return value{}, p
	}
	if len(sel.groups) > 1 {
		rows := slices.Concat(sel.groups...)
		return value{}, &problem{text: fmt.Sprintf("%d rows fit, and a figure is one of them", len(rows)),
			hint: "there are " + candidates(d, rows), offset: x.Offset}
	}
	row := e.pick(sel.groups[0])
	switch {
	case row == nil:
		return value{}, nil
	case dimension >= 0:
		return e.memberValue(d.Dimensions[dimension], dimension, row), nil
	case attribute >= 0:
		return e.attributeValue(attribute, row), nil
	}
	return e.cellValue(e.cell(sel.scope, row, sel.measure), report.CellRef{Row: row, Measure: sel.measure}), nil
}

func (e *evaluator) memberValue(d *report.Dimension, index int, row *report.Row) value {
	v := value{text: e.memberTexts(d, row.Keys[index]), cells: []report.CellRef{{Row: row, Measure: -1}}}
	for _, m := range d.Members {
		if m.ID != row.Keys[index] {
			v.others = append(v.others, e.locale.Member(d, m.ID))
		}
	}
	return v
}

func (e *evaluator) attributeValue(index int, row *report.Row) value {
	d := e.dataset
	v := value{cells: []report.CellRef{{Row: row, Measure: -1}}, missing: row.Attrs[index] == ""}
	v.text = append(
		[]string{e.locale.Attribute(d.Attributes[index], row.Attrs[index])},
		e.dateTexts(row.Attrs[index])...)
	for _, other := range d.Rows {
		if other.Attrs[index] != row.Attrs[index] {
			v.others = append(v.others, e.locale.Attribute(d.Attributes[index], other.Attrs[index]))
		}
	}
	return v
}

// cellValue is the value of a cell; of a grade, its place on the scale is a number that claims compare.
func (e *evaluator) cellValue(cell *report.Cell, ref report.CellRef) value {
	m := e.dataset.Measures[ref.Measure]
	v := value{cell: cell, measure: m, unit: e.unitOf(m), interval: cell.Interval(m), cells: []report.CellRef{ref}}
	titles := func(g *report.Member) []string {
		list := []string{g.Title.In(e.locale.Language)}
		if len(g.Short) > 0 {
			list = append(list, g.Short.In(e.locale.Language))
		}
		return list
	}
	switch cell.State {
	case report.Suppressed:
		v.withheld = true
	case report.Missing, report.NotApplicable:
		v.missing = true
	}
	for i, g := range m.Scale {
		if g.ID == cell.Grade && cell.State == report.Rated {
			v.text = titles(g)
			v.interval = report.Point(big.NewRat(int64(-i), 1)) // the best stands first
		} else {
			v.others = append(v.others, titles(g)...)
		}
	}
	return v
}

// cell returns a row's cell, as it stands now or as it stood on the day that a scope asks for.
func (e *evaluator) cell(s scope, row *report.Row, measure int) *report.Cell {
	c := s.find(asOf)
	if c == nil {
		return &row.Cells[measure]
	}
	day, _ := report.ParseDate(c.Values[0]) // checkCondition has read it
	return e.dataset.AsOf(row, measure, day)
}

// ofRows is the unit of what counts rows or is a place among them.
const ofRows = "count()"

func (e *evaluator) unitOf(m *report.Measure) string {
	return strings.ToLower(m.Unit.In(e.locale.Language))
}

func (e *evaluator) memberTexts(d *report.Dimension, id string) []string {
	return append([]string{e.locale.Member(d, id)}, e.dateTexts(id)...)
}

// dateTexts returns other ways to name a period: as it is written, and where one of its ends is
// open, the other end.
func (e *evaluator) dateTexts(written string) []string {
	var texts []string
	if p, err := report.ParsePeriod(written); err == nil {
		texts = append(texts, written)
		if p.From.IsZero() {
			texts = append(texts, e.locale.Date(p.To))
		} else if p.To.IsZero() {
			texts = append(texts, e.locale.Date(p.From))
		}
	}
	return texts
}

// sameValue reports whether two sources have the same value.
func sameValue(a, b value) bool {
	equal := func(x, y *big.Rat) bool { return (x == nil) == (y == nil) && (x == nil || x.Cmp(y) == 0) }
	return equal(a.interval.Lo, b.interval.Lo) && equal(a.interval.Hi, b.interval.Hi) &&
		a.interval.LoOpen == b.interval.LoOpen && a.interval.HiOpen == b.interval.HiOpen &&
		cmp.Compare(strings.Join(a.text, "|"), strings.Join(b.text, "|")) == 0 && a.missing == b.missing
}
