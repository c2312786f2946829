package card

import (
	"bytes"
	"image/color"
	"strings"
	"testing"
)

// TestChart draws each part that a picture can have: what is seen stands where it should.
func TestChart(t *testing.T) {
	const frame = `<svg viewBox="0 0 528 150" width="528" height="150">`
	type seen struct {
		x, y int // in the picture
		want color.RGBA
	}
	red, blue, white := color.RGBA{248, 0, 0, 255}, color.RGBA{0, 0, 248, 255}, color.RGBA{248, 248, 248, 255}
	for name, c := range map[string]struct {
		svg  string
		seen []seen
	}{
		"a bar":    {`<rect x="100" y="50" width="40" height="60" fill="#ff0000"/>`, []seen{{120, 80, red}, {95, 80, white}, {120, 120, white}}},
		"a circle": {`<circle cx="100" cy="100" r="30" fill="#f00"/>`, []seen{{100, 100, red}, {120, 100, red}, {126, 126, white}}},
		"a line":   {`<path d="M50 100L300 100" fill="none" stroke="#0000ff" stroke-width="6"/>`, []seen{{200, 100, blue}, {200, 110, white}}},
		"dashes":   {`<path d="M0 100L300 100" fill="none" stroke="#0000ff" stroke-width="6" stroke-dasharray="20,20"/>`, []seen{{10, 100, blue}, {30, 100, white}, {50, 100, blue}}},
		"an area":  {`<path d="M50 50L150 50L150 150L50 150Z" fill="#ff0000"/>`, []seen{{100, 100, red}, {160, 100, white}}},
		"a hole":   {`<path d="m200 200 400 0 0 400-400 0zm100 100 0 200 200 0 0-200z" fill="#ff0000"/>`, nil},
		"a region": {`<g transform="scale(0.25)"><path d="m200 200h400v400h-400zm100 100 0 200 200 0 0-200z" fill="#ff0000"/></g>`, []seen{{60, 60, red}, {100, 100, white}}},
		"a slice":  {`<path d="M100 40A60 60 0 0 1 160 100L100 100Z" fill="#ff0000"/>`, []seen{{130, 75, red}, {80, 80, white}, {80, 120, white}}},
		"most":     {`<path d="M100 40A60 60 0 1 1 40 100L100 100Z" fill="#ff0000"/>`, []seen{{130, 75, red}, {80, 120, red}, {80, 80, white}}},
		"panels":   {`<g transform="translate(200 10)"><rect x="0" y="0" width="40" height="40" fill="#ff0000"/></g>`, []seen{{220, 30, red}, {20, 20, white}}},
		"a fade": {`<rect x="100" y="50" width="100" height="60" fill="url(#f)"/><defs><linearGradient id="f" x1="0" y1="0" x2="1" y2="0"><stop offset="0%" stop-color="#ff0000"/><stop offset="100%" stop-color="#0000ff"/></linearGradient></defs>`,
			[]seen{{101, 80, red}, {198, 80, blue}}},
	} {
		sketch, err := readSketch(frame + c.svg + "</svg>")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		img := decode(t, Card{Title: "T", Chart: frame + c.svg + "</svg>"}.PNG())
		top := chartTop(t)
		for _, s := range c.seen {
			r, g, b, _ := img.At(margin+s.x*2, top+s.y*2).RGBA()
			got := color.RGBA{uint8(r >> 8 &^ 7), uint8(g >> 8 &^ 7), uint8(b >> 8 &^ 7), 255}
			if near := func(a, b uint8) bool { return max(a, b)-min(a, b) <= 16 }; !near(got.R, s.want.R) || !near(got.G, s.want.G) || !near(got.B, s.want.B) {
				t.Errorf("%s: at %d, %d it is %v, not %v", name, s.x, s.y, got, s.want)
			}
		}
		if len(sketch.shapes) == 0 {
			t.Errorf("%s: nothing is drawn", name)
		}
	}
	plain := Card{Title: "T"}.PNG()
	for _, svg := range []string{"<svg", frame + "<blink/></svg>", frame + `<rect fill="red"/></svg>`, frame + `<path d="L1 1" fill="#fff"/></svg>`,
		frame + `<path d="M0 0Q1 1 2 2" fill="#fff"/></svg>`, frame + `<rect fill="url(#gone)"/></svg>`, frame + `<g transform="rotate(3)"/></svg>`} {
		if !bytes.Equal(Card{Title: "T", Chart: svg}.PNG(), plain) {
			t.Errorf("%s: something is drawn", svg)
		}
	}
	if words := decode(t, Card{Title: "T", Chart: frame + `<text x="100" y="100" fill="#000000">words</text></svg>`}.PNG()); inkIn(words, chartTop(t)+100, chartTop(t)+210) < 100 {
		t.Error("words are missing")
	}
}

// chartTop is how high a chart stands under a title of one line.
func chartTop(t *testing.T) int {
	t.Helper()
	svg := `<svg width="528" height="150"><rect x="0" y="0" width="528" height="4" fill="#000000"/></svg>`
	img := decode(t, Card{Title: "T", Chart: svg}.PNG())
	for y := 100; y < Height; y++ {
		if r, _, _, _ := img.At(margin+900, y).RGBA(); r < 0x8000 {
			return y
		}
	}
	t.Fatal("no chart stands there")
	return 0
}

// FuzzSketch: whatever a picture holds, it is drawn or it is not.
func FuzzSketch(f *testing.F) {
	f.Add(`<svg width="10" height="10"><path d="M0 0A1 1 0 0 1 2 2Z" fill="#fff" stroke="#000" stroke-dasharray="1,2"/></svg>`)
	f.Fuzz(func(t *testing.T, svg string) {
		if strings.Count(svg, "<") > 50 || len(svg) > 2000 {
			t.Skip("it takes long")
		}
		if s, err := readSketch(svg); err == nil && s.width > 0 && s.width < 1e4 && s.height > 0 {
			_ = Card{Title: "T", Chart: svg}.PNG()
		}
	})
}
