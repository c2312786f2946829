package geo

import (
	"math"
	"slices"
)

const (
	radian = math.Pi / 180
	// seam is the narrowest gap between regions, in degrees, that ends a map of the world.
	seam = 30
	// stretch is how long an edge may be, in degrees, before it is drawn as a curve.
	stretch = 2
)

// projection maps the globe, whose radius is 1, to a plane, and keeps areas. Products are rounded
// one by one (float64(…)), so that no machine takes two steps for one and draws something else.
type projection struct {
	lon, lat float64 // the middle, in degrees
	world    bool    // Equal Earth, not Lambert's azimuthal projection
}

// at is where a point lies: x to the east, y to the north.
func (p projection) at(pt Point) (x, y float64) {
	if p.world {
		return equalEarth((pt.Lon-p.lon)*radian, pt.Lat*radian)
	}
	return p.azimuthal((pt.Lon-p.lon)*radian, pt.Lat*radian)
}

// azimuthal is Lambert's projection round the middle; lon is counted from there.
func (p projection) azimuthal(lon, lat float64) (x, y float64) {
	sin0, cos0 := math.Sincos(p.lat * radian)
	sin, cos := math.Sincos(lat)
	sinLon, cosLon := math.Sincos(lon)
	ahead := float64(cos * cosLon)
	k := math.Sqrt(2 / max(1e-9, 1+float64(sin0*sin)+float64(cos0*ahead)))
	return float64(k * float64(cos*sinLon)), float64(k * (float64(cos0*sin) - float64(sin0*ahead)))
}

// equalEarth is the projection of Šavrič, Patterson and Jenny (2018), with the coefficients of
// their polynomial.
func equalEarth(lon, lat float64) (x, y float64) {
	const a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
	m := math.Sqrt(3) / 2
	t := math.Asin(float64(m * math.Sin(lat)))
	t2 := float64(t * t)
	t6 := float64(t2 * float64(t2*t2))
	slope := a1 + float64(3*a2*t2) + float64(t6*(7*a3+float64(9*a4*t2)))
	y = float64(t * (a1 + float64(a2*t2) + float64(t6*(a3+float64(a4*t2)))))
	return float64(lon*math.Cos(t)) / float64(m*slope), y
}

// newProjection finds the projection that suits some features, whose rings are unwrapped.
func newProjection(features []*Feature) projection {
	var spans [][2]float64 // of longitudes: where each begins, from 0 to 360, and where it ends
	south, north := 90.0, -90.0
	for _, f := range features {
		for _, ring := range f.Rings {
			west, east := ring[0].Lon, ring[0].Lon
			for _, pt := range ring {
				west, east = min(west, pt.Lon), max(east, pt.Lon)
				south, north = min(south, pt.Lat), max(north, pt.Lat)
			}
			start := west - 360*math.Floor(west/360)
			spans = append(spans, [2]float64{start, start + east - west})
		}
	}
	gap, west := widestGap(spans)
	width := 360 - gap
	p := projection{lon: west + width/2, lat: (south + north) / 2, world: width > 180}
	if p.world && gap < seam {
		p.lon = 0
	}
	p.lon -= 360 * math.Round(p.lon/360)
	return p
}

// widestGap is the widest part of the circle of longitudes that no span covers, and where it ends.
func widestGap(spans [][2]float64) (gap, end float64) {
	slices.SortFunc(spans, func(a, b [2]float64) int {
		switch {
		case a[0] < b[0]:
			return -1
		case a[0] > b[0]:
			return 1
		}
		return 0
	})
	reach := 0.0 // what is covered of the next turn, and then of this one
	for _, s := range spans {
		reach = max(reach, s[1]-360)
	}
	first := spans[0][0]
	for i, s := range spans {
		if i > 0 && s[0]-reach > gap {
			gap, end = s[0]-reach, s[0]
		}
		reach = max(reach, s[1])
	}
	if around := first + 360 - reach; around > gap {
		return around, first
	}
	return gap, end
}

// unwrap makes the longitudes of a line run on where it crosses 180°. At the poles they may jump.
// A ring that runs round a pole is closed along it.
func unwrap(line []Point, closed bool) []Point {
	made := slices.Clone(line)
	shift := 0.0
	atPole := func(pt Point) bool { return math.Abs(pt.Lat) == 90 }
	for i := 1; i < len(line); i++ {
		step := line[i].Lon - line[i-1].Lon
		if math.Abs(step) > 180 && !(atPole(line[i]) && atPole(line[i-1])) {
			shift -= 360 * math.Round(step/360)
		}
		made[i].Lon += shift
	}
	first, last := made[0], made[len(made)-1]
	if !closed || math.Abs(first.Lon-last.Lon) < 1 {
		return made
	}
	pole := math.Copysign(90, first.Lat)
	return append(made, Point{last.Lon, pole}, Point{first.Lon, pole}, first)
}

// curve adds points to the edges of a line that are long. An edge has the same ones in both
// directions.
func curve(line []Point) []Point {
	made := make([]Point, 0, len(line))
	for i, b := range line {
		if i > 0 {
			a := line[i-1]
			n := int(math.Ceil(max(math.Abs(a.Lon-b.Lon), math.Abs(a.Lat-b.Lat)) / stretch))
			for k := 1; k < n; k++ {
				if a.Lon < b.Lon || a.Lon == b.Lon && a.Lat < b.Lat {
					made = append(made, between(a, b, k, n))
				} else {
					made = append(made, between(b, a, n-k, n))
				}
			}
		}
		made = append(made, b)
	}
	return made
}

// between is the point that lies k of n parts of the way from a to b.
func between(a, b Point, k, n int) Point {
	share := float64(k) / float64(n)
	return Point{a.Lon + float64((b.Lon-a.Lon)*share), a.Lat + float64((b.Lat-a.Lat)*share)}
}

// cut returns the parts of a ring between the edges of a map of the world, each moved there by
// whole turns.
func (p projection) cut(ring []Point) (parts [][]Point) {
	if !p.world {
		return [][]Point{ring}
	}
	for turn := -2; turn <= 2; turn++ {
		part := slices.Clone(ring)
		for i := range part {
			part[i].Lon += float64(360 * turn)
		}
		part = half(part, p.lon-180, 1)
		part = half(part, p.lon+180, -1)
		if len(part) > 3 && wide(part) {
			parts = append(parts, part)
		}
	}
	if parts == nil { // too narrow to be a ring
		return [][]Point{ring}
	}
	return parts
}

// wide reports whether the points of a line have different longitudes.
func wide(line []Point) bool {
	return slices.ContainsFunc(line, func(pt Point) bool { return math.Abs(pt.Lon-line[0].Lon) > 1e-9 })
}

// half is the part of a ring to the east of a meridian, or to the west where side is -1.
func half(ring []Point, meridian, side float64) (kept []Point) {
	for i, b := range ring {
		in := (b.Lon-meridian)*side >= 0
		if i > 0 {
			a := ring[i-1]
			if before := (a.Lon-meridian)*side >= 0; before != in {
				if a.Lon > b.Lon {
					a, b = b, a
				}
				share := (meridian - a.Lon) / (b.Lon - a.Lon)
				kept = append(kept, Point{meridian, a.Lat + float64((b.Lat-a.Lat)*share)})
			}
		}
		if in {
			kept = append(kept, ring[i])
		}
	}
	if len(kept) > 0 && kept[0] != kept[len(kept)-1] {
		kept = append(kept, kept[0])
	}
	return kept
}

// pieces are the parts of a line that is open, each moved between the edges of a map of the world.
func (p projection) pieces(line []Point) (parts [][]Point) {
	if !p.world {
		return [][]Point{line}
	}
	var part []Point
	for _, pt := range line {
		pt.Lon -= 360 * math.Round((pt.Lon-p.lon)/360)
		if n := len(part); n > 0 && math.Abs(part[n-1].Lon-pt.Lon) > 180 {
			parts, part = append(parts, part), nil
		}
		part = append(part, pt)
	}
	return append(parts, part)
}
