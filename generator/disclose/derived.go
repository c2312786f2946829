package disclose

import (
	"math"
	"math/big"
	"slices"
	"strings"

	"vitrine/generator/raw"
	"vitrine/generator/report"
)

// cellAt is a figure of a dataset: a row's, of a measure.
type cellAt struct{ row, measure int }

// inputs are the figures that each derived figure of a dataset is computed from, so
// that nobody who has it and all but one of them finds that one: those that
// derived_from declares, and those of which a quotient or a difference turns out to
// be the figure. What rivals say of an input is an input too.
type inputs struct {
	of        map[cellAt][]cellAt
	quotients []quotient
}

// quotient is that a measure is computed by a formula from two operands.
type quotient struct {
	measure int
	over    [2]operand
	formula
}

// operand is a figure that a derived figure may be computed from: a measure of the same
// row, or of the row that stands for a total, the period before or the first period. The first of
// two is of the same row; the second too, or it is the same measure elsewhere.
type operand struct {
	measure int
	row     []int // for each row, where the operand stands; -1 where there is none
	here    bool  // in the same row
}

// formula is how one measure may be computed from two operands.
type formula struct {
	name   string
	factor int64 // 100 for per cent
	growth bool  // the quotient less 1
	minus  bool  // the difference instead of the quotient
}

var formulas = []formula{
	{"share", 1, false, false}, {"per cent", 100, false, false}, {"per thousand", 1000, false, false}, {"per ten thousand", 10_000, false, false},
	{"per hundred thousand", 100_000, false, false}, {"per million", 1_000_000, false, false},
	{"growth", 1, true, false}, {"growth in per cent", 100, true, false}, {"difference", 1, false, true},
}

// findInputs finds what the derived figures of a dataset are computed from.
func findInputs(f figures) inputs {
	found := inputs{of: map[cellAt][]cellAt{}}
	h := f.Header
	things := map[string][]int{}
	for r, row := range f.Rows {
		things[h.Thing(row.Keys)] = append(things[h.Thing(row.Keys)], r)
	}
	add := func(of cellAt, row, measure int) {
		for _, rival := range things[h.Thing(f.Rows[row].Keys)] {
			if in := (cellAt{rival, measure}); in != of && !slices.Contains(found.of[of], in) {
				found.of[of] = append(found.of[of], in)
			}
		}
	}
	for c, m := range h.Measures {
		for r := range f.Rows {
			for _, id := range m.DerivedFrom {
				if i := h.MeasureIndex(id); i >= 0 {
					add(cellAt{r, c}, r, i)
				}
			}
		}
	}
	if !slices.ContainsFunc(h.Measures, func(m *report.Measure) bool { return m.People }) {
		return found
	}
	operands := f.operands()
	for c, m := range h.Measures {
		if m.Rating() || m.People && len(m.DerivedFrom) == 0 {
			continue
		}
		for _, a := range operands {
			for _, b := range operands {
				if !a.here || !b.here && a.measure != b.measure || a.measure == c || b.measure == c || !h.Measures[a.measure].People && !h.Measures[b.measure].People {
					continue
				}
				for _, x := range formulas {
					if !f.computed(c, a, b, x, len(operands)) {
						continue
					}
					found.quotients = append(found.quotients, quotient{c, [2]operand{a, b}, x})
					for r := range f.Rows {
						for _, o := range []operand{a, b} {
							if o.row[r] >= 0 {
								add(cellAt{r, c}, o.row[r], o.measure)
							}
						}
					}
				}
			}
		}
	}
	return found
}

// operands are all figures that those of a row may be computed from.
func (f figures) operands() (list []operand) {
	here := make([]int, len(f.Rows))
	for r := range here {
		here[r] = r
	}
	rows := [][]int{here}
	byKeys := map[string][]int{}
	for r, row := range f.Rows {
		byKeys[strings.Join(row.Keys, "\x00")] = append(byKeys[strings.Join(row.Keys, "\x00")], r)
	}
	// at is, for each row, the row with other keys and, where there are several, the same sources.
	at := func(other func(row *raw.Row) []string) {
		to, any := make([]int, len(f.Rows)), false
		for r, row := range f.Rows {
			to[r] = -1
			keys := other(row)
			if keys == nil {
				continue
			}
			for _, x := range byKeys[strings.Join(keys, "\x00")] {
				if to[r] < 0 || report.SourceIDs(f.Rows[x].Sources) == report.SourceIDs(row.Sources) {
					to[r] = x
				}
			}
			any = any || to[r] >= 0 && to[r] != r
		}
		if any {
			rows = append(rows, to)
		}
	}
	totals := make([]string, len(f.Header.Dimensions))
	for i, d := range f.Header.Dimensions {
		if totals[i] = d.Total; totals[i] == "" {
			for m, measure := range f.Header.Measures {
				if measure.People && counted(measure) && totals[i] == "" {
					totals[i] = f.total(i, m)
				}
			}
		}
	}
	for i := range totals {
		at(func(row *raw.Row) []string { return withKey(row.Keys, i, totals[i]) })
	}
	at(func(row *raw.Row) []string { // the total of everything
		keys := slices.Clone(row.Keys)
		for i, total := range totals {
			if total != "" {
				keys[i] = total
			}
		}
		return keys
	})
	for i, d := range f.Header.Dimensions {
		if d.Kind != report.KindPeriod && d.Kind != report.KindOrdinal {
			continue
		}
		before, first := f.before(i)
		at(func(row *raw.Row) []string { return withKey(row.Keys, i, before[row.Keys[i]]) })
		at(func(row *raw.Row) []string { return withKey(row.Keys, i, first) })
	}
	for m, measure := range f.Header.Measures {
		if measure.Rating() {
			continue
		}
		for n, to := range rows {
			list = append(list, operand{m, to, n == 0})
		}
	}
	return list
}

// withKey is a row's keys with another member in one dimension; nil without one.
func withKey(keys []string, dimension int, member string) []string {
	if member == "" {
		return nil
	}
	keys = slices.Clone(keys)
	keys[dimension] = member
	return keys
}

// before is, for each member of a dimension of time, the one before it, and the first
// of all.
func (f figures) before(dimension int) (before map[string]string, first string) {
	members := slices.Clone(f.Header.Dimensions[dimension].Members)
	if f.Header.Dimensions[dimension].Kind == report.KindPeriod {
		slices.SortStableFunc(members, func(a, b *report.Member) int { return a.Period.Compare(b.Period) })
	}
	before = map[string]string{}
	last := map[int]string{} // by the length of the period
	for _, m := range members {
		before[m.ID] = last[len(m.ID)]
		last[len(m.ID)] = m.ID
	}
	if len(members) > 0 {
		first = members[0].ID
	}
	return before, first
}

// computed reports whether a measure is what a formula makes of two operands, in every
// row that has all three, and not by chance.
func (f figures) computed(c int, a, b operand, x formula, operands int) bool {
	if a.measure == b.measure && slices.Equal(a.row, b.row) {
		return false
	}
	odds := int64(1)
	for r := range f.Rows {
		ra, rb := a.row[r], b.row[r]
		if ra < 0 || rb < 0 || ra == rb && a.measure == b.measure {
			continue
		}
		figure := &f.Rows[r].Cells[c].Cell
		va, okA := f.exact(ra, a.measure)
		vb, okB := f.exact(rb, b.measure)
		if figure.State != report.Number || figure.Bound != report.Exact || !okA || !okB || vb == 0 && !x.minus {
			continue
		}
		if !x.holds(figure.Value, va, vb, f.scale()) {
			return false
		}
		units, _ := figure.Value.In(figure.Value.Places())
		odds = against(odds, max(units, -units)-1)
		if odds == math.MaxInt64 {
			return true
		}
	}
	h := f.Header
	switch {
	case a.measure == b.measure:
		return odds >= possibly
	case slices.Contains(h.Measures[c].DerivedFrom, h.Measures[a.measure].ID):
		return odds > 1
	}
	return odds/int64(operands*operands*len(formulas)) >= possibly
}

// holds reports whether a figure is what the formula makes of two numbers, rounded.
// The numbers are in units of a decimal place.
func (x formula) holds(figure report.Decimal, a, b int64, scale int) bool {
	var exact *big.Rat
	switch {
	case x.minus:
		exact = new(big.Rat).SetFrac(big.NewInt(a-b), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil))
	case x.growth:
		exact = big.NewRat(a-b, b)
	default:
		exact = big.NewRat(a, b)
	}
	exact.Mul(exact, big.NewRat(x.factor, 1))
	off := exact.Sub(exact, figure.Rat())
	half := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Mul(big.NewInt(2), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(figure.Places())), nil)))
	return off.Abs(off).Cmp(half) <= 0
}

// tells reports whether a derived figure gives away a small count that stands nowhere,
// because it and the other figure that it is computed from are there.
func (in inputs) tells(d *raw.Dataset, row, measure int) bool {
	figure := &d.Rows[row].Cells[measure].Cell
	if d.Header.Disclosure.Method != "suppress" || figure.State != report.Number {
		return false
	}
	for _, q := range in.quotients {
		if q.measure != measure || q.growth || q.minus || q.over[0].row[row] < 0 || q.over[1].row[row] < 0 {
			continue
		}
		a := &d.Rows[q.over[0].row[row]].Cells[q.over[0].measure].Cell
		b := &d.Rows[q.over[1].row[row]].Cells[q.over[1].measure].Cell
		by := new(big.Rat).Quo(figure.Value.Rat(), big.NewRat(q.factor, 1))
		implied := new(big.Rat)
		of := q.over[0].measure
		switch {
		case a.State == report.Missing && b.State == report.Number:
			implied.Mul(by, b.Value.Rat())
		case b.State == report.Missing && a.State == report.Number && by.Sign() > 0:
			implied.Quo(a.Value.Rat(), by)
			of = q.over[1].measure
		default:
			continue
		}
		count := report.Cell{Value: figure.Value}
		var ok bool
		if count.Value, ok = report.DecimalOf(report.Rounded(implied, d.Header.Measures[of].Decimals), d.Header.Measures[of].Decimals); ok &&
			few(&count, d.Header.Measures[of], d.Header.Disclosure) {
			return true
		}
	}
	return false
}

// finish withholds what is computed from a withheld cell, what is computed from
// that, all that a withheld small derived count is computed from, and what a withheld cell said before.
func (g Gate) finish(d *raw.Dataset, out *report.Dataset) {
	from := g.inputs[d]
	rule := out.Disclosure
	for r, row := range out.Rows {
		for i, m := range out.Measures {
			c := &row.Cells[i]
			if len(m.DerivedFrom) > 0 && few(c, m, rule) || from.tells(d, r, i) ||
				(c.State == report.Number || c.State == report.Rated) && takenBack(d, r, i) {
				withhold(c)
			}
		}
	}
	for again := true; again; {
		again = false
		for r, row := range out.Rows {
			for i := range out.Measures {
				c := &row.Cells[i]
				if c.State != report.Number && c.State != report.Rated {
					continue
				}
				if slices.ContainsFunc(from.of[cellAt{r, i}], func(in cellAt) bool { return out.Rows[in.row].Cells[in.measure].State == report.Suppressed }) {
					withhold(c)
					again = true
				}
			}
		}
	}
	for again := true; again; { // what was computed from a figure that is withheld
		again = false
		for n, rev := range out.Revisions {
			for i := range rev.Changes {
				c := &rev.Changes[i]
				of := cellAt{d.Revisions[n].Changes[i].Row, c.Measure}
				if c.Was.State == report.Number && slices.ContainsFunc(from.of[of], func(in cellAt) bool {
					return before(out, n, out.Rows[in.row], in.measure).State == report.Suppressed
				}) {
					withhold(&c.Was)
					again = true
				}
			}
		}
	}
	for n, rev := range out.Revisions {
		for i := range rev.Changes {
			c := &rev.Changes[i]
			hidden := c.Row.Cells[c.Measure].State == report.Suppressed || takenBack(d, d.Revisions[n].Changes[i].Row, c.Measure)
			if hidden && (c.Was.State == report.Number || c.Was.State == report.Rated) {
				withhold(&c.Was)
			}
		}
	}
}

// before is a cell as it was before the revision at an index.
func before(d *report.Dataset, revision int, row *report.Row, measure int) *report.Cell {
	for _, rev := range d.Revisions[revision:] {
		for i := range rev.Changes {
			if c := &rev.Changes[i]; c.Row == row && c.Measure == measure {
				return &c.Was
			}
		}
	}
	return &row.Cells[measure]
}
