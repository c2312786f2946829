package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"maps"
	"testing"

	"vitrine/generator/bind"
	"vitrine/generator/load"
	"vitrine/generator/output"
	"vitrine/generator/proof"
	"vitrine/generator/render"
	"vitrine/generator/report"
	"vitrine/generator/search"
	"vitrine/generator/source"
)

// aKnown is a small state of a site with a value in every place.
func aKnown() *known {
	k := &known{reading: "r", listing: "l", articles: map[string]*knownArticle{}, parts: map[string]*knownPart{}, sound: map[string]bool{"d.toml s": true}}
	for i := range 3 {
		file := fmt.Sprintf("content/s/n%d.md", i)
		k.articles[file] = &knownArticle{beside: []string{"x"}, Known: load.Known{Files: 2, Bytes: 300, Outline: &report.Outline{File: file, Section: "s", Slug: "n", Path: "/s/n/", Sum: "\x00sum", HeadSum: "h",
			Beside: []string{"b"}, Name: "Title", Heading: "<em>T</em>", Lead: "L", Date: report.Date{Year: 2026, Month: 1}, Last: report.Date{Year: 2026, Month: 2, Day: 3}, Corrected: []report.Date{{Year: 2025}}, Draft: i == 1,
			Named: []string{"T"}, Aliases: []report.Alias{{Path: "/old/", Pos: source.Pos{File: file, Line: 3, Col: 9}}}, Datasets: []string{"a", "b"}, InHead: []string{"a"}, Linked: []string{"c"}, Blocks: []string{"", "x"}, Charts: []string{"bar"}, Tables: 1}}}
		k.parts[file] = &knownPart{name: file, key: fmt.Sprint("key", i), coverage: bind.Coverage{Bound: 1, Unbound: 2, Digits: 3}, textKey: "tk",
			text:  &render.Text{At: 900, Size: 70, Citations: []string{"p", "p,q"}, Contents: []report.Heading{{Level: 2, ID: "i", Text: "I"}}, Links: []render.Link{{Title: "t", Path: "https://example.org/"}}, Figure: "12", Label: "cases"},
			facts: &render.Facts{Sources: []string{"p"}, Entry: search.Entry{Title: "t", Summary: "u", Lengths: [3]int{1, 2, 3}, Terms: []search.Term{{Text: "w", Times: [3]int{0, 1, 2}}}}},
			files: []knownFile{{name: "a.html", File: output.File{From: file, Size: 70000, Sum: sha256.Sum256([]byte(file))}, page: &proof.Page{IDs: []string{"i"}, Links: []string{"/", "#x"}, Places: 1, Own: 2, Withheld: 3, Open: []string{"d/index.html#x"}}}, {name: "b.csv"}}}
	}
	return k
}

// joined is what is known, packed.
func joined(k, before *known) []byte { return bytes.Join(k.packed(before), nil) }

// toldOf tells all of what is known of an article.
func toldOf(a *knownArticle) string {
	return fmt.Sprintf("%+v %d %d %q", *a.Outline, a.Files, a.Bytes, a.beside)
}

// TestKnown packs what is known and takes it out again.
func TestKnown(t *testing.T) {
	k := aKnown()
	packed := joined(k, nil)
	back := unpackKnown(packed)
	if back == nil || back.reading != "r" || back.listing != "l" || len(back.articles) != 3 || len(back.parts) != 3 || !maps.Equal(back.sound, k.sound) {
		t.Fatalf("%+v", back)
	}
	for name, want := range k.parts {
		got := back.parts[name]
		if a, b := fmt.Sprintf("%s %+v %+v %+v %+v", got.textKey, *got.text, *got.facts, *got.files[0].page, got.files[0].File), fmt.Sprintf("%s %+v %+v %+v %+v", want.textKey, *want.text, *want.facts, *want.files[0].page, want.files[0].File); a != b || got.coverage != want.coverage || got.key != want.key || got.files[1].page != nil {
			t.Errorf("%s\n%s", a, b)
		}
		if a, b := toldOf(back.articles[name]), toldOf(k.articles[name]); a != b {
			t.Errorf("%s\n%s", a, b)
		}
	}
	// With the old pieces at hand, what is packed is what is packed anew.
	next := &known{reading: "r", listing: "l", articles: maps.Clone(back.articles), parts: maps.Clone(back.parts), sound: maps.Clone(back.sound)}
	if !bytes.Equal(joined(next, back), packed) {
		t.Error("packed again it differs")
	}
	changed := *next.parts["content/s/n1.md"]
	changed.key = "other"
	next.parts["content/s/n1.md"] = &changed
	if got := unpackKnown(joined(next, back)); got == nil || got.parts["content/s/n1.md"].key != "other" || len(got.articles) != 3 {
		t.Error("a part that has changed is kept as it was")
	}
	for n := range len(packed) {
		if unpackKnown(packed[:n]) != nil {
			t.Fatalf("%d of %d bytes are taken for all", n, len(packed))
		}
	}
}

// FuzzKnown: what is unpacked, whatever it is, packs to what unpacks to the same.
func FuzzKnown(f *testing.F) {
	f.Add(joined(aKnown(), nil))
	f.Add(joined(&known{}, nil))
	f.Fuzz(func(t *testing.T, packed []byte) {
		k := unpackKnown(packed)
		if k == nil {
			return
		}
		again := joined(k, nil)
		if back := unpackKnown(again); back == nil || !bytes.Equal(joined(back, nil), again) {
			t.Error("it changes when it is packed")
		}
	})
}
