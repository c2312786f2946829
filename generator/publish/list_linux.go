package publish

import (
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// inode tells a file from all others.
type inode struct{ device, number uint64 }

func (a inode) same(b inode) bool { return a == b }

// list lists the files of a folder and the folders in it. It asks the system by
// itself: package os takes twice as long, and a large site has many folders.
func list(dir, rel string) (files []entry, folders []string, err error) {
	where := filepath.Join(dir, filepath.FromSlash(rel))
	fail := func(err error) ([]entry, []string, error) {
		return nil, nil, &fs.PathError{Op: "read", Path: where, Err: err}
	}
	folder, err := open(where)
	if err != nil {
		return fail(err)
	}
	defer unix.Close(folder)
	buffer := make([]byte, 8192)
	var names []string
	for {
		n, err := unix.Getdents(folder, buffer)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil {
			return fail(err)
		}
		if n == 0 {
			break
		}
		_, _, names = unix.ParseDirent(buffer[:n], -1, names)
	}
	for _, name := range names {
		var stat unix.Stat_t
		if err := unix.Fstatat(folder, name, &stat, unix.AT_SYMLINK_NOFOLLOW); err != nil {
			return fail(err)
		}
		full := name
		if rel != "." {
			full = path.Join(rel, name)
		}
		if stat.Mode&unix.S_IFMT == unix.S_IFDIR {
			folders = append(folders, full)
			continue
		}
		// The names of a folder share what they begin with.
		files = append(files, entry{strings.Clone(full), stat.Size, stat.Mtim.Nano(), stat.Mode,
			stat.Mode&unix.S_IFMT == unix.S_IFREG, inode{uint64(stat.Dev), stat.Ino}})
	}
	return files, folders, nil
}

func open(name string) (int, error) {
	for {
		fd, err := unix.Open(name, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC|unix.O_NOFOLLOW, 0)
		if !errors.Is(err, unix.EINTR) {
			return fd, err
		}
	}
}
