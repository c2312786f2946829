package chart

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"
	"modernc.org/quickjs"

	"vitrine/generator/cache"
)

// Painter draws pictures with ECharts, in as many interpreters as there are
// processors. Each starts from the same compiled code and draws each chart in a
// new instance, so that a picture depends on its option alone.
type Painter struct {
	engine []byte // JavaScript, of Engine
	key    string // of the engine and of what is done to its pictures
	cache  *cache.Folder
	code   func() ([]byte, error) // the engine compiled
}

// edition changes whenever pictures are made in another way.
const edition = "picture 2"

// NewPainter prepares a painter for a bundle that Engine made.
func NewPainter(engine []byte, store *cache.Folder) *Painter {
	p := &Painter{engine: engine, cache: store}
	p.key = cache.Key(edition, runtime.Version(), string(engine))
	p.code = sync.OnceValues(p.compile)
	return p
}

// Refused is a chart that ECharts could not draw.
type Refused struct {
	Drawing *Drawing
	Reason  string
}

// Paint draws the pictures of all drawings, in parallel. It returns the charts
// that ECharts refused, and an error when it could not work at all.
func (p *Painter) Paint(drawings []*Drawing) ([]Refused, error) {
	type job struct {
		drawing *Drawing
		view    *View
		key     string
	}
	var jobs []job
	for _, d := range drawings {
		for i := range d.Views {
			v := &d.Views[i]
			key := cache.Key(p.key, d.Chart.ID, v.Name, fmt.Sprint(v.Width, v.Height), string(v.Option))
			if known, ok := p.cache.Get(key); ok {
				v.Picture = known
				continue
			}
			jobs = append(jobs, job{d, v, key})
		}
	}
	if len(jobs) == 0 {
		return nil, nil
	}
	queue := make(chan int, len(jobs))
	for i := range jobs {
		queue <- i
	}
	close(queue)
	reasons := make([]string, len(jobs))
	var group errgroup.Group
	for range min(runtime.GOMAXPROCS(0), len(jobs)) {
		group.Go(func() error {
			vm, err := p.start()
			if err != nil {
				return err
			}
			defer vm.Close()
			for i := range queue {
				j := jobs[i]
				picture, err := draw(vm, j.drawing.Chart.ID, j.view)
				if err != nil {
					reasons[i] = err.Error()
					continue
				}
				j.view.Picture = picture
				p.cache.Put(j.key, picture)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	var refused []Refused
	for i, reason := range reasons {
		if reason != "" && !slices.ContainsFunc(refused, func(r Refused) bool { return r.Drawing == jobs[i].drawing }) {
			refused = append(refused, Refused{jobs[i].drawing, reason})
		}
	}
	return refused, nil
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
func draw(vm *quickjs.VM, id string, v *View) ([]byte, error) {
	result, err := vm.Call("picture", string(v.Option), v.Width, v.Height)
	if err != nil {
		first, _, _ := strings.Cut(err.Error(), "\n")
		return nil, errors.New(first)
	}
	text, ok := result.(string)
	if !ok {
		return nil, errors.New("it returned no picture")
	}
	picture, drawn, err := clean(text, id+"-"+v.Name)
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
