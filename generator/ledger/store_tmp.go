package ledger

import (
	"io/fs"

	"vitrine/generator/release"
	"vitrine/generator/source"
)

// ReadStore reads data/releases, or reports why it can't and returns nil.
func ReadStore(files fs.FS, problems *source.Problems) *release.Store {
	store, mistakes := release.ReadStore(files)
	for _, m := range mistakes {
		problems.Add(source.Problem{Pos: source.Pos{File: m.File}, Text: m.Text, Hint: "data/releases is written by \"vitrine release\" alone; git restores what was changed"})
	}
	if store != nil && store.Chain == nil && len(mistakes) == 0 {
		if _, err := fs.Stat(files, "public/releases/log/1/checkpoint"); err == nil {
			problems.Add(source.Problem{Pos: source.Pos{File: release.Dir}, Text: "public/ has a log of releases, and here is none", Hint: "bring back data/releases from git; or delete public/, if this never was published"})
			return nil
		}
	}
	if len(mistakes) > 0 {
		return nil
	}
	return store
}
