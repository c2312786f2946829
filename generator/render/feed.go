package render

import (
	"fmt"
	"html"
	"io"
	"strings"

	"vitrine/generator/chart"
	"vitrine/generator/prose"
	"vitrine/generator/report"
	"vitrine/generator/table"
)

// feedText writes the text of a document for programs that read feeds: whole, with whole addresses,
// and without cards, notes and scripts.
func (w *writer) feedText(d *report.Document, drawn map[report.Block]any) string {
	base := w.site.URL("/")
	whole := func(href string) string {
		if path, ok := strings.CutPrefix(href, w.site.Href("/")); ok {
			return base + path
		}
		if strings.HasPrefix(href, "#") {
			return w.site.URL(d.Path) + href
		}
		return href
	}
	parts := prose.Parts{
		Figure: data,
		Link:   func(l *report.Link) string { return whole(w.href(l, d.File)) },
		Image:  func(i *report.ImageRef) string { return w.feedImage(i.Image) },
	}
	parts.Block = func(out io.Writer, index int) {
		b := d.Body.Blocks[index]
		_, _ = io.WriteString(out, w.feedBlock(b, drawn[b], w.site.URL(d.Path))) // into memory
	}
	text := w.printer.HTML(d.Body, parts)
	return strings.ReplaceAll(text, `href="#`, `href="`+html.EscapeString(w.site.URL(d.Path))+"#") // footnotes
}

func (w *writer) feedImage(i *report.Image) string {
	if i == nil {
		return ""
	}
	return fmt.Sprintf(`<img src="%s" width="%d" height="%d" alt="%s">`, html.EscapeString(w.site.URL(i.Path)),
		i.Width, i.Height, html.EscapeString(i.Alt))
}

// feedBlock is a block of a page: of a chart its picture, where the site has it as a file.
func (w *writer) feedBlock(b report.Block, drawn any, page string) string {
	e, bare := html.EscapeString, func(t *report.Text) string { return string(w.bare(t)) }
	switch b := b.(type) {
	case *report.Chart:
		link := fmt.Sprintf(`<a href="%s#%s">`, e(page), e(b.ID))
		if !w.view.Embeds || !w.view.Pictures || len(drawn.(*chart.Drawing).Views) == 0 {
			return fmt.Sprintf("<p>%s%s</a></p>\n", link, bare(b.Title))
		}
		return fmt.Sprintf("<figure>%s<img src=\"%s\" alt=\"%s\"></a><figcaption>%s</figcaption></figure>\n", link,
			e(w.site.URL("/charts/"+b.ID+".svg")), e(prose.Plain(b.Alt)), bare(b.Title))
	case *report.Table:
		return w.feedTable(drawn.(*table.Grid), bare(b.Title), page+"#"+b.ID)
	case *report.Compare:
		d := w.site.Dataset(b.Data)
		text := w.feedTable(drawn.(*table.Grid), bare(b.Title), page+"#"+b.ID)
		for _, c := range d.Conflicts {
			text += "<p>" + bare(c.Reason.In(w.locale.Language)) + "</p>\n"
		}
		return text
	case *report.Headline:
		var s strings.Builder
		for _, f := range b.Figures {
			fmt.Fprintf(&s, "<p><strong>%s</strong> %s</p>\n", bare(f.Figure), bare(f.Label))
		}
		return s.String()
	case *report.Statements:
		var s strings.Builder
		d := w.site.Dataset(b.Data)
		for _, said := range drawn.([]*report.Statement) {
			fmt.Fprintf(&s, "<p>%s, %s: %s</p>\n", e(w.locale.Date(said.Date)), e(said.Who),
				bare(said.Text.In(w.locale.Language)))
			if said.Quote != "" {
				fmt.Fprintf(&s, "<blockquote><p>%s</p></blockquote>\n", e(said.Quote))
			}
		}
		return s.String() + fmt.Sprintf("<p><a href=\"%s\">%s</a></p>\n", e(w.site.URL(d.Path())),
			e(d.Title.In(w.locale.Language)))
	case *report.Picture:
		return fmt.Sprintf("<figure>%s<figcaption>%s</figcaption></figure>\n", w.feedImage(b.Image.Image),
			bare(b.Caption))
	}
	return ""
}

// feedTable is a table with its marks behind its figures, and its notes below. Of a long one there is a
// link.
func (w *writer) feedTable(g *table.Grid, caption, href string) string {
	if len(g.Rows) > perPage {
		return fmt.Sprintf("<p><a href=\"%s\">%s</a></p>\n", html.EscapeString(href), caption)
	}
	e := html.EscapeString
	var s strings.Builder
	s.WriteString("<table><caption>" + caption + "</caption>\n<thead><tr>")
	for _, h := range g.Head {
		s.WriteString("<th>" + e(strings.TrimSpace(h.Title+" "+h.Unit)) + "</th>")
	}
	s.WriteString("</tr></thead>\n<tbody>\n")
	for _, row := range g.Rows {
		s.WriteString("<tr>")
		for _, c := range row.Cells {
			tag := "td"
			if c.Header {
				tag = "th"
			}
			text := c.Text
			for _, m := range c.Marks {
				text += " [" + m + "]"
			}
			if c.Differs {
				text += " ≠"
			}
			for _, n := range c.Notes {
				text += fmt.Sprintf(" (%d)", n)
			}
			s.WriteString("<" + tag + ">" + e(text) + "</" + tag + ">")
		}
		s.WriteString("</tr>\n")
	}
	s.WriteString("</tbody></table>\n")
	for i, n := range g.Notes {
		fmt.Fprintf(&s, "<p>(%d) %s</p>\n", i+1, w.bare(n))
	}
	return s.String()
}
