package command

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"vitrine/generator/npm"
	"vitrine/generator/sitetest"
	"vitrine/generator/source"
)

// TestOtherPrograms looks at what npm gets when a build runs it, with a program
// of this name that tells: no key of Vitrine's, no file of the site's but the two
// that were checked. A check runs no program at all.
func TestOtherPrograms(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no shell")
	}
	dir := t.TempDir()
	if err := sitetest.Complete(dir); err != nil {
		t.Fatal(err)
	}
	bin, told := t.TempDir(), filepath.Join(t.TempDir(), "told")
	for _, name := range []string{"npm", "git", "node", "sh"} {
		text := fmt.Sprintf("#!%s\n{ echo %s \"$@\"; /usr/bin/env; echo \"$PWD\"; echo *; echo .*; } >>%s\nexit 1\n", shell, name, told)
		if err := os.WriteFile(filepath.Join(bin, name), []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	sitetest.Put(t, dir, map[string]string{"templates/.npmrc": "git=./evil\nscript-shell=./evil\n"})
	run := func(name string) (said, printed string) {
		t.Helper()
		os.Remove(told)
		cmd := process(t, dir, []string{"PATH=" + bin, "VITRINE_KEY=signs", "VITRINE_CACHE_KEY=seals", "vitrine_other=x", "XDG_CACHE_HOME=" + t.TempDir()}, name)
		text, _ := cmd.CombinedOutput() // its exit status is in what it prints
		ran, _ := os.ReadFile(told)     // there is none when nothing ran
		return string(ran), string(text)
	}
	said, out := run("check")
	if said != "" || !strings.Contains(out, "templates/package-lock.json: warning: the npm packages of templates/ are not installed") || !strings.Contains(out, "done     check") {
		t.Errorf("check has run %q and says\n%s", said, out)
	}
	said, out = run("build")
	if !strings.HasPrefix(said, "npm ci --ignore-scripts") || !strings.Contains(said, "package-lock.json package.json\n. ..\n") || strings.Contains(said, dir) {
		t.Errorf("build has run %q", said)
	}
	for _, secret := range []string{"signs", "seals", "vitrine_other"} {
		if strings.Contains(said, secret) {
			t.Errorf("npm gets %q", secret)
		}
	}
	if !strings.Contains(out, "templates/.npmrc: warning: npm is not given this file") || !strings.Contains(out, "npm ci failed") {
		t.Error(out)
	}
	// An address that is not a registry's is refused before anything runs.
	lock, err := os.ReadFile(filepath.Join(dir, "templates/package-lock.json"))
	if err != nil {
		t.Fatal(err)
	}
	evil := strings.Replace(string(lock), `"version": "7.2.0",`, `"version": "7.2.0", "resolved": "git+ssh://git@example.org/x.git#0123",`, 1)
	sitetest.Put(t, dir, map[string]string{"templates/package-lock.json": evil})
	for _, command := range []string{"check", "build"} {
		if said, out := run(command); said != "" || !strings.Contains(out, "templates/package-lock.json:24:39: minisearch does not come from a registry") {
			t.Errorf("%s has run %q and says\n%s", command, said, out)
		}
	}
}

// TestFetchPackages fetches the real packages beside a .npmrc that would run a
// program, into a folder on which another one stood.
func TestFetchPackages(t *testing.T) {
	sitetest.Packages(t) // or skips
	if _, err := exec.LookPath("npm"); err != nil {
		t.Skip("npm is not installed")
	}
	dir := t.TempDir()
	if err := sitetest.Complete(dir); err != nil {
		t.Fatal(err)
	}
	ran := filepath.Join(dir, "ran")
	sitetest.Put(t, dir, map[string]string{"templates/.npmrc": "git=./evil.sh\nscript-shell=./evil.sh\nnode-options=--require ./evil.js\nregistry=http://localhost:1/\n",
		"templates/evil.sh": "#!/bin/sh\ntouch " + ran + "\n", "templates/evil.js": "require('fs').writeFileSync(" + fmt.Sprintf("%q", ran) + ", '')", "templates/node_modules/old/x": "x"})
	var problems source.Problems
	if !npm.Ready(filepath.Join(dir, "templates"), npm.Build, t.Logf, &problems) {
		t.Fatal(problems.Sorted())
	}
	if sitetest.Exists(ran) || sitetest.Exists(filepath.Join(dir, "templates/node_modules/old")) || !sitetest.Exists(filepath.Join(dir, "templates/node_modules/echarts/package.json")) {
		t.Error("the packages are not what was asked for")
	}
	if !npm.Ready(filepath.Join(dir, "templates"), npm.Check, t.Logf, &problems) {
		t.Error("what was fetched is not found")
	}
}
