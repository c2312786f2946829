package profile

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"vitrine/generator/report"
)

var braces = regexp.MustCompile(`\{([a-z_]+(?:\.[a-z]+)?)\}`)

// answers reads the answers of the report out of the cells that are made of them. Those that somebody gave
// stand.
func (a *adopter) answers() {
	found := map[string][]string{}
	for _, c := range a.parts {
		patterns := map[string]*pattern{}
		for _, h := range c.part.Headings() {
			text, ok := c.part.Set[h]
			if !ok {
				text = a.Report.Profile.Set[h]
			}
			if p := patternOf(text); p != nil {
				patterns[h] = p
			}
		}
		for row := c.head + 1; row < len(c.Sheet.Rows); row++ {
			for _, h := range slices.Sorted(maps.Keys(patterns)) {
				a.answersIn(patterns[h], c.cell(row, h).Verbatim(), found)
			}
			for _, d := range c.part.Dimensions {
				for _, code := range d.Codes {
					if code.Value != "" && stands(code, c.text(row, d.Column)) {
						a.line(c, row, code, found)
					}
				}
			}
		}
	}
	for _, answer := range a.Report.Profile.Answers {
		a.settle(answer, found)
	}
}

// line reads an answer that is a line of its own.
func (a *adopter) line(c *candidate, row int, code *report.Code, found map[string][]string) {
	m := c.part.Measures[0]
	text := c.text(row, m.Column)
	if placeholder(a.Report.Profile, text) || text == "" {
		return
	}
	name := strings.Trim(code.Value, "{}")
	id, _, ofPeriod := strings.Cut(name, ".")
	kind := ""
	for _, answer := range a.Report.Profile.Answers {
		if answer.ID == id {
			kind = answer.Kind
		}
	}
	if kind == "date" || ofPeriod {
		day, told, refused := Day(text)
		if refused != "" {
			a.tell(c, row, c.column(m.Column), true, "%q: %s", text, refused)
			return
		}
		if told != "" {
			a.tell(c, row, c.column(m.Column), false, "%q: %s", text, told)
		}
		text = day
	}
	found[name] = append([]string{text}, found[name]...)
}

// pattern is a text that is made of answers.
type pattern struct {
	names []string
	fits  *regexp.Regexp
}

// patternOf is the pattern of a text; nil for one without answers.
func patternOf(text string) *pattern {
	p := &pattern{}
	quoted := regexp.QuoteMeta(text)
	for _, n := range braces.FindAllStringSubmatch(text, -1) {
		p.names = append(p.names, n[1])
		quoted = strings.Replace(quoted, regexp.QuoteMeta(n[0]), "(.+?)", 1)
	}
	fits, err := regexp.Compile("(?s)^" + quoted + "$")
	if err != nil || p.names == nil {
		return nil
	}
	p.fits = fits
	return p
}

// answersIn reads the answers of which a cell is made.
func (a *adopter) answersIn(p *pattern, text string, found map[string][]string) {
	if text == "" || placeholder(a.Report.Profile, text) {
		return
	}
	parts := p.fits.FindStringSubmatch(text)
	for i, name := range p.names {
		if parts == nil {
			return
		}
		word := strings.TrimSpace(parts[i+1])
		if strings.Contains(name, ".") {
			if word, _, _ = Day(word); word == "" {
				return
			}
		}
		found[name] = append(found[name], word)
	}
}

// settle takes the answer that most cells give.
func (a *adopter) settle(answer *report.Answer, found map[string][]string) {
	if a.Report.Answers[answer.ID] != "" {
		if answer.Kind == report.KindPeriod {
			a.Report.Period, _ = report.ParsePeriod(a.Report.Answers[answer.ID])
		}
		return
	}
	if answer.Kind == report.KindPeriod {
		from, to := most(found[answer.ID+".start"]), most(found[answer.ID+".end"])
		if period, err := report.ParsePeriod(from + "/" + to); err == nil && from != "" && to != "" {
			a.Report.Period, a.Report.Answers[answer.ID] = period, shortPeriod(period)
			return
		}
	} else if text := most(found[answer.ID]); text != "" {
		a.Report.Answers[answer.ID] = text
		return
	}
	if !answer.Optional && answer.ID != a.Report.Profile.Applies.Answer {
		a.Asked = append(a.Asked, answer.ID)
	}
}

// shortPeriod is a period as its year or half-year, where it is one.
func shortPeriod(p report.Period) string {
	for _, length := range []string{"year", "half-year"} {
		if whole, ok := p.Step(length); ok && whole.FirstDay() == p.FirstDay() && whole.LastDay() == p.LastDay() {
			if length == "half-year" {
				half := 1
				if whole.From.Month > 6 {
					half = 2
				}
				return fmt.Sprintf("%d-H%d", whole.From.Year, half)
			}
			return whole.String()
		}
	}
	return p.String()
}

// most is the text that stands most often in a list, the first of them.
func most(list []string) (best string) {
	counts := map[string]int{}
	for _, text := range list {
		counts[text]++
	}
	for _, text := range list {
		if counts[text] > counts[best] || best == "" {
			best = text
		}
	}
	return best
}

var (
	yearFirst = regexp.MustCompile(`^([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?: 00:00(?::00)?)?$`)
	yearLast  = regexp.MustCompile(`^([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})$`)
)

// Day reads a day as others write it; refused says why it can't be told.
func Day(text string) (day, told, refused string) {
	if m := yearFirst.FindStringSubmatch(strings.TrimSpace(text)); m != nil {
		day = fmt.Sprintf("%s-%02s-%02s", m[1], m[2], m[3])
	} else if m := yearLast.FindStringSubmatch(strings.TrimSpace(text)); m != nil {
		first, second := m[1], m[2]
		switch {
		case len(first) == 2 && first > "12":
			day, told = fmt.Sprintf("%s-%02s-%02s", m[3], second, first), "the day is taken to stand first"
		case len(second) == 2 && second > "12":
			day, told = fmt.Sprintf("%s-%02s-%02s", m[3], first, second), "the month is taken to stand first"
		default:
			return "", "", "which is the month?"
		}
	} else {
		return "", "", "this is no day like 2026-12-31"
	}
	if _, err := report.ParseDate(day); err != nil {
		return "", "", "there is no such day"
	}
	return day, told, ""
}
