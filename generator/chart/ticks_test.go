package chart

import (
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"vitrine/generator/report"
)

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		low, high   string
		n, decimals int
		want        string
	}{
		{"0", "1332", 6, 0, "0 500 1000 1500"},
		{"0", "8713", 6, 0, "0 2000 4000 6000 8000 10000"},
		{"0", "3", 6, 0, "0 1 2 3"},
		{"0", "1", 6, 0, "0 1"},
		{"0", "0", 6, 0, "0 1"},
		{"0", "582.28", 4, 2, "0 200 400 600"},
		{"0", "0.35", 6, 2, "0.0 0.1 0.2 0.3 0.4"},
		{"-40", "130", 6, 0, "-50 0 50 100 150"},
		{"1320", "1334", 6, 0, "1320 1325 1330 1335"},
		{"0", "999999999999999", 6, 0, ""},
		{"0", "799999999999999", 6, 0, "0 200000000000000 400000000000000 600000000000000 800000000000000"},
		{"0", "999999.999999999", 6, 9, "0 200000 400000 600000 800000 1000000"},
	} {
		low, _ := new(big.Rat).SetString(c.low)
		high, _ := new(big.Rat).SetString(c.high)
		var got []string
		for _, d := range ticks(low, high, c.n, c.decimals) {
			got = append(got, d.String())
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s to %s: %s, not %s", c.low, c.high, s, c.want)
		}
	}
}

// TestTicksHoldTheirFigures: random spans lie between the first and the last
// tick, which are equally far apart.
func TestTicksHoldTheirFigures(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 5000 {
		decimals := random.IntN(4)
		a, b := random.Int64N(1_000_000_000), random.Int64N(1_000_000_000)
		scale := big.NewRat(1, []int64{1, 10, 100, 1000}[decimals])
		low, high := new(big.Rat).Mul(big.NewRat(min(a, b), 1), scale), new(big.Rat).Mul(big.NewRat(max(a, b), 1), scale)
		n := 2 + random.IntN(6)
		list := ticks(low, high, n, decimals)
		if len(list) < 2 || len(list) > n+1 || list[0].Rat().Cmp(low) > 0 || list[len(list)-1].Rat().Cmp(high) < 0 {
			t.Fatalf("%s to %s in %d steps: %v", low.FloatString(3), high.FloatString(3), n, list)
		}
		step := func(i int) *big.Rat { return new(big.Rat).Sub(list[i].Rat(), list[i-1].Rat()) }
		for i := 2; i < len(list); i++ {
			if step(i).Cmp(step(1)) != 0 {
				t.Fatalf("uneven: %v", list)
			}
		}
	}
	if list := ticks(new(big.Rat), report.Whole(7).Rat(), 6, 0); len(list) != 5 {
		t.Errorf("0 to 7: %v", list)
	}
}
