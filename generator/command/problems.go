package command

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/rivo/uniseg"

	"vitrine/generator/source"
)

// perFile is how many problems of one file are printed; --json has them all.
const perFile = 50

// printProblems prints problems, on a terminal each with the line of the file of the site in dir.
func printProblems(w io.Writer, dir string, list []source.Problem) {
	terminal := isTerminal(w)
	for i, n := 0, 0; i < len(list); i++ {
		if i > 0 && list[i].File != list[i-1].File {
			n = 0
		}
		if n++; n <= perFile {
			fmt.Fprintln(w, list[i])
			if terminal {
				fmt.Fprint(w, excerpt(lineOf(os.DirFS(dir), list[i].Pos), list[i].Pos, os.Getenv("NO_COLOR") == ""))
			}
		} else if i+1 == len(list) || list[i+1].File != list[i].File {
			fmt.Fprintf(w, "%s: and %s like these\n", list[i].File, plural(n-perFile, "more problem"))
		}
	}
}

// lineOf returns the line of a file that a problem is about. It returns none of a dataset, which may
// hold figures that nobody may see.
func lineOf(files fs.FS, pos source.Pos) string {
	if pos.Line == 0 || !strings.HasPrefix(pos.File, "content/") && !strings.HasPrefix(pos.File, "templates/") {
		return ""
	}
	text, err := fs.ReadFile(files, pos.File)
	lines := bytes.Split(text, []byte("\n"))
	if err != nil || pos.Line > len(lines) {
		return ""
	}
	return string(lines[pos.Line-1])
}

// widest is how much of a line an excerpt shows, in columns of a terminal.
const widest = 96

// excerpt is a line with a caret under a column, which counts characters from 1; "" for no line.
func excerpt(line string, pos source.Pos, color bool) string {
	letters := []rune(strings.ReplaceAll(line, "\t", " "))
	if line == "" || pos.Col < 1 || pos.Col > len(letters)+1 {
		return ""
	}
	before, after := source.Printable(string(letters[:pos.Col-1])), source.Printable(string(letters[pos.Col-1:]))
	if over := uniseg.StringWidth(before) - widest*2/3; over > 0 { // the beginning of the line is left out
		for over > -1 && before != "" {
			_, rest, width, _ := uniseg.FirstGraphemeClusterInString(before, -1)
			before, over = rest, over-width
		}
		before = "…" + before
	}
	shown := before
	for shown != before+after && uniseg.StringWidth(shown) < widest {
		cluster, _, _, _ := uniseg.FirstGraphemeClusterInString(after[len(shown)-len(before):], -1)
		shown += cluster
	}
	if shown != before+after {
		shown += "…"
	}
	mark := "^"
	if color {
		mark = "\x1b[31m^\x1b[0m"
	}
	number := fmt.Sprint(pos.Line)
	margin := strings.Repeat(" ", len(number))
	return fmt.Sprintf("    %s | %s\n    %s | %s%s\n", number, shown, margin,
		strings.Repeat(" ", uniseg.StringWidth(before)), mark)
}

// severity is a problem's in JSON and SARIF.
func severity(p source.Problem) string {
	if p.Warning {
		return "warning"
	}
	return "error"
}

// formats are the ways in which problems are printed for programs.
var formats = map[string]func(dir string, list []source.Problem) any{"json": asJSON, "sarif": asSARIF}

// printAs prints problems for a program.
func printAs(format string, w io.Writer, dir string, list []source.Problem) {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	_ = e.Encode(formats[format](dir, list)) // a closed pipe is the reader's choice
}

type jsonProblem struct {
	File     string `json:"file"`
	Line     int    `json:"line,omitempty"`
	Column   int    `json:"column,omitempty"`
	Cell     string `json:"cell,omitempty"` // of a workbook
	Severity string `json:"severity"`
	Text     string `json:"text"`
	Hint     string `json:"hint,omitempty"`
}

func asJSON(_ string, list []source.Problem) any {
	out := []jsonProblem{}
	for _, p := range list {
		out = append(out, jsonProblem{p.File, p.Line, p.Col, p.Cell, severity(p), p.Text, p.Hint})
	}
	return out
}

// The parts of SARIF 2.1.0 that a problem needs.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool struct {
			Driver struct {
				Name string `json:"name"`
			} `json:"driver"`
		} `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifResult struct {
		Level     string          `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifLocation struct {
		Physical struct {
			Artifact struct {
				URI string `json:"uri"`
			} `json:"artifactLocation"`
			Region *sarifRegion `json:"region,omitempty"`
		} `json:"physicalLocation"`
	}
	sarifRegion struct {
		Line   int `json:"startLine"`
		Column int `json:"startColumn,omitempty"`
	}
)

// asSARIF names files by their paths from the folder that the command runs in: dir is the site's.
func asSARIF(dir string, list []source.Problem) any {
	run := sarifRun{ColumnKind: "unicodeCodePoints", Results: []sarifResult{}}
	run.Tool.Driver.Name = "vitrine"
	for _, p := range list {
		text := p.Text
		if p.Cell != "" {
			text = p.Cell + ": " + text
		}
		if p.Hint != "" {
			text += "\n" + p.Hint
		}
		var at sarifLocation
		at.Physical.Artifact.URI = (&url.URL{Path: path.Join(filepath.ToSlash(dir), p.File)}).String()
		if p.Line > 0 {
			at.Physical.Region = &sarifRegion{p.Line, p.Col}
		}
		run.Results = append(run.Results, sarifResult{severity(p), sarifText{text}, []sarifLocation{at}})
	}
	return sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}}
}
