// Package card draws the picture that other sites show when a page is shared:
// 1200 by 630 pixels, on white, with a chart where the page has one, in the DejaVu fonts, which are
// part of the program. What those fonts can't write is left out: a card with less on it, and never a
// box in the place of a letter.
package card

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"slices"
	"strings"
	"sync"
	"unicode"

	"codeberg.org/go-fonts/dejavu/dejavusans"
	"codeberg.org/go-fonts/dejavu/dejavusansbold"
	"codeberg.org/go-fonts/dejavu/dejavuserif"
	"codeberg.org/go-fonts/dejavu/dejavuserifbold"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
	"golang.org/x/text/unicode/norm"
)

// Card is what stands on it. Empty parts take no room.
type Card struct {
	Site    string
	Kind    string // what sort of page it is
	Title   string
	Figure  string // the headline figure
	Label   string // what it counts, or a summary
	Chart   string // SVG in literal colours, as room picture draws it
	Caption string // the chart's title
	Sum     string // the digest of what Chart is made of, for keys
	Host    string // of the site's address
}

// Width and Height are the card's size in pixels.
const (
	Width  = 1200
	Height = 630
	margin = 72
)

// Edition changes whenever cards are drawn in another way.
const Edition = "card 3"

type fonts struct{ serif, serifBold, sans, sansBold *opentype.Font }

var parsed = sync.OnceValue(func() fonts {
	parse := func(ttf []byte) *opentype.Font {
		f, err := opentype.Parse(ttf)
		if err != nil {
			panic(err) // the font is part of the program
		}
		return f
	}
	return fonts{parse(dejavuserif.TTF), parse(dejavuserifbold.TTF), parse(dejavusans.TTF), parse(dejavusansbold.TTF)}
})

// letters are the scripts that are written letter by letter, from left to right.
var letters = []*unicode.RangeTable{unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Armenian, unicode.Georgian,
	unicode.Common}

// canWrite reports whether the fonts have every letter of a text.
func canWrite(text string) bool {
	f := parsed()
	var buffer [2]sfnt.Buffer
	for _, r := range text {
		if !unicode.In(r, letters...) {
			return false
		}
		for i, font := range []*opentype.Font{f.serif, f.serifBold} {
			if index, err := font.GlyphIndex(&buffer[i], r); err != nil || index == 0 {
				return false
			}
		}
	}
	return true
}

func newFace(f *opentype.Font, size float64) font.Face {
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		panic(err) // sizes are ours
	}
	return face
}

// painter writes lines onto a card from top to bottom.
type painter struct {
	*blank
	y   int
	end int // no line goes below
}

// PNG draws the card.
func (c Card) PNG() []byte {
	for _, text := range []*string{&c.Site, &c.Kind, &c.Title, &c.Figure, &c.Label, &c.Host, &c.Caption} {
		*text = visible.Replace(norm.NFC.String(*text))
	}
	sheet := sheets.Get().(*blank)
	defer sheets.Put(sheet)
	p := &painter{blank: sheet, y: margin - 20, end: Height - margin - 48}
	draw.Draw(p.canvas, p.canvas.Bounds(), image.White, image.Point{}, draw.Src)
	p.bar(0, 0, Width, 14)
	p.bars(Width-margin-62, margin-6)
	plain := !canWrite(c.Title)
	if plain {
		c.Kind, c.Title, c.Figure, c.Label, c.Chart = "", "", "", "", ""
	}
	f := parsed()
	head := c.Site
	if c.Kind != "" {
		head += " · " + c.Kind
	}
	p.lines(head, f.sansBold, 26, 1, soft)
	p.y += 22
	chart := shown(c.Chart)
	switch {
	case chart != nil:
		p.lines(c.Title, f.serifBold, 42, 2, ink)
		p.lines(c.Caption, f.serif, 30, 2, soft)
		p.y += 18
		p.sketch(chart, image.Rect(margin, p.y, Width-margin, p.end))
	case c.Figure != "":
		p.lines(c.Figure, f.serifBold, 120, 1, ink)
		p.lines(c.Label, f.serif, 32, 2, soft)
		p.y += 18
		p.lines(c.Title, f.serifBold, 46, 3, ink)
	default:
		p.lines(c.Title, f.serifBold, 60, 4, ink)
		p.y += 14
		p.lines(c.Label, f.serif, 32, 3, soft)
	}
	p.y, p.end = Height-margin-34, Height
	p.bar(margin, p.y, Width-2*margin, 2)
	p.y += 12
	p.lines(c.Host, f.sans, 26, 1, soft)
	return p.encode()
}

// blank is what a card is drawn on and written from, which takes longer to make than to use again.
type blank struct {
	canvas  *image.RGBA // for which package draw is quick
	raster  vector.Rasterizer
	small   *image.Paletted
	runs    []run
	counts  [1 << 15]int   // of a card's pixels, by colour
	index   [1 << 15]uint8 // of a colour's place in the palette
	buffers png.EncoderBuffer
}

func (b *blank) Get() *png.EncoderBuffer { return &b.buffers }
func (b *blank) Put(*png.EncoderBuffer)  {}

var sheets = sync.Pool{New: func() any {
	size := image.Rect(0, 0, Width, Height)
	return &blank{canvas: image.NewRGBA(size), small: image.NewPaletted(size, nil)}
}}

// visible drops letters that show nothing, which the fonts draw or lack.
var visible = strings.NewReplacer("\u00ad", "", "\u200b", "", "\u200c", "", "\u200d", "", "\u2060", "")

var (
	ink  = color.Gray{0x16}
	soft = color.Gray{0x50}
)

func (p *painter) bar(x, y, width, height int) {
	draw.Draw(p.canvas, image.Rect(x, y, x+width, y+height), &image.Uniform{ink}, image.Point{}, draw.Src)
}

// bars are the site's sign: three bars of a chart, 61 by 60.
func (p *painter) bars(x, y int) {
	for i, height := range []int{26, 60, 40} {
		p.bar(x+i*23, y+60-height, 15, height)
	}
}

// Icon is the site's sign for a telephone's home screen: 120 by 120 pixels.
var Icon = sync.OnceValue(func() []byte {
	const size = 120
	p := &painter{blank: &blank{canvas: image.NewRGBA(image.Rect(0, 0, size, size))}}
	draw.Draw(p.canvas, p.canvas.Bounds(), image.White, image.Point{}, draw.Src)
	p.bars((size-61)/2, (size-60)/2)
	var b bytes.Buffer
	if err := png.Encode(&b, p.canvas); err != nil {
		panic(err) // into memory
	}
	return b.Bytes()
})

// lines writes a text in at most n lines, as many as there is room for, the last
// with an ellipsis when there is more. A text that the fonts can't write is left out.
func (p *painter) lines(text string, f *opentype.Font, size, n int, c color.Gray) {
	text = strings.Join(strings.Fields(text), " ")
	if text == "" || !canWrite(text) {
		return
	}
	face := newFace(f, float64(size))
	defer face.Close()
	leading, descent := size*118/100, size*22/100
	if n = min(n, (p.end-p.y-descent)/leading); n < 1 {
		return
	}
	d := font.Drawer{Dst: p.canvas, Src: &image.Uniform{c}, Face: face}
	fits := func(s string) bool { return d.MeasureString(s) <= fixed.I(Width-2*margin) }
	for _, line := range breakLines(text, n, fits) {
		p.y += leading
		d.Dot = fixed.P(margin, p.y)
		d.DrawString(line)
	}
	p.y += descent
}

// breakLines breaks a text at spaces into at most n lines that fit.
func breakLines(text string, n int, fits func(string) bool) []string {
	var lines []string
	line := ""
	words := strings.Fields(text)
	for i, word := range words {
		longer := strings.TrimSpace(line + " " + word)
		if line == "" || fits(longer) {
			line = longer
			continue
		}
		if len(lines) == n-1 {
			return append(lines, shortened(line+" "+strings.Join(words[i:], " "), fits))
		}
		lines = append(lines, line)
		line = word
	}
	return append(lines, shortened(line, fits))
}

// shortened ends a line that doesn't fit with an ellipsis.
func shortened(line string, fits func(string) bool) string {
	if fits(line) {
		return line
	}
	letters := []rune(line)
	for len(letters) > 1 && !fits(strings.TrimRight(string(letters), " ,;:.")+"…") {
		letters = letters[:len(letters)-1]
	}
	return strings.TrimRight(string(letters), " ,;:.") + "…"
}

// encode writes the card with those of 32,768 colours that it has most of, and at most 256, which
// keeps the file small.
func (p *painter) encode() []byte {
	p.findRuns()
	clear(p.counts[:])
	from := 0
	for _, r := range p.runs {
		p.counts[r.colour] += r.end - from
		from = r.end
	}
	var used []int
	for b, n := range p.counts {
		if n > 0 {
			used = append(used, b)
		}
	}
	slices.SortStableFunc(used, func(a, b int) int { return p.counts[b] - p.counts[a] })
	var colors color.Palette
	for i, b := range used {
		wide := func(v int) uint8 { return uint8(v<<3 | v>>2) }
		c := color.RGBA{wide(b >> 10), wide(b >> 5 & 31), wide(b & 31), 255}
		if i < 256 {
			colors, p.index[b] = append(colors, c), uint8(i)
		} else {
			p.index[b] = uint8(colors.Index(c))
		}
	}
	p.small.Palette = colors
	clear(p.small.Pix) // the first colour is most of a card
	from = 0
	for _, r := range p.runs {
		if c := p.index[r.colour]; c > 0 {
			for i := from; i < r.end; i++ {
				p.small.Pix[i] = c
			}
		}
		from = r.end
	}
	var b bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed, BufferPool: p.blank}
	if err := encoder.Encode(&b, p.small); err != nil {
		panic(err) // into memory
	}
	return b.Bytes()
}

// run are pixels of one colour that follow one another: nearly all do.
type run struct{ colour, end int }

// findRuns goes over the pixels, two at a time where they are alike.
func (p *painter) findRuns() {
	p.runs = p.runs[:0]
	pix := p.canvas.Pix
	for i := 0; i < len(pix); {
		colour := binary.LittleEndian.Uint32(pix[i:])
		for two := uint64(colour)<<32 | uint64(colour); i+8 <= len(pix) && binary.LittleEndian.Uint64(pix[i:]) == two; {
			i += 8
		}
		if i < len(pix) && binary.LittleEndian.Uint32(pix[i:]) == colour {
			i += 4
		}
		red, green, blue := int(pix[i-4]>>3), int(pix[i-3]>>3), int(pix[i-2]>>3)
		p.runs = append(p.runs, run{red<<10 | green<<5 | blue, i / 4})
	}
}
