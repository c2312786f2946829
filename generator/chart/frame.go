package chart

import (
	"math/big"
	"slices"
	"strings"

	"github.com/go-echarts/go-echarts/v2/opts"

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
	width  int
	height int
	top    int // what the legend takes
}

func (p *plot) frame(width int) *frame { return &frame{plot: p, option: newOption(), width: width} }

func (f *frame) wide() bool { return f.width == Wide }

// showLegend puts the names of the series on top.
func (f *frame) showLegend() {
	const icon, gap = 30, 12
	room := f.width - icon
	x, rows := 0, 1
	lines := 1
	for _, name := range f.series {
		parts := wrap(name, room, fontSize)
		lines = max(lines, len(parts))
		w := icon + widest(parts, fontSize)
		if x > 0 && x+w > f.width {
			x, rows = 0, rows+1
		}
		x += w + gap
	}
	style := textStyle{Color: ink, FontSize: fontSize, FontFamily: f.TextStyle.FontFamily, LineHeight: lineHeight}
	if lines > 1 {
		style.Width, style.Overflow, rows = room, "break", len(f.series) // each on lines of its own
	}
	f.Legend = &legend{Legend: opts.Legend{Show: opts.Bool(true), Left: "0", Top: "0", Type: "plain"}, Width: f.width, ItemGap: gap, TextStyle: style}
	f.top = rows*(lines*lineHeight+gap) + 2
}

func (f *frame) bounds(left, right, top, bottom int) {
	f.Grid = &grid{left, right, top, bottom, "none"}
}

// extremes are the least and the greatest of what is drawn, and of zero.
func (p *plot) extremes() (low, high *big.Rat) {
	low, high = new(big.Rat), new(big.Rat)
	for x := range p.xs {
		if l, h := p.spread(x); l != nil {
			low, high = least(low, l.Rat()), greatest(high, h.Rat())
		}
	}
	return low, high
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
	a := &axis{Type: "value", Min: values[0], Max: values[len(values)-1],
		Label: axisLabel{Color: soft, FontSize: fontSize, LineHeight: lineHeight, Margin: 8},
		Line:  axisLine{Style: opts.LineStyle{Color: soft}},
		Tick:  opts.AxisTick{Show: opts.Bool(false)},
		Split: splitLine{Show: true, Style: opts.LineStyle{Color: rule}}}
	for _, v := range values {
		a.Label.Words = append(a.Label.Words, f.l.Decimal(v))
		a.Label.At = append(a.Label.At, v)
	}
	if len(values) > 1 {
		step, _ := report.DecimalOf(new(big.Rat).Sub(values[1].Rat(), values[0].Rat()), max(values[0].Places(), values[1].Places()))
		a.Interval = step
	}
	return a
}

// nameAxis is a scale of places, each with the words that stand there ("" for
// none).
func (f *frame) nameAxis(words []string) *axis {
	return &axis{Type: "category", Data: f.xs,
		Label: axisLabel{Words: words, Color: ink, FontSize: fontSize, LineHeight: lineHeight, Margin: 8, Interval: ptr(0)},
		Line:  axisLine{Show: true, Style: opts.LineStyle{Color: soft}},
		Tick:  opts.AxisTick{Show: opts.Bool(false)},
		Split: splitLine{Style: opts.LineStyle{Color: rule}}}
}

// upright sets the frame of a chart whose values go up: it finds the room that
// the words need and leaves height pixels for the drawing. labels says that
// figures stand above it, right how much room names at the right need.
func (f *frame) upright(height int, values []report.Decimal, labels bool, right int) {
	y := f.valueAxis(values)
	left := widest(y.Label.Words, fontSize) + 10
	top := f.top
	if unit := f.measure.Unit.In(f.l.Language); unit != "" {
		y.Name, y.NameWhere, y.NameGap = unit, "end", 10
		y.NameStyle = &nameStyle{Color: soft, Align: "left", Padding: []int{0, 0, 0, -left}, FontSize: fontSize}
		top += lineHeight + 8
	}
	if labels {
		top += lineHeight + 2
		y.NameGap += lineHeight + 2
	}
	if !labels && y.Name == "" {
		top += lineHeight / 2
	}
	words, rotate, bottom := f.wordsBelow(f.width - left - right)
	if rotate > 0 {
		left = max(left, widest(words[:1], fontSize)/2)
		if y.NameStyle != nil {
			y.NameStyle.Padding[3] = -left
		}
	}
	x := f.nameAxis(words)
	x.Label.Rotate = rotate
	f.XAxis, f.YAxis = x, y
	f.bounds(left, right, top, bottom)
	f.height = top + height + bottom
}

// wordsBelow fits the names of the places under a drawing of a width: as they
// are, every so many (of dates), in lines, or turned. It says how high they are.
func (f *frame) wordsBelow(width int) (words []string, rotate, height int) {
	slot := width / len(f.xs)
	marks := f.marksAt()
	extra := 0
	if slices.ContainsFunc(marks, func(s string) bool { return s != "" }) {
		extra = lineHeight
	}
	words = slices.Clone(f.xs)
	switch most := widest(words, fontSize); {
	case most+8 <= slot:
		height = lineHeight
	case f.inTime && most+8 <= width/2:
		every := (most + 10 + slot - 1) / slot
		for i := range words {
			if i%every != 0 {
				words[i] = ""
			}
		}
		height = lineHeight
	case fits(words, slot-3, fontSize):
		lines := 1
		for i, name := range words {
			parts := wrap(name, slot-3, fontSize)
			lines = max(lines, len(parts))
			words[i] = strings.Join(parts, "\n")
		}
		height = lines * lineHeight
	default:
		for i, name := range words { // turned by 60 degrees
			words[i] = strings.Join(wrap(name, 150, fontSize), "\n")
			if marks[i] != "" {
				words[i] += " " + marks[i]
			}
		}
		return words, 60, widest(words, fontSize)*87/100 + lineHeight + 6
	}
	for i, mark := range marks {
		if mark != "" {
			words[i] += "\n" + mark
		}
	}
	return words, 0, height + extra + 12
}

// marksAt are the marks that the drawing itself doesn't show, by place: of what
// has no number, and of all where figures are not written out.
func (f *frame) marksAt() []string {
	list := make([]string, len(f.xs))
	for x := range f.xs {
		var marks []string
		for _, s := range f.points {
			if pt := s[x]; pt != nil && (!pt.drawn() || !f.labelled) {
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
// names down the side. rowHeight is the least height of a row.
func (f *frame) lying(values []report.Decimal, rowHeight, right int) {
	x := f.valueAxis(values)
	words, marks := slices.Clone(f.xs), f.marksAt()
	room := f.width * 38 / 100
	lines := 1
	for i, name := range words {
		if marks[i] != "" {
			name += " " + marks[i]
		}
		parts := wrap(name, room, fontSize)
		lines = max(lines, len(parts))
		words[i] = strings.Join(parts, "\n")
	}
	left := widest(words, fontSize) + 12
	y := f.nameAxis(words)
	y.Inverse = true // a table begins at the top
	right = max(right, (textWidth(x.Label.Words[len(x.Label.Words)-1], fontSize)+1)/2)
	for i := range x.Label.Words { // ticks that would touch the one before
		if i > 0 && i%f.everyTick(x.Label.Words, f.width-left-right) != 0 {
			x.Label.Words[i] = ""
		}
	}
	bottom := lineHeight + 12
	if unit := f.measure.Unit.In(f.l.Language); unit != "" {
		x.Name, x.NameWhere, x.NameGap = unit, "center", lineHeight+10
		x.NameStyle = &nameStyle{Color: soft, Align: "center", Padding: []int{0, 0, 0, 0}, FontSize: fontSize}
		bottom += lineHeight + 4
	}
	f.XAxis, f.YAxis = x, y
	rows := len(f.xs) * max(rowHeight, lines*lineHeight+10)
	f.bounds(left, right, f.top+6, bottom)
	f.height = f.top + 6 + rows + bottom
}

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
