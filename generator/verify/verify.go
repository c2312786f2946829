// Package verify checks a published site against its log of releases, trusting
// neither the server nor the folder that it comes from. All it needs is the
// site; a key or a checkpoint that the reader kept makes it stronger.
//
// The rules:
//
//   - The log is signed by its key, and by the keys that the reader has. Its files are what its
//     entries make them, and it continues the log of which the reader kept a checkpoint.
//   - The manifest of a release is the one that the log names, and its proof shows that the log
//     holds it. Of a withdrawn release manifest and nonce are gone.
//   - Each file is as the last release published it. A file whose address has a date is as every
//     release published it.
//   - Where folders can be listed, there is no other file, but for compressed copies and what
//     is the publisher's own.
//   - Pages about releases, which no manifest can list, only show text, load only files that
//     were published, and name no key or digest but the log's (pages.go).
//
// The report says what can't be checked.
package verify

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/andybalholm/brotli"
	"golang.org/x/sync/errgroup"

	"vitrine/generator/release"
)

// Asked is what a reader brings along.
type Asked struct {
	Keys  []*release.Key // of the log, and of witnesses
	Since []byte         // a checkpoint, or a proof that ends with one
	Files []File         // if there are any, these are looked up instead of checking the site's
}

// File is a file that a reader has.
type File struct {
	Name     string
	Contents []byte
}

// Report is what was found, in plain words.
type Report struct {
	Holds     []string
	Notes     []string // what a reader should know
	Doubts    []string
	Unchecked []string // what nothing can be said of, for the last line
}

func (r *Report) uncheckedf(format string, args ...any) {
	r.Unchecked = append(r.Unchecked, printable(fmt.Sprintf(format, args...)))
}

func (r *Report) notef(format string, args ...any) {
	r.Notes = append(r.Notes, printable(fmt.Sprintf(format, args...)))
}

func (r *Report) holdsf(format string, args ...any) {
	r.Holds = append(r.Holds, printable(fmt.Sprintf(format, args...)))
}

func (r *Report) doubtf(format string, args ...any) {
	r.Doubts = append(r.Doubts, printable(fmt.Sprintf(format, args...)))
}

// printable keeps what a site says from changing the terminal that shows it.
func printable(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsPrint(c) {
			return c
		}
		return unicode.ReplacementChar
	}, s)
}

// folder is where a site publishes its releases, and listed how many stand on a
// page of their list.
const (
	folder = "releases"
	listed = 50
)

// reader checks one site.
type reader struct {
	site      fs.FS
	chain     *release.Chain
	report    *Report
	asked     Asked
	manifests map[string]release.Manifest // of the releases that stand and whose manifest is the log's
	found     [][]string                  // of each file asked for, where it was published
}

// Site checks a published site. site need not be able to list folders; where it
// is, files that were added are found.
func Site(site fs.FS, asked Asked) *Report {
	r := &reader{site: site, asked: asked, report: &Report{}, manifests: map[string]release.Manifest{},
		found: make([][]string, len(asked.Files))}
	chain, err := release.ReadChain(site, folder, asked.Keys...)
	var m *release.Mistake
	switch {
	case errors.As(err, &m):
		r.report.doubtf("the log can't be trusted: %s: %s", m.File, m.Text)
		return r.report
	case chain == nil:
		r.report.doubtf("there is no log of releases here")
		return r.report
	}
	r.chain = chain
	r.log(asked.Keys)
	if asked.Since != nil {
		r.since(asked.Since)
	}
	for _, rel := range chain.Releases {
		r.release(rel)
	}
	if len(asked.Files) > 0 {
		for i, f := range asked.Files {
			r.lookUp(f, r.found[i])
		}
		r.report.uncheckedf("the files of the site")
		return r.report
	}
	r.files()
	return r.report
}

// log says whose log this is and looks at its files.
func (r *reader) log(keys []*release.Key) {
	last := r.chain.Log()
	trusted := slices.ContainsFunc(keys, func(k *release.Key) bool { return !k.Witness() })
	for i, l := range r.chain.Logs {
		r.report.holdsf("log %s: signed by the key %s, %s, every tile made of them",
			l.Key.Name, l.Key.Hash(), plural(len(l.Entries), "entry", "entries"))
		published := l.Published()
		names := make([]string, 0, len(published))
		for name := range published {
			names = append(names, name)
		}
		slices.Sort(names)
		wrong := make([]string, len(names))
		r.each(len(names), func(n int) {
			name := path.Join(release.LogDir(folder, i+1), names[n])
			switch text, err := fs.ReadFile(r.site, name); {
			case err != nil:
				wrong[n] = fmt.Sprintf("missing: %s, a file of the log%s", name, because(err))
			case !bytes.Equal(text, published[names[n]]):
				wrong[n] = fmt.Sprintf("%s is not what the log's entries make it", name)
			}
		})
		r.doubts(wrong)
	}
	if !trusted {
		r.report.notef("the key was taken from the site itself: compare it with one that you have from "+
			"elsewhere (--key): %s", last.Key)
	}
	for _, k := range keys {
		if k.Witness() {
			r.report.holdsf("the last checkpoint is signed by the witness %s too", k.Name)
		}
	}
}

// doubts adds those of a list that are not empty.
func (r *reader) doubts(list []string) {
	for _, text := range list {
		if text != "" {
			r.report.doubtf("%s", text)
		}
	}
}

// each looks at n things, a few at once: most of the time is waiting for a
// server.
func (r *reader) each(n int, look func(i int)) {
	var group errgroup.Group
	group.SetLimit(8)
	for i := range n {
		group.Go(func() error { look(i); return nil })
	}
	_ = group.Wait() // each fills a slot of its own
}

// because says why a file can't be read when it is there.
func because(err error) string {
	var p *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return ""
	case errors.As(err, &p):
		return " (" + p.Err.Error() + ")"
	}
	return " (" + err.Error() + ")"
}

// since compares the log with a checkpoint that the reader kept.
func (r *reader) since(kept []byte) {
	if bytes.HasPrefix(kept, []byte("c2sp.org/tlog-proof@")) {
		_, kept, _ = bytes.Cut(kept, []byte("\n\n"))
	}
	for _, l := range r.chain.Logs {
		c, err := release.ReadCheckpoint(kept, l.Key)
		if err != nil || c.Origin != l.Key.Name {
			continue
		}
		switch {
		case c.N > int64(len(l.Entries)):
			r.report.doubtf("the log was cut short: the checkpoint that you kept has %s, and the log here has %d",
				plural(int(c.N), "entry", "entries"), len(l.Entries))
		case !l.Extends(c):
			r.report.doubtf("history was changed: the first %s of the log are not those of the checkpoint that "+
				"you kept", plural(int(c.N), "entry", "entries"))
		default:
			r.report.holdsf("the log continues the one that you kept a checkpoint of, with %s",
				plural(int(c.N), "entry", "entries"))
		}
		return
	}
	r.report.doubtf("the checkpoint that you kept is not signed by a key of this log: the key was replaced, or " +
		"it is another site's")
}

// release checks what is published of a release: its manifest, its nonce and
// its proof.
func (r *reader) release(rel *release.Release) {
	at := release.Folder + rel.ID + "/"
	l := r.chain.Logs[rel.Log-1]
	proofName := at + rel.ID + ".tlog-proof"
	proof, err := fs.ReadFile(r.site, proofName)
	_, checkpoint, _ := bytes.Cut(proof, []byte("\n\n"))
	if err != nil {
		r.report.doubtf("missing: %s, the proof that the log holds the release%s", proofName, because(err))
	} else if c, err := release.ReadCheckpoint(checkpoint, l.Key); err != nil || c.N != rel.Index+1 ||
		!l.Extends(c) || !bytes.Equal(proof, l.Proof(rel.Index, c.N, checkpoint)) {
		r.report.doubtf("%s does not prove that the log holds the release", proofName)
	}
	text, err := fs.ReadFile(r.site, at+"manifest.txt")
	if w := rel.Withdrawal; w != nil {
		r.report.holdsf("release %s of %s: withdrawn on %s: %s", rel.ID, rel.Date, w.Date, w.Reason)
		if _, wrong := release.ParseManifest(rel.ID, text); err == nil &&
			(wrong == nil || release.Sum(text) == rel.Manifest) {
			r.report.doubtf("the release %s is withdrawn, and its manifest is still here", rel.ID)
		}
		if nonce, err := fs.ReadFile(r.site, at+"nonce"); err == nil && len(nonce) == 32 {
			r.report.doubtf("the release %s is withdrawn, and its nonce is still here", rel.ID)
		}
		return
	}
	if err != nil {
		r.report.doubtf("missing: %smanifest.txt, the list of what the release published%s", at, because(err))
		return
	}
	if sum := release.Sum(text); sum != rel.Manifest {
		r.report.doubtf("the manifest of the release %s was swapped: the log has %s, and here is %s",
			rel.ID, short(rel.Manifest), short(sum))
		return
	}
	m, err := release.ParseManifest(rel.ID, text)
	if err != nil {
		r.report.doubtf("the manifest of the release %s can't be read: %s", rel.ID, err)
		return
	}
	n := len(m)
	for i, f := range r.asked.Files {
		sum := release.Sum(f.Contents)
		for _, line := range m {
			if line.Sum == sum {
				r.found[i] = append(r.found[i], fmt.Sprintf("%s in the release %s of %s", line.Path, rel.ID, rel.Date))
			}
		}
	}
	if rel != r.chain.Last() { // of an older release only what stays is needed
		m = slices.DeleteFunc(slices.Clone(m),
			func(l release.Line) bool { return release.Covers(l.Path) && !release.Dated(l.Path) })
	}
	r.manifests[rel.ID] = slices.Clip(m)
	r.report.holdsf("release %s of %s: in the log, with a manifest of %s", rel.ID, rel.Date, plural(n, "file"))
}

// files compares the site's files with the manifest of the last release, those
// with a dated address and the nonces with every manifest that lists them.
func (r *reader) files() {
	last := r.chain.Last()
	if last == nil {
		r.report.doubtf("nothing was released so far: no file can be checked")
		r.report.uncheckedf("the files of the site")
		return
	}
	current := r.manifests[last.ID]
	if last.Withdrawal != nil {
		r.report.doubtf("the last release is withdrawn, so that nothing says what most files should be")
	}
	type wanted struct {
		release.Line
		by *release.Release
	}
	var list []wanted
	known := map[string]string{} // sums by path
	for _, rel := range slices.Backward(r.chain.Releases) {
		for _, line := range r.manifests[rel.ID] {
			switch sum, there := known[line.Path]; {
			case !there:
				known[line.Path] = line.Sum
				list = append(list, wanted{line, rel})
			case sum != line.Sum:
				r.report.doubtf("%s has an address that stays, and was published as %s on %s and as %s later",
					line.Path, short(line.Sum), rel.Date, short(sum))
			}
		}
	}
	slices.SortFunc(list, func(a, b wanted) int { return strings.Compare(a.Path, b.Path) })
	wrong := make([]string, len(list))
	_, listable := fs.ReadDir(r.site, ".")
	taken := false // a host takes the file of headers for itself
	r.each(len(list), func(i int) {
		w := list[i]
		text, err := fs.ReadFile(r.site, w.Path)
		if w.Path == "_headers" && listable != nil && errors.Is(err, fs.ErrNotExist) {
			taken = true
		} else if err != nil {
			wrong[i] = fmt.Sprintf("missing: %s, published %s%s", w.Path, w.by.Date, because(err))
		} else if sum := release.Sum(text); sum != w.Sum {
			wrong[i] = fmt.Sprintf("edited after release: %s, published %s as %s, now %s",
				w.Path, w.by.Date, short(w.Sum), short(sum))
		}
	})
	r.doubts(wrong)
	if taken {
		r.report.uncheckedf("_headers, which the server uses and does not give")
	}
	if len(current) > 0 && !slices.ContainsFunc(wrong, func(s string) bool { return s != "" }) {
		r.report.holdsf("%s as the releases published them", plural(len(list), "file is", "files are"))
	}
	r.added(known)
}

// added finds files that no release published, where folders can be listed.
func (r *reader) added(known map[string]string) {
	pages := []string{"releases/index.html", "releases/feed.xml"} // no log can hold them
	for n := 2; n <= (len(r.chain.Releases)+listed-1)/listed; n++ {
		pages = append(pages, fmt.Sprintf("releases/page/%d/index.html", n))
	}
	for _, rel := range r.chain.Releases {
		pages = append(pages, release.Folder+rel.ID+"/index.html")
		if rel.Withdrawal == nil {
			known[release.Folder+rel.ID+"/manifest.txt"] = rel.Manifest
		}
		known[release.Folder+rel.ID+"/"+rel.ID+".tlog-proof"] = ""
	}
	for _, name := range pages {
		known[name] = ""
	}
	for i, l := range r.chain.Logs {
		for name := range l.Published() {
			known[path.Join(release.LogDir(folder, i+1), name)] = ""
		}
	}
	r.pages(pages, known)
	r.report.uncheckedf("what %s and the feed below %s say, since no log can hold them",
		plural(len(pages)-1, "page"), release.Folder)
	if len(r.manifests[r.chain.Last().ID]) == 0 {
		r.report.uncheckedf("files that were added")
		return // nothing says what belongs there
	}
	if _, err := fs.ReadDir(r.site, "."); err != nil {
		r.report.uncheckedf("files that were added, since a server does not list what it has")
		return
	}
	r.walk(known)
}

// publishers are the names at the top of a folder that are the publisher's, for git and for
// hosts: no build writes them, and readers get none of them as a page.
var publishers = []string{".git", ".gitignore", ".gitattributes", ".gitkeep", ".nojekyll", ".htaccess", ".well-known"}

// walk finds files that are not known.
func (r *reader) walk(known map[string]string) {
	var theirs []string
	_ = fs.WalkDir(r.site, ".", func(name string, d fs.DirEntry, err error) error {
		top, _, _ := strings.Cut(name, "/")
		theirOwn := slices.Contains(publishers, top)
		if theirOwn && name == top {
			theirs = append(theirs, name)
		}
		switch {
		case err != nil:
			r.report.doubtf("%s can't be read%s", name, because(err))
		case name == ".git" && d.IsDir():
			return fs.SkipDir
		case d.IsDir() || theirOwn && !r.shown(name):
		default:
			if _, ours := known[name]; !ours && !r.packed(name, known) {
				r.report.doubtf("added: %s is in no release", name)
			}
		}
		return nil
	})
	if len(theirs) > 0 {
		r.report.uncheckedf("%s, the publisher's own", strings.Join(theirs, ", "))
	}
}

// shown reports whether a browser may show or run a file of the publisher's own, by its name or, where hosts serve
// it, as it looks like markup.
func (r *reader) shown(name string) bool {
	ending := strings.ToLower(path.Ext(name))
	if slices.Contains([]string{".html", ".htm", ".xhtml", ".xht", ".shtml", ".svg", ".xml", ".js", ".mjs", ".css",
		".wasm", ".pdf"}, ending) {
		return true
	}
	if !strings.HasPrefix(name, ".well-known/") || ending == ".txt" || ending == ".json" {
		return false
	}
	text, err := fs.ReadFile(r.site, name)
	return err != nil || bytes.ContainsAny(text, "<\x00")
}

// packed reports whether a file is the compressed copy of one that belongs to the
// site, as it stands here.
func (r *reader) packed(name string, known map[string]string) bool {
	original := strings.TrimSuffix(name, path.Ext(name))
	if _, ours := known[original]; !ours {
		return false
	}
	want, err := fs.ReadFile(r.site, original)
	text, err2 := fs.ReadFile(r.site, name)
	if errors.Join(err, err2) != nil {
		return false
	}
	var unpacked io.Reader
	switch path.Ext(name) {
	case ".gz":
		if unpacked, err = gzip.NewReader(bytes.NewReader(text)); err != nil {
			return false
		}
	case ".br":
		unpacked = brotli.NewReader(bytes.NewReader(text))
	default:
		return false
	}
	text, err = io.ReadAll(io.LimitReader(unpacked, int64(len(want))+1))
	return err == nil && bytes.Equal(text, want)
}

// lookUp finds the releases that published a reader's file.
func (r *reader) lookUp(f File, found []string) {
	if len(found) == 0 {
		r.report.doubtf("%s: no release that stands published a file like this (%s)",
			f.Name, short(release.Sum(f.Contents)))
		return
	}
	r.report.holdsf("%s was published as %s", f.Name, strings.Join(found, "; "))
}

// short returns the beginning of a sha256, enough to tell two apart.
func short(sum string) string { return sum[:min(16, len(sum))] + "…" }

// plural returns a number of things in words: of word, or of word and its plural.
func plural(n int, words ...string) string {
	word := words[0]
	if n != 1 {
		word += "s"
		if len(words) > 1 {
			word = words[1]
		}
	}
	return fmt.Sprintf("%d %s", n, word)
}
