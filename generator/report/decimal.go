package report

import (
	"cmp"
	"errors"
	"math/big"
	"strconv"
	"strings"
)

// Decimal is an exact decimal number as its source wrote it: 19.70 keeps its
// zero. It has at most 15 digits, so that no program that reads the published
// JSON or CSV as floating point rounds it. The zero Decimal is 0.
type Decimal struct {
	coefficient int64
	places      int // digits after the point, 0 to 15
}

var (
	errNotNumber = errors.New("not a number: write digits with an optional point, without group commas")
	errTooLong   = errors.New("too long: a number has at most 15 digits")
)

// MostDecimals is how many digits behind the point a measure can have.
const MostDecimals = 15

// ParseDecimal reads a number as TOML and CSV write it: digits, one point,
// a sign, and underscores between digits. It has no exponents.
func ParseDecimal(s string) (Decimal, error) {
	text := strings.TrimPrefix(s, "+")
	negative := false
	if text == s {
		text, negative = strings.CutPrefix(s, "-")
	}
	var d Decimal
	digits, point := 0, false
	for i, c := range text {
		digitAt := func(i int) bool { return i >= 0 && i < len(text) && text[i] >= '0' && text[i] <= '9' }
		switch {
		case c >= '0' && c <= '9':
			if digits > 0 || c != '0' {
				digits++
			}
			if digits > 15 || d.places == 15 {
				return Decimal{}, errTooLong
			}
			d.coefficient = d.coefficient*10 + int64(c-'0')
			if point {
				d.places++
			}
		case c == '_' && digitAt(i-1) && digitAt(i+1):
		case c == '.' && !point && digitAt(i-1) && digitAt(i+1):
			point = true
		default:
			return Decimal{}, errNotNumber
		}
	}
	if text == "" {
		return Decimal{}, errNotNumber
	}
	if negative {
		d.coefficient = -d.coefficient
	}
	return d, nil
}

// Whole is the Decimal of a whole number.
func Whole(n int) Decimal { return Decimal{coefficient: int64(n)} }

// String writes the number with a point and no grouping, as CSV and JSON do.
func (d Decimal) String() string {
	c, sign := d.coefficient, ""
	if c < 0 {
		c, sign = -c, "-"
	}
	s := strconv.FormatInt(c, 10)
	if d.places == 0 {
		return sign + s
	}
	if missing := d.places + 1 - len(s); missing > 0 {
		s = strings.Repeat("0", missing) + s
	}
	return sign + s[:len(s)-d.places] + "." + s[len(s)-d.places:]
}

// MarshalJSON writes the number itself, never a float.
func (d Decimal) MarshalJSON() ([]byte, error) { return []byte(d.String()), nil }

// Rat is the number as a fraction, for arithmetic.
func (d Decimal) Rat() *big.Rat {
	return new(big.Rat).SetFrac(big.NewInt(d.coefficient), pow10(d.places))
}

// Places counts the digits after the point.
func (d Decimal) Places() int { return d.places }

// Sign is -1, 0 or 1.
func (d Decimal) Sign() int {
	switch {
	case d.coefficient < 0:
		return -1
	case d.coefficient > 0:
		return 1
	}
	return 0
}

// Cmp compares values: 19.7 equals 19.70.
func (d Decimal) Cmp(e Decimal) int {
	if d.places == e.places {
		return cmp.Compare(d.coefficient, e.coefficient)
	}
	return d.Rat().Cmp(e.Rat())
}

// WithPlaces writes the number with that many decimals; it reports false when
// that would lose digits other than zeros, or have more than 15.
func (d Decimal) WithPlaces(places int) (Decimal, bool) {
	for d.places > places {
		if d.coefficient%10 != 0 {
			return d, false
		}
		d.coefficient /= 10
		d.places--
	}
	for d.places < places {
		if abs(d.coefficient) >= 1e14 {
			return d, false
		}
		d.coefficient *= 10
		d.places++
	}
	return d, true
}

// Shortest is the number without zeros at the end of its decimals.
func (d Decimal) Shortest() Decimal {
	for d.places > 0 && d.coefficient%10 == 0 {
		d.coefficient /= 10
		d.places--
	}
	return d
}

// Shifted is the number with its point moved to the right by so many digits, or to the left where negative;
// it must stay within 15 digits.
func (d Decimal) Shifted(by int) Decimal {
	d.places -= by
	for d.places < 0 {
		d.coefficient *= 10
		d.places++
	}
	return d
}

// Units is n units of the last of so many decimals; false when it has over 15 digits.
func Units(n int64, places int) (Decimal, bool) {
	if abs(n) >= 1e15 {
		return Decimal{}, false
	}
	return Decimal{n, places}, true
}

// In is the number in units of the last of so many decimals; false when it has more
// decimals, or over 15 digits.
func (d Decimal) In(places int) (int64, bool) {
	d, ok := d.WithPlaces(places)
	return d.coefficient, ok
}

// Minus is the difference of two numbers; false when it has over 15 digits.
func (d Decimal) Minus(e Decimal) (Decimal, bool) {
	if d.places == e.places {
		return Units(d.coefficient-e.coefficient, d.places)
	}
	return DecimalOf(new(big.Rat).Sub(d.Rat(), e.Rat()), max(d.places, e.places))
}

// LastDigit is the value of one unit of the last digit that is not a zero
// before the point: 100 for 1,300; 0.01 for 19.70.
func (d Decimal) LastDigit() *big.Rat {
	if d.places > 0 {
		return new(big.Rat).SetFrac(big.NewInt(1), pow10(d.places))
	}
	unit, c := int64(1), abs(d.coefficient)
	for c >= 10 && c%10 == 0 {
		c /= 10
		unit *= 10
	}
	return new(big.Rat).SetInt64(unit)
}

// Rounded is r at the given number of decimals, halves away from zero.
func Rounded(r *big.Rat, places int) *big.Rat {
	return RoundTo(r, new(big.Rat).SetFrac(big.NewInt(1), pow10(places)))
}

// RoundTo is the multiple of step nearest to r, halves away from zero.
func RoundTo(r, step *big.Rat) *big.Rat {
	q := new(big.Rat).Quo(r, step)
	half := big.NewRat(1, 2)
	if q.Sign() < 0 {
		half.Neg(half)
	}
	q.Add(q, half)
	whole := new(big.Int).Quo(q.Num(), q.Denom()) // towards zero
	return new(big.Rat).Mul(new(big.Rat).SetInt(whole), step)
}

// DecimalOf rounds a fraction to a Decimal; false when it has over 15 digits.
func DecimalOf(r *big.Rat, places int) (Decimal, bool) {
	rounded := Rounded(r, places)
	n := new(big.Rat).Mul(rounded, new(big.Rat).SetInt(pow10(places)))
	if !n.IsInt() || !n.Num().IsInt64() || abs(n.Num().Int64()) >= 1e15 {
		return Decimal{}, false
	}
	return Decimal{n.Num().Int64(), places}, true
}

func pow10(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

func abs(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}
