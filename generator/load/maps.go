package load

import (
	"path"
	"regexp"
	"strings"

	"vitrine/generator/geo"
	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/strict"
)

// maxMap is the size of a GeoJSON file, in bytes, above which it is taken for a mistake.
const maxMap = 8 << 20

// mapWidth is how wide maps are drawn, in pixels.
const mapWidth = 680

// mapFile is the form of data/maps/ID.toml.
type mapFile struct {
	Title  *strict.Node `toml:"title"`  // a name
	File   strict.Value `toml:"file"`   // GeoJSON beside this file
	Source strict.Value `toml:"source"` // of the outlines, an id of data/sources.toml
	Key    strict.Value `toml:"key"`    // the property of a feature that holds a member's id
	Dashed strict.Value `toml:"dashed"` // the property that is true for disputed borders
}

// besideMap is the name of a file that stands beside a map's TOML file.
var besideMap = regexp.MustCompile(`^[A-Za-z0-9_-][A-Za-z0-9._-]*\.(?:geojson|json)$`)

// maps reads data/maps.
func (l *loader) maps() {
	var names []string
	for _, name := range l.list("data/maps", ".toml", ".geojson", ".json") {
		if path.Ext(name) == ".toml" {
			names = append(names, name)
		}
	}
	found := make([]*report.Map, len(names))
	l.each(names, func(i int) { found[i] = l.outlines(names[i]) })
	for _, m := range found {
		if m != nil {
			l.read.Site.Maps = append(l.read.Site.Maps, m)
		}
	}
}

// outlines reads a map; nil when it is of no use.
func (l *loader) outlines(name string) *report.Map {
	var f mapFile
	root, ok := l.toml(name, &f)
	at := source.Pos{File: name}
	id := strings.TrimSuffix(path.Base(name), ".toml")
	if !ok || !l.checkID(idPattern, "map", id, at) {
		return nil
	}
	m := &report.Map{
		ID:    id,
		Pos:   root.Pos(),
		Title: l.label(f.Title),
		Files: []string{name},
		Width: mapWidth,
		Grid:  geo.Grid,
	}
	if f.Title == nil {
		l.problems.Addf(root.Pos(), "title is missing")
	} else {
		m.Pos = f.Title.Pos()
	}
	if l.require(root.Pos(), "source", f.Source) {
		switch sources := l.sourceList(f.Source.Text, f.Source.Pos()); {
		case len(sources) > 1:
			l.problems.Addf(f.Source.Pos(), "a map has one source")
		case len(sources) == 1:
			m.Source = sources[0]
		}
	}
	if !l.require(root.Pos(), "file", f.File) || !l.require(root.Pos(), "key", f.Key) {
		return nil
	}
	if !besideMap.MatchString(f.File.Text) {
		l.problems.Hintf(
			f.File.Pos(),
			`like file = "regions.geojson"`,
			"file is not the name of a GeoJSON file beside this one",
		)
		return nil
	}
	file := path.Join(path.Dir(name), f.File.Text)
	m.Files = append(m.Files, file)
	if !l.regions(m, file, &f) {
		return nil
	}
	return m
}

// regions reads the outlines of a map from a GeoJSON file, or reports what is wrong with it.
func (l *loader) regions(m *report.Map, file string, f *mapFile) bool {
	text := l.bytesOf(file, maxMap, f.File.Pos())
	if text == nil {
		return false
	}
	features, mistakes := geo.Read(text, f.Key.Text, f.Dashed.Text, memberID)
	places := source.NewFile(file, text)
	for _, x := range mistakes {
		l.problems.Hintf(places.Pos(x.Offset), x.Hint, "%s", x.Text)
	}
	if len(mistakes) > 0 {
		return false
	}
	drawn := geo.Draw(features, m.Width)
	m.Height, m.Dashed = drawn.Height, drawn.Dashed
	for _, feature := range features {
		if n := len(m.Regions); !feature.Dashed {
			m.Regions = append(m.Regions, report.Region{ID: feature.ID, Pos: places.Pos(feature.Offset),
				Path: drawn.Shapes[n].Path, Dot: drawn.Shapes[n].Dot})
		}
	}
	return true
}

// mapKeys reads the keys that maps alone have.
func (b *blockReader) mapKeys(c *report.Chart, f *chartBlock) {
	if c.Type != report.MapType {
		for _, n := range []*strict.Node{f.Map.Node, f.Classes, f.Method.Node} {
			if n != nil && c.Type != "" {
				b.problems.Addf(n.KeyPos(), `%s belongs to charts of type = "map"`, n.Key)
			}
		}
		return
	}
	if b.require(b.at, "map", f.Map) {
		if c.Map = b.read.Site.Map(f.Map.Text); c.Map == nil {
			var ids []string
			for _, m := range b.read.Site.Maps {
				ids = append(ids, m.ID)
			}
			b.problems.Hintf(
				f.Map.Pos(),
				source.DidYouMean(f.Map.Text, ids),
				"there is no map %q in data/maps",
				f.Map.Text,
			)
		}
	}
	if f.Classes != nil {
		c.Classes = b.classes(f.Classes)
	}
	switch {
	case f.Method.Set() && c.Classes.Count == 0:
		b.problems.Addf(f.Method.Pos(), "method goes with a number of classes, like classes = 5")
	case f.Method.Set():
		c.Classes.Method = b.oneOf(f.Method, report.Quantile, report.Equal)
	case c.Classes.Count > 0:
		b.problems.Hintf(f.Classes.Pos(), `"quantile": equally many regions in each; "equal": equally wide`,
			"a number of classes needs a method")
	}
}

// classes reads a number of classes, or their lower ends.
func (b *blockReader) classes(n *strict.Node) (c report.Classes) {
	switch n.Kind {
	case strict.Integer:
		count, err := report.ParseDecimal(n.Raw())
		if whole, ok := count.In(0); err != nil || !ok || whole < 2 || whole > report.MostClasses {
			b.problems.Addf(n.Pos(), "a map has 2 to %d classes", report.MostClasses)
		} else {
			c.Count = int(whole)
		}
	case strict.Array:
		if k := len(n.Items); k == 0 || k > report.MostClasses {
			b.problems.Addf(n.Pos(), "a map has 1 to %d lower ends of classes", report.MostClasses)
			return c
		}
		for _, item := range n.Items {
			end, err := report.ParseDecimal(item.Raw())
			k := len(c.Ends)
			switch {
			case item.Kind != strict.Integer && item.Kind != strict.Float:
				b.problems.Addf(item.Pos(), "the lower end of a class is a number, but this is %s", item.Kind)
			case err != nil:
				b.problems.Addf(item.Pos(), "the lower end of a class is %s", err)
			case k > 0 && end.Cmp(c.Ends[k-1]) <= 0:
				b.problems.Addf(item.Pos(), "the lower ends of classes rise, but this one does not")
			}
			c.Ends = append(c.Ends, end)
		}
	default:
		b.problems.Hintf(n.Pos(), "like classes = [1, 10, 50], or classes = 5",
			"classes must be a whole number or a list of numbers, but it is %s", n.Kind)
	}
	return c
}
