package table

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"vitrine/generator/locale"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// place is a member of a dimension, and how much its rows come to.
type place struct {
	*report.Member
	title string
	size  *big.Rat // nil when a figure of it is withheld, or none is there
}

// SortBy puts the members of a dimension in the order of a measure, the greatest first, or of
// their titles. Nothing is known of a withheld figure, so its member comes after all others.
func (p Part) SortBy(key, by string, measure int, l *locale.Locale, at source.Pos) (Part, *Mistake) {
	i, mistake := p.dimension(key, at)
	if mistake != nil {
		return Part{}, mistake
	}
	list := p.places(i, measure, l)
	if by == "title" {
		c := collate.New(language.Make(l.Language))
		slices.SortStableFunc(list, func(a, b place) int {
			return cmp.Or(residualLast(a, b), c.CompareString(a.title, b.title))
		})
	} else {
		slices.SortStableFunc(list, bySize)
	}
	return p.inOrder(i, list), nil
}

// residualLast orders what is left, like "other", behind all else.
func residualLast(a, b place) int {
	switch {
	case a.Residual == b.Residual:
		return 0
	case a.Residual:
		return 1
	}
	return -1
}

func bySize(a, b place) int {
	switch {
	case a.Residual != b.Residual:
		return residualLast(a, b)
	case a.size == nil && b.size == nil:
		return 0
	case a.size == nil:
		return 1
	case b.size == nil:
		return -1
	}
	return b.size.Cmp(a.size)
}

// dimension finds a dimension whose members are to be put in order.
func (p Part) dimension(key string, at source.Pos) (int, *Mistake) {
	if i := p.Dataset.Index(key); i >= 0 {
		return i, nil
	}
	return 0, &Mistake{at, key + " is no dimension, so it has no order of its own",
		"sort and top are about the members of x"}
}

// places are the members of a dimension that rows have, with what their rows come to: the sum of
// what adds up, or else the greatest.
func (p Part) places(dimension, measure int, l *locale.Locale) []place {
	d := p.Dataset
	x := d.Dimensions[dimension]
	var list []place
	for _, m := range x.Members {
		at := place{Member: m, title: l.Member(x, m.ID)}
		var rows []*report.Row
		withheld := false
		for _, row := range p.Rows {
			if row.Keys[dimension] == m.ID {
				rows = append(rows, row)
				withheld = withheld || row.Cells[measure].State == report.Suppressed
			}
		}
		if len(rows) == 0 {
			continue
		}
		if !withheld {
			at.size = size(d, rows, measure)
		}
		list = append(list, at)
	}
	return list
}

// size is the sum of the numbers of rows, or the greatest where they don't add up; nil for none.
func size(d *report.Dataset, rows []*report.Row, measure int) *big.Rat {
	text, _ := d.CantAdd(rows, d.Measures[measure])
	var size *big.Rat
	for _, row := range rows {
		c := &row.Cells[measure]
		switch v := c.Value.Rat(); {
		case c.State != report.Number || c.Bound == report.Between:
		case size == nil:
			size = v
		case text == "":
			size = new(big.Rat).Add(size, v)
		case v.Cmp(size) > 0:
			size = v
		}
	}
	return size
}

// inOrder is the part with the members of a dimension in another order.
func (p Part) inOrder(dimension int, list []place) Part {
	x := *p.Dataset.Dimensions[dimension]
	x.Members = nil
	for _, m := range list {
		x.Members = append(x.Members, m.Member)
	}
	made := *p.Dataset
	made.Dimensions = replaced(p.Dataset, dimension, &x)
	return Part{&made, p.Rows, p.Measures, p.said}
}

// Top leaves the members of a dimension at which a measure is greatest. The others are added up
// as one, where the measure adds up; otherwise they are left out. A member with a withheld figure is
// one of the others. left is how many members were left out.
func (p Part) Top(key string, n, measure int, bySource bool, l *locale.Locale, at source.Pos) (
	made Part, left int, mistake *Mistake) {
	i, mistake := p.dimension(key, at)
	if mistake != nil {
		return Part{}, 0, mistake
	}
	list := p.places(i, measure, l)
	greatest := slices.Clone(list)
	slices.SortStableFunc(greatest, bySize)
	kept := map[string]bool{}
	for _, m := range greatest[:min(n, len(greatest))] {
		kept[m.ID] = m.size != nil && !m.Residual
	}
	rest := slices.DeleteFunc(slices.Clone(list), func(m place) bool { return kept[m.ID] })
	if len(rest) == 0 {
		return p, 0, nil
	}
	list = slices.DeleteFunc(list, func(m place) bool { return !kept[m.ID] })
	if text, _ := p.Dataset.Measures[measure].CantAdd(); text == "" {
		if mistake := noOthers(p.Dataset.Dimensions[i], slices.Concat(list, rest), at); mistake != nil {
			return Part{}, 0, mistake
		}
		list = append(list, place{Member: &report.Member{ID: OthersID,
			Title: report.Label{l.Language: l.Word("others", "n", fmt.Sprint(len(rest)))}}})
	} else {
		left = len(rest)
	}
	p = p.inOrder(i, list)
	made, mistake = p.regroup(p.Dataset.Dimensions, bySource, at, func(row *report.Row) []string {
		switch {
		case kept[row.Keys[i]]:
			return row.Keys
		case left > 0:
			return nil
		}
		keys := slices.Clone(row.Keys)
		keys[i] = OthersID
		return keys
	})
	return made, left, mistake
}

// noOthers says what keeps some members of a dimension from being added up as others.
func noOthers(x *report.Dimension, list []place, at source.Pos) *Mistake {
	if x.Kind == report.KindPeriod {
		return &Mistake{at, "the rest of " + x.ID + " would be added up as others, which are no time",
			`choose times with where, or put all in order with sort = "value"`}
	}
	for _, part := range list {
		for _, whole := range wholes(x, part.ID) {
			if slices.ContainsFunc(list, func(m place) bool { return m.ID == whole }) {
				return &Mistake{at, fmt.Sprintf("%s holds %s, so the others would count some twice", whole, part.ID),
					fmt.Sprintf("leave it out with %s = !%s in where", x.ID, whole)}
			}
		}
	}
	return nil
}
