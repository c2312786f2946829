package browser

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/chromedp/chromedp"

	"vitrine/generator/option"
	"vitrine/generator/picture"
	"vitrine/generator/prose"

	"vitrine/generator/sitetest"
)

// face is a font that systems come with, as an npm package has it.
type face struct {
	name   string
	folder string // with a style sheet for each weight, in node_modules; "" for DejaVu Sans, which has none
}

// systemFonts are those in which pictures have to hold. Arimo has the metrics of
// Liberation Sans 2, and so of Arial and Helvetica.
var systemFonts = []face{
	{"DejaVu Sans", ""},
	{"Noto Sans", "@fontsource/noto-sans"},
	{"Arimo", "@fontsource/arimo"},
	{"Roboto", "@fontsource/roboto"},
	{"Inter", "@fontsource/inter"},
}

// scriptFonts have the letters of the regions of the test's charts that the others
// lack. Chinese is left to the machine: its letters are as wide as high in any font.
var scriptFonts = []face{
	{"Noto Sans Arabic", "@fontsource/noto-sans-arabic"},
	{"Noto Sans Khmer", "@fontsource/noto-sans-khmer"},
	{"Noto Sans Myanmar", "@fontsource/noto-sans-myanmar"},
	{"Noto Sans Thai", "@fontsource/noto-sans-thai"},
}

// family is the font's name in pages, which no font of the machine has.
func (f face) family() string { return "Measured " + f.name }

// rules are the @font-face rules that load the font from a server of the packages.
func (f face) rules(t *testing.T, packages string) string {
	t.Helper()
	if f.folder == "" {
		const rule = "@font-face { font-family: %q; font-weight: %d; src: url(/dejavu-fonts-ttf/ttf/%s.ttf) }\n"
		return fmt.Sprintf(rule, f.family(), 400, "DejaVuSans") + fmt.Sprintf(rule, f.family(), 600, "DejaVuSans-Bold")
	}
	var rules strings.Builder
	for _, weight := range []string{"400", "600"} {
		css, err := os.ReadFile(filepath.Join(packages, f.folder, weight+".css"))
		if err != nil {
			t.Fatal(err)
		}
		names := strings.NewReplacer("'"+f.name+"'", strconv.Quote(f.family()), "url(./", "url(/"+f.folder+"/")
		rules.WriteString(names.Replace(string(css)))
	}
	return rules.String()
}

// fontServer serves a page for each font, /page/NAME, with all pictures set in it.
func fontServer(t *testing.T, pictures []drawnPicture) string {
	t.Helper()
	packages := filepath.Join(testPackages(t), "node_modules")
	var rules, list strings.Builder
	scripts := ""
	for _, f := range slices.Concat(systemFonts, scriptFonts) {
		rules.WriteString(f.rules(t, packages))
	}
	for _, f := range scriptFonts {
		scripts += fmt.Sprintf(", %q", f.family())
	}
	for _, p := range pictures {
		list.Write(p.svg)
	}
	mux := http.NewServeMux()
	mux.Handle("/", http.FileServer(http.Dir(packages)))
	for _, f := range systemFonts {
		mux.HandleFunc("/page/"+strings.ReplaceAll(f.name, " ", "-"), func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprintf(w, "<!doctype html><title>Pictures</title><style>%ssvg { font-family: %q%s; display: block }"+
				"</style>%s", rules.String(), f.family(), scripts, list.String())
		})
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// drawnPicture is a picture of a chart.
type drawnPicture struct {
	what string
	svg  []byte
}

// allPictures are those of the sample site and of the charts that are hard to lay out,
// wide and narrow, and the files of their wide ones.
func allPictures(t *testing.T) []drawnPicture {
	var list []drawnPicture
	for _, d := range slices.Concat(drawnCharts(t, os.DirFS("../..")), drawnCharts(t, sitetest.Blocks(t)),
		drawnCharts(t, sitetest.FromArchive(t, "charts.txtar")), drawnCharts(t, sitetest.FromArchive(t, "forms.txtar")),
		drawnCharts(t, sitetest.FromArchive(t, "stress.txtar"))) {
		for _, v := range d.Views {
			list = append(list, drawnPicture{d.Chart.ID + ", " + v.Name, v.Picture})
		}
		v, title := d.Views[0], prose.Plain(d.Chart.Title)
		for len(title) < 200 { // of several lines
			title += " and Mammals " + title
		}
		file, _ := picture.File(v.Width, v.Height, v.Picture, picture.Heading{Title: title, Subtitle: d.Subtitle},
			[]string{strings.Repeat("Source: Wwwm. ", 30)}, nil)
		list = append(list, drawnPicture{d.Chart.ID + ", its file", file})
	}
	if len(list) < 90 {
		t.Fatalf("there are %d pictures to measure", len(list))
	}
	return list
}

// lettered is a line of words in a picture, as a browser set it. Corners are in the
// picture's pixels.
type lettered struct {
	Words  string
	Size   float64 // of the font
	Bold   bool
	Width  float64       // of the line
	Ink    [4][2]float64 // the corners of what is painted
	Letter [4][2]float64 // the same, but as high as an Å and as low as a j
	Turned bool
	Ground []float64 // the box behind it: left, top, right and bottom; empty without one
}

// measurePictures gives the words of all pictures of a page, once its font is loaded.
const measurePictures = `(async () => {
	const family = getComputedStyle(document.querySelector('svg')).fontFamily;
	const text = [...document.querySelectorAll('text')].map((e) => e.textContent).join('');
	const loaded = await document.fonts.load('13px ' + family.split(',')[0], text);
	let scripts = 0;
	for (const other of family.split(',').slice(1)) {
		const faces = await document.fonts.load('13px ' + other, text);
		if (faces.length && faces.every((f) => f.status === 'loaded')) scripts++;
	}
	for (const weight of ['', '600 ']) await document.fonts.load(weight + '13px ' + family, text);
	await document.fonts.ready;
	const context = document.createElement('canvas').getContext('2d');
	const words = (e) => {
		const style = getComputedStyle(e), box = e.getBBox();
		context.font = style.fontWeight + ' ' + style.fontSize + ' ' + style.fontFamily;
		context.direction = 'ltr';
		const m = context.measureText(e.textContent), tall = context.measureText('Åj');
		const up = m.fontBoundingBoxAscent, base = box.y + box.height * up / (up + m.fontBoundingBoxDescent);
		const part = e.closest('body > svg').getScreenCTM().inverse().multiply(e.getScreenCTM());
		const corners = (ascent, descent) => {
			const left = box.x - m.actualBoundingBoxLeft, right = box.x + m.actualBoundingBoxRight;
			return [[left, base - ascent], [right, base - ascent], [right, base + descent], [left, base + descent]]
				.map(([x, y]) => [part.a * x + part.c * y + part.e, part.b * x + part.d * y + part.f]);
		};
		let before = e.previousElementSibling;
		while (before && before.tagName === 'text') before = before.previousElementSibling;
		const number = (name) => +before.getAttribute(name);
		const ground = before && before.tagName === 'rect' && before.getAttribute('fill') === 'var(--paper)'
			&& !before.hasAttribute('stroke') && !before.hasAttribute('rx')
			&& Math.abs(2 * (+e.getAttribute('y') - number('y')) - number('height')) < number('height')
			&& Math.abs(2 * (+e.getAttribute('x') - number('x')) - number('width')) < number('width'); // not one before
		return {
			Words: e.textContent, Size: parseFloat(style.fontSize), Bold: style.fontWeight > 400, Width: box.width,
			Ink: corners(m.actualBoundingBoxAscent, m.actualBoundingBoxDescent),
			Letter: corners(Math.max(m.actualBoundingBoxAscent, tall.actualBoundingBoxAscent),
				Math.max(m.actualBoundingBoxDescent, tall.actualBoundingBoxDescent)),
			Turned: Math.abs(part.b) > 0.01,
			Ground: ground ? [number('x'), number('y'), number('x') + number('width'), number('y') + number('height')] : [],
		};
	};
	context.font = '100px ' + family.split(',')[0] + ', monospace';
	return {
		Faces: loaded.filter((f) => f.status === 'loaded').length, Asked: loaded.length, Scripts: scripts,
		Probe: context.measureText('Hamburg 0123').width,
		Pictures: [...document.querySelectorAll('body > svg')].map((svg) => ({
			Size: [svg.viewBox.baseVal.width, svg.viewBox.baseVal.height],
			Lines: [...svg.querySelectorAll('text')].map(words),
		})),
	};
})()`

// TestPicturesInFonts sets every picture in fonts that systems come with, which it
// names and loads, whatever fonts the machine has. In none of them are words cut off
// by the picture's edge, do words lie on words, or leave the ground behind them, and
// no line is wider than the table of widths says.
func TestPicturesInFonts(t *testing.T) {
	ctx := Open(t)
	pictures := allPictures(t)
	url := fontServer(t, pictures)
	probes := map[float64]string{}
	for i, f := range systemFonts {
		if sitetest.Sampled() && i > 1 {
			break
		}
		if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 900),
			chromedp.Navigate(url+"/page/"+strings.ReplaceAll(f.name, " ", "-"))); err != nil {
			t.Fatal(err)
		}
		page, err := chromedp.Run(ctx, chromedp.Evaluate[struct {
			Faces, Asked int // of the font, for the letters that are there
			Scripts      int // the fonts for other scripts that are loaded
			Probe        float64
			Pictures     []struct {
				Size  [2]float64
				Lines []lettered
			}
		}](measurePictures, chromedp.EvalAwaitPromise))
		if err != nil {
			t.Fatal(err)
		}
		if page.Faces == 0 || page.Faces != page.Asked || page.Scripts != len(scriptFonts) || probes[page.Probe] != "" ||
			len(page.Pictures) != len(pictures) {
			t.Fatalf("%s: %d of %d faces are loaded and %d fonts of scripts, it is as wide as %q, and %d pictures are there of %d",
				f.name, page.Faces, page.Asked, page.Scripts, probes[page.Probe], len(page.Pictures), len(pictures))
		}
		probes[page.Probe] = f.name
		for i, p := range page.Pictures {
			checkLettering(t, f.name+", "+pictures[i].what, p.Size, p.Lines)
		}
	}
}

// mostOverlap is how many pixels boxes of ink may share before words are said to lie on
// one another: those of Arabic, with its deep tails, do where no letter touches another.
const mostOverlap = 3

// checkLettering finds what is wrong with the words of a picture.
func checkLettering(t *testing.T, what string, size [2]float64, lines []lettered) {
	t.Helper()
	for i := range lines {
		a := &lines[i]
		if table := float64(option.Font(a.Size).Width(a.Words)); a.Width > table+0.5 && !a.Bold {
			t.Errorf("%s: %q is %.1f pixels wide, and %.0f by the table", what, a.Words, a.Width, table)
		}
		if outside(a.Letter, [4]float64{0, 0, size[0], size[1]}) > 0 {
			t.Errorf("%s: %q at %.1f is cut off at %.0f", what, a.Words, a.Letter, size)
		}
		if len(a.Ground) == 4 && outside(a.Ink, [4]float64(a.Ground)) > 1 {
			t.Errorf("%s: %q at %.1f leaves its ground at %.1f", what, a.Words, a.Ink, a.Ground)
		}
		for j := range lines[i+1:] {
			if b := &lines[i+1+j]; overlap(a.Ink, b.Ink) > mostOverlap {
				t.Errorf("%s: %q lies on %q, at %.1f and %.1f", what, a.Words, b.Words, a.Ink, b.Ink)
			}
		}
	}
}

// outside is how far some points lie outside of a box.
func outside(points [4][2]float64, box [4]float64) float64 {
	most := 0.0
	for _, p := range points {
		most = max(most, box[0]-p[0], box[1]-p[1], p[0]-box[2], p[1]-box[3])
	}
	return most
}

// overlap is how far two rectangles would have to move so as not to touch: they are
// apart along a side of one of them, or they overlap.
func overlap(a, b [4][2]float64) float64 {
	least := math.Inf(1)
	for _, r := range [][4][2]float64{a, b} {
		for side := range 2 {
			dx, dy := r[side+1][0]-r[side][0], r[side+1][1]-r[side][1]
			length := math.Hypot(dx, dy)
			if length == 0 {
				return 0
			}
			along := func(points [4][2]float64) (low, high float64) {
				low, high = math.Inf(1), math.Inf(-1)
				for _, p := range points {
					at := (p[0]*dx + p[1]*dy) / length
					low, high = min(low, at), max(high, at)
				}
				return low, high
			}
			a1, a2 := along(a)
			b1, b2 := along(b)
			least = min(least, min(a2, b2)-max(a1, b1))
		}
	}
	return max(least, 0)
}

// TestWidthsEqual holds the widths of text that the build lays charts out by against
// those of the script in the browser, of letters of all scripts.
func TestWidthsEqual(t *testing.T) {
	texts := []string{"", "1,332 ≠", "ที่", "हिन्दी", "لمكافحة", "e\u0301", "👩\u200d💻", "10\u202f000"}
	for r := rune(' '); r < 0x11000; r++ {
		if unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Zs) {
			texts = append(texts, string(r))
		}
	}
	list, err := json.Marshal(texts)
	if err != nil {
		t.Fatal(err)
	}
	widths := strings.Fields(call(t, interpreter(t), "widths", string(list)))
	if len(widths) != len(texts) {
		t.Fatalf("there are %d widths of %d texts", len(widths), len(texts))
	}
	for i, text := range texts {
		if want := strconv.Itoa(option.Advance(text)); widths[i] != want {
			t.Errorf("%q (%U) is %s wide in the browser, and %s in the build", text, []rune(text), widths[i], want)
		}
	}
}
