package bind

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"vitrine/generator/address"
	"vitrine/generator/report"
)

// truth is whether a claim holds for all that its cells allow.
type truth int

const (
	unsure truth = iota
	yes
	no
)

// outcome is a claim as its cells have it.
type outcome struct {
	holds    truth
	sides    []value
	compares []string // between the sides
}

// order is how two intervals lie: which of the ways in which two numbers can stand to each other they
// leave open.
type order struct{ less, equal, greater bool }

// compareIntervals says how numbers in two intervals can stand to each other.
func compareIntervals(a, b report.Interval) order {
	if a.IsPoint() && b.IsPoint() {
		c := a.Lo.Cmp(b.Lo)
		return order{c < 0, c == 0, c > 0}
	}
	below := func(a, b report.Interval) bool { // a number of a can be less than one of b
		if a.Lo == nil || b.Hi == nil {
			return true
		}
		return a.Lo.Cmp(b.Hi) < 0
	}
	return order{below(a, b), a.Overlaps(b), below(b, a)}
}

// surely is whether a comparison holds.
func (o order) surely(compare string) truth {
	holds := map[string]order{"<": {less: true}, "<=": {less: true, equal: true}, "=": {equal: true},
		">=": {equal: true, greater: true}, ">": {greater: true}}[compare]
	possible := o.less && holds.less || o.equal && holds.equal || o.greater && holds.greater
	against := o.less && !holds.less || o.equal && !holds.equal || o.greater && !holds.greater
	switch {
	case !against:
		return yes
	case !possible:
		return no
	}
	return unsure
}

// than compares two values. Of what is missing or suppressed nothing is sure.
func (v value) than(compare string, other value) truth {
	if v.missing || v.withheld || other.missing || other.withheld {
		return unsure
	}
	return compareIntervals(v.interval, other.interval).surely(compare)
}

// compare computes whether a claim holds: each side against the next.
func (e *evaluator) compare(x *address.Expr, s scope) (value, *problem) {
	v := value{claim: &outcome{holds: yes, compares: x.Compares}}
	for _, arg := range x.Args {
		side, p := e.eval(arg, s)
		if p != nil {
			return value{}, p
		}
		if side.text != nil && (side.measure == nil || !side.measure.Rating()) {
			return value{}, &problem{text: arg.Name + " is no number that could be compared", offset: arg.Offset}
		}
		v.claim.sides = append(v.claim.sides, side)
		v.cells = append(v.cells, side.cells...)
	}
	if e.silent {
		return v, nil
	}
	for i, compare := range x.Compares {
		a, b := v.claim.sides[i], v.claim.sides[i+1]
		if !a.constant && !b.constant && (a.unit != b.unit || a.points != b.points) {
			return value{}, &problem{
				text: fmt.Sprintf("%s and %s can't be compared: their units differ", cmp.Or(a.unit, "a share"),
					cmp.Or(b.unit, "a share")),
				offset: x.Args[i+1].Offset,
			}
		}
		if p := e.comparable(a, b, x.Args[i+1].Offset); p != nil {
			return value{}, p
		}
		found := a.than(compare, b)
		if found == unsure {
			found = amongOthers(a, compare, b)
		}
		v.claim.holds = also(v.claim.holds, found)
	}
	return v, nil
}

// comparable refuses two sides that no claim can compare: grades of two scales, a figure and itself, and
// figures across a break or of other lengths of time.
func (e *evaluator) comparable(a, b value, offset int) *problem {
	rated := func(v value) bool { return v.measure != nil && v.measure.Rating() }
	switch {
	case (rated(a) || rated(b)) && a.measure != b.measure:
		return &problem{text: "a grade is compared with grades of its own scale", offset: offset}
	case a.constant || b.constant:
		return nil
	case slices.Equal(a.cells, b.cells) && a.op == b.op && a.function == b.function && !e.within:
		return &problem{text: "this compares a figure with itself", offset: offset}
	case rated(a):
		return nil
	case a.cell != nil && b.cell != nil && a.measure == b.measure && !e.sameLength(a, b):
		return &problem{text: "these figures are of other lengths of time", offset: offset}
	}
	if a.measure != nil && a.measure == b.measure {
		return e.addable(&address.Expr{Op: "-", Offset: offset}, slices.Concat(a.cells, b.cells))
	}
	return nil
}

// amongOthers compares a cell with the greatest or least of cells that it is one of: with the others,
// since it equals itself however little is known of it.
func amongOthers(a value, compare string, b value) truth {
	if a.cell == nil {
		if b.cell == nil {
			return unsure
		}
		turned := map[string]string{"<": ">", "<=": ">=", "=": "=", ">=": "<=", ">": "<"}
		return amongOthers(b, turned[compare], a)
	}
	at := slices.Index(b.cells, a.cells[0])
	if at < 0 || b.op != "" || b.function != "max" && b.function != "min" || b.withheld || a.withheld || a.missing {
		return unsure
	}
	if compare == ">" && b.function == "max" || compare == "<" && b.function == "min" {
		return no
	}
	if compare == "=" { // the extreme lies on one side of all
		compare = map[string]string{"max": ">=", "min": "<="}[b.function]
	}
	found := yes
	for i, part := range b.parts {
		if i != at {
			found = also(found, compareIntervals(a.interval, part).surely(compare))
		}
	}
	return found
}

// also is whether two claims both hold.
func also(a, b truth) truth {
	switch {
	case a == no || b == no:
		return no
	case a == yes && b == yes:
		return yes
	}
	return unsure
}

// each evaluates a claim for each member, or combination of members, that a scope leaves open.
func (e *evaluator) each(x *address.Expr, s scope) (list []value, p *problem) {
	if e.within {
		return nil, &problem{text: x.Name + " can't stand in every or count", offset: x.Offset}
	}
	e.within = true
	defer func() { e.within = false }()
	c, members, p := e.openMembers(x, s)
	if p != nil {
		return nil, p
	}
	changes := false
	for i, m := range members {
		v, p := e.eval(x.Args[0], s.with(address.Condition{Key: c.Key, Values: []string{m.ID}, Offset: c.Offset}))
		if p != nil && p.before && c.Any && i == 0 {
			continue // nothing stands before the first
		}
		if p != nil {
			return nil, p
		}
		if e.planned(v) {
			if c.Any {
				continue
			}
			return nil, &problem{
				text:   "a planned figure [f] is no result",
				hint:   "leave " + m.ID + " out",
				offset: x.Offset,
			}
		}
		changes = changes || len(list) > 0 && !slices.Equal(v.cells, list[0].cells)
		list = append(list, v)
	}
	if len(list) == 0 || len(list) > 1 && !changes {
		return nil, &problem{text: "nothing in this claim is another for each " + c.Key, offset: x.Offset}
	}
	return list, nil
}

// openMembers are the members of the one dimension that a scope leaves open, in the order of time, and the
// condition that does.
func (e *evaluator) openMembers(x *address.Expr, s scope) (open condition, members []*report.Member, p *problem) {
	conditions, p := e.conditions(s, true)
	if p != nil {
		return open, nil, p
	}
	for _, c := range conditions {
		switch {
		case c.dimension < 0 || !c.Any && c.From == "" && !c.Not && countOf(c.members) < 2:
		case open.Condition != nil:
			return open, nil, &problem{text: x.Name + " goes over one dimension, and two are open here",
				hint: "give one of them a value", offset: x.Offset}
		default:
			open = c
		}
	}
	if open.Condition == nil {
		return open, nil, &problem{text: x.Name + " has no open dimension to go over",
			hint: "like ?year=* or ?2015..2018", offset: x.Offset}
	}
	for _, m := range e.dataset.Dimensions[open.dimension].Members {
		if open.members[m.ID] {
			members = append(members, m)
		}
	}
	slices.SortStableFunc(members, func(a, b *report.Member) int { return a.Period.Compare(b.Period) })
	return open, members, nil
}

// planned reports whether a cell of a value is a plan.
func (e *evaluator) planned(v value) bool {
	return slices.ContainsFunc(v.cells, func(ref report.CellRef) bool {
		return ref.Measure >= 0 && slices.Contains(e.dataset.MarksOn(ref.Row, ref.Measure), "f")
	})
}

func countOf(set map[string]bool) (n int) {
	for _, in := range set {
		if in {
			n++
		}
	}
	return n
}

// every computes whether a claim holds for each member.
func (e *evaluator) every(x *address.Expr, s scope) (value, *problem) {
	list, p := e.each(x, s)
	if p != nil {
		return value{}, p
	}
	v := value{claim: &outcome{holds: yes}, each: list}
	for _, one := range list {
		v.cells = append(v.cells, one.cells...)
		if found := one.claim.holds; found != yes && v.claim.holds != no {
			v.claim.holds, v.claim.sides, v.claim.compares = also(
				v.claim.holds,
				found,
			), one.claim.sides, one.claim.compares
		}
	}
	if v.claim.sides == nil {
		v.claim.sides, v.claim.compares = list[0].claim.sides, list[0].claim.compares
	}
	return v, nil
}

// countMembers computes for how many members a claim holds: more where it is not sure for some.
func (e *evaluator) countMembers(x *address.Expr, s scope) (value, *problem) {
	list, p := e.each(x, s)
	if p != nil {
		return value{}, p
	}
	v := value{unit: ofRows, function: "count", each: list}
	sure, perhaps := 0, 0
	for _, one := range list {
		v.cells = append(v.cells, one.cells...)
		switch one.claim.holds {
		case yes:
			sure++
		case unsure:
			perhaps++
		}
	}
	v.interval = report.Interval{Lo: big.NewRat(int64(sure), 1), Hi: big.NewRat(int64(sure+perhaps), 1)}
	return v, nil
}

// sides writes a claim with the values of its sides.
func (b *Binder) sides(o *outcome) string {
	var s strings.Builder
	for i, side := range o.sides {
		if i > 0 {
			s.WriteString(" " + o.compares[i-1] + " ")
		}
		s.WriteString(b.side(side))
	}
	return s.String()
}

// side writes a value as precisely as it is known.
func (b *Binder) side(v value) string {
	switch {
	case v.withheld:
		return "[c]"
	case v.missing:
		return "[x]"
	case v.constant && v.interval.IsPoint() && !v.interval.Lo.IsInt():
		return v.interval.Lo.RatString()
	case v.ratio && v.interval.IsPoint():
		style := "percent.2"
		if v.points {
			style = "points.2"
		} else if styleOf("", v) == "times.2" {
			style = "times.2"
		}
		if shown, ok, _ := b.styled(style, v, false); ok {
			return shown
		}
	}
	text := b.plain(v)
	if v.ratio || v.unit == ofRows || v.unit == "" {
		return text
	}
	if b.isPercent(v.unit) {
		return text + "%"
	}
	return text + " " + v.unit
}
