package adversary

import "testing"

// TestBounds is the example of the Handbook on Statistical Disclosure Control,
// chapter 4 (example 3, after Geurts 1992): rows 7 and 3, columns 6 and 4.
func TestBounds(t *testing.T) {
	equations := []Equation{
		{map[int]int64{0: 1, 1: 1}, 7}, {map[int]int64{2: 1, 3: 1}, 3},
		{map[int]int64{0: 1, 2: 1}, 6}, {map[int]int64{1: 1, 3: 1}, 4},
	}
	for i, want := range [][2]int64{{3, 6}, {1, 4}, {0, 3}, {0, 3}} {
		lo, hi, ok := Bounds(4, equations, i)
		if !ok || lo.Num().Int64() != want[0] || hi.Num().Int64() != want[1] || !lo.IsInt() || !hi.IsInt() {
			t.Errorf("unknown %d lies from %v to %v, not %v", i, lo, hi, want)
		}
	}
	if _, hi, ok := Bounds(2, []Equation{{map[int]int64{0: 1, 1: -1}, 3}}, 0); !ok || hi != nil {
		t.Errorf("a difference bounds nothing from above: %v", hi)
	}
	if _, _, ok := Bounds(1, []Equation{{map[int]int64{0: 1}, 3}, {map[int]int64{0: 1}, 4}}, 0); ok {
		t.Error("a contradiction was not seen")
	}
}
