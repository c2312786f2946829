package phrase

import (
	"unicode"
	"unicode/utf8"
)

// Digit is the plain digit for one of any script: they stand in tens, in order.
func Digit(r rune) (rune, bool) {
	if r < utf8.RuneSelf {
		return r, '0' <= r && r <= '9'
	}
	for _, x := range unicode.Nd.R16 {
		if rune(x.Lo) <= r && r <= rune(x.Hi) {
			return '0' + (r-rune(x.Lo))%10, true
		}
	}
	for _, x := range unicode.Nd.R32 {
		if rune(x.Lo) <= r && r <= rune(x.Hi) {
			return '0' + (r-rune(x.Lo))%10, true
		}
	}
	return 0, false
}
