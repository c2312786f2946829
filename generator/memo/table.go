package memo

import (
	"bytes"
	"encoding/gob"
	"errors"
	"sync"

	"vitrine/generator/cache"
)

// Record is what an action left behind.
type Record[R any] struct {
	Key    Digest // of the action's inputs
	Result R
}

// Table holds records by the names of their actions. Goroutines may share it. A nil Table
// is empty.
type Table[R any] struct {
	mu      sync.RWMutex
	records map[string]Record[R]
}

// NewTable returns an empty table with room for n records.
func NewTable[R any](n int) *Table[R] { return &Table[R]{records: make(map[string]Record[R], n)} }

// Len returns the number of records.
func (t *Table[R]) Len() int {
	if t == nil {
		return 0
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	return len(t.records)
}

// Find returns the record of an action, whatever its key.
func (t *Table[R]) Find(name string) (Record[R], bool) {
	if t == nil {
		return Record[R]{}, false
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	r, ok := t.records[name]
	return r, ok
}

// Get returns the result of an action whose inputs have this key.
func (t *Table[R]) Get(name string, key Digest) (result R, ok bool) {
	r, ok := t.Find(name)
	if !ok || r.Key != key {
		return result, false
	}
	return r.Result, true
}

// Put keeps a record.
func (t *Table[R]) Put(name string, key Digest, result R) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.records[name] = Record[R]{key, result}
}

// entry is a record as it is stored. Each is a message of its own: gob copies a long message
// again and again while it grows.
type entry[R any] struct {
	Name   string
	Record Record[R]
}

// Load returns the table that was stored under a key, or nil.
func Load[R any](store *cache.Folder, key string) *Table[R] {
	text, ok := store.Get(key)
	if !ok {
		return nil
	}
	decoder := gob.NewDecoder(bytes.NewReader(text))
	var n int
	if decoder.Decode(&n) != nil {
		return nil
	}
	t := NewTable[R](n)
	for range n {
		var e entry[R]
		if decoder.Decode(&e) != nil {
			return nil
		}
		t.records[e.Name] = e.Record
	}
	return t
}

// Store keeps a table under a key. Without a store nothing is kept.
func (t *Table[R]) Store(store *cache.Folder, key string) {
	if store == nil {
		return
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	var text bytes.Buffer
	encoder := gob.NewEncoder(&text)
	err := encoder.Encode(len(t.records))
	for name, r := range t.records {
		err = errors.Join(err, encoder.Encode(entry[R]{name, r}))
	}
	if err == nil { // else the next build makes everything again
		store.Put(key, text.Bytes())
	}
}
