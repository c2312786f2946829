package command

import (
	"maps"
	"path/filepath"
	"strings"
	"testing"

	"vitrine/generator/sitetest"
)

// TestMapEdited: an edit of a map makes the articles again that draw it, and no other, and the
// result is that of a clean build.
func TestMapEdited(t *testing.T) {
	dir := cachedSite(t)
	sitetest.Put(t, dir, sitetest.Archive(t, "map.txtar"))
	program(t, 0, "build", "-C", dir)
	page := func() string { return string(read(t, dir, "public/reports/map/index.html")) }
	before := page()
	for name, edit := range map[string][2]string{
		"data/maps/two.geojson": {"[108,22]", "[108,24]"},
		"data/maps/two.toml":    {"Two countries", "Both countries"},
	} {
		text := strings.Replace(string(read(t, dir, name)), edit[0], edit[1], 1)
		sitetest.Put(t, dir, map[string]string{name: text})
		if got := program(t, 0, "build", "-C", dir, "--timings"); !strings.Contains(got, "1 article as before") {
			t.Errorf("%s: %s", name, got)
		}
		after := page()
		if after == before {
			t.Errorf("an edit of %s does not show", name)
		}
		before = after
		site := sitetest.FilesOf(t, filepath.Join(dir, "public"))
		program(t, 0, "build", "-C", dir, "--no-cache")
		if !maps.Equal(site, sitetest.FilesOf(t, filepath.Join(dir, "public"))) {
			t.Errorf("after an edit of %s the site differs from one that was built without the cache", name)
		}
	}
}
