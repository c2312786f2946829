package prose

import "strings"

// Verbatim is Markdown that says a text as it stands, whatever stands in it, on one line.
func Verbatim(text string) []byte {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r < 0x80 && isPunctuation(byte(r)):
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString("&#10;")
		case r == '\t':
			b.WriteString("&#9;")
		default:
			b.WriteRune(r)
		}
	}
	return []byte(b.String())
}

// Said is the text of which Verbatim made some Markdown.
func Said(markdown []byte) string {
	var b strings.Builder
	for text := string(markdown); text != ""; {
		switch {
		case text[0] == '\\' && len(text) > 1:
			b.WriteByte(text[1])
			text = text[2:]
		case strings.HasPrefix(text, "&#10;"):
			b.WriteByte('\n')
			text = text[len("&#10;"):]
		case strings.HasPrefix(text, "&#9;"):
			b.WriteByte('\t')
			text = text[len("&#9;"):]
		default:
			b.WriteByte(text[0])
			text = text[1:]
		}
	}
	return b.String()
}
