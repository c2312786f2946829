// Package starter holds the files that "vitrine new" writes: a small site that builds, whose comments
// teach, and the beginnings of an article, a dataset and the workflows of a host.
package starter

import (
	"crypto/rand"
	"embed"
	"encoding/hex"
	"io/fs"
	"path"
	"strings"
)

//go:embed site profiles ci article.md dataset.toml
var files embed.FS

// Site is a small site, by the paths of its files. today is a day as 2026-01-02; the seed that decides what
// is withheld is drawn for it alone.
func Site(today string) (map[string][]byte, error) {
	seed := make([]byte, 16)
	if _, err := rand.Read(seed); err != nil {
		return nil, err
	}
	return folder("site", strings.NewReplacer("TODAY", today, "SEED", hex.EncodeToString(seed)))
}

// Report is a small site with a report that a profile asks for, by the paths of its files; nil where there is
// none for the profile.
func Report(profile string) map[string][]byte {
	list, err := folder(path.Join("profiles", profile), strings.NewReplacer())
	if err != nil {
		return nil
	}
	return list
}

// Reports are the profiles for which there is a site.
func Reports() (ids []string) {
	entries, err := files.ReadDir("profiles")
	if err != nil {
		panic(err) // it is embedded
	}
	for _, e := range entries {
		ids = append(ids, e.Name())
	}
	return ids
}

// Workflows are the files by which a host builds, checks and publishes a site: "github" or "gitlab".
func Workflows(host string) (map[string][]byte, error) {
	return folder(path.Join("ci", host), strings.NewReplacer())
}

// Article is the beginning of an article.
func Article(title, today string) []byte {
	return fill("article.md", strings.NewReplacer("TITLE", title, "TODAY", today))
}

// Dataset is the beginning of a dataset, whose rows rest on a source.
func Dataset(title, source, today string) []byte {
	return fill("dataset.toml", strings.NewReplacer("TITLE", title, "SOURCE", source, "TODAY", today))
}

func fill(name string, words *strings.Replacer) []byte {
	text, err := files.ReadFile(name)
	if err != nil {
		panic(err) // it is embedded
	}
	return []byte(words.Replace(string(text)))
}

// folder is what stands in a folder, by the paths in it. A name that begins with "dot-" begins with a dot,
// which a folder of Go code can't have embedded without more ado.
func folder(name string, words *strings.Replacer) (map[string][]byte, error) {
	list := map[string][]byte{}
	err := fs.WalkDir(files, name, func(at string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		parts := strings.Split(strings.TrimPrefix(at, name+"/"), "/")
		for i, part := range parts {
			if rest, dotted := strings.CutPrefix(part, "dot-"); dotted {
				parts[i] = "." + rest
			}
		}
		list[path.Join(parts...)] = fill(at, words)
		return nil
	})
	return list, err
}
