package sheet

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"vitrine/generator/bind"
	"vitrine/generator/phrase"
	"vitrine/generator/report"
)

func monthKey(n int) string { return "month-" + strconv.Itoa(n) }

// flags are the advice on a sentence. shown are the values of the article's figures.
func (m *Maker) flags(item *Item, shown map[string]bool) (list []Flag) {
	words := plain(item.unlinked())
	for _, r := range m.exempt {
		words = r.ReplaceAllStringFunc(words, func(s string) string { return strings.Repeat(" ", len(s)) })
	}
	if len(item.Facts) > 0 {
		list = append(list, m.years(item, words)...)
		list = append(list, m.monthsOf(item, words)...)
		for _, d := range datasets(item) {
			for _, dimension := range d.Dimensions {
				if dimension.Kind != report.KindPeriod {
					list = append(list, m.members(item, words, d, dimension)...)
				}
			}
			list = append(list, m.measures(item, words, d)...)
		}
		list = append(list, m.direction(item, words)...)
		list = append(list, m.plan(item, words)...)
		list = append(list, m.extreme(item, words)...)
	}
	return append(list, m.numbers(words, shown)...)
}

// plain writes the digits of any script as plain ones, in as many bytes.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if d, ok := phrase.Digit(r); ok && utf8.RuneLen(r) == utf8.RuneLen(d) {
			return d
		}
		return r
	}, s)
}

func datasets(item *Item) (list []*report.Dataset) {
	for _, fact := range item.Facts {
		if !slices.Contains(list, fact.Dataset()) {
			list = append(list, fact.Dataset())
		}
	}
	return list
}

var year = regexp.MustCompile(`(?:1[5-9]|20)[0-9][0-9]`)

// yearsIn are the years that a text names, in their order.
func yearsIn(text string) (list []int) {
	for _, at := range year.FindAllStringIndex(text, -1) {
		split := at[1] < len(text) && text[at[1]] == '/' && digitAt(text, at[1]+1) // 2021/22
		if digitAt(text, at[0]-1) || digitAt(text, at[1]) || split {
			continue
		}
		n, _ := strconv.Atoi(text[at[0]:at[1]])
		list = append(list, n)
	}
	return list
}

func digitAt(s string, i int) bool { return i >= 0 && i < len(s) && '0' <= s[i] && s[i] <= '9' }

// years flags a year that none of the figures is of, and years in another order than the figures'.
func (m *Maker) years(item *Item, words string) (list []Flag) {
	spoken := yearsIn(words)
	var own []int
	of := map[int]bool{}
	for _, fact := range item.Facts {
		years := fact.Years()
		for _, y := range years {
			of[y] = true
		}
		if len(years) == 1 {
			own = append(own, years[0])
		}
	}
	if len(of) == 0 {
		return nil
	}
	for _, y := range spoken {
		if !of[y] {
			list = append(list, Flag{"year", fmt.Sprintf("%d: no figure here is of that year", y)})
		}
	}
	if len(list) == 0 && crossed(spoken, own) {
		list = append(
			list,
			Flag{"order", fmt.Sprintf("the years stand as %s, the figures as %s", joined(spoken), joined(own))},
		)
	}
	return list
}

// crossed reports whether the same things stand in two lists, each once, in another order.
func crossed[T comparable](a, b []T) bool {
	a, b = slices.Compact(slices.Clone(a)), slices.Compact(slices.Clone(b))
	if len(a) < 2 || len(a) != len(b) || slices.Equal(a, b) {
		return false
	}
	for i, x := range a {
		if slices.Contains(a[:i], x) || !slices.Contains(b, x) {
			return false
		}
	}
	return true
}

func joined[T any](list []T) string {
	words := make([]string, 0, len(list))
	for _, x := range list {
		words = append(words, fmt.Sprint(x))
	}
	return strings.Join(words, ", ")
}

// monthsOf flags a month that none of the figures holds, where some are of less than a year.
func (m *Maker) monthsOf(item *Item, words string) (list []Flag) {
	of := map[int]bool{}
	for _, fact := range item.Facts {
		for _, n := range fact.Months() {
			of[n] = true
		}
	}
	if len(of) == 0 {
		return nil
	}
	for i, name := range m.months {
		if name != "" && !of[i+1] && m.named(words, name) {
			list = append(list, Flag{"month", fmt.Sprintf("%s: no figure here is of that month", name)})
		}
	}
	return list
}

// named reports whether a name stands in a text, letter for letter.
func (m *Maker) named(text, name string) bool {
	for from := 0; ; {
		at := strings.Index(text[from:], name)
		if at < 0 {
			return false
		}
		at += from
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[at+len(name):])
		first, _ := utf8.DecodeRuneInString(name)
		if !(unicode.IsDigit(first) && unicode.IsDigit(before)) &&
			(first >= 0x2e80 || !unicode.IsLetter(before) && !unicode.IsLetter(after)) {
			return true
		}
		from = at + len(name)
	}
}

// members flags the title of a member that none of the figures is of, while they are of others, and
// titles in another order than the figures'.
func (m *Maker) members(item *Item, words string, d *report.Dataset, dimension *report.Dimension) (list []Flag) {
	type mention struct {
		at    int
		title string
		id    string
	}
	var spoken []mention
	for _, member := range dimension.Members {
		if member.ID == dimension.Total {
			continue
		}
		for _, title := range m.binder.Titles(dimension, member) {
			if at := m.table.Find(words, title); at >= 0 {
				spoken = append(spoken, mention{at, title, member.ID})
				break
			}
		}
	}
	spoken = slices.DeleteFunc(spoken, func(a mention) bool { // a part of a longer title
		return slices.ContainsFunc(spoken, func(b mention) bool {
			return len(b.title) > len(a.title) && b.at <= a.at && a.at < b.at+len(b.title)
		})
	})
	slices.SortStableFunc(spoken, func(a, b mention) int { return a.at - b.at })
	var own []string
	of := map[string]bool{}
	for _, fact := range item.Facts {
		ids := fact.MembersOf(d, dimension.ID)
		for _, id := range ids {
			of[id] = true
			for _, whole := range dimension.Ancestors(id) {
				of[whole] = true
			}
		}
		if len(ids) == 1 {
			own = append(own, ids[0])
		}
	}
	var order []string
	for _, x := range spoken {
		order = append(order, x.id)
		if !of[x.id] {
			list = append(list, Flag{"member", fmt.Sprintf("%s: no figure here is of it", x.title)})
		}
	}
	if len(list) == 0 && crossed(order, own) {
		list = append(
			list,
			Flag{
				"order",
				fmt.Sprintf("the words stand as %s, the figures as %s", joined(order), joined(slices.Compact(own))),
			},
		)
	}
	return list
}

// measures flags the title or the unit of a measure that none of the figures is of.
func (m *Maker) measures(item *Item, words string, d *report.Dataset) (list []Flag) {
	var used []*report.Measure
	for _, fact := range item.Facts {
		used = append(used, fact.MeasuresOf(d)...)
	}
	told := func(words string) bool {
		return slices.ContainsFunc(used, func(x *report.Measure) bool {
			return m.table.Find(m.binder.In(x.Title), words) >= 0 || m.table.Find(m.binder.In(x.Unit), words) >= 0
		})
	}
	for _, other := range d.Measures {
		if slices.Contains(used, other) || len(used) == 0 {
			continue
		}
		for _, title := range []string{m.binder.In(other.Title), m.binder.In(other.Unit)} {
			if title != "" && !told(title) && m.table.Find(words, title) >= 0 {
				list = append(list, Flag{"measure", fmt.Sprintf("%s: no figure here is of it", title)})
				break
			}
		}
	}
	return list
}

// direction flags words of a rise or a fall beside a change, or two levels, that go the other way.
func (m *Maker) direction(item *Item, words string) []Flag {
	whole := words
	for _, fact := range item.Facts {
		whole += " " + fact.Phrase
	}
	if up, down := m.table.Leans(whole); up != down {
		for _, fact := range item.Facts {
			if fact.Rises != 0 && (fact.Rises > 0) != up {
				return []Flag{{"direction", fmt.Sprintf("%s is a change that goes the other way", fact.Phrase)}}
			}
		}
	}
	up, down := m.table.Leans(words)
	if up == down {
		return nil
	}
	for i, a := range item.Facts {
		for _, b := range item.Facts[i+1:] {
			change := bind.Between(a, b)
			if change != 0 && (change > 0) != up {
				went := map[bool]string{true: "up", false: "down"}[change > 0]
				return []Flag{{"direction", fmt.Sprintf("from %s to %s it goes %s", a.Phrase, b.Phrase, went)}}
			}
		}
	}
	return nil
}

// plan flags a planned figure that is told as if it were a result.
func (m *Maker) plan(item *Item, words string) []Flag {
	for _, fact := range item.Facts {
		if fact.Planned && !m.table.Mentions(words+" "+fact.Phrase, "planned") {
			return []Flag{{"plan", fmt.Sprintf("%s is planned", fact.Phrase)}}
		}
	}
	return nil
}

// extreme flags a word like "highest" where nothing is compared, and no figure is the first, or the last, of
// its peers.
func (m *Maker) extreme(item *Item, words string) []Flag {
	high, low := m.table.Mentions(words, "highest"), m.table.Mentions(words, "lowest")
	for _, f := range item.Facts {
		high = high && !f.Extreme && f.Rank.Place != 1
		low = low && !f.Extreme && (f.Rank.Of == 0 || f.Rank.Place != f.Rank.Of)
	}
	if !high && !low {
		return nil
	}
	return []Flag{{"extreme", "the greatest or the least: no figure here compares"}}
}

// numbers flags a number that stands for itself and equals a figure of the article.
func (m *Maker) numbers(words string, shown map[string]bool) (list []Flag) {
	ten := big.NewRat(10, 1)
	found, err := m.table.Numbers(words)
	if err != nil {
		return nil
	}
	for _, n := range found {
		isYear := n.IsInt() && n.Num().IsInt64() && n.Num().Int64() >= 1500 && n.Num().Int64() < 2100
		if n.Cmp(ten) >= 0 && !isYear && shown[n.RatString()] {
			list = append(
				list,
				Flag{
					"number",
					fmt.Sprintf("%s stands without a link, and a figure of the article is as great", n.RatString()),
				},
			)
		}
	}
	return list
}
