package build

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/sync/errgroup"

	"vitrine/generator/memo"
	"vitrine/generator/output"
	"vitrine/generator/publish"
	"vitrine/generator/source"
)

// FolderInput holds the inputs of a build of a folder.
type FolderInput struct {
	Input
	Dir      string        // the folder that Files reads
	Write    bool          // write the site to public/; otherwise it is only checked
	Packages func() []byte // what npm has installed now, nil when that can't be read; nil where nothing is kept
	Again    bool          // build the site even when nothing has changed
}

// Outcome is the result of a build of a folder.
type Outcome struct {
	Counts  Counts
	Site    *Site // nil when nothing had changed
	Written publish.Result
	Files   int
	Bytes   int
	Mixed   bool // a failed build has changed public/
}

// siteRecord is the record of a site that was built: what to report when nothing has changed.
type siteRecord struct {
	Counts   Counts
	Warnings []source.Problem
	Public   string // the digest of public/ after the build: names, sizes, times
	Files    int
	Bytes    int
}

// cacheLimit bounds the cache folder, in bytes.
const cacheLimit = 4 << 30

// Folder makes the site of a folder, or reports what is wrong and returns false. When all files
// are the same as in a build before, and public/ is as that build left it, nothing is made.
func Folder(in FolderInput) (Outcome, bool) {
	in.Progress("looking what has changed", 0, 0)
	snapshot, staging, err := open(in)
	if err != nil {
		in.Problems.Add(NotWritten(err, false))
		return Outcome{}, false
	}
	if in.Write {
		defer staging.Close()
	}
	in.Files = snapshot
	k := newKeys(snapshot, false)
	var public string
	known := in.Store != nil && k.known && in.Packages != nil
	if known && !in.Again {
		if packages := in.Packages(); packages != nil {
			if out, ok := unchanged(in, k.site(in.Compress, packages), staging); ok {
				return out, true
			}
		}
		in.Before, public = loadResults(in.Dir, in.Store)
	}
	switch {
	case in.Write:
		staging.Prepare()
		in.Shelf, in.Stands = staging, standing(filepath.Join(in.Dir, "public"), staging.Now, public)
	case !in.Again:
		in.Shelf = forgetful{}
	}
	out := Outcome{}
	site := Run(in.Input, &out.Counts)
	if site == nil {
		return out, false
	}
	out.Site, out.Files, out.Bytes = site, len(site.Out.Paths()), site.Out.Bytes()
	if in.Write && !out.commit(staging, site, in.Problems, in.Progress) {
		return out, false
	}
	if known {
		if packages := in.Packages(); packages != nil { // which this build may have had installed
			out.record(in, k.site(in.Compress, packages), site)
		}
	}
	in.Store.Trim(cacheLimit)
	return out, true
}

// open takes a snapshot of a folder, and opens public/ at the same time when it is to be written.
func open(in FolderInput) (*Snapshot, *publish.Staging, error) {
	var staging *publish.Staging
	var group errgroup.Group
	if in.Write {
		group.Go(func() (err error) {
			staging, err = publish.Open(filepath.Join(in.Dir, "public"))
			return err
		})
	}
	snapshot := NewSnapshot(in.Dir, in.Files, in.Store)
	return snapshot, staging, group.Wait()
}

// unchanged returns the outcome of an earlier build of the same files, if public/ is as that build
// left it.
func unchanged(in FolderInput, key memo.Digest, staging *publish.Staging) (Outcome, bool) {
	last, ok := memo.Load[siteRecord](in.Store, siteName(key)).Find("site")
	r := last.Result
	if !ok || in.Write && (r.Public == "" || r.Public != staging.Now.Digest()) {
		return Outcome{}, false
	}
	for _, p := range r.Warnings {
		in.Problems.Add(p)
	}
	written := publish.Result{Unchanged: r.Files}
	return Outcome{Counts: r.Counts, Files: r.Files, Bytes: r.Bytes, Written: written}, true
}

// record stores the results of a build for the next one.
func (o *Outcome) record(in FolderInput, key memo.Digest, site *Site) {
	in.Progress("remembering", 0, 0)
	public := o.Written.Tree.Digest()
	if in.Write {
		site.Results.store(in.Dir, in.Store, public)
	}
	record := memo.NewTable[siteRecord](1)
	record.Put("site", key, siteRecord{o.Counts, in.Problems.Sorted(), public, o.Files, o.Bytes})
	record.Store(in.Store, siteName(key))
}

func siteName(key memo.Digest) string { return fmt.Sprintf("site %x", key) }

// commit writes a site to public/.
func (o *Outcome) commit(
	staging *publish.Staging, site *Site, problems *source.Problems, progress func(string, int, int),
) bool {
	progress("writing", 0, 0)
	var err error
	if o.Written, err = staging.Commit(site.Out); err != nil {
		o.Mixed = o.Written.InPlace
		problems.Add(NotWritten(err, o.Mixed))
		return false
	}
	if o.Written.Left != nil {
		problems.Add(source.Problem{Pos: source.Pos{File: "public"}, Warning: true,
			Text: "the new site is in place, but not all of the one before could be removed: " +
				publish.Reason(o.Written.Left),
			Hint: "remove .public.vitrine-new and .public.vitrine-old beside it before the next build"})
	}
	return true
}

// forgetful is a shelf for a site that is only checked: it stores nothing.
type forgetful struct{}

func (forgetful) Put(string, []byte, [sha256.Size]byte) error  { return nil }
func (forgetful) Get(string, [sha256.Size]byte) ([]byte, bool) { return nil, false }

// standing returns a function that reports whether a file of public/ is as it was written. now is
// what public/ holds, and last the digest of what it held after the last build.
func standing(public string, now publish.Tree, last string) func(string, output.File) bool {
	if last != "" && last == now.Digest() {
		return func(string, output.File) bool { return true }
	}
	if now.Digest() == "" {
		return func(string, output.File) bool { return false }
	}
	return func(name string, f output.File) bool {
		if !now.Plain(name, f.Size) {
			return false
		}
		text, err := os.ReadFile(filepath.Join(public, filepath.FromSlash(name)))
		return err == nil && sha256.Sum256(text) == f.Sum
	}
}

// NotWritten returns the problem of a site that could not be published. mixed says that a part of
// it was.
func NotWritten(err error, mixed bool) source.Problem {
	text, hint := "the site could not be written: ", "the site that was there before is whole"
	switch {
	case mixed:
		hint = "public/ can't be exchanged in one step here, so some of its pages are new and some old; build again"
	case errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS):
		text = "nothing was published, since this folder can't be written: "
	}
	return source.Problem{Pos: source.Pos{File: "public"}, Text: text + publish.Reason(err), Hint: hint}
}

// InFolder calls f with the files of a site's folder, and returns what f returns. A mistake of the
// program itself is reported as a problem.
func InFolder(dir string, problems *source.Problems, f func(files fs.FS) bool) (ok bool) {
	defer recovered(dir, problems)
	root, err := os.OpenRoot(dir) // links out of the folder can't be followed
	if err != nil {
		problems.Addf(source.Pos{File: dir}, "this is no folder that can be read")
		return false
	}
	defer root.Close()
	return f(WithTemplates(root.FS()))
}
