package build

import (
	"bytes"
	"cmp"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// Overlay is a folder with files laid over it that are not written yet; nil for
// one that is to go.
type Overlay struct {
	fs.FS
	Over map[string][]byte
}

// Open opens a file of the overlay, or else of the folder.
func (o Overlay) Open(name string) (fs.File, error) {
	contents, over := o.Over[name]
	switch {
	case over && contents == nil:
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	case over:
		return newMemoryFile(name, contents), nil
	}
	return o.FS.Open(name)
}

// ReadDir lists a folder with what is laid over it.
func (o Overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	under, err := fs.ReadDir(o.FS, name)
	list := slices.DeleteFunc(under, func(e fs.DirEntry) bool {
		_,
			over := o.Over[path.Join(name, e.Name())]
		return over
	})
	for file, contents := range o.Over {
		rest, inside := strings.CutPrefix(file, strings.TrimPrefix(name+"/", "./"))
		if !inside || contents == nil {
			continue
		}
		err = nil
		first, _, deeper := strings.Cut(rest, "/")
		entry := memoryFile{name: first, size: int64(len(contents)), folder: deeper}
		if !slices.ContainsFunc(list, func(e fs.DirEntry) bool { return e.Name() == first }) {
			list = append(list, fs.FileInfoToDirEntry(&entry))
		}
	}
	slices.SortFunc(list, func(a, b fs.DirEntry) int { return cmp.Compare(a.Name(), b.Name()) })
	return list, err
}

// memoryFile is a file in memory, and its own description.
type memoryFile struct {
	*bytes.Reader
	name   string
	size   int64
	folder bool
}

// MemoryFile is an open file with some contents.
func MemoryFile(name string, contents []byte) fs.File { return newMemoryFile(name, contents) }

func newMemoryFile(name string, contents []byte) *memoryFile {
	return &memoryFile{bytes.NewReader(contents), path.Base(name), int64(len(contents)), false}
}

func (f *memoryFile) Close() error               { return nil }
func (f *memoryFile) Stat() (fs.FileInfo, error) { return f, nil }
func (f *memoryFile) Name() string               { return f.name }
func (f *memoryFile) Size() int64                { return f.size }
func (f *memoryFile) ModTime() time.Time         { return time.Time{} }
func (f *memoryFile) IsDir() bool                { return f.folder }
func (f *memoryFile) Sys() any                   { return nil }

// Mode is that of a file that can be read, or a folder.
func (f *memoryFile) Mode() fs.FileMode {
	if f.folder {
		return fs.ModeDir | 0o555
	}
	return 0o444
}
