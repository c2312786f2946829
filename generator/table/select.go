// Package table makes the tables of the site from what the gate let through:
// for a dataset's page, for blocks, under each chart and for the CSV and JSON
// files. It owns how a block's `where`, `source` and axes choose rows.
package table

import (
	"fmt"
	"slices"
	"strings"

	"vitrine/generator/locale"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// Mistake is what is wrong with a block, with a hint.
type Mistake struct {
	Pos        source.Pos
	Text, Hint string
}

// Axis is a way to tell rows apart: a dimension, an attribute or the source.
type Axis struct {
	Key   string
	Title string
	of    func(*report.Row) string
	title func(string) string
	order []string // the values there can be, in order; nil for that of the rows
}

// Of is the axis' value for a row.
func (a *Axis) Of(row *report.Row) string { return a.of(row) }

// Name is how a value reads.
func (a *Axis) Name(value string) string { return a.title(value) }

// NewAxis finds an axis by its key; nil when the dataset has none such.
func NewAxis(d *report.Dataset, key string, l *locale.Locale) *Axis {
	if i := d.Index(key); i >= 0 {
		dimension := d.Dimensions[i]
		return &Axis{key, dimension.Title.In(l.Language), func(r *report.Row) string { return r.Keys[i] },
			func(v string) string { return l.Member(dimension, v) }, dimension.IDs()}
	}
	if i := d.AttributeIndex(key); i >= 0 {
		a := d.Attributes[i]
		return &Axis{key, a.Title.In(l.Language), func(r *report.Row) string { return r.Attrs[i] },
			func(v string) string { return l.Attribute(a, v) }, nil}
	}
	if key == "source" {
		titles := map[string]string{}
		for _, row := range d.Rows {
			titles[row.SourceIDs()] = SourceTitle(row.Sources, l)
		}
		return &Axis{key, l.Word("source"), (*report.Row).SourceIDs, func(v string) string { return titles[v] }, nil}
	}
	return nil
}

// SourceTitle names the publishers of sources.
func SourceTitle(sources []*report.Source, l *locale.Locale) string {
	var names []string
	for _, s := range sources {
		names = append(names, l.Publisher(s))
	}
	return strings.Join(slices.Compact(names), ", ")
}

// Values are the values that rows have on the axis, in order.
func (a *Axis) Values(rows []*report.Row) []string {
	var values []string
	for _, row := range rows {
		if v := a.of(row); !slices.Contains(values, v) {
			values = append(values, v)
		}
	}
	if a.order != nil {
		slices.SortStableFunc(values,
			func(x, y string) int { return slices.Index(a.order, x) - slices.Index(a.order, y) })
	}
	return values
}

// axisKeys are the keys an axis or a condition may have.
func axisKeys(d *report.Dataset) []string {
	var keys []string
	for _, x := range d.Dimensions {
		keys = append(keys, x.ID)
	}
	for _, x := range d.Attributes {
		keys = append(keys, x.ID)
	}
	return append(keys, "source")
}

// Rows are the rows of a dataset that a block selects. A dimension with a total
// that is neither in where nor an axis means the total.
func Rows(d *report.Dataset, s report.Selection, axes ...string) ([]*report.Row, *Mistake) {
	where := slices.Clone(s.Where)
	for i, c := range where {
		dimension := d.Dimension(c.Key)
		if dimension != nil {
			c.Members = dimension.Named(c.Members)
			where[i] = c
		}
		if dimension == nil && d.AttributeIndex(c.Key) < 0 && c.Key != "source" {
			return nil, &Mistake{c.Pos, fmt.Sprintf("%s has no dimension %q", d.ID, c.Key),
				source.DidYouMean(c.Key, axisKeys(d))}
		}
		for _, m := range c.Members {
			if dimension != nil && dimension.Member(m) == nil {
				return nil, &Mistake{c.Pos, fmt.Sprintf("%q is no member of %s that is published", m, c.Key),
					source.DidYouMean(m, dimension.IDs())}
			}
		}
	}
	if s.Source != "" {
		where = append(where, report.Condition{Key: "source", Members: []string{s.Source}})
	}
	for _, dimension := range d.Dimensions {
		if dimension.Total != "" && !where.Has(dimension.ID) && !slices.Contains(axes, dimension.ID) {
			where = append(where, report.Condition{Key: dimension.ID, Members: []string{dimension.Total}})
		}
	}
	var rows []*report.Row
	for _, row := range d.Rows {
		if d.Matches(where, row.Keys, row.Attrs, row.Sources) {
			rows = append(rows, row)
		}
	}
	if len(rows) == 0 {
		return nil, &Mistake{s.DataPos, "no row of " + d.ID + " fits this where", ""}
	}
	return rows, nil
}

// Measure finds a measure that a block names.
func Measure(d *report.Dataset, id string, at source.Pos) (int, *Mistake) {
	if i := d.MeasureIndex(id); i >= 0 {
		return i, nil
	}
	return -1, &Mistake{at, fmt.Sprintf("%s has no measure %q", d.ID, id), source.DidYouMean(id, d.MeasureIDs())}
}

// FindAxis finds an axis that a block names.
func FindAxis(d *report.Dataset, key string, l *locale.Locale, at source.Pos) (*Axis, *Mistake) {
	if a := NewAxis(d, key, l); a != nil {
		return a, nil
	}
	return nil, &Mistake{at, fmt.Sprintf("%s has no dimension %q", d.ID, key), source.DidYouMean(key, axisKeys(d))}
}
