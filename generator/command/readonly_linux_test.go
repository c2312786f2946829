package command

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"vitrine/generator/sitetest"
)

// TestReadOnly builds into a folder that can't be written, as somebody to whom the
// system's rights apply: nothing is published, and the message says so.
func TestReadOnly(t *testing.T) {
	dir, set, trees := twoSites(t)
	self, err := os.ReadFile(process(t, dir, nil).Path)
	if err != nil {
		t.Fatal(err)
	}
	room, err := os.MkdirTemp("", "vitrine-read-only-") // others can't enter the folders of tests
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(room) })
	program, site := filepath.Join(room, "vitrine"), filepath.Join(room, "site")
	set(0)
	if err := os.WriteFile(program, self, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(site, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(room, 0o755); err != nil {
		t.Fatal(err)
	}
	const nobody = 65534
	for _, folders := range []string{"public alone", "public", "."} {
		alone := folders == "public alone"
		if alone { // in a folder that others may write
			folders = "public"
			if err := os.Chmod(site, 0o777); err != nil {
				t.Fatal(err)
			}
		}
		before := sitetest.FilesOf(t, filepath.Join(site, "public"))
		err := filepath.WalkDir(filepath.Join(site, folders), func(name string, d fs.DirEntry, err error) error {
			if err == nil && d.IsDir() {
				err = os.Chmod(name, 0o555)
			}
			if alone && err == nil {
				err = fs.SkipAll
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		cmd := process(t, site, []string{"HOME=" + room, "TMPDIR=/tmp", "XDG_CACHE_HOME=" + room + "/none", "VITRINE_CACHE_KEY="}, "build")
		cmd.Path, cmd.Args[0] = program, program
		if os.Geteuid() == 0 {
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		}
		out, err := cmd.CombinedOutput()
		if err == nil || !strings.Contains(string(out), "public: nothing was published, since this folder can't be written: permission denied\n    the site that was there before is whole") ||
			!strings.Contains(string(out), "public/ is as it was") {
			t.Errorf("%v\n%s", err, out)
		}
		if now := sitetest.FilesOf(t, filepath.Join(site, "public")); !maps.Equal(now, before) || maps.Equal(now, trees[0]) {
			t.Error("public/ is not as it was")
		}
	}
}
