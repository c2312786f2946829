package command

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"vitrine/generator/build"
	"vitrine/generator/bundle"
	"vitrine/generator/source"
)

const exportUsage = `vitrine export [-C DIR] [--report ID] FOLDER

Writes the reports that a law asks for into a folder, in the form of that law:
the files that the site offers under /filings/, each part as CSV and all of them
as one workbook. Nothing is written while something is wrong with the site.
Figures that are withheld to protect people are blank.

  -C DIR       the folder of the site (default: the folder you are in)
  --report ID  of data/site.toml (default: all of them)

Examples:

  vitrine export --report example example-2026

`

// noScript stands for the scripts of pages, which an export has none of.
func noScript(bundle.Script) []byte { return []byte("0") }

func runExport(c *call) int {
	var dir, id string
	c.flags.StringVar(&dir, "C", ".", "")
	c.flags.StringVar(&id, "report", "", "")
	folders, code, done := c.parse(1)
	if done {
		return code
	}
	if len(folders) != 1 {
		return c.refuse("one FOLDER is needed")
	}
	build.Program()
	var problems source.Problems
	s := &screen{out: c.stdout, quiet: true}
	files := map[string][]byte{}
	ok := build.InFolder(dir, &problems, func(site fs.FS) bool {
		out, ok := build.Folder(build.FolderInput{Input: build.Input{Files: site, Bundle: noScript,
			Progress: s.progress, Problems: &problems}, Dir: dir, Again: true})
		if !ok {
			return false
		}
		for _, name := range out.Site.Out.Paths() {
			rest, filed := strings.CutPrefix(name, "filings/")
			report, file, _ := strings.Cut(rest, "/")
			if !filed || id != "" && report != id || strings.HasSuffix(name, ".html") {
				continue
			}
			if id == "" {
				file = rest
			}
			files[filepath.Join(folders[0], filepath.FromSlash(file))], _ = out.Site.Out.File(name)
		}
		return true
	})
	printProblems(c.stderr, dir, problems.Sorted())
	c.faults(&problems)
	if !ok {
		return 1
	}
	if len(files) == 0 {
		fmt.Fprintf(c.stderr, "data/site.toml has no [[report]] %s\n", id)
		return 1
	}
	if err := writeFiles(files); err != nil {
		fmt.Fprintln(c.stderr, err)
		return 1
	}
	fmt.Fprintf(c.stdout, "wrote    %s into %s\n", plural(len(files), "file"), folders[0])
	return 0
}
