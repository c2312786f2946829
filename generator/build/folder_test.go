package build_test

import (
	"os"
	"testing"

	"vitrine/generator/build"
	"vitrine/generator/bundle"
	"vitrine/generator/cache"
	"vitrine/generator/sitetest"
	"vitrine/generator/source"
)

// TestInstalledMeanwhile builds a site whose packages are installed by the build itself: the next build
// finds nothing to do.
func TestInstalledMeanwhile(t *testing.T) {
	dir := t.TempDir()
	for name, f := range sitetest.Mini(t) {
		sitetest.Put(t, dir, map[string]string{name: string(f.Data)})
	}
	sitetest.Packages(t)
	var problems source.Problems
	var packages []byte
	bundled := sitetest.Bundler(&problems)
	input := build.FolderInput{
		Input: build.Input{
			Files: os.DirFS(dir),
			Bundle: func(s bundle.Script) []byte {
				packages = []byte("installed")
				return bundled(s)
			},
			Store:    cache.In(t.TempDir(), []byte("a key of the cache for tests")),
			Progress: func(string, int, int) {},
			Problems: &problems,
		},
		Dir:      dir,
		Write:    true,
		Packages: func() []byte { return packages },
	}
	for i, made := range []bool{true, false} {
		out, ok := build.Folder(input)
		if !ok {
			t.Fatal(problems.Sorted())
		}
		if (out.Site != nil) != made {
			t.Errorf("build %d: the site was made: %t", i+1, out.Site != nil)
		}
	}
}
