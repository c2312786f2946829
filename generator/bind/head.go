package bind

import (
	"cmp"
	"fmt"
	"slices"

	"vitrine/generator/address"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// resolved is the address of a figure with what its article's head puts in.
type resolved struct {
	*address.Address
	dataset *report.Dataset
	head    []address.Filter // laid one over the other, before the address's own
	scope   scope            // what holds for all of it
	before  scope            // of that, what the article's head says
}

// resolve reads the address of a figure and finds its dataset; nil, with a problem reported, when
// there is none.
func (b *binding) resolve(f *report.Figure) *resolved {
	report := func(pos source.Pos, text, hint string) *resolved {
		b.problems.Add(source.Problem{Pos: pos, Text: text, Hint: hint})
		return nil
	}
	a, err := address.Parse(f.Address)
	if err != nil {
		return report(posIn(f.AddressPos, f.Address, err.Offset), err.Text, "")
	}
	r := &resolved{Address: a}
	if a.Expr == nil {
		named := f.Head.Figure(a.Name)
		if named == nil && f.Head.Names() == nil {
			return report(f.AddressPos, "an address is value:DATASET/MEASURE", "")
		}
		if named == nil {
			return report(
				f.AddressPos,
				fmt.Sprintf("[figures] names no figure %q", a.Name),
				nearest(a.Name, f.Head.Names()),
			)
		}
		base, err := address.Parse(named.Address)
		if err != nil || base.Expr == nil {
			return nil // the article's head has been told
		}
		whole := *base
		whole.Text, whole.Filter, whole.Style = a.Text, a.Filter, cmp.Or(a.Style, base.Style)
		r.Address, r.head = &whole, []address.Filter{elsewhere(base.Filter)}
	}
	id := cmp.Or(r.Dataset, f.Home, f.Head.Dataset())
	if id == "" {
		return report(
			f.AddressPos,
			"the dataset is missing",
			"value:DATASET/MEASURE; value:/MEASURE is for the texts of a dataset, "+
				"and for articles with data in their head",
		)
	}
	if r.dataset = b.datasets[id]; r.dataset == nil {
		return report(f.AddressPos, fmt.Sprintf("there is no published dataset %q", id), nearest(id, b.ids))
	}
	r.head = append([]address.Filter{b.ofHead(f.Head, r.dataset)}, r.head...)
	return r
}

// elsewhere is a filter whose places are not in the address at hand.
func elsewhere(f address.Filter) address.Filter {
	f = slices.Clone(f)
	for i := range f {
		f[i].Offset = 0
	}
	return f
}

// ofHead is what an article's head says of a dataset: its period where there is one dimension of time,
// and its members of the dimensions that the dataset has.
func (b *Binder) ofHead(h *report.Head, d *report.Dataset) (f address.Filter) {
	if h == nil {
		return nil
	}
	if e := b.evaluator(d); filled(h.Period.Text) && e.timeKey() != "" {
		f = append(f, address.Condition{Key: e.timeKey(), Values: []string{h.Period.Text}})
	}
	for _, c := range h.Where {
		if d.Index(c.Key) >= 0 {
			f = append(f, address.Condition{Key: c.Key, Not: c.Not, Values: c.Members})
		}
	}
	return f
}

// head checks an article's head: that its names are known, and its figures can be read.
func (b *binding) head(h *report.Head) {
	if h == nil {
		return
	}
	if id := h.Dataset(); id != "" && b.datasets[id] == nil {
		b.problems.Add(
			source.Problem{
				Pos:  h.Data.Pos,
				Text: fmt.Sprintf("there is no published dataset %q", id),
				Hint: nearest(id, b.ids),
			},
		)
	}
	if h.Period.Text != "" && !filled(h.Period.Text) {
		b.problems.Add(source.Problem{Pos: h.Period.Pos, Text: fmt.Sprintf("%q is no period", h.Period.Text),
			Hint: "like 2024, 2024-Q1, 2024-05 or 2024-W05"})
	}
	for _, c := range h.Where {
		b.headCondition(c)
	}
	for _, named := range h.Figures {
		a, err := address.Parse(named.Address)
		switch {
		case err != nil:
			b.problems.Add(source.Problem{Pos: posIn(named.AddressPos, named.Address, err.Offset), Text: err.Text})
		case a.Expr == nil:
			b.problems.Add(source.Problem{Pos: named.AddressPos, Text: "a named figure is an address, not another name",
				Hint: "like /share(victims[sex=female])"})
		}
	}
}

// headCondition checks that a dataset has the dimension of a condition, and each of its members.
func (b *binding) headCondition(c report.Condition) {
	var known []string
	for _, d := range b.site.Datasets {
		if x := d.Dimension(c.Key); x != nil {
			known = append(known, x.IDs()...)
		}
	}
	if known == nil {
		b.problems.Add(source.Problem{Pos: c.Pos, Text: fmt.Sprintf("no dataset has a dimension %q", c.Key)})
	}
	for _, id := range c.Members {
		if known != nil && !slices.Contains(known, id) {
			b.problems.Add(
				source.Problem{
					Pos:  c.Pos,
					Text: fmt.Sprintf("no dataset has a %s %q", c.Key, id),
					Hint: nearest(id, known),
				},
			)
		}
	}
}

// scopeOf lays the head and the filter of an address over one another.
func (e *evaluator) scopeOf(a *resolved) (s scope, p *problem) {
	for i, f := range append(slices.Clone(a.head), a.Filter) {
		if s, p = e.lay(s, f); p != nil {
			return nil, p
		}
		if i == 0 {
			a.before = s
		}
	}
	a.scope = s
	return s, nil
}

// full writes an address with all that was put in.
func (a *resolved) full() string {
	return (&address.Address{Dataset: a.dataset.ID, Expr: a.Expr, Filter: address.Filter(a.scope)}).String()
}
