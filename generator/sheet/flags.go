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
	words, told := plain(item.unlinked()), plain(item.told())
	months := told
	for _, r := range m.exempt {
		blank := func(s string) string { return strings.Repeat(" ", len(s)) }
		words, told = r.ReplaceAllStringFunc(words, blank), r.ReplaceAllStringFunc(told, blank)
	}
	if len(item.Facts) > 0 {
		list = append(list, m.years(item, words)...)
		list = append(list, m.monthsOf(item, months)...)
		for _, d := range datasets(item) {
			for _, dimension := range d.Dimensions {
				if dimension.Kind != report.KindPeriod {
					list = append(list, m.members(item, told, d, dimension)...)
				}
			}
			list = append(list, m.measures(item, told, d)...)
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

// monthsOf flags a month that none of the figures holds, where some are of less than a year, and months in
// another order than the figures'.
func (m *Maker) monthsOf(item *Item, words string) (list []Flag) {
	of := map[int]bool{}
	var own []int
	for _, fact := range item.Facts {
		months := fact.Months()
		for _, n := range months {
			of[n] = true
		}
		if slices.Sort(months); len(slices.Compact(months)) == 1 {
			own = append(own, months[0])
		}
	}
	if len(of) == 0 {
		return nil
	}
	var spoken []mention[int]
	for i, name := range m.months {
		at := -1
		if name != "" {
			at = m.find(words, name)
		}
		if at >= 0 {
			spoken = append(spoken, mention[int]{at, name, i + 1})
		}
		if at >= 0 && !of[i+1] {
			list = append(list, Flag{"month", fmt.Sprintf("%s: no figure here is of that month", name)})
		}
	}
	if len(list) > 0 {
		return list
	}
	return order(inOrder(spoken), own)
}

// find is where a name stands in a text, letter for letter; -1 where it does not.
func (m *Maker) find(text, name string) int {
	for from := 0; ; {
		at := strings.Index(text[from:], name)
		if at < 0 {
			return -1
		}
		at += from
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[at+len(name):])
		first, _ := utf8.DecodeRuneInString(name)
		last, _ := utf8.DecodeLastRuneInString(name)
		if !(unicode.IsDigit(first) && unicode.IsDigit(before)) && !(unicode.IsDigit(last) && unicode.IsDigit(after)) &&
			(m.table.Joined() || !unicode.IsLetter(before) && !unicode.IsLetter(after)) {
			return at
		}
		from = at + len(name)
	}
}

// members flags the title of a member that none of the figures is of, while they are of others, and
// titles in another order than the figures'.
func (m *Maker) members(item *Item, words string, d *report.Dataset, dimension *report.Dimension) (list []Flag) {
	var spoken []mention[string]
	for _, member := range dimension.Members {
		if member.ID == dimension.Total {
			continue
		}
		for _, title := range m.binder.Titles(dimension, member) {
			if at := m.table.Find(words, title); at >= 0 {
				spoken = append(spoken, mention[string]{at, title, member.ID})
				break
			}
		}
	}
	spoken = inOrder(spoken)
	var own []string
	of, about := map[string]bool{}, map[string]bool{} // what the cells are of; what figures and sides are of alone
	for _, fact := range item.Facts {
		for _, id := range fact.MembersOf(d, dimension.ID) {
			of[id] = true
			for _, whole := range dimension.Ancestors(id) {
				of[whole] = true
			}
		}
		own = append(own, fact.Subjects(d, dimension.ID)...)
	}
	for _, id := range own {
		about[id] = true
		for _, whole := range dimension.Ancestors(id) {
			about[whole] = true
		}
	}
	for _, x := range spoken {
		if !of[x.of] {
			list = append(list, Flag{"member", fmt.Sprintf("%s: no figure here is of it", x.title)})
		}
	}
	switch told := func(x mention[string]) bool { return about[x.of] }; {
	case len(list) > 0:
		return list
	case len(own) > 0 && len(spoken) > 0 && !slices.ContainsFunc(spoken, told):
		return []Flag{{"member", fmt.Sprintf("%s: what is said here is of %s", spoken[0].title, joined(own))}}
	}
	return order(spoken, own)
}

// measures flags the title or the unit of a measure that none of the figures is of, and titles in another
// order than the figures'.
func (m *Maker) measures(item *Item, words string, d *report.Dataset) (list []Flag) {
	var used, own []*report.Measure
	for _, fact := range item.Facts {
		used, own = append(used, fact.MeasuresOf(d)...), append(own, fact.Counted(d)...)
	}
	if len(used) == 0 {
		return nil
	}
	told := func(words string) bool {
		return slices.ContainsFunc(used, func(x *report.Measure) bool {
			return m.table.Find(m.binder.In(x.Title), words) >= 0 || m.table.Find(m.binder.In(x.Unit), words) >= 0
		})
	}
	var spoken []mention[*report.Measure]
	for _, x := range d.Measures {
		title, unit := m.binder.In(x.Title), m.binder.In(x.Unit)
		if slices.Contains(used, x) {
			if at := m.table.Find(words, title); at >= 0 {
				spoken = append(spoken, mention[*report.Measure]{at, title, x})
			}
			continue
		}
		switch {
		case title != "" && !told(title) && m.table.Find(words, title) >= 0:
			list = append(list, Flag{"measure", fmt.Sprintf("%s: no figure here is of it", title)})
		case unit != "" && !told(unit) && m.table.Find(plain(item.unlinked()), unit) >= 0:
			list = append(list, Flag{"measure", fmt.Sprintf("%s: no figure here is of it", unit)})
		}
	}
	if len(list) > 0 {
		return list
	}
	return order(inOrder(spoken), own)
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
	for i, a := range item.Facts {
		for j := i + 1; j < len(item.Facts); j++ {
			b := item.Facts[j]
			change := bind.Between(a, b)
			if change == 0 {
				continue
			}
			up, down := m.around(item, words, i, j)
			if up != down && (change > 0) != up {
				went := map[bool]string{true: "up", false: "down"}[change > 0]
				return []Flag{{"direction", fmt.Sprintf("from %s to %s it goes %s", a.Phrase, b.Phrase, went)}}
			}
		}
	}
	return nil
}

// around is the direction that the words tell before and between two figures, from the figure before them on; where
// these tell none, those up to the figure after them.
func (m *Maker) around(item *Item, words string, i, j int) (up, down bool) {
	from, to := 0, len(words)
	if i > 0 {
		from = item.Figures[i-1].End
	}
	if j+1 < len(item.Figures) {
		to = item.Figures[j+1].Start
	}
	up, down = m.table.Leans(words[from:item.Figures[j].Start])
	if !up && !down {
		up, down = m.table.Leans(words[item.Figures[j].End:to])
	}
	return up, down
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
		high = high && !f.High && f.Rank.Place != 1
		low = low && !f.Low && (f.Rank.Of == 0 || f.Rank.Place != f.Rank.Of)
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
