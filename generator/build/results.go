package build

import (
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"

	"vitrine/generator/cache"
	"vitrine/generator/memo"
	"vitrine/generator/output"
	"vitrine/generator/parallel"
	"vitrine/generator/proof"
	"vitrine/generator/report"
)

// Results are what the actions of a build left behind.
type Results struct {
	Data *Data // kept in memory alone

	articles *memo.Table[report.Article] // by their files; without bodies
	bodies   *memo.Table[string]         // by the articles' files; where no store keeps them
	files    *memo.Table[file]           // by their paths on the site
}

// file is a file of the site that an action made.
type file struct {
	From string // the editor's file
	Size int
	Sum  string      // SHA-256
	Page *proof.Page // what was found on it, if it is a page
}

func (f file) info() output.File {
	return output.File{From: f.From, Size: f.Size, Sum: [sha256.Size]byte([]byte(f.Sum))}
}

// newResults has room for as many as before.
func newResults(before *Results) *Results {
	return &Results{articles: memo.NewTable[report.Article](before.count()), bodies: memo.NewTable[string](0),
		files: memo.NewTable[file](before.count())}
}

// count is how many files there are.
func (r *Results) count() int {
	if r == nil {
		return 0
	}
	return r.files.Len()
}

// article is what is kept of an article, whatever it was made of.
func (r *Results) article(name string) (memo.Record[report.Article], bool) {
	if r == nil {
		return memo.Record[report.Article]{}, false
	}
	return r.articles.Find(name)
}

// file is a file that was made under a key.
func (r *Results) file(path string, key memo.Digest) (file, bool) {
	if r == nil {
		return file{}, false
	}
	return r.files.Get(path, key)
}

func (r *Results) data() *Data {
	if r == nil {
		return nil
	}
	return r.Data
}

// loadResults finds what the last build of the site in a folder has left, or nil, and the digest
// of what stood in public/ after it.
func loadResults(dir string, store *cache.Folder) (r *Results, public string) {
	r = &Results{}
	names := resultNames(dir)
	parallel.Each(2, func(i int) {
		if i == 0 {
			r.articles = memo.Load[report.Article](store, names[0])
		} else {
			r.files = memo.Load[file](store, names[1])
		}
	})
	if r.articles == nil || r.files == nil {
		return nil, ""
	}
	text, _ := store.Get(names[2])
	return r, string(text)
}

// store keeps the results for the next build of the site in a folder. public is the digest of
// what stands in public/ now.
func (r *Results) store(dir string, store *cache.Folder, public string) {
	names := resultNames(dir)
	parallel.Each(2, func(i int) {
		if i == 0 {
			r.articles.Store(store, names[0])
		} else {
			r.files.Store(store, names[1])
		}
	})
	store.Put(names[2], []byte(public)) // last: without it each file is looked at
}

// resultNames are the keys under which the results of a site are kept: those of another
// program are never seen.
func resultNames(dir string) [3]string {
	absolute, err := filepath.Abs(dir)
	if err != nil {
		absolute = dir
	}
	return [3]string{cache.Key("articles", Program(), absolute), cache.Key("files", Program(), absolute),
		cache.Key("public", Program(), absolute)}
}

// bodyName is the key under which the body of an article is kept.
func bodyName(key memo.Digest) string { return "body " + hex.EncodeToString([]byte(key)) }
