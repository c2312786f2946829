// Package schema holds the JSON Schemas of the files of data/, by which an editor's program completes and
// explains keys while they are typed. They are generated from the structs that load decodes and the
// comments of their fields: go test ./generator/schema -update.
package schema

import (
	"embed"
	"path"
	"strings"
)

//go:embed *.schema.json
var files embed.FS

// Folder is where a site keeps the schemas.
const Folder = ".schemas"

// Files are the schemas, by their paths in a site.
func Files() map[string][]byte {
	list := map[string][]byte{}
	entries, _ := files.ReadDir(".") // it is embedded
	for _, e := range entries {
		text, _ := files.ReadFile(e.Name())
		list[path.Join(Folder, e.Name())] = text
	}
	return list
}

// Line is the first line of a file of data/ that names its schema.
func Line(name string) string {
	kind := strings.TrimSuffix(path.Base(name), ".toml")
	switch path.Dir(name) {
	case "data/datasets":
		kind = "dataset"
	case "data/maps":
		kind = "map"
	case "data/profiles":
		kind = "profile"
	}
	above := strings.Repeat("../", strings.Count(name, "/"))
	return "#:schema " + above + path.Join(Folder, kind+".schema.json") + "\n"
}
