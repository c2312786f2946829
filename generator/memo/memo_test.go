package memo

import (
	"os"
	"path/filepath"
	"testing"

	"vitrine/generator/cache"
)

type part struct {
	Name  string
	Lines []string
	N     int
	On    bool
	Below []part
}

// TestOf: values that differ anywhere, also in where one ends and the next begins, have other
// digests; equal ones the same.
func TestOf(t *testing.T) {
	values := []part{
		{}, {Name: "a"}, {Name: "ab"}, {Lines: []string{"a"}}, {Lines: []string{""}}, {Lines: []string{"a", "b"}}, {Lines: []string{"ab"}},
		{Name: "a", Lines: []string{"b"}}, {N: 1}, {N: -1}, {N: 300}, {On: true}, {Below: []part{{}}}, {Below: []part{{Name: "a"}}}, {Below: []part{{}, {}}},
	}
	seen := map[Digest]int{}
	for i, v := range values {
		d := Of(&v)
		if before, there := seen[d]; there {
			t.Errorf("%+v and %+v have the same digest", values[before], v)
		}
		seen[d] = i
		if again := v; Of(again) != d {
			t.Errorf("%+v has two digests", v)
		}
	}
	if Of("a", "b") == Of("ab", "") {
		t.Error("two values run into each other")
	}
}

// TestOfRefuses: what can hide a difference has no digest.
func TestOfRefuses(t *testing.T) {
	n := 1
	for _, v := range []any{map[string]int{}, struct{ P *int }{&n}, struct{ F func() }{}, struct{ V any }{1}, 1.5, []float64{1}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%T has a digest", v)
				}
			}()
			Of(v)
		}()
	}
}

// TestTable: a table comes back as it was stored; one that was changed, cut short or stored
// under another key or name is none.
func TestTable(t *testing.T) {
	dir := t.TempDir()
	store := cache.In(dir, []byte("0123456789abcdef0123"))
	table := NewTable[part](2)
	table.Put("one", Of("inputs"), part{Name: "x", Below: []part{{N: 7}}})
	table.Put("two", Of("others"), part{})
	table.Store(store, "site")

	again := Load[part](store, "site")
	if got, ok := again.Get("one", Of("inputs")); !ok || got.Below[0].N != 7 || again.Len() != 2 {
		t.Fatalf("%+v, %v", got, ok)
	}
	if _, ok := again.Get("one", Of("other inputs")); ok {
		t.Error("a record of other inputs was found")
	}
	if Load[part](store, "another site") != nil || Load[part](cache.In(dir, []byte("another key, as long")), "site") != nil {
		t.Error("a foreign table was read")
	}
	if Load[struct{ Name []int }](store, "site") != nil {
		t.Error("a table of another shape was read")
	}
	var files []string
	_ = filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, name)
		}
		return err
	})
	if len(files) != 1 {
		t.Fatalf("the table is %d files, not one", len(files))
	}
	whole, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	for at := range whole {
		damaged := append([]byte(nil), whole...)
		damaged[at] ^= 1
		if err := os.WriteFile(files[0], damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		if Load[part](store, "site") != nil {
			t.Fatalf("a table with byte %d changed was read", at)
		}
	}
	if err := os.WriteFile(files[0], whole[:len(whole)-1], 0o600); err != nil {
		t.Fatal(err)
	}
	if Load[part](store, "site") != nil {
		t.Error("a table that was cut short was read")
	}
}
