package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

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
	text, err := os.ReadFile(name)
	if err != nil {
		return ""
	}
	return cache.Key(string(text))
})

// newMemo is about a site as a snapshot has it.
func newMemo(dir string, compressed bool, s *snapshot, store *cache.Folder) *memo {
	packages, err := os.ReadFile(filepath.Join(dir, packagesFolder, ".package-lock.json"))
	if store == nil || !s.whole || err != nil || programSum() == "" {
		return &memo{}
	}
	return &memo{store, cache.Key(append([]string{"build 3", programSum(), fmt.Sprint(compressed), string(packages)}, s.digests(func(string) bool { return true })...)...)}
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

// listing digests what stands in a folder: names, sizes and times, but not what
// begins with a dot at its top, which is the editor's own. "" when it can't be
// read. Who changes a file and keeps its size and its time is not found.
func listing(dir string) string {
	var folders []string // of the first level, each walked on its own
	entries, err := os.ReadDir(dir)
	if err != nil {
		return ""
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			folders = append(folders, e.Name())
		}
	}
	slices.Sort(folders)
	sums := make([]string, len(folders))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, name := range folders {
		group.Go(func() error {
			h := sha256.New()
			err := filepath.WalkDir(filepath.Join(dir, name), func(name string, d fs.DirEntry, err error) error {
				if err != nil || d.IsDir() {
					return err
				}
				info, err := d.Info()
				if err == nil {
					fmt.Fprintf(h, "%s\x00%d %d %d\n", name, info.Size(), info.Mode(), info.ModTime().UnixNano())
				}
				return err
			})
			sums[i] = string(h.Sum(nil))
			return err
		})
	}
	if group.Wait() != nil {
		return ""
	}
	return cache.Key(append([]string{"public 1"}, sums...)...)
}
