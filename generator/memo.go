package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"vitrine/generator/cache"
	"vitrine/generator/source"
)

// memo remembers builds that went well. A build depends on the site's files, the
// npm packages and the program, and on nothing else; so when these are the same,
// its problems are the same, and so is public/ if nobody has touched it.
type memo struct {
	store *cache.Folder
	key   string // "" when the files can't be read
}

// remembered is what is known of a build.
type remembered struct {
	Lines    []string         // that it printed
	Warnings []source.Problem // that it had
	Public   string           // the digest of what stood in public/ afterwards: names, sizes, times
	Files    int
	Bytes    int
}

// programSum is the digest of the program itself.
var programSum = sync.OnceValue(func() string {
	name, err := os.Executable()
	if err != nil {
		return ""
	}
	f, err := os.Open(name)
	if err != nil {
		return ""
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return ""
	}
	return string(h.Sum(nil))
})

// newMemo is about a site as a snapshot has it.
func newMemo(dir string, compressed bool, s *snapshot, store *cache.Folder) *memo {
	packages, err := os.ReadFile(filepath.Join(dir, packagesFolder, ".package-lock.json"))
	if store == nil || !s.whole || err != nil || programSum() == "" {
		return &memo{}
	}
	return &memo{store, cache.Key(append([]string{"build 4", programSum(), fmt.Sprint(compressed), string(packages)}, s.digests(func(string) bool { return true })...)...)}
}

// recall is what is known of a build of the same site.
func (m *memo) recall() (*remembered, bool) {
	if m.key == "" {
		return nil, false
	}
	text, ok := m.store.Get(m.key)
	var r remembered
	if !ok || json.Unmarshal(text, &r) != nil {
		return nil, false
	}
	return &r, true
}

// keep remembers a build.
func (m *memo) keep(r remembered) {
	if text, err := json.Marshal(r); err == nil && m.key != "" {
		m.store.Put(m.key, text)
	}
}
