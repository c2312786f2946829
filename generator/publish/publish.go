// Package publish writes the site. It is the only room that does. The new site
// is staged beside the old one and exchanged with it in one step, so a kill, a
// full disk or a failed build leaves the old site whole.
//
// Unchanged files keep their inode and their time (they are linked, not
// written). Files that no longer belong are gone after the exchange; what begins
// with a dot at the top of the folder is the editor's and stays: .gitignore,
// .git, .nojekyll. Where the folder can't be exchanged, a mount point for
// instance, assets are written first, then pages, and deletions come last. One
// build writes at a time.
package publish

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"vitrine/generator/output"
)

// Result says what was written.
type Result struct {
	Written, Unchanged, Removed int
	InPlace                     bool // the folder could not be exchanged
}

// ErrBusy is what a second build gets while another one writes.
var ErrBusy = errors.New("another build is writing to it")

// Write makes the folder dir hold the site and nothing else. Two folders beside
// it, named .NAME.vitrine-new and .NAME.vitrine-old, belong to Write. After an
// error the old site is whole, unless the result says InPlace.
func Write(dir string, site *output.Site) (Result, error) {
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	beside := filepath.Join(filepath.Dir(dir), "."+filepath.Base(dir)+".vitrine-")
	staging, old := beside+"new", beside+"old"
	unlock, err := lock(filepath.Dir(dir))
	if err != nil {
		return Result{}, err
	}
	defer unlock()
	if err := recoverFrom(dir, staging, old); err != nil {
		return Result{}, err
	}
	now, err := compare(dir, site)
	if err != nil {
		return Result{}, err
	}
	result := Result{Written: len(now.changed), Unchanged: len(now.same), Removed: len(now.stale)}
	if len(now.changed) == 0 && len(now.stale) == 0 {
		return result, nil
	}
	if err := stage(dir, staging, site, now); err != nil {
		_ = os.RemoveAll(staging) // the old site is untouched; what is left over goes at the next start
		if !cannotExchange(err) {
			return Result{}, err
		}
		result.InPlace = true // no room beside it, but perhaps inside
		return result, inPlace(dir, site, now)
	}
	err = exchange(staging, dir, old)
	if err == nil {
		return result, errors.Join(os.RemoveAll(staging), os.RemoveAll(old))
	}
	_ = os.RemoveAll(staging)
	if !cannotExchange(err) {
		return Result{}, err
	}
	result.InPlace = true
	return result, inPlace(dir, site, now)
}

// recoverFrom finishes what a killed build left: a site that was moved away
// comes back, and staging folders go.
func recoverFrom(dir, staging, old string) error {
	if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Lstat(old); err == nil {
			if err := os.Rename(old, dir); err != nil {
				return err
			}
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return errors.Join(os.RemoveAll(staging), os.RemoveAll(old))
}

// difference is how a folder differs from the site.
type difference struct {
	changed, same, stale []string
	kept                 []string // the editor's own, beginning with a dot
}

func compare(dir string, site *output.Site) (difference, error) {
	var d difference
	there := map[string]bool{}
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			return nil
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		switch _, belongs := site.File(rel); {
		case rel[0] == '.':
			d.kept = append(d.kept, rel)
		case !belongs:
			d.stale = append(d.stale, rel)
		default:
			there[rel] = e.Type().IsRegular()
		}
		return nil
	})
	if err != nil {
		return d, err
	}
	paths := site.Paths()
	equal := make([]bool, len(paths))
	_ = each(len(paths), func(i int) error {
		if there[paths[i]] {
			want, _ := site.File(paths[i])
			equal[i] = holds(filepath.Join(dir, filepath.FromSlash(paths[i])), want)
		}
		return nil
	})
	for i, p := range paths {
		if equal[i] {
			d.same = append(d.same, p)
		} else {
			d.changed = append(d.changed, p)
		}
	}
	return d, nil
}

func holds(name string, want []byte) bool {
	info, err := os.Stat(name)
	if err != nil || info.Size() != int64(len(want)) {
		return false
	}
	got, err := os.ReadFile(name)
	return err == nil && bytes.Equal(got, want)
}

// each calls do for 0 to n-1 on all processors and returns the first error in
// order.
func each(n int, do func(int) error) error {
	errs := make([]error, n)
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i := range n {
		group.Go(func() error { errs[i] = do(i); return nil })
	}
	_ = group.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// stage makes the whole new site in the staging folder.
func stage(dir, staging string, site *output.Site, d difference) error {
	folders := map[string]bool{".": true}
	for _, p := range slices.Concat(d.changed, d.same, d.kept) {
		for f := path.Dir(p); !folders[f]; f = path.Dir(f) {
			folders[f] = true
		}
	}
	if err := os.Mkdir(staging, 0o755); err != nil {
		return err
	}
	if info, err := os.Stat(dir); err == nil {
		if err := os.Chmod(staging, info.Mode()); err != nil {
			return err
		}
	}
	for f := range folders {
		if err := os.MkdirAll(filepath.Join(staging, filepath.FromSlash(f)), 0o755); err != nil {
			return err
		}
	}
	same := slices.Concat(d.same, d.kept)
	if err := each(len(same), func(i int) error {
		name := filepath.FromSlash(same[i])
		return keep(filepath.Join(dir, name), filepath.Join(staging, name))
	}); err != nil {
		return err
	}
	return each(len(d.changed), func(i int) error {
		contents, _ := site.File(d.changed[i])
		return os.WriteFile(filepath.Join(staging, filepath.FromSlash(d.changed[i])), contents, 0o644)
	})
}

// keep links a file, or copies it with its time where links don't work.
func keep(from, to string) error {
	if os.Link(from, to) == nil {
		return nil
	}
	contents, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	if err := os.WriteFile(to, contents, info.Mode().Perm()); err != nil {
		return err
	}
	return os.Chtimes(to, info.ModTime(), info.ModTime())
}

// inPlace writes into the folder itself, in an order in which each page finds
// what it needs: assets, then pages, deletions last.
func inPlace(dir string, site *output.Site, d difference) error {
	order := slices.Clone(d.changed)
	isPage := func(p string) bool { return path.Ext(p) == ".html" }
	slices.SortStableFunc(order, func(a, b string) int {
		switch {
		case isPage(a) == isPage(b):
			return strings.Compare(a, b)
		case isPage(b):
			return -1
		}
		return 1
	})
	for _, p := range order {
		name := filepath.Join(dir, filepath.FromSlash(p))
		contents, _ := site.File(p)
		if err := makeRoom(dir, p); err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := replace(name, contents); err != nil {
			return err
		}
	}
	for _, p := range d.stale {
		name := filepath.Join(dir, filepath.FromSlash(p))
		if info, err := os.Lstat(name); err != nil || info.IsDir() {
			continue // gone already, as it stood in the way
		}
		if err := os.Remove(name); err != nil {
			return err
		}
	}
	return removeEmpty(dir)
}

// makeRoom removes what stands in the way of a file: a folder of its name, or a
// file where it needs a folder. Both belong to the old site alone.
func makeRoom(dir, p string) error {
	name := filepath.Join(dir, filepath.FromSlash(p))
	if info, err := os.Lstat(name); err == nil && info.IsDir() {
		return os.RemoveAll(name)
	}
	for f := path.Dir(p); f != "."; f = path.Dir(f) {
		folder := filepath.Join(dir, filepath.FromSlash(f))
		if info, err := os.Lstat(folder); err == nil && !info.IsDir() {
			return os.Remove(folder)
		}
	}
	return nil
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
