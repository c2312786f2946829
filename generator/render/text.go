package render

import (
	"fmt"
	"html"
	"html/template"
	"strings"

	"vitrine/generator/chart"
	"vitrine/generator/prose"
	"vitrine/generator/report"
	"vitrine/generator/table"
)

// citation is a numbered note: the sources that bear one or more figures out.
type citation struct {
	Number  int
	Sources []*report.Source
}

// writer writes the texts of one page and numbers its citations.
type writer struct {
	*renderer
	Citations []*citation
	byKey     map[string]*citation
	texts     int // gives blocks without an id one that is unique on the page
}

func (r *renderer) writer() *writer { return &writer{renderer: r, byKey: map[string]*citation{}} }

func (w *writer) cite(sources []*report.Source) *citation {
	key := report.SourceIDs(sources)
	if c := w.byKey[key]; c != nil {
		return c
	}
	c := &citation{Number: len(w.Citations) + 1, Sources: sources}
	w.Citations = append(w.Citations, c)
	w.byKey[key] = c
	return c
}

// figureHref is where a figure leads: its cell on the dataset's page.
func (w *writer) figureHref(f *report.Figure) string {
	d := f.Result.Dataset
	href := d.Path()
	if len(f.Result.Cells) > 0 {
		ref := f.Result.Cells[0]
		if ref.Measure >= 0 {
			href += "#" + d.CellAnchor(ref.Row, ref.Measure)
		} else {
			href += "#" + ref.Row.Anchor
		}
	}
	return w.site.Href(href)
}

// data marks a figure up with its exact value.
func data(f *report.Figure, words string) string {
	if f.Result == nil || f.Result.Machine == "" {
		return html.EscapeString(words)
	}
	return fmt.Sprintf(`<data value="%s">%s</data>`, html.EscapeString(f.Result.Machine), html.EscapeString(words))
}

// figure is a figure in a sentence: a link to its cell, and a note with its
// source that a keyboard reaches and a screen reader reads.
func (w *writer) figure(f *report.Figure, words string) string {
	s := w.bareFigure(f, words)
	if f.Result == nil || len(f.Result.Sources) == 0 {
		return s
	}
	c := w.cite(f.Result.Sources)
	var names []string
	for _, source := range c.Sources {
		names = append(names, w.locale.Source(source))
	}
	return s + fmt.Sprintf(`<sup class="cite"><a href="#page-source-%d" aria-label="%s">%d</a></sup>`,
		c.Number, html.EscapeString(w.locale.Word("cited", "n", c.Number, "sources", strings.Join(names, "; "))), c.Number)
}

// bareFigure is a figure without its note, for where there is no room for one.
func (w *writer) bareFigure(f *report.Figure, words string) string {
	if f.Result == nil {
		return html.EscapeString(words)
	}
	return fmt.Sprintf(`<a class="figure" href="%s">%s</a>`, html.EscapeString(w.figureHref(f)), data(f, words))
}

func (w *writer) parts() prose.Parts {
	return prose.Parts{
		Figure: w.figure,
		Link:   func(l *report.Link) string { return l.Href },
		Image:  w.image,
	}
}

// Inline is a text of one paragraph with its figures as links and notes.
func (w *writer) Inline(t *report.Text) template.HTML {
	return template.HTML(prose.InlineHTML(t, w.parts())) // escaped by prose
}

// Bare is a text with figures as links but without notes: for tables, where
// the sources stand beside.
func (w *writer) Bare(t *report.Text) template.HTML {
	parts := w.parts()
	parts.Figure = w.bareFigure
	return template.HTML(prose.InlineHTML(t, parts))
}

// Words is a text without any links, for where it is a link itself.
func (w *writer) Words(t *report.Text) template.HTML {
	return template.HTML(prose.InlineHTML(t, prose.Parts{Figure: data}))
}

// In chooses the page's language and writes the text like Inline.
func (w *writer) In(p report.Prose) template.HTML { return w.Bare(p.In(w.locale.Language)) }

// Plain is a text's words alone.
func (w *writer) Plain(t *report.Text) string { return prose.Plain(t) }

func (w *writer) image(ref *report.ImageRef) string {
	img := ref.Image
	if img == nil {
		return ""
	}
	srcset := ""
	if img.SmallPath != "" {
		srcset = fmt.Sprintf(` srcset="%s %dw, %s %dw" sizes="(min-width: 46rem) 44rem, 92vw"`,
			html.EscapeString(w.site.Href(img.SmallPath)), img.SmallWidth, html.EscapeString(w.site.Href(img.Path)), img.Width)
	}
	return fmt.Sprintf(`<img src="%s"%s width="%d" height="%d" alt="%s" loading="lazy" decoding="async">`,
		html.EscapeString(w.site.Href(img.Path)), srcset, img.Width, img.Height, html.EscapeString(img.Alt))
}

// blockView is what a block's template gets.
type blockView struct {
	*writer
	ID         string
	Chart      *chart.Drawing
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
	w.texts++
	v := blockView{writer: w, ID: b.Name(), Dataset: w.site.Dataset(b.Uses())}
	if v.ID == "" {
		v.ID = fmt.Sprintf("page-block-%d", w.texts)
	}
	name := ""
	grid := func(g *table.Grid) *gridView { return &gridView{g, w, v.ID} }
	switch b := b.(type) {
	case *report.Chart:
		name = "block-chart"
		v.Chart = w.prepared.blocks[b].(*chart.Drawing)
		v.Payload = template.JS(v.Chart.Payload) // json.Marshal has escaped <, > and &
		v.Grid, v.Title, v.Note, v.Sources = grid(v.Chart.Grid), b.Title, b.Note, v.Chart.Sources
	case *report.Table:
		name = "block-table"
		v.Grid, v.Title = grid(w.prepared.blocks[b].(*table.Grid)), b.Title
	case *report.Compare:
		name = "block-compare"
		v.Grid, v.Title = grid(w.prepared.blocks[b].(*table.Grid)), b.Title
		for _, c := range v.Dataset.Conflicts {
			v.Reasons = append(v.Reasons, c.Reason)
		}
	case *report.Statements:
		name = "block-statements"
		v.Title, v.Statements = b.Title, w.prepared.blocks[b].([]*report.Statement)
	case *report.Headline:
		name = "block-headline"
		v.Headline = b.Figures
	case *report.Picture:
		name = "block-figure"
		v.Picture = b
	}
	text, err := w.templates.run(name, v)
	return string(text), err
}

// Image writes an image of an article or block.
func (w *writer) Image(ref *report.ImageRef) template.HTML { return template.HTML(w.image(ref)) }

// Number is the number of the note at index i.
func (g *gridView) Number(i int) int { return i + 1 }

// statementView is a statement with the page's writer.
type statementView struct {
	Statement *report.Statement
	Writer    *writer
}

// With gives the template of a statement what it needs.
func (w *writer) With(s *report.Statement) statementView { return statementView{s, w} }

// Names joins names with commas.
func (w *writer) Names(names []string) string { return strings.Join(names, ", ") }

// TopicPath is the address of a topic's page.
func (w *writer) TopicPath(title string) string {
	for _, t := range w.site.Topics {
		if t.Title == title {
			return "/topics/" + t.ID + "/"
		}
	}
	return "/topics/"
}

// Picture writes an article's own image.
func (w *writer) Picture(img *report.Image) template.HTML {
	return template.HTML(w.image(&report.ImageRef{Image: img}))
}

// HasBounds reports whether the dataset's page shows a bound to explain.
func (p *page) HasBounds() bool {
	for _, row := range p.Dataset.Rows {
		for i := range row.Cells {
			if row.Cells[i].Bound != report.Exact {
				return true
			}
		}
	}
	return false
}

// MaxSuppressed is the largest count of people that is not published.
func (p *page) MaxSuppressed() int { return p.Dataset.Disclosure.Threshold - 1 }

// Assets are the addresses of the style sheet and the scripts.
func (w *writer) Assets() Assets { return w.assets }
