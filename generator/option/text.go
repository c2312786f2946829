package option

import (
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// How wide text is can't be known: each reader's machine has a font of its own.
// So pictures are laid out for one as wide as any that systems come with, by
// tables that the build and the browser share. Widths are whole thousandths of
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
			for i, r := range line {
				if unicode.Is(unicode.M, r) {
					continue // it stands on the letter before
				}
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
		case !unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
			sum += scriptAdvance(r)
		}
	}
	return sum
}

// scriptAdvance is the width of a character that takes room and has no width of its own.
func scriptAdvance(r rune) int {
	i, _ := slices.BinarySearchFunc(scripts[:], r, func(s [2]int, r rune) int { return s[0] - int(r) })
	return scripts[i][1]
}

// scripts are the widths of the characters from U+0180 on, by ranges: the last
// character of each, and the width of most words in it, a letter. Letters that are
// joined, as Arabic ones, are narrower than they stand alone.
var scripts = [...][2]int{
	{0x1c3, 900}, {0x1cc, 1430}, {0x1f0, 900}, {0x1f3, 1430}, {0x24f, 900}, // Latin with digraphs
	{0x36f, 1100},              // phonetic letters
	{0x3ab, 910}, {0x3ff, 750}, // Greek
	{0x52f, 850}, {0x58f, 980}, // Cyrillic, Armenian
	{0x5ff, 730}, {0x8ff, 800}, // Hebrew, Arabic
	{0x97f, 820}, {0xdff, 1050}, // Devanagari, India's other scripts
	{0xeff, 750}, {0xfff, 850}, // Thai and Lao, Tibetan
	{0x109f, 1050}, {0x10ff, 920}, // Burmese, Georgian
	{0x1dff, 1050}, {0x1eff, 800}, {0x1fff, 920}, // Khmer among others, Vietnamese, ancient Greek
	{0x2008, 1000}, {0x200a, 320}, {0x2013, 660}, {0x2015, 1000}, {0x2023, 600}, // spaces, dashes, quotes
	{0x202e, 1000}, {0x202f, 320}, {0x2031, 1740}, {0x206f, 1000}, // dots, a narrow space, per mille
	{0x209f, 700}, {0x20a9, 1300}, {0x20cf, 700}, {0x218f, 1130}, // currencies, № and ℃
	{0x22ff, 840}, {0x25ff, 1050}, {0x27bf, 1400}, {0x2e7f, 1440}, // arrows, ≠ and ≥, signs
	{0x1efff, 1050}, {0x1faff, 1400}, {unicode.MaxRune, 1050}, // CJK, pictures
}

// measured is the first character whose width does not come from a font.
const measured = 0x180

// allowance is how much the widest system fonts need of the width of the font that is
// measured, in hundredths: DejaVu Sans does, most others need 98 to 107.
const allowance = 115

// wider are characters that some system font draws wider than that, by their widths.
var wider = map[int]string{
	300: "'", 340: "·", 360: "ſ", 380: "f", 400: "()[]tţŧ", 420: `!/\r¡ŕŗř`, 480: "\"ª", 500: "`°´¸º", 560: "|¦ĳ",
	580: "kķĸ", 600: "vxy¨ýÿŷ", 640: "{}", 660: "4¶", 700: "ħ", 740: "¤", 780: "&", 820: "ŉ", 840: "#+<=>^~¬±×÷",
	920: "Ħ", 1000: "©®",
}

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
			widths[r] = 700
			continue
		}
		advance, err := face.GlyphAdvance(&buffer, index, fixed.I(1000), font.HintingNone)
		if err != nil {
			panic(err) // it has the glyph
		}
		widths[r] = advance.Ceil() * allowance / 100
	}
	for width, letters := range wider {
		for _, r := range letters {
			widths[r] = max(widths[r], width)
		}
	}
	return widths
})

// AdvanceTables are the widths of the first characters, one by one, and those of the
// scripts as JSON, for draw.js.
func AdvanceTables() (first, ranges string) {
	list, _ := json.Marshal(advances()) // numbers alone: nothing can fail
	pairs, _ := json.Marshal(scripts)
	return string(list), string(pairs)
}
