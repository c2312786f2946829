package bind

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"vitrine/generator/address"
	"vitrine/generator/phrase"
	"vitrine/generator/report"
)

// claimDisagreement says why the words of a claim can't stand; nil when its cells bear it out, and its
// words say nothing against it.
func (b *binding) claimDisagreement(f *report.Figure, a *resolved, v value) *disagreement {
	if strings.TrimSpace(f.Phrase) == "" {
		return &disagreement{text: "a claim needs words", hint: "like [rose](value:…)"}
	}
	if v.claim.holds != yes {
		text := fmt.Sprintf("%q does not surely hold: ", f.Phrase)
		if v.claim.holds == no {
			text = fmt.Sprintf("%q does not hold: ", f.Phrase)
		}
		return &disagreement{text: text + b.sides(v.claim), hint: "the claim is " + a.full()}
	}
	if text := b.numbersDisagree(f, a, v.claim); text != "" {
		if thresholdOf(a.dataset) > 0 {
			return &disagreement{text: numberInClaim + besideWithheld, hint: hintOfClaims}
		}
		return &disagreement{text: fmt.Sprintf("%q %s: %s", f.Phrase, text, a.full()),
			hint: "a claim's words may name the numbers that it compares with, as it compares, and no others"}
	}
	if b.opposite(f.Phrase, a, v.claim) {
		return &disagreement{text: fmt.Sprintf("%q says the opposite of its claim, or more: %s", f.Phrase, a.full())}
	}
	return nil
}

// numbersDisagree says what is wrong with the numbers in a claim's words; "" for nothing.
func (b *binding) numbersDisagree(f *report.Figure, a *resolved, o *outcome) string {
	const foreign = "holds a number that its claim does not"
	numbers, err := b.table.Numbers(f.Phrase)
	if err != nil {
		return "can't be checked: " + err.Error()
	}
	if nth := b.table.Ordinal(f.Phrase); nth > 0 && a.ranks() && !a.holds(big.NewRat(int64(nth), 1)) {
		return foreign
	}
	if len(numbers) != 1 {
		if slices.ContainsFunc(numbers, func(n *big.Rat) bool { return !a.holds(n) }) {
			return foreign
		}
		if c, err := b.table.Read("", f.Phrase, "", false); err == nil && c.Vague {
			return foreign
		}
		return ""
	}
	if a.year(numbers[0]) {
		return ""
	}
	c, err := b.table.Read(f.Before, f.Phrase, f.After, false)
	if err != nil {
		return "can't be checked: " + err.Error()
	}
	if b.cutOff(f, f.Phrase) || c.Number == nil {
		return foreign
	}
	shares := slices.ContainsFunc(o.sides, func(v value) bool { return v.ratio || v.points || b.isPercent(v.unit) })
	if c.Percent && !shares {
		return foreign
	}
	number := c.Number
	if c.Percent && slices.ContainsFunc(o.sides, func(v value) bool { return b.isPercent(v.unit) }) {
		number = new(big.Rat).Mul(number, big.NewRat(100, 1))
	}
	million := slices.ContainsFunc(o.sides, func(v value) bool { // of a unit like "million euros"
		u := b.readUnit(v.unit)
		return scaled(u) && a.holds(new(big.Rat).Quo(number, u.Scale))
	})
	if !a.holds(number) && !million && !(c.Points && a.holds(new(big.Rat).Mul(number, big.NewRat(100, 1)))) {
		return foreign
	}
	if !a.relates(c, o) {
		return "compares in another way than its claim"
	}
	return ""
}

// relates reports whether the words at a claim's number compare as the claim does, where it is one figure
// compared with a number.
func (a *resolved) relates(c phrase.Claim, o *outcome) bool {
	x := a.compared()
	if len(x.Compares) != 1 || len(o.sides) != 2 || a.ranks() || o.sides[0].constant == o.sides[1].constant {
		return true
	}
	sign := x.Compares[0]
	if o.sides[0].constant {
		sign = turnedSign(sign)
	}
	if o.sides[0].interval.Lo != nil && o.sides[0].interval.Hi != nil && o.sides[0].interval.Hi.Sign() <= 0 &&
		!o.sides[0].constant {
		sign = turnedSign(sign) // a fall by more than 5 is less than -5
	}
	switch c.Relation {
	case phrase.MoreThan:
		return sign == ">"
	case phrase.AtLeast:
		return sign == ">" || sign == ">="
	case phrase.LessThan:
		return sign == "<"
	case phrase.AtMost, phrase.Nearly:
		return sign == "<" || sign == "<="
	case phrase.About:
		return false
	}
	return sign == "=" || c.Multiple && sign == ">="
}

func turnedSign(sign string) string {
	return map[string]string{"<": ">", "<=": ">=", "=": "=", ">=": "<=", ">": "<"}[sign]
}

// compared is the comparison of a claim: that which every goes over, or its own.
func (a *resolved) compared() *address.Expr {
	if x := a.Expr; x.Op == address.Call && len(x.Args) == 1 {
		return x.Args[0]
	}
	return a.Expr
}

// ranks reports whether a claim is of a rank.
func (a *resolved) ranks() bool {
	return slices.ContainsFunc(
		a.compared().Args,
		func(x *address.Expr) bool { return x.Op == address.Call && x.Name == "rank" },
	)
}

// opposite reports whether a claim's words tell a direction or an extreme that the claim does not.
func (b *binding) opposite(words string, a *resolved, o *outcome) bool {
	x := a.compared()
	for _, word := range []struct{ role, function, sign string }{{"highest", "max", ">"}, {"lowest", "min", "<"}} {
		if b.table.Mentions(words, word.role) && !a.extremes(word.function, word.sign, o) {
			return true
		}
	}
	up, down := b.table.Leans(words)
	if b.table.Holds(words, "not") { // "did not rise"
		up, down = down, up
	}
	if slices.ContainsFunc(x.Args, func(x *address.Expr) bool { return x.Op == address.Call && x.Name == "abs" }) {
		return b.table.Directed(words)
	}
	lean := a.leans(o)
	if lean == 0 && !a.ranks() && slices.Equal(x.Compares, []string{"="}) && o.sides[0].level() && o.sides[1].level() {
		return up != down // what stays as it was does not rise
	}
	return up != down && (up && lean < 0 || down && lean > 0)
}

// extremes reports whether a claim says an extreme of a kind: it compares with one, with a rank, or with
// half of all.
func (a *resolved) extremes(function, sign string, o *outcome) bool {
	x := a.compared()
	if a.ranks() || a.Expr != x || a.scope.find(extreme) != nil || len(x.Compares) != 1 || len(o.sides) != 2 {
		return true
	}
	for i, side := range x.Args {
		compare := x.Compares[0]
		if i == 0 {
			compare = turnedSign(compare) // as if this side stood on the right
		}
		toward := compare == "=" || strings.HasPrefix(compare, sign) || o.sides[1-i].constant
		if toward && (side.Op == address.Call && side.Name == function || function == "max" && a.half()) {
			return true
		}
	}
	return false
}

// half reports whether a claim compares with a half.
func (a *resolved) half() bool {
	return slices.ContainsFunc(a.constants(), func(n *big.Rat) bool { return n.Cmp(big.NewRat(1, 2)) == 0 })
}

// constants are the numbers that an address holds, and quotients of them.
func (a *resolved) constants() (list []*big.Rat) {
	a.Expr.Each(func(x *address.Expr) {
		args := x.Args
		switch {
		case x.Op == address.Number:
			list = append(list, x.Number)
		case x.Op == "/" && args[0].Op == address.Number && args[1].Op == address.Number && args[1].Number.Sign() > 0:
			list = append(list, new(big.Rat).Quo(args[0].Number, args[1].Number))
		}
	})
	return list
}

// holds reports whether a number of a claim's words is one of the claim's own, or a year of its address.
func (a *resolved) holds(n *big.Rat) bool {
	return a.year(n) || slices.ContainsFunc(a.constants(), func(c *big.Rat) bool { return c.Cmp(n) == 0 })
}

// year reports whether a number is a year of which an address's periods speak.
func (a *resolved) year(n *big.Rat) bool {
	if !n.IsInt() || n.Cmp(big.NewRat(1500, 1)) < 0 || n.Cmp(big.NewRat(2100, 1)) >= 0 ||
		slices.ContainsFunc(a.constants(), func(c *big.Rat) bool { return c.Cmp(big.NewRat(1500, 1)) >= 0 }) {
		return false
	}
	return slices.Contains(strings.FieldsFunc(a.full(), func(r rune) bool { return r < '0' || r > '9' }), n.RatString())
}

// leans is the direction that a claim tells: 1 up, -1 down, 0 neither.
func (a *resolved) leans(o *outcome) int {
	x := a.Expr
	if x.Op == address.Call && len(x.Args) == 1 {
		x = x.Args[0]
	}
	if len(x.Compares) != 1 || len(o.sides) != 2 {
		return 0
	}
	direction := map[string]int{"<": -1, "<=": -1, ">=": 1, ">": 1}[x.Compares[0]]
	for _, side := range x.Args {
		switch {
		case side.Op == address.Call && side.Name == "rank":
			return 0
		case side.Op == address.Call && side.Name == "max" && x.Compares[0] == "=":
			return 1
		case side.Op == address.Call && side.Name == "min" && x.Compares[0] == "=":
			return -1
		}
	}
	if o.sides[0].constant || (&evaluator{dataset: a.dataset}).backwards(o.sides[0], o.sides[1]) {
		return -direction
	}
	return direction
}
