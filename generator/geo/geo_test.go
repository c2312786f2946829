package geo

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var anyID = regexp.MustCompile(`^[A-Za-z0-9]+$`)

// box is a ring round an area of so many degrees, with a point at each of them.
func box(west, south, east, north int) []Point {
	var ring []Point
	for x := west; x < east; x++ {
		ring = append(ring, Point{float64(x), float64(south)})
	}
	for y := south; y < north; y++ {
		ring = append(ring, Point{float64(east), float64(y)})
	}
	for x := east; x > west; x-- {
		ring = append(ring, Point{float64(x), float64(north)})
	}
	for y := north; y >= south; y-- {
		ring = append(ring, Point{float64(west), float64(y)})
	}
	return ring
}

// region is a feature with some rings.
func region(id string, rings ...[]Point) *Feature { return &Feature{ID: id, Rings: rings} }

// TestEqualArea: both projections keep the areas of boxes between meridians and parallels.
func TestEqualArea(t *testing.T) {
	for _, p := range []projection{{lon: 100, lat: 20}, {lon: 10, lat: 0}, {lon: -170, lat: -40}, {world: true}, {world: true, lon: 150}} {
		for _, b := range [][4]int{{95, 10, 105, 20}, {60, -30, 61, -29}, {100, 50, 140, 80}, {-175, -20, -165, -10}} {
			var xs, ys []float64
			ring := box(b[0], b[1], b[2], b[3])
			for i := 1; i < len(ring); i++ {
				for k := range 20 { // finer than any map is drawn
					x, y := p.at(between(ring[i-1], ring[i], k, 20))
					xs, ys = append(xs, x), append(ys, y)
				}
			}
			area := 0.0
			for i := range xs {
				j := (i + 1) % len(xs)
				area += (xs[i]*ys[j] - xs[j]*ys[i]) / 2
			}
			sin := func(degrees int) float64 { return math.Sin(float64(degrees) * radian) }
			want := float64(b[2]-b[0]) * radian * (sin(b[3]) - sin(b[1]))
			if math.Abs(area/want-1) > 0.001 {
				t.Errorf("%+v: the area of %v is %.6f, not %.6f", p, b, area, want)
			}
		}
	}
}

func TestProjection(t *testing.T) {
	for _, c := range []struct {
		what  string
		rings [][]Point
		lon   float64
		world bool
	}{
		{"a region", [][]Point{box(90, 5, 110, 25)}, 100, false},
		{"across 180°, cut there", [][]Point{box(170, -20, 180, -10), box(-180, -20, -176, -10)}, 177, false},
		{"across 180°, not cut", [][]Point{{{178, -20}, {-178, -20}, {-178, -10}, {178, -10}, {178, -20}}}, 180, false},
		{"from 0° to 360°", [][]Point{box(178, -20, 182, -10)}, 180, false},
		{"two thirds of the globe", [][]Point{box(100, -20, 180, -10), box(-180, -20, -60, -10)}, -160, true},
		{"all of it", [][]Point{box(-180, -60, 180, 70)}, 0, true},
		{"round a pole", [][]Point{{{-170, -70}, {-60, -70}, {50, -70}, {170, -70}, {-170, -70}}}, 0, true},
	} {
		f := region("a")
		for _, ring := range c.rings {
			f.Rings = append(f.Rings, unwrap(ring, true))
		}
		p := newProjection([]*Feature{f})
		if math.Abs(math.Remainder(p.lon-c.lon, 360)) > 1e-6 || p.world != c.world {
			t.Errorf("%s: %+v", c.what, p)
		}
	}
}

// TestCut: a ring across the edge of a map of the world is two, and nothing else gets longer.
func TestCut(t *testing.T) {
	p := projection{world: true}
	for _, c := range []struct {
		ring  []Point
		spans string // of longitudes of the parts
	}{
		{[]Point{{170, 0}, {-170, 0}, {-170, 10}, {170, 10}, {170, 0}}, "-180..-170 170..180"},
		{box(-180, -60, 180, 70), "-180..180"},
		{box(170, -60, 180, 70), "170..180"},
		{[]Point{{180, 0}, {180, 1}, {180, 2}, {180, 0}}, "180..180"},
		{[]Point{{-170, -70}, {-60, -70}, {50, -70}, {170, -70}, {-170, -70}}, "-170..180 -180..-170"},
	} {
		var spans []string
		for _, part := range p.cut(unwrap(c.ring, true)) {
			west, east := 1e9, -1e9
			for _, pt := range part {
				west, east = min(west, pt.Lon), max(east, pt.Lon)
			}
			spans = append(spans, fmt.Sprintf("%v..%v", west, east))
		}
		slices.Sort(spans)
		if got := strings.Join(spans, " "); got != c.spans {
			t.Errorf("%v: %s, not %s", c.ring[:3], got, c.spans)
		}
	}
}

// vertices are those of a path, a list for each of its parts.
func vertices(t *testing.T, path string) (parts [][]vertex) {
	t.Helper()
	var at vertex
	for part := range strings.SplitSeq(strings.TrimPrefix(path, "m"), "m") {
		body, closed := strings.CutSuffix(part, "z")
		numbers := strings.Fields(strings.ReplaceAll(body, "-", " -"))
		if len(numbers)%2 != 0 || strings.Contains(body, "a") {
			t.Fatalf("%q is no path of lines", path)
		}
		var list []vertex
		for i := 0; i < len(numbers); i += 2 {
			x, errX := strconv.Atoi(numbers[i])
			y, errY := strconv.Atoi(numbers[i+1])
			if errX != nil || errY != nil {
				t.Fatalf("%q is no path of lines", path)
			}
			at = vertex{at.x + int32(x), at.y + int32(y)}
			list = append(list, at)
		}
		if closed {
			at = list[0]
		}
		parts = append(parts, list)
	}
	return parts
}

// rough moves the points of a grid of degrees about, so that borders are no straight lines. Regions
// that share a point of the grid share the place where it goes.
func rough(ring []Point, steps int, by float64) []Point {
	var fine []Point
	for i := 1; i < len(ring); i++ {
		a, b := ring[i-1], ring[i]
		back := b.Lon < a.Lon || b.Lon == a.Lon && b.Lat < a.Lat
		for k := range steps {
			pt := between(a, b, k, steps)
			if back {
				pt = between(b, a, steps-k, steps)
			}
			random := rand.New(rand.NewPCG(math.Float64bits(math.Round(pt.Lon*1000)), math.Float64bits(math.Round(pt.Lat*1000))))
			fine = append(fine, Point{pt.Lon + by*random.Float64(), pt.Lat + by*random.Float64()})
		}
	}
	return append(fine, fine[0])
}

// TestShared: regions that tile an area have all borders but the outer one twice, and the drawing
// leaves no gap between them.
func TestShared(t *testing.T) {
	var features []*Feature
	for x := 0; x < 16; x += 8 {
		for y := 0; y < 16; y += 4 {
			f := region(fmt.Sprintf("r%dx%d", x, y), rough(box(x, y, x+8, y+4), 20, 0.04))
			features = append(features, f)
		}
	}
	outer := region("outer", rough(box(16, 0, 24, 16), 20, 0.04))
	enclave := rough(box(18, 5, 20, 7), 20, 0.04)
	inside := slices.Concat(enclave[5:len(enclave)-1], enclave[:6]) // begins elsewhere, and runs the other way
	slices.Reverse(inside)
	outer.Rings = append(outer.Rings, inside)
	features = append(features, outer, region("enclave", enclave))
	o := Draw(features, 680)
	edges, points := map[[2]vertex]int{}, 0
	for _, s := range o.Shapes {
		for _, part := range vertices(t, s.Path) {
			points += len(part)
			for i, v := range part {
				w := part[(i+1)%len(part)]
				if v.compare(w) > 0 {
					v, w = w, v
				}
				edges[[2]vertex{v, w}]++
			}
		}
	}
	ends := map[vertex]int{} // of the edges that one region alone has: they form a closed line
	for edge, n := range edges {
		if n > 2 {
			t.Errorf("%d regions have the edge %v", n, edge)
		}
		if n == 1 {
			ends[edge[0]]++
			ends[edge[1]]++
			for _, v := range edge {
				if v.x > 40*Grid && v.x < 640*Grid && v.y > 40*Grid && int(v.y) < (o.Height-40)*Grid {
					t.Errorf("one region alone has the edge %v inside the map", edge)
				}
			}
		}
	}
	for v, n := range ends {
		if n%2 != 0 {
			t.Errorf("the outer border has an end at %v", v)
		}
	}
	whole := 0
	for _, f := range features {
		for _, ring := range f.Rings {
			whole += len(ring)
		}
	}
	if points*10 > whole*9 || points < 100 {
		t.Errorf("%d of %d points are left", points, whole)
	}
}

// TestSimplify: no vertex is further than half a pixel from the line that is drawn, rounding to
// the grid included.
func TestSimplify(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var at []vertex
		x, y := 0.0, 0.0
		for range 200 {
			x, y = x+random.NormFloat64()*4, y+random.NormFloat64()*4
			at = append(at, vertex{int32(math.Round(x)), int32(math.Round(y))})
		}
		b, _ := newBorder(at, random.IntN(2) == 0)
		simple := simplify([]border{b})[0]
		if len(simple.at) >= len(b.at) {
			t.Fatal("nothing was left out")
		}
		for _, v := range b.at {
			near := math.Inf(1)
			for i, a := range simple.at {
				if simple.closed || i+1 < len(simple.at) {
					near = min(near, away(v, a, simple.next(i)))
				}
			}
			const rounded = math.Sqrt2 / 2
			if pixels := (near + rounded) / Grid; pixels > 0.5 {
				t.Fatalf("%v is %.2f pixels away", v, pixels)
			}
		}
	}
}

// away is how far a vertex lies from the line between two others, in steps of the grid.
func away(v, a, b vertex) float64 {
	dx, dy := float64(b.x-a.x), float64(b.y-a.y)
	share := (dx*float64(v.x-a.x) + dy*float64(v.y-a.y)) / max(1, dx*dx+dy*dy)
	share = max(0, min(1, share))
	return math.Hypot(float64(v.x-a.x)-share*dx, float64(v.y-a.y)-share*dy)
}

// TestSmall: what is too small to be seen is a dot, whatever is left of it.
func TestSmall(t *testing.T) {
	tiny := []Point{{10.001, 10}, {10.002, 10}, {10.002, 10.001}, {10.001, 10}}
	point := []Point{{20, 20}, {20, 20}, {20, 20}, {20, 20}}
	o := Draw([]*Feature{region("large", box(0, 0, 30, 30)), region("tiny", tiny), region("point", point),
		{Dashed: true, Lines: [][]Point{{{0, 0}, {15, 20}, {-120, 80}, {170, 10}}}}}, 680)
	if len(o.Shapes) != 3 || o.Shapes[0].Dot || !o.Shapes[1].Dot || !o.Shapes[2].Dot || !strings.Contains(o.Shapes[1].Path, "a12 12") {
		t.Errorf("%+v", o.Shapes)
	}
	if strings.Contains(o.Dashed, "z") || !strings.HasPrefix(o.Dashed, "m") {
		t.Errorf("the dashed line is %q", o.Dashed)
	}
	if o := Draw([]*Feature{region("point", point)}, 680); !o.Shapes[0].Dot || o.Height < 8 {
		t.Errorf("a map of a point: %+v", o)
	}
}

// TestSize: a map of 180 regions takes no more than a page has room for.
func TestSize(t *testing.T) {
	var features []*Feature
	for i := range 180 {
		x, y := i%18*20-180, i/18*14-70
		features = append(features, region(fmt.Sprint("r", i), rough(box(x, y, x+20, y+14), 3, 0.3)))
	}
	var text, packed bytes.Buffer
	for i, s := range Draw(features, 680).Shapes {
		fmt.Fprintf(&text, `<path data-at="%d" fill="var(--class-1)" d="%s"/>`, i, s.Path)
	}
	w, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	_, _ = w.Write(text.Bytes())
	_ = w.Close()
	if packed.Len() > 25_000 || packed.Len() < 2000 {
		t.Errorf("%d bytes, %d compressed", text.Len(), packed.Len())
	}
}

// feature is a feature of GeoJSON.
func feature(properties, kind, coordinates string) string {
	return fmt.Sprintf(`{"type": "Feature", "properties": %s, "geometry": {"type": %q, "coordinates": %s}}`,
		properties, kind, coordinates)
}

func collection(features ...string) string {
	return `{"type": "FeatureCollection", "features": [` + strings.Join(features, ",\n") + `]}`
}

const square = "[[[0,0],[1,0],[1,1],[0,0]]]"

func TestRead(t *testing.T) {
	text := collection(
		feature(`{"name": "\u00e9 <b>", "id": "A"}`, "Polygon", "[[[0, 0, 7], [1e0,0], [1,-0.5], [0,0]], [[0,0],[1,0],[1,1],[0,0]]]"),
		feature(`{"id":"B","more":[{"a":[1,"]"]}]}`, "MultiPolygon", "["+square+","+square+"]"),
		feature(`{"open": true, "id": null}`, "LineString", "[[0,0],[1,1]]"))
	features, mistakes := Read([]byte(text), "id", "open", anyID)
	if len(mistakes) > 0 || len(features) != 3 {
		t.Fatal(mistakes)
	}
	a, b, line := features[0], features[1], features[2]
	if a.ID != "A" || len(a.Rings) != 2 || a.Rings[0][2] != (Point{1, -0.5}) || text[a.Offset:a.Offset+3] != `"A"` {
		t.Errorf("%+v", a)
	}
	if b.ID != "B" || len(b.Rings) != 2 || !line.Dashed || len(line.Lines) != 1 || line.ID != "" {
		t.Errorf("%+v, %+v", b, line)
	}
}

// TestReadMistakes: what is wrong is told, and where.
func TestReadMistakes(t *testing.T) {
	id := `{"id": "A"}`
	for _, c := range []struct{ text, at, want string }{
		{"\xff", "\xff", "not UTF-8"},
		{"", "", "not valid JSON"},
		{`{"type": }`, "}", "not valid JSON"},
		{`[]`, "[", "no collection"},
		{`{"type": "FeatureCollection"}`, "{", "no collection"},
		{`{"type": "Topology", "objects": {}}`, "{", "TopoJSON"},
		{collection(), "{", "no region"},
		{collection(`7`), "7", `no property "id"`},
		{collection(feature(`null`, "Polygon", square)), `{"type": "Feature"`, `feature 1 has no property "id"`},
		{collection(feature(`{"id": null}`, "Polygon", square)), `{"type": "Feature"`, `feature 1 has no property "id"`},
		{collection(feature(`{"id": 7}`, "Polygon", square)), "7}", "can't be the id"},
		{collection(feature(`{"id": "<script>"}`, "Polygon", square)), `"<script>"`, "can't be the id"},
		{collection(feature(`{"open": "yes"}`, "Polygon", square)), `"yes"`, "true or false"},
		{collection(`{"properties": {"id": "A"}}`), `{"properties"`, "no geometry"},
		{collection(`{"properties": {"id": "A"}, "geometry": null}`), `null`, "a region is a Polygon"},
		{collection(feature(id, "LineString", "[[0,0],[1,1]]")), `{"type": "LineString"`, "a region is a Polygon"},
		{collection(feature(id, "Polygon", "[]")), `{"type": "Polygon"`, "no coordinates"},
		{collection(feature(id, "Polygon", "7")), `7`, "not nested"},
		{collection(feature(id, "Polygon", "[[0,0],[1,1]]")), `0,0`, "not a list of two numbers"},
		{collection(feature(id, "MultiPolygon", square)), `0,0]`, "not a list of two numbers"},
		{collection(feature(id, "Polygon", "["+square+"]")), `[[0,0]`, "not a list of two numbers"},
		{collection(feature(id, "Polygon", `[[[0,"0"],[1,0],[1,1],[0,0]]]`)), `[0,"0"]`, "not a list of two numbers"},
		{collection(feature(id, "Polygon", `[[[0],[1,0],[1,1],[0,0]]]`)), `[0]`, "not a list of two numbers"},
		{collection(feature(id, "Polygon", `[[[null,0],[1,0],[1,1],[0,0]]]`)), `[null`, "not a list of two numbers"},
		{collection(feature(id, "Polygon", `[[[1e999,0],[1,0],[1,1],[0,0]]]`)), `[1e999`, "not a list of two numbers"},
		{collection(feature(id, "Polygon", `[[[1e300,0],[1,0],[1,1],[0,0]]]`)), `[1e300`, "not on the globe"},
		{collection(feature(id, "Polygon", `[[[0,0],[1,0],[1,91],[0,0]]]`)), `[1,91`, "not on the globe"},
		{collection(feature(id, "Polygon", `[[[0,0],[1,0],[0,0]]]`)), `[[0,0]`, "at least four positions"},
		{collection(feature(id, "Polygon", `[[[0,0],[1,0],[1,1],[0,1]]]`)), `[[0,0]`, "ends where it begins"},
		{collection(feature(`{"open":true}`, "LineString", `[[0,0]]`), feature(id, "Polygon", square)), `[[0,0]]`, "at least two"},
		{collection(feature(`{"id": "B"}`, "Polygon", square), feature(`{"id":"B"}`, "Polygon", square)), `"B"}, "geometry": {"type": "Polygon", "coordinates": [[[0,0],[1,0],[1,1],[0,0]]]}}]`, "second one"},
		{collection(slices.Repeat([]string{"7"}, 1001)...), "[7", "at most 1000"},
		{strings.Repeat("[", 200_000), "", "not valid JSON"},
		{collection(feature(id, "Polygon", strings.Repeat("[", 5000)+strings.Repeat("]", 5000))), "[[[[", "not a list of two numbers"},
	} {
		features, mistakes := Read([]byte(c.text), "id", "open", anyID)
		if len(mistakes) == 0 || !strings.Contains(mistakes[0].Text, c.want) && !strings.Contains(mistakes[len(mistakes)-1].Text, c.want) {
			t.Errorf("%.200s: %v, not %s", c.text, mistakes, c.want)
			continue
		}
		if at := mistakes[0].Offset; !strings.HasPrefix(c.text[at:], c.at) && len(mistakes) == 1 {
			t.Errorf("%.200s: at %.40q, not at %q", c.text, c.text[at:], c.at)
		}
		if strings.Contains(c.want, "coordinates") && len(features) > 0 && len(features[0].Rings) > 0 {
			t.Errorf("%.200s: has rings", c.text)
		}
	}
}

// FuzzRead: whatever stands in a file, it is drawn or its mistakes are told.
func FuzzRead(f *testing.F) {
	f.Add(collection(feature(`{"id": "A"}`, "Polygon", square), feature(`{"open": true}`, "LineString", "[[0,0],[180,90]]")))
	f.Add(collection(feature(`{"id": "A"}`, "MultiPolygon", "[[[[-180,-90],[180,-90],[180,80],[-180,80],[-180,-90]]]]")))
	f.Fuzz(func(t *testing.T, text string) {
		features, mistakes := Read([]byte(text), "id", "open", anyID)
		for _, m := range mistakes {
			if m.Offset < 0 || m.Offset > len(text) {
				t.Errorf("%+v is outside of the file", m)
			}
		}
		if len(mistakes) > 0 {
			return
		}
		if !json.Valid([]byte(text)) {
			t.Error("no JSON was read")
		}
		o := Draw(features, 680)
		for _, s := range o.Shapes {
			if s.Path == "" || strings.Trim(s.Path, "maz-0123456789 ") != "" {
				t.Errorf("%q is no path", s.Path)
			}
		}
		if o.Height < 1 || o.Height > tall+1 {
			t.Errorf("%d pixels high", o.Height)
		}
	})
}
