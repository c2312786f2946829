package render

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"vitrine/generator/chart"
	"vitrine/generator/output"
	"vitrine/generator/source"
)

// AddAssets puts the files of templates/assets and the chart engine into the
// site, under names that carry their contents' hash, so that a browser may keep
// them for ever. engine is nil for a site without charts.
func AddAssets(fsys fs.FS, engine []byte, out *output.Site, problems *source.Problems) Assets {
	var a Assets
	into := map[string]*string{"style.css": &a.Style, "chart.js": &a.Script, "favicon.svg": &a.Favicon}
	add := func(name string, contents []byte, address *string) {
		sum := sha256.Sum256(contents)
		ext := path.Ext(name)
		*address = fmt.Sprintf("/assets/%s-%s%s", strings.TrimSuffix(name, ext), hex.EncodeToString(sum[:6]), ext)
		if err := out.Add(strings.TrimPrefix(*address, "/"), contents, "templates/assets/"+name); err != nil {
			problems.Addf(source.Pos{File: "templates/assets/" + name}, "%s", err)
		}
	}
	for _, name := range []string{"style.css", "chart.js", "favicon.svg"} {
		file := "templates/assets/" + name
		contents, err := fs.ReadFile(fsys, file)
		if err != nil {
			problems.Addf(source.Pos{File: file}, "this file is missing")
			continue
		}
		if path.Ext(name) == ".js" {
			if engine == nil {
				continue
			}
			minified, err := chart.Script(file, string(contents))
			if err != nil {
				problems.Addf(source.Pos{File: file}, "%s", err)
				continue
			}
			contents = minified
		}
		add(name, contents, into[name])
	}
	if engine != nil {
		add("echarts.js", engine, &a.Engine)
	}
	return a
}
