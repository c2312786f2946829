// Package geo turns a GeoJSON file into the outlines of a map: it reads the file, projects its
// features so that areas keep their proportions, fits them into a picture, and simplifies them.
//
// A file is hostile until it is read: what is wrong with it is told by its offset, nothing that
// stands in it can grow without end, and only ids of a given form leave it.
//
// Longitudes are looked at as a circle. The widest gap between the regions is where a map ends on
// both sides, so that what lies across 180° stays in one piece. A region of the world is drawn
// in Lambert's azimuthal equal-area projection round its middle, what is wider than a hemisphere in
// Equal Earth, with Greenwich in the middle where no gap is wide enough to end a map.
//
// Vertices are rounded to a grid of a quarter of a pixel. A line between two places where regions
// meet is then simplified as a whole, and always from the same end, so that both neighbours get
// the same line. Both steps together move no vertex by more than half a pixel.
package geo

// Point is a place on the globe, in degrees east and north.
type Point struct{ Lon, Lat float64 }

// Feature is a region, or a line or an area that is drawn dashed.
type Feature struct {
	ID     string // "" for what is dashed
	Offset int    // of its id in the file, in bytes
	Dashed bool
	Rings  [][]Point // of a region: closed, the last point is the first
	Lines  [][]Point // of what is dashed
}

// Mistake is what is wrong with a file, and at which byte.
type Mistake struct {
	Offset     int
	Text, Hint string
}

// Grid is how many steps of a shape's coordinates make a pixel.
const Grid = 4

// Outlines are the shapes of a map in a picture.
type Outlines struct {
	Height int     // of the picture, in pixels
	Shapes []Shape // of the regions, in the order of the features
	Dashed string  // a path along all dashed lines, "" for none
}

// Shape is a region as it is drawn.
type Shape struct {
	Path string // of SVG, in steps of the grid; holes are left out by the rule evenodd
	Dot  bool   // it is so small that a dot stands for it
}
