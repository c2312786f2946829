package option

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
// the font's size.

// Font is a size of the font, in pixels.
type Font int

// Body is the font of all words in a chart that have no other.
const Body Font = 13

// LineHeight is the height of its lines, in pixels.
const LineHeight = 17

// Width is the width of a line in pixels, rounded up.
func (f Font) Width(line string) int { return (Advance(line)*int(f) + 999) / 1000 }

// Widest is the width of the widest line of some texts.
func (f Font) Widest(texts []string) int {
	most := 0
	for _, t := range texts {
		for line := range strings.SplitSeq(t, "\n") {
			most = max(most, f.Width(line))
		}
	}
	return most
}

// Wrap breaks a text into lines of at most width pixels, at spaces, or inside a
// word that is wider than a line alone.
func (f Font) Wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if joined := strings.TrimSpace(line + " " + word); f.Width(joined) <= width {
			line = joined
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		line = word
		for f.Width(line) > width {
			cut := 0
			for i := range line {
				if i > 0 && cut > 0 && f.Width(line[:i]) > width {
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

// Fits reports whether every text stands in lines of width pixels without a word
// being cut.
func (f Font) Fits(texts []string, width int) bool {
	for _, t := range texts {
		for _, word := range strings.Fields(t) {
			if f.Width(word) > width {
				return false
			}
		}
	}
	return true
}

// Advance is the width of a line in thousandths of the font's size.
func Advance(line string) int {
	sum := 0
	for _, r := range line {
		switch {
		case r < measured:
			sum += advances()[r]
		case unicode.Is(unicode.Mn, r):
		case r >= 0x400 && r < 0x530:
			sum += cyrillic
		case r >= 0x1000 && r < 0x10a0: // Burmese
			sum += wide
		case r < firstWide || r >= 0x2000 && r < 0x2e80: // general punctuation, arrows and signs
			sum += narrow
		default:
			sum += wide
		}
	}
	return sum
}

// Advances of characters that are not measured, which draw.js has too.
const (
	narrow    = 700
	cyrillic  = 850
	wide      = 1050 // CJK and what comes after it
	firstWide = 0x1100
)

// measured is the first character whose width does not come from a font.
const measured = 0x180

// allowance is how much the widest system fonts need of the width of the font that is
// measured, in hundredths: DejaVu Sans does, most others need 98 to 107.
const allowance = 113

// advances are the widths of U+0000 to U+017F.
var advances = sync.OnceValue(func() []int {
	widths := make([]int, measured)
	face, err := sfnt.Parse(goregular.TTF)
	if err != nil {
		panic(err) // the font is part of the program
	}
	var buffer sfnt.Buffer
	for r := range widths {
		index, err := face.GlyphIndex(&buffer, rune(r))
		if err != nil || index == 0 {
			widths[r] = narrow
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

// AdvanceTable is the table of measured widths as JSON, for draw.js.
func AdvanceTable() string {
	text, _ := json.Marshal(advances()) // numbers alone: nothing can fail
	return string(text)
}
