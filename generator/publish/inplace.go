package publish

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// inPlace writes into the folder itself, in an order in which each page finds what it needs:
// assets, then pages, deletions last. It reports whether it has changed anything.
func (s *Staging) inPlace(d difference) (begun bool, err error) {
	dir := s.dir
	order := slices.Clone(d.changed)
	rank := func(p string) int {
		if path.Ext(p) == ".html" {
			return 1
		}
		return 0
	}
	slices.SortFunc(order, func(a, b string) int { return cmp.Or(rank(a)-rank(b), strings.Compare(a, b)) })
	for _, p := range order {
		name := filepath.Join(dir, filepath.FromSlash(p))
		contents, err := os.ReadFile(s.staged(p))
		if err != nil {
			return begun, err
		}
		removed, err := clearPath(dir, p)
		begun = begun || removed
		if err != nil {
			return begun, err
		}
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return begun, err
		}
		if err := replace(name, contents); err != nil {
			return begun, err
		}
		begun = true
	}
	for _, p := range d.stale {
		name := filepath.Join(dir, filepath.FromSlash(p))
		if info, err := os.Lstat(name); err != nil || info.IsDir() {
			continue // gone already, as it stood in the way
		}
		if err := os.Remove(name); err != nil {
			return begun, err
		}
		begun = true
	}
	return begun, removeEmpty(dir)
}

// clearPath removes what stands in the way of a file: a folder of its name, or a file where
// it needs a folder. Both belong to the old site alone.
func clearPath(dir, p string) (removed bool, err error) {
	name := filepath.Join(dir, filepath.FromSlash(p))
	if info, err := os.Lstat(name); err == nil && info.IsDir() {
		return true, os.RemoveAll(name) // some of it may be gone when it fails
	}
	for f := path.Dir(p); f != "."; f = path.Dir(f) {
		folder := filepath.Join(dir, filepath.FromSlash(f))
		if info, err := os.Lstat(folder); err == nil && !info.IsDir() {
			err = os.Remove(folder)
			return err == nil, err
		}
	}
	return false, nil
}

// replace writes a file beside its place and moves it there.
func replace(name string, contents []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".new-*")
	if err != nil {
		return err
	}
	_, err = f.Write(contents)
	err = errors.Join(err, f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return fmt.Errorf("writing %s: %w", filepath.Base(name), err)
	}
	return nil
}

// removeEmpty removes the folders that hold nothing any more.
func removeEmpty(dir string) error {
	var folders []string
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err == nil && e.IsDir() && filepath.Dir(name) == dir && e.Name()[0] == '.' {
			return fs.SkipDir // the editor's
		}
		if err == nil && e.IsDir() && name != dir {
			folders = append(folders, name)
		}
		return err
	})
	slices.Reverse(folders)
	for _, f := range folders {
		_ = os.Remove(f) // fails where something is left, as it should
	}
	return err
}
