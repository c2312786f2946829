package chart

import (
	"encoding/json"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// How wide text is can't be known: each reader's machine has a font of its own.
// So pictures are laid out for one as wide as any that systems come with, by a
// table that the build and the browser share. Widths are whole thousandths of
// the size.

const (
	fontSize   = 13
	lineHeight = 17
)

// allowance is how much the widest system fonts need of the width of the font that is measured,
// in hundredths: DejaVu Sans does, most others need 98 to 107.
const allowance = 113

// knownRunes are those whose widths come from the font; the rest are guessed.
const knownRunes = 0x180

// advances are the widths of U+0000 to U+017F.
var advances = sync.OnceValue(func() []int {
	widths := make([]int, knownRunes)
	face, err := sfnt.Parse(goregular.TTF)
	if err != nil {
		panic(err) // the font is part of the program
	}
	var buffer sfnt.Buffer
	for r := range widths {
		index, err := face.GlyphIndex(&buffer, rune(r))
		if err != nil || index == 0 {
			widths[r] = narrowRune
			continue
		}
		advance, err := face.GlyphAdvance(&buffer, index, fixed.I(1000), font.HintingNone)
		if err != nil {
			panic(err) // it has the glyph
		}
		widths[r] = advance.Ceil() * allowance / 100
	}
	return widths
})

const (
	narrowRune   = 700
	cyrillicRune = 850
	wideRune     = 1050 // CJK and what comes after it
	firstWide    = 0x1100
)

// advanceTable is the table for the browser's half.
func advanceTable() string {
	text, _ := json.Marshal(advances()) // numbers alone: nothing can fail
	return string(text)
}

// textWidth is the width of a line in pixels at a font size, rounded up.
func textWidth(s string, size int) int { return (advance(s)*size + 999) / 1000 }

// wordsWidth is the width of the widest line of a text.
func wordsWidth(s string, size int) px {
	most := 0
	for line := range strings.SplitSeq(s, "\n") {
		most = max(most, advance(line))
	}
	return px(most*size) * pixel / 1000
}

// advance is the width of a line in thousandths of the font's size.
func advance(s string) int {
	sum := 0
	for _, r := range s {
		switch {
		case r < knownRunes:
			sum += advances()[r]
		case unicode.Is(unicode.Mn, r):
		case r >= 0x400 && r < 0x530:
			sum += cyrillicRune
		case r >= 0x1000 && r < 0x10a0: // Burmese
			sum += wideRune
		case r < firstWide || r >= 0x2000 && r < 0x2e80: // general punctuation, arrows and signs
			sum += narrowRune
		default:
			sum += wideRune
		}
	}
	return sum
}

func widest(texts []string, size int) int {
	most := 0
	for _, t := range texts {
		for line := range strings.SplitSeq(t, "\n") {
			most = max(most, textWidth(line, size))
		}
	}
	return most
}

// wrap breaks a text into lines of at most width pixels, at spaces, or inside a
// word that is wider than a line alone.
func wrap(s string, width, size int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		if joined := strings.TrimSpace(line + " " + word); textWidth(joined, size) <= width {
			line = joined
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		line = word
		for textWidth(line, size) > width {
			cut := 0
			for i := range line {
				if i > 0 && cut > 0 && textWidth(line[:i], size) > width {
					break
				}
				cut = i
			}
			if cut == 0 {
				break // one letter, wider than the line
			}
			lines = append(lines, line[:cut])
			line = line[cut:]
		}
	}
	return append(lines, line)
}

// fits reports whether every text stands in lines of width pixels without a
// word being cut.
func fits(texts []string, width, size int) bool {
	for _, t := range texts {
		for _, word := range strings.Fields(t) {
			if textWidth(word, size) > width {
				return false
			}
		}
	}
	return true
}
