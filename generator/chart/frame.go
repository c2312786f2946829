package chart

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/go-echarts/go-echarts/v2/opts"

	"vitrine/generator/option"
	"vitrine/generator/report"
)

// font is that of all words but those on tiles.
const font = option.Body

// smallestPlot is how wide the drawing of a small chart is at least, where fewer can stand side by side.
const smallestPlot = 60

// overhang is how far a letter like J may reach left of where its line begins, in pixels.
const overhang = 4

// frame lays a chart out on a width: its axes, its legend and the space that
// their words need. All of it is whole pixels.
type frame struct {
	*plot
	*option.Option
	wide     bool             // for a page of text
	top      int              // what the legend takes
	onTime   bool             // the scale of places is one of time
	from, to int              // its ends, in half days
	values   []report.Decimal // the ticks of the scale of numbers
	bare     bool             // figures are written, so that the scale needs no numbers and no lines
	blank    bool             // tiles have no room for their figures
	totals   bool             // stacks have their sums written at their ends
	below    int              // what figures under bars that hang take
	written  map[*point]bool  // the figures that are written at their bars or points
}

func (p *plot) frame(width int, wide bool) *frame {
	return &frame{plot: p, wide: wide,
		Option: &option.Option{Width: width, Series: make([]option.Series, 0, len(p.series))}}
}

// small reports whether the plot is that of a small chart among others.
func (p *plot) small() bool { return len(p.peers) > 1 }

// showLegend puts titles on top, each with its colour and symbol. names are those by which
// the option knows them.
func (f *frame) showLegend(names, titles []string) {
	const icon = 21
	room := f.Width - icon
	f.Legend = &option.Legend{Width: f.Width, Words: map[string]string{}}
	f.top = 2
	fits := font.Widest(titles) < room
	x, rows := 0, 1
	for i, title := range titles {
		lines := []string{title}
		if w := icon + font.Width(title) + 1; fits { // an outline may reach beyond its symbol
			if x > 0 && x+w > f.Width {
				x, rows = 0, rows+1
			}
			x += w + option.LegendGap
		} else { // each title on lines of its own
			lines = font.Wrap(title, room)
			f.top += len(lines)*option.LineHeight + option.LegendGap
		}
		if words := strings.Join(lines, "\n"); words != names[i] {
			f.Legend.Words[names[i]] = words
		}
	}
	if len(names) < len(f.series) {
		f.Legend.Data = names
	}
	if fits {
		f.top += rows * (option.LineHeight + option.LegendGap)
	}
}

// names are titles by which an option tells series apart: one that stands there twice has a number.
func names(titles []string) []string {
	list := make([]string, len(titles))
	for i, title := range titles {
		for n := 2; slices.Contains(list[:i], title); n++ {
			title = fmt.Sprintf("%s #%d", titles[i], n)
		}
		list[i] = title
	}
	return list
}

// extremes are the least and the greatest of what is drawn in all panels, and of zero.
func (p *plot) extremes() (low, high *big.Rat) {
	var l, h report.Decimal
	for pt := range p.figures() {
		if v := pt.number(); v.Cmp(l) < 0 {
			l = v
		}
		if v := pt.high(); v.Cmp(h) > 0 {
			h = v
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

// decimals are the most decimals of any figure drawn.
func (p *plot) decimals() int {
	n := 0
	for pt := range p.figures() {
		n = max(n, pt.cell().Value.Places(), pt.cell().High.Places())
	}
	return n
}

// valueAxis is a scale of numbers with its ticks written out.
func (f *frame) valueAxis(values []report.Decimal) *option.Axis {
	a := &option.Axis{
		XAxis:     opts.XAxis{Type: "value", Min: number(values[0]), Max: number(values[len(values)-1])},
		AxisLabel: option.AxisLabel{Margin: 8},
	}
	for _, v := range values {
		words := f.l.Decimal(v)
		if f.c.Share {
			words = f.l.Word("percent", "n", words)
		}
		a.AxisLabel.Words = append(a.AxisLabel.Words, words)
		a.AxisLabel.CustomValues = append(a.AxisLabel.CustomValues, number(v))
	}
	if a.Bare = f.bare; f.bare {
		clear(a.AxisLabel.Words)
	}
	if f.c.Log {
		a.Type = "log"
	}
	return a
}

// nameAxis is a scale of places, each with the words that stand there ("" for
// none).
func (f *frame) nameAxis(words []string) *option.Axis {
	a := &option.Axis{
		XAxis:     opts.XAxis{Type: "category"},
		Places:    true,
		Data:      f.xs,
		AxisLabel: option.AxisLabel{Words: words, Margin: 8},
	}
	if len(f.values) > 0 && f.values[0].Sign() < 0 { // the line of zero is enough, and the only one
		a.AxisLine = &opts.AxisLine{Show: opts.Bool(false)}
	}
	return a
}

// setVertical sets the frame of a chart whose values go up: it finds the room that
// the words need and leaves height pixels for the drawing. above is how much room figures over it
// need, right names at the right. It reports false when the names of the places have no room.
func (f *frame) setVertical(height int, values []report.Decimal, above, right int) bool {
	y := f.valueAxis(values)
	left := font.Widest(y.AxisLabel.Words) + 10
	if f.small() {
		above = f.titleLines()*option.LineHeight + 11 // an accent on its capitals may rise above its line
	}
	top := f.top + max(above, f.levelsAbove(), option.LineHeight/2+2) // half of a number at the axis' end
	f.Grid = &option.Grid{Left: left, Right: right, Top: top}
	if f.onTime {
		f.XAxis = f.timeScale(f.aside())
	} else {
		words, bottom := f.wordsBelow(f.Width - left - right)
		if words == nil {
			return false
		}
		f.Grid.Left, f.Grid.Right = f.outerWords(words, left, right)
		f.Grid.Bottom = bottom + f.below
		f.XAxis = f.nameAxis(words)
		f.XAxis.AxisLabel.Margin += f.below
	}
	if f.small() && f.Width < Narrow && f.plotWidth() < smallestPlot {
		return false
	}
	f.YAxis = y
	f.setTitle("end")
	f.Height = top + height + f.Grid.Bottom
	return true
}

// setTitle puts the title of a small chart above its drawing, at the picture's edge: it is the name of the
// axis that goes up, at its upper end.
func (f *frame) setTitle(end string) {
	if !f.small() {
		return
	}
	y := f.YAxis
	y.Name, y.NameLocation, y.NameGap = strings.Join(font.Wrap(f.title, f.Width-overhang), "\n"), end, 10
	y.NameTextStyle = &opts.TextStyle{Color: option.Ink, Align: "left", Padding: []int{0, 0, 0, overhang - f.Grid.Left}}
}

// titleLines is how many lines the longest title of all panels takes, so that they keep abreast.
func (f *frame) titleLines() int {
	most := 1
	for _, peer := range f.peers {
		most = max(most, len(font.Wrap(peer.title, f.Width-overhang)))
	}
	return most
}

// aside is how much room the first and the last place on a scale of time need at their sides.
func (f *frame) aside() int {
	const symbol = 8
	need := symbol
	for pt := range f.all() {
		if f.written[pt] {
			need = max(need, halfLabel(pt))
		}
	}
	if f.years() == nil { // the names of the places are centred below them
		half := func(x int) int { return (font.Width(f.xs[x])+1)/2 + 1 }
		need = max(need, half(0)-f.Grid.Left, half(len(f.xs)-1)-f.Grid.Right)
	}
	return need
}

// outerWords widens the margins for the names of the first and the last place, which
// are centred below them.
func (f *frame) outerWords(words []string, left, right int) (int, int) {
	width := f.Width - left - right
	for i, name := range words {
		half, at := (font.Widest([]string{name})+1)/2, (2*i+1)*width/(2*len(words))
		left, right = max(left, left+half-at), max(right, right+half-(width-at))
	}
	return left, right
}

// wordsBelow fits the names of the places under a drawing of a width: as they
// are, every so many (of dates that follow one another), or in lines. It
// says how high they are; there are none when they have no room.
func (f *frame) wordsBelow(width int) (words []string, height int) {
	slot := width / len(f.xs)
	words = slices.Clone(f.xs)
	switch most := font.Widest(words); {
	case most+8 <= slot:
		height = option.LineHeight
	case f.inOrder() && most+8 <= width/2:
		every := ((most+10)*len(words) + width - 1) / width
		for i := range words {
			if i%every != 0 {
				words[i] = ""
			}
		}
		height = option.LineHeight
	case slot >= 24 && font.Fits(words, slot-3):
		lines := 1
		for i, name := range words {
			parts := font.Wrap(name, slot-3)
			lines = max(lines, len(parts))
			words[i] = strings.Join(parts, "\n")
		}
		height = lines * option.LineHeight
	default:
		return nil, 0
	}
	return words, height + f.addMarks(words, slot-2) + 12
}

// addMarks writes the marks of each place under its name, where all of them have
// room, and says how much higher that makes the names.
func (f *frame) addMarks(words []string, room int) int {
	marks := f.marksAt(f.plot)
	lines := 0
	for i, mark := range marks {
		if mark == "" {
			continue
		}
		parts := font.Wrap(mark, room)
		if lines = max(lines, len(parts)); lines > 3 || !font.Fits([]string{mark}, room) {
			return 0 // the words under the picture and the table have them
		}
		marks[i] = "\n" + strings.Join(parts, "\n")
	}
	for i, mark := range marks {
		words[i] += mark
	}
	return lines * option.LineHeight
}

// marksAt are the marks that the drawing of a panel itself doesn't show, by place: of what
// has no number, and of figures that are not written out.
func (f *frame) marksAt(p *plot) []string {
	list := make([]string, len(f.xs))
	for x := range f.xs {
		var marks []string
		for _, s := range p.points {
			if pt := s[x]; pt != nil && (!pt.drawn() || !f.written[pt]) {
				for _, m := range f.Dataset.MarksOn(pt.row, pt.measure) {
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

// setHorizontal sets the frame of a chart whose values go to the right, with a line of
// names down the side. rowHeight is the least height of a row, gap what lies
// between the names and the axis.
func (f *frame) setHorizontal(values []report.Decimal, rowHeight, gap, right int) {
	x := f.valueAxis(values)
	words := f.sideWords(f.plot)
	half := func(i int) int { return (font.Width(x.AxisLabel.Words[i]) + 1) / 2 }
	left, high := half(0), rowHeight
	for _, peer := range f.peers { // bars of all panels have one scale
		for _, name := range f.sideWords(peer) {
			left = max(left, font.Widest([]string{name})+gap+4)
			high = max(high, (1+strings.Count(name, "\n"))*option.LineHeight+10)
		}
	}
	y := f.nameAxis(words)
	y.Inverse, y.AxisLabel.Margin = opts.Bool(true), gap // a table begins at the top
	right = max(right, half(len(x.AxisLabel.Words)-1))
	every := f.everyTick(x.AxisLabel.Words, f.Width-left-right)
	for i := range x.AxisLabel.Words { // ticks that would touch the one before
		if i%every != 0 {
			x.AxisLabel.Words[i] = ""
		}
	}
	top, bottom := f.top+6, option.LineHeight+12
	if f.bare {
		bottom = 12
	}
	if f.small() {
		top += f.titleLines()*option.LineHeight + 8
	}
	f.XAxis, f.YAxis = x, y
	f.Grid = &option.Grid{Left: left, Right: right, Top: top, Bottom: bottom}
	f.setTitle("start") // of the axis, which is turned round
	f.Height = top + len(f.xs)*high + bottom
}

// sideRoom is how wide the names down the side may be.
func (f *frame) sideRoom() int { return f.Width * 38 / 100 }

// sideWords are the names of a panel's places in the lines in which they stand down the side, with their
// marks.
func (f *frame) sideWords(p *plot) []string {
	words, marks := slices.Clone(f.xs), f.marksAt(p)
	for i, name := range words {
		if marks[i] != "" {
			name += " " + marks[i]
		}
		words[i] = strings.Join(font.Wrap(name, f.sideRoom()), "\n")
	}
	return words
}

// plotWidth is how much is left for the drawing.
func (f *frame) plotWidth() int { return f.Width - f.Grid.Left - f.Grid.Right }

// everyTick says that every so many ticks have room for their numbers.
func (f *frame) everyTick(words []string, width int) int {
	if len(words) < 2 {
		return 1
	}
	return max(1, (font.Widest(words)+10)*(len(words)-1)/max(width, 1)+1)
}

func (f *frame) tickCount() int {
	if f.wide {
		return 6
	}
	return 4
}
