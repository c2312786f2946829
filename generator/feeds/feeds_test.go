package feeds

import (
	"encoding/json"
	"encoding/xml"
	"net/url"
	"strings"
	"testing"

	"vitrine/generator/locale"
	"vitrine/generator/report"
)

// hostile is text that ends an element, a string, a comment or a field where it is not escaped.
const hostile = `</script>]]><x a="b">&amp; {\end} "quoted" %` + "\u2028"

func day(t *testing.T, text string) report.Date {
	t.Helper()
	d, err := report.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func site(t *testing.T) *report.Site {
	t.Helper()
	base, err := url.Parse("https://example.org/r/")
	if err != nil {
		t.Fatal(err)
	}
	return &report.Site{Title: hostile, BaseURL: base, Language: "en", Publisher: hostile, Licence: hostile,
		Words: report.Words{"cite-text": "{authors} ({year}): {title}. {site}, {date}.", "month-1": "January", "date": "{day} {month} {year}"}}
}

// TestAtom: the newest entry stands first and gives the feed its date, whatever the entries say.
func TestAtom(t *testing.T) {
	text := Atom(Feed{Language: "en", Title: hostile, URL: "https://example.org/", Self: "https://example.org/feed.xml", Author: hostile,
		Entries: []Entry{
			{Title: "old", URL: "https://example.org/old", Published: day(t, "2018"), Updated: day(t, "2018")},
			{Title: hostile, URL: "https://example.org/new", Published: day(t, "2018"), Updated: day(t, "2019-02"), Authors: []string{"A", hostile}},
		}})
	var got struct {
		Title   string `xml:"title"`
		Updated string `xml:"updated"`
		Entries []struct {
			Title   string   `xml:"title"`
			Authors []string `xml:"author>name"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal(text, &got); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if got.Title != hostile || got.Updated != "2019-02-01T00:00:00Z" || len(got.Entries) != 2 ||
		got.Entries[0].Title != hostile || got.Entries[1].Title != "old" || got.Entries[0].Authors[1] != hostile {
		t.Errorf("%+v", got)
	}
	if empty := string(Atom(Feed{})); !strings.Contains(empty, "<updated>0001-01-01T00:00:00Z</updated>") {
		t.Error(empty)
	}
}

// TestSitemap: pages with a date that is known have it.
func TestSitemap(t *testing.T) {
	got := string(Sitemap([]Page{{URL: "https://example.org/?a&b", Changed: day(t, "2018-05-06")}, {URL: "https://example.org/c"}}))
	if !strings.Contains(got, "<loc>https://example.org/?a&amp;b</loc>\n  <lastmod>2018-05-06</lastmod>") || strings.Count(got, "lastmod") != 2 {
		t.Error(got)
	}
}

// TestArticle: what programs read of an article is valid, and its text breaks out of nothing.
func TestArticle(t *testing.T) {
	s := site(t)
	a := &report.Article{Path: "/reports/a/", Section: "reports", Title: report.Rendered{Plain: hostile}, Date: day(t, "2024-01-02"),
		Changed: day(t, "2024-01-05"), Authors: []string{hostile}, Datasets: []string{"d"},
		Corrections: []report.ShownCorrection{{ID: "correction-x", Date: day(t, "2024-01-05"), Text: report.Rendered{Plain: hostile}}}}
	ld := string(ArticleLD(s, a))
	if strings.ContainsAny(ld, "<>&\u2028") {
		t.Errorf("it breaks out of a script: %s", ld)
	}
	var described struct {
		Type     string   `json:"@type"`
		Headline string   `json:"headline"`
		BasedOn  []string `json:"isBasedOn"`
	}
	if err := json.Unmarshal([]byte(ld), &described); err != nil || described.Headline != hostile || described.Type != "Article" ||
		len(described.BasedOn) != 1 || described.BasedOn[0] != "https://example.org/r/data/d/" {
		t.Errorf("%v %+v", err, described)
	}
	ref := CiteArticle(s, a, locale.New(s))
	if ref.URL != "https://example.org/r/reports/a/#correction-x" || !json.Valid([]byte(ref.CSL)) {
		t.Errorf("%+v", ref)
	}
	fields := strings.Split(ref.BibTeX, "\n")
	depth := 0
	for i, c := range ref.BibTeX {
		escaped := i > 0 && ref.BibTeX[i-1] == '\\'
		if c == '{' && !escaped {
			depth++
		} else if c == '}' && !escaped {
			depth--
		}
	}
	if len(fields) != 9 || depth != 0 {
		t.Errorf("a field of BibTeX is broken: %d lines, %d open\n%s", len(fields), depth, ref.BibTeX)
	}
}

// TestCiteChart: a chart is cited as of its article's last change, by its own address, and where
// the article names nobody, as the publisher's.
func TestCiteChart(t *testing.T) {
	base, _ := url.Parse("https://example.org/r/")
	s := &report.Site{Language: "en", Title: "Record", Publisher: "The editors", BaseURL: base, Words: report.Words{
		"cite-text": "{authors} ({year}): {title}. {site}, version of {date}.",
		"date-day":  "{day} {month} {year}", "month-3": "March"}}
	d := &report.Document{Path: "/reports/a/", Date: report.Date{Year: 2025, Month: 1, Day: 2},
		Updated: report.Date{Year: 2026, Month: 3, Day: 4}}
	for want, authors := range map[string][]string{
		"The editors (2026): Fewer. Record, version of 4 March 2026.": nil,
		"A; B (2026): Fewer. Record, version of 4 March 2026.":        {"A", "B"},
	} {
		d.Authors = authors
		got := CiteChart(s, d, "chart", "Fewer", locale.New(s))
		if want := (Reference{Text: want, URL: "https://example.org/r/reports/a/#chart"}); got != want {
			t.Errorf("%+v, not %+v", got, want)
		}
	}
}
