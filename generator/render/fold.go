package render

import (
	"html/template"
	"io"
	"slices"
	"strings"
	"text/template/parse"
)

// fold writes into the templates what they ask for on every page and is always the
// same: words, and addresses that are written out. To run such an action takes a
// hundred times as long as to copy what it gives, and a third of a page's are such.
//
// It is done when html/template has chosen how each is escaped, which it does when
// a template is first run.
func fold(set *template.Template, constant map[string]func(string) (string, bool)) {
	for _, name := range slices.Concat(around, ofTexts) {
		_ = set.ExecuteTemplate(io.Discard, name, nil) // what is wrong with it shows on the first page
	}
	for _, t := range set.Templates() {
		if t.Tree != nil {
			foldList(t.Tree.Root, constant)
		}
	}
}

func foldList(list *parse.ListNode, constant map[string]func(string) (string, bool)) {
	if list == nil {
		return
	}
	var nodes []parse.Node
	for _, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.IfNode:
			foldList(n.List, constant)
			foldList(n.ElseList, constant)
		case *parse.RangeNode:
			foldList(n.List, constant)
			foldList(n.ElseList, constant)
		case *parse.WithNode:
			foldList(n.List, constant)
			foldList(n.ElseList, constant)
		}
		text, isText := n.(*parse.TextNode)
		if action, ok := n.(*parse.ActionNode); ok {
			if made, ok := folded(action.Pipe, constant); ok {
				text, isText = &parse.TextNode{NodeType: parse.NodeText, Pos: action.Pos, Text: []byte(made)}, true
			}
		}
		if !isText {
			nodes = append(nodes, n)
			continue
		}
		if len(nodes) > 0 {
			if before, ok := nodes[len(nodes)-1].(*parse.TextNode); ok {
				nodes[len(nodes)-1] = &parse.TextNode{NodeType: parse.NodeText, Pos: before.Pos, Text: slices.Concat(before.Text, text.Text)}
				continue
			}
		}
		nodes = append(nodes, text)
	}
	list.Nodes = nodes
}

// folded is what an action writes, if that is always the same: a function of one
// written string, and how html/template escapes it there.
func folded(pipe *parse.PipeNode, constant map[string]func(string) (string, bool)) (string, bool) {
	if len(pipe.Decl) > 0 || len(pipe.Cmds) < 2 || len(pipe.Cmds[0].Args) != 2 {
		return "", false
	}
	function, named := pipe.Cmds[0].Args[0].(*parse.IdentifierNode)
	argument, written := pipe.Cmds[0].Args[1].(*parse.StringNode)
	if !named || !written || constant[function.Ident] == nil {
		return "", false
	}
	var escapers []string
	for _, c := range pipe.Cmds[1:] {
		escapers = append(escapers, c.String())
	}
	// A place that is escaped in the same way.
	place, known := map[string]string{
		"_html_template_htmlescaper":   "<p>|</p>",
		"_html_template_rcdataescaper": "<title>|</title>",
		"_html_template_attrescaper":   `<p title="|">`,
		"_html_template_urlfilter _html_template_urlnormalizer _html_template_attrescaper": `<a href="|">`,
	}[strings.Join(escapers, " ")]
	value, ok := constant[function.Ident](argument.Text)
	if !known || !ok {
		return "", false
	}
	var b strings.Builder
	t, err := template.New("").Parse(strings.Replace(place, "|", "{{.}}", 1))
	if err != nil || t.Execute(&b, value) != nil {
		return "", false
	}
	before, after, _ := strings.Cut(place, "|")
	return strings.TrimSuffix(strings.TrimPrefix(b.String(), before), after), true
}
