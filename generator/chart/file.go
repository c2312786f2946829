package chart

import (
	"fmt"
	"html"
	"strings"
)

// File is the wide picture as a file of its own, fit to be quoted: with its
// title above, the words that explain it, its sources and its origin below, and
// the given colours in the place of the page's variables. missing names a
// variable that has no colour.
func File(d *Drawing, title string, below []string, colors map[string]string) (file []byte, missing string) {
	const margin, titleSize, titleLine, smallSize, smallLine = 16, 18, 24, 12, 16
	view := d.Views[0]
	var b strings.Builder
	y := margin
	text := func(lines []string, size, line int, weight, color string) {
		for _, l := range lines {
			y += line
			fmt.Fprintf(&b, `<text x="%d" y="%d" font-size="%d" font-weight="%s" fill="%s">%s</text>`, margin, y-line/4, size, weight, color, escape(l))
		}
	}
	text(wrap(title, view.Width, titleSize), titleSize, titleLine, "600", ink)
	y += 10
	picture := strings.Replace(string(view.Picture), "<svg ", fmt.Sprintf(`<svg x="%d" y="%d" font-size="%d" `, margin, y, fontSize), 1)
	b.WriteString(picture)
	y += view.Height + 10
	for _, line := range below {
		text(wrap(line, view.Width, smallSize), smallSize, smallLine, "400", soft)
	}
	width, height := view.Width+2*margin, y+margin
	whole := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" font-family="Helvetica, Arial, 'Liberation Sans', sans-serif"><title>%s</title><rect width="%d" height="%d" fill="%s"/>%s</svg>`+"\n",
		width, height, width, height, escape(title), width, height, paper, b.String())
	return literal(whole, colors)
}

// literal puts colours in the place of their names, var(--NAME). missing is a name
// that has none.
func literal(svg string, colors map[string]string) (text []byte, missing string) {
	text = make([]byte, 0, len(svg))
	for {
		before, after, found := strings.Cut(svg, "var(--")
		text = append(text, before...)
		if !found {
			return text, missing
		}
		name, rest, _ := strings.Cut(after, ")")
		if colors[name] == "" && missing == "" {
			missing = name
		}
		text = append(text, colors[name]...)
		svg = rest
	}
}

// escape writes a text so that it breaks out of nothing, and can't be taken for
// a colour's name either.
func escape(s string) string {
	return strings.ReplaceAll(html.EscapeString(s), "var(", "var&#40;")
}
