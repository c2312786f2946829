package bind

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"vitrine/generator/address"
	"vitrine/generator/report"
)

// Fact is what a figure of a sentence is, in words, for a person who judges whether the sentence says so.
type Fact struct {
	Phrase   string   // as the page shows it
	Address  string   // whole, with what the article's head puts in
	Put      string   // what that is
	Value    string   // as precisely as it is known; of a claim, the values of its sides
	Working  string   // the values that it was computed from, like "(150 − 120) / 120"; "" for a single cell
	Measures []string // titles
	Units    []string
	Members  []Member // of all cells, without totals
	Sources  []string
	Marks    []string
	Rank     Rank
	Rises    int  // of a change: 1 or -1
	Level    bool // one cell, and no change
	Claim    bool
	High     bool // it is, or says, a greatest, a rank or something of each
	Low      bool
	Planned  bool
	Constant []string // numbers in the address
	Exact    string   // all that it rests on, for a digest: the values of every source and side, titles and units

	interval report.Interval
	dataset  *report.Dataset
	cells    []report.CellRef
	sides    [][]report.CellRef // of a claim
	shape    string             // of a level or a share of one period: all that it is but that
	period   *report.Period
}

// Rank is the place of a single cell among the members of a dimension, the greatest first; zero for none.
type Rank struct {
	Place, Of int
	Dimension string // its title
}

// String is a rank in words.
func (r Rank) String() string {
	if r.Of == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d by %s", r.Place, r.Of, r.Dimension)
}

// Member is one that a figure speaks of.
type Member struct {
	Dimension, ID, Title string
	Period               report.Period // of a dimension of time
	Time                 bool
}

// Facts says what a figure is. It has been bound before.
func (b *Binder) Facts(f *report.Figure) *Fact {
	if f.Result == nil {
		return nil
	}
	a := (&binding{Binder: b}).resolve(f)
	values, p := b.evaluate(a)
	if p != nil || len(values) == 0 {
		return nil
	}
	d, v := a.dataset, values[0]
	fact := &Fact{
		Phrase:   f.Phrase,
		Address:  a.full(),
		Put:      address.Filter(a.put()).String(),
		Claim:    v.claim != nil,
		interval: v.interval,
		dataset:  d,
		cells:    f.Result.Cells,
	}
	if fact.Phrase == "" {
		fact.Phrase = f.Result.Shown
	}
	if fact.Value = b.side(v); v.claim != nil {
		fact.Value = b.claimed(values)
	} else if len(v.text) > 0 {
		fact.Value = v.text[0]
	}
	if len(values) > 1 && !allSame(values) {
		fact.Value = b.rivals(values)
	}
	if v.claim == nil {
		for _, term := range b.workingOf(d, v) {
			fact.Working += term.Text
		}
	}
	fact.Level = len(v.cells) == 1 && v.level() && v.claim == nil && v.text == nil
	fact.says(a)
	switch {
	case v.claim != nil:
		fact.sides = sidesOf(v)
	case v.text == nil && !v.difference && !v.change:
		fact.shape, fact.period = b.evaluator(d).shapeOf(v)
	}
	b.describe(fact)
	fact.Rises = fact.direction(v)
	fact.Rank = b.rankOf(fact)
	for _, s := range f.Result.Sources {
		fact.Sources = append(fact.Sources, b.locale.Source(s))
	}
	fact.Exact = fact.exact(values, f.Result.Sources)
	return fact
}

// says fills in what the address itself says.
func (f *Fact) says(a *resolved) {
	a.Expr.Each(func(x *address.Expr) {
		if x.Op == address.Number {
			f.Constant = append(f.Constant, x.String())
		}
		every := x.Op == address.Call && (x.Name == "rank" || x.Name == "every")
		f.High = f.High || every || x.Op == address.Call && x.Name == "max"
		f.Low = f.Low || every || x.Op == address.Call && x.Name == "min"
	})
	if c := a.scope.find(extreme); c != nil {
		f.High, f.Low = f.High || c.Extreme.Name == "max", f.Low || c.Extreme.Name == "min"
	}
}

// sidesOf are the cells of each side of a claim, those of all members together where it goes over some.
func sidesOf(v value) (sides [][]report.CellRef) {
	claims := v.each
	if len(claims) == 0 {
		claims = []value{v}
	}
	for _, one := range claims {
		for i, side := range one.claim.sides {
			if i == len(sides) {
				sides = append(sides, nil)
			}
			sides[i] = append(sides[i], side.cells...)
		}
	}
	return sides
}

// exact is all that a figure rests on: the values of every source, and what they are called.
func (f *Fact) exact(values []value, sources []*report.Source) string {
	var s strings.Builder
	for _, v := range values {
		s.WriteString(v.exact() + ";")
	}
	for _, list := range [][]string{f.Measures, f.Units, f.titles(), f.Marks} {
		s.WriteString(strings.Join(list, "\x00") + ";")
	}
	for _, source := range sources {
		s.WriteString(source.ID + ";")
	}
	return s.String()
}

// exact is all that a value is.
func (v value) exact() string {
	end := func(r *big.Rat, open bool) string {
		if r == nil {
			return "-"
		}
		return r.RatString() + map[bool]string{true: "(", false: "["}[open]
	}
	s := end(v.interval.Lo, v.interval.LoOpen) + end(v.interval.Hi, v.interval.HiOpen) + strings.Join(v.text, "|")
	if v.withheld || v.missing {
		s = map[bool]string{true: "c", false: "x"}[v.withheld]
	}
	if v.claim != nil {
		for _, side := range v.claim.sides {
			s += "," + side.exact()
		}
	}
	for _, one := range v.each {
		s += "," + one.exact()
	}
	return s
}

// titles are those of a fact's members.
func (f *Fact) titles() (list []string) {
	for _, m := range f.Members {
		list = append(list, m.Title)
	}
	return list
}

// rivals writes the values of sources that differ.
func (b *Binder) rivals(values []value) string {
	var order []string
	sources := map[string][]string{}
	for _, v := range values {
		words := b.side(v)
		if sources[words] == nil {
			order = append(order, words)
		}
		sources[words] = append(sources[words], report.SourceIDs(sourcesOf(v.cells[0])))
	}
	for i, words := range order {
		order[i] = words + " (" + strings.Join(sources[words], ", ") + ")"
	}
	return strings.Join(order, "; ")
}

// claimed writes the sides of a claim, as each source has them where they differ.
func (b *Binder) claimed(values []value) string {
	var list []string
	for _, v := range values {
		if words := b.sides(v.claim); !slices.Contains(list, words) {
			list = append(list, words)
		}
	}
	return strings.Join(list, "; ")
}

// direction is 1 or -1 for a change of one measure over time that surely rises or falls.
func (f *Fact) direction(v value) int {
	periods := 0
	for _, m := range f.Members {
		if m.Time {
			periods++
		}
	}
	if !v.difference && !v.change || periods < 2 || len(f.Measures) > 1 {
		return 0
	}
	sign := 0
	if lo, hi := v.interval.Lo, v.interval.Hi; lo != nil && lo.Sign() > 0 {
		sign = 1
	} else if hi != nil && hi.Sign() < 0 {
		sign = -1
	}
	if v.backwards {
		return -sign
	}
	return sign
}

// put is what an article's head has put into an address.
func (a *resolved) put() (list scope) {
	for _, c := range a.before {
		if own := a.scope.find(c.Key); own != nil && own.Not == c.Not && slices.Equal(own.Values, c.Values) {
			list = append(list, c)
		}
	}
	return list
}

// describe names the measures, the members and the marks of a figure's cells.
func (b *Binder) describe(fact *Fact) {
	add := func(list *[]string, words string) {
		if words != "" && !slices.Contains(*list, words) {
			*list = append(*list, words)
		}
	}
	d := fact.dataset
	for _, ref := range fact.cells {
		if ref.Measure >= 0 {
			m := d.Measures[ref.Measure]
			add(&fact.Measures, m.Title.In(b.locale.Language))
			add(&fact.Units, m.Unit.In(b.locale.Language))
			for _, mark := range d.MarksOn(ref.Row, ref.Measure) {
				add(&fact.Marks, mark)
				fact.Planned = fact.Planned || mark == "f"
			}
		}
		for i, dimension := range d.Dimensions {
			id := ref.Row.Keys[i]
			if id == dimension.Total ||
				slices.ContainsFunc(
					fact.Members,
					func(m Member) bool { return m.Dimension == dimension.ID && m.ID == id },
				) {
				continue
			}
			m := Member{
				Dimension: dimension.ID,
				ID:        id,
				Title:     b.locale.Member(dimension, id),
				Time:      dimension.Kind == report.KindPeriod,
			}
			if m.Time {
				m.Period = dimension.Member(id).Period
			}
			fact.Members = append(fact.Members, m)
		}
	}
}

// rankOf is the place of a single cell among the members of the dimension that has most of them beside
// it, greatest first; zero where it has none for sure.
func (b *Binder) rankOf(fact *Fact) (best Rank) {
	if !fact.Level || fact.cells[0].Measure < 0 {
		return best
	}
	e := b.evaluator(fact.dataset)
	for i, dimension := range fact.dataset.Dimensions {
		own := fact.cells[0].Row.Keys[i]
		if e.wholes(dimension)[own] {
			continue
		}
		s := scope{}
		for j, other := range fact.dataset.Dimensions {
			if j != i {
				s = s.with(address.Condition{Key: other.ID, Values: []string{fact.cells[0].Row.Keys[j]}})
			}
		}
		term := &address.Expr{Op: address.Name, Name: fact.dataset.Measures[fact.cells[0].Measure].ID,
			Filter: address.Filter{{Key: dimension.ID, Values: []string{own}}}}
		v, p := e.rank(&address.Expr{Op: address.Call, Name: "rank", Args: []*address.Expr{term}}, s)
		if p != nil || !v.interval.IsPoint() || len(v.cells) <= max(1, best.Of) || len(e.rivals) > 0 {
			continue
		}
		best = Rank{int(v.interval.Lo.Num().Int64()), len(v.cells), dimension.Title.In(b.locale.Language)}
	}
	return best
}

// Number is a figure's exact value, or nil.
func (f *Fact) Number() *big.Rat {
	if f.Claim || !f.interval.IsPoint() {
		return nil
	}
	return f.interval.Lo
}

// Dataset is where a figure's cells are.
func (f *Fact) Dataset() *report.Dataset { return f.dataset }

// Years are those of a figure's periods.
func (f *Fact) Years() (list []int) {
	for _, m := range f.Members {
		from, to := m.Period.From.Year, m.Period.To.Year
		for y := from; m.Time && from > 0 && y <= to; y++ {
			if !slices.Contains(list, y) {
				list = append(list, y)
			}
		}
	}
	return list
}

// Months are those of a figure's periods, where these are shorter than a year.
func (f *Fact) Months() (list []int) {
	for _, m := range f.Members {
		from, to, closed := m.Period.Span()
		if !m.Time || !closed || to-from > 300 {
			continue
		}
		for day := from; day < to; day += 27 {
			list = append(list, report.DateOf(day).Month)
		}
		list = append(list, report.DateOf(to-1).Month)
	}
	return list
}

// MembersOf are the members of a dimension of which a figure is.
func (f *Fact) MembersOf(d *report.Dataset, dimension string) (ids []string) {
	for _, m := range f.Members {
		if f.dataset == d && m.Dimension == dimension {
			ids = append(ids, m.ID)
		}
	}
	return ids
}

// MeasuresOf are the measures of a dataset of which a figure is.
func (f *Fact) MeasuresOf(d *report.Dataset) (list []*report.Measure) {
	for _, ref := range f.cells {
		if f.dataset == d && ref.Measure >= 0 && !slices.Contains(list, d.Measures[ref.Measure]) {
			list = append(list, d.Measures[ref.Measure])
		}
	}
	return list
}

// shapeOf is what a value is but its period, and that period; nil where it is of several.
func (e *evaluator) shapeOf(v value) (shape string, period *report.Period) {
	for _, ref := range v.cells {
		shape += strconv.Itoa(ref.Measure)
		for i, d := range e.dataset.Dimensions {
			if d.Kind != report.KindPeriod {
				shape += " " + ref.Row.Keys[i]
				continue
			}
			p := d.Member(ref.Row.Keys[i]).Period
			if period != nil && !period.Equal(p) {
				return "", nil
			}
			period = &p
		}
		shape += ";"
	}
	var tree func(v value)
	tree = func(v value) {
		shape += v.function + string(v.op)
		if v.constant && v.interval.IsPoint() {
			shape += v.interval.Lo.RatString()
		}
		for _, x := range v.operands {
			tree(x)
		}
	}
	tree(v)
	return shape, period
}

// Subjects are the members of a dimension of which a figure is, or a side of a claim is, and of no other, in
// their order.
func (f *Fact) Subjects(d *report.Dataset, dimension string) []string {
	i := d.Index(dimension)
	return shared(f, d, func(ref report.CellRef) (string, bool) {
		id := ref.Row.Keys[i]
		return id, id != d.Dimensions[i].Total
	})
}

// Counted are the measures of which a figure is, or a side of a claim is, and of no other, in their order.
func (f *Fact) Counted(d *report.Dataset) []*report.Measure {
	return shared(f, d, func(ref report.CellRef) (*report.Measure, bool) {
		if ref.Measure < 0 {
			return nil, false
		}
		return d.Measures[ref.Measure], true
	})
}

// shared is what the cells of a figure, or of each side of a claim, have in common, where they do.
func shared[T comparable](f *Fact, d *report.Dataset, of func(ref report.CellRef) (T, bool)) (list []T) {
	if f.dataset != d {
		return nil
	}
	sides := f.sides
	if !f.Claim {
		sides = [][]report.CellRef{f.cells}
	}
	for _, cells := range sides {
		var own []T
		for _, ref := range cells {
			if x, ok := of(ref); ok && !slices.Contains(own, x) {
				own = append(own, x)
			}
		}
		if len(own) == 1 {
			list = append(list, own[0])
		}
	}
	return list
}

// Between is 1 where a figure is less than a later one of the same series, in whichever order they stand,
// -1 where it is more, and 0 where nothing can be said.
func Between(a, b *Fact) int {
	x, y := a.Number(), b.Number()
	if x == nil || y == nil || a.dataset != b.dataset || a.shape == "" || a.shape != b.shape ||
		a.period == nil || b.period == nil || a.period.Equal(*b.period) {
		return 0
	}
	if b.period.Compare(*a.period) < 0 {
		return x.Cmp(y)
	}
	return y.Cmp(x)
}

// Titles are the titles of a member in the site's language.
func (b *Binder) Titles(d *report.Dimension, m *report.Member) []string {
	list := []string{b.locale.Member(d, m.ID)}
	if short := m.Short.In(b.locale.Language); short != "" {
		list = append(list, short)
	}
	return list
}

// In is a label in the site's language.
func (b *Binder) In(l report.Label) string { return l.In(b.locale.Language) }
