package bind

import (
	"fmt"
	"strings"
	"testing"

	"vitrine/generator/locale"
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
	for key, word := range map[string]string{"percent": "{n}%", "bound-above": "more than {n}", "bound-at-least": "at least {n}", "bound-about": "about {n}", "date-day": "{day} {month} {year}", "date-month": "{month} {year}",
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
	site := &report.Site{Language: "en", Words: words, Sources: []*report.Source{a, b}}
	site.Datasets = []*report.Dataset{
		build(&report.Dataset{ID: "v", Standalone: true,
			Dimensions: []*report.Dimension{
				{ID: "year", Kind: report.KindPeriod, Members: []*report.Member{year("2018"), year("2019"), year("2020")}},
				{ID: "sex", Kind: report.KindCategory, Total: "all", Members: []*report.Member{member("all", "All"), member("f", "Female"), member("m", "Male")}}},
			Measures:      []*report.Measure{{ID: "n", Unit: label("persons"), People: true}, {ID: "part", Unit: label("persons"), People: true}, {ID: "km", Unit: label("km"), Decimals: 1}, {ID: "rate", Unit: label("%"), Decimals: 1}},
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
	}
	return site, locale.New(site)
}

// check binds one link and returns its result or what is wrong with it.
func check(site *report.Site, l *locale.Locale, phrase, address string) (*report.Figure, string) {
	f := &report.Figure{Pos: source.Pos{File: "f", Line: 1, Col: 1}, Phrase: phrase, Address: address, AddressPos: source.Pos{File: "f", Line: 1, Col: 9}}
	site.Headlines = []*report.HeadlineFigure{{Figure: &report.Text{Figures: []*report.Figure{f}}}}
	var problems source.Problems
	New(site, l).Data(&problems)
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
		{"110", "v/n[year=2018]-n[year=2019]", "does not hold"},
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
		{"twice", "v/n?year=2018", "speaks of a share"},
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
		{"200", "v/sum(n)?year=2018&sex=*", "add the total of sex to its parts"},
		{"140", "v/n[sex=all]+n[sex=f]?year=2018", "add the total of sex to its parts"},
		{"110.5", "v/n+km?year=2018", "units differ"},
		{"3", "v/km[year=2019&sex=m]-1", "break [b]"},
		{"13", "v/km[sex=f]+1?year=2019", "planned figure"},
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

func TestFilledIn(t *testing.T) {
	site, l := testSite(t)
	for address, want := range map[string]string{
		"v/n?year=2018":                       "100|100",
		"v/part/n?year=2018":                  "20%|0.2",
		"v/1-part/n?year=2018":                "80%|0.8",
		"v/km?year=2018&sex=m":                "more than 500|>500",
		"v/n?year=2020":                       "[x]|[x]",
		"v/part?year=2018&sex=f":              "[c]|",
		"v/part[sex=f]+part[sex=m]?year=2018": "[c]|",
		"v/sum(n)?year=*":                     "at least 310|",
		"t/tier?c=ne":                         "Tier 1|",
		"t/date?c=in":                         "until 26 April 2019|",
		"r/foreign":                           "262|262",
		"v/km-n[year=2018]?year=2018":         "",
		"r/suspects":                          "",
	} {
		f, wrong := check(site, l, "", address)
		got := ""
		if f.Result != nil {
			got = f.Result.Shown + "|" + f.Result.Machine
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
