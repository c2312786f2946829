package command

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"vitrine/generator/sitetest"
)

// twoSites returns a folder with a site that is built, and functions that turn
// its sources into one or the other of two states with their published trees.
func twoSites(t *testing.T) (dir string, set func(which int), trees [2]map[string]string) {
	t.Helper()
	dir = t.TempDir()
	if err := sitetest.Complete(dir); err != nil {
		t.Fatal(err)
	}
	set = func(which int) {
		for i := range 40 { // many files, so that there is time to be killed in
			name := filepath.Join(dir, "content", "reports", fmt.Sprintf("n%d.md", i))
			text := fmt.Sprintf("+++\ntitle = \"Report %c%d\"\nsummary = \"x\"\ndate = 2025-01-02\n+++\n\nText.\n", 'a'+which, i)
			text = strings.ReplaceAll(text, "Report ", "Report-")
			if i >= 20 && which == 1 {
				_ = os.Remove(name)
				continue
			}
			if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	for which := range trees {
		set(which)
		vitrine(t, dir, nil, "build")
		trees[which] = sitetest.FilesOf(t, filepath.Join(dir, "public"))
	}
	return dir, set, trees
}

// TestKilledBuild kills builds at many moments: what is published is always the
// whole old site or the whole new one, and the next build succeeds.
func TestKilledBuild(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the exchange in one step is Linux's")
	}
	dir, set, trees := twoSites(t)
	public := filepath.Join(dir, "public")
	outcomes := map[string]int{}
	now := 1
	rounds, pause := 60, 2*time.Millisecond
	if sitetest.Sampled() {
		rounds, pause = 15, 8*time.Millisecond
	}
	for round := range rounds {
		next := 1 - now
		set(next)
		cmd := process(t, dir, nil, "build")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(round) * pause)
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		switch got := sitetest.FilesOf(t, public); {
		case maps.Equal(got, trees[now]):
			outcomes["old"]++
		case maps.Equal(got, trees[next]):
			outcomes["new"]++
			now = next
		default:
			t.Fatalf("after a kill in round %d the site is neither the old nor the new one", round)
		}
	}
	if outcomes["old"] == 0 {
		t.Errorf("no build was killed in time: %v", outcomes)
	}
	set(1 - now)
	vitrine(t, dir, nil, "build")
	if !maps.Equal(sitetest.FilesOf(t, public), trees[1-now]) {
		t.Error("the build after the kills does not give the new site")
	}
	for _, left := range []string{".public.vitrine-new", ".public.vitrine-old"} {
		if _, err := os.Stat(filepath.Join(dir, left)); err == nil {
			t.Errorf("%s is left over", left)
		}
	}
}

// TestFullDisk builds with a limit on the size of files, which fails writes as a
// full disk does: the old site stays, and the message is a plain one.
func TestFullDisk(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil || runtime.GOOS == "windows" {
		t.Skip("sh is not installed")
	}
	dir, set, trees := twoSites(t)
	set(0)
	self := process(t, dir, nil, "build")
	cmd := exec.Command("sh", "-c", `ulimit -f 4; trap '' XFSZ; exec "$0" build`, self.Path)
	cmd.Dir, cmd.Env = dir, self.Env
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "public: the site could not be written: file too large\n    the site that was there before is whole") {
		t.Errorf("%v\n%s", err, out)
	}
	if !maps.Equal(sitetest.FilesOf(t, filepath.Join(dir, "public")), trees[1]) {
		t.Error("the old site is not whole")
	}
}

// TestUnchangedFilesStay checks that a second build leaves the time of what did
// not change alone, whether the site is exchanged or not.
func TestUnchangedFilesStay(t *testing.T) {
	dir, set, _ := twoSites(t)
	name := filepath.Join(dir, "public", "sources", "police", "index.html")
	past := time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)
	if err := os.Chtimes(name, past, past); err != nil {
		t.Fatal(err)
	}
	set(0)
	vitrine(t, dir, nil, "build")
	info, err := os.Stat(name)
	if err != nil || !info.ModTime().Equal(past) {
		t.Errorf("the time of an unchanged file is %v, %v", info.ModTime(), err)
	}
}
