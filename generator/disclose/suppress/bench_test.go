package suppress

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"vitrine/generator/disclose/audit"
)

// BenchmarkProtect chooses, proves and audits whole tables, of which one cell in
// ten is a small count.
func BenchmarkProtect(b *testing.B) {
	for _, sizes := range [][]int{{14, 14}, {50, 30}, {5, 5, 5}} {
		b.Run(fmt.Sprint(sizes), func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				random := rand.New(rand.NewPCG(5, uint64(i)))
				x := newBox(5, sizes, func() int64 {
					if random.IntN(10) == 0 {
						return random.Int64N(5)
					}
					return random.Int64N(2000)
				})
				withheld, evidence := Choose(&x.Table, x.careful, x.units, x.look(noiseOf(uint64(i))),
					func(int, int) {})
				n := 0
				for u, w := range withheld {
					if w {
						n++
						x.hide(u)
					}
				}
				failures, err := audit.Check(&x.Table, evidence)
				if err != nil || len(failures) > 0 {
					b.Fatal(err, len(failures))
				}
				b.ReportMetric(float64(len(x.Secrets)), "secrets")
				b.ReportMetric(float64(n), "withheld")
			}
		})
	}
}
