package bind_test

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"vitrine/generator/source"
)

// cases is a folder beside the repository with sites that editors could not build.
const cases = "../../../shared/cases"

// TestCases builds the sites on whose sentences an issue was filed.
func TestCases(t *testing.T) {
	if _, err := os.Stat(cases); err != nil {
		t.Skip("the cases are not here: ", err)
	}
	for name, want := range map[string][]string{
		"multiples-rounded": nil, "average-a-month": nil, "times-as-occasions": nil, "marks-that-stand-alone": nil,
		"language-with-region": nil,
		"rose-by-of-sums":      {"does not hold", "does not hold", "does not hold"},
		"misleading-messages":  {"two numbers, 8 and 2023", "with the words at it"},
	} {
		files := fstest.MapFS{}
		if err := addFolder(files, cases+"/"+name); err != nil {
			t.Fatal(err)
		}
		put(t, files, "../../templates/words", "*", "templates/words")
		var problems source.Problems
		bound(files, &problems)
		var errors []string
		for _, p := range problems.Sorted() {
			if !p.Warning {
				errors = append(errors, p.String())
			}
		}
		ok := len(errors) == len(want)
		for i := range min(len(errors), len(want)) {
			ok = ok && strings.Contains(errors[i], want[i])
		}
		if !ok {
			t.Errorf("%s: %q", name, errors)
		}
	}
}

// addFolder adds the files of a folder.
func addFolder(files fstest.MapFS, folder string) error {
	dir := os.DirFS(folder)
	return fs.WalkDir(dir, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(dir, name)
		files[name] = &fstest.MapFile{Data: text}
		return err
	})
}
