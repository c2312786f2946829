package adversary

import (
	"encoding/csv"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// Files is what an attacker has: published files, and what he takes to hold of the
// figures in them. A figure is named by its file, its keys and its column: "d/2024,men/n".
// All are counts: whole numbers, 0 or more.
type Files struct {
	number    map[string]int
	published map[int]int64
	equations []Equation
}

// NewFiles returns an attacker who has nothing.
func NewFiles() *Files { return &Files{number: map[string]int{}, published: map[int]int64{}} }

// Name returns the name of a figure.
func Name(file string, keys []string, column string) string {
	return file + "/" + strings.Join(keys, ",") + "/" + column
}

// Read reads the whole numbers of a published CSV file whose first columns are keys.
// It returns the texts of all its cells by their names.
func (f *Files) Read(file, text string, keys int) (map[string]string, error) {
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(records) == 0 || len(records[0]) < keys {
		return nil, fmt.Errorf("%s is no table: %v", file, err)
	}
	cells := map[string]string{}
	for _, r := range records[1:] {
		for i := keys; i < len(r); i++ {
			name := Name(file, r[:keys], records[0][i])
			cells[name] = r[i]
			if n, err := strconv.ParseInt(r[i], 10, 64); err == nil {
				f.published[f.unknown(name)] = n
			}
		}
	}
	return cells, nil
}

func (f *Files) unknown(name string) int {
	if _, ok := f.number[name]; !ok {
		f.number[name] = len(f.number)
	}
	return f.number[name]
}

// Value returns a published figure; false when it was withheld.
func (f *Files) Value(name string) (int64, bool) {
	v, ok := f.published[f.unknown(name)]
	return v, ok
}

// Assume adds that the weighted sum of figures is known.
func (f *Files) Assume(sum int64, weights map[string]int64) {
	e := Equation{Weights: map[int]int64{}, Sum: sum}
	for name, w := range weights {
		e.Weights[f.unknown(name)] += w
	}
	f.equations = append(f.equations, e)
}

// Sum adds that a figure is the sum of others.
func (f *Files) Sum(total string, parts ...string) {
	weights := map[string]int64{total: 1}
	for _, p := range parts {
		weights[p]--
	}
	f.Assume(0, weights)
}

// AtLeast adds that a figure is not less than another.
func (f *Files) AtLeast(a, b string) {
	f.Assume(0, map[string]int64{a: 1, b: -1, a + " over " + b: -1})
}

// Between adds that a figure lies between two numbers.
func (f *Files) Between(name string, lo, hi int64) {
	f.Assume(lo, map[string]int64{name: 1, name + " over " + strconv.FormatInt(lo, 10): -1})
	f.Assume(hi, map[string]int64{name: 1, name + " under " + strconv.FormatInt(hi, 10): 1})
}

// Bounds returns the least and the greatest value that a figure can have; hi is nil when there
// is none. possible is false when what is assumed contradicts itself, so that the
// attacker has to give it up.
func (f *Files) Bounds(name string) (lo, hi *big.Rat, possible bool) {
	target := f.unknown(name)
	if v, ok := f.published[target]; ok {
		return big.NewRat(v, 1), big.NewRat(v, 1), true
	}
	open, possible := f.open()
	if !possible {
		return nil, nil, false
	}
	unknowns, used := linked(open, target)
	return Bounds(unknowns, used, 0)
}

// open puts what is published into the equations and leaves out those without an unknown;
// possible is false when one of these does not hold.
func (f *Files) open() (open []Equation, possible bool) {
	for _, e := range f.equations {
		rest := Equation{Weights: map[int]int64{}, Sum: e.Sum}
		for i, w := range e.Weights {
			if v, ok := f.published[i]; ok {
				rest.Sum -= w * v
			} else if w != 0 {
				rest.Weights[i] = w
			}
		}
		switch {
		case len(rest.Weights) > 0:
			open = append(open, rest)
		case rest.Sum != 0:
			return nil, false
		}
	}
	return open, true
}

// linked returns the equations that lead to an unknown, with the unknowns in them numbered anew
// from that one on.
func linked(open []Equation, target int) (unknowns int, used []Equation) {
	number := map[int]int{target: 0}
	taken := make([]bool, len(open))
	for again := true; again; {
		again = false
		for i, e := range open {
			names := slices.Sorted(maps.Keys(e.Weights))
			reached := func(x int) bool { _, is := number[x]; return is }
			if taken[i] || !slices.ContainsFunc(names, reached) {
				continue
			}
			taken[i], again = true, true
			small := Equation{Weights: map[int]int64{}, Sum: e.Sum}
			for _, x := range names {
				if !reached(x) {
					number[x] = len(number)
				}
				small.Weights[number[x]] = e.Weights[x]
			}
			used = append(used, small)
		}
	}
	return len(number), used
}
