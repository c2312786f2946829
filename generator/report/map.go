package report

import "vitrine/generator/source"

// MapType is the type of charts that colour the regions of a map. ECharts does not draw them.
const MapType = "map"

// Methods are the ways to make classes of figures.
const (
	Quantile = "quantile" // equally many regions in each
	Equal    = "equal"    // equally wide
)

// Map is the outlines of regions, of data/maps/ID.toml and the file that it names.
type Map struct {
	ID      string
	Title   Label
	Pos     source.Pos // of the title
	Files   []string   // that it was read from
	Source  *Source    // of the outlines
	Width   int        // of the drawing, in pixels
	Height  int
	Grid    int // steps of the paths' coordinates to a pixel
	Regions []Region
	Dashed  string // a path along the borders in dispute, "" for none
}

// Region is a part of a map that stands for a member of a dimension.
type Region struct {
	ID   string // the member's
	Pos  source.Pos
	Path string // of SVG, in steps of the map's grid
	Dot  bool   // it is so small that a dot stands for it
}

// Region finds a region by its id, or returns nil.
func (m *Map) Region(id string) *Region {
	for i := range m.Regions {
		if m.Regions[i].ID == id {
			return &m.Regions[i]
		}
	}
	return nil
}

// RegionIDs are the ids of the regions, in the order of the file.
func (m *Map) RegionIDs() []string {
	var ids []string
	for _, r := range m.Regions {
		ids = append(ids, r.ID)
	}
	return ids
}

// Map finds a map by its id, or returns nil.
func (s *Site) Map(id string) *Map {
	return find(s.Maps, func(m *Map) bool { return m.ID == id })
}

// Classes are how the figures of a map are divided: at their lower ends, which rise, or into a
// number of classes by a method. The zero Classes are none.
type Classes struct {
	Ends   []Decimal
	Count  int
	Method string // Quantile or Equal, with a Count
}

// Set reports whether there are classes.
func (c Classes) Set() bool { return len(c.Ends) > 0 || c.Count > 0 }

// MostClasses is how many classes a map may have: the style sheet has a colour for each.
const MostClasses = 6
