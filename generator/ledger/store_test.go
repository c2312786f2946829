package ledger

import (
	"strings"
	"testing"
	"testing/fstest"

	"vitrine/generator/source"
)

// TestReadStore reads sites that have no release, or something in its place.
func TestReadStore(t *testing.T) {
	file := &fstest.MapFile{Data: []byte("anything")}
	for name, c := range map[string]struct {
		files fstest.MapFS
		want  string // of the only problem
	}{
		"nothing": {fstest.MapFS{}, ""},
		"a published log that data/releases lacks": {
			fstest.MapFS{"public/releases/log/1/checkpoint": file}, "public/ has a log of releases, and here is none"},
		"a key that is none": {fstest.MapFS{"data/releases/log/1/key": file, "data/releases/log/1/checkpoint": file},
			"this is no public key of a log"},
		"a log without its key": {fstest.MapFS{"data/releases/log/1/checkpoint": file},
			"the log's public key is missing"},
	} {
		var problems source.Problems
		store := ReadStore(c.files, &problems)
		list := problems.Sorted()
		switch {
		case c.want == "":
			if store == nil || len(list) > 0 {
				t.Errorf("%s: %v", name, list)
			}
		case store != nil || len(list) != 1 || !strings.Contains(list[0].Text, c.want) || list[0].Hint == "":
			t.Errorf("%s: %v %v", name, store != nil, list)
		}
	}
}
