package sheet_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"vitrine/generator/bind"
	"vitrine/generator/build"
	"vitrine/generator/load"
	"vitrine/generator/locale"
	"vitrine/generator/report"
	"vitrine/generator/sheet"
	"vitrine/generator/sitetest"
	"vitrine/generator/source"
)

// TestCorpusFlags makes the sheet of published sentences, true and falsified, and holds what is refused or
// flagged against bars.
func TestCorpusFlags(t *testing.T) {
	byLang := sitetest.Corpus(t)
	seen, seenElsewhere := 0, 0
	for _, lang := range []string{"en", "de", "fr", "es", "zh", "vi", "th"} {
		found := flagsOf(t, lang, byLang[lang])
		flagged, caught, false_ := 0, 0, 0
		for _, s := range byLang[lang] {
			told := found[s.ID]
			switch {
			case s.Holds && slices.ContainsFunc(told, isFlag):
				flagged++
				t.Logf("%s holds: %q\n\t%s", s.ID, told, s.Text)
			case !s.Holds:
				false_++
				if len(told) > 0 {
					caught++
				} else {
					t.Logf("%s (%s, %s) is missed\n\t%s", s.ID, s.Falsehood, s.Least, s.Text)
				}
			}
		}
		t.Logf("%s: %d of %d falsehoods refused or flagged; %d true ones flagged", lang, caught, false_, flagged)
		if lang == "en" {
			seen = caught
			if flagged > 10 {
				t.Errorf("%d true sentences are flagged, and 10 may be", flagged)
			}
		} else {
			seenElsewhere += caught
		}
	}
	if seen < 105 || seenElsewhere < 28 {
		t.Errorf("%d and %d falsehoods are refused or flagged, and 105 and 28 have to be", seen, seenElsewhere)
	}
}

// TestOddSentences makes the sheets of sentences that are true, of which nothing is told, and of others that are odd.
func TestOddSentences(t *testing.T) {
	var file struct {
		Sentence []struct{ Head, Text, Odd string }
	}
	if _, err := toml.DecodeFile("testdata/flags.toml", &file); err != nil {
		t.Fatal(err)
	}
	articles := map[string]string{}
	for i, s := range file.Sentence {
		articles[fmt.Sprintf("s%d", i)] = sitetest.Paragraph(s.Head+"\n", s.Text)
		if s.Odd != "" {
			articles[fmt.Sprintf("s%d-odd", i)] = sitetest.Paragraph(s.Head+"\n", s.Odd)
		}
	}
	found := toldOf(t, "en", articles)
	for id, text := range articles {
		if told := found[id]; (len(told) > 0) != strings.HasSuffix(id, "-odd") {
			t.Errorf("%s: %q\n%s", id, told, text)
		}
	}
}

// TestMonthsOfVietnamese: names of months end in numbers there, and are exempt where numbers are looked for.
func TestMonthsOfVietnamese(t *testing.T) {
	const figure = "[410.600](value:pending/pending?2018-06-30&country=de)"
	found := toldOf(t, "vi", map[string]string{
		"true": sitetest.Paragraph("", "Vào tháng 6 năm 2018 có "+figure+" đơn."),
		"odd":  sitetest.Paragraph("", "Vào tháng 1 năm 2018 có "+figure+" đơn."),
		"ten":  sitetest.Paragraph("", "Vào tháng 10 năm 2018 có "+figure+" đơn."),
	})
	for id, want := range map[string]string{"true": "", "odd": "tháng 1:", "ten": "tháng 10:"} {
		if got := strings.Join(found[id], "; "); want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: %q", id, got)
		}
	}
}

func isFlag(told string) bool { return strings.HasPrefix(told, "flag ") }

// flagsOf says what is told of sentences of one language, each an article of a site: errors, and flags.
func flagsOf(t *testing.T, language string, list []sitetest.Sentence) map[string][]string {
	t.Helper()
	articles := map[string]string{}
	for _, s := range list {
		articles[s.ID] = sitetest.Paragraph("", s.Text)
	}
	return toldOf(t, language, articles)
}

// toldOf says what is told of articles by their names.
func toldOf(t *testing.T, language string, articlesOf map[string]string) map[string][]string {
	t.Helper()
	files := sitetest.CorpusSite(t, language, articlesOf)
	var problems source.Problems
	data := build.ReadData(files, false, nil, nil, new(build.Counts), &problems)
	if data == nil {
		t.Fatal(problems.Sorted())
	}
	binder := bind.New(data.Site, locale.New(data.Site))
	report.Attach(binder.Data(&problems).Figures)
	maker := sheet.New(data.Site, binder)
	articles := load.NewArticles(files, data.Site, data.Reader)
	found := map[string][]string{}
	for _, name := range articles.Names(&problems) {
		id := strings.TrimSuffix(filepath.Base(name), ".md")
		var own source.Problems
		d := articles.Read(name, &own)
		report.Attach(binder.Article(d, &own).Figures)
		for _, p := range own.Sorted() {
			if !p.Warning {
				found[id] = append(found[id], p.Text)
			}
		}
		for _, item := range maker.Items(d) {
			for _, f := range item.Flags {
				found[id] = append(found[id], "flag "+f.Kind+": "+f.Text)
			}
		}
	}
	return found
}

// TestCases makes the sheets of sites whose sentences name another year or member than their figures'.
func TestCases(t *testing.T) {
	for name, want := range map[string]int{"year-beside": 9, "member-beside": 6} {
		files := sitetest.Case(t, name)
		var problems source.Problems
		_, items := build.Sheet(files, false, &problems)
		flagged := 0
		for _, item := range items {
			if len(item.Flags) > 0 {
				flagged++
			} else {
				t.Logf("%s: %s has no flag", name, item.Words)
			}
		}
		if problems.Failed() || flagged < want {
			t.Errorf("%s: %d of %d sentences are flagged, %v", name, flagged, len(items), problems.Sorted())
		}
	}
}
