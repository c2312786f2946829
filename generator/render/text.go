package render

import (
	"fmt"
	"html"
	"html/template"
	"strings"

	"vitrine/generator/prose"
	"vitrine/generator/report"
)

// citation is a numbered note: the sources that bear one or more figures out.
type citation struct {
	Number  int
	Sources []*report.Source
}

// writer writes the texts of one page and numbers its citations.
type writer struct {
	renderer  *renderer // by name, so that templates, which get the writer, see nothing of it
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
	return w.renderer.site.Href(href)
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
		names = append(names, w.renderer.locale.Source(source))
	}
	return s + fmt.Sprintf(`<sup class="cite"><a href="#page-source-%d" aria-label="%s">%d</a></sup>`,
		c.Number, html.EscapeString(w.renderer.locale.Word("cited", "n", c.Number, "sources", strings.Join(names, "; "))), c.Number)
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
	return template.HTML(w.renderer.printer.InlineHTML(t, w.parts())) // escaped by prose
}

// Bare is a text with figures as links but without notes: for tables, where
// the sources stand beside.
func (w *writer) Bare(t *report.Text) template.HTML {
	parts := w.parts()
	parts.Figure = w.bareFigure
	return template.HTML(w.renderer.printer.InlineHTML(t, parts))
}

// named are an article's title and summary without any links.
func (w *writer) named(a *report.Article) (title, summary template.HTML) {
	if len(a.InHead) == 0 {
		return template.HTML(a.Heading), template.HTML(a.Lead) // escaped by prose
	}
	a.Whole()
	return w.Words(a.Title), w.Words(a.Summary)
}

// Words is a text without any links, for where it is a link itself.
func (w *writer) Words(t *report.Text) template.HTML {
	return template.HTML(w.renderer.printer.InlineHTML(t, prose.Parts{Figure: data}))
}

// In chooses the page's language and writes the text like Inline.
func (w *writer) In(p report.Prose) template.HTML { return w.Bare(p.In(w.renderer.locale.Language)) }

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
			html.EscapeString(w.renderer.site.Href(img.SmallPath)), img.SmallWidth, html.EscapeString(w.renderer.site.Href(img.Path)), img.Width)
	}
	title := ""
	if ref.Title != "" {
		title = fmt.Sprintf(` title="%s"`, html.EscapeString(ref.Title))
	}
	return fmt.Sprintf(`<img src="%s"%s width="%d" height="%d" alt="%s"%s loading="lazy" decoding="async">`,
		html.EscapeString(w.renderer.site.Href(img.Path)), srcset, img.Width, img.Height, html.EscapeString(img.Alt), title)
}

// Image writes an image of an article or block.
func (w *writer) Image(ref *report.ImageRef) template.HTML { return template.HTML(w.image(ref)) }

// Names joins names with commas.
func (w *writer) Names(names []string) string { return strings.Join(names, ", ") }

// topicPath is the address of a topic's page.
func (r *renderer) topicPath(title string) string {
	for _, t := range r.site.Topics {
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
