package check

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"vitrine/generator/address"
	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// rules holds a part of a report to the rules of its profile.
func (c *checker) rules() {
	if c.header.Part == nil {
		return
	}
	rows := raw.NewIndex(c.Rows)
	for _, rule := range c.header.Report.Profile.Rules {
		if !slices.Contains(rule.Parts, c.header.Part.ID) {
			continue
		}
		for _, claim := range rule.Holds {
			c.rule(rule, claim, rows)
		}
	}
	c.described()
}

// rule holds one claim in every row, or once where it names all its rows itself.
func (c *checker) rule(rule *report.Rule, text string, rows raw.Index) {
	a, err := address.Parse("/" + text)
	if err != nil || a.Expr == nil || a.Expr.Op != address.Claim || len(a.Expr.Args) != 2 {
		c.problems.Addf(source.Pos{File: c.header.Report.Profile.ID}, "the rule %s is no claim: %s", rule.ID, text)
		return
	}
	var when *address.Expr
	if rule.When != "" {
		if a, err := address.Parse("/" + rule.When); err == nil && a.Expr != nil && a.Expr.Op == address.Claim {
			when = a.Expr
		}
	}
	x := &ruleReader{checker: c, rows: rows}
	var places []*place
	for _, row := range c.Rows {
		if when != nil {
			l, r := x.value(when.Args[0], row), x.value(when.Args[1], row)
			if !l.figures || !r.figures || brokenFor(l.is, when.Compares[0], r.is) {
				continue
			}
		}
		x.free, x.at = false, nil
		left, right := x.value(a.Expr.Args[0], row), x.value(a.Expr.Args[1], row)
		if left.figures && right.figures && brokenFor(left.is, a.Expr.Compares[0], right.is) && x.at != nil &&
			!c.excused(rule.ID, x.at, x.measures) {
			places = append(places, x.at)
		}
		if !x.free {
			break
		}
	}
	told := rule.Message + " (" + rule.Paragraph + "): " + text + " does not hold"
	if rule.Advice && len(places) > 0 { // once, for all rows
		if len(places) > 1 {
			told += fmt.Sprintf(" here, nor in %d other rows", len(places)-1)
		}
		c.problems.Add(source.Problem{Pos: places[0].cell.Pos, Text: told, Warning: true,
			Hint: `where it is right, a [[discrepancy]] with rule = "` + rule.ID + `", where, cells and a reason says so`})
		return
	}
	for _, at := range places {
		c.broken(rule.ID, told, at, x.measures)
	}
}

// brokenFor reports whether a comparison surely does not hold.
func brokenFor(left report.Interval, compare string, right report.Interval) bool {
	less := func(a, b report.Interval, or bool) bool { // a is surely less than b
		if a.Hi == nil || b.Lo == nil {
			return false
		}
		n := a.Hi.Cmp(b.Lo)
		return n < 0 || or && n == 0
	}
	switch compare {
	case "<=":
		return less(right, left, false)
	case "<":
		return less(right, left, true)
	case ">=":
		return less(left, right, false)
	case ">":
		return less(left, right, true)
	}
	return less(left, right, false) || less(right, left, false)
}

// place is a cell of which a rule speaks.
type place struct {
	row  *raw.Row
	cell *raw.Cell
}

// ruleReader computes the sides of a claim.
type ruleReader struct {
	*checker
	rows     raw.Index
	free     bool   // the claim depends on the row at which it is held
	at       *place // the first figure that it names
	measures []string
}

// side is what a side of a claim may be. What does not apply counts nothing.
type side struct {
	is      report.Interval
	figures bool // a number is among what it is made of
}

func (x *ruleReader) value(e *address.Expr, row *raw.Row) side {
	switch e.Op {
	case address.Number:
		return side{report.Point(e.Number), true}
	case address.Name:
		return x.named(e, row)
	case address.Call: // sum is the only one
		return x.named(e.Args[0], row)
	}
	total := x.value(e.Args[0], row)
	for _, arg := range e.Args[1:] {
		v := x.value(arg, row)
		if e.Op == "-" {
			v.is = v.is.Neg()
		}
		total = side{total.is.Add(v.is), total.figures || v.figures}
	}
	return total
}

// named is the sum of a measure over the rows that its brackets name, or its figure in the row at hand.
func (x *ruleReader) named(e *address.Expr, row *raw.Row) side {
	total := side{is: report.Point(new(big.Rat))}
	m := x.header.MeasureIndex(e.Name)
	if m < 0 {
		return total
	}
	if !slices.Contains(x.measures, e.Name) {
		x.measures = append(x.measures, e.Name)
	}
	lists := make([][]string, len(row.Keys))
	for i, d := range x.header.Dimensions {
		lists[i] = []string{row.Keys[i]}
		condition := e.Filter.Find(d.ID)
		if condition == nil {
			x.free = true
			continue
		}
		lists[i] = slices.DeleteFunc(d.IDs(), func(id string) bool {
			return slices.Contains(condition.Values, id) == condition.Not
		})
	}
	keys := make([]string, len(lists))
	var walk func(i int)
	walk = func(i int) {
		if i < len(lists) {
			for _, id := range lists[i] {
				keys[i] = id
				walk(i + 1)
			}
			return
		}
		for _, r := range x.rows.Rows(keys) {
			cell := &x.Rows[r].Cells[m]
			if x.at == nil {
				x.at = &place{x.Rows[r], cell}
			}
			if cell.Cell.State == report.NotApplicable {
				continue
			}
			total = side{total.is.Add(x.interval(x.Rows[r], m)), total.figures || cell.Cell.State == report.Number}
		}
	}
	walk(0)
	return total
}

// described looks for figures of further members that nothing describes.
func (c *checker) described() {
	check := c.header.Report.Profile.Check("described", c.header.Part.ID)
	if check == nil {
		return
	}
	for i, d := range c.header.Part.Dimensions {
		if d.Describe == "" {
			continue
		}
		for _, row := range c.Rows {
			code := d.Code(row.Keys[i])
			if code == nil || !code.More {
				continue
			}
			at := slices.IndexFunc(row.Cells, func(x raw.Cell) bool {
				return x.Cell.State == report.Number && x.Cell.Value.Sign() != 0
			})
			if at < 0 {
				continue
			}
			text := c.header.Report.Profile.Told("these figures have no description", "described", c.header.Part.ID)
			if here := (&place{row, &row.Cells[at]}); !c.excused("described", here, nil) {
				c.broken("described", text, here, nil)
			}
		}
	}
}

// excused reports whether a discrepancy declares that a rule does not hold at a cell.
func (c *checker) excused(id string, at *place, measures []string) bool {
	for _, x := range c.Discrepancies {
		if x.Rule == id && c.header.Matches(x.Where, at.row.Keys, at.row.Attrs, at.row.Sources) &&
			(len(measures) == 0 || report.InScope(x.Measures, c.measureAt(at))) {
			if c.countPeople(measures) {
				c.problems.Addf(x.Pos, "%s counts people: what is withheld could be worked out of this",
					strings.Join(measures, ", "))
			}
			c.covered[x]++
			return true
		}
	}
	return false
}

func (c *checker) countPeople(measures []string) bool {
	return slices.ContainsFunc(measures, func(m string) bool { return c.header.Measure(m).People })
}

// broken reports a rule that does not hold at a cell.
func (c *checker) broken(id, text string, at *place, measures []string) {
	if c.gaps != nil {
		*c.gaps = append(*c.gaps, Gap{Dataset: c.Dataset, Rule: id, Row: at.row, Text: text, Measure: c.measureAt(at)})
	}
	hint := `correct it, or declare a [[discrepancy]] with rule = "` + id + `", where, cells and a reason`
	if c.countPeople(measures) {
		hint = ""
	}
	c.problems.Hintf(at.cell.Pos, hint, "%s", text)
}

// measureAt is the measure of a cell.
func (c *checker) measureAt(at *place) string {
	for i := range at.row.Cells {
		if &at.row.Cells[i] == at.cell {
			return c.header.Measures[i].ID
		}
	}
	return ""
}
