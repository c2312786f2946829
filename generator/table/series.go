package table

import (
	"fmt"
	"slices"

	"vitrine/generator/locale"
	"vitrine/generator/report"
)

// seriesGrid is the table of a block with a sparkline: rows that differ in its dimension alone
// are one. It shows the latest of them, and after each measure a line of the figures of all. All
// lines of a table have the same scale of time.
func seriesGrid(b *report.Table, d *report.Dataset, rows []*report.Row, measures []int, l *locale.Locale) (
	*Grid, *Mistake) {
	at := b.Key("sparkline")
	axis, mistake := FindAxis(d, b.Sparkline, l, at)
	if mistake != nil {
		return nil, mistake
	}
	dimension := d.Index(axis.Key)
	if dimension < 0 {
		return nil, &Mistake{at, axis.Key + " is no dimension, and a sparkline is drawn over periods", ""}
	}
	x := d.Dimensions[dimension]
	moments, text, hint := d.Moments(rows, dimension)
	if text != "" {
		return nil, &Mistake{at, text, hint}
	}
	groups := rowsBut(rows, dimension)
	from, to := l.Member(x, moments[0].Member.ID), l.Member(x, moments[len(moments)-1].Member.ID)
	grid := rowsGrid(d, latestOf(groups, moments, dimension), measures, l)
	first := len(grid.Head) - len(measures)
	drawn := false
	for n, measure := range slices.Backward(measures) { // so that those before keep their places
		if d.Measures[measure].Rating() {
			continue // a grade has no length
		}
		grid.Head = slices.Insert(grid.Head, first+n+1, Head{Title: l.Word("sparkline-column",
			"measure", d.Measures[measure].Title.In(l.Language), "from", from, "to", to)})
		for i, group := range groups {
			series, text, hint := d.Series(moments, group, measure, dimension)
			if text != "" {
				return nil, &Mistake{at, text, hint}
			}
			if !series.Drawn() {
				series = nil
			}
			drawn = drawn || series != nil
			grid.Rows[i].Cells = slices.Insert(grid.Rows[i].Cells, first+n+1, Cell{Series: series})
		}
	}
	if !drawn {
		return nil, &Mistake{at, "a sparkline needs at least two figures that are shown, and no row has them",
			"bounds, plans and figures that are missing or suppressed have no point"}
	}
	return grid, nil
}

// rowsBut groups rows that differ in one dimension alone, or in where they are from.
func rowsBut(rows []*report.Row, dimension int) (groups [][]*report.Row) {
	index := map[string]int{}
	for _, row := range rows {
		key := fmt.Sprintf("%q", slices.Delete(slices.Clone(row.Keys), dimension, dimension+1))
		i, known := index[key]
		if !known {
			i = len(groups)
			index[key], groups = i, append(groups, nil)
		}
		groups[i] = append(groups[i], row)
	}
	return groups
}

// latestOf are the rows of the latest moment of each group.
func latestOf(groups [][]*report.Row, moments []report.Moment, dimension int) (latest []*report.Row) {
	order := map[string]int{}
	for i, m := range moments {
		order[m.Member.ID] = i
	}
	for _, group := range groups {
		latest = append(latest, slices.MaxFunc(group, func(a, b *report.Row) int {
			return order[a.Keys[dimension]] - order[b.Keys[dimension]]
		}))
	}
	return latest
}
