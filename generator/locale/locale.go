// Package locale writes numbers, dates and the UI's words in the language of a
// page. Words come from templates/words/LANGUAGE.toml; a word that is missing
// there is an error when a page needs it, never a gap on the page.
package locale

import (
	"fmt"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"vitrine/generator/report"
)

// Locale is a language with its words. It is safe for use by several
// goroutines.
type Locale struct {
	Language string
	tag      language.Tag
	words    report.Words
	printer  *message.Printer
	regions  display.Namer
	numbers  sync.Map // as they are written, by their digits
}

// New makes the locale of a site.
func New(site *report.Site) *Locale {
	tag := language.Make(site.Language)
	return &Locale{Language: site.Language, tag: tag, words: site.Words, printer: message.NewPrinter(tag),
		regions: display.Regions(tag)}
}

// Has reports whether the language has a word for the key.
func (l *Locale) Has(key string) bool { _, ok := l.words[key]; return ok }

// Word is the UI's word for a key, with {name} replaced by the pairs of names
// and values. Load has made sure that the keys of Required are there; for any
// other key, ask Has first.
func (l *Locale) Word(key string, pairs ...any) string {
	rest := l.words[key]
	if len(pairs) == 0 {
		return rest
	}
	var b strings.Builder
	for { // values are not searched for names
		before, after, found := strings.Cut(rest, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		name, remainder, closed := strings.Cut(after, "}")
		i := pairIndex(pairs, name)
		if !closed || i < 0 {
			b.WriteByte('{')
			rest = after
			continue
		}
		fmt.Fprint(&b, pairs[i+1])
		rest = remainder
	}
}

// pairIndex is where the pair of a name begins, or -1.
func pairIndex(pairs []any, name string) int {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i] == name {
			return i
		}
	}
	return -1
}

// Count is the word for a number of things: KEY-one, KEY-other and so on as
// the language needs, with {n} replaced by the number.
func (l *Locale) Count(key string, n int, pairs ...any) string {
	form := plural.Cardinal.MatchPlural(l.tag, n, 0, 0, 0, 0)
	name := [...]string{plural.Other: "other", plural.Zero: "zero", plural.One: "one", plural.Two: "two",
		plural.Few: "few", plural.Many: "many"}[form]
	if _, ok := l.words[key+"-"+name]; !ok {
		name = "other"
	}
	return l.Word(key+"-"+name, append(pairs, "n", l.Decimal(report.Whole(n)))...)
}

// Region is a country's name.
func (l *Locale) Region(code string) (string, bool) {
	region, err := language.ParseRegion(code)
	if err != nil {
		return "", false
	}
	return l.regions.Name(region), true
}

// Decimal writes a number with the language's grouping and point, and with
// just the decimals that it has. A minus sign is a minus sign.
func (l *Locale) Decimal(d report.Decimal) string {
	text := d.String()
	if written, ok := l.numbers.Load(text); ok { // a figure is written many times
		return written.(string)
	}
	// With at most 15 digits a float64 keeps the decimal digits exactly.
	f, _ := strconv.ParseFloat(text, 64)
	written := strings.ReplaceAll(l.printer.Sprint(number.Decimal(f, number.Scale(d.Places()))), "-", "\u2212")
	l.numbers.Store(text, written)
	return written
}

// Quantity writes a number with what its source says of it: "more than 500".
func (l *Locale) Quantity(bound report.Bound, d report.Decimal) string {
	n := l.Decimal(d)
	if bound == report.Exact {
		return n
	}
	return l.Word(boundWord[bound], "n", n)
}

// Known writes what a cell says of its number in a sentence.
func (l *Locale) Known(c *report.Cell) string {
	if c.Bound == report.Between {
		return l.Word("bound-between", "from", l.Decimal(c.Value), "to", l.Decimal(c.High))
	}
	return l.Quantity(c.Bound, c.Value)
}

var boundWord = map[report.Bound]string{
	report.Above: "bound-above", report.AtLeast: "bound-at-least", report.Below: "bound-below",
	report.AtMost: "bound-at-most", report.About: "bound-about",
}

var boundSign = map[report.Bound]string{report.Above: ">", report.AtLeast: "≥", report.Below: "<", report.AtMost: "≤",
	report.About: "≈"}

// Short writes a number with its bound as a sign, for tables and axes.
func (l *Locale) Short(bound report.Bound, d report.Decimal) string {
	if bound == report.Exact {
		return l.Decimal(d)
	}
	return boundSign[bound] + "\u202f" + l.Decimal(d)
}

// Date writes a date as the language does.
func (l *Locale) Date(d report.Date) string {
	if d.IsZero() {
		return ""
	}
	year := strconv.Itoa(d.Year)
	if d.Month == 0 {
		return year
	}
	month := l.Word(fmt.Sprintf("month-%d", d.Month))
	if d.Day == 0 {
		return l.Word("date-month", "month", month, "year", year)
	}
	return l.Word("date-day", "day", d.Day, "month", month, "year", year)
}

// Period writes a stretch of time.
func (l *Locale) Period(p report.Period) string {
	switch {
	case p.Single:
		return l.Date(p.From)
	case p.From.IsZero():
		return l.Word("period-until", "to", l.Date(p.To))
	case p.To.IsZero():
		return l.Word("period-from", "from", l.Date(p.From))
	case p.From.Year == p.To.Year && p.From.Month != 0 && p.To.Month != 0 && p.From.Day == 0 && p.To.Day == 0:
		return l.Word("period-months", "from", l.Word(fmt.Sprintf("month-%d", p.From.Month)),
			"to", l.Word(fmt.Sprintf("month-%d", p.To.Month)), "year", p.From.Year)
	}
	return l.Word("period", "from", l.Date(p.From), "to", l.Date(p.To))
}

// PartOfYear writes a period within a year without the year.
func (l *Locale) PartOfYear(p report.Period) string {
	month := func(d report.Date) string { return l.Word(fmt.Sprintf("month-%d", d.Month)) }
	switch {
	case p.From.Day != 0 || p.To.Day != 0:
		return fmt.Sprintf("%02d-%02d", p.From.Month, p.From.Day)
	case p.From == p.To:
		return month(p.From)
	}
	return l.Word("part-of-year", "from", month(p.From), "to", month(p.To))
}

// Member is the title of a dimension's member.
func (l *Locale) Member(d *report.Dimension, id string) string {
	m := d.Member(id)
	switch {
	case m == nil:
		return id
	case len(m.Title) > 0:
		return m.Title.In(l.Language)
	case d.Kind == report.KindPeriod:
		return l.Period(m.Period)
	case d.Kind == report.KindGeo:
		if name, ok := l.Region(m.ID); ok {
			return name
		}
	}
	return m.ID
}

// Attribute is the text of an attribute's value.
func (l *Locale) Attribute(a *report.Attribute, value string) string {
	if a.Kind == report.KindPeriod {
		if p, err := report.ParsePeriod(value); err == nil {
			return l.Period(p)
		}
	}
	return value
}

// Cell is what a table shows of a cell, without its marks: a number, a
// grade's title, or the mark of what is missing.
func (l *Locale) Cell(m *report.Measure, c *report.Cell) string {
	switch c.State {
	case report.Number:
		if c.Bound == report.Between {
			return l.Word("range", "from", l.Decimal(c.Value), "to", l.Decimal(c.High))
		}
		return l.Short(c.Bound, c.Value)
	case report.Rated:
		return m.Grade(c.Grade).Title.In(l.Language)
	}
	return c.Code()
}

// Publisher names who published a source, and the agency through which.
func (l *Locale) Publisher(s *report.Source) string {
	if s.Agency == "" {
		return s.Publisher
	}
	return l.Word("source-via", "agency", s.Agency, "publisher", s.Publisher)
}

// Source is how a source is cited in a line: publisher and date.
func (l *Locale) Source(s *report.Source) string {
	name := l.Publisher(s)
	if s.Published.IsZero() {
		return name
	}
	return name + ", " + l.Date(s.Published)
}
