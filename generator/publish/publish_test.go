package publish

import (
	"errors"
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
	before = map[string]string{"index.html": "old", "a/index.html": "a", "b": "a file", "c/d/index.html": "deep", "same.css": "same"}
	after  = map[string]string{"index.html": "new", "a": "now a file", "b/index.html": "now a folder", "same.css": "same"}
)

// TestInPlace is what a mount point gets, where the folder can't be exchanged.
func TestInPlace(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	if _, err := Write(dir, site(t, before)); err != nil {
		t.Fatal(err)
	}
	d, err := compare(dir, site(t, after))
	if err != nil || len(d.same) != 1 || len(d.changed) != 3 {
		t.Fatalf("%+v, %v", d, err)
	}
	if err := inPlace(dir, site(t, after), d); err != nil {
		t.Fatal(err)
	}
	holdsJust(t, dir, after)
	if _, err := os.Stat(filepath.Join(dir, "c")); err == nil {
		t.Error("an empty folder is left")
	}
}

// TestTwoRenames is what systems without an exchange get, and what a kill
// between the two renames leaves.
func TestTwoRenames(t *testing.T) {
	root := t.TempDir()
	dir, staging, old := filepath.Join(root, "public"), filepath.Join(root, ".public.vitrine-new"), filepath.Join(root, ".public.vitrine-old")
	for d, text := range map[string]string{dir: "old", staging: "new"} {
		if err := errors.Join(os.Mkdir(d, 0o755), os.WriteFile(filepath.Join(d, "index.html"), []byte(text), 0o644)); err != nil {
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
	if err := recoverFrom(dir, staging, old); err != nil {
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
