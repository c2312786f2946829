// Package prose reads and writes Markdown. Reading gives the references out: the
// figures, links, pictures and blocks of a text with their places, and the
// numbers that no link binds. Writing gives HTML: the words are escaped, and
// what the references became is put in by the caller.
//
// Raw HTML is an error, not something dropped in silence. Links lead to
// http, https, mailto or a file of the site.
package prose

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extensionast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"vitrine/generator/report"
	"vitrine/generator/source"
)

// Fence is a fenced block whose first word names one of the blocks.
type Fence struct {
	Kind       string
	Pos        source.Pos
	Start, End int // its contents, as offsets in the Markdown
}

// BlockKinds are the names of the blocks.
func BlockKinds() []string {
	return []string{"chart", "table", "compare", "statements", "headline", "figure"}
}

// Reader reads texts of one site.
type Reader struct {
	article goldmark.Markdown
	inline  parser.Parser
	numbers *numberScanner
}

// NewReader makes a reader of texts in a language. plain lists words whose
// digits are no figures; words gives the names of the months, phrasing the words for numbers.
func NewReader(plain []string, words report.Words, phrasing report.Phrasing) *Reader {
	inlineParsers := parser.WithInlineParsers(parser.DefaultInlineParsers()...)
	return &Reader{
		article: goldmark.New(
			goldmark.WithExtensions(extension.Table, extension.Footnote, extension.DefinitionList),
			goldmark.WithParserOptions(parser.WithASTTransformers(util.Prioritized(footnotes{}, beforeFootnotes)))),
		inline: parser.NewParser(
			parser.WithBlockParsers(util.Prioritized(parser.NewParagraphParser(), 1000)), inlineParsers),
		numbers: newNumberScanner(plain, words, phrasing),
	}
}

// With is a reader for which more words' digits are no figures.
func (r *Reader) With(plain []string) *Reader {
	if len(plain) == 0 {
		return r
	}
	other, numbers := *r, *r.numbers
	numbers.words = append(slices.Clone(numbers.words), plain...)
	numbers.plain = plainWords(numbers.words)
	other.numbers = &numbers
	return &other
}

// Article reads an article's Markdown. at tells the place of an offset.
func (r *Reader) Article(markdown []byte, at func(int) source.Pos, problems *source.Problems) (*report.Text, []Fence) {
	context := parser.NewContext()
	doc := r.article.Parser().Parse(text.NewReader(markdown), parser.WithContext(context))
	unusedFootnotes(context, at, problems)
	return r.read(doc, markdown, at, "", problems)
}

// Inline reads a text that stands in data: one paragraph. home is the dataset
// that "value:/…" means.
func (r *Reader) Inline(markdown []byte, at func(int) source.Pos, home string, problems *source.Problems) *report.Text {
	doc := r.inline.Parse(text.NewReader(markdown))
	t, _ := r.read(doc, markdown, at, home, problems)
	for _, image := range t.Images {
		problems.Addf(image.Pos, "a picture can't stand in this text")
	}
	if doc.ChildCount() > 1 {
		problems.Hintf(at(0), "take the empty line out", "this text must be one paragraph")
	}
	return t
}

// textReader reads one text.
type textReader struct {
	*report.Text
	at         func(int) source.Pos
	home       string
	problems   *source.Problems
	fences     []Fence
	free       freeText // the words of the block being read
	open       []openFigure
	numbers    *numberScanner
	ids        map[string]bool // of headings
	paragraphs int
	counted    map[string]int // of the words of headings, how many have been numbered
	titles     map[*byte]bool // of references, those that have been read
}

// openFigure is a figure whose sentence is being read, and where in the free text it goes on.
type openFigure struct {
	figure *report.Figure
	at     int
}

func (r *Reader) read(doc ast.Node, markdown []byte, at func(int) source.Pos, home string,
	problems *source.Problems) (*report.Text, []Fence) {
	rd := &textReader{
		Text: &report.Text{Pos: at(0), Markdown: markdown, Doc: doc},
		at:   at, home: home, problems: problems, numbers: r.numbers, ids: map[string]bool{}, counted: map[string]int{},
	}
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			return rd.enter(n), nil
		}
		rd.leave(n)
		return ast.WalkContinue, nil
	})
	rd.definitions(doc)
	return rd.Text, rd.fences
}

// definitions reports footnotes and targets of links that are defined twice: the
// first holds, and the other is not shown.
func (rd *textReader) definitions(doc ast.Node) {
	if !bytes.Contains(rd.Markdown, []byte("]:")) {
		return
	}
	seen := map[string]bool{}
	for _, m := range definition.FindAllSubmatchIndex(rd.Markdown, -1) {
		label := strings.ToLower(string(rd.Markdown[m[2]:m[3]]))
		if seen[label] && !inCode(doc, m[2]) {
			rd.problems.Hintf(rd.at(m[2]), "the first holds; give this one another name", "[%s] is defined twice",
				label)
		}
		seen[label] = seen[label] || !inCode(doc, m[2])
	}
}

var definition = regexp.MustCompile(`(?m)^ {0,3}\[(\^?[^\]\n]+)\]:`)

// inCode reports whether an offset lies in a block of code.
func inCode(doc ast.Node, offset int) bool {
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		kind := n.Kind()
		if lines := n.Lines(); (kind == ast.KindFencedCodeBlock || kind == ast.KindCodeBlock) && lines.Len() > 0 &&
			offset >= lines.At(0).Start && offset < lines.At(lines.Len()-1).Stop {
			return true
		}
	}
	return false
}

func (rd *textReader) enter(n ast.Node) ast.WalkStatus {
	if n.Type() == ast.TypeBlock {
		rd.paragraphs++
	}
	switch n := n.(type) {
	case *ast.RawHTML:
		rd.rawHTML(n.Segments.At(0).Start)
	case *ast.HTMLBlock:
		rd.rawHTML(n.Lines().At(0).Start)
	case *ast.FencedCodeBlock:
		rd.fence(n)
		return ast.WalkSkipChildren
	case *ast.CodeBlock:
		rd.codeLines(n)
		return ast.WalkSkipChildren
	case *ast.CodeSpan:
		rd.free.gap()
		if start, end := span(n, n.Pos()); start < end {
			rd.numbers.code(rd, start, end)
		}
		return ast.WalkSkipChildren
	case *ast.Heading:
		rd.heading(n)
	case *extensionast.TableRow:
		rd.row(n)
	case *extensionast.TableCell: // a class, as style attributes break strict policies
		if n.Alignment == extensionast.AlignRight || n.Alignment == extensionast.AlignCenter {
			n.SetAttributeString("class", []byte(n.Alignment.String()))
		}
	case *ast.Link:
		return rd.link(n)
	case *ast.AutoLink:
		rd.autoLink(n)
		return ast.WalkSkipChildren
	case *ast.Image:
		rd.image(n)
		return ast.WalkSkipChildren
	case *ast.Text:
		rd.text(n)
	}
	return ast.WalkContinue
}

func (rd *textReader) autoLink(n *ast.AutoLink) {
	rd.free.gap()
	if n.AutoLinkType != ast.AutoLinkURL {
		return
	}
	url := string(n.URL(rd.Markdown))
	if !allowedScheme(url) {
		rd.problems.Addf(rd.at(n.Pos()), "a link may lead to http, https or mailto, not to %s", scheme(url))
	}
	rd.Links = append(rd.Links, &report.Link{Pos: rd.at(n.Pos()), Text: url, Destination: url})
}

// image reads a picture, and the words that tell what it shows.
func (rd *textReader) image(n *ast.Image) {
	image := &report.ImageRef{
		Pos: rd.at(n.Pos()), Destination: string(resolved(n.Destination)),
		Alt: PlainOf(n, rd.Markdown), Title: string(resolved(n.Title)),
	}
	rd.Images = append(rd.Images, image)
	n.SetAttributeString("vitrine", image)
	rd.free.gap()
	_ = ast.Walk(n, func(inner ast.Node, entering bool) (ast.WalkStatus, error) {
		if words, ok := inner.(*ast.Text); ok && entering {
			rd.free.add(rd.Markdown, words.Segment.Start, words.Segment.Stop)
		}
		return ast.WalkContinue, nil
	})
	rd.free.gap()
	rd.addTitle(n.Title, n.Pos())
}

func (rd *textReader) text(n *ast.Text) {
	rd.free.add(rd.Markdown, n.Segment.Start, n.Segment.Stop)
	value := n.Segment.Value(rd.Markdown)
	if bytes.IndexByte(value, '&') >= 0 && strings.ContainsFunc(string(resolved(value)), source.Hidden) {
		rd.problems.Addf(rd.at(n.Segment.Start),
			"an entity here stands for a character that can't be seen and changes how text reads")
	}
	if n.SoftLineBreak() || n.HardLineBreak() {
		rd.free.space(n.Segment.Stop)
	}
}

// title reads the title of a link. Many links can have that of a definition, which is read
// once.
func (rd *textReader) title(n *ast.Link) {
	if n.Reference == nil {
		_, end := span(n, n.Pos())
		rd.addTitle(n.Title, end)
		return
	}
	if rd.titles == nil {
		rd.titles = map[*byte]bool{}
	}
	if first := &n.Title[0]; !rd.titles[first] {
		rd.titles[first] = true
		rd.addTitle(n.Title, max(0, bytes.Index(rd.Markdown, n.Title)))
	}
}

// addTitle adds the title of a link or a picture to the words to be looked at.
func (rd *textReader) addTitle(title []byte, from int) {
	if len(title) == 0 {
		return
	}
	const near = 1000 // bytes that an address may take before it
	if i := bytes.Index(rd.Markdown[from:min(len(rd.Markdown), from+near+len(title))], title); i >= 0 {
		from += i
	}
	rd.free.gap()
	rd.free.runs = append(rd.free.runs, run{len(rd.free.text), max(0, min(from, len(rd.Markdown)-len(title)))})
	rd.free.text = append(rd.free.text, title...)
	rd.free.gap()
}

func (rd *textReader) leave(n ast.Node) {
	if n.Type() == ast.TypeBlock {
		rd.numbers.scan(rd)
		for _, o := range rd.open {
			o.figure.After = rd.free.after(o.at)
		}
		rd.open = rd.open[:0]
		rd.free.reset()
	}
}

// codeLines looks at a block of code.
func (rd *textReader) codeLines(n ast.Node) {
	lines := n.Lines()
	for i := range lines.Len() {
		rd.numbers.code(rd, lines.At(i).Start, lines.At(i).Stop)
	}
}

func (rd *textReader) rawHTML(offset int) {
	rd.problems.Hintf(rd.at(offset), "write Markdown; a backslash before < shows the character itself",
		"HTML can't be used in a text")
}

func (rd *textReader) fence(n *ast.FencedCodeBlock) {
	kind := string(n.Language(rd.Markdown))
	lines := n.Lines()
	offset := n.Pos()
	if n.Info != nil {
		offset = n.Info.Segment.Start
	} else if lines.Len() > 0 {
		offset = lines.At(0).Start
	}
	if !slices.Contains(BlockKinds(), kind) {
		if near := source.Nearest(kind, BlockKinds()); near != "" {
			rd.problems.Hintf(rd.at(offset), fmt.Sprintf("did you mean %q?", near), "there is no block %q", kind)
		}
		rd.codeLines(n)
		return
	}
	f := Fence{Kind: kind, Pos: rd.at(offset), Start: offset, End: offset}
	for i := range lines.Len() {
		line := lines.At(i)
		if i == 0 {
			f.Start = line.Start
		} else if line.Start != f.End || line.Padding > 0 {
			rd.problems.Addf(rd.at(line.Start), "a %s block must stand at the left margin, outside lists and quotes",
				kind)
			return
		}
		f.End = line.Stop
	}
	if f.End == len(rd.Markdown) && f.End > f.Start {
		rd.problems.Hintf(rd.at(offset), "a line of ``` ends it", "this %s block is not closed", kind)
		return
	}
	n.SetAttributeString("vitrine", len(rd.fences))
	rd.fences = append(rd.fences, f)
}

func (rd *textReader) heading(n *ast.Heading) {
	id := ""
	if last, ok := n.LastChild().(*ast.Text); ok { // {#id} at the end fixes the anchor
		if m := fixedID.FindSubmatchIndex(last.Segment.Value(rd.Markdown)); m != nil {
			id = string(last.Segment.Value(rd.Markdown)[m[2]:m[3]])
			last.Segment = last.Segment.WithStop(last.Segment.Start + m[0])
			if rd.ids[id] {
				rd.problems.Addf(rd.at(last.Segment.Stop), "the anchor %q is taken by an earlier heading", id)
			}
		}
	}
	if id == "" {
		id = rd.newID(PlainOf(n, rd.Markdown))
	}
	rd.ids[id] = true
	n.SetAttributeString("id", []byte(id))
	if n.Level == 1 {
		rd.problems.Hintf(rd.at(n.Pos()), "the page's one first heading is the title at the top of the file",
			"a heading in the text begins with ## or more")
	}
	rd.Headings = append(rd.Headings, report.Heading{Level: n.Level, ID: id, Text: PlainOf(n, rd.Markdown)})
}

func (rd *textReader) link(n *ast.Link) ast.WalkStatus {
	pos := rd.at(n.Pos())
	destination := string(resolved(n.Destination))
	address, isValue := strings.CutPrefix(destination, "value:")
	if len(n.Title) > 0 && (isValue || destination == "plain:") {
		rd.problems.Hintf(pos, "take out what stands in quotes behind the address",
			"a link to a value has no title: it would not be shown")
	}
	switch {
	case isValue:
		textStart, textEnd := span(n, n.Pos()+1)
		figure := &report.Figure{Paragraph: rd.paragraphs,
			Pos: pos, Phrase: PlainOf(n, rd.Markdown), PhrasePos: rd.at(textStart),
			Address: address, AddressPos: pos, Home: rd.home,
		}
		if i := bytes.Index(rd.Markdown[textEnd:], []byte("](value:")); n.Reference == nil && i >= 0 {
			figure.AddressPos = rd.at(textEnd + i + len("](value:"))
		}
		for _, c := range figure.Phrase {
			if unicode.IsDigit(c) {
				rd.Digits++
				break
			}
		}
		rd.Figures = append(rd.Figures, figure)
		n.SetAttributeString("vitrine", figure)
		figure.Before = rd.free.before()
		rd.free.gap()
		rd.open = append(rd.open, openFigure{figure, len(rd.free.text)})
		return ast.WalkSkipChildren
	case destination == "plain:":
		rd.Digits++
		rd.free.gap()
		return ast.WalkSkipChildren
	}
	if !allowedScheme(destination) {
		rd.problems.Addf(pos, "a link may lead to http, https, mailto or a file of the site, not to %s",
			orWhat(scheme(destination)))
	}
	if len(n.Title) > 0 {
		rd.title(n)
	}
	link := &report.Link{Pos: pos, Text: PlainOf(n, rd.Markdown), Destination: destination}
	rd.Links = append(rd.Links, link)
	n.SetAttributeString("vitrine", link)
	return ast.WalkContinue
}

// resolved is text with its backslashes and entities replaced by what they
// stand for.
func resolved(text []byte) []byte {
	if bytes.IndexByte(text, '\\') < 0 && bytes.IndexByte(text, '&') < 0 {
		return text
	}
	return []byte(unescaped(string(text)))
}

// span is where the words of a node stand in the source.
func span(n ast.Node, otherwise int) (start, end int) {
	start, end = -1, otherwise
	_ = ast.Walk(n, func(c ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, ok := c.(*ast.Text); ok && entering {
			if start < 0 {
				start = t.Segment.Start
			}
			end = t.Segment.Stop
		}
		return ast.WalkContinue, nil
	})
	if start < 0 {
		start = otherwise
	}
	return start, end
}

// scheme is what stands before the colon of a URL, "" for a path.
func scheme(url string) string {
	for i, c := range url {
		switch {
		case c == ':':
			return strings.ToLower(url[:i])
		case c == '/' || c == '?' || c == '#':
			return ""
		}
	}
	return ""
}

func orWhat(scheme string) string {
	if scheme == "" {
		return "an address that begins with // or holds a backslash"
	}
	return scheme
}

// AllowedURL reports whether a URL from an editor may become a link.
func AllowedURL(url string) bool { return allowedScheme(url) && scheme(url) != "" }

func allowedScheme(url string) bool {
	switch scheme(url) {
	case "http", "https", "mailto":
		return true
	case "":
		return !strings.HasPrefix(url, "//") && !strings.ContainsFunc(url,
			func(r rune) bool { return r < ' ' || r == '\\' })
	}
	return false
}

// PlainOf is the text of a node without its markup.
func PlainOf(n ast.Node, markdown []byte) string {
	var b bytes.Buffer
	_ = ast.Walk(n, func(c ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch c := c.(type) {
		case *ast.Text:
			value := c.Segment.Value(markdown)
			if c.Parent() == nil || c.Parent().Kind() != ast.KindCodeSpan {
				value = resolved(value)
			}
			b.Write(value)
			if c.SoftLineBreak() || c.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(c.Value)
		case *ast.AutoLink:
			b.Write(c.Label(markdown))
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

var fixedID = regexp.MustCompile(`\s*\{#([\p{L}\p{Nd}_-]+)\}\s*$`)

// newID makes an anchor from a heading of any script: letters and digits stay,
// the rest becomes hyphens. Footnotes use ids with a colon, blocks and cells ids
// of their own; the proof on the finished site finds any clash.
func (rd *textReader) newID(heading string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(heading) {
		switch {
		case unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsMark(r):
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	base := strings.Trim(b.String(), "-")
	if base == "" {
		base = "section"
	}
	id := base
	for i := max(2, rd.counted[base]); rd.ids[id]; i++ {
		id = fmt.Sprintf("%s-%d", base, i)
		rd.counted[base] = i + 1
	}
	return id
}
