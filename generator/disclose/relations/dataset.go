package relations

import (
	"vitrine/generator/raw"
	"vitrine/generator/report"
)

// Dataset is a raw dataset, prepared for comparing its figures.
type Dataset struct {
	*raw.Dataset
	Number int       // among all datasets
	ByKeys raw.Index // its rows
	alone  []bool    // for each row: no other has its keys
	totals [][]string
}

// New prepares datasets.
func New(datasets []*raw.Dataset) (list []*Dataset) {
	for i, x := range datasets {
		d := &Dataset{Dataset: x, Number: i, ByKeys: raw.NewIndex(x.Rows)}
		for _, row := range d.Rows {
			d.alone = append(d.alone, d.ByKeys.Alone(row))
		}
		for dimension := range d.Header.Dimensions {
			d.totals = append(d.totals, d.findTotals(dimension))
		}
		list = append(list, d)
	}
	return list
}

// Alone reports whether no other row has the keys of a row.
func (d *Dataset) Alone(row int) bool { return d.alone[row] }

// findTotals returns, for each measure, the member of a dimension that is the sum of all
// others: the declared total, or a member for which that holds in every row, or "".
func (d *Dataset) findTotals(dimension int) []string {
	x := d.Header.Dimensions[dimension]
	totals := make([]string, len(d.Header.Measures))
	for m := range totals {
		totals[m] = x.Total
	}
	if x.Total != "" || x.Kind == report.KindPeriod {
		return totals
	}
	for _, c := range d.compareMembers(dimension) {
		for _, n := range c.natural {
			if _, odds := c.holds(n[:1], n[1:]); odds > 1 && totals[c.measure] == "" {
				totals[c.measure] = x.Members[n[0]].ID
			}
		}
	}
	return totals
}

// Counted reports whether a measure is one whose figures can be added: no grade, and not
// declared to be computed from others.
func Counted(m *report.Measure) bool { return !m.Rating() && len(m.DerivedFrom) == 0 }

// CountsPeople reports whether a measure is a count of people that can be added.
func CountsPeople(m *report.Measure) bool { return m.People && Counted(m) }

// Protects reports whether the gate protects people in a dataset.
func (d *Dataset) Protects() bool { return d.Header.Disclosure.Method == "suppress" }

// exact returns a count of people in units of the dataset's last decimal of such counts. It
// returns false for a figure that is missing, a plan, or not exact.
func (d *Dataset) exact(row, measure int) (int64, bool) {
	return d.units(row, measure, d.decimals(true))
}

// units returns a figure in units of a decimal place, or false as exact does.
func (d *Dataset) units(row, measure, decimals int) (int64, bool) {
	c := &d.Rows[row].Cells[measure].Cell
	if c.State != report.Number || c.Bound != report.Exact || d.Planned(d.Rows[row], measure) {
		return 0, false
	}
	return c.Value.In(decimals)
}

// decimals returns the largest number of decimals of the dataset's measures, or of those that
// count people: counts are whole, but counts in thousands may have decimals.
func (d *Dataset) decimals(people bool) (decimals int) {
	for _, m := range d.Header.Measures {
		if !people || CountsPeople(m) {
			decimals = max(decimals, m.Decimals)
		}
	}
	return decimals
}

// stratum names where a row stands in all dimensions but one. Rows that share their keys
// stand in strata of their own, by their sources.
func (d *Dataset) stratum(row, dimension int) string {
	name := d.Rows[row].KeysExcept(dimension)
	if !d.alone[row] {
		name += "\x01" + report.SourceIDs(d.Rows[row].Sources)
	}
	return name
}

// withKey returns keys with another member in one dimension; nil when there is no member.
func withKey(keys []string, dimension int, member string) []string {
	if member == "" {
		return nil
	}
	keys = append([]string{}, keys...)
	keys[dimension] = member
	return keys
}
