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
