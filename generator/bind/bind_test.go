package bind

import (
	"fmt"
	"strings"
	"testing"

	"vitrine/generator/locale"
	"vitrine/generator/phrase/phrasetest"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// testSite is a dataset with a total, rivals, bounds, plans, gaps, a rating and
// dates, in the short form of cells.
func testSite(t testing.TB) (*report.Site, *locale.Locale) {
	t.Helper()
	words := report.Words{}
	for _, key := range locale.Required() {
		words[key] = key
	}
	for key, word := range map[string]string{"percent": "{n}%", "points": "{n} points", "times": "{n} times", "bound-above": "more than {n}", "bound-at-least": "at least {n}", "bound-about": "about {n}", "date-day": "{day} {month} {year}", "date-month": "{month} {year}",
		"period": "{from} to {to}", "period-until": "until {to}", "period-from": "since {from}", "period-months": "{from} to {to} {year}", "month-4": "April", "month-6": "June", "month-12": "December"} {
		words[key] = word
	}
	a, b := &report.Source{ID: "a"}, &report.Source{ID: "b"}
	label := func(s string) report.Label { return report.Label{"": s} }
	member := func(id, title string) *report.Member { return &report.Member{ID: id, Title: label(title)} }
	year := func(id string) *report.Member {
		p, err := report.ParsePeriod(id)
		if err != nil {
			t.Fatal(err)
		}
		return &report.Member{ID: id, Period: p}
	}
	build := func(d *report.Dataset, rows ...string) *report.Dataset {
		for _, line := range rows {
			fields := strings.Fields(line)
			row := &report.Row{Sources: []*report.Source{a}}
			if fields[0] == "b:" {
				row.Sources = []*report.Source{b}
				fields = fields[1:]
			}
			row.Keys, fields = fields[:len(d.Dimensions)], fields[len(d.Dimensions):]
			row.Attrs, fields = fields[:len(d.Attributes)], fields[len(d.Attributes):]
			for i, f := range fields {
				c := report.Cell{Sources: row.Sources}
				f, mark, _ := strings.Cut(f, "/")
				if mark != "" {
					c.Marks = []string{mark}
				}
				switch {
				case f == "x":
					c.State = report.Missing
				case f == "c":
					c.State = report.Suppressed
				case d.Measures[i].Rating():
					c.State, c.Grade = report.Rated, f
				default:
					number := strings.TrimLeft(f, "<>=~")
					c.Bound = report.Bound(strings.TrimSuffix(f, number))
					var err error
					if c.Value, err = report.ParseDecimal(number); err != nil {
						t.Fatal(err)
					}
				}
				row.Cells = append(row.Cells, c)
			}
			d.Rows = append(d.Rows, row)
		}
		return d
	}
	percent := report.Per{Number: 100, Percent: true}
	english := phrasetest.Phrasing(t, "../..", "en")
	site := &report.Site{Language: "en", Words: words, Phrasing: english, Units: english, Sources: []*report.Source{a, b}}
	site.Datasets = []*report.Dataset{
		build(&report.Dataset{ID: "v", Standalone: true,
			Dimensions: []*report.Dimension{
				{ID: "year", Kind: report.KindPeriod, Members: []*report.Member{year("2018"), year("2019"), year("2020")}},
				{ID: "sex", Kind: report.KindCategory, Total: "all", Members: []*report.Member{member("all", "All"), member("f", "Female"), member("m", "Male")}}},
			Measures:      []*report.Measure{{ID: "n", Unit: label("persons"), People: true}, {ID: "part", Title: label("Partners"), Unit: label("persons"), People: true}, {ID: "km", Unit: label("km"), Decimals: 1}, {ID: "rate", Unit: label("%"), Per: percent, Decimals: 1}},
			Discrepancies: []*report.Discrepancy{{ID: "odd-one", Cells: 36}}},
			"2018 all 100 20 10.5 5.0", "2018 f 40 c x x", "2018 m 60 c >500 x",
			"2019 all 210 63 748 7.5", "2019 f 110 30 12/f x", "2019 m 100 33 2/b x",
			"2020 all x x x x", "2020 f x x x x", "2020 m 9 x x x"),
		build(&report.Dataset{ID: "r", Standalone: true,
			Dimensions: []*report.Dimension{{ID: "period", Kind: report.KindPeriod, Members: []*report.Member{year("2018-06/2018-12"), year("2018-07/2018-12")}}},
			Measures:   []*report.Measure{{ID: "suspects", Unit: label("persons"), People: true}, {ID: "foreign", Unit: label("persons"), People: true}},
			Conflicts:  []*report.Conflict{{Differs: "period", Same: map[string][]string{"period": {"2018-06/2018-12", "2018-07/2018-12"}}}}},
			"2018-06/2018-12 1332 262", "b: 2018-07/2018-12 1322 262"),
		build(&report.Dataset{ID: "t", Standalone: true,
			Dimensions: []*report.Dimension{{ID: "c", Kind: report.KindCategory, Members: []*report.Member{member("ne", "Niger"), member("ng", "Nigeria"), member("in", "India"), member("cn", "China")}}},
			Attributes: []*report.Attribute{{ID: "date", Kind: "period"}},
			Measures: []*report.Measure{{ID: "tier", Scale: []*report.Member{member("1", "Tier 1"), member("2", "Tier 2"),
				{ID: "2w", Title: label("Tier 2 Watch List"), Short: label("Watch List")}}}}},
			"ne 2018 1", "ng 2018-06-06 2", "in ../2019-04-26 2w", "cn 2018 x"),
		build(&report.Dataset{ID: "u", Standalone: true,
			Dimensions: []*report.Dimension{{ID: "year", Kind: report.KindPeriod, Members: []*report.Member{year("2022"), year("2023"), year("2024")}}},
			Measures: []*report.Measure{{ID: "cases", Unit: label("cases")}, {ID: "eur", Unit: label("euros"), Decimals: 1}, {ID: "spent", Unit: label("million euros"), Decimals: 1},
				{ID: "usd", Unit: label("US dollars")}, {ID: "dist", Unit: label("km")},
				{ID: "rate", Unit: label("per 100,000 inhabitants"), Per: report.Per{Number: 100_000}, Decimals: 1},
				{ID: "each", Unit: label("kg per person"), Decimals: 1},
				{ID: "pct", Unit: label("% of households"), Per: percent}}},
			"2022 1000 12.5 12.5 1500 1500 12.5 2.5 5", "2023 3000 x x x x x x 10", "2024 1500 x x x x x x 4"),
	}
	return site, locale.New(site)
}

// check binds one link and returns its result or what is wrong with it.
func check(site *report.Site, l *locale.Locale, phrase, address string) (*report.Figure, string) {
	return checkIn(site, l, "", phrase, address, "")
}

// checkIn binds one with words around it.
func checkIn(site *report.Site, l *locale.Locale, before, phrase, address, after string) (*report.Figure, string) {
	f := &report.Figure{Pos: source.Pos{File: "f", Line: 1, Col: 1}, Phrase: phrase, Address: address, AddressPos: source.Pos{File: "f", Line: 1, Col: 9}, Before: before, After: after}
	site.Headlines = []*report.HeadlineFigure{{Figure: &report.Text{Figures: []*report.Figure{f}}}}
	var problems source.Problems
	report.Attach(New(site, l).Data(&problems).Figures)
	var list []string
	for _, p := range problems.Sorted() {
		list = append(list, p.Text)
	}
	return f, strings.Join(list, "; ")
}

func TestLinks(t *testing.T) {
	site, l := testSite(t)
	for _, c := range []struct{ phrase, address, wrong string }{
		{"100 people", "v/n?year=2018", ""},
		{"40 women", "v/n?year=2018&sex=f", ""},
		{"310", "v/sum(n)?year=2018..2019", ""},
		{"310", "v/sum(n)[year=2018,2019]", ""},
		{"310", "v/sum(n[year=!2020])", ""},
		{"at least 310", "v/sum(n)?year=*", ""},
		{"310", "v/sum(n)?year=*", "does not hold"},
		{"two", "v/count()?year=2018&sex=!all", ""},
		{"36", "v/cells(odd-one)", ""},
		{"at least 748 km", "v/max(km)?year=*", ""},
		{"10.5 km", "v/min(km)?year=2018..2019&sex=all", ""},
		{"no planned ones, 1", "v/count()?year=2019&mark=f&sex=*", ""},
		{"more than doubled", "v/n[year=2019]/n[year=2018]", ""},
		{"20%", "v/part/n?year=2018", ""},
		{"a fifth", "v/part/n?year=2018", ""},
		{"80%", "v/1-part/n?year=2018", ""},
		{"10 percentage points", "v/part[year=2019]/n[year=2019]-part[year=2018]/n[year=2018]", ""},
		{"110 more", "v/n[year=2019]-n[year=2018]", ""},
		{"110 fewer", "v/n[year=2018]-n[year=2019]", ""},
		{"110", "v/n[year=2018]-n[year=2019]", ""},
		{"2.5 percentage points", "v/rate[year=2019]-rate[year=2018]", ""},
		{"2.5%", "v/rate[year=2019]-rate[year=2018]", "percentage points"},
		{"5%", "v/rate?year=2018", ""},
		{"50", "v/n[year=2018]/(1+1)", ""},
		{"not reported", "v/n?year=2020", ""},
		{"no figure", "v/n?year=2020", ""},
		{"9", "v/n?year=2020", "gives a number, but the cell has none"},
		{"more than 500 km", "v/km?year=2018&sex=m", ""},
		{"510 km", "v/km?year=2018&sex=m", "does not hold"},
		{"514 miles", "v/km?year=2018&sex=m", "another unit"},
		{"100%", "v/n?year=2018", "speaks of per cent"},
		{"twice", "v/n?year=2018", "does not hold"},
		{"10 per cent", "v/n/km?year=2018", "speaks of per cent"},
		{"1,332", "v/1332", "no cell stands behind"},
		{"100", "v/n", "3 rows fit"},
		{"100", "v/m?year=2018", `no measure "m"`},
		{"100", "v/n?yaer=2018", `no dimension "yaer"`},
		{"100", "v/n?year=2017", `there is no year "2017"`},
		{"100", "w/n", `no published dataset "w"`},
		{"100", "v/n?year=2018&", "KEY=VALUE"},
		{"100", "v/(n?year=2018", "closing bracket"},
		{"100", "v/" + strings.Repeat("(", 200) + "n", "nested too deep"},
		{"100", "v/sum(n)?year=2018&sex=*", ""},
		{"200", "v/sum(n)?year=2018&sex=all,f,m", "add the total of sex to its parts"},
		{"140", "v/n[sex=all]+n[sex=f]?year=2018", "add the total of sex to its parts"},
		{"110.5", "v/n+km?year=2018", "units differ"},
		{"19", "u/sum(pct)?year=*", "shares can't be added"},
		{"15%", "u/pct[year=2022]+pct[year=2023]", "shares can't be added"},
		{"12.5", "u/sum(rate)?year=2022", "rates can't be added"},
		{"10", "u/max(pct)?year=*", ""},
		{"3", "v/km[year=2019&sex=m]-1", "break [b]"},
		{"13", "v/km[sex=f]+1?year=2019", "planned figure"},
		{"12 km planned", "v/km?year=2019&sex=f", ""},
		{"736 km more than planned", "v/km[sex=all]-km[sex=f]?year=2019", ""},
		{"0", "v/n/count()?year=2018", "does not hold"},
		{"20", "v/part?year=2018&sex=f", "suppressed"},
		{"20", "v/part[sex=f]+part[sex=m]?year=2018", "suppressed"},
		{"262", "r/foreign", ""},
		{"1,332", "r/suspects", "in the words of b"},
		{"1,332", "r/suspects?source=a", ""},
		{"1,332", "r/suspects?period=2018-06/2018-12", "in the words of b"},
		{"about 20%", "r/foreign/suspects", ""},
		{"10", "r/suspects[source=a]-suspects[source=b]", ""},
		{"Tier 1", "t/tier?c=ne", ""},
		{"Tier 10", "t/tier?c=ne", "does not hold"},
		{"not Tier 1", "t/tier?c=ne", "does not hold"},
		{"Tier 2 or Tier 1", "t/tier?c=ne", "does not hold"},
		{"Tier 2", "t/tier?c=in", "does not hold"},
		{"the Watch List", "t/tier?c=in", ""},
		{"Tier 2 Watch List", "t/tier?c=in", ""},
		{"Tier 2 Watch List", "t/tier?c=ng", "does not hold"},
		{"Watch List", "t/tier?c=cn", "does not hold"},
		{"no grade", "t/tier?c=cn", ""},
		{"3", "t/tier-1?c=ne", "is a rating"},
		{"Niger", "t/c?c=ne", ""},
		{"Nigeria", "t/c?c=ne", "does not hold"},
		{"China", "t/c?c=in", "does not hold"},
		{"26 April 2019", "t/date?c=in", ""},
		{"27 April 2019", "t/date?c=in", "does not hold"},
		{"16 June 2018", "t/date?c=ng", "does not hold"},
		{"6 June 2018", "t/date?c=ng", ""},
		{"June 2018", "t/date?c=ne", "does not hold"},
		{"in 2018", "t/date?c=ne", ""},
		{"Niger", "t/c?tier=1", ""},
	} {
		_, wrong := check(site, l, c.phrase, c.address)
		if c.wrong == "" && wrong != "" || !strings.Contains(wrong, c.wrong) {
			t.Errorf("[%s](value:%s): %q, want %q", c.phrase, c.address, wrong, c.wrong)
		}
	}
}

// TestUnits: what is counted, at which scale, and of how many, inside of the link.
func TestUnits(t *testing.T) {
	const rose, ratio = "u/(cases[year=2023]-cases[year=2022])/cases[year=2022]", "u/cases[year=2023]/cases[year=2022]"
	const halved, half = "u/(cases[year=2024]-cases[year=2023])/cases[year=2023]", "u/cases[year=2024]/cases[year=2023]"
	site, l := testSite(t)
	for _, c := range []struct {
		address      string
		holds, fails []string
	}{
		{"u/eur?year=2022", []string{"12.5", "€12.5", "12.5 euros", "12.5 EUR", "EUR 12.5", "€ 12.5", "about 13 euros"},
			[]string{"12.5 bn", "€12.5 bn", "€12.5m", "12.5 k", "12.5 dollars", "$12.5", "$ 12.5", "12.5 US dollars", "12.5 million"}},
		{"u/spent?year=2022", []string{"12.5", "12.5 million euros", "€12.5 million", "12.5 million", "12,500,000 euros", "more than 12 million euros", "twelve and a half million euros"},
			[]string{"12.5 euros", "€12.5", "12.5 billion euros", "12.5 thousand euros", "12.5 million dollars", "13 million"}},
		{"u/usd?year=2022", []string{"1,500", "$1,500", "US$1,500", "1,500 US dollars", "USD 1,500", "1.5 thousand dollars"}, []string{"A$1,500", "HK$ 1,500", "1,500 Australian dollars", "1,500 Hong Kong dollars", "€ 1,500", "EUR 1,500", "RMB 1,500", "1,500 baht", "1,500 km"}},
		{"u/dist?year=2022", []string{"1,500 km", "1,500 kilometres", "1,500"}, []string{"1,500 km/h", "1,500 mm", "1,500 decades", "1,500 m", "1,500 nautical miles", "1,500 square kilometres", "1,500 km²", "1,500 ft", "1,500 hectares", "1,500 miles"}},
		{"u/rate?year=2022", []string{"12.5", "12.5 per 100,000", "12.5 per 100,000 inhabitants", "1.25 per 10,000", "12.5 in every 100,000", "12.5 per hundred thousand"}, []string{"12.5 per thousand", "12.5%", "12.5 per 10,000", "12.5 per million"}},
		{"u/each?year=2022", []string{"2.5 kg", "2.5 kg per person", "2.5 kilos", "2.5 kg a head"}, []string{"2.5 metric tons", "2.5 tonnes", "2.5 km", "2.5 million kg"}},
		{"u/pct?year=2022", []string{"5%", "5 per cent", "50 per thousand", "5", "one in 20", "1 in 20"}, []string{"5 per thousand", "5 in every thousand", "5‰", "5 percentage points", "5 basis points"}},
		{"u/pct[year=2024]-pct[year=2023]", []string{"6 percentage points fewer", "down 6 points", "-6"}, []string{"down 6%", "6% less", "6 percentage points more"}},
		{rose, []string{"rose by 200%", "200% more", "tripled", "three times as many", "200%"}, []string{"rose by 300%", "doubled", "fell by 200%", "twice as many"}},
		{ratio, []string{"rose by 200%", "200% more", "tripled", "300%", "three times as many"}, []string{"rose by 300%", "300% more", "an increase of 300%", "a 300% increase", "up 300%", "grew by about 300%"}},
		{half, []string{"half", "fell by half", "50%", "fell to half", "halved", "half as many", "50% fewer", "down by 50%", "fell to 50%"}, []string{"rose by half", "half more", "rose by 50%", "shrank twofold"}},
		{halved, []string{"halved", "fell by half", "fell by 50%", "shrank by half", "plunged 50%"}, []string{"rose by half", "doubled"}},
		{"u/cases[year=2024]-cases[year=2023]", []string{"shrank by 1,500", "1,500 fewer", "plunged by 1,500", "were cut by 1,500", "1,500 fewer cases"}, []string{"rose by 1,500", "1,500 more"}},
		{"u/cases?year=2024", []string{"fell sharply to 1,500", "dropped back to 1,500", "1,500 lost children", "1.5 thousand"},
			[]string{"neither 1,500 nor 2", "hardly 1,500", "1,500 ×", "1,500 ½", "about zero million"}},
		{"v/n[year=2019&sex=f]/n[year=2019&sex=all]", []string{"52 in 100", "one in two", "52%"}, []string{"nine in ten", "two in three", "52 in 1,000"}},
		{"v/part[year=2019&sex=m]/n[year=2019&sex=m]", []string{"one in three", "33 in 100", "a third", "33 out of every 100"}, []string{"two in three", "nine out of ten"}},
		{"u/(cases[year=2023]-cases[year=2022])/cases[year=2023]", []string{"two in three", "two out of three", "two thirds", "67%"}, []string{"nine in ten"}},
		{half + "+1", []string{"one and a half times as many", "1.5 times"}, []string{"two and a half times as many"}},
		{"v/n?year=2020", []string{"not reported", "no figure", "no source says"}, []string{"none", "nobody", "no cases at all", "thousands", "several thousands", "doubled"}},
	} {
		for _, phrase := range c.holds {
			if _, wrong := check(site, l, phrase, c.address); wrong != "" {
				t.Errorf("[%s](value:%s) should hold: %s", phrase, c.address, wrong)
			}
		}
		for _, phrase := range c.fails {
			if _, wrong := check(site, l, phrase, c.address); wrong == "" {
				t.Errorf("[%s](value:%s) should fail", phrase, c.address)
			}
		}
	}
}

// TestSentences: what stands right beside a link is read with its number.
func TestSentences(t *testing.T) {
	const eur, spent, fewer = "u/eur?year=2022", "u/spent?year=2022", "u/cases[year=2024]-cases[year=2023]"
	site, l := testSite(t)
	for _, c := range []struct{ before, phrase, address, after, wrong string }{
		{"", "12.5", spent, " million euros were spent", ""},
		{"", "", spent, " million euros", ""},
		{"", "12.5", eur, " million euros", "does not hold"},
		{"", "", eur, " million euros", "does not hold"},
		{"", "12.5", eur, " million", "does not hold"},
		{"", "12.5", eur, "\u00a0bn euros", "does not hold"},
		{"", "12.5", eur, ". Millions were spent elsewhere", ""},
		{"", "12.5", eur, ", million euros", ""},
		{"€", "12.5", eur, " for each", ""},
		{"$", "12.5", eur, "", "another unit"},
		{"USD ", "12.5", eur, "", "another unit"},
		{"", "1,000", "u/cases?year=2022", " thousand", "does not hold"},
		{"", "1,000", "u/cases?year=2022", " dozen cases", "does not hold"},
		{"", "1,000", "u/cases?year=2022", "% of them", "per cent"},
		{"", "1,000", "u/cases?year=2022", " per cent", "per cent"},
		{"", "1,000", "u/cases?year=2022", " cases a year", ""},
		{"", "1,000", "u/cases?year=2022", " or fewer", ""},
		{"", "1,000", "u/cases?year=2022", " or more cases", ""},
		{"", "1,000", "u/cases?year=2022", " km", "another unit"},
		{"", "1,500", "u/usd?year=2022", " Hong Kong dollars", "another unit"},
		{"HK$", "1,500", "u/usd?year=2022", "", "another unit"},
		{"US$", "1,500", "u/usd?year=2022", "", ""},
		{"-", "1,000", "u/cases?year=2022", "", "does not hold"},
		{"cases: −", "1,000", "u/cases?year=2022", "", "does not hold"},
		{"Cases-", "1,000", "u/cases?year=2022", "", ""},
		{"from 1950 – ", "1,000", "u/cases?year=2022", " – to now", ""},
		{"", "12.5", "u/rate?year=2022", " per 100,000 inhabitants", ""},
		{"", "12.5", "u/rate?year=2022", " per 1,000 inhabitants", "does not hold"},
		{"", "12.5", "u/rate?year=2022", " for every 100,000", ""},
		{"", "12.5", "u/rate?year=2022", " in every 1,000", "does not hold"},
		{"a drop of ", "1,500", fewer, "", ""},
		{"a rise of ", "1,500", fewer, "", "does not hold"},
		{"", "2.5", "u/each?year=2022", " kg per person", ""},
		{"", "6", "u/pct[year=2023]-pct[year=2024]", "%", "percentage points"},
		{"", "6", "u/pct[year=2023]-pct[year=2024]", " percentage points", ""},
		{"Cases fell by ", "1,500", fewer, "", ""},
		{"Cases rose by ", "1,500", fewer, "", "does not hold"},
		{"Cases fell by ", "2,000", "u/cases[year=2023]-cases[year=2022]", "", "does not hold"},
		{"Cases fell to ", "1,500", "u/cases?year=2024", "", ""},
		{"Cases rose by ", "300%", "u/cases[year=2023]/cases[year=2022]", "", "does not hold"},
		{"Cases rose by ", "200%", "u/cases[year=2023]/cases[year=2022]", "", ""},
		{"lasted ", "three", "u/count()", " years", ""},
		// direction and what kind of figure it is
		{"Cases fell sharply by ", "2,000", "u/cases[year=2023]-cases[year=2022]", "", "does not hold"},
		{"Cases fell by nearly ", "2,000", "u/cases[year=2023]-cases[year=2022]", "", "does not hold"},
		{"Cases fell sharply by ", "1,500", fewer, "", ""},
		{"There were ", "1,500", fewer, " fewer cases", ""},
		{"There were ", "1,500", fewer, " more cases", "does not hold"},
		{"There were ", "2,000", "u/cases[year=2023]-cases[year=2022]", " fewer cases", "does not hold"},
		{"A ", "50%", "u/(cases[year=2024]-cases[year=2023])/cases[year=2023]", " fall", ""},
		{"A ", "50%", "u/(cases[year=2024]-cases[year=2023])/cases[year=2023]", " drop in cases", ""},
		{"A ", "50%", "u/(cases[year=2024]-cases[year=2023])/cases[year=2023]", " rise", "does not hold"},
		{"Cases were ", "200%", "u/cases[year=2023]/cases[year=2022]", " higher", ""},
		{"Cases were ", "300%", "u/cases[year=2023]/cases[year=2022]", " higher", "does not hold"},
		{"A ", "300%", "u/cases[year=2023]/cases[year=2022]", " increase", "does not hold"},
		{"Cases rose sharply by ", "300%", "u/cases[year=2023]/cases[year=2022]", "", "does not hold"},
		{"Cases rose by ", "1,500", "u/cases?year=2024", "", "speaks of a change"},
		{"", "an increase of 1,500", "u/cases?year=2024", "", "speaks of a change"},
		{"", "1,500", "u/cases?year=2024", " more cases came to light", ""},
		{"Cases fell by ", "1,500", "u/cases[year=2023]-cases[year=2024]", "", ""},
		{"Cases rose by ", "1,500", "u/cases[year=2023]-cases[year=2024]", "", "does not hold"},
		{"In 2023 there were ", "1,500 more", "u/cases[year=2023]-cases[year=2024]", "", ""},
		{"Cases fell by ", "", fewer, "", ""},
		{"Cases fell from ", "3,000", "u/cases?year=2023", "", ""},
		{"Cases ", "fell from 3,000", "u/cases?year=2023", "", ""},
		{"Cases ", "dropped to just 1,500", "u/cases?year=2024", "", ""},
		{"The loss of ", "1,500", "u/cases?year=2024", " cases", ""},
		{"The ", "loss of 1,500 cases", "u/cases?year=2024", "", ""},
		{"Cases rose, and ", "1,500", "u/cases?year=2024", " were heard", ""},
		{"The share rose by ", "6", "u/pct[year=2024]-pct[year=2023]", " points", "does not hold"},
		{"The rise was caused by ", "20%", "v/part/n?year=2018", " of them", ""},
		// qualifiers and denials
		{"More than ", "1,500", "u/cases?year=2024", "", "does not hold"},
		{"More than ", "1,400", "u/cases?year=2024", "", ""},
		{"more than ", "", "v/km?year=2018&sex=m", "", "too many"},
		{"c. ", "1,500", "u/cases?year=2024", "", ""},
		{"approx. ", "1,400", "u/cases?year=2024", "", "does not hold"},
		{"<", "1,500", "u/cases?year=2024", "", "does not hold"},
		{"", "~1,500", "u/cases?year=2024", "", ""},
		{"", "<1,501", "u/cases?year=2024", "", ""},
		{"±", "1,500", "u/cases?year=2024", "", "denied"},
		{"Not ", "1,500", "u/cases?year=2024", " cases", "denied"},
		{"not only ", "1,500", "u/cases?year=2024", " cases", ""},
		{"hardly ", "1,500", "u/cases?year=2024", "", "denied"},
		{"over ", "three", "u/count()", " cases", "does not hold"},
		{"", "none of the 100", "v/n?year=2018", "", ""},
		{"", "nobody", "u/cases[year=2023]-cases[year=2023]", "", ""},
		{"more than $", "1,500", "u/usd?year=2022", "", "does not hold"},
		{"over $", "1,400", "u/usd?year=2022", "", ""},
		{"Aid was not $", "1,500", "u/usd?year=2022", "", "denied"},
		{"Aid rose by $", "1,500", "u/usd?year=2022", "", "speaks of a change"},
		{"-$", "1,500", "u/usd?year=2022", "", "does not hold"},
		{"not about ", "1,500", "u/cases?year=2024", "", "denied"},
		{"Cases fell by a further ", "2,000", "u/cases[year=2023]-cases[year=2022]", "", "does not hold"},
		{"Cases fell by an estimated ", "2,000", "u/cases[year=2023]-cases[year=2022]", "", "does not hold"},
		{"Cases rose by a total of ", "1,500", "u/cases?year=2024", "", "speaks of a change"},
		{"Cases dipped by ", "2,000", "u/cases[year=2023]-cases[year=2022]", "", "does not hold"},
		{"Partners made up ", "20%", "v/part/n?year=2018", " of them", ""},
		{"The list was drawn up by ", "1,500", "u/cases?year=2024", " offices", ""},
		{"Cases fell by ", "60%", "u/(cases[year=2024]-cases[year=2023])/cases[year=2023]", "", "the figure is −50%"},
		{"Cases rose by ", "150%", "u/(cases[year=2023]-cases[year=2022])/cases[year=2022]", "", "the figure is 200%"},
		// the scale of a unit
		{"Spending was ", "12.5", spent, " that year", "does not hold"},
		{"Spending was ", "", spent, " that year", "does not hold"},
		{"Spending (in million euros) was ", "12.5", spent, "", ""},
		{"Spending was ", "12,500,000", spent, " euros", ""},
		{"Spending was ", "12,500,000", spent, " that year", ""},
		{" ", "12.5", spent, " ", ""},
		{"", "20", "v/part/n?year=2018", "%", ""},
		{"", "", "v/part/n?year=2018", "%", "can't be checked"},
		{"not known: ", "", "v/n?year=2020", " million", ""},
		{"", "Tier 1", "t/tier?c=ne", " million", ""},
		{"The patrol will cover ", "12 km", "v/km?year=2019&sex=f", "", ""},
	} {
		_, wrong := checkIn(site, l, c.before, c.phrase, c.address, c.after)
		if c.wrong == "" && wrong != "" || !strings.Contains(wrong, c.wrong) {
			t.Errorf("%s[%s](value:%s)%s: %q, want %q", c.before, c.phrase, c.address, c.after, wrong, c.wrong)
		}
	}
}

// TestLeftToReaders: years, members and measures that stand near a number are read by people, on
// whatever figure.
func TestLeftToReaders(t *testing.T) {
	site, l := testSite(t)
	for _, c := range []struct{ before, phrase, address, after string }{
		{"In 2019, ", "100", "v/n?year=2018", ""},
		{"", "100", "v/n?year=2018", " people in 2019."},
		{"", "100 female detainees", "v/n?year=2018", ""},
		{"", "40", "v/n?year=2018&sex=f", " male detainees"},
		{"The patrol covered ", "12 km", "v/km?year=2019&sex=f", " in spring"},
	} {
		if _, wrong := checkIn(site, l, c.before, c.phrase, c.address, c.after); wrong != "" {
			t.Errorf("%s[%s](value:%s)%s: %q", c.before, c.phrase, c.address, c.after, wrong)
		}
	}
}

func TestFilledIn(t *testing.T) {
	site, l := testSite(t)
	for address, want := range map[string]string{
		"v/n?year=2018":                       "100|100",
		"v/part/n?year=2018":                  "20%|0.2",
		"v/1-part/n?year=2018":                "80%|0.8",
		"u/cases[year=2023]/cases[year=2022]": "3 times|3",
		"u/(cases[year=2024]-cases[year=2023])/cases[year=2023]":      "−50%|-0.5",
		"v/part[year=2019]/n[year=2019]-part[year=2018]/n[year=2018]": "10 points|0.1",
		"v/part/n?year=2018&as=percent.2":                             "20%|0.2",
		"u/pct?year=2022&as=percent":                                  "5%|5",
		"u/cases[year=2024]-cases[year=2023]&as=size":                 "",
		"u/cases[year=2024]-cases[year=2023]?as=size":                 "1,500|-1500",
		"u/cases?year=2024&as=stars":                                  "",
		"v/km?year=2018&sex=m":                                        "more than 500|>500",
		"v/n?year=2020":                                               "[x]|[x]",
		"v/part?year=2018&sex=f":                                      "[c]|",
		"v/part[sex=f]+part[sex=m]?year=2018":                         "[c]|",
		"v/sum(n)?year=*":                                             "at least 310|",
		"t/tier?c=ne":                                                 "Tier 1|",
		"t/date?c=in":                                                 "until 26 April 2019|",
		"r/foreign":                                                   "262|262",
		"v/km-n[year=2018]?year=2018":                                 "",
		"r/suspects":                                                  "",
		"v/count(rate>4)?2018..2019&sex=all":                          "2|2",
	} {
		f, wrong := check(site, l, "", address)
		got := ""
		if f.Result != nil {
			got = f.Result.Shown + "|" + f.Result.Machine
		}
		if wrong != "" {
			got = ""
		}
		if got != want || (want == "") != (wrong != "") {
			t.Errorf("%s: %q (%s), want %q", address, got, wrong, want)
		}
	}
}

func TestCitesAllRivals(t *testing.T) {
	site, l := testSite(t)
	f, wrong := check(site, l, "262", "r/foreign")
	if wrong != "" || len(f.Result.Sources) != 2 || len(f.Result.Cells) != 2 {
		t.Errorf("%s: %+v", wrong, f.Result)
	}
}

// FuzzAddress feeds addresses: never a panic, and every problem has a place.
func FuzzAddress(f *testing.F) {
	for _, s := range []string{"v/n?year=2018", "v/sum(n)[sex=f]?year=*", "v/count()/cells(odd-one)", "v/(n+n)-1/km?mark=f", "r/suspects", "t/tier?c=in", "t/date?c=*", "v/n[year=2018..2019&sex=!all]"} {
		f.Add(s, "100")
		f.Add(s, "")
	}
	site, l := testSite(f)
	f.Fuzz(func(t *testing.T, address, phrase string) {
		fig, wrong := check(site, l, phrase, address)
		if (fig.Result == nil) != (wrong != "") {
			t.Errorf("%q: a result %v and the problem %q", address, fig.Result, wrong)
		}
		if fig.Result != nil && strings.Contains(fmt.Sprint(fig.Result.Shown), "NaN") {
			t.Error(fig.Result.Shown)
		}
	})
}

// TestUnitCalledRows: a unit that an editor calls rows is one like others.
func TestUnitCalledRows(t *testing.T) {
	site, l := testSite(t)
	site.Datasets[3].Measure("cases").Unit = report.Label{"": "rows"}
	for phrase, want := range map[string]string{"1,500": "", "1,500 rows": "", "1,500 euros": "has another unit"} {
		_, got := check(site, l, phrase, "u/cases?year=2024")
		if (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%s: %q, not %q", phrase, got, want)
		}
	}
}
