package bind

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"unicode"

	"vitrine/generator/report"
)

// readPhrase reads an English phrase by the grammar in words.go.
func readPhrase(phrase string) (claim, error) {
	r := phraseReader{words: words(phrase)}
	return r.read()
}

type phraseReader struct {
	words []string
	at    int
	claim claim
}

// word returns the i-th word from the next one on; "" past the end.
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

// preceding is what the words read so far say of the number that follows.
type preceding struct {
	qualifier relation
	end       int    // the word after the qualifier; -1 when there is none
	none      string // the word that says that there is nothing, like "no" in "no suspects"
	qualified bool   // a qualifier stands before it: "almost no suspects"
	unclear   string // a word that could turn the meaning of the number
	last      string // the last word, leaving qualifiers and adverbs out
	moves     bool   // the last word says that something changed
	moved     bool   // any word does
}

func (r *phraseReader) read() (claim, error) {
	p := preceding{end: -1}
	for r.at < len(r.words) {
		if relation, n, ok := longest(r, afterwards); ok && r.claim.number != nil {
			r.claim.relation = relation
			r.at += n
			continue
		}
		if found, err := r.qualifier(&p); err != nil {
			return claim{}, err
		} else if found {
			continue
		}
		start := r.at
		found, err := r.amount()
		if found && err == nil {
			err = r.qualify(p, start)
		}
		if err != nil {
			return claim{}, err
		}
		if !found {
			r.freeWord(&p)
		}
	}
	return r.whole(p)
}

// qualifier reads words like "more than".
func (r *phraseReader) qualifier(p *preceding) (bool, error) {
	relation, n, ok := longest(r, qualifiers)
	if !ok || r.claim.number != nil && comparing[r.word(0)] {
		return false, nil
	}
	if p.end == r.at && r.claim.number == nil { // "just over" is one
		return false, fmt.Errorf("%q is one qualifier too many", strings.Join(r.words[r.at:r.at+n], " "))
	}
	p.qualifier, p.end = relation, r.at+n
	r.at += n
	return true, nil
}

// qualify applies the words before and after an amount to it. The amount begins at start.
func (r *phraseReader) qualify(p preceding, start int) error {
	r.claim.text = strings.Join(r.words[start:r.at], " ")
	if p.end == start {
		r.claim.relation = p.qualifier
	}
	if p.unclear != "" && r.claim.text != "one" {
		return fmt.Errorf("the word %q before the number is not understood", p.unclear)
	}
	step := p.moved && (p.last == "by" || p.last == "of" && !losses[r.claim.negative]) ||
		comparing[r.word(0)] && slices.Contains(r.words[r.at:], "than")
	switch {
	case p.last == "to" || p.last == "from": // "fell to"
		r.claim.negative, r.claim.moved = "", ""
	case p.moves || step || isChange(r.word(0)) || isChange(r.word(1)):
		r.claim.change, r.claim.step = true, step
	}
	if r.claim.negative != "" && r.claim.number.Sign() < 0 {
		return fmt.Errorf("%q and a sign say twice that it is below zero", r.claim.negative)
	}
	return nil
}

// freeWord reads a word that belongs to no amount.
func (r *phraseReader) freeWord(p *preceding) {
	word := r.words[r.at]
	if p.end == r.at && between[word] {
		p.end++
	}
	falls := fewer[word] || fell[word] && (r.claim.number == nil || r.claim.percent)
	if (falls || rising[word]) && !comparing[word] {
		r.claim.moved = word
	}
	if falls {
		r.claim.negative = word
	} else if turning[word] || strings.HasSuffix(word, "n't") {
		p.unclear = word
	}
	if r.claim.number != nil && forEach[word] && each[r.word(1)] && p.last != "in" {
		r.claim.each = r.word(1)
	}
	p.moves = isChange(word) || p.moves && (between[word] || isAdverb(word))
	p.moved = p.moved || p.moves
	_, large := scales[word]
	r.claim.vague = r.claim.vague || large
	if n := r.nothing(); n > 0 {
		p.none, p.unclear, p.qualified = word, "", p.end == r.at
		r.at += n
		return
	}
	if !isAdverb(word) {
		p.last = word
	}
	r.at++
}

// whole returns the claim of the whole phrase.
func (r *phraseReader) whole(p preceding) (claim, error) {
	if p.qualified || r.claim.number != nil && p.none != "" && p.none != "no" {
		return claim{}, fmt.Errorf("it says that there is none, and more than that")
	}
	if r.claim.number == nil && p.none != "" {
		r.set(new(big.Rat), big.NewRat(1, 1), big.NewRat(1, 1))
		r.claim.text = "none"
	}
	if r.claim.multiple && r.claim.negative != "" && !r.claim.shrinks {
		return claim{}, fmt.Errorf("%q and %q together are not understood", r.claim.negative, r.claim.text)
	}
	return r.claim, nil
}

// isChange reports whether a word is one of change, like "rose" or "fewer".
func isChange(word string) bool { return fewer[word] || fell[word] || rising[word] }

func isAdverb(word string) bool { return adverbs[word] || strings.HasSuffix(word, "ly") }

// nothing returns how many of the next words say that there is nothing: "none", "no one",
// "not a single", "no suspects" but not "no data".
func (r *phraseReader) nothing() int {
	switch first, second := r.word(0), r.word(1); {
	case first == "none" || first == "nobody" || first == "nil":
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

// amount reads an amount at the next word. A second one in a phrase is an error.
func (r *phraseReader) amount() (bool, error) {
	start, before := r.at, r.claim
	r.dropPronoun()
	first := r.claim.number == nil
	if !r.multiple() && !r.oneIn() && !r.fraction() {
		if found, err := r.quantity(); !found {
			r.claim = before
			return false, err
		}
	}
	if first {
		return true, nil
	}
	if start+1 == r.at && r.words[start] == "one" { // "the first one"
		r.claim = before
		return true, nil
	}
	second := strings.Join(r.words[start:r.at], " ")
	err := fmt.Errorf("it holds two numbers, %s and %s", before.text, second)
	if aYear.MatchString(before.text) || aYear.MatchString(second) {
		err = fmt.Errorf("%w: let the year stand outside of the link", err)
	}
	return true, err
}

// dropPronoun drops a "one" that was read as a number but is a pronoun, as in "the one that says
// 10".
func (r *phraseReader) dropPronoun() {
	if r.claim.text != "one" {
		return
	}
	joined := set("and or to point plus")
	next := slices.Index(r.words, "one") + 1
	if next < r.at && !slices.ContainsFunc(r.words[next:r.at], func(w string) bool { return joined[w] }) {
		r.claim = claim{negative: r.claim.negative}
	}
}

// multiple reads "doubled", "threefold" and "halved".
func (r *phraseReader) multiple() bool {
	number, ok := multiples[r.word(0)]
	if !ok {
		return false
	}
	r.at++
	r.claim.ratio, r.claim.multiple = true, true
	r.set(number, big.NewRat(1, 10), big.NewRat(1, 2))
	if number.Cmp(big.NewRat(1, 1)) < 0 {
		r.set(number, big.NewRat(1, 100), big.NewRat(1, 20))
		r.claim.shrinks = true
	}
	return true
}

// quantity reads a number with what belongs to it: a currency, "million", "times", what it is
// a part of, a unit.
func (r *phraseReader) quantity() (bool, error) {
	start := r.at
	unread := func() (bool, error) {
		r.at = min(r.at+1, len(r.words))
		return false, fmt.Errorf("%q can't be read as a number", strings.Join(r.words[start:r.at], " "))
	}
	if currency := currencyNamed(r.word(0)); currency != "" && digitsWord.MatchString(r.word(1)) {
		r.claim.unit = currency
		r.at++
	}
	number, decimal, inWords, ok, err := r.numeral()
	if err != nil || !ok {
		return false, err
	}
	if word := r.word(0); inWords && ordinalWord.MatchString(word) || altering[word] {
		return unread()
	}
	r.set(number, big.NewRat(1, 1), decimal.LastDigit())
	if decimal.Places() > 0 {
		r.claim.bare = decimal.LastDigit()
	}
	r.scale(!inWords)
	if r.claim.scaled && number.Sign() == 0 {
		return unread()
	}
	if r.word(0) == "times" || r.word(0) == "fold" {
		r.at++
		r.claim.ratio, r.claim.multiple = true, true
		if number.IsInt() {
			r.claim.bare, r.claim.digit = big.NewRat(1, 10), big.NewRat(1, 2)
		}
	} else {
		r.rate()
	}
	if _, plural := scales[r.word(0)]; plural || altering[r.word(0)] || r.claim.percent && parts[r.word(0)] > 0 {
		return unread()
	}
	if !r.claim.percent && !r.claim.ratio {
		r.unit()
	}
	return true, nil
}

// rate reads what the number is a part of: "per cent", "percentage points", "per thousand", "in
// ten", "out of every 100,000".
func (r *phraseReader) rate() {
	if n, length, ok := longest(r, parts); ok {
		r.at += length
		r.claim.divide(new(big.Rat).SetInt64(n))
		r.claim.percent, r.claim.rate = n != 1000, n == 1000
		if r.claim.points = n == 10_000; r.word(0) == "points" || r.word(0) == "point" {
			r.at++
			r.claim.points = true
		}
		return
	}
	_, length, ok := longest(r, rates)
	if !ok {
		return
	}
	inner := phraseReader{words: r.words, at: r.at + length}
	whole := inner.unitScale()
	year := r.word(0) == "in" && aYear.MatchString(r.word(1))
	if year || whole.Cmp(r.claim.number) < 0 || whole.Cmp(big.NewRat(2, 1)) < 0 {
		return
	}
	r.words, r.at = inner.words, inner.at
	small := whole.Cmp(big.NewRat(10, 1)) <= 0
	if r.claim.divide(whole); small {
		r.claim.bare, r.claim.digit = big.NewRat(1, 100), big.NewRat(1, 20)
	}
	r.claim.rate = true
}

// unit notes the unit after a number: "km", "square kilometres", "US dollars".
func (r *phraseReader) unit() {
	unit := unitNamed(r.word(0), r.word(1))
	for i := 1; unit == "" && i < 3; i++ {
		if currencies[r.word(i)] != "" {
			unit = unitNamed(r.word(i-1), r.word(i))
		}
	}
	if unit != "" && r.claim.unit == "" {
		r.claim.unit = unit
	}
}

// unitNamed returns the unit that a word, or it and the next, stand for; "" for none.
func unitNamed(word, next string) string {
	switch kind := compound[word]; {
	case kind == "metric" && (units[next] == "ton" || units[next] == "tonne"):
		return "tonne"
	case kind != "" && units[next] != "":
		return kind + " " + units[next]
	case dollars[word] != "" && currencies[next] == "dollar":
		return dollars[word] + " dollar"
	case currencies[next] != "" && currencies[word] == "" && units[word] == "":
		return spaced(currencies[next]) // "US dollars"
	}
	return spaced(cmp.Or(units[word], currencies[word]))
}

// spaced returns a unit's name with spaces; the tables have it as one word.
func spaced(name string) string { return strings.ReplaceAll(name, "-", " ") }

// currencyNamed returns the currency that a word before a number stands for: "€", "USD", "HK$".
func currencyNamed(word string) string {
	if dollars[word] != "" && strings.HasSuffix(word, "$") {
		return dollars[word] + " dollar"
	}
	sign := []rune(word)
	if n := len(sign); n > 1 && currencies[word] == "" { // of "us$" the dollar
		return currencies[string(sign[n-1])]
	}
	return spaced(currencies[word])
}

// numeral reads digits or a cardinal in words.
func (r *phraseReader) numeral() (number *big.Rat, decimal report.Decimal, inWords, ok bool, err error) {
	word := r.word(0)
	if parts := digitsWord.FindStringSubmatch(word); parts != nil && !ordinal.MatchString(word) {
		if !wellFormed.MatchString(parts[3]) {
			return nil, decimal, false, false,
				fmt.Errorf("%s is not a number: groups have three digits, and decimals follow a point", parts[3])
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
		if parts[1] != "" {
			r.claim.unit = currencyNamed(parts[1])
		}
		if rest := parts[4]; rest != "" { // letters after the digits are the next word
			if scale, ok := suffixes[rest]; ok {
				rest = scale
			} else if scales[rest] == 0 && unitNamed(rest, "") == "" &&
				!slices.Contains([]string{"%", "‰", "+"}, rest) {
				return nil, decimal, false, false, fmt.Errorf("%q can't be read as a number", word)
			}
			r.words = append(r.words[:r.at:r.at], append([]string{rest}, r.words[r.at:]...)...)
		}
		return number, decimal, false, true, nil
	}
	if strings.ContainsFunc(word, unicode.IsNumber) && !ordinal.MatchString(word) && unitNamed(word, "") == "" {
		return nil, decimal, false, false, fmt.Errorf("%q can't be read as a number", word)
	}
	total, ok := r.cardinal()
	if !ok {
		return nil, decimal, false, false, nil
	}
	decimal = report.Whole(int(total))
	if part, length, ok := longest(r, andParts); ok {
		r.at += length
		decimal, err = report.ParseDecimal(fmt.Sprint(total, part))
	}
	return decimal.Rat(), decimal, true, true, err
}

// cardinal reads a whole number in words below a million.
func (r *phraseReader) cardinal() (int64, bool) {
	if r.word(0) == "a" && r.word(1) == "single" && !digitsWord.MatchString(r.word(2)) {
		r.at += 2
		return 1, true
	}
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
	if unit := cardinals[r.word(0)]; n >= 20 && unit >= 1 && unit <= 9 {
		r.at++
		n += unit
	}
	return n, true
}

// rest reads the number that may follow "hundred" or "thousand", with or without "and".
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

// scale multiplies the number by words like "million"; after digits they may be short, like "bn".
func (r *phraseReader) scale(short bool) {
	for {
		word := r.word(0)
		if long := suffixes[word]; long != "" && short &&
			(word != "m" || currencies[r.claim.unit] != "" || currencies[r.word(1)] != "") {
			word = long
		}
		factor := scales[word]
		if factor == 0 {
			return
		}
		r.at++
		f := new(big.Rat).SetInt64(factor)
		r.claim.scaled = true
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
	r.scale(false)
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
		r.scale(false)
		return true
	}
	r.claim.ratio = true
	return true
}
