package bind

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"vitrine/generator/report"
	"vitrine/generator/source"
)

// fillIn gives a link without words those of its value, in the style that its address names.
func (b *binding) fillIn(f *report.Figure, style string, result *report.Result, values []value) *source.Problem {
	if f.Phrase != "" {
		if style != "" {
			return &source.Problem{
				Pos:  f.AddressPos,
				Text: "as= says how an empty link is filled in, and this one has words",
				Hint: "take out the words, or as=",
			}
		}
		return nil
	}
	if !allSame(values) {
		return &source.Problem{Pos: f.Pos, Text: "the sources differ, so there is no one value to fill in",
			Hint: "name one with ?source=, or write the words"}
	}
	v := values[0]
	shown, ok := "", false
	switch name := styleOf(style, v); {
	case v.withheld || v.missing || v.text != nil || name == "":
		shown, ok = b.shown(v)
		if v.interval.IsPoint() && v.difference && b.directed(f) {
			shown = strings.TrimPrefix(shown, "−")
		}
	default:
		var known bool
		if shown, ok, known = b.styled(name, v, b.directed(f)); !known {
			return &source.Problem{Pos: f.AddressPos, Text: strconv.Quote(name) + " is no style of a number",
				Hint: "as=percent, as=percent.1, as=points, as=times, as=size or as=words"}
		}
	}
	if share := style == "times" || strings.HasPrefix(style, "percent") || strings.HasPrefix(style, "points"); share &&
		!v.ratio &&
		!b.isPercent(v.unit) &&
		v.text == nil &&
		!v.withheld &&
		!v.missing {
		return &source.Problem{
			Pos:  f.AddressPos,
			Text: fmt.Sprintf("as=%s is for shares, and this is no share", style),
			Hint: "a share is a quotient",
		}
	}
	if !ok {
		return &source.Problem{Pos: f.Pos, Text: "this can't be filled in: the exact value is not known",
			Hint: "write the words, like [at least 748](value:…)"}
	}
	result.Shown = shown
	return nil
}

// styleOf is how a value is written: as its address says, else as what it is.
func styleOf(style string, v value) string {
	switch {
	case style != "":
		return style
	case v.points && v.ratio:
		return "points.1"
	case v.change, v.ratio && v.difference:
		return "percent.1"
	case v.ratio && v.interval.Lo != nil && v.interval.Lo.Cmp(big.NewRat(1, 1)) > 0:
		return "times.2"
	}
	return ""
}

// directed reports whether a word of direction touches an empty link, so that its number needs
// no sign.
func (b *binding) directed(f *report.Figure) bool {
	c, err := b.table.Read(f.Before, "1", f.After, false)
	return err == nil && c.Direction != 0
}

// styled writes a value in a style; without its sign where a word tells it.
func (b *Binder) styled(style string, v value, directed bool) (shown string, exact, known bool) {
	name, decimals, found := strings.Cut(style, ".")
	places, err := strconv.Atoi(decimals)
	if found && (err != nil || places < 0 || places > 9) || !v.interval.IsPoint() {
		return "", false, err == nil || !found
	}
	number, factor := v.interval.Lo, big.NewRat(1, 1)
	switch name {
	case "percent", "points":
		if factor = big.NewRat(100, 1); b.isPercent(v.unit) {
			factor = big.NewRat(1, 1)
		}
	case "times":
	case "words":
		shown, exact = b.table.Spell(new(big.Rat).Abs(number))
		return shown, exact && (directed || number.Sign() >= 0), true
	case "size":
		directed = true
		if !found {
			places = placesOf(v)
		}
	default:
		return "", false, false
	}
	number = new(big.Rat).Mul(number, factor)
	if directed {
		number.Abs(number)
	}
	if number.IsInt() {
		places = 0
	}
	d, ok := report.DecimalOf(number, places)
	shown = b.locale.Decimal(d)
	if name != "size" {
		if !b.locale.Has(name) {
			return "", false, true
		}
		shown = b.locale.Word(name, "n", shown)
	}
	return shown, ok, true
}

// placesOf is how many decimals the cells of a value have.
func placesOf(v value) int {
	places := 0
	if v.unit == ofRows { // a place, or how many
		return 0
	}
	for _, ref := range v.cells {
		if ref.Measure >= 0 {
			places = max(places, ref.Row.Cells[ref.Measure].Value.Places())
		}
	}
	return places
}
