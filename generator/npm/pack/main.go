// Pack writes the npm packages in templates/node_modules, as far as the scripts of pages import them, to
// templates/packages.zip, for a program that is built with the tag "packages" and needs no npm:
//
//	go run ./generator build
//	go run ./generator/npm/pack
//	go build -tags packages -o vitrine ./generator
package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vitrine/generator/bundle"
	"vitrine/generator/chart"
)

func main() {
	if err := pack("templates"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// pack writes what the scripts in a folder import, with each package's own description, in the order of
// names and without times, so that two machines write the same bytes.
func pack(dir string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	scripts := []bundle.Script{chart.Engine(chart.Types())}
	for _, name := range []string{"cards.js", "chart.js", "embed.js", "search.js"} {
		text, err := os.ReadFile(filepath.Join(dir, "assets", name))
		if err != nil {
			return err
		}
		scripts = append(scripts, bundle.Script{Name: "templates/assets/" + name, Text: string(text)})
	}
	if _, err := os.Stat(filepath.Join(dir, "node_modules")); err != nil {
		return fmt.Errorf("templates/node_modules is missing: \"go run ./generator build\" fetches it, once")
	}
	names := map[string]bool{}
	for _, s := range scripts {
		inputs, mistake := bundle.Inputs(dir, s)
		if mistake != nil {
			return fmt.Errorf("%s: %s", mistake.File, mistake.Text)
		}
		for _, name := range inputs {
			names[name] = true
			for at := filepath.Dir(name); strings.HasPrefix(at, "node_modules"); at = filepath.Dir(at) {
				if _, err := os.Stat(filepath.Join(dir, at, "package.json")); err == nil {
					names[filepath.Join(at, "package.json")] = true
				}
			}
		}
	}
	var list []string
	for name := range names {
		list = append(list, filepath.ToSlash(name))
	}
	slices.Sort(list)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range list {
		text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
		if err != nil {
			return err
		}
		if _, err := w.Write(text); err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	fmt.Printf("wrote    templates/packages.zip, of %d files (%d kB)\n", len(list), b.Len()/1000)
	return os.WriteFile(filepath.Join(dir, "packages.zip"), b.Bytes(), 0o644)
}
