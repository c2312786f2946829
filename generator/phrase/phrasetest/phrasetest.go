// Package phrasetest reads the project's tables of number words for tests of other rooms.
package phrasetest

import (
	"fmt"
	"os"
	"testing"

	"github.com/BurntSushi/toml"

	"vitrine/generator/report"
)

// Phrasing is how a language says numbers. root is the project's folder.
func Phrasing(t testing.TB, root, language string) report.Phrasing {
	t.Helper()
	text, err := os.ReadFile(root + "/templates/words/" + language + ".toml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Phrase map[string]any }
	if _, err := toml.Decode(string(text), &file); err != nil {
		t.Fatal(err)
	}
	p := report.Phrasing{"": {}}
	for key, value := range file.Phrase {
		section, ok := value.(map[string]any)
		if !ok {
			p[""][key] = words(value)
			continue
		}
		p[key] = map[string][]string{}
		for inner, list := range section {
			p[key][inner] = words(list)
		}
	}
	return p
}

func words(value any) (list []string) {
	items, ok := value.([]any)
	if !ok {
		return []string{fmt.Sprint(value)}
	}
	for _, item := range items {
		list = append(list, fmt.Sprint(item))
	}
	return list
}
