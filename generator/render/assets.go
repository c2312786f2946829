package render

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"vitrine/generator/card"
	"vitrine/generator/source"
)

// Assets are the files that every page needs.
type Assets struct {
	Style   Asset
	Favicon Asset
	Icon    Asset // for a telephone's home screen
	Chart   Asset // brings charts to life
	Engine  Asset // ECharts
	Search  Asset // the search page's script
	Cards   Asset // shows cards beside their figures
	Feed    Asset // how a browser shows feeds
	Embed   Asset // tells the pages that show a chart in a frame how high it is
}

// Asset is a file under a name that carries its contents' digest, so that a browser may keep it
// for ever.
type Asset struct {
	Path      string // "" for one that the site does not need
	Integrity string // lets a browser refuse a file that is not the one the page was made with
}

// namedAsset is an asset with what it holds.
type namedAsset struct {
	asset    Asset
	name     string // in templates/assets
	contents []byte
}

// named gives an asset its name.
func named(name string, contents []byte) namedAsset {
	sum := sha256.Sum256(contents)
	ext := path.Ext(name)
	return namedAsset{Asset{fmt.Sprintf("/assets/%s-%s%s", strings.TrimSuffix(name, ext),
		hex.EncodeToString(sum[:6]), ext),
		"sha256-" + base64.StdEncoding.EncodeToString(sum[:])}, name, contents}
}

// ReadAsset reads a file of templates/assets, or reports that it is missing and returns nil.
func ReadAsset(fsys fs.FS, name string, problems *source.Problems) []byte {
	file := "templates/assets/" + name
	text, err := fs.ReadFile(fsys, file)
	if err != nil {
		problems.Addf(source.Pos{File: file}, "this file is missing")
	}
	return text
}

// NewAssets names the assets of a site, and returns their files. Those that are nil
// the site does not need, or can't have.
func NewAssets(style, feed, favicon, cards, chart, engine, search, embed []byte) (a Assets, files []File) {
	for _, x := range []struct {
		into     *Asset
		name     string
		contents []byte
	}{
		{&a.Style, "style.css", style}, {&a.Feed, "feed.css", feed}, {&a.Favicon, "favicon.svg", favicon},
		{&a.Icon, "icon.png", card.Icon()}, {&a.Cards, "cards.js", cards}, {&a.Chart, "chart.js", chart},
		{&a.Engine, "echarts.js", engine}, {&a.Search, "search.js", search}, {&a.Embed, "embed.js", embed},
	} {
		if x.contents == nil {
			continue
		}
		n := named(x.name, x.contents)
		*x.into = n.asset
		files = append(files, File{Path: n.asset.Path[1:], From: "templates/assets/" + x.name, Text: x.contents})
	}
	return a, files
}
