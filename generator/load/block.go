package load

import (
	"slices"
	"strings"

	"vitrine/generator/prose"
	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/strict"
)

type tableBlock struct {
	Data      strict.Value `toml:"data"`
	Where     *strict.Node `toml:"where"`
	Source    strict.Value `toml:"source"`
	Title     strict.Value `toml:"title"`
	Measures  strict.Names `toml:"measures"`
	Rows      strict.Value `toml:"rows"`
	Across    strict.Value `toml:"across"`
	Cell      strict.Value `toml:"cell"`
	Sparkline strict.Value `toml:"sparkline"`
	ID        strict.Value `toml:"id"`
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
	Figure    strict.Value `toml:"figure"`    // a figure, as a link
	Label     strict.Value `toml:"label"`     // what it is
	Sparkline strict.Value `toml:"sparkline"` // an expression whose line is drawn: "uk-victims/victims?year=*"
	Node      *strict.Node
}

type figureBlock struct {
	Image   strict.Value `toml:"image"`
	Alt     strict.Value `toml:"alt"`
	Caption strict.Value `toml:"caption"`
	Credit  strict.Value `toml:"credit"`
	ID      strict.Value `toml:"id"`
}

// blockReader reads the TOML of a fenced block.
type blockReader struct {
	*loader
	root  *strict.Node
	at    source.Pos // of the block
	kind  string
	place report.Place
}

// block reads a fenced block. One that can't be read still gives a block, so that those after
// it keep their numbers.
func (l *loader) block(f *source.File, body int, fence prose.Fence) report.Block {
	b := &blockReader{loader: l, at: fence.Pos, kind: fence.Kind, place: report.Place{Pos: fence.Pos}}
	if b.root = l.part(f, body+fence.Start, body+fence.End); b.root == nil {
		return &report.Headline{Place: b.place}
	}
	b.place.Keys = places(b.root)
	switch fence.Kind {
	case "chart":
		return b.chart()
	case "table":
		return b.table()
	case "compare":
		return b.compare()
	case "statements":
		return b.statements()
	case "headline":
		return b.headline()
	}
	return b.figure()
}

// id reads the block's id, which some blocks need.
func (b *blockReader) id(v strict.Value, needed bool) report.Place {
	if v.Set() || needed && b.require(b.at, "id", v) {
		b.checkID(idPattern, b.kind, v.Text, v.Pos())
		b.place.ID = v.Text
	}
	return b.place
}

// selection reads which rows of which dataset a block shows.
func (b *blockReader) selection(data, sources strict.Value, where *strict.Node) report.Selection {
	b.require(b.at, "data", data)
	s := report.Selection{Data: data.Text, DataPos: data.Pos(), Source: sources.Text}
	if !data.Set() {
		s.DataPos = b.at
	}
	switch {
	case where == nil:
	case where.Kind != strict.Table:
		b.problems.Addf(where.Pos(), `where must be a table like { year = "2018" }`)
	default:
		s.Where = b.where(where, nil, false)
	}
	if sources.Set() {
		b.sourceList(sources.Text, sources.Pos())
	}
	return s
}

// markdown reads a text that may be left out.
func (b *blockReader) markdown(v strict.Value) *report.Text { return b.inline(v.Node, "") }

func (b *blockReader) table() report.Block {
	var f tableBlock
	b.root.Decode(&f, b.problems)
	b.require(b.at, "title", f.Title)
	pivots := []bool{f.Rows.Set(), f.Across.Set(), f.Cell.Set()}
	if slices.Contains(pivots, true) && slices.Contains(pivots, false) {
		b.problems.Addf(b.at, "rows, across and cell belong together")
	}
	if f.Cell.Set() && f.Measures != nil {
		b.problems.Addf(b.at, "a table has either measures or cell")
	}
	if f.Sparkline.Set() && slices.Contains(pivots, true) {
		b.problems.Hintf(f.Sparkline.Pos(), "leave out rows, across and cell",
			"a table has either a sparkline or rows, across and cell")
	}
	return &report.Table{
		Place: b.id(f.ID, false), Selection: b.selection(f.Data, f.Source, f.Where), Title: b.markdown(f.Title),
		Measures: f.Measures.Texts(), Rows: f.Rows.Text, Across: f.Across.Text, Cell: f.Cell.Text,
		Sparkline: f.Sparkline.Text,
	}
}

func (b *blockReader) compare() report.Block {
	var f compareBlock
	b.root.Decode(&f, b.problems)
	b.require(b.at, "title", f.Title)
	return &report.Compare{
		Place: b.id(f.ID, false), Selection: b.selection(f.Data, strict.Value{}, f.Where),
		Title: b.markdown(f.Title), Measures: f.Measures.Texts(),
	}
}

func (b *blockReader) statements() report.Block {
	var f statementsBlock
	b.root.Decode(&f, b.problems)
	return &report.Statements{
		Place: b.id(f.ID, false), Selection: b.selection(f.Data, strict.Value{}, f.Where),
		Title: b.markdown(f.Title), IDs: f.IDs.Texts(),
	}
}

func (b *blockReader) headline() report.Block {
	var f headlineBlock
	b.root.Decode(&f, b.problems)
	if len(f.Figures) == 0 {
		b.problems.Hintf(b.at, "each is an [[item]] with figure and label", "the headline has no figures")
	}
	return &report.Headline{Place: b.id(f.ID, false), Figures: b.headlineItems(f.Figures, "")}
}

func (b *blockReader) figure() report.Block {
	var f figureBlock
	b.root.Decode(&f, b.problems)
	b.require(b.at, "caption", f.Caption)
	p := &report.Picture{Place: b.id(f.ID, false), Caption: b.markdown(f.Caption), Credit: f.Credit.Text}
	if b.require(b.at, "image", f.Image) {
		p.Image = &report.ImageRef{Pos: f.Image.Pos(), Destination: f.Image.Text, Alt: f.Alt.Text}
	}
	return p
}

// headlineItems reads the figures of a headline. Each is one link to a value, with its label.
func (l *loader) headlineItems(items []headlineItem, home string) []*report.HeadlineFigure {
	var figures []*report.HeadlineFigure
	for _, item := range items {
		if !l.require(item.Node.Pos(), "figure", item.Figure) || !l.require(item.Node.Pos(), "label", item.Label) {
			continue
		}
		figure := l.textOf(item.Figure, home)
		if len(figure.Figures) != 1 || strings.TrimSpace(string(figure.Markdown)) == "" {
			l.problems.Hintf(item.Figure.Pos(), `like figure = "[1,332](value:dataset/suspects)"`,
				"a headline figure holds one link to a value, not %d", len(figure.Figures))
			continue
		}
		label := l.textOf(item.Label, home)
		figure.Figures[0].After += " " + prose.Plain(label)
		made := &report.HeadlineFigure{Figure: figure, Label: label}
		if item.Sparkline.Set() {
			made.Sparkline = &report.Sparkline{Pos: item.Sparkline.Pos(), Address: item.Sparkline.Text}
		}
		figures = append(figures, made)
	}
	return figures
}
