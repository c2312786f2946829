// Package check asks whether the raw data is sound. It is pure: datasets in,
// problems out. It sees every figure and therefore prints none: a message says
// where to look, and the editor's own file has the figure.
//
// The rules:
//
//   - No two rows have the same keys and the same sources.
//   - All combinations of members are there, unless complete = false.
//   - A measure that is part_of another does not exceed it; a sum_of equals
//     its sum; or the gap lies in a discrepancy without a dimension.
//   - A total minus its parts is 0, or lies in exactly one discrepancy, and a
//     discrepancy covers just as many totals as it says. A member with children
//     is the total of its children. Planned figures and measures derived from
//     others are not added.
//   - Running totals do not fall.
//   - Rival cells that can't both be true have a conflict, and a conflict has
//     something behind it.
//   - A revision changes just as many cells as it says and none outside its where,
//     and no row that was there before is gone. What each revision changed is
//     filled in here.
//   - Cells that are said to repeat another dataset's do.
//   - A measure whose unit is people counts them, or says why not.
//   - A note applies to some row, a keep and a withdrawal too, and a source has something
//     resting on it.
//   - derived_from names members that are there.
//   - A report has the parts that its profile asks of it, and they keep its rules, or a discrepancy says why
//     not.
//
// Figures are intervals: a bound or a missing value makes a rule hold unless it
// is broken for certain.
package check

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"

	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// Counts say how much was looked at.
type Counts struct {
	Cells, Combinations, Totals, Rivals int
}

// Run checks all datasets of a site.
func Run(site *report.Site, datasets []*raw.Dataset, problems *source.Problems) Counts {
	return run(site, datasets, problems, nil)
}

// run checks all datasets. Broken rules go to gaps too, where it is not nil.
func run(site *report.Site, datasets []*raw.Dataset, problems *source.Problems, gaps *[]Gap) Counts {
	var total Counts
	units := unitsOfPeople(site, datasets)
	for _, d := range datasets {
		c := checker{Dataset: d, header: d.Header, problems: problems, gaps: gaps, known: map[string]bool{},
			covered: map[*raw.Discrepancy]int{}}
		for _, rev := range d.Revisions {
			for _, r := range site.Releases {
				c.known[rev.ID] = c.known[rev.ID] || r.Revisions[d.Header.ID+"/"+rev.ID] != ""
			}
		}
		c.duplicates()
		c.combinations()
		c.parts()
		c.totals()
		c.rules()
		c.ruleNames()
		c.discrepancies()
		c.running()
		c.rivals()
		c.notes()
		c.revisions()
		c.protection()
		c.people(units)
		c.counts.Cells = len(d.Rows) * len(d.Header.Measures)
		total.Cells += c.counts.Cells
		total.Combinations += c.counts.Combinations
		total.Totals += c.counts.Totals
		total.Rivals += c.counts.Rivals
	}
	sameAs(datasets, problems)
	reports(site, datasets, problems)
	unusedSources(site, datasets, problems)
	return total
}

// checker checks one dataset.
type checker struct {
	*raw.Dataset
	header   *report.Dataset
	problems *source.Problems
	gaps     *[]Gap // or nil
	counts   Counts
	known    map[string]bool          // the revisions that a release has
	covered  map[*raw.Discrepancy]int // how many totals each takes in
}

// duplicates looks for rows with the same keys and sources.
func (c *checker) duplicates() {
	seen := map[string]*raw.Row{}
	for _, row := range c.Rows {
		if first := seen[row.ID()]; first != nil {
			c.problems.Hintf(row.Pos, "what tells the two apart is a dimension that the dataset lacks, "+
				"or one of them is to go", "this row has the same keys and sources as the one at %s", first.Pos)
			continue
		}
		seen[row.ID()] = row
	}
}

// combinations looks for members' combinations that no row has.
func (c *checker) combinations() {
	dims := c.header.Dimensions
	if len(dims) < 1 || !dims[0].Complete {
		return
	}
	product := 1
	for _, d := range dims {
		if product *= max(len(d.Members), 1); product > 10_000_000 {
			c.problems.Addf(c.header.Pos, "the dimensions have over ten million combinations; set complete = false")
			return
		}
	}
	there := raw.NewIndex(c.Rows)
	c.counts.Combinations += product
	if len(there) >= product {
		return
	}
	missing, first := 0, ""
	keys := make([]string, len(dims))
	var walk func(i int)
	walk = func(i int) {
		if i == len(dims) {
			if len(there.Rows(keys)) == 0 {
				if missing++; missing == 1 {
					var names []string
					for i, d := range dims {
						names = append(names, d.ID+" = "+keys[i])
					}
					first = strings.Join(names, ", ")
				}
			}
			return
		}
		for _, m := range dims[i].Members {
			keys[i] = m.ID
			walk(i + 1)
		}
	}
	walk(0)
	text := "there is no row for " + first
	if missing > 1 {
		text += fmt.Sprintf(", nor for %d other combinations", missing-1)
	}
	c.problems.Add(source.Problem{Pos: c.header.Pos, Text: text,
		Hint: `a figure that nobody published is a row of "[x]"; complete = false when the table has gaps by nature`})
}

// interval returns what a cell may be.
func (c *checker) interval(row *raw.Row, measure int) report.Interval {
	m := c.header.Measures[measure]
	cell := &row.Cells[measure].Cell
	is := cell.Interval(m)
	if half := new(big.Rat).Quo(m.Rounded.Rat(), big.NewRat(2, 1)); half.Sign() > 0 && cell.State == report.Number &&
		cell.Bound == report.Exact {
		is = report.Interval{Lo: new(big.Rat).Sub(is.Lo, half), Hi: new(big.Rat).Add(is.Hi, half)}
	}
	return is
}

// takeIn is what to do about a gap.
const takeIn = "correct it, or declare a [[discrepancy]] whose where and gap take it in"

// parts compares each measure with the one that it is part_of, and with those that it sums.
func (c *checker) parts() {
	for i, m := range c.header.Measures {
		whole := c.header.MeasureIndex(m.PartOf)
		hint := takeIn
		if m.People {
			hint = "" // what is withheld is worked out of it
		}
		for _, row := range c.Rows {
			part := &row.Cells[i]
			if m.PartOf != "" && part.Cell.State == report.Number {
				is := c.interval(row, whole)
				if c.PartFile != "" && row.Cells[whole].Cell.State == report.NotApplicable {
					is = report.Point(new(big.Rat))
				}
				rest := is.Sub(c.interval(row, i))
				if rest.Hi != nil && rest.Hi.Sign() < 0 {
					text := fmt.Sprintf("%s is more than %s, of which it is a part", m.ID, m.PartOf)
					c.declared("", row, i, rest, c.told(text, "part_of"), hint)
				}
			}
			if len(m.SumOf) > 0 && part.Cell.State == report.Number && !c.Planned(row, i) {
				sum := report.Point(new(big.Rat))
				for _, id := range m.SumOf {
					sum = sum.Add(c.interval(row, c.header.MeasureIndex(id)))
				}
				if is := c.interval(row, i); !sum.Overlaps(is) {
					c.declared("", row, i, is.Sub(sum),
						fmt.Sprintf("%s is not the sum of %s", m.ID, strings.Join(m.SumOf, " and ")), hint)
				}
			}
		}
	}
}

// totals compares each total with its parts.
func (c *checker) totals() {
	for at, d := range c.header.Dimensions {
		for total, parts := range d.Families() {
			c.family(at, total, parts)
		}
	}
}

// discrepancies reports those that cover more totals than they say, or fewer.
func (c *checker) discrepancies() {
	for _, x := range c.Discrepancies {
		if n := c.covered[x]; n != x.Cells {
			c.problems.Addf(x.Pos, "the discrepancy %s covers %d totals, but cells says %d", x.ID, n, x.Cells)
		}
	}
}

// family compares the totals at one member of a dimension with their parts.
func (c *checker) family(dimension int, total string, parts []string) {
	groups := map[string]map[string]*raw.Row{} // by the other keys and the source, then by member
	for _, row := range c.Rows {
		id := row.KeysExcept(dimension) + "\x01" + report.SourceIDs(row.Sources)
		if groups[id] == nil {
			groups[id] = map[string]*raw.Row{}
		}
		groups[id][row.Keys[dimension]] = row
	}
	for _, whole := range c.Rows {
		if whole.Keys[dimension] != total {
			continue
		}
		group := groups[whole.KeysExcept(dimension)+"\x01"+report.SourceIDs(whole.Sources)]
		for i, m := range c.header.Measures {
			blank := c.PartFile != "" && whole.Cells[i].Cell.State == report.NotApplicable // of a report: nothing
			if m.Rating() || len(m.DerivedFrom) > 0 || whole.Cells[i].Cell.State != report.Number && !blank ||
				c.Planned(whole, i) {
				continue
			}
			sum, known := report.Point(new(big.Rat)), true
			var of []report.Interval
			for _, part := range parts {
				row := group[part]
				if row == nil && whole.Pos.File == c.PartFile {
					continue // what a report has no row for does not apply
				}
				if row == nil || c.Planned(row, i) {
					known = false
					break
				}
				if row.Cells[i].Cell.State == report.NotApplicable {
					continue
				}
				sum, of = sum.Add(c.interval(row, i)), append(of, c.interval(row, i))
			}
			aggregate, sure := m.TotalIs()
			if known && aggregate == report.AggregateNone {
				continue
			}
			if known && len(of) > 0 && aggregate != report.AggregateSum && (sure || between(c.interval(whole, i), of)) {
				c.counts.Totals++
				if aggregate != report.AggregateNone && !between(c.interval(whole, i), of) {
					c.problems.Hintf(whole.Cells[i].Pos, "correct it, or say aggregate = \"none\"",
						"%s: this total lies outside of its parts over %s", m.ID, c.header.Dimensions[dimension].ID)
				}
				continue
			}
			if known {
				c.counts.Totals++
				is := c.interval(whole, i)
				if blank {
					is = report.Point(new(big.Rat))
				}
				c.total(dimension, whole, i, is.Sub(sum), len(of) > 1 && between(is, of))
			}
		}
	}
}

// total compares one gap, total minus parts, with what is declared of it. inside says that the total lies
// between its parts, as that of a mean does.
func (c *checker) total(dimension int, row *raw.Row, measure int, gap report.Interval, inside bool) {
	if gap.Overlaps(report.Point(new(big.Rat))) {
		return
	}
	d := c.header.Dimensions[dimension]
	text := fmt.Sprintf("%s: this total is not the sum of its parts over %s", c.header.Measures[measure].ID, d.ID)
	text = c.told(text, "total")
	hint := takeIn
	if inside && !c.header.Measures[measure].People {
		hint = `aggregate = "mean", "median" or "rate" on the measure, if it is one; else ` + takeIn
	}
	c.declared(d.ID, row, measure, gap, text, hint)
}

// declared looks for the discrepancy that a gap lies in, over a dimension or, with "", between measures. text
// is what is wrong where there is none, and hint what to do.
func (c *checker) declared(dimension string, row *raw.Row, measure int, gap report.Interval, text, hint string) {
	var fitting []string
	for _, x := range c.Discrepancies {
		if x.Dimension == dimension && x.Rule == "" && report.InScope(x.Measures, c.header.Measures[measure].ID) &&
			c.header.Matches(x.Where, row.Keys, row.Attrs, row.Sources) &&
			gap.Overlaps(report.Interval{Lo: x.Min.Rat(), Hi: x.Max.Rat()}) {
			fitting = append(fitting, x.ID)
			c.covered[x]++
		}
	}
	pos := row.Cells[measure].Pos
	switch {
	case len(fitting) == 0:
		if c.gaps != nil {
			*c.gaps = append(*c.gaps, Gap{Dataset: c.Dataset, Dimension: dimension, Row: row, Gap: gap, Text: text,
				Measure: c.header.Measures[measure].ID, Rounded: c.rounding(dimension, row, measure, gap)})
		}
		c.problems.Hintf(pos, hint, "%s", text)
	case len(fitting) > 1:
		c.problems.Addf(pos, "the discrepancies %s all take in this total", strings.Join(fitting, " and "))
	}
}

// told adds to a problem of a part of a report which rule of its profile it is.
func (c *checker) told(text, check string) string {
	if c.header.Part == nil {
		return text
	}
	return c.header.Report.Profile.Told(text, check, c.header.Part.ID)
}

// running looks for running totals that fall from one member to the next.
func (c *checker) running() {
	for at, d := range c.header.Dimensions {
		if !d.Running {
			continue
		}
		rows := slices.Clone(c.Rows)
		order := map[string]int{}
		for i, m := range d.Members {
			order[m.ID] = i
		}
		slices.SortStableFunc(rows, func(a, b *raw.Row) int { return order[a.Keys[at]] - order[b.Keys[at]] })
		for i, m := range c.header.Measures {
			c.runningMeasure(rows, at, i, m)
		}
	}
}

// runningMeasure compares each figure with the most that is certain of those at
// earlier members; rows are in the order of the members. Rivals at one member
// don't follow on each other.
func (c *checker) runningMeasure(rows []*raw.Row, at, measure int, m *report.Measure) {
	type least struct{ before, here *big.Rat }
	reached, member := map[string]*least{}, ""
	for _, row := range rows {
		if row.Keys[at] != member {
			member = row.Keys[at]
			for _, l := range reached {
				l.before = l.here
			}
		}
		id := row.KeysExcept(at)
		if reached[id] == nil {
			reached[id] = &least{}
		}
		l, now := reached[id], c.interval(row, measure)
		if row.Cells[measure].Cell.State != report.Number {
			continue
		}
		if l.before != nil && now.Hi != nil && now.Hi.Cmp(l.before) < 0 {
			c.problems.Addf(row.Cells[measure].Pos, "%s is a running total, but it is less here than before", m.ID)
		}
		if now.Lo != nil && (l.here == nil || now.Lo.Cmp(l.here) > 0) {
			l.here = now.Lo
		}
	}
}

// rivals compares cells of rows that speak of one thing.
func (c *checker) rivals() {
	h := c.header
	groups := map[string][]*raw.Row{}
	var order []string
	for _, row := range c.Rows {
		thing := h.Thing(row.Keys)
		if groups[thing] == nil {
			order = append(order, thing)
		}
		groups[thing] = append(groups[thing], row)
	}
	behind := map[*report.Conflict]bool{}
	for _, thing := range order {
		group := groups[thing]
		for i, m := range h.Measures {
			for a := range group {
				for b := a + 1; b < len(group); b++ {
					c.counts.Rivals++
					c.pair(group[a], group[b], i, m, behind)
				}
			}
		}
	}
	for _, conflict := range h.Conflicts {
		if conflict.Differs == "definition" && c.sourcesIn(conflict) > 1 {
			continue // figures of different times may be of different kinds too
		}
		if !behind[conflict] {
			c.problems.Add(source.Problem{Pos: conflict.Pos,
				Text: fmt.Sprintf("there is nothing behind this conflict: no two sources differ in %s here",
					conflict.Differs),
				Hint: "look at its measures, where and same, or take it out"})
		}
	}
}

// sourcesIn counts the sources that give a figure a conflict speaks of.
func (c *checker) sourcesIn(conflict *report.Conflict) int {
	found := map[string]bool{}
	for _, row := range c.Rows {
		for i, m := range c.header.Measures {
			if report.InScope(conflict.Measures, m.ID) && row.Cells[i].Cell.State == report.Number &&
				c.header.Matches(conflict.Where, row.Keys, row.Attrs, row.Sources) {
				found[report.SourceIDs(row.Sources)] = true
			}
		}
	}
	return len(found)
}

// pair compares one cell of two rows. It notes which conflicts have something behind them.
func (c *checker) pair(a, b *raw.Row, measure int, m *report.Measure, behind map[*report.Conflict]bool) {
	x, y := &a.Cells[measure].Cell, &b.Cells[measure].Cell
	if x.State != report.Number && x.State != report.Rated || y.State != report.Number && y.State != report.Rated {
		return
	}
	differ := x.State != y.State || x.Grade != y.Grade
	if x.State == report.Number && y.State == report.Number {
		differ = !x.Interval(m).Overlaps(y.Interval(m))
	}
	declared := false
	for _, conflict := range c.header.Conflicts {
		inScope := report.InScope(conflict.Measures, m.ID) &&
			c.header.Matches(conflict.Where, a.Keys, a.Attrs, a.Sources) &&
			c.header.Matches(conflict.Where, b.Keys, b.Attrs, b.Sources)
		if !inScope {
			continue
		}
		switch conflict.Differs {
		case "period":
			if !slices.Equal(a.Keys, b.Keys) {
				behind[conflict] = true
			}
		case "definition":
			declared = true
		default:
			if differ {
				behind[conflict] = true
				declared = true
			}
		}
	}
	if differ && !declared {
		c.problems.Add(source.Problem{Pos: b.Cells[measure].Pos,
			Text: fmt.Sprintf("%s differs from what another source says at %s, and no conflict declares it",
				m.ID, a.Cells[measure].Pos),
			Hint: fmt.Sprintf("add [[conflict]] with differs = \"value\", measures = [%q] and a reason that "+
				"names both", m.ID)})
	}
}

// notes looks for notes that apply to no row.
func (c *checker) notes() {
	for _, n := range c.header.Notes {
		applies := func(r *raw.Row) bool { return c.header.Matches(n.Where, r.Keys, r.Attrs, r.Sources) }
		if !slices.ContainsFunc(c.Rows, applies) {
			pos := c.header.Pos
			if len(n.Where) > 0 {
				pos = n.Where[0].Pos
			}
			c.problems.Addf(pos, "this note applies to no row")
		}
	}
}

// unitsOfPeople returns the units of people: those that the words of the site's language list,
// and those of measures that count people.
func unitsOfPeople(site *report.Site, datasets []*raw.Dataset) map[string]bool {
	units := map[string]bool{}
	for _, unit := range strings.Split(site.Words["units-of-people"], ";") {
		units[folded(unit)] = true
	}
	for _, d := range datasets {
		for _, m := range d.Header.Measures {
			if m.People {
				for _, unit := range m.Unit {
					units[folded(unit)] = true
				}
			}
		}
	}
	delete(units, "")
	return units
}

// folded returns a unit as it is compared: in lower case, with single spaces.
func folded(unit string) string { return strings.ToLower(strings.Join(strings.Fields(unit), " ")) }

// people looks for counts in a unit of people that are not protected without a reason.
func (c *checker) people(units map[string]bool) {
	for _, m := range c.header.Measures {
		if m.People || m.Rating() || len(m.DerivedFrom) > 0 && m.Formula == nil || len(m.Reason) > 0 {
			continue
		}
		for _, language := range slices.Sorted(maps.Keys(m.Unit)) {
			if units[folded(m.Unit[language])] {
				c.problems.Add(source.Problem{Pos: m.Pos,
					Text: fmt.Sprintf("%s is counted in %s, but people = false: small counts are published",
						m.ID, m.Unit[language]),
					Hint: "people = true; or say why nobody can be exposed: reason = \"…\" on the measure, " +
						"which is published"})
				break
			}
		}
	}
}

// unusedSources warns of sources on which nothing rests.
func unusedSources(site *report.Site, datasets []*raw.Dataset, problems *source.Problems) {
	used := map[*report.Source]bool{}
	for _, d := range datasets {
		for s := range d.AllSources() {
			used[s] = true
		}
	}
	for _, m := range site.Maps {
		used[m.Source] = true
	}
	for _, s := range site.Sources {
		if !used[s] {
			problems.Add(source.Problem{Pos: s.Pos,
				Text: fmt.Sprintf("nothing rests on the source %s", s.ID), Warning: true})
		}
	}
}

// between reports whether a figure may lie between others.
func between(whole report.Interval, parts []report.Interval) bool {
	low, high := false, false
	for _, p := range parts {
		low = low || p.Lo == nil || whole.Hi == nil || p.Lo.Cmp(whole.Hi) <= 0
		high = high || p.Hi == nil || whole.Lo == nil || p.Hi.Cmp(whole.Lo) >= 0
	}
	return low && high
}
