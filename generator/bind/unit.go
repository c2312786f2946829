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
	u := phrase.ReadUnit(dividend, b.table, b.units)
	if quotient {
		u.Scale = new(big.Rat).Quo(u.Scale, phrase.ReadUnit(divisor, b.table, b.units).Scale)
	}
	b.unitsRead.Store(words, u)
	return u
}

// scaled reports whether a unit counts in thousands or the like.
func scaled(u phrase.Unit) bool { return u.Scale.Cmp(big.NewRat(1, 1)) != 0 }

func (b *Binder) isPercent(words string) bool {
	per := b.readUnit(words).Per
	return per != nil && per.Cmp(big.NewRat(100, 1)) == 0
}
