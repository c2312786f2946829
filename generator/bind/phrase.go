package bind

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"

	"vitrine/generator/report"
)

// relation is how a phrase places the figure against the number it names.
type relation int

const (
	equal relation = iota
	about
	moreThan
	lessThan
	nearly
	atLeast
	atMost
)

// claim is what a phrase says of a figure.
type claim struct {
	relation relation
	number   *big.Rat // nil when the phrase holds none
	bare     *big.Rat // what a plain number is rounded to: the decimals written
	digit    *big.Rat // one unit of its last significant digit
	percent  bool
	points   bool // percentage points
	ratio    bool // a fraction or a multiple in words: speaks of a quotient
	oneIn    bool // "one in N"
	negative bool // "fewer", "down": the figure has the other sign
	shrinks  bool // "halved": less is more
	none     bool // "no suspects": nobody wrote a number
	unit     string
	text     string // the number as written, for messages
}

// The grammar. A phrase is free words around at most one amount:
//
//	phrase   = words [qualifier] [amount] words
//	amount   = (digits | cardinal) [scale] [percent | "times" | unit]
//	         | fraction [scale] | multiple | "one in" cardinal
//	digits   = 1332 | 1,332 | 1.3 | -5 | $28.8 | 20%
//	cardinal = "seventeen" | "twenty-one" | "two hundred" | "a dozen" | "no"
//
// The tables below are its words.
var (
	qualifiers = map[string]relation{
		"about": about, "around": about, "roughly": about, "approximately": about, "some": about, "circa": about, "close to": about, "in the region of": about,
		"more than": moreThan, "over": moreThan, "above": moreThan, "exceeding": moreThan, "in excess of": moreThan, "upwards of": moreThan, "just over": moreThan, "greater than": moreThan, "higher than": moreThan, "larger than": moreThan, "bigger than": moreThan, "exceeds": moreThan, "exceeded": moreThan, "topped": moreThan, "beyond": moreThan,
		"less than": lessThan, "fewer than": lessThan, "under": lessThan, "below": lessThan, "lower than": lessThan, "smaller than": lessThan,
		"nearly": nearly, "almost": nearly, "just under": nearly, "not quite": nearly, "just short of": nearly, "short of": lessThan,
		"at least": atLeast, "no fewer than": atLeast, "no less than": atLeast, "not less than": atLeast, "a minimum of": atLeast,
		"at most": atMost, "no more than": atMost, "not more than": atMost, "up to": atMost, "a maximum of": atMost,
		"not over": atMost, "not under": atLeast,
	}
	afterwards = map[string]relation{"or more": atLeast, "or over": atLeast, "or fewer": atMost, "or less": atMost, "or under": atMost}
	falling    = set("fewer less lower down fell fall falling fallen lost reduced decrease decreased drop dropped decline declined reduction minus smaller shorter")
	cardinals  = map[string]int64{
		"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
		"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
		"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
	}
	scales = map[string]int64{
		"dozen": 12, "hundred": 100, "lakh": 1e5, "crore": 1e7, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
		"hundreds": 0, "thousands": 0, "millions": 0, "billions": 0, "dozens": 0, // these name no number
	}
	suffixes  = map[string]string{"k": "thousand", "m": "million", "mn": "million", "bn": "billion", "tn": "trillion"}
	fractions = map[string]int64{
		"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4, "fifth": 5, "fifths": 5,
		"sixth": 6, "sixths": 6, "seventh": 7, "sevenths": 7, "eighth": 8, "eighths": 8, "ninth": 9, "ninths": 9, "tenth": 10, "tenths": 10,
	}
	multiples = map[string]*big.Rat{
		"double": big.NewRat(2, 1), "doubled": big.NewRat(2, 1), "doubles": big.NewRat(2, 1), "doubling": big.NewRat(2, 1), "twice": big.NewRat(2, 1), "twofold": big.NewRat(2, 1),
		"triple": big.NewRat(3, 1), "tripled": big.NewRat(3, 1), "trebled": big.NewRat(3, 1), "treble": big.NewRat(3, 1), "threefold": big.NewRat(3, 1), "thrice": big.NewRat(3, 1),
		"quadrupled": big.NewRat(4, 1), "fourfold": big.NewRat(4, 1), "fivefold": big.NewRat(5, 1), "tenfold": big.NewRat(10, 1),
		"halved": big.NewRat(1, 2), "halving": big.NewRat(1, 2),
	}
	// units that can be told apart; words for people and things are free.
	units = map[string]string{
		"km": "km", "kilometre": "km", "kilometres": "km", "kilometer": "km", "kilometers": "km",
		"mile": "mile", "miles": "mile", "metre": "m", "metres": "m", "meter": "m", "meters": "m",
		"kg": "kg", "kilogram": "kg", "kilograms": "kg", "kilo": "kg", "kilos": "kg", "kilogramme": "kg", "kilogrammes": "kg",
		"tonne": "tonne", "tonnes": "tonne", "t": "tonne", "ton": "ton", "tons": "ton", "gram": "g", "grams": "g", "g": "g",
		"yuan": "yuan", "rmb": "yuan", "cny": "yuan", "dollar": "dollar", "dollars": "dollar", "usd": "dollar", "$": "dollar", "us$": "dollar",
		"euro": "euro", "euros": "euro", "eur": "euro", "€": "euro", "£": "pound", "gbp": "pound", "pounds": "pound",
		"minute": "minute", "minutes": "minute", "hour": "hour", "hours": "hour", "day": "day", "days": "day", "week": "week", "weeks": "week",
		"month": "month", "months": "month", "year": "year", "years": "year",
	}
)

// noAnswer are words after "no" that say that nothing is known.
var noAnswer = set("data figure figures number numbers information record records report reports answer count")

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// number in digits: sign, currency, digits with groups of three, decimals, and
// what may cling to them.
var (
	digitsWord  = regexp.MustCompile(`^(us\$|[$€£])?([+-]?)([0-9][0-9,.]*[0-9]|[0-9])(%|[a-z$€£]+)?$`)
	wellFormed  = regexp.MustCompile(`^(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?$`)
	ordinal     = regexp.MustCompile(`^[0-9,]+(?:st|nd|rd|th)$`)
	ordinalWord = regexp.MustCompile(`(?:ieth|redth|sandth|lionth|teenth|elfth|eventh)s?$`)
	spacedOut   = regexp.MustCompile(`([0-9])[\x{00a0}\x{2009}\x{202f}]([0-9]{3})\b`)
	hyphens     = regexp.MustCompile(`([\pL0-9%])[-‐‑]+(\pL)`)
)

// words splits a phrase into lower-case words; a sign stays with its digits.
func words(phrase string) []string {
	s := strings.ToLower(strings.NewReplacer("−", "-", "’", "'").Replace(phrase))
	for range 2 {
		s = spacedOut.ReplaceAllString(s, "$1,$2")
		s = hyphens.ReplaceAllString(s, "$1 $2")
	}
	var list []string
	for w := range strings.FieldsSeq(s) {
		w = strings.Trim(w, `.,;:!?()[]"'“”‘’«»–—`)
		if w != "" {
			list = append(list, w)
		}
	}
	return list
}

// readPhrase reads an English phrase as a person does.
func readPhrase(phrase string) (claim, error) {
	r := phraseReader{words: words(phrase)}
	return r.read()
}

type phraseReader struct {
	words []string
	at    int
	claim claim
}

func (r *phraseReader) word(i int) string {
	if r.at+i < len(r.words) {
		return r.words[r.at+i]
	}
	return ""
}

// longest finds the longest phrase of a table that begins at the next word.
func longest[T any](r *phraseReader, table map[string]T) (value T, length int, found bool) {
	for n := min(4, len(r.words)-r.at); n > 0; n-- {
		if v, ok := table[strings.Join(r.words[r.at:r.at+n], " ")]; ok {
			return v, n, true
		}
	}
	return value, 0, false
}

func (r *phraseReader) read() (claim, error) {
	qualified := -1 // the word after a qualifier
	pending := equal
	none := false // "no suspects"
	puzzle := ""  // a word before the number that could turn its meaning
	for r.at < len(r.words) {
		if relation, n, ok := longest(r, afterwards); ok && r.claim.number != nil {
			r.claim.relation = relation
			r.at += n
			continue
		}
		if relation, n, ok := longest(r, qualifiers); ok {
			// "just over" is one qualifier; "nearly over" would be two.
			pending, qualified = relation, r.at+n
			r.at += n
			continue
		}
		start := r.at
		found, err := r.amount()
		if err != nil {
			return claim{}, err
		}
		if found {
			r.claim.text = strings.Join(r.words[start:r.at], " ")
			if qualified == start {
				r.claim.relation = pending
			}
			if puzzle != "" && r.claim.text != "one" {
				return claim{}, fmt.Errorf("the word %q before the number is not understood", puzzle)
			}
			continue
		}
		if w := r.words[r.at]; qualified == r.at && (w == "the" || w == "a" || w == "an" || w == "its") {
			qualified++
		}
		if word := r.words[r.at]; falling[word] && r.word(1) != "to" && (r.at == 0 || r.words[r.at-1] != "broken") {
			r.claim.negative = true
		} else if word == "than" || word == "not" || word == "near" || word == "nowhere" || word == "never" {
			puzzle = word
		}
		if n := r.nobody(); n > 0 {
			none, puzzle = true, ""
			r.at += n
			continue
		}
		r.at++
	}
	if r.claim.number == nil && none {
		r.set(new(big.Rat), big.NewRat(1, 1), big.NewRat(1, 1))
		r.claim.text, r.claim.none = "none", true
	}
	return r.claim, nil
}

// nobody reads the words for nothing and returns how many they are: "none",
// "no one", "not a single", "no suspects" but not "no data".
func (r *phraseReader) nobody() int {
	switch first, second := r.word(0), r.word(1); {
	case first == "none" || first == "nobody":
		return 1
	case (first == "no" || first == "not") && second == "one", first == "not" && second == "a" && r.word(2) == "single":
		return 2
	case first == "no" && second != "" && !noAnswer[second]:
		return 1
	}
	return 0
}

func (r *phraseReader) set(number, bare, digit *big.Rat) {
	r.claim.number, r.claim.bare, r.claim.digit = number, bare, digit
}

// amount reads an amount at the next word.
func (r *phraseReader) amount() (bool, error) {
	start, before := r.at, r.claim
	if before.text == "one" { // "the one that says 10": not the number, unless it goes on
		joined := set("and or to point")
		if next := slices.Index(r.words, "one") + 1; next < len(r.words) && !joined[r.words[next]] {
			r.claim = claim{negative: before.negative}
		}
	}
	replaces := r.claim.number == nil
	twice := func() error {
		if !replaces {
			return fmt.Errorf("it holds two numbers, %s and %s", before.text, strings.Join(r.words[start:r.at], " "))
		}
		return nil
	}
	if number, ok := multiples[r.word(0)]; ok {
		r.at++
		r.set(number, big.NewRat(1, 10), big.NewRat(1, 2))
		if r.claim.ratio = true; number.Cmp(big.NewRat(1, 1)) < 0 {
			r.set(number, big.NewRat(1, 100), big.NewRat(1, 20))
			r.claim.shrinks = true
		}
		return true, twice()
	}
	if r.oneIn() || r.fraction() {
		return true, twice()
	}
	number, decimal, inWords, ok, err := r.numeral()
	if err != nil || !ok {
		r.claim = before
		return false, err
	}
	if word := r.word(0); inWords && ordinalWord.MatchString(word) {
		return false, fmt.Errorf("%q can't be read as a number", strings.Join(r.words[start:r.at+1], " "))
	}
	r.set(number, new(big.Rat).SetFrac64(1, 1), decimal.LastDigit())
	if decimal.Places() > 0 {
		r.claim.bare = decimal.LastDigit()
	}
	r.scale()
	switch {
	case r.word(0) == "times" || r.word(0) == "fold":
		r.at++
		r.claim.ratio = true
		if number.IsInt() {
			r.claim.bare, r.claim.digit = big.NewRat(1, 10), big.NewRat(1, 2)
		}
	case r.word(0) == "%" || r.word(0) == "percent" || r.word(0) == "percentage":
		r.at++
		r.claim.percent = true
	case r.word(0) == "per" && r.word(1) == "cent":
		r.at += 2
		r.claim.percent = true
	}
	if r.claim.percent && (r.word(0) == "points" || r.word(0) == "point") {
		r.at++
		r.claim.points = true
	}
	if r.claim.percent {
		hundredth := big.NewRat(1, 100)
		for _, x := range []*big.Rat{r.claim.number, r.claim.bare, r.claim.digit} {
			x.Mul(x, hundredth)
		}
	}
	if unit, ok := units[r.word(0)]; ok && !r.claim.percent && !r.claim.ratio {
		r.claim.unit = unit
	} else if unit, ok := units[r.word(1)]; ok && r.word(0) == "us" {
		r.claim.unit = unit
	}
	if _, plural := scales[r.word(0)]; plural {
		return false, fmt.Errorf("%q can't be read as a number", strings.Join(r.words[start:r.at+1], " "))
	}
	if inWords && start+1 == r.at && r.words[start] == "one" && !replaces {
		r.claim = before // "the first one"
		return true, nil
	}
	return true, twice()
}

// numeral reads digits or a cardinal in words.
func (r *phraseReader) numeral() (number *big.Rat, decimal report.Decimal, inWords, ok bool, err error) {
	word := r.word(0)
	if parts := digitsWord.FindStringSubmatch(word); parts != nil && !ordinal.MatchString(word) {
		if !wellFormed.MatchString(parts[3]) {
			return nil, decimal, false, false, fmt.Errorf("%s is not a number: groups have three digits, and decimals follow a point", parts[3])
		}
		decimal, err := report.ParseDecimal(strings.ReplaceAll(parts[3], ",", ""))
		if err != nil {
			return nil, decimal, false, false, fmt.Errorf("%s has too many digits", parts[3])
		}
		number = decimal.Rat()
		if parts[2] == "-" {
			number.Neg(number)
		}
		r.at++
		if unit := units[parts[1]]; unit != "" {
			r.claim.unit = unit
		}
		if rest := parts[4]; rest != "" { // what clings to the digits is the next word
			if scale, ok := suffixes[rest]; ok {
				rest = scale
			} else if _, known := units[rest]; !known && rest != "%" && scales[rest] == 0 {
				return nil, decimal, false, false, fmt.Errorf("%q can't be read as a number", word)
			}
			r.words = append(r.words[:r.at:r.at], append([]string{rest}, r.words[r.at:]...)...)
		}
		return number, decimal, false, true, nil
	}
	if word != "" && strings.ContainsAny(word, "0123456789") && !ordinal.MatchString(word) {
		return nil, decimal, false, false, fmt.Errorf("%q can't be read as a number", word)
	}
	total, ok := r.cardinal()
	if !ok {
		return nil, decimal, false, false, nil
	}
	return new(big.Rat).SetInt64(total), report.Whole(int(total)), true, true, nil
}

// cardinal reads a whole number in words below a million.
func (r *phraseReader) cardinal() (int64, bool) {
	n, ok := r.belowThousand()
	if !ok && r.word(0) == "a" && (scales[r.word(1)] >= 1000 || r.word(1) == "dozen") {
		r.at++
		return 1, true
	}
	if ok && r.word(0) == "thousand" {
		r.at++
		n = n*1000 + r.rest(r.belowThousand)
	}
	return n, ok
}

// belowThousand reads "seventeen", "a hundred" and "two hundred and one".
func (r *phraseReader) belowThousand() (int64, bool) {
	n, ok := r.belowHundred()
	if !ok && r.word(0) == "a" && r.word(1) == "hundred" {
		r.at++
		n, ok = 1, true
	}
	if ok && r.word(0) == "hundred" {
		r.at++
		n = n*100 + r.rest(r.belowHundred)
	}
	return n, ok
}

func (r *phraseReader) belowHundred() (int64, bool) {
	n, ok := cardinals[r.word(0)]
	if !ok {
		return 0, false
	}
	r.at++
	if one := cardinals[r.word(0)]; n >= 20 && one >= 1 && one <= 9 {
		r.at++
		n += one
	}
	return n, true
}

// rest reads what may follow "hundred" and "thousand", with or without "and".
func (r *phraseReader) rest(read func() (int64, bool)) int64 {
	save := r.at
	if r.word(0) == "and" {
		r.at++
	}
	n, ok := read()
	if !ok {
		r.at = save
	}
	return n
}

// scale multiplies by "million" and the like.
func (r *phraseReader) scale() {
	for {
		factor := scales[r.word(0)]
		if factor == 0 {
			return
		}
		r.at++
		f := new(big.Rat).SetInt64(factor)
		r.claim.number = new(big.Rat).Mul(r.claim.number, f)
		if r.claim.bare.Cmp(big.NewRat(1, 1)) < 0 { // 1.3 million is rounded, 1 million is not
			r.claim.bare = new(big.Rat).Mul(r.claim.bare, f)
		}
		r.claim.digit = new(big.Rat).Mul(r.claim.digit, f)
	}
}

// oneIn reads "one in five" and "1 in 5".
func (r *phraseReader) oneIn() bool {
	if w := r.word(0); w != "one" && w != "1" {
		return false
	}
	skip := 2
	if r.word(1) == "out" && r.word(2) == "of" {
		skip = 3
	} else if r.word(1) != "in" {
		return false
	}
	save, claimBefore := r.at, r.claim
	r.at += skip
	if r.word(0) == "every" {
		r.at++
	}
	number, _, _, ok, err := r.numeral()
	if err != nil || !ok || !number.IsInt() || number.Cmp(big.NewRat(2, 1)) < 0 {
		r.at, r.claim = save, claimBefore
		return false
	}
	r.set(number, big.NewRat(1, 1), big.NewRat(1, 1))
	r.scale()
	r.claim.oneIn, r.claim.ratio = true, true
	return true
}

// fraction reads "half", "a third", "two-thirds", "three quarters", and "half
// a million".
func (r *phraseReader) fraction() bool {
	save := r.at
	numerator := int64(1)
	if r.word(0) == "a" || r.word(0) == "an" {
		r.at++
	} else if n, ok := cardinals[r.word(0)]; ok && n > 0 && fractions[r.word(1)] > 0 {
		numerator = n
		r.at++
	}
	denominator, ok := fractions[r.word(0)]
	if !ok || numerator >= denominator {
		r.at = save
		return false
	}
	r.at++
	r.set(big.NewRat(numerator, denominator), big.NewRat(1, 100), big.NewRat(1, 20))
	if r.word(0) == "a" && scales[r.word(1)] > 0 || r.word(0) == "of" && r.word(1) == "a" && scales[r.word(2)] > 0 {
		for r.word(0) == "a" || r.word(0) == "of" {
			r.at++
		}
		r.claim.digit = big.NewRat(1, 10)
		r.claim.bare = big.NewRat(1, 1)
		r.scale()
		return true
	}
	r.claim.ratio = true
	return true
}

// holds reports whether every number in i bears the claim out.
func (c claim) holds(i report.Interval) bool {
	if c.negative && c.number.Sign() > 0 {
		i = i.Neg()
	}
	number, digit := c.number, c.digit
	sum := func(a, b *big.Rat) *big.Rat { return new(big.Rat).Add(a, b) }
	less := func(a, b *big.Rat) *big.Rat { return new(big.Rat).Sub(a, b) }
	half := func(a *big.Rat) *big.Rat { return new(big.Rat).Mul(a, big.NewRat(1, 2)) }
	if c.oneIn {
		return c.oneInHolds(i)
	}
	relation := c.relation
	if c.shrinks { // "more than halved" is less than a half, "nearly halved" more
		switch relation {
		case moreThan:
			relation = lessThan
		case lessThan:
			relation = moreThan
		case atLeast:
			relation = atMost
		case atMost:
			relation = atLeast
		case nearly:
			return i.Within(report.Interval{Lo: number, LoOpen: true, Hi: sum(number, half(digit))})
		}
	}
	switch relation {
	case equal:
		return i.Within(roundingTo(number, c.bare))
	case about:
		return i.Within(roundingTo(number, digit))
	case nearly:
		return i.Within(report.Interval{Lo: less(number, half(digit)), Hi: number, HiOpen: true})
	case moreThan:
		itself := i.Hi == nil && i.LoOpen && i.Lo != nil && i.Lo.Cmp(number) == 0
		return itself || i.Within(report.Interval{Lo: number, LoOpen: true, Hi: sum(number, digit)})
	case lessThan:
		itself := i.HiOpen && i.Hi != nil && i.Hi.Cmp(number) == 0 && (i.Lo == nil || i.Lo.Sign() == 0)
		return itself || i.Within(report.Interval{Lo: less(number, digit), Hi: number, HiOpen: true})
	case atLeast:
		return i.Within(report.Interval{Lo: number})
	}
	return i.Within(report.Interval{Hi: number})
}

// roundingTo is the interval of the numbers that round to n, halves away from
// zero.
func roundingTo(n, step *big.Rat) report.Interval {
	half := new(big.Rat).Mul(step, big.NewRat(1, 2))
	i := report.Interval{Lo: new(big.Rat).Sub(n, half), Hi: new(big.Rat).Add(n, half)}
	i.LoOpen, i.HiOpen = n.Sign() <= 0, n.Sign() >= 0
	return i
}

// oneInHolds compares 1/share with N: "one in five" is a share whose inverse
// rounds to 5.
func (c claim) oneInHolds(share report.Interval) bool {
	if share.Lo == nil || share.Hi == nil || share.Lo.Sign() <= 0 {
		return false
	}
	inverse := report.Interval{Lo: new(big.Rat).Inv(share.Hi), Hi: new(big.Rat).Inv(share.Lo), LoOpen: share.HiOpen, HiOpen: share.LoOpen}
	one, half := big.NewRat(1, 1), big.NewRat(1, 2)
	n := c.number
	switch c.relation {
	case moreThan:
		return inverse.Within(report.Interval{Lo: new(big.Rat).Sub(n, one), Hi: n, HiOpen: true})
	case nearly:
		return inverse.Within(report.Interval{Lo: n, LoOpen: true, Hi: new(big.Rat).Add(n, half)})
	case lessThan:
		return inverse.Within(report.Interval{Lo: n, LoOpen: true, Hi: new(big.Rat).Add(n, one)})
	case atLeast:
		return inverse.Within(report.Interval{Hi: n})
	case atMost:
		return inverse.Within(report.Interval{Lo: n})
	}
	return inverse.Within(roundingTo(n, one))
}
