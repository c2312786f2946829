package suppress

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"vitrine/generator/disclose/audit"
)

// box is a table of any number of dimensions, each with a total, for tests.
type box struct {
	sizes     []int // members of each dimension, its total included, which is the last
	threshold int64
	audit.Table
	units   []Unit
	careful []audit.Insider
}

func newBox(threshold int64, sizes []int, inner func() int64) *box {
	b := &box{threshold: threshold}
	n := 1
	for _, s := range sizes {
		b.sizes = append(b.sizes, s+1)
		n *= s + 1
	}
	b.Cells = make([]audit.Cell, n)
	for i := range n {
		if !slices.ContainsFunc(b.parts(i), func(p int) bool { return p >= 0 }) {
			b.Cells[i].Value = inner()
		}
	}
	for d := range sizes {
		for i := range n {
			if terms := b.line(i, d); terms != nil {
				var sum int64
				for _, t := range terms[1:] {
					sum += b.Cells[t.Cell].Value
				}
				b.Cells[i].Value = sum
			}
		}
	}
	for i := range n {
		for d := range sizes {
			if terms := b.line(i, d); terms != nil {
				b.Sums = append(b.Sums, audit.Sum{Terms: terms})
			}
		}
	}
	for i, c := range b.Cells {
		b.Cells[i].Lo, b.Cells[i].Hi = c.Value, c.Value
		b.units = append(b.units, Unit{Cells: []int{i}, Cost: b.cost(i, uint64(i))})
		if c.Value >= 1 && c.Value < threshold {
			b.hide(i)
			b.Secrets = append(b.Secrets, audit.Secret{Terms: []audit.Term{{Cell: i, Sign: 1}}, Low: 1, High: threshold - 1})
		}
	}
	for i, c := range b.Cells {
		if c.Value >= 1 && c.Value < threshold {
			insider := audit.Insider{Known: [][]audit.Term{{{Cell: i, Sign: 1}}}}
			for j, other := range b.Cells {
				if j != i && other.Value == c.Value && b.within(i, j) {
					insider.Known = append(insider.Known, []audit.Term{{Cell: j, Sign: 1}})
				}
			}
			for k, s := range b.Secrets {
				if own := s.Terms[0].Cell; b.within(own, i) || b.within(i, own) && b.Cells[own].Value == c.Value {
					insider.Own = append(insider.Own, k)
				}
			}
			b.careful = append(b.careful, insider)
			if c.Value == 1 {
				b.Insiders = append(b.Insiders, insider)
			}
		}
	}
	return b
}

// cost is that of the gate: more for totals, and a part by chance.
func (b *box) cost(i int, noise uint64) int64 {
	cost := int64(10)
	for _, p := range b.parts(i) {
		if p >= 0 {
			cost *= 2
		}
	}
	return cost + int64(noise%11)*cost/10
}

func (b *box) hide(i int) {
	b.Cells[i].Lo, b.Cells[i].Hi = 0, audit.Unbounded
	b.units[i].Withheld = true
}

// parts are the coordinates of a cell, -1 for those that are no total.
func (b *box) parts(i int) []int {
	at := b.coordinates(i)
	for d, s := range b.sizes {
		if at[d] != s-1 {
			at[d] = -1
		}
	}
	return at
}

func (b *box) coordinates(i int) []int {
	at := make([]int, len(b.sizes))
	for d, s := range b.sizes {
		at[d] = i % s
		i /= s
	}
	return at
}

// within reports whether a cell counts a part of what another counts.
func (b *box) within(part, whole int) bool {
	p, w := b.coordinates(part), b.coordinates(whole)
	for d := range p {
		if w[d] != b.sizes[d]-1 && w[d] != p[d] {
			return false
		}
	}
	return true
}

// line is the sum along a dimension whose total is cell i: 0 = total - parts.
func (b *box) line(i, dimension int) []audit.Term {
	if b.coordinates(i)[dimension] != b.sizes[dimension]-1 {
		return nil
	}
	step := 1
	for _, s := range b.sizes[:dimension] {
		step *= s
	}
	terms := []audit.Term{{Cell: i, Sign: 1}}
	for k := 1; k < b.sizes[dimension]; k++ {
		terms = append(terms, audit.Term{Cell: i - k*step, Sign: -1})
	}
	return terms
}

// protect chooses, withholds, proves and audits.
func (b *box) protect(t testing.TB) (cost int64, failures []audit.Failure) {
	t.Helper()
	withheld, evidence := Choose(&b.Table, b.careful, b.units, b.look(noiseOf(1)), func(int, int) {})
	for u, w := range withheld {
		if w {
			cost += b.units[u].Cost
			b.hide(b.units[u].Cells[0])
		}
	}
	failures, err := audit.Check(&b.Table, evidence)
	if err != nil {
		t.Fatal(err)
	}
	return cost, failures
}

// each yields every filling of a table, brute force, those nearest to the truth
// first, until yield says enough. False means that it gave up after many steps.
func each(t *audit.Table, most int64, yield func([]int64) bool) bool {
	f := make([]int64, len(t.Cells))
	var open []int
	for i, c := range t.Cells {
		f[i] = c.Lo
		if c.Lo < c.Hi {
			open = append(open, i)
		}
	}
	// Sums are looked at when their last open cell has its value.
	last := make([][]audit.Sum, len(open))
	for _, s := range t.Sums {
		at := -1
		for _, x := range s.Terms {
			at = max(at, slices.Index(open, x.Cell))
		}
		if at >= 0 {
			last[at] = append(last[at], s)
		}
	}
	steps := 0
	var fill func(n int) bool
	fill = func(n int) bool {
		if steps++; steps > 400_000 {
			return false
		}
		if n == len(open) {
			return yield(f)
		}
		cell := t.Cells[open[n]]
		try := func(v int64) bool {
			if v < cell.Lo || v > min(cell.Hi, most) {
				return true
			}
			f[open[n]] = v
			for _, s := range last[n] {
				if v := sumOf(s.Terms, f); v < s.Min || v > s.Max {
					return true
				}
			}
			return fill(n + 1)
		}
		for _, s := range last[n] { // an equation leaves one value
			if s.Min != s.Max {
				continue
			}
			f[open[n]] = 0
			rest, sign := sumOf(s.Terms, f), int64(1)
			for _, x := range s.Terms {
				if x.Cell == open[n] {
					sign = x.Sign
				}
			}
			return try((s.Min - rest) * sign)
		}
		for by := range most + 1 {
			if !try(cell.Value+by) || by > 0 && !try(cell.Value-by) {
				return false
			}
		}
		return true
	}
	fill(0)
	return steps <= 400_000
}

func sumOf(terms []audit.Term, f []int64) (n int64) {
	for _, x := range terms {
		n += x.Sign * f[x.Cell]
	}
	return n
}

// exposed says what an attacker who tries every filling learns, or "". decided
// is false when there were too many.
func exposed(t *audit.Table, most int64) (what string, decided bool) {
	type ends struct{ low, high bool }
	seen := make([][]ends, len(t.Secrets)) // for everybody, then for each insider
	open := 0
	for i := range seen {
		seen[i] = make([]ends, len(t.Insiders)+1)
		for k := range seen[i] {
			if k > 0 && slices.Contains(t.Insiders[k-1].Own, i) {
				seen[i][k] = ends{true, true}
			} else {
				open += 2
			}
		}
	}
	truth := make([]int64, len(t.Cells))
	for i, c := range t.Cells {
		truth[i] = c.Value
	}
	decided = each(t, most, func(f []int64) bool {
		for i, s := range t.Secrets {
			v := sumOf(s.Terms, f)
			for k := range seen[i] {
				if k > 0 && slices.ContainsFunc(t.Insiders[k-1].Known, func(known []audit.Term) bool { return sumOf(known, f) != sumOf(known, truth) }) {
					continue
				}
				if e := &seen[i][k]; v <= s.Low && !e.low {
					e.low = true
					open--
				} else if v >= s.High && !e.high {
					e.high = true
					open--
				}
			}
		}
		return open > 0
	})
	for i := range seen {
		for k, e := range seen[i] {
			if !e.low || !e.high {
				return fmt.Sprintf("secret %d, insider %d: %+v", i, k-1, e), decided
			}
		}
	}
	return "", true
}

// sampled is sitetest.Sampled, which this room can't import.
func sampled() bool { return os.Getenv("VITRINE_CI") == "" || testing.Short() }

// TestBruteForce protects thousands of small tables and lets an attacker try
// every filling. What the audit passes is safe from him.
func TestBruteForce(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	n := 3000
	if sampled() {
		n = 300
	}
	safe, refused, undecided := 0, 0, 0
	for i := range n {
		sizes := [][]int{{3, 3}, {3, 4}, {2, 3}, {5}, {2, 2, 2}}[i%5]
		b := newBox(5, sizes, func() int64 {
			if random.IntN(3) == 0 {
				return random.Int64N(6)
			}
			return random.Int64N(30)
		})
		_, failures := b.protect(t)
		if len(failures) > 0 {
			refused++
			continue
		}
		found, decided := exposed(&b.Table, 200)
		switch {
		case !decided:
			undecided++
		case found != "":
			t.Fatalf("%v: %s\n%v", sizes, found, b.Cells)
		default:
			safe++
		}
	}
	t.Logf("%d safe, %d refused, %d undecided", safe, refused, undecided)
	if safe < n/2 || refused > n/200 { // where much is withheld there are too many fillings
		t.Errorf("%d of %d tables were found safe, %d could not be protected", safe, n, refused)
	}
}

// TestCost holds the cost of what is withheld against the least cost there is,
// found by trying every choice, the cheapest first. Both are safe from whoever knows
// one of the secrets.
func TestCost(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	n := 60
	if testing.Short() {
		n = 10
	}
	var ratios float64
	compared := 0
	for range n {
		b := newBox(5, []int{3, 3}, func() int64 {
			if random.IntN(4) == 0 {
				return random.Int64N(5)
			}
			return 5 + random.Int64N(40)
		})
		least := optimum(b)
		cost, failures := b.protect(t)
		if len(failures) > 0 || least < 0 {
			continue
		}
		compared++
		if cost < least {
			t.Fatalf("cost %d is below the optimum %d: %v", cost, least, b.Cells)
		}
		if least == 0 {
			least, cost = 1, cost+1
		}
		ratios += float64(cost) / float64(least)
	}
	mean := ratios / float64(compared)
	t.Logf("%d tables, mean ratio %.3f", compared, mean)
	if compared < n*2/3 || mean > 1.3 {
		t.Errorf("%d tables compared, mean ratio %.3f", compared, mean)
	}
}

// optimum is the least cost of the cells that have to be withheld, primary ones
// included, or -1 when that could not be found out.
func optimum(b *box) int64 {
	type choice struct{ set, cost int64 }
	var free []int
	var base int64
	for i, c := range b.Cells {
		if c.Lo == c.Hi {
			free = append(free, i)
		} else {
			base += b.units[i].Cost
		}
	}
	var all []choice
	for set := range int64(1) << len(free) {
		var cost int64
		lines := map[int]int{}
		for k, i := range free {
			if set>>k&1 == 1 {
				cost += b.units[i].Cost
			}
		}
		hidden := func(i int) bool {
			k := slices.Index(free, i)
			return k < 0 || set>>k&1 == 1
		}
		ok := true
		for s, sum := range b.Sums {
			for _, x := range sum.Terms {
				if hidden(x.Cell) {
					lines[s]++
				}
			}
			ok = ok && lines[s] != 1
		}
		if ok {
			all = append(all, choice{set, base + cost})
		}
	}
	slices.SortFunc(all, func(x, y choice) int { return int(x.cost - y.cost) })
	for _, c := range all {
		trial := *b
		trial.Cells, trial.Insiders, trial.units = slices.Clone(b.Cells), b.careful, slices.Clone(b.units)
		for k, i := range free {
			if c.set>>k&1 == 1 {
				trial.hide(i)
			}
		}
		found, decided := exposed(&trial.Table, 300)
		if !decided {
			return -1
		}
		if found == "" {
			return c.cost
		}
	}
	return -1
}
