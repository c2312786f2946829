package chart

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"vitrine/generator/option"
	"vitrine/generator/prose"
	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/table"
)

// level is a line across the drawing at a figure.
type level struct {
	number report.Decimal
	words  string
}

// moment is a line up the drawing at a time, or a band of time. One with a series is a line from its
// words down to a point.
type moment struct {
	from, to int // half days
	place    int // of a point, else -1
	series   int
	words    string
	pos      source.Pos
}

// readAnnotations finds the levels and the moments of a chart.
func (p *plot) readAnnotations(xs, series *columns) *table.Mistake {
	for _, a := range p.c.Annotations {
		words := prose.Plain(a.Title)
		if a.X == "" {
			if mistake := p.readLevel(a, words); mistake != nil {
				return mistake
			}
			continue
		}
		m, mistake := p.moment(a, words, xs, series)
		if mistake != nil {
			return mistake
		}
		p.moments = append(p.moments, m)
	}
	slices.SortStableFunc(p.moments, func(a, b moment) int { return cmp.Compare(a.from, b.from) })
	if len(p.c.Annotations) == 0 {
		return nil
	}
	switch at := p.c.Annotations[0].Pos; {
	case p.facet != "":
		return &table.Mistake{Pos: at, Text: "small charts have no annotations"}
	case p.c.Share || !slices.Contains([]string{"bar", "stacked-bar", "horizontal-bar", "line", "area"}, p.c.Type):
		return &table.Mistake{Pos: at, Text: "a " + p.c.Type + " has no annotations", Hint: "say it in the note"}
	case len(p.moments) > 0 && (p.spans == nil || p.c.Type != "line" && p.c.Type != "area"):
		return &table.Mistake{
			Pos:  at,
			Text: "an annotation with x stands on an axis of time, which lines and areas have",
			Hint: "draw a line, or say it in the note",
		}
	}
	return nil
}

// readLevel adds a level: a number that a source gives, or what an expression comes to.
func (p *plot) readLevel(a *report.Annotation, words string) *table.Mistake {
	if a.Level == nil {
		number, err := report.ParseDecimal(a.Number)
		if err == nil { // load has said why not
			p.levels = append(p.levels, level{number, words + ": " + p.l.Decimal(number)})
		}
		return nil
	}
	result := a.Level.Figures[0].Result
	if result == nil {
		return nil // bind has said why
	}
	number, err := report.ParseDecimal(result.Machine)
	switch unit := strings.ToLower(p.measure.Unit.In(p.l.Language)); {
	case err == nil && result.Unit != unit:
		return &table.Mistake{Pos: a.Level.Pos, Text: fmt.Sprintf("this level is %s, and the chart draws %s",
			unitWords(result.Unit), unitWords(unit)), Hint: "a level stands on the scale of what is drawn"}
	case err != nil:
		return &table.Mistake{Pos: a.Level.Pos, Text: "this level has no one number, so it can't be drawn",
			Hint: "its cells are missing, withheld or bounds: name others"}
	}
	p.levels = append(p.levels, level{number, words + ": " + result.Shown})
	return nil
}

// unitWords are a unit as messages name it.
func unitWords(unit string) string {
	if unit == "" {
		return "a number without a unit"
	}
	return strconv.Quote(unit)
}

// moment is where an annotation with an x stands.
func (p *plot) moment(a *report.Annotation, words string, xs, series *columns) (m moment, mistake *table.Mistake) {
	m = moment{place: -1, words: words, pos: a.Pos}
	from, to, isRange := strings.Cut(a.X, "..")
	first, err := report.ParsePeriod(from)
	last := first
	if isRange && err == nil {
		last, err = report.ParsePeriod(to)
	}
	begins, ends, closed := report.Period{From: first.From, To: last.To}.Span()
	if err != nil || !closed || begins >= ends {
		return m, &table.Mistake{Pos: a.Pos, Text: fmt.Sprintf("%q is no time", a.X),
			Hint: "write 2018, 2018-06, 2018-06-01, or a band like 2020-03..2021-06"}
	}
	if m.from, m.to = 2*begins, 2*ends; !isRange && a.Series == "" {
		m.to = m.from
	}
	if p.spans != nil && (m.to < 2*p.spans[0][0] || m.from > 2*p.spans[len(p.spans)-1][1]) {
		return m, &table.Mistake{Pos: a.Pos, Text: a.X + " lies outside of the times that are drawn"}
	}
	if a.Series == "" {
		return m, nil
	}
	m.place, m.series = slices.Index(xs.ids, a.X), slices.Index(series.ids, a.Series)
	if m.place < 0 || m.series < 0 {
		return m, &table.Mistake{Pos: a.Pos, Text: fmt.Sprintf("there is no point of %q at %q", a.Series, a.X),
			Hint: source.DidYouMean(a.Series, series.ids)}
	}
	if p.spans != nil { // else it is refused
		m.from = p.middle(m.place)
	}
	m.to = m.from
	return m, nil
}

// checkPoints refuses annotations of points that are not drawn.
func (p *plot) checkPoints() *table.Mistake {
	for _, m := range p.moments {
		if m.place >= 0 && !p.points[m.series][m.place].drawn() {
			return &table.Mistake{Pos: m.pos, Text: "this annotation is of a point that is not drawn",
				Hint: "its figure is missing or withheld: name another point, or take series out"}
		}
	}
	return nil
}

// withLevels is a scale from low to high that reaches all levels too.
func (p *plot) withLevels(low, high *big.Rat) (from, to *big.Rat) {
	for _, l := range p.levels {
		low, high = least(low, l.number.Rat()), greatest(high, l.number.Rat())
	}
	return low, high
}

// levelWords are the words of a level in the lines in which they stand beside the drawing.
func (f *frame) levelWords(l level) string {
	return strings.Join(font.Wrap(l.words, f.Width*26/100), "\n")
}

// levelRoom is what the words of levels need at the right.
func (f *frame) levelRoom() int {
	room := 0
	for _, l := range f.levels {
		room = max(room, font.Widest([]string{f.levelWords(l)})+14)
	}
	return room
}

// levelsAbove is what the words of a level at the top of the drawing need over it.
func (f *frame) levelsAbove() int {
	lines := 0
	for _, l := range f.levels {
		lines = max(lines, 1+strings.Count(f.levelWords(l), "\n"))
	}
	return lines*option.LineHeight/2 + 2
}

// momentRows are the rows above the drawing in which the words of moments stand without touching, and
// which side of their line they stand on. rows is how many there are.
func (f *frame) momentRows() (row []int, left []bool, rows int) {
	var ends []int
	for _, m := range f.moments {
		width := font.Width(m.words) + 6
		at := f.Grid.Left + f.offsetOf(f.clamp(m.from))
		toLeft := at+width > f.Width
		from, to := at, at+width
		if toLeft {
			from, to = at-width, at
		}
		r := slices.IndexFunc(ends, func(end int) bool { return end+6 <= from })
		if r < 0 {
			r, ends = len(ends), append(ends, 0)
		}
		ends[r] = to
		row, left = append(row, r), append(left, toLeft)
	}
	return row, left, len(ends)
}

// clamp moves a time into the drawing.
func (f *frame) clamp(time int) int { return min(max(time, f.from), f.to) }

// makeRoomAbove moves the drawing down by the rows of its moments' words.
func (f *frame) makeRoomAbove() *table.Mistake {
	_, _, rows := f.momentRows()
	for _, m := range f.moments {
		if font.Width(m.words)+6 > f.Width-f.Grid.Left {
			return &table.Mistake{Text: fmt.Sprintf("the title of an annotation has no room on a phone: %q", m.words),
				Hint: "shorten it; the note under the chart can say more"}
		}
	}
	room := rows * (option.LineHeight + 2)
	f.Grid.Top += room
	f.Height += room
	return nil
}

// annotate draws levels, and moments on a scale of time. offsets are how far the words of levels are
// moved, by their keys.
func (f *frame) annotate(values []report.Decimal, offsets map[int]int) {
	first, last := values[0], values[len(values)-1]
	for i, l := range f.levels {
		end := labelled([]any{1, number(l.number)})
		end.Label = &option.Label{Words: f.levelWords(l), Distance: opts.Int(8), Offset: []int{0, offsets[levelKey(i)]},
			Label: opts.Label{Position: "right", LineHeight: option.LineHeight, Color: option.Soft}}
		line := annotationLine(option.Data{option.NewDatum([]any{0, number(l.number)}), end})
		line.XAxisIndex = 1
		f.Series = append(f.Series, line)
	}
	row, left, rows := f.momentRows()
	for i, m := range f.moments {
		from, to := f.clamp(m.from), f.clamp(m.to)
		top := labelled([]any{from, number(last)})
		above := (rows-1-row[i])*(option.LineHeight+2) + option.LineHeight/2 + 2
		top.Label = &option.Label{Words: m.words, Distance: opts.Int(3), Offset: []int{0, -above},
			Label: opts.Label{Position: "right", LineHeight: option.LineHeight, Color: option.Soft}}
		if left[i] {
			top.Label.Position = "left"
		}
		switch {
		case m.place >= 0:
			pt := f.points[m.series][m.place]
			if !pt.drawn() {
				continue
			}
			f.Series = append(f.Series, annotationLine(option.Data{top, option.NewDatum([]any{from, pt.figure()})}))
		case from == to:
			f.Series = append(f.Series, annotationLine(option.Data{top, option.NewDatum([]any{from, number(first)})}))
		default:
			band := annotationLine(option.Data{top, option.NewDatum([]any{to, number(last)})})
			band.AreaStyle = &opts.AreaStyle{Color: option.Soft, Opacity: opts.Float(0.14), Origin: "start"}
			f.Series = append(f.Series, band)
		}
	}
}

var levelsTooClose = table.Mistake{Text: "the words of the levels lie too close to others",
	Hint: "take a level out, or say it in the note"}

// annotateAcross draws levels over bars that lie: lines from top to bottom, their words above.
func (f *frame) annotateAcross(values []report.Decimal) *table.Mistake {
	room := option.LineHeight + 2
	var ends []int
	var rows []int
	for _, l := range f.levels {
		at, width := f.Grid.Left+f.alongOf(l.number.Rat(), values, f.plotWidth()), font.Width(l.words)
		from := min(max(at-width/2, 0), f.Width-width)
		if from < 0 {
			return &table.Mistake{Text: fmt.Sprintf("the title of a level has no room on a phone: %q", l.words),
				Hint: "shorten it; the note under the chart can say more"}
		}
		row := slices.IndexFunc(ends, func(end int) bool { return end+8 <= from })
		if row < 0 {
			row, ends = len(ends), append(ends, 0)
		}
		ends[row] = from + width
		rows = append(rows, row)
	}
	for i, l := range f.levels {
		at, width := f.Grid.Left+f.alongOf(l.number.Rat(), values, f.plotWidth()), font.Width(l.words)
		from := min(max(at-width/2, 0), f.Width-width)
		top := labelled([]any{number(l.number), 1})
		top.Label = &option.Label{Words: l.words, Distance: opts.Int(0),
			Offset: []int{from - at, -(len(ends)-1-rows[i])*room - room/2},
			Label:  opts.Label{Position: "right", LineHeight: option.LineHeight, Color: option.Soft}}
		line := annotationLine(option.Data{option.NewDatum([]any{number(l.number), 0}), top})
		line.YAxisIndex = 1
		f.Series = append(f.Series, line)
	}
	f.Grid.Top += len(ends) * room
	f.Height += len(ends) * room
	return nil
}

// labelled is a point of an annotation that has words: it needs a symbol, which is no larger than its
// line.
func labelled(at []any) option.Datum {
	d := option.NewDatum(at)
	d.Symbol, d.SymbolSize = "circle", 1
	return d
}

// annotationLine is a thin line without symbols and without a name.
func annotationLine(points option.Data) option.Series {
	return option.Series{
		SingleSeries: charts.SingleSeries{Type: "line", Symbol: "none",
			LineStyle: &opts.LineStyle{Type: "dashed", Color: option.Soft, Width: 1}},
		ItemStyle: &option.ItemStyle{Color: option.Soft},
		Silent:    true,
		Data:      points,
	}
}
