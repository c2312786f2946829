package command

import (
	"io/fs"
	"os"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"vitrine/generator/build"
	"vitrine/generator/ledger"
	"vitrine/generator/npm"
	"vitrine/generator/release"
	"vitrine/generator/source"
)

// changes lists what the command adds to the log. A key that does not exist yet is not listed.
func (f *releaseFlags) changes(store *release.Store) (list []release.Change) {
	switch {
	case f.newKey != "":
		if key, _ := begunKey(store, release.MadeKey, f.newKey); key != nil {
			list = append(list, release.Change{Kind: release.MadeKey, Name: key.String()})
		}
	case f.rotate != "":
		if key, _ := begunKey(store, release.Rotated, f.rotate); key != nil {
			list = append(list, release.Change{Kind: release.Rotated, Name: key.String()})
		}
	case len(f.withdraw) > 0:
		for _, id := range f.withdraw {
			list = append(list, release.Change{Kind: release.Withdrawn, Name: id})
		}
	default:
		list = append(list, release.Change{Kind: release.Released, Name: f.id})
	}
	return list
}

// resume does the rest of the same command that was stopped after its changes had become part of
// the log. done is false when there was none.
func (f *releaseFlags) resume(files fs.FS, screen *screen, problems *source.Problems) (done, ok bool) {
	store := ledger.ReadStore(files, new(source.Problems))
	if store == nil || len(store.CutShort) > 0 {
		return false, false // the command tells what is wrong
	}
	changes := f.changes(store)
	if len(changes) == 0 || slices.ContainsFunc(changes, func(c release.Change) bool { return !store.Stopped(c) }) {
		return false, false
	}
	screen.wrotef("%s: this stood in the log already when it was stopped; what is left is done now", f.name())
	if !f.write(store.Clear(), problems) {
		return true, false
	}
	switch {
	case f.newKey != "" || f.rotate != "":
		f.explainKey(store.Log().Key, f.newKey+f.rotate, screen)
	case len(f.withdraw) > 0:
		screen.note(afterWithdrawal)
	default:
		packages := npm.Open(f.dir, npm.Release, nil, screen.note, problems)
		defer packages.Close()
		var counts build.Counts
		site := build.Run(build.Input{Files: build.NewSnapshot(f.dir, files, nil),
			Bundle:   packages.Bundle,
			Progress: screen.progress, Problems: problems}, &counts)
		screen.counts(counts)
		return true, site != nil && f.publish(site.Out, screen, problems)
	}
	return true, f.write([]release.Step{release.End()}, problems)
}

// leftBehind returns a function that reports whether a change is that of a release that was
// stopped, from the two letters of git's status and a path in the site's folder. Such a change need
// not be committed, since the next release clears or finishes it.
func leftBehind(files fs.FS) func(status, name string) bool {
	store := ledger.ReadStore(files, new(source.Problems))
	return func(status, name string) bool {
		if store == nil || !strings.HasPrefix(name, release.Dir+"/") {
			return false
		}
		// A deleted file that the log does not miss was left over.
		return store.StoppedAny() || slices.Contains(store.Leftovers, name) || strings.Contains(status, "D")
	}
}

// begunKey returns the key that a stopped command has written to a file; nil when there is none.
func begunKey(store *release.Store, kind, file string) (*release.Key, note.Signer) {
	contents, err := os.ReadFile(file)
	if err != nil {
		return nil, nil
	}
	signer, err := note.NewSigner(strings.TrimSpace(string(contents)))
	if err != nil {
		return nil, nil
	}
	for _, c := range store.Unfinished {
		key, err := release.ParseKey(c.Name)
		if err == nil && c.Kind == kind && key.Owner(signer) == nil {
			return key, signer
		}
	}
	return nil, nil
}

// beginKey makes a key for a log named origin, records in the store that this was begun, and writes
// the private half of the key to a file.
func (f *releaseFlags) beginKey(
	store *release.Store, kind, file, origin string, problems *source.Problems,
) (*release.Key, note.Signer) {
	if key, signer := begunKey(store, kind, file); signer != nil && key.Name == origin {
		return key, signer
	}
	return f.writeKey(file, origin, func(key *release.Key) bool {
		return f.write([]release.Step{store.Begin(release.Change{Kind: kind, Name: key.String()})}, problems)
	}, problems)
}
