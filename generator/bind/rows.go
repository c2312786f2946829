package bind

import (
	"fmt"
	"slices"
	"strings"

	"vitrine/generator/locale"
	"vitrine/generator/report"
)

// asOf is the key that asks for figures as they stood on a day.
const asOf = "as_of"

// checkFilter refuses keys and members that the dataset does not have.
func (e *evaluator) checkFilter(f filter) *problem {
	d := e.dataset
	for _, c := range f {
		dimension := d.Dimension(c.Key)
		measure := d.Measure(c.Key)
		var allowed []string
		switch {
		case c.Key == "source":
			for _, row := range d.Rows {
				for _, s := range slices.Concat(row.Sources, cellSources(row)) {
					allowed = append(allowed, s.ID)
				}
			}
		case c.Key == "mark":
			allowed = report.Marks()
		case c.Key == asOf:
			day, err := report.ParseDate(strings.Join(c.Members, ","))
			if err != nil || c.Not || !d.Published.IsZero() && day.Compare(d.Published) < 0 {
				return &problem{"as_of is a day on which the figures stood there", "like as_of=2022-09-21", c.offset}
			}
			continue
		case d.AttributeIndex(c.Key) >= 0:
			for _, row := range d.Rows {
				allowed = append(allowed, row.Attrs[d.AttributeIndex(c.Key)])
			}
		case dimension != nil:
			allowed = dimension.IDs()
		case measure != nil && measure.Rating():
			for _, g := range measure.Scale {
				allowed = append(allowed, g.ID)
			}
		default:
			return &problem{fmt.Sprintf("%s has no dimension %q", d.ID, c.Key), nearest(c.Key, e.keys()), c.offset}
		}
		slices.Sort(allowed)
		allowed = slices.Compact(allowed)
		if dimension != nil {
			allowed = dimension.IDs()
		}
		for _, m := range append(slices.Clone(c.Members), c.from, c.to) {
			if m != "" && !slices.Contains(allowed, m) {
				return &problem{fmt.Sprintf("there is no %s %q", c.Key, m), nearest(m, allowed), c.offset}
			}
		}
	}
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

// keys returns the keys that a filter of the dataset can have.
func (e *evaluator) keys() []string {
	keys := []string{"source", "mark", asOf}
	for _, d := range e.dataset.Dimensions {
		keys = append(keys, d.ID)
	}
	for _, a := range e.dataset.Attributes {
		keys = append(keys, a.ID)
	}
	for _, m := range e.dataset.Measures {
		if m.Rating() {
			keys = append(keys, m.ID)
		}
	}
	return keys
}

// selectRows finds the rows of every term. whole is true for the whole expression, where a name
// may also be a dimension, an attribute or a rating.
func (e *evaluator) selectRows(x *expr, whole bool) *problem {
	if x.left != nil {
		if p := e.selectRows(x.left, false); p != nil {
			return p
		}
		return e.selectRows(x.right, false)
	}
	if x.op == 'n' || x.function == "cells" {
		return nil
	}
	if p := e.checkTerm(x, whole); p != nil {
		return p
	}
	d := e.dataset
	measure := d.MeasureIndex(x.name)
	filter := e.filterOf(x)
	for _, row := range d.Rows {
		if e.matches(filter, row, measure) {
			e.rows[x] = append(e.rows[x], row)
		}
	}
	rows := e.rows[x]
	if len(rows) == 0 && x.function != "count" {
		return &problem{"no row fits", "the dataset has " + candidates(e.locale, d, d.Rows), x.offset}
	}
	if filter.find("source") == nil {
		rows = e.withRivals(filter, rows, measure)
		e.rows[x] = rows
	}
	e.groups[x] = things(d, rows)
	for _, group := range e.groups[x] {
		for i, row := range group {
			if slices.ContainsFunc(group[:i], func(r *report.Row) bool { return r.SourceIDs() == row.SourceIDs() }) {
				return &problem{fmt.Sprintf("%s gives two rows for one thing here", row.SourceIDs()),
					"there are " + candidates(e.locale, d, group), x.offset}
			}
		}
	}
	if x.op == 'm' && len(e.groups[x]) > 1 {
		return &problem{fmt.Sprintf("%d rows fit, and a figure is one of them", len(rows)),
			"there are " + candidates(e.locale, d, rows), x.offset}
	}
	return nil
}

// checkTerm refuses names that the dataset does not have, and ratings in arithmetic.
func (e *evaluator) checkTerm(x *expr, whole bool) *problem {
	if p := e.checkFilter(x.filter); p != nil {
		return p
	}
	d := e.dataset
	measure := d.MeasureIndex(x.name)
	isText := whole && x.op == 'm' && measure < 0 && (d.Index(x.name) >= 0 || d.AttributeIndex(x.name) >= 0)
	if measure < 0 && x.function != "count" && !isText {
		return &problem{fmt.Sprintf("%s has no measure %q", d.ID, x.name), nearest(x.name, d.MeasureIDs()), x.offset}
	}
	if measure >= 0 && d.Measures[measure].Rating() && !(whole && x.op == 'm') {
		return &problem{x.name + " is a rating: it is never added, averaged or compared as a number", "", x.offset}
	}
	return nil
}

// filterOf returns a term's filter: its own conditions, for other keys those of the whole
// address, and for all other dimensions their totals.
func (e *evaluator) filterOf(x *expr) filter {
	f := slices.Clone(x.filter)
	for _, c := range e.general {
		if f.find(c.Key) == nil {
			f = append(f, c)
		}
	}
	for _, d := range e.dataset.Dimensions {
		if d.Total != "" && f.find(d.ID) == nil && x.name != d.ID {
			total := report.Condition{Key: d.ID, Members: []string{d.Total}}
			f = append(f, condition{Condition: total})
		}
	}
	return f
}

// withRivals adds the rows that speak of the same thing under another member, as a conflict
// declares: naming one member does not hide the others.
func (e *evaluator) withRivals(f filter, rows []*report.Row, measure int) []*report.Row {
	d := e.dataset
	var declared []int
	others := slices.DeleteFunc(slices.Clone(f), func(c condition) bool {
		i := d.Index(c.Key)
		same := i >= 0 && slices.ContainsFunc(d.Conflicts,
			func(x *report.Conflict) bool { return len(x.Same[c.Key]) > 0 })
		if same {
			declared = append(declared, i)
		}
		return same
	})
	if len(declared) == 0 {
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

// matches reports whether a row fits a filter. measure is -1 where a term names none.
func (e *evaluator) matches(f filter, row *report.Row, measure int) bool {
	d := e.dataset
	sources := sourcesOf(report.CellRef{Row: row, Measure: measure})
	for _, c := range f {
		switch {
		case c.Key == asOf:
			if day, err := report.ParseDate(c.Members[0]); err == nil && !d.Existed(row, day) {
				return false
			}
		case c.any:
		case c.from != "":
			dimension := d.Dimension(c.Key)
			if dimension == nil {
				return false
			}
			index := func(id string) int {
				return slices.IndexFunc(dimension.Members, func(m *report.Member) bool { return m.ID == id })
			}
			i := index(row.Keys[d.Index(c.Key)])
			if inRange := i >= index(c.from) && i <= index(c.to); inRange == c.Not {
				return false
			}
		case c.Key == "mark":
			has := false
			for i := range row.Cells {
				for _, mark := range c.Members {
					has = has || (measure < 0 || i == measure) && slices.Contains(d.MarksOn(row, i), mark)
				}
			}
			if has == c.Not {
				return false
			}
		case d.Measure(c.Key) != nil:
			if !c.Holds(row.Cells[d.MeasureIndex(c.Key)].Grade) {
				return false
			}
		case !d.Matches(report.Where{c.Condition}, row.Keys, row.Attrs, sources):
			return false
		}
	}
	return true
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

// rivals returns the sources of rows that speak of the same thing, in the order of the rows; a
// single empty name when there are none.
func (e *evaluator) rivals() []string {
	isRival := map[*report.Row]bool{}
	for _, groups := range e.groups {
		for _, group := range groups {
			for _, row := range group {
				if len(group) > 1 {
					isRival[row] = true
				}
			}
		}
	}
	if len(isRival) == 0 {
		return []string{""}
	}
	var sources []string
	for _, row := range e.dataset.Rows {
		if isRival[row] && !slices.Contains(sources, row.SourceIDs()) {
			sources = append(sources, row.SourceIDs())
		}
	}
	return sources
}

// pick returns the row of the present source among rivals.
func (e *evaluator) pick(group []*report.Row) *report.Row {
	if len(group) == 1 {
		return group[0]
	}
	for _, row := range group {
		if row.SourceIDs() == e.source {
			return row
		}
	}
	return nil
}

// answers reports whether the present source has a row for every thing.
func (e *evaluator) answers() bool {
	for _, groups := range e.groups {
		for _, group := range groups {
			if e.pick(group) == nil {
				return false
			}
		}
	}
	return true
}

// candidates lists rows for a hint.
func candidates(l *locale.Locale, d *report.Dataset, rows []*report.Row) string {
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
