package report

import (
	"fmt"
	"slices"
)

// Series is how a figure changed over the periods of a dimension: what a sparkline draws.
type Series struct {
	Measure   *Measure
	Dimension *Dimension
	Moments   []Moment // one for each period, in their order; at least two have figures
}

// Moment is a figure of a series.
type Moment struct {
	Member *Member // the period
	Day    int     // the number of a day, by which moments stand apart
	Cell   *Cell   // nil where there is no figure, or none that is a number known
	Breaks bool    // it does not continue the figures before it
}

// Ends are the first and the last moment that have figures.
func (s *Series) Ends() (first, last *Moment) {
	for i := range s.Moments {
		if m := &s.Moments[i]; m.Cell != nil {
			if last = m; first == nil {
				first = m
			}
		}
	}
	return first, last
}

// mostMoments is how many periods a sparkline has room for.
const mostMoments = 60

// Moments are the periods that rows have on a dimension, in their order. They follow one another;
// otherwise text says what is wrong, with a hint.
func (d *Dataset) Moments(rows []*Row, dimension int) (list []Moment, text, hint string) {
	x := d.Dimensions[dimension]
	if x.Kind != KindPeriod {
		return nil, x.ID + " holds no periods, and a sparkline is drawn over time", "name a dimension of kind period"
	}
	present := map[string]bool{}
	for _, row := range rows {
		present[row.Keys[dimension]] = true
	}
	for _, m := range x.Members {
		if !present[m.ID] {
			continue
		}
		if !m.Period.closed() {
			return nil, m.ID + " is an open period, which has no place on a scale of time",
				"choose closed ones with where"
		}
		day := m.Period.From.DayNumber()
		if x.Running {
			day = m.Period.To.DayNumber()
		}
		list = append(list, Moment{Member: m, Day: day})
	}
	slices.SortStableFunc(list, func(a, b Moment) int { return a.Member.Period.Compare(b.Member.Period) })
	for i := 1; i < len(list); i++ {
		a, b := list[i-1].Member, list[i].Member
		if !x.Running && a.Period.To.last() >= b.Period.From.first() || list[i].Day <= list[i-1].Day {
			return nil, fmt.Sprintf("%s and %s overlap, and a line joins what follows one another", a.ID, b.ID),
				"choose periods of one length"
		}
	}
	if len(list) > mostMoments {
		return nil, fmt.Sprintf("these are %d periods, and a sparkline has room for %d", len(list), mostMoments),
			"choose fewer"
	}
	return list, "", ""
}

// Series is a measure in rows of which each stands at one of some moments. Bounds, plans and
// forecasts, and what is missing or suppressed, leave gaps: no point of a line stands for them.
// Where two rows stand at a moment, text says so, with a hint. The series may have less than two
// figures.
func (d *Dataset) Series(moments []Moment, rows []*Row, measure, dimension int) (s *Series, text, hint string) {
	s = &Series{d.Measures[measure], d.Dimensions[dimension], slices.Clone(moments)}
	seen := map[string]bool{}
	for _, row := range rows {
		id := row.Keys[dimension]
		if seen[id] {
			return nil, "two rows stand at " + id, "name a source, so that one is left"
		}
		seen[id] = true
		if cell := &row.Cells[measure]; cell.State == Number && (cell.Bound == Exact || cell.Bound == About) &&
			!slices.Contains(d.MarksOn(row, measure), "f") {
			i := slices.IndexFunc(s.Moments, func(m Moment) bool { return m.Member.ID == id })
			s.Moments[i].Cell, s.Moments[i].Breaks = cell, slices.Contains(d.MarksOn(row, measure), "b")
		}
	}
	return s, "", ""
}

// Drawn reports whether the series has the two figures that a line needs.
func (s *Series) Drawn() bool {
	first, last := s.Ends()
	return first != last
}
