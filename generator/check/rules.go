package check

import (
	"fmt"
	"slices"
	"strings"

	"vitrine/generator/address"
	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/rules"
	"vitrine/generator/source"
)

// rules holds a part of a report to the rules of its profile.
func (c *checker) rules() {
	if c.header.Part == nil {
		return
	}
	reader := rules.NewReader(c.Dataset)
	for _, rule := range c.header.Report.Profile.Rules {
		if !slices.Contains(rule.Parts, c.header.Part.ID) {
			continue
		}
		for _, text := range rule.Holds {
			if claim, err := rules.Parse(text); err == nil && reader.Has(claim) { // the profile has been checked
				c.rule(rule, claim, reader)
			}
		}
	}
	c.described()
}

// rule holds one claim in every row, or once where it names all its rows itself.
func (c *checker) rule(rule *report.Rule, claim *rules.Claim, reader *rules.Reader) {
	when, _ := rules.Parse(rule.When)
	var places []*place
	var measures []string
	claim.Names(func(x *address.Expr) { measures = append(measures, x.Name) })
	for row := range c.Rows {
		if when != nil && (!reader.Has(when) || !c.surely(when, reader, row)) {
			continue
		}
		if at := c.brokenAt(claim, reader, row, !rule.Advice); at != nil && !c.excused(rule.ID, at, measures) {
			places = append(places, at)
		}
		if !reader.Free(claim) {
			break
		}
	}
	told := rule.Message + " (" + rule.Paragraph + "): " + claim.Text + " does not hold"
	if rule.Advice && len(places) > 0 { // once, for all rows
		if n := len(places) - 1; n > 0 {
			told += fmt.Sprintf(" here, nor in %d other %s", n, map[bool]string{true: "row", false: "rows"}[n == 1])
		}
		c.problems.Add(source.Problem{Pos: places[0].cell.Pos, Text: told, Warning: true,
			Hint: `where it is right, a [[discrepancy]] with rule = "` + rule.ID +
				`", where, cells and a reason says so`})
		return
	}
	for _, at := range places {
		c.broken(rule.ID, told, at, measures)
	}
}

// side is what a side of a claim may be. What does not apply counts nothing.
type side struct {
	is      report.Interval
	figures bool   // a number is among what it is made of
	first   *place // the first cell that it names
}

func (c *checker) side(s rules.Side) side {
	total := side{is: report.Point(s.Constant), figures: len(s.Terms) == 0}
	for _, t := range s.Terms {
		row := c.Rows[t.Row]
		cell := &row.Cells[t.Measure]
		if total.first == nil {
			total.first = &place{row, cell}
		}
		if cell.Cell.State == report.NotApplicable {
			continue
		}
		is := c.interval(row, t.Measure)
		if t.Sign < 0 {
			is = is.Neg()
		}
		total.is, total.figures = total.is.Add(is), total.figures || cell.Cell.State == report.Number
	}
	return total
}

// brokenAt is where a claim surely does not hold at a row, or nil. With blank, a blank that would have to be more
// than figures breaks it too.
func (c *checker) brokenAt(claim *rules.Claim, reader *rules.Reader, row int, blank bool) *place {
	left, right := c.side(reader.Side(claim.Left, row)), c.side(reader.Side(claim.Right, row))
	if !left.figures && !right.figures || !blank && !(left.figures && right.figures) {
		return nil
	}
	if !brokenFor(left.is, claim.Compare, right.is) {
		return nil
	}
	if left.first == nil {
		return right.first
	}
	return left.first
}

// surely reports whether a claim surely holds at a row.
func (c *checker) surely(claim *rules.Claim, reader *rules.Reader, row int) bool {
	left, right := c.side(reader.Side(claim.Left, row)), c.side(reader.Side(claim.Right, row))
	opposite := map[string]string{"<=": ">", "<": ">=", ">=": "<", ">": "<="}[claim.Compare]
	return left.figures && right.figures && opposite != "" && brokenFor(left.is, opposite, right.is)
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
