package chart

import (
	"math/big"
	"slices"
	"strings"

	"vitrine/generator/report"
)

// Every chart is drawn twice: Wide for a page of text, Narrow for a phone. The
// page shows the one that fits. Widths are CSS pixels.
const (
	Wide   = 680
	Narrow = 328
)

// frame lays a chart out on a width: its axes, its legend and the space that
// their words need. All of it is whole pixels.
type frame struct {
	*plot
	*option
	width   int
	height  int
	top     int             // what the legend takes
	onDays  bool            // the scale of places is one of days
	written map[*point]bool // the figures that are written at their bars or points
}

func (p *plot) frame(width int) *frame {
	return &frame{plot: p, option: &option{Series: make([]series, 0, len(p.series))}, width: width}
}

func (f *frame) wide() bool { return f.width == Wide }

// showLegend puts names on top, each with its colour and symbol.
func (f *frame) showLegend(names []string) {
	const icon = 21
	room := f.width - icon
	words := map[string]string{}
	f.top = 2
	if widest(names, fontSize) < room {
		x, rows := 0, 1
		for _, name := range names {
			w := icon + textWidth(name, fontSize) + 1 // an outline may reach beyond its symbol
			if x > 0 && x+w > f.width {
				x, rows = 0, rows+1
			}
			x += w + legendGap
		}
		f.top += rows * (lineHeight + legendGap)
	} else { // each name on lines of its own
		for _, name := range names {
			lines := wrap(name, room, fontSize)
			f.top += len(lines)*lineHeight + legendGap
			words[name] = strings.Join(lines, "\n")
		}
	}
	f.Legend = &legend{Width: f.width, Words: words}
}

func (f *frame) bounds(left, right, top, bottom int) {
	f.Grid = &grid{left, right, top, bottom}
}

// extremes are the least and the greatest of what is drawn, and of zero.
func (p *plot) extremes() (low, high *big.Rat) {
	var l, h report.Decimal
	for _, s := range p.points {
		for _, pt := range s {
			if !pt.drawn() {
				continue
			}
			if v := pt.cell().Value; v.Cmp(l) < 0 {
				l = v
			} else if v.Cmp(h) > 0 {
				h = v
			}
		}
	}
	return l.Rat(), h.Rat()
}

func least(a, b *big.Rat) *big.Rat {
	if b.Cmp(a) < 0 {
		return b
	}
	return a
}

func greatest(a, b *big.Rat) *big.Rat {
	if b.Cmp(a) > 0 {
		return b
	}
	return a
}

// places are the most decimals of any figure drawn.
func (p *plot) places() int {
	n := 0
	for _, s := range p.points {
		for _, pt := range s {
			if pt.drawn() {
				n = max(n, pt.cell().Value.Places())
			}
		}
	}
	return n
}

// valueAxis is a scale of numbers with its ticks written out.
func (f *frame) valueAxis(values []report.Decimal) *axis {
	a := &axis{Type: "value", Min: number(values[0]), Max: number(values[len(values)-1]), Label: axisLabel{Margin: 8}}
	for _, v := range values {
		a.Label.Words = append(a.Label.Words, f.l.Decimal(v))
		a.Label.At = append(a.Label.At, number(v))
	}
	if len(values) > 1 {
		step, _ := values[1].Minus(values[0]) // shorter than they are
		a.Interval = number(step)
	}
	return a
}

// nameAxis is a scale of places, each with the words that stand there ("" for
// none).
func (f *frame) nameAxis(words []string) *axis {
	return &axis{Type: "category", Places: true, Data: f.xs, Label: axisLabel{Words: words, Margin: 8}}
}

// upright sets the frame of a chart whose values go up: it finds the room that
// the words need and leaves height pixels for the drawing. labels says that
// figures stand above it, right how much room names at the right need. It
// reports false when the names of the places have no room.
func (f *frame) upright(height int, values []report.Decimal, labels bool, right int) bool {
	y := f.valueAxis(values)
	left := widest(y.Label.Words, fontSize) + 10
	top := f.top
	unit := wrap(f.measure.Unit.In(f.l.Language), f.width, fontSize)
	if unit[0] != "" {
		y.Name, y.NameWhere, y.NameGap = strings.Join(unit, "\n"), "end", 10
		top += len(unit)*lineHeight + 8
	}
	if labels {
		top += lineHeight + 2
		y.NameGap += lineHeight + 2
	}
	if !labels && y.Name == "" {
		top += lineHeight / 2
	}
	if f.onDays {
		ends := []string{f.xs[0], f.xs[len(f.xs)-1]}
		left, right = max(left, textWidth(ends[0], fontSize)/2+2), max(right, textWidth(ends[1], fontSize)/2+2)
		y.NameStyle = f.unitStyle(left)
		f.bounds(left, right, top, 0)
		f.YAxis = y
		f.byDay()
		f.height = top + height + f.Grid.Bottom
		return true
	}
	words, rotate, bottom := f.wordsBelow(f.width - left - right)
	if words == nil {
		return false
	}
	if rotate > 0 {
		left = max(left, widest(words[:1], fontSize)/2)
	} else { // names are centred below their places: the outer ones may need more than the drawing
		width := f.width - left - right
		for i, name := range words {
			half, at := (widest([]string{name}, fontSize)+1)/2, (2*i+1)*width/(2*len(words))
			left, right = max(left, left+half-at), max(right, right+half-(width-at))
		}
	}
	y.NameStyle = f.unitStyle(left)
	x := f.nameAxis(words)
	x.Label.Rotate = rotate
	f.XAxis, f.YAxis = x, y
	f.bounds(left, right, top, bottom)
	f.height = top + height + bottom
	return true
}

// unitStyle sets a unit at the left edge of the picture.
func (f *frame) unitStyle(left int) *nameStyle {
	return &nameStyle{Align: "left", Padding: []int{0, 0, 0, -left}}
}

// wordsBelow fits the names of the places under a drawing of a width: as they
// are, every so many (of dates that follow one another), in lines, or turned. It
// says how high they are; there are none when they have no room.
func (f *frame) wordsBelow(width int) (words []string, rotate, height int) {
	slot := width / len(f.xs)
	words = slices.Clone(f.xs)
	switch most := widest(words, fontSize); {
	case most+8 <= slot:
		height = lineHeight
	case f.inTime && f.days == nil && most+8 <= width/2:
		every := ((most+10)*len(words) + width - 1) / width
		for i := range words {
			if i%every != 0 {
				words[i] = ""
			}
		}
		height = lineHeight
	case slot >= 24 && fits(words, slot-3, fontSize):
		lines := 1
		for i, name := range words {
			parts := wrap(name, slot-3, fontSize)
			lines = max(lines, len(parts))
			words[i] = strings.Join(parts, "\n")
		}
		height = lines * lineHeight
	case slot >= lineHeight*116/100 && most <= 150: // turned by 60 degrees they keep clear of each other
		for i, mark := range f.marksAt() {
			if mark != "" && textWidth(words[i]+" "+mark, fontSize) <= 170 {
				words[i] += " " + mark
			}
		}
		return words, 60, widest(words, fontSize)*87/100 + lineHeight + 6
	default:
		return nil, 0, 0
	}
	return words, 0, height + f.addMarks(words, slot-2) + 12
}

// addMarks writes the marks of each place under its name, where all of them have
// room, and says how much higher that makes the names.
func (f *frame) addMarks(words []string, room int) int {
	marks := f.marksAt()
	lines := 0
	for i, mark := range marks {
		if mark == "" {
			continue
		}
		parts := wrap(mark, room, fontSize)
		if lines = max(lines, len(parts)); lines > 3 || !fits([]string{mark}, room, fontSize) {
			return 0 // the words under the picture and the table have them
		}
		marks[i] = "\n" + strings.Join(parts, "\n")
	}
	for i, mark := range marks {
		words[i] += mark
	}
	return lines * lineHeight
}

// marksAt are the marks that the drawing itself doesn't show, by place: of what
// has no number, and of figures that are not written out.
func (f *frame) marksAt() []string {
	list := make([]string, len(f.xs))
	for x := range f.xs {
		var marks []string
		for _, s := range f.points {
			if pt := s[x]; pt != nil && (!pt.drawn() || !f.written[pt]) {
				for _, m := range f.d.MarksOn(pt.row, pt.measure) {
					if m = "[" + m + "]"; !slices.Contains(marks, m) {
						marks = append(marks, m)
					}
				}
			}
		}
		list[x] = strings.Join(marks, " ")
	}
	return list
}

// lying sets the frame of a chart whose values go to the right, with a line of
// names down the side. rowHeight is the least height of a row, gap what lies
// between the names and the axis.
func (f *frame) lying(values []report.Decimal, rowHeight, gap, right int) {
	x := f.valueAxis(values)
	words, marks := slices.Clone(f.xs), f.marksAt()
	room := f.width * 38 / 100
	high := rowHeight
	for i, name := range words {
		if marks[i] != "" {
			name += " " + marks[i]
		}
		parts := wrap(name, room, fontSize)
		high = max(high, len(parts)*lineHeight+10)
		words[i] = strings.Join(parts, "\n")
	}
	half := func(i int) int { return (textWidth(x.Label.Words[i], fontSize) + 1) / 2 }
	left := max(widest(words, fontSize)+gap+4, half(0))
	y := f.nameAxis(words)
	y.Inverse, y.Label.Margin = true, gap // a table begins at the top
	right = max(right, half(len(x.Label.Words)-1))
	every := f.everyTick(x.Label.Words, f.width-left-right)
	for i := range x.Label.Words { // ticks that would touch the one before
		if i%every != 0 {
			x.Label.Words[i] = ""
		}
	}
	bottom := lineHeight + 12
	if unit := wrap(f.measure.Unit.In(f.l.Language), max(f.width-left-right, 100), fontSize); unit[0] != "" {
		x.Name, x.NameWhere, x.NameGap = strings.Join(unit, "\n"), "center", lineHeight+13 // ECharts would move it there
		x.NameStyle = &nameStyle{Align: "center", Padding: []int{0, 0, 0, 0}}
		bottom += len(unit)*lineHeight + 4
	}
	f.XAxis, f.YAxis = x, y
	f.bounds(left, right, f.top+6, bottom)
	f.height = f.top + 6 + len(f.xs)*high + bottom
}

// plotWidth is how much is left for the drawing.
func (f *frame) plotWidth() int { return f.width - f.Grid.Left - f.Grid.Right }

// everyTick says that every so many ticks have room for their numbers.
func (f *frame) everyTick(words []string, width int) int {
	if len(words) < 2 {
		return 1
	}
	return max(1, (widest(words, fontSize)+10)*(len(words)-1)/max(width, 1)+1)
}

func (f *frame) tickCount() int {
	if f.wide() {
		return 6
	}
	return 4
}
