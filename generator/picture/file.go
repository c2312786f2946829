package picture

import (
	"fmt"
	"html"
	"strings"

	"vitrine/generator/option"
)

// Heading is what stands above a picture in a file of its own. A subtitle of "" is none.
type Heading struct{ Title, Subtitle string }

// File returns a drawn picture of a size as a file of its own, fit to be quoted: with its
// heading above, the words that explain it, its sources and its origin below, and
// the given colours in the place of the page's variables. missing names a
// variable that has no colour.
func File(width, height int, drawn []byte, above Heading, below []string, colors map[string]string) (
	file []byte, missing string) {
	const (
		margin               = 16
		heading, headingLine = option.Font(18), 24
		middle, middleLine   = option.Font(14), 20
		small, smallLine     = option.Font(12), 16
		bold                 = 115 // the widths of bold letters, in percent of those of others
	)
	var b strings.Builder
	y := margin
	text := func(words string, font option.Font, line, room int, weight, color string) {
		for _, l := range font.Wrap(words, room) {
			y += line
			fmt.Fprintf(&b, `<text x="%d" y="%d" font-size="%d" font-weight="%s" fill="%s">%s</text>`,
				margin, y-line/4, font, weight, color, escape(l))
		}
	}
	text(above.Title, heading, headingLine, width*100/bold, "600", option.Ink)
	if above.Subtitle != "" {
		text(above.Subtitle, middle, middleLine, width, "400", option.Soft)
	}
	y += 10
	placed := fmt.Sprintf(`<svg x="%d" y="%d" font-size="%d" `, margin, y, option.Body)
	b.WriteString(strings.Replace(string(drawn), "<svg ", placed, 1))
	y += height + 10
	for _, words := range below {
		text(words, small, smallLine, width, "400", option.Soft)
	}
	width, height = width+2*margin, y+margin
	whole := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d"`+
		` font-family="Helvetica, Arial, 'Liberation Sans', sans-serif"><title>%s</title>`+
		`<rect width="%d" height="%d" fill="%s"/>%s</svg>`+"\n",
		width, height, width, height, escape(above.Title), width, height, option.Paper, b.String())
	return Literal(whole, colors)
}

// Literal puts colours in the place of their names, var(--NAME). missing is a name
// that has none.
func Literal(svg string, colors map[string]string) (text []byte, missing string) {
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
