// Package output is the site that is being made: what each path holds. It
// refuses two files on one path, and paths that a file system or a server could
// take for another.
package output

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
)

// File is what is known of a file without its contents.
type File struct {
	From string // the editor's file that it was made from
	Size int
	Sum  [sha256.Size]byte
	Kept bool // it was made by a build before
}

// Shelf holds contents.
type Shelf interface {
	Put(name string, contents []byte, sum [sha256.Size]byte) error
	Get(name string, sum [sha256.Size]byte) ([]byte, bool)
}

// Site maps paths without a leading slash to files. Goroutines may share it.
type Site struct {
	// Look, if set, sees each file that is added.
	Look func(name string, contents []byte, from string)

	shelf   Shelf
	mu      sync.RWMutex
	files   map[string]File
	from    map[string]string // what wrote it, by lower-case path
	folders map[string]string // who needs a folder, by lower-case path
	failed  error
}

// Link is a link that an editor wrote: the file it stands in ("" for one on
// every page) and the address that it became.
type Link struct{ From, Href string }

// New returns an empty site in memory.
func New() *Site { return On(&memory{files: map[string][]byte{}}, 0) }

// On returns an empty site whose contents a shelf holds, for about n files.
func On(shelf Shelf, n int) *Site {
	return &Site{shelf: shelf, files: make(map[string]File, n), from: make(map[string]string, n), folders: make(map[string]string, n/2)}
}

// memory is a shelf for small sites.
type memory struct {
	mu    sync.Mutex
	files map[string][]byte
}

func (m *memory) Put(name string, contents []byte, _ [sha256.Size]byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.files[name] = contents
	return nil
}

func (m *memory) Get(name string, _ [sha256.Size]byte) ([]byte, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	contents, ok := m.files[name]
	return contents, ok
}

// Add puts a file on a path. from says whose it is, for the message when two
// meet. The contents must not be changed afterwards.
func (s *Site) Add(name string, contents []byte, from string) error {
	f := File{From: from, Size: len(contents), Sum: sha256.Sum256(contents)}
	if err := s.claim(name, f); err != nil {
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
	f.Kept = true
	return s.claim(name, f)
}

func (s *Site) claim(name string, f File) error {
	if name == "" || name != path.Clean(name) || path.IsAbs(name) || strings.HasPrefix(name, "..") || strings.ContainsAny(name, "\\:\x00") {
		return fmt.Errorf("%q is no path on a site", name)
	}
	key := strings.ToLower(name) // some file systems don't tell case
	s.mu.Lock()
	defer s.mu.Unlock()
	taken := s.from[key]
	if taken == "" {
		taken = s.folders[key]
	}
	for folder := path.Dir(key); folder != "." && taken == ""; folder = path.Dir(folder) {
		if len(path.Base(folder)) > 200 {
			return fmt.Errorf("the address /%.40s… is too long", name)
		}
		taken = s.from[folder]
	}
	if taken != "" {
		return fmt.Errorf("the address /%s is taken by %s", strings.TrimSuffix(name, "index.html"), taken)
	}
	for folder := path.Dir(key); folder != "." && s.folders[folder] == ""; folder = path.Dir(folder) {
		s.folders[folder] = f.From
	}
	s.from[key] = f.From
	s.files[name] = f
	return nil
}

// Err is why contents could not be put on the shelf, or nil.
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

// Info is what is known of the file on a path.
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

// From says whose file is on a path.
func (s *Site) From(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.from[strings.ToLower(name)]
}
