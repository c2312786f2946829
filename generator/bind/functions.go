package bind

import (
	"fmt"
	"math/big"
	"slices"

	"vitrine/generator/address"
	"vitrine/generator/report"
)

// call computes a function. A filter behind it holds in its brackets.
func (e *evaluator) call(x *address.Expr, s scope) (value, *problem) {
	s, p := e.lay(s, x.Filter)
	if p != nil {
		return value{}, p
	}
	switch x.Name {
	case "cells":
		return e.declared(x)
	case "count":
		if len(x.Args) == 0 {
			return e.countRows(x, s)
		}
		return e.countMembers(x, s)
	case "every":
		return e.every(x, s)
	case "change", "growth":
		return e.change(x, s)
	case "abs":
		v, p := e.operand(x.Args[0], s)
		v.difference, v.change, v.signed = false, false, false // it has no direction
		if i := v.interval; i.Hi != nil && i.Hi.Sign() <= 0 {
			v.interval = i.Neg()
		} else if i.Lo == nil || i.Lo.Sign() < 0 {
			v.interval = report.Interval{Lo: new(big.Rat)}
			if i.Lo != nil && i.Hi != nil {
				v.interval.Hi = i.Max(i.Neg()).Hi
			}
		}
		v.cell, v.backwards = nil, false
		return v, p
	case "per":
		return e.per(x, s)
	case "share":
		return e.share(x, s)
	case "rank":
		return e.rank(x, s)
	}
	return e.aggregate(x, s)
}

// declared computes cells(ID): how many cells a discrepancy or a revision is about.
func (e *evaluator) declared(x *address.Expr) (value, *problem) {
	d, id := e.dataset, x.Args[0].Name
	count := func(n int, place string) value {
		return value{interval: report.Point(big.NewRat(int64(n), 1)), constant: true, declared: place}
	}
	var ids []string
	for _, c := range d.Discrepancies {
		if c.ID == id {
			v := count(c.Cells, c.Anchor())
			v.withheld = d.Secretive(c)
			return v, nil
		}
		ids = append(ids, c.ID)
	}
	for _, r := range d.Revisions {
		if r.ID == id {
			return count(r.Cells, r.Anchor()), nil
		}
		ids = append(ids, r.ID)
	}
	return value{}, &problem{text: fmt.Sprintf("%s declares no discrepancy or revision %q", d.ID, id),
		hint: nearest(id, ids), offset: x.Offset}
}

// countRows counts the things that a scope leaves.
func (e *evaluator) countRows(x *address.Expr, s scope) (value, *problem) {
	sel, p := e.rowsOf(&address.Expr{Op: address.Call, Offset: x.Offset}, s, true)
	if p != nil {
		return value{}, p
	}
	v := value{unit: ofRows, function: "count", interval: report.Point(big.NewRat(int64(len(sel.groups)), 1))}
	for _, group := range sel.groups {
		if row := e.pick(group); row != nil {
			v.cells = append(v.cells, report.CellRef{Row: row, Measure: -1})
		}
	}
	return v, nil
}

// figures are the cells that a function's measure has in a scope. Planned figures are left out, and
// those that can't be; where figures are compared, also residual members.
func (e *evaluator) figures(x *address.Expr, s scope, compared bool) (*selection, []value, *problem) {
	if p := e.checkMeasure(x); p != nil {
		return nil, nil, p
	}
	sel, p := e.rowsOf(x, s, true)
	if p != nil {
		return nil, nil, p
	}
	var list []value
	for _, group := range sel.groups {
		row := e.pick(group)
		if row == nil {
			continue
		}
		cell := e.cell(sel.scope, row, sel.measure)
		if slices.Contains(e.dataset.MarksOn(row, sel.measure), "f") || cell.State == report.NotApplicable ||
			compared && e.dataset.Residual(row) {
			continue
		}
		list = append(list, e.cellValue(cell, report.CellRef{Row: row, Measure: sel.measure}))
	}
	if len(list) == 0 && !e.silent {
		return nil, nil, &problem{text: "no figure is left: planned figures are not counted", offset: x.Offset}
	}
	return sel, list, nil
}

// aggregate computes sum, mean, median, min and max.
func (e *evaluator) aggregate(x *address.Expr, s scope) (value, *problem) {
	sel, list, p := e.figures(x.Args[0], s, x.Name != "sum")
	if p != nil || e.silent {
		return value{}, p
	}
	if len(list) == 1 && x.Name != "sum" {
		return value{}, &problem{text: fmt.Sprintf("%s of one figure is no %[1]s", x.Name),
			hint: "leave a dimension open, like " + x.Name + "(" + x.Args[0].Name + "[*])", offset: x.Offset}
	}
	if e.overlapping(list) {
		return value{}, &problem{
			text:   "this puts together figures of periods that overlap",
			hint:   "name the periods, like 2024-01..2024-06",
			offset: x.Offset,
		}
	}
	m := e.dataset.Measures[sel.measure]
	v := value{measure: m, unit: e.unitOf(m), function: x.Name}
	if len(list) == 1 {
		v.function = "" // that of one figure is itself
	}
	for i, figure := range list {
		marks := e.dataset.MarksOn(figure.cells[0].Row, sel.measure)
		if slices.Contains(marks, "b") && (x.Name == "sum" || x.Name == "mean") {
			return value{}, &problem{
				text:   "a figure with a break [b] can't be added",
				hint:   "it does not continue the series",
				offset: x.Offset,
			}
		}
		v.withheld = v.withheld || figure.withheld
		v.cells = append(v.cells, figure.cells...)
		v.parts = append(v.parts, figure.interval)
		switch {
		case i == 0:
			v.interval = figure.interval
		case x.Name == "sum", x.Name == "mean":
			v.interval = v.interval.Add(figure.interval)
		case x.Name == "min":
			v.interval = v.interval.Min(figure.interval)
		case x.Name == "max":
			v.interval = v.interval.Max(figure.interval)
		}
	}
	if x.Name == "sum" {
		if text, hint := e.dataset.CantAdd(slices.Concat(sel.groups...), m); text != "" {
			return value{}, &problem{text: text, hint: hint, offset: x.Offset}
		}
	}
	switch x.Name {
	case "mean":
		v.interval, v.averaged = v.interval.Times(big.NewRat(1, int64(len(list)))), true
	case "median":
		v.interval, v.averaged = median(v.parts), true
	}
	return v, nil
}

// overlapping reports whether some figures are of different periods that have a day in common.
func (e *evaluator) overlapping(list []value) bool {
	for i, d := range e.dataset.Dimensions {
		if d.Kind != report.KindPeriod {
			continue
		}
		seen := map[string]bool{}
		var periods []report.Period
		for _, v := range list {
			if id := v.cells[0].Row.Keys[i]; !seen[id] {
				seen[id] = true
				periods = append(periods, d.Member(id).Period)
			}
		}
		slices.SortFunc(periods, report.Period.Compare)
		for j := 1; j < len(periods); j++ {
			if periods[j-1].Overlaps(periods[j]) {
				return true
			}
		}
	}
	return false
}

// sameLength reports whether two values are of about the same length of time, as months and quarters are.
func (e *evaluator) sameLength(a, b value) bool {
	x, y := e.days(a), e.days(b)
	return 10*max(x-y, y-x) <= max(x, y)
}

// days is how many days the periods of a value have.
func (e *evaluator) days(v value) (days int) {
	seen := map[string]bool{}
	for _, ref := range v.cells {
		for i, d := range e.dataset.Dimensions {
			if id := ref.Row.Keys[i]; d.Kind == report.KindPeriod && !seen[d.ID+"="+id] {
				seen[d.ID+"="+id] = true
				if from, to, closed := d.Member(id).Period.Span(); closed {
					days += to - from
				}
			}
		}
	}
	return days
}

// median is where the middle of numbers lies, or half of the way between the two in the middle.
func median(list []report.Interval) report.Interval {
	at := func(n int) report.Interval { // the n-th of the lower ends, and of the upper ones
		lower, upper := slices.Clone(list), slices.Clone(list)
		slices.SortStableFunc(lower, compareLow)
		slices.SortStableFunc(upper, func(a, b report.Interval) int { return -compareLow(a.Neg(), b.Neg()) })
		return report.Interval{Lo: lower[n].Lo, LoOpen: lower[n].LoOpen, Hi: upper[n].Hi, HiOpen: upper[n].HiOpen}
	}
	n := len(list)
	return at((n - 1) / 2).Add(at(n / 2)).Times(big.NewRat(1, 2))
}

// compareLow orders intervals by their lower ends; one without stands first.
func compareLow(a, b report.Interval) int {
	switch {
	case a.Lo == nil && b.Lo == nil:
		return 0
	case a.Lo == nil:
		return -1
	case b.Lo == nil:
		return 1
	}
	if c := a.Lo.Cmp(b.Lo); c != 0 || a.LoOpen == b.LoOpen {
		return c
	}
	if b.LoOpen {
		return -1
	}
	return 1
}

// change computes by how much a figure differs from its base: the period before, or what is named.
func (e *evaluator) change(x *address.Expr, s scope) (value, *problem) {
	base := x.Base
	if len(base) == 0 {
		base = address.Filter{{Values: []string{previous}, Offset: x.Offset}}
	}
	now, p := e.operand(x.Args[0], s)
	if p != nil {
		return value{}, p
	}
	var elsewhere address.Filter // what no brackets name holds everywhere
	for _, b := range base {
		if !e.names(x.Args[0], b) {
			elsewhere = append(elsewhere, b)
		}
	}
	s, p = e.lay(s, elsewhere)
	if p != nil {
		return value{}, p
	}
	then, p := e.operand(e.based(x.Args[0], base), s)
	if p != nil {
		return value{}, p
	}
	if !e.silent && slices.Equal(now.cells, then.cells) {
		return value{}, &problem{text: "the base of this change is the figure itself", offset: x.Offset}
	}
	if e.backwards(now, then) {
		return value{}, &problem{text: "the base of this change is later than the figure", offset: x.Offset}
	}
	if !e.sameLength(now, then) {
		return value{}, &problem{text: "the base of this change is of another length of time", offset: x.Offset}
	}
	difference := &address.Expr{Op: "-", Args: []*address.Expr{x.Args[0], x.Args[0]}, Offset: x.Offset}
	v, p := e.combine(difference, now, then)
	if p != nil || x.Name == "change" || v.withheld || v.missing {
		return v, p
	}
	return e.combine(&address.Expr{Op: "/", Args: []*address.Expr{difference, x.Args[0]}, Offset: x.Offset}, v, then)
}

// names reports whether square brackets in an expression name the key of a condition.
func (e *evaluator) names(x *address.Expr, base address.Condition) bool {
	found := false
	x.Each(func(x *address.Expr) {
		found = found ||
			slices.ContainsFunc(x.Filter, func(c address.Condition) bool { return e.key(c) == e.key(base) })
	})
	return found
}

func (e *evaluator) key(c address.Condition) string {
	if c.Key == "" {
		return e.timeKey()
	}
	return c.Key
}

// based is an expression with a base laid over the square brackets that name its keys.
func (e *evaluator) based(x *address.Expr, base address.Filter) *address.Expr {
	y := *x
	y.Filter = slices.Clone(x.Filter)
	for _, b := range base {
		if slices.ContainsFunc(x.Filter, func(c address.Condition) bool { return e.key(c) == e.key(b) }) {
			y.Filter = append(y.Filter, b)
		}
	}
	y.Args = nil
	for _, arg := range x.Args {
		y.Args = append(y.Args, e.based(arg, base))
	}
	return &y
}

// per divides a figure by the length of its periods, in days, weeks, months, quarters or years.
func (e *evaluator) per(x *address.Expr, s scope) (value, *problem) {
	if arg := x.Args[0]; arg.Op != address.Name && (arg.Op != address.Call || arg.Name != "sum") {
		return value{}, &problem{
			text:   "per divides a figure or a sum by its time",
			hint:   "write per(MEASURE,day) or per(sum(MEASURE),day)",
			offset: x.Offset,
		}
	}
	v, p := e.operand(x.Args[0], s)
	if p != nil || e.silent || v.missing || v.withheld {
		return v, p
	}
	time := e.timeKey()
	if time == "" {
		return value{}, &problem{text: e.dataset.ID + " has not one dimension of time", offset: x.Offset}
	}
	seen, length := map[string]bool{}, new(big.Rat)
	for _, ref := range v.cells {
		id := ref.Row.Keys[e.dataset.Index(time)]
		if seen[id] {
			continue
		}
		seen[id] = true
		n, ok := e.dataset.Dimension(time).Member(id).Period.Length(x.Base[0].Values[0])
		if !ok {
			return value{}, &problem{text: fmt.Sprintf("%s is not made of whole %ss", id, x.Base[0].Values[0]),
				hint: "a day, week, month, quarter or year", offset: x.Offset}
		}
		length.Add(length, n)
	}
	w := v
	w.op, w.operands = "/", []value{v, {interval: report.Point(length), constant: true}}
	w.unit += "/" + x.Base[0].Values[0]
	w.interval, w.averaged, w.cell = v.interval.Times(new(big.Rat).Inv(length)), true, nil
	return w, nil
}

// share computes some members over all, or a measure over the one it is a part of.
func (e *evaluator) share(x *address.Expr, s scope) (value, *problem) {
	term := x.Args[0]
	if p := e.checkMeasure(term); p != nil {
		return value{}, p
	}
	m := e.dataset.Measure(term.Name)
	if text, hint := m.CantAdd(); text != "" {
		return value{}, &problem{text: text, hint: hint, offset: x.Offset}
	}
	part := &address.Expr{Op: address.Call, Name: "sum", Args: []*address.Expr{term}, Offset: x.Offset}
	whole := *part
	switch {
	case len(term.Filter) == 1 && e.dataset.Dimension(e.key(term.Filter[0])) != nil:
		c := address.Condition{Key: e.key(term.Filter[0]), Any: true, Offset: x.Offset}
		if total := e.dataset.Dimension(c.Key).Total; total != "" {
			c.Any, c.Values = false, []string{total}
		}
		whole.Args = []*address.Expr{{Op: address.Name, Name: term.Name, Filter: address.Filter{c}, Offset: x.Offset}}
	case len(term.Filter) == 0 && m.PartOf != "":
		whole.Args = []*address.Expr{{Op: address.Name, Name: m.PartOf, Offset: x.Offset}}
	default:
		return value{}, &problem{
			text: "a share is of some members, share(" + m.ID +
				"[KEY=MEMBER]), or of a measure that is a part of one",
			offset: x.Offset,
		}
	}
	a, p := e.aggregate(part, s)
	if p != nil {
		return value{}, p
	}
	b, p := e.aggregate(&whole, s)
	if p != nil {
		return value{}, p
	}
	return e.combine(&address.Expr{Op: "/", Args: []*address.Expr{part, &whole}, Offset: x.Offset}, a, b)
}

// rank computes the place of a member among all: 1 for the greatest.
func (e *evaluator) rank(x *address.Expr, s scope) (value, *problem) {
	term := x.Args[0]
	if len(term.Filter) != 1 || len(term.Filter[0].Values) != 1 || term.Filter[0].Not {
		return value{}, &problem{
			text:   "a rank is that of a member among the others",
			hint:   "write rank(MEASURE[KEY=MEMBER])",
			offset: x.Offset,
		}
	}
	own, p := e.operand(term, s)
	if p != nil {
		return value{}, p
	}
	all := *term
	all.Filter = address.Filter{{Key: e.key(term.Filter[0]), Any: true, Offset: term.Filter[0].Offset}}
	_, list, p := e.figures(&all, s, true)
	if p != nil || e.silent {
		return value{}, p
	}
	if own.withheld || own.missing {
		return value{}, &problem{text: "a figure that is missing or suppressed has no rank", offset: x.Offset}
	}
	if !slices.ContainsFunc(list, func(other value) bool { return slices.Equal(other.cells, own.cells) }) {
		return value{}, &problem{
			text:   "a total, a whole, what is left or a plan has no rank among the members",
			offset: x.Offset,
		}
	}
	v := value{unit: ofRows, function: "rank", cells: own.cells}
	above, perhaps := 0, 0
	for _, other := range list {
		if slices.Equal(other.cells, own.cells) {
			continue
		}
		v.cells = append(v.cells, other.cells...)
		switch other.than(">", own) {
		case yes:
			above++
		case unsure:
			perhaps++
		}
	}
	v.interval = report.Interval{Lo: big.NewRat(int64(1+above), 1), Hi: big.NewRat(int64(1+above+perhaps), 1)}
	return v, nil
}
