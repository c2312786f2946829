package bind

import (
	"math/big"
	"strings"
	"testing"

	"vitrine/generator/phrase"
	"vitrine/generator/phrase/phrasetest"
	"vitrine/generator/report"
)

// figure reads an interval: "1332", ">500", ">=5", "<10", "~28800000",
// "5..7" or a quotient "262/1332".
func figure(t testing.TB, s string) report.Interval {
	t.Helper()
	if lo, hi, ok := strings.Cut(s, ".."); ok {
		return report.Interval{Lo: figure(t, lo).Lo, Hi: figure(t, hi).Lo}
	}
	if a, b, ok := strings.Cut(s, "/"); ok {
		q, ok := figure(t, a).Div(figure(t, b))
		if !ok {
			t.Fatalf("%s can't be divided", s)
		}
		return q
	}
	number := strings.TrimLeft(s, "<>=~")
	d, err := report.ParseDecimal(number)
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	cell := report.Cell{Bound: report.Bound(strings.TrimSuffix(s, number)), Value: d}
	return cell.Interval(&report.Measure{People: true})
}

// reading reads phrases with nothing beside them.
func reading(t testing.TB) func(string) (phrase.Claim, error) {
	t.Helper()
	table, err := phrase.New(phrasetest.Phrasing(t, "../..", "en"))
	if err != nil {
		t.Fatal(err)
	}
	return func(said string) (phrase.Claim, error) { return table.Read("", said, "", false) }
}

// TestPhrases is what the grammar means: each line says of a figure what holds
// and what does not.
func TestPhrases(t *testing.T) {
	read := reading(t)
	for _, c := range []struct {
		figure string
		holds  []string
		fails  []string
	}{
		{"1332",
			[]string{"1,332", "1332", "1,332 suspects", "the 1,332 people arrested", "about 1,300", "roughly 1,330", "more than 1,300", "over 1,300",
				"at least 1,000", "at least 1,332", "at most 1,332", "no more than 1,400", "1.3 thousand", "1.332 thousand", "some 1,300",
				"one thousand three hundred and thirty two", "1\u00a0332", "1\u202f332", "up to 1,400", "1,332 or more", "no fewer than 1,332", "fewer than 1,333", "just over 1,330",
				"“1,332”", "(1,332)", "1,332.", "1,332.0", "around 1,000", "in excess of 1,000"},
			[]string{"1,322", "1,330", "1,300", "about 1,400", "about 1,200", "more than 1,332", "more than 10", "over 1,400", "nearly 1,332", "nearly 1,400", "at least 1,333",
				"at most 1,331", "fewer than 1,332", "fewer than 2,400", "1.4 thousand", "13,32", "1.332", "no suspects", "twelve", "under 1,332"}},
		{"0", []string{"0", "zero", "no suspects", "none", "nobody"}, []string{"1", "more than 0", "one", "about 1"}},
		{"1", []string{"1", "one", "one person", "a single 1", "at least one"}, []string{"two", "no person", "0"}},
		{"17", []string{"17", "seventeen", "seventeen children", "at least a dozen", "about 20", "almost 20", "more than 10"}, []string{"seven", "seventy", "18", "nearly 18", "nearly 30", "a dozen", "over 17"}},
		{"21", []string{"twenty-one", "twenty one", "21 sailors"}, []string{"twenty", "twenty-two", "one"}},
		{"236", []string{"two hundred and thirty-six", "two hundred thirty six", "236"}, []string{"two hundred", "thirty-six"}},
		{"1130", []string{"1,130", "more than 1,100", "more than 1,000", "about 1,100", "1.13 thousand"}, []string{"more than 10", "more than 900", "more than 1,130", "1,100"}},
		{"582.28", []string{"582.28 kg", "582", "582.3", "582.280", "about 580", "more than 580", "nearly 582.3"}, []string{"582.29", "583", "582.2", "580"}},
		{"19.70", []string{"19.7", "19.70", "20", "nearly 20"}, []string{"19.71", "19", "19.8"}},
		{"28800000", []string{"28.8 million", "28,800,000", "28.8m", "about 29 million", "about 30 million", "nearly 29 million", "28.8 million dollars"}, []string{"28.9 million", "28.8 billion", "28.8 thousand", "28 million", "29 million"}},
		{"2000000000", []string{"2 billion", "2bn", "two billion", "2,000 million"}, []string{"2 million", "3 billion"}},
		{"500000", []string{"half a million", "500,000", "0.5 million", "500 thousand", "five hundred thousand"}, []string{"a million", "half a billion", "half"}},
		{"350000", []string{"350,000", "350k", "0.35 million"}, []string{"half a million", "a quarter of a million"}},
		{"105206", []string{"one hundred and five thousand two hundred and six"}, []string{"one hundred and five"}},
		{"17", nil, []string{"at least one source says 10", "greater than 17", "not 17", "one or two", "three hundredths", "1.7 lakh"}},
		{"1333", []string{"more than one outlet gives 1,333", "greater than 1,332"}, []string{"more than one outlet gives 1,332", "two millions"}},
		{"0", []string{"no one", "not a single suspect", "not one child"}, []string{"no data", "no figure was published"}},
		{"1", nil, []string{"no one", "not one child"}},
		{"1", []string{"a single woman", "a single one"}, nil},
		{"500", []string{"500+", "400+ km"}, []string{"501+"}},
		{"5", []string{"five"}, []string{"5 lakh", "5th"}},
		{"4/10", []string{"40%"}, []string{"halved", "nearly halved"}},
		{"46/100", []string{"more than halved"}, []string{"halved", "nearly halved"}},
		{"52/100", []string{"nearly halved"}, []string{"halved", "more than halved"}},
		{"1/2000000", []string{"one in two million"}, []string{"one in two"}},
		{"303", []string{"fell to 303", "broken down by sex, 303"}, nil},
		// Bounds: a phrase must be true of every number the source allows.
		{">500", []string{"more than 500", "over 500", "at least 500", "above 500", "at least 400"}, []string{"500", "501", "more than 400", "about 500", "more than 501", "at least 501", "nearly 600"}},
		{">=500", []string{"at least 500", "500 or more", "no fewer than 500"}, []string{"more than 500", "500", "at least 501"}},
		{"<10", []string{"fewer than 10", "less than ten", "under 10", "at most 10", "up to 10"}, []string{"10", "9", "fewer than 9", "fewer than 20", "about 10"}},
		{"<=10", []string{"at most 10", "no more than ten", "up to 10"}, []string{"fewer than 10", "10", "at most 9"}},
		{"~28800000", []string{"about 28.8 million", "28.8 million", "roughly 28.8 million", "about 29 million", "about 30 million"}, []string{"28,800,000", "28.80 million", "more than 28.8 million", "nearly 28.8 million"}},
		{"748..900", []string{"at least 748", "at most 900"}, []string{"748", "at least 749", "more than 748", "900"}},
		// Shares.
		{"262/1332", []string{"about 20%", "20%", "20 per cent", "19.7%", "19.67 percent", "nearly 20%", "one in five", "1 in 5", "one out of five", "about one in five", "a fifth", "about a fifth", "0.2", "at least 19%", "roughly twenty per cent", "less than a fifth", "nearly a fifth"},
			[]string{"19%", "21%", "one in six", "one in four", "a quarter", "20", "more than 20%", "19.6%", "about 30%", "a third", "1,332"}},
		{"1/3", []string{"a third", "one third", "one-third", "33%", "33.3%", "about a third", "one in three", "33.33%"}, []string{"two thirds", "34%", "half", "more than a third", "one in four"}},
		{"2/3", []string{"two thirds", "two-thirds", "67%", "about two-thirds"}, []string{"a third", "66%", "three quarters"}},
		{"51/100", []string{"51%", "more than half", "about half", "over half", "just over half"}, []string{"half", "nearly half", "more than 60%", "more than a quarter"}},
		{"49/100", []string{"nearly half", "almost half", "about half", "49%"}, []string{"half", "more than half"}},
		{"3/4", []string{"three quarters", "three-quarters", "75%", "three fourths"}, []string{"two thirds", "a quarter"}},
		{"1/1", []string{"100%"}, []string{"half", "99%"}},
		// Multiples.
		{"2077/1000", []string{"more than doubled", "more than twice", "2.1 times", "about doubled", "roughly twice", "2.08 times as many", "over double"}, []string{"doubled", "tripled", "nearly doubled", "more than tripled", "twice", "3 times"}},
		{"2/1", []string{"doubled", "twice as many", "two times", "2 times", "double", "a twofold increase", "doubled or more"}, []string{"more than doubled", "tripled", "halved"}},
		{"26/10", []string{"2.6 times"}, []string{"more than doubled", "doubled", "three times", "more than tripled"}},
		{"3/1", []string{"tripled", "trebled", "three times", "threefold"}, []string{"doubled", "more than three times"}},
		{"1/2", []string{"halved", "half", "50%", "one in two"}, []string{"doubled", "a third"}},
		{"10/1", []string{"tenfold", "ten times"}, []string{"10%", "one in ten"}},
	} {
		for _, phrase := range c.holds {
			if claim, err := read(phrase); err != nil || claim.Number == nil || judge(claim, figure(t, c.figure)) == wrong {
				t.Errorf("%s: %q should hold (%+v, %v)", c.figure, phrase, claim, err)
			}
		}
		for _, phrase := range c.fails {
			if claim, err := read(phrase); err == nil && claim.Number != nil && judge(claim, figure(t, c.figure)) == right {
				t.Errorf("%s: %q should fail", c.figure, phrase)
			}
		}
	}
}

func TestDifferences(t *testing.T) {
	minus := report.Point(big.NewRat(-75, 1))
	for phrase, want := range map[string]bool{
		"75 fewer": true, "fewer by 75": true, "down 75": true, "-75": true, "−75": true, "fell by 75": true, "about 80 fewer": true, "75 less": true, "at least 70 fewer": true,
		"75": true, "75 more": false, "76 fewer": false, "up 75": false, "more than 75 fewer": false,
	} {
		claim, err := reading(t)(phrase)
		if err != nil {
			t.Fatal(err)
		}
		if got := judge(sized(claim, minus, value{difference: true})) == right; got != want {
			t.Errorf("%q of -75: %v, want %v", phrase, got, want)
		}
	}
}

func TestPhrasesThatAreNoNumber(t *testing.T) {
	for _, phrase := range []string{"", "not reported", "the 76th patrol", "unknown", "suspects", "thousands of people", "several"} {
		if claim, err := reading(t)(phrase); err != nil || claim.Number != nil {
			t.Errorf("%q: %v, %v; want no number", phrase, claim.Number, err)
		}
	}
	for phrase, want := range map[string]string{
		"1,332 of 1,400":       "two numbers",
		"ten or 12":            "two numbers",
		"1,33":                 "not a number",
		"1,33,2":               "not a number",
		"1.332,00":             "not a number",
		"12abc":                "",
		"1234567890123456":     "too many digits",
		"half of the 20":       "two numbers",
		"1,332 suspects in 18": "two numbers",
	} {
		_, err := reading(t)(phrase)
		if want == "" {
			continue
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want an error with %q", phrase, err, want)
		}
	}
}

func FuzzPhrase(f *testing.F) {
	for _, s := range []string{"1,332", "about 20%", "one in five", "half a million", "more than doubled", "$28.8 million", "no fewer than 748 km", "−5", "two hundred and one", "1 in", "%", "us$", "a", "1k"} {
		f.Add(s)
	}
	read := reading(f)
	f.Fuzz(func(t *testing.T, said string) {
		claim, err := read(said)
		if err != nil {
			return
		}
		if claim.Number == nil {
			return
		}
		if claim.Bare == nil || claim.Digit == nil || claim.Bare.Sign() <= 0 || claim.Digit.Sign() <= 0 {
			t.Fatalf("%q: a number without its precision: %+v", said, claim)
		}
		// A plain number holds of itself and of nothing two units away.
		if claim.Relation == phrase.Equal && !claim.OneIn && claim.High == nil && claim.Sign == 0 && claim.Direction == 0 {
			if judge(claim, report.Point(claim.Number)) != right {
				t.Errorf("%q does not hold of its own number", said)
			}
			off := new(big.Rat).Add(claim.Number, new(big.Rat).Mul(claim.Bare, big.NewRat(2, 1)))
			if judge(claim, report.Point(off)) == right {
				t.Errorf("%q holds of a figure two units off", said)
			}
		}
		if judge(claim, report.Interval{}) == right {
			t.Errorf("%q holds of a figure of which nothing is known", said)
		}
	})
}
