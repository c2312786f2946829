package render

import (
	"html/template"
	"io"
	"slices"
	"strings"
	"text/template/parse"
)

// fold writes into the templates what they ask for on every page and is always the
// same: words, and addresses that are written out. To run such an action takes much
// longer than to copy what it gives.
//
// It is done when html/template has chosen how each is escaped, which it does when
// a template is first run.
func fold(set *template.Template, constant map[string]func(string) (string, bool)) {
	for _, name := range slices.Concat(around, ofTexts) {
		_ = set.ExecuteTemplate(io.Discard, name, nil) // what is wrong with it shows on the first page
	}
	f := &folder{constant: constant, places: map[string]*template.Template{}}
	for escapers, place := range places {
		f.places[escapers] = template.Must(template.New("").Parse(strings.Replace(place, "|", "{{.}}", 1)))
	}
	for _, t := range set.Templates() {
		if t.Tree != nil {
			f.list(t.Tree.Root)
		}
	}
}

// places are some that html/template escapes by these functions.
var places = map[string]string{
	"_html_template_htmlescaper":   "<p>|</p>",
	"_html_template_rcdataescaper": "<title>|</title>",
	"_html_template_attrescaper":   `<p title="|">`,
	"_html_template_urlfilter _html_template_urlnormalizer _html_template_attrescaper": `<a href="|">`,
}

// folder folds the lists of nodes of templates.
type folder struct {
	constant map[string]func(string) (string, bool) // functions of one string; false when they have no answer
	places   map[string]*template.Template
}

func (f *folder) list(list *parse.ListNode) {
	if list == nil {
		return
	}
	var nodes []parse.Node
	for _, n := range list.Nodes {
		text, isText := n.(*parse.TextNode)
		switch n := n.(type) {
		case *parse.IfNode:
			f.branch(&n.BranchNode)
		case *parse.RangeNode:
			f.branch(&n.BranchNode)
		case *parse.WithNode:
			f.branch(&n.BranchNode)
		case *parse.ActionNode:
			if made, ok := f.folded(n.Pipe); ok {
				text, isText = &parse.TextNode{NodeType: parse.NodeText, Pos: n.Pos, Text: []byte(made)}, true
			}
		}
		if isText && len(nodes) > 0 {
			if before, ok := nodes[len(nodes)-1].(*parse.TextNode); ok {
				before.Text = slices.Concat(before.Text, text.Text)
				continue
			}
		}
		if isText {
			n = text
		}
		nodes = append(nodes, n)
	}
	list.Nodes = nodes
}

func (f *folder) branch(b *parse.BranchNode) {
	f.list(b.List)
	f.list(b.ElseList)
}

// folded is what an action writes, if that is always the same: a function of one
// string, and how html/template escapes it there.
func (f *folder) folded(pipe *parse.PipeNode) (string, bool) {
	if len(pipe.Decl) > 0 || len(pipe.Cmds) < 2 || len(pipe.Cmds[0].Args) != 2 {
		return "", false
	}
	function, named := pipe.Cmds[0].Args[0].(*parse.IdentifierNode)
	argument, written := pipe.Cmds[0].Args[1].(*parse.StringNode)
	if !named || !written || f.constant[function.Ident] == nil {
		return "", false
	}
	var escapers []string
	for _, c := range pipe.Cmds[1:] {
		escapers = append(escapers, c.String())
	}
	key := strings.Join(escapers, " ")
	value, ok := f.constant[function.Ident](argument.Text)
	if f.places[key] == nil || !ok {
		return "", false
	}
	var b strings.Builder
	if f.places[key].Execute(&b, value) != nil {
		return "", false
	}
	before, after, _ := strings.Cut(places[key], "|")
	return strings.TrimSuffix(strings.TrimPrefix(b.String(), before), after), true
}
