// Package cache keeps what is costly to make from one build to the next, in the
// user's cache folder, by a digest of all that it was made from. An entry that
// was cut short, changed or put under another name is taken for none. Losing the
// folder costs time and nothing else, so no failure here is anybody's problem.
//
// It holds only what was made from published figures.
package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync/atomic"
	"time"
)

// Folder is a cache. A nil Folder is always empty.
type Folder struct {
	dir string
	put atomic.Int64 // bytes
}

// Open finds the cache of the user who builds; nil when there can be none.
func Open() *Folder {
	dir, err := os.UserCacheDir()
	if err != nil {
		return nil
	}
	return In(filepath.Join(dir, "vitrine"))
}

// In is a cache in a folder, which need not be there yet.
func In(dir string) *Folder { return &Folder{dir: dir} }

// Key is the digest of all that a value is made from.
func Key(parts ...string) string {
	var room [1024]byte
	text := room[:0]
	for _, p := range parts {
		text = strconv.AppendInt(text, int64(len(p)), 10)
		text = append(append(text, ':'), p...)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// path spreads the entries over 256 folders.
func (f *Folder) path(key string) string { return filepath.Join(f.dir, key[:2], key[2:]) }

// seal is what an entry begins with: the digest of its key and its value.
func seal(key string, value ...[]byte) []byte {
	h := sha256.New()
	h.Write([]byte(key + "\n"))
	for _, part := range value {
		h.Write(part)
	}
	return h.Sum(nil)
}

// Get is the value that was put under a key.
func (f *Folder) Get(key string) ([]byte, bool) {
	if f == nil {
		return nil, false
	}
	entry, err := os.ReadFile(f.path(key))
	if err != nil || len(entry) < sha256.Size {
		return nil, false
	}
	value := entry[sha256.Size:]
	if !bytes.Equal(entry[:sha256.Size], seal(key, value)) {
		return nil, false
	}
	return value, true
}

// Put keeps a value. Two builds may put the same key at once.
func (f *Folder) Put(key string, value []byte) { f.PutParts(key, value) }

// PutParts keeps a value that is made of parts.
func (f *Folder) PutParts(key string, value ...[]byte) {
	if f == nil {
		return
	}
	name := f.path(key)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return
	}
	part, err := os.CreateTemp(filepath.Dir(name), ".part-")
	if err != nil {
		return
	}
	for _, text := range append([][]byte{seal(key, value...)}, value...) {
		if err == nil {
			_, err = part.Write(text)
		}
		f.put.Add(int64(len(text)))
	}
	if closing := part.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(part.Name(), name)
	}
	if err != nil {
		os.Remove(part.Name())
	}
}

// Trim removes the entries that were made first until the folder holds at most
// limit bytes, whenever a sixteenth of it has been put since the last time.
func (f *Folder) Trim(limit int64) {
	if f == nil {
		return
	}
	counter := filepath.Join(f.dir, "put")
	text, _ := os.ReadFile(counter) // none is the first time
	before, err := strconv.ParseInt(string(text), 10, 64)
	if total := before + f.put.Swap(0); err == nil && total < limit/16 {
		_ = os.WriteFile(counter, strconv.AppendInt(nil, total, 10), 0o644) // else it is looked at again
		return
	}
	_ = os.WriteFile(counter, []byte("0"), 0o644)
	type entry struct {
		name string
		size int64
		made time.Time
	}
	var entries []entry
	var total int64
	_ = filepath.WalkDir(f.dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || name == counter {
			return nil
		}
		if info, err := d.Info(); err == nil {
			entries = append(entries, entry{name, info.Size(), info.ModTime()})
			total += info.Size()
		}
		return nil
	})
	slices.SortFunc(entries, func(a, b entry) int { return a.made.Compare(b.made) })
	for _, e := range entries {
		if total <= limit {
			return
		}
		if os.Remove(e.name) == nil {
			total -= e.size
		}
	}
}
