package prose

import (
	"bytes"
	"fmt"

	"github.com/yuin/goldmark/ast"
	extensionast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"vitrine/generator/source"
)

// What an editor wrote stands on the page, or is reported: Markdown drops footnotes that
// nothing refers to, and cells beyond a table's head.

// footnotes remembers the footnotes that a text defines, before those that nothing refers
// to are taken out.
type footnotes struct{}

// beforeFootnotes is the priority of a transformer that comes before goldmark's.
const beforeFootnotes = 900

var footnotesKey = parser.NewContextKey()

func (footnotes) Transform(doc *ast.Document, _ text.Reader, pc parser.Context) {
	var defined []*extensionast.Footnote
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if note, ok := n.(*extensionast.Footnote); ok && entering {
			defined = append(defined, note)
		}
		return ast.WalkContinue, nil
	})
	pc.Set(footnotesKey, defined)
}

// unusedFootnotes reports the footnotes that nothing refers to.
func unusedFootnotes(pc parser.Context, at func(int) source.Pos, problems *source.Problems) {
	defined, _ := pc.Get(footnotesKey).([]*extensionast.Footnote)
	seen := map[string]bool{} // one that is defined twice is reported as such
	for _, note := range defined {
		name := string(note.Ref)
		if note.Parent() == nil && !seen[name] {
			problems.Hintf(at(note.Pos()), fmt.Sprintf("write [^%s] where it belongs, or take it out", name),
				"nothing refers to the footnote [^%s], so it would not be shown", name)
		}
		seen[name] = true
	}
}

// row reports the first cell of a table's row that the head has no column for.
func (rd *textReader) row(n *extensionast.TableRow) {
	line, _, _ := bytes.Cut(rd.Markdown[n.Pos():], []byte("\n"))
	indent := len(line) - len(bytes.TrimLeft(line, " \t"))
	start := indent
	if start < len(line) && line[start] == '|' {
		start++
	}
	column := 0
	for i := start; i < len(line); i++ {
		if line[i] != '|' || line[i-1] == '\\' {
			continue
		}
		if column++; column < len(n.Alignments) {
			continue
		}
		rest := line[i+1:]
		if blank := len(rest) - len(bytes.TrimLeft(rest, " \t\r|")); blank < len(rest) {
			rd.problems.Hintf(rd.at(n.Pos()+i+1+blank),
				"the first line of the table gives its columns; \\| is the character itself",
				"this cell stands beyond the last column of the table, so it would not be shown")
		}
		return
	}
}
