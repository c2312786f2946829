package build

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

// Snapshot is what stands in the parts of a site that a build reads, at one time.
// A build that reads it alone depends on these bytes and on nothing that is saved
// meanwhile, so that what is remembered of it is true of them. What else a folder
// has, it shows as it is.
type Snapshot struct {
	fs.FS
	files   map[string][]byte
	sums    map[string]string // digests that may be kept in the cache
	store   *cache.Folder     // that makes them
	folders map[string][]fs.DirEntry
	whole   bool // there is nothing but plain files, and all could be read
}

// Parts are the folders of a site that a build reads.
var Parts = []string{"content", "data", "templates"}

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

// NewSnapshot reads the parts of a site in a folder.
func NewSnapshot(dir string, files fs.FS, store *cache.Folder) *Snapshot {
	s := &Snapshot{FS: files, store: store, files: map[string][]byte{}, sums: map[string]string{},
		folders: map[string][]fs.DirEntry{}, whole: true}
	var names []string
	for _, part := range Parts {
		info, err := os.Lstat(filepath.Join(dir, part))
		if part == templatesFolder && errors.Is(err, fs.ErrNotExist) {
			continue // the program's own are taken
		}
		if err != nil || !info.IsDir() {
			return &Snapshot{FS: files} // a link, which may lead out of the folder
		}
		err = fs.WalkDir(os.DirFS(dir), part, func(name string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case name == PackagesFolder:
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
	if !s.read(dir, names) || s.addTemplates() != nil {
		return &Snapshot{FS: files}
	}
	// A file that came or went between the listing and the reading.
	for folder, entries := range s.folders {
		for _, e := range entries {
			name := path.Join(folder, e.Name())
			_, file := s.files[name]
			_, below := s.folders[name]
			if !file && !below && name != PackagesFolder {
				return &Snapshot{FS: files}
			}
		}
	}
	return s
}

// read reads files of a folder; false where one of them can't be.
func (s *Snapshot) read(dir string, names []string) bool {
	contents := make([][]byte, len(names))
	sums := make([]string, len(names))
	errs := make([]error, len(names))
	parallel.Each(len(names), func(i int) {
		if contents[i], errs[i] = plainFile(dir, names[i]); errs[i] == nil {
			sums[i] = s.store.Digest(contents[i])
		}
	})
	for i, name := range names {
		s.files[name], s.sums[name] = contents[i], sums[i]
	}
	return s.whole && errors.Join(errs...) == nil
}

// hidden reports whether something is neither a file nor a folder and has a name that
// begins with a dot.
func hidden(e fs.DirEntry) bool {
	return strings.HasPrefix(e.Name(), ".") && !e.Type().IsRegular() && !e.IsDir()
}

// Again is a snapshot after some files have been saved. Where more has happened,
// or nobody can tell, all is read again.
func (s *Snapshot) Again(dir string, files fs.FS, store *cache.Folder, saved []string) *Snapshot {
	if s == nil || !s.whole || len(saved) == 0 {
		return NewSnapshot(dir, files, store)
	}
	next := &Snapshot{FS: files, store: store, files: maps.Clone(s.files), sums: maps.Clone(s.sums),
		folders: s.folders, whole: true}
	for _, name := range saved {
		_, known := s.files[name]
		info, err := fs.Lstat(files, name)
		if !known && !s.Folder(name) && errors.Is(err, fs.ErrNotExist) && s.Folder(path.Dir(name)) {
			continue // an editor's own, which has taken another's place meanwhile
		}
		if !known || err != nil || !info.Mode().IsRegular() || info.Size() > largest {
			return NewSnapshot(dir, files, store)
		}
		contents, err := fs.ReadFile(files, name)
		if err != nil {
			return NewSnapshot(dir, files, store)
		}
		next.files[name], next.sums[name] = contents, store.Digest(contents)
	}
	return next
}

// PackagesFolder is where npm puts packages; a build knows them by npm's lock file.
const PackagesFolder = "templates/node_modules"

// inside reports whether a name belongs to what the snapshot has taken.
func (s *Snapshot) inside(name string) bool {
	return s.whole && slices.Contains(Parts, strings.Split(name, "/")[0]) && name != PackagesFolder &&
		!strings.HasPrefix(name, PackagesFolder+"/")
}

// Folder reports whether a name was a folder's.
func (s *Snapshot) Folder(name string) bool {
	if s == nil {
		return false
	}
	_, there := s.folders[name]
	return there
}

// Open opens a file as it was, or a folder.
func (s *Snapshot) Open(name string) (fs.File, error) {
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

// Stat tells of a file as it was.
func (s *Snapshot) Stat(name string) (fs.FileInfo, error) {
	f, err := s.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.Stat()
}

// ReadFile is a file as it was. It must not be changed.
func (s *Snapshot) ReadFile(name string) ([]byte, error) {
	contents, ok := s.files[name]
	switch {
	case ok:
		return contents, nil
	case s.inside(name):
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return fs.ReadFile(s.FS, name)
}

// ReadDir lists a folder as it was.
func (s *Snapshot) ReadDir(name string) ([]fs.DirEntry, error) {
	if entries, ok := s.folders[name]; ok {
		return slices.Clone(entries), nil
	}
	if s.inside(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return fs.ReadDir(s.FS, name)
}

// digests are the names of some files, sorted, and then their sums.
func (s *Snapshot) digests(wanted func(name string) bool) []string {
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
