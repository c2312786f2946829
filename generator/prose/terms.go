package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"vitrine/generator/report"
)

// MarkTerms makes a reference of the place where each term of a glossary first stands in a text that has
// been read: not in headings, links and code. A term stands there by one of its forms, letter by letter,
// but for a capital at its beginning, and as whole words by Unicode's rules.
func MarkTerms(t *report.Text, glossary []*report.Definition) {
	if t == nil || len(glossary) == 0 {
		return
	}
	left := append([]*report.Definition{}, glossary...)
	_ = ast.Walk(t.Doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Heading, *ast.Link, *ast.AutoLink, *ast.Image, *ast.CodeSpan, *ast.FencedCodeBlock, *ast.CodeBlock:
			return ast.WalkSkipChildren, nil
		case *ast.Text:
			if entering {
				left = mark(n, t.Markdown, left)
			}
		}
		return ast.WalkContinue, nil
	})
}

// mark splits a piece of text at the terms in it, and returns those that are left.
func mark(n *ast.Text, markdown []byte, left []*report.Definition) []*report.Definition {
	for {
		words := string(n.Segment.Value(markdown))
		from, to, which := -1, 0, 0
		for i, d := range left {
			for _, form := range d.Forms {
				if at := find(words, form); at >= 0 && (from < 0 || at < from || at == from && at+len(form) > to) {
					from, to, which = at, at+len(form), i
				}
			}
		}
		if from < 0 {
			return left
		}
		parent, start := n.Parent(), n.Segment.Start
		link := ast.NewLink()
		link.SetAttributeString("vitrine", left[which])
		link.AppendChild(link, ast.NewTextSegment(text.NewSegment(start+from, start+to)))
		if from > 0 {
			parent.InsertBefore(parent, n, ast.NewTextSegment(text.NewSegment(start, start+from)))
		}
		parent.InsertBefore(parent, n, link)
		n.Segment = text.NewSegment(start+to, n.Segment.Stop) // it keeps its end of a line
		left = append(left[:which:which], left[which+1:]...)
	}
}

// find is where a form stands in some words as whole words, or -1.
func find(words, form string) int {
	for from := 0; ; {
		at := strings.Index(words[from:], form)
		if first, size := utf8.DecodeRuneInString(form); unicode.IsLower(first) {
			if capital := strings.Index(words[from:], string(unicode.ToUpper(first))+form[size:]); capital >= 0 &&
				(at < 0 || capital < at) && utf8.RuneLen(unicode.ToUpper(first)) == size {
				at = capital
			}
		}
		if at < 0 {
			return -1
		}
		if at += from; !escaped(words, at, at+len(form)) && boundary(words, at) && boundary(words, at+len(form)) {
			return at
		}
		_, size := utf8.DecodeRuneInString(words[at:])
		from = at + size
	}
}

// escaped reports whether some bytes of Markdown are a part of an entity, or stand behind a backslash.
func escaped(words string, from, to int) bool {
	if from > 0 && words[from-1] == '\\' {
		return true
	}
	name := func(r rune) bool { return r == '#' || unicode.IsLetter(r) || unicode.IsDigit(r) }
	before, after := strings.TrimRightFunc(words[:from], name), strings.TrimLeftFunc(words[to:], name)
	return strings.HasSuffix(before, "&") && strings.HasPrefix(after, ";")
}

// boundary reports whether a word may end or begin at a byte of a text.
func boundary(words string, at int) bool {
	state := -1
	for end := 0; end < at; {
		word, _, next := uniseg.FirstWordInString(words[end:], state)
		end, state = end+len(word), next
		if end == at {
			return true
		}
	}
	return at == 0
}
