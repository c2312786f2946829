package render

import (
	"fmt"
	"html"
	"html/template"
	"io"
	"strings"

	"vitrine/generator/chart"
	"vitrine/generator/prose"
	"vitrine/generator/report"
	"vitrine/generator/table"
)

// blockView is what a block's template gets.
type blockView struct {
	*writer
	Site       *siteView
	Engine     Asset
	ID         string
	Caption    template.HTML // the title with its figures as links and notes
	Text       string        // the title's words alone
	Alt        string
	Hints      []string // how a chart is to be read
	Chart      *chart.Drawing
	Pictures   []pictureView
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

// pictureView is one of a chart's two pictures.
type pictureView struct {
	Name string
	SVG  template.HTML
}

// FilePath is the address of a chart's picture as a file of its own.
func (v blockView) FilePath() string { return "/charts/" + v.ID + ".svg" }

// EmbedCode is what another site's page needs to show the chart.
func (v blockView) EmbedCode() string {
	height := max(v.Chart.Views[0].Height, v.Chart.Views[1].Height) + 180
	return fmt.Sprintf(`<iframe src="%s" title="%s" width="100%%" height="%d" loading="lazy"></iframe>`,
		html.EscapeString(v.renderer.site.URL(v.EmbedPath())), html.EscapeString(v.Text), height)
}

// Payload is what the page's script reads of a chart.
func (v blockView) Payload() template.JS { return template.JS(v.Chart.Payload) } // JSON with <, > and & escaped

// Drawn is a chart's picture with what explains it, and Table its table: the same
// on every page.
func (v blockView) Drawn() (template.HTML, error) { return v.once("picture", v) }
func (v blockView) Table() (template.HTML, error) { return v.once("grid", v.Grid) }

// once runs a template for a chart the first time that its output is needed.
func (v blockView) once(name string, data any) (template.HTML, error) {
	key := fragment{v.Chart.Chart, name}
	if made, ok := v.renderer.fragments[key]; ok {
		return made, nil
	}
	made, err := v.renderer.Templates.html(name, data)
	if err == nil {
		v.renderer.fragments[key] = made
	}
	return made, err
}

// fragment is a part of a page that shows a block.
type fragment struct {
	block report.Block
	name  string
}

// EmbedPath is the address of a chart's page for other sites' frames.
func (v blockView) EmbedPath() string { return "/embed/" + v.ID + "/" }

// gridView is a table with what its template needs besides.
type gridView struct {
	*writer
	ID    string // begins the ids of its notes
	Notes []*report.Text
	Marks []string
	head  []table.Head
	rows  []table.Row
}

func (w *writer) grid(g *table.Grid, id string) *gridView {
	return &gridView{w, id, g.Notes, g.Marks, g.Head, g.Rows}
}

// Columns are the cells of the table's head.
func (g *gridView) Columns() template.HTML {
	var b strings.Builder
	for _, h := range g.head {
		b.WriteString(`<th scope="col"`)
		if h.Numeric {
			b.WriteString(` class="n"`)
		}
		b.WriteString(">" + html.EscapeString(h.Title))
		if h.Unit != "" {
			b.WriteString(` <span class="unit">` + html.EscapeString(h.Unit) + "</span>")
		}
		b.WriteString("</th>")
	}
	return template.HTML(b.String())
}

// Body are the rows of the table. Like its head they are written here and not by a template,
// which takes ten times as long: tables are most of a page.
func (g *gridView) Body() template.HTML {
	var b strings.Builder
	text := func(s string) { b.WriteString(html.EscapeString(s)) }
	attribute := func(name, value string) {
		if value != "" {
			b.WriteString(` ` + name + `="`)
			text(value)
			b.WriteByte('"')
		}
	}
	for _, row := range g.rows {
		b.WriteString("<tr")
		attribute("id", row.Anchor)
		b.WriteString(">")
		for i := range row.Cells {
			c := &row.Cells[i]
			if c.Header {
				b.WriteString(`<th scope="row">`)
				text(c.Text)
				b.WriteString("</th>")
				continue
			}
			b.WriteString("<td")
			if c.Numeric {
				b.WriteString(` class="n"`)
			}
			attribute("id", c.Anchor)
			b.WriteString(">")
			text(c.Text)
			if len(c.Marks) > 0 || c.Differs || len(c.Notes) > 0 {
				g.aside(&b, c)
			}
			b.WriteString("</td>")
		}
		b.WriteString("</tr>\n")
	}
	return template.HTML(b.String())
}

// aside is what stands behind a figure: marks, whether another source denies it,
// and numbers of notes.
func (g *gridView) aside(b *strings.Builder, c *table.Cell) {
	e, l := html.EscapeString, g.renderer.locale
	b.WriteString(`<span class="aside">`)
	for _, m := range c.Marks {
		b.WriteString(` <span class="mark">`)
		if c.Revised != "" && m == "r" {
			fmt.Fprintf(b, `<a href="%s">[r]<span class="unseen"> %s: %s</span></a>`, e(g.renderer.site.Href(c.Revised)), e(l.Word("mark-r")), e(l.Word("history")))
		} else {
			b.WriteString("[" + e(m) + "]")
		}
		b.WriteString("</span>")
	}
	if c.Differs {
		fmt.Fprintf(b, ` <span class="differs" role="img" aria-label="%s">≠</span>`, e(l.Word("differs")))
	}
	for _, n := range c.Notes {
		fmt.Fprintf(b, `<sup><a href="#%s-note-%d" aria-label="%s %d">%d</a></sup>`, e(g.ID), n, e(l.Word("note")), n, n)
	}
	b.WriteString("</span>")
}

// body is an article's text with its blocks.
func (w *writer) body(t *report.Text) (template.HTML, error) {
	var failed error
	parts := w.parts()
	parts.Block = func(text io.Writer, index int) {
		name, v := w.blockView(t.Blocks[index])
		if err := w.renderer.Templates.into(text, name, v); err != nil && failed == nil {
			failed = err
		}
	}
	text := w.renderer.printer.HTML(t, parts)
	return template.HTML(text), failed
}

// blockView is what a block shows and the template that shows it.
func (w *writer) blockView(b report.Block) (name string, v blockView) {
	w.texts++
	v = blockView{writer: w, Site: w.renderer.view, Engine: w.renderer.Assets.Engine, ID: b.Name(), Dataset: w.renderer.site.Dataset(b.Uses())}
	if v.ID == "" {
		v.ID = fmt.Sprintf("page-block-%d", w.texts)
	}
	switch b := b.(type) {
	case *report.Chart:
		name = "block-chart"
		v.Chart = w.renderer.blocks[b].(*chart.Drawing)
		for _, view := range v.Chart.Views {
			v.Pictures = append(v.Pictures, pictureView{view.Name, template.HTML(view.Picture)}) // room picture escapes its words
		}
		v.Grid, v.Title, v.Note, v.Sources = w.grid(v.Chart.Grid, v.ID), b.Title, b.Note, v.Chart.Sources
		v.Alt, v.Hints = prose.Plain(b.Alt), v.Chart.Hints(w.renderer.locale)
	case *report.Table:
		name = "block-table"
		v.Grid, v.Title = w.grid(w.renderer.blocks[b].(*table.Grid), v.ID), b.Title
	case *report.Compare:
		name = "block-compare"
		v.Grid, v.Title = w.grid(w.renderer.blocks[b].(*table.Grid), v.ID), b.Title
		for _, c := range v.Dataset.Conflicts {
			v.Reasons = append(v.Reasons, c.Reason)
		}
	case *report.Statements:
		name = "block-statements"
		v.Title, v.Statements = b.Title, w.renderer.blocks[b].([]*report.Statement)
	case *report.Headline:
		name = "block-headline"
		v.Headline = b.Figures
	case *report.Picture:
		name = "block-figure"
		v.Picture = b
	}
	if v.Title != nil {
		v.Caption, v.Text = w.Inline(v.Title), prose.Plain(v.Title)
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
