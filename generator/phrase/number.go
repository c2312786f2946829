package phrase

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"unicode/utf8"

	"vitrine/generator/report"
)

// amount is a number in a text, without the words that touch it.
type amount struct {
	start, end  int
	kind        kind // number, fraction, multiple or occasion
	value       *big.Rat
	bare, digit *big.Rat // what it is rounded to; one unit of its last significant digit
	inWords     bool
	scaled      bool // "million" belongs to it
}

// vulgar are the fractions that are one character.
const vulgar = "½1/2 ⅓1/3 ⅔2/3 ¼1/4 ¾3/4 ⅕1/5 ⅖2/5 ⅗3/5 ⅘4/5 ⅙1/6 ⅚5/6 ⅐1/7 ⅛1/8 ⅜3/8 ⅝5/8 ⅞7/8 ⅑1/9 ⅒1/10"

// vulgarAt is the fraction that is the next character, and where it ends.
func vulgarAt(s string, i int) (*big.Rat, int) {
	if i >= len(s) || s[i] < utf8.RuneSelf {
		return nil, 0
	}
	r, size := utf8.DecodeRuneInString(s[i:])
	at := strings.IndexRune(vulgar, r)
	if at < 0 {
		return nil, 0
	}
	text, _, _ := strings.Cut(vulgar[at+size:], " ")
	value, _ := new(big.Rat).SetString(text)
	return value, i + size
}

func isDigit(s string, i int) bool { return i < len(s) && '0' <= s[i] && s[i] <= '9' }

// amounts are the numbers in a folded text, in order.
func (t *Table) amounts(s string) (list []amount, err error) {
	for i := 0; i < len(s); {
		if end := t.noNumber(s, i); end > 0 && t.begins(s, i) {
			i = end
			continue
		}
		a, found, err := t.amountAt(s, i)
		if err != nil {
			return nil, err
		}
		if found {
			list = append(list, a)
			i = a.end
			continue
		}
		i = t.next(s, i)
	}
	return list, nil
}

// noNumber is where words end that hold a number word and are none: a compound, unless a longer number
// stands there, and a number of an order, as in "第十四".
func (t *Table) noNumber(s string, i int) int {
	_, end := t.find(s, i, false, compound)
	if _, other := t.find(s, i, false, fraction|multiple|occasion|number); other > end {
		return 0
	}
	if end > 0 {
		return end
	}
	if _, at := t.find(s, i, false, nth); at > 0 {
		_, end = t.numeral(s, spaces(s, at))
	}
	return end
}

// next is where the next word, or the next character of a language without spaces, may begin.
func (t *Table) next(s string, i int) int {
	for !t.joined && i+1 < len(s) && plainLetter(s[i]) && plainLetter(s[i+1]) {
		i++ // most characters, and quickly
	}
	for begun := i; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		if t.joined || i > begun && !letter(r) && !isDigit(s, i-size) || i < len(s) && !t.inside(s, i) {
			break
		}
	}
	return i
}

func plainLetter(b byte) bool { return 'a' <= b && b <= 'z' }

// inside reports whether an index is inside of a word or a number.
func (t *Table) inside(s string, i int) bool {
	last, _ := utf8.DecodeLastRuneInString(s[:i])
	r, _ := utf8.DecodeRuneInString(s[i:])
	return (letter(r) || isDigit(s, i)) && (letter(last) && !apostrophe(last) || isDigit(s, i-1))
}

// amountAt reads the number that begins at an index.
func (t *Table) amountAt(s string, i int) (a amount, found bool, err error) {
	a = amount{start: i}
	switch value, end := vulgarAt(s, i); {
	case isDigit(s, i):
		if found, err = t.digits(s, i, &a); !found || err != nil {
			return amount{}, false, err
		}
	case end > 0:
		a.set(fraction, value, end)
	case !t.begins(s, i):
		return amount{}, false, nil
	default:
		a.inWords = true
		if e, end := t.find(s, i, false, fraction|multiple|occasion); end > 0 && end >= t.numeralEnd(s, i) {
			a.set(e.kind, e.value, end)
			break
		}
		value, end := t.numeral(s, i)
		if end == 0 {
			return amount{}, false, nil
		}
		a.set(number, value, end)
		a.and(t, s)
	}
	t.scales(s, &a)
	return a, true, nil
}

func (t *Table) numeralEnd(s string, i int) int {
	_, end := t.numeral(s, i)
	return end
}

// set gives an amount its value, and the precision that its kind has.
func (a *amount) set(k kind, value *big.Rat, end int) {
	a.kind, a.value, a.end = k, value, end
	one := big.NewRat(1, 1)
	switch {
	case k == fraction, k == multiple && value.Cmp(one) < 0:
		a.bare, a.digit = big.NewRat(1, 100), big.NewRat(1, 20)
	case k == multiple:
		a.bare, a.digit = big.NewRat(1, 10), big.NewRat(1, 2)
	case !value.IsInt(): // "zweieinhalb"
		a.bare, a.digit = big.NewRat(1, 2), big.NewRat(1, 2)
	default:
		a.bare, a.digit = one, lastDigit(value)
	}
}

// lastDigit is one unit of the last significant digit of a whole number.
func lastDigit(value *big.Rat) *big.Rat {
	d, ok := report.DecimalOf(value, 0)
	if !ok || d.Sign() == 0 {
		return big.NewRat(1, 1)
	}
	return d.LastDigit()
}

// and reads a half that goes on with a number: "three and a half".
func (a *amount) and(t *Table, s string) {
	for _, word := range t.and {
		i := match(s, spaces(s, a.end), word)
		if i == 0 {
			continue
		}
		if e, end := t.find(s, spaces(s, i), false, fraction); end > 0 && e.value.Cmp(big.NewRat(1, 1)) < 0 {
			step := big.NewRat(1, 1)
			if a.value.Cmp(big.NewRat(1000, 1)) >= 0 { // "un million et demi"
				step = a.digit
			}
			a.value, a.end = new(big.Rat).Add(a.value, new(big.Rat).Mul(e.value, step)), end
			a.bare = new(big.Rat).Mul(big.NewRat(1, 2), step)
			a.digit = a.bare
			return
		}
	}
}

// digits reads a number in digits. What letters join to without a meaning is none.
func (t *Table) digits(s string, i int, a *amount) (bool, error) {
	if i > 0 {
		if last, _ := utf8.DecodeLastRuneInString(s[:i]); letter(last) && !t.joined && !t.unitEnds(s[:i]) {
			return false, nil
		}
	}
	end := i
	for isDigit(s, end) {
		group := end
		for isDigit(s, end) {
			end++
		}
		if r, size := utf8.DecodeRuneInString(s[end:]); strings.ContainsRune(t.groups+t.decimals+",.'’", r) &&
			isDigit(s, end+size) && (!isSpace(r) || threeDigits(s, end+size) && end-group <= len("999")) {
			end += size
		}
	}
	written := s[i:end]
	plain, ok := t.plain(written)
	if !ok {
		return false, fmt.Errorf("%s is not a number here: groups have three digits%s", written, t.pointed())
	}
	d, err := report.ParseDecimal(plain)
	if err != nil {
		return false, fmt.Errorf("%s has too many digits", written)
	}
	a.set(number, d.Rat(), end)
	a.digit = d.LastDigit()
	if d.Places() > 0 {
		a.bare = d.LastDigit()
	}
	if part, end := vulgarAt(s, end); end > 0 {
		a.value, a.end = new(big.Rat).Add(a.value, part), end
		a.bare, a.digit = big.NewRat(1, 2), big.NewRat(1, 2)
	}
	if value, to := slashed(s, i, end); to > 0 {
		a.set(fraction, value, to)
	}
	return t.joined || t.known(s, a.end), nil
}

// slashed is a fraction like "3/4" whose first part stands between two indexes, and where it ends.
func slashed(s string, i, end int) (*big.Rat, int) {
	to := end + 1
	for end < len(s) && s[end] == '/' && isDigit(s, to) {
		to++
	}
	if to == end+1 || to < len(s) && (s[to] == '/' || isDigit(s, to)) || i > 0 && s[i-1] == '/' || to-end > 4 {
		return nil, 0
	}
	value, ok := new(big.Rat).SetString(s[i:to])
	if !ok || value.Sign() == 0 || value.Cmp(big.NewRat(1, 1)) >= 0 {
		return nil, 0
	}
	return value, to
}

func (t *Table) pointed() string {
	if t.decimals == "" {
		return ""
	}
	return ", and decimals follow " + t.decimals[:1]
}

func threeDigits(s string, i int) bool {
	return isDigit(s, i) && isDigit(s, i+1) && isDigit(s, i+2) && !isDigit(s, i+3)
}

// known reports whether letters that follow a number without a space are words of the table.
func (t *Table) known(s string, i int) bool {
	if r, _ := utf8.DecodeRuneInString(s[i:]); i >= len(s) || !letter(r) {
		return true
	}
	if _, end := t.find(s, i, false, scale|short); end > 0 {
		return true
	}
	return slices.ContainsFunc(t.after, func(x affix) bool {
		end := match(s, i, x.text)
		return end > 0 && t.ends(s, end)
	})
}

// unitEnds reports whether a text ends with the sign of a unit, as in "US$64".
func (t *Table) unitEnds(s string) bool {
	return slices.ContainsFunc(t.before, func(x affix) bool {
		return strings.HasPrefix(x.role, "unit:") && strings.HasSuffix(s, x.text)
	})
}

// plain writes digits without groups, and with a point.
func (t *Table) plain(written string) (string, bool) {
	whole, decimals := written, ""
	if at := strings.LastIndexAny(written, t.decimals); at >= 0 && t.decimals != "" {
		_, size := utf8.DecodeRuneInString(written[at:])
		whole, decimals = written[:at], written[at+size:]
	}
	parts := strings.FieldsFunc(whole, func(r rune) bool { return r < '0' || r > '9' })
	if len(parts) > 1 && !grouped(parts, 3) && !(t.pairs && grouped(parts, 2)) {
		return "", false
	}
	between := strings.TrimFunc(whole, func(r rune) bool { return '0' <= r && r <= '9' })
	for _, r := range between {
		if (r < '0' || r > '9') && !strings.ContainsRune(t.groups, r) {
			return "", false
		}
	}
	for n := range decimals {
		if !isDigit(decimals, n) {
			return "", false
		}
	}
	if plain := strings.Join(parts, ""); decimals == "" {
		return plain, true
	} else {
		return plain + "." + decimals, true
	}
}

// grouped reports whether digits stand in groups of a size, but for the last one, of three, and the first.
func grouped(parts []string, size int) bool {
	last := len(parts) - 1
	return len(parts[0]) <= size && len(parts[last]) == 3 &&
		!slices.ContainsFunc(parts[1:last], func(part string) bool { return len(part) != size })
}

// numeral reads a whole number in words; end is 0 where there is none.
func (t *Table) numeral(s string, i int) (value *big.Rat, end int) {
	if _, to := t.find(s, i, t.glued, number); to == 0 {
		return nil, 0 // most words begin none
	}
	var terms, steps []*big.Rat // the parts of the sum, and what may be added to each
	one, ten := big.NewRat(1, 1), big.NewRat(10, 1)
	for at := i; at < len(s); at = t.further(s, end) {
		e, to := t.find(s, at, t.glued, number)
		last := len(terms) - 1
		if x, end := t.find(s, at, t.glued, scale); last >= 0 && end > 0 && end >= to {
			e, to = x, end
		}
		if to == 0 {
			break
		}
		if e.kind == scale {
			sum := new(big.Rat)
			for last >= 0 && terms[last].Cmp(e.value) < 0 {
				sum.Add(sum, terms[last])
				last--
			}
			if sum.Sign() == 0 {
				sum.Set(one)
			}
			terms = append(terms[:last+1], sum.Mul(sum, e.value))
			steps = append(steps[:last+1], e.value)
			end = to
			continue
		}
		unit := last >= 0 && steps[last].Cmp(one) == 0 && terms[last].Cmp(ten) < 0
		switch {
		case unit && t.unitsFirst && e.value.Cmp(ten) > 0 && at > end: // "ein-und-zwanzig"
			terms[last] = new(big.Rat).Add(terms[last], e.value)
		case last >= 0 && (e.value.Cmp(steps[last]) >= 0 || e.value.Sign() == 0):
			return t.whole(s, terms, end)
		default:
			terms, steps = append(terms, e.value), append(steps, stepOf(e.value))
		}
		end = to
	}
	return t.whole(s, terms, end)
}

// stepOf is what a number word may be followed by: "twenty" by what is below ten.
func stepOf(value *big.Rat) *big.Rat {
	ten := big.NewRat(10, 1)
	if value.Cmp(ten) >= 0 && new(big.Rat).Quo(value, ten).IsInt() {
		return lastDigit(value)
	}
	return big.NewRat(1, 1)
}

// further is where a numeral may go on: behind spaces, or a word like "and".
func (t *Table) further(s string, i int) int {
	at := spaces(s, i)
	for _, word := range t.and {
		if end := match(s, at, word); end > 0 && (t.glued || t.ends(s, end)) {
			if next := spaces(s, end); t.glued || t.joined || next > end {
				return next
			}
		}
	}
	return at
}

func (t *Table) whole(s string, terms []*big.Rat, end int) (*big.Rat, int) {
	if end == 0 || !t.ends(s, end) {
		return nil, 0
	}
	sum := new(big.Rat)
	for _, term := range terms {
		sum.Add(sum, term)
	}
	return sum, end
}

// scales multiplies a number by the words behind it: "2.5 million", "half a million".
func (t *Table) scales(s string, a *amount) {
	for a.kind == number || a.kind == fraction {
		at := spaces(s, a.end)
		e, end := t.find(s, at, false, scale)
		if end == 0 && a.kind == number && !a.inWords {
			e, end = t.short(s, a.end)
		}
		if a.kind == fraction && end == 0 {
			e, end = t.scaleAfter(s, at)
		}
		if end == 0 || a.kind == number && a.inWords && a.bare.IsInt() {
			return
		}
		if a.kind == fraction {
			a.kind, a.bare, a.digit = number, big.NewRat(1, 1), big.NewRat(1, 10)
		}
		a.value, a.end, a.scaled = new(big.Rat).Mul(a.value, e.value), end, true
		if a.bare.Cmp(big.NewRat(1, 1)) < 0 { // 1.3 million is rounded, 1 million is not
			a.bare = new(big.Rat).Mul(a.bare, e.value)
		}
		a.digit = new(big.Rat).Mul(a.digit, e.value)
	}
}

// scaleAfter finds a scale behind fillers: "half a million".
func (t *Table) scaleAfter(s string, at int) (entry, int) {
	if next := t.fillers(s, at); next > at {
		return t.find(s, next, false, scale)
	}
	return entry{}, 0
}

// fillers is the index behind up to two words like "of" and "a".
func (t *Table) fillers(s string, at int) int {
	for range 2 {
		for _, x := range t.before {
			next := spaces(s, at)
			if end := match(s, next, x.text); (x.role == "filler" || x.role == "step") && end > 0 && t.ends(s, end) {
				at = spaces(s, end)
				break
			}
		}
	}
	return at
}

// short finds "bn" or "m" behind a number in digits. What is the sign of a unit too has to stand
// right behind it.
func (t *Table) short(s string, end int) (entry, int) {
	at := spaces(s, end)
	e, to := t.find(s, at, false, short)
	if x, _ := t.affixAfter(s, at); to > 0 && at > end && strings.HasPrefix(x.role, "unit:") {
		return entry{}, 0
	}
	return e, to
}

// divisor reads what a number is for each of: "1,000", "million", "hundred thousand".
func (t *Table) divisor(s string, at int) (*big.Rat, int) {
	value, end := big.NewRat(1, 1), 0
	if a, found, err := t.amountAt(s, at); err == nil && found && a.kind == number {
		value, end = a.value, a.end
	}
	for {
		next := at
		if end > 0 {
			next = spaces(s, end)
		}
		e, to := t.find(s, next, false, scale)
		if to == 0 {
			return value, end
		}
		value, end = new(big.Rat).Mul(value, e.value), to
	}
}
