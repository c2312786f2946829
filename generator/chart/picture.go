package chart

import (
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"

	"modernc.org/quickjs"

	"vitrine/generator/cache"
)

// Painter draws pictures with ECharts, in as many interpreters as are needed at
// once. Each starts from the same compiled code and draws each chart in a new
// instance, so that a picture depends on its option alone.
type Painter struct {
	engine []byte // JavaScript, of Engine
	key    string // of the engine and of what is done to its pictures
	cache  *cache.Folder
	code   func() ([]byte, error) // the engine compiled

	mu   sync.Mutex
	idle []*quickjs.VM
}

// edition changes whenever pictures are made in another way.
const edition = "picture 3"

// NewPainter prepares a painter for a bundle that Engine made. It ends with Close.
func NewPainter(engine []byte, store *cache.Folder) *Painter {
	p := &Painter{engine: engine, cache: store}
	p.key = cache.Key(edition, runtime.Version(), string(engine))
	p.code = sync.OnceValues(p.compile)
	return p
}

// Refused says why ECharts can't draw a chart.
type Refused struct{ Reason string }

func (r *Refused) Error() string { return r.Reason }

// anyID stands in a picture for the chart's id: no text can hold it.
const anyID = "\x00"

// Paint draws the pictures of a chart. The error is a *Refused, or else says why
// nothing can be drawn. Goroutines may share the painter.
func (p *Painter) Paint(d *Drawing) error {
	for i := range d.Views {
		v := &d.Views[i]
		key := cache.Key(p.key, v.Name, fmt.Sprint(v.Width, v.Height), string(v.Option))
		picture, known := p.cache.Get(key)
		if !known {
			vm, err := p.take()
			if err != nil {
				return err
			}
			picture, err = draw(vm, v)
			p.mu.Lock()
			p.idle = append(p.idle, vm)
			p.mu.Unlock()
			if err != nil {
				return &Refused{err.Error()}
			}
			p.cache.Put(key, picture)
		}
		v.Picture = bytes.ReplaceAll(picture, []byte(anyID), []byte(d.Chart.ID))
	}
	return nil
}

// take is an interpreter that nobody uses.
func (p *Painter) take() (*quickjs.VM, error) {
	p.mu.Lock()
	if n := len(p.idle); n > 0 {
		vm := p.idle[n-1]
		p.idle = p.idle[:n-1]
		p.mu.Unlock()
		return vm, nil
	}
	p.mu.Unlock()
	return p.start()
}

// Close ends the interpreters.
func (p *Painter) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, vm := range p.idle {
		vm.Close()
	}
	p.idle = nil
}

// host is what the engine asks of its surroundings: nothing happens later, and
// there is no clock.
const host = `globalThis.setTimeout = () => 0; globalThis.clearTimeout = () => {};
globalThis.console = { log() {}, warn() {}, error() {} }; Date.now = () => 0;`

func (p *Painter) compile() ([]byte, error) {
	key := cache.Key(p.key, "code", runtime.GOOS, runtime.GOARCH)
	if known, ok := p.cache.Get(key); ok {
		return known, nil
	}
	vm, err := quickjs.NewVM()
	if err != nil {
		return nil, err
	}
	defer vm.Close()
	code, err := vm.Compile(host+string(p.engine), quickjs.EvalGlobal)
	if err == nil {
		p.cache.Put(key, code)
	}
	return code, err
}

func (p *Painter) start() (*quickjs.VM, error) {
	code, err := p.code()
	if err != nil {
		return nil, err
	}
	vm, err := quickjs.NewVM()
	if err != nil {
		return nil, err
	}
	vm.SetGCThreshold(64 << 20)
	if _, err := vm.EvalBytecode(code); err != nil {
		vm.Close()
		return nil, err
	}
	if _, err := vm.Eval("globalThis.picture = chartEngine.picture", quickjs.EvalGlobal); err != nil {
		vm.Close()
		return nil, err
	}
	return vm, nil
}

// draw makes a view's picture and looks whether every figure is in it.
func draw(vm *quickjs.VM, v *View) ([]byte, error) {
	result, err := vm.Call("picture", string(v.Option), v.Width, v.Height)
	if err != nil {
		first, _, _ := strings.Cut(err.Error(), "\n")
		return nil, errors.New(first)
	}
	text, ok := result.(string)
	if !ok {
		return nil, errors.New("it returned no picture")
	}
	picture, drawn, err := clean(text, anyID+"-"+v.Name)
	if err != nil {
		return nil, err
	}
	for _, m := range v.drawn {
		if !drawn[m] {
			return nil, fmt.Errorf("a figure of series %d is not in its picture", m.series+1)
		}
	}
	return picture, nil
}
