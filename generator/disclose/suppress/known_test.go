package suppress

import (
	"math/big"
	"slices"
	"testing"

	"vitrine/generator/disclose/adversary"
	"vitrine/generator/disclose/audit"
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
	_, evidence := Choose(&b.Table, nil, b.units, Look{}, func(int, int) {})
	failures, err := audit.Check(&b.Table, evidence)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range failures {
		secrets = append(secrets, f.Secret)
	}
	return slices.Compact(secrets)
}

// single is the only value that brute force finds of a cell; false when there are
// several, or when it gave up.
func single(b *box, cell int, most int64) (value int64, only bool) {
	value, only = -1, true
	decided := each(&b.Table, most, func(f []int64) bool {
		only = only && (value < 0 || value == f[cell])
		value = f[cell]
		return only
	})
	return value, decided && only
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
		// The first, on its side.
		"two columns, two rows and one cell": {tableOf(4,
			9, 9, 20, 20,
			9, 9, 20, 20,
			3, 20, 8, 9,
			20, 20, 9, 8), []int{0, 5, 1, 6, 12, 13, 17, 18}, 10},
	} {
		secret := c.b.Secrets[0].Terms[0].Cell
		if secret != c.secret {
			t.Fatalf("%s: the secret is cell %d", name, secret)
		}
		for i := range c.b.units { // only what the case names is withheld
			c.b.Cells[i].Lo, c.b.Cells[i].Hi = c.b.Cells[i].Value, c.b.Cells[i].Value
			c.b.units[i].Withheld = false
		}
		c.b.Secrets, c.b.Insiders = c.b.Secrets[:1], nil
		refused := refuses(t, c.b, append(c.hidden, secret)...)
		value, only := single(c.b, secret, 60)
		if !only || value != 3 || !slices.Equal(refused, []int{0}) {
			t.Errorf("%s: the secret is %d, only %v, and the audit refuses %v", name, value, only, refused)
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

// TestWholeNumbers has sums in which fractions leave an attacker in doubt and
// whole numbers don't, as can be in tables of three dimensions (De Loera and Onn
// 2004): the audit refuses them, though a linear program would not.
func TestWholeNumbers(t *testing.T) {
	for n := 1; n <= 4; n++ {
		// n times x+y <= 1, y+z <= 1, z+x <= 1; the total of all is n or more. Halves
		// reach 1.5 n, whole numbers n alone.
		table := &audit.Table{}
		var equations []adversary.Equation
		cell := func(value int64) int {
			table.Cells = append(table.Cells, audit.Cell{Value: value, Hi: audit.Unbounded})
			return len(table.Cells) - 1
		}
		sum := func(of int64, terms ...audit.Term) {
			table.Sums = append(table.Sums, audit.Sum{Terms: terms, Min: of, Max: of})
			e := adversary.Equation{Weights: map[int]int64{}, Sum: of}
			for _, x := range terms {
				e.Weights[x.Cell] = x.Sign
			}
			equations = append(equations, e)
		}
		total := cell(int64(n))
		parts := []audit.Term{{Cell: total, Sign: 1}}
		for range n {
			three := [3]int{cell(1), cell(0), cell(0)}
			for i, x := range three {
				y := three[(i+1)%3]
				rest := cell(1 - table.Cells[x].Value - table.Cells[y].Value)
				sum(1, audit.Term{Cell: x, Sign: 1}, audit.Term{Cell: y, Sign: 1}, audit.Term{Cell: rest, Sign: 1})
				parts = append(parts, audit.Term{Cell: x, Sign: -1})
			}
		}
		sum(0, parts...)
		sum(int64(n), audit.Term{Cell: total, Sign: 1}, audit.Term{Cell: cell(0), Sign: -1})
		high := int64(n) * 3 / 2
		table.Secrets = []audit.Secret{{Terms: parts[:1], Low: int64(n), High: max(high, int64(n)+1)}}
		lo, hi, _ := adversary.Bounds(len(table.Cells), equations, total)
		if lo.Cmp(big.NewRat(int64(n), 1)) != 0 || hi.Cmp(big.NewRat(3*int64(n), 2)) != 0 {
			t.Errorf("in fractions the total lies from %s to %s", lo.RatString(), hi.RatString())
		}
		if value, only := single(&box{Table: *table}, total, int64(2*n)); n < 3 && (!only || value != int64(n)) {
			t.Errorf("in whole numbers the total is %d, only %v", value, only)
		}
		_, evidence := Choose(table, nil, nil, Look{}, func(int, int) {})
		failures, err := audit.Check(table, evidence)
		if err != nil || len(failures) != 1 || !failures[0].High {
			t.Errorf("n = %d: %v %v", n, failures, err)
		}
	}
}
