// Package publish writes the site. It is the only room that does. The new site
// is staged beside the old one, file by file as its files are made, and exchanged
// with it in one step, so a kill, a full disk or a failed build leaves the old
// site whole.
//
// Unchanged files keep their inode and their time (they are linked, not
// written). Files that no longer belong are gone after the exchange; what begins
// with a dot at the top of the folder is the editor's and stays: .gitignore,
// .git, .nojekyll, with all that is in it when the new site is exchanged. Of a large site the old copy stays beside the new one, all but
// the same files by their links, so that the next build need link only those
// that changed. Where the folder can't be exchanged, a mount point for instance,
// assets are written first, then pages, and deletions come last. One build writes
// at a time.
package publish

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"vitrine/generator/output"
	"vitrine/generator/parallel"
)

// Result says what was written.
type Result struct {
	Written, Unchanged, Removed int
	InPlace                     bool  // the folder could not be exchanged, and was changed file by file
	Tree                        Tree  // what stands in the folder now
	Left                        error // why what stood there before could not be removed, though the new site stands
}

// Tree is what stands in a folder.
type Tree struct{ entries []entry }

// Plain reports whether a file of a size stands on a path, and no link leads to it.
func (t Tree) Plain(name string, size int) bool {
	i, ok := slices.BinarySearchFunc(t.entries, name, func(e entry, name string) int { return strings.Compare(e.name, name) })
	return ok && t.entries[i].plain && t.entries[i].size == int64(size)
}

// Digest is one of names, sizes, modes and times, but not of what begins with a
// dot at the top, which is the editor's own. "" of an empty tree. Who changes a
// file and keeps its size and its time is not found.
func (t Tree) Digest() string {
	if len(t.entries) == 0 {
		return ""
	}
	h := sha256.New()
	var lines []byte
	for _, e := range t.entries {
		if e.name[0] == '.' {
			continue
		}
		lines = append(append(lines, e.name...), 0)
		for _, n := range []int64{e.size, int64(e.mode), e.time} {
			lines = append(strconv.AppendInt(lines, n, 10), ' ')
		}
		lines = append(lines, '\n')
		if len(lines) > 1<<15 {
			h.Write(lines)
			lines = lines[:0]
		}
	}
	h.Write(lines)
	return hex.EncodeToString(h.Sum(nil))
}

// ErrBusy is what a second build gets while another one writes.
var ErrBusy = errors.New("another build is writing to it")

// large is the number of files from which linking all of them takes longer than
// looking whether they are linked.
const large = 2000

// Staging is a new site that is being made beside the old one. It is a shelf of
// output.
type Staging struct {
	Now Tree // what stands in the folder

	dir, staging, old string
	begun             bool // there is a folder to stage in
	done              bool
	beside            bool // staging can be exchanged with dir
	spare             bool // staging holds an older site
	unlock            func()
	looked            chan struct{} // closed once what staging held has been listed; nil when nobody looked
	there             []entry       // what it held
	below             []string      // the folders in it
	unlisted          error

	mu      sync.Mutex
	changed map[string]bool // written, as they differ from what is published
	same    map[string]bool // the same as published
	folders map[string]bool // that are there
}

// Open begins a new site for the folder dir, and looks what stands there. Two
// folders beside it, named .NAME.vitrine-new and .NAME.vitrine-old, belong to this
// package. Until Close, no other build can write.
func Open(dir string) (*Staging, error) {
	dir, err := place(dir)
	if err != nil {
		return nil, err
	}
	beside := filepath.Join(filepath.Dir(dir), "."+filepath.Base(dir)+".vitrine-")
	s := &Staging{dir: dir, staging: beside + "new", old: beside + "old", beside: true, changed: map[string]bool{}, same: map[string]bool{}, folders: map[string]bool{".": true}}
	if s.unlock, err = lock(filepath.Dir(dir)); err != nil {
		return nil, err
	}
	err = recoverFrom(s.dir, s.old)
	if err == nil {
		s.Now.entries, _, err = walk(s.dir)
	}
	if len(s.Now.entries) < large { // what a killed build has left is of no use
		err = errors.Join(err, os.RemoveAll(s.staging))
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		s.unlock()
		return nil, err
	}
	return s, nil
}

// place is where a folder is that a link may stand for, outside of the folder it
// is in: what is there will go.
func place(dir string) (string, error) {
	info, err := os.Lstat(dir)
	switch {
	case err != nil:
		return dir, nil // it is made, or that fails
	case info.IsDir():
		return filepath.EvalSymlinks(dir)
	case info.Mode()&fs.ModeSymlink == 0:
		return "", errors.New("there is a file of this name, not a folder")
	}
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return "", errors.New("it is a link to nothing")
	}
	beside, err := filepath.Abs(filepath.Dir(dir))
	if err == nil {
		beside, err = filepath.EvalSymlinks(beside)
	}
	if err != nil {
		return "", err
	}
	if !filepath.IsAbs(real) {
		real = filepath.Join(beside, filepath.Base(dir), "..", real)
	}
	if within(real, beside) || within(beside, real) {
		return "", errors.New("it is a link to the site's own folder or into it, whose files would go")
	}
	return real, nil
}

// within reports whether a folder is another one or lies in it.
func within(name, folder string) bool {
	rel, err := filepath.Rel(folder, name)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// Prepare looks, while the site is made, what the spare copy holds.
func (s *Staging) Prepare() {
	if len(s.Now.entries) < large {
		return
	}
	s.looked = make(chan struct{})
	go func() {
		defer close(s.looked)
		s.there, s.below, s.unlisted = walk(s.staging)
	}()
}

// begin makes sure that there is a folder to stage in. The caller holds the lock.
func (s *Staging) begin() error {
	if s.begun {
		return nil
	}
	s.begun = true
	err := os.Mkdir(s.staging, 0o755)
	if cannotExchange(err) { // no room beside it, but perhaps inside
		s.beside = false
		s.staging, err = os.MkdirTemp("", "vitrine-")
	}
	if s.spare = errors.Is(err, fs.ErrExist); s.spare {
		return nil
	}
	return err
}

// Write makes the folder dir hold a site that is in memory.
func Write(dir string, site *output.Site) (Result, error) {
	s, err := Open(dir)
	if err != nil {
		return Result{}, err
	}
	defer s.Close()
	s.Prepare()
	paths := site.Paths()
	if err := each(len(paths), func(i int) error {
		contents, _ := site.File(paths[i])
		return s.Put(paths[i], contents, sha256.Sum256(contents))
	}); err != nil {
		return Result{}, err
	}
	return s.Commit(site)
}

// recoverFrom finishes what a killed build left: a site that was moved away comes
// back.
func recoverFrom(dir, old string) error {
	if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Lstat(old); err == nil {
			if err := os.Rename(old, dir); err != nil {
				return err
			}
		}
	}
	return os.RemoveAll(old)
}

func (s *Staging) published(name string) string {
	return filepath.Join(s.dir, filepath.FromSlash(name))
}
func (s *Staging) staged(name string) string {
	return filepath.Join(s.staging, filepath.FromSlash(name))
}

// Put writes a file of the new site, if it differs from the published one.
func (s *Staging) Put(name string, contents []byte, _ [sha256.Size]byte) error {
	if s.Now.Plain(name, len(contents)) && holds(s.published(name), contents) {
		s.mu.Lock()
		s.same[name] = true
		s.mu.Unlock()
		return nil
	}
	if err := s.room(name); err != nil {
		return err
	}
	_ = os.Remove(s.staged(name)) // never into a file that is published by another link
	if err := os.WriteFile(s.staged(name), contents, 0o644); err != nil {
		return err
	}
	s.mu.Lock()
	s.changed[name] = true
	s.mu.Unlock()
	return nil
}

// Get is what the new site has on a path, as far as it was put or is kept.
func (s *Staging) Get(name string, _ [sha256.Size]byte) ([]byte, bool) {
	s.mu.Lock()
	changed := s.changed[name]
	s.mu.Unlock()
	at := s.published(name)
	if changed {
		at = s.staged(name)
	}
	contents, err := os.ReadFile(at)
	return contents, err == nil
}

// room makes the folder of a staged file, and takes away what stands in the way:
// what an older site has there.
func (s *Staging) room(name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.begin(); err != nil {
		return err
	}
	if s.folders[path.Dir(name)] {
		return s.clear(name)
	}
	if _, err := makeRoom(s.staging, name); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(s.staged(name)), 0o755); err != nil {
		return err
	}
	for f := path.Dir(name); !s.folders[f]; f = path.Dir(f) {
		s.folders[f] = true
	}
	return nil
}

// clear removes a folder where a file is to be.
func (s *Staging) clear(name string) error {
	if info, err := os.Lstat(s.staged(name)); err == nil && info.IsDir() {
		return os.RemoveAll(s.staged(name))
	}
	return nil
}

// Close lets other builds write. Without a Commit the published site is as it was.
func (s *Staging) Close() {
	if s.looked != nil {
		<-s.looked
	}
	if s.begun && !s.done && !s.spare {
		_ = os.RemoveAll(s.staging) // what is left over is taken up by the next build
	}
	s.unlock()
}

// Commit makes the folder hold the site and nothing else. After an error the old
// site is whole, unless the result says InPlace.
func (s *Staging) Commit(site *output.Site) (Result, error) {
	s.done = true
	if s.looked != nil {
		<-s.looked
	}
	result, spare, err := s.commit(site, s.Now.entries)
	if err != nil {
		return result, errors.Join(err, os.RemoveAll(s.staging))
	}
	result.Left = os.RemoveAll(s.old)
	if !spare {
		result.Left = errors.Join(result.Left, os.RemoveAll(s.staging))
	}
	return result, nil
}

// commit reports besides whether the old site is worth to be kept.
func (s *Staging) commit(site *output.Site, now []entry) (result Result, spare bool, err error) {
	if err := os.MkdirAll(s.dir, 0o755); err != nil {
		return result, false, err
	}
	d := s.difference(site, now)
	if err := s.begin(); err != nil {
		return result, false, err
	}
	result = Result{Written: len(d.changed), Unchanged: len(d.same), Removed: len(d.stale)}
	if len(d.changed) == 0 && len(d.stale) == 0 {
		result.Tree = Tree{now}
		return result, (s.spare || !s.begun) && len(d.same) >= large, nil
	}
	if s.beside {
		err = s.complete(d, now)
		if err == nil {
			err = exchange(s.staging, s.dir, s.old)
		}
		if err == nil {
			result.Tree = s.tree(d, now)
			return result, len(d.same) >= large, nil
		}
		if !cannotExchange(err) {
			return Result{}, false, err
		}
	}
	result.InPlace, err = s.inPlace(d)
	if err != nil {
		return result, false, err
	}
	result.Tree = s.tree(d, now)
	return result, false, nil
}

// tree is that of the folder, once it holds the new site. now is what it held.
// It is empty when it can't be told.
func (s *Staging) tree(d difference, now []entry) Tree {
	gone := map[string]bool{}
	for _, name := range slices.Concat(d.stale, d.changed) {
		gone[name] = true
	}
	t := make([]entry, 0, len(now)+len(d.changed))
	for _, e := range now {
		if !gone[e.name] {
			t = append(t, e)
		}
	}
	folders := map[string]bool{}
	for _, name := range d.changed {
		folders[path.Dir(name)] = true
	}
	for folder := range folders {
		files, _, err := list(s.dir, folder)
		if err != nil {
			return Tree{}
		}
		for _, e := range files {
			if s.changed[e.name] {
				t = append(t, e)
			}
		}
	}
	slices.SortFunc(t, func(a, b entry) int { return strings.Compare(a.name, b.name) })
	return Tree{t}
}

// difference is how the published folder differs from the site.
type difference struct {
	changed, same, stale []string // without what begins with a dot
}

func (s *Staging) difference(site *output.Site, now []entry) difference {
	var d difference
	paths := site.Paths()
	i := 0
	older := func(name string) { // what is there, and belongs to the site no more
		if name[0] != '.' {
			d.stale = append(d.stale, name)
		}
	}
	for _, name := range paths {
		for ; i < len(now) && now[i].name < name; i++ {
			older(now[i].name)
		}
		there := i < len(now) && now[i].name == name
		plain := there && now[i].plain
		if there {
			i++
		}
		f, _ := site.Info(name)
		if s.changed[name] || !plain || !s.same[name] && !f.Kept {
			d.changed = append(d.changed, name)
		} else {
			d.same = append(d.same, name)
		}
	}
	for ; i < len(now); i++ {
		older(now[i].name)
	}
	return d
}

// walk finds all files in a folder, sorted by name, and all folders in it. Half of the
// time goes to the system, so that each processor takes folders as it can.
func walk(dir string) (found []entry, all []string, err error) {
	var mu sync.Mutex
	var failed error
	folders := []string{"."}
	waiting := 0
	ready := sync.NewCond(&mu)
	work := func() {
		mu.Lock()
		defer mu.Unlock()
		for {
			for len(folders) == 0 && waiting > 0 {
				ready.Wait()
			}
			if len(folders) == 0 || failed != nil {
				ready.Broadcast()
				return
			}
			rel := folders[len(folders)-1]
			folders = folders[:len(folders)-1]
			waiting++
			mu.Unlock()
			files, below, err := list(dir, rel)
			mu.Lock()
			waiting--
			found, folders, failed = append(found, files...), append(folders, below...), errors.Join(failed, err)
			all = append(all, below...)
			ready.Broadcast()
		}
	}
	var group errgroup.Group
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() error { work(); return nil })
	}
	_ = group.Wait() // what failed is kept
	slices.SortFunc(found, func(a, b entry) int { return strings.Compare(a.name, b.name) })
	return found, all, failed
}

// entry is a file in a folder.
type entry struct {
	name  string
	size  int64
	time  int64 // of its last change, in nanoseconds
	mode  uint32
	plain bool // not a link or a device
	inode inode
}

// complete makes the staged site whole: what is the same as published is linked,
// what an older site had besides is removed.
func (s *Staging) complete(d difference, now []entry) error {
	if info, err := os.Stat(s.dir); err == nil {
		if err := os.Chmod(s.staging, info.Mode()); err != nil {
			return err
		}
	}
	for _, name := range d.changed {
		if !s.changed[name] {
			return fmt.Errorf("%s was taken away meanwhile", name)
		}
	}
	there, folders := s.there, s.below
	if s.looked == nil || s.unlisted != nil {
		var err error
		if there, folders, err = walk(s.staging); err != nil {
			return err
		}
	}
	wanted := d.same // sorted
	var missing []string
	i, j := 0, 0
	for _, name := range wanted {
		for ; i < len(there) && there[i].name < name; i++ {
			if err := s.drop(there[i].name); err != nil {
				return err
			}
		}
		for now[j].name != name {
			j++
		}
		if i == len(there) || there[i].name != name || !there[i].inode.same(now[j].inode) {
			missing = append(missing, name)
		}
		if i < len(there) && there[i].name == name {
			i++
		}
	}
	for ; i < len(there); i++ {
		if err := s.drop(there[i].name); err != nil {
			return err
		}
	}
	needed := map[string]bool{".": true}
	for _, names := range [][]string{wanted, d.changed} {
		for _, name := range names {
			for f := path.Dir(name); !needed[f]; f = path.Dir(f) {
				needed[f] = true
			}
		}
	}
	slices.Sort(folders)
	for _, f := range slices.Backward(folders) { // the deepest first
		if !needed[f] {
			_ = os.Remove(s.staged(f)) // nothing is in it any more
		}
	}
	if err := each(len(missing), func(i int) error {
		if err := s.room(missing[i]); err != nil {
			return err
		}
		_ = os.Remove(s.staged(missing[i]))
		return keep(s.published(missing[i]), s.staged(missing[i]))
	}); err != nil {
		return err
	}
	return s.carry()
}

// carry links into the staged site what begins with a dot at the top of the published
// folder, as it is now, with folders that are empty.
func (s *Staging) carry() error {
	entries, err := os.ReadDir(s.dir)
	for _, e := range entries {
		if e.Name()[0] != '.' || err != nil {
			continue
		}
		var folders []string
		err = filepath.WalkDir(s.published(e.Name()), func(name string, d fs.DirEntry, err error) error {
			rel, outside := filepath.Rel(s.dir, name)
			switch {
			case errors.Is(err, fs.ErrNotExist): // it has gone meanwhile
				return nil
			case err != nil || outside != nil:
				return errors.Join(err, outside)
			case d.IsDir():
				folders = append(folders, rel)
				return os.MkdirAll(filepath.Join(s.staging, rel), 0o755)
			}
			if err = keep(name, filepath.Join(s.staging, rel)); errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			return err
		})
		for _, rel := range slices.Backward(folders) { // what is in a folder is there by now
			if info, gone := os.Stat(filepath.Join(s.dir, rel)); gone == nil && err == nil {
				err = os.Chmod(filepath.Join(s.staging, rel), info.Mode())
			}
		}
	}
	return err
}

// drop removes a file that an older site had when it was listed. It may have gone
// since, where a file or a folder of the new site needed the place.
func (s *Staging) drop(name string) error {
	if s.changed[name] {
		return nil
	}
	err := os.Remove(s.staged(name))
	if err == nil {
		return nil
	}
	if now, gone := os.Lstat(s.staged(name)); gone != nil || now.IsDir() {
		return nil
	}
	return err
}

func holds(name string, want []byte) bool {
	got, err := os.ReadFile(name)
	return err == nil && bytes.Equal(got, want)
}

// each calls do for 0 to n-1 on all processors and returns the first error in
// order.
func each(n int, do func(int) error) error {
	errs := make([]error, n)
	parallel.Each(n, func(i int) { errs[i] = do(i) })
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
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
// what it needs: assets, then pages, deletions last. begun says whether anything
// in it was changed.
func (s *Staging) inPlace(d difference) (begun bool, err error) {
	dir := s.dir
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
		contents, err := os.ReadFile(s.staged(p))
		if err != nil {
			return begun, err
		}
		removed, err := makeRoom(dir, p)
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

// makeRoom removes what stands in the way of a file: a folder of its name, or a
// file where it needs a folder. Both belong to the old site alone.
func makeRoom(dir, p string) (removed bool, err error) {
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
