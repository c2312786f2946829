package bind

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"

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
	difference bool
	signed     bool     // of a measure that can be below zero
	backwards  bool     // a difference of an earlier figure and a later one
	points     bool     // a difference of shares: percentage points
	change     bool     // (a-b)/b: by what share a differs from b
	others     []string // for a text, the names of what else it could be
	cells      []report.CellRef
	constant   bool // a number in the address, or one that no cell holds
}

// problem is a mistake in what an address asks for.
type problem struct {
	text, hint string
	offset     int
}

// evaluator computes the values of an address on one dataset.
type evaluator struct {
	dataset *report.Dataset
	locale  *locale.Locale
	general filter
	percent func(unit string) bool
	source  string // whose rows are read where rivals differ, "" when none do
	rows    map[*expr][]*report.Row
	groups  map[*expr][][]*report.Row // the same, by the thing they speak of
}

// evaluate returns a value for each source that has all rows of an address. A source whose value
// is missing is left out where another one has a value.
func (b *Binder) evaluate(a *address, d *report.Dataset) ([]value, *problem) {
	e := &evaluator{dataset: d, locale: b.locale, percent: b.isPercent, general: a.filter, rows: map[*expr][]*report.Row{},
		groups: map[*expr][][]*report.Row{}}
	if p := e.checkFilter(a.filter); p != nil {
		return nil, p
	}
	if p := e.selectRows(a.expr, true); p != nil {
		return nil, p
	}
	if len(e.rows) == 0 && !strings.Contains(a.text, "cells(") {
		return nil, &problem{text: "no cell stands behind this number", hint: "name a measure"}
	}
	var values []value
	var first *problem
	for _, source := range e.rivals() {
		e.source = source
		if !e.answers() {
			continue
		}
		v, p := e.eval(a.expr)
		if p != nil {
			if first == nil {
				first = p
			}
			continue
		}
		values = append(values, v)
	}
	if first != nil {
		return nil, first
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

// eval computes an expression as the present source has it.
func (e *evaluator) eval(x *expr) (value, *problem) {
	switch x.op {
	case 'n':
		return value{interval: report.Point(x.number), constant: true}, nil
	case 'f':
		return e.function(x)
	case 'm':
		return e.term(x)
	}
	left, p := e.eval(x.left)
	if p != nil {
		return value{}, p
	}
	right, p := e.eval(x.right)
	if p != nil {
		return value{}, p
	}
	v := value{cells: append(slices.Clone(left.cells), right.cells...), withheld: left.withheld || right.withheld}
	v.missing = left.missing && right.missing || x.op == '/' && (left.missing || right.missing)
	if v.withheld || v.missing {
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
	if x.op == '/' {
		return v.quotientOf(left, right, x)
	}
	return e.sum(v, left, right, x)
}

// quotientOf makes v the quotient of two values.
func (v value) quotientOf(left, right value, x *expr) (value, *problem) {
	quotient, ok := left.interval.Div(right.interval)
	if !ok {
		return value{}, &problem{"this can't be divided: " +
			"the divisor may be zero or negative, or the sign is not known", "", x.offset}
	}
	v.interval, v.quotient = quotient, true
	switch {
	case right.constant:
		v.unit, v.ratio, v.quotient = left.unit, left.ratio, left.quotient
	case left.unit == right.unit && !left.constant:
		v.ratio, v.measure = true, nil
		from := len(left.cells) - len(right.cells)
		v.change = x.left.op == '-' && from > 0 && slices.Equal(left.cells[from:], right.cells)
	default:
		v.unit, v.measure = left.unit+"/"+right.unit, nil
	}
	return v, nil
}

// sum makes v the sum or the difference of two values.
func (e *evaluator) sum(v, left, right value, x *expr) (value, *problem) {
	if !left.constant && !right.constant && left.unit != right.unit {
		return value{}, &problem{fmt.Sprintf("%s and %s can't be added or subtracted: their units differ",
			cmp.Or(left.unit, "a share"), cmp.Or(right.unit, "a share")), "", x.offset}
	}
	v.unit = left.unit
	if left.constant {
		v.unit = right.unit
	}
	v.quotient = left.quotient || right.quotient
	v.ratio = v.quotient && (left.ratio || left.constant) && (right.ratio || right.constant)
	if x.op == '+' {
		v.interval = left.interval.Add(right.interval)
		return v, nil
	}
	v.difference = true
	v.backwards = e.backwards(left, right)
	v.interval = left.interval.Sub(right.interval)
	v.points = left.ratio && right.ratio || e.percent(left.unit) && e.percent(right.unit)
	return v, nil
}

// backwards reports whether two cells differ only in their period, and the first is the earlier
// one.
func (e *evaluator) backwards(left, right value) bool {
	if len(left.cells) != 1 || len(right.cells) != 1 || left.measure == nil || left.measure != right.measure {
		return false
	}
	earlier := false
	for i, d := range e.dataset.Dimensions {
		a, b := left.cells[0].Row.Keys[i], right.cells[0].Row.Keys[i]
		if a == b {
			continue
		}
		if d.Kind != report.KindPeriod {
			return false
		}
		earlier = d.Member(a).Period.Compare(d.Member(b).Period) < 0
	}
	return earlier
}

// level reports whether a value says how much there is, and not how much it has changed.
func (v value) level() bool {
	return !v.difference && !v.quotient && !v.ratio && !v.signed &&
		(v.interval.Lo == nil || v.interval.Lo.Sign() >= 0)
}

// addable refuses arithmetic with figures that can't be added or compared.
func (e *evaluator) addable(x *expr, cells []report.CellRef) *problem {
	d := e.dataset
	rows := map[int][]*report.Row{}
	for _, ref := range cells {
		if ref.Measure < 0 {
			continue
		}
		marks := d.MarksOn(ref.Row, ref.Measure)
		if slices.Contains(marks, "b") {
			return &problem{"a figure with a break [b] can't be added, subtracted or divided",
				"it does not continue the series", x.offset}
		}
		if x.op == '+' && slices.Contains(marks, "f") {
			return &problem{"a planned figure [f] can't be added", "it is no result", x.offset}
		}
		rows[ref.Measure] = append(rows[ref.Measure], ref.Row)
	}
	if x.op != '+' {
		return nil
	}
	for i, m := range d.Measures {
		if text, hint := d.CantAdd(rows[i], m); len(rows[i]) > 1 && text != "" {
			return &problem{text, hint, x.offset}
		}
	}
	return nil
}

// term is the value of a name: a member, an attribute or a cell.
func (e *evaluator) term(x *expr) (value, *problem) {
	d := e.dataset
	row := e.pick(e.groups[x][0])
	if i := d.Index(x.name); i >= 0 {
		v := value{text: e.memberTexts(d.Dimensions[i], row.Keys[i]), cells: []report.CellRef{{Row: row, Measure: -1}}}
		for _, m := range d.Dimensions[i].Members {
			if m.ID != row.Keys[i] {
				v.others = append(v.others, e.locale.Member(d.Dimensions[i], m.ID))
			}
		}
		return v, nil
	}
	if i := d.AttributeIndex(x.name); i >= 0 {
		v := value{cells: []report.CellRef{{Row: row, Measure: -1}}, missing: row.Attrs[i] == ""}
		v.text = append([]string{e.locale.Attribute(d.Attributes[i], row.Attrs[i])}, e.dateTexts(row.Attrs[i])...)
		for _, other := range d.Rows {
			if other.Attrs[i] != row.Attrs[i] {
				v.others = append(v.others, e.locale.Attribute(d.Attributes[i], other.Attrs[i]))
			}
		}
		return v, nil
	}
	i := d.MeasureIndex(x.name)
	cell, m := e.cell(x, row, i), d.Measures[i]
	v := value{cell: cell, measure: m, unit: e.unitOf(m), interval: cell.Interval(m),
		cells: []report.CellRef{{Row: row, Measure: i}}}
	switch cell.State {
	case report.Suppressed:
		v.withheld = true
	case report.Missing, report.NotApplicable:
		v.missing = true
	case report.Rated:
		g := m.Grade(cell.Grade)
		v.text = []string{g.Title.In(e.locale.Language)}
		if len(g.Short) > 0 {
			v.text = append(v.text, g.Short.In(e.locale.Language))
		}
	}
	for _, g := range m.Scale {
		if g.ID != cell.Grade || cell.State != report.Rated {
			v.others = append(v.others, g.Title.In(e.locale.Language))
			if len(g.Short) > 0 {
				v.others = append(v.others, g.Short.In(e.locale.Language))
			}
		}
	}
	return v, nil
}

// cell returns a row's cell, as it stands now or as it stood on the day that the term asks for.
func (e *evaluator) cell(x *expr, row *report.Row, measure int) *report.Cell {
	c := x.filter.find(asOf)
	if c == nil {
		c = e.general.find(asOf)
	}
	if c == nil {
		return &row.Cells[measure]
	}
	day, _ := report.ParseDate(c.Members[0]) // checkFilter has read it
	return e.dataset.AsOf(row, measure, day)
}

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

// declared computes cells(ID): how many cells a discrepancy or a revision is about.
func (e *evaluator) declared(x *expr) (value, *problem) {
	d := e.dataset
	count := func(n int) report.Interval { return report.Point(big.NewRat(int64(n), 1)) }
	var ids []string
	for _, c := range d.Discrepancies {
		if c.ID == x.name {
			return value{interval: count(c.Cells), constant: true, withheld: d.Secretive(c)}, nil
		}
		ids = append(ids, c.ID)
	}
	for _, r := range d.Revisions {
		if r.ID == x.name {
			return value{interval: count(r.Cells), constant: true}, nil
		}
		ids = append(ids, r.ID)
	}
	return value{}, &problem{fmt.Sprintf("%s declares no discrepancy or revision %q", d.ID, x.name),
		nearest(x.name, ids), x.offset}
}

// function computes sum, min, max, count and cells. Planned figures are left out of sums and
// extremes.
func (e *evaluator) function(x *expr) (value, *problem) {
	if x.function == "cells" {
		return e.declared(x)
	}
	d := e.dataset
	groups := e.groups[x]
	i := d.MeasureIndex(x.name)
	v := value{interval: report.Point(new(big.Rat)), unit: "rows"}
	for n, group := range groups {
		row := e.pick(group)
		if x.function == "count" {
			v.cells = append(v.cells, report.CellRef{Row: row, Measure: -1})
			v.interval = v.interval.Add(report.Point(big.NewRat(1, 1)))
			continue
		}
		cell := e.cell(x, row, i)
		v.measure, v.unit = d.Measures[i], e.unitOf(d.Measures[i])
		marks := d.MarksOn(row, i)
		if slices.Contains(marks, "f") || cell.State == report.NotApplicable {
			continue
		}
		if x.function == "sum" && slices.Contains(marks, "b") {
			return value{}, &problem{"a figure with a break [b] can't be added",
				"it does not continue the series", x.offset}
		}
		v.withheld = v.withheld || cell.State == report.Suppressed
		interval := cell.Interval(v.measure)
		switch {
		case n == 0 || len(v.cells) == 0:
			v.interval = interval
		case x.function == "sum":
			v.interval = v.interval.Add(interval)
		case x.function == "min":
			v.interval = v.interval.Min(interval)
		default:
			v.interval = v.interval.Max(interval)
		}
		v.cells = append(v.cells, report.CellRef{Row: row, Measure: i})
	}
	if x.function == "sum" {
		if text, hint := d.CantAdd(e.rows[x], v.measure); text != "" {
			return value{}, &problem{text, hint, x.offset}
		}
	}
	if len(v.cells) == 0 && x.function != "count" {
		return value{}, &problem{"no figure is left: planned figures are not counted", "", x.offset}
	}
	return v, nil
}

// sameValue reports whether two sources have the same value.
func sameValue(a, b value) bool {
	equal := func(x, y *big.Rat) bool { return (x == nil) == (y == nil) && (x == nil || x.Cmp(y) == 0) }
	return equal(a.interval.Lo, b.interval.Lo) && equal(a.interval.Hi, b.interval.Hi) &&
		a.interval.LoOpen == b.interval.LoOpen && a.interval.HiOpen == b.interval.HiOpen &&
		cmp.Compare(strings.Join(a.text, "|"), strings.Join(b.text, "|")) == 0 && a.missing == b.missing
}
