package strict

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"vitrine/generator/source"
)

// Get returns the value of a table's key, or nil.
func (n *Node) Get(key string) *Node { return n.byKey[key] }

// Pos is where the value stands.
func (n *Node) Pos() source.Pos { return n.file.Pos(n.start) }

// KeyPos is where the value's key stands; for a list item, the item.
func (n *Node) KeyPos() source.Pos { return n.file.Pos(n.key) }

// Start is the value's offset in its file.
func (n *Node) Start() int { return n.start }

// Raw is the value as written.
func (n *Node) Raw() string { return string(n.file.Text[n.start:n.end]) }

// Text is a string's text. A value of another kind has none: who decodes reports it.
func (n *Node) Text() string {
	if n.Kind != String {
		return ""
	}
	raw := n.Raw()
	if plain(raw) {
		return raw[1 : len(raw)-1]
	}
	s, _ := unquote(raw)
	return s
}

// Places returns a function that tells the place in the file of byte i of the
// string's text, whatever escapes stand before it. For a value of another kind all
// of them are the value's place.
func (n *Node) Places() func(i int) source.Pos {
	if n.Kind != String {
		return func(int) source.Pos { return n.Pos() }
	}
	raw := n.Raw()
	if plain(raw) {
		return func(i int) source.Pos { return n.file.Pos(n.start + 1 + min(max(i, 0), len(raw)-2)) }
	}
	_, from := unquote(raw)
	return func(i int) source.Pos { return n.file.Pos(n.start + from[min(max(i, 0), len(from)-1)]) }
}

// Value is a string that knows its place; the zero Value was not written.
type Value struct {
	Text string
	Node *Node
}

// Set reports whether the key was written, be it with a value of a wrong kind.
func (v Value) Set() bool { return v.Node != nil }

// Pos is where the value stands.
func (v Value) Pos() source.Pos {
	if v.Node == nil {
		return source.Pos{}
	}
	return v.Node.Pos()
}

// Flag is a boolean that knows whether it was written.
type Flag struct {
	On   bool
	Node *Node
}

// Set reports whether the key was written.
func (f Flag) Set() bool { return f.Node != nil }

// Date is a TOML date, or a string for the dates TOML has no form for
// ("2019-06"), as written.
type Date struct{ Value }

// Count is a whole number that is not negative.
type Count struct {
	N    int
	Node *Node
}

// Set reports whether the key was written.
func (c Count) Set() bool { return c.Node != nil }

// Names is a list of strings; a single string is a list of one.
type Names []Value

// Texts returns the strings.
func (ns Names) Texts() []string {
	var list []string
	for _, n := range ns {
		list = append(list, n.Text)
	}
	return list
}

// Decode fills the struct that dst points to from table n. Fields carry
// `toml:"key"` tags and have the types above, *Node for what can be several
// things, structs, or slices of structs. A struct with a field Word may be
// written as a string. It reports every unknown key and every value of a wrong
// kind and returns whether there were none.
func (n *Node) Decode(dst any, problems *source.Problems) bool {
	d := decoder{problems: problems, ok: true}
	d.table(n, reflect.ValueOf(dst).Elem())
	return d.ok
}

type decoder struct {
	problems *source.Problems
	ok       bool
}

func (d *decoder) wrong(n *Node, want string) {
	d.ok = false
	name := n.Key
	if name == "" {
		name = "this item"
	}
	d.problems.Addf(n.Pos(), "%s must be %s, but it is %s", name, want, n.Kind)
}

func (d *decoder) table(n *Node, v reflect.Value) {
	if n.Kind != Table {
		d.wrong(n, "a table")
		return
	}
	keys := make([]string, v.NumField())
	for i := range keys {
		keys[i] = v.Type().Field(i).Tag.Get("toml")
	}
	for _, entry := range n.Entries {
		i := slices.Index(keys, entry.Key)
		if i < 0 || entry.Key == "" {
			all := slices.DeleteFunc(slices.Clone(keys), func(key string) bool { return key == "" })
			d.ok = false
			d.problems.Hintf(entry.KeyPos(), source.DidYouMean(entry.Key, all), `unknown key "%s"`, entry.Key)
			continue
		}
		d.value(entry, v.Field(i))
	}
}

func (d *decoder) value(n *Node, v reflect.Value) {
	switch dst := v.Addr().Interface().(type) {
	case **Node:
		*dst = n
	case *Value:
		*dst = Value{Node: n}
		if n.Kind != String {
			d.wrong(n, "a string")
			return
		}
		dst.Text = n.Text()
	case *Flag:
		*dst = Flag{n.Raw() == "true", n}
		if n.Kind != Bool {
			d.wrong(n, "true or false")
		}
	case *Date:
		dst.Node = n
		switch n.Kind {
		case Datetime:
			dst.Text = n.Raw()
		case String:
			dst.Text = n.Text()
		default:
			d.wrong(n, "a date like 2026-11-22")
		}
	case *Count:
		count, ok := wholeNumber(n)
		if !ok && n.Kind == Integer {
			d.ok = false
			d.problems.Addf(n.Pos(), "%s must be from 0 to 1,000,000,000", n.Key)
		} else if !ok {
			d.wrong(n, "a whole number from 0 to 1,000,000,000")
		}
		*dst = Count{count, n}
	case *Names:
		items := n.Items
		if n.Kind == String {
			items = []*Node{n}
		} else if n.Kind != Array {
			d.wrong(n, "a string or a list of strings")
			return
		}
		*dst = Names{}
		for _, item := range items {
			if item.Kind != String {
				d.wrong(item, "a string")
				continue
			}
			*dst = append(*dst, Value{item.Text(), item})
		}
	default:
		d.composite(n, v)
	}
}

func (d *decoder) composite(n *Node, v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		if word := v.FieldByName("Word"); word.IsValid() && n.Kind == String {
			word.Set(reflect.ValueOf(Value{n.Text(), n}))
		} else {
			d.table(n, v)
		}
		if f := v.FieldByName("Node"); f.IsValid() {
			f.Set(reflect.ValueOf(n))
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.composite(n, v.Elem())
	case reflect.Slice:
		if n.Kind != Array {
			d.wrong(n, "a list of tables")
			return
		}
		list := reflect.MakeSlice(v.Type(), len(n.Items), len(n.Items))
		for i, item := range n.Items {
			item.Key = n.Key
			d.composite(item, list.Index(i))
		}
		v.Set(list)
	}
}

func wholeNumber(n *Node) (int, bool) {
	if n.Kind != Integer {
		return 0, false
	}
	count := 0
	for _, c := range strings.ReplaceAll(n.Raw(), "_", "") {
		if c < '0' || c > '9' || count > 100_000_000 {
			return 0, false
		}
		count = count*10 + int(c-'0')
	}
	return count, true
}

// Quote writes a string as TOML does.
func Quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, "\\u%04X", r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
