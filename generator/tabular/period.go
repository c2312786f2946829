package tabular

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Format reads the periods of a file, which it writes in its own way, as in "{day}.{month}.{year}".
type Format struct {
	pattern *regexp.Regexp
	tokens  []string
	words   map[string][]string // of a token that has its own: {half:H1,H2}
	months  []string            // in small letters, January first
	start   string              // of a year that is named by two: a month and a day, 01-01 unless said
}

var token = regexp.MustCompile(`\{([a-z]+)(?::([^{}]*))?\}`)

// shapes are what the tokens stand for.
var shapes = map[string]string{
	"year": `([0-9]{4})`, "yy": `([0-9]{2})`, "half": `([12])`, "quarter": `([1-4])`,
	"month": `([0-9]{1,2}|\p{L}[\p{L}\p{M}.]*)`, "week": `([0-9]{1,2})`, "day": `([0-9]{1,2})`,
	"next": `([0-9]{2}|[0-9]{4})`, "end": `([0-9]{4}|[0-9]{2})`, "be": `([0-9]{4})`,
}

// NewFormat reads a format. months are the names of the months, January first; start is the day with which
// a fiscal year begins, like 04-06, or "".
func NewFormat(format string, months []string, start string) (*Format, error) {
	f := &Format{words: map[string][]string{}, start: start}
	for _, m := range months {
		f.months = append(f.months, strings.ToLower(m))
	}
	var pattern strings.Builder
	at := 0
	for _, m := range token.FindAllStringSubmatchIndex(format, -1) {
		name := format[m[2]:m[3]]
		shape, known := shapes[name]
		if !known {
			return nil, fmt.Errorf("a format has no token {%s}", name)
		}
		if m[4] >= 0 {
			words := strings.Split(format[m[4]:m[5]], ",")
			var quoted []string
			for i, w := range words {
				words[i] = strings.ToLower(Clean(w))
				quoted = append(quoted, regexp.QuoteMeta(words[i]))
			}
			f.words[name], shape = words, "("+strings.Join(quoted, "|")+")"
		}
		pattern.WriteString(regexp.QuoteMeta(strings.ToLower(format[at:m[0]])) + shape)
		f.tokens, at = append(f.tokens, name), m[1]
	}
	if len(f.tokens) == 0 {
		return nil, errors.New("a format has tokens like {year}")
	}
	pattern.WriteString(regexp.QuoteMeta(strings.ToLower(format[at:])))
	var err error
	f.pattern, err = regexp.Compile("^" + pattern.String() + "$")
	return f, err
}

// part is what the tokens of one end of a period say.
type part map[string]int

// Period is the period that some words of the file name, as addresses write it; false where they don't.
func (f *Format) Period(words string) (string, bool) {
	m := f.pattern.FindStringSubmatch(strings.ToLower(words))
	if m == nil {
		return "", false
	}
	ends := []part{{}}
	for i, name := range f.tokens {
		last := ends[len(ends)-1]
		if _, twice := last[name]; twice {
			last = part{}
			ends = append(ends, last)
		}
		n, ok := f.value(name, m[i+1])
		if !ok {
			return "", false
		}
		last[name] = n
	}
	if len(ends) > 2 {
		return "", false
	}
	from, ok := f.written(ends[0])
	if !ok || len(ends) == 1 {
		return from, ok
	}
	to, ok := f.written(ends[1])
	if to == from {
		return from, ok
	}
	return from + "/" + to, ok
}

func (f *Format) value(name, text string) (int, bool) {
	if words := f.words[name]; words != nil {
		for i, w := range words {
			if w == text {
				return i + 1, true
			}
		}
		return 0, false
	}
	if n, err := strconv.Atoi(text); err == nil {
		return n, true
	}
	text = strings.TrimSuffix(text, ".")
	found := 0
	for i, m := range f.months { // whole, or its beginning where no other begins so
		if m == text {
			return i + 1, true
		}
		if len([]rune(text)) >= 3 && strings.HasPrefix(m, text) {
			if found > 0 {
				return 0, false
			}
			found = i + 1
		}
	}
	return found, found > 0
}

// written is a period in the form of addresses.
func (f *Format) written(p part) (string, bool) {
	year, ok := p["year"], true
	for token, of := range map[string]func(int) int{
		"yy": century, "be": func(n int) int { return n - 543 },
		"end": func(n int) int {
			if n < 100 {
				n = century(n)
			}
			return n - 1
		},
	} {
		if n, there := p[token]; there {
			year = of(n)
		}
	}
	if year == 0 {
		return "", false
	}
	_, byEnd := p["end"]
	if next, there := p["next"]; there {
		if next < 100 && (year+1)%100 != next || next >= 100 && year+1 != next {
			return "", false
		}
		byEnd = true
	}
	if byEnd {
		return f.fiscal(year)
	}
	for name, form := range map[string]string{"half": "%04d-H%d", "quarter": "%04d-Q%d", "week": "%04d-W%02d"} {
		if n, there := p[name]; there {
			return fmt.Sprintf(form, year, n), true
		}
	}
	text := fmt.Sprintf("%04d", year)
	if month, there := p["month"]; there {
		if ok = month >= 1 && month <= 12; ok {
			text += fmt.Sprintf("-%02d", month)
		}
		if day, there := p["day"]; there {
			ok = ok && day >= 1 && day <= 31
			text += fmt.Sprintf("-%02d", day)
		}
	}
	return text, ok
}

// fiscal is the year that begins in a year of the calendar on the first day of fiscal years.
func (f *Format) fiscal(year int) (string, bool) {
	if f.start == "" || f.start == "01" || f.start == "01-01" {
		return fmt.Sprintf("%04d-01/%04d-12", year, year), false // it needs a start
	}
	month, day, hasDay := strings.Cut(f.start, "-")
	m, err := strconv.Atoi(month)
	if err != nil || m < 2 || m > 12 {
		return "", false
	}
	if !hasDay || day == "01" {
		return fmt.Sprintf("%04d-%02d/%04d-%02d", year, m, year+1, m-1), true
	}
	d, err := strconv.Atoi(day)
	if err != nil || d < 2 || d > 28 {
		return "", false
	}
	return fmt.Sprintf("%04d-%02d-%02d/%04d-%02d-%02d", year, m, d, year+1, m, d-1), true
}

// century is the year of two digits that lies nearest to the turn of the millennium: 70 to 99 are of the
// last one.
func century(n int) int {
	if n >= 70 {
		return 1900 + n
	}
	return 2000 + n
}
