package bind

import (
	"fmt"
	"slices"
	"strings"

	"vitrine/generator/address"
	"vitrine/generator/report"
)

// selection is the rows of a term, grouped by the thing that they speak of, and the measure that it
// names: -1 for none.
type selection struct {
	groups  [][]*report.Row
	measure int
	scope   scope
}

// condition is one of a scope, with the members that it leaves of a dimension.
type condition struct {
	*address.Condition
	dimension int
	members   map[string]bool
}

// rowsOf finds the rows of a term. Dimensions of which nothing is said are at their totals.
func (e *evaluator) rowsOf(x *address.Expr, s scope, inFunction bool) (*selection, *problem) {
	d := e.dataset
	s, p := e.lay(s, x.Filter)
	if p != nil {
		return nil, p
	}
	for _, dimension := range d.Dimensions {
		if dimension.Total != "" && s.find(dimension.ID) == nil && x.Name != dimension.ID {
			s = s.with(address.Condition{Key: dimension.ID, Values: []string{dimension.Total}})
		}
	}
	if s.find(extreme) != nil && d.Dimension(x.Name) != nil && s.find(x.Name) == nil {
		s = s.with(address.Condition{Key: x.Name, Any: true})
	}
	conditions, p := e.conditions(s, inFunction)
	if p != nil {
		return nil, p
	}
	sel := &selection{measure: d.MeasureIndex(x.Name), scope: s}
	var rows []*report.Row
	for _, row := range d.Rows {
		if e.matches(conditions, row, sel.measure) {
			rows = append(rows, row)
		}
	}
	if len(rows) == 0 && x.Op == address.Name {
		return nil, &problem{
			text:   "no row fits",
			hint:   "the dataset has " + candidates(d, d.Rows),
			offset: x.Offset,
		}
	}
	if s.find("source") == nil {
		rows = e.withRivals(conditions, rows, sel.measure)
	}
	sel.groups = things(d, rows)
	for _, group := range sel.groups {
		for i, row := range group {
			if slices.ContainsFunc(group[:i], func(r *report.Row) bool { return r.SourceIDs() == row.SourceIDs() }) {
				return nil, &problem{text: fmt.Sprintf("%s gives two rows for one thing here", row.SourceIDs()),
					hint: "there are " + candidates(d, group), offset: x.Offset}
			}
		}
	}
	if c := s.find(extreme); c != nil {
		if p := e.onlyExtreme(sel, c); p != nil {
			return nil, p
		}
	}
	return sel, nil
}

// conditions are those of a scope, ready to be matched.
func (e *evaluator) conditions(s scope, inFunction bool) ([]condition, *problem) {
	list := make([]condition, 0, len(s))
	for i := range s {
		c := condition{Condition: &s[i], dimension: e.dataset.Index(s[i].Key)}
		if c.dimension >= 0 {
			members, p := e.selected(e.dataset.Dimensions[c.dimension], c.Condition, inFunction)
			if p != nil {
				return nil, p
			}
			c.members = members
		}
		list = append(list, c)
	}
	return list, nil
}

// checkMeasure refuses names of no measure.
func (e *evaluator) checkMeasure(x *address.Expr) *problem {
	if m := e.dataset.Measure(x.Name); m != nil && !m.Rating() {
		return nil
	} else if m != nil {
		return &problem{text: x.Name + " is a rating: it is never added, averaged or compared as a number",
			offset: x.Offset}
	}
	return &problem{
		text:   fmt.Sprintf("%s has no measure %q", e.dataset.ID, x.Name),
		hint:   nearest(x.Name, e.dataset.MeasureIDs()),
		offset: x.Offset,
	}
}

// withRivals adds the rows that speak of the same thing under another member, as a conflict
// declares: naming one member does not hide the others.
func (e *evaluator) withRivals(conditions []condition, rows []*report.Row, measure int) []*report.Row {
	d := e.dataset
	others := slices.DeleteFunc(slices.Clone(conditions), func(c condition) bool {
		return c.dimension >= 0 && slices.ContainsFunc(d.Conflicts,
			func(x *report.Conflict) bool { return len(x.Same[c.Key]) > 0 })
	})
	if len(others) == len(conditions) {
		return rows
	}
	wanted := map[string]bool{}
	for _, row := range rows {
		wanted[d.Thing(row.Keys)] = true
	}
	var all []*report.Row
	for _, row := range d.Rows {
		if slices.Contains(rows, row) || wanted[d.Thing(row.Keys)] && e.matches(others, row, measure) {
			all = append(all, row)
		}
	}
	return all
}

// matches reports whether a row fits all conditions. measure is -1 where a term names none.
func (e *evaluator) matches(conditions []condition, row *report.Row, measure int) bool {
	d := e.dataset
	for _, c := range conditions {
		holds := true
		switch {
		case c.dimension >= 0:
			holds = c.members[row.Keys[c.dimension]]
		case c.Key == extreme, c.Any:
		case c.Key == asOf:
			day, err := report.ParseDate(c.Values[0])
			holds = err != nil || d.Existed(row, day)
		case c.Key == "mark":
			has := false
			for i := range row.Cells {
				for _, mark := range c.Values {
					has = has || (measure < 0 || i == measure) && slices.Contains(d.MarksOn(row, i), mark)
				}
			}
			holds = has != c.Not
		default:
			where := report.Condition{Key: c.Key, Not: c.Not, Members: c.Values}
			if i := d.MeasureIndex(c.Key); i >= 0 {
				holds = where.Holds(row.Cells[i].Grade)
				break
			}
			holds = d.Matches(
				report.Where{where},
				row.Keys,
				row.Attrs,
				sourcesOf(report.CellRef{Row: row, Measure: measure}),
			)
		}
		if !holds {
			return false
		}
	}
	return true
}

// onlyExtreme leaves the one thing of a selection in which a measure is surely the greatest or the least.
func (e *evaluator) onlyExtreme(sel *selection, c *address.Condition) *problem {
	measure := e.dataset.MeasureIndex(c.Extreme.Args[0].Name)
	sel.groups = slices.DeleteFunc(sel.groups, func(group []*report.Row) bool {
		return group[0].Cells[measure].State == report.NotApplicable ||
			slices.Contains(e.dataset.MarksOn(group[0], measure), "f")
	})
	if len(sel.groups) < 2 {
		return &problem{
			text:   "one row alone is neither the greatest nor the least",
			hint:   "leave a dimension open, like ?year=*",
			offset: c.Offset,
		}
	}
	m := e.dataset.Measures[measure]
	interval := func(group []*report.Row) report.Interval {
		i := e.cell(sel.scope, e.pick(group), measure).Interval(m)
		if c.Extreme.Name == "min" {
			return i.Neg()
		}
		return i
	}
	for _, group := range sel.groups {
		if e.pick(group) == nil { // the present source does not answer
			sel.groups = sel.groups[:1]
			return nil
		}
	}
	found := slices.IndexFunc(sel.groups, func(group []*report.Row) bool {
		return !slices.ContainsFunc(sel.groups, func(other []*report.Row) bool {
			return &other[0] != &group[0] && compareIntervals(interval(group), interval(other)).surely(">") != yes
		})
	})
	if found < 0 {
		return &problem{text: "no row is surely the one with the greatest or least " + m.ID,
			hint: "two have the same, or a figure is missing, suppressed or a bound", offset: c.Offset}
	}
	sel.groups = sel.groups[found : found+1]
	return nil
}

// pick returns the row of the present source among rivals, and notes that there are some.
func (e *evaluator) pick(group []*report.Row) *report.Row {
	if len(group) == 1 {
		return group[0]
	}
	for _, row := range group {
		if !slices.Contains(e.rivals, row.SourceIDs()) {
			e.rivals = append(e.rivals, row.SourceIDs())
		}
	}
	if e.source == "" {
		return group[0] // the rivals are being found
	}
	for _, row := range group {
		if row.SourceIDs() == e.source {
			return row
		}
	}
	e.silent = true
	return nil
}

// cellSources returns the sources of all cells of a row.
func cellSources(row *report.Row) []*report.Source {
	var list []*report.Source
	for i := range row.Cells {
		list = append(list, row.Cells[i].Sources...)
	}
	return list
}

// things groups rows that speak of one thing.
func things(d *report.Dataset, rows []*report.Row) [][]*report.Row {
	var groups [][]*report.Row
	index := map[string]int{}
	for _, row := range rows {
		thing := d.Thing(row.Keys)
		i, ok := index[thing]
		if !ok {
			i = len(groups)
			index[thing] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], row)
	}
	return groups
}

// candidates lists rows for a hint.
func candidates(d *report.Dataset, rows []*report.Row) string {
	var list []string
	for _, row := range rows {
		var parts []string
		for i, dimension := range d.Dimensions {
			parts = append(parts, dimension.ID+"="+row.Keys[i])
		}
		if len(row.Sources) > 0 {
			parts = append(parts, "source="+row.Sources[0].ID)
		}
		list = append(list, strings.Join(parts, "&"))
	}
	list = slices.Compact(list)
	if more := len(list) - 8; more > 0 {
		list = append(list[:8], fmt.Sprintf("and %d more", more))
	}
	return strings.Join(list, ", ")
}
