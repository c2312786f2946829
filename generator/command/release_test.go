package command

import (
	"bytes"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"vitrine/generator/publish"
	"vitrine/generator/release"

	"vitrine/generator/sitetest"
)

// releasedSite is a mini-site with releases made on days from 2026-01-03 on. It
// returns its folder, the file of its private key and its public key.
func releasedSite(t testing.TB, days ...string) (dir, key, public string) {
	t.Helper()
	sitetest.Packages(t)
	t.Setenv("XDG_CACHE_HOME", filepath.Join(os.TempDir(), "vitrine-tests-scripts"))
	dir, key = t.TempDir(), filepath.Join(t.TempDir(), "key")
	if err := sitetest.Complete(dir); err != nil {
		t.Fatal(err)
	}
	sitetest.LinkPackages(t, dir)
	program(t, 0, "release", "-C", dir, "--new-key", key)
	for _, day := range days {
		program(t, 0, "release", "-C", dir, "--key", key, "--date", day)
	}
	text, err := os.ReadFile(filepath.Join(dir, "data/releases/log/1/key"))
	if err != nil {
		t.Fatal(err)
	}
	return dir, key, strings.TrimSpace(string(text))
}

// program runs the program and returns what it prints.
func program(t testing.TB, want int, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	if code := runMain(args, &out, &out); code != want {
		t.Fatalf("vitrine %s: exit status %d, want %d\n%s", strings.Join(args, " "), code, want, out.String())
	}
	return out.String()
}

// TestTampering does to a published site what somebody could who has the server,
// and reads what verify says of it, in the folder and from a server.
func TestTampering(t *testing.T) {
	dir, key, public := releasedSite(t)
	// The same key signs another history.
	fork := sitetest.Copied(t, dir)
	program(t, 0, "release", "-C", dir, "--key", key, "--date", "2026-01-03")
	program(t, 0, "release", "-C", dir, "--key", key, "--date", "2026-01-04")
	shorter := sitetest.FilesOf(t, filepath.Join(dir, "public"))
	kept := filepath.Join(t.TempDir(), "kept")
	program(t, 0, "release", "-C", dir, "--key", key, "--date", "2026-01-05")
	whole := sitetest.FilesOf(t, filepath.Join(dir, "public"))
	sitetest.Put(t, filepath.Dir(kept), map[string]string{"kept": whole["releases/log/1/checkpoint"], "proof": whole["releases/2026-01-05/2026-01-05.tlog-proof"]})
	other, _, otherPublic := releasedSite(t, "2026-01-03", "2026-01-04", "2026-01-05")
	others := sitetest.FilesOf(t, filepath.Join(other, "public"))

	for _, day := range []string{"2026-01-03", "2026-01-04", "2026-01-05", "2026-01-06"} {
		program(t, 0, "release", "-C", fork, "--key", key, "--date", day)
	}
	forked := sitetest.FilesOf(t, filepath.Join(fork, "public"))

	log := func(from map[string]string) map[string]string {
		list := map[string]string{}
		for name, text := range from {
			if strings.HasPrefix(name, "releases/") {
				list[name] = text
			}
		}
		return list
	}
	in := func(name, old, text string) func(map[string]string) {
		return func(s map[string]string) {
			if !strings.Contains(s[name], old) {
				t.Fatalf("%s has no %q", name, old)
			}
			s[name] = strings.Replace(s[name], old, text, 1)
		}
	}
	page := "releases/2026-01-04/"
	for _, c := range []struct {
		name   string
		change func(site map[string]string)
		flags  []string
		want   []string // in the folder and from a server
		folder []string // in the folder alone
	}{
		{"nothing", func(map[string]string) {}, []string{"--key", public, "--since", kept}, nil, nil},
		{"an edited file", func(s map[string]string) { s["data/arrests.csv"] += " " }, nil,
			[]string{"edited after release: data/arrests.csv, published 2026-01-05 as ", ", now "}, nil},
		{"a file that is gone", func(s map[string]string) { delete(s, "data/arrests.csv") }, nil, []string{"missing: data/arrests.csv, published 2026-01-05"}, nil},
		{"an older version that is edited", func(s map[string]string) { s["data/arrests/2026-01-02.csv"] += " " }, nil, []string{"edited after release: data/arrests/2026-01-02.csv"}, nil},
		{"an added file", func(s map[string]string) { s["reports/new/index.html"] = "x" }, nil, nil, []string{"added: reports/new/index.html is in no release"}},
		{"a file added among the releases", func(s map[string]string) { s["releases/2026-01-09/index.html"] = "x" }, nil, nil, []string{"added: releases/2026-01-09/index.html"}},
		{"a swapped manifest", func(s map[string]string) { s[page+"manifest.txt"] = whole["releases/2026-01-05/manifest.txt"] }, nil, []string{"the manifest of the release 2026-01-04 was swapped"}, nil},
		{"a manifest that fits an edited file", func(s map[string]string) {
			was := release.Sum([]byte(s["data/arrests.csv"]))
			s["data/arrests.csv"] += " "
			s["releases/2026-01-05/manifest.txt"] = strings.Replace(s["releases/2026-01-05/manifest.txt"], was, release.Sum([]byte(s["data/arrests.csv"])), 1)
		}, nil, []string{"the manifest of the release 2026-01-05 was swapped"}, nil},
		{"a missing manifest", func(s map[string]string) { delete(s, page+"manifest.txt") }, nil, []string{"missing: releases/2026-01-04/manifest.txt"}, nil},
		{"another nonce", func(s map[string]string) { s[page+"nonce"] = "x" }, nil, []string{"edited after release: releases/2026-01-04/nonce"}, nil},
		{"another proof", func(s map[string]string) {
			s[page+"2026-01-04.tlog-proof"] = whole["releases/2026-01-05/2026-01-05.tlog-proof"]
		}, nil, []string{"releases/2026-01-04/2026-01-04.tlog-proof does not prove"}, nil},
		{"a missing tile", func(s map[string]string) { delete(s, "releases/log/1/tile/0/000.p/3") }, nil, []string{"releases/log/1/tile/0/000.p/3: this file is missing"}, nil},
		{"a missing tile of an earlier size", func(s map[string]string) { delete(s, "releases/log/1/tile/0/000.p/2") }, nil, []string{"missing: releases/log/1/tile/0/000.p/2"}, nil},
		{"an edited entry", func(s map[string]string) {
			s["releases/log/1/tile/entries/000.p/3"] = strings.Replace(s["releases/log/1/tile/entries/000.p/3"], "date 2026-01-04", "date 2026-01-03", 1)
		}, nil, []string{"the entries are not those that the checkpoint signs"}, nil},
		{"an edited checkpoint", func(s map[string]string) {
			s["releases/log/1/checkpoint"] = strings.Replace(s["releases/log/1/checkpoint"], "\n3\n", "\n2\n", 1)
		}, nil, []string{"releases/log/1/checkpoint: the signature of example.org/report/releases/log/1 is false"}, nil},
		{"a truncated log", func(s map[string]string) {
			clear(s)
			maps.Copy(s, shorter)
		}, []string{"--since", kept}, []string{"the log was cut short: the checkpoint that you kept has 3 entries, and the log here has 2"}, nil},
		{"a truncated log under the whole site", func(s map[string]string) {
			for name := range log(s) {
				delete(s, name)
			}
			maps.Copy(s, log(shorter))
		}, []string{"--since", filepath.Join(filepath.Dir(kept), "proof")}, []string{"the log was cut short"}, nil},
		{"a replaced key", func(s map[string]string) { clear(s); maps.Copy(s, others) }, []string{"--key", public}, []string{"the key was replaced, or is another site's"}, nil},
		{"a replaced key, without knowing the key", func(s map[string]string) { clear(s); maps.Copy(s, others) }, []string{"--since", kept}, []string{"the checkpoint that you kept is not signed by a key of this log"}, nil},
		{"another key beside the log", func(s map[string]string) { s["releases/log/1/key"] = otherPublic + "\n" }, nil, []string{"releases/log/1/checkpoint: it is not signed by the key"}, nil},
		{"another key for OpenSSL", func(s map[string]string) { s["releases/log/1/key.pem"] = others["releases/log/1/key.pem"] }, nil, []string{"releases/log/1/key.pem is not what the log's entries make it"}, nil},
		{"a forked history", func(s map[string]string) { clear(s); maps.Copy(s, forked) }, []string{"--key", public, "--since", kept}, []string{"history was changed: the first 3 entries of the log are not those of the checkpoint that you kept"}, nil},
		{"a page about the releases that is gone", func(s map[string]string) { delete(s, "releases/2026-01-04/index.html") }, nil, nil, []string{"missing: releases/2026-01-04/index.html, a page about the releases"}},
		{"a foreign script on the list of releases", in("releases/index.html", "</head>", `<script src="https://example.net/evil.js"></script></head>`), nil, []string{`releases/index.html loads "https://example.net/evil.js", which is not of this site`}, nil},
		{"a script of its own on a release's page", in("releases/2026-01-04/index.html", "</main>", `<script>alert(1)</script></main>`), nil, []string{"releases/2026-01-04/index.html has a script of its own"}, nil},
		{"a script in a picture", in("releases/index.html", "</main>", `<svg><title><script href="/x.js"></script></title></svg></main>`), nil, []string{"releases/index.html"}, nil},
		{"a script that no release published", func(s map[string]string) {
			s["assets/evil.js"] = "alert(1)"
			in("releases/index.html", "</head>", `<script type=module src="/report/assets/evil.js"></script></head>`)(s)
		}, nil, []string{`releases/index.html loads "/report/assets/evil.js", which no release published`}, []string{"added: assets/evil.js"}},
		{"a page as a script", in("releases/index.html", "</head>", `<script src="feed.xml"></script></head>`), nil, []string{`loads "feed.xml", which no release published`}, nil},
		{"a script in an attribute", in("releases/index.html", "<main", `<main onclick="x()"`), nil, []string{"releases/index.html has an attribute onclick"}, nil},
		{"a link that runs", in("releases/index.html", "</main>", "<a href=\" java\tscript:x()\">Look</a></main>"), nil, []string{"releases/index.html leads to"}, nil},
		{"a page that leads elsewhere by itself", in("releases/index.html", "</head>", `<meta http-equiv=Refresh content="0;url=https://example.net/"></head>`), nil, []string{"releases/index.html has a meta element Refresh"}, nil},
		{"another page in it", in("releases/index.html", "</main>", `<iframe src="https://example.net/"></iframe></main>`), nil, []string{"releases/index.html has an element iframe"}, nil},
		{"a picture without scripts", in("releases/index.html", "</main>", `<noscript><img src="//example.net/x.png"></noscript></main>`), nil, []string{`loads "//example.net/x.png"`}, nil},
		{"a form", in("releases/index.html", "</main>", `<form action="https://example.net/"></form></main>`), nil, []string{`releases/index.html leads to "https://example.net/"`}, nil},
		{"another base", in("releases/index.html", "<head>", `<head><base href="https://example.net/">`), nil, []string{"releases/index.html has an element base"}, nil},
		{"a style", in("releases/index.html", "</head>", `<style>main { display: none }</style></head>`), nil, []string{"releases/index.html has an element style"}, nil},
		{"another key to compare with", in("releases/index.html", strings.ReplaceAll(public, "+", "&#43;"), otherPublic), nil, []string{"releases/index.html names the key " + otherPublic}, nil},
		{"another manifest to compare with", func(s map[string]string) {
			sum := release.Sum([]byte(s["releases/2026-01-04/manifest.txt"]))
			s["releases/2026-01-04/index.html"] = strings.Replace(s["releases/2026-01-04/index.html"], sum, release.Sum(nil), 1)
		}, nil, []string{"releases/2026-01-04/index.html names the sha256 " + release.Sum(nil)[:16]}, nil},
		{"another checkpoint in the feed", func(s map[string]string) { s["releases/feed.xml"] = others["releases/feed.xml"] }, nil, []string{"releases/feed.xml carries a checkpoint that is not the log's"}, nil},
		{"a feed that is none", func(s map[string]string) { s["releases/feed.xml"] = "x" }, nil, []string{"releases/feed.xml is no feed"}, nil},
		{"a hidden folder", func(s map[string]string) { s[".evil/index.html"] = "x" }, nil, nil, []string{"added: .evil/index.html is in no release"}},
		{"a hidden file", func(s map[string]string) { s[".x.html"] = "x" }, nil, nil, []string{"added: .x.html is in no release"}},
		{"a page in a folder of the publisher's", func(s map[string]string) { s[".well-known/x/index.html"] = "x"; s[".well-known/security.txt"] = "x" }, nil, nil, []string{"added: .well-known/x/index.html"}},
		{"what is the publisher's own", func(s map[string]string) {
			s[".git/x.js"], s[".nojekyll"], s[".gitignore"], s[".well-known/security.txt"] = "", "", "", ""
		}, nil, nil, nil},
		{"no log", func(s map[string]string) {
			for name := range log(s) {
				delete(s, name)
			}
		}, nil, []string{"there is no log of releases here"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			site := maps.Clone(whole)
			c.change(site)
			at := t.TempDir()
			sitetest.Put(t, at, site)
			server := httptest.NewServer(http.FileServer(http.Dir(at)))
			defer server.Close()
			for where, want := range map[string][]string{at: append(slices.Clone(c.want), c.folder...), server.URL: c.want} {
				code := 1
				if len(want) == 0 {
					code = 0
				}
				got := program(t, code, append([]string{"verify", where}, c.flags...)...)
				for _, text := range want {
					if !strings.Contains(got, text) {
						t.Errorf("verify %s does not say %q:\n%s", where, text, got)
					}
				}
				if last := got[strings.LastIndex(strings.TrimSpace(got), "\n")+1:]; code == 0 && (!strings.HasPrefix(last, "no doubt about ") ||
					!strings.Contains(last, "; not checked: what 4 pages and the feed below releases/ say, since no log can hold them")) {
					t.Errorf("the last line does not say what was not checked: %s", last)
				}
			}
		})
	}
}

// TestLookUp finds the release that published a reader's file.
func TestLookUp(t *testing.T) {
	dir, _, public := releasedSite(t, "2026-01-03", "2026-01-04")
	file := filepath.Join(t.TempDir(), "downloaded.csv")
	text, err := os.ReadFile(filepath.Join(dir, "public/data/arrests.csv"))
	if err != nil {
		t.Fatal(err)
	}
	sitetest.Put(t, filepath.Dir(file), map[string]string{"downloaded.csv": string(text), "edited.csv": string(text) + " "})
	site := filepath.Join(dir, "public")
	if got := program(t, 0, "verify", "--key", public, "--file", file, site); !strings.Contains(got, "downloaded.csv was published as data/arrests.csv in the release 2026-01-03 of 2026-01-03; data/arrests/2026-01-02.csv in the release 2026-01-03") {
		t.Error(got)
	}
	if got := program(t, 1, "verify", site, "--file", filepath.Join(filepath.Dir(file), "edited.csv")); !strings.Contains(got, "no release that stands published a file like this") {
		t.Error(got)
	}
}

// TestAgainst refuses to fork a log that somebody else has grown, and a second
// release that runs at the same time.
func TestAgainst(t *testing.T) {
	dir, key, _ := releasedSite(t, "2026-01-03")
	mine := sitetest.Copied(t, dir)
	program(t, 0, "release", "-C", dir, "--key", key, "--date", "2026-01-04")
	server := httptest.NewServer(http.FileServer(http.Dir(filepath.Join(dir, "public"))))
	defer server.Close()
	before := sitetest.FilesOf(t, mine)
	for _, published := range []string{filepath.Join(dir, "public"), server.URL} {
		got := program(t, 1, "release", "-C", mine, "--key", key, "--date", "2026-01-05", "--against", published)
		if !strings.Contains(got, "the published log has 2 entries, and the one in data/releases has 1") {
			t.Error(got)
		}
	}
	if !maps.Equal(before, sitetest.FilesOf(t, mine)) {
		t.Error("a release that was refused has changed something")
	}
	// Not published yet is no fork.
	program(t, 0, "release", "-C", dir, "--key", key, "--date", "2026-01-05", "--against", filepath.Join(mine, "public"))
	program(t, 0, "release", "-C", mine, "--key", key, "--date", "2026-01-06", "--against", filepath.Join(mine, "public"))
	got := program(t, 1, "release", "-C", dir, "--key", key, "--date", "2026-01-07", "--against", filepath.Join(mine, "public"))
	if !strings.Contains(got, "they differ in their first 2 entries") {
		t.Error(got)
	}
	got = program(t, 1, "release", "-C", dir, "--key", key, "--date", "2026-01-07", "--against", t.TempDir())
	if !strings.Contains(got, "no log of releases is published here") {
		t.Error(got)
	}

	unlock, err := publish.Lock(filepath.Join(dir, "data"))
	if err != nil {
		t.Fatal(err)
	}
	got = program(t, 1, "release", "-C", dir, "--key", key, "--date", "2026-01-07")
	if !strings.Contains(got, "another release of this site is running") {
		t.Error(got)
	}
	unlock()
	program(t, 0, "release", "-C", dir, "--key", key, "--date", "2026-01-07")
}

// TestRotate goes on under a new key, which the old log names.
func TestRotate(t *testing.T) {
	dir, key, public := releasedSite(t)
	empty := sitetest.FilesOf(t, filepath.Join(dir, "data"))
	program(t, 0, "release", "-C", dir, "--key", key, "--date", "2026-01-03")
	next := filepath.Join(t.TempDir(), "next")
	program(t, 0, "release", "-C", dir, "--key", key, "--date", "2026-01-04", "--rotate-key", next)
	got := program(t, 1, "release", "-C", dir, "--key", key, "--date", "2026-01-05")
	if !strings.Contains(got, "this is the key of example.org/report/releases/log/1") {
		t.Error(got)
	}
	program(t, 0, "release", "-C", dir, "--key", next, "--date", "2026-01-05")
	site := filepath.Join(dir, "public")
	got = program(t, 0, "verify", site, "--key", public)
	for _, want := range []string{"log example.org/report/releases/log/1: signed", "log example.org/report/releases/log/2: signed", "release 2026-01-03", "release 2026-01-05"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
	text, err := os.ReadFile(filepath.Join(site, "releases/log/2/key"))
	if err != nil {
		t.Fatal(err)
	}
	program(t, 0, "verify", site, "--key", strings.TrimSpace(string(text)))
	// The old key, that somebody has stolen, can't rewrite what the new one follows.
	forged := sitetest.Copied(t, dir)
	if err := os.RemoveAll(filepath.Join(forged, "data/releases")); err != nil {
		t.Fatal(err)
	}
	sitetest.Put(t, filepath.Join(forged, "data"), map[string]string{"releases/log/1/key": public + "\n", "releases/log/1/checkpoint": empty["releases/log/1/checkpoint"]})
	sitetest.Put(t, forged, map[string]string{"content/about.md": "+++\ntitle = \"About\"\nsummary = \"x\"\n+++\n\nWords.\n"})
	if err := os.RemoveAll(filepath.Join(forged, "public")); err != nil {
		t.Fatal(err)
	}
	program(t, 0, "release", "-C", forged, "--key", key, "--date", "2026-01-03")
	program(t, 0, "release", "-C", forged, "--key", key, "--date", "2026-01-04", "--rotate-key", filepath.Join(t.TempDir(), "theirs"))
	program(t, 0, "build", "-C", forged)
	mixed := sitetest.FilesOf(t, filepath.Join(forged, "public"))
	genuine := sitetest.FilesOf(t, site)
	for name, text := range genuine {
		if strings.HasPrefix(name, "releases/log/2/") {
			mixed[name] = text
		}
	}
	at := t.TempDir()
	sitetest.Put(t, at, mixed)
	for _, keys := range [][]string{{"--key", strings.TrimSpace(string(text))}, {"--key", public, "--key", strings.TrimSpace(string(text))}} {
		if got := program(t, 1, append([]string{"verify", at}, keys...)...); !strings.Contains(got, "not the key that the log before it names") && !strings.Contains(got, "does not continue the log before it") {
			t.Error(got)
		}
	}
	// Somebody who has the server can't put a key of his own behind the old log.
	other, _, _ := releasedSite(t, "2026-01-03")
	theirs := sitetest.FilesOf(t, filepath.Join(other, "public/releases/log/1"))
	sitetest.Put(t, filepath.Join(site, "releases/log/2"), theirs)
	if got := program(t, 1, "verify", site, "--key", public); !strings.Contains(got, "releases/log/2/key: this is not the key that the log before it names") {
		t.Error(got)
	}
}

// TestHostileServer bounds what a server can make a reader do.
func TestHostileServer(t *testing.T) {
	dir, _, _ := releasedSite(t, "2026-01-03")
	real := http.FileServer(http.Dir(filepath.Join(dir, "public")))
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   string
	}{
		"endless": {func(w http.ResponseWriter, r *http.Request) {
			junk := bytes.Repeat([]byte("x"), 1<<20)
			for r.Context().Err() == nil {
				if _, err := w.Write(junk); err != nil {
					return
				}
			}
		}, "larger than 64 MB"},
		"elsewhere": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.9/x", http.StatusFound)
		}, "leads to another one"},
		"circles": {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) }, "leads in circles"},
		"broken":  {func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusInternalServerError) }, "the server answers 500"},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/data/arrests.csv" {
					c.answer(w, r)
					return
				}
				real.ServeHTTP(w, r)
			}))
			defer server.Close()
			if got := program(t, 1, "verify", server.URL); !strings.Contains(got, "missing: data/arrests.csv") || !strings.Contains(got, c.want) {
				t.Error(got)
			}
		})
	}
	// A server shows readers another page than it shows those who ask for the file.
	two := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			_, _ = w.Write([]byte("something else"))
			return
		}
		real.ServeHTTP(w, r)
	}))
	defer two.Close()
	if got := program(t, 1, "verify", two.URL); !strings.Contains(got, "edited after release: index.html") {
		t.Error(got)
	}
	// Nobody answers.
	if got := program(t, 1, "verify", "http://127.0.0.1:1/"); !strings.Contains(got, "the server can't be reached") || strings.Contains(got, "dial") {
		t.Error(got)
	}
	// A file that never ends, and one that is larger than any.
	big := filepath.Join(t.TempDir(), "big")
	sitetest.Put(t, big, sitetest.FilesOf(t, filepath.Join(dir, "public")))
	if err := os.Truncate(filepath.Join(big, "index.html"), 300<<30); err != nil {
		t.Fatal(err)
	}
	if got := program(t, 1, "verify", big); !strings.Contains(got, "index.html, published 2026-01-03 (it is larger than 64 MB)") {
		t.Error(got)
	}
	// What a site says can't steer the terminal.
	list := sitetest.FilesOf(t, filepath.Join(dir, "public"))
	at := t.TempDir()
	list["a\x1b[2J.html"] = "x"
	sitetest.Put(t, at, list)
	if got := program(t, 1, "verify", at); strings.Contains(got, "\x1b") || !strings.Contains(got, "added: a") {
		t.Errorf("%q", got)
	}
}

// TestStandardTools runs the commands that the page of releases gives readers.
func TestStandardTools(t *testing.T) {
	for _, tool := range []string{"bash", "curl", "openssl", "sha256sum", "base64"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("VITRINE_CI") != "" {
				t.Fatal(tool + " is not installed")
			}
			t.Skip(tool + " is not installed")
		}
	}
	dir, _, _ := releasedSite(t, "2026-01-03", "2026-01-04")
	site := filepath.Join(dir, "public")
	page, err := os.ReadFile(filepath.Join(site, "releases/index.html"))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.FileServer(http.Dir(site)))
	defer server.Close()
	commands := regexp.MustCompile(`(?s)<code id="verify-[a-z]+">(.*?)</code>`).FindAllSubmatch(page, -1)
	if len(commands) != 2 {
		t.Fatalf("%d blocks of commands", len(commands))
	}
	var out []string
	for _, c := range commands {
		text := strings.NewReplacer("&gt;", ">", "&#39;", "'", "https://example.org/report/", server.URL+"/").Replace(string(c[1]))
		cmd := exec.Command("bash", "-euo", "pipefail", "-c", text)
		cmd.Dir = t.TempDir()
		got, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s\n%s", err, text, got)
		}
		out = append(out, string(got))
	}
	if !strings.Contains(out[0], "Signature Verified Successfully") {
		t.Error(out[0])
	}
	sums := regexp.MustCompile(`[0-9a-f]{64}`).FindAllString(out[1], -1)
	if len(sums) != 4 || sums[0] != sums[1] || sums[2] != sums[3] {
		t.Errorf("%q in\n%s", sums, out[1])
	}
}

// TestUnreleased shows on the page of releases, and nowhere else, that the site
// is not as it was released.
func TestUnreleased(t *testing.T) {
	dir, key, _ := releasedSite(t, "2026-01-03")
	list := filepath.Join(dir, "public/releases/index.html")
	says := func() bool {
		text, err := os.ReadFile(list)
		if err != nil {
			t.Fatal(err)
		}
		return bytes.Contains(text, []byte("Not released yet."))
	}
	if says() {
		t.Error("a site that was just released is shown as unreleased")
	}
	before := sitetest.FilesOf(t, filepath.Join(dir, "public"))
	name := filepath.Join(dir, "content/about.md")
	sitetest.Put(t, dir, map[string]string{"content/about.md": "+++\ntitle = \"About\"\nsummary = \"x\"\n+++\n\nWords.\n"})
	program(t, 0, "build", "-C", dir)
	if !says() {
		t.Error("a site with another page is not shown as unreleased")
	}
	for file, text := range sitetest.FilesOf(t, filepath.Join(dir, "public")) {
		if old, there := before[file]; there && old != text && strings.HasPrefix(file, "data/") {
			t.Errorf("%s has changed", file)
		}
	}
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
	program(t, 0, "build", "-C", dir)
	if !maps.Equal(before, sitetest.FilesOf(t, filepath.Join(dir, "public"))) {
		t.Error("the same site is not as it was released")
	}
	if got := program(t, 2, "release", "-C", dir, "--key", key, "--id", "log"); !strings.Contains(got, "can't be the id") {
		t.Error(got)
	}
}
