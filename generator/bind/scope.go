package bind

import (
	"fmt"
	"slices"

	"vitrine/generator/address"
	"vitrine/generator/report"
)

// Keys of a filter that are none of a dataset's.
const (
	asOf    = "as_of" // figures as they stood on a day
	extreme = "at"    // the one row in which a measure is greatest or least
)

// Words for periods that depend on the one that would stand there otherwise.
const (
	previous   = "previous"
	yearBefore = "year_before"
)

// scope is what holds for each key where a term stands: one condition a key, with periods in the words
// of the dataset.
type scope []address.Condition

func (s scope) find(key string) *address.Condition { return address.Filter(s).Find(key) }

// with is a scope in which a condition takes the place of another on its key.
func (s scope) with(c address.Condition) scope {
	out := slices.Clone(s)
	if old := out.find(c.Key); old != nil {
		*old = c
		return out
	}
	return append(out, c)
}

// lay puts a filter over a scope.
func (e *evaluator) lay(s scope, f address.Filter) (scope, *problem) {
	for _, c := range f {
		if c.Key == "" {
			if c.Key = e.timeKey(); c.Key == "" {
				return nil, &problem{
					text:   e.dataset.ID + " has not one dimension of time, which an item without a key is about",
					hint:   "write KEY=VALUE",
					offset: c.Offset,
				}
			}
		}
		if d := e.dataset.Dimension(c.Key); d != nil && d.Kind == report.KindPeriod {
			if p := e.periods(d, &c, s.find(c.Key)); p != nil {
				return nil, p
			}
		}
		if d := e.dataset.Dimension(c.Key); d != nil {
			c.Values = d.Named(c.Values)
		}
		if p := e.checkCondition(&c); p != nil {
			return nil, p
		}
		s = s.with(c)
	}
	return s, nil
}

// checkFilters refuses a filter that says two things of one key, and one behind the address that no term
// takes, since each has its own.
func (e *evaluator) checkFilters(a *resolved) *problem {
	var wrong *problem
	twice := func(f address.Filter) {
		for i, c := range f {
			if wrong == nil &&
				slices.ContainsFunc(f[:i], func(other address.Condition) bool { return e.key(other) == e.key(c) }) {
				wrong = &problem{text: fmt.Sprintf("the key %s is here twice", e.key(c)), offset: c.Offset}
			}
		}
	}
	twice(a.Filter)
	var terms []*address.Expr
	a.Expr.Each(func(x *address.Expr) {
		twice(x.Filter)
		twice(x.Base)
		if x.Op == address.Name && e.dataset.MeasureIndex(x.Name) >= 0 {
			terms = append(terms, x)
		}
	})
	for _, c := range a.Filter {
		free := len(terms) == 0 || slices.ContainsFunc(terms, func(x *address.Expr) bool { return !e.names(x, c) })
		if wrong == nil && !free && c.Key != extreme {
			wrong = &problem{
				text:   fmt.Sprintf("%s has no effect: every term names its own %s", address.Filter{c}, e.key(c)),
				offset: c.Offset,
			}
		}
	}
	return wrong
}

// timeKey is the dataset's one dimension of time, or "".
func (e *evaluator) timeKey() string {
	key := ""
	for _, d := range e.dataset.Dimensions {
		if d.Kind == report.KindPeriod {
			if key != "" {
				return ""
			}
			key = d.ID
		}
	}
	return key
}

// periods writes the periods of a condition as the dataset does. current is the condition in whose place
// it stands.
func (e *evaluator) periods(d *report.Dimension, c *address.Condition, current *address.Condition) *problem {
	c.Values = slices.Clone(c.Values)
	for i, v := range c.Values {
		switch v {
		case previous, yearBefore:
			if current == nil || current.Not || len(current.Values) != 1 {
				return &problem{text: fmt.Sprintf("%s needs a period that would stand here otherwise", v),
					hint: "like ?" + d.ID + "=2024-Q1 behind the address", offset: c.Offset}
			}
			p, err := report.ParsePeriod(current.Values[0])
			if err != nil || p.From.IsZero() || p.To.IsZero() {
				return &problem{text: fmt.Sprintf("there is no period before %q", current.Values[0]), offset: c.Offset}
			}
			if p = p.Before(); v == yearBefore {
				p, _ = report.ParsePeriod(current.Values[0])
				p = p.YearBefore()
			}
			c.Values[i] = memberOf(d, p)
			e.computed[c.Values[i]] = true
		default:
			c.Values[i] = inWordsOf(d, v)
		}
	}
	c.From, c.To = inWordsOf(d, c.From), inWordsOf(d, c.To)
	return nil
}

// inWordsOf is the member that a period names in whatever form, or the text itself.
func inWordsOf(d *report.Dimension, text string) string {
	if d.Member(text) != nil {
		return text
	}
	if p, err := report.ParsePeriod(text); err == nil {
		return memberOf(d, p)
	}
	return text
}

// memberOf is the member with the days of a period, or else the period as ISO 8601 writes it.
func memberOf(d *report.Dimension, p report.Period) string {
	for _, m := range d.Members {
		if m.Period.Equal(p) {
			return m.ID
		}
	}
	return p.String()
}

// checkCondition refuses keys and values that the dataset does not have. A period that is no member may
// be filled by members.
func (e *evaluator) checkCondition(c *address.Condition) *problem {
	d := e.dataset
	dimension, measure := d.Dimension(c.Key), d.Measure(c.Key)
	var allowed []string
	switch {
	case c.Key == extreme && c.Extreme != nil:
		return e.checkMeasure(c.Extreme.Args[0])
	case c.Key == "source":
		for _, row := range d.Rows {
			for _, s := range slices.Concat(row.Sources, cellSources(row)) {
				allowed = append(allowed, s.ID)
			}
		}
	case c.Key == "mark":
		allowed = report.Marks()
	case c.Key == asOf:
		day, err := report.ParseDate(address.Filter{{Values: c.Values}}.String())
		if err != nil || c.Not || !d.Published.IsZero() && day.Compare(d.Published) < 0 {
			return &problem{
				text:   "as_of is a day on which the figures stood there",
				hint:   "like as_of=2022-09-21",
				offset: c.Offset,
			}
		}
		return nil
	case d.AttributeIndex(c.Key) >= 0:
		for _, row := range d.Rows {
			allowed = append(allowed, row.Attrs[d.AttributeIndex(c.Key)])
		}
	case dimension != nil:
		allowed = dimension.IDs()
	case measure != nil && measure.Rating():
		for _, g := range measure.Scale {
			allowed = append(allowed, g.ID)
		}
	default:
		return &problem{
			text:   fmt.Sprintf("%s has no dimension %q", d.ID, c.Key),
			hint:   nearest(c.Key, e.keys()),
			offset: c.Offset,
		}
	}
	if dimension == nil {
		slices.Sort(allowed)
		allowed = slices.Compact(allowed)
	}
	for _, v := range append(slices.Clone(c.Values), c.From, c.To) {
		if v == "" || slices.Contains(allowed, v) ||
			dimension != nil && dimension.Kind == report.KindPeriod && filled(v) {
			continue
		}
		return &problem{text: fmt.Sprintf("there is no %s %q", c.Key, v), hint: nearest(v, allowed), offset: c.Offset}
	}
	return nil
}

// filled reports whether a text names a period that members could fill.
func filled(text string) bool {
	p, err := report.ParsePeriod(text)
	return err == nil && !p.From.IsZero() && !p.To.IsZero()
}

// keys returns the keys that a filter of the dataset can have.
func (e *evaluator) keys() []string {
	keys := append([]string{"source", "mark", asOf, extreme}, e.dataset.DimensionIDs()...)
	for _, a := range e.dataset.Attributes {
		keys = append(keys, a.ID)
	}
	for _, m := range e.dataset.Measures {
		if m.Rating() {
			keys = append(keys, m.ID)
		}
	}
	return keys
}

// selected is which members of a dimension a condition leaves; in a function, periods that are no
// members stand for those that fill them.
func (e *evaluator) selected(d *report.Dimension, c *address.Condition, inFunction bool) (map[string]bool, *problem) {
	set := map[string]bool{}
	switch {
	case c.Any:
		wholes := e.wholes(d)
		for _, m := range d.Members {
			set[m.ID] = !wholes[m.ID]
		}
		return set, nil
	case c.From != "":
		ids, p := e.between(d, c)
		if p != nil {
			return nil, p
		}
		for _, id := range ids {
			set[id] = true
		}
	default:
		for _, v := range c.Values {
			switch {
			case d.Member(v) != nil:
				set[v] = true
			case e.computed[v]:
				return nil, &problem{
					text:   fmt.Sprintf("there is no %s %q", d.ID, v),
					hint:   "it would be the one before",
					offset: c.Offset,
					before: true,
				}
			case !inFunction:
				return nil, &problem{
					text:   fmt.Sprintf("there is no %s %q", d.ID, v),
					hint:   nearest(v, d.IDs()),
					offset: c.Offset,
				}
			default:
				ids, p := fill(d, v, v, c.Offset)
				if p != nil {
					return nil, p
				}
				for _, id := range ids {
					set[id] = true
				}
			}
		}
	}
	if c.Not {
		wholes := e.wholes(d)
		for _, m := range d.Members {
			set[m.ID] = !set[m.ID] && !wholes[m.ID]
		}
	}
	return set, nil
}

// wholes are the members of a dimension that others add up to.
func (e *evaluator) wholes(d *report.Dimension) map[string]bool {
	if set := e.wholeSets[d]; set != nil {
		return set
	}
	set := map[string]bool{d.Total: true}
	for _, m := range d.Members {
		if m.Parent != "" {
			set[m.Parent] = true
		}
	}
	for whole := range d.Tiles() {
		set[whole] = true
	}
	e.wholeSets[d] = set
	return set
}

// between are the members of a range: of periods those that follow one another without a gap, of other
// dimensions those that stand between its ends.
func (e *evaluator) between(d *report.Dimension, c *address.Condition) ([]string, *problem) {
	if d.Kind == report.KindPeriod && c.From != c.To {
		return fill(d, c.From, c.To, c.Offset)
	}
	ids := d.IDs()
	i, j := slices.Index(ids, c.From), slices.Index(ids, c.To)
	if i < 0 || j < i {
		return nil, nil
	}
	return ids[i : j+1], nil
}

// fill are the members that make up the time from one period to another, which has no gap.
func fill(d *report.Dimension, from, to string, offset int) ([]string, *problem) {
	first, errFrom := report.ParsePeriod(from)
	last, errTo := report.ParsePeriod(to)
	if errFrom != nil || errTo != nil {
		return nil, &problem{text: fmt.Sprintf("%s is no period", from), offset: offset}
	}
	whole := report.Period{From: first.From, To: last.To}
	length := 0
	if m := d.Member(from); m != nil {
		length = d.Length(m)
	}
	var ids []string
	var periods []report.Period
	for _, m := range d.Members {
		if length == 0 || d.Length(m) == length {
			ids, periods = append(ids, m.ID), append(periods, m.Period)
		}
	}
	parts := whole.TiledBy(periods)
	if parts == nil {
		name := from
		if from != to {
			name += " to " + to
		}
		return nil, &problem{
			text:   fmt.Sprintf("%s has no figures for all of %s: %s is missing", d.ID, name, whole.Gap(periods)),
			hint:   "nobody can say \"in all\" or \"every\" over time that is not there",
			offset: offset,
		}
	}
	list := make([]string, 0, len(parts))
	for _, i := range parts {
		list = append(list, ids[i])
	}
	return list, nil
}
