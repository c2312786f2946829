package bind

import (
	"math/big"
	"strings"

	"vitrine/generator/phrase"
)

// readUnit reads a unit. The name of a quotient like "kg/persons" is that of its first part.
func (b *Binder) readUnit(words string) phrase.Unit {
	if u, ok := b.unitsRead.Load(words); ok {
		return u.(phrase.Unit)
	}
	dividend, divisor, quotient := strings.Cut(words, "/")
	u := b.simpleUnit(dividend)
	if quotient {
		u.Scale = new(big.Rat).Quo(u.Scale, b.simpleUnit(divisor).Scale)
	}
	b.unitsRead.Store(words, u)
	return u
}

// simpleUnit reads a unit in the language of the page, or else in the one that lends it words.
func (b *Binder) simpleUnit(words string) phrase.Unit {
	u := b.table.Unit(words)
	if u.Plain() {
		return b.units.Unit(words)
	}
	return u
}

// scaled reports whether a unit counts in thousands or the like.
func scaled(u phrase.Unit) bool { return u.Scale.Cmp(big.NewRat(1, 1)) != 0 }

func (b *Binder) isPercent(words string) bool {
	per := b.readUnit(words).Per
	return per != nil && per.Cmp(big.NewRat(100, 1)) == 0
}
