package parallel

import (
	"sync/atomic"
	"testing"
)

func TestEach(t *testing.T) {
	for _, n := range []int{0, 1, 2, 1000} {
		done := make([]atomic.Int32, n)
		Each(n, func(i int) { done[i].Add(1) })
		for i := range done {
			if times := done[i].Load(); times != 1 {
				t.Errorf("of %d, number %d is done %d times", n, i, times)
			}
		}
	}
}

// TestEachPanics: who calls Each sees the panic, and can recover from it.
func TestEachPanics(t *testing.T) {
	defer func() {
		if p := recover(); p != "broken" {
			t.Errorf("recovered %v", p)
		}
	}()
	Each(100, func(i int) {
		if i == 40 {
			panic("broken")
		}
	})
	t.Error("nothing happened")
}
