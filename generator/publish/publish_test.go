package publish

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"vitrine/generator/output"
)

func site(t *testing.T, files map[string]string) *output.Site {
	t.Helper()
	s := output.New()
	for name, text := range files {
		if err := s.Add(name, []byte(text), "test"); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func holdsJust(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	n := 0
	_ = filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		n++
		rel, _ := filepath.Rel(dir, name)
		text, err := os.ReadFile(name)
		if want, ok := files[filepath.ToSlash(rel)]; err != nil || !ok || want != string(text) {
			t.Errorf("%s holds %q, %v", rel, text, err)
		}
		return nil
	})
	if n != len(files) {
		t.Errorf("%d files, want %d", n, len(files))
	}
}

var (
	before = map[string]string{"index.html": "old", "a/index.html": "a", "b": "a file", "c/d/index.html": "deep",
		"same.css": "same"}
	after = map[string]string{"index.html": "new", "a": "now a file", "b/index.html": "now a folder",
		"same.css": "same"}
)

// TestInPlace is what a mount point gets, where the folder can't be exchanged.
func TestInPlace(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	if _, err := Write(dir, site(t, before)); err != nil {
		t.Fatal(err)
	}
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	s.exchangeable = false
	for name, text := range after {
		if err := s.Put(name, []byte(text), [32]byte{}); err != nil {
			t.Fatal(err)
		}
	}
	r, err := s.Commit(site(t, after))
	s.Close()
	if err != nil || !r.InPlace || r.Unchanged != 1 || r.Written != 3 {
		t.Fatalf("%+v, %v", r, err)
	}
	holdsJust(t, dir, after)
	if _, err := os.Stat(filepath.Join(dir, "c")); err == nil {
		t.Error("an empty folder is left")
	}
}

// TestInPlaceFails: what fails before anything in the folder has changed has
// published nothing, and is not told as half published.
func TestInPlaceFails(t *testing.T) {
	for name, want := range map[string]bool{"a": false, "index.html": true} { // assets come first
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "public")
			if _, err := Write(dir, site(t, before)); err != nil {
				t.Fatal(err)
			}
			s, err := Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			s.exchangeable = false
			for name, text := range after {
				if err := s.Put(name, []byte(text), [32]byte{}); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.Remove(s.staged(name)); err != nil {
				t.Fatal(err)
			}
			r, err := s.Commit(site(t, after))
			s.Close()
			if err == nil || r.InPlace != want {
				t.Errorf("%+v, %v", r, err)
			}
			if !want {
				holdsJust(t, dir, before)
			}
		})
	}
}

// TestTwoRenames is what systems without an exchange get, and what a kill
// between the two renames leaves.
func TestTwoRenames(t *testing.T) {
	root := t.TempDir()
	dir, staging, old := filepath.Join(root, "public"), filepath.Join(root, ".public.vitrine-new"),
		filepath.Join(root, ".public.vitrine-old")
	for d, text := range map[string]string{dir: "old", staging: "new"} {
		if err := errors.Join(os.Mkdir(d, 0o755), os.WriteFile(filepath.Join(d, "index.html"), []byte(text),
			0o644)); err != nil {
			t.Fatal(err)
		}
	}
	if err := twoRenames(staging, dir, old); err != nil {
		t.Fatal(err)
	}
	holdsJust(t, dir, map[string]string{"index.html": "new"})
	holdsJust(t, old, map[string]string{"index.html": "old"})
	if err := os.RemoveAll(dir); err != nil { // as after a kill between the two
		t.Fatal(err)
	}
	if err := recoverFrom(dir, old); err != nil {
		t.Fatal(err)
	}
	holdsJust(t, dir, map[string]string{"index.html": "old"})
}

func TestOneBuildAtATime(t *testing.T) {
	root := t.TempDir()
	unlock, err := lock(root)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Write(filepath.Join(root, "public"), site(t, before))
	if busy := errors.Is(err, ErrBusy); busy != locks {
		t.Errorf("the second build: %v", err)
	}
	unlock()
	if _, err := Write(filepath.Join(root, "public"), site(t, before)); err != nil {
		t.Error(err)
	}
}

func TestModeStays(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	if err := errors.Join(os.Mkdir(dir, 0o755), os.Chmod(dir, 0o775)); err != nil {
		t.Fatal(err)
	}
	if _, err := Write(dir, site(t, before)); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o775 {
		t.Errorf("the folder's mode is %v, %v", info.Mode(), err)
	}
	holdsJust(t, dir, before)
}

// TestSpare keeps the old copy of a large site, and brings it up to date whatever
// has become of it and of the published one.
func TestSpare(t *testing.T) {
	root := t.TempDir()
	dir, spare := filepath.Join(root, "public"), filepath.Join(root, ".public.vitrine-new")
	files := map[string]string{"a/index.html": "a", "gone/deep/index.html": "x", "file": "x", "same.css": "s"}
	for i := range largeSite {
		files[fmt.Sprintf("n/%d/index.html", i)] = "page"
	}
	write := func(written, removed int) {
		t.Helper()
		r, err := Write(dir, site(t, files))
		if err != nil || r.Written != written || r.Removed != removed || r.InPlace {
			t.Fatalf("%+v, %v", r, err)
		}
		holdsJust(t, dir, files)
	}
	write(len(files), 0)
	before, err := os.Stat(filepath.Join(dir, "same.css"))
	if err != nil {
		t.Fatal(err)
	}
	for round := range 6 {
		files["a/index.html"] = fmt.Sprint("a", round)
		removed := 0
		switch round {
		case 1:
			delete(files, "gone/deep/index.html")
			removed = 1
		case 2: // a file becomes a folder, and back
			delete(files, "file")
			files["file/index.html"] = "x"
			removed = 1
		case 3:
			delete(files, "file/index.html")
			files["file"] = "y"
			removed = 1
		case 4: // somebody has been at the spare copy
			if err := os.MkdirAll(filepath.Join(spare, "empty", "deep"), 0o755); err != nil {
				t.Fatal(err)
			}
			for name, text := range map[string]string{"more": "x", "n/1/index.html": "other", "a": "file"} {
				_ = os.RemoveAll(filepath.Join(spare, name))
				if err := os.WriteFile(filepath.Join(spare, name), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		case 5: // and at the published one
			if err := os.WriteFile(filepath.Join(dir, "more"), nil, 0o644); err != nil {
				t.Fatal(err)
			}
			removed = 1
		}
		written := 1
		if round == 2 || round == 3 {
			written = 2
		}
		write(written, removed)
		if _, err := os.Stat(spare); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(dir, "empty")); err == nil {
			t.Error("an empty folder is published")
		}
	}
	after, err := os.Stat(filepath.Join(dir, "same.css"))
	if err != nil || !os.SameFile(before, after) {
		t.Errorf("an unchanged file was written again: %v", err)
	}
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Put("a/index.html", []byte("never"), [32]byte{}); err != nil {
		t.Fatal(err)
	}
	s.Close()
	holdsJust(t, dir, files)
	files["a/index.html"] = "at last"
	write(1, 0)
}

// TestLinks replaces what somebody has put a link in the place of, a file or a
// folder, and writes nothing through it.
func TestLinks(t *testing.T) {
	root := t.TempDir()
	dir := filepath.Join(root, "public")
	files := map[string]string{"index.html": "x", "data/a.csv": "a", "data/b/c.csv": "b"}
	if _, err := Write(dir, site(t, files)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"index.html", "data"} {
		elsewhere := filepath.Join(root, "elsewhere-"+name)
		if err := errors.Join(os.Rename(filepath.Join(dir, name), elsewhere),
			os.Symlink(elsewhere, filepath.Join(dir, name))); err != nil {
			t.Skip(err)
		}
		if _, err := Write(dir, site(t, files)); err != nil {
			t.Fatal(name, err)
		}
		holdsJust(t, dir, files)
		if info, err := os.Lstat(filepath.Join(dir, name)); err != nil || info.Mode()&os.ModeSymlink != 0 {
			t.Errorf("%s is a link still: %v", name, err)
		}
	}
}
