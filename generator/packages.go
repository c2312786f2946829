package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"vitrine/generator/source"
)

// lockFile is the part of npm's lock files that says what is installed.
type lockFile struct {
	Packages map[string]struct {
		Version string `json:"version"`
		Dev     bool   `json:"dev"`
	} `json:"packages"`
}

// fetchPackages makes sure that templates/node_modules holds what
// templates/package-lock.json asks for. It runs npm once when it does not.
func fetchPackages(templates string, screen *screen, problems *source.Problems) bool {
	at := source.Pos{File: "templates/package-lock.json"}
	var want, have lockFile
	if err := readJSON(filepath.Join(templates, "package-lock.json"), &want); err != nil {
		text := "this is not npm's lock file"
		if errors.Is(err, fs.ErrNotExist) {
			text = "this file is missing: it says which version of ECharts to fetch"
		}
		problems.Addf(at, "%s", text)
		return false
	}
	if err := readJSON(filepath.Join(templates, "node_modules", ".package-lock.json"), &have); err == nil && complete(want, have) {
		return true
	}
	screen.note("fetching the npm packages of templates/ (npm ci, once)")
	npm := exec.Command("npm", "ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund")
	npm.Dir = templates
	out, err := npm.CombinedOutput()
	if err == nil {
		return true
	}
	text, hint := "npm ci failed in templates/", lastLines(string(out), 5)
	if _, missing := exec.LookPath("npm"); missing != nil {
		text, hint = "npm is needed once, to fetch ECharts, and it is not installed", "install Node.js, which brings npm; nothing else is needed"
	}
	problems.Add(source.Problem{Pos: at, Text: text, Hint: hint})
	return false
}

func complete(want, have lockFile) bool {
	for name, p := range want.Packages {
		if name != "" && !p.Dev && have.Packages[name].Version != p.Version {
			return false
		}
	}
	return true
}

func readJSON(name string, v any) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, v)
}

func lastLines(s string, n int) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
