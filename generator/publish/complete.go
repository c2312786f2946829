package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// complete makes the staged site whole: it links what is the same as published, and removes
// what an older site had besides.
func (s *Staging) complete(d difference, now []entry) error {
	for _, name := range d.changed {
		if !s.changed[name] {
			return fmt.Errorf("%s was taken away meanwhile", name)
		}
	}
	staged, folders := s.spareFiles, s.spareFolders
	if s.listed == nil || s.spareErr != nil {
		var err error
		if staged, folders, err = walk(s.staging); err != nil {
			return err
		}
	}
	missing, err := s.removeOthers(d.same, now, staged)
	if err != nil {
		return err
	}
	s.removeFolders(d, folders)
	err = forEach(len(missing), func(i int) error {
		from, to := s.published(missing[i]), s.staged(missing[i])
		if err := s.makeFolder(missing[i]); err != nil {
			return err
		}
		_ = os.Remove(to)
		return linkOrCopy(from, to)
	})
	if err != nil {
		return err
	}
	if err := s.keepDotFiles(); err != nil {
		return err
	}
	info, err := os.Stat(s.dir)
	if err != nil {
		return err
	}
	return os.Chmod(s.staging, info.Mode())
}

// removeOthers removes the staged files that are not to be the same as published, and returns
// those to be the same that are no links to the published files yet. All three lists are sorted.
func (s *Staging) removeOthers(same []string, now, staged []entry) (missing []string, err error) {
	i, j := 0, 0
	for _, name := range same {
		for ; i < len(staged) && staged[i].name < name; i++ {
			if err := s.removeOld(staged[i].name); err != nil {
				return nil, err
			}
		}
		for now[j].name != name {
			j++
		}
		if i == len(staged) || staged[i].name != name {
			missing = append(missing, name)
			continue
		}
		if !staged[i].inode.same(now[j].inode) {
			missing = append(missing, name)
		}
		i++
	}
	for ; i < len(staged); i++ {
		if err := s.removeOld(staged[i].name); err != nil {
			return nil, err
		}
	}
	return missing, nil
}

// removeFolders removes staged folders in which the new site has no file.
func (s *Staging) removeFolders(d difference, folders []string) {
	needed := map[string]bool{".": true}
	for _, names := range [][]string{d.same, d.changed} {
		for _, name := range names {
			for f := path.Dir(name); !needed[f]; f = path.Dir(f) {
				needed[f] = true
			}
		}
	}
	slices.Sort(folders)
	for _, f := range slices.Backward(folders) { // the deepest first
		if !needed[f] {
			_ = os.Remove(s.staged(f)) // nothing is in it any more
		}
	}
}

// keepDotFiles links into the staged site what begins with a dot at the top of the published
// folder, as it is now, with folders that are empty.
func (s *Staging) keepDotFiles() error {
	entries, err := os.ReadDir(s.dir)
	for _, e := range entries {
		if e.Name()[0] != '.' || err != nil {
			continue
		}
		var folders []string
		err = filepath.WalkDir(s.published(e.Name()), func(name string, d fs.DirEntry, err error) error {
			rel, outside := filepath.Rel(s.dir, name)
			switch {
			case errors.Is(err, fs.ErrNotExist): // it has gone meanwhile
				return nil
			case err != nil || outside != nil:
				return errors.Join(err, outside)
			case d.IsDir():
				folders = append(folders, rel)
				return os.MkdirAll(filepath.Join(s.staging, rel), 0o755)
			}
			if err = linkOrCopy(name, filepath.Join(s.staging, rel)); errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			return err
		})
		for _, rel := range slices.Backward(folders) { // what is in a folder is there by now
			if info, statErr := os.Stat(filepath.Join(s.dir, rel)); statErr == nil && err == nil {
				err = os.Chmod(filepath.Join(s.staging, rel), info.Mode())
			}
		}
	}
	return err
}

// removeOld removes a file that an older site had when it was listed. It may have gone since,
// where a file or a folder of the new site has the same path.
func (s *Staging) removeOld(name string) error {
	if s.changed[name] {
		return nil
	}
	err := os.Remove(s.staged(name))
	if err == nil {
		return nil
	}
	if info, statErr := os.Lstat(s.staged(name)); statErr != nil || info.IsDir() {
		return nil
	}
	return err
}

// linkOrCopy links a file, or copies it with its time where links don't work.
func linkOrCopy(from, to string) error {
	if os.Link(from, to) == nil {
		return nil
	}
	contents, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	if err := os.WriteFile(to, contents, info.Mode().Perm()); err != nil {
		return err
	}
	return os.Chtimes(to, info.ModTime(), info.ModTime())
}

// realFolder follows a link to the folder that it stands for. The link must lead out of the
// folder that it is in: all that the real folder holds will go.
func realFolder(dir string) (string, error) {
	info, err := os.Lstat(dir)
	switch {
	case err != nil:
		return dir, nil // it is made, or that fails
	case info.IsDir():
		return filepath.EvalSymlinks(dir)
	case info.Mode()&fs.ModeSymlink == 0:
		return "", errors.New("there is a file of this name, not a folder")
	}
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return "", errors.New("it is a link to nothing")
	}
	parent, err := filepath.Abs(filepath.Dir(dir))
	if err == nil {
		parent, err = filepath.EvalSymlinks(parent)
	}
	if err != nil {
		return "", err
	}
	if !filepath.IsAbs(real) {
		real = filepath.Join(parent, filepath.Base(dir), "..", real)
	}
	if isInside(real, parent) || isInside(parent, real) {
		return "", errors.New("it is a link to the site's own folder or into it, whose files would go")
	}
	return real, nil
}

// isInside reports whether a folder is another one or lies in it.
func isInside(name, folder string) bool {
	rel, err := filepath.Rel(folder, name)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}
