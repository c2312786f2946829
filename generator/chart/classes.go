package chart

import (
	"fmt"
	"math/big"
	"slices"

	"vitrine/generator/locale"
	"vitrine/generator/report"
	"vitrine/generator/table"
)

// classes are how a map tells figures apart: by the lower ends of classes, the least one first, or
// by the grades of a rating. A class reaches to the end of the next one, which it does not hold;
// the last has no end.
type classes struct {
	ends   []report.Decimal
	grades []*report.Member
}

// newClasses makes the classes of a map, or says what is wrong with those of its block.
func (m *mapping) newClasses() (classes, *table.Mistake) {
	if m.measure.Rating() {
		if !slices.ContainsFunc(m.points[0], (*point).drawn) {
			return classes{}, &table.Mistake{Pos: m.chart.Pos, Text: "there is no grade to draw"}
		}
		return classes{grades: m.measure.Scale}, nil
	}
	values := m.values()
	wanted := m.chart.Classes
	switch {
	case !slices.ContainsFunc(m.points[0], (*point).drawn):
		return classes{}, &table.Mistake{
			Pos:  m.chart.Pos,
			Text: "there is no figure to draw: all are missing or suppressed",
		}
	case len(wanted.Ends) > 0 && len(values) > 0 && values[0].Cmp(wanted.Ends[0]) < 0:
		return classes{}, &table.Mistake{Pos: m.chart.Key("classes"),
			Text: fmt.Sprintf("the classes begin at %s, but the least figure is %s", wanted.Ends[0], values[0]),
			Hint: fmt.Sprintf("begin with %s or less", values[0])}
	case len(wanted.Ends) > 0:
		return classes{ends: wanted.Ends}, nil
	case len(values) == 0:
		return classes{}, &table.Mistake{
			Pos:  m.chart.Key("classes"),
			Text: "there is no exact figure to make classes of",
			Hint: "write the lower ends of the classes",
		}
	case wanted.Method == report.Quantile:
		return classes{ends: quantiles(values, wanted.Count)}, nil
	}
	ends, ok := equals(values, wanted.Count)
	if !ok {
		return classes{}, &table.Mistake{Pos: m.chart.Key("classes"), Text: tooLarge.Text, Hint: tooLarge.Hint}
	}
	return classes{ends: ends}, nil
}

// values are the figures of the regions that stand for themselves, in rising order: no bounds.
func (m *mapping) values() []report.Decimal {
	var list []report.Decimal
	for i, pt := range m.points[0] {
		if pt.drawn() && !pt.least() && !pt.most() && !pt.ranged() && m.chart.Map.Region(m.ids[i]) != nil {
			list = append(list, pt.cell().Value)
		}
	}
	slices.SortFunc(list, report.Decimal.Cmp)
	return list
}

// quantiles are the lower ends of n classes that hold equally many of some rising figures. Equal
// figures stay together, so that there may be fewer.
func quantiles(values []report.Decimal, n int) []report.Decimal {
	var ends []report.Decimal
	for k := range n {
		ends = append(ends, values[k*len(values)/n])
	}
	return distinct(ends)
}

// equals are the lower ends of n classes of one width between the least and the greatest of some
// rising figures, with at most two decimals more than these. It fails when one would have more
// digits than a figure may have.
func equals(values []report.Decimal, n int) ([]report.Decimal, bool) {
	low, high, places := values[0].Rat(), values[len(values)-1].Rat(), 0
	for _, v := range values {
		places = max(places, v.Places())
	}
	width := new(big.Rat).Sub(high, low)
	width.Quo(width, big.NewRat(int64(n), 1))
	var ends []report.Decimal
	for k := range n {
		end := new(big.Rat).Mul(width, big.NewRat(int64(k), 1))
		d, ok := shortest(end.Add(end, low), places)
		if !ok {
			return nil, false
		}
		ends = append(ends, d)
	}
	ends[0] = values[0] // which rounding must not leave out
	return distinct(ends), true
}

// shortest is a number with as few decimals as it has, or rounded to at most two more than places.
func shortest(r *big.Rat, places int) (report.Decimal, bool) {
	for p := range places + 3 {
		d, ok := report.DecimalOf(r, p)
		if ok && (p == places+2 || d.Rat().Cmp(r) == 0) {
			return d, true
		}
	}
	return report.DecimalOf(r, places)
}

// distinct are rising numbers without those that repeat the one before.
func distinct(list []report.Decimal) []report.Decimal {
	return slices.CompactFunc(list, func(a, b report.Decimal) bool { return a.Cmp(b) == 0 })
}

// of is the number of a point's class, counted from 0. It is -1 where the figure may lie in more
// than one: a bound has a class when all that it allows has the same. A figure that its source has
// rounded stands for itself.
func (c *classes) of(pt *point, m *report.Measure) int {
	cell := pt.cell()
	if c.grades != nil {
		return slices.IndexFunc(c.grades, func(g *report.Member) bool { return g.ID == cell.Grade })
	}
	within := report.Point(cell.Value.Rat())
	if pt.least() || pt.most() || pt.ranged() {
		within = cell.Interval(m)
	}
	for k, end := range c.ends {
		class := report.Interval{Lo: end.Rat()}
		if k+1 < len(c.ends) {
			class.Hi, class.HiOpen = c.ends[k+1].Rat(), true
		}
		if within.Within(class) {
			return k
		}
	}
	return -1
}

// words say what each class holds.
func (c *classes) words(l *locale.Locale) (list []string) {
	for _, g := range c.grades {
		list = append(list, g.Title.In(l.Language))
	}
	for k, end := range c.ends {
		if k+1 == len(c.ends) {
			list = append(list, l.Word("map-class-last", "from", l.Decimal(end)))
		} else {
			list = append(list, l.Word("map-class", "from", l.Decimal(end), "to", l.Decimal(c.ends[k+1])))
		}
	}
	return list
}

// color is the colour of a class. Few classes take colours that lie far apart.
func (c *classes) color(class int) string {
	n := len(c.ends) + len(c.grades)
	step := report.MostClasses/2 + 1
	if n > 1 {
		step = 1 + (2*class*(report.MostClasses-1)+n-1)/(2*(n-1))
	}
	return fmt.Sprintf("var(--class-%d)", step)
}
