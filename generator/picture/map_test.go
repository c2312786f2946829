package picture

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"vitrine/generator/option"
)

// sampleMap has a region with a class, one that is hatched, and hostile words.
func sampleMap() *option.Map {
	hatching := option.Pattern{Width: 32, Height: 32, Element: option.Element{Tag: "path", Attrs: map[string]string{"d": "M0 0h8"}}}
	return &option.Map{Width: 680, Height: 100, Grid: 4, Dashed: "m0 0 4 4",
		Shapes: []option.MapShape{{At: 1, Path: "m0 0 4 0 0 4z", Fill: "var(--class-1)"}, {Path: "m8 0 4 0 0 4z", Fill: hatching, Hatched: true}},
		Legend: []option.MapEntry{{Fill: "var(--class-1)", Words: "<b> & 'x' </svg><script>var(--ink)\""}, {Fill: hatching, Words: strings.Repeat("not available ", 20)}, {Words: "disputed"}}}
}

// elements counts the elements of an XML document by their names.
func elements(t *testing.T, text []byte) map[string]int {
	t.Helper()
	found := map[string]int{}
	d := xml.NewDecoder(bytes.NewReader(text))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		if e, ok := token.(xml.StartElement); ok {
			found[e.Name.Local]++
		}
	}
}

func TestMap(t *testing.T) {
	m := sampleMap()
	drawn := Map(m, "x-map")
	for _, want := range []string{`<path data-at="1" fill="var(--class-1)" d="m0 0 4 0 0 4z"/>`, `data-at="0" fill="url(#x-map-1)" class="blank" stroke="var(--soft)"`,
		`id="x-map-1"`, `transform="scale(0.25)"`, `stroke-dasharray="16 12"`} {
		if !bytes.Contains(drawn, []byte(want)) {
			t.Errorf("%s is not in %s", want, drawn)
		}
	}
	if found := elements(t, drawn); found["text"] > 0 || found["pattern"] != 1 || found["svg"] != 1 {
		t.Error(found)
	}
	for i, want := range []string{`fill="var(--class-1)"`, `fill="url(#x-key-1-1)"`, `stroke-dasharray`} {
		if swatch := Swatch(m, i, "x-key"); !bytes.Contains(swatch, []byte(want)) || elements(t, swatch)["svg"] != 1 {
			t.Errorf("%s is not in %s", want, swatch)
		}
	}
}

// TestMapFile: a file of its own has the legend, and no word of it breaks out or is taken for a colour.
func TestMapFile(t *testing.T) {
	m := sampleMap()
	drawn, height := MapFile(m, "x-map")
	file, missing := File(m.Width, height, drawn, Heading{Title: "A map"}, []string{"Source: <i>"}, map[string]string{
		"ink": "#111111", "soft": "#222222", "paper": "#ffffff", "class-1": "#123456"})
	if missing != "" {
		t.Errorf("the colour %s is missing", missing)
	}
	found := elements(t, file)
	if found["script"] > 0 || found["b"] > 0 || found["svg"] != 2 || found["pattern"] != 1 || found["text"] < 7 {
		t.Errorf("%v in %s", found, file)
	}
	if height < m.Height+5*20 || !bytes.Contains(file, []byte("#123456")) || bytes.Contains(file, []byte("var(")) {
		t.Errorf("%d pixels high: %s", height, file)
	}
}
