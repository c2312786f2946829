// Package output is the site that is being made: what each path holds. It
// refuses two files on one path, and paths that a file system or a server could
// take for another.
package output

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
)

// File describes a file without its contents.
type File struct {
	From string // the editor's file that it was made from
	Size int
	Sum  [sha256.Size]byte
	Kept bool // made by an earlier build
}

// Shelf holds contents. Put must not retain them.
type Shelf interface {
	Put(name string, contents []byte, sum [sha256.Size]byte) error
	Get(name string, sum [sha256.Size]byte) ([]byte, bool)
}

// Site maps paths without a leading slash to files. Goroutines may share it.
type Site struct {
	// Look, if set, is called with each file that is added.
	Look func(name string, contents []byte, from string)

	shelf   Shelf
	mu      sync.RWMutex
	files   map[string]File
	mixed   map[string]string // File.From of paths with capitals, by the path in small letters
	folders map[string]string // File.From of a file in the folder, by its path in small letters
	failed  error
}

// New returns an empty site in memory.
func New() *Site { return On(&memory{files: map[string][]byte{}}, 0) }

// On returns an empty site for about n files, whose contents a shelf holds.
func On(shelf Shelf, n int) *Site {
	return &Site{shelf: shelf, files: make(map[string]File, n), mixed: map[string]string{},
		folders: make(map[string]string, n/2)}
}

// memory is a shelf for small sites.
type memory struct {
	mu    sync.Mutex
	files map[string][]byte
}

func (m *memory) Put(name string, contents []byte, _ [sha256.Size]byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.files[name] = bytes.Clone(contents)
	return nil
}

func (m *memory) Get(name string, _ [sha256.Size]byte) ([]byte, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	contents, ok := m.files[name]
	return contents, ok
}

// Add puts a file on a path. from is the editor's file that it was made from, for the message
// when two claim one path. Add does not retain the contents.
func (s *Site) Add(name string, contents []byte, from string) error {
	if name == "" || name != path.Clean(name) || path.IsAbs(name) || strings.HasPrefix(name, "..") ||
		strings.ContainsAny(name, "\\:\x00") {
		return fmt.Errorf("%q is no path on a site", name)
	}
	f := File{From: from, Size: len(contents), Sum: sha256.Sum256(contents)}
	s.mu.Lock()
	err := s.claim(name, f)
	s.mu.Unlock()
	if err != nil {
		return err
	}
	if err := s.shelf.Put(name, contents, f.Sum); err != nil {
		s.mu.Lock()
		s.failed = errors.Join(s.failed, err)
		s.mu.Unlock()
	}
	if s.Look != nil {
		s.Look(name, contents, from)
	}
	return nil
}

// Keep leaves a file of a build before on its path.
func (s *Site) Keep(name string, f File) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	f.Kept = true
	return s.claim(name, f)
}

// claim puts a file on a path, unless another one stands in its way. The caller holds s.mu.
func (s *Site) claim(name string, f File) error {
	key := strings.ToLower(name) // some file systems don't tell case
	taken := s.owner(key)
	if taken == "" {
		taken = s.folders[key]
	}
	folders := 0 // that are new
	for folder := parent(key); folder != "" && taken == ""; folder = parent(folder) {
		if _, exists := s.folders[folder]; exists {
			break // so no file is in the way above it either
		}
		if len(path.Base(folder)) > 200 {
			return fmt.Errorf("the address /%.40s… is too long", name)
		}
		taken = s.owner(folder)
		folders++
	}
	if taken != "" {
		return fmt.Errorf("the address /%s is taken by %s", strings.TrimSuffix(name, "index.html"), taken)
	}
	for folder := parent(key); folders > 0; folder = parent(folder) {
		s.folders[folder] = f.From
		folders--
	}
	if key != name {
		s.mixed[key] = f.From
	}
	s.files[name] = f
	return nil
}

// owner is File.From of the file on a path in small letters, whatever its own case; "" for
// none.
func (s *Site) owner(key string) string {
	if f, exists := s.files[key]; exists {
		return f.From
	}
	return s.mixed[key]
}

// parent is the folder of a path, "" at the top.
func parent(name string) string { return name[:max(0, strings.LastIndexByte(name, '/'))] }

// Err is the error of the shelf, if one of its Puts failed.
func (s *Site) Err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.failed
}

// Paths are all paths, sorted.
func (s *Site) Paths() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	paths := make([]string, 0, len(s.files))
	for p := range s.files {
		paths = append(paths, p)
	}
	slices.Sort(paths)
	return paths
}

// Info describes the file on a path.
func (s *Site) Info(name string) (File, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	f, ok := s.files[name]
	return f, ok
}

// File is the contents of a path.
func (s *Site) File(name string) ([]byte, bool) {
	f, ok := s.Info(name)
	if !ok {
		return nil, false
	}
	return s.shelf.Get(name, f.Sum)
}

// Bytes is the size of all files together.
func (s *Site) Bytes() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, f := range s.files {
		n += f.Size
	}
	return n
}

// From is the editor's file that the file on a path was made from; "" for none.
func (s *Site) From(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.owner(strings.ToLower(name))
}
