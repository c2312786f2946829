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

// arrange puts a published dataset in an order that does not depend on its figures.
func arrange(d *relations.Dataset, out *report.Dataset, problems *source.Problems) {
	if out.Disclosure.Suppressed == 0 {
		return
	}
	withheld := func(row, measure int) bool { return out.Rows[row].Cells[measure].State == report.Suppressed }
	out.Dimensions = slices.Clone(out.Dimensions)
	order := make([]map[string]int, len(out.Dimensions)) // of each dimension's members
	for i, x := range out.Dimensions {
		if measure := d.Follows(i, withheld); measure != "" {
			out.Dimensions[i] = byID(x)
			text := fmt.Sprintf("the members of %s stand in the order of %s, which would tell where a withheld "+
				"count lies; they are published in the order of their ids", x.ID, measure)
			problems.Add(source.Problem{Pos: x.Pos, Text: text, Warning: true,
				Hint: "where the order has a meaning of its own, kind = \"ordinal\" keeps it"})
		}
		order[i] = map[string]int{}
		for n, m := range out.Dimensions[i].Members {
			order[i][m.ID] = n
		}
	}
	slices.SortStableFunc(out.Rows, func(a, b *report.Row) int {
		for i := range out.Dimensions {
			if c := cmp.Compare(order[i][a.Keys[i]], order[i][b.Keys[i]]); c != 0 {
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
