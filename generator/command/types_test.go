package command

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"image"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/BurntSushi/toml"

	"vitrine/generator/parallel"
	"vitrine/generator/source"

	"vitrine/generator/sitetest"
)

// anyValues are the values that TestWrongTypes gives to each key, as TOML.
var anyValues = []string{
	`"x"`, `""`, `"2026-01-02"`, `0`, `-7`, `1.5`, `inf`, `true`, `2026-01-02`, `2026-01-02T03:04:05Z`,
	`[]`, `[""]`, `[7]`, `["x", 7]`, `[[]]`, `[["x"]]`, `[true, {}]`,
	`{}`, `{ en = "x" }`, `{ en = 7 }`, `{ year = 7 }`, `{ year = [7] }`, `{ year = {} }`, `{ value = 7, note = 7 }`, `{ value = [] }`,
	`[{}, {}]`, `[{ id = 7 }]`, `[{ id = "x", title = 7 }]`,
}

// roots are the structs of load that its files and blocks are read into.
var roots = map[string]string{
	"siteFile": "data/site.toml", "sourceFile": "data/sources.toml", "datasetFile": "data/datasets/", "mapFile": "data/maps/", "groupFile": "data/groups.toml", "termFile": "data/glossary.toml", "articleFile": "content/reports/first/index.md",
	"chartBlock": "chart", "tableBlock": "table", "compareBlock": "compare", "statementsBlock": "statements", "headlineBlock": "headline", "figureBlock": "figure",
	"cellFile": "", // of a cell in rows, which "rows" itself tries
}

// TestWrongTypes gives every key of every file and block a value of each type. A
// build says what is wrong, and where, or goes on; it never fails itself. The keys
// are those of the structs that load decodes, so that none is forgotten.
func TestWrongTypes(t *testing.T) {
	sitetest.Packages(t)
	structs := decoded(t)
	base := sitetest.Mini(t)
	delete(base, "content/reports/first.md")
	for name, text := range sitetest.Archive(t, "types.txtar") {
		base[name] = &fstest.MapFile{Data: []byte(text)}
	}
	var dot bytes.Buffer
	if err := png.Encode(&dot, image.NewGray(image.Rect(0, 0, 40, 20))); err != nil {
		t.Fatal(err)
	}
	base["content/reports/first/dot.png"] = &fstest.MapFile{Data: dot.Bytes()}
	if _, problems := sitetest.BuildQuiet(base); slices.ContainsFunc(problems, func(p source.Problem) bool { return !p.Warning }) {
		t.Fatal(problems)
	}
	share := 3 // one in so many is tried; VITRINE_TYPES=1 tries all
	if sitetest.Sampled() {
		share = len(anyValues) // each key once
	}
	if n, err := strconv.Atoi(os.Getenv("VITRINE_TYPES")); err == nil {
		share = max(n, 1)
	}
	tried, reached, sites := 0, map[string]bool{}, []trial{}
	for _, part := range partsOf(t, base) {
		for _, key := range structs.keys(part.form, nil, reached) {
			for i, value := range anyValues {
				if (tried+i)%share != 0 {
					continue
				}
				text, there := part.with(t, key, value)
				if !there {
					continue
				}
				structs.found[part.form+" "+strings.Join(key[:len(key)-1], ".")] = true
				files := maps.Clone(base)
				files[part.file] = &fstest.MapFile{Data: []byte(text)}
				sites = append(sites, trial{fmt.Sprintf("%s: %s = %s", part.name, strings.Join(key, "."), value), files})
			}
			tried++
		}
	}
	const words = "templates/words/en.toml"
	for _, value := range anyValues {
		text := regexp.MustCompile(`(?m)^home = .*$`).ReplaceAllLiteral(base[words].Data, []byte("home = "+value))
		files := maps.Clone(base)
		files[words] = &fstest.MapFile{Data: text}
		sites = append(sites, trial{words + ": home = " + value, files})
	}
	parallel.Each(len(sites), func(i int) { sites[i].run(t) })
	for form := range roots {
		for _, key := range structs.keys(form, nil, reached) {
			if form != "cellFile" && !structs.found[form+" "+strings.Join(key[:len(key)-1], ".")] {
				t.Errorf("../testdata/types.txtar has no table for the key %s of %s", strings.Join(key, "."), form)
			}
		}
	}
	for name := range structs.fields {
		if !reached[name] {
			t.Errorf("load decodes %s, of which this test does not know where it stands", name)
		}
	}
	if tried < 200 {
		t.Errorf("tried %d keys: the test has not looked", tried)
	}
}

// trial is a site in which one value is another one.
type trial struct {
	what  string
	files fstest.MapFS
}

// run builds the site and looks at what is said.
func (x trial) run(t *testing.T) {
	what, files := x.what, x.files
	defer func() {
		if p := recover(); p != nil {
			t.Errorf("%s: %v", what, p)
		}
	}()
	var problems source.Problems
	out := sitetest.Build(files, &problems)
	list := problems.Sorted()
	if out == nil && len(list) == 0 {
		t.Errorf("%s: the build stopped without a problem", what)
	}
	for _, p := range list {
		if strings.Contains(p.Text, "Vitrine itself failed") || p.Line == 0 || p.Col == 0 {
			t.Errorf("%s: %v", what, p)
		}
	}
}

// part is a TOML document of a site: a file, its front matter or a block in it.
type part struct {
	name, file, form string
	text             string // of the file
	start, end       int    // of the TOML in it
	each             bool   // the struct is that of each table in it
}

// partsOf are the documents that load reads into its structs.
func partsOf(t *testing.T, files fstest.MapFS) (parts []part) {
	for form, at := range roots {
		for _, name := range slices.Sorted(maps.Keys(files)) {
			text := string(files[name].Data)
			switch {
			case at != "" && strings.HasPrefix(name, at) && strings.HasSuffix(name, ".toml"):
				parts = append(parts, part{name, name, form, text, 0, len(text), form == "sourceFile" || form == "groupFile" || form == "termFile"})
			case name == at:
				parts = append(parts, part{name, name, form, text, 4, strings.Index(text, "\n+++\n") + 1, false})
			case form != "cellFile" && strings.HasSuffix(form, "Block") && strings.Contains(text, "\n```"+at+"\n"):
				start := strings.Index(text, "\n```"+at+"\n") + len("\n```"+at+"\n")
				parts = append(parts, part{name + ": " + at, name, form, text, start, start + strings.Index(text[start:], "```"), false})
			}
		}
	}
	slices.SortFunc(parts, func(a, b part) int { return strings.Compare(a.name, b.name) })
	return parts
}

// with is the file with another value at a key; false when the table that the key
// stands in is not there.
func (p part) with(t *testing.T, key []string, value string) (string, bool) {
	t.Helper()
	var document, wanted map[string]any
	if _, err := toml.Decode(p.text[p.start:p.end], &document); err != nil {
		t.Fatal(err)
	}
	if _, err := toml.Decode("value = "+value, &wanted); err != nil {
		t.Fatal(value, err)
	}
	if p.each {
		key = append([]string{slices.Sorted(maps.Keys(document))[0]}, key...)
	}
	table := tableAt(document, key[:len(key)-1])
	if table == nil {
		return "", false
	}
	const mark = "the value that the test tries"
	table[key[len(key)-1]] = mark
	var b bytes.Buffer
	if err := toml.NewEncoder(&b).Encode(document); err != nil {
		t.Fatal(err)
	}
	return p.text[:p.start] + strings.Replace(b.String(), `"`+mark+`"`, value, 1) + p.text[p.end:], true
}

// tableAt is the table at a path, through the first table of each list that leads
// there; nil when there is none.
func tableAt(value any, path []string) map[string]any {
	if list := reflect.ValueOf(value); list.Kind() == reflect.Slice {
		for i := range list.Len() {
			if found := tableAt(list.Index(i).Interface(), path); found != nil {
				return found
			}
		}
		return nil
	}
	table, _ := value.(map[string]any)
	if table == nil || len(path) == 0 {
		return table
	}
	return tableAt(table[path[0]], path[1:])
}

// forms are the structs that load decodes TOML into, by their names.
type forms struct {
	fields map[string][]*ast.Field
	found  map[string]bool // tables that the example has
	open   map[string]bool // structs whose keys are being listed
}

// decoded reads them in load's source.
func decoded(t *testing.T) forms {
	t.Helper()
	f := forms{map[string][]*ast.Field{}, map[string]bool{}, map[string]bool{}}
	files, err := filepath.Glob("../load/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.TypeSpec); ok {
				if s, ok := spec.Type.(*ast.StructType); ok && slices.ContainsFunc(s.Fields.List, func(x *ast.Field) bool { return tomlKey(x) != "" }) {
					f.fields[spec.Name.Name] = s.Fields.List
				}
			}
			return true
		})
	}
	return f
}

// tomlKey is the key of a field, or "".
func tomlKey(x *ast.Field) string {
	if x.Tag == nil {
		return ""
	}
	return reflect.StructTag(strings.Trim(x.Tag.Value, "`")).Get("toml")
}

// keys are the paths of all keys of a struct, with those of the structs in it.
func (f forms) keys(form string, above []string, reached map[string]bool) [][]string {
	if f.open[form] { // a struct in itself
		return nil
	}
	reached[form], f.open[form] = true, true
	defer delete(f.open, form)
	return f.keysOf(f.fields[form], above, reached)
}

func (f forms) keysOf(fields []*ast.Field, above []string, reached map[string]bool) (list [][]string) {
	for _, x := range fields {
		key := tomlKey(x)
		if key == "" {
			continue
		}
		path := append(slices.Clone(above), key)
		list = append(list, path)
		inner := x.Type
		if s, ok := inner.(*ast.ArrayType); ok {
			inner = s.Elt
		}
		if s, ok := inner.(*ast.StarExpr); ok {
			inner = s.X
		}
		switch inner := inner.(type) {
		case *ast.StructType:
			list = append(list, f.keysOf(inner.Fields.List, path, reached)...)
		case *ast.Ident:
			list = append(list, f.keys(inner.Name, path, reached)...)
		}
	}
	return list
}
