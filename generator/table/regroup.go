package table

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"vitrine/generator/locale"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// A chart may draw sums that no row holds. They are made here, of published figures alone, as a
// dataset of their own: what draws a chart or writes a table of one need not know.

// OthersID is the member that stands for all that Top leaves out. No dataset has one of that name.
const OthersID = "*others"

// Part is some rows of a dataset, which may have been made of others.
type Part struct {
	Dataset *report.Dataset
	Rows    []*report.Row
	denied  map[report.CellRef]bool // cells that have a part which is denied; nil where Dataset tells
}

// Denied reports whether a source whose rows are not there gives another figure.
func (p Part) Denied(row *report.Row, measure int) bool {
	if p.denied != nil {
		return p.denied[report.CellRef{Row: row, Measure: measure}]
	}
	return len(p.Dataset.Conflicts) > 0 && slices.ContainsFunc(Contradicting(p.Dataset, row, measure),
		func(other *report.Row) bool { return !slices.Contains(p.Rows, other) })
}

// regroup adds up rows whose keys become the same. keys gives a row's keys for the dimensions,
// nil to leave it out. Rows of different sources are kept apart where bySource is set.
func (p Part) regroup(dimensions []*report.Dimension, bySource bool, at source.Pos,
	keys func(*report.Row) []string) (Part, *Mistake) {
	made := *p.Dataset
	made.Dimensions, made.Attributes, made.Notes, made.Conflicts = dimensions, nil, nil, nil
	made.Revisions, made.Past, made.Inputs = nil, nil, nil
	groups := map[string][]*report.Row{}
	var order []string
	to := map[string][]string{}
	for _, row := range p.Rows {
		of := keys(row)
		if of == nil {
			continue
		}
		name := strings.Join(of, "\x00")
		if bySource {
			name += "\x00\x00" + row.SourceIDs()
		}
		if groups[name] == nil {
			order = append(order, name)
		}
		groups[name], to[name] = append(groups[name], row), of
	}
	made.Rows = nil
	denied := map[report.CellRef]bool{}
	for _, name := range order {
		row, mistake := p.sumRow(groups[name], at)
		if mistake != nil {
			return Part{}, mistake
		}
		row.Keys = to[name]
		made.Rows = append(made.Rows, row)
		for i := range row.Cells {
			of := func(part *report.Row) bool { return p.Denied(part, i) }
			denied[report.CellRef{Row: row, Measure: i}] = slices.ContainsFunc(groups[name], of)
		}
	}
	return Part{&made, made.Rows, denied}, nil
}

// sumRow is the sum of rows, which has the sources and the marks of all of them.
func (p Part) sumRow(rows []*report.Row, at source.Pos) (*report.Row, *Mistake) {
	d := p.Dataset
	sum := &report.Row{Pos: rows[0].Pos, Since: rows[0].Since, Anchor: rows[0].Anchor, Sources: rows[0].Sources}
	for i, row := range rows {
		for _, other := range rows[:i] {
			if d.Thing(row.Keys) == d.Thing(other.Keys) {
				return nil, &Mistake{at, "two sources speak of one thing, which can't be added up", `name one with source = "…"`}
			}
		}
		sum.Sources = union(sum.Sources, row.Sources)
	}
	for i, m := range d.Measures {
		if len(rows) > 1 && !m.Rating() {
			if text, hint := d.CantAdd(rows, m); text != "" {
				return nil, &Mistake{at, text, hint}
			}
		}
		sum.Cells = append(sum.Cells, p.sumCell(rows, i))
	}
	return sum, nil
}

// sumCell adds up the cells of a measure. One that is withheld makes the sum withheld; one that is
// missing makes it missing, since what is left would pass for all. What can't apply adds nothing.
func (p Part) sumCell(rows []*report.Row, measure int) report.Cell {
	m := p.Dataset.Measures[measure]
	sum := report.Cell{State: report.NotApplicable}
	total := report.Point(new(big.Rat))
	var states []report.State
	places, rounded, ranged := 0, false, false
	for _, row := range rows {
		c := &row.Cells[measure]
		sum.Sources = union(sum.Sources, c.Sources)
		for _, mark := range p.Dataset.MarksOn(row, measure) {
			if !strings.Contains("c x z", mark) && !slices.Contains(sum.Marks, mark) {
				sum.Marks = append(sum.Marks, mark)
			}
		}
		states = append(states, c.State)
		if c.State == report.Number {
			total = total.Add(c.Interval(m))
			places = max(places, c.Value.Places(), c.High.Places())
			rounded, ranged = rounded || c.Bound == report.About, ranged || c.Bound == report.Between
		}
	}
	if len(rows) == 1 {
		one := rows[0].Cells[measure]
		one.Marks = sum.Marks
		return one
	}
	switch {
	case slices.Contains(states, report.Suppressed):
		return report.Cell{State: report.Suppressed, Sources: sum.Sources}
	case slices.Contains(states, report.Missing) || slices.Contains(states, report.Rated):
		return report.Cell{State: report.Missing, Sources: sum.Sources}
	}
	if slices.Contains(states, report.Number) {
		cell := total.Cell(places, rounded && !ranged)
		cell.Marks, cell.Sources = sum.Marks, sum.Sources
		return cell
	}
	return sum
}

func union[T comparable](list, more []T) []T {
	list = slices.Clip(list)
	for _, x := range more {
		if !slices.Contains(list, x) {
			list = append(list, x)
		}
	}
	return list
}

// Sum adds up the members of some dimensions, which the result doesn't have. A total and other
// wholes are passed over.
func (p Part) Sum(ids []string, where report.Where, bySource bool, at source.Pos) (Part, *Mistake) {
	d := p.Dataset
	summed := make([]bool, len(d.Dimensions))
	for _, id := range ids {
		i := d.Index(id)
		if i < 0 {
			return Part{}, &Mistake{at, fmt.Sprintf("%s has no dimension %q", d.ID, id), source.DidYouMean(id, axisKeys(d))}
		}
		summed[i] = true
	}
	var left []*report.Dimension
	for i, x := range d.Dimensions {
		if !summed[i] {
			left = append(left, x)
		}
	}
	return p.regroup(left, bySource, at, func(row *report.Row) []string {
		keys := []string{}
		for i, x := range d.Dimensions {
			switch {
			case !summed[i]:
				keys = append(keys, row.Keys[i])
			case !where.Has(x.ID) && isWhole(x, row.Keys[i]):
				return nil
			}
		}
		return keys
	})
}

// isWhole reports whether a member is the total of others, or holds some.
func isWhole(x *report.Dimension, id string) bool {
	return id == x.Total || slices.ContainsFunc(x.Members, func(m *report.Member) bool { return m.Parent == id })
}

// replaced are the dimensions of a dataset with others in the place of one.
func replaced(d *report.Dataset, at int, by ...*report.Dimension) []*report.Dimension {
	return slices.Concat(d.Dimensions[:at:at], by, d.Dimensions[at+1:])
}

// periodDimension finds a dimension that has to be one of time.
func (p Part) periodDimension(key string, at source.Pos) (int, *Mistake) {
	i := p.Dataset.Index(key)
	if i < 0 || p.Dataset.Dimensions[i].Kind != report.KindPeriod {
		return 0, &Mistake{at, key + " is no dimension of time", "step and fold are about the periods of x"}
	}
	return i, nil
}

// Step adds up the periods of a dimension to longer ones. Those that are not filled without a gap
// are left out.
func (p Part) Step(key, length string, bySource bool, at source.Pos) (Part, *Mistake) {
	i, mistake := p.periodDimension(key, at)
	if mistake != nil {
		return Part{}, mistake
	}
	x := p.Dataset.Dimensions[i]
	longer := *x
	longer.Members, longer.Total = nil, ""
	parts := map[report.Period][]report.Period{}
	for _, id := range values(p.Rows, i) {
		m := x.Member(id)
		if whole, ok := m.Period.Step(length); ok {
			parts[whole] = append(parts[whole], m.Period)
		}
	}
	for _, whole := range sortedPeriods(parts) {
		if slices.Contains(parts[whole], whole) || len(whole.TiledBy(parts[whole])) == len(parts[whole]) {
			longer.Members = append(longer.Members, &report.Member{ID: whole.String(), Period: whole})
		}
	}
	return p.regroup(replaced(p.Dataset, i, &longer), bySource, at, func(row *report.Row) []string {
		period := x.Member(row.Keys[i]).Period
		whole, ok := period.Step(length)
		if !ok || longer.Member(whole.String()) == nil || period != whole && slices.Contains(parts[whole], whole) {
			return nil
		}
		keys := slices.Clone(row.Keys)
		keys[i] = whole.String()
		return keys
	})
}

// sortedPeriods are the keys of a map in the order of time.
func sortedPeriods[V any](of map[report.Period]V) []report.Period {
	var list []report.Period
	for p := range of {
		list = append(list, p)
	}
	slices.SortFunc(list, report.Period.Compare)
	return list
}

// values are the members of a dimension that rows have, in order of appearance.
func values(rows []*report.Row, dimension int) []string {
	var list []string
	for _, row := range rows {
		if !slices.Contains(list, row.Keys[dimension]) {
			list = append(list, row.Keys[dimension])
		}
	}
	return list
}

// YearID is the dimension of years that Fold makes.
const YearID = "year"

// Fold lays the years of a dimension of time over one another: its place is taken by the part of
// the year, and by the year. Whole years are left out.
func (p Part) Fold(key string, l *locale.Locale, at source.Pos) (Part, *Mistake) {
	i, mistake := p.periodDimension(key, at)
	if mistake != nil {
		return Part{}, mistake
	}
	x := p.Dataset.Dimensions[i]
	within := &report.Dimension{ID: x.ID, Title: x.Title, Kind: report.KindOrdinal}
	years := &report.Dimension{ID: YearID, Title: x.Title, Kind: report.KindPeriod}
	folded := func(p report.Period) (part, year string, ok bool) {
		whole, ok := p.Step("year")
		return strings.ReplaceAll(p.String(), fmt.Sprintf("%04d-", p.From.Year), ""), whole.String(), ok && p != whole
	}
	byPart, byYear := map[report.Period]string{}, map[report.Period]bool{}
	for _, id := range values(p.Rows, i) {
		period := x.Member(id).Period
		if part, _, ok := folded(period); ok {
			whole, _ := period.Step("year")
			byYear[whole] = true
			same := period
			same.From.Year, same.To.Year = 2000, 2000 // which has all days
			byPart[same] = part
		}
	}
	for _, same := range sortedPeriods(byPart) {
		within.Members = append(within.Members, &report.Member{ID: byPart[same],
			Title: report.Label{l.Language: l.PartOfYear(same)}})
	}
	for _, y := range sortedPeriods(byYear) {
		years.Members = append(years.Members, &report.Member{ID: y.String(), Period: y})
	}
	return p.regroup(replaced(p.Dataset, i, within, years), true, at, func(row *report.Row) []string {
		part, year, ok := folded(x.Member(row.Keys[i]).Period)
		if !ok {
			return nil
		}
		return slices.Concat(row.Keys[:i:i], []string{part, year}, row.Keys[i+1:])
	})
}
