package relations

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"vitrine/generator/report"
	"vitrine/generator/source"
)

// A relation is likely when the odds against chance are surely to one for each candidate that
// was tried; the editor is told of it when they are possibly to one. Measured on 40
// published datasets: a sum that held in six rows was never chance, one that held in
// a single row nearly always.
const (
	surely   = 20
	possibly = 3
)

// mostMisses is in how many strata a sum may fail.
const mostMisses = 3

// longestRun is how many columns side by side are tried as the parts of another.
const longestRun = 60

// mostBalanced is among how many columns two are compared with two others.
const mostBalanced = 12

// mostCombined returns how many parts of an arbitrary sum are tried, by the number of
// columns: all pairs among 40, all sets of three among 16, of four among 10.
func mostCombined(n int) int {
	switch {
	case n <= 10:
		return 4
	case n <= 16:
		return 3
	case n <= 40:
		return 2
	}
	return 0
}

// column has the figures of one measure or of one member, one for each stratum that
// the columns of a comparison share.
type column struct {
	name  string
	terms []Term
	there []bool // there is an exact figure
	value []int64
}

func newColumn(name string, strata int) column {
	return column{name, make([]Term, strata), make([]bool, strata), make([]int64, strata)}
}

// set puts a figure of a dataset in a stratum of a column.
func (c *column) set(stratum int, d *Dataset, row, measure int) {
	c.terms[stratum] = d.term(row, measure, 1)
	c.value[stratum], c.there[stratum] = d.exact(row, measure)
}

// comparison is columns of which some may come to as much as others.
type comparison struct {
	columns  []column
	measure  int // of members, which are compared for one measure at a time
	text     func(wholes, parts []int) string
	hint     func(whole int, parts []int) string
	pos      source.Pos
	declared [][]int // whole, then parts: sums that a key declares
	natural  [][]int // the same: sums that a reader would try first
	copies   bool    // one column may repeat another
	periods  bool    // the columns are periods, of which two never are two others
}

// holds reports in which equations the sum of some columns is that of others, and the odds against
// chance; none when it is not. One stratum in four may differ, and since any of them might have
// been the one, the odds are divided by their number.
func (c *comparison) holds(wholes, parts []int) (equations [][]Term, odds int64) {
	odds = 1
	var strata []int // in which they are equal
	misses := 0
	for stratum := range c.columns[wholes[0]].value {
		value, _, there := c.sum(stratum, wholes)
		sum, largest, complete := c.sum(stratum, parts)
		switch {
		case !there || !complete:
			continue
		case sum != value:
			if misses++; misses > mostMisses {
				return nil, 0
			}
			continue
		}
		odds = against(odds, largest)
		strata = append(strata, stratum)
	}
	if odds = weighed(len(strata), misses, odds); odds <= 1 {
		return nil, odds // as of nearly all sets where figures are 0
	}
	for _, stratum := range strata {
		var equation []Term
		for _, w := range wholes {
			equation = append(equation, c.columns[w].terms[stratum])
		}
		for _, p := range parts {
			equation = minus(equation, c.columns[p].terms[stratum:stratum+1])
		}
		equations = append(equations, equation)
	}
	return equations, odds
}

// sum adds up columns in a stratum. complete is false when one has no exact figure there.
func (c *comparison) sum(stratum int, parts []int) (sum, largest int64, complete bool) {
	for _, p := range parts {
		x := &c.columns[p]
		if !x.there[stratum] {
			return 0, 0, false
		}
		sum += x.value[stratum]
		largest = max(largest, x.value[stratum], -x.value[stratum])
	}
	return sum, largest, true
}

// weighed returns the odds against chance of so many equations where some strata failed; 0 where too many did.
func weighed(equations, misses int, odds int64) int64 {
	if misses > mostMisses || misses*3 > equations {
		return 0
	}
	for n := range misses {
		odds /= int64(equations + misses - n)
	}
	return odds
}

// against multiplies odds by those of one more equation, up to the largest number.
func against(odds, scale int64) int64 {
	if scale <= 0 {
		return odds
	}
	if odds > math.MaxInt64/(1+scale) {
		return math.MaxInt64
	}
	return odds * (1 + scale)
}

// relations returns the sums that hold among the columns and don't follow from those
// that are declared or that were found before.
func (c *comparison) relations() (list []Relation) {
	found := newSpan(len(c.columns))
	for _, d := range c.declared {
		found.add(d[:1], d[1:])
	}
	note := func(wholes, parts []int, tried, needed int64) {
		equations, odds := c.holds(wholes, parts)
		if odds <= 1 || odds/tried < needed || !found.add(wholes, parts) {
			return
		}
		hint := undeclarable
		if len(wholes) == 1 {
			hint = c.hint(wholes[0], parts)
		}
		likely := needed == 1 || odds/tried >= surely // what a reader tries first needs no odds
		list = append(list, Relation{c.pos, c.text(wholes, parts), hint, equations, likely})
	}
	for _, n := range c.natural {
		note(n[:1], n[1:], 1, 1)
	}
	tried := int64(max(c.tried(), 1))
	for whole := range c.columns {
		for _, parts := range c.candidates(whole) {
			if len(parts) == 1 {
				note([]int{whole}, parts, tried, surely)
			} else {
				note([]int{whole}, parts, tried, possibly)
			}
		}
	}
	balances := c.balances()
	for _, b := range balances {
		note(b[:2], b[2:], int64(len(balances)), surely*surely) // nobody tries them on a single row
	}
	return list
}

// undeclarable is the hint where no key says what was found.
const undeclarable = "it counts as known wherever small counts are protected"

// balances returns the pairs of columns that could come to as much as another pair, as women and men
// come to adults and minors.
func (c *comparison) balances() (list [][]int) {
	n := len(c.columns)
	if n > mostBalanced || c.periods {
		return nil
	}
	for i := range n {
		for j := i + 1; j < n; j++ {
			for k := i + 1; k < n; k++ {
				for l := k + 1; l < n; l++ {
					if k != j && l != j {
						list = append(list, []int{i, j, k, l})
					}
				}
			}
		}
	}
	return list
}

// candidates returns the sets of other columns that could add up to one: pairs, larger sets
// among few columns, and runs of columns that stand side by side.
func (c *comparison) candidates(whole int) (sets [][]int) {
	n := len(c.columns)
	most := mostCombined(n)
	least := 2
	if c.copies {
		least = 1
	}
	var extend func(parts []int)
	extend = func(parts []int) {
		if len(parts) >= least {
			sets = append(sets, slices.Clone(parts))
		}
		from := 0
		if len(parts) > 0 {
			from = parts[len(parts)-1] + 1
		}
		for i := from; i < n && len(parts) < most; i++ {
			if i != whole {
				extend(append(parts, i))
			}
		}
	}
	extend(nil)
	run := func(from, step int) {
		var parts []int
		for i := from; i >= 0 && i < n && len(parts) < longestRun; i += step {
			if parts = append(parts, i); len(parts) > most {
				sets = append(sets, slices.Clone(parts))
			}
		}
	}
	run(whole+1, 1)
	run(whole-1, -1)
	return sets
}

// tried returns how many candidates there are for all columns.
func (c *comparison) tried() int {
	n := len(c.columns)
	each := 2 * min(n, longestRun)
	switch mostCombined(n) {
	case 4:
		each += (n - 1) * (n - 2) * (n - 3) * (n - 4) / 24
		fallthrough
	case 3:
		each += (n - 1) * (n - 2) * (n - 3) / 6
		fallthrough
	case 2:
		each += (n-1)*(n-2)/2 + n - 1
	}
	return n * each
}

func (c *comparison) columnNames(columns []int) (names []string) {
	for _, i := range columns {
		names = append(names, c.columns[i].name)
	}
	return names
}

func (c *comparison) names(columns []int) string {
	return strings.Join(c.columnNames(columns), " and ")
}

// compareMeasures compares the columns of each row that count people: of what is computed
// from others it is the inputs that count.
func (d *Dataset) compareMeasures() *comparison {
	h := d.Header
	c := &comparison{copies: true, pos: h.Pos}
	var numbers []int // of the measures, by column
	for m, measure := range h.Measures {
		if !CountsPeople(measure) {
			continue
		}
		numbers = append(numbers, m)
		x := newColumn(measure.ID, len(d.Rows))
		for r := range d.Rows {
			x.set(r, d, r, m)
		}
		c.columns = append(c.columns, x)
	}
	for n, m := range numbers {
		var parts, others []int
		for k, other := range numbers {
			if h.Measures[other].PartOf == h.Measures[m].ID {
				parts = append(parts, k)
			}
			if k != n && maps.Equal(h.Measures[other].Unit, h.Measures[m].Unit) {
				others = append(others, k)
			}
		}
		for _, p := range [][]int{parts, others} {
			if len(p) > 1 {
				c.natural = append(c.natural, append([]int{n}, p...))
			}
		}
		if len(h.Measures[m].SumOf) > 0 {
			sum := []int{n}
			for _, id := range h.Measures[m].SumOf {
				sum = append(sum, slices.Index(numbers, h.MeasureIndex(id)))
			}
			c.declared = append(c.declared, sum)
		}
	}
	c.text = func(wholes, parts []int) string {
		verb := "is the sum of"
		if len(wholes) > 1 {
			verb = "together are"
		} else if len(parts) == 1 {
			verb = "is"
		}
		return fmt.Sprintf("%s %s %s in every row", c.names(wholes), verb, c.names(parts))
	}
	c.hint = func(whole int, parts []int) string {
		list := strings.Join(c.columnNames(parts), "\", \"")
		return fmt.Sprintf("sum_of = [\"%s\"] on the measure %s declares it", list, c.columns[whole].name)
	}
	return c
}

// compareMembers compares the members of a dimension, for each measure of people: in every
// stratum that the other dimensions name.
func (d *Dataset) compareMembers(dimension int) (list []*comparison) {
	x := d.Header.Dimensions[dimension]
	at := map[string]int{} // the number of a member
	for i, m := range x.Members {
		at[m.ID] = i
	}
	strata := map[string]int{}
	stratum := make([]int, len(d.Rows))
	for r := range d.Rows {
		name := d.stratum(r, dimension)
		if _, ok := strata[name]; !ok {
			strata[name] = len(strata)
		}
		stratum[r] = strata[name]
	}
	for measure, m := range d.Header.Measures {
		if !CountsPeople(m) {
			continue
		}
		c := &comparison{pos: x.Pos, measure: measure, periods: x.Kind == report.KindPeriod}
		for _, member := range x.Members {
			c.columns = append(c.columns, newColumn(member.ID, len(strata)))
		}
		for r, row := range d.Rows {
			c.columns[at[row.Keys[dimension]]].set(stratum[r], d, r, measure)
		}
		c.membersSums(x, at)
		c.text = func(wholes, parts []int) string {
			verb := "is the sum of"
			if len(wholes) > 1 {
				verb = "together are"
			}
			return fmt.Sprintf("%s = %s %s %s wherever %s has them all",
				x.ID, c.names(wholes), verb, c.names(parts), m.ID)
		}
		c.hint = func(whole int, parts []int) string {
			if len(parts) == len(c.columns)-1 {
				return fmt.Sprintf("total = %q on the dimension %s declares it", c.columns[whole].name, x.ID)
			}
			return fmt.Sprintf("parent = %q on these members declares it", c.columns[whole].name)
		}
		list = append(list, c)
	}
	return list
}

// membersSums sets which sums of a dimension's members are declared, and which a
// reader tries first: each member as the sum of all others.
func (c *comparison) membersSums(x *report.Dimension, at map[string]int) {
	for _, sums := range []func(func(string, []string) bool){x.Families(), x.Tiles()} {
		for whole, parts := range sums {
			sum := []int{at[whole]}
			for _, p := range parts {
				sum = append(sum, at[p])
			}
			c.declared = append(c.declared, sum)
		}
	}
	if x.Total != "" || x.Kind == report.KindPeriod {
		return
	}
	var top []int // members that are no part of another
	for i, m := range x.Members {
		if m.Parent == "" {
			top = append(top, i)
		}
	}
	for _, whole := range top {
		parts := slices.DeleteFunc(slices.Clone(top), func(i int) bool { return i == whole })
		if len(parts) > 1 {
			c.natural = append(c.natural, append([]int{whole}, parts...))
		}
	}
}
