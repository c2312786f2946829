package render

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the reference of the views anew")

// TestViewsArePlain: a view holds strings, whole numbers, booleans and lists, and nothing that
// could lead a template to what its page's key does not know.
func TestViewsArePlain(t *testing.T) {
	seen := map[reflect.Type]bool{}
	var look func(t reflect.Type, path string)
	look = func(v reflect.Type, path string) {
		switch v.Kind() {
		case reflect.String, reflect.Bool, reflect.Int:
		case reflect.Slice:
			look(v.Elem(), path+"[]")
		case reflect.Struct:
			if seen[v] {
				return
			}
			seen[v] = true
			for i := range v.NumField() {
				f := v.Field(i)
				if !f.IsExported() {
					t.Errorf("%s.%s is not exported: no template can see it", path, f.Name)
				}
				look(f.Type, path+"."+f.Name)
			}
		default:
			t.Errorf("%s is a %s", path, v)
		}
		if v.NumMethod()+reflect.PointerTo(v).NumMethod() > 0 {
			t.Errorf("%s has methods", path)
		}
	}
	for _, v := range []any{Page{}, Block{}, Picture{}, Grid{}} {
		look(reflect.TypeOf(v), reflect.TypeOf(v).Name())
	}
	if len(seen) < 30 {
		t.Errorf("looked at %d types", len(seen))
	}
}

// reference is the page of the handbook that tells what templates get.
const reference = "../../content/handbook/templates.md"

// TestViewReference holds the reference against the comments in views.go. With -update it is
// written anew.
func TestViewReference(t *testing.T) {
	want := referenceOf(t, "views.go", "assets.go", "../feeds/reference.go", "../report/article.go",
		"../report/text.go")
	got, err := os.ReadFile(reference)
	if *update {
		err = os.WriteFile(reference, []byte(want), 0o644)
	} else if err == nil && string(got) != want {
		t.Error("the reference is not as the comments are: go test ./generator/render -run Reference -update")
	}
	if err != nil {
		t.Fatal(err)
	}
}

const aboutViews = `+++
title   = "Templates"
page    = true
summary = "What the templates of a site get: every field of every view."
+++

A template in ` + "`templates/`" + ` is a Go ` + "`html/template`" + `. It gets one view, which is plain data: texts, whole
numbers, yes or no, lists, and finished HTML. An optional part is a list of at most one, so ` + "`{{range .Article}}`" + ` shows it
if there is one. Paths begin at the site's root: ` + "`{{href .Path}}`" + ` makes an address of one, ` + "`{{word \"sources\"}}`" + ` and
` + "`{{count \"files\" 3}}`" + ` are words of ` + "`templates/words/`" + `, and ` + "`{{dir .Language}}`" + ` is how a language runs where that is
not as on the page.
`

// referenceOf writes down the views and the types of other files that they hold.
func referenceOf(t *testing.T, file string, others ...string) string {
	specs, docs := map[string]*ast.StructType{}, map[string]string{}
	var names []string
	for i, name := range append([]string{file}, others...) {
		parsed, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range parsed.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.TYPE {
				continue
			}
			spec := g.Specs[0].(*ast.TypeSpec)
			if s, ok := spec.Type.(*ast.StructType); ok && specs[spec.Name.Name] == nil {
				specs[spec.Name.Name], docs[spec.Name.Name] = s, strings.TrimSpace(g.Doc.Text())
				if i == 0 {
					names = append(names, spec.Name.Name)
				}
			}
		}
	}
	var b strings.Builder
	b.WriteString(aboutViews)
	views := len(names)
	for i := 0; i < len(names); i++ {
		name := names[i]
		fmt.Fprintf(&b, "\n## %s {#view-%s}\n\n%s\n\n", name, strings.ToLower(name),
			inMarkdown(strings.Join(strings.Fields(docs[name]), " ")))
		for _, f := range specs[name].Fields.List {
			kind, holds := kindOf(t, f.Type)
			if holds != "" && specs[holds] == nil {
				t.Fatalf("nothing tells what %s is", holds)
			}
			for _, n := range names {
				if n == holds {
					holds = ""
				}
			}
			if holds != "" {
				names = append(names, holds)
			}
			about := f.Comment.Text()
			if about == "" {
				about = f.Doc.Text()
			}
			if about == "" && i < views {
				t.Errorf("%s.%s has no comment", name, f.Names[0])
			}
			for _, n := range f.Names {
				line := fmt.Sprintf("- `.%s` (%s): %s", n.Name, kind, inMarkdown(strings.TrimSpace(about)))
				b.WriteString(strings.TrimSuffix(line, ": ") + "\n")
			}
		}
	}
	return b.String()
}

// kindOf says what a field holds, and which view, if it holds one.
func kindOf(t *testing.T, x ast.Expr) (kind, holds string) {
	switch x := x.(type) {
	case *ast.ArrayType:
		kind, holds = kindOf(t, x.Elt)
		return "list of " + kind, holds
	case *ast.SelectorExpr:
		if kind, ok := map[string]string{"HTML": "HTML", "HTMLAttr": "attribute", "JS": "JSON"}[x.Sel.Name]; ok {
			return kind, ""
		}
		return kindOf(t, x.Sel)
	case *ast.Ident:
		plain := map[string]string{"string": "text", "int": "number", "bool": "yes or no"}
		if word, ok := plain[x.Name]; ok {
			return word, ""
		}
		return fmt.Sprintf("[%s](#view-%s)", x.Name, strings.ToLower(x.Name)), x.Name
	}
	t.Fatalf("a view can't hold a %T", x)
	return "", ""
}

// inMarkdown writes a comment as Markdown: what looks like code is code.
func inMarkdown(comment string) string {
	words := strings.Fields(comment)
	for i, w := range words {
		core := strings.TrimRight(w, ".,;:")
		if strings.ContainsAny(core, "{}\"|<>_") || strings.HasSuffix(core, ".html") || core == `""` {
			words[i] = "`" + core + "`" + w[len(core):]
		}
	}
	return strings.Join(words, " ")
}
