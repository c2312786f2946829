package report

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"math/big"
	"slices"
	"strings"
)

// Date is a day, a month (Day 0) or a year (Month 0 too) of the Gregorian
// calendar. The zero Date is none.
type Date struct{ Year, Month, Day int }

var errDate = errors.New("not a date: write 2026-11-22, 2026-11 or 2026")

// ParseDate reads "2026-11-22", "2026-11" or "2026".
func ParseDate(s string) (Date, error) {
	var d Date
	parts := strings.Split(s, "-")
	for i, part := range parts {
		width, into := 2, &d.Month
		switch i {
		case 0:
			width, into = 4, &d.Year
		case 2:
			into = &d.Day
		}
		if i > 2 || len(part) != width {
			return Date{}, errDate
		}
		for _, c := range part {
			if c < '0' || c > '9' {
				return Date{}, errDate
			}
			*into = *into*10 + int(c-'0')
		}
	}
	if d.Year == 0 || len(parts) > 1 && (d.Month < 1 || d.Month > 12) ||
		len(parts) > 2 && (d.Day < 1 || d.Day > daysIn(d.Year, d.Month)) {
		return Date{}, fmt.Errorf("there is no day %s in the calendar", s)
	}
	return d, nil
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// IsZero reports whether there is no date.
func (d Date) IsZero() bool { return d == Date{} }

// String is the date in ISO 8601.
func (d Date) String() string {
	switch {
	case d.IsZero():
		return ""
	case d.Month == 0:
		return fmt.Sprintf("%04d", d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// first and last are the first and last day of a date, comparable as numbers. Those of the
// zero Date equal no other date's.
func (d Date) first() int {
	return d.Year*10000 + max(d.Month, 1)*100 + max(d.Day, 1)
}

func (d Date) last() int {
	month := d.Month
	if month == 0 {
		month = 12
	}
	day := d.Day
	if day == 0 {
		day = daysIn(d.Year, month)
	}
	return d.Year*10000 + month*100 + day
}

// DayNumber numbers the first day of a date, so that days can be subtracted.
func (d Date) DayNumber() int {
	year, month, day := d.Year, max(d.Month, 1), max(d.Day, 1)
	n := year*365 + (year-1)/4 - (year-1)/100 + (year-1)/400 + day
	for m := 1; m < month; m++ {
		n += daysIn(year, m)
	}
	return n
}

// Compare orders dates; a year stands before its months, a month before its days.
func (d Date) Compare(e Date) int {
	return cmp.Or(d.Year-e.Year, d.Month-e.Month, d.Day-e.Day)
}

// Period is a stretch of time in ISO 8601: one date, or two joined by a
// slash, of which one may be open ("..", a zero Date).
type Period struct {
	From, To Date
	Single   bool // one date, which is both From and To
}

// ParsePeriod reads "2018", "2018-06/2018-12", "2017-10-26/.." or "../2019", and the short forms
// "2018-H2", "2018-Q4" and "2018-W49".
func ParsePeriod(s string) (Period, error) {
	from, to, isRange := strings.Cut(s, "/")
	if !isRange {
		if p, ok := shortPeriod(s); ok {
			return p, nil
		}
		d, err := ParseDate(s)
		return Period{d, d, true}, err
	}
	var p Period
	var err error
	if from != ".." {
		if p.From, err = ParseDate(from); err != nil {
			return Period{}, err
		}
	}
	if to != ".." {
		if p.To, err = ParseDate(to); err != nil {
			return Period{}, err
		}
	}
	if p.From.IsZero() && p.To.IsZero() {
		return Period{}, errors.New("a period that is open at both ends says nothing")
	}
	if !p.From.IsZero() && !p.To.IsZero() && p.From.first() > p.To.last() {
		return Period{}, errors.New("the period ends before it begins")
	}
	return p, nil
}

// shortPeriod reads a half-year, a quarter or a week of ISO 8601.
func shortPeriod(s string) (Period, bool) {
	if len(s) < 7 || s[4] != '-' {
		return Period{}, false
	}
	year, err := ParseDate(s[:4])
	n, digits := 0, s[6:]
	for _, c := range digits {
		if c < '0' || c > '9' {
			return Period{}, false
		}
		n = n*10 + int(c-'0')
	}
	months := map[byte]int{'Q': 3, 'H': 6}[s[5]]
	switch {
	case err != nil || n < 1:
	case months > 0 && len(digits) == 1 && n*months <= 12:
		return Period{
			From: Date{Year: year.Year, Month: (n-1)*months + 1},
			To:   Date{Year: year.Year, Month: n * months},
		}, true
	case s[5] == 'W' && len(digits) == 2:
		monday := weekOne(year.Year) + (n-1)*7
		if monday < weekOne(year.Year+1) {
			return Period{From: DateOf(monday), To: DateOf(monday + 6)}, true
		}
	}
	return Period{}, false
}

// weekOne is the number of the Monday of a year's first week, which holds the fourth of January.
func weekOne(year int) int {
	fourth := (Date{Year: year, Month: 1, Day: 4}).DayNumber()
	return fourth - (fourth+5)%7 // day 2 was a Monday
}

// Before is the period of equal length just before a closed one, by the calendar.
func (p Period) Before() Period {
	switch {
	case p.From.Month == 0 && p.To.Month == 0:
		n := p.To.Year - p.From.Year + 1
		p.From.Year, p.To.Year = p.From.Year-n, p.To.Year-n
	case p.From.Day == 0 && p.To.Day == 0:
		n := p.To.months() - p.From.months() + 1
		if p.To.Month == 0 {
			n += 11
		}
		p.From, p.To = monthOf(p.From.months()-n), monthOf(p.From.months()-1)
	default:
		from, to, _ := p.Span()
		p.From, p.To = DateOf(from-(to-from)), DateOf(from-1)
		if p.Single {
			p.To = p.From
		}
	}
	return p
}

// YearBefore is the same period a year earlier; of a week, that with the same number.
func (p Period) YearBefore() Period {
	if from, to, _ := p.Span(); to-from == 7 && (from+5)%7 == 0 && p.From.Day > 0 {
		year := DateOf(from + 3).Year
		monday := weekOne(year-1) + from - weekOne(year)
		if monday >= weekOne(year) {
			return Period{} // there was no week 53
		}
		p.From, p.To = DateOf(monday), DateOf(monday+6)
		return p
	}
	p.From.Year, p.To.Year = p.From.Year-1, p.To.Year-1
	p.From.Day, p.To.Day = min(
		p.From.Day,
		daysIn(p.From.Year, p.From.Month),
	), min(
		p.To.Day,
		daysIn(p.To.Year, p.To.Month),
	)
	return p
}

// months numbers months; a year's first.
func (d Date) months() int { return d.Year*12 + max(d.Month, 1) - 1 }

func monthOf(number int) Date { return Date{Year: number / 12, Month: number%12 + 1} }

// Equal reports whether two closed periods have the same days.
func (p Period) Equal(q Period) bool {
	return p.closed() && q.closed() && p.From.first() == q.From.first() && p.To.last() == q.To.last()
}

// Compare orders periods by their first day, then by their last; an open
// start comes first.
func (p Period) Compare(q Period) int {
	start := func(p Period) int {
		if p.From.IsZero() {
			return 0
		}
		return p.From.first()
	}
	end := func(p Period) int {
		if p.To.IsZero() {
			return 1 << 40
		}
		return p.To.last()
	}
	if a, b := start(p), start(q); a != b {
		return a - b
	}
	return end(p) - end(q)
}

// Days is about how long a period is: one of 28, 30 and 31 days is a month, whichever
// year has 365 or 366. An open period has no length.
func (p Period) Days() int {
	if !p.closed() {
		return 0
	}
	last := p.To.last()
	days := Date{last / 10000, last / 100 % 100, last % 100}.DayNumber() - p.From.DayNumber() + 1
	return (days + 5) / 10
}

// closed reports whether a period has a first and a last day.
func (p Period) closed() bool { return !p.From.IsZero() && !p.To.IsZero() }

// TiledBy returns the indexes of periods that make up a closed period without a gap, in
// order; none when they don't.
func (p Period) TiledBy(periods []Period) (parts []int) {
	parts, day := p.tile(periods)
	if !p.closed() || day <= p.To.last() {
		return nil
	}
	return parts
}

// Gap names the first day of a closed period that begins none of the periods which follow one another
// from its start.
func (p Period) Gap(periods []Period) string {
	_, day := p.tile(periods)
	return Date{day / 10000, day / 100 % 100, day % 100}.String()
}

// tile lays periods beside one another from the first day of a closed one, as far as they go: their indexes,
// and the day behind the last.
func (p Period) tile(periods []Period) (parts []int, day int) {
	for day = p.From.first(); p.closed() && day <= p.To.last(); {
		i := slices.IndexFunc(periods, func(q Period) bool {
			return q != p && q.closed() && q.From.first() == day && q.To.last() <= p.To.last()
		})
		if i < 0 {
			break
		}
		parts = append(parts, i)
		day = after(periods[i].To.last())
	}
	return parts, day
}

// Contains reports whether a closed period holds all of another.
func (p Period) Contains(q Period) bool {
	return p.closed() && q.closed() && p.From.first() <= q.From.first() && q.To.last() <= p.To.last()
}

// Overlaps reports whether two closed periods have a day in common.
func (p Period) Overlaps(q Period) bool {
	return p.From.first() <= q.To.last() && q.From.first() <= p.To.last()
}

// Rest reports whether a period is longer than another that begins or ends with it,
// so that what is left is one stretch of time.
func (p Period) Rest(q Period) bool {
	if p.From == q.From && p.To == q.To {
		return false
	}
	begins, ends := p.From.first() == q.From.first(), p.To.last() == q.To.last()
	switch {
	case begins && !ends:
		return !q.To.IsZero() && (p.To.IsZero() || p.To.last() > q.To.last())
	case ends && !begins:
		return !q.From.IsZero() && (p.From.IsZero() || p.From.first() < q.From.first())
	}
	return false
}

// Next is the day after a day.
func (d Date) Next() Date {
	switch {
	case d.Day < daysIn(d.Year, d.Month):
		d.Day++
	case d.Month < 12:
		d.Month, d.Day = d.Month+1, 1
	default:
		d.Year, d.Month, d.Day = d.Year+1, 1, 1
	}
	return d
}

// after is the day after a day, both as numbers.
func after(day int) int { return Date{day / 10000, day / 100 % 100, day % 100}.Next().first() }

// Tiles yields each period among the members of a dimension that others make up
// without a gap, with those others.
func (d *Dimension) Tiles() iter.Seq2[string, []string] {
	return func(yield func(string, []string) bool) {
		if d.Kind != KindPeriod || d.Running {
			return
		}
		var periods []Period
		for _, m := range d.Members {
			periods = append(periods, m.Period)
		}
		for _, whole := range d.Members {
			var parts []string
			for _, i := range whole.Period.TiledBy(periods) {
				parts = append(parts, d.Members[i].ID)
			}
			if len(parts) > 1 && !yield(whole.ID, parts) {
				return
			}
		}
	}
}

// Steps are the lengths to which periods can be added up, shortest first.
func Steps() []string { return []string{"month", "quarter", "half-year", "year"} }

// Step is the month, quarter, half-year or year in which a period lies; false when it
// lies in none alone.
func (p Period) Step(length string) (whole Period, ok bool) {
	if !p.closed() {
		return Period{}, false
	}
	months := map[string]int{"month": 1, "quarter": 3, "half-year": 6, "year": 12}[length]
	first := (max(p.From.Month, 1)-1)/months*months + 1
	from, to := Date{Year: p.From.Year, Month: first}, Date{Year: p.From.Year, Month: first + months - 1}
	switch months {
	case 1:
		whole = Period{from, from, true}
	case 12:
		whole = Period{Date{Year: from.Year}, Date{Year: from.Year}, true}
	default:
		whole = Period{From: from, To: to}
	}
	return whole, whole.Contains(p)
}

// String is the period in ISO 8601, as ParsePeriod reads it.
func (p Period) String() string {
	if p.Single {
		return p.From.String()
	}
	name := func(d Date) string {
		if d.IsZero() {
			return ".."
		}
		return d.String()
	}
	return name(p.From) + "/" + name(p.To)
}

// Span numbers the first day of a closed period and the day after its last, as DayNumber
// does; false for an open one.
func (p Period) Span() (from, to int, ok bool) {
	if !p.closed() {
		return 0, 0, false
	}
	last := p.To.last()
	return p.From.DayNumber(), Date{last / 10000, last / 100 % 100, last % 100}.DayNumber() + 1, true
}

// DateOf is the day of a number that DayNumber gives.
func DateOf(number int) Date {
	year := max(number/366, 1)
	for (Date{Year: year + 1}).DayNumber() <= number {
		year++
	}
	month := 1
	for month < 12 && (Date{Year: year, Month: month + 1}).DayNumber() <= number {
		month++
	}
	return Date{year, month, number - Date{Year: year, Month: month}.DayNumber() + 1}
}

// Length is how many days, weeks, months, quarters or years a closed period lasts; false where it is
// not made of whole ones.
func (p Period) Length(unit string) (*big.Rat, bool) {
	from, to, ok := p.Span()
	if !ok {
		return nil, false
	}
	switch unit {
	case "day":
		return big.NewRat(int64(to-from), 1), true
	case "week":
		return big.NewRat(int64(to-from), 7), true
	}
	months := map[string]int64{"month": 1, "quarter": 3, "year": 12}[unit]
	first, last := DateOf(from), DateOf(to)
	if months == 0 || first.Day != 1 || last.Day != 1 {
		return nil, false
	}
	return big.NewRat(int64(last.months()-first.months()), months), true
}

// FirstDay is the first day of a period as 2026-01-01, "" where it has none.
func (p Period) FirstDay() string {
	if p.From.IsZero() {
		return ""
	}
	return dayText(p.From.first())
}

// LastDay is the last day of a period as 2026-12-31, "" where it has none.
func (p Period) LastDay() string {
	if p.To.IsZero() {
		return ""
	}
	return dayText(p.To.last())
}

func dayText(day int) string { return Date{day / 10000, day / 100 % 100, day % 100}.String() }
