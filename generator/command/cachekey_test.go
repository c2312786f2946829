package command

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vitrine/generator/build"
	"vitrine/generator/sitetest"
)

// TestForgedCache forges every entry of a cache, as somebody can who may write its
// folder and has no key. Nothing of it is published.
func TestForgedCache(t *testing.T) {
	dir := cachedSite(t)
	folder := filepath.Join(os.Getenv("XDG_CACHE_HOME"), "vitrine")
	build := func(args ...string) map[string]string {
		t.Helper()
		if err := os.RemoveAll(filepath.Join(dir, "public")); err != nil {
			t.Fatal(err)
		}
		program(t, 0, append([]string{"build", "-C", dir, "--compress"}, args...)...)
		return sitetest.FilesOf(t, filepath.Join(dir, "public"))
	}
	want := build()
	genuine := sitetest.FilesOf(t, folder)
	delete(genuine, "put") // counts what was put
	scripts := 0
	for _, entry := range genuine {
		for name, text := range want {
			if strings.HasPrefix(name, "assets/") && text == entry[sha256.Size:] {
				scripts++
			}
		}
	}
	if len(genuine) < 5 || scripts == 0 {
		t.Errorf("%d entries, %d of scripts", len(genuine), scripts)
	}
	names := slices.Sorted(maps.Keys(genuine))
	for what, forge := range map[string]func(i int) string{
		"the seal of old": func(i int) string {
			forged := "alert('forged');" + genuine[names[i]][sha256.Size:]
			sum := sha256.Sum256([]byte(strings.TrimPrefix(strings.ReplaceAll(names[i], "/", ""), "vitrine") + "\n" + forged))
			return string(sum[:]) + forged
		},
		"no seal":                   func(i int) string { return strings.Repeat("\x00", sha256.Size) + "alert('forged');" },
		"its own seal":              func(i int) string { return genuine[names[i]] + "\nalert('forged');" },
		"another entry with a seal": func(i int) string { return genuine[names[(i+1)%len(names)]] },
	} {
		for i, name := range names {
			sitetest.Put(t, folder, map[string]string{name: forge(i)})
		}
		if got := build(); !maps.Equal(got, want) {
			t.Errorf("what is forged with %s is published", what)
		}
		sitetest.Put(t, folder, genuine)
	}
	// The same cache under another key is as good as none.
	t.Setenv(cacheKeyVariable, "another key of the cache")
	if got := build(); !maps.Equal(got, want) {
		t.Error("a cache that is sealed under another key is used")
	}
	if n := len(sitetest.FilesOf(t, folder)); n < 2*len(genuine) {
		t.Errorf("%d entries under two keys, and %d under one: some names can be found out without the key", n, len(genuine))
	}
}

// TestCacheTellsNothing looks in the cache for digests of the files with raw
// figures, by which somebody who knows the rest of a file could try counts.
func TestCacheTellsNothing(t *testing.T) {
	dir := cachedSite(t)
	key := filepath.Join(t.TempDir(), "key")
	program(t, 0, "release", "-C", dir, "--new-key", key)
	program(t, 0, "release", "-C", dir, "--key", key, "--date", "2026-01-03")
	program(t, 0, "build", "-C", dir)
	sitetest.Put(t, dir, map[string]string{"content/reports/first.md": sitetest.FilesOf(t, dir)["content/reports/first.md"] + "\nMore.\n"})
	program(t, 0, "build", "-C", dir)
	folder := os.Getenv("XDG_CACHE_HOME")
	published := map[string]bool{}
	for _, text := range sitetest.FilesOf(t, filepath.Join(dir, "public")) {
		published[text] = true
	}
	looked := 0
	for _, part := range build.Parts {
		for name, text := range sitetest.FilesOf(t, filepath.Join(dir, part)) {
			sum := sha256.Sum256([]byte(text))
			if published[text] {
				continue
			}
			for entry, contents := range sitetest.FilesOf(t, folder) {
				looked++
				if bytes.Contains([]byte(contents), sum[:]) || strings.Contains(contents+entry, hex.EncodeToString(sum[:])) {
					t.Errorf("%s has the sha256 of %s/%s", entry, part, name)
				}
			}
		}
	}
	if looked < 100 {
		t.Errorf("only %d pairs of files", looked)
	}
}

// TestCacheKey makes the key of the cache where there is none, takes the one that
// is there, and builds without a cache where there can't be one, saying so.
func TestCacheKey(t *testing.T) {
	dir := cachedSite(t)
	home := t.TempDir()
	run := func(env ...string) string {
		t.Helper()
		cmd := process(t, dir, append([]string{"VITRINE_OWN_CACHE_KEY=1", cacheKeyVariable + "=", "HOME=" + home, "XDG_CONFIG_HOME=" + filepath.Join(home, "config"), "XDG_CACHE_HOME=" + filepath.Join(home, "cache")}, env...), "build", "--timings")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return string(out)
	}
	says := func(out, want string) {
		t.Helper()
		if strings.Count(out, "no cache: ") != 1 || !strings.Contains(out, want) {
			t.Errorf("it does not say once %q:\n%s", want, out)
		}
	}
	cached := func(out string, want bool) {
		t.Helper()
		if strings.Contains(out, "no cache") || strings.Contains(out, "making pages") == want {
			t.Errorf("from the cache: want %v\n%s", want, out)
		}
	}
	cached(run(), false)
	name := filepath.Join(home, "config/vitrine/cache.key")
	info, err := os.Stat(name)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the key: %v, %v", info, err)
	}
	first, err := os.ReadFile(name)
	if err != nil || len(first) != 65 {
		t.Fatalf("the key is %d bytes: %v", len(first), err)
	}
	cached(run(), true)
	cached(run(cacheKeyVariable+"=a key from the variable"), false)
	cached(run(cacheKeyVariable+"=a key from the variable"), true)
	says(run(cacheKeyVariable+"=short"), "VITRINE_CACHE_KEY has less than 16 characters")
	if second, _ := os.ReadFile(name); !bytes.Equal(first, second) {
		t.Error("the key has changed")
	}
	says(run("HOME=", "XDG_CONFIG_HOME="), "there is no folder for its key")
	says(run("HOME=", "XDG_CACHE_HOME="), "there is no folder for it;")
	says(run("XDG_CONFIG_HOME="+filepath.Join(home, "cache/vitrine")), "its key would lie in it")
	sitetest.Put(t, home, map[string]string{"file": ""})
	says(run("XDG_CONFIG_HOME="+filepath.Join(home, "file")), "not a directory")
	sitetest.Put(t, home, map[string]string{"config/vitrine/cache.key": "x"})
	says(run(), "this is no key; delete it")
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
	cached(run(), false)
	if second, _ := os.ReadFile(name); bytes.Equal(first, second) || len(second) != 65 {
		t.Error("no other key is made")
	}
}
