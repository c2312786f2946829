package phrase

import (
	"path/filepath"
	"strings"
	"testing"

	"vitrine/generator/phrase/phrasetest"
)

// TestTables: each table of the project can be read with.
func TestTables(t *testing.T) {
	files, err := filepath.Glob("../../templates/words/*.toml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		language := strings.TrimSuffix(filepath.Base(file), ".toml")
		if _, err := New(phrasetest.Phrasing(t, "../..", language)); err != nil {
			t.Errorf("%s: %v", language, err)
		}
	}
}
