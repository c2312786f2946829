package bind_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"vitrine/generator/sitetest"
	"vitrine/generator/source"
)

// claimsData has figures of quarters by sex, of which some are withheld, bounds or not there.
const claimsData = `title   = "Referrals"
status  = "final"
updated = 2026-01-01
[[dimension]]
id    = "quarter"
title = "Quarter"
kind  = "period"
[[dimension]]
id      = "sex"
title   = "Sex"
kind    = "category"
total   = "all"
members = [
  { id = "all", title = "All" }, { id = "f", title = "Women" },
  { id = "m", title = "Men" }, { id = "x", title = "Others" },
]
[[measure]]
id     = "n"
title  = "Referrals"
unit   = "referrals"
people = false
[[measure]]
id      = "part"
title   = "Of children"
unit    = "referrals"
people  = false
part_of = "n"
[[measure]]
id     = "days"
title  = "Wait"
unit   = "days"
people = false
[[measure]]
id     = "tier"
title  = "Tier"
scale  = [{ id = "1", title = "Tier 1" }, { id = "2", title = "Tier 2" }, { id = "3", title = "Tier 3" }]
people = false
[table]
source  = "office"
columns = ["quarter", "sex", "n", "part", "days", "tier"]
rows = [
  ["2023-Q3", "all", "100", "20", "300", "3"],
  ["2023-Q3", "f", "60", "[x]", "[x]", "[x]"],
  ["2023-Q3", "m", "30", "[x]", "[x]", "[x]"],
  ["2023-Q3", "x", "10", "[x]", "[x]", "[x]"],
  ["2023-Q4", "all", "120", "30", "310", "2"],
  ["2023-Q4", "f", "60", "[x]", "[x]", "[x]"],
  ["2023-Q4", "m", "50", "[x]", "[x]", "[x]"],
  ["2023-Q4", "x", "10", "[x]", "[x]", "[x]"],
  ["2024-Q1", "all", "150", "60", ">=320", "2"],
  ["2024-Q1", "f", "90", "[x]", "[x]", "[x]"],
  ["2024-Q1", "m", "50", "[x]", "[x]", "[x]"],
  ["2024-Q1", "x", "10", "[x]", "[x]", "[x]"],
  ["2024-Q3", "all", "80", "40", "~305", "1"],
  ["2024-Q3", "f", "40", "[x]", "[x]", "[x]"],
  ["2024-Q3", "m", "[x]", "[x]", "[x]", "[x]"],
  ["2024-Q3", "x", "[x]", "[x]", "[x]", "[x]"],
]
`

// TestClaims binds words to conditions, and figures by functions, short periods and an article's head.
func TestClaims(t *testing.T) {
	cases := []struct{ link, wrong string }{
		{"[rose](value:/n>n?previous)", "compares a figure with itself"},
		{"[rose](value:/n>n[previous])", ""},
		{"[fell](value:/n>n[previous])", "says the opposite"},
		{"[fell](value:/n<n[previous])", "does not hold: 150 referrals < 120 referrals"},
		{"[rose](value:/n[previous]<n)", ""},
		{"[rose](value:/change(n)>0)", ""},
		{"[rose by at least a quarter](value:/growth(n)>=1/4)", ""},
		{"[rose by more than a quarter](value:/growth(n)>=1/4)", "compares in another way"},
		{"[rose by a third](value:/growth(n)>=1/4)", "a number that its claim does not"},
		{"[25%](value:/growth(n))", ""},
		{"[25% more](value:/growth(n))", ""},
		{"[50% more](value:/growth(n,2023-Q3))", ""},
		{"[30](value:/change(n))", ""},
		{"[30](value:/change(n[2023-Q4]))", "does not hold"},
		{"[20](value:/change(n[2023-Q4]))", ""},
		{"[10](value:/change(n,2024-Q1))", "the figure itself"},
		{"[10](value:/change(n[2023-Q3],2024-Q1))", "later than the figure"},
		{"[120](value:/n?previous)", ""},
		{"[80](value:/n?2024-Q3)", ""},
		{"[5](value:/change(n)?2024-Q3)", "there is no quarter \"2024-04/2024-06\""},
		{"[60%](value:/share(n[sex=f]))", ""},
		{"[93%](value:/share(n[sex=f,m]))", ""},
		{"[40%](value:/share(part))", ""},
		{"[more than half](value:/share(n[sex=f])>1/2)", ""},
		{"[up](value:/change(share(n[sex=f]))>1/20)", ""},
		{"[up](value:/change(share(n[sex=f]))>1/5)", "does not hold: 10 percentage points > 1/5"},
		{"[more than 60%](value:/share(n[sex=f])>1/2)", "a number that its claim does not"},
		{"[more than half](value:/share(n[sex=f])>1/2?2023-Q4)", "does not hold"},
		{"[10 points more](value:/change(share(n[sex=f])))", ""},
		{"[10 points fewer](value:/change(share(n[sex=f])))", "the figure is 10 percentage points (a change is"},
		{"[half or more](value:/1/2<=share(n[sex=f]))", ""},
		{"[10% more](value:/change(share(n[sex=f])))", "percentage points"},
		{"[the highest](value:/n=max(n[*]))", ""},
		{"[the lowest](value:/n=max(n[*]))", "says the opposite"},
		{"[the highest](value:/n=max(n[*])?2023-Q4)", "does not hold: 120 referrals = 150 referrals"},
		{"[150](value:/max(n[2023-Q3..2024-Q1]))", ""},
		{"[150](value:/max(n[2023-Q3..2024-Q3]))", "2024-04-01 is missing"},
		{"[150](value:/max(n))", "one figure is no max"},
		{"[370](value:/sum(n[2023-Q3..2024-Q1]))", ""},
		{"[220](value:/sum(n)?2023-H2)", ""},
		{"[220](value:/sum(n)?2023)", "2023-01-01 is missing"},
		{"[112.5](value:/mean(n[*]))", ""},
		{"[110](value:/median(n[*]))", ""},
		{"[second](value:/rank(n[sex=m])=2)", ""},
		{"[the second lowest](value:/rank(n[sex=m])=2)", ""},
		{"[the highest](value:/rank(n[sex=m])=2)", "names another place"},
		{"[first](value:/rank(n[sex=m])=2)", "names another place"},
		{"[last](value:/rank(n[sex=m])=2)", "names another place"},
		{"[remained stable](value:/change(n)>0)", "says the opposite"},
		{"[remained stable](value:/abs(growth(n))<1/2)", ""},
		{"[fell by more than a tenth](value:/growth(n)>1/10)", "says the opposite"},
		{"[rose by more than a tenth](value:/growth(n)>1/10)", ""},
		{"[has risen since 2023](value:/n>n[previous])", ""},
		{"[has risen since 2022](value:/n>n[previous])", "a number that its claim does not"},
		{"[in each of the two](value:/every(change(n)>0)?2023-Q4..2024-Q1)", ""},
		{"[in each of the three](value:/every(change(n)>0)?2023-Q4..2024-Q1)", "a number that its claim does not"},
		{"[for the third time](value:/every(change(n)>0)?2023-Q4..2024-Q1)", "a number that its claim does not"},
		{"[have risen](value:/n[2023-Q3]<n[2023-Q4]<n[2024-Q1])", ""},
		{"[have fallen](value:/n[2023-Q3]<n[2023-Q4]<n[2024-Q1])", "says the opposite"},
		{"[not in any quarter more than 150](value:/every(n<=150)?*)", ""},
		{"[only one was above 120](value:/count(n>120)=1?*)", ""},
		{"[only one was below 120](value:/count(n>120)=1?*)", "compares in another way"},
		{"[2](value:/rank(n[sex=m]))", ""},
		{"[1](value:/rank(n[sex=m]))", "does not hold"},
		{"[2](value:/rank(n[sex=f])?2024-Q3)", "does not hold"},
		{"[rose every quarter](value:/every(n>n[previous])?2023-Q3..2024-Q1)", "there is no quarter"},
		{"[rose every quarter](value:/every(change(n)>0)?2023-Q4..2024-Q1)", ""},
		{"[fell in every quarter](value:/every(change(n)<0)?2023-Q4..2024-Q1)", "does not hold"},
		{"[always below 200](value:/every(n<200)?*)", ""},
		{"[two](value:/count(n>110)?*)", ""},
		{"[three](value:/count(n>110)?*)", "does not hold"},
		{"[four](value:/count()?*)", ""},
		{"[one](value:/count(days>315)?*)", ""},
		{"[two](value:/count(days>=300)?*)", "does not hold"},
		{"[January to March 2024](value:/quarter?*&at=max(n))", ""},
		{"[October to December 2023](value:/quarter?*&at=max(n))", "does not hold"},
		{"[90](value:/n[sex=f]?*&at=max(n))", ""},
		{"[50](value:/per(n,month))", ""},
		{"[1.65](value:/per(n,day))", ""},
		{"[30](value:/abs(n[sex=x]-n[sex=m]-n[sex=x]+20))", ""},
		{"[unchanged](value:/abs(change(n[sex=m]))<0.5)", ""},
		{"[waited longer](value:/days>310)", ""},
		{"[waited longer](value:/days>320)", "does not surely hold"},
		{"[the longest wait](value:/days=max(days[*]))", ""},
		{"[was upgraded](value:/tier>tier[previous]?2023-Q4)", ""},
		{"[was upgraded](value:/tier>tier[previous])", "does not hold"},
		{"[kept its place](value:/tier=tier[previous])", ""},
		{"[](value:/n=max(n[*]))", "a claim needs words"},
		{"[equal](value:/n=days)", "units differ"},
		{"[true](value:/1<2)", "no cell stands behind"},
		{"[60%](value:women)", ""},
		{"[50%](value:women?previous)", ""},
		{"[60%](value:woman)", "[figures] names no figure"},
		{"[60%](value:/n[sex=f]/n[sex=all])", ""},
		{"[a](value:/every(n))", "write every(CLAIM)"},
		{"[a](value:/rank(n))", "a rank is that of a member"},
		{"[150](value:/n?at=n)", "write at=max"},
		{"[150](value:/n>100>90)", "a number that its claim does not"},
		{"[grew beyond 100](value:/n>100>90)", ""},
		{"[lies between](value:/200>n>100)", ""},
		{"[lies between](value:/140>n>100)", "does not hold"},
		{"[over 100,000](value:/n>100)", "a number that its claim does not"},
		{"[more than 100](value:/n>100) million", "a number that its claim does not"},
		{"[more than 100](value:/n>100)% of all", "a number that its claim does not"},
		{"[more than 100](value:/n>100),000", "a number that its claim does not"},
		{"[more than 2024](value:/n>100)", ""},
		{"[at most 100](value:/n>100)", "compares in another way"},
		{"[100](value:/n>100)", "compares in another way"},
		{"[at least 100](value:/n>100)", ""},
		{"[hundreds](value:/n>100)", "a number that its claim does not"},
		{"[third](value:/rank(n[sex=m])=2)", "names another place"},
		{"[rose every quarter](value:/every(change(n)>0)?*)", "2024-04/2024-06"},
		{"[first](value:/rank(n[sex=all])=1)", "no rank among the members"},
		{"[the lowest](value:/n<max(n[*])?2023-Q4)", "says the opposite of its claim, or more"},
		{"[the highest](value:/n>min(n[*]))", "says the opposite of its claim, or more"},
		{"[rose](value:/abs(n-n[previous])>5)", "says the opposite of its claim, or more"},
		{"[rose by 30](value:/abs(n-n[previous]))", "the figure is a level"},
		{"[above](value:/n>max(n[*]))", "does not hold"},
		{"[so](value:/every(n[2023-Q3]>5)?*)", "has no effect"},
		{"[so](value:/tier>n)", "units differ"},
		{"[so](value:/tier<1)", "grades of its own scale"},
		{"[so](value:/n=n)", "compares a figure with itself"},
		{"[150](value:/n?2024-Q1&quarter=2023-Q4)", "is here twice"},
		{"[100](value:/n[2023-Q3]?2023-Q4)", "has no effect"},
		{"[15](value:/per(change(n),month))", "per divides a figure or a sum"},
		{"[5](value:/n+per(5,day))", "per divides a figure or a sum"},
		{"[5](value:/per(n,days))", "write per(MEASURE,day)"},
		{"[5](value:/abs(every(n>5))?*)", "a claim is no number"},
		{"[](value:/n?as=times)", "no share"},
		{"[so](value:/every(count(n>5)>1)?*)", "can't stand in every"},
	}
	article := "+++\ntitle = \"T\"\nsummary = \"S\"\ndate = 2026-01-01\ndata = \"ref\"\nperiod = \"2024-Q1\"\n" +
		"[figures]\nwomen = \"/share(n[sex=f])\"\n+++\n\n"
	first := strings.Count(article, "\n") + 1
	for _, c := range cases {
		article += c.link + "\n"
	}
	files := fstest.MapFS{
		"data/site.toml": {Data: []byte("title = \"T\"\nbase_url = \"https://example.org/\"\npublisher = \"P\"\nlicence = \"CC0\"\n" +
			"language = \"en\"\n[disclosure]\nmethod = \"none\"\nreason = \"Published as they are.\"\n")},
		"data/sources.toml":          {Data: []byte("[office]\npublisher = \"Office\"\ntitle = \"Figures\"\naccessed = 2026-01-01\n")},
		"data/datasets/ref.toml":     {Data: []byte(claimsData)},
		"content/reports/claims.md":  {Data: []byte(article)},
		"content/reports/nothing.md": {Data: []byte("+++\ntitle = \"T\"\nsummary = \"S\"\ndate = 2026-01-01\n+++\n\nNothing.\n")},
	}
	sitetest.Add(t, files, "../../templates/words", "*", "templates/words")
	var problems source.Problems
	if !bound(files, &problems) {
		t.Fatal(problems.Sorted())
	}
	said := map[int][]string{}
	for _, p := range problems.Sorted() {
		if p.File != "content/reports/claims.md" || p.Line < first {
			t.Error(p)
		}
		said[p.Line] = append(said[p.Line], fmt.Sprintf("%d: %s (%s)", p.Col, p.Text, p.Hint))
	}
	for i, c := range cases {
		found := strings.Join(said[first+i], "; ")
		if c.wrong == "" && found != "" || !strings.Contains(found, c.wrong) {
			t.Errorf("%s: %q, want %q", c.link, found, c.wrong)
		}
	}
}
