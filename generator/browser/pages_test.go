package browser

import (
	"bytes"
	"fmt"
	"image/png"
	"maps"
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"vitrine/generator/option"
	"vitrine/generator/output"

	"vitrine/generator/sitetest"
)

// htmlPages are the pages of a site, at least some.
func htmlPages(t *testing.T, site *output.Site) []string {
	t.Helper()
	var names []string
	for _, name := range site.Paths() {
		if strings.HasSuffix(name, ".html") {
			names = append(names, name)
		}
	}
	if len(names) < 50 {
		t.Fatalf("there are only %d pages to look at", len(names))
	}
	return names
}

// TestPagesInBrowser opens every page of the sample site on the narrowest
// screen, brings its charts to life, and finds no sideways scrolling, nothing
// that moves, nothing that the policy refuses and nothing on the console.
func TestPagesInBrowser(t *testing.T) {
	ctx := Open(t)
	site := sitetest.Sample(t)
	url := Serve(t, site, "/mekong-record/")
	w := Watch(t, ctx, strings.TrimSuffix(url, "/mekong-record/"))
	type page struct {
		Wide, Charts, Live int
		Moved              float64
	}
	open := func(name string) page {
		if err := chromedp.Do(ctx, chromedp.Navigate(url+name)); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		result, err := chromedp.Run(ctx, chromedp.Evaluate[page](`(async () => {
				let Moved = 0;
				new PerformanceObserver((list) => { for (const e of list.getEntries()) Moved += e.value; }).observe({ type: 'layout-shift', buffered: true });
				const Live = await `+wakeAll+`;
				return { Wide: document.documentElement.scrollWidth - document.documentElement.clientWidth, Charts: document.querySelectorAll('.picture').length, Live, Moved };
			})()`, chromedp.EvalAwaitPromise))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return result
	}
	charts := 0
	for n, width := range []int64{320, 1280} {
		if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 800)); err != nil {
			t.Fatal(err)
		}
		for i, name := range htmlPages(t, site) {
			if sitetest.Sampled() && i%4 != n {
				continue
			}
			result := open(name)
			// Where the machine is busy, a table is painted before all of its rows have come, and its
			// columns widen with them. What moves by itself moves each time.
			for try := 0; try < 3 && result.Moved > 0.001; try++ {
				result.Moved = min(result.Moved, open(name).Moved)
			}
			if result.Wide > 0 {
				t.Errorf("%s scrolls sideways by %d px at %d px", name, result.Wide, width)
			}
			if result.Live != result.Charts {
				t.Errorf("%s: %d of %d charts came alive", name, result.Live, result.Charts)
			}
			if result.Moved > 0.001 {
				t.Errorf("%s at %d px moves by %g while it loads", name, width, result.Moved)
			}
			charts += result.Charts
			w.Report(t, name)
		}
	}
	if charts < 32 && !sitetest.Sampled() || charts < 4 {
		t.Errorf("saw %d charts", charts)
	}
}

// drawings describes what a browser made of an svg: of each shape its box, from the
// svg's own corner, and of words how they are written and where their line begins,
// which does not depend on the fonts that the machine has.
const drawings = `(svg) => {
	const is = (e, key, ...values) => values.includes(e.getAttribute(key));
	const clear = ['none', 'transparent'];
	const unseen = (e) => (is(e, 'fill', ...clear) || is(e, 'fill-opacity', '0')) &&
		(is(e, 'stroke', null, ...clear) || is(e, 'stroke-width', '0'));
	const from = svg.getBoundingClientRect();
	const words = (e) => {
		const m = e.getScreenCTM(), s = getComputedStyle(e);
		return {
			Kind: 'text', Words: e.textContent, Size: parseFloat(s.fontSize), Anchor: s.textAnchor,
			Style: [s.fontSize, s.fontStyle, s.fontWeight, s.fontFamily, s.letterSpacing,
				s.textAnchor, s.dominantBaseline].join(' '),
			At: [+e.getAttribute('x'), +e.getAttribute('y')],
			Matrix: [m.a, m.b, m.c, m.d, m.e - from.left, m.f - from.top],
		};
	};
	const shape = (e) => {
		const r = e.getBoundingClientRect();
		return { Kind: 'shape', Box: [r.left - from.left, r.top - from.top, r.right - from.left, r.bottom - from.top] };
	};
	return [...svg.querySelectorAll('path, text, rect, polyline, circle')]
		.filter((e) => !e.closest('defs') && (e.tagName === 'text' || !unseen(e)))
		.map((e) => (e.tagName === 'text' ? words(e) : shape(e)));
}`

// shape is a shape or a line of words of a picture.
type shape struct {
	Kind, Words   string
	Style, Anchor string
	Size          float64
	At            [2]float64
	Matrix        matrix
	Box           [4]float64 // left, top, right and bottom
}

func (s *shape) turned() bool { return math.Abs(s.Matrix[1]) > 0.01 }

// measure gives words their box: as wide as the table of widths says by which charts
// are laid out, and as high as the font's size.
func (s *shape) measure() {
	if s.Kind != "text" {
		return
	}
	width := float64(option.Font(s.Size).Width(s.Words))
	left := s.At[0] - map[string]float64{"start": 0, "middle": width / 2, "end": width}[s.Anchor]
	s.Box = [4]float64{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, x := range []float64{left, left + width} {
		for _, y := range []float64{s.At[1] - s.Size/2, s.At[1] + s.Size/2} {
			corner := s.Matrix.of(x, y)
			for i := range corner {
				s.Box[i], s.Box[i+2] = min(s.Box[i], corner[i]), max(s.Box[i+2], corner[i])
			}
		}
	}
}

// highlightLoses reaches the first place of a chart by a key, and lists the colours that its shapes
// have lost: what is highlighted has an outline more, and nothing less.
const highlightLoses = `async (box, stage) => {
	const colours = () => [...stage.querySelectorAll('path, polyline')].filter((e) => !e.closest('defs'))
		.map((e) => (e.getAttribute('fill') === 'none' ? 'line ' + e.getAttribute('stroke') : e.getAttribute('fill')));
	const before = colours();
	box.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }));
	await new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)));
	const after = colours();
	const lost = before.filter((c) => !after.includes(c));
	return after.length === before.length ? lost : [...lost, before.length + ' are ' + after.length];
}`

// TestPicturesEqualLiveCharts holds each picture against what ECharts draws in
// the browser: the same shapes with the same words within half a pixel, at both
// widths, for every type of chart, at rest and with a place highlighted. It also finds words that would be cut off or lie
// on one another in a font as wide as charts are laid out for.
func TestPicturesEqualLiveCharts(t *testing.T) {
	ctx := Open(t)
	site := sitetest.Sample(t)
	url := Serve(t, site, "/mekong-record/")
	var pages []string
	for _, other := range []*output.Site{sitetest.BuiltBlocks(t), sitetest.Built(t, sitetest.FromArchive(t, "charts.txtar")),
		sitetest.Built(t, sitetest.FromArchive(t, "forms.txtar"))} {
		otherURL := Serve(t, other, "/report/")
		for _, name := range other.Paths() {
			if strings.HasPrefix(name, "embed/") && !isMap(t, other, name) {
				pages = append(pages, otherURL+name)
			}
		}
	}
	for _, name := range htmlPages(t, site) {
		if strings.HasPrefix(name, "embed/") && !isMap(t, site, name) {
			pages = append(pages, url+name)
		}
	}
	if len(pages) < 65 {
		t.Fatalf("there are %d charts to compare", len(pages))
	}
	for _, width := range []int64{1280, 360} {
		name := map[int64]string{1280: "wide", 360: "narrow"}[width]
		if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 800)); err != nil {
			t.Fatal(err)
		}
		for k, page := range pages {
			if sitetest.Sampled() && k%4 > 0 {
				continue
			}
			if err := chromedp.Do(ctx, chromedp.Navigate(page)); err != nil {
				t.Fatal(err)
			}
			result, err := chromedp.Run(ctx, chromedp.Evaluate[struct {
				Size          [2]float64
				Picture, Live []shape
				Lost          []string
			}](`(async () => {
				if (await `+wakeAll+` !== 1) return {};
				const picture = document.querySelector('.drawn.`+name+` svg'), r = picture.getBoundingClientRect();
				const made = { Size: [r.width, r.height], Picture: (`+drawings+`)(picture), Live: (`+drawings+`)(document.querySelector('.stage')) };
				return { ...made, Lost: await (`+highlightLoses+`)(document.querySelector('.picture'), document.querySelector('.stage')) };
			})()`, chromedp.EvalAwaitPromise))
			if err != nil {
				t.Fatal(err)
			}
			what := strings.TrimSuffix(page[strings.Index(page, "/embed/")+7:], "/index.html") + ", " + name
			compareShapes(t, what, result.Picture, result.Live)
			if len(result.Lost) > 0 {
				t.Errorf("%s: highlighted it has no %q, or another number of shapes", what, result.Lost)
			}
			checkWords(t, what, result.Size, result.Picture)
		}
	}
}

// isMap reports whether a page of a chart shows a map, which ECharts does not draw.
func isMap(t *testing.T, site *output.Site, name string) bool {
	t.Helper()
	return strings.Contains(sitetest.Page(t, site, name), `class="drawn map"`)
}

func compareShapes(t *testing.T, what string, picture, live []shape) {
	t.Helper()
	if len(picture) != len(live) || len(picture) < 4 {
		t.Errorf("%s: the picture has %d shapes, the live chart %d", what, len(picture), len(live))
		return
	}
	for i := range picture {
		p, l := &picture[i], &live[i]
		p.measure()
		l.measure()
		if p.Kind != l.Kind || p.Words != l.Words || p.Style != l.Style {
			t.Errorf("%s: shape %d is a %s %q in the picture and a %s %q alive, in %s and %s",
				what, i, p.Kind, p.Words, l.Kind, l.Words, p.Style, l.Style)
			continue
		}
		for side := range p.Box {
			if d := p.Box[side] - l.Box[side]; d > 0.5 || d < -0.5 {
				t.Errorf("%s: %s %q is at %.1f in the picture and at %.1f alive", what, p.Kind, p.Words, p.Box, l.Box)
				break
			}
		}
	}
}

// checkWords finds words that are cut off or that lie on one another. The shapes are
// measured.
func checkWords(t *testing.T, what string, size [2]float64, shapes []shape) {
	t.Helper()
	words := slices.DeleteFunc(slices.Clone(shapes), func(s shape) bool { return s.Kind != "text" || strings.TrimSpace(s.Words) == "" })
	if len(words) < 2 {
		t.Errorf("%s has %d words", what, len(words))
	}
	for i, a := range words {
		if a.Box[0] < -1 || a.Box[1] < -1 || a.Box[2] > size[0]+1 || a.Box[3] > size[1]+1 {
			t.Errorf("%s: %q is cut off at %.0f of %.0f", what, a.Words, a.Box, size)
		}
		for _, b := range words[i+1:] {
			wide := min(a.Box[2], b.Box[2]) - max(a.Box[0], b.Box[0])
			high := min(a.Box[3], b.Box[3]) - max(a.Box[1], b.Box[1])
			if wide > 2 && high > 2 && !(a.turned() && b.turned()) { // boxes of slanted words overlap
				t.Errorf("%s: %q and %q lie on one another", what, a.Words, b.Words)
			}
		}
	}
}

// TestPicturesWithoutScript looks at an article without JavaScript, and as it
// is printed: every chart is there, and its figures as a table.
func TestPicturesWithoutScript(t *testing.T) {
	ctx := Open(t)
	site := sitetest.Sample(t)
	url := Serve(t, site, "/mekong-record/")
	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	charts := 0
	for _, media := range []string{"screen", "print"} {
		if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: media}); err != nil {
			t.Fatal(err)
		}
		for _, name := range htmlPages(t, site) {
			if !strings.Contains(sitetest.Page(t, site, name), `class="picture"`) {
				continue
			}
			if err := chromedp.Do(ctx, chromedp.Navigate(url+name)); err != nil {
				t.Fatal(err)
			}
			seen, err := chromedp.Run(ctx, chromedp.Evaluate[[][3]int](`[...document.querySelectorAll('figure.chart')].map((f) => {
				const shown = [...f.querySelectorAll('.drawn svg')].filter((s) => { const r = s.getBoundingClientRect(); return r.width > 200 && r.height > 60 && s.checkVisibility({ visibilityProperty: true }); });
				const details = f.querySelector('.figures'), before = details.open;
				const printed = f.querySelector('table').getBoundingClientRect().height;
				details.open = true;
				const rows = f.querySelectorAll('tbody tr').length;
				const open = f.querySelector('table').getBoundingClientRect().height;
				details.open = before;
				return [shown.length, rows && open > 20 ? 1 : 0, printed > 20 ? 1 : 0];
			})`))
			if err != nil {
				t.Fatal(err)
			}
			for i, s := range seen {
				charts++
				if s[0] != 1 || s[1] != 1 || media == "print" && s[2] != 1 {
					t.Errorf("%s, %s, chart %d: %d pictures are shown, a table with figures %d, printed %d", name, media, i+1, s[0], s[1], s[2])
				}
			}
		}
	}
	if charts < 40 {
		t.Errorf("looked at %d charts", charts)
	}
}

// TestWeight counts what a reader on a telephone loads: an article with three
// charts before anything is touched, and then one chart that comes alive.
func TestWeight(t *testing.T) {
	ctx := Open(t)
	site := sitetest.Sample(t)
	url := Serve(t, site, "/mekong-record/")
	w := Watch(t, ctx, strings.TrimSuffix(url, "/mekong-record/"))
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(360, 800), chromedp.Navigate(url+"reports/joint-operation-2018/"), chromedp.Sleep(500*time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	total, script := 0, 0
	sizes := w.Sizes()
	for address, n := range sizes {
		total += n
		if strings.HasSuffix(address, ".js") {
			script += n
		}
	}
	if charts := strings.Count(sitetest.Page(t, site, "reports/joint-operation-2018/index.html"), `class="picture"`); charts != 3 {
		t.Fatalf("the article has %d charts", charts)
	}
	if total > 60_000 || script > 5_000 || len(sizes) > 8 || total < 10_000 {
		t.Errorf("an article with three charts is %d bytes, %d of them script, in %d requests: %v", total, script, len(sizes), sizes)
	}
	t.Logf("article: %d bytes, %d of them script, in %d requests", total, script, len(sizes))
	w.Reset()
	if err := chromedp.Do(ctx, chromedp.Focus(`#operation-app .picture`), chromedp.WaitVisible(`#operation-app .picture[data-state=live]`), chromedp.Sleep(200*time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	total = 0
	sizes = w.Sizes()
	for _, n := range sizes {
		total += n
	}
	if len(sizes) < 1 || len(sizes) > 2 || total > 250_000 || total < 50_000 {
		t.Errorf("a chart comes alive with %d bytes in %d requests: %v", total, len(sizes), sizes)
	}
	t.Logf("live chart: %d bytes in %d requests", total, len(sizes))
	w.Report(t, "the article")
}

// TestChartInBrowser brings a chart to life by keyboard and by pointing at it,
// on a wide page and scaled up on a narrow one: the announcement and the tip
// say what the table under the chart says.
func TestChartInBrowser(t *testing.T) {
	site := sitetest.Sample(t)
	url := Serve(t, site, "/mekong-record/")
	if !strings.Contains(sitetest.Page(t, site, "reports/joint-operation-2018/index.html"), `<th scope="row">Suspects arrested</th><td class="n">1,332<span class="aside"> <span class="differs" role="img" aria-label="sources differ">≠</span></span></td>`) {
		t.Error("the table under the chart does not say 1,332")
	}
	const says = "Suspects arrested, 1,332 persons · sources differ. Source: APP via UrduPoint"
	for _, width := range []int64{1280, 420} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			ctx := Open(t)
			w := Watch(t, ctx, strings.TrimSuffix(url, "/mekong-record/"))
			err := chromedp.Do(ctx,
				chromedp.EmulateViewport(width, 900),
				chromedp.Navigate(url+"reports/joint-operation-2018/"),
				chromedp.Focus(`#operation-app .picture`),
				chromedp.WaitVisible(`#operation-app .picture[data-state=live]`),
				chromedp.KeyEvent(kb.ArrowRight))
			if err != nil {
				t.Fatal(err)
			}
			const live = `document.querySelector('#operation-app [aria-live]').textContent`
			const tip = `document.querySelector('#operation-app .tip:not([hidden])')`
			const words = "Suspects arrested|1,332 persons · sources differ|Source: APP via UrduPoint"
			shown := func(how string) {
				t.Helper()
				said := `((tip) => tip && [...tip.querySelectorAll('p, dd')].map((e) => e.textContent).join('|'))(` + tip + `)`
				if got, err := chromedp.Run(ctx, chromedp.Evaluate[string](said)); err != nil || got != words {
					t.Errorf("%s shows %q, %v", how, got, err)
				}
				font := `getComputedStyle(` + tip + `).fontFamily === getComputedStyle(document.querySelector('#operation-app summary')).fontFamily`
				if same, err := chromedp.Run(ctx, chromedp.Evaluate[bool](font)); err != nil || !same {
					t.Errorf("%s: the tip has a font of its own, %v", how, err)
				}
			}
			announced, err := chromedp.Run(ctx, chromedp.Evaluate[string](live))
			if err != nil || announced != says {
				t.Errorf("the arrow key announces %q, %v", announced, err)
			}
			shown("the arrow key")
			if err := chromedp.Do(ctx, chromedp.KeyEvent(kb.Escape)); err != nil {
				t.Fatal(err)
			}
			if after, err := chromedp.Run(ctx, chromedp.Evaluate[string](live)); err != nil || after != "" {
				t.Errorf("Escape leaves %q, %v", after, err)
			}
			if gone, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`!`+tip)); err != nil || !gone {
				t.Error("Escape leaves the tip")
			}
			type place struct{ X, Y float64 }
			at, err := chromedp.Run(ctx, chromedp.Evaluate[place](`(() => {
				const box = document.querySelector('#operation-app .picture');
				box.scrollIntoView({ block: 'center' });
				const bars = [...box.querySelectorAll('.stage svg path[fill="var(--series-1)"]')].map((p) => p.getBoundingClientRect());
				const longest = bars.reduce((a, b) => (a.right > b.right ? a : b));
				return { X: longest.right - 6, Y: longest.top + longest.height / 2 };
			})()`))
			if err != nil {
				t.Fatal(err)
			}
			if err := chromedp.Do(ctx, chromedp.MouseEvent("mouseMoved", at.X-3, at.Y), chromedp.MouseEvent("mouseMoved", at.X, at.Y)); err != nil {
				t.Fatal(err)
			}
			shown("pointing at the end of the bar")
			covered := fmt.Sprintf(`((tip) => tip.left < %f && tip.right > %f && tip.top < %f && tip.bottom > %f)(`+
				`document.querySelector('#operation-app .tip').getBoundingClientRect())`, at.X, at.X, at.Y+8, at.Y-8)
			if covers, err := chromedp.Run(ctx, chromedp.Evaluate[bool](covered)); err != nil || covers {
				t.Errorf("the tip covers what it speaks of, %v", err)
			}
			w.Report(t, "the chart")
		})
	}
}

// TestSavedData holds a reader's wish to save data: passing over a chart loads
// nothing, a key brings it to life.
func TestSavedData(t *testing.T) {
	ctx := Open(t)
	site := sitetest.Sample(t)
	url := Serve(t, site, "/mekong-record/")
	w := Watch(t, ctx, strings.TrimSuffix(url, "/mekong-record/"))
	saving := true
	if _, err := chromedp.Call(ctx, emulation.SetDataSaverOverride, emulation.SetDataSaverOverrideParams{DataSaverEnabled: &saving}); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.Navigate(url+"embed/operation-app/"), chromedp.Sleep(300*time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if saves, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`navigator.connection.saveData`)); err != nil || !saves {
		t.Fatalf("the browser does not save data: %v", err)
	}
	w.Reset()
	if err := chromedp.Do(ctx, chromedp.Focus(`.picture`), chromedp.MouseEvent("mouseMoved", 300, 100), chromedp.MouseEvent("mouseMoved", 310, 110), chromedp.Sleep(500*time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if sizes := w.Sizes(); len(sizes) > 0 {
		t.Errorf("passing over a chart loads %v", sizes)
	}
	if err := chromedp.Do(ctx, chromedp.KeyEvent(kb.ArrowRight), chromedp.WaitVisible(`.picture[data-state=live]`)); err != nil {
		t.Fatal(err)
	}
}

// TestEmbedInFrame puts a chart into a page of another site: it is drawn, comes
// alive, and its links leave the frame.
func TestEmbedInFrame(t *testing.T) {
	ctx := Open(t)
	site := sitetest.Sample(t)
	url := Serve(t, site, "/mekong-record/")
	// localhost is another origin than 127.0.0.1, and has its own pages.
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<!doctype html><title>Another site</title><iframe src="%sembed/operation-app/" width="700" height="500"></iframe>`, url)
	}))
	t.Cleanup(other.Close)
	if err := chromedp.Do(ctx, chromedp.Navigate(strings.Replace(other.URL, "127.0.0.1", "localhost", 1)), chromedp.Sleep(500*time.Millisecond),
		chromedp.MouseEvent("mouseMoved", 300, 120), chromedp.MouseEvent("mouseMoved", 310, 125), chromedp.Sleep(time.Second)); err != nil {
		t.Fatal(err)
	}
	shot, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		t.Fatal(err)
	}
	blue := 0 // #1f5f99, the bars
	for y := range 500 {
		for x := range 700 {
			if r, g, b, _ := img.At(x, y).RGBA(); r>>8 == 0x1f && g>>8 == 0x5f && b>>8 == 0x99 {
				blue++
			}
		}
	}
	if blue < 5000 {
		t.Errorf("%d pixels of the frame are bars", blue)
	}
	text := sitetest.Page(t, site, "embed/operation-app/index.html")
	for _, want := range []string{"Source: ", `href="/mekong-record/reports/joint-operation-2018/#operation-app" target="_top"`, "Mekong Record"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page for frames has no %q", want)
		}
	}
}

// TestKeysInCharts walks a chart of several series, small charts and a map with the keys: left and
// right go from place to place, up and down from series to series, and the source is said once. At
// each place a tip names all series, in words.
func TestKeysInCharts(t *testing.T) {
	files := sitetest.FromArchive(t, "forms.txtar")
	maps.Copy(files, sitetest.FromArchive(t, "map.txtar"))
	site := sitetest.Built(t, files)
	url := Serve(t, site, "/report/")
	ctx := Open(t)
	for _, c := range []struct{ page, id, keys, said, tip string }{
		{"forms", "days-line", "→→↓", "February 2021, Fraud, 52 cases", "February 2021|Theft|107 cases|Fraud|52 cases|Arson|31 cases"},
		{"forms", "days-line", "⇥", "December 2023, Theft, 159 cases. Source: Police", ""},
		{"forms", "facets", "→↓→", "Bern, 2019, 618 cases", "Bern · 2019|618 cases"},
		{"forms", "folded-tiles", "→→↓", "February, 2022, 51 cases", "February|2022|51 cases"},
		{"forms", "one-line", "⇤", "January 2021, 95 cases. Source: Police", ""},
		{"map", "checks-map", "→", "", ""},
	} {
		press := `(async () => {
			const box = document.querySelector('#` + c.id + ` .picture');
			box.dispatchEvent(new FocusEvent('focus'));
			for (let i = 0; i < 500 && !/^(live|map)$/.test(box.dataset.state); i++) await new Promise((r) => setTimeout(r, 20));
			const names = { '→': 'ArrowRight', '←': 'ArrowLeft', '↓': 'ArrowDown', '↑': 'ArrowUp', '⇥': 'End', '⇤': 'Home' };
			for (const key of '` + c.keys + `') box.dispatchEvent(new KeyboardEvent('keydown', { key: names[key] }));
			const tip = [...box.querySelectorAll('.tip:not([hidden]) :is(.place, dt, dd)')].map((e) => e.textContent).join('|');
			return [box.nextElementSibling.textContent, tip];
		})()`
		if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(url+"reports/"+c.page+"/")); err != nil {
			t.Fatal(err)
		}
		got, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](press, chromedp.EvalAwaitPromise))
		if err != nil || len(got) != 2 || got[0] == "" || got[1] == "" || c.said != "" && got[0] != c.said || c.tip != "" && got[1] != c.tip {
			t.Errorf("%s, %s: %q, %v", c.id, c.keys, got, err)
		}
	}
}
