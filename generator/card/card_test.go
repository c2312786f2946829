package card

import (
	"bytes"
	"image"
	"image/png"
	"testing"
)

func decode(t *testing.T, file []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if b := img.Bounds(); b.Dx() != Width || b.Dy() != Height {
		t.Fatalf("the card is %v", b)
	}
	return img
}

// inkIn counts the dark pixels between two heights.
func inkIn(img image.Image, from, to int) int {
	n := 0
	for y := from; y < to; y++ {
		for x := margin; x < Width-margin-70; x++ { // beside the sign
			if r, _, _, _ := img.At(x, y).RGBA(); r < 0x8000 {
				n++
			}
		}
	}
	return n
}

// TestScriptsThatTheFontLacks: such a title gives a plain card, the same
// whatever it says, and never boxes.
func TestScriptsThatTheFontLacks(t *testing.T) {
	plain := Card{Site: "Record", Host: "example.org"}
	want := plain.PNG()
	for _, title := range []string{"ខ្មែរ", "报告", "تقرير", "ເມືອງ", "Totals 🙂", "Việt ខ្មែរ", "e\u0361"} {
		if canWrite(title) {
			t.Errorf("the font is said to have %q", title)
		}
		c := plain
		c.Title, c.Kind, c.Figure, c.Label = title, "Report", "1,332", "suspects"
		if !bytes.Equal(c.PNG(), want) {
			t.Errorf("%q is no plain card", title)
		}
	}
	for _, title := range []string{"One operation, two totals", "Отчёт 2018", "Σύνολα", "Éducation — œuvre", "Łódź",
		"Cafe\u0301", "soft\u00adhyphen"} {
		c := plain
		c.Title = title
		if bytes.Equal(c.PNG(), want) {
			t.Errorf("%q is left out", title)
		}
	}
	// A label or a site that can't be written takes nothing with it.
	odd := Card{Site: "报告", Title: "One operation", Label: "报告", Host: "example.org"}
	if inkIn(decode(t, odd.PNG()), 120, 400) < 500 {
		t.Error("the title is gone with the label")
	}
}

// TestCardsStayInside: nothing is written over the rule or the edges, however
// long the words are.
func TestCardsStayInside(t *testing.T) {
	long := "Potential victims of trafficking detected by the authorities in all parts of the country, by age and by sex, " +
		"from the first year of counting to the last"
	for _, c := range []Card{
		{Site: long, Kind: long, Title: long + long, Figure: long, Label: long + long, Host: long},
		{Site: "Record", Title: long + long, Label: long + long, Host: "example.org"},
		{Site: "Record", Title: "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung",
			Host: "example.org"},
	} {
		img := decode(t, c.PNG())
		for y := 20; y < Height; y++ {
			for _, x := range []int{margin - 10, Width - margin + 10} {
				if r, _, _, _ := img.At(x, y).RGBA(); r < 0xf000 {
					t.Fatalf("%.20q: ink at %d, %d", c.Title, x, y)
				}
			}
		}
		for x := range Width { // just above the rule
			if r, _, _, _ := img.At(x, Height-margin-34-6).RGBA(); r < 0xf000 {
				t.Fatalf("%.20q: words reach the rule at %d", c.Title, x)
			}
		}
	}
}

func TestSameCardSameBytes(t *testing.T) {
	c := Card{Site: "Record", Kind: "Reports", Title: "Totals", Figure: "1,332", Label: "suspects", Host: "example.org"}
	first := c.PNG()
	if !bytes.Equal(first, c.PNG()) || len(first) > 60_000 {
		t.Errorf("the card is %d bytes, or differs from time to time", len(first))
	}
	if inkIn(decode(t, first), 100, 560) < 3000 {
		t.Error("the card is empty")
	}
}
