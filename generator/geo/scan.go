package geo

import (
	"encoding/json"
	"strconv"
)

// scanner walks over JSON that is known to be valid.
type scanner struct {
	text []byte
	at   int
}

// peek moves to the next character that is no space, and returns it; 0 at the end.
func (s *scanner) peek() byte {
	for s.at < len(s.text) {
		switch c := s.text[s.at]; c {
		case ' ', '\t', '\n', '\r':
			s.at++
		default:
			return c
		}
	}
	return 0
}

// skip moves behind a value.
func (s *scanner) skip() {
	for depth := 0; ; {
		switch s.peek() {
		case '{', '[':
			depth++
			s.at++
		case '}', ']':
			depth--
			s.at++
		case '"':
			s.skipString()
		case ',', ':':
			s.at++
			continue
		case 0:
			return
		default:
			s.skipWord()
		}
		if depth == 0 {
			return
		}
	}
}

func (s *scanner) skipString() {
	for s.at++; s.at < len(s.text) && s.text[s.at] != '"'; s.at++ {
		if s.text[s.at] == '\\' {
			s.at++
		}
	}
	s.at++
}

// skipWord moves behind a number, true, false or null.
func (s *scanner) skipWord() {
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case ' ', '\t', '\n', '\r', ',', ':', ']', '}':
			return
		}
		s.at++
	}
}

// string reads a string, or returns "" for another value.
func (s *scanner) string() (text string) {
	s.peek()
	start := s.at
	s.skip()
	_ = json.Unmarshal(s.text[start:s.at], &text) // what is no string has no text
	return text
}

// word reads a value as it is written.
func (s *scanner) word() string {
	s.peek()
	start := s.at
	s.skip()
	return string(s.text[start:s.at])
}

// number reads a number; false for another value or one that is too large.
func (s *scanner) number() (float64, bool) {
	n, err := strconv.ParseFloat(s.word(), 64)
	return n, err == nil
}

// object calls member at the value of each key of an object. It may leave the value unread.
func (s *scanner) object(member func(key string)) {
	s.each('{', '}', func() {
		key := s.string()
		s.peek()
		s.at++ // the colon
		s.peek()
		start := s.at
		member(key)
		s.at = start
		s.skip()
	})
}

// list calls item at each item of a list. It may leave the item unread.
func (s *scanner) list(item func()) {
	s.each('[', ']', func() {
		start := s.at
		item()
		s.at = start
		s.skip()
	})
}

// each calls part at every part of a value between brackets; another value has none.
func (s *scanner) each(open, end byte, part func()) {
	if s.peek() != open {
		s.skip()
		return
	}
	s.at++
	for c := s.peek(); c != end && c != 0; c = s.peek() {
		part()
		if s.peek() == ',' {
			s.at++
		}
	}
	s.at++
}
