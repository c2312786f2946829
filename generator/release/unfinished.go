package release

import (
	"io/fs"
	"path"
	"slices"
	"strings"
)

// UnfinishedFile says which changes of the log were begun and did not come to
// their end. It is written before anything else of a change is, and goes last.
const UnfinishedFile = Dir + "/.unfinished"

// Change is a change of the log: one line of UnfinishedFile.
type Change struct {
	Kind string // Released, Withdrawn, Rotated, or MadeKey
	Name string // the id of a release, or the public key of the log that is begun
}

// MadeKey is the change that makes a site's first log.
const MadeKey = "key"

// parseChanges reads UnfinishedFile. Lines that say nothing are skipped: it is
// only a help to carry on, and what the log holds is read from the log.
func parseChanges(text string) (list []Change) {
	for line := range strings.Lines(text) {
		kind, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		if slices.Contains([]string{Released, Withdrawn, Rotated, MadeKey}, kind) && name != "" {
			list = append(list, Change{kind, name})
		}
	}
	return list
}

// Begin returns the step that comes before all others of some changes. Changes that
// were begun earlier and are not finished stay listed.
func (s *Store) Begin(changes ...Change) Step {
	var b strings.Builder
	for i, c := range slices.Concat(s.Unfinished, changes) {
		if !slices.Contains(s.Unfinished[:min(i, len(s.Unfinished))], c) {
			b.WriteString(c.Kind + " " + c.Name + "\n")
		}
	}
	return Step{Path: UnfinishedFile, Contents: []byte(b.String())}
}

// Clear returns the steps that remove what changes that were stopped have left.
func (s *Store) Clear() []Step {
	var steps []Step
	for _, name := range s.Leftovers {
		steps = append(steps, Step{Path: name, Remove: true})
	}
	return steps
}

// End returns the step that comes last.
func End() Step { return Step{Path: UnfinishedFile, Remove: true} }

// Stopped reports whether a change was stopped after it had become part of the
// log: what is left to do of it is to clear up and to build the site.
func (s *Store) Stopped(c Change) bool { return slices.Contains(s.Unfinished, c) && s.holds(c) }

// StoppedAny reports whether there is such a change.
func (s *Store) StoppedAny() bool { return slices.ContainsFunc(s.Unfinished, s.holds) }

// holds reports whether a change is part of the log.
func (s *Store) holds(c Change) bool {
	if s.Chain == nil {
		return false
	}
	switch c.Kind {
	case Released:
		return s.Release(c.Name) != nil
	case Withdrawn:
		r := s.Release(c.Name)
		return r != nil && r.Withdrawal != nil
	}
	return slices.ContainsFunc(s.Logs, func(l *Log) bool { return l.Key.String() == c.Name })
}

// written reports whether a release writes files with such a path in
// data/releases. Other files there are nobody's concern.
func written(name string) bool {
	name = strings.TrimSuffix(name, ".part")
	folder, file := path.Split(name)
	top, rest, _ := strings.Cut(name, "/")
	switch {
	case name == ".gitattributes" || name == path.Base(UnfinishedFile):
		return true
	case top == "log":
		return rest != ""
	case top == "files":
		return Dated(rest)
	}
	return folder == top+"/" && ValidID(top) &&
		(slices.Contains([]string{"manifest.txt", "nonce", "salt", "checkpoint", "record.toml"}, file) ||
			path.Ext(file) == ".csv")
}

// leftovers finds the files of releases that nothing in the log names: a release
// that was stopped leaves them. named are all others.
func (s *Store) leftovers(fsys fs.FS, named map[string]bool) (mistakes []*Mistake) {
	_ = fs.WalkDir(fsys, Dir, func(name string, d fs.DirEntry, err error) error {
		if name == Dir && err != nil {
			return nil // there is none
		}
		if err != nil {
			mistakes = append(mistakes, mistakef(name, "this can't be read: %s", plain(err)))
			return nil
		}
		rel := strings.TrimPrefix(name, Dir+"/")
		id, file := path.Split(rel)
		// The record speaks of figures.
		record := s.Release(strings.TrimSuffix(id, "/")) != nil && path.Ext(file) == ".csv"
		part := strings.HasSuffix(rel, ".part")
		if d.IsDir() || named[name] || record || !written(rel) || strings.HasPrefix(path.Base(rel), ".") && !part {
			return nil
		}
		s.Leftovers = append(s.Leftovers, name)
		if s.Chain == nil && lost(name) {
			mistakes = append(mistakes, mistakef(name, "the log that named this file is gone"))
		}
		if m := s.cutShort(fsys, name); m != nil {
			s.CutShort = append(s.CutShort, m)
		}
		return nil
	})
	return mistakes
}

// lost reports whether a file is there only when there was a log once.
func lost(name string) bool {
	log := LogDir(Dir, 1)
	first := []string{log + "/key", log + "/key.part", log + "/checkpoint.part"}
	return !slices.Contains(first, name) && !strings.HasPrefix(path.Base(name), ".")
}

// cutShort finds that a file is no leftover, but of a release that the log held
// once: a release that was stopped leaves files of the next entry alone.
func (s *Store) cutShort(fsys fs.FS, name string) *Mistake {
	if s.Chain == nil || path.Base(name) != "checkpoint" || strings.HasPrefix(name, Dir+"/log/") {
		return nil
	}
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return mistakef(name, "this can't be read: %s", plain(err))
	}
	for _, l := range s.Logs {
		if signed, err := ReadCheckpoint(text, l.Key); err == nil && signed.N > l.size()+1 {
			return mistakef(name, "the log had %d entries when this release was made, and has %d now",
				signed.N, l.size())
		}
	}
	return nil
}

// begun reports whether the first log is only begun: it has a key, and nothing
// was ever signed with it.
func begun(fsys fs.FS) bool {
	log := LogDir(Dir, 1)
	_, err := fs.Stat(fsys, path.Join(log, "checkpoint"))
	_, err2 := fs.Stat(fsys, path.Join(log, "tile"))
	return err != nil && err2 != nil
}
