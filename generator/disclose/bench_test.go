package disclose

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// BenchmarkPlaces protects tables of many places by sex, of which one count in twenty is
// small: for one year and for ten.
func BenchmarkPlaces(b *testing.B) {
	for _, size := range [][2]int{{1, 400}, {1, 3000}, {10, 1600}} {
		b.Run(fmt.Sprintf("%d years, %d places", size[0], size[1]), func(b *testing.B) {
			for b.Loop() {
				random := rand.New(rand.NewPCG(1, 2))
				d := table(b, size[0], size[1], 2, func() int64 {
					if random.IntN(20) == 0 {
						return 1 + random.Int64N(4)
					}
					return random.Int64N(900)
				})
				out, _, problems := run(b, d)
				if problems = errors(problems); len(problems) > 0 {
					b.Fatal(problems)
				}
				b.ReportMetric(float64(out.Disclosure.Suppressed), "withheld")
			}
		})
	}
}
