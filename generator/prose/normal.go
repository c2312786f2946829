package prose

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"vitrine/generator/phrase"
)

// normal is a text as its reader sees it, for the search for numbers: entities are
// decoded, characters that can't be seen are gone (soft hyphens, zero-width ones), and
// digits and letters of other forms and scripts are plain ones: full-width, raised,
// circled, Arabic. A raised or lowered digit behind a letter or a digit is left as it is:
// it is a unit's (km²) or a mark of a footnote.
type normal struct {
	text string
	runs []run // where its parts were written; nil when all is as it was written
}

// offset is where a byte of the text was written.
func (n *normal) offset(i int) int {
	if n.runs == nil {
		return i
	}
	at, found := slices.BinarySearchFunc(n.runs, i, func(r run, i int) int { return r.at - i })
	if !found {
		at--
	}
	offset := n.runs[at].from + i - n.runs[at].at
	if at+1 < len(n.runs) {
		offset = min(offset, n.runs[at+1].from) // it reads longer than it is written
	}
	return offset
}

// normalised returns a text as its reader sees it. In Markdown, backslashes are taken out
// too.
func normalised(text []byte, markdown bool) normal {
	if isPlain(text, markdown) {
		return normal{text: string(text)}
	}
	w := normalWriter{runs: []run{{}}}
	for i := 0; i < len(text); {
		piece, length := text[i:i+1], 1
		switch c := text[i]; {
		case c == '\\' && markdown && i+1 < len(text) && isPunctuation(text[i+1]):
			piece, length = text[i+1:i+2], 2
		case c == '&':
			if end := bytes.IndexByte(text[i:min(len(text), i+longestEntity)], ';'); end > 0 {
				if decoded := resolved(text[i : i+end+1]); !bytes.Equal(decoded, text[i:i+end+1]) {
					piece, length = decoded, end+1
				}
			}
		case c >= utf8.RuneSelf:
			_, length = utf8.DecodeRune(text[i:])
			piece = text[i : i+length]
		}
		for len(piece) > 0 {
			r, size := utf8.DecodeRune(piece)
			w.add(r, piece[:size], i)
			piece = piece[size:]
		}
		i += length
	}
	w.startRun(len(text))
	return normal{string(w.text), w.runs}
}

const longestEntity = 40 // bytes: the longest has 33

// isPlain reports whether nothing in a text reads otherwise than it is written.
func isPlain(text []byte, markdown bool) bool {
	for _, c := range text {
		if c >= utf8.RuneSelf || c == '&' || c == '\\' && markdown {
			return false
		}
	}
	return true
}

func isPunctuation(c byte) bool {
	return c > ' ' && c < 0x7f && !isLetter(rune(c)) && (c < '0' || c > '9')
}

// normalWriter writes a normal text character by character.
type normalWriter struct {
	text   []byte
	runs   []run
	last   rune // the last character written, 0 at the beginning
	raised bool // last is a raised or lowered digit, left as it is
}

// startRun says where in the source the next character stood.
func (w *normalWriter) startRun(offset int) {
	if last := w.runs[len(w.runs)-1]; offset-last.from == len(w.text)-last.at {
		return
	}
	w.runs = append(w.runs, run{len(w.text), offset})
}

// add writes a character that stood at an offset.
func (w *normalWriter) add(r rune, written []byte, offset int) {
	if ignorable(r) {
		return
	}
	if r >= utf8.RuneSelf && unicode.Is(unicode.Mn, r) && w.last < utf8.RuneSelf && isLetter(w.last) {
		w.accent(r)
		return
	}
	w.startRun(offset)
	plain, raised := plainForm(r, written)
	behind := w.raised || w.last == gapMark || isLetter(w.last) || unicode.IsDigit(w.last)
	w.last, w.raised = r, raised && behind
	if plain == "" || w.raised {
		w.text = append(w.text, written...)
		return
	}
	w.text = append(w.text, plain...)
	w.last, _ = utf8.DecodeLastRuneInString(plain)
}

// accent puts a mark on the letter before it. Where there is no such letter, the mark is
// an ornament and falls away.
func (w *normalWriter) accent(mark rune) {
	composed := norm.NFC.String(string([]rune{w.last, mark}))
	if letter, size := utf8.DecodeRuneInString(composed); size == len(composed) {
		w.text = append(w.text[:len(w.text)-1], composed...)
		w.last = letter
	}
}

// ignorable reports whether a character is not shown: format characters, soft hyphens,
// joiners, selectors of variants.
func ignorable(r rune) bool {
	return r == '\u00ad' || r >= utf8.RuneSelf &&
		unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// plainForm is a letter or a digit in its plain form, "" for what has none, and whether
// it is a raised or lowered digit.
func plainForm(r rune, written []byte) (plain string, raised bool) {
	if r < utf8.RuneSelf {
		return "", false
	}
	if digit, ok := phrase.Digit(r); ok {
		return string(digit), false
	}
	if norm.NFKC.QuickSpan(written) == len(written) {
		return "", false // as nearly all are
	}
	plain = norm.NFKC.String(string(written))
	digits := 0
	for _, p := range plain {
		switch {
		case '0' <= p && p <= '9':
			digits++
		case !isLetter(p) && !strings.ContainsRune("().,", p):
			return "", false // a fraction, a space, a sign
		}
	}
	if digits == 0 && unicode.Is(unicode.Nl, r) {
		return "", false // Ⅲ is a number as it is
	}
	return plain, digits == 1 && len(plain) == 1 && strings.ContainsRune(raisedDigits, r)
}

const raisedDigits = "⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉"
