package publish

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"vitrine/generator/release"
)

// Lock makes sure that one process at a time does something in a folder. The
// lock goes with the process, however it ends.
func Lock(folder string) (unlock func(), err error) { return lock(folder) }

// Record does steps below dir, one after the other. A file is moved into its
// place in one step, and stands on the disk before the next one is begun.
func Record(dir string, steps []release.Step) error {
	for _, s := range steps {
		name := filepath.Join(dir, filepath.FromSlash(s.Path))
		if s.Remove {
			if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			releases := filepath.Join(dir, filepath.FromSlash(release.Dir))
			for folder := filepath.Dir(name); folder != releases && isInside(folder, releases) &&
				os.Remove(folder) == nil; {
				folder = filepath.Dir(folder) // it was empty
			}
			continue
		}
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := write(name+".part", s.Contents); err != nil {
			return err
		}
		if err := os.Rename(name+".part", name); err != nil {
			return err
		}
	}
	return nil
}

func write(name string, contents []byte) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	_, err = f.Write(contents)
	return errors.Join(err, f.Sync(), f.Close())
}

// Secret writes a file that only its owner can read, where there is none. It is
// there whole or not at all.
func Secret(name string, contents []byte) error {
	part, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".part-") // with mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(part.Name())
	_, err = part.Write(contents)
	if err = errors.Join(err, part.Sync(), part.Close()); err != nil {
		return err
	}
	err = os.Link(part.Name(), name) // unlike a renaming it takes no other file's place
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	if _, statErr := os.Lstat(name); !errors.Is(statErr, fs.ErrNotExist) {
		return fs.ErrExist
	}
	return os.Rename(part.Name(), name) // a file system without links
}
