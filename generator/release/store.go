// Package release keeps the log of releases, by which a reader can prove what
// was published and when: an append-only list of entries in the formats of
// c2sp.org (tlog-tiles, tlog-checkpoint, signed-note, tlog-proof), as static
// files.
//
// An entry names a release, its day and title, the one before it and the sha256
// of its manifest, which lists the sha256 of every file that was published. A
// release is withdrawn by another entry: its manifest and nonce are deleted,
// since the sha256 of a file in which only two small counts are unknown gives
// them away; that of the manifest, which stays, does not without the nonce.
//
// A site keeps in data/releases:
//
//	log/1/                 the first log: its public key, its checkpoint, its tiles and entries;
//	                       log/2/ when its last entry names a new key, and so on
//	ID/manifest.txt        what "sha256sum -c" reads
//	ID/nonce               32 random bytes, listed in the manifest
//	ID/checkpoint          as it was signed with this release; witnesses may add their lines
//	ID/record.toml, *.csv  the figures and declarations, for the package ledger; never published
//	ID/salt                32 random bytes, by which the log names the record; never published
//	files/                 files whose addresses have a date, as they were published
//
// A release is done when the log's checkpoint is moved into its place. When it is
// stopped before, what it wrote is named by nothing in the log: builds pass over
// it, and the next release removes it. When it is stopped afterwards, the next
// release does what is left to do; .unfinished says that there is something.
package release

import (
	"errors"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
)

// Dir is where a site keeps its releases.
const Dir = "data/releases"

// Store is what data/releases holds.
type Store struct {
	*Chain
	Kept  []*Kept
	Files map[string][]byte // files whose addresses have a date, by path on the site

	Leftovers  []string   // files of releases that were stopped, by path in the site's folder
	Unfinished []Change   // what was begun and did not come to its end
	CutShort   []*Mistake // leftovers of releases that the log held once
}

// Kept is what is kept of a release.
type Kept struct {
	*Release
	Record     []byte // record.toml
	Manifest   Manifest
	Text       []byte // of the manifest
	Nonce      []byte
	Checkpoint []byte
}

var dated = regexp.MustCompile(`^data/[^/]+/[0-9]{4}(-[0-9]{2}){0,2}\.csv$`)

// Dated reports whether a path's address has a date: what a release publishes
// there stays as it is.
func Dated(path string) bool { return dated.MatchString(path) }

// ReadStore reads data/releases of a site and checks all of it. Without any
// release it returns an empty store.
func ReadStore(fsys fs.FS) (*Store, []*Mistake) {
	s := &Store{Files: map[string][]byte{}}
	if text, err := fs.ReadFile(fsys, UnfinishedFile); err == nil {
		s.Unfinished = parseChanges(string(text))
	}
	named := map[string]bool{}
	if begun(fsys) {
		return s, s.leftovers(fsys, named)
	}
	chain, err := ReadChain(fsys, Dir)
	var m *Mistake
	if errors.As(err, &m) {
		return nil, []*Mistake{m}
	}
	s.Chain = chain
	if chain == nil {
		return s, s.leftovers(fsys, named)
	}
	var mistakes []*Mistake
	for i, l := range chain.Logs {
		for name := range l.Files() {
			named[path.Join(LogDir(Dir, i+1), name)] = true
		}
	}
	for _, r := range chain.Releases {
		mistakes = append(mistakes, s.read(fsys, r, named)...)
	}
	return s, append(mistakes, s.leftovers(fsys, named)...)
}

// read reads what is kept of a release and checks it. The files that belong to it
// become named.
func (s *Store) read(fsys fs.FS, r *Release, named map[string]bool) (mistakes []*Mistake) {
	kept := &Kept{Release: r}
	s.Kept = append(s.Kept, kept)
	at := path.Join(Dir, r.ID)
	add := func(file, format string, args ...any) {
		mistakes = append(mistakes, mistakef(file, format, args...))
	}
	file := func(name string) []byte {
		name = path.Join(at, name)
		named[name] = true
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			add(name, "this file of the release %s is missing", r.ID)
		}
		return text
	}
	var salt []byte
	kept.Record, salt, kept.Checkpoint = file("record.toml"), file("salt"), file("checkpoint")
	if r.Withdrawal == nil {
		kept.Text, kept.Nonce = file("manifest.txt"), file("nonce")
	}
	if len(mistakes) > 0 {
		return mistakes
	}
	if Sum(salt, kept.Record) != r.Entry.Record {
		add(path.Join(at, "record.toml"), "this is not the record that the log has of the release %s", r.ID)
	}
	l := s.Logs[r.Log-1]
	signed, err := ReadCheckpoint(kept.Checkpoint, l.Key)
	if err != nil {
		add(path.Join(at, "checkpoint"), "%s", err)
	} else if signed.N != r.Index+1 || !l.Extends(signed) {
		add(path.Join(at, "checkpoint"), "this is not the checkpoint with which the release %s was signed", r.ID)
	}
	if r.Withdrawal != nil {
		return mistakes
	}
	return append(mistakes, s.readPublished(fsys, kept, named)...)
}

// readPublished checks the manifest of a release that stands, and reads the files whose
// addresses have a date.
func (s *Store) readPublished(fsys fs.FS, kept *Kept, named map[string]bool) (mistakes []*Mistake) {
	r, at := kept.Release, path.Join(Dir, kept.ID)
	var err error
	kept.Manifest, err = ParseManifest(r.ID, kept.Text)
	manifest := path.Join(at, "manifest.txt")
	switch {
	case Sum(kept.Text) != r.Entry.Manifest:
		return []*Mistake{mistakef(manifest, "this is not the manifest that the log has of the release %s", r.ID)}
	case err != nil:
		return []*Mistake{mistakef(manifest, "%s", err)}
	case kept.Manifest.File(NoncePath(r.ID)) != Sum(kept.Nonce):
		mistakes = append(mistakes, mistakef(path.Join(at, "nonce"), "this is not the nonce in the manifest"))
	}
	for _, line := range kept.Manifest {
		if !Dated(line.Path) {
			continue
		}
		name := path.Join(Dir, "files", line.Path)
		named[name] = true
		text, err := fs.ReadFile(fsys, name)
		if err != nil || Sum(text) != line.Sum {
			mistakes = append(mistakes, mistakef(name, "this is not the file that the release %s published", r.ID))
			continue
		}
		s.Files[line.Path] = text
	}
	return mistakes
}

// Step is a change to data/releases: a file, by its path in the site's folder,
// that is written or goes.
type Step struct {
	Path     string
	Contents []byte
	Remove   bool
}

// Plan returns how a log grows: what releases that were stopped have left goes; then
// come some files of releases, the log's tiles, its checkpoint, with which all of
// it counts, and the removal of what nothing names any longer.
func (s *Store) Plan(files map[string][]byte, number int, longer *Log, remove []string) []Step {
	steps := s.Clear()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		steps = append(steps, Step{Path: name, Contents: files[name]})
	}
	dir := LogDir(Dir, number)
	kept := longer.Files()
	for _, name := range slices.Sorted(maps.Keys(kept)) {
		if name != "checkpoint" {
			steps = append(steps, Step{Path: path.Join(dir, name), Contents: kept[name]})
		}
	}
	steps = append(steps, Step{Path: path.Join(dir, "checkpoint"), Contents: longer.Checkpoint})
	if s.Chain != nil && number <= len(s.Logs) {
		old := s.Logs[number-1].Files()
		for _, name := range slices.Sorted(maps.Keys(old)) {
			if kept[name] == nil {
				remove = append(remove, path.Join(dir, name))
			}
		}
	}
	for _, name := range remove {
		steps = append(steps, Step{Path: name, Remove: true})
	}
	return steps
}
