// Package publish writes the site. It is the only room that does. The new site is staged
// beside the old one, file by file as its files are made, and exchanged with it in one step,
// so a kill, a full disk or a failed build leaves the old site whole.
//
// Unchanged files keep their inode and their time: they are linked, not written. Files that
// no longer belong are gone after the exchange. What begins with a dot at the top of the
// folder is the editor's and stays as it is at the exchange: .gitignore, .git, .nojekyll,
// with all that is in it.
//
// Of a large site the old copy stays beside the new one. It is the same but for the files
// that changed, so the next build links only those. Where the folder can't be exchanged, as
// a mount point, assets are written first, then pages, and deletions come last. One build
// writes at a time.
package publish

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sync"

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

// ErrBusy is what a second build gets while another one writes.
var ErrBusy = errors.New("another build is writing to it")

// largeSite is the number of files from which linking all of them takes longer than finding
// out which are linked already.
const largeSite = 2000

// Staging is a new site that is being made beside the old one. It is a shelf of
// output.
type Staging struct {
	Now Tree // what stands in the folder

	dir, staging, old string
	begun             bool // there is a folder to stage in
	committed         bool
	exchangeable      bool // staging can be exchanged with dir
	unlock            func()

	spare        bool          // staging holds an older site
	listed       chan struct{} // closed once the spare copy has been listed; nil when nothing lists it
	spareFiles   []entry
	spareFolders []string
	spareErr     error // of listing it

	mu      sync.Mutex
	changed map[string]bool // files that are written, as they differ from what is published
	same    map[string]bool // files that are the same as published
	folders map[string]bool // of staging, that are made
}

// Open begins a new site for the folder dir, and lists what stands there. Two folders beside
// it, .NAME.vitrine-new and .NAME.vitrine-old, belong to this package. Until Close, no other
// build can write.
func Open(dir string) (*Staging, error) {
	dir, err := realFolder(dir)
	if err != nil {
		return nil, err
	}
	prefix := filepath.Join(filepath.Dir(dir), "."+filepath.Base(dir)+".vitrine-")
	s := &Staging{dir: dir, staging: prefix + "new", old: prefix + "old", exchangeable: true,
		changed: map[string]bool{}, same: map[string]bool{}, folders: map[string]bool{".": true}}
	if s.unlock, err = lock(filepath.Dir(dir)); err != nil {
		return nil, err
	}
	err = recoverFrom(s.dir, s.old)
	if err == nil {
		s.Now.entries, _, err = walk(s.dir)
	}
	if len(s.Now.entries) < largeSite { // what a killed build has left is of no use
		err = errors.Join(err, os.RemoveAll(s.staging))
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		s.unlock()
		return nil, err
	}
	return s, nil
}

// Prepare lists the spare copy of a large site while the new one is made.
func (s *Staging) Prepare() {
	if len(s.Now.entries) < largeSite {
		return
	}
	s.listed = make(chan struct{})
	go func() {
		defer close(s.listed)
		s.spareFiles, s.spareFolders, s.spareErr = walk(s.staging)
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
		s.exchangeable = false
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
	if err := forEach(len(paths), func(i int) error {
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
	if s.Now.Plain(name, len(contents)) && hasContents(s.published(name), contents) {
		s.mu.Lock()
		s.same[name] = true
		s.mu.Unlock()
		return nil
	}
	if err := s.makeFolder(name); err != nil {
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

// makeFolder makes the folder of a staged file, and removes what an older site has in its
// way.
func (s *Staging) makeFolder(name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.begin(); err != nil {
		return err
	}
	if s.folders[path.Dir(name)] {
		return s.removeFolder(name)
	}
	if _, err := clearPath(s.staging, name); err != nil {
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

// removeFolder removes a folder of an older site where a file is to be.
func (s *Staging) removeFolder(name string) error {
	if info, err := os.Lstat(s.staged(name)); err == nil && info.IsDir() {
		return os.RemoveAll(s.staged(name))
	}
	return nil
}

// Close lets other builds write. Without a Commit the published site is as it was.
func (s *Staging) Close() {
	if s.listed != nil {
		<-s.listed
	}
	if s.begun && !s.committed && !s.spare {
		_ = os.RemoveAll(s.staging) // what can't be removed the next build uses
	}
	s.unlock()
}

// Commit makes the folder hold the site and nothing else. After an error the old
// site is whole, unless the result says InPlace.
func (s *Staging) Commit(site *output.Site) (Result, error) {
	s.committed = true
	if s.listed != nil {
		<-s.listed
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

// commit also reports whether staging is to stay as the spare copy.
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
		return result, s.spare && len(d.same) >= largeSite, nil
	}
	if err := writable(s.dir); err != nil { // what took its place could not be written next time either
		return Result{}, false, err
	}
	if s.exchangeable {
		err = s.complete(d, now)
		if err == nil {
			err = exchange(s.staging, s.dir, s.old)
		}
		if err == nil {
			result.Tree = s.tree(d, now)
			return result, len(d.same) >= largeSite, nil
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

// difference is how the published folder differs from the site.
type difference struct {
	changed, same, stale []string // without what begins with a dot
}

// difference compares the new site with the files now in the folder. Both are sorted.
func (s *Staging) difference(site *output.Site, now []entry) difference {
	var d difference
	paths := site.Paths()
	i := 0
	stale := func(name string) {
		if name[0] != '.' {
			d.stale = append(d.stale, name)
		}
	}
	for _, name := range paths {
		for ; i < len(now) && now[i].name < name; i++ {
			stale(now[i].name)
		}
		plain := false
		if i < len(now) && now[i].name == name {
			plain = now[i].plain
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
		stale(now[i].name)
	}
	return d
}

// hasContents reports whether a file holds just these bytes.
func hasContents(name string, want []byte) bool {
	got, err := os.ReadFile(name)
	return err == nil && bytes.Equal(got, want)
}

// forEach calls f for 0 to n-1 on all processors and returns the first error in order.
func forEach(n int, f func(int) error) error {
	errs := make([]error, n)
	parallel.Each(n, func(i int) { errs[i] = f(i) })
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
