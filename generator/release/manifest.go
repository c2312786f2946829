package release

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Line is a published file in a manifest.
type Line struct {
	Path string // from the site's root, without a leading slash
	Sum  string // sha256, in hexadecimal
}

// Manifest is every file of a release, sorted by path, with its nonce among
// them. Its text is what "sha256sum -c" reads.
type Manifest []Line

// Sum returns the sha256 of some bytes, in hexadecimal.
func Sum(parts ...[]byte) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write(p)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Folder is where a site keeps what belongs to its releases. No manifest lists
// anything in it but the nonce of its own release, so that nothing hashes itself.
const Folder = "releases/"

// Covers reports whether a manifest lists a path.
func Covers(path string) bool { return !strings.HasPrefix(path, Folder) }

// NoncePath returns where the nonce of a release is published.
func NoncePath(id string) string { return Folder + id + "/nonce" }

// NewManifest lists files by their paths, and the nonce of the release.
func NewManifest(id string, nonce []byte, files map[string][]byte) (Manifest, error) {
	m := Manifest{{NoncePath(id), Sum(nonce)}}
	for path, contents := range files {
		if !validPath(path) {
			return nil, fmt.Errorf("the file name %q can't stand in a manifest", path)
		}
		m = append(m, Line{path, Sum(contents)})
	}
	slices.SortFunc(m, func(a, b Line) int { return strings.Compare(a.Path, b.Path) })
	return m, nil
}

// String returns the manifest's text.
func (m Manifest) String() string {
	var b strings.Builder
	for _, l := range m {
		b.WriteString(l.Sum + "  " + l.Path + "\n")
	}
	return b.String()
}

// ParseManifest reads the manifest of a release. It takes only what String
// writes.
func ParseManifest(id string, text []byte) (Manifest, error) {
	var m Manifest
	nonce := false
	for line := range strings.Lines(string(text)) {
		sum, path, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if !ok || !strings.HasSuffix(line, "\n") || !validSum(sum) {
			return nil, errors.New("a line of a manifest is a sha256, two spaces and a path")
		}
		if path == NoncePath(id) {
			nonce = true
		} else if !validPath(path) {
			return nil, fmt.Errorf("%q is no path of a published file", path)
		}
		if len(m) > 0 && m[len(m)-1].Path >= path {
			return nil, errors.New("the lines of a manifest are sorted by path, and none is there twice")
		}
		m = append(m, Line{path, sum})
	}
	if !nonce {
		return nil, errors.New("the manifest does not list its nonce")
	}
	return m, nil
}

// File returns the sha256 of a path, or "".
func (m Manifest) File(path string) string {
	i, ok := slices.BinarySearchFunc(m, path, func(l Line, p string) int { return strings.Compare(l.Path, p) })
	if !ok {
		return ""
	}
	return m[i].Sum
}

func validPath(path string) bool {
	return fs.ValidPath(path) && path != "." && Covers(path) && utf8.ValidString(path) &&
		!strings.Contains(path, "\\") &&
		strings.IndexFunc(path, unicode.IsControl) < 0
}
