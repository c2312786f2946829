package main

import (
	"encoding/binary"

	"vitrine/generator/report"
)

// wire packs values into bytes or takes them out again, by the same code. A
// string that comes often is packed once. What can't be taken out leaves bad set.
type wire struct {
	taking bool
	bytes  []byte
	table  []string
	index  map[string]int // into table
	bad    bool
}

// pack is what pass packs.
func pack(pass func(*wire)) []byte {
	w := &wire{index: map[string]int{}}
	pass(w)
	var all []byte
	all = binary.AppendUvarint(all, uint64(len(w.table)))
	for _, s := range w.table {
		all = binary.AppendUvarint(all, uint64(len(s)))
	}
	for _, s := range w.table {
		all = append(all, s...)
	}
	return append(all, w.bytes...)
}

// unpack lets pass take out what it packed; false when it can't.
func unpack(packed []byte, pass func(*wire)) bool {
	w := &wire{taking: true, bytes: packed}
	n := w.take()
	if w.bad || n > len(w.bytes) {
		return false
	}
	lengths := make([]int, n)
	for i := range lengths {
		lengths[i] = w.take()
	}
	all := string(w.bytes)
	w.table = make([]string, n)
	at := 0
	for i, length := range lengths {
		if w.bad || length > len(all)-at {
			return false
		}
		w.table[i] = all[at : at+length]
		at += length
	}
	w.bytes = w.bytes[at:]
	pass(w)
	return !w.bad && len(w.bytes) == 0
}

func (w *wire) take() int {
	n, size := binary.Uvarint(w.bytes)
	if size <= 0 || n > 1<<40 {
		w.bad = true
		w.bytes = nil
		return 0
	}
	w.bytes = w.bytes[size:]
	return int(n)
}

// number passes a number that is not negative.
func (w *wire) number(n *int) {
	if w.taking {
		*n = w.take()
		return
	}
	w.bytes = binary.AppendUvarint(w.bytes, uint64(*n))
}

func (w *wire) text(s *string) {
	if w.taking {
		n := w.take()
		if n >= len(w.table) {
			w.bad = true
			return
		}
		*s = w.table[n]
		return
	}
	n, known := w.index[*s]
	if !known {
		n = len(w.table)
		w.index[*s] = n
		w.table = append(w.table, *s)
	}
	w.number(&n)
}

// each passes the elements of a list.
func each[T any](w *wire, list *[]T, one func(*T)) {
	n := len(*list)
	w.number(&n)
	if w.taking {
		if n > len(w.bytes) { // each takes a byte at least
			w.bad = true
			return
		}
		if n > 0 {
			*list = make([]T, n)
		}
	}
	for i := range *list {
		one(&(*list)[i])
	}
}

func (w *wire) texts(list *[]string) { each(w, list, w.text) }

func (w *wire) flag(on *bool) {
	n := 0
	if *on {
		n = 1
	}
	w.number(&n)
	*on = n == 1
}

func (w *wire) date(d *report.Date) {
	w.number(&d.Year)
	w.number(&d.Month)
	w.number(&d.Day)
}
