package prose

import (
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
	"github.com/yuin/goldmark/ast"
	extensionast "github.com/yuin/goldmark/extension/ast"

	"vitrine/generator/report"
)

// Sentence is one of a text: its words without markup, and the figures that stand in them.
type Sentence struct {
	Words   string
	Figures []Placed
}

// Placed is a figure between two bytes of a sentence.
type Placed struct {
	Figure     *report.Figure
	Start, End int
}

// Sentences are those of a text whose figures have been bound, as Unicode's rules divide them; a title is
// one at least, and so is a row of a table. The texts of blocks are not in it.
func Sentences(t *report.Text) (list []Sentence) {
	if t == nil {
		return nil
	}
	_ = ast.Walk(t.Doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		first := n.FirstChild()
		if entering && (n.Kind() == extensionast.KindTableRow || n.Kind() == extensionast.KindTableHeader) {
			var row []Sentence
			for c := n.FirstChild(); c != nil; c = c.NextSibling() {
				row = append(row, wordsOf(c, t.Markdown))
			}
			list = append(list, Joined(" | ", row...))
			return ast.WalkSkipChildren, nil
		}
		if !entering || n.Type() != ast.TypeBlock || first == nil || first.Type() != ast.TypeInline {
			return ast.WalkContinue, nil
		}
		list = append(list, divided(wordsOf(n, t.Markdown))...)
		return ast.WalkSkipChildren, nil
	})
	return list
}

// Joined is one sentence of several, with words between them.
func Joined(between string, list ...Sentence) (whole Sentence) {
	for i, s := range list {
		if i > 0 {
			whole.Words += between
		}
		for _, f := range s.Figures {
			whole.Figures = append(
				whole.Figures,
				Placed{f.Figure, len(whole.Words) + f.Start, len(whole.Words) + f.End},
			)
		}
		whole.Words += s.Words
	}
	return whole
}

// wordsOf is the text of a paragraph with its figures.
func wordsOf(n ast.Node, markdown []byte) Sentence {
	var b strings.Builder
	var s Sentence
	var walk func(n ast.Node)
	walk = func(n ast.Node) {
		if figure, ok := reference(n).(*report.Figure); ok {
			start := b.Len()
			words := PlainOf(n, markdown)
			if words == "" && figure.Result != nil {
				words = figure.Result.Shown
			}
			b.WriteString(words)
			s.Figures = append(s.Figures, Placed{figure, start, b.Len()})
			return
		}
		if n.FirstChild() == nil {
			b.WriteString(PlainOf(n, markdown))
			return
		}
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			walk(c)
		}
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		walk(c)
	}
	s.Words = b.String()
	return s
}

// divided are the sentences of a paragraph. None ends inside of a figure.
func divided(whole Sentence) (list []Sentence) {
	start, rest, state := 0, whole.Words, -1
	for end := 0; rest != ""; {
		var sentence string
		sentence, rest, state = uniseg.FirstSentenceInString(rest, state)
		end += len(sentence)
		inside := false
		for _, f := range whole.Figures {
			inside = inside || f.Start < end && end < f.End
		}
		if inside && rest != "" {
			continue
		}
		words := whole.Words[start:end]
		s := Sentence{Words: strings.TrimSpace(words)}
		cut := start + len(words) - len(strings.TrimLeftFunc(words, unicode.IsSpace))
		within := func(at int) int { return min(max(at-cut, 0), len(s.Words)) }
		for _, f := range whole.Figures {
			if f.Start >= start && f.End <= end {
				s.Figures = append(s.Figures, Placed{f.Figure, within(f.Start), within(f.End)})
			}
		}
		if s.Words != "" {
			list = append(list, s)
		}
		start = end
	}
	return list
}
