package bind

import (
	"math/big"
	"strings"
)

// unit is what the words of a measure's unit say, like "million euros" or "per 100,000
// inhabitants".
type unit struct {
	scale *big.Rat // of "million euros" a million
	name  string   // of the table of units or currencies; "" for any other
	each  bool     // it says "per"
	per   *big.Rat // of "per 100,000 inhabitants" 100,000, of "%" 100; nil for no share
}

// scaled reports whether a unit counts in thousands or the like.
func (u unit) scaled() bool { return u.scale.Cmp(big.NewRat(1, 1)) != 0 }

// readUnit reads an English unit. The name of a quotient like "kg/persons" is that of its first
// part.
func readUnit(words string) unit {
	dividend, divisor, quotient := strings.Cut(words, "/")
	u := readSimpleUnit(dividend)
	if quotient {
		u.scale.Quo(u.scale, readSimpleUnit(divisor).scale)
	}
	return u
}

// readSimpleUnit reads a unit that is no quotient.
func readSimpleUnit(text string) unit {
	r := phraseReader{words: words(text)}
	u := unit{scale: r.unitScale()}
	for ; r.at < len(r.words); r.at++ {
		if n, length, ok := longest(&r, parts); ok {
			u.per = new(big.Rat).SetInt64(n)
			r.at += length - 1
		} else if r.word(0) == "per" {
			u.each = true
			r.at++
			if n := r.unitScale(); n.Cmp(big.NewRat(1, 1)) > 0 {
				u.per = n
			}
			break // what follows is what it is a part of
		} else if name := unitNamed(r.word(0), r.word(1)); name != "" {
			u.name = name
			if compound[r.word(0)] != "" || dollars[r.word(0)] != "" {
				r.at++
			}
		}
	}
	return u
}

// unitScale reads "million", "1,000" or "100 thousand"; it is 1 where there is none.
func (r *phraseReader) unitScale() *big.Rat {
	scale := big.NewRat(1, 1)
	if n, _, _, ok, err := r.numeral(); ok && err == nil && n.Sign() > 0 {
		scale = n
	}
	for scales[r.word(0)] > 0 {
		scale.Mul(scale, new(big.Rat).SetInt64(scales[r.word(0)]))
		r.at++
	}
	return scale
}
