package chart

import (
	"bytes"
	"slices"
	"strconv"
)

// changes are what one JSON text has instead of another: of an object the members
// that differ, null for those that it has not, and of a list of objects that is as long
// the same, by index; of anything else all. draw.js puts both together again. The texts
// are as encoding/json writes them, without a null, and what is a list in the one is no
// object in the other.
func changes(from, to []byte) []byte {
	before, after := parts(from), parts(to)
	if before == nil || after == nil || from[0] != to[0] || from[0] == '[' && (len(before) != len(after) || !objects(before) || !objects(after)) {
		return to
	}
	made := []byte{'{'}
	add := func(name string, value []byte) {
		if len(made) > 1 {
			made = append(made, ',')
		}
		made = append(append(append(made, name...), ':'), value...)
	}
	named := func(list []part, name string) int {
		return slices.IndexFunc(list, func(p part) bool { return p.name == name })
	}
	for _, p := range before {
		if named(after, p.name) < 0 {
			add(p.name, []byte("null"))
		}
	}
	for _, p := range after {
		if i := named(before, p.name); i < 0 {
			add(p.name, p.value)
		} else if !bytes.Equal(before[i].value, p.value) {
			add(p.name, changes(before[i].value, p.value))
		}
	}
	return append(made, '}')
}

// part is a member of an object, or of a list by its index. The name is in quotes.
type part struct {
	name  string
	value []byte
}

// parts are those of an object, or of a list that begins with one; nil of anything
// else.
func parts(text []byte) []part {
	if text[0] != '{' && !bytes.HasPrefix(text, []byte("[{")) {
		return nil
	}
	list := make([]part, 0, 12)
	begin, name, depth := 1, "", 0
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '"':
			for i++; text[i] != '"'; i++ {
				if text[i] == '\\' {
					i++
				}
			}
		case '{', '[':
			depth++
		case ':':
			if depth == 0 {
				name, begin = string(text[begin:i]), i+1
			}
		case ',', '}', ']':
			if depth == 0 && i > begin {
				if text[0] == '[' {
					name = `"` + strconv.Itoa(len(list)) + `"`
				}
				list = append(list, part{name, text[begin:i]})
				begin = i + 1
			}
			if text[i] != ',' {
				depth--
			}
		}
	}
	return list
}

func objects(list []part) bool {
	return !slices.ContainsFunc(list, func(p part) bool { return p.value[0] != '{' })
}
