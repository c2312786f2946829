package verify

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/mod/sumdb/note"

	"vitrine/generator/release"
)

// published is a site with releases, signed by a key of this test's own.
type published struct {
	files       fstest.MapFS
	log         *release.Log
	signer      note.Signer
	checkpoints [][]byte // after each release
}

func newKey(t *testing.T) (*release.Key, note.Signer) {
	t.Helper()
	private, public, err := release.NewKey("example.org/releases/log/1")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	key, err := release.ParseKey(public)
	if err != nil {
		t.Fatal(err)
	}
	return key, signer
}

// newSite publishes two releases, r1 and r2. A file with a date stays from the first one.
func newSite(t *testing.T) *published {
	t.Helper()
	key, signer := newKey(t)
	return newSiteOf(t, key, signer)
}

func newSiteOf(t *testing.T, key *release.Key, signer note.Signer) *published {
	t.Helper()
	log, err := release.NewLog(key, signer)
	if err != nil {
		t.Fatal(err)
	}
	s := &published{files: fstest.MapFS{}, log: log, signer: signer}
	first := map[string][]byte{"index.html": []byte("<p>One."), "data/d/2026-01-02.csv": []byte("n\n50\n")}
	second := maps.Clone(first)
	second["index.html"], second["data/d/2026-01-09.csv"] = []byte("<p>Two."), []byte("n\n60\n")
	s.publish(t, "r1", "-", "2026-01-02", first)
	s.publish(t, "r2", "r1", "2026-01-09", second)
	s.put(list, "<p>The releases.")
	s.put(feed, atom+"</feed>")
	return s
}

func (s *published) put(name, text string) { s.files[name] = &fstest.MapFile{Data: []byte(text)} }

// publish adds a release of some files to the log, and puts what belongs to it into the site.
func (s *published) publish(t *testing.T, id, previous, date string, files map[string][]byte) {
	t.Helper()
	nonce := release.NewNonce()
	manifest, err := release.NewManifest(id, nonce, files)
	if err != nil {
		t.Fatal(err)
	}
	text := manifest.String()
	s.grow(t, release.Entry{Kind: release.Released, ID: id, Date: date, Previous: previous,
		Manifest: release.Sum([]byte(text)), Record: release.Sum([]byte("a record"))})
	for name, contents := range files {
		s.put(name, string(contents))
	}
	n := int64(len(s.log.Entries))
	at := "releases/" + id + "/"
	s.put(release.NoncePath(id), string(nonce))
	s.put(at+"manifest.txt", text)
	s.put(at+id+".tlog-proof", string(s.log.Proof(n-1, n, s.log.Checkpoint)))
	s.put(at+"index.html", "<p>A release.")
}

// grow adds an entry to the log.
func (s *published) grow(t *testing.T, e release.Entry) {
	t.Helper()
	var err error
	if s.log, err = s.log.With(e, s.signer); err != nil {
		t.Fatal(err)
	}
	s.checkpoints = append(s.checkpoints, s.log.Checkpoint)
	for name := range s.files {
		if strings.HasPrefix(name, "releases/log/") {
			delete(s.files, name)
		}
	}
	for name, contents := range s.log.Published() {
		s.put("releases/log/1/"+name, string(contents))
	}
}

// withdraw withdraws a release of the site.
func (s *published) withdraw(t *testing.T, id string) {
	s.grow(t, release.Entry{Kind: release.Withdrawn, ID: id, Date: "2026-01-10", Reason: "It told too much."})
}

// change changes a site.
type change func(t *testing.T, s *published)

// write writes a file, remove removes files, and swap puts one in the place of another.
func write(name, text string) change {
	return func(t *testing.T, s *published) { s.put(name, text) }
}

func remove(names ...string) change {
	return func(t *testing.T, s *published) {
		for _, name := range names {
			delete(s.files, name)
		}
	}
}

func swap(name, other string) change {
	return func(t *testing.T, s *published) { s.files[name] = s.files[other] }
}

// withdraw withdraws r1 and removes files.
func withdraw(names ...string) change {
	return func(t *testing.T, s *published) {
		s.withdraw(t, "r1")
		remove(names...)(t, s)
	}
}

const (
	list     = "releases/index.html"
	feed     = "releases/feed.xml"
	manifest = "releases/r1/manifest.txt"
	proof    = "releases/r2/r2.tlog-proof"
	atom     = `<feed xmlns="http://www.w3.org/2005/Atom">`
)

// changes are made to a good site. Then there are doubts, of which parts are given with | between
// them.
var changes = map[string]struct {
	change
	doubts string
}{
	"none":                   {remove(), ""},
	"a page that was edited": {write("index.html", "<p>Three."), "edited after release: index.html"},
	"an old file that was edited": {write("data/d/2026-01-02.csv", "n\n51\n"),
		"edited after release: data/d/2026-01-02.csv"},
	"a page that is gone":      {remove("index.html"), "missing: index.html, published 2026-01-09"},
	"an old file that is gone": {remove("data/d/2026-01-02.csv"), "missing: data/d/2026-01-02.csv"},
	"a page that was added":    {write("more.html", "<p>More."), "added: more.html is in no release"},
	"a publisher's own file":   {write(".nojekyll", ""), ""},
	"a compressed copy":        {write("index.html.gz", zipped("<p>Two.")), ""},
	"another compressed copy":  {write("index.html.gz", zipped("<p>Three.")), "added: index.html.gz"},
	"a manifest that is gone":  {remove(manifest), "missing: " + manifest + "|added: releases/r1/nonce"},
	"another manifest": {swap(manifest, "releases/r2/manifest.txt"),
		"the manifest of the release r1 was swapped|added: releases/r1/nonce"},
	"another nonce": {swap("releases/r2/nonce", "releases/r1/nonce"),
		"edited after release: releases/r2/nonce"},
	"a proof that is gone":  {remove(proof), "missing: " + proof},
	"another proof":         {swap(proof, "releases/r1/r1.tlog-proof"), "does not prove"},
	"a log without its key": {remove("releases/log/1/key"), "the log's public key is missing"},
	"a log without PEM":     {remove("releases/log/1/key.pem"), "missing: releases/log/1/key.pem"},
	"no log": {func(t *testing.T, s *published) {
		for name := range s.log.Published() {
			delete(s.files, "releases/log/1/"+name)
		}
	}, "there is no log of releases here"},
	"a checkpoint that was edited": {func(t *testing.T, s *published) {
		s.put("releases/log/1/checkpoint", strings.Replace(string(s.log.Checkpoint), "\n2\n", "\n3\n", 1))
	}, "the log can't be trusted"},
	"a page with a script":  {write(list, "<script>alert(1)</script>"), "has a script of its own"},
	"a page with a picture": {write(list, `<img src="https://example.com/i.png">`), "which is not of this site"},
	"a page with a key": {func(t *testing.T, s *published) {
		key, _ := newKey(t)
		s.put(list, "<p>"+key.String())
	}, "which is not the log's"},
	"a page with a digest":       {write(list, "<p>"+release.Sum(nil)), "which is not in the log"},
	"a page in UTF-16":           {write(list, "\xff\xfe<\x00p\x00>\x00"), "can be read in more than one way"},
	"a page in another writing":  {write(list, `<meta charset="iso-2022-jp"><p>`), `is written in "iso-2022-jp"`},
	"a page that leaves it open": {write(list, "<p>é"), "can be read in more than one way"},
	"a page that says so":        {write(list, `<meta charset="utf-8"><p>é`), ""},
	"a feed with a script": {write(feed, atom+`<x:script xmlns:x="http://www.w3.org/1999/xhtml"/></feed>`),
		"has an element script"},
	"a feed with a sheet": {write(feed, `<?xml-stylesheet type="text/xsl" href="/x.xsl"?>`+atom+"</feed>"),
		"has an instruction"},
	"a feed in another's style": {write(feed, `<?xml-stylesheet type="text/css" href="//example.com/x.css"?>`+atom+"</feed>"),
		"which is not of this site"},
	"a page of the publisher's own": {write(".well-known/a", "<script>"), "added: .well-known/a"},
	"a drawing of the publisher's":  {write(".well-known/a.xml", "<svg>"), "added: .well-known/a.xml"},
	"a text of the publisher's own": {write(".well-known/security.txt", "Contact: <x>"), ""},
	"no page of a release":          {remove("releases/r1/index.html"), "missing: releases/r1/index.html"},
	"a feed that is none":           {write(feed, "<p>"), feed + " is no feed"},
	"a feed with another checkpoint": {write(feed, atom+"<entry><id>x</id><content>y</content></entry></feed>"),
		"not the log's: x"},
	"a withdrawn release": {withdraw(manifest, "releases/r1/nonce"), ""},
	"a withdrawn release with its manifest": {withdraw("releases/r1/nonce"),
		"the release r1 is withdrawn, and its manifest is still here|added: " + manifest},
}

// TestSite checks a good site, and sites of which one thing was changed.
func TestSite(t *testing.T) {
	for name, c := range changes {
		s := newSite(t)
		c.change(t, s)
		got := Site(s.files, Asked{})
		var want []string
		if c.doubts != "" {
			want = strings.Split(c.doubts, "|")
		}
		if !slices.EqualFunc(got.Doubts, want, strings.Contains) {
			t.Errorf("%s: %q, want %q", name, got.Doubts, want)
		}
		if want == nil && !contains(got.Holds, "files are as the releases published them") {
			t.Errorf("%s: %q", name, got.Holds)
		}
	}
}

// TestKeys checks a site with keys and checkpoints that a reader kept.
func TestKeys(t *testing.T) {
	s := newSite(t)
	stranger, _ := newKey(t)
	if got := Site(s.files, Asked{}); !contains(got.Notes, "the key was taken from the site itself") {
		t.Errorf("a key of the site's own is not noted: %q", got.Notes)
	}
	if got := Site(s.files, Asked{Keys: []*release.Key{s.log.Key}}); len(got.Doubts)+len(got.Notes) > 0 {
		t.Errorf("the log's key: %q %q", got.Doubts, got.Notes)
	}
	if got := Site(s.files, Asked{Keys: []*release.Key{stranger}}); !contains(got.Doubts, "the key was replaced") {
		t.Errorf("another key: %q", got.Doubts)
	}
	proof := s.files["releases/r1/r1.tlog-proof"].Data
	for name, kept := range map[string][]byte{"a checkpoint": s.checkpoints[0], "a proof": proof} {
		if got := Site(s.files, Asked{Since: kept}); len(got.Doubts) > 0 || !contains(got.Holds, "with 1 entry") {
			t.Errorf("%s: %q %q", name, got.Doubts, got.Holds)
		}
	}
	if got := Site(newSite(t).files, Asked{Since: s.log.Checkpoint}); !contains(got.Doubts,
		"not signed by a key of this log") {
		t.Errorf("a checkpoint of another log: %q", got.Doubts)
	}
	again := newSiteOf(t, s.log.Key, s.signer)
	if got := Site(again.files, Asked{Since: s.log.Checkpoint}); !contains(got.Doubts, "history was changed") {
		t.Errorf("a log that was written again: %q", got.Doubts)
	}
	whole := maps.Clone(s.files)
	s.withdraw(t, "r2")
	if got := Site(whole, Asked{Since: s.log.Checkpoint}); !contains(got.Doubts, "the log was cut short") {
		t.Errorf("a log that was cut short: %q", got.Doubts)
	}
}

// TestLookUp looks for files in the releases.
func TestLookUp(t *testing.T) {
	s := newSite(t)
	got := Site(s.files, Asked{Files: []File{
		{"old.html", []byte("<p>One.")}, {"both.csv", []byte("n\n50\n")}, {"none.html", []byte("<p>None.")}}})
	if len(got.Doubts) != 1 || !strings.Contains(got.Doubts[0], "none.html: no release that stands published a file") {
		t.Errorf("%q", got.Doubts)
	}
	for _, want := range []string{"old.html was published as index.html in the release r1 of 2026-01-02",
		"both.csv was published as data/d/2026-01-02.csv in the release r1 of 2026-01-02; data/d/2026-01-02.csv " +
			"in the release r2"} {
		if !contains(got.Holds, want) {
			t.Errorf("%q does not say %q", got.Holds, want)
		}
	}
}

// unlisted is a site whose folders can't be listed, as on a server.
type unlisted struct{ fs.FS }

func (u unlisted) ReadDir(name string) ([]fs.DirEntry, error) {
	return nil, fmt.Errorf("%s can't be listed", name)
}

// TestServer says what can't be found out from a server.
func TestServer(t *testing.T) {
	s := newSite(t)
	s.put("more.html", "<p>More.")
	got := Site(unlisted{s.files}, Asked{})
	if len(got.Doubts) > 0 || !contains(got.Unchecked, "a server does not list what it has") {
		t.Errorf("%q %q", got.Doubts, got.Unchecked)
	}
}

func contains(list []string, text string) bool {
	return strings.Contains(strings.Join(list, "\n"), text)
}

func zipped(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write([]byte(text)) // a buffer takes every write
	_ = w.Close()
	return b.String()
}
