package sitetest

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// edit makes the files that a mini-site describes by edits: NAME.edit holds the lines in which NAME differs
// from that of the base site. Lines that begin with "-" stand there once, one behind the other, and give way
// to those that follow with "+"; lines with "+" alone stand at the end. An empty line divides edits.
func edit(dir string) error {
	return filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		target, found := strings.CutSuffix(name, ".edit")
		if err != nil || !found || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(target)
		if err != nil {
			return err
		}
		edits, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		edited, err := applied(string(text), string(edits))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := os.WriteFile(target, []byte(edited), 0o644); err != nil {
			return err
		}
		return os.Remove(name)
	})
}

// applied is a text after edits.
func applied(text, edits string) (string, error) {
	lines := strings.SplitAfter(edits, "\n")
	for i := 0; i < len(lines) && lines[i] != ""; {
		if lines[i] == "\n" {
			i++
			continue
		}
		var old, with string
		for ; i < len(lines) && strings.HasPrefix(lines[i], "-"); i++ {
			old += lines[i][1:]
		}
		for ; i < len(lines) && strings.HasPrefix(lines[i], "+"); i++ {
			with += lines[i][1:]
		}
		switch {
		case old == "" && with == "":
			return "", fmt.Errorf("this line begins with neither - nor +: %s", lines[i])
		case old == "":
			text += with
		case strings.Count("\n"+text, "\n"+old) != 1:
			return "", fmt.Errorf("the base does not have these lines once:\n%s", old)
		default:
			text = strings.Replace("\n"+text, "\n"+old, "\n"+with, 1)[1:]
		}
	}
	return text, nil
}
