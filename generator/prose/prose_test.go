package prose

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"vitrine/generator/phrase"
	"vitrine/generator/phrase/phrasetest"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

func reader(t testing.TB) *Reader {
	return NewReader([]string{"Tier 2", "16.2.2"},
		report.Words{"month-5": "May", "month-6": "June", "month-12": "December"}, english(t))
}

func english(t testing.TB) report.Phrasing { return phrasetest.Phrasing(t, "../..", "en") }

func at(i int) source.Pos { return source.Pos{File: "f", Line: 1, Col: i + 1} }

// TestUnboundNumbers says which digits in free words are figures.
func TestUnboundNumbers(t *testing.T) {
	for text, want := range map[string]string{
		"1,332 suspects and 262 others":                                "1,332 262",
		"in 2018, from 2009 to 2021, 2018–2021, 2018/19":               "",
		"on 21 June 2019, June 21, 2019, 2019-06-21, 3 May":            "",
		"21–23 June 2019 and December 2013":                            "",
		"at 14:30 on the 76th and the 1st":                             "",
		"CO2, COVID-19, R44953 and Tier 2":                             "",
		"Tier 3 and 16.2.2 and 16.2.3":                                 "3 16.2.3",
		"about 20% of 5.5 million":                                     "20 5.5",
		"2,018 people; 2018 people; $2018; 2018%":                      "2,018 2018 2018 2018",
		"`1,332` and [1](plain:) and <https://e.org/2,000>":            "",
		"[1,332](value:a/b) and [2](https://e.org)":                    "2",
		"*1*2 and 1\u202f000":                                          "12 1\u202f000",
		"rose-1332 and ١٢٣":                                            "1332 ١٢٣",
		"it&#39;s &#8364; 5":                                           "5",
		"two outlets, six countries, a third, one of the laws":         "",
		"five hundred dead and two million hurt":                       "five hundred|two million",
		"half a million, a thousand, twenty-one thousand":              "half a million|a thousand|twenty-one thousand",
		"twenty per cent, forty-two percent, per cent":                 "twenty per cent|forty-two percent",
		"hundreds of people, [two million](plain:)":                    "",
		"Tier 2, Tier 2. 16.2.2, Tier 21 and Tier 2.5 and 16.2.25":     "21 2.5 16.2.25",
		"the second half of 2018, the other half of it":                "",
		"twenty arrests, twenty-one, Eleven and a dozen":               "twenty|twenty-one|Eleven|a dozen",
		"twenty years, ten days, twelve-hour shifts":                   "",
		"fell by two thirds; two-thirds; half of them":                 "two thirds|two-thirds|half",
		"a quarter of the women, the first quarter":                    "a quarter",
		"doubled, threefold, twice as many, met twice":                 "doubled|threefold|twice",
		"Nine out of ten, one in five, one in all":                     "Nine out of ten|one in five|one",
		"three times as many, three times a day":                       "three times",
		"Half were women, a third was heard, sixfold":                  "Half|a third|sixfold",
		"three times higher, two times fewer":                          "three times|two times",
		"fifty % of, half a dozen, double-check":                       "fifty %|half a dozen",
		"Three people, one young woman, a single case":                 "Three|one|a single",
		"one. People said; two rival sources, no one, one law":         "one",
		"Only three were found; two of them girls; one of whom":        "three|two|one",
		"Two sisters, both girls, a pair, the trio of victims":         "Two|both|pair|trio",
		"both women and men, single women, every single person":        "",
		"a lone victim, the only survivor, only women, just one":       "a lone|only|one",
		"fewer than four, three tourists, one was a boy":               "four|three|one|a",
		"in both registers, both of the sources, one another":          "",
		"a third victim, the second girl, there was one, twins":        "a third|second|one|twins",
		"both were found and freed, both girls and their mother":       "both|both",
		"two law students, three night workers, two part-time workers": "two|three|two",
		"three of the agency workers, two of them in provinces":        "three|two",
		"two of the rival sources, both men and women":                 "",
		"two in the province, three this year, two from the districts": "two|three|two",
		"a handful of victims, two guidelines, footnote 2":             "handful",
		"the 3rd girl, the 2nd report, on 3rd May":                     "3rd",
		"one very young girl, a lone Lao girl, the only Lao girl":      "one|a lone|only",
		"3 day labourers, 3 second offenders, 12-year-old girls":       "3 3",
		"in 2023–24, on 1 Dec 2024, Art. 5, aged under 18":             "",
		"two figures, both reports, a third report, was one day":       "",
		"over three years, in two ways, both sides, six points":        "",
		"⑫ dead, ½ as many, ⅔ more, 5 m² and 3²":                       "⑫ ½ ⅔ 5 3",
		"&#52;&#50; dead": "&#52;&#50;",
		"1950 euros, 2015 families, 1999€, 1800 women":                                "1950 2015 1999 1800",
		"more than 2000 arrests, the 2018 arrests":                                    "2000",
		"[12](value:a/b) per 100,000, [5](value:a/b), per 7 km":                       "7",
		"In 2015 families fled, since 2010 women":                                     "",
		"the past 12 months, a 10-year plan, 24 hours":                                "",
		"1,200 days, 1.5 years, 12 dayworkers, €12 days":                              "1,200 1.5 12 12",
		"aged 12, ages 12 to 17, age 5; 12-year-olds":                                 "",
		"aged 12 victims, at 12":                                                      "12 12",
		"In May 3 girls came, on 3 May girls came":                                    "3",
		"3 week-old babies, 3-week-old babies":                                        "3",
		"One 14-year-old girl, a lone 14-year-old, one 14-year plan":                  "One|a lone",
		"Some 2019 data were held, THB 2000, a total of 2000":                         "2000 2000",
		"only 2000 was better, By 2019 hours worked had fallen":                       "",
		"In June 12 and 15 died, § 5 to 12 officers":                                  "15 12",
		"On 8 May 2024 women marched, in 2023/24 students":                            "",
		"After 21 June 2019 families left, In June 2019 migrants fled":                "",
		"one 100-year-old law, one aa battery, one 14-year-old":                       "one|one",
		"June 12–15, 12–15 June, § 12, §§ 3 and 4":                                    "",
		"Part 3, Fig. 2, Figs. 2 and 3, Tables 2 and 3":                               "",
		"Regulation (EU) 2016/679, Directive 2011/36/EU":                              "",
		"under the age of 18, the age group 15–24, 18 years":                          "",
		"children under 5, girls aged 15 and over, men over 65, people over 300":      "300",
		"30 working days, 90 calendar days, 3 or 12 months":                           "",
		"it freed 3 and 12 months later, 3, 6 and 12 girls":                           "3 3 6 12",
		"counts below 5 are not shown, numbers under 5 were Thai, fewer than 5 girls": "5 5",
		"in the 1990s, at 10 a.m., 10.30 pm, 3 to 5 May 2019":                         "",
		"on 30 Dec. 2019, 03.05.2024, 3/5/2024":                                       "",
		"Article 5, page 12, pp. 12–14, No. 76, ISO 8601":                             "",
		"Resolution 1325, sections 2 and 3, Table 2":                                  "",
		"Article 5 victims, figure 12, pages and 12":                                  "5 12 12",
		"a rate per 100,000, rounded to the nearest 10":                               "",
		"12 per 90, the nearest 12 houses":                                            "12 90 12",
	} {
		var problems source.Problems
		got := reader(t).Inline([]byte(text), at, "", &problems)
		var numbers []string
		for _, n := range got.Numbers {
			if n.Code {
				continue
			}
			numbers = append(numbers, n.Text)
			if !strings.HasPrefix(text[n.Pos.Col-1:], n.Text[:1]) {
				t.Errorf("%q: %s is not at column %d", text, n.Text, n.Pos.Col)
			}
		}
		if joined := strings.Join(numbers, " "); joined != strings.ReplaceAll(want, "|", " ") {
			t.Errorf("%q: %q, want %q", text, joined, want)
		}
		if got.Digits == 0 && strings.ContainsAny(text, "0123456789") {
			t.Errorf("%q: no digits were looked at", text)
		}
		if problems.Failed() {
			t.Errorf("%q: %v", text, problems.Sorted())
		}
	}
}

func TestReferences(t *testing.T) {
	text := "A [1,332](value:d/a?x=y) of [*many*](value:/b), [](value:d/c), " +
		"[file](../x.md#y) and ![three girls](p.png).\n\n## Über uns\n\n## Über uns\n\n## Own {#fixed}\n\n```chart\nx = 1\n```\n"
	var problems source.Problems
	got, fences := reader(t).Article([]byte(text), at, &problems)
	var figures, headings []string
	for _, f := range got.Figures {
		figures = append(figures, fmt.Sprintf("%s|%s|%s|%s", f.Phrase, f.Address, text[f.Pos.Col-1:f.Pos.Col],
			text[f.AddressPos.Col-1:f.AddressPos.Col+2]))
	}
	for _, h := range got.Headings {
		headings = append(headings, h.ID)
	}
	if want := []string{"1,332|d/a?x=y|[|d/a", "many|/b|[|/b)", "|d/c|[|d/c"}; !slices.Equal(figures, want) {
		t.Errorf("%q", figures)
	}
	if want := []string{"über-uns", "über-uns-2", "fixed"}; !slices.Equal(headings, want) {
		t.Errorf("%q", headings)
	}
	if len(got.Links) != 1 || got.Links[0].Destination != "../x.md#y" || len(got.Images) != 1 ||
		got.Images[0].Alt != "three girls" || len(got.Numbers) != 1 {
		t.Errorf("%+v %+v", got.Links, got.Images)
	}
	if len(fences) != 1 || fences[0].Kind != "chart" || text[fences[0].Start:fences[0].End] != "x = 1\n" {
		t.Errorf("%+v", fences)
	}
	if problems.Failed() {
		t.Error(problems.Sorted())
	}
	if html := new(Printer).HTML(got, Parts{}); !strings.Contains(html, `<h2 id="fixed">Own</h2>`) ||
		strings.Contains(html, "value:") {
		t.Error(html)
	}
}

// FuzzNumbers: what is found lies in the text, in order.
func FuzzNumbers(f *testing.F) {
	for _, s := range []string{"nine out of ten", "half a million", "the second half of it", "a single woman",
		"fifty % of", "twenty-one thousand", "two\u00a0thirds", "ten\xff", "three times as", "the only victim",
		"just one"} {
		f.Add(s)
	}
	table, err := phrase.New(english(f))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, n := range table.Words(text) {
			if n.Start < end || n.End <= n.Start || n.End > len(text) || n.Small < 0 || n.Small > 9 {
				t.Fatalf("%q: %+v after %d", text, n, end)
			}
			end = n.End
		}
	})
}

// TestTitles: what is told beside a link or a picture is read, too.
func TestTitles(t *testing.T) {
	for text, col := range map[string]int{
		`See [this](/x "of 3 girls").`:                        19,
		"See [this][a].\n\n[a]: /x \"of 3 girls\"":            13,
		`See ![girls](a.png "of 3 girls") and [this](/x "").`: 24,
	} {
		var problems source.Problems
		got, _ := reader(t).Article([]byte(text), func(i int) source.Pos {
			return source.Pos{Line: 1 + strings.Count(text[:i], "\n"), Col: i - strings.LastIndex(text[:i], "\n")}
		}, &problems)
		if n := got.Numbers; len(n) != 1 || n[0].Text != "3" || n[0].Pos.Col != col {
			t.Errorf("%q: %v %v", text, n, problems.Sorted())
		}
	}
}

// TestTitlesAreShown: the title of a link is written, and one of a link to a value, which
// has a note in its place, is refused.
func TestTitlesAreShown(t *testing.T) {
	var problems source.Problems
	got, _ := reader(t).Article([]byte(`[this](/x "A &amp; \"B\"")`), at, &problems)
	html := new(Printer).HTML(got, Parts{Link: func(l *report.Link) string { return l.Destination }})
	if !strings.Contains(html, `<a href="/x" title="A &amp; &#34;B&#34;">this</a>`) || problems.Failed() {
		t.Error(html, problems.Sorted())
	}
	reader(t).Article([]byte(`[3](value:a/b "three")`), at, &problems)
	if list := problems.Sorted(); len(list) != 1 || list[0].Hint == "" {
		t.Error(list)
	}
}

// TestMonthsInLetters: the names of months are letters, not bytes.
func TestMonthsInLetters(t *testing.T) {
	var problems source.Problems
	got := NewReader(nil, report.Words{"month-8": "août"}, nil).Inline([]byte("le 3 août 2024, 12"), at, "", &problems)
	if len(got.Numbers) != 1 || got.Numbers[0].Text != "12" {
		t.Errorf("%v", got.Numbers)
	}
}

// TestUnboundNumbersOf says the same of other languages: where words are parted by no spaces, a number stands
// beside letters.
func TestUnboundNumbersOf(t *testing.T) {
	for language, texts := range map[string]map[string]string{
		"de": {
			"Die Zahl stieg von 100 auf 1.000.": "100 1.000", "je 100.000 Einwohner": "", "3 bis 5. Mai 2024": "",
			"Zwischen dem 3. und dem 5. Mai 2024 und vom 3. bis zum 5. Mai.": "", "CO2 und COVID-19": "",
		},
		"fr": {
			"Du 3 au 5 mai 2024, entre le 3 et le 5 mai.": "", "pour 100\u202f000 habitants, pour 100\u00a0000 d’entre eux": "",
			"par 100 agents, sur 100 agents": "100 100",
		},
		"es": {"Del 3 al 5 de mayo de 2024, entre el 3 y el 5 de mayo.": "", "Multa por 1.000 euros": "1.000", "cada 1.000": ""},
		"vi": {
			"Trên 1.000 vụ, trên 100 người.": "1.000 100", "Ngày 3 tháng 5, từ ngày 3 đến ngày 5 tháng 5 năm 2024.": "",
			"trong 3 tháng": "",
		},
		"th": {"ระหว่างวันที่ 3 ถึง 5 พฤษภาคม 2567": "", "จับกุม1500คน มีผู้หญิง3คน": "1500 3", "ประชากร 1,000 คน": "1,000"},
		"zh": {"其中女性仅有3人，逮捕了8500人。": "3 8500", "2023年3月5日": "", "罚款500万元": "500"},
	} {
		months := report.Words{"month-5": map[string]string{"de": "Mai", "fr": "mai", "es": "mayo", "vi": "tháng 5",
			"th": "พฤษภาคม", "zh": "5月"}[language]}
		rd := NewReader(nil, months, phrasetest.Phrasing(t, "../..", language))
		for text, want := range texts {
			var problems source.Problems
			var numbers []string
			for _, n := range rd.Inline([]byte(text), at, "", &problems).Numbers {
				numbers = append(numbers, n.Text)
			}
			if got := strings.Join(numbers, " "); got != want || problems.Failed() {
				t.Errorf("%s: %q: %q, want %q; %v", language, text, got, want, problems.Sorted())
			}
		}
	}
}

// TestEqualHeadings: each heading has an anchor of its own, whatever others say or fix.
func TestEqualHeadings(t *testing.T) {
	text := "## A\n\n## A-3\n\n## Own {#a-4}\n\n" + strings.Repeat("## A\n\n", 20_000) + "## A-3\n"
	var problems source.Problems
	got, _ := reader(t).Article([]byte(text), at, &problems)
	var first []string
	ids := map[string]bool{}
	for i, h := range got.Headings {
		if ids[h.ID] {
			t.Fatalf("two headings have the anchor %s", h.ID)
		}
		if ids[h.ID] = true; i < 6 {
			first = append(first, h.ID)
		}
	}
	last := got.Headings[len(got.Headings)-2:]
	if want := []string{"a", "a-3", "a-4", "a-2", "a-5", "a-6"}; !slices.Equal(first, want) ||
		last[0].ID != "a-20003" || last[1].ID != "a-3-2" || problems.Failed() {
		t.Errorf("%q, then %v", first, last)
	}
}

// BenchmarkEqualHeadings has to take twice as long for twice as many.
func BenchmarkEqualHeadings(b *testing.B) {
	for _, n := range []int{10_000, 20_000, 40_000} {
		text := []byte(strings.Repeat("## A\n\n", n))
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			for b.Loop() {
				reader(b).Article(text, at, new(source.Problems))
			}
		})
	}
}
