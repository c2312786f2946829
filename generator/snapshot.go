package main

import (
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"vitrine/generator/cache"
	"vitrine/generator/parallel"
)

// snapshot is what stands in the parts of a site that a build reads, at one time.
// A build that reads it alone depends on these bytes and on nothing that is saved
// meanwhile, so that what is remembered of it is true of them. What else a folder
// has, it shows as it is.
type snapshot struct {
	fs.FS
	dir     string
	files   map[string][]byte // nil for a file that is read again when it is asked for
	sums    map[string]string // digests that may be kept in the cache
	store   *cache.Folder     // that makes them
	folders map[string][]fs.DirEntry
	light   bool // articles are read again
	whole   bool // there is nothing but plain files, and all could be read
}

// largest is the size of a file that a snapshot takes, in bytes; what is larger is
// read from where it is.
const largest = 64 << 20

// plainFile reads a file that was found to be a plain one, in a folder that no
// link leads out of. It is read from its path: asking step by step, as files does,
// takes several times as long.
func plainFile(dir, name string) ([]byte, error) {
	f, err := os.Open(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular() || info.Size() > largest:
		return nil, errors.New("too large, or no file any more")
	}
	contents := make([]byte, info.Size())
	if _, err := io.ReadFull(f, contents); err != nil {
		return nil, err
	}
	return contents, nil
}

// newSnapshot reads the parts of a site in a folder.
func newSnapshot(dir string, files fs.FS, store *cache.Folder) *snapshot {
	s := &snapshot{FS: files, dir: dir, store: store, files: map[string][]byte{}, sums: map[string]string{}, folders: map[string][]fs.DirEntry{}, whole: true}
	var names []string
	for _, part := range siteParts {
		if info, err := os.Lstat(filepath.Join(dir, part)); err != nil || !info.IsDir() {
			return &snapshot{FS: files} // a link, which may lead out of the folder
		}
		err := fs.WalkDir(os.DirFS(dir), part, func(name string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case name == packagesFolder:
				if d.IsDir() {
					return fs.SkipDir
				}
			case d.IsDir():
				entries, err := os.ReadDir(filepath.Join(dir, filepath.FromSlash(name)))
				s.folders[name] = slices.DeleteFunc(entries, hidden)
				return err
			case hidden(d): // an editor's lock, which no build reads
			case !d.Type().IsRegular():
				s.whole = false // the build says that this is none
			default:
				names = append(names, name)
			}
			return nil
		})
		s.whole = s.whole && err == nil
	}
	contents := make([][]byte, len(names))
	sums := make([]string, len(names))
	errs := make([]error, len(names))
	parallel.Each(len(names), func(i int) {
		if contents[i], errs[i] = plainFile(dir, names[i]); errs[i] == nil {
			sums[i] = store.Digest(contents[i])
		}
	})
	if !s.whole || errors.Join(errs...) != nil {
		return &snapshot{FS: files}
	}
	for i, name := range names {
		s.files[name], s.sums[name] = contents[i], sums[i]
	}
	// A file that came or went between the listing and the reading.
	for folder, entries := range s.folders {
		for _, e := range entries {
			name := path.Join(folder, e.Name())
			_, file := s.files[name]
			_, below := s.folders[name]
			if !file && !below && name != packagesFolder {
				return &snapshot{FS: files}
			}
		}
	}
	return s
}

// hidden reports whether something is neither a file nor a folder and has a name that
// begins with a dot.
func hidden(e fs.DirEntry) bool {
	return strings.HasPrefix(e.Name(), ".") && !e.Type().IsRegular() && !e.IsDir()
}

// again is a snapshot after some files have been saved. Where more has happened,
// or nobody can tell, all is read again.
func (s *snapshot) again(dir string, files fs.FS, store *cache.Folder, saved []string) *snapshot {
	if s == nil || !s.whole || len(saved) == 0 {
		return newSnapshot(dir, files, store)
	}
	next := &snapshot{FS: files, dir: dir, store: store, files: maps.Clone(s.files), sums: maps.Clone(s.sums), folders: s.folders, light: s.light, whole: true}
	for _, name := range saved {
		_, known := s.files[name]
		info, err := fs.Lstat(files, name)
		if !known && !s.folder(name) && errors.Is(err, fs.ErrNotExist) && s.folder(path.Dir(name)) {
			continue // an editor's own, which has taken another's place meanwhile
		}
		if !known || err != nil || !info.Mode().IsRegular() || info.Size() > largest {
			return newSnapshot(dir, files, store)
		}
		contents, err := fs.ReadFile(files, name)
		if err != nil {
			return newSnapshot(dir, files, store)
		}
		next.files[name], next.sums[name] = contents, store.Digest(contents)
	}
	return next
}

// packagesFolder is where npm puts packages; a build knows them by npm's lock file.
const packagesFolder = "templates/node_modules"

// inside reports whether a name belongs to what the snapshot has taken.
func (s *snapshot) inside(name string) bool {
	return s.whole && slices.Contains(siteParts, strings.Split(name, "/")[0]) && name != packagesFolder && !strings.HasPrefix(name, packagesFolder+"/")
}

// folder reports whether a name was a folder's.
func (s *snapshot) folder(name string) bool {
	if s == nil {
		return false
	}
	_, there := s.folders[name]
	return there
}

// Open opens a file as it was, or a folder.
func (s *snapshot) Open(name string) (fs.File, error) {
	if !s.inside(name) {
		return s.FS.Open(name)
	}
	if _, ok := s.files[name]; ok {
		contents, err := s.ReadFile(name)
		if err != nil {
			return nil, err
		}
		return newMemoryFile(name, contents), nil
	}
	if _, ok := s.folders[name]; ok {
		return &memoryFile{name: path.Base(name), folder: true}, nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// Stat tells of a file without reading it again.
func (s *snapshot) Stat(name string) (fs.FileInfo, error) {
	if contents, ok := s.files[name]; ok && contents == nil {
		return os.Lstat(filepath.Join(s.dir, filepath.FromSlash(name)))
	}
	f, err := s.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.Stat()
}

// ReadFile is a file as it was. It must not be changed.
func (s *snapshot) ReadFile(name string) ([]byte, error) {
	contents, ok := s.files[name]
	switch {
	case ok && contents == nil:
		return plainFile(s.dir, name)
	case ok:
		return contents, nil
	case s.inside(name):
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return fs.ReadFile(s.FS, name)
}

// lighten forgets what stands in articles, which are most of a large site. Who asks
// for one again gets what is there then, and load holds it against its digest.
func (s *snapshot) lighten() {
	s.light = true
	for name := range s.files {
		if strings.HasPrefix(name, "content/") && path.Ext(name) == ".md" {
			s.files[name] = nil
		}
	}
}

// ReadDir lists a folder as it was.
func (s *snapshot) ReadDir(name string) ([]fs.DirEntry, error) {
	if entries, ok := s.folders[name]; ok {
		return slices.Clone(entries), nil
	}
	if s.inside(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return fs.ReadDir(s.FS, name)
}

// digests are the names of some files, sorted, and then their sums.
func (s *snapshot) digests(wanted func(name string) bool) []string {
	var names, sums []string
	for name := range s.files {
		if wanted(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		sums = append(sums, s.sums[name])
	}
	return append(names, sums...)
}
