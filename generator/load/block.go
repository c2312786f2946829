package load

import (
	"slices"
	"strings"

	"vitrine/generator/prose"
	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/strict"
)

type chartBlock struct {
	Type   strict.Value `toml:"type"`
	Data   strict.Value `toml:"data"`
	X      strict.Value `toml:"x"`
	Y      strict.Names `toml:"y"`
	Series strict.Value `toml:"series"`
	Where  *strict.Node `toml:"where"`
	Source strict.Value `toml:"source"`
	Title  strict.Value `toml:"title"`
	Alt    strict.Value `toml:"alt"`
	Note   strict.Value `toml:"note"`
	ID     strict.Value `toml:"id"`
}

type tableBlock struct {
	Data     strict.Value `toml:"data"`
	Where    *strict.Node `toml:"where"`
	Source   strict.Value `toml:"source"`
	Title    strict.Value `toml:"title"`
	Measures strict.Names `toml:"measures"`
	Rows     strict.Value `toml:"rows"`
	Across   strict.Value `toml:"across"`
	Cell     strict.Value `toml:"cell"`
	ID       strict.Value `toml:"id"`
}

type compareBlock struct {
	Data     strict.Value `toml:"data"`
	Where    *strict.Node `toml:"where"`
	Title    strict.Value `toml:"title"`
	Measures strict.Names `toml:"measures"`
	ID       strict.Value `toml:"id"`
}

type statementsBlock struct {
	Data  strict.Value `toml:"data"`
	Where *strict.Node `toml:"where"`
	Title strict.Value `toml:"title"`
	IDs   strict.Names `toml:"statements"`
	ID    strict.Value `toml:"id"`
}

type headlineBlock struct {
	Figures []headlineItem `toml:"item"`
	ID      strict.Value   `toml:"id"`
}

type headlineItem struct {
	Figure strict.Value `toml:"figure"`
	Label  strict.Value `toml:"label"`
	Node   *strict.Node
}

type figureBlock struct {
	Image   strict.Value `toml:"image"`
	Alt     strict.Value `toml:"alt"`
	Caption strict.Value `toml:"caption"`
	Credit  strict.Value `toml:"credit"`
	ID      strict.Value `toml:"id"`
}

// block reads the TOML of a fenced block. What can't be read still gives a
// block, so that those after it keep their numbers.
func (l *loader) block(f *source.File, body int, fence prose.Fence) report.Block {
	place := report.Place{Pos: fence.Pos}
	broken := &report.Headline{Place: place}
	root := l.part(f, body+fence.Start, body+fence.End)
	if root == nil {
		return broken
	}
	place.Keys = places(root)
	id := func(v strict.Value, needed bool) report.Place {
		if v.Set() || needed && l.require(fence.Pos, "id", v) {
			l.checkID(idPattern, fence.Kind, v.Text, v.Pos())
			place.ID = v.Text
		}
		return place
	}
	selection := func(data, src strict.Value, where *strict.Node) report.Selection {
		l.require(fence.Pos, "data", data)
		s := report.Selection{Data: data.Text, DataPos: data.Pos(), Source: src.Text}
		if !data.Set() {
			s.DataPos = fence.Pos
		}
		if where != nil {
			if where.Kind != strict.Table {
				l.problems.Addf(where.Pos(), `where must be a table like { year = "2018" }`)
			} else {
				s.Where = l.where(where, nil, false)
			}
		}
		if src.Set() {
			l.sourceList(src.Text, src.Pos())
		}
		return s
	}
	text := func(v strict.Value) *report.Text {
		if !v.Set() {
			return nil
		}
		return l.textOf(v, "")
	}
	switch fence.Kind {
	case "chart":
		var b chartBlock
		root.Decode(&b, l.problems)
		l.require(fence.Pos, "title", b.Title)
		l.require(fence.Pos, "alt", b.Alt)
		l.require(fence.Pos, "x", b.X)
		if l.require(fence.Pos, "type", b.Type) {
			l.oneOf(b.Type, report.ChartTypes()...)
		}
		if len(b.Y) == 0 {
			l.problems.Addf(fence.Pos, "y is missing")
		}
		return &report.Chart{Place: id(b.ID, true), Selection: selection(b.Data, b.Source, b.Where), Type: b.Type.Text,
			X: b.X.Text, Y: b.Y.Texts(), Series: b.Series.Text, Title: text(b.Title), Alt: text(b.Alt), Note: text(b.Note)}
	case "table":
		var b tableBlock
		root.Decode(&b, l.problems)
		l.require(fence.Pos, "title", b.Title)
		pivots := []bool{b.Rows.Set(), b.Across.Set(), b.Cell.Set()}
		if slices.Contains(pivots, true) && slices.Contains(pivots, false) {
			l.problems.Addf(fence.Pos, "rows, across and cell belong together")
		}
		if b.Cell.Set() && b.Measures != nil {
			l.problems.Addf(fence.Pos, "a table has either measures or cell")
		}
		return &report.Table{Place: id(b.ID, false), Selection: selection(b.Data, b.Source, b.Where), Title: text(b.Title),
			Measures: b.Measures.Texts(), Rows: b.Rows.Text, Across: b.Across.Text, Cell: b.Cell.Text}
	case "compare":
		var b compareBlock
		root.Decode(&b, l.problems)
		l.require(fence.Pos, "title", b.Title)
		return &report.Compare{Place: id(b.ID, false), Selection: selection(b.Data, strict.Value{}, b.Where), Title: text(b.Title), Measures: b.Measures.Texts()}
	case "statements":
		var b statementsBlock
		root.Decode(&b, l.problems)
		return &report.Statements{Place: id(b.ID, false), Selection: selection(b.Data, strict.Value{}, b.Where), Title: text(b.Title), IDs: b.IDs.Texts()}
	case "headline":
		var b headlineBlock
		root.Decode(&b, l.problems)
		if len(b.Figures) == 0 {
			l.problems.Hintf(fence.Pos, "each is an [[item]] with figure and label", "the headline has no figures")
		}
		return &report.Headline{Place: id(b.ID, false), Figures: l.headlineItems(b.Figures, "")}
	}
	var b figureBlock
	root.Decode(&b, l.problems)
	l.require(fence.Pos, "caption", b.Caption)
	p := &report.Picture{Place: id(b.ID, false), Caption: text(b.Caption), Credit: b.Credit.Text}
	if l.require(fence.Pos, "image", b.Image) {
		p.Image = &report.ImageRef{Pos: b.Image.Pos(), Destination: b.Image.Text, Alt: b.Alt.Text}
	}
	return p
}

// headlineItems reads big figures: each is one value: link with its label.
func (l *loader) headlineItems(items []headlineItem, home string) []*report.HeadlineFigure {
	var figures []*report.HeadlineFigure
	for _, item := range items {
		if !l.require(item.Node.Pos(), "figure", item.Figure) || !l.require(item.Node.Pos(), "label", item.Label) {
			continue
		}
		figure := l.textOf(item.Figure, home)
		if len(figure.Figures) != 1 || strings.TrimSpace(string(figure.Markdown)) == "" {
			l.problems.Hintf(item.Figure.Pos(), `like figure = "[1,332](value:dataset/suspects)"`, "a headline figure holds one link to a value, not %d", len(figure.Figures))
			continue
		}
		label := l.textOf(item.Label, home)
		figure.Figures[0].After += " " + prose.Plain(label)
		figures = append(figures, &report.HeadlineFigure{Figure: figure, Label: label})
	}
	return figures
}
