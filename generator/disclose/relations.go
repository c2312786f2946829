package disclose

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"vitrine/generator/disclose/audit"
	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// relation is an equation that holds of the raw figures and that no key declares.
// A reader of the published figures may assume it, so it counts as known.
type relation struct {
	pos       source.Pos
	text      string // what adds up to what
	hint      string // the key that declares it
	equations [][]figureTerm
	likely    bool // it is no chance; otherwise it is only named
}

// figureTerm adds a figure to an equation, with the sign 1 or -1.
type figureTerm struct {
	dataset, row, measure int
	sign                  int64
}

// A relation is taken as known when so many to one speak against chance for each
// candidate that was tried; it is named from the lower number on. Measured on 40
// published datasets: a sum that held in six rows was never chance, one that held in
// a single row nearly always.
const (
	surely   = 20
	possibly = 3
)

// mostCombined is how many parts of an arbitrary sum are tried, by the number of
// columns or members: all pairs among 40, all sets of three among 12, of four among 8.
func mostCombined(n int) int {
	switch {
	case n <= 8:
		return 4
	case n <= 12:
		return 3
	case n <= 40:
		return 2
	}
	return 0
}

// longestRun is how many columns side by side are tried as the parts of another.
const longestRun = 60

// column is the figures of one measure or of one member, one for each place that
// all columns of a comparison share.
type column struct {
	name  string
	terms []figureTerm // of each place
	there []bool       // whether there is an exact figure
	value []int64
}

// comparison is columns of which some may be the sum of others.
type comparison struct {
	columns  []column
	measure  int // of members, which are compared for one measure
	text     func(whole int, parts []int) string
	hint     func(whole int, parts []int) string
	pos      source.Pos
	declared [][]int // whole, then parts: sums that a key declares
	natural  [][]int // the same: sums that a reader would try first
	copies   bool    // one column may repeat another
	tried    int     // candidates, to weigh chance
}

// holds reports whether a column is the sum of others wherever all have figures,
// and how many to one speak against chance: in each place the whole could as well have been
// anything up to the largest of its parts. One place in four may differ, and any of
// them might have been the one.
func (c *comparison) holds(whole int, parts []int) (equations [][]figureTerm, odds int64) {
	odds = 1
	misses := 0
	for place := range c.columns[whole].value {
		w := &c.columns[whole]
		if !w.there[place] {
			continue
		}
		sum, largest := int64(0), int64(0)
		complete := true
		for _, p := range parts {
			x := &c.columns[p]
			if complete = x.there[place]; !complete {
				break
			}
			sum += x.value[place]
			largest = max(largest, x.value[place], -x.value[place])
		}
		if !complete {
			continue
		}
		if sum != w.value[place] {
			if misses++; misses > mostMisses {
				return nil, 0
			}
			continue
		}
		odds = against(odds, largest)
		equation := []figureTerm{w.terms[place]}
		for _, p := range parts {
			t := c.columns[p].terms[place]
			t.sign = -1
			equation = append(equation, t)
		}
		equations = append(equations, equation)
	}
	if misses*3 > len(equations) {
		return nil, 0
	}
	for n := range misses { // so many places could have been those
		odds /= int64(len(equations) + misses - n)
	}
	return equations, odds
}

// mostMisses is in how many places a sum may not hold.
const mostMisses = 3

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

// relations are the sums that hold among the columns and that don't follow from those
// that are declared.
func (c *comparison) relations() (list []relation) {
	known := newSpan(len(c.columns))
	for _, d := range c.declared {
		known.add(d[0], d[1:])
	}
	note := func(whole int, parts []int, natural bool) {
		equations, odds := c.holds(whole, parts)
		tries := int64(max(c.tried, 1))
		if natural {
			tries = 1
		}
		needed := int64(possibly)
		if natural {
			needed = 1
		} else if len(parts) == 1 {
			needed = surely
		}
		if odds <= 1 || odds/tries < needed || !known.add(whole, parts) {
			return
		}
		list = append(list, relation{c.pos, c.text(whole, parts), c.hint(whole, parts), equations, natural || odds/tries >= surely})
	}
	for _, n := range c.natural {
		note(n[0], n[1:], true)
	}
	for whole := range c.columns {
		for _, parts := range c.candidates(whole) {
			note(whole, parts, false)
		}
	}
	return list
}

// span is the equations between columns that are known, in echelon form. It reckons
// modulo a prime, which is exact for coefficients as small as these.
type span struct {
	columns int
	rows    map[int][]int64 // by the first column that is not 0, which is 1
}

const prime = 1<<31 - 1

func newSpan(columns int) *span { return &span{columns, map[int][]int64{}} }

// add adds the equation whole = sum of parts; false when it follows from the others.
func (s *span) add(whole int, parts []int) bool {
	v := make([]int64, s.columns)
	v[whole] = 1
	for _, p := range parts {
		v[p] += prime - 1
	}
	for i := range v {
		if v[i] %= prime; v[i] == 0 {
			continue
		}
		row := s.rows[i]
		if row == nil {
			by := inverse(v[i])
			for k := i; k < len(v); k++ {
				v[k] = v[k] % prime * by % prime
			}
			s.rows[i] = v
			return true
		}
		for k, f := i, v[i]; k < len(v); k++ {
			v[k] = (v[k] + (prime-f)*row[k]) % prime
		}
	}
	return false
}

// inverse is 1/a modulo the prime, by Fermat's theorem.
func inverse(a int64) int64 {
	result := int64(1)
	for n := int64(prime - 2); n > 0; n >>= 1 {
		if n&1 == 1 {
			result = result * a % prime
		}
		a = a * a % prime
	}
	return result
}

// candidates are the sets of other columns that could add up to one: pairs, sets of
// three, and runs of columns that stand side by side.
func (c *comparison) candidates(whole int) (sets [][]int) {
	n := len(c.columns)
	most := mostCombined(n)
	for a := range n {
		if a == whole || most == 0 {
			continue
		}
		if c.copies {
			sets = append(sets, []int{a})
		}
		for b := a + 1; b < n; b++ {
			if b == whole {
				continue
			}
			sets = append(sets, []int{a, b})
			for d := b + 1; d < n && most > 2; d++ {
				if d == whole {
					continue
				}
				sets = append(sets, []int{a, b, d})
				for e := d + 1; e < n && most > 3; e++ {
					if e != whole {
						sets = append(sets, []int{a, b, d, e})
					}
				}
			}
		}
	}
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

// undeclared finds the sums that hold in the datasets without being declared.
func undeclared(datasets []figures) (list []relation) {
	for _, f := range datasets {
		if f.Header.Disclosure.Method != "suppress" {
			continue
		}
		list = append(list, f.measures().relations()...)
		for dimension := range f.Header.Dimensions {
			for _, c := range f.members(dimension) {
				list = append(list, c.relations()...)
			}
			list = append(list, f.cumulative(dimension)...)
		}
	}
	return slices.Concat(list, repeated(datasets), across(datasets))
}

// figures reads one dataset's exact figures.
type figures struct {
	*raw.Dataset
	index  int
	alone  []bool     // of each row, whether no other has its keys
	totals [][]string // of each dimension, for each measure, the member that sums the others, or ""
}

func newFigures(index int, d *raw.Dataset) figures {
	f := figures{Dataset: d, index: index, alone: make([]bool, len(d.Rows))}
	n := map[string]int{}
	for _, row := range d.Rows {
		n[strings.Join(row.Keys, "\x00")]++
	}
	for r, row := range d.Rows {
		f.alone[r] = n[strings.Join(row.Keys, "\x00")] == 1
	}
	for i := range d.Header.Dimensions {
		f.totals = append(f.totals, f.total(i))
	}
	return f
}

// eachFigures are those of some datasets.
func eachFigures(datasets []*raw.Dataset) (list []figures) {
	for i, d := range datasets {
		list = append(list, newFigures(i, d))
	}
	return list
}

// exact is a row's count of people as a whole number of its last decimal; false when it is
// none, a plan or not exact.
func (f figures) exact(row, measure int) (int64, bool) {
	return f.units(row, measure, f.decimals(true))
}

// units is a row's figure in units of the last of so many decimals.
func (f figures) units(row, measure, decimals int) (int64, bool) {
	c := &f.Rows[row].Cells[measure].Cell
	if c.State != report.Number || c.Bound != report.Exact || planned(f.Dataset, row, measure) {
		return 0, false
	}
	return c.Value.In(decimals)
}

// decimals is the largest number of decimals of the dataset's measures, or of those of
// people alone: persons are whole, but thousands of them may not be.
func (f figures) decimals(people bool) (decimals int) {
	for _, m := range f.Header.Measures {
		if m.People && counted(m) || !people {
			decimals = max(decimals, m.Decimals)
		}
	}
	return decimals
}

func (f figures) add(c *column, place, row, measure int) {
	v, ok := f.exact(row, measure)
	c.terms[place] = figureTerm{f.index, row, measure, 1}
	c.value[place], c.there[place] = v, ok
}

func newColumn(name string, places int) column {
	return column{name, make([]figureTerm, places), make([]bool, places), make([]int64, places)}
}

// measures compares the columns of each row.
func (f figures) measures() *comparison {
	c := &comparison{copies: true}
	h := f.Header
	var ids []int
	for i, m := range h.Measures {
		if counted(m) && m.People { // of others it is the inputs that count
			ids = append(ids, i)
		}
	}
	c.pos = h.Pos
	for _, m := range ids {
		x := newColumn(h.Measures[m].ID, len(f.Rows))
		for r := range f.Rows {
			f.add(&x, r, r, m)
		}
		c.columns = append(c.columns, x)
	}
	at := func(id string) int { return slices.Index(ids, h.MeasureIndex(id)) }
	for n, m := range ids {
		var parts, others []int
		for k, other := range ids {
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
				sum = append(sum, at(id))
			}
			c.declared = append(c.declared, sum)
		}
	}
	c.text = func(whole int, parts []int) string {
		if len(parts) == 1 {
			return fmt.Sprintf("%s is %s in every row", h.Measures[ids[whole]].ID, c.names(parts))
		}
		return fmt.Sprintf("%s is the sum of %s in every row", h.Measures[ids[whole]].ID, c.names(parts))
	}
	c.hint = func(whole int, parts []int) string {
		return fmt.Sprintf("sum_of = %s on the measure %s declares it", quoted(c.columnNames(parts)), h.Measures[ids[whole]].ID)
	}
	return c.count()
}

// members compares the members of a dimension, for each measure of people: in every
// place that the other dimensions and the source name.
func (f figures) members(dimension int) (list []*comparison) {
	h, d := f.Header, f.Header.Dimensions[dimension]
	at, ids := map[string]int{}, d.IDs()
	for i, id := range ids {
		at[id] = i
	}
	places := map[string]int{}
	place := make([]int, len(f.Rows))
	for r, row := range f.Rows {
		keys := slices.Clone(row.Keys)
		keys[dimension] = ""
		name := strings.Join(keys, "\x00")
		if !f.alone[r] {
			name += "\x01" + report.SourceIDs(row.Sources)
		}
		if _, ok := places[name]; !ok {
			places[name] = len(places)
		}
		place[r] = places[name]
	}
	for measure, m := range h.Measures {
		if !counted(m) || !m.People {
			continue
		}
		c := &comparison{pos: d.Pos, measure: measure}
		for _, id := range ids {
			c.columns = append(c.columns, newColumn(id, len(places)))
		}
		for r, row := range f.Rows {
			f.add(&c.columns[at[row.Keys[dimension]]], place[r], r, measure)
		}
		f.sums(c, d, at)
		c.text = func(whole int, parts []int) string {
			return fmt.Sprintf("%s = %s is the sum of %s wherever %s has them all", d.ID, ids[whole], c.names(parts), m.ID)
		}
		c.hint = func(whole int, parts []int) string {
			if len(parts) == len(c.columns)-1 {
				return fmt.Sprintf("total = %q on the dimension %s declares it", ids[whole], d.ID)
			}
			return fmt.Sprintf("parent = %q on these members declares it", ids[whole])
		}
		list = append(list, c.count())
	}
	return list
}

// sums sets which sums over a dimension are declared, and which a reader tries first.
func (f figures) sums(c *comparison, d *report.Dimension, at map[string]int) {
	numbers := func(whole string, parts []string) []int {
		sum := []int{at[whole]}
		for _, p := range parts {
			sum = append(sum, at[p])
		}
		return sum
	}
	for whole, parts := range d.Families() {
		c.declared = append(c.declared, numbers(whole, parts))
	}
	for whole, parts := range d.Tiles() {
		c.declared = append(c.declared, numbers(whole, parts))
	}
	if d.Total != "" || d.Kind == report.KindPeriod {
		return
	}
	var top []int // members that are no part of another
	for i, m := range d.Members {
		if m.Parent == "" {
			top = append(top, i)
		}
	}
	for _, whole := range top {
		if parts := slices.DeleteFunc(slices.Clone(top), func(i int) bool { return i == whole }); len(parts) > 1 {
			c.natural = append(c.natural, append([]int{whole}, parts...))
		}
	}
}

// count sets how many candidates there are.
func (c *comparison) count() *comparison {
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
	c.tried = n * each
	return c
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

func quoted(names []string) string {
	return fmt.Sprintf("[\"%s\"]", strings.Join(names, "\", \""))
}

// within are the relations between some datasets alone, which are then numbered by
// their place among these.
func within(relations []relation, group []int) (list []relation) {
	for _, r := range relations {
		if !slices.Contains(group, r.equations[0][0].dataset) {
			continue
		}
		var equations [][]figureTerm
		for _, e := range r.equations {
			e = slices.Clone(e)
			for i := range e {
				e[i].dataset = slices.Index(group, e[i].dataset)
			}
			equations = append(equations, e)
		}
		r.equations = equations
		if !slices.ContainsFunc(equations[0], func(t figureTerm) bool { return t.dataset < 0 }) {
			list = append(list, r)
		}
	}
	return list
}

// relation adds what a relation says of each version: where it held, it is known.
func (k *knowledge) relation(r relation) {
	for _, e := range r.equations {
		for version := len(k.datasets[e[0].dataset].Revisions); version >= 0; version-- {
			var terms []audit.Term
			for _, t := range e {
				v := min(version, len(k.datasets[t.dataset].Revisions))
				id, ok := k.at(t.dataset, v, t.row, t.measure)
				if !ok || k.absent(k.datasets[t.dataset], v, t.row) {
					terms = nil
					break
				}
				terms = append(terms, audit.Term{Cell: id, Sign: t.sign})
			}
			terms = reduced(terms)
			if gap, exact := k.here(terms); len(terms) > 0 && exact && gap == 0 {
				k.add(terms, 0, 0, sum{r.pos, r.text})
			}
		}
	}
}

// reduced are terms without those that cancel each other.
func reduced(terms []audit.Term) (list []audit.Term) {
	for i, t := range terms {
		opposite := func(x audit.Term) bool { return x.Cell == t.Cell && x.Sign == -t.Sign }
		if n := len(terms); n > 0 && !slices.ContainsFunc(terms[:i], opposite) && !slices.ContainsFunc(terms[i+1:], opposite) {
			list = append(list, t)
		}
	}
	return list
}

// name tells the editor of each relation once. What is published shows it, so that it
// holds is no secret.
func name(relations []relation, problems *source.Problems) {
	for _, r := range relations {
		text := r.text + ", and nothing declares it; counts are protected from whoever sees it"
		if !r.likely {
			text = r.text + ", perhaps by chance; counts are not protected from whoever takes it for more"
		}
		problems.Add(source.Problem{Pos: r.pos, Text: text, Hint: r.hint, Warning: true})
	}
}
