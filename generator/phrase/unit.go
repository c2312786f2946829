package phrase

import (
	"math/big"
	"slices"
	"strings"
)

// Unit is what the words of a measure's unit say, like "million euros" or "per 100,000
// inhabitants".
type Unit struct {
	Scale *big.Rat // of "million euros" a million
	Name  string   // of the table of units; "" for any other
	Own   bool     // the name was read in the language's own words, and is not that of the table
	Per   *big.Rat // of "per 100,000 inhabitants" 100,000, of "%" 100; nil for no share

	Percent bool // it is in per cent
	Unclear bool // it is per a number that can be read in two ways, like 100.000
}

// ReadUnit reads the words of a unit in the language of a page, and what that does not know of it in the one
// that lends it words. Where both know a scale, as "billion", the one holds in whose words the unit's name is.
func ReadUnit(words string, own, lent *Table) Unit {
	u, other := own.Unit(words), lent.Unit(words)
	scaled := func(u Unit) bool { return u.Scale.Cmp(big.NewRat(1, 1)) != 0 }
	if scaled(other) && !(scaled(u) && u.Own) {
		u.Scale = other.Scale
	}
	if u.Name == "" {
		u.Name = other.Name
	}
	if u.Per == nil && !u.Unclear {
		u.Per, u.Percent, u.Unclear = other.Per, other.Percent, other.Unclear
	}
	return u
}

// Unit reads the words of a unit.
func (t *Table) Unit(words string) Unit {
	s := fold(plainDigits(words))
	u := Unit{Scale: big.NewRat(1, 1)}
	for _, list := range [][]affix{t.before, t.after} { // whose words may begin with a number: "百分点"
		switch x, _ := t.affixAt(list, s, 0); x.role {
		case "percent":
			u.Per, u.Percent = big.NewRat(100, 1), true
			return u
		case "points":
			return u
		}
	}
	at := 0
	if value, end := t.divisor(s, 0); end > 0 && value.Sign() > 0 {
		u.Scale, at = value, end
	}
	for at = spaces(s, at); at < len(s); {
		x, end := t.affixAfter(s, at)
		name, unit := strings.CutPrefix(x.role, "unit:")
		switch {
		case end == 0:
			at = spaces(s, t.next(s, at))
			continue
		case x.role == "percent":
			u.Per, u.Percent = big.NewRat(100, 1), true
		case x.role == "permille":
			u.Per = big.NewRat(1000, 1)
		case x.role == "per":
			from := spaces(s, end)
			value, to := t.divisor(s, from)
			whole := value.IsInt() && value.Num().IsInt64()
			switch clear := whole && !strings.ContainsAny(s[from:max(from, to)], t.decimals); {
			case to > 0 && clear && value.Cmp(big.NewRat(1, 1)) > 0:
				u.Per = value
			case isDigit(s, from) && !clear:
				u.Unclear = true
			}
			return u
		case unit && u.Name == "":
			u.Name = name
			u.Own = x.text != fold(name)
		}
		at = spaces(s, end)
	}
	return u
}

// Holds reports whether a text holds a word with one of some roles.
func (t *Table) Holds(text string, roles ...string) bool {
	s := fold(text)
	for _, role := range roles {
		if t.holds(s, role) {
			return true
		}
	}
	return false
}

// GoesOn reports whether a number at the end of a text goes on in the text behind it.
func (t *Table) GoesOn(text, after string) bool {
	text, after = plainDigits(text), fold(plainDigits(after))
	if text == "" || after == "" || !isDigit(text, len(text)-1) {
		return false
	}
	rest := strings.TrimLeft(after[:min(1, len(after))], ".,'") + after[min(1, len(after)):]
	for _, word := range t.and { // "and a half"
		if at := match(after, spaces(after, 0), word); at > 0 && t.ends(after, at) {
			if _, end := t.find(after, spaces(after, at), false, fraction); end > 0 {
				return true
			}
		}
	}
	return isDigit(rest, 0) || !t.joined && t.Known && !t.known(after, 0)
}

// Joins reports whether a text between two numbers makes a list of them: a comma, "and", "to", and the sign of
// a unit.
func (t *Table) Joins(text string) bool {
	s := strings.TrimFunc(fold(text), isSpace)
	if x, found := t.affixBefore(s); found && strings.HasPrefix(x.role, "unit:") {
		s = strings.TrimSuffix(s, x.text)
	}
	s = strings.Trim(s, " ,，、")
	if s == "" {
		return strings.ContainsAny(text, ",，、")
	}
	return slices.Contains(t.and, s) || t.role(s, "to", "or")
}

// Tail is what stands behind the last number of a text.
func (t *Table) Tail(text string) string {
	text = plainDigits(text)
	list, err := t.amounts(fold(text))
	if err != nil || len(list) == 0 {
		return ""
	}
	return text[list[len(list)-1].end:]
}

// Tells reports whether a text holds a word for a scale.
func (t *Table) Tells(text string, value *big.Rat) bool {
	s := fold(text)
	for i := 0; i < len(s); i = t.next(s, i) {
		if e, end := t.find(s, i, false, scale); end > 0 && t.begins(s, i) && e.value.Cmp(value) == 0 {
			return true
		}
	}
	return false
}

// Numbers are the numbers that stand in a text, in digits or in words; "one" is a pronoun more often.
func (t *Table) Numbers(text string) (list []*big.Rat, err error) {
	found, err := t.amounts(fold(plainDigits(text)))
	if err != nil {
		return nil, err
	}
	for _, a := range found {
		if !a.inWords || a.value.Cmp(big.NewRat(1, 1)) != 0 {
			list = append(list, a.value)
		}
	}
	return list, nil
}

// Ordinal is the first number of an order in a text, as in "the third of them"; 0 for none.
func (t *Table) Ordinal(text string) int {
	s := fold(plainDigits(text))
	for i := 0; i < len(s); i = t.next(s, i) {
		if e, end := t.find(s, i, false, single); end > 0 && t.begins(s, i) && e.value.Cmp(big.NewRat(1, 1)) > 0 {
			n, _ := e.value.Float64()
			return int(n)
		}
	}
	return 0
}

// withoutBounds blanks out words like "at least", which speak of no extreme.
func (t *Table) withoutBounds(s string) string {
	for _, x := range slices.Concat(t.before, t.after) {
		if Relation(x.role) == AtLeast || Relation(x.role) == AtMost {
			s = strings.ReplaceAll(s, x.text, strings.Repeat(" ", len(x.text)))
		}
	}
	return s
}

// Directed reports whether a text holds words of a rise or a fall.
func (t *Table) Directed(text string) bool {
	s := fold(text)
	return slices.ContainsFunc(slices.Concat(t.before, t.after), func(x affix) bool {
		return slices.Contains([]string{"up", "down", "rise", "fall"}, x.role) && t.stands(s, x.text)
	})
}

// Mentions reports whether a text holds words that speak of an extreme or a plan: highest, lowest or
// planned.
func (t *Table) Mentions(text string, roles ...string) bool {
	s := t.withoutBounds(fold(text))
	return slices.ContainsFunc(
		t.mentions,
		func(x affix) bool { return slices.Contains(roles, x.role) && t.stands(s, x.text) },
	)
}

// Find is where words stand in a text, as whole words and in whatever case; -1 for nowhere.
func (t *Table) Find(text, words string) int {
	s, w := fold(text), fold(words)
	for i := 0; w != "" && i < len(s); i = t.next(s, i) {
		if end := match(s, i, w); end > 0 && t.begins(s, i) && t.ends(s, end) {
			return i
		}
	}
	return -1
}

// Leans reports whether a text holds words of a rise or of much, and of a fall or of little.
func (t *Table) Leans(text string) (up, down bool) {
	s := t.withoutBounds(fold(text))
	for _, x := range slices.Concat(t.before, t.after, t.mentions) {
		switch x.role {
		case "up", "rise", "more", "highest":
			up = up || t.stands(s, x.text)
		case "down", "fall", "less", "lowest":
			down = down || t.stands(s, x.text)
		}
	}
	return up, down
}

// Directions reports whether a text holds words of a rise, and of a fall, and none of much or little.
func (t *Table) Directions(text string) (up, down bool) {
	s := t.withoutBounds(fold(text))
	for _, x := range t.before {
		if x.role == "more" || x.role == "less" { // "more than"
			s = strings.ReplaceAll(s, x.text, strings.Repeat(" ", len(x.text)))
		}
	}
	for _, x := range slices.Concat(t.before, t.after) {
		switch x.role {
		case "up", "rise":
			up = up || t.stands(s, x.text)
		case "down", "fall":
			down = down || t.stands(s, x.text)
		}
	}
	return up, down
}

// Reaches reports whether the words behind a number end with one for what a level comes to, in one clause, and
// those before it with none for a step.
func (t *Table) Reaches(before, between string) bool {
	if x, found := t.affixBefore(strings.TrimRightFunc(fold(before), isSpace)); found && x.role == "step" ||
		strings.ContainsAny(between, ".;:。；") {
		return false
	}
	s := strings.TrimRightFunc(fold(between), isSpace)
	for _, x := range t.before { // the longest may have another role: "cut to"
		if (x.role == "level" || x.role == "to") && strings.HasSuffix(s, x.text) && t.begins(s, len(s)-len(x.text)) {
			return true
		}
	}
	return false
}

// Spell writes a number in words, where the table has one word for it.
func (t *Table) Spell(n *big.Rat) (string, bool) {
	word := t.spelled[n.RatString()]
	return word, word != ""
}
