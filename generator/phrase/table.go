// Package phrase reads number phrases: what "more than 1,300", "13 Prozent weniger" or "2370万人"
// claims. It knows no word of any language; a language is a table in templates/words/LANG.toml:
//
//   - group, decimal: the characters between groups of digits, and before decimals.
//   - joined: words are written without spaces; glued: those of one number are; units_first: as
//     in "einundzwanzig".
//   - and: what may stand inside a number in words; fillers: what may stand between a number and
//     a word that touches it; share_of: what follows a fraction that is a figure.
//   - numbers, scales, short, fractions, multiples, occasions: a value, and the words for it.
//     Short scales stand right behind digits.
//   - before, after: a role, and the words that have it before or behind a number.
//   - mentions: highest, lowest, planned, same, first, last, and the words for an extreme, a plan, what stays
//     as it was, and a place.
//   - units: a unit, or a part of one ("US dollars/100"), and its words.
//   - people: words for people and for one person; groups of so many of them, what stands before a
//     single one, things whose number tells of no one, and stops, words like "in" behind which nothing is
//     what a number counts.
//   - exempt: patterns of numbers that are no figures, like pages and ages, for strict sites.
//   - compounds: words that hold a number word and are none.
//
// Only words that touch a number are read, in its link and beside it.
package phrase

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vitrine/generator/report"
)

// kind is what a word of a table stands for, or several of them.
type kind int

const (
	number kind = 1 << iota
	scale
	short
	fraction
	multiple
	occasion
	group    // so many persons
	single   // one person, where a word for one follows
	article  // the same
	compound // no number
	person
	thing
	stop // what stands behind it is not what is counted
	nth  // before a number of an order

	// counting is what Words begin with.
	counting = number | fraction | multiple | occasion | group | single | article | compound | nth
)

// entry is a word, or several with one space between, and its meaning.
type entry struct {
	text  string
	kind  kind
	value *big.Rat
}

// affix is a word that touches a number, and what it says.
type affix struct{ text, role string }

// Table is a language, ready to be read with.
type Table struct {
	Known                     bool // it has words, not digits alone
	people                    bool // it has words for people
	joined, glued, unitsFirst bool
	added                     bool // "grew 2 times" is growth by twice as much
	groups, decimals          string
	pairs                     bool               // numbers have groups of two digits, but for the last: "12,34,567"
	entries                   [256]*[256][]entry // by their first two bytes, or one and 0; the longest first
	before, after             []affix            // the longest first
	mentions                  []affix            // words that are read wherever they stand
	spelled                   map[string]string  // the first word for a number
	and, shareOf              []string
	parts                     map[string]*big.Rat // of units that are parts of others
}

// roles are what words before or behind a number can say.
func roles() []string {
	return strings.Fields("about more less nearly at_least at_most up down rise fall step level minus percent " +
		"permille up_by down_by points basis times fold out_of per filler between to none vague not or unknown")
}

// mentions are what words can say wherever they stand in a sentence.
func mentions() []string { return []string{"highest", "lowest", "planned", "same", "first", "last"} }

func sections() map[string]kind {
	return map[string]kind{"numbers": number, "scales": scale, "short": short, "fractions": fraction,
		"multiples": multiple, "occasions": occasion}
}

// New makes a table of a language's words; an error names what they can't mean.
func New(p report.Phrasing) (*Table, error) {
	t := &Table{
		Known:   len(p) > 0,
		parts:   map[string]*big.Rat{},
		spelled: map[string]string{},
	}
	kinds := sections()
	for _, section := range slices.Sorted(maps.Keys(p)) {
		for _, key := range slices.Sorted(maps.Keys(p[section])) {
			list, err := p[section][key], error(nil)
			switch k, ok := kinds[section]; {
			case ok:
				err = t.values(k, key, list)
			case section == "":
				err = t.setting(key, list)
			case section == "people":
				err = t.peopleWords(key, list)
			case section == "before" && slices.Contains(roles(), key):
				t.before = append(t.before, affixes(key, list)...)
			case section == "after" && slices.Contains(roles(), key):
				t.after = append(t.after, affixes(key, list)...)
			case section == "mentions" && slices.Contains(mentions(), key):
				t.mentions = append(t.mentions, affixes(key, list)...)
			case section == "exempt": // prose reads them
			case section == "units":
				t.unit(key, list)
			default:
				err = fmt.Errorf("nothing is read with %q in [phrase.%s]", key, section)
			}
			if err != nil {
				return nil, err
			}
		}
	}
	for _, row := range t.entries {
		for i := 0; row != nil && i < len(row); i++ {
			slices.SortStableFunc(row[i], func(a, b entry) int { return len(b.text) - len(a.text) })
		}
	}
	for _, list := range [][]affix{t.before, t.after} {
		slices.SortStableFunc(list, func(a, b affix) int { return len(b.text) - len(a.text) })
	}
	return t, nil
}

// Of is the table of words that have been read before; where there are none, or something was wrong with them,
// that of a language without words.
func Of(words report.Phrasing) *Table {
	t, err := New(words)
	if err != nil || !t.Known {
		return Digits("")
	}
	return t
}

// Digits is the table of a language without words, by how it writes a number with groups and
// decimals.
func Digits(written string) *Table {
	t := &Table{after: []affix{{"%", "percent"}, {"‰", "permille"}}}
	t.Writes(written)
	return t
}

// Writes tells a table how numbers are written on pages, with groups and decimals. Where that is
// another way than its own, as in a region or another script, it holds.
func (t *Table) Writes(written string) {
	var marks []rune
	for _, r := range written {
		if !unicode.IsDigit(r) {
			marks = append(marks, r)
		}
	}
	if len(marks) < 2 {
		return
	}
	group, decimal := string(marks[0]), string(marks[len(marks)-1])
	if !strings.Contains(t.decimals, decimal) {
		t.groups, t.decimals = " \u00a0\u202f", decimal
	}
	t.groups += group
	parts := strings.FieldsFunc(written, func(r rune) bool { return !unicode.IsDigit(r) })
	t.pairs = len(parts) > 2 && utf8.RuneCountInString(parts[1]) == 2
}

var otherApostrophe = strings.NewReplacer("'", "’", "’", "'")

// apostrophes adds words with the other apostrophe: texts are written with either.
func apostrophes(words []string) (list []string) {
	for _, w := range words {
		list = append(list, w)
		if other := otherApostrophe.Replace(w); other != w {
			list = append(list, other)
		}
	}
	return list
}

func affixes(role string, words []string) (list []affix) {
	for _, w := range apostrophes(words) {
		list = append(list, affix{fold(w), role})
	}
	return list
}

func (t *Table) add(k kind, value *big.Rat, words []string) {
	for _, w := range apostrophes(words) {
		if w == "" {
			continue
		}
		e := entry{fold(w), k, value}
		row := &t.entries[e.text[0]]
		if *row == nil {
			*row = new([256][]entry)
		}
		second := secondByte(e.text, 0)
		(*row)[second] = append((*row)[second], e)
	}
}

// values adds words for a number.
func (t *Table) values(k kind, key string, words []string) error {
	value, ok := new(big.Rat).SetString(key)
	if !ok || value.Sign() < 0 {
		return fmt.Errorf("%q is no number", key)
	}
	t.add(k, value, words)
	if k == number && len(words) > 0 {
		t.spelled[value.RatString()] = words[0]
	}
	return nil
}

func (t *Table) setting(key string, list []string) error {
	on := slices.Equal(list, []string{"true"})
	switch key {
	case "group":
		if t.groups = strings.Join(list, ""); strings.ContainsRune(t.groups, '\u00a0') {
			t.groups += " " // as it is typed
		}
	case "decimal":
		t.decimals = strings.Join(list, "")
	case "joined":
		t.joined = on
	case "glued":
		t.glued = on
	case "units_first":
		t.unitsFirst = on
	case "and":
		t.and = folded(list)
	case "share_of":
		t.shareOf = folded(list)
	case "nth":
		t.add(nth, nil, list)
	case "times_added":
		t.added = on
	case "compounds":
		t.add(compound, nil, list)
	default:
		return fmt.Errorf("nothing is read with %q in [phrase]", key)
	}
	return nil
}

func (t *Table) peopleWords(key string, words []string) error {
	t.people = true
	switch key {
	case "words":
		t.add(person, nil, words)
	case "person":
		t.add(person, big.NewRat(1, 1), words)
	case "things":
		t.add(thing, nil, words)
	case "stops":
		t.add(stop, nil, words)
	case "article":
		t.add(article, big.NewRat(1, 1), words)
	case "single":
		t.add(single, big.NewRat(1, 1), words)
	default:
		if n, nth := strings.CutPrefix(key, "nth-"); nth {
			return t.values(single, n, words)
		}
		return t.values(group, key, words)
	}
	return nil
}

// unit adds the words for a unit, or for a part of one. They stand behind a number, and signs
// before it too.
func (t *Table) unit(key string, words []string) {
	_, part, _ := strings.Cut(key, "/")
	if n, ok := new(big.Rat).SetString("1/" + part); ok && part != "" {
		t.parts[key] = n
	} else {
		words = append(slices.Clone(words), key)
	}
	for _, w := range words {
		if strings.ToUpper(w) == w && !caseless(w) { // a code or a sign
			t.before = append(t.before, affix{fold(w), "unit:" + key})
		}
	}
	t.after = append(t.after, affixes("unit:"+key, words)...)
}

// caseless reports whether a word is written in letters of which there are no small ones.
func caseless(w string) bool {
	return strings.ToLower(w) == w && strings.ContainsFunc(w, unicode.IsLetter)
}

func folded(words []string) (list []string) {
	for _, w := range apostrophes(words) {
		list = append(list, fold(w))
	}
	return list
}

// fold writes a text in small letters, byte for byte.
func fold(s string) string {
	text := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		lower := unicode.ToLower(r)
		switch {
		case r == utf8.RuneError && size == 1:
			text = append(text, '?') // no character
		case utf8.RuneLen(lower) == size:
			text = utf8.AppendRune(text, lower)
		default:
			text = append(text, s[i:i+size]...)
		}
		i += size
	}
	return string(text)
}

// secondByte is the byte behind an index: 0 at the end, and a space for any that match takes for one.
func secondByte(s string, i int) byte {
	if i+1 >= len(s) {
		return 0
	}
	if b := s[i+1]; plainLetter(b) || spaces(s, i+1) == i+1 {
		return b
	}
	return ' '
}

// find is the longest entry that begins at an index of a folded text, of one of some kinds, and
// where it ends.
func (t *Table) find(s string, i int, loose bool, kinds kind) (e entry, end int) {
	if i >= len(s) {
		return entry{}, 0
	}
	row := t.entries[s[i]]
	if row == nil {
		return entry{}, 0
	}
	for _, list := range [][]entry{row[secondByte(s, i)], row[0]} {
		for _, e := range list {
			if e.kind&kinds == 0 {
				continue
			}
			if end := match(s, i, e.text); end > 0 && (loose || t.ends(s, end)) {
				return e, end
			}
		}
	}
	return entry{}, 0
}

// match is where words end that begin at an index; 0 when other words do. One space stands for
// any, and for hyphens.
func match(s string, i int, words string) int {
	for j := 0; j < len(words); j++ {
		if words[j] == ' ' {
			n := spaces(s, i)
			if n == i {
				return 0
			}
			i = n
			continue
		}
		if i >= len(s) || s[i] != words[j] {
			return 0
		}
		i++
	}
	return i
}

// ends reports whether a word can end at an index.
func (t *Table) ends(s string, i int) bool {
	if i == 0 || i >= len(s) {
		return true
	}
	last, _ := utf8.DecodeLastRuneInString(s[:i])
	r, _ := utf8.DecodeRuneInString(s[i:])
	return t.joined && (r >= utf8.RuneSelf || last >= utf8.RuneSelf) || !letter(r) ||
		!letter(last) && !unicode.IsDigit(last) || apostrophe(last) // "d'euros"
}

// begins reports whether a word can begin at an index.
func (t *Table) begins(s string, i int) bool {
	if i == 0 || i >= len(s) {
		return true
	}
	last, _ := utf8.DecodeLastRuneInString(s[:i])
	r, _ := utf8.DecodeRuneInString(s[i:])
	return t.joined && (r >= utf8.RuneSelf || last >= utf8.RuneSelf) || !letter(last) || !letter(r) || apostrophe(last)
}

func apostrophe(r rune) bool { return r == '\'' || r == '’' }

func letter(r rune) bool {
	return 'a' <= r && r <= 'z' || r == '\'' || r == '’' ||
		r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsMark(r))
}

// spaces is the index behind spaces and hyphens.
func spaces(s string, i int) int {
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !isSpace(r) {
			break
		}
		i += size
	}
	return i
}

func isSpace(r rune) bool {
	return r == ' ' || r == '-' || r == '‐' || r == '‑' || r == '\n' || r == '\t' ||
		r >= utf8.RuneSelf && unicode.IsSpace(r)
}
