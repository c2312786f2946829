package phrase

import (
	"math/big"
	"strings"
	"unicode/utf8"
)

// Word is a number that stands in words in a text.
type Word struct {
	Start, End int
	Small      int  // of a number below ten that may count people: it
	Things     bool // what follows counts no people
}

// Words finds the numbers in words in a text: the figures that a link could bind, and the small
// ones that could tell of a few people.
func (t *Table) Words(text string) (list []Word) {
	s := fold(text)
	for i := 0; i < len(s); {
		if _, end := t.find(s, i, t.glued, counting); end == 0 || !t.begins(s, i) {
			i = t.next(s, i)
			continue
		}
		if end := t.noNumber(s, i); end > 0 {
			i = end
			continue
		}
		w := t.wordAt(s, i)
		if w.End == 0 {
			i = t.next(s, i)
			continue
		}
		if w.Small >= 0 {
			list = append(list, w)
		}
		i = w.End
	}
	return list
}

// wordAt reads the number in words at an index. Small is -1 for one that is no figure.
func (t *Table) wordAt(s string, i int) Word {
	if w := t.groupAt(s, i); w.End > 0 || isDigit(s, i) {
		return w
	}
	a, found, err := t.amountAt(s, i)
	if !found || err != nil {
		return Word{}
	}
	counted := t.counted(s, a.end)
	w := Word{Start: a.start, End: a.end, Things: counted == things}
	if x, end := t.affixAfter(s, spaces(s, a.end)); end > 0 && (x.role == "percent" || x.role == "permille" ||
		x.role == "times" && t.compared(s, end)) {
		w.End = end
		return w
	}
	if b, end := t.outOf(s, a); end > 0 && b.Cmp(a.value) > 0 {
		w.End = end
		return w
	}
	ten := big.NewRat(10, 1)
	_, alone := t.find(s, i, false, single|article) // "ein" is an article too
	small := a.kind == number && !a.scaled && a.value.Cmp(ten) < 0 && a.value.IsInt() ||
		a.kind == occasion && !t.compared(s, a.end)
	switch {
	case a.kind == fraction && !t.share(s, a),
		a.kind == occasion && a.value.Cmp(big.NewRat(3, 1)) < 0 && !t.compared(s, a.end), // "met twice"
		small && (w.Things || a.value.Sign() == 0 || alone == a.end || t.joined && counted != persons),
		a.kind == number && !a.scaled && w.Things:
		w.Small = -1
	case small:
		n, _ := a.value.Float64()
		w.Small = int(n)
	}
	return w
}

// groupAt reads a word for so many people: "both girls", "a trio", "a girl", "the second girl".
func (t *Table) groupAt(s string, i int) Word {
	e, end := t.find(s, i, false, group|single|article)
	if end == 0 {
		return Word{}
	}
	if e.kind != group {
		for { // "a lone girl"
			x, more := t.find(s, spaces(s, end), false, single)
			if more == 0 {
				break
			}
			e, end = x, more
		}
		if !t.one(s, end) {
			return Word{}
		}
	}
	n, _ := e.value.Float64()
	if e.kind != group {
		return Word{i, end, int(n), false}
	}
	if t.counted(s, end) == things || t.kinds(s, end) {
		return Word{i, end, -1, true}
	}
	return Word{i, end, int(n), false}
}

// compared reports whether "as many", "the number" or "higher" follows a multiple.
func (t *Table) compared(s string, at int) bool {
	x, end := t.affixAfter(s, spaces(s, at))
	return t.share(s, amount{end: at, value: big.NewRat(1, 1)}) || end > 0 && (x.role == "up" || x.role == "down")
}

// outOf is the number behind "in" or "out of", and where it ends.
func (t *Table) outOf(s string, a amount) (*big.Rat, int) {
	for _, x := range t.before {
		at := match(s, spaces(s, a.end), x.text)
		if x.role != "out_of" || at == 0 || !t.ends(s, at) {
			continue
		}
		b, found, err := t.amountAt(s, spaces(s, at))
		if found && err == nil && b.inWords && b.kind == number {
			return b.value, b.end
		}
	}
	return nil, 0
}

// share reports whether a fraction is a figure, not the name of a part: what follows says so.
func (t *Table) share(s string, a amount) bool {
	at := spaces(s, a.end)
	for _, word := range t.shareOf {
		if end := match(s, at, word); end > 0 && t.ends(s, end) {
			return true
		}
	}
	r, _ := utf8.DecodeRuneInString(s[at:])
	return len(t.shareOf) == 0 || a.value.Num().Cmp(big.NewInt(1)) > 0 && (at >= len(s) || !letter(r))
}

// counted is what a number counts.
type counted int

const (
	unknown counted = iota
	persons
	things
)

// counted tells what is counted by a number that ends at an index: the first word of people or
// things among the next few. A thing before a word of people describes them: "two law students"; one behind
// a word like "in" is not what is counted: "two in the province".
func (t *Table) counted(s string, at int) counted {
	const few = 4
	for n := 0; n < few; n++ {
		next := spaces(s, at)
		if next >= len(s) || !letter(firstRune(s[next:])) && !isDigit(s, next) || next == at && !t.joined {
			break
		}
		if _, end := t.find(s, next, false, person); end > 0 {
			return persons
		}
		if _, end := t.find(s, next, false, stop); end > 0 {
			break
		}
		if _, end := t.find(s, next, false, thing); end > 0 {
			for more := end; more > 0; { // "part-time workers"
				next = spaces(s, more)
				if _, person := t.find(s, next, false, person); person > 0 && (next > more || t.joined) {
					return persons
				}
				_, more = t.find(s, next, false, thing)
			}
			return things
		}
		if t.joined {
			break
		}
		at = t.wordEnd(s, next)
	}
	return unknown
}

func firstRune(s string) rune { r, _ := utf8.DecodeRuneInString(s); return r }

// wordEnd is where the word ends that begins at an index.
func (t *Table) wordEnd(s string, i int) int {
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !letter(r) && !isDigit(s, i) {
			break
		}
		i += size
	}
	return i
}

// kinds reports whether two words for people follow, with "and" between: "both men and women".
func (t *Table) kinds(s string, at int) bool {
	for _, word := range t.and {
		next := t.wordEnd(s, spaces(s, at))
		end := match(s, spaces(s, next), word)
		if _, person := t.find(s, spaces(s, end), false, person); end > 0 && person > 0 {
			return true
		}
	}
	return false
}

// one reports whether a word for a single person follows, at once or behind a word or two: "a very
// young girl".
func (t *Table) one(s string, at int) bool {
	const few = 3
	for range few {
		next := spaces(s, at)
		if next >= len(s) {
			return false
		}
		if e, end := t.find(s, next, false, person); end > 0 {
			return e.value != nil
		}
		at = t.wordEnd(s, next)
	}
	return false
}

// Scale reports whether words are a scale and no more: "mil", which may go on with a link's number.
func (t *Table) Scale(words string) bool {
	s := fold(words)
	for i := 0; i < len(s); {
		_, end := t.find(s, spaces(s, i), false, scale)
		if end == 0 {
			return false
		}
		i = end
	}
	return s != ""
}

// AmountAfter reports whether what follows a number says that it is an amount: a unit, a scale, a
// per cent sign.
func (t *Table) AmountAfter(rest string) bool {
	s := fold(rest)
	at := spaces(s, 0)
	if _, end := t.find(s, at, false, scale); end > 0 && at < len(s) {
		return true
	}
	x, end := t.affixAfter(s, at)
	_, time := t.find(s, at, false, thing) // hours, and not euros
	return end > 0 && time == 0 && (strings.HasPrefix(x.role, "unit:") || x.role == "percent" || x.role == "permille")
}

// AmountBefore reports whether what stands before a number says that it is an amount.
func (t *Table) AmountBefore(before string) bool {
	rest := strings.TrimRightFunc(fold(before), isSpace)
	x, found := t.affixBefore(rest)
	if !found {
		return false
	}
	switch Relation(x.role) {
	case "filler":
		return strings.Contains(x.text, " ")
	case MoreThan, LessThan, AtLeast, Nearly:
		return strings.Contains(x.text, " ") || Relation(x.role) == Nearly
	}
	return strings.HasPrefix(x.role, "unit:") && utf8.RuneCountInString(x.text) <= len("usd")
}

// PersonAfter reports whether a word for people follows.
func (t *Table) PersonAfter(rest string) bool {
	s := fold(rest)
	at := spaces(s, 0)
	if at >= len(s) {
		return false
	}
	_, end := t.find(s, at, false, person)
	return end > 0 && (at > 0 || t.joined)
}

// Counts reports whether a number that stands between two texts counts people, or may.
func (t *Table) Counts(rest string) bool { return t.counted(fold(rest), 0) == persons }

// Joined reports whether words are written without spaces.
func (t *Table) Joined() bool { return t.joined }

// People reports whether the table has words for people.
func (t *Table) People() bool { return t.people }

// Group reports whether a word for so many people stands for them alone, or before "of" them: "a
// trio", "a pair of girls", and not "both sexes".
func (t *Table) Group(word, after string) bool {
	s := fold(word)
	e, end := t.find(s, 0, false, group)
	return end == len(s) && e.kind == group && (t.share(fold(after), amount{value: big.NewRat(1, 1)}) || after == "")
}

// Plural reports whether a text ends with a word for people: "Men 3".
func (t *Table) Plural(before string) bool {
	s := strings.TrimRightFunc(fold(before), isSpace)
	at := strings.LastIndexFunc(s, func(r rune) bool { return !letter(r) }) + 1
	e, end := t.find(s, at, false, person)
	return end == len(s) && end > 0 && e.value == nil
}

// RateAt is the length of "per 1,000" and the like at the beginning of a text.
func (t *Table) RateAt(text string) int {
	s := fold(text)
	x, end := t.affixAfter(s, spaces(s, 0))
	if end == 0 || x.role != "per" && x.role != "out_of" {
		return 0
	}
	_, end = t.divisor(s, spaces(s, end))
	return end
}
