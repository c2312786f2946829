// Package parallel calls a function for many numbers on all processors.
package parallel

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// Panic is what Each panics with: what a call panicked with, and the stack of that call.
type Panic struct {
	Value any
	Stack []byte
}

func (p *Panic) String() string { return fmt.Sprintf("%v\n\n%s", p.Value, p.Stack) }

// Each calls f for 0 to n-1, in any order, and returns when all calls have. When some of
// them panic, Each panics with the *Panic of one.
func Each(n int, f func(i int)) {
	var next atomic.Int64
	var panicked atomic.Pointer[Panic]
	var group sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			defer func() {
				if value := recover(); value != nil {
					panicked.Store(&Panic{value, debug.Stack()})
				}
			}()
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	group.Wait()
	if p := panicked.Load(); p != nil {
		panic(p)
	}
}
