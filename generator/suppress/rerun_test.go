package suppress

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"vitrine/generator/audit"
)

// look is what the choice may see of a box, with the noise of a seed.
func (b *box) look(noise func(i int, what string) uint64) Look {
	n := len(b.Cells)
	c := Counts{Value: make([]int64, n), Known: make([]bool, n), Few: make([]bool, n), Wholes: make([][]int, n), Threshold: b.threshold, Noise: noise}
	for i, x := range b.Cells {
		c.Value[i], c.Known[i], c.Few[i] = x.Value, !b.units[i].Keep, x.Value > 0 && x.Value < b.threshold
		for j := range n {
			if j != i && b.within(i, j) {
				c.Wholes[i] = append(c.Wholes[i], j)
			}
		}
	}
	look := Look{Slack: make([]int64, len(b.Sums))}
	small := c.Small()
	number := make([]int, n)
	for i := range n {
		look.Room = append(look.Room, c.Room(i))
		if small[i] {
			number[i] = len(look.Small)
			look.Small = append(look.Small, audit.Secret{Terms: []audit.Term{{Cell: i, Sign: 1}}})
		}
	}
	look.Near, look.Inner = make([][]int, len(look.Small)), make([][]int, len(look.Small))
	for i := range n {
		for _, w := range c.Wholes[i] {
			if small[i] && small[w] {
				look.Near[number[i]] = append(look.Near[number[i]], number[w])
				look.Near[number[w]] = append(look.Near[number[w]], number[i])
				look.Inner[number[w]] = append(look.Inner[number[w]], number[i])
			}
		}
	}
	return look
}

// noiseOf is the noise of a seed.
func noiseOf(seed uint64) func(i int, what string) uint64 {
	return func(i int, what string) uint64 {
		return rand.New(rand.NewPCG(seed, uint64(i)<<8+uint64(what[0]))).Uint64()
	}
}

// publish is what is withheld of a box with some inner values under a seed, a letter a cell.
func publish(sizes []int, inner []int64, seed uint64) (pattern string, b *box) {
	i := 0
	b = newBox(5, sizes, func() int64 { i++; return inner[i-1] })
	noise := noiseOf(seed)
	look := Look{}
	for u := range b.units {
		if variant == "now" {
			b.units[u].Cost += int64(noise(u, "cost") % 11)
			continue
		}
		level := int64(10)
		for _, p := range b.parts(u) {
			if p >= 0 {
				level *= 2
			}
		}
		b.units[u].Cost = level + int64(noise(u, "cost")%11)*level/10
	}
	if variant != "now" {
		look = b.look(noise)
	}
	withheld, evidence := Choose(&b.Table, b.careful, b.units, look, func(int, int) {})
	if !Enough(&b.Table, b.units, withheld, evidence) {
		return "", b
	}
	var s strings.Builder
	for u, w := range withheld {
		if s.WriteByte('.'); w {
			s.WriteByte('c')
			b.hide(u)
		}
	}
	return s.String(), b
}

var variant = os.Getenv("V")

// mixed are counts of which a third are small.
func mixed(random *rand.Rand) int64 {
	if random.IntN(3) == 0 {
		return random.Int64N(7)
	}
	return random.Int64N(61)
}

func smallish(random *rand.Rand) int64 {
	v := []int64{0, 1, 1, 2, 3, 4, 5, 6, 7, 9, 12, 20, 35}
	return v[random.IntN(len(v))]
}

// outcome is what an attacker who runs the program again finds.
type outcome struct {
	tables, failed, cells, withheld, secrets, vanished, exact, undecided int
	people, lost                                                         int64
}

// rerun is the attacker: of all tables that agree with what is published he keeps those
// for which some seed withholds the same cells. A secret has vanished at an end when
// none that he keeps has it there, and is exact when all have the same.
func rerun(sizes []int, inner []int64, seed uint64, seeds, most int) (o outcome) {
	pattern, b := publish(sizes, inner, seed)
	if pattern == "" {
		return outcome{failed: 1}
	}
	o.tables = 1
	for i, x := range b.Cells {
		o.cells++
		if pattern[2*0+0] == 0 {
			break
		}
		total := slices.ContainsFunc(b.parts(i), func(p int) bool { return p >= 0 })
		if !total {
			o.people += x.Value
		}
		if x.Lo < x.Hi {
			o.withheld++
			if !total {
				o.lost += x.Value
			}
		}
	}
	type ends struct{ low, high, other bool }
	seen := make([]ends, len(b.Secrets))
	for i, s := range b.Secrets {
		v := b.Cells[s.Terms[0].Cell].Value
		seen[i] = ends{v <= 1, v >= 4, false}
	}
	o.secrets = len(b.Secrets)
	var all [][]int64
	complete := true
	for _, by := range []int64{200, 20, 8, 5, 4, 3} {
		near := b.Table
		near.Cells = slices.Clone(b.Cells)
		for i, c := range near.Cells {
			if c.Lo < c.Hi {
				near.Cells[i].Lo, near.Cells[i].Hi = max(0, c.Value-by), c.Value+by
			}
		}
		all = all[:0]
		if decided := each(&near, 100_000, func(f []int64) bool { all = append(all, slices.Clone(f)); return len(all) < 30_000 }); decided && len(all) < 30_000 {
			complete = by == 200
			break
		}
		complete = false
	}
	kind := func(x int64) int { return min(int(x), 1) + int(min(x/5, 1)) }
	far := func(f []int64) (n int64) {
		for i, x := range f {
			if kind(x) != kind(b.Cells[i].Value) {
				n += 1000
			}
			n += max(x-b.Cells[i].Value, b.Cells[i].Value-x)
		}
		return n
	}
	slices.SortStableFunc(all, func(x, y []int64) int { return int(far(x) - far(y)) })
	tried, alike := map[int]int{}, map[int]bool{}
	try := func(k, to int) bool {
		if alike[k] {
			return true
		}
		f := all[k]
		var other []int64
		for i, x := range f {
			if !slices.ContainsFunc(b.parts(i), func(p int) bool { return p >= 0 }) {
				other = append(other, x)
			}
		}
		for ; tried[k] < to; tried[k]++ {
			if p, _ := publish(sizes, other, 100_000+uint64(tried[k])); p == pattern {
				alike[k] = true
				for i, s := range b.Secrets {
					x := f[s.Terms[0].Cell]
					e := &seen[i]
					e.low, e.high, e.other = e.low || x <= 1, e.high || x >= 4, e.other || x != b.Cells[s.Terms[0].Cell].Value
				}
				return true
			}
		}
		return false
	}
	for i, s := range b.Secrets {
		c := s.Terms[0].Cell
		for end := range 3 {
			open := func() bool {
				return [3]bool{!seen[i].low, !seen[i].high, !seen[i].other && (!seen[i].low || !seen[i].high)}[end]
			}
			for _, to := range []int{12, seeds} {
				n := 0
				for k := range all {
					x := all[k][c]
					if end == 0 && x > 1 || end == 1 && x < 4 || end == 2 && x == b.Cells[c].Value {
						continue
					}
					if !open() {
						break
					}
					if n++; n > most {
						complete = false
						break
					}
					try(k, to)
				}
			}
		}
	}
	for _, e := range seen {
		switch {
		case e.low && e.high:
		case !complete:
			o.undecided++
		case !e.other:
			o.exact++
			o.vanished++
		default:
			o.vanished++
		}
	}
	return o
}

func (o *outcome) add(x outcome) {
	o.tables, o.failed, o.cells, o.withheld, o.secrets = o.tables+x.tables, o.failed+x.failed, o.cells+x.cells, o.withheld+x.withheld, o.secrets+x.secrets
	o.vanished, o.exact, o.undecided, o.people, o.lost = o.vanished+x.vanished, o.exact+x.exact, o.undecided+x.undecided, o.people+x.people, o.lost+x.lost
}

func number(name string, or int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return or
}

func TestRerunAttack(t *testing.T) {
	for name, value := range map[string]func(*rand.Rand) int64{"small": smallish, "mixed": mixed} {
		random := rand.New(rand.NewPCG(1, 7))
		var sum outcome
		for k := range number("N", 30) {
			inner := make([]int64, 6)
			for i := range inner {
				inner[i] = value(random)
			}
			o := rerun([]int{3, 2}, inner, uint64(k+1), 200, 150)
			if o.vanished > 0 && os.Getenv("SHOW") != "" {
				p, _ := publish([]int{3, 2}, inner, uint64(k+1))
				fmt.Println(inner, p, o)
			}
			sum.add(o)
		}
		t.Logf("%s: %+v", name, sum)
	}
}
