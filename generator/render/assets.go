package render

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"vitrine/generator/bundle"
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
	Digest string // SHA-256 in base64

	name     string // in templates/assets
	contents []byte
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

// Bundle are the files that pages need, by name: the style sheet, the favicon and
// the bundled scripts. engine is nil for a site without charts.
func Bundle(fsys fs.FS, scripts []bundle.Script, engine []byte, problems *source.Problems) Assets {
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
		*into[name] = named(name, contents)
	}
	for _, s := range scripts {
		name := path.Base(s.Name)
		if name == "chart.js" && engine == nil {
			continue
		}
		*into[name] = named(name, []byte(s.Text))
	}
	if engine != nil {
		a.Engine = named("echarts.js", engine)
	}
	return a
}

// AssetsUnit is the part for the assets.
func (r *Renderer) AssetsUnit() Unit {
	return r.unit("assets", "templates/assets", func(r *renderer) {
		for _, a := range []Asset{r.Assets.Style, r.Assets.Favicon, r.Assets.Chart, r.Assets.Engine, r.Assets.Search} {
			if a.Path != "" {
				r.file(a.Path[1:], a.contents, "templates/assets/"+a.name)
			}
		}
	})
}

// named puts a file under a name that carries its contents' hash, so that a
// browser may keep it for ever.
func named(name string, contents []byte) Asset {
	sum := sha256.Sum256(contents)
	ext := path.Ext(name)
	return Asset{Path: fmt.Sprintf("/assets/%s-%s%s", strings.TrimSuffix(name, ext), hex.EncodeToString(sum[:6]), ext),
		Digest: base64.StdEncoding.EncodeToString(sum[:]), name: name, contents: contents}
}
