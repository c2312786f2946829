package strict

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/google/go-cmp/cmp"

	"vitrine/generator/source"
)

// libraryFiles are the TOML files in BurntSushi's module.
func libraryFiles(t testing.TB) map[string]string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/BurntSushi/toml").Output()
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	err = filepath.WalkDir(strings.TrimSpace(string(out)), func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".toml") {
			text, readErr := os.ReadFile(path)
			files[path] = string(text)
			return readErr
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestLocatorAgreesWithLibrary compares shape and scalars with what the
// library decodes, and reads every value again at the place the locator gives.
func TestLocatorAgreesWithLibrary(t *testing.T) {
	valid := 0
	for path, text := range libraryFiles(t) {
		var want map[string]any
		if _, err := toml.Decode(text, &want); err != nil {
			continue
		}
		valid++
		f := source.NewFile(path, []byte(text))
		var problems source.Problems
		root := Parse(f, 0, len(text), &problems)
		if strings.HasSuffix(path, "invalid/table/append-with-dotted-keys-05.toml") {
			if root != nil {
				t.Errorf("%s: a key defined twice was let through", path)
			}
			continue
		}
		if root == nil {
			if p := problems.Sorted()[0]; !strings.Contains(p.Text, "character that can't be seen") ||
				!strings.Contains(path, "escape") && !strings.Contains(path, "quoted-unicode") {
				t.Errorf("%s: %v", path, p)
			}
			continue
		}
		if diff := cmp.Diff(shape(want), rootShape(root)); diff != "" {
			t.Errorf("%s: library and locator differ (-want +got):\n%s", path, diff)
		}
		checkPlaces(t, f, root)
	}
	if valid < 200 {
		t.Fatalf("compared only %d valid files", valid)
	}
}

func checkPlaces(t *testing.T, f *source.File, n *Node) {
	for _, e := range n.Entries {
		first := f.Text[e.key]
		if first != '"' && first != '\'' && !strings.HasPrefix(string(f.Text[e.key:]), e.Key) {
			t.Errorf("%s: key %q is not at its place %s", f.Name, e.Key, e.KeyPos())
		}
	}
	if n.Kind == String {
		text, from := unquote(n.Raw())
		for i := range len(text) {
			at := n.start + from[i]
			if f.Text[at] != text[i] && f.Text[at] != '\\' && !(text[i] == '\n' && f.Text[at] == '\r') {
				t.Errorf("%s: byte %d of the string at %s is not at its place", f.Name, i, n.Pos())
				break
			}
		}
	}
	for _, c := range append(append([]*Node{}, n.Entries...), n.Items...) {
		checkPlaces(t, f, c)
	}
}

// shape writes a decoded value so that both sides can be compared.
func shape(v any) string {
	switch v := v.(type) {
	case map[string]any:
		var parts []string
		for k, x := range v {
			parts = append(parts, fmt.Sprintf("%q: %s", k, shape(x)))
		}
		sort.Strings(parts)
		return "{" + strings.Join(parts, ", ") + "}"
	case []map[string]any:
		var parts []string
		for _, x := range v {
			parts = append(parts, shape(x))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case []any:
		var parts []string
		for _, x := range v {
			parts = append(parts, shape(x))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case string:
		return fmt.Sprintf("%q", v)
	case time.Time:
		return Datetime.String()
	case int64:
		return Integer.String()
	case float64:
		return Float.String()
	case bool:
		return fmt.Sprint(v)
	}
	return fmt.Sprintf("%T", v)
}

func rootShape(n *Node) string {
	switch n.Kind {
	case Table:
		var parts []string
		for _, e := range n.Entries {
			parts = append(parts, fmt.Sprintf("%q: %s", e.Key, rootShape(e)))
		}
		sort.Strings(parts)
		return "{" + strings.Join(parts, ", ") + "}"
	case Array:
		var parts []string
		for _, x := range n.Items {
			parts = append(parts, rootShape(x))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case String:
		return fmt.Sprintf("%q", n.Text())
	case Bool:
		return n.Raw()
	}
	return n.Kind.String()
}

func TestPlaces(t *testing.T) {
	text := "# head\r\na.\"b c\" = 1 # x\r\n[[t.list]]\r\nk = '''\r\none\r\ntwo'''\r\n[[t.list]]\r\n" +
		"inline = { x = [ 1,\r\n  \"zwei\" ], y.z = true }\r\n"
	f := source.NewFile("f.toml", []byte(text))
	var problems source.Problems
	root := Parse(f, 0, len(text), &problems)
	if root == nil {
		t.Fatal(problems.Sorted())
	}
	list := root.Get("t").Get("list")
	inline := list.Items[1].Get("inline")
	for _, c := range []struct {
		name string
		got  source.Pos
		want string
	}{
		{"dotted and quoted key", root.Get("a").Get("b c").KeyPos(), "f.toml:2:3"},
		{"its value", root.Get("a").Get("b c").Pos(), "f.toml:2:11"},
		{"first table of an array", list.Items[0].Pos(), "f.toml:3:1"},
		{"inside a multi-line string", list.Items[0].Get("k").Places()(5), "f.toml:6:1"},
		{"second table of an array", list.Items[1].Pos(), "f.toml:7:1"},
		{"item of a list over two lines", inline.Get("x").Items[1].Pos(), "f.toml:9:3"},
		{"dotted key in an inline table", inline.Get("y").Get("z").Pos(), "f.toml:9:19"},
	} {
		if c.got.String() != c.want {
			t.Errorf("%s: at %s, want %s", c.name, c.got, c.want)
		}
	}
}

type sample struct {
	Title Value   `toml:"title"`
	On    Flag    `toml:"on"`
	Count Count   `toml:"count"`
	Day   Date    `toml:"day"`
	Names Names   `toml:"names"`
	Any   *Node   `toml:"any"`
	Sub   *sample `toml:"sub"`
	List  []struct {
		ID   Value `toml:"id"`
		Node *Node
	} `toml:"list"`
}

func TestDecodeReportsEverything(t *testing.T) {
	text := `titel = "x"
Title = "y"
on = "yes"
count = -3
day = 4
names = ["a", 2]
sub = { count = 1.5, sub = 3 }
[[list]]
id = 7
[[list]]
idd = "x"
`
	f := source.NewFile("f.toml", []byte(text))
	var problems source.Problems
	var dst sample
	if Parse(f, 0, len(text), &problems).Decode(&dst, &problems) {
		t.Error("decoded as if nothing were wrong")
	}
	var got []string
	for _, p := range problems.Sorted() {
		got = append(got, p.String())
	}
	want := []string{
		"f.toml:1:1: unknown key \"titel\"\n    did you mean \"title\"?",
		"f.toml:2:1: unknown key \"Title\"\n    did you mean \"title\"?",
		"f.toml:3:6: on must be true or false, but it is a string",
		"f.toml:4:9: count must be from 0 to 1,000,000,000",
		"f.toml:5:7: day must be a date like 2026-11-22, but it is a whole number",
		"f.toml:6:15: this item must be a string, but it is a whole number",
		"f.toml:7:17: count must be a whole number from 0 to 1,000,000,000, but it is a decimal number",
		"f.toml:7:28: sub must be a table, but it is a whole number",
		"f.toml:9:6: id must be a string, but it is a whole number",
		"f.toml:11:1: unknown key \"idd\"\n    did you mean \"id\"?",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func FuzzLocator(f *testing.F) {
	for _, text := range libraryFiles(f) {
		if len(text) < 2000 {
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		file := source.NewFile("f.toml", []byte(text))
		var problems source.Problems
		root := Parse(file, 0, len(text), &problems)
		if root == nil {
			for _, p := range problems.Sorted() {
				if p.Line < 1 || p.Col < 1 {
					t.Errorf("a problem without a place: %v", p)
				}
			}
			return
		}
		var want map[string]any
		if _, err := toml.Decode(text, &want); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(shape(want), rootShape(root)); diff != "" {
			t.Error(diff)
		}
		var dst sample
		root.Decode(&dst, &problems)
	})
}
