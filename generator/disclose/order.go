package disclose

import (
	"cmp"
	"fmt"
	"slices"

	"vitrine/generator/disclose/relations"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// The order of rows tells something when it is that of the figures: a withheld count
// lies between its neighbours'. So the rows of a dataset with withheld cells are published in
// the order of their members, and members of a category whose order is that of a
// count are published in the order of their ids.

// order is what the order of a dataset's rows and members could tell.
type order struct {
	tells   bool     // its rows are not published as they are written
	follows []string // of each dimension, the measure with withheld cells in whose order its members stand, or ""
}

// orderOf looks for figures, of a dataset or of others, in whose order its members or its rows stand.
func (g *gate) orderOf(d *relations.Dataset) order {
	o := order{follows: make([]string, len(d.Header.Dimensions))}
	for _, other := range g.datasets {
		shown := g.out[other.Number]
		if shown.Disclosure.Suppressed == 0 {
			continue
		}
		o.tells = o.tells || other == d
		withheld := func(row, measure int) bool { return shown.Rows[row].Cells[measure].State == report.Suppressed }
		for _, pair := range relations.Shared(d, other) {
			x := d.Header.Dimensions[pair[0]]
			if x.Kind == report.KindPeriod || x.Kind == report.KindOrdinal {
				continue
			}
			measure := other.Follows(pair[1], x.Members, withheld)
			if other != d {
				measure = cmp.Or(measure, other.Follows(pair[1], d.Appearing(pair[0]), withheld))
				if measure != "" {
					measure = other.Header.ID + "/" + measure
				}
			}
			o.tells = o.tells || measure != ""
			o.follows[pair[0]] = cmp.Or(o.follows[pair[0]], measure)
		}
	}
	return o
}

// arrange puts a published dataset in an order that does not depend on figures.
func (g *gate) arrange(d *relations.Dataset, o order, problems *source.Problems) {
	if !o.tells {
		return
	}
	out := g.out[d.Number]
	out.Dimensions = slices.Clone(out.Dimensions)
	places := make([]map[string]int, len(out.Dimensions)) // of each dimension's members
	for i, x := range out.Dimensions {
		if o.follows[i] != "" {
			out.Dimensions[i] = byID(x)
			text := fmt.Sprintf("the members of %s stand in the order of %s, which would tell where a withheld "+
				"count lies; they are published in the order of their ids", x.ID, o.follows[i])
			problems.Add(source.Problem{Pos: x.Pos, Text: text, Warning: true,
				Hint: "where the order has a meaning of its own, kind = \"ordinal\" keeps it"})
		}
		places[i] = map[string]int{}
		for n, m := range out.Dimensions[i].Members {
			places[i][m.ID] = n
		}
	}
	slices.SortStableFunc(out.Rows, func(a, b *report.Row) int {
		for i := range out.Dimensions {
			if c := cmp.Compare(places[i][a.Keys[i]], places[i][b.Keys[i]]); c != 0 {
				return c
			}
		}
		return cmp.Compare(a.SourceIDs(), b.SourceIDs())
	})
}

// byID returns a dimension with its members in the order of their ids. A total stays before
// all others or after them.
func byID(x *report.Dimension) *report.Dimension {
	rank := func(m *report.Member) int {
		switch {
		case m.ID != x.Total:
			return 0
		case x.Members[0] == m:
			return -1
		}
		return 1
	}
	sorted := *x
	sorted.Members = slices.Clone(x.Members)
	slices.SortStableFunc(sorted.Members, func(a, b *report.Member) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.ID, b.ID))
	})
	return &sorted
}
