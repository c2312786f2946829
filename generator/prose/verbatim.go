package prose

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"vitrine/generator/report"
)

// Verbatim is Markdown that says a text as it stands, whatever stands in it, on one line.
func Verbatim(text string) []byte {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r < 0x80 && isPunctuation(byte(r)):
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString("&#10;")
		case r == '\t':
			b.WriteString("&#9;")
		default:
			b.WriteRune(r)
		}
	}
	return []byte(b.String())
}

// VerbatimParagraphs is Markdown that says a text as it stands: its paragraphs and the ends of its lines are those of
// the text.
func VerbatimParagraphs(text string) []byte {
	parts := strings.Split(text, "\n\n")
	for _, p := range parts {
		if strings.TrimSpace(p) == "" || strings.HasPrefix(p, "\n") || strings.HasSuffix(p, "\n") {
			parts = []string{text} // blank lines that no paragraphs make
			break
		}
	}
	var made []string
	for _, p := range parts {
		lines := strings.Split(p, "\n")
		for i, line := range lines {
			if lines[i] = edged(string(Verbatim(line))); lines[i] == "" {
				lines[i] = "\x00"
			}
		}
		joined := strings.Join(lines, "\\\n")
		for strings.Contains(joined, "\x00") { // a line break beside nothing
			joined = strings.NewReplacer("\\\n\x00", "&#10;", "\x00\\\n", "&#10;", "\x00", "").Replace(joined)
		}
		made = append(made, joined)
	}
	return []byte(strings.Join(made, "\n\n") + "\n")
}

// edged is a line whose outer blanks are kept.
func edged(line string) string {
	if rest, ok := strings.CutPrefix(line, " "); ok {
		line = "&#32;" + rest
	}
	if rest, ok := strings.CutSuffix(line, " "); ok {
		line = rest + "&#32;"
	}
	if rest, ok := strings.CutSuffix(line, `\\`); ok { // not the sign of a line's end
		line = rest + "&#92;"
	}
	return line
}

// Written is a text of several blocks in words: its paragraphs, headings and items with an empty line between,
// its figures filled in.
func Written(t *report.Text) string {
	if t == nil {
		return ""
	}
	var blocks []string
	var walk func(n ast.Node)
	walk = func(n ast.Node) {
		if n.Type() == ast.TypeBlock && (n.FirstChild() == nil || n.FirstChild().Type() == ast.TypeInline) {
			if text := inlineWords(n, t); text != "" {
				if n.Parent() != nil && n.Parent().Kind() == ast.KindListItem {
					text = "- " + text
				}
				blocks = append(blocks, text)
			}
			return
		}
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			walk(c)
		}
	}
	walk(t.Doc)
	return strings.Join(blocks, "\n\n")
}

// inlineWords are the words of a block, with the ends of its lines.
func inlineWords(block ast.Node, t *report.Text) string {
	var b strings.Builder
	_ = ast.Walk(block, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		if figure, ok := reference(n).(*report.Figure); ok && figure.Phrase == "" && figure.Result != nil {
			b.WriteString(figure.Result.Shown)
			return ast.WalkSkipChildren, nil
		}
		text, ok := n.(*ast.Text)
		if !ok {
			if n.FirstChild() == nil {
				b.WriteString(PlainOf(n, t.Markdown))
			}
			return ast.WalkContinue, nil
		}
		b.WriteString(unescaped(string(text.Segment.Value(t.Markdown))))
		switch {
		case text.HardLineBreak():
			b.WriteByte('\n')
		case text.SoftLineBreak():
			b.WriteByte(' ')
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// unescaped is Markdown's text without its backslashes, with the characters that entities stand for.
func unescaped(text string) string {
	var b strings.Builder
	for text != "" {
		at := strings.IndexAny(text, "\\&")
		if at < 0 {
			break
		}
		b.WriteString(text[:at])
		text = text[at:]
		end := strings.IndexByte(text, ';')
		switch {
		case text[0] == '\\' && len(text) > 1 && isPunctuation(text[1]):
			b.WriteByte(text[1])
			text = text[2:]
		case text[0] == '&' && end > 0:
			b.Write(util.ResolveEntityNames(util.ResolveNumericReferences([]byte(text[:end+1]))))
			text = text[end+1:]
		default:
			b.WriteByte(text[0])
			text = text[1:]
		}
	}
	return b.String() + text
}

// Said is the text of which Verbatim made some Markdown.
func Said(markdown []byte) string {
	var b strings.Builder
	for text := string(markdown); text != ""; {
		switch {
		case text[0] == '\\' && len(text) > 1:
			b.WriteByte(text[1])
			text = text[2:]
		case strings.HasPrefix(text, "&#10;"):
			b.WriteByte('\n')
			text = text[len("&#10;"):]
		case strings.HasPrefix(text, "&#9;"):
			b.WriteByte('\t')
			text = text[len("&#9;"):]
		default:
			b.WriteByte(text[0])
			text = text[1:]
		}
	}
	return b.String()
}
