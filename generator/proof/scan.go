package proof

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// tokens is called with a page's tags and texts in their order.
type tokens interface {
	start(tag string, attrs []attr)
	end(tag string)
	text(text []byte)
}

type attr struct{ key, value string }

// scan reads all tokens of a page by the rules of HTML.
func scan(page []byte, to tokens, wanted func(key []byte) bool) {
	z := html.NewTokenizer(bytes.NewReader(page))
	var attrs []attr
	for {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			tag := string(name)
			attrs = attrs[:0]
			for more {
				var key, value []byte
				if key, value, more = z.TagAttr(); wanted(key) {
					attrs = append(attrs, attr{string(key), string(value)})
				}
			}
			to.start(tag, attrs)
		case html.EndTagToken:
			name, _ := z.TagName()
			to.end(string(name))
		case html.TextToken:
			to.text(z.Text())
		}
	}
}

// quick is scan for pages that are written plainly, as nearly all are, in a quarter of the
// time. It returns false where a page holds anything that needs the rules of HTML; it may have
// told of tokens before it, and scan has to be called.
func quick(page []byte, to tokens, wanted func(key []byte) bool) bool {
	if bytes.IndexByte(page, '\r') >= 0 || bytes.IndexByte(page, 0) >= 0 {
		return false
	}
	s := &scanner{rest: page, to: to, wanted: wanted}
	for len(s.rest) > 0 {
		at := bytes.IndexByte(s.rest, '<')
		if at < 0 {
			return s.words(s.rest)
		}
		if at > 0 && !s.words(s.rest[:at]) {
			return false
		}
		s.rest = s.rest[at+1:]
		if len(s.rest) == 0 {
			return false
		}
		ok := false
		switch c := s.rest[0]; {
		case letter(c):
			ok = s.startTag()
		case c == '/':
			ok = s.endTag()
		case c == '!':
			ok = s.declaration()
		}
		if !ok {
			return false
		}
	}
	return true
}

type scanner struct {
	rest   []byte
	to     tokens
	wanted func([]byte) bool
	attrs  []attr
	keys   [][]byte // of the tag being read
}

func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
func space(c byte) bool  { return c == ' ' || c == '\n' || c == '\t' || c == '\f' }

// words reads a text.
func (s *scanner) words(text []byte) bool {
	words, ok := unescaped(text)
	s.to.text(words)
	return ok
}

// unescaped is a text without character references. It is false where one has no
// semicolon: what that means depends on where it stands.
func unescaped(text []byte) ([]byte, bool) {
	at := bytes.IndexByte(text, '&')
	if at < 0 {
		return text, true
	}
	for rest := text[at:]; ; {
		end := 1
		for end < len(rest) && (letter(rest[end]) || rest[end] >= '0' && rest[end] <= '9' || rest[end] == '#') {
			end++
		}
		if end > 1 && (end == len(rest) || rest[end] != ';') {
			return text, false
		}
		rest = rest[end:]
		next := bytes.IndexByte(rest, '&')
		if next < 0 {
			return []byte(html.UnescapeString(string(text))), true
		}
		rest = rest[next:]
	}
}

// name takes a name, of a tag or an attribute, in small letters.
func (s *scanner) name() []byte {
	end, large := 0, false
	for end < len(s.rest) {
		c := s.rest[end]
		if space(c) || c == '>' || c == '/' || c == '=' {
			break
		}
		large = large || c >= 'A' && c <= 'Z'
		end++
	}
	name := s.rest[:end]
	s.rest = s.rest[end:]
	if large {
		small := make([]byte, len(name)) // ASCII letters alone, as HTML has it
		for i, c := range name {
			if c >= 'A' && c <= 'Z' {
				c += 'a' - 'A'
			}
			small[i] = c
		}
		return small
	}
	return name
}

func (s *scanner) startTag() bool {
	tag := string(s.name())
	if strings.ContainsAny(tag, "=<\"'`&") {
		return false
	}
	s.attrs, s.keys = s.attrs[:0], s.keys[:0]
	for {
		for len(s.rest) > 0 && space(s.rest[0]) {
			s.rest = s.rest[1:]
		}
		switch {
		case len(s.rest) == 0:
			return false
		case s.rest[0] == '>':
			s.rest = s.rest[1:]
			s.to.start(tag, s.attrs)
			return s.raw(tag)
		case s.rest[0] == '/':
			if len(s.rest) < 2 || s.rest[1] != '>' {
				return false
			}
			s.rest = s.rest[2:]
			s.to.start(tag, s.attrs)
			return s.raw(tag)
		case !letter(s.rest[0]) || !s.attribute():
			return false
		}
	}
}

// attribute takes an attribute: its name, and its value when it has one.
func (s *scanner) attribute() bool {
	key := s.name()
	if bytes.ContainsAny(key, "<\"'`&") || slices.ContainsFunc(s.keys,
		func(k []byte) bool { return bytes.Equal(k, key) }) {
		return false
	}
	s.keys = append(s.keys, key)
	var value []byte
	if len(s.rest) > 1 && s.rest[0] == '=' {
		quote := s.rest[1]
		if quote != '"' && quote != '\'' {
			return false
		}
		end := bytes.IndexByte(s.rest[2:], quote)
		if end < 0 {
			return false
		}
		value = s.rest[2 : 2+end]
		s.rest = s.rest[2+end+1:]
		if len(s.rest) == 0 || !space(s.rest[0]) && s.rest[0] != '>' && s.rest[0] != '/' {
			return false
		}
	} else if space(first(s.rest)) { // a name, and perhaps "=" behind
		rest := bytes.TrimLeft(s.rest, " \n\t\f")
		if first(rest) == '=' {
			return false
		}
	}
	if s.wanted(key) {
		plain, ok := unescaped(value)
		if !ok {
			return false
		}
		s.attrs = append(s.attrs, attr{string(key), string(plain)})
	}
	return true
}

func first(text []byte) byte {
	if len(text) == 0 {
		return 0
	}
	return text[0]
}

// raw takes what stands in an element whose content is text alone.
func (s *scanner) raw(tag string) bool {
	switch tag {
	case "script", "style", "title", "textarea":
	case "iframe", "noembed", "noframes", "noscript", "plaintext", "xmp":
		return false
	default:
		return true
	}
	for from := 0; ; {
		at := bytes.Index(s.rest[from:], []byte("</"))
		if at < 0 {
			return false
		}
		at += from
		after := s.rest[at+2:]
		if len(after) > len(tag) && strings.EqualFold(string(after[:len(tag)]), tag) {
			content := s.rest[:at]
			if after[len(tag)] != '>' || bytes.Contains(content, []byte("<!--")) ||
				tag == "textarea" && first(content) == '\n' {
				return false
			}
			if len(content) > 0 {
				if tag == "script" || tag == "style" {
					s.to.text(content)
				} else if !s.words(content) {
					return false
				}
			}
			s.rest = s.rest[at:]
			return true
		}
		from = at + 2
	}
}

func (s *scanner) endTag() bool {
	s.rest = s.rest[1:]
	if !letter(first(s.rest)) {
		return false
	}
	tag := string(s.name())
	if first(s.rest) != '>' || strings.ContainsAny(tag, "=<\"'`&") {
		return false
	}
	s.rest = s.rest[1:]
	s.to.end(tag)
	return true
}

// declaration takes "<!doctype html>" or a comment.
func (s *scanner) declaration() bool {
	const doctype = "!doctype html>"
	if len(s.rest) >= len(doctype) && strings.EqualFold(string(s.rest[:len(doctype)]), doctype) {
		s.rest = s.rest[len(doctype):]
		return true
	}
	comment, ok := bytes.CutPrefix(s.rest, []byte("!--"))
	if !ok || first(comment) == '>' || first(comment) == '-' {
		return false
	}
	text, rest, ok := bytes.Cut(comment, []byte("-->"))
	if !ok || bytes.Contains(text, []byte("--")) {
		return false
	}
	s.rest = rest
	return true
}
