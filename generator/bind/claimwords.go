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
	if text := b.numbersDisagree(f, a, v); text != "" {
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

// foreign is what is wrong with a number in the words of a claim that does not speak of it.
const foreign = "holds a number that its claim does not"

// numbersDisagree says what is wrong with the numbers in a claim's words; "" for nothing.
func (b *binding) numbersDisagree(f *report.Figure, a *resolved, v value) string {
	numbers, err := b.table.Numbers(f.Phrase)
	if err != nil {
		return "can't be checked: " + err.Error()
	}
	if text := b.placesDisagree(f.Phrase, a, v.claim); text != "" {
		return text
	}
	over := func(n *big.Rat) bool { return v.goesOver(n) && !b.table.Holds(f.Phrase, "none", "not") }
	own := func(n *big.Rat) bool { return a.holds(n) || v.spans(a.dataset, n) || over(n) }
	nth := b.table.Ordinal(f.Phrase)
	if a.Expr.Op == address.Call && nth > len(v.each) { // "for the third year in a row", of two
		return foreign
	}
	if nth > 0 && a.ranks() {
		numbers = slices.DeleteFunc(numbers, func(n *big.Rat) bool { return n.Cmp(big.NewRat(int64(nth), 1)) == 0 })
	}
	if len(numbers) != 1 {
		if slices.ContainsFunc(numbers, func(n *big.Rat) bool { return !own(n) }) {
			return foreign
		}
		if c, err := b.table.Read("", f.Phrase, "", false); err == nil && c.Vague {
			return foreign
		}
		return ""
	}
	if a.year(numbers[0]) || v.spans(a.dataset, numbers[0]) {
		return ""
	}
	return b.numberDisagrees(f, a, v.claim, numbers[0], over(numbers[0]))
}

// numberDisagrees says what is wrong with the one number in a claim's words; "" for nothing. over says that it
// is how many members the claim goes over.
func (b *binding) numberDisagrees(f *report.Figure, a *resolved, o *outcome, n *big.Rat, over bool) string {
	c, err := b.table.Read(f.Before, f.Phrase, f.After, false)
	if err != nil {
		return "can't be checked: " + err.Error()
	}
	if b.cutOff(f, f.Phrase) || c.Number == nil {
		return foreign
	}
	plain := c.Number.Cmp(n) == 0 && c.Relation == phrase.Equal && c.Direction == 0 &&
		!c.Percent && !c.Multiple && !c.Fraction && !c.Rate
	if over && plain && !a.holds(n) {
		return ""
	}
	shares := slices.ContainsFunc(o.sides, func(v value) bool { return v.ratio || v.points || b.isPercent(v.unit) })
	if c.Percent && !shares {
		return foreign
	}
	number := c.Number
	for _, side := range o.sides { // of a unit like "%" or "per 1,000"
		if per := b.readUnit(side.unit).Per; per != nil && (c.Percent || c.Fraction || c.Rate || c.OneIn) && !c.Points {
			number = new(big.Rat).Mul(number, per)
			break
		}
	}
	million := slices.ContainsFunc(o.sides, func(v value) bool { // of a unit like "million euros"
		u := b.readUnit(v.unit)
		return scaled(u) && a.holds(new(big.Rat).Quo(number, u.Scale))
	})
	if !a.holds(number) && !million && !(c.Points && a.holds(new(big.Rat).Mul(number, big.NewRat(100, 1)))) {
		return foreign
	}
	if c.Multiple && number.Cmp(big.NewRat(1, 1)) < 0 { // "more than halved" is less than a half
		c.Relation = turned(c.Relation)
	}
	if b.table.Holds(f.Phrase, "not") { // "never more than"
		c.Relation = denied(c.Relation)
	}
	if !a.relates(c, number, o) {
		return "compares in another way than its claim"
	}
	return ""
}

// relates reports whether the words at a claim's number compare as the claim does, where it is one figure
// compared with a number.
func (a *resolved) relates(c phrase.Claim, number *big.Rat, o *outcome) bool {
	x := a.compared()
	if len(x.Compares) == 1 && x.Args[0].Op == address.Call && x.Args[0].Name == "count" && len(x.Args[0].Args) == 1 {
		inner := x.Args[0].Args[0] // "only one has more than 40,000"
		for i, side := range inner.Args {
			if side.Op == address.Number && side.Number.Cmp(number) == 0 && len(inner.Compares) == 1 {
				sign := inner.Compares[0]
				if i == 0 {
					sign = turnedSign(sign)
				}
				return agrees(c, sign)
			}
		}
	}
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
	return agrees(c, sign)
}

// denied is what a relation becomes that is denied.
func denied(r phrase.Relation) phrase.Relation {
	switch r {
	case phrase.MoreThan:
		return phrase.AtMost
	case phrase.LessThan:
		return phrase.AtLeast
	}
	return r
}

// agrees reports whether the words at a number compare as a sign does.
func agrees(c phrase.Claim, sign string) bool {
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

// changes reports whether a value is a change, with no number of the address in it.
func (v value) changes() bool {
	return (v.difference || v.change) && !slices.ContainsFunc(v.operands, func(x value) bool { return x.constant })
}

// spans reports whether a number is a year in which one of the periods of a claim's cells begins or ends.
func (v value) spans(d *report.Dataset, n *big.Rat) bool {
	return slices.ContainsFunc(v.cells, func(ref report.CellRef) bool {
		for i, dimension := range d.Dimensions {
			if dimension.Kind == report.KindPeriod {
				p := dimension.Member(ref.Row.Keys[i]).Period
				if n.Cmp(big.NewRat(int64(p.From.Year), 1)) == 0 || n.Cmp(big.NewRat(int64(p.To.Year), 1)) == 0 {
					return p.From.Year > 0
				}
			}
		}
		return false
	})
}

// goesOver reports whether a number is how many members a claim goes over: those of every and count, and
// the cells of which a side is the greatest, the least, the mean or a place.
func (v value) goesOver(n *big.Rat) bool {
	is := func(k int) bool { return k > 1 && n.Cmp(big.NewRat(int64(k), 1)) == 0 }
	if is(len(v.each)) {
		return true
	}
	return slices.ContainsFunc(v.claim.sides, func(side value) bool {
		switch side.function {
		case "max", "min", "mean", "median", "sum", "rank":
			return is(len(side.cells))
		case "count":
			return is(len(side.each))
		}
		return false
	})
}

// placesDisagree says what is wrong with ordinals and extremes in the words of a claim on a rank; "" for
// nothing. The last of five is the lowest, the fourth is the second lowest.
func (b *binding) placesDisagree(words string, a *resolved, o *outcome) string {
	x := a.compared()
	nth := b.table.Ordinal(words)
	high, low := b.table.Mentions(words, "highest"), b.table.Mentions(words, "lowest")
	if !a.ranks() {
		if nth > 0 && high != low && x == a.Expr && len(x.Compares) == 1 {
			return "names a place, and its claim no rank"
		}
		return ""
	}
	high, low = high || b.table.Mentions(words, "first"), low || b.table.Mentions(words, "last")
	if len(x.Compares) != 1 || x.Compares[0] != "=" || o.sides[0].constant == o.sides[1].constant {
		if nth > 0 && !a.holds(big.NewRat(int64(nth), 1)) {
			return foreign
		}
		return ""
	}
	side, constant := o.sides[0], o.sides[1]
	if side.constant {
		side, constant = constant, side
	}
	place := int64(max(nth, 1))
	own := func(n int64) bool { return constant.interval.Lo.Cmp(big.NewRat(n, 1)) == 0 }
	last := int64(len(side.cells)) + 1 - place
	switch {
	case high && !low && !own(place), low && !high && !own(last), high == low && nth > 0 && !own(place):
		return "names another place than its claim"
	}
	return ""
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
	if b.table.Holds(words, "not", "none") { // "did not rise", "rose in no year"
		up, down = down, up
	}
	if slices.ContainsFunc(x.Args, func(x *address.Expr) bool { return x.Op == address.Call && x.Name == "abs" }) {
		return b.table.Directed(words)
	}
	numbers, _ := b.table.Numbers(words)
	compared := len(x.Compares) == 1 && len(o.sides) == 2 && o.sides[0].constant != o.sides[1].constant
	if compared && len(numbers) == 1 && !slices.ContainsFunc(o.sides, value.changes) && !a.ranks() {
		return false // numbersDisagree has looked: "fell to just over 1,000", "more than halved"
	}
	if compared && slices.ContainsFunc(o.sides, value.changes) {
		up, down = b.table.Directions(words) // "more than" is about how far it fell
		if b.table.Holds(words, "not", "none") {
			up, down = down, up
		}
	}
	lean := a.leans(o)
	some := func(n *big.Rat) bool { return n.Sign() != 0 }
	if lean != 0 && b.table.Mentions(words, "same") && !slices.ContainsFunc(a.constants(), some) {
		return true // "unchanged" of a rise, and not of one by less than 1%
	}
	if lean == 0 && !a.ranks() && slices.Equal(x.Compares, []string{"="}) && o.sides[0].level() && o.sides[1].level() &&
		!o.sides[0].constant && !o.sides[1].constant {
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
	if len(x.Compares) > 1 && len(o.sides) == len(x.Compares)+1 { // a<b<c over time
		e, lean := &evaluator{dataset: a.dataset}, 0
		for i, compare := range x.Compares {
			one := map[byte]int{'<': -1, '>': 1}[compare[0]]
			switch {
			case e.backwards(o.sides[i], o.sides[i+1]):
				one = -one
			case !e.backwards(o.sides[i+1], o.sides[i]):
				return 0
			}
			if one == 0 || lean != 0 && one != lean {
				return 0
			}
			lean = one
		}
		return lean
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
