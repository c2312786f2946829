package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vitrine/generator/load"
	"vitrine/generator/locale"
	"vitrine/generator/source"
)

// TestChangedMeanwhile: of a large site articles are read again when they are made.
// One that is another by then is a problem of that file, whatever stands in it now,
// and nobody sees what does.
func TestChangedMeanwhile(t *testing.T) {
	const name = "content/reports/first.md"
	for what, change := range map[string]func(file, text string) error{
		"nothing":      func(string, string) error { return nil },
		"another text": func(file, text string) error { return os.WriteFile(file, []byte(text+"\nMore.\n"), 0o644) },
		"no TOML":      func(file, _ string) error { return os.WriteFile(file, []byte("+++\ntitle = \"a\"\n]\n+++\n"), 0o644) },
		"hidden":       func(file, text string) error { return os.WriteFile(file, []byte(text+"\u202e\n"), 0o644) },
		"empty":        func(file, _ string) error { return os.WriteFile(file, nil, 0o644) },
		"gone":         func(file, _ string) error { return os.Remove(file) },
	} {
		t.Run(what, func(t *testing.T) {
			dir := t.TempDir()
			for file, f := range mini(t) {
				put(t, dir, map[string]string{file: string(f.Data)})
			}
			input := newSnapshot(dir, os.DirFS(dir), nil)
			var problems source.Problems
			options := load.Options{Words: locale.Required()}
			found := load.Load(input, options, &problems).Found
			options.Known = func(file string) *load.Known { return found[file] }
			read := load.Load(input, options, &problems)
			if problems.Failed() || len(read.Site.Articles) == 0 || read.Site.Articles[0].File != name || read.Site.Articles[0].Held() {
				t.Fatal(problems.Sorted())
			}
			input.lighten()
			text, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			if err := change(filepath.Join(dir, name), string(text)); err != nil {
				t.Fatal(err)
			}
			a := read.Site.Articles[0].Whole()
			list := problems.Sorted()
			if what == "nothing" {
				if len(list) > 0 || len(a.Body.Headings)+len(a.Body.Figures) == 0 {
					t.Errorf("%v %+v", list, a.Body)
				}
				return
			}
			if len(list) != 1 || list[0].File != name || !strings.Contains(list[0].Text, "changed or taken away") || a.Title == nil || string(a.Body.Markdown) != "" {
				t.Errorf("%v %+v", list, a.Written)
			}
		})
	}
}
