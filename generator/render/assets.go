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

	"vitrine/generator/bundle"
	"vitrine/generator/output"
	"vitrine/generator/source"
)

// Assets are the style sheet, the scripts and what is known of them.
type Assets struct {
	Style   Asset
	Favicon Asset
	Chart   Asset // brings charts to life
	Engine  Asset // ECharts
	Search  Asset // the search page's script
	Colors  map[string]string
}

// Asset is a file under a name that carries its contents' digest.
type Asset struct {
	Path   string // from the site's root
	Digest string // SHA-384 in base64
}

// ReadScripts reads the site's own scripts.
func ReadScripts(fsys fs.FS, problems *source.Problems) []bundle.Script {
	var scripts []bundle.Script
	for _, name := range []string{"chart.js", "search.js"} {
		file := "templates/assets/" + name
		text, err := fs.ReadFile(fsys, file)
		if err != nil {
			problems.Addf(source.Pos{File: file}, "this file is missing")
			continue
		}
		scripts = append(scripts, bundle.Script{Name: file, Text: string(text)})
	}
	return scripts
}

// AddAssets puts the bundled scripts, the style sheet and the favicon into the
// site. engine is nil for a site without charts.
func AddAssets(fsys fs.FS, scripts []bundle.Script, engine []byte, out *output.Site, problems *source.Problems) Assets {
	var a Assets
	into := map[string]*Asset{"style.css": &a.Style, "favicon.svg": &a.Favicon, "chart.js": &a.Chart, "search.js": &a.Search}
	for _, name := range []string{"style.css", "favicon.svg"} {
		contents, err := fs.ReadFile(fsys, "templates/assets/"+name)
		if err != nil {
			problems.Addf(source.Pos{File: "templates/assets/" + name}, "this file is missing")
			continue
		}
		if name == "style.css" {
			a.Colors = lightColors(contents)
		}
		*into[name] = addAsset(name, contents, out, problems)
	}
	for _, s := range scripts {
		name := path.Base(s.Name)
		if name == "chart.js" && engine == nil {
			continue
		}
		*into[name] = addAsset(name, []byte(s.Text), out, problems)
	}
	if engine != nil {
		a.Engine = addAsset("echarts.js", engine, out, problems)
	}
	return a
}

// addAsset puts a file under a name that carries its contents' hash, so that a
// browser may keep it for ever.
func addAsset(name string, contents []byte, out *output.Site, problems *source.Problems) Asset {
	sum, strong := sha256.Sum256(contents), sha512.Sum384(contents)
	ext := path.Ext(name)
	a := Asset{fmt.Sprintf("/assets/%s-%s%s", strings.TrimSuffix(name, ext), hex.EncodeToString(sum[:6]), ext), base64.StdEncoding.EncodeToString(strong[:])}
	if err := out.Add(strings.TrimPrefix(a.Path, "/"), contents, "templates/assets/"+name); err != nil {
		problems.Addf(source.Pos{File: "templates/assets/" + name}, "%s", err)
	}
	return a
}
