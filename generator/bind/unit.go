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

// simpleUnit reads a unit in the language of the page, and what that does not know of it in the one
// that lends it words. Where both know a scale, as "billion", the one holds in whose words the unit's name is.
func (b *Binder) simpleUnit(words string) phrase.Unit {
	u, lent := b.table.Unit(words), b.units.Unit(words)
	if scaled(lent) && !(scaled(u) && u.Own) {
		u.Scale = lent.Scale
	}
	if u.Name == "" {
		u.Name = lent.Name
	}
	if u.Per == nil {
		u.Per = lent.Per
	}
	return u
}

// scaled reports whether a unit counts in thousands or the like.
func scaled(u phrase.Unit) bool { return u.Scale.Cmp(big.NewRat(1, 1)) != 0 }

func (b *Binder) isPercent(words string) bool {
	per := b.readUnit(words).Per
	return per != nil && per.Cmp(big.NewRat(100, 1)) == 0
}
