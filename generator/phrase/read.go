package phrase

import (
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Relation is how a phrase compares the figure with the number that it names.
type Relation string

// The relations are named as their words in a table are.
const (
	Equal    Relation = ""
	About    Relation = "about"
	MoreThan Relation = "more"
	LessThan Relation = "less"
	Nearly   Relation = "nearly"
	AtLeast  Relation = "at_least"
	AtMost   Relation = "at_most"
)

// Claim is what a phrase says of a figure.
type Claim struct {
	Relation  Relation
	Number    *big.Rat // nil when the phrase holds none
	High      *big.Rat // the other end of "750 to 999"; nil for one number
	Bare      *big.Rat // what a plain number is rounded to: the decimals written
	Digit     *big.Rat // one unit of its last significant digit
	Percent   bool
	Points    bool // percentage points
	Rate      bool // "5 per mille", "96 in every 100"
	Fraction  bool // "a third"
	Multiple  bool // "doubled", "three times"
	Added     bool // "grew 2 times": by twice as much
	filled    bool // "of" was read behind it
	Occasions bool // a multiple that may count occasions: "twice", "12 times"
	OneIn     bool // "one in N"
	Sign      int  // of a number with a sign, or "minus"
	Direction int  // of "more" and "fell"
	Firm      bool // the word of direction compares: "fewer"
	Step      bool // "rose by": it can be no level
	Vague     bool // "thousands": an amount without a number
	Scaled    bool // "million": the scale of the figure is written out
	Unit      string
	Every     *big.Rat // of "of every 100 requests, 90" 100
	Text      string   // the number as written, for messages
}

// Read reads the text of a link, and the words before and behind it that touch its number. rate
// says that the figure is for each of so many, which may stand a few words farther.
func (t *Table) Read(before, text, after string, rate bool) (Claim, error) {
	before, text, after = fold(plainDigits(before)), fold(plainDigits(text)), fold(plainDigits(after))
	list, err := t.amounts(text)
	if err != nil {
		return Claim{}, err
	}
	if list = t.withoutPronoun(text, list); len(list) == 0 {
		return t.withoutNumber(text), nil
	}
	c, start, end, err := t.combined(before, text, list)
	if err != nil {
		return Claim{}, err
	}
	c.Text = text[start:end]
	if err := t.leading(&c, before+text[:start]); err != nil {
		return Claim{}, err
	}
	if err := t.trailing(&c, text[end:]+after, rate); err != nil {
		return Claim{}, err
	}
	if start == 0 {
		t.outOfEvery(&c, before)
		t.oneIn(&c, before)
	}
	if !c.Percent && !c.Points && !c.Rate && c.Multiple {
		c.wholeTimes()
	}
	c.Added = t.added && c.Multiple && c.Occasions && c.Direction > 0
	if c.Number.Sign() == 0 {
		c.Direction = 0
	}
	return c, nil
}

// withoutPronoun leaves out a small number word that stands beside a number in digits, as in "the
// one that says 10".
func (t *Table) withoutPronoun(s string, list []amount) []amount {
	if len(list) != 2 {
		return list
	}
	if between := s[list[0].end:list[1].start]; t.role(between, "to") || t.relates(between, "out_of") {
		return list
	}
	one := big.NewRat(1, 1)
	for n, a := range list {
		if a.inWords && a.kind == number && a.value.Cmp(one) == 0 {
			return slices.Delete(slices.Clone(list), n, n+1)
		}
	}
	return list
}

// role reports whether a text is words with one of some roles, between two numbers.
func (t *Table) role(s string, names ...string) bool {
	s = strings.TrimFunc(s, isSpace)
	return slices.ContainsFunc(slices.Concat(t.before, t.after), func(x affix) bool {
		return slices.Contains(names, x.role) && x.text == s
	})
}

// relates reports whether a text ends with words of a role, with up to four others before them that no
// punctuation divides: "40 deaths per 100,000".
func (t *Table) relates(s, role string) bool {
	const few = 4
	s = strings.TrimFunc(s, isSpace)
	return !strings.ContainsAny(s, ",.;:()") && len(strings.Fields(s)) <= few+1 &&
		slices.ContainsFunc(slices.Concat(t.before, t.after), func(x affix) bool {
			return x.role == role && strings.HasSuffix(s, x.text) && t.begins(s, len(s)-len(x.text))
		})
}

// withoutNumber is the claim of a phrase without a number: "none", "thousands", or nothing.
func (t *Table) withoutNumber(s string) (c Claim) {
	c.Vague = t.holds(s, "vague")
	if t.holds(s, "none") && !t.holds(s, "unknown") {
		c.Number, c.Bare, c.Digit, c.Text = new(big.Rat), big.NewRat(1, 1), big.NewRat(1, 1), s
	}
	return c
}

// holds reports whether a text holds words with a role.
func (t *Table) holds(s, role string) bool {
	return slices.ContainsFunc(t.before, func(x affix) bool { return x.role == role && t.stands(s, x.text) })
}

// stands reports whether words stand in a folded text.
func (t *Table) stands(s, words string) bool {
	for i := 0; i < len(s); i = t.next(s, i) {
		if end := match(s, i, words); end > 0 && t.begins(s, i) && t.ends(s, end) {
			return true
		}
	}
	return false
}

// combined is the claim of one number, of two that are the ends of a range, or of so many in so
// many.
func (t *Table) combined(before, s string, list []amount) (c Claim, start, end int, err error) {
	a, one := list[0], big.NewRat(1, 1)
	c = Claim{Number: a.value, Bare: a.bare, Digit: a.digit, Scaled: a.scaled, Fraction: a.kind == fraction,
		Multiple: a.kind == multiple || a.kind == occasion, Occasions: a.kind == occasion}
	if len(list) == 1 {
		return c, a.start, a.end, nil
	}
	b := list[1]
	between := s[a.end:b.start]
	switch {
	case len(list) > 2:
	case t.relates(between, "out_of") && b.value.Cmp(a.value) > 0 && b.value.IsInt() &&
		(a.value.Cmp(one) == 0 || !aYear.MatchString(s[b.start:b.end])):
		if a.value.Cmp(one) == 0 {
			c.Number, c.Bare, c.Digit, c.OneIn = b.value, one, one, true
			return c, a.start, b.end, nil
		}
		c.Divide(b.value)
		return c, a.start, b.end, nil
	case b.value.Cmp(one) == 0 && a.value.Cmp(one) > 0 && (t.role(between, "to") || strings.TrimSpace(between) == ":"):
		c.Multiple = true // "2.7 to 1"
		return c, a.start, b.end, nil
	case t.relates(between, "per"):
		c.Divide(b.value)
		return c, a.start, b.end, nil
	case a.value.Cmp(b.value) < 0 && a.kind == b.kind && t.ranges(before+s[:a.start], between):
		c.High, c.Bare, c.Digit = b.value, b.bare, b.digit
		if b.scaled && !a.scaled {
			c.Number, c.Scaled = new(big.Rat).Mul(a.value, scaleOf(s[b.start:b.end], b)), true
		}
		return c, a.start, b.end, nil
	}
	first, second := s[a.start:a.end], s[b.start:b.end]
	err = fmt.Errorf("it holds two numbers, %s and %s", first, second)
	if aYear.MatchString(first) || aYear.MatchString(second) {
		err = errors.New(err.Error() + ": let the year stand outside of the link")
	}
	return c, 0, 0, err
}

// ranges reports whether the words before and between two numbers make them the ends of a range.
func (t *Table) ranges(before, between string) bool {
	hyphen := strings.TrimFunc(between, unicode.IsSpace) != ""
	between = strings.TrimFunc(between, isSpace)
	x, _ := t.affixBefore(strings.TrimRightFunc(before, isSpace))
	return between == "–" || between == "" && hyphen || t.role(between, "to") && x.role != "level" ||
		x.role == "between" && slices.Contains(t.and, between)
}

// aYear is what is written like a year.
var aYear = regexp.MustCompile(`^(?:1[5-9]|20)[0-9]{2}$`)

// scaleOf is the factor of a number in digits with a scale: that of "10 to 12 million".
func scaleOf(written string, a amount) *big.Rat {
	digits := strings.TrimRightFunc(written, func(r rune) bool { return r < '0' || r > '9' })
	n, ok := new(big.Rat).SetString(strings.ReplaceAll(digits, ",", "."))
	if !ok || n.Sign() == 0 {
		return big.NewRat(1, 1)
	}
	return n.Quo(a.value, n)
}

// Divide makes a claim of so many in n a share.
func (c *Claim) Divide(n *big.Rat) {
	if n.Sign() <= 0 {
		return // "per 0" says nothing
	}
	c.Rate = true
	c.divideBy(n)
	if n.Cmp(big.NewRat(10, 1)) <= 0 { // "nine in ten"
		c.Bare, c.Digit = big.NewRat(1, 100), big.NewRat(1, 20)
	}
}

// wholeTimes gives a multiple in whole numbers its precision: one decimal below ten, else the last
// digit.
func (c *Claim) wholeTimes() {
	if !c.Number.IsInt() || c.Bare.Cmp(big.NewRat(1, 1)) != 0 {
		return
	}
	if c.Number.Cmp(big.NewRat(10, 1)) < 0 {
		c.Bare, c.Digit = big.NewRat(1, 10), big.NewRat(1, 2)
	}
}

// opening is what may stand between words and a number.
const opening = "([\"“„«‘'"

// trimOpening takes brackets and quotation marks off, and no apostrophe of a word: "plus d'un tiers".
func trimOpening(s string) string {
	for s != "" && strings.ContainsRune(opening, last(s)) {
		rest := strings.TrimSuffix(s, string(last(s)))
		if last(s) == '\'' && rest != "" && letter(last(rest)) {
			break
		}
		s = rest
	}
	return s
}

// leading reads the words before a number, from the last one back, as far as the table knows them.
func (t *Table) leading(c *Claim, s string) error {
	s = trimOpening(s)
	for {
		rest := strings.TrimRightFunc(trimOpening(strings.TrimRightFunc(s, isSpace)), isSpace)
		if c.Sign == 0 && c.Relation == Equal && c.Direction == 0 && t.signed(c, s) {
			bare := strings.TrimRightFunc(s, func(r rune) bool { return strings.ContainsRune(signs, r) || isSpace(r) })
			if x, _ := t.affixBefore(bare); x.role == "percent" || x.role == "permille" { // "ร้อยละ -7.7"
				if _, err := c.say(x, t); err != nil {
					return err
				}
				s = strings.TrimSuffix(bare, x.text)
			}
			return t.againstSign(c, s)
		}
		x, found := t.affixBefore(rest)
		if !found || x.role == "to" {
			return nil
		}
		s = strings.TrimSuffix(rest, x.text)
		switch x.role {
		case "filler":
		case "step":
			c.Step = true
		case "not":
			return fmt.Errorf("it is denied: %q", x.text)
		case "minus":
			c.Sign = -1
			return nil
		case "level", "between":
			return nil
		default:
			if done, err := c.say(x, t); done || err != nil {
				return err
			}
		}
	}
}

// signs are what stands before a number that rises or falls.
const signs = "+-−–▲▼"

// signed reads a sign right before a number, or behind a bracket; a hyphen or a dash between words is none.
func (t *Table) signed(c *Claim, s string) bool {
	near := strings.TrimRightFunc(s, unicode.IsSpace)
	if near == "" || !strings.ContainsRune(signs, last(near)) {
		return false
	}
	sign := last(near)
	rest := strings.TrimSuffix(near, string(sign))
	if sign != '▲' && sign != '▼' {
		touches := near == s || strings.HasSuffix(rest, "(")
		alone := rest == "" || strings.ContainsRune(" (\u00a0\u202f$€£¥（，：", last(rest)) ||
			t.joined && last(rest) >= utf8.RuneSelf
		if !touches || !alone {
			return false
		}
	}
	if c.Sign = -1; sign == '+' || sign == '▲' {
		c.Sign = 1
	}
	return true
}

// againstSign refuses a word of direction before a sign that says the opposite: "rose by −5".
func (t *Table) againstSign(c *Claim, s string) error {
	var said Claim
	s = strings.TrimRightFunc(s, func(r rune) bool { return strings.ContainsRune(signs+"(", r) || unicode.IsSpace(r) })
	if x, found := t.affixBefore(s); found && x.role == "step" {
		s = strings.TrimRightFunc(strings.TrimSuffix(s, x.text), isSpace)
	}
	if x, found := t.affixBefore(s); found {
		if _, err := said.say(x, t); err == nil && said.Direction*c.Sign < 0 {
			return fmt.Errorf("%q and its sign say the opposite", x.text)
		}
	}
	return nil
}

func last(s string) rune {
	runes := []rune(s)
	return runes[len(runes)-1]
}

// affixBefore is the longest word of the table that ends a text.
func (t *Table) affixBefore(s string) (affix, bool) {
	for _, x := range t.before {
		at := len(s) - len(x.text)
		if at >= 0 && (strings.HasSuffix(s, x.text) && t.begins(s, at)) {
			return x, true
		}
	}
	return affix{}, false
}

// say takes over what a word says; done means that no word beyond it belongs to the number.
func (c *Claim) say(x affix, t *Table) (done bool, err error) {
	hundred := big.NewRat(100, 1)
	switch Relation(x.role) {
	case About, MoreThan, LessThan, Nearly, AtLeast, AtMost:
		if c.Relation != Equal {
			return true, fmt.Errorf("%q is one qualifier too many", x.text)
		}
		c.Relation = Relation(x.role)
		return false, nil
	}
	switch x.role {
	case "filler":
		c.filled = true
	case "up", "down", "rise", "fall":
		c.Direction = 1
		if x.role == "down" || x.role == "fall" {
			c.Direction = -1
		}
		return true, nil
	case "percent":
		c.divideBy(hundred)
		c.Percent = true
	case "permille":
		c.divideBy(big.NewRat(1000, 1))
		c.Rate = true
	case "points":
		if !c.Percent {
			c.divideBy(hundred)
		}
		c.Percent, c.Points = true, true
	case "basis":
		c.divideBy(big.NewRat(10_000, 1))
		c.Percent, c.Points = true, true
	case "times", "fold":
		c.Multiple, c.Occasions = true, x.role == "times"
	default:
		if name, ok := strings.CutPrefix(x.role, "unit:"); ok && c.Unit == "" && !(c.Percent && c.filled) {
			c.Unit = name
			if part := t.parts[name]; part != nil {
				c.Unit, _, _ = strings.Cut(name, "/")
				c.times(part)
			}
		}
	}
	return false, nil
}

func (c *Claim) divideBy(n *big.Rat) { c.times(new(big.Rat).Inv(n)) }

func (c *Claim) times(n *big.Rat) {
	for _, x := range []**big.Rat{&c.Number, &c.Bare, &c.Digit, &c.High} {
		if *x != nil {
			*x = new(big.Rat).Mul(*x, n)
		}
	}
}

// trailing reads the words behind a number, as far as the table knows them.
func (t *Table) trailing(c *Claim, s string, rate bool) error {
	if c.Fraction { // "half a percentage point"
		s = s[t.fillers(s, 0):]
	}
	for at, behind := 0, false; at < len(s); {
		next := spaces(s, at)
		e, end := t.find(s, next, false, scale)
		if end == 0 && isDigit(c.Text, len(c.Text)-1) {
			e, end = t.short(s, at)
		}
		if end > 0 && !c.Percent && !c.Multiple && !behind {
			c.scale(e.value)
			at = end
			continue
		}
		x, end := t.affixAfter(s, next)
		if x.role == "up_by" || x.role == "down_by" { // "um 5 Prozent zu", and not "39 Prozent zu Beginn"
			if !c.Step {
				return nil
			}
			x.role = map[string]string{"up_by": "rise", "down_by": "fall"}[x.role]
		}
		switch {
		case end > 0 && (x.role == "per" || x.role == "out_of"):
			t.per(c, s, end, x.role)
			return nil
		case end == 0 && rate:
			t.farther(c, s, next)
			return nil
		case end == 0:
			return nil
		case (x.role == "percent" || x.role == "permille") && (c.Percent || c.Rate):
			return fmt.Errorf("%q is said twice", x.text)
		case c.Relation != Equal && slices.Contains([]string{"about", "at_least", "at_most"}, x.role):
			return nil
		}
		c.Firm = c.Direction == 0 && (x.role == "up" || x.role == "down")
		if done, err := c.say(x, t); done || err != nil {
			return err
		}
		at = end
		switch Relation(x.role) {
		case About, MoreThan, AtLeast: // "600多万"
		default:
			behind = true
		}
	}
	return nil
}

// farther reads "per 1,000" behind up to six words for what is counted.
func (t *Table) farther(c *Claim, s string, at int) {
	for range 6 {
		at = spaces(s, t.wordEnd(s, at))
		switch x, end := t.affixAfter(s, at); {
		case end > 0 && x.role == "per":
			t.per(c, s, end, x.role)
			return
		case end > 0 && x.role == "permille":
			c.Divide(big.NewRat(1000, 1))
			return
		}
	}
}

// outOfEvery reads "of every 100 requests," before a number.
func (t *Table) outOfEvery(c *Claim, s string) {
	clause, found := strings.CutSuffix(strings.TrimRightFunc(s, isSpace), ",")
	if !found {
		return
	}
	for _, x := range t.before {
		at := strings.LastIndex(clause, x.text)
		if x.role != "out_of" || at < 0 || !t.begins(clause, at) {
			continue
		}
		value, end := t.divisor(clause, spaces(clause, at+len(x.text)))
		if end > 0 && t.wordEnd(clause, spaces(clause, end)) == len(clause) {
			c.Every = value
			return
		}
	}
}

// oneIn reads "one request in" before a number.
func (t *Table) oneIn(c *Claim, s string) {
	x, _ := t.affixBefore(strings.TrimRightFunc(s, isSpace))
	list, err := t.amounts(s)
	if x.role != "out_of" || err != nil || len(list) == 0 || !c.Number.IsInt() {
		return
	}
	a, one := list[len(list)-1], big.NewRat(1, 1)
	if a.value.Cmp(one) == 0 && c.Number.Cmp(one) > 0 && t.relates(s[a.end:], x.role) {
		c.OneIn, c.Bare, c.Digit = true, one, one
	}
}

// scale multiplies a number in a link by a scale behind it.
func (c *Claim) scale(value *big.Rat) {
	if c.Bare.Cmp(big.NewRat(1, 1)) < 0 {
		c.Bare = new(big.Rat).Mul(c.Bare, value)
	}
	c.Number, c.Digit, c.Scaled = new(big.Rat).Mul(c.Number, value), new(big.Rat).Mul(c.Digit, value), true
	if c.High != nil {
		c.High = new(big.Rat).Mul(c.High, value)
	}
}

// per reads what a number is for each of, "per 1,000", or out of: "in every 100".
func (t *Table) per(c *Claim, s string, at int, role string) {
	at = spaces(s, at)
	value, end := t.divisor(s, at)
	if end == 0 || c.Percent || c.Multiple || c.Fraction {
		return
	}
	if role == "out_of" && (value.Cmp(c.Number) < 0 || aYear.MatchString(s[at:end])) {
		return
	}
	c.Divide(value)
}

// affixAfter is the longest word of the table that begins at an index.
func (t *Table) affixAfter(s string, at int) (affix, int) { return t.affixAt(t.after, s, at) }

func (t *Table) affixAt(list []affix, s string, at int) (affix, int) {
	if at >= len(s) {
		return affix{}, 0
	}
	for _, x := range list {
		if end := match(s, at, x.text); end > 0 && t.ends(s, end) {
			return x, end
		}
	}
	return affix{}, 0
}

// plainDigits writes the digits of any script as plain ones.
func plainDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if d, ok := Digit(r); ok {
			return d
		}
		return r
	}, s)
}
