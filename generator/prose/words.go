package prose

import (
	"maps"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"vitrine/generator/locale"
)

// word is a word of a text, or a per cent sign.
type word struct {
	start, end int
	joined     bool // only spaces and hyphens stand before it
}

// nextWord finds the first word from an index on; false when there is none.
func nextWord(text string, from int) (w word, ok bool) {
	joined := true
	for i := from; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		switch {
		case isLetter(r):
			return word{i, endOfWord(text, i), joined}, true
		case r == '%':
			return word{i, i + 1, joined}, true
		case r != ' ' && r != '-' && r != '‐' && r != '‑' && !unicode.IsSpace(r):
			joined = false
		}
		i += size
	}
	return word{}, false
}

func endOfWord(text string, i int) int {
	for i < len(text) {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		if !isLetter(r) && r != '\'' && r != '’' {
			break
		}
		i += size
	}
	return i
}

func isLetter(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r >= utf8.RuneSelf && unicode.IsLetter(r)
}

// The English words of numbers, and of what is counted.
var (
	cardinals = locale.Cardinals()
	scales    = set("dozen hundred thousand million billion trillion")
	parts     = set("half third quarter fifth sixth seventh eighth ninth tenth")
	multiples = set("doubled doubling tripled tripling trebled quadrupled halved halving twofold threefold " +
		"fourfold fivefold sixfold sevenfold eightfold ninefold tenfold")
	afterShare = set("of was were is are")
	afterTimes = set("as the more higher larger greater bigger less fewer lower")
	ordinals   = set("first second latter last other next") // "the second half of 2018"
	durations  = set("second seconds minute minutes hour hours day days night nights week weeks month months year " +
		"years decade decades")
	persons = set("people person persons victim victims man men woman women child children girl girls boy boys minor " +
		"minors adult adults teenager teenagers infant infants baby babies survivor survivors suspect " +
		"suspects offender offenders trafficker traffickers migrant migrants refugee refugees worker workers " +
		"individual individuals foreigner foreigners national nationals citizen citizens patient patients " +
		"student students pupil pupils detainee detainees prisoner prisoners family families household " +
		"households case cases death deaths arrest arrests conviction convictions prosecution prosecutions")
	groups = map[string]int{"both": 2, "pair": 2, "couple": 2, "duo": 2, "twins": 2, "trio": 3, "threesome": 3,
		"triplets": 3, "quartet": 4, "foursome": 4}
	lone    = set("single lone sole solitary")
	plurals = set("people persons men women children")
	verbs   = set("was were is are had has remained remains of")
	// what a small number can count without a word on persons
	things = set("source sources outlet outlets agency agencies ministry ministries register registers dataset " +
		"datasets table tables column columns row rows chart charts chapter chapters section sections article " +
		"articles law laws treaty treaties country countries province provinces region regions district " +
		"districts city cities side sides way ways kind kinds type types reason reasons part parts step steps " +
		"point points measure measures definition definitions category categories edition editions version " +
		"versions page pages language languages series total totals methods method time times decimal " +
		"decimals bar bars line lines colour colours figure figures count counts number numbers report " +
		"reports survey surveys operation operations visit visits sum sums rate rates value values cell cells " +
		"rival rivals")
	articles = set("the these those all its their our such")
	pairs    = set("twins duo trio threesome triplets quartet foursome") // are persons without another word
	nth      = map[string]int{"second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
		"eighth": 8, "ninth": 9}
)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// beginnings are the words that a figure in words can begin with.
var beginnings = func() map[string]bool {
	m := set("a an half twice thrice single lone sole solitary only second")
	for word := range groups {
		m[word] = true
	}
	for _, words := range []map[string]bool{parts, multiples} {
		maps.Copy(m, words)
	}
	for word := range cardinals {
		m[word] = true
	}
	delete(m, "zero") // which reads as a word
	return m
}()

// numberSpan is where a number stands.
type numberSpan struct {
	start, end int
	small      int // the value of a number in words below ten that may count persons, else 0
}

// numbersIn finds the numbers in English words that are figures: from ten on where they don't
// count days or years, with "hundred" and the like, shares, and multiples; and small ones
// that may count persons: "three of them", "both girls". It leaves out a small number that
// counts other things: "two outlets".
func numbersIn(text string) []numberSpan {
	if strings.Contains(text, "-old") {
		text = age.ReplaceAllStringFunc(text, func(s string) string { return strings.Repeat(aged, len(s)) })
	}
	var list []numberSpan
	before := "" // the word before, where no more than a space is between
	for w, ok := nextWord(text, 0); ok; w, ok = nextWord(text, w.end) {
		if !w.joined {
			before = ""
		}
		first := text[w.start:w.end]
		if begins(first) && !(strings.EqualFold(first, "half") && ordinals[strings.ToLower(before)]) {
			p := phrase{text: text, before: strings.ToLower(before), words: []word{w}}
			if n, small := p.number(); n > 0 {
				w.end = p.words[n-1].end
				list = append(list, numberSpan{w.start, w.end, small})
			}
		}
		before = first
	}
	return list
}

// age is how old somebody is who is counted. It is read as one word of the same length.
var age = regexp.MustCompile(`\b[0-9]{1,3}-(?:day|week|month|year)s?-olds?\b`)

const aged = "q" // no word is of nothing else

// isAge reports whether a word was an age.
func isAge(word string) bool { return len(word) >= len("1-day-old") && strings.Trim(word, aged) == "" }

// begins reports whether a figure in words can begin with a word.
func begins(word string) bool {
	var lower [longestBeginning]byte
	if len(word) > len(lower) || lengths[word[0]|' ']&(1<<len(word)) == 0 {
		return false
	}
	for i := range len(word) {
		lower[i] = word[i] | ' ' // as far as letters go
	}
	return beginnings[string(lower[:len(word)])]
}

const longestBeginning = len("quadrupled")

// lengths are those of the beginnings with a first letter, a bit for each.
var lengths = func() (bits [256]uint16) {
	for word := range beginnings {
		bits[word[0]] |= 1 << len(word)
	}
	return bits
}()

// phrase is a word and those that follow it, which are read when at needs them.
type phrase struct {
	text   string
	before string // the word before the first
	words  []word
}

// at is the i-th word in small letters; "" where the phrase ends before it.
func (p *phrase) at(i int) string {
	for len(p.words) <= i {
		w, ok := nextWord(p.text, p.words[len(p.words)-1].end)
		if !ok || !w.joined {
			return ""
		}
		p.words = append(p.words, w)
	}
	return strings.ToLower(p.text[p.words[i].start:p.words[i].end])
}

// number tells how many of the words are a figure, 0 for none, and the value of one below
// ten that may count persons.
func (p *phrase) number() (n, small int) {
	at := p.at
	switch first := at(0); {
	case multiples[first]:
		return 1, 0
	case (first == "twice" || first == "thrice") && (at(1) == "as" || at(1) == "the"):
		return 1, 0
	case first == "thrice":
		return 1, 3
	case first == "half" && (at(1) == "a" || at(1) == "an") && scales[at(2)]:
		return 3, 0
	case first == "half" && (afterShare[at(1)] || at(1) == "the" || at(1) == "as"):
		return 1, 0
	case (first == "a" || first == "an") && scales[at(1)],
		(first == "a" || first == "one") && parts[at(1)] && afterShare[at(2)]:
		return 2, 0
	case lone[first] && p.before != "every" || first == "only" && p.before == "the":
		if p.single(1) || !things[at(1)] && (p.single(2) || p.single(3)) {
			return 1, 1
		}
		return 0, 0
	case first == "one" && lone[at(1)]:
		return 1, 1
	case nth[first] > 0 && p.single(1):
		return 1, nth[first]
	case groups[first] > 0:
		named := !verbs[at(1)] && !strings.HasSuffix(at(1), "ed") && (!persons[at(1)] || persons[at(3)])
		together := first == "both" && named && (at(2) == "and" || at(3) == "and") // "both women and men"
		if together || first != "both" && !pairs[first] && at(1) != "of" && p.before != "a" && p.before != "the" ||
			p.counts(1) == other {
			return 0, 0
		}
		return 1, groups[first]
	}
	return p.cardinal()
}

// cardinal is number for words that begin with a whole number: "twenty", "two thirds", "nine
// out of ten".
func (p *phrase) cardinal() (n, small int) {
	at := p.at
	value, n := cardinalAt(at, 0)
	if n == 0 {
		return 0, 0
	}
	next := at(n)
	switch {
	case scales[next], next == "percent", next == "%", next == "halves",
		value > 1 && parts[strings.TrimSuffix(next, "s")] && strings.HasSuffix(next, "s"):
		return n + 1, 0
	case next == "per" && at(n+1) == "cent":
		return n + 2, 0
	case next == "times" && afterTimes[at(n+1)]:
		return n + 1, 0
	case next == "in" || next == "out" && at(n+1) == "of":
		from := n + 1
		if next == "out" {
			from++
		}
		if at(from) == "every" {
			from++
		}
		if whole, length := cardinalAt(at, from); length > 0 && whole > value {
			return from + length, 0
		}
	}
	counted := p.counts(n)
	switch {
	case value >= 10 && !durations[next] && !parts[next]:
		return n, 0
	case value >= 10 || counted == other ||
		value == 1 && counted == unknown && p.before != "only" && p.before != "just" && p.before != "was":
		return 0, 0
	}
	return n, int(value)
}

// single reports whether a word is one for one person.
func (p *phrase) single(i int) bool {
	word := p.at(i)
	return isAge(word) && !things[p.at(i+1)] || persons[word] && !plurals[word] && !strings.HasSuffix(word, "s")
}

// areThings reports whether the words from one on name things: "the rival sources", and
// not "them in provinces" or "the agency workers".
func (p *phrase) areThings(i int) bool {
	if !things[p.at(i)] && articles[p.at(i)] {
		i++
	}
	if !things[p.at(i)] && !persons[p.at(i)] {
		i++
	}
	return things[p.at(i)] && !persons[p.at(i+1)]
}

// counted is what a number counts.
type counted int

const (
	unknown counted = iota
	person
	other
)

// counts tells what is counted by a number of so many words.
func (p *phrase) counts(n int) counted {
	next, second := p.at(n), p.at(n+1)
	switch {
	case persons[next], isAge(next) && !things[second]:
		return person
	case durations[next], parts[next], things[next]: // "law students" and "part-time workers" are persons
		if persons[second] || things[second] && persons[p.at(n+2)] {
			return person
		}
		return other
	case next == "of" && p.areThings(n+1):
		return other
	case persons[second], verbs[next], p.single(n + 2):
		return person
	case things[second]:
		return other
	}
	return unknown
}

// cardinalAt reads a number from one to 99 at the i-th word, and tells how many words it is.
func cardinalAt(at func(int) string, i int) (value int64, length int) {
	value = cardinals[at(i)]
	if value == 0 {
		return 0, 0
	}
	if units := cardinals[at(i+1)]; value >= 20 && units > 0 && units < 10 {
		return value + units, 2
	}
	return value, 1
}
