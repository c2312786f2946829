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
// longer than to copy what it gives. The three escapers of an address become one, which
// knows at a glance that most need none.
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
	address:                        `<a href="|">`,
}

// address is how html/template escapes one; inAddress is a function that does the same.
const (
	address   = "_html_template_urlfilter _html_template_urlnormalizer _html_template_attrescaper"
	inAddress = "in_address"
)

// addressEscaper makes that function.
func addressEscaper() func(any) (string, error) {
	place := template.Must(template.New("").Parse(strings.Replace(places[address], "|", "{{.}}", 1)))
	before, after, _ := strings.Cut(places[address], "|")
	return func(value any) (string, error) {
		if path, ok := value.(string); ok && strings.Trim(path, plain) == "" {
			return path, nil
		}
		var b strings.Builder
		err := place.Execute(&b, value)
		return strings.TrimSuffix(strings.TrimPrefix(b.String(), before), after), err
	}
}

// plain are letters that no address has to have escaped.
const plain = "/-_.0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

func escapers(cmds []*parse.CommandNode) string {
	var names []string
	for _, c := range cmds {
		names = append(names, c.String())
	}
	return strings.Join(names, " ")
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
			} else if last := len(n.Pipe.Cmds) - 3; last > 0 && escapers(n.Pipe.Cmds[last:]) == address {
				one := n.Pipe.Cmds[last]
				one.Args = []parse.Node{parse.NewIdentifier(inAddress).SetPos(one.Pos)}
				n.Pipe.Cmds = n.Pipe.Cmds[:last+1]
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
	key := escapers(pipe.Cmds[1:])
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
