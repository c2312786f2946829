package bind

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"vitrine/generator/report"
)

// name is what a member of a dimension or a measure is called.
type name struct {
	dimension int // len(Dimensions) for measures
	member    string
	measure   int
	words     string // folded
}

// namesOf are the names that a dataset's texts can use for its members and measures,
// but for totals and periods.
func namesOf(d *report.Dataset) []name {
	var list []name
	add := func(n name, labels ...report.Label) {
		for _, l := range labels {
			if n.words = folded(l.In("en")); strings.TrimSpace(n.words) != "" {
				list = append(list, n)
				if one, many := strings.CutSuffix(n.words, "s "); many { // "male detainees", "males"
					n.words = one + " "
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

// names reports whether a name is one for what is in a cell.
func (n name) names(ref report.CellRef) bool {
	if n.dimension == len(ref.Row.Keys) {
		return ref.Measure == n.measure
	}
	return ref.Row.Keys[n.dimension] == n.member
}

// misnamed says what the words right beside a number name that its figure is not of:
// another year, member or measure; "" when they name none. What stands farther away
// may speak of something else, and so may two names: "women and men".
func misnamed(f *report.Figure, result *report.Result, names []name) string {
	if text := otherYear(f, result); text != "" {
		return text
	}
	phrase, behind := folded(f.Phrase), folded(clauseAfter(f.After))
	var others []name
	for _, n := range names {
		switch {
		case !strings.Contains(phrase+behind, n.words):
		case slices.ContainsFunc(result.Cells, n.names):
			phrase, behind = strings.ReplaceAll(phrase, n.words, "  "), strings.ReplaceAll(behind, n.words, "  ")
		default:
			others = append(others, n)
		}
	}
	for _, n := range others {
		alone := !slices.ContainsFunc(others, func(o name) bool {
			return o.dimension == n.dimension && o.words != n.words && strings.Contains(phrase+behind, o.words)
		})
		if alone && (strings.Contains(phrase, n.words) || strings.HasPrefix(behind, n.words)) {
			return fmt.Sprintf("names %q beside a figure of something else", strings.TrimSpace(n.words))
		}
	}
	return ""
}

// cutOff reports whether digits stand outside of a link that go on with its number.
func cutOff(f *report.Figure) bool {
	return digitBefore.MatchString(f.Before) || digitAfter.MatchString(f.After)
}

// folded is a text as words between spaces.
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

// otherYear says that the words beside a figure date it wrongly.
func otherYear(f *report.Figure, result *report.Result) string {
	m := yearAfter.FindStringSubmatch(f.After)
	if moreYears.MatchString(f.After) {
		m = nil
	}
	if m == nil { // behind a number counts more than before it
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
