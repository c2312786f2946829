package disclose

import (
	"fmt"
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
// derived_from declares, those of which a formula turns out to give the figure, and, of
// a figure with decimals, the counts of its row, since it may be a rate or a mean of
// them. What rivals say of an input is an input too.
type inputs struct {
	of        map[cellAt][]cellAt
	elsewhere map[cellAt][]figureTerm // in other datasets
	quotients []quotient
}

// quotient is that a measure is computed by a formula from two operands.
type quotient struct {
	measure int
	over    [2]operand
	formula
}

// operand is what a derived figure may be computed from: the sum of a measure over some
// rows, for each row of the dataset.
type operand struct {
	measure int
	and     int     // another measure that is added, or -1
	rows    [][]int // none where there is no such figure
	name    string  // "here" in the same row, "one" for the number 1
	window  int64   // of so many periods
}

// formula is how a figure may be computed from two operands a and b.
type formula struct {
	kind     string // a/b, a/b-1, 1-a/b, a-b or a+b
	num, den int64  // times num/den
}

var (
	formulas = []formula{
		{"a/b", 1, 1}, {"a/b", 100, 1}, {"a/b", 1000, 1}, {"a/b", 10_000, 1}, {"a/b", 100_000, 1}, {"a/b", 1_000_000, 1},
		{"a/b-1", 1, 1}, {"a/b-1", 100, 1}, {"1-a/b", 1, 1}, {"1-a/b", 100, 1}, {"a-b", 1, 1}, {"a+b", 1, 1},
	}
	// perTime are those of one operand: itself, or for a month, a quarter, a day, a week.
	perTime = []formula{{"a/b", 1, 1}, {"a/b", 1, 12}, {"a/b", 1, 4}, {"a/b", 1, 365}, {"a/b", 1, 366}, {"a/b", 1, 52}, {"a/b", 1, 7}, {"a/b", 1, 30}, {"a/b", 1, 24},
		{"a/b", 12, 1}, {"a/b", 365, 1}}
)

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
	var derived []int
	for c, m := range h.Measures {
		for r := range f.Rows {
			for i, x := range h.Measures {
				mayBe := m.Decimals > 0 && !m.People && x.People && counted(x)
				if i != c && (slices.Contains(m.DerivedFrom, x.ID) || mayBe) {
					add(cellAt{r, c}, r, i)
				}
			}
		}
		f.declared(m, func(r, in, measure int) { add(cellAt{r, c}, in, measure) })
		if !m.Rating() && (!m.People || len(m.DerivedFrom) > 0) {
			derived = append(derived, c)
		}
	}
	if len(derived) == 0 || !slices.ContainsFunc(h.Measures, func(m *report.Measure) bool { return m.People }) {
		return found
	}
	operands := f.operands()
	for _, c := range derived {
		for _, q := range f.formulasOf(c, operands) {
			found.quotients = append(found.quotients, q)
			for r := range f.Rows {
				for _, o := range q.over {
					for _, row := range o.at(r) {
						for _, m := range o.measures() {
							add(cellAt{r, c}, row, m)
						}
					}
				}
			}
		}
	}
	return found
}

// declared yields what a measure is said to be computed from in other rows: for each row, the
// row and measure of the input.
func (f figures) declared(m *report.Measure, yield func(row, in, measure int)) {
	for _, at := range m.DerivedAt {
		rows := map[string][]int{}
		for r, row := range f.Rows {
			rows[strings.Join(row.Keys, "\x00")] = append(rows[strings.Join(row.Keys, "\x00")], r)
		}
		for r, row := range f.Rows {
			keys := slices.Clone(row.Keys)
			for id, member := range at.Members {
				keys[f.Header.Index(id)] = member
			}
			for _, in := range rows[strings.Join(keys, "\x00")] {
				if measure := f.Header.MeasureIndex(at.Measure); measure >= 0 {
					yield(r, in, measure)
				}
			}
		}
	}
}

// measures are what an operand adds up in each row.
func (o operand) measures() []int {
	if o.and < 0 {
		return []int{o.measure}
	}
	return []int{o.measure, o.and}
}

// at are the rows that an operand adds up for a row; none for the number 1.
func (o operand) at(row int) []int {
	if o.rows == nil {
		return nil
	}
	return o.rows[row]
}

// formulasOf are the formulas that give a measure in every row.
func (f figures) formulasOf(c int, operands []operand) (list []quotient) {
	one := operand{measure: -1, and: -1, name: "one"}
	h := f.Header
	for _, a := range operands {
		if a.measure == c || a.name != "here" && a.window == 0 {
			continue
		}
		for _, x := range perTime {
			if a.window > 0 {
				x = formula{"a/b", x.num, x.den * a.window}
			}
			if h.Measures[a.measure].People && f.computed(c, a, one, x) {
				list = append(list, quotient{c, [2]operand{a, one}, x})
			}
		}
		for _, b := range operands {
			if !f.pair(a, b) || b.measure == c || b.and == c {
				continue
			}
			for _, x := range formulas {
				if f.computed(c, a, b, x) {
					list = append(list, quotient{c, [2]operand{a, b}, x})
				}
			}
		}
	}
	return list
}

// pair reports whether a figure may be computed from two operands: two measures of a row, or one measure
// there and elsewhere. One of them has to count people.
func (f figures) pair(a, b operand) bool {
	same := a.measure == b.measure
	switch {
	case a.window > 0 || b.window > 0 || same && a.name == b.name:
		return false
	case !same && b.name != "here" && b.name != "sum":
		return false
	}
	return f.Header.Measures[a.measure].People || f.Header.Measures[b.measure].People
}

// mostAdded is among how many counts of a row two are added.
const mostAdded = 6

// longestLag is how many periods back a figure is looked for that another is compared
// with: a year of months.
const longestLag = 12

// operands are all figures that those of a row may be computed from.
func (f figures) operands() (list []operand) {
	add := func(name string, window int64, rows func(row *raw.Row, r int) []int) {
		to, any := make([][]int, len(f.Rows)), false
		for r, row := range f.Rows {
			to[r] = rows(row, r)
			any = any || len(to[r]) > 0
		}
		for m, measure := range f.Header.Measures {
			if any && !measure.Rating() {
				list = append(list, operand{m, -1, to, name, window})
			}
		}
	}
	byKeys := map[string][]int{}
	for r, row := range f.Rows {
		byKeys[strings.Join(row.Keys, "\x00")] = append(byKeys[strings.Join(row.Keys, "\x00")], r)
	}
	// find is the row with some keys and, where there are several, the same sources.
	find := func(like *raw.Row, keys []string) (rows []int) {
		if keys == nil {
			return nil
		}
		for _, x := range byKeys[strings.Join(keys, "\x00")] {
			if len(rows) == 0 || report.SourceIDs(f.Rows[x].Sources) == report.SourceIDs(like.Sources) {
				rows = []int{x}
			}
		}
		return rows
	}
	add("here", 0, func(_ *raw.Row, r int) []int { return []int{r} })
	people := 0
	for _, o := range list { // of women and men, two columns of a row
		if m := f.Header.Measures[o.measure]; m.People && counted(m) {
			people++
		}
	}
	for _, a := range list[:len(list):len(list)] {
		for _, b := range list[:len(list):len(list)] {
			if people <= mostAdded && a.measure < b.measure && f.Header.Measures[a.measure].People && f.Header.Measures[b.measure].People {
				list = append(list, operand{a.measure, b.measure, a.rows, "sum", 0})
			}
		}
	}
	totals := make([]string, len(f.Header.Dimensions))
	for i, d := range f.Header.Dimensions {
		for m, measure := range f.Header.Measures {
			if measure.People && counted(measure) && totals[i] == "" {
				totals[i] = f.totals[i][m]
			}
		}
		add("total of "+d.ID, 0, func(row *raw.Row, _ int) []int { return find(row, withKey(row.Keys, i, totals[i])) })
		if d.Kind == report.KindPeriod {
			continue
		}
		add("all of "+d.ID, 0, func(row *raw.Row, _ int) (rows []int) { // where no row has the total
			if len(find(row, withKey(row.Keys, i, totals[i]))) > 0 {
				return nil
			}
			for _, m := range d.Members {
				if m.Parent == "" {
					rows = append(rows, find(row, withKey(row.Keys, i, m.ID))...)
				}
			}
			return rows
		})
	}
	add("total of all", 0, func(row *raw.Row, _ int) []int {
		keys := slices.Clone(row.Keys)
		for i, total := range totals {
			if total != "" {
				keys[i] = total
			}
		}
		return find(row, keys)
	})
	for i, d := range f.Header.Dimensions {
		if d.Kind != report.KindPeriod && d.Kind != report.KindOrdinal {
			continue
		}
		before := f.before(i)
		for n := 1; n <= longestLag && n < len(d.Members); n++ {
			add(fmt.Sprintf("%s %d before", d.ID, n), 0, func(row *raw.Row, _ int) []int {
				return find(row, withKey(row.Keys, i, back(before, row.Keys[i], n)))
			})
			add(fmt.Sprintf("%d of %s", n+1, d.ID), int64(n+1), func(row *raw.Row, r int) []int {
				rows := []int{r}
				for k := 1; k <= n; k++ {
					rows = append(rows, find(row, withKey(row.Keys, i, back(before, row.Keys[i], k)))...)
				}
				if len(rows) <= n {
					return nil
				}
				return rows
			})
		}
		for _, m := range d.Members[:min(len(d.Members), 40)] {
			add(d.ID+" "+m.ID, 0, func(row *raw.Row, _ int) []int { return find(row, withKey(row.Keys, i, m.ID)) })
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

// back is the member so many steps before another; "" when there is none.
func back(before map[string]string, member string, steps int) string {
	for ; steps > 0 && member != ""; steps-- {
		member = before[member]
	}
	return member
}

// before is, for each member of a dimension of time or order, the one before it; of
// periods, the one of the same length.
func (f figures) before(dimension int) map[string]string {
	d := f.Header.Dimensions[dimension]
	members := slices.Clone(d.Members)
	if d.Kind == report.KindPeriod {
		slices.SortStableFunc(members, func(a, b *report.Member) int { return a.Period.Compare(b.Period) })
	}
	before := map[string]string{}
	last := map[int]string{}
	for _, m := range members {
		length := d.Length(m)
		before[m.ID] = last[length]
		last[length] = m.ID
	}
	return before
}

// value is an operand in a row, in units of the dataset's last decimal; false when a
// figure of it is missing or not exact.
func (f figures) value(o operand, row int) (sum int64, ok bool) {
	if o.name == "one" {
		v, ok := report.Whole(1).In(f.decimals(false))
		return v, ok
	}
	for _, r := range o.rows[row] {
		for _, m := range o.measures() {
			v, ok := f.units(r, m, f.decimals(false))
			if !ok {
				return 0, false
			}
			sum += v
		}
	}
	return sum, len(o.rows[row]) > 0
}

// computed reports whether a measure is what a formula makes of two operands, in every
// row that has all three, and not by chance.
func (f figures) computed(c int, a, b operand, x formula) bool {
	odds := int64(1)
	for r := range f.Rows {
		if a.measure == b.measure && slices.Equal(a.rows[r], b.rows[r]) {
			continue
		}
		figure := &f.Rows[r].Cells[c].Cell
		if figure.State != report.Number || figure.Bound != report.Exact {
			continue
		}
		va, okA := f.value(a, r)
		vb, okB := f.value(b, r)
		if !okA || !okB || vb == 0 && strings.Contains(x.kind, "/") {
			continue
		}
		if !x.holds(figure.Value, va, vb, f.decimals(false)) {
			return false
		}
		units, _ := figure.Value.In(figure.Value.Places())
		odds = against(odds, max(units, -units)-1)
		if odds == math.MaxInt64 {
			return true
		}
	}
	if slices.Contains(f.Header.Measures[c].DerivedFrom, f.Header.Measures[a.measure].ID) {
		return odds > 1
	}
	return odds >= surely
}

// holds reports whether a figure is what the formula makes of two numbers, rounded.
// The numbers are in units of a decimal place.
func (x formula) holds(figure report.Decimal, a, b int64, scale int) bool {
	if sure, holds := x.holdsSmall(figure, a, b); sure {
		return holds
	}
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)
	var exact *big.Rat
	switch x.kind {
	case "a-b":
		exact = new(big.Rat).SetFrac(big.NewInt(a-b), unit)
	case "a+b":
		exact = new(big.Rat).SetFrac(big.NewInt(a+b), unit)
	case "a/b-1":
		exact = big.NewRat(a-b, b)
	case "1-a/b":
		exact = big.NewRat(b-a, b)
	default:
		exact = big.NewRat(a, b)
	}
	exact.Mul(exact, big.NewRat(x.num, x.den))
	off := exact.Sub(exact, figure.Rat())
	step := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(figure.Places())), nil)
	half := new(big.Rat).SetFrac(big.NewInt(1), step.Mul(step, big.NewInt(2)))
	return off.Abs(off).Cmp(half) <= 0
}

// holdsSmall is holds for quotients of numbers so small that their products are whole
// numbers of 64 bits: nearly all that are tried, and most of what is tried fails. sure is false for others.
func (x formula) holdsSmall(figure report.Decimal, a, b int64) (sure, holds bool) {
	const small = 1 << 20
	within := func(n int64) bool { return n < small && n > -small }
	f, _ := figure.In(figure.Places())
	unit := int64(1)
	for range figure.Places() {
		unit *= 10
	}
	if !strings.Contains(x.kind, "/") || figure.Places() > 3 || !within(a) || !within(b) || b <= 0 || !within(f) || x.num > small || x.den > 1<<10 {
		return false, false
	}
	switch x.kind {
	case "a/b-1":
		a -= b
	case "1-a/b":
		a = b - a
	}
	// |f/unit - a/b*num/den| is at most half a unit
	off := f*b*x.den - a*x.num*unit
	return true, 2*max(off, -off) <= b*x.den
}

// tells reports whether a derived figure gives away a small count that stands nowhere,
// because it and the other figure that it is computed from are there.
func (in inputs) tells(d *raw.Dataset, row, measure int) bool {
	figure := &d.Rows[row].Cells[measure].Cell
	if d.Header.Disclosure.Method != "suppress" || figure.State != report.Number {
		return false
	}
	for _, q := range in.quotients {
		in, over := q.over[0].at(row), q.over[1].at(row)
		if q.measure != measure || q.kind != "a/b" || len(in) != 1 || len(over) != 1 {
			continue
		}
		a, b := &d.Rows[in[0]].Cells[q.over[0].measure].Cell, &d.Rows[over[0]].Cells[q.over[1].measure].Cell
		by := new(big.Rat).Quo(figure.Value.Rat(), big.NewRat(q.num, q.den))
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
func (g Gate) finish(d *raw.Dataset, out *report.Dataset) (changed bool) {
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
				hidden := func(in cellAt) bool { return out.Rows[in.row].Cells[in.measure].State == report.Suppressed }
				if slices.ContainsFunc(from.of[cellAt{r, i}], hidden) || slices.ContainsFunc(from.elsewhere[cellAt{r, i}], g.hidden) {
					withhold(c)
					again, changed = true, true
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
	return changed
}

// hidden reports whether a figure of a dataset is withheld.
func (g Gate) hidden(t figureTerm) bool {
	return g.out[t.dataset].Rows[t.row].Cells[t.measure].State == report.Suppressed
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
