package bind

import (
	"cmp"
	"fmt"
	"math/big"
	"strings"
	"unicode"

	"vitrine/generator/phrase"
	"vitrine/generator/report"
)

// disagreement says how the words of a link differ from a value; nil when they agree.
type disagreement struct {
	text, hint string
	loose      bool // the words are true
}

// disagreement compares the words of a link, and those that touch its number, with a value.
func (b *binding) disagreement(f *report.Figure, said string, v value) *disagreement {
	if v.withheld {
		return &disagreement{text: "this figure is suppressed, or would give a suppressed one away",
			hint: "leave the link without words, and it prints [c]"}
	}
	if v.text != nil || v.measure != nil && v.measure.Rating() {
		if text, hint := b.textDisagreement(said, v); text != "" {
			return &disagreement{text: text, hint: hint}
		}
		return nil
	}
	u := b.readUnit(v.unit)
	c, err := b.table.Read(f.Before, said, f.After, u.Per != nil || v.quotient || v.ratio)
	switch {
	case err != nil:
		return &disagreement{text: fmt.Sprintf("%q can't be checked: %s", said, err)}
	case v.missing && (c.Number != nil || c.Vague):
		return &disagreement{text: fmt.Sprintf("%q gives a number, but the cell has none", said),
			hint: "write for example [not reported](value:…)"}
	case v.missing:
		return nil
	case c.Number == nil:
		return &disagreement{text: fmt.Sprintf("%q holds no number", said), hint: "the figure is " + b.plain(v)}
	}
	if c.Multiple && c.Occasions && !v.quotient && !v.ratio && u.Per == nil { // "met twelve times"
		c.Multiple, c.Bare = false, big.NewRat(1, 1)
	}
	share := v.ratio || b.isPercent(v.unit)
	if text := b.unitDisagreement(c, v, u, share); text != "" {
		return &disagreement{text: fmt.Sprintf("%q %s", said, text)}
	}
	if c.Every != nil && v.ratio && !c.Percent && !c.Rate && !c.Fraction && !c.Multiple {
		c.Divide(c.Every)
	}
	i := claimedInterval(c, v, u)
	found := judge(sized(c, i, v))
	if found == wrong && !c.Scaled && c.Unit == "" && scaled(u) && b.tellsScale(f, u) {
		found = max(found, judge(sized(c, i.Times(new(big.Rat).Inv(u.Scale)), v)))
	}
	return b.told(c, v, u, said, found)
}

// told is the message for a verdict; nil when a claim is right.
func (b *binding) told(c phrase.Claim, v value, u phrase.Unit, said string, found verdict) *disagreement {
	if found == right {
		return nil
	}
	figure := b.plain(v)
	if v.points && v.ratio {
		figure = b.side(v)
	} else if c.Percent && v.ratio && v.interval.IsPoint() {
		if share, ok := b.percent(v.interval.Lo); ok {
			figure = share
		}
	}
	if !b.isPercent(v.unit) && (c.Scaled || c.Unit != "" || c.Rate || scaled(u)) {
		figure = strings.TrimSpace(figure + " " + v.unit)
	}
	if found == loose {
		return &disagreement{text: fmt.Sprintf("%q holds, and could be said closer: the figure is %s", said, figure),
			loose: true}
	}
	at := ""
	if b.readsBeside(c, said) {
		at = " with the words at it"
	}
	d := &disagreement{text: fmt.Sprintf("%q does not hold%s: the figure is %s", said, at, figure)}
	if lo := v.interval.Lo; c.Direction != 0 && lo != nil && (lo.Sign() < 0) != (c.Direction < 0) {
		d.hint = "a change is later - earlier, and its share (later - earlier)/earlier"
		if v.change {
			d.hint = "the words tell a fall, and the figure rises"
			if c.Direction > 0 {
				d.hint = "the words tell a rise, and the figure falls"
			}
		}
	}
	if c.Direction != 0 && v.ratio && !v.change && !v.points && !c.Multiple {
		d.hint = "the base of a change is the earlier figure: (later - earlier)/earlier"
	}
	return d
}

// readsBeside reports whether words outside of a link are a part of its claim.
func (b *binding) readsBeside(c phrase.Claim, said string) bool {
	own, err := b.table.Read("", said, "", false)
	return err != nil || own.Number == nil || own.Relation != c.Relation || own.Direction != c.Direction ||
		own.Sign != c.Sign || own.Percent != c.Percent || own.Scaled != c.Scaled || own.Unit != c.Unit
}

// sized turns an interval to the side that a claim speaks of: that of its sign or direction, or
// else the one on which the figure is.
func sized(c phrase.Claim, i report.Interval, v value) (phrase.Claim, report.Interval) {
	level := v.level() && !c.Firm
	switch {
	case c.Sign < 0, c.Sign == 0 && c.Direction < 0 && !level && !c.Multiple:
		i = i.Neg()
	case c.Sign == 0 && (c.Direction == 0 || c.Multiple) && i.Hi != nil && i.Hi.Sign() <= 0:
		i = i.Neg()
	}
	return c, i
}

// tellsScale reports whether the words around a link name the scale of a unit, or there are none,
// as in a cell of a table, whose head may name it.
func (b *Binder) tellsScale(f *report.Figure, u phrase.Unit) bool {
	text := f.Before + " " + f.After
	return strings.IndexFunc(text, unicode.IsLetter) < 0 || b.table.Tells(text, u.Scale)
}

// claimedInterval returns a value in what its phrase counts in: a share as a part of one, an
// amount in "million euros" in euros, and a quotient as a change where the phrase tells a change.
func claimedInterval(c phrase.Claim, v value, u phrase.Unit) report.Interval {
	factor, one := u.Scale, report.Point(big.NewRat(1, 1))
	part := c.Percent || c.Fraction || c.Multiple || c.Rate || c.OneIn
	if part && u.Per != nil {
		factor = new(big.Rat).Inv(u.Per)
	}
	interval := v.interval.Times(factor)
	if v.backwards && c.Direction != 0 && !c.Firm {
		interval = interval.Neg()
	}
	switch {
	case c.Multiple && c.Added && v.change:
	case c.Multiple && c.Added:
		interval = interval.Sub(one)
	case c.Multiple && c.Direction < 0 && c.Firm && c.Number.Cmp(big.NewRat(1, 1)) > 0: // "three times fewer"
		if v.change {
			interval = interval.Add(one)
		}
		if inverse, ok := one.Div(interval); ok {
			interval = inverse
		}
	case c.Multiple && v.change:
		interval = interval.Add(one)
	case c.Direction != 0 && !c.Multiple && v.ratio && !v.change && !v.points && part:
		interval = interval.Sub(one)
	}
	return interval
}

// unitDisagreement says how a phrase counts in something else than the figure; "" when it
// doesn't.
func (b *binding) unitDisagreement(c phrase.Claim, v value, u phrase.Unit, share bool) string {
	unit := cmp.Or(v.unit, "no unit")
	switch {
	case c.Step && c.Direction != 0 && v.level():
		return "speaks of a change, but the figure is a level; a change is a difference, later - earlier"
	case c.Points && !v.points:
		return "speaks of percentage points, but the figure is no difference of shares"
	case c.Percent && v.points && !c.Points:
		return "speaks of per cent, but the difference of two shares is in percentage points"
	case c.Percent && !share:
		return "speaks of per cent, but the figure is in " + unit + "; a share is a quotient, value:DATASET/PART/WHOLE"
	case c.Rate && !share && u.Per == nil && !v.quotient,
		(c.Fraction || c.Multiple || c.OneIn) && !share && !v.quotient && (u.Per == nil || c.Multiple):
		return "speaks of a share or a multiple, but the figure is in " + unit +
			"; a share is a quotient, value:DATASET/PART/WHOLE"
	case c.Unit != "" && c.Unit != u.Name && v.unit != ofRows:
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
		if named == "" || strings.ContainsAny(w, "0123456789") || b.table.Holds(w, "not", "none", "or") || b.months[w] {
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
