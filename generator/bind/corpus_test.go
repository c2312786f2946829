package bind_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/BurntSushi/toml"

	"vitrine/generator/bind"
	"vitrine/generator/build"
	"vitrine/generator/load"
	"vitrine/generator/locale"
	"vitrine/generator/source"
)

// sentence is one of the corpus: true of the datasets beside it, or falsified.
type sentence struct {
	ID, Lang, Source, Text, Falsehood, Least string
	Holds                                    bool
}

// TestCorpus binds published sentences, true and falsified, and holds what it finds against bars.
func TestCorpus(t *testing.T) {
	var corpus struct{ Sentence []sentence }
	if _, err := toml.DecodeFile("testdata/sentences/corpus.toml", &corpus); err != nil {
		t.Fatal(err)
	}
	byGroup := map[string][]sentence{}
	for _, s := range corpus.Sentence {
		group := s.Lang
		if s.ID[0] == 's' {
			group = "suppressed"
		}
		byGroup[group] = append(byGroup[group], s)
	}
	bars := map[string]struct{ refused, caught int }{"en": {4, 78}, "suppressed": {1, 0}}
	for _, group := range []string{"en", "de", "fr", "es", "zh", "vi", "th", "suppressed"} {
		var r tally
		articles := map[string]string{}
		for _, s := range byGroup[group] {
			articles[s.ID] = article("", s.Text)
		}
		found := problemsOf(t, group, articles)
		for _, s := range byGroup[group] {
			r.add(t, s, found[s.ID])
		}
		t.Logf("%s: %d of %d true refused; falsehoods in numbers and words: %d of %d caught, others %d of %d",
			group, r.refused, r.holds, r.caught, r.read, r.more, r.others)
		bar, ok := bars[group]
		if !ok {
			bar.caught = r.read
		}
		if r.refused > bar.refused || r.caught < bar.caught {
			t.Errorf("%s: at most %d may be refused, and at least %d have to be caught", group, bar.refused, bar.caught)
		}
	}
}

// tally counts what the binder finds of sentences.
type tally struct{ holds, refused, read, caught, others, more int }

func (r *tally) add(t *testing.T, s sentence, problems []source.Problem) {
	said := slices.ContainsFunc(problems, func(p source.Problem) bool { return !p.Warning })
	sure := slices.Contains([]string{"num", "word", "dir"}, s.Least)
	one := 0
	if said {
		one = 1
	}
	switch {
	case s.Holds:
		r.holds++
		r.refused += one
	case sure:
		r.read++
		r.caught += one
	default:
		r.others++
		r.more += one
	}
	if s.Holds && said || sure && !said {
		t.Logf("%s %s %v\n\t%s", s.ID, s.Least, problems, s.Text)
	}
}

// article is a sentence as an article, with more lines for its head.
func article(head, text string) string {
	return fmt.Sprintf("+++\ntitle = \"T\"\nsummary = \"S\"\ndate = 2026-01-01\n%s\n+++\n\n%s\n", head, text)
}

// problemsOf binds the articles of a site, by their ids, and returns what is wrong with each. group is
// the site's language, or suppressed.
func problemsOf(t *testing.T, group string, articles map[string]string) map[string][]source.Problem {
	t.Helper()
	language := group
	if group == "suppressed" {
		language = "en"
	}
	site := "title = \"T\"\nbase_url = \"https://example.org/\"\npublisher = \"P\"\nlicence = \"CC0\"\n" +
		"language = \"" + language + "\"\n"
	if group == "suppressed" {
		site += "[disclosure]\nmethod = \"suppress\"\nthreshold = 5\nseed = \"0123456789abcdef0123456789abcdef\"\n"
	} else {
		site += "strict_figures = true\n[disclosure]\nmethod = \"none\"\nreason = \"Published as they are.\"\n"
	}
	files := fstest.MapFS{"data/site.toml": {Data: []byte(site)},
		"data/sources.toml": {Data: []byte("[office]\npublisher = \"Office\"\ntitle = \"Figures\"\naccessed = 2026-01-01\n")}}
	names := "*"
	if group == "suppressed" {
		names = "found" // the one of which small counts are withheld
	}
	put(t, files, "testdata/sentences/datasets", names, "data/datasets")
	put(t, files, "../../templates/words", "*", "templates/words")
	for id, text := range articles {
		files["content/reports/"+id+".md"] = &fstest.MapFile{Data: []byte(text)}
	}
	var problems source.Problems
	if !bound(files, &problems) {
		t.Fatal(problems.Sorted())
	}
	found := map[string][]source.Problem{}
	for _, p := range problems.Sorted() {
		id := strings.TrimSuffix(filepath.Base(p.File), ".md")
		found[id] = append(found[id], p)
	}
	return found
}

// bound reads a site and binds its figures; false when its data can't be read.
func bound(files fstest.MapFS, problems *source.Problems) bool {
	data := build.ReadData(files, false, nil, nil, new(build.Counts), problems)
	if data == nil {
		return false
	}
	binder := bind.New(data.Site, locale.New(data.Site))
	binder.Data(problems)
	articles := load.NewArticles(files, data.Site)
	for _, name := range articles.Names(problems) {
		if d := articles.Read(name, problems); d != nil {
			binder.Article(d, problems)
		}
	}
	return true
}

// put reads the files of a folder.
func put(t *testing.T, files fstest.MapFS, from, pattern, to string) {
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
