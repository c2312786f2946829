// Package bundle makes one file of a script and what it imports from the npm
// packages in templates/node_modules, with esbuild.
package bundle

import (
	"encoding/json"
	"maps"
	"path/filepath"
	"slices"

	"github.com/evanw/esbuild/pkg/api"
)

// Script is a script of the site before it is bundled.
type Script struct {
	Name   string // for messages: its path
	Text   string
	Global string // the variable that holds its exports; "" for a module, which has none
}

// Mistake is what is wrong with a script, and where.
type Mistake struct {
	File      string
	Line, Col int
	Text      string
}

// Run bundles and minifies a script. dir is the folder in whose node_modules
// its imports are.
func Run(dir string, s Script) ([]byte, *Mistake) {
	made, _, mistake := run(dir, s)
	return made, mistake
}

// Inputs are the files that a bundle of a script is made of, by their paths in dir.
func Inputs(dir string, s Script) (names []string, mistake *Mistake) {
	_, names, mistake = run(dir, s)
	return names, mistake
}

// inputsOf reads esbuild's account of a bundle. A file that lies outside of the folder is a mistake: it
// comes from a folder above, which may be anybody's.
func inputsOf(s Script, about string) (names []string, mistake *Mistake) {
	var meta struct {
		Inputs map[string]struct{} `json:"inputs"`
	}
	if err := json.Unmarshal([]byte(about), &meta); err != nil {
		return nil, &Mistake{File: s.Name, Text: err.Error()}
	}
	for _, name := range slices.Sorted(maps.Keys(meta.Inputs)) {
		switch {
		case name == s.Name:
		case !filepath.IsLocal(filepath.FromSlash(name)):
			return nil, &Mistake{File: s.Name, Text: "it would import a file that is not of its packages: " + name}
		default:
			names = append(names, name)
		}
	}
	return names, nil
}

// run is Run, with the files that the bundle is made of.
func run(dir string, s Script) (made []byte, inputs []string, mistake *Mistake) {
	options := api.BuildOptions{
		Stdin:            &api.StdinOptions{Contents: s.Text, ResolveDir: dir, Sourcefile: s.Name},
		Bundle:           true,
		Format:           api.FormatESModule,
		Target:           api.ES2020,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true,
		LegalComments: api.LegalCommentsInline,
		Charset:       api.CharsetUTF8,
		Define:        map[string]string{"process.env.NODE_ENV": `"production"`},
		LogLevel:      api.LogLevelSilent,
		AbsWorkingDir: dir,
		Metafile:      true,
		TsconfigRaw:   "{}", // none of a folder above may say what a name stands for
		// A link in node_modules is followed by its name, so that what it leads to counts as inside.
		PreserveSymlinks: true,
	}
	if s.Global != "" {
		options.Format, options.GlobalName = api.FormatIIFE, s.Global
	}
	result := api.Build(options)
	if len(result.Errors) > 0 {
		e := result.Errors[0]
		if e.Location != nil {
			return nil, nil, &Mistake{e.Location.File, e.Location.Line, e.Location.Column + 1, e.Text}
		}
		return nil, nil, &Mistake{File: s.Name, Text: e.Text}
	}
	inputs, mistake = inputsOf(s, result.Metafile)
	if mistake != nil {
		return nil, nil, mistake
	}
	return result.OutputFiles[0].Contents, inputs, nil
}
