package prose

import (
	"bufio"
	"bytes"
	"fmt"
	"html"
	"io"
	"strings"
	"sync"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer"
	goldmarkhtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"

	"vitrine/generator/report"
)

// Parts puts into the HTML what a text's references became. A part that is nil
// leaves the words of the reference as plain text.
type Parts struct {
	Figure  func(f *report.Figure, words string) string     // HTML for a figure
	Link    func(l *report.Link) string                     // the href
	Term    func(d *report.Definition, words string) string // HTML for a term where it first stands
	Image   func(i *report.ImageRef) string                 // HTML
	Heading func(id, words string) string                   // HTML behind a heading
	Block   func(html io.Writer, index int)                 // writes HTML
}

// Printer writes texts. What it needs for one it keeps for the next.
type Printer struct {
	presses sync.Pool
}

// press writes one text at a time.
type press struct {
	*writer
	renderer renderer.Renderer
	text     bytes.Buffer
	out      *bufio.Writer
}

func newPress() *press {
	p := &press{writer: &writer{}}
	p.out = bufio.NewWriter(&p.text)
	noStyle := extension.WithTableCellAlignMethod(extension.TableCellAlignNone) // a page has no style attributes
	p.renderer = renderer.NewRenderer(renderer.WithNodeRenderers(
		util.Prioritized(goldmarkhtml.NewRenderer(), 1000),
		util.Prioritized(extension.NewTableHTMLRenderer(noStyle), 500),
		util.Prioritized(extension.NewFootnoteHTMLRenderer(), 500),
		util.Prioritized(extension.NewDefinitionListHTMLRenderer(), 500),
		util.Prioritized(p.writer, 100)))
	return p
}

// HTML writes a text. An inline text comes without its <p>.
func (p *Printer) HTML(t *report.Text, parts Parts) string {
	if t == nil {
		return ""
	}
	press, ok := p.presses.Get().(*press)
	if !ok {
		press = newPress()
	}
	press.writer.parts = parts
	press.text.Reset()
	press.out.Reset(&press.text)
	// The buffer takes every write and no renderer here fails.
	_ = press.renderer.Render(press.out, t.Markdown, t.Doc)
	text := press.text.String()
	press.writer.parts = Parts{}
	p.presses.Put(press)
	return text
}

// InlineHTML writes a text of one paragraph without the paragraph.
func (p *Printer) InlineHTML(t *report.Text, parts Parts) string {
	s := strings.TrimSuffix(p.HTML(t, parts), "\n")
	return strings.TrimSuffix(strings.TrimPrefix(s, "<p>"), "</p>")
}

// Source is a text's words as written, references and all: a name for it.
func Source(t *report.Text) string { return PlainOf(t.Doc, t.Markdown) }

// Plain is a text's words with its figures filled in, for places where there
// is no markup: titles, alternative texts, feeds.
func Plain(t *report.Text) string {
	if t == nil {
		return ""
	}
	var b strings.Builder
	var walk func(n ast.Node)
	walk = func(n ast.Node) {
		if figure, ok := reference(n).(*report.Figure); ok && figure.Phrase == "" && figure.Result != nil {
			b.WriteString(figure.Result.Shown)
			return
		}
		if n.FirstChild() == nil {
			b.WriteString(PlainOf(n, t.Markdown))
			return
		}
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			if c.Type() == ast.TypeBlock && b.Len() > 0 {
				b.WriteByte(' ')
			}
			walk(c)
		}
	}
	walk(t.Doc)
	return strings.TrimSpace(b.String())
}

func reference(n ast.Node) any {
	value, _ := n.AttributeString("vitrine")
	return value
}

// writer renders the nodes that are references.
type writer struct {
	parts Parts
}

func (w *writer) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindLink, w.link)
	r.Register(ast.KindImage, w.image)
	r.Register(ast.KindFencedCodeBlock, w.fence)
	r.Register(ast.KindHeading, w.heading)
	r.Register(ast.KindAutoLink, w.autoLink)
	r.Register(ast.KindRawHTML, nothing)
	r.Register(ast.KindHTMLBlock, nothing)
}

// nothing stands for raw HTML, which reading has refused.
func nothing(util.BufWriter, []byte, ast.Node, bool) (ast.WalkStatus, error) {
	return ast.WalkSkipChildren, nil
}

func (w *writer) link(b util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	switch ref := reference(n).(type) {
	case *report.Figure:
		if entering {
			words := PlainOf(n, src)
			if words == "" && ref.Result != nil {
				words = ref.Result.Shown
			}
			if w.parts.Figure != nil {
				_, _ = b.WriteString(w.parts.Figure(ref, words))
			} else {
				_, _ = b.WriteString(html.EscapeString(words))
			}
		}
		return ast.WalkSkipChildren, nil
	case *report.Definition:
		if w.parts.Term == nil {
			return ast.WalkContinue, nil
		}
		if entering {
			_, _ = b.WriteString(w.parts.Term(ref, PlainOf(n, src)))
		}
		return ast.WalkSkipChildren, nil
	case *report.Link:
		if w.parts.Link == nil {
			return ast.WalkContinue, nil
		}
		if entering {
			title := ""
			if text := n.(*ast.Link).Title; len(text) > 0 {
				title = fmt.Sprintf(` title="%s"`, html.EscapeString(string(resolved(text))))
			}
			fmt.Fprintf(b, `<a href="%s"%s>`, html.EscapeString(w.parts.Link(ref)), title)
		} else {
			_, _ = b.WriteString("</a>")
		}
	}
	return ast.WalkContinue, nil
}

func (w *writer) autoLink(b util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		link := n.(*ast.AutoLink)
		url, label := string(link.URL(src)), string(link.Label(src))
		if link.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(url), "mailto:") {
			url = "mailto:" + url
		}
		if !allowedScheme(url) {
			url = ""
		}
		fmt.Fprintf(b, `<a href="%s">%s</a>`, html.EscapeString(url), html.EscapeString(label))
	}
	return ast.WalkSkipChildren, nil
}

func (w *writer) image(b util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if ref, ok := reference(n).(*report.ImageRef); ok && entering && w.parts.Image != nil {
		_, _ = b.WriteString(w.parts.Image(ref))
	}
	return ast.WalkSkipChildren, nil
}

func (w *writer) fence(b util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	if index, ok := reference(n).(int); ok {
		if w.parts.Block != nil {
			w.parts.Block(b, index)
		}
		return ast.WalkSkipChildren, nil
	}
	_, _ = b.WriteString("<pre><code>")
	lines := n.Lines()
	for i := range lines.Len() {
		line := lines.At(i)
		_, _ = b.WriteString(html.EscapeString(string(line.Value(src))))
	}
	_, _ = b.WriteString("</code></pre>\n")
	return ast.WalkSkipChildren, nil
}

// heading writes the id alone: other attributes an editor wrote stay out.
func (w *writer) heading(b util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	level := n.(*ast.Heading).Level
	id, _ := n.AttributeString("id")
	text, _ := id.([]byte)
	if !entering {
		if w.parts.Heading != nil {
			_, _ = b.WriteString(w.parts.Heading(string(text), PlainOf(n, src)))
		}
		fmt.Fprintf(b, "</h%d>\n", level)
		return ast.WalkContinue, nil
	}
	fmt.Fprintf(b, `<h%d id="%s">`, level, html.EscapeString(string(text)))
	return ast.WalkContinue, nil
}
