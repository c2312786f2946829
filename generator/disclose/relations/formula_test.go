package relations

import (
	"math/rand/v2"
	"testing"

	"vitrine/generator/report"
)

// TestFormula holds both ways to try a formula equal.
func TestFormula(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	held := 0
	for range 20_000 {
		x := formulas[random.IntN(len(formulas))]
		a, b := random.Int64N(60), 1+random.Int64N(60)
		places := random.IntN(3)
		figure, _ := report.Units(random.Int64N(400)-100, places)
		sure, fast := x.holdsSmall(figure, a, b)
		if !sure {
			continue
		}
		// beyond what is small, the numbers are the same with a factor
		if slow := x.holds(figure, a<<30, b<<30, 0); slow != fast {
			t.Fatalf("%+v of %d and %d is %s: %v and %v", x, a, b, figure, fast, slow)
		}
		if fast {
			held++
		}
	}
	if held < 10 {
		t.Errorf("only %d held", held)
	}
}
