package bind

import (
	"math/big"
	"strings"
)

// unit is what the words for a measure's unit say, like "million euros" or "per
// 100,000 inhabitants".
type unit struct {
	scale *big.Rat // of "million euros" a million
	name  string   // one that can be told apart, or ""
	each  bool     // it says "per"
	per   *big.Rat // of "per 100,000 inhabitants" 100,000, of "%" 100; nil for no share
}

// scaled reports whether a unit is told in thousands or the like.
func (u unit) scaled() bool { return u.scale.Cmp(big.NewRat(1, 1)) != 0 }

// readUnit reads an English unit. Of a quotient, "kg/persons", the name is that of
// the first.
func readUnit(words string) unit {
	above, below, quotient := strings.Cut(words, "/")
	u := readWhole(above)
	if quotient {
		u.scale.Quo(u.scale, readWhole(below).scale)
	}
	return u
}

func readWhole(text string) unit {
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

// unitScale reads "million", "1,000" or "100 thousand"; one where there is none.
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
