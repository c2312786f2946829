// Package output is the site in memory: what each path will hold. It refuses
// two files on one path, and paths that a file system or a server could take
// for another.
package output

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
)

// Site maps paths without a leading slash to contents. Goroutines may share it.
type Site struct {
	mu      sync.Mutex
	files   map[string][]byte
	from    map[string]string // what wrote it, by lower-case path
	folders map[string]string // who needs a folder, by lower-case path
}

// Link is a link that an editor wrote: the file it stands in ("" for one on
// every page) and the address that it became.
type Link struct{ From, Href string }

// New returns an empty site.
func New() *Site {
	return &Site{files: map[string][]byte{}, from: map[string]string{}, folders: map[string]string{}}
}

// Add puts a file on a path. from says whose it is, for the message when two
// meet. The contents must not be changed afterwards.
func (s *Site) Add(name string, contents []byte, from string) error {
	if name == "" || name != path.Clean(name) || path.IsAbs(name) || strings.HasPrefix(name, "..") || strings.ContainsAny(name, "\\:\x00") {
		return fmt.Errorf("%q is no path on a site", name)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key := strings.ToLower(name) // some file systems don't tell case
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
		s.folders[folder] = from
	}
	s.from[key] = from
	s.files[name] = contents
	return nil
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

// File is the contents of a path.
func (s *Site) File(name string) ([]byte, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.files[name]
	return b, ok
}

// Bytes is the size of all files together.
func (s *Site) Bytes() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, b := range s.files {
		n += len(b)
	}
	return n
}

// From says whose file is on a path.
func (s *Site) From(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.from[strings.ToLower(name)]
}
