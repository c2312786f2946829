// Package card draws the picture that other sites show when a page is shared:
// 1200 by 630 pixels, dark on white, with the Go fonts, which are part of the
// program. What those fonts can't write is left out: a card with less on it, and
// never a box in the place of a letter.
package card

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"strings"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/norm"
)

// Card is what stands on it. Empty parts take no room.
type Card struct {
	Site   string
	Kind   string // what sort of page it is
	Title  string
	Figure string // the headline figure
	Label  string // what it counts, or a summary
	Host   string // of the site's address
}

// Width and Height are the card's size in pixels.
const (
	Width  = 1200
	Height = 630
	margin = 72
)

// Edition changes whenever cards are drawn in another way.
const Edition = "card 2"

type fonts struct{ regular, bold *opentype.Font }

var parsed = sync.OnceValue(func() fonts {
	parse := func(ttf []byte) *opentype.Font {
		f, err := opentype.Parse(ttf)
		if err != nil {
			panic(err) // the font is part of the program
		}
		return f
	}
	return fonts{parse(goregular.TTF), parse(gobold.TTF)}
})

// canWrite reports whether the fonts have every letter of a text.
func canWrite(text string) bool {
	f := parsed()
	var buffer [2]sfnt.Buffer
	for _, r := range text {
		for i, font := range []*opentype.Font{f.regular, f.bold} {
			if index, err := font.GlyphIndex(&buffer[i], r); err != nil || index == 0 {
				return false
			}
		}
	}
	return true
}

// painter writes lines onto a card from top to bottom.
type painter struct {
	canvas *image.RGBA // for which package draw is quick
	y      int
	end    int // no line goes below
}

// PNG draws the card.
func (c Card) PNG() []byte {
	for _, text := range []*string{&c.Site, &c.Kind, &c.Title, &c.Figure, &c.Label, &c.Host} {
		*text = visible.Replace(norm.NFC.String(*text))
	}
	p := &painter{canvas: image.NewRGBA(image.Rect(0, 0, Width, Height)), y: margin - 20, end: Height - margin - 48}
	draw.Draw(p.canvas, p.canvas.Bounds(), image.White, image.Point{}, draw.Src)
	p.bar(0, 0, Width, 14)
	p.bars(Width-margin-62, margin-6)
	plain := !canWrite(c.Title)
	if plain {
		c.Kind, c.Title, c.Figure, c.Label = "", "", "", ""
	}
	f := parsed()
	head := c.Site
	if c.Kind != "" {
		head += " · " + c.Kind
	}
	p.lines(head, f.bold, 30, 1, soft)
	p.y += 26
	if c.Figure != "" {
		p.lines(c.Figure, f.bold, 132, 1, ink)
		p.lines(c.Label, f.regular, 34, 2, soft)
		p.y += 18
		p.lines(c.Title, f.bold, 50, 3, ink)
	} else {
		p.lines(c.Title, f.bold, 66, 4, ink)
		p.y += 14
		p.lines(c.Label, f.regular, 34, 3, soft)
	}
	p.y, p.end = Height-margin-34, Height
	p.bar(margin, p.y, Width-2*margin, 2)
	p.y += 12
	p.lines(c.Host, f.regular, 28, 1, soft)
	return p.encode()
}

// visible drops letters that show nothing, which the fonts draw or lack.
var visible = strings.NewReplacer("\u00ad", "", "\u200b", "", "\u200c", "", "\u200d", "", "\u2060", "")

var (
	ink  = color.Gray{0x16}
	soft = color.Gray{0x50}
)

func (p *painter) bar(x, y, width, height int) {
	draw.Draw(p.canvas, image.Rect(x, y, x+width, y+height), &image.Uniform{ink}, image.Point{}, draw.Src)
}

// bars are the site's sign: three bars of a chart.
func (p *painter) bars(x, y int) {
	for i, height := range []int{26, 60, 40} {
		p.bar(x+i*23, y+60-height, 15, height)
	}
}

// lines writes a text in at most n lines, as many as there is room for, the last
// with an ellipsis when there is more. A text that the fonts can't write is left out.
func (p *painter) lines(text string, f *opentype.Font, size, n int, c color.Gray) {
	text = strings.Join(strings.Fields(text), " ")
	if text == "" || !canWrite(text) {
		return
	}
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: float64(size), DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		panic(err) // sizes are ours
	}
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

// encode writes the card with sixteen greys, which are enough for smooth
// letters and keep the file small.
func (p *painter) encode() []byte {
	greys := make(color.Palette, 16)
	for i := range greys {
		greys[i] = color.Gray{uint8(i * 17)}
	}
	small := image.NewPaletted(p.canvas.Bounds(), greys)
	for i := range small.Pix {
		small.Pix[i] = uint8((int(p.canvas.Pix[4*i]) + 8) / 17) // all are greys
	}
	var b bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := encoder.Encode(&b, small); err != nil {
		panic(err) // into memory
	}
	return b.Bytes()
}
