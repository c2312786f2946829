// Package cache keeps what is costly to make from one build to the next, in the
// user's cache folder, by a digest of all that it was made from.
//
// It is sealed with a key that does not lie in it, so that it may be carried
// where others can read and write it, as CI does. An entry whose seal does not
// fit its name and its contents is taken for none: it was cut short, changed, put
// under another name, or made by somebody without the key. The names of entries,
// and what Digest gives, are HMACs under the key: without it nobody can find out
// whether a file of raw figures is the one that he guesses.
//
// It holds only what was made from published figures. Losing the folder costs
// time and nothing else, so no failure here is anybody's problem.
package cache

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// Folder is a cache. A nil Folder is always empty.
type Folder struct {
	dir string
	key []byte
	put atomic.Int64 // bytes
}

// MinKey is the length of the shortest key, in bytes: shorter ones are guessed.
const MinKey = 16

// In is a cache in a folder, which need not be there yet, sealed with a key.
func In(dir string, key []byte) *Folder { return &Folder{dir: dir, key: key} }

// Within reports whether a file lies in the cache's folder.
func (f *Folder) Within(name string) bool {
	rel, err := filepath.Rel(f.dir, name)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// hmac is one under the cache's key. use keeps what is made for one use from
// being taken for another.
func (f *Folder) hmac(use string, parts ...[]byte) []byte {
	h := hmac.New(sha256.New, f.key)
	h.Write([]byte(use + "\n"))
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}

// Digest is one of a file that may be kept in the cache. Of a nil Folder, in
// which nothing is kept, it is the sha256.
func (f *Folder) Digest(contents []byte) string {
	if f == nil {
		sum := sha256.Sum256(contents)
		return string(sum[:])
	}
	return string(f.hmac("file", contents))
}

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

// path is where the value of a key is kept. It spreads the entries over 256
// folders.
func (f *Folder) path(key string) string {
	name := hex.EncodeToString(f.hmac("name", []byte(key)))
	return filepath.Join(f.dir, name[:2], name[2:])
}

// seal is what an entry begins with.
func (f *Folder) seal(key string, value []byte) []byte {
	return f.hmac("seal", []byte(key+"\n"), value)
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
	if !hmac.Equal(entry[:sha256.Size], f.seal(key, value)) {
		return nil, false
	}
	return value, true
}

// Put keeps a value. Two builds may put the same key at once.
func (f *Folder) Put(key string, value []byte) {
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
	for _, text := range [][]byte{f.seal(key, value), value} {
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
