package render

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"vitrine/generator/chart"
	"vitrine/generator/output"
	"vitrine/generator/source"
)

// Assets are the style sheet, the scripts and what is known of them.
type Assets struct {
	Style   Asset
	Favicon Asset
	Chart   Asset // brings charts to life
	Engine  Asset // ECharts
	Colors  map[string]string
}

// Asset is a file under a name that carries its contents' digest.
type Asset struct {
	Path   string // from the site's root
	Digest string // SHA-384 in base64
}

// AddAssets puts the files of templates/assets and the chart engine into the
// site, under names that carry their contents' hash, so that a browser may keep
// them for ever. engine is nil for a site without charts.
func AddAssets(fsys fs.FS, engine []byte, out *output.Site, problems *source.Problems) Assets {
	var a Assets
	into := map[string]*Asset{"style.css": &a.Style, "chart.js": &a.Chart, "favicon.svg": &a.Favicon}
	add := func(name string, contents []byte, asset *Asset) {
		sum, strong := sha256.Sum256(contents), sha512.Sum384(contents)
		ext := path.Ext(name)
		*asset = Asset{fmt.Sprintf("/assets/%s-%s%s", strings.TrimSuffix(name, ext), hex.EncodeToString(sum[:6]), ext), base64.StdEncoding.EncodeToString(strong[:])}
		if err := out.Add(strings.TrimPrefix(asset.Path, "/"), contents, "templates/assets/"+name); err != nil {
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
		switch path.Ext(name) {
		case ".js":
			if engine == nil {
				continue
			}
			if contents, err = chart.Script(file, string(contents)); err != nil {
				problems.Addf(source.Pos{File: file}, "%s", err)
				continue
			}
		case ".css":
			a.Colors = lightColors(contents)
		}
		add(name, contents, into[name])
	}
	if engine != nil {
		add("echarts.js", engine, &a.Engine)
	}
	return a
}
