package geo

import (
	"cmp"
	"slices"
)

// vertex is a point of a picture, in steps of the grid, to the right and down.
type vertex struct{ x, y int32 }

func (v vertex) compare(w vertex) int { return cmp.Or(cmp.Compare(v.x, w.x), cmp.Compare(v.y, w.y)) }

// tolerance is how far a line may move when it is simplified, in hundredths of a step: 0.32 pixels.
// Rounding to the grid has moved it by up to 0.18.
const tolerance = 128

// most is how many vertices are simplified at a time: the time that they take grows by its square.
const most = 4096

// border is a line of a picture. The last vertex of a closed one is not the first again.
type border struct {
	at     []vertex
	closed bool
}

// newBorder returns a border without vertices that repeat the one before; false when too few are
// left to be seen.
func newBorder(at []vertex, closed bool) (border, bool) {
	at = slices.Compact(at)
	if n := len(at); closed && n > 1 && at[0] == at[n-1] {
		at = at[:n-1]
	}
	least := 2
	if closed {
		least = 3
	}
	return border{at, closed}, len(at) >= least
}

// next is the vertex after the one of a number.
func (b *border) next(i int) vertex { return b.at[(i+1)%len(b.at)] }

// previous is the vertex before the one of a number.
func (b *border) previous(i int) vertex { return b.at[(i+len(b.at)-1)%len(b.at)] }

// neighbours are the vertices that stand beside one on any border, as far as two of them.
type neighbours struct {
	at [2]vertex
	n  int // of them; 3 for more than two
}

func (n *neighbours) add(v vertex) {
	switch {
	case n.n > 2, n.n > 0 && n.at[0] == v, n.n > 1 && n.at[1] == v:
		return
	case n.n < 2:
		n.at[n.n] = v
	}
	n.n++
}

// junctions are the vertices at which borders meet, end or turn back. No border between two of them
// has other vertices on one side than on the other.
func junctions(borders []border) map[vertex]bool {
	beside := map[vertex]*neighbours{}
	for _, b := range borders {
		if len(b.at) < 2 {
			continue
		}
		for i, v := range b.at {
			n := beside[v]
			if n == nil {
				n = new(neighbours)
				beside[v] = n
			}
			if b.closed || i > 0 {
				n.add(b.previous(i))
			}
			if b.closed || i+1 < len(b.at) {
				n.add(b.next(i))
			}
		}
	}
	found := map[vertex]bool{}
	for v, n := range beside {
		if n.n != 2 {
			found[v] = true
		}
	}
	return found
}

// simplify returns borders with fewer vertices. A part that two of them share stays shared. One that
// nothing is left of has no vertices.
func simplify(borders []border) []border {
	meet := junctions(borders)
	made := make([]border, len(borders))
	for i, b := range borders {
		if simple, ok := newBorder(b.simplified(meet), b.closed); ok {
			made[i] = simple
		}
	}
	return made
}

// simplified are the vertices that are left of a border.
func (b border) simplified(meet map[vertex]bool) (made []vertex) {
	line := b.at
	if b.closed {
		start := slices.IndexFunc(line, func(v vertex) bool { return meet[v] })
		if start < 0 { // an island, or an enclave and the hole that it fills
			start = slices.Index(line, slices.MinFunc(line, vertex.compare))
		}
		line = slices.Concat(line[start:], line[:start+1])
	}
	from := 0
	for i := 1; i < len(line); i++ {
		if i+1 == len(line) || meet[line[i]] {
			made = append(made, arc(line[from:i+1])...)
			from = i
		}
	}
	return made
}

// arc simplifies the line between two junctions, from the same end whoever asks.
func arc(line []vertex) []vertex {
	backwards := slices.Clone(line)
	slices.Reverse(backwards)
	turned := slices.CompareFunc(backwards, line, vertex.compare) < 0
	if turned {
		line = backwards
	}
	kept := make([]bool, len(line))
	for from := 0; from+1 < len(line); from += most {
		to := min(from+most, len(line)-1)
		kept[from], kept[to] = true, true
		keep(line, kept, from, to)
	}
	var made []vertex
	for i, v := range line {
		if kept[i] {
			made = append(made, v)
		}
	}
	if turned {
		slices.Reverse(made)
	}
	return made
}

// keep marks the vertices between two that a line needs to stay within the tolerance, after
// Douglas and Peucker.
func keep(line []vertex, kept []bool, from, to int) {
	for to-from > 1 {
		far, distance := from, int64(-1)
		span := newSegment(line[from], line[to])
		for i := from + 1; i < to; i++ {
			if d := span.distance(line[i]); d > distance {
				far, distance = i, d
			}
		}
		if !span.exceeds(distance) {
			return
		}
		kept[far] = true
		if far-from < to-far { // the shorter part by a call, so that calls don't pile up
			keep(line, kept, from, far)
			from = far
		} else {
			keep(line, kept, far, to)
			to = far
		}
	}
}

// segment is the straight line between two vertices.
type segment struct {
	a, b    vertex
	squared int64 // its length, squared
}

func newSegment(a, b vertex) segment {
	s := segment{a: a, b: b}
	s.squared = between2(a, b)
	return s
}

// between2 is the square of the distance of two vertices.
func between2(a, b vertex) int64 {
	dx, dy := int64(b.x-a.x), int64(b.y-a.y)
	return dx*dx + dy*dy
}

// distance is the square of how far a vertex lies from the segment, times that of its length where
// it has one: a whole number.
func (s segment) distance(v vertex) int64 {
	if s.squared == 0 {
		return between2(s.a, v)
	}
	dx, dy := int64(s.b.x-s.a.x), int64(s.b.y-s.a.y)
	vx, vy := int64(v.x-s.a.x), int64(v.y-s.a.y)
	switch along := dx*vx + dy*vy; {
	case along <= 0:
		return between2(s.a, v) * s.squared
	case along >= s.squared:
		return between2(s.b, v) * s.squared
	}
	cross := dx*vy - dy*vx
	return cross * cross
}

// exceeds reports whether a distance is larger than the tolerance.
func (s segment) exceeds(distance int64) bool {
	return distance*100*100 > tolerance*tolerance*max(1, s.squared)
}
