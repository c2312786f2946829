// Package memo keeps what the actions of a build leave behind, so that the next build need
// not run them again. An action is a piece of work whose result follows from its inputs. Its
// key is the digest of all of them: a record under the same name and the same key holds the
// result that the action would have.
//
// A table of records is stored in one piece, in the sealed cache. A piece that is damaged,
// or that another program or another key has written, is taken for an empty table, and
// everything is made again.
package memo

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"reflect"
)

// Digest stands for the value that it was made of: equal digests, equal values. "" is none.
type Digest string

// Of returns the digest of plain data: strings, whole numbers, booleans, and lists and structs
// of them, each value in its order. It follows no pointer but one to the value itself. It
// panics at anything else, since a map, a function, an interface or a pointer can hold what the
// digest would not tell apart.
func Of(values ...any) Digest {
	var text []byte
	for _, value := range values {
		v := reflect.ValueOf(value)
		if v.Kind() == reflect.Pointer {
			v = v.Elem()
		}
		text = appendValue(text, v)
	}
	sum := sha256.Sum256(text)
	return Digest(sum[:])
}

func appendValue(text []byte, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.String:
		text = binary.AppendUvarint(text, uint64(v.Len()))
		return append(text, v.String()...)
	case reflect.Bool:
		if v.Bool() {
			return append(text, 1)
		}
		return append(text, 0)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return binary.AppendVarint(text, v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return binary.AppendUvarint(text, v.Uint())
	case reflect.Slice:
		text = binary.AppendUvarint(text, uint64(v.Len()))
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return append(text, v.Bytes()...)
		}
		return appendElements(text, v)
	case reflect.Array:
		return appendElements(text, v)
	case reflect.Struct:
		for i := range v.NumField() {
			text = appendValue(text, v.Field(i))
		}
		return text
	}
	panic(fmt.Sprintf("memo: no digest of a %s", v.Type()))
}

func appendElements(text []byte, v reflect.Value) []byte {
	for i := range v.Len() {
		text = appendValue(text, v.Index(i))
	}
	return text
}
