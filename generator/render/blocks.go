package render

import (
	"fmt"
	"html"
	"html/template"

	"vitrine/generator/chart"
	"vitrine/generator/prose"
	"vitrine/generator/report"
	"vitrine/generator/table"
)

// blockView is what a block's template gets.
type blockView struct {
	*writer
	ID         string
	Chart      *chart.Drawing
	Pictures   []picture
	Payload    template.JS
	Grid       *gridView
	Title      *report.Text
	Note       *report.Text
	Dataset    *report.Dataset
	Reasons    []report.Prose
	Statements []*report.Statement
	Headline   []*report.HeadlineFigure
	Picture    *report.Picture
	Sources    []*report.Source
}

// picture is one of a chart's two drawings.
type picture struct {
	Name string
	SVG  template.HTML
}

// Hints say how the chart is to be read.
func (v blockView) Hints() []string { return v.Chart.Hints(v.locale) }

// FilePath is the address of a chart's picture as a file of its own.
func (v blockView) FilePath() string { return "/charts/" + v.ID + ".svg" }

// EmbedCode is what another site's page needs to show the chart.
func (v blockView) EmbedCode() string {
	height := max(v.Chart.Views[0].Height, v.Chart.Views[1].Height) + 180
	return fmt.Sprintf(`<iframe src="%s" title="%s" width="100%%" height="%d" loading="lazy"></iframe>`,
		html.EscapeString(v.site.URL(v.EmbedPath())), html.EscapeString(prose.Plain(v.Title)), height)
}

// Site is the site, as templates of pages know it.
func (v blockView) Site() *siteView { return v.view }

// EmbedPath is the address of a chart's page for other sites' frames.
func (v blockView) EmbedPath() string { return "/embed/" + v.ID + "/" }

// gridView is a table with what its template needs besides.
type gridView struct {
	*table.Grid
	*writer
	ID string // begins the ids of its notes
}

// body is an article's text with its blocks.
func (w *writer) body(t *report.Text) (template.HTML, error) {
	var failed error
	parts := w.parts()
	parts.Block = func(index int) string {
		text, err := w.block(t.Blocks[index])
		if err != nil && failed == nil {
			failed = err
		}
		return text
	}
	text := prose.HTML(t, parts)
	return template.HTML(text), failed
}

func (w *writer) block(b report.Block) (string, error) {
	name, v := w.blockView(b)
	text, err := w.Templates.run(name, v)
	return string(text), err
}

// blockView is what a block shows and the template that shows it.
func (w *writer) blockView(b report.Block) (name string, v blockView) {
	w.texts++
	v = blockView{writer: w, ID: b.Name(), Dataset: w.site.Dataset(b.Uses())}
	if v.ID == "" {
		v.ID = fmt.Sprintf("page-block-%d", w.texts)
	}
	grid := func(g *table.Grid) *gridView { return &gridView{g, w, v.ID} }
	switch b := b.(type) {
	case *report.Chart:
		name = "block-chart"
		v.Chart = w.blocks[b].(*chart.Drawing)
		for _, view := range v.Chart.Views {
			v.Pictures = append(v.Pictures, picture{view.Name, template.HTML(view.Picture)}) // chart has cleaned it
		}
		v.Payload = template.JS(v.Chart.Payload()) // JSON with <, > and & escaped
		v.Grid, v.Title, v.Note, v.Sources = grid(v.Chart.Grid), b.Title, b.Note, v.Chart.Sources
	case *report.Table:
		name = "block-table"
		v.Grid, v.Title = grid(w.blocks[b].(*table.Grid)), b.Title
	case *report.Compare:
		name = "block-compare"
		v.Grid, v.Title = grid(w.blocks[b].(*table.Grid)), b.Title
		for _, c := range v.Dataset.Conflicts {
			v.Reasons = append(v.Reasons, c.Reason)
		}
	case *report.Statements:
		name = "block-statements"
		v.Title, v.Statements = b.Title, w.blocks[b].([]*report.Statement)
	case *report.Headline:
		name = "block-headline"
		v.Headline = b.Figures
	case *report.Picture:
		name = "block-figure"
		v.Picture = b
	}
	return name, v
}

// Number is the number of the note at index i.
func (g *gridView) Number(i int) int { return i + 1 }

// statementView is a statement with the page's writer.
type statementView struct {
	Statement *report.Statement
	Writer    *writer
}

// With gives the template of a statement what it needs.
func (w *writer) With(s *report.Statement) statementView { return statementView{s, w} }
