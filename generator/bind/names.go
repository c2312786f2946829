package bind

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"vitrine/generator/report"
)

// name is what a member of a dimension, or a measure, is called.
type name struct {
	dimension int // len(Dimensions) for measures
	member    string
	measure   int
	words     string // folded
}

// namesOf lists what texts can call the members and measures of a dataset, without totals and
// periods.
func namesOf(d *report.Dataset) []name {
	var list []name
	add := func(n name, labels ...report.Label) {
		for _, l := range labels {
			if n.words = folded(l.In("en")); strings.TrimSpace(n.words) != "" {
				list = append(list, n)
				if singular, plural := strings.CutSuffix(n.words, "s "); plural { // "male detainees", "males"
					n.words = singular + " "
				} else {
					n.words = strings.TrimSuffix(n.words, " ") + "s "
				}
				list = append(list, n)
			}
		}
	}
	for i, dimension := range d.Dimensions {
		for _, m := range dimension.Members {
			if dimension.Kind != report.KindPeriod && m.ID != dimension.Total {
				add(name{dimension: i, member: m.ID}, m.Title, m.Short)
			}
		}
	}
	for i, m := range d.Measures {
		add(name{dimension: len(d.Dimensions), measure: i}, m.Title)
	}
	return list
}

// matches reports whether a name is that of a member or the measure of a cell.
func (n name) matches(ref report.CellRef) bool {
	if n.dimension == len(ref.Row.Keys) {
		return ref.Measure == n.measure
	}
	return ref.Row.Keys[n.dimension] == n.member
}

// misnamed says which year, member or measure the words next to a number name that its figure
// is not of; "" when there is none. Words farther away may speak of something else, and so may
// two names of one dimension: "women and men".
func misnamed(f *report.Figure, result *report.Result, names []name) string {
	if text := otherYear(f, result); text != "" {
		return text
	}
	phrase, after := folded(f.Phrase), folded(clauseAfter(f.After))
	var others []name
	for _, n := range names {
		switch {
		case !strings.Contains(phrase+after, n.words):
		case slices.ContainsFunc(result.Cells, n.matches):
			phrase, after = strings.ReplaceAll(phrase, n.words, "  "), strings.ReplaceAll(after, n.words, "  ")
		default:
			others = append(others, n)
		}
	}
	for _, n := range others {
		single := !slices.ContainsFunc(others, func(o name) bool {
			return o.dimension == n.dimension && o.words != n.words && strings.Contains(phrase+after, o.words)
		})
		if single && (strings.Contains(phrase, n.words) || strings.HasPrefix(after, n.words)) {
			return fmt.Sprintf("names %q beside a figure of something else", strings.TrimSpace(n.words))
		}
	}
	return ""
}

// cutOff reports whether some digits of a number stand outside of its link.
func cutOff(f *report.Figure) bool {
	return digitBefore.MatchString(f.Before) || digitAfter.MatchString(f.After)
}

// folded returns the words of a text in lower case, with a space before and after each.
func folded(s string) string { return " " + strings.Join(words(s), " ") + " " }

var (
	digitBefore = regexp.MustCompile(`\p{Nd}[.,'’]?$`)
	digitAfter  = regexp.MustCompile(`^(?:[.,'’]?\p{Nd}|(?:st|nd|rd|th)\b)`)

	// At the head of a sentence, with what may stand before a number; elsewhere the year
	// can belong to another clause: "unlike in 2019, [12](…)".
	yearBefore = regexp.MustCompile(`(?:(?:^|[.!?:;] )(?:In|During|For) |^)((?:1[5-9]|20)[0-9]{2})` +
		`(?:,?\s(?:there (?:were|was) )?(?:(?:(?:more|fewer|less) than|about|around|some|nearly|almost|` +
		`over|at least|at most|up to|a total of|only|just) )?|: ?)$`)
	yearAfter = regexp.MustCompile(`^ (?:\pL+ )?(?:in|during) ((?:1[5-9]|20)[0-9]{2})(?:$|[.,;:!?) ])`)
	moreYears = regexp.MustCompile(`^ (?:\pL+ )?(?:in|during) [0-9]+ (?:and|or|to|until|only) `)
)

// otherYear says that the words next to a figure name another year than its own; "" when they
// don't.
func otherYear(f *report.Figure, result *report.Result) string {
	m := yearAfter.FindStringSubmatch(f.After)
	if moreYears.MatchString(f.After) {
		m = nil
	}
	if m == nil { // a year after a number counts more than one before it
		m = yearBefore.FindStringSubmatch(f.Before)
	}
	if m == nil {
		return ""
	}
	year, _ := strconv.Atoi(m[1])
	period := ""
	for _, ref := range result.Cells {
		for i, d := range result.Dataset.Dimensions {
			if d.Kind != report.KindPeriod {
				continue
			}
			p := d.Member(ref.Row.Keys[i]).Period
			if (p.From.IsZero() || p.From.Year <= year) && (p.To.IsZero() || p.To.Year >= year) {
				return ""
			}
			period = ref.Row.Keys[i]
		}
	}
	if period == "" {
		return ""
	}
	return fmt.Sprintf("says %s beside a figure of %s", m[1], period)
}
