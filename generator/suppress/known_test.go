package suppress

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"

	"vitrine/generator/adversary"
	"vitrine/generator/audit"
)

// tableOf is a box of two dimensions with given inner values.
func tableOf(columns int, inner ...int64) *box {
	i := 0
	return newBox(5, []int{columns, len(inner) / columns}, func() int64 { i++; return inner[i-1] })
}

// refuses says whether the audit refuses a table when just the cells hidden are
// withheld, and which secrets it names.
func refuses(t *testing.T, b *box, hidden ...int) (secrets []int) {
	t.Helper()
	for i := range b.units {
		b.units[i].Keep = true
	}
	for _, i := range hidden {
		b.hide(i)
	}
	_, evidence := Choose(&b.Table, b.units, func(int, int) {})
	failures, err := audit.Check(&b.Table, evidence)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range failures {
		secrets = append(secrets, f.Secret)
	}
	return slices.Compact(secrets)
}

// span is what brute force finds of a cell: its least and greatest value.
func span(b *box, cell int) (lo, hi int64) {
	lo, hi = 1<<40, -1
	each(&b.Table, 60, func(f audit.Filling) bool {
		lo, hi = min(lo, f[cell]), max(hi, f[cell])
		return true
	})
	return lo, hi
}

// TestDerivable has tables with two or more cells withheld in every line in
// which a secret can be worked out all the same: brute force finds its one value,
// and the audit refuses it.
func TestDerivable(t *testing.T) {
	// Two blocks that share a line: the rows and columns of the first, added and
	// subtracted, leave one cell.
	for name, c := range map[string]struct {
		b      *box
		hidden []int
		secret int
	}{
		// Rows 1 and 2 less columns 1 and 2 leave the cell at row 1, column 3,
		// less nothing: the other cells of both rows stand in those columns.
		"two rows, two columns and one cell": {tableOf(4,
			9, 9, 3, 20,
			9, 9, 20, 20,
			20, 20, 8, 9,
			20, 20, 9, 8), []int{0, 1, 5, 6, 12, 13, 17, 18}, 2},
		// The same with three rows and columns.
		"three rows, three columns and one cell": {tableOf(5,
			9, 9, 20, 3, 20,
			20, 9, 9, 20, 20,
			9, 20, 9, 20, 20,
			20, 20, 20, 8, 9,
			20, 20, 20, 9, 8), []int{0, 1, 7, 8, 12, 14, 21, 22, 27, 28}, 3},
		// A column of which only one other cell is withheld, which is 0 in every
		// filling.
		"nothing is below nothing": {tableOf(2,
			3, 0,
			0, 3), []int{1, 3}, 0},
	} {
		secret := c.b.Secrets[0].Terms[0].Cell
		if secret != c.secret {
			t.Fatalf("%s: the secret is cell %d", name, secret)
		}
		for i := range c.b.units { // only what the case names is withheld
			c.b.Cells[i].Lo, c.b.Cells[i].Hi = c.b.Cells[i].Value, c.b.Cells[i].Value
		}
		c.b.Secrets, c.b.Insiders = c.b.Secrets[:1], nil
		refused := refuses(t, c.b, append(c.hidden, secret)...)
		lo, hi := span(c.b, secret)
		single := lo == hi && lo == 3
		if name == "nothing is below nothing" {
			single = lo == 0 && hi == 3 // at most 3, so never 4
		}
		if !single || !slices.Equal(refused, []int{0}) {
			t.Errorf("%s: the secret lies from %d to %d, and the audit refuses %v", name, lo, hi, refused)
		}
		for _, s := range c.b.Sums {
			n := 0
			for _, x := range s.Terms {
				if c.b.Cells[x.Cell].Lo < c.b.Cells[x.Cell].Hi {
					n++
				}
			}
			if n == 1 {
				t.Errorf("%s: a line has only one withheld cell", name)
			}
		}
	}
}

// TestWholeNumbers has tables of three dimensions in which fractions leave an
// attacker in doubt, but whole numbers don't: the audit refuses them all the same.
func TestWholeNumbers(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 12))
	found, looked := 0, 0
	for looked = 0; found < 3 && looked < 4000; looked++ {
		b := newBox(3, []int{3, 3, 3}, func() int64 { return random.Int64N(3) })
		var hidden []int
		for i := range b.Cells {
			if !slices.ContainsFunc(b.parts(i), func(p int) bool { return p >= 0 }) {
				hidden = append(hidden, i)
			} else {
				b.Cells[i].Lo, b.Cells[i].Hi = b.Cells[i].Value, b.Cells[i].Value
			}
		}
		b.Secrets, b.Insiders = nil, nil
		for _, i := range hidden {
			if b.Cells[i].Value == 1 {
				b.Secrets = append(b.Secrets, audit.Secret{Terms: []audit.Term{{Cell: i, Sign: 1}}, Low: 0, High: 2})
			}
		}
		refused := refuses(t, b, hidden...)
		var equations []adversary.Equation
		number := map[int]int{}
		for n, i := range hidden {
			number[i] = n
		}
		for _, s := range b.Sums {
			e := adversary.Equation{Weights: map[int]int64{}}
			for _, x := range s.Terms {
				if n, open := number[x.Cell]; open {
					e.Weights[n] = -x.Sign
				} else {
					e.Sum += x.Sign * b.Cells[x.Cell].Value
				}
			}
			if len(e.Weights) > 0 {
				equations = append(equations, e)
			}
		}
		for k, s := range b.Secrets {
			cell := s.Terms[0].Cell
			lo, hi := span(b, cell)
			if lo != hi {
				continue
			}
			low, high, _ := adversary.Bounds(len(hidden), equations, number[cell])
			if low.Cmp(high) == 0 {
				continue // fractions tell it too
			}
			found++
			if !slices.Contains(refused, k) {
				t.Errorf("cell %d can only be %d in whole numbers (%s to %s in fractions), and the audit passes", cell, lo, low.RatString(), high.RatString())
			}
		}
	}
	if found == 0 {
		t.Errorf("none of %d tables was such a case", looked)
	}
	t.Logf("%d cells in %d tables", found, looked)
}

var amp = func() int64 { n, _ := strconv.Atoi(os.Getenv("AMP")); return int64(n) }()

// TestRerun is the attacker who has the program: of all tables that agree with
// what is published he keeps those for which the chooser, with some seed, would
// have withheld just the same cells. Each secret can still be at both ends.
func TestRerun(t *testing.T) {
	random := rand.New(rand.NewPCG(21, 22))
	tables, seeds := 40, 1000
	if testing.Short() {
		tables = 8
	}
	narrowed, without := 0, 0
	for range tables {
		inner := make([]int64, 9)
		for i := range inner {
			inner[i] = 5 + random.Int64N(30)
			if random.IntN(5) == 0 {
				inner[i] = 1 + random.Int64N(4)
			}
		}
		pattern := func(inner []int64, seed uint64) string {
			b := tableOf(3, inner...)
			noise := rand.New(rand.NewPCG(seed, 7))
			for u := range b.units {
				n := noise.Int64N(amp)
				if seed == 0 {
					n = 0
				}
				b.units[u].Cost += n
			}
			withheld, _ := Choose(&b.Table, b.units, func(int, int) {})
			return fmt.Sprint(withheld)
		}
		for _, seed := range []uint64{uint64(1 + random.IntN(1000)), 0} {
			b := tableOf(3, inner...)
			published := pattern(inner, seed)
			withheld := make([]bool, len(b.units))
			for u, w := range parsePattern(published) {
				if withheld[u] = w; w {
					b.hide(u)
				}
			}
			type ends struct{ low, high bool }
			seen := make([]ends, len(b.Secrets))
			each(&b.Table, 40, func(f audit.Filling) bool {
				wanted, open := false, false
				for i, secret := range b.Secrets {
					v := f[secret.Terms[0].Cell]
					wanted = wanted || v <= 1 && !seen[i].low || v >= 4 && !seen[i].high
					open = open || !seen[i].low || !seen[i].high
				}
				if !wanted {
					return open
				}
				var other []int64
				for i, v := range f {
					if !slices.ContainsFunc(b.parts(i), func(p int) bool { return p >= 0 }) {
						other = append(other, v)
					}
				}
				for s := range uint64(seeds) {
					if seed == 0 && s > 0 {
						break
					}
					if try := min(seed, 1) * (s + 5000); pattern(other, try) == published {
						for i, secret := range b.Secrets {
							v := f[secret.Terms[0].Cell]
							seen[i].low, seen[i].high = seen[i].low || v <= 1, seen[i].high || v >= 4
						}
						break
					}
				}
				return true
			})
			for _, e := range seen {
				if e.low && e.high {
					continue
				}
				if seed == 0 {
					without++
				} else {
					narrowed++
				}
			}
		}
	}
	t.Logf("%d secrets narrowed with a seed, %d without", narrowed, without)
	if narrowed > 0 {
		t.Errorf("running the chooser again narrows %d secrets", narrowed)
	}
	if without == 0 && !testing.Short() {
		t.Error("without a seed nothing is narrowed, so this test looks at nothing")
	}
}

func parsePattern(s string) (list []bool) {
	for i := range s {
		switch s[i] {
		case 't':
			list = append(list, true)
		case 'f':
			list = append(list, false)
		}
	}
	return list
}
