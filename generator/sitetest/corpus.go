package sitetest

import (
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/BurntSushi/toml"
)

// Sentence is one of the corpus: true of the datasets beside it, or falsified. Least is the least that could
// see that.
type Sentence struct {
	ID, Lang, Source, Text, Falsehood, Least string
	Holds                                    bool
}

const sentences = "../bind/testdata/sentences/"

// Corpus is published sentences by their languages, and under "suppressed" those that stand beside counts
// which are withheld.
func Corpus(t testing.TB) map[string][]Sentence {
	t.Helper()
	var corpus struct{ Sentence []Sentence }
	if _, err := toml.DecodeFile(sentences+"corpus.toml", &corpus); err != nil {
		t.Fatal(err)
	}
	groups := map[string][]Sentence{}
	for _, s := range corpus.Sentence {
		group := s.Lang
		if s.ID[0] == 's' {
			group = "suppressed"
		}
		groups[group] = append(groups[group], s)
	}
	return groups
}

// Paragraph is an article of one paragraph, with lines of TOML in its head.
func Paragraph(head, text string) string {
	return "+++\ntitle = \"T\"\nsummary = \"S\"\ndate = 2026-01-01\n" + head + "+++\n\n" + text + "\n"
}

// CorpusSite is a site of a group of the corpus: its datasets, and articles by their names.
func CorpusSite(t testing.TB, group string, articles map[string]string) fstest.MapFS {
	t.Helper()
	language, datasets := group, "*"
	protection := "strict_figures = true\n[disclosure]\nmethod = \"none\"\nreason = \"Published as they are.\"\n"
	if group == "suppressed" {
		language, datasets = "en", "found" // the one of which small counts are withheld
		protection = "[disclosure]\nmethod = \"suppress\"\nthreshold = 5\nseed = \"0123456789abcdef0123456789abcdef\"\n"
	}
	files := fstest.MapFS{
		"data/site.toml": {Data: []byte("title = \"T\"\nbase_url = \"https://example.org/\"\npublisher = \"P\"\n" +
			"licence = \"CC0\"\nlanguage = \"" + language + "\"\n" + protection)},
		"data/sources.toml": {Data: []byte("[office]\npublisher = \"Office\"\n" +
			"title = \"Figures\"\naccessed = 2026-01-01\n")},
	}
	Add(t, files, sentences+"datasets", datasets, "data/datasets")
	Add(t, files, templates+"/words", "*", "templates/words")
	for name, text := range articles {
		files["content/reports/"+name+".md"] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

// Add adds TOML files of a folder to a site.
func Add(t testing.TB, files fstest.MapFS, from, pattern, to string) {
	t.Helper()
	names, err := filepath.Glob(from + "/" + pattern + ".toml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[to+"/"+filepath.Base(name)] = &fstest.MapFile{Data: text}
	}
}
