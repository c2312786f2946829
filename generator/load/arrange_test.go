package load

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"vitrine/generator/report"
	"vitrine/generator/source"
)

// TestArrange: articles stand in their order, in their sections and topics, and what two of them
// claim is reported.
func TestArrange(t *testing.T) {
	day := func(text string) report.Date {
		d, err := report.ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	article := func(section, slug, date string, topics ...string) *report.Article {
		a := &report.Article{File: "content/" + section + "/" + slug + ".md", Section: section, Slug: slug, Date: day(date), Topics: topics,
			Name: section + " " + slug}
		a.Path = report.ArticlePath(a.File)
		a.Title.Plain = a.Name
		return a
	}
	var problems source.Problems
	site := &report.Site{Language: "en"}
	Arrange(site, []*report.Article{
		article("reports", "index", "2024"), article("reports", "old", "2023-01-02", "Police work"),
		article("reports", "new", "2024-05-01", "police  Work"), article("b-notes", "a", "2024-01-01"),
	}, &problems)
	var got []string
	for _, s := range site.Sections {
		got = append(got, fmt.Sprintf("%s %q %v", s.ID, s.Title, s.Page != nil))
		for _, a := range s.Articles {
			got = append(got, a.Path)
		}
	}
	for _, topic := range site.Topics {
		got = append(got, fmt.Sprintf("%s %q %d", topic.ID, topic.Title, len(topic.Articles)))
	}
	want := `b-notes "B notes" false; /b-notes/a/; reports "reports index" true; /reports/new/; /reports/old/; police-work "police  Work" 2`
	if joined := strings.Join(got, "; "); joined != want || problems.Failed() {
		t.Errorf("%s\nwant\n%s\n%v", joined, want, problems.Sorted())
	}

	german := &report.Site{Language: "de"}
	Arrange(german, []*report.Article{article("reports", "x", "2024", "Zoll", "Ämter", "amtlich")}, &problems)
	var topics []string
	for _, topic := range german.Topics {
		topics = append(topics, topic.Title)
	}
	if want := []string{"Ämter", "amtlich", "Zoll"}; !slices.Equal(topics, want) {
		t.Errorf("the topics %q, not %q", topics, want)
	}

	twice := article("reports", "twice", "2024-01-01")
	again := article("reports", "again", "2024-01-01")
	again.Aliases = []report.Alias{{Path: twice.Path, Pos: source.Pos{File: again.File, Line: 3}}}
	again.Name = twice.Name
	for _, a := range []*report.Article{twice, again} {
		a.Blocks = []report.NamedBlock{{ID: "c", Pos: source.Pos{File: a.File, Line: 9}}}
	}
	Arrange(&report.Site{Language: "en"}, []*report.Article{twice, again}, &problems)
	list := problems.Sorted()
	if len(list) != 3 {
		t.Errorf("%v", list)
	}
}
