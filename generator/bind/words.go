package bind

import (
	"math/big"
	"regexp"
	"strings"

	"vitrine/generator/locale"
)

// The grammar. A phrase is free words around at most one amount:
//
//	phrase   = words [qualifier] [amount] words
//	amount   = [currency] (digits | cardinal) [scale] [percent | "times" | "per" cardinal | unit]
//	         | fraction [scale] | multiple | cardinal ("in" | "out of") cardinal
//	digits   = 1332 | 1,332 | 1.3 | -5 | $28.8 | 20%
//	cardinal = "seventeen" | "twenty-one" | "two hundred" | "a dozen" | "no"
//
// The tables below are its words.
var (
	qualifiers = map[string]relation{
		"about": about, "around": about, "roughly": about, "approximately": about, "some": about,
		"circa": about, "close to": about, "in the region of": about,
		"c": about, "ca": about, "approx": about, "~": about, "≈": about,
		"<": lessThan, ">": moreThan, "≥": atLeast, "≤": atMost,
		"more than": moreThan, "over": moreThan, "just over": moreThan, "above": moreThan, "beyond": moreThan,
		"exceeding": moreThan, "exceeds": moreThan, "exceeded": moreThan, "topped": moreThan,
		"in excess of": moreThan, "upwards of": moreThan, "greater than": moreThan, "higher than": moreThan,
		"larger than": moreThan, "bigger than": moreThan,
		"less than": lessThan, "fewer than": lessThan, "under": lessThan, "below": lessThan,
		"lower than": lessThan, "smaller than": lessThan, "short of": lessThan,
		"nearly": nearly, "almost": nearly, "just under": nearly, "not quite": nearly, "just short of": nearly,
		"at least": atLeast, "no fewer than": atLeast, "no less than": atLeast, "not less than": atLeast,
		"a minimum of": atLeast, "not under": atLeast,
		"at most": atMost, "no more than": atMost, "not more than": atMost, "up to": atMost,
		"a maximum of": atMost, "not over": atMost,
	}
	afterwards = map[string]relation{
		"or more": atLeast, "or over": atLeast, "and more": atLeast, "and over": atLeast,
		"plus": atLeast, "+": atLeast, "and counting": atLeast,
		"or fewer": atMost, "or less": atMost, "or under": atMost, "or so": about,
	}
	// Words of change say that the figure is a difference. Those in fell and fewer say that it is
	// below zero: those in fell stand before the number, those in fewer on either side.
	fell = set(`
		fell fall falls falling fallen lost losing reduced reduces reducing decreased decreases decreasing
		dropped drops dropping declined declines declining minus shrank shrunk shrink shrinks shrinking
		plunged plunging plummeted slumped tumbled sank sunk dwindled contracted slid dipped slipped eased
		diminished lessened lowered slashed trimmed collapsed crashed subsided receded narrowed weakened dip`)
	fewer  = set("fewer less lower down smaller shorter decrease decline drop reduction loss cut cuts plunge slump")
	rising = set(`
		more higher up larger greater bigger longer additional extra rose rise rises rising risen
		grew grow grows growing grown growth increase increased increases increasing gain gained climbed climb
		jumped jump surged surge soared added expanded spiked swelled ballooned escalated rocketed rebounded spike`)
	// Words that compare two figures do not say which came first. A loss or a cut can be what is
	// counted.
	comparing = set("fewer less lower smaller shorter more higher larger greater bigger longer additional extra")
	losses    = set("loss lost losing cut cuts")
	changes   = set("rise increase growth gain jump surge climb drop decline decrease reduction fall plunge slump")
	// what may stand between a word of change and the number, and next to "by" or "to"
	between = set("by of a an the its some")
	adverbs = set("just only even again further another well back")
	// what stands between a change and its number
	linking     = set("was is were are")
	kinds       = set("annual yearly overall further net steep sharp slight modest large relative")
	participles = set("driven given taken written seen chosen made led told held met") // "by" somebody
	// words before a number that turn its meaning
	turning = set("than not near nowhere never neither nor but hardly barely scarcely cannot without ±")
	// words that are a qualifier before a number, but not before the name of a span
	spanQualifiers = set("over under above below beyond around")
	spans          = set(`
		day days week weeks month months year years decade decades night nights
		heading headings chapter chapters section sections line lines`)
	refusing = set("even yet longer") // after "not" and "no"
	fillers  = set("a an the full estimated much many whole total")
	denying  = set("not never hardly barely scarcely cannot neither ±")
	// words after a number that make it another number
	altering = set("gross score squared cubed × x hundredths thousandths millionths billionths")
	// "made up" is no rise, and "turned down" no fall
	phrasal   = set("made make makes making picked set drawn brought turned taken took broken followed")
	cardinals = locale.Cardinals()
	scales    = map[string]int64{
		"dozen": 12, "hundred": 100, "lakh": 1e5, "crore": 1e7, "thousand": 1e3, "million": 1e6, "billion": 1e9,
		"trillion": 1e12,
		"hundreds": 0, "thousands": 0, "millions": 0, "billions": 0, "dozens": 0, // these name no number
	}
	suffixes = map[string]string{
		"k": "thousand", "m": "million", "mn": "million", "mln": "million", "bn": "billion", "bln": "billion",
		"tn": "trillion",
	}
	fractions = map[string]int64{
		"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4,
		"fifth": 5, "fifths": 5, "sixth": 6, "sixths": 6, "seventh": 7, "sevenths": 7, "eighth": 8, "eighths": 8,
		"ninth": 9, "ninths": 9, "tenth": 10, "tenths": 10,
	}
	andParts = map[string]string{"and a half": ".5", "and a quarter": ".25", "and three quarters": ".75"}
	// what a number is a part of, and the words before it
	parts = map[string]int64{
		"%": 100, "percent": 100, "percentage": 100, "per cent": 100,
		"‰": 1000, "per mille": 1000, "per mil": 1000, "basis points": 10_000,
	}
	rates = map[string]bool{
		"per": true, "in": true, "out of": true,
		"per every": true, "in every": true, "out of every": true, "for every": true, "of every": true,
	}
	multiples = map[string]*big.Rat{
		"double": big.NewRat(2, 1), "doubled": big.NewRat(2, 1), "doubles": big.NewRat(2, 1),
		"doubling": big.NewRat(2, 1), "twice": big.NewRat(2, 1), "twofold": big.NewRat(2, 1),
		"triple": big.NewRat(3, 1), "tripled": big.NewRat(3, 1), "trebled": big.NewRat(3, 1),
		"treble": big.NewRat(3, 1), "threefold": big.NewRat(3, 1), "thrice": big.NewRat(3, 1),
		"quadrupled": big.NewRat(4, 1), "fourfold": big.NewRat(4, 1), "fivefold": big.NewRat(5, 1),
		"sixfold": big.NewRat(6, 1), "sevenfold": big.NewRat(7, 1), "eightfold": big.NewRat(8, 1),
		"ninefold": big.NewRat(9, 1), "tenfold": big.NewRat(10, 1),
		"halved": big.NewRat(1, 2), "halving": big.NewRat(1, 2),
	}
	// units that can be told apart; words for people and things are free.
	units = unitWords(`
		km kilometre kilometres kilometer kilometers kms
		mile miles mi
		m metre metres meter meters
		mm millimetre millimetres millimeter millimeters
		cm centimetre centimetres centimeter centimeters
		foot feet ft
		yard yards
		km² km2 sqkm
		hectare hectares ha
		acre acres
		litre litres liter liters
		kg kilogram kilograms kilo kilos kilogramme kilogrammes kgs
		tonne tonnes t
		ton tons
		g gram grams gramme grammes
		mg milligram milligrams
		lb lbs
		ounce ounces oz
		seconds
		minute minutes
		hour hours
		day days
		night nights
		week weeks
		month months
		year years
		decade decades`)
	currencies = unitWords(`
		yuan rmb cny renminbi
		dollar dollars usd $ us$
		euro euros eur €
		pound pounds gbp £
		yen jpy ¥
		baht thb
		kip lak
		kyat kyats mmk
		riel riels khr
		dong vnd
		rupee rupees inr ₹
		krw
		ringgit myr
		rupiah idr
		peso pesos php
		franc francs chf
		krona kronor sek
		rand zar
		zloty zlotys pln
		rouble roubles ruble rubles rub ₽
		taka bdt
		dirham dirhams aed
		shekel shekels ils ₪
		forint huf
		australian-dollar aud
		canadian-dollar cad
		singapore-dollar sgd
		new-zealand-dollar nzd
		hong-kong-dollar hkd
		taiwan-dollar twd`)
	// what stands before a unit and makes another of it
	compound = map[string]string{
		"square": "square", "sq": "square", "cubic": "cubic", "nautical": "nautical", "metric": "metric",
	}
	// whose dollar it is, when not that of the United States
	dollars = map[string]string{
		"australian": "australian", "canadian": "canadian", "kong": "hong kong", "singapore": "singapore",
		"zealand": "new zealand", "taiwan": "taiwan", "a$": "australian", "au$": "australian", "c$": "canadian",
		"ca$": "canadian", "hk$": "hong kong", "s$": "singapore", "nz$": "new zealand", "nt$": "taiwan",
	}
	// what an amount can be for each of, and the words before it
	forEach = set("a an per each every")
	heads   = set("person persons people head capita inhabitant inhabitants resident residents")
	each    = set(`
		person people head capita inhabitant inhabitants resident household
		day night week month hour minute second km kilometre quarter h`)
)

// unitWords reads lines of words for one unit, the first of which is its name.
func unitWords(lines string) map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(lines) {
		names := strings.Fields(line)
		for _, w := range names {
			m[w] = names[0]
		}
	}
	return m
}

// planWords tell a plan from a result.
var planWords = set(`
	plan plans planned planning target targets targeted goal goals aim aims aimed expect expects expected
	project projected projection forecast foresee foresees foreseen foresaw pledge pledges pledged
	promise promised intend intends intended announced scheduled due will would shall should`)

func isPlanWord(word string) bool { return planWords[word] }

// noAnswer are words after "no" that say that nothing is known.
var noAnswer = set(`
	data figure figures number numbers information record records report reports answer count
	source sources outlet outlets official`)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// A number in digits has a currency, a sign, digits in groups of three, decimals and a unit.
var (
	digitsWord  = regexp.MustCompile(`^([a-z]{0,2}[$€£¥₹])?([+-]?)([0-9][0-9,.]*[0-9]|[0-9])(%|‰|\+|[a-z$€£¥]+)?$`)
	wellFormed  = regexp.MustCompile(`^(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?$`)
	ordinal     = regexp.MustCompile(`^[0-9,]+(?:st|nd|rd|th)$`)
	ordinalWord = regexp.MustCompile(`(?:ieth|redth|sandth|lionth|teenth|elfth|eventh)s?$`)
	spacedOut   = regexp.MustCompile(`([0-9])[\x{00a0}\x{2009}\x{202f}]([0-9]{3})\b`)
	aYear       = regexp.MustCompile(`^(?:1[5-9]|20)[0-9]{2}$`)
	hyphens     = regexp.MustCompile(`([\pL0-9%])[-‐‑]+(\pL)`)
)

// spellings are characters that are read like others, or as words of their own.
var spellings = strings.NewReplacer("km/h", "km per hour", "−", "-", "’", "'",
	"~", " ~ ", "≈", " ≈ ", "<", " < ", ">", " > ", "≤", " ≤ ", "≥", " ≥ ",
	"½", " half ", "⅓", " third ", "⅔", " two thirds ", "¼", " quarter ", "¾", " three quarters ")

// words splits a phrase into lower-case words; a sign stays with its digits.
func words(phrase string) []string {
	s := strings.ToLower(spellings.Replace(phrase))
	if strings.ContainsAny(s, "\u00a0\u2009\u202f-‐‑") {
		for range 2 {
			s = spacedOut.ReplaceAllString(s, "$1,$2")
			s = hyphens.ReplaceAllString(s, "$1 $2")
		}
	}
	var list []string
	for w := range strings.FieldsSeq(s) {
		w = strings.Trim(w, `.,;:!?()[]"'“”‘’«»–—`)
		if last := len(list) - 1; (w == "up" || w == "down") && last >= 0 && phrasal[list[last]] {
			continue
		}
		if w != "" {
			list = append(list, w)
		}
	}
	return list
}
