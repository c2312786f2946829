package publish

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// TestOwn: what begins with a dot stays, with folders that are empty and files that
// came while the site was made, whether the site is small, large, or changed in place.
func TestOwn(t *testing.T) {
	for name, c := range map[string]struct {
		files   int
		inPlace bool
	}{"small": {files: 3}, "large": {files: largeSite + 5}, "in place": {files: 3, inPlace: true}} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "public")
			own := func(rel string) string { return filepath.Join(dir, filepath.FromSlash(rel)) }
			files := map[string]string{}
			for i := range c.files {
				files[fmt.Sprintf("n/%d.html", i)] = "page"
			}
			if _, err := Write(dir, site(t, files)); err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(os.MkdirAll(own(".git/refs/heads"), 0o755), os.Mkdir(own(".well-known"), 0o750),
				os.MkdirAll(own(".git/gone"), 0o755),
				os.WriteFile(own(".git/HEAD"), []byte("ref"), 0o444), os.WriteFile(own(".git/gone/file"), nil, 0o644),
				os.Mkdir(own("empty"), 0o755)); err != nil {
				t.Fatal(err)
			}
			for i := range 3 {
				s, err := Open(dir)
				if err != nil {
					t.Fatal(err)
				}
				s.exchangeable = !c.inPlace
				s.Prepare()
				late := fmt.Sprintf(".late/%d/file", i)
				if err := errors.Join(os.MkdirAll(filepath.Dir(own(late)), 0o755),
					os.WriteFile(own(late), []byte("late"), 0o644), os.RemoveAll(own(".git/gone"))); err != nil {
					t.Fatal(err)
				}
				files["n/0.html"] = fmt.Sprint("page ", i)
				for name, text := range files {
					if err := s.Put(name, []byte(text), [32]byte{}); err != nil {
						t.Fatal(err)
					}
				}
				r, err := s.Commit(site(t, files))
				s.Close()
				if err != nil || r.Left != nil || r.InPlace != c.inPlace {
					t.Fatal(r, err)
				}
				if text, err := os.ReadFile(own(late)); err != nil || string(text) != "late" {
					t.Errorf("what came meanwhile is %q, %v", text, err)
				}
				for rel, mode := range map[string]os.FileMode{".git/refs/heads": 0o755, ".well-known": 0o750,
					".git/HEAD": 0o444, ".late/0/file": 0o644} {
					if info, err := os.Stat(own(rel)); err != nil || info.Mode().Perm() != mode {
						t.Errorf("%s: %v, %v", rel, info, err)
					}
				}
				for _, rel := range []string{".git/gone", "empty"} {
					if _, err := os.Stat(own(rel)); err == nil {
						t.Errorf("%s is there", rel)
					}
				}
			}
		})
	}
}

// TestPlace: a link to the site's own folder, or into it, would lose what is there.
func TestPlace(t *testing.T) {
	root := t.TempDir()
	siteDir, outside := filepath.Join(root, "site"), filepath.Join(root, "www")
	article := filepath.Join(siteDir, "content", "first.md")
	if err := errors.Join(os.MkdirAll(filepath.Dir(article), 0o755), os.Mkdir(outside, 0o755),
		os.WriteFile(article, []byte("text"), 0o644)); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(siteDir, "public")
	files := map[string]string{"index.html": "x"}
	for target, ok := range map[string]bool{"content": false, ".": false, "..": false, siteDir: false,
		"nowhere": false, outside: true, "../www": true} {
		if err := os.Symlink(target, dir); err != nil {
			t.Fatal(err)
		}
		if _, err := Write(dir, site(t, files)); (err == nil) != ok {
			t.Errorf("%s: %v", target, err)
		}
		if err := os.Remove(dir); err != nil {
			t.Fatal(err)
		}
		if text, err := os.ReadFile(article); err != nil || string(text) != "text" {
			t.Fatalf("%s: the article is gone: %v", target, err)
		}
	}
	holdsJust(t, outside, files)
	if err := os.WriteFile(dir, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Write(dir, site(t, files)); err == nil {
		t.Error("a file was taken for the folder")
	}
	t.Chdir(siteDir)
	if err := errors.Join(os.Remove("public"), os.Symlink("content", "public")); err != nil {
		t.Fatal(err)
	}
	if _, err := Write("public", site(t, files)); err == nil {
		t.Error("a relative name was followed into the site")
	}
}
