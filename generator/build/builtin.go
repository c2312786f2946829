package build

import (
	"cmp"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"vitrine/templates"
)

// templatesFolder is the folder of a site whose files lie over those that the program brings along.
const templatesFolder = "templates"

// WithTemplates is a site's folder in which the program's own templates stand where the site has none.
func WithTemplates(files fs.FS) fs.FS { return withTemplates{files} }

type withTemplates struct{ fs.FS }

// builtIn is the name of a file of the program's own templates, if a name is one of a template.
func builtIn(name string) (string, bool) {
	if name == templatesFolder {
		return ".", true
	}
	return strings.CutPrefix(name, templatesFolder+"/")
}

// Open opens a file of the site, or else of the program.
func (f withTemplates) Open(name string) (fs.File, error) {
	file, err := f.FS.Open(name)
	if own, ok := builtIn(name); ok && errors.Is(err, fs.ErrNotExist) {
		return templates.Files.Open(own)
	}
	return file, err
}

// ReadDir lists a folder of the site with what the program has of it.
func (f withTemplates) ReadDir(name string) ([]fs.DirEntry, error) {
	list, err := fs.ReadDir(f.FS, name)
	own, ok := builtIn(name)
	if !ok || err != nil && !errors.Is(err, fs.ErrNotExist) {
		return list, err
	}
	more, missing := templates.Files.ReadDir(own)
	if missing != nil {
		return list, err
	}
	for _, e := range more {
		if !slices.ContainsFunc(list, func(x fs.DirEntry) bool { return x.Name() == e.Name() }) {
			list = append(list, e)
		}
	}
	slices.SortFunc(list, func(a, b fs.DirEntry) int { return cmp.Compare(a.Name(), b.Name()) })
	return list, nil
}

// addTemplates adds the program's own templates to a snapshot of a site that lacks some.
func (s *Snapshot) addTemplates() error {
	return fs.WalkDir(templates.Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		own := path.Join(templatesFolder, name)
		if d.IsDir() {
			if s.folders[own], err = (withTemplates{s.FS}).ReadDir(own); err == nil {
				s.folders[own] = slices.DeleteFunc(s.folders[own], hidden)
			}
			return err
		}
		if _, there := s.files[own]; there {
			return nil
		}
		text, err := templates.Files.ReadFile(name)
		s.files[own], s.sums[own] = text, s.store.Digest(text)
		return err
	})
}
