package bind

import (
	"strings"
	"testing"

	"vitrine/generator/locale"
	"vitrine/generator/report"
)

// ordinary are what reports say, true and false of the same figures. What is false and passes is left to
// readers: the words that tell it don't touch the number.
func ordinary() []sentence {
	const (
		up, upShare     = "u/cases[year=2023]-cases[year=2022]", "u/(cases[year=2023]-cases[year=2022])/cases[year=2022]"
		down, downShare = "u/cases[year=2024]-cases[year=2023]", "u/(cases[year=2024]-cases[year=2023])/cases[year=2023]"
		quotient        = "u/cases[year=2024]/cases[year=2023]"
		level           = "u/cases?year=2024"
		share           = "v/part/n?year=2018"
		eur, spent, pct = "u/eur?year=2022", "u/spent?year=2022", "u/pct?year=2022"
		usd, km         = "u/usd?year=2022", "u/dist?year=2022"
	)
	return []sentence{
		{"true", "The police opened ", "1,500 cases", level, " in 2024, half as many as in 2023."},
		{"true", "In 2024 the number of cases fell to ", "1,500", level, "."},
		{"true", "The number fell from ", "3,000", "u/cases?year=2023", " to "},
		{"true", " to ", "1,500", level, "."},
		{"true", "That is ", "1,500 fewer", down, " than in 2023."},
		{"true", "That is ", "1,500", down, " fewer than in 2023."},
		{"true", "a decrease of ", "50%", downShare, " on the year before"},
		{"true", "a decrease of ", "1,500 cases", down, ""},
		{"true", "down ", "50%", downShare, " on 2023"},
		{"true", "down by ", "1,500", down, ""},
		{"true", "The total was ", "50%", downShare, " lower than in 2023"},
		{"true", "The total was ", "50% lower", downShare, " than in 2023"},
		{"true", "Cases halved, a fall of ", "1,500", down, "."},
		{"true", "The figure is ", "half", quotient, " of the 2023 figure"},
		{"true", "The figure ", "halved", quotient, " within a year"},
		{"true", "Cases rose by ", "200%", upShare, " between 2022 and 2023"},
		{"true", "Cases ", "tripled", upShare, ""},
		{"true", "There were ", "2,000 more", up, " cases in 2023 than in 2022"},
		{"true", "an additional ", "2,000 cases", up, ""},
		{"true", "an increase of ", "2,000", up, " cases"},
		{"true", "grew by some ", "2,000", up, ""},
		{"true", "a rise of more than ", "1,000", up, ""},
		{"true", "almost ", "2,000", "u/cases[year=2023]-cases[year=2022]-1", " more"},
		{"true", "as many as ", "1,500", level, " cases"},
		{"true", "a total of ", "1,500", level, " cases"},
		{"true", "an average of ", "1,500", level, " cases"},
		{"true", "the remaining ", "1,500", level, " cases"},
		{"true", "of the ", "1,500", level, " cases"},
		{"true", "only ", "1,500", level, " cases"},
		{"true", "nearly all of the ", "1,500", level, " cases"},
		{"true", "more than half of the ", "1,500", level, " cases"},
		{"true", "not all of the ", "1,500", level, " cases"},
		{"true", "well over ", "1,000", level, " cases"},
		{"true", "over ", "1,000", level, " cases"},
		{"true", "up to ", "1,500", level, " cases"},
		{"true", "between ", "1,500", level, " and "},
		{"true", "instead of the expected ", "1,500", level, " cases"},
		{"true", "rather than ", "1,500", level, " cases"},
		{"true", "no fewer than ", "1,500", level, " cases"},
		{"true", "exactly ", "1,500", level, " cases"},
		{"true", "roughly ", "1,500", level, " cases"},
		{"true", "The budget was ", "€12.5 million", spent, " in 2022"},
		{"true", "The budget was ", "12.5 million euros", spent, ""},
		{"true", "The budget was EUR ", "12.5 million", spent, ""},
		{"true", "The budget was EUR ", "12.5", spent, " million"},
		{"true", "The budget was €", "12.5", spent, " million"},
		{"true", "The budget was €", "12.5", spent, "m in 2022"},
		{"true", "about ", "13 million euros", spent, ""},
		{"true", "Spending in million euros: ", "12.5", spent, ""},
		{"true", "The share was ", "5%", pct, " in 2022"},
		{"true", "The share was ", "5", pct, " per cent"},
		{"true", "The share was ", "5", pct, "%"},
		{"true", "The share fell by ", "6 percentage points", "u/pct[year=2024]-pct[year=2023]", ""},
		{"true", "The share fell by ", "6", "u/pct[year=2024]-pct[year=2023]", " percentage points"},
		{"true", "The share doubled to ", "10%", "u/pct?year=2023", ""},
		{"true", "US$", "1,500", usd, ""},
		{"true", "at ", "1,500", usd, " dollars"},
		{"true", "a patrol of ", "1,500", km, " km"},
		{"true", "a distance of ", "1,500", km, " kilometres"},
		{"true", "", "One in five", share, " detainees was a partner"},
		{"true", "", "A fifth", share, " of the detainees"},
		{"true", "", "20%", share, " of all detainees were partners"},
		{"true", "Women were ", "40", "v/n?year=2018&sex=f", " of the "},
		{"true", "", "100", "v/n?year=2018", " people were detained in 2018, among them "},
		{"true", "the police detained ", "100", "v/n?year=2018", " in 2018 and "},
		{"true", "the police detained ", "100", "v/n?year=2018", " people (60 men)"},
		{"true", "In 2018 alone, ", "100", "v/n?year=2018", ""},
		{"true", "In 2018, some ", "100", "v/n?year=2018", " people"},
		{"true", "cases increased from ", "1,000", "u/cases?year=2022", " in 2022 to "},
		{"true", "the increase from ", "1,000", "u/cases?year=2022", " to"},
		{"true", "the number of cases, ", "1,500", level, ", is lower"},
		{"true", "", "1,500", level, " is lower than before"},
		{"true", "It has lost ", "1,500", level, " jobs"},
		{"true", "cut ", "1,500", level, " jobs"},
		{"true", "added ", "1,500", level, " cases"},
		{"true", "reduced to ", "1,500", level, " cases"},
		{"true", "reported by ", "1,500", level, " offices"},
		{"true", "followed by ", "1,500", level, " cases"},
		{"true", "divided by ", "1,500", level, " cases"},
		{"true", "more than the ", "1,500", level, " of 2024"},
		{"true", "less than the ", "1,500", level, " of 2024"},
		{"true", "It is more than ", "1,400", level, ""},
		{"true", "a further ", "1,500", level, " cases"},
		{"true", "", "1,500", level, " or so cases"},
		{"true", "", "1,500", level, " additional cases"},
		{"true", "", "1,500", level, " more"},
		{"true", "", "2,000", up, " new cases"},
		{"false", "Cases fell by ", "2,000", up, ""},
		{"false", "Cases dropped sharply by ", "2,000", up, ""},
		{"false", "There was a drop of ", "2,000", up, ""},
		{"false", "There was a drop of almost ", "2,000", up, ""},
		{"false", "Cases were down by ", "2,000", up, ""},
		{"false", "", "2,000", up, " fewer cases"},
		{"passes", "", "1,500", down, ""},
		{"false", "Cases grew by ", "1,500", down, ""},
		{"false", "a ", "50%", downShare, " increase"},
		{"false", "a ", "50%", quotient, " increase"},
		{"false", "up ", "50%", quotient, ""},
		{"false", "rose by ", "half", quotient, ""},
		{"false", "rose by ", "50%", quotient, ""},
		{"false", "increased by ", "1,500", level, " cases"},
		{"false", "an increase of ", "1,500", level, " cases"},
		{"passes", "There are ", "1,500", level, " more cases than in 2023"},
		{"false", "There are ", "1,500", level, " fewer cases than in 2023"},
		{"false", "Nearly ", "1,500", level, " cases"},
		{"false", "Under ", "1,500", level, " cases"},
		{"false", "Fewer than ", "1,500", level, " cases"},
		{"false", "More than ", "1,500", level, " cases"},
		{"false", "Almost ", "1,500", level, " cases"},
		{"false", "was never ", "1,500", level, ""},
		{"passes", "wasn't ", "1,500", level, ""},
		{"false", "was not ", "1,500", level, ""},
		{"false", "is no longer ", "1,500", level, ""},
		{"false", "minus ", "1,500", level, ""},
		{"false", "1,", "500", level, ""},
		{"false", "", "1,500", level, ",000 cases"},
		{"false", "", "1,500", level, "0 cases"},
		{"false", "", "1,500", level, ".5 cases"},
		{"false", "2", "1,500", level, " cases"},
		{"false", "", "1,500", level, "th case"},
		{"false", "", "1,500", level, "k cases"},
		{"false", "", "1,500", level, " and a half"},
		{"passes", "", "1,500", level, " squared"},
		{"false", "", "1,500", level, " hundred"},
		{"false", "The budget was ", "12.5", spent, " euros"},
		{"false", "The budget was ", "12.5 thousand", spent, ""},
		{"false", "The budget was ", "12.5", eur, " million euros"},
		{"false", "The budget was $", "12.5", eur, ""},
		{"false", "The budget was ", "12.5", eur, " dollars"},
		{"false", "The budget was ", "12.5", eur, " pounds"},
		{"false", "The budget was ", "12.5", eur, " Swiss francs"},
		{"false", "The budget was CHF ", "12.5", eur, ""},
		{"false", "The share was ", "5", pct, "% points"},
		{"false", "The share was ", "5", pct, " per thousand"},
		{"false", "The share was ", "5", pct, " times"},
		{"false", "", "1,500", km, " miles"},
		{"false", "", "1,500", km, "m"},
		{"false", "", "1,500", km, " square km"},
		{"passes", "In 2022, ", "1,500", level, " cases"},
		{"passes", "In 2022 ", "1,500", level, " cases"},
		{"passes", "", "1,500", level, " cases in 2022"},
		{"passes", "In 2022 there were ", "1,500", level, " cases"},
		{"passes", "During 2022 ", "1,500", level, ""},
		{"passes", "For 2022, ", "1,500", level, ""},
		{"passes", "2022: ", "1,500", level, ""},
		{"passes", "", "100", "v/n?year=2018", " males"},
		{"passes", "", "100", "v/n?year=2018", " male detainees"},
		{"true", "a rise in attacks by ", "1,500", level, " gangs"},
		{"true", "Cases fell when they were counted by ", "1,500", level, " offices"},
		{"true", "The police dropped ", "1,500 cases", level, ""},
		{"true", "", "1,500", level, " cases, more than in 2023"},
		{"true", "", "1,500", level, " fall ill each year"},
		{"true", "All but ", "1,500", level, " cases were solved"},
		{"true", "At times ", "1,500", level, " cases were open"},
		{"true", "", "1,500", level, " drop out each year"},
		{"true", "", "1,500", level, " decline to answer"},
		{"true", "", "1,500", level, " gain asylum"},
		{"true", "", "1,500", level, " sentences longer than five years"},
		{"true", "", "1,500", level, " people less than 18 years old"},
		{"true", "", "1,500", level, " fines higher than 500 euros"},
		{"true", "The number is higher in areas hit by ", "1,500", level, " storms"},
		{"true", "They met twice, ", "1,500", level, " in all"},
		{"true", "twice the ", "1,500", level, " of before"},
		{"true", "", "1,500", level, " cases a year"},
		{"passes", "The increase was ", "1,500", down, ""},
		{"true", "The decrease was ", "1,500", down, ""},
		{"true", "a drop of almost ", "1,600", "u/cases[year=2024]-cases[year=2023]-90", " cases"},
		{"true", "The drop is almost ", "60%", "u/(cases[year=2024]-cases[year=2023]-290)/cases[year=2023]", ""},
		{"true", "The increase was ", "2,000", up, ""},
		{"passes", "The drop was ", "2,000", up, ""},
		{"true", "a ", "50%", downShare, " annual decrease"},
		{"true", "a ", "50%", downShare, " year-on-year decrease"},
		{"false", "a ", "50%", downShare, " year-on-year increase"},
		{"false", "The budget was ", "12.5", spent, " million zloty"},
		{"false", "The budget was AUD ", "1,500", usd, ""},
		{"false", "The budget was ₽", "12.5", spent, " million"},
		{"true", "The number of cases fell below ", "2,000", level, " in 2024"},
		{"true", "The number rose above ", "2,000", "u/cases?year=2023", ""},
		{"true", "", "1,500", level, " earn less than the minimum wage"},
		{"true", "", "1,500", level, " cases (fewer than in 2023)"},
		{"true", "", "1,500", level, " spent a night outdoors"},
		{"true", "", "1,500", level, " lost a quarter of their land"},
		{"true", "Cases declined following checks by ", "1,500", level, " inspectors"},
		{"true", "Those who earned more were ", "20%", share, " of all"},
		{"true", "Households reporting a loss were ", "20%", share, " of all"},
		{"false", "", "80%", share, " earn less than the minimum wage"},
		{"false", "Those who lost are ", "80%", share, ""},
		{"true", "Into this category fell ", "1,500 cases", level, ""},
		{"true", "The ", "20%", share, " annual growth target"},
		{"true", "That is three times ", "1,000", "u/cases?year=2022", ", the figure of 2022"},
		{"true", "", "100", "v/n?year=2018", " of them were partners of police officers"},
		{"false", "", "no cases", level, ""},
		{"false", "", "one in five", quotient, ""},
		{"false", "Not even ", "1,500", level, " cases"},
		{"false", "just under ", "1,500", level, " cases"},
		{"false", "a minimum of ", "1,600", level, " cases"},
		{"false", "at least ", "1,600", level, " cases"},
		{"false", "at most ", "1,400", level, " cases"},
	}
}

type sentence struct{ verdict, before, phrase, address, after string }

func (c sentence) judge(t *testing.T, site *report.Site, l *locale.Locale) {
	t.Helper()
	_, wrong := checkIn(site, l, c.before, c.phrase, c.address, c.after)
	if (wrong == "") != (c.verdict != "false") {
		t.Errorf("%s[%s](value:%s)%s is %s: %q", c.before, c.phrase, c.address, c.after, c.verdict, wrong)
	}
}

func TestOrdinarySentences(t *testing.T) {
	site, l := testSite(t)
	for _, c := range ordinary() {
		c.judge(t, site, l)
	}
}

// TestNobodysLanguage: the same sentences are judged in the same way in a language that nobody speaks, in
// which each letter is another one, so that no word of English stands in the program.
func TestNobodysLanguage(t *testing.T) {
	site, _ := testSite(t)
	for key, word := range site.Words {
		site.Words[key] = rotated(word)
	}
	phrasing := report.Phrasing{}
	for section, words := range site.Phrasing {
		phrasing[section] = map[string][]string{}
		for key, list := range words {
			var others []string
			for _, word := range list {
				if section != "" || key == "and" || key == "share_of" || key == "compounds" {
					word = rotated(word)
				}
				others = append(others, word)
			}
			if section == "units" {
				key = rotated(key)
			}
			phrasing[section][key] = others
		}
	}
	delete(phrasing, "exempt") // its patterns are no words, and no figure's words are read with them
	site.Phrasing, site.Units = phrasing, phrasing
	for _, d := range site.Datasets {
		for _, m := range d.Measures {
			m.Unit, m.Title = rotatedLabel(m.Unit), rotatedLabel(m.Title)
		}
		for _, dimension := range d.Dimensions {
			for _, member := range dimension.Members {
				member.Title = rotatedLabel(member.Title)
			}
		}
	}
	l := locale.New(site)
	for _, c := range ordinary() {
		c.before, c.phrase, c.after = rotated(c.before), rotated(c.phrase), rotated(c.after)
		c.judge(t, site, l)
	}
}

// rotated is a text in which each letter outside of braces is the one 13 places on.
func rotated(text string) string {
	inside := false
	return strings.Map(func(r rune) rune {
		switch inside = r == '{' || inside && r != '}'; {
		case inside:
		case 'a' <= r && r <= 'z':
			return 'a' + (r-'a'+13)%26
		case 'A' <= r && r <= 'Z':
			return 'A' + (r-'A'+13)%26
		}
		return r
	}, text)
}

func rotatedLabel(label report.Label) report.Label {
	other := report.Label{}
	for language, text := range label {
		other[language] = rotated(text)
	}
	return other
}
