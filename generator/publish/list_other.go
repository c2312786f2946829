//go:build !linux

package publish

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// inode tells a file from all others.
type inode struct{ info fs.FileInfo }

func (a inode) same(b inode) bool { return os.SameFile(a.info, b.info) }

// list lists the files of a folder and the folders in it.
func list(dir, rel string) (files []entry, folders []string, err error) {
	entries, err := os.ReadDir(filepath.Join(dir, filepath.FromSlash(rel)))
	if err != nil {
		return nil, nil, err
	}
	for _, e := range entries {
		name := path.Join(rel, e.Name())
		if e.IsDir() {
			folders = append(folders, name)
			continue
		}
		info, err := e.Info()
		if err != nil {
			return nil, nil, err
		}
		files = append(files, entry{name, info.Size(), info.ModTime().UnixNano(), uint32(info.Mode()),
			info.Mode().IsRegular(), inode{info}})
	}
	return files, folders, nil
}
