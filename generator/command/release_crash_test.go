package command

import (
	"fmt"
	"maps"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"vitrine/generator/publish"
	"vitrine/generator/release"

	"vitrine/generator/sitetest"
)

// TestCrash stops a release, a withdrawal, a new key and a first key between any
// two writes, and in the middle of each: afterwards the log is whole and the change
// is part of it or not, a check passes, and the same command comes to its end.
func TestCrash(t *testing.T) {
	dir, key, _ := releasedSite(t, "2026-01-03", "2026-01-04")
	empty, _, _ := releasedSite(t)
	if err := os.RemoveAll(filepath.Join(empty, "data/releases")); err != nil {
		t.Fatal(err)
	}
	keys := t.TempDir()
	for _, c := range []struct {
		name   string
		dir    string
		args   []string
		change release.Change
	}{
		{"release", dir, []string{"--date", "2026-01-05", "--key", key}, release.Change{Kind: release.Released, Name: "2026-01-05"}},
		{"withdrawal", dir, []string{"--date", "2026-01-05", "--key", key, "--withdraw", "2026-01-03", "--reason", "x"}, release.Change{Kind: release.Withdrawn, Name: "2026-01-03"}},
		{"rotation", dir, []string{"--date", "2026-01-05", "--key", key, "--rotate-key", filepath.Join(keys, "next")}, release.Change{Kind: release.Rotated}},
		{"first key", empty, []string{"--new-key", filepath.Join(keys, "first")}, release.Change{Kind: release.MadeKey}},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := sitetest.FilesOf(t, filepath.Join(c.dir, "data"))
			done := sitetest.Copied(t, c.dir)
			program(t, 0, append([]string{"release", "-C", done}, c.args...)...)
			whole, mistakes := release.ReadStore(os.DirFS(done))
			if len(mistakes)+len(whole.Leftovers)+len(whole.Unfinished) > 0 {
				t.Fatal(mistakes, whole.Leftovers, whole.Unfinished)
			}
			if c.change.Name == "" {
				c.change.Name = whole.Log().Key.String()
			}
			steps := slices.Concat([]release.Step{(&release.Store{}).Begin(c.change)}, between(t, before, sitetest.FilesOf(t, filepath.Join(done, "data"))))
			holding := 0
			for k := 0; k <= 2*len(steps); k++ {
				keyless := k < 2 && (c.change.Kind == release.Rotated || c.change.Kind == release.MadeKey) // before the first step
				if keyless || sitetest.Sampled() && k%5 > 0 {
					continue
				}
				at := sitetest.Copied(t, c.dir)
				if err := publish.Record(at, steps[:k/2]); err != nil {
					t.Fatal(err)
				}
				if s := steps[min(k/2, len(steps)-1)]; k%2 == 1 && !s.Remove { // half of the next file
					sitetest.Put(t, at, map[string]string{s.Path + ".part": string(s.Contents[:len(s.Contents)/2])})
				}
				store, mistakes := release.ReadStore(os.DirFS(at))
				if len(mistakes) > 0 {
					t.Fatalf("after %d of %d steps: %v", k/2, len(steps), mistakes)
				}
				if k%2 == 0 && store.Stopped(c.change) {
					holding++
				}
				if k%4 == 0 {
					program(t, 0, "check", "-C", at)
				}
				program(t, 0, append([]string{"release", "-C", at}, c.args...)...)
				store, mistakes = release.ReadStore(os.DirFS(at))
				if len(mistakes)+len(store.Leftovers)+len(store.Unfinished) > 0 || len(store.Logs) != len(whole.Logs) || len(store.Log().Entries) != len(whole.Log().Entries) {
					t.Fatalf("after %d of %d steps and again: %v, left over %v, unfinished %v", k/2, len(steps), mistakes, store.Leftovers, store.Unfinished)
				}
			}
			if holding == 0 && !sitetest.Sampled() {
				t.Error("the change never becomes part of the log")
			}
		})
	}
}

// TestCutShort: releases that the log held once are not cleared away as if they
// had been stopped.
func TestCutShort(t *testing.T) {
	dir, key, _ := releasedSite(t, "2026-01-03")
	log := sitetest.FilesOf(t, filepath.Join(dir, "data/releases/log"))
	program(t, 0, "release", "-C", dir, "--key", key, "--date", "2026-01-04")
	program(t, 0, "release", "-C", dir, "--key", key, "--date", "2026-01-05")
	sitetest.Put(t, filepath.Join(dir, "data/releases/log"), log)
	before := sitetest.FilesOf(t, filepath.Join(dir, "data"))
	const want = "data/releases/2026-01-05/checkpoint: %sthe log had 3 entries when this release was made, and has 1 now"
	if got := program(t, 0, "check", "-C", dir); !strings.Contains(got, fmt.Sprintf(want, "warning: ")) {
		t.Error(got)
	}
	for _, args := range [][]string{{"--date", "2026-01-06"}, {"--date", "2026-01-06", "--withdraw", "2026-01-03", "--reason", "x"}, {"--date", "2026-01-06", "--rotate-key", filepath.Join(t.TempDir(), "next")}} {
		if got := program(t, 1, append([]string{"release", "-C", dir, "--key", key}, args...)...); !strings.Contains(got, fmt.Sprintf(want, "")) {
			t.Error(got)
		}
	}
	if !maps.Equal(before, sitetest.FilesOf(t, filepath.Join(dir, "data"))) {
		t.Error("a release that was refused has changed something")
	}
}

// TestStoppedInGit: what releases that were stopped have left, committed or not,
// keeps no other one from being made. The site is a folder of its repository.
func TestStoppedInGit(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	dir, key, _ := releasedSite(t, "2026-01-03")
	before := sitetest.FilesOf(t, filepath.Join(dir, "data"))
	done := sitetest.Copied(t, dir)
	program(t, 0, "release", "-C", done, "--key", key, "--date", "2026-01-05")
	steps := between(t, before, sitetest.FilesOf(t, filepath.Join(done, "data")))
	checkpoint := slices.IndexFunc(steps, func(s release.Step) bool { return s.Path == "data/releases/log/1/checkpoint" })
	begin := []release.Step{(&release.Store{}).Begin(release.Change{Kind: release.Released, Name: "2026-01-05"})}
	another := []release.Step{{Path: release.UnfinishedFile, Contents: []byte("release 2026-01-05\nrelease 2026-01-06\n")}, {Path: "data/releases/2026-01-06/nonce", Contents: []byte("x")}}
	gone := []release.Step{{Path: steps[0].Path, Remove: true}}
	for _, c := range []struct {
		name              string
		committed, stated []release.Step // what was done before the last commit, and since
	}{
		{"before the checkpoint", nil, slices.Concat(begin, steps[:checkpoint])},
		{"before the checkpoint, and committed", slices.Concat(begin, steps[:checkpoint]), nil},
		{"while it clears up what was committed", slices.Concat(begin, steps[:checkpoint]), gone},
		{"after the checkpoint", nil, slices.Concat(begin, steps[:checkpoint+1])},
		{"before the site is written", nil, slices.Concat(begin, steps)},
		{"after the checkpoint, and another one after it", nil, slices.Concat(begin, steps[:checkpoint+1], another)},
	} {
		t.Run(c.name, func(t *testing.T) {
			top := t.TempDir()
			at := filepath.Join(top, "site")
			if err := os.CopyFS(at, os.DirFS(dir)); err != nil {
				t.Fatal(err)
			}
			sitetest.Put(t, top, map[string]string{".gitignore": "public\nnode_modules\n"})
			if err := publish.Record(at, c.committed); err != nil {
				t.Fatal(err)
			}
			for _, args := range [][]string{{"init", "-q"}, {"add", "-A"}, {"-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "x"}} {
				if out, err := git(top, args...); err != nil {
					t.Fatal(err, out)
				}
			}
			if err := publish.Record(at, c.stated); err != nil {
				t.Fatal(err)
			}
			program(t, 0, "release", "-C", at, "--key", key, "--date", "2026-01-07")
			if store, mistakes := release.ReadStore(os.DirFS(at)); len(mistakes)+len(store.Leftovers)+len(store.Unfinished) > 0 {
				t.Error(mistakes, store.Leftovers, store.Unfinished)
			}
			sitetest.Put(t, at, map[string]string{"data/sources.toml": "# changed"})
			if got := program(t, 1, "release", "-C", at, "--key", key, "--date", "2026-01-08"); !strings.Contains(got, "not committed") || !strings.Contains(got, "2026-01-07") {
				t.Error(got)
			}
		})
	}
}

// between are the steps that lead from one state of data/ to another, as Plan
// orders them.
func between(t testing.TB, before, after map[string]string) []release.Step {
	t.Helper()
	var first, last, remove []release.Step
	for _, name := range slices.Sorted(maps.Keys(after)) {
		if before[name] == after[name] {
			continue
		}
		s := release.Step{Path: "data/" + name, Contents: []byte(after[name])}
		if name == "releases/log/1/checkpoint" {
			last = append(last, s)
		} else {
			first = append(first, s)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(before)) {
		if _, there := after[name]; !there {
			remove = append(remove, release.Step{Path: "data/" + name, Remove: true})
		}
	}
	if len(last) != 1 {
		t.Fatal("the checkpoint is not written")
	}
	return slices.Concat(first, last, remove)
}

// TestKilledRelease kills the built program while it releases, at moments by
// chance, most of them while it writes: a check passes then, and another release
// is made. VITRINE_KILLS says how often, and VITRINE_SEED at which moments.
func TestKilledRelease(t *testing.T) {
	if testing.Short() {
		t.Skip("kills many processes")
	}
	times, seed := 12, time.Now().UnixNano()
	if sitetest.Sampled() {
		times = 3
	}
	for name, set := range map[string]func(int64){"VITRINE_KILLS": func(n int64) { times = int(n) }, "VITRINE_SEED": func(n int64) { seed = n }} {
		if text := os.Getenv(name); text != "" {
			n, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			set(n)
		}
	}
	t.Logf("VITRINE_SEED=%d", seed)
	chance := rand.New(rand.NewSource(seed))
	dir, key, _ := releasedSite(t, "2026-01-03")
	self := compiled(t)
	// started runs a release and tells when it has begun to write, and ended.
	started := func(at string) (cmd *exec.Cmd, writing, ended chan struct{}) {
		cmd, writing, ended = exec.Command(self, "release", "-C", at, "--key", key, "--date", "2026-01-05"), make(chan struct{}), make(chan struct{})
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		go func() { _ = cmd.Wait(); close(ended) }()
		go func() {
			defer close(writing)
			for !sitetest.Exists(filepath.Join(at, release.UnfinishedFile)) {
				select {
				case <-ended:
					return
				case <-time.After(100 * time.Microsecond):
				}
			}
		}()
		return cmd, writing, ended
	}
	start := time.Now()
	_, writing, ended := started(sitetest.Copied(t, dir))
	<-writing
	before := time.Since(start)
	<-ended
	after := time.Since(start) - before
	became := map[string]int{}
	for i := range times {
		at := sitetest.Copied(t, dir)
		cmd, writing, ended := started(at)
		wait := time.Duration(chance.Int63n(int64(before)))
		if i%4 > 0 {
			wait = time.Duration(chance.Int63n(int64(after)))
			<-writing
		}
		select {
		case <-ended:
		case <-time.After(wait):
			_ = cmd.Process.Kill()
			<-ended
		}
		store, mistakes := release.ReadStore(os.DirFS(at))
		if len(mistakes) > 0 {
			t.Fatalf("killed after %v: %v", wait, mistakes)
		}
		switch {
		case len(store.Releases) == 1 && len(store.Leftovers) > 0:
			became["with leftovers"]++
		case len(store.Releases) == 1:
			became["not begun"]++
		case len(store.Unfinished) > 0:
			became["unfinished"]++
		default:
			became["done"]++
		}
		if chance.Intn(4) == 0 {
			program(t, 0, "check", "-C", at)
		}
		day := "2026-01-05" // the same again, or another one
		if len(store.Releases) == 2 && len(store.Unfinished) == 0 || chance.Intn(2) == 0 {
			day = "2026-01-06"
		}
		program(t, 0, "release", "-C", at, "--key", key, "--date", day)
		if store, mistakes = release.ReadStore(os.DirFS(at)); len(mistakes)+len(store.Leftovers)+len(store.Unfinished) > 0 || store.Last().ID != day {
			t.Fatalf("killed after %v, and released again: %v, left over %v, unfinished %v", wait, mistakes, store.Leftovers, store.Unfinished)
		}
		program(t, 0, "verify", filepath.Join(at, "public"))
	}
	t.Logf("%d killed: %v", times, became)
}
