package search

import "encoding/binary"

// Pack writes an entry as a string, from which Unpack makes it again but for its Path and its
// Kind.
func (e Entry) Pack() string {
	var b []byte
	text := func(s string) { b = append(binary.AppendUvarint(b, uint64(len(s))), s...) }
	numbers := func(list [3]int) {
		for _, n := range list {
			b = binary.AppendUvarint(b, uint64(n))
		}
	}
	text(e.Title)
	text(e.Summary)
	text(e.Language)
	numbers(e.Lengths)
	for _, t := range e.Terms {
		text(t.Text)
		numbers(t.Times)
	}
	return string(b)
}

// Unpack makes the entry that Pack wrote. The entry of any other string is of no use.
func Unpack(packed string) (e Entry) {
	number := func() (n int) {
		for shift := 0; len(packed) > 0 && shift < 63; shift += 7 {
			b := packed[0]
			packed = packed[1:]
			n |= int(b&0x7f) << shift
			if b < 0x80 {
				break
			}
		}
		return n
	}
	text := func() (s string) {
		n := min(number(), len(packed))
		s, packed = packed[:n], packed[n:]
		return s
	}
	numbers := func() (list [3]int) {
		for i := range list {
			list[i] = number()
		}
		return list
	}
	e.Title, e.Summary, e.Language, e.Lengths = text(), text(), text(), numbers()
	for len(packed) > 0 {
		e.Terms = append(e.Terms, Term{text(), numbers()})
	}
	return e
}
