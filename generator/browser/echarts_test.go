package browser

import (
	"encoding/xml"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"modernc.org/quickjs"

	"vitrine/generator/chart"
	"vitrine/generator/option"
	"vitrine/generator/picture"
	"vitrine/generator/report"

	"vitrine/generator/sitetest"
)

// echarts draws with it in an interpreter.
func echarts(t *testing.T) func(d *chart.Drawing, view string, panel int, lit bool) string {
	t.Helper()
	vm := interpreter(t)
	return func(d *chart.Drawing, view string, panel int, lit bool) string {
		return call(t, vm, "picture", d.Payload, view, panel, lit)
	}
}

// interpreter has loaded it.
func interpreter(t *testing.T) *quickjs.VM {
	t.Helper()
	vm, err := quickjs.NewVM()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { vm.Close() })
	vm.SetGCThreshold(64 << 20)
	const browser = `globalThis.setTimeout = () => 0; globalThis.clearTimeout = () => {};
globalThis.console = { log() {}, warn() {}, error() {} };`
	const set = `globalThis.picture = chartEngine.picture;
globalThis.widths = (list) => JSON.parse(list).map((text) => Math.round(chartEngine.width(text) * 1000)).join(' ');`
	for _, js := range []string{browser, string(DrawingEngine(t)), set} {
		if _, err := vm.Eval(js, quickjs.EvalGlobal); err != nil {
			t.Fatal(err)
		}
	}
	return vm
}

// TestPicturesEqualECharts holds the pictures that are drawn here against those
// that ECharts draws of the same options: the same shapes in the same order, at
// the same places within half a pixel, in the same colours and with the same
// words.
func TestPicturesEqualECharts(t *testing.T) {
	draw := echarts(t)
	charts, hard := 120, []*chart.Drawing{}
	if testing.Short() { // the interpreter is slow under the race detector
		charts = 12
	} else {
		hard = drawnCharts(t, sitetest.FromArchive(t, "stress.txtar"))
	}
	drawings := slices.Concat(drawnCharts(t, os.DirFS("../..")), drawnCharts(t, sitetest.Blocks(t)),
		drawnCharts(t, sitetest.FromArchive(t, "charts.txtar")),
		drawnCharts(t, sitetest.FromArchive(t, "forms.txtar")), hard, randomCharts(t, charts))
	if len(drawings) < 45+len(hard)+charts/3 {
		t.Fatalf("there are %d charts to compare", len(drawings))
	}
	for k, d := range drawings {
		if sitetest.Sampled() && k%4 > 0 {
			continue
		}
		for i := range d.Views {
			v := &d.Views[i]
			for n, p := range v.Panels {
				what := fmt.Sprintf("%s, %s, panel %d", d.Chart.ID, v.Name, n)
				ours := string(picture.Draw(p.Width, p.Height, []option.Panel{p}, "p"))
				rest := draw(d, v.Name, n, false)
				comparePictures(t, what, ours, rest)
				compareHighlighted(t, what, rest, draw(d, v.Name, n, true))
			}
		}
	}
}

// compareHighlighted holds a panel at rest against the same one with all its points highlighted: every
// shape is there with its fill, and lines keep their colours. The highlighted have an outline besides.
func compareHighlighted(t *testing.T, what, rest, lit string) {
	t.Helper()
	a, b := drawnShapes(t, rest), drawnShapes(t, lit)
	if len(a) != len(b) {
		t.Errorf("%s has %d shapes, and %d when it is highlighted:\n%s\n%s", what, len(a), len(b), kinds(a), kinds(b))
		return
	}
	for i := range a {
		line := a[i].Fill == ""
		if a[i].Fill != b[i].Fill || a[i].Words != b[i].Words || line && (a[i].Stroke != b[i].Stroke || a[i].Width != b[i].Width) {
			t.Errorf("%s, shape %d:\n%v\nand highlighted\n%v", what, i, a[i], b[i])
		}
	}
}

// byChance is what the ids of random charts begin with.
const byChance = "chance-"

// randomCharts are charts of figures, marks, gaps, bounds, names and forms by chance, of
// each type in turn. Those that have no good form are left out.
func randomCharts(t *testing.T, n int) []*chart.Drawing {
	t.Helper()
	chance := rand.New(rand.NewPCG(6, uint64(n)))
	files := sitetest.FromArchive(t, "charts.txtar")
	var article strings.Builder
	article.WriteString("+++\ntitle = \"Chance\"\nsummary = \"Charts.\"\ndate = 2026-01-02\n+++\n")
	for i := range n {
		kind := report.ChartTypes()[i%len(report.ChartTypes())]
		letters := strings.Map(func(r rune) rune { return r - '0' + 'a' }, strconv.Itoa(i)) // figures in titles are bound
		dataset := "title = \"Chance " + letters + "\"\n" + randomDataset(chance, kind)
		files[fmt.Sprintf("data/datasets/chance%d.toml", i)] = &fstest.MapFile{Data: []byte(dataset)}
		fmt.Fprintf(&article, "\n```chart\ntype = %q\ndata = \"chance%d\"\nx = \"place\"\ny = \"v\"\n%s"+
			"title = \"Chance\"\nalt = \"Alt.\"\nid = \"%s%d\"\n```\n", kind, i, randomForm(chance, kind), byChance, i)
	}
	files["content/reports/chance.md"] = &fstest.MapFile{Data: []byte(article.String())}
	others := func(d *chart.Drawing) bool { return !strings.HasPrefix(d.Chart.ID, byChance) }
	return slices.DeleteFunc(drawnCharts(t, files), others)
}

// randomForm is what a block asks for by chance besides its type and its data.
func randomForm(chance *rand.Rand, kind string) string {
	form, lines := "series = \"k\"\n", kind == "line" || kind == "area"
	switch chance.IntN(8) {
	case 0:
		form = "facet = \"k\"\n"
	case 1:
		form += "highlight = [\"s0\"]\n"
	case 2:
		form = "sum = \"k\"\nsort = \"value\"\ntop = 4\n"
	case 3:
		form = "fold = \"year\"\nwhere = { k = \"s0\" }\n"
	case 4:
		form += "step = \"year\"\n"
	case 5:
		if kind == "stacked-bar" {
			form += "share = true\n"
		} else if kind != "area" {
			form += "axis = \"log\"\n"
		}
	case 6:
		form += "annotations = [{ y = 40, source = \"police\", title = \"A goal\" }"
		if lines {
			form += ", { x = \"2003\", title = \"A law\" }, { x = \"2002..2004\", title = \"A time of change\" }"
		}
		form += "]\n"
	}
	return form
}

// randomDataset is a dataset without its title, for a type of chart.
func randomDataset(chance *rand.Rand, kind string) string {
	names := []string{"Women", "Men", "Not known", "of whom foreign nationals",
		"Cross-border cases of all provinces together", "未成年人", "Кыргызстан", "Ö", "A & B <i>", "x1"}
	pick := func(list ...string) string { return list[chance.IntN(len(list))] }
	series, places := 1+chance.IntN(8), 1+chance.IntN(9)
	if kind == "pie" {
		series = 1
	}
	most, _ := strconv.Atoi(pick("9", "60", "1500", "48000", "3000000"))
	order := chance.Perm(len(names))
	years := chance.IntN(2) == 0 || kind == "line" || kind == "area"
	var rows, members, kinds strings.Builder
	for p := range places {
		fmt.Fprintf(&members, "{ id = \"p%d\", title = %q }, ", p, names[order[p]])
	}
	for s := range series {
		fmt.Fprintf(&kinds, "{ id = \"s%d\", title = %q }, ", s, names[(order[s]+3)%len(names)])
	}
	for _, place := range randomPlaces(chance, places, years) {
		for s := range series {
			fmt.Fprintf(&rows, "  [%q, \"s%d\", %q],\n", place, s, randomCell(chance, kind, most))
		}
	}
	dimension := `kind = "period"`
	if !years {
		dimension = fmt.Sprintf("kind = \"category\"\nmembers = [%s]", members.String())
	}
	unit := pick("km", "thousands of metric tonnes, adjusted for purity and for seasonal variation")
	return fmt.Sprintf(`status = "final"
updated = 2026-01-02
complete = false
[[dimension]]
id = "place"
title = "Place"
%s
[[dimension]]
id = "k"
title = "Kind"
kind = "category"
members = [%s]

[[measure]]
id = "v"
title = "Value"
people = false
unit = %q

[table]
source = "police"
columns = ["place", "k", "v"]
rows = [
%s]
`, dimension, kinds.String(), unit, rows.String())
}

// randomPlaces are the ids of so many places, of years with gaps, or of months.
func randomPlaces(chance *rand.Rand, n int, times bool) (list []string) {
	year, months := 2001+chance.IntN(3), chance.IntN(3) == 0
	for p := range n {
		switch {
		case !times:
			list = append(list, fmt.Sprintf("p%d", p))
		case months:
			list = append(list, fmt.Sprintf("%d-%02d", 2001+(9+p)/12, 1+(9+p)%12))
		default:
			list = append(list, strconv.Itoa(year))
			year += 1 + chance.IntN(2)*chance.IntN(4)
		}
	}
	return list
}

// randomCell is a figure of at most so much, or none. Parts of a whole are plain.
func randomCell(chance *rand.Rand, kind string, most int) string {
	pick := func(list ...string) string { return list[chance.IntN(len(list))] }
	parts := kind == "pie" || kind == "stacked-bar"
	value := chance.IntN(most)
	if !parts && chance.IntN(9) == 0 {
		value = -value
	}
	cell := strconv.Itoa(value)
	if !parts && chance.IntN(6) == 0 {
		cell = pick(">", "<", ">=", "<=", "~") + cell
	}
	if !parts {
		cell += pick("", "", "", " [p]", " [f]", " [e] [low]", " [b]")
	}
	if kind != "pie" && chance.IntN(8) == 0 {
		return "[x]"
	}
	return cell
}

func comparePictures(t *testing.T, what, ours, theirs string) {
	t.Helper()
	a, b := drawnShapes(t, ours), drawnShapes(t, theirs)
	var width, height float64
	if _, err := fmt.Sscanf(ours, `<svg viewBox="0 0 %g %g"`, &width, &height); err != nil {
		t.Fatal(err)
	}
	for _, s := range a {
		for _, c := range s.Corners {
			if c[0] < -1 || c[1] < -1 || c[0] > width+1 || c[1] > height+1 {
				t.Errorf("%s: outside of %.0f by %.0f\n%v", what, width, height, s)
				break
			}
		}
	}
	if len(a) < 3 || len(a) != len(b) {
		t.Errorf("%s has %d shapes, and %d by ECharts:\n%s\n%s", what, len(a), len(b), kinds(a), kinds(b))
		return
	}
	for i := range a {
		if !a[i].like(b[i]) {
			t.Errorf("%s, shape %d:\n%v\nand by ECharts\n%v", what, i, a[i], b[i])
		}
	}
}

func kinds(list []drawnShape) string {
	var b strings.Builder
	for _, s := range list {
		fmt.Fprintf(&b, "%v\n", s)
	}
	return b.String()
}

// drawnShape is a shape or a line of words of an svg element.
type drawnShape struct {
	Words                string
	Anchor, Size         string
	Fill, Stroke, Dashes string
	Width                float64 // of the stroke
	Opacity              string
	Turned               bool
	Corners              [][2]float64 // of a shape; of words where they stand
}

func (s drawnShape) like(o drawnShape) bool {
	a, b := s, o
	a.Width, a.Corners, b.Width, b.Corners = 0, nil, 0, nil
	if !reflect.DeepEqual(a, b) || math.Abs(s.Width-o.Width) > 0.01 || len(s.Corners) != len(o.Corners) {
		return false
	}
	near := func(a, b [2]float64) bool { return math.Abs(a[0]-b[0]) < 0.3 && math.Abs(a[1]-b[1]) < 0.3 }
	for i, c := range s.Corners {
		if len(s.Corners) == 4 && slices.ContainsFunc(o.Corners, func(other [2]float64) bool { return near(c, other) }) {
			continue // a box begins where it likes
		}
		if !near(c, o.Corners[i]) {
			return false
		}
	}
	return true
}

type svgElement struct {
	XMLName  xml.Name
	Attrs    []xml.Attr   `xml:",any,attr"`
	Children []svgElement `xml:",any"`
	Text     string       `xml:",chardata"`
}

// attr is an attribute, or a declaration of the style attribute.
func (e *svgElement) attr(name string) string {
	for _, a := range e.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
		if a.Name.Local == "style" {
			for declaration := range strings.SplitSeq(a.Value, ";") {
				if key, value, _ := strings.Cut(declaration, ":"); strings.TrimSpace(key) == name {
					return strings.TrimSpace(value)
				}
			}
		}
	}
	return ""
}

// drawnShapes are the shapes and words of a picture that can be seen, in order.
func drawnShapes(t *testing.T, svg string) []drawnShape {
	t.Helper()
	var root svgElement
	if err := xml.Unmarshal([]byte(svg), &root); err != nil {
		t.Fatalf("%v: %s", err, svg)
	}
	defined := map[string]string{}
	var list []drawnShape
	var define, walk func(e *svgElement)
	define = func(e *svgElement) {
		if id := e.attr("id"); id != "" {
			defined["url(#"+id+")"] = describe(e)
		}
		for i := range e.Children {
			define(&e.Children[i])
		}
	}
	walk = func(e *svgElement) {
		switch e.XMLName.Local {
		case "defs", "style":
			return
		case "svg", "g":
			for i := range e.Children {
				walk(&e.Children[i])
			}
			return
		}
		if s, seen := shapeOf(t, e, defined); seen {
			list = append(list, s)
		}
	}
	define(&root)
	walk(&root)
	return list
}

// describe is an element without its id, with its attributes in order.
func describe(e *svgElement) string {
	var attrs []string
	for _, a := range e.Attrs {
		if n := a.Name.Local; n != "id" && n != "gradientUnits" && a.Value != "" {
			attrs = append(attrs, n+"="+a.Value)
		}
	}
	slices.Sort(attrs)
	text := e.XMLName.Local + "(" + strings.Join(attrs, " ")
	for i := range e.Children {
		c := &e.Children[i]
		if c.XMLName.Local == "g" {
			for j := range c.Children {
				text += " " + describe(&c.Children[j])
			}
			continue
		}
		text += " " + describe(c)
	}
	return text + ")"
}

// number is an attribute as a number of pixels; 0 when it is not there.
func (e *svgElement) number(name string) float64 {
	f, _ := strconv.ParseFloat(strings.TrimSuffix(e.attr(name), "px"), 64)
	return f
}

// shapeOf is the shape of an element; false when it can't be seen.
func shapeOf(t *testing.T, e *svgElement, defined map[string]string) (drawnShape, bool) {
	t.Helper()
	paint := func(name string) string {
		v := e.attr(name)
		if v == "none" || v == "transparent" || e.attr(name+"-opacity") == "0" {
			return ""
		}
		if d, ok := defined[v]; ok {
			return d
		}
		return v
	}
	s := drawnShape{Fill: paint("fill"), Stroke: paint("stroke"), Width: 1,
		Dashes: e.attr("stroke-dasharray"), Opacity: e.attr("fill-opacity")}
	if e.attr("stroke-width") != "" {
		s.Width = e.number("stroke-width")
	}
	at := transformOf(t, e.attr("transform"))
	s.Turned = at[1] != 0 && at[0] != 0
	if e.XMLName.Local == "text" {
		s.Words, s.Anchor, s.Size = e.Text, e.attr("text-anchor"), e.attr("font-size")
		s.Corners = [][2]float64{at.of(e.number("x"), e.number("y"))}
		return s, strings.TrimSpace(s.Words) != ""
	}
	scale := at.strokeScale()
	if s.Width *= scale; s.Stroke == "" || s.Width == 0 {
		s.Stroke, s.Width, s.Dashes = "", 0, ""
	}
	if s.Dashes != "" {
		var parts []string
		for p := range strings.SplitSeq(s.Dashes, ",") {
			f, _ := strconv.ParseFloat(strings.TrimSpace(p), 64)
			parts = append(parts, fmt.Sprintf("%.2f", f*scale))
		}
		s.Dashes = strings.Join(parts, " ")
	}
	s.Corners = e.corners(t)
	for i, c := range s.Corners {
		s.Corners[i] = at.of(c[0], c[1])
	}
	if d := e.attr("d"); d != "" && !strings.Contains(d, "l") { // ECharts leaves out the shortest pieces of lines
		short := func(a, b [2]float64) bool { return math.Hypot(a[0]-b[0], a[1]-b[1]) < 0.75 }
		s.Corners = slices.CompactFunc(s.Corners, short)
	}
	if len(s.Corners) == 2 { // a line has no inside
		s.Fill = ""
	}
	return s, s.Fill != "" || s.Stroke != ""
}

// corners are those of a shape before it is transformed.
func (e *svgElement) corners(t *testing.T) [][2]float64 {
	t.Helper()
	switch e.XMLName.Local {
	case "path":
		return corners(t, e.attr("d"))
	case "polyline":
		return corners(t, "M"+e.attr("points"))
	case "rect":
		x, y, w, h := e.number("x"), e.number("y"), e.number("width"), e.number("height")
		return [][2]float64{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}}
	case "circle":
		x, y, r := e.number("cx"), e.number("cy"), e.number("r")
		return [][2]float64{{x - r, y - r}, {x + r, y - r}, {x + r, y + r}, {x - r, y + r}}
	}
	t.Fatalf("a picture has an element %s", e.XMLName.Local)
	return nil
}

// matrix is an affine transformation, in the order of SVG.
type matrix [6]float64

func (m matrix) of(x, y float64) [2]float64 {
	return [2]float64{m[0]*x + m[2]*y + m[4], m[1]*x + m[3]*y + m[5]}
}

// strokeScale is how much wider a line becomes.
func (m matrix) strokeScale() float64 {
	if m[0] != 0 && m[3] != 0 && math.Abs(m[0]) != math.Abs(m[3]) {
		return math.Sqrt(math.Abs(m[0] * m[3])) // ECharts takes it so for a tile's outline
	}
	return math.Hypot(m[0], m[1])
}

var transformPart = regexp.MustCompile(`(translate|matrix|rotate)\(([^)]*)\)`)

func transformOf(t *testing.T, text string) matrix {
	m := matrix{1, 0, 0, 1, 0, 0}
	for _, part := range transformPart.FindAllStringSubmatch(text, -1) {
		n := numbers(t, part[2])
		switch {
		case part[1] == "translate" && len(n) == 2:
			m[4], m[5] = n[0], n[1]
		case part[1] == "rotate" && len(n) == 1:
			sin, cos := math.Sincos(n[0] * math.Pi / 180)
			m[0], m[1], m[2], m[3] = cos, sin, -sin, cos
		case part[1] == "matrix" && len(n) == 6:
			m = matrix(n)
		default:
			t.Fatalf("unknown transformation %s", text)
		}
	}
	return m
}

var numberText = regexp.MustCompile(`-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?`)

func numbers(t *testing.T, text string) []float64 {
	var list []float64
	for _, part := range numberText.FindAllString(text, -1) {
		f, err := strconv.ParseFloat(part, 64)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, f)
	}
	return list
}

var pathPart = regexp.MustCompile(`[a-zA-Z][^a-zA-Z]*`)

// corners are the points that a path goes through. Of a circle or a box with
// round corners they are those of its box.
func corners(t *testing.T, d string) [][2]float64 {
	t.Helper()
	var list [][2]float64
	arcs := 0
	x, y := 0.0, 0.0
	for _, part := range pathPart.FindAllString(d, -1) {
		n := numbers(t, part[1:])
		switch part[0] {
		case 'Z', 'z':
			continue
		case 'A':
			if len(n) != 7 {
				t.Fatalf("what is %s", part)
			}
			arcs++
			n = n[5:]
		case 'l':
			n = []float64{x + n[0], y + n[1]}
		case 'M', 'L':
		default:
			t.Fatalf("what is %s", part)
		}
		for ; len(n) >= 2; n = n[2:] {
			x, y = n[0], n[1]
			list = append(list, [2]float64{x, y})
		}
	}
	if arcs == 2 || arcs == 4 { // a circle, or round corners
		low, high := list[0], list[0]
		for _, p := range list {
			low, high = [2]float64{min(low[0], p[0]), min(low[1], p[1])}, [2]float64{max(high[0], p[0]), max(high[1], p[1])}
		}
		if arcs == 2 {
			r := numbers(t, d[strings.Index(d, "A"):])[0]
			dx, dy := list[0][0]-list[1][0], list[0][1]-list[1][1] // the short arc closes the circle, clockwise
			x, y := list[0][0], list[0][1]+math.Copysign(r, dx)
			if math.Abs(dy) > math.Abs(dx) {
				x, y = list[0][0]-math.Copysign(r, dy), list[0][1]
			}
			low, high = [2]float64{x - r, y - r}, [2]float64{x + r, y + r}
		}
		return [][2]float64{low, {high[0], low[1]}, high, {low[0], high[1]}}
	}
	if n := len(list); n == 5 && list[0] == list[4] { // an arrow goes back to its tip
		list = list[:4]
	}
	return list
}
