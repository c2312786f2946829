package report

import "fmt"

const divideSums = "divide sums of what it was computed from"

// CantAdd says why the figures of a measure in some rows can't be added, or
// drawn as parts of one whole: something would count twice. It is "" when they
// can.
func (d *Dataset) CantAdd(rows []*Row, m *Measure) (text, hint string) {
	if text, hint := m.CantAdd(); text != "" {
		return text, hint
	}
	for i, dimension := range d.Dimensions {
		members := map[string]bool{}
		for _, row := range rows {
			members[row.Keys[i]] = true
		}
		if dimension.Kind == KindPeriod && len(members) > 1 && m.Per.Percent {
			return fmt.Sprintf("%s is a share, and shares of different %ss can't be added", m.ID, dimension.ID),
				divideSums
		}
		if dimension.Running && len(members) > 1 {
			return dimension.ID + " has running totals, which can't be added", "take the difference of two"
		}
		if len(members) > 1 && members[dimension.Total] {
			return fmt.Sprintf("this would add the total of %s to its parts", dimension.ID),
				fmt.Sprintf("leave it out with %s = !%s", dimension.ID, dimension.Total)
		}
		for _, member := range dimension.Members {
			for _, whole := range dimension.Ancestors(member.ID) {
				if members[member.ID] && members[whole] {
					return fmt.Sprintf("this would add %s to %s, of which it is a part", member.ID, whole),
						fmt.Sprintf("leave one out, like %s = !%s", dimension.ID, whole)
				}
			}
		}
	}
	return "", ""
}

// Aggregates are the ways in which a total is made of its parts. Only sums are added, stacked or cut into a
// pie; of the others but none a total lies between its parts.
func Aggregates() []string {
	return []string{AggregateSum, "mean", "median", "rate", "index", AggregateNone}
}

// What a total is where it is the sum of its parts, and where it is nothing of the kind.
const (
	AggregateSum  = "sum"
	AggregateNone = "none"
)

// TotalIs says how a total of the measure is made: by what its editor says, else by its unit. sure is false
// where only the unit tells.
func (m *Measure) TotalIs() (aggregate string, sure bool) {
	switch {
	case m.Aggregate != "":
		return m.Aggregate, true
	case m.Per != Per{}:
		return "rate", false
	}
	return AggregateSum, true
}

// CantAdd says why no figures of the measure can be added, "" when some can.
func (m *Measure) CantAdd() (text, hint string) {
	if m.Aggregate != "" && m.Aggregate != AggregateSum && !m.Rating() {
		return fmt.Sprintf("%s has aggregate = %q: its figures can't be added", m.ID, m.Aggregate), divideSums
	}
	switch {
	case m.Rating():
		return m.ID + " is a rating, and grades can't be added", ""
	case len(m.DerivedFrom) > 0:
		return m.ID + " is computed from other measures and can't be added", ""
	case m.Aggregate == "" && m.Per.Percent:
		return m.ID + " is a share, and shares can't be added",
			divideSums + `; where they are parts of one whole, say aggregate = "sum"`
	case m.Aggregate == "" && m.Per != Per{}:
		return fmt.Sprintf("%s is a rate, %s, and rates can't be added", m.ID, m.Unit.In("en")), divideSums
	}
	return "", ""
}

// Overlap says which of some measures counts another one too, or "".
func Overlap(measures []*Measure) string {
	for _, m := range measures {
		for _, other := range measures {
			if m.PartOf == other.ID {
				return fmt.Sprintf("%s is a part of %s", m.ID, other.ID)
			}
			for _, part := range m.SumOf {
				if part == other.ID {
					return fmt.Sprintf("%s is counted in %s", other.ID, m.ID)
				}
			}
		}
	}
	return ""
}
