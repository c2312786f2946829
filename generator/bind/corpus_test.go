package bind_test

import (
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/BurntSushi/toml"

	"vitrine/generator/bind"
	"vitrine/generator/build"
	"vitrine/generator/load"
	"vitrine/generator/locale"
	"vitrine/generator/report"
	"vitrine/generator/sitetest"
	"vitrine/generator/source"
)

// TestCorpus binds published sentences, true and falsified, and holds what it finds against bars.
func TestCorpus(t *testing.T) {
	byGroup := sitetest.Corpus(t)
	bars := map[string]struct{ refused, caught int }{"en": {4, 78}, "suppressed": {1, 0}}
	for _, group := range []string{"en", "de", "fr", "es", "zh", "vi", "th", "suppressed"} {
		var r tally
		articles := map[string]string{}
		for _, s := range byGroup[group] {
			articles[s.ID] = sitetest.Paragraph("", s.Text)
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

// TestMoreSentences binds sentences of which each is true, and its falsehood is refused.
func TestMoreSentences(t *testing.T) {
	var more struct {
		Sentence []struct{ Lang, Text, False string }
	}
	if _, err := toml.DecodeFile("testdata/sentences/more.toml", &more); err != nil {
		t.Fatal(err)
	}
	articles := map[string]map[string]string{}
	for i, s := range more.Sentence {
		if articles[s.Lang] == nil {
			articles[s.Lang] = map[string]string{}
		}
		articles[s.Lang][fmt.Sprintf("s%d-true", i)] = sitetest.Paragraph("", s.Text)
		if s.False != "" {
			articles[s.Lang][fmt.Sprintf("s%d-false", i)] = sitetest.Paragraph("", s.False)
		}
	}
	for language, list := range articles {
		found := problemsOf(t, language, list)
		for id := range list {
			wrong := slices.ContainsFunc(found[id], func(p source.Problem) bool { return !p.Warning })
			if wrong != strings.HasSuffix(id, "false") {
				t.Errorf("%s: %v\n%s", id, found[id], list[id])
			}
		}
	}
}

// tally counts what the binder finds of sentences.
type tally struct{ holds, refused, read, caught, others, more int }

func (r *tally) add(t *testing.T, s sitetest.Sentence, problems []source.Problem) {
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

// problemsOf binds the articles of a site, by their ids, and returns what is wrong with each. group is
// the site's language, or suppressed.
func problemsOf(t *testing.T, group string, articles map[string]string) map[string][]source.Problem {
	t.Helper()
	files := sitetest.CorpusSite(t, group, articles)
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

// TestWritesNothing holds documents that have been bound equal to those that have not.
func TestWritesNothing(t *testing.T) {
	articles := map[string]string{}
	for _, s := range sitetest.Corpus(t)["en"] {
		articles[s.ID] = sitetest.Paragraph("", s.Text)
	}
	files := sitetest.CorpusSite(t, "en", articles)
	var problems, own source.Problems
	data := build.ReadData(files, false, nil, nil, new(build.Counts), &problems)
	if data == nil {
		t.Fatal(problems.Sorted())
	}
	binder := bind.New(data.Site, locale.New(data.Site))
	reader := load.NewArticles(files, data.Site, data.Reader)
	figures := 0
	for _, name := range reader.Names(&problems) {
		d, same := reader.Read(name, &problems), reader.Read(name, &problems)
		if figures += len(binder.Article(d, &own).Figures); !reflect.DeepEqual(d, same) {
			t.Fatalf("%s is another document once it has been bound", name)
		}
	}
	if figures < 100 {
		t.Errorf("only %d figures were bound", figures)
	}
}

// bound reads a site and binds its figures; false when its data can't be read.
func bound(files fstest.MapFS, problems *source.Problems) bool {
	data := build.ReadData(files, false, nil, nil, new(build.Counts), problems)
	if data == nil {
		return false
	}
	binder := bind.New(data.Site, locale.New(data.Site))
	report.Attach(binder.Data(problems).Figures)
	articles := load.NewArticles(files, data.Site, data.Reader)
	for _, name := range articles.Names(problems) {
		if d := articles.Read(name, problems); d != nil {
			report.Attach(binder.Article(d, problems).Figures)
		}
	}
	return true
}
