package option

// Map is a map as room picture draws it; ECharts does not. It is one drawing for all widths, and
// has no words: those are in its legend, which stands below it.
type Map struct {
	Width, Height int // in pixels
	Grid          int // steps of the paths' coordinates to a pixel
	Shapes        []MapShape
	Dashed        string // a path along the borders in dispute, "" for none
	Legend        []MapEntry
	Notes         []string // on how the map is made
}

// MapShape is a region.
type MapShape struct {
	At      int    // the number of its place among those of the chart
	Path    string // of SVG, in steps of the grid
	Fill    any    // a colour or a Pattern
	Hatched bool   // it has no class
}

// MapEntry is a line of a map's legend.
type MapEntry struct {
	Fill  any // a colour or a Pattern; nil for the line of borders in dispute
	Words string
}
