package geo

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"regexp"
	"unicode/utf8"
)

const (
	mostFeatures = 1000
	mostPoints   = 300_000
	mostMistakes = 20 // that are told of one file
)

// Read reads the features of a GeoJSON file. key is the property that holds a region's id, which
// id has to match; dashed is the one that says that a feature is a border in dispute, or "". The
// features are of use only when nothing is wrong.
func Read(text []byte, key, dashed string, id *regexp.Regexp) ([]*Feature, []Mistake) {
	r := &reader{scanner: scanner{text: text}, key: key, dashed: dashed, id: id, taken: map[string]bool{}}
	if !utf8.Valid(text) {
		r.wrong(0, "save the file as UTF-8", "this is not UTF-8")
		return nil, r.mistakes
	}
	var whole json.RawMessage
	if err := json.Unmarshal(text, &whole); err != nil {
		r.syntax(err)
		return nil, r.mistakes
	}
	r.collection()
	if len(r.mistakes) == 0 && len(r.taken) == 0 {
		r.wrong(0, "", "the map has no region")
	}
	return r.features, r.mistakes[:min(len(r.mistakes), mostMistakes)]
}

// reader reads the features of a file.
type reader struct {
	scanner
	key, dashed string
	id          *regexp.Regexp
	features    []*Feature
	taken       map[string]bool // the ids of regions
	points      int             // of all lines
	mistakes    []Mistake
}

func (r *reader) wrong(offset int, hint, format string, args ...any) {
	r.mistakes = append(r.mistakes, Mistake{offset, fmt.Sprintf(format, args...), hint})
}

// syntax tells what keeps a file from being JSON.
func (r *reader) syntax(err error) {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		r.wrong(max(0, int(syntax.Offset)-1), "", "this is not valid JSON: %s", syntax)
		return
	}
	r.wrong(0, "", "this is not valid JSON")
}

// collection reads the whole file.
func (r *reader) collection() {
	kind, features := "", -1
	r.object(func(key string) {
		switch key {
		case "type":
			kind = r.string()
		case "features":
			features = r.at
		}
	})
	switch {
	case kind == "Topology":
		r.wrong(0, "mapshaper or topo2geo make GeoJSON of it", "this is TopoJSON, not GeoJSON")
	case kind != "FeatureCollection" || features < 0:
		r.wrong(
			0,
			`GeoJSON begins with {"type": "FeatureCollection", "features": [`,
			"this is no collection of features",
		)
	default:
		r.at = features
		number := 0
		r.list(func() {
			if number++; number <= mostFeatures && len(r.mistakes) < mostMistakes && r.points <= mostPoints {
				r.feature(number)
			}
		})
		if number > mostFeatures {
			r.mistakes = nil // of those that were read
			r.wrong(features, "", "a map has at most %d features, but this has %d", mostFeatures, number)
		}
	}
}

// feature reads the feature of a number, counted from 1.
func (r *reader) feature(number int) {
	start, before := r.at, len(r.mistakes)
	geometry := -1
	f := &Feature{Offset: -1}
	r.object(func(key string) {
		switch key {
		case "properties":
			r.properties(f, number)
		case "geometry":
			geometry = r.at
		}
	})
	switch {
	case len(r.mistakes) > before:
		return
	case f.Offset < 0 && !f.Dashed:
		r.wrong(start, "key in the map's TOML file names the property that holds a member's id",
			"feature %d has no property %q", number, r.key)
		return
	case geometry < 0:
		r.wrong(start, "", "feature %d has no geometry", number)
		return
	}
	if f.Dashed {
		f.ID, f.Offset = "", start
	} else if r.taken[f.ID] {
		r.wrong(f.Offset, "draw them as one MultiPolygon", "feature %d is the second one with the id %q", number, f.ID)
		return
	}
	r.at = geometry
	r.geometry(f, number)
	if r.features = append(r.features, f); !f.Dashed {
		r.taken[f.ID] = true
	}
}

// properties reads the id of a feature, and whether it is dashed.
func (r *reader) properties(f *Feature, number int) {
	r.object(func(key string) {
		switch at := r.at; {
		case key == r.dashed && r.dashed != "":
			switch r.word() {
			case "true":
				f.Dashed = true
			case "false", "null":
			default:
				r.wrong(at, "", "%q of feature %d must be true or false", key, number)
			}
		case key == r.key:
			if r.text[at] == 'n' {
				return // null is none
			}
			f.Offset = at
			if f.ID = r.string(); !r.id.MatchString(f.ID) {
				r.wrong(at, "an id is a text of letters, digits, _ . / and -",
					"%q of feature %d can't be the id of a member", r.key, number)
			}
		}
	})
}

// geometry reads the coordinates of a feature.
func (r *reader) geometry(f *Feature, number int) {
	start, kind, coordinates := r.at, "", -1
	r.object(func(key string) {
		switch key {
		case "type":
			kind = r.string()
		case "coordinates":
			coordinates = r.at
		}
	})
	depth := map[string]int{"LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}[kind]
	area := kind == "Polygon" || kind == "MultiPolygon"
	switch {
	case depth == 0, !area && !f.Dashed:
		r.wrong(start, "", "a region is a Polygon or a MultiPolygon, but feature %d is not", number)
		return
	case coordinates < 0:
		r.wrong(start, "", "feature %d has no coordinates", number)
		return
	}
	r.at = coordinates
	c := coordinateReader{reader: r, nth: number, closed: area}
	c.lines(depth)
	switch {
	case c.failed:
	case len(c.found) == 0:
		r.wrong(start, "", "feature %d has no coordinates", number)
	case f.Dashed:
		f.Lines = c.found
	default:
		f.Rings = c.found
	}
}

// coordinateReader reads the coordinates of one feature.
type coordinateReader struct {
	*reader
	nth    int  // the feature's number
	closed bool // lines are rings
	found  [][]Point
	failed bool
}

func (c *coordinateReader) wrong(offset int, format string, args ...any) {
	c.failed = true
	c.reader.wrong(offset, "", format, args...)
}

// lines reads lists of so many levels above positions: 1 for a line.
func (c *coordinateReader) lines(depth int) {
	if c.failed {
		return
	}
	start := c.at
	if c.peek() != '[' {
		c.wrong(start, "the coordinates of feature %d are not nested as its type needs", c.nth)
		return
	}
	if depth > 1 {
		c.list(func() { c.lines(depth - 1) })
		return
	}
	var line []Point
	c.list(func() {
		if !c.failed {
			line = append(line, c.position())
		}
	})
	c.points += len(line)
	switch {
	case c.failed:
	case c.points > mostPoints:
		c.reader.wrong(start, "mapshaper can simplify it", "the map has more than %d positions", mostPoints)
		c.failed = true
	case c.closed && len(line) < 4:
		c.wrong(start, "a ring has at least four positions, but one of feature %d has %d", c.nth, len(line))
	case c.closed && line[0] != line[len(line)-1]:
		c.wrong(start, "a ring ends where it begins, but one of feature %d does not", c.nth)
	case len(line) < 2:
		c.wrong(start, "a line has at least two positions, but one of feature %d has %d", c.nth, len(line))
	default:
		c.found = append(c.found, line)
	}
}

// position reads a longitude and a latitude; what follows them is a height.
func (c *coordinateReader) position() Point {
	start, n, numbers := c.at, 0, true
	var values [2]float64
	if c.peek() != '[' {
		c.wrong(start, "a position of feature %d is not a list of two numbers", c.nth)
		return Point{}
	}
	c.list(func() {
		value, ok := c.number()
		if numbers = numbers && ok; n < 2 {
			values[n] = value
		}
		n++
	})
	switch p := (Point{values[0], values[1]}); {
	case n < 2, !numbers:
		c.wrong(start, "a position of feature %d is not a list of two numbers", c.nth)
	case math.Abs(p.Lon) > 360 || math.Abs(p.Lat) > 90.001:
		c.reader.wrong(start, "coordinates are degrees: longitude, then latitude",
			"a position of feature %d is not on the globe", c.nth)
		c.failed = true
	default:
		return Point{p.Lon, max(-90, min(90, p.Lat))}
	}
	return Point{}
}
