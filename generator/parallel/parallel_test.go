package parallel

import (
	"strings"
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

// TestEachPanics: who calls Each sees the panic, with the stack of the call that
// panicked, and can recover from it.
func TestEachPanics(t *testing.T) {
	defer func() {
		p, ok := recover().(*Panic)
		if !ok || p.Value != "broken" {
			t.Fatalf("recovered %v", p)
		}
		if text := p.String(); !strings.HasPrefix(text, "broken\n") || !strings.Contains(text, "parallel.fall(") {
			t.Errorf("%s", text)
		}
	}()
	Each(100, func(i int) {
		if i == 40 {
			fall()
		}
	})
	t.Error("nothing happened")
}

//go:noinline
func fall() { panic("broken") }
