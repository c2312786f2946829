package bind

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"vitrine/generator/report"
)

// disagreement says how a phrase and a value differ; "" when they agree.
func (b *binding) disagreement(phrase string, v value) (text, hint string) {
	if v.withheld {
		return "this figure is suppressed, or would give a suppressed one away",
			"leave the link without words, and it prints [c]"
	}
	if !b.english {
		return fmt.Sprintf("number phrases can't be read in the language %q yet", b.site.Language),
			"leave the link without words, and it is filled in"
	}
	if v.text != nil || v.measure != nil && v.measure.Rating() {
		return b.textDisagreement(phrase, v)
	}
	c, err := readPhrase(phrase)
	if err != nil {
		return fmt.Sprintf("%q can't be checked: %s", phrase, err), ""
	}
	if v.missing {
		if c.number != nil || c.vague {
			return fmt.Sprintf("%q gives a number, but the cell has none", phrase),
				"write for example [not reported](value:…)"
		}
		return "", ""
	}
	if c.number == nil {
		return fmt.Sprintf("%q holds no number", phrase), "the figure is " + b.plain(v)
	}
	u := readUnit(v.unit)
	if text := unitDisagreement(c, v, u); text != "" {
		return fmt.Sprintf("%q %s", phrase, text), ""
	}
	if losses[c.negative] && v.level() {
		c.negative = "" // losses themselves are counted
	}
	i := claimedInterval(c, v, u)
	unscaled := v.scaleTold && !c.scaled && c.unit == "" // the scale may be told outside of the phrase
	if !c.holds(i) && !(unscaled && c.holds(i.Times(new(big.Rat).Inv(u.scale)))) {
		figure := b.plain(v)
		if c.percent && v.ratio && v.interval.IsPoint() {
			if share, ok := b.percent(v.interval.Lo); ok {
				figure = share
			}
		}
		if c.scaled || c.unit != "" || c.rate || u.scaled() {
			figure = strings.TrimSpace(figure + " " + v.unit)
		}
		if c.negative != "" && v.interval.Lo != nil && v.interval.Lo.Sign() > 0 {
			hint = fmt.Sprintf("%q is read as a decrease, whose figure is below zero: later - earlier", c.negative)
		}
		return fmt.Sprintf("%q does not hold: the figure is %s", phrase, figure), hint
	}
	return "", ""
}

// claimedInterval returns a value in what its phrase counts in: a share as a part of one, an
// amount in "million euros" in euros, and a quotient as a change where the phrase tells a change.
func claimedInterval(c claim, v value, u unit) report.Interval {
	factor, one := u.scale, report.Point(big.NewRat(1, 1))
	if (c.percent || c.ratio || c.rate) && u.per != nil {
		factor = new(big.Rat).Inv(u.per)
	}
	interval := v.interval.Times(factor)
	if v.backwards && c.moved != "" {
		interval = interval.Neg()
	}
	switch {
	case c.multiple && v.change:
		interval = interval.Add(one)
	case c.change && !c.multiple && v.ratio && !v.change && !v.points && (c.percent || c.ratio || c.rate):
		interval = interval.Sub(one)
	}
	return interval
}

// unitDisagreement says how a phrase counts in something else than the figure; "" when it
// doesn't.
func unitDisagreement(c claim, v value, u unit) string {
	share := v.ratio || isPercent(v.unit)
	unit := cmp.Or(v.unit, "no unit")
	switch {
	case c.step && v.level():
		return "speaks of a change, but the figure is a level; a change is a difference, later - earlier"
	case c.points && !v.points:
		return "speaks of percentage points, but the figure is no difference of shares"
	case c.percent && v.points && !c.points:
		return "speaks of per cent, but the difference of two shares is in percentage points"
	case c.percent && !share:
		return "speaks of per cent, but the figure is in " + unit + "; a share is a quotient, value:DATASET/PART/WHOLE"
	case c.rate && !share && u.per == nil, c.ratio && !share && !v.quotient && (u.per == nil || c.multiple):
		return "speaks of a share or a multiple, but the figure is in " + unit +
			"; a share is a quotient, value:DATASET/PART/WHOLE"
	case c.each != "" && !v.quotient && !slices.ContainsFunc(words(v.unit),
		func(w string) bool { return w == c.each || heads[w] && heads[c.each] && u.each }):
		return "speaks of an amount per " + c.each + ", but the figure is in " + unit
	case c.unit == "dollar" && strings.HasSuffix(u.name, " dollar"): // which one the site says
	case c.unit != "" && c.unit != u.name && v.unit != "rows":
		return "has another unit than the figure, which is in " + unit
	}
	return ""
}

// textDisagreement compares a phrase with a member, a date or a grade. The phrase must hold its
// name as whole words, the name of no other value that the cell could have, and no other number,
// month or "not".
func (b *binding) textDisagreement(phrase string, v value) (text, hint string) {
	said := folded(phrase)
	named := ""
	for _, name := range v.text {
		if n := folded(name); n != "  " && strings.Contains(said, n) && len(n) > len(named) {
			named = n
		}
	}
	for _, name := range v.others {
		if n := folded(name); n != "  " && strings.Contains(said, n) && len(n) > len(named) {
			return fmt.Sprintf("%q does not hold: the cell says %s", phrase, cmp.Or(v.firstText(), "nothing")), ""
		}
	}
	if v.missing {
		if strings.ContainsAny(said, "0123456789") {
			return fmt.Sprintf("%q gives a value, but the cell has none", phrase),
				"write for example [not reported](value:…)"
		}
		return "", ""
	}
	rest := strings.Replace(said, named, " ", 1)
	for w := range strings.FieldsSeq(rest) {
		if named == "" || strings.ContainsAny(w, "0123456789") || w == "not" || w == "or" || w == "no" || b.months[w] {
			return fmt.Sprintf("%q does not hold: the cell says %s", phrase, v.firstText()), ""
		}
	}
	if named == "" {
		return fmt.Sprintf("%q does not hold: the cell says %s", phrase, v.firstText()), ""
	}
	for _, name := range v.others {
		if n := folded(name); n != "  " && strings.Contains(folded(rest), n) {
			return fmt.Sprintf("%q names %s too: the cell says %s", phrase, name, v.firstText()), ""
		}
	}
	return "", ""
}

// firstText returns a text as it reads on the site.
func (v value) firstText() string {
	if len(v.text) == 0 {
		return ""
	}
	return v.text[0]
}
