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

// OthersID is the member that stands for all that Top leaves out. No dataset can have one of that id.
const OthersID = "(others)"

// Part is some rows of a dataset, which may have been made of others.
type Part struct {
	Dataset  *report.Dataset
	Rows     []*report.Row
	Measures []int                   // that are drawn: the others are not added up
	said     map[report.CellRef]said // of cells that were made; nil where Dataset tells
}

// said is what is said of a cell's parts.
type said struct {
	denied bool // a source that is not there gives another figure
	notes  []*report.Note
}

// Denied reports whether a source whose rows are not there gives another figure.
func (p Part) Denied(row *report.Row, measure int) bool {
	if p.said != nil {
		return p.said[report.CellRef{Row: row, Measure: measure}].denied
	}
	return len(p.Dataset.Conflicts) > 0 && slices.ContainsFunc(Contradicting(p.Dataset, row, measure),
		func(other *report.Row) bool { return !slices.Contains(p.Rows, other) })
}

// NotesOn are the notes on a cell but its own; of a sum, all those on its parts. A sum that is withheld
// has none.
func (p Part) NotesOn(row *report.Row, measure int) []*report.Note {
	if p.said != nil {
		return p.said[report.CellRef{Row: row, Measure: measure}].notes
	}
	return p.Dataset.NotesOn(row, measure)
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
		name := named(row, of, bySource)
		if groups[name] == nil {
			order = append(order, name)
		}
		groups[name], to[name] = append(groups[name], row), of
	}
	made.Rows = nil
	all := map[report.CellRef]said{}
	for _, name := range order {
		row, mistake := p.sumRow(groups[name], at)
		if mistake != nil {
			return Part{}, mistake
		}
		row.Keys = to[name]
		made.Rows = append(made.Rows, row)
		for _, i := range p.Measures {
			all[report.CellRef{Row: row, Measure: i}] = p.saidOf(groups[name], &row.Cells[i], i)
		}
	}
	return Part{&made, made.Rows, p.Measures, all}, nil
}

// named tells rows apart by keys, and where bySource is set by their sources.
func named(row *report.Row, keys []string, bySource bool) string {
	name := strings.Join(keys, "\x00")
	if bySource {
		name += "\x00\x00" + row.SourceIDs()
	}
	return name
}

// saidOf is what is said of the parts of a sum.
func (p Part) saidOf(rows []*report.Row, sum *report.Cell, measure int) (all said) {
	for _, row := range rows {
		all.denied = all.denied || p.Denied(row, measure)
		if sum.State == report.Suppressed {
			continue
		}
		all.notes = union(all.notes, p.NotesOn(row, measure))
		if note := row.Cells[measure].Note; note != nil && note != sum.Note {
			all.notes = append(all.notes, &report.Note{Text: report.Prose{"": note}})
		}
	}
	return all
}

// sumRow is the sum of rows, which has the sources and the marks of all of them.
func (p Part) sumRow(rows []*report.Row, at source.Pos) (*report.Row, *Mistake) {
	d := p.Dataset
	sum := &report.Row{Pos: rows[0].Pos, Since: rows[0].Since, Anchor: rows[0].Anchor, Sources: rows[0].Sources}
	things := map[string]bool{}
	for _, row := range rows {
		thing := d.Thing(row.Keys)
		if things[thing] {
			return nil, &Mistake{
				at,
				"two sources speak of one thing, which can't be added up",
				`name one with source = "…"`,
			}
		}
		things[thing] = true
		sum.Sources = union(sum.Sources, row.Sources)
	}
	for i, m := range d.Measures {
		if !slices.Contains(p.Measures, i) {
			sum.Cells = append(sum.Cells, report.Cell{State: report.Missing})
			continue
		}
		if len(rows) > 1 {
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
	var bounds []report.Bound
	places := 0
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
			places, bounds = max(places, c.Value.Places(), c.High.Places()), append(bounds, c.Bound)
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
	case slices.Contains(states, report.Missing):
		return report.Cell{State: report.Missing, Sources: sum.Sources}
	case len(bounds) == 0:
		return sum
	}
	// A sum of bounds that lies between two ends is no rounded figure.
	rounded := !slices.ContainsFunc(bounds, func(b report.Bound) bool { return b != report.Exact && b != report.About })
	cell := total.Cell(places, rounded)
	cell.Marks, cell.Sources = sum.Marks, sum.Sources
	return cell
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
// wholes are passed over where a part of theirs is there.
func (p Part) Sum(ids []string, where report.Where, bySource bool, at source.Pos) (Part, *Mistake) {
	d := p.Dataset
	summed := make([]bool, len(d.Dimensions))
	for _, id := range ids {
		i := d.Index(id)
		if i < 0 {
			return Part{}, &Mistake{at, fmt.Sprintf("%s has no dimension %q", d.ID, id), source.DidYouMean(id, d.DimensionIDs())}
		}
		summed[i] = true
	}
	var left []*report.Dimension
	for i, x := range d.Dimensions {
		if !summed[i] {
			left = append(left, x)
		}
	}
	parted := p.parted(summed, bySource)
	return p.regroup(left, bySource, at, func(row *report.Row) []string {
		keys := []string{}
		for i, x := range d.Dimensions {
			switch {
			case !summed[i]:
				keys = append(keys, row.Keys[i])
			case !where.Has(x.ID) && parted[i][named(row, row.Keys, bySource)]:
				return nil
			}
		}
		return keys
	})
}

// parted has for each dimension that is summed the wholes of which parts are there, by the names of
// their rows.
func (p Part) parted(summed []bool, bySource bool) []map[string]bool {
	parted := make([]map[string]bool, len(summed))
	for i, x := range p.Dataset.Dimensions {
		if !summed[i] {
			continue
		}
		parted[i] = map[string]bool{}
		for _, row := range p.Rows {
			for _, whole := range wholes(x, row.Keys[i]) {
				parted[i][named(row, withKey(row, i, whole), bySource)] = true
			}
		}
	}
	return parted
}

// wholes are the members that a member is a part of.
func wholes(x *report.Dimension, id string) []string {
	list := x.Ancestors(id)
	if x.Total != "" && id != x.Total {
		list = append(list, x.Total)
	}
	return slices.DeleteFunc(list, func(whole string) bool { return whole == id })
}

// withKey are the keys of a row with another one for a dimension.
func withKey(row *report.Row, dimension int, key string) []string {
	keys := slices.Clone(row.Keys)
	keys[dimension] = key
	return keys
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
// are left out, by all that tells rows apart: one place may have all months, and another some.
func (p Part) Step(key, length string, bySource bool, at source.Pos) (Part, *Mistake) {
	i, mistake := p.periodDimension(key, at)
	if mistake != nil {
		return Part{}, mistake
	}
	x := p.Dataset.Dimensions[i]
	parts := map[string][]report.Period{} // by the keys with the longer period in its place
	stepped := func(row *report.Row) (name string, period, whole report.Period, ok bool) {
		period = x.Member(row.Keys[i]).Period
		whole, ok = period.Step(length)
		return named(row, withKey(row, i, whole.String()), bySource), period, whole, ok
	}
	for _, row := range p.Rows {
		if name, period, _, ok := stepped(row); ok && !slices.Contains(parts[name], period) {
			parts[name] = append(parts[name], period)
		}
	}
	found := map[report.Period]bool{}
	chosen := map[string][]report.Period{}
	for _, row := range p.Rows {
		name, _, whole, ok := stepped(row)
		if !ok || chosen[name] != nil {
			continue
		}
		if chosen[name] = filling(whole, parts[name]); chosen[name] != nil {
			found[whole] = true
		}
	}
	longer := *x
	longer.Members, longer.Total = nil, ""
	for _, whole := range sortedPeriods(found) {
		longer.Members = append(longer.Members, &report.Member{ID: whole.String(), Period: whole})
	}
	return p.regroup(replaced(p.Dataset, i, &longer), bySource, at, func(row *report.Row) []string {
		name, period, whole, ok := stepped(row)
		if !ok || !slices.Contains(chosen[name], period) {
			return nil
		}
		return withKey(row, i, whole.String())
	})
}

// filling are those of some periods that fill a longer one: that itself, or the longest that follow
// one another without a gap; none where they don't.
func filling(whole report.Period, parts []report.Period) (list []report.Period) {
	parts = slices.Clone(parts)
	slices.SortStableFunc(parts, func(a, b report.Period) int { return b.Days() - a.Days() })
	for _, part := range parts {
		if part.Contains(whole) {
			return []report.Period{part}
		}
	}
	for _, i := range whole.TiledBy(parts) {
		list = append(list, parts[i])
	}
	return list
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

// YearID is the dimension of years that Fold makes. No dataset can have one of that id.
const YearID = "(year)"

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
		part = strings.ReplaceAll(p.String(), fmt.Sprintf("%04d-", p.From.Year), "")
		return part, whole.String(), ok && !p.Contains(whole)
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
	var before report.Period
	for n, same := range sortedPeriods(byPart) {
		if n > 0 && !x.Running && same.Overlaps(before) {
			return Part{}, &Mistake{at, fmt.Sprintf(
				"%s and %s of a year overlap, so they can't follow one another",
				l.PartOfYear(
					before,
				),
				l.PartOfYear(same),
			), "choose periods of one length with where, or add them up with step"}
		}
		before = same
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
