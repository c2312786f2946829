package publish

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// Record writes files below dir, by their paths with forward slashes. The file
// last is written when the others stand and moved into its place in one step, so
// that it names nothing that is not there.
func Record(dir string, files map[string][]byte, last string) error {
	unlock, err := lock(filepath.Join(dir))
	if err != nil {
		return err
	}
	defer unlock()
	names := slices.Sorted(maps.Keys(files))
	names = append(slices.DeleteFunc(names, func(n string) bool { return n == last }), last)
	for _, name := range names {
		target := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		part := target + ".part"
		if err := os.WriteFile(part, files[name], 0o644); err != nil {
			return err
		}
		if err := os.Rename(part, target); err != nil {
			return err
		}
	}
	return nil
}
