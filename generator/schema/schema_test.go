package schema

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the schemas anew")

// roots are the structs of load that files are decoded into; those of many tables have a table each.
var roots = map[string]struct {
	form string
	many bool
}{
	"site": {"siteFile", false}, "dataset": {"datasetFile", false}, "map": {"mapFile", false},
	"sources": {"sourceFile", true}, "groups": {"groupFile", true}, "glossary": {"termFile", true},
	"profile": {"profileFile", false},
}

// translated are the keys that hold a text, or one for each language.
var translated = map[string]bool{"title": true, "summary": true, "short": true, "unit": true, "method": true,
	"quality": true, "reason": true, "text": true, "rest": true}

type maker struct {
	structs map[string]*ast.StructType
	defs    map[string]any
	bare    []string // keys without a comment
}

// TestSchemas holds the schemas against load's structs and comments. Every key has a description.
func TestSchemas(t *testing.T) {
	m := maker{structs: map[string]*ast.StructType{}}
	names, err := filepath.Glob("../[lp]*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	names = slices.DeleteFunc(names, func(n string) bool {
		return filepath.Dir(n) != "../load" && n != "../profile/profile.go"
	})
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.TypeSpec); ok {
				if s, ok := spec.Type.(*ast.StructType); ok {
					m.structs[spec.Name.Name] = s
				}
			}
			return true
		})
	}
	for name, root := range roots {
		m.defs = map[string]any{}
		made := map[string]any{"$schema": "http://json-schema.org/draft-07/schema#", "title": "Vitrine: " + name}
		if root.many {
			made["type"] = "object"
			made["additionalProperties"] = m.ref(root.form)
		} else {
			for key, value := range m.object(m.structs[root.form]) {
				made[key] = value
			}
		}
		made["definitions"] = m.defs
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		e.SetIndent("", " ")
		if err := e.Encode(made); err != nil {
			t.Fatal(err)
		}
		file := name + ".schema.json"
		if *update {
			if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		} else if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, b.Bytes()) {
			t.Errorf("%s is not as the structs are: go test ./generator/schema -update (%v)", file, err)
		}
	}
	if len(m.bare) > 0 {
		t.Errorf("keys without a comment: %q", m.bare)
	}
	want := m.reference()
	if *update {
		err = os.WriteFile(reference, want, 0o644)
	} else if got, _ := os.ReadFile(reference); !bytes.Equal(got, want) {
		t.Errorf("%s is not as the structs are: go test ./generator/schema -update", reference)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// reference is the chapter of the handbook that lists all keys.
const reference = "../../content/handbook/keys.md"

const aboutKeys = `+++
title   = "Keys"
summary = "Every key of every file of data."
page    = true
plain   = %s
+++

Keys that are not here are errors. A text may be one for each language where it says so: ` + "`{ en = \"Age\", de = \"Alter\" }`" + `.
`

// reference lists the keys of all files, in the order of the structs.
func (m *maker) reference() []byte {
	var b bytes.Buffer
	for _, file := range []struct{ name, form string }{
		{"data/site.toml", "siteFile"}, {"data/sources.toml, a table for each source", "sourceFile"},
		{"data/datasets/ID.toml", "datasetFile"}, {"data/glossary.toml, a table for each term", "termFile"},
		{"data/groups.toml, a table for each group of countries", "groupFile"}, {"data/maps/ID.toml", "mapFile"},
		{"data/profiles/ID.toml", "profileFile"},
	} {
		id := strings.ToLower(strings.TrimSuffix(strings.TrimSuffix(file.form, "File"), "Item"))
		fmt.Fprintf(&b, "\n## %s {#%s}\n\n", file.name, id)
		m.keys(&b, m.structs[file.form], "", map[string]bool{})
	}
	numbers := map[string]bool{}
	for _, n := range regexp.MustCompile(`[0-9][0-9,.]*[0-9]|[0-9]`).FindAllString(regexp.MustCompile("`[^`]*`").ReplaceAllString(b.String(), ""), -1) {
		numbers[strconv.Quote(n)] = true
	}
	list := slices.Sorted(maps.Keys(numbers))
	return append(fmt.Appendf(nil, aboutKeys, "["+strings.Join(list, ", ")+"]"), b.Bytes()...)
}

// keys writes the keys of a struct, and those of the tables in it behind their own.
func (m *maker) keys(b *bytes.Buffer, s *ast.StructType, above string, open map[string]bool) {
	for _, x := range s.Fields.List {
		if x.Tag == nil {
			continue
		}
		key := above + reflect.StructTag(strings.Trim(x.Tag.Value, "`")).Get("toml")
		fmt.Fprintf(b, "- `%s`: %s\n", key, escaped(strings.TrimSpace(x.Comment.Text())))
		inner := x.Type
		if list, ok := inner.(*ast.ArrayType); ok {
			inner = list.Elt
		}
		if star, ok := inner.(*ast.StarExpr); ok {
			inner = star.X
		}
		switch inner := inner.(type) {
		case *ast.StructType:
			m.keys(b, inner, key+".", open)
		case *ast.Ident:
			if of := m.structs[inner.Name]; of != nil && !open[inner.Name] {
				open[inner.Name] = true
				m.keys(b, of, key+".", open)
			}
		}
	}
}

var quoted = regexp.MustCompile(`"[^"]*"|\{[^}]*\}|\[[^\]]*\]|DATASET/MEASURE|\*`)

// escaped is a comment as Markdown: what is written in a file stands as code.
func escaped(text string) string {
	return quoted.ReplaceAllStringFunc(text, func(s string) string { return "`" + s + "`" })
}

func (m *maker) ref(form string) map[string]any {
	if _, made := m.defs[form]; !made {
		m.defs[form] = nil // against a struct in itself
		m.defs[form] = m.object(m.structs[form])
	}
	return map[string]any{"$ref": "#/definitions/" + form}
}

func (m *maker) object(s *ast.StructType) map[string]any {
	properties := map[string]any{}
	for _, x := range s.Fields.List {
		if x.Tag == nil {
			continue
		}
		key := reflect.StructTag(strings.Trim(x.Tag.Value, "`")).Get("toml")
		described := strings.TrimSpace(x.Comment.Text())
		if described == "" {
			m.bare = append(m.bare, key)
		}
		// A description beside $ref is not read: so the reference stands in a list.
		value := m.value(key, x.Type)
		if value["$ref"] != nil {
			value = map[string]any{"allOf": []any{value}}
		}
		value["description"] = described
		properties[key] = value
	}
	return map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
}

func (m *maker) value(key string, of ast.Expr) map[string]any {
	text := map[string]any{"type": "string"}
	texts := map[string]any{"type": "array", "items": text}
	switch of := of.(type) {
	case *ast.ArrayType:
		item := m.ref(of.Elt.(*ast.Ident).Name)
		if key == "members" || key == "scale" {
			item = map[string]any{"anyOf": []any{text, item}}
		}
		return map[string]any{"type": "array", "items": item}
	case *ast.StructType:
		return m.object(of)
	case *ast.Ident:
		return m.ref(of.Name)
	case *ast.StarExpr:
		if id, ok := of.X.(*ast.Ident); ok {
			return m.ref(id.Name)
		}
		if translated[key] {
			return map[string]any{"anyOf": []any{text, map[string]any{"type": "object", "additionalProperties": text}}}
		}
		return map[string]any{}
	case *ast.SelectorExpr:
		switch of.Sel.Name {
		case "Names":
			return map[string]any{"anyOf": []any{text, texts}}
		case "Date": // a date of TOML, which some programs take for a text and some for a kind of its own
			return map[string]any{"anyOf": []any{text, map[string]any{"type": "string", "format": "date"}}}
		case "Flag":
			return map[string]any{"type": "boolean"}
		case "Count":
			return map[string]any{"type": "integer", "minimum": 0}
		}
	}
	return text
}

// TestLine: a file names the schema that lies beside it.
func TestLine(t *testing.T) {
	for name, want := range map[string]string{
		"data/site.toml":             "#:schema ../.schemas/site.schema.json\n",
		"data/datasets/arrests.toml": "#:schema ../../.schemas/dataset.schema.json\n",
		"data/maps/a.toml":           "#:schema ../../.schemas/map.schema.json\n",
		"data/profiles/a.toml":       "#:schema ../../.schemas/profile.schema.json\n",
	} {
		if got := Line(name); got != want {
			t.Errorf("%s: %s", name, got)
		}
		file := strings.TrimSpace(want[strings.LastIndex(want, "../")+3:])
		if Files()[file] == nil {
			t.Errorf("there is no %s", file)
		}
	}
}
