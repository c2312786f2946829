package npm

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"vitrine/generator/source"
)

// What npm reads of a site must lead it to a registry and nowhere else. For some addresses npm
// would run git, for others it would read a folder of the computer or take whatever a server sends.
// So a package in the lock file must have the sha512 of its archive, and either no address or that
// of an archive over https; and package.json and packages may ask for numbers of versions only.

// jsonNode is a value in a JSON file, with its position.
type jsonNode struct {
	key   string // of a member of an object
	at    int    // where the value begins
	value any    // a string, number, boolean or nil; json.Delim for an object or a list
	list  []*jsonNode
}

// parseJSON reads a JSON file with the positions of its values, which encoding/json does not tell.
func parseJSON(text []byte) (*jsonNode, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	node, err := parseValue(d, text, 0)
	if err == nil && d.More() {
		err = &json.SyntaxError{Offset: d.InputOffset() + 1}
	}
	return node, err
}

// maxDepth is how deep the values of a JSON file may be nested.
const maxDepth = 100

// parseValue reads the next value, which is nested depth deep.
func parseValue(d *json.Decoder, text []byte, depth int) (*jsonNode, error) {
	before := int(d.InputOffset())
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	node := &jsonNode{at: before + len(text[before:]) - len(bytes.TrimLeft(text[before:], " \t\r\n,:")), value: token}
	opening, nested := token.(json.Delim)
	if !nested {
		return node, nil
	}
	if depth > maxDepth {
		return nil, &json.SyntaxError{Offset: d.InputOffset()}
	}
	for d.More() {
		key := ""
		if opening == '{' {
			name, err := d.Token()
			if err != nil {
				return nil, err
			}
			key, _ = name.(string) // a decoder refuses other keys
		}
		member, err := parseValue(d, text, depth+1)
		if err != nil {
			return nil, err
		}
		member.key = key
		node.list = append(node.list, member)
	}
	_, err = d.Token()
	return node, err
}

// member returns the member of an object with a key, the last one as in JavaScript; nil when there
// is none.
func (n *jsonNode) member(key string) *jsonNode {
	if n == nil || n.value != json.Delim('{') {
		return nil
	}
	for _, m := range slices.Backward(n.list) {
		if m.key == key {
			return m
		}
	}
	return nil
}

// text returns a string; "" for any other value.
func (n *jsonNode) text() string {
	if n == nil {
		return ""
	}
	text, _ := n.value.(string)
	return text
}

const packageName = `(@[a-z0-9~_-][a-z0-9~._-]*/)?[A-Za-z0-9~_-][A-Za-z0-9~._-]*`

var (
	packagePath = regexp.MustCompile(`^(node_modules/` + packageName + `)(/node_modules/` + packageName + `)*$`)
	version     = regexp.MustCompile(`^[0-9]+\.[0-9]+\.[0-9]+([-+][0-9A-Za-z.+-]+)?$`)
	versions    = regexp.MustCompile(`^[0-9A-Za-z*^~<>=][0-9A-Za-z .*^~<>=|+-]*$`)
	archive     = regexp.MustCompile(`\.(tgz|tar|tar\.gz)$`)
	sha512      = regexp.MustCompile(`^sha512-[A-Za-z0-9+/]{86}==$`)
)

// manifest is package.json or the lock file, and the problems found in it.
type manifest struct {
	file     *source.File
	problems *source.Problems
}

// refuse reports a problem with a value.
func (m manifest) refuse(n *jsonNode, hint, format string, args ...any) {
	m.problems.Add(source.Problem{Pos: m.file.Pos(n.at), Text: fmt.Sprintf(format, args...), Hint: hint})
}

// read parses the file, or reports where it can't be.
func (m manifest) read(what string) *jsonNode {
	root, err := parseJSON(m.file.Text)
	if err != nil || root.value != json.Delim('{') {
		at := 0
		if wrong := (*json.SyntaxError)(nil); errors.As(err, &wrong) {
			at = int(wrong.Offset) - 1
		} else if err != nil {
			at = len(m.file.Text) // the file ends too early
		}
		m.problems.Addf(m.file.Pos(at), "this is not npm's %s", what)
		return nil
	}
	return root
}

// Hints for what is refused.
const (
	anewHint = "\"npm install --package-lock-only --lockfile-version 3\" in templates/ writes it anew, " +
		"with packages of the registry alone"
	registryHint = "only packages of the registry are fetched: " +
		"others would run programs or read what nobody has checked"
)

// checkLock reports what in npm's lock file leads anywhere but to a registry.
func checkLock(text []byte, problems *source.Problems) {
	m := manifest{source.NewFile("templates/package-lock.json", text), problems}
	root := m.read("lock file")
	if root == nil {
		return
	}
	number, _ := root.member("lockfileVersion").literal()
	if number != "3" {
		m.refuse(root, anewHint, "this is not a lock file of version 3")
	}
	packages := root.member("packages")
	if packages == nil || packages.value != json.Delim('{') {
		m.refuse(root, anewHint, "this lock file has no packages")
		return
	}
	for _, p := range packages.list {
		m.specs(p)
		if p.key != "" {
			m.locked(p)
		}
	}
}

// literal returns a number as it is written.
func (n *jsonNode) literal() (string, bool) {
	if n == nil {
		return "", false
	}
	number, ok := n.value.(json.Number)
	return string(number), ok
}

// locked refuses a package in the lock file that does not come from a registry.
func (m manifest) locked(p *jsonNode) {
	if !packagePath.MatchString(p.key) {
		m.refuse(p, registryHint, "%q is no package in node_modules", p.key)
		return
	}
	name := path.Base(p.key)
	for _, field := range p.list {
		if !slices.Contains([]string{"version", "resolved", "integrity"}, field.key) {
			continue
		}
		if _, ok := field.value.(string); !ok {
			m.refuse(field, anewHint, "%s of %s is not a text", field.key, name)
			return
		}
	}
	if link := p.member("link"); link != nil {
		m.refuse(link, registryHint, "%s is a link to a folder", name)
		return
	}
	number, resolved, integrity := p.member("version"), p.member("resolved"), p.member("integrity")
	switch {
	case number == nil || !version.MatchString(number.text()):
		m.refuse(cmp.Or(number, p), registryHint, "%s has no number of a version", name)
	case resolved != nil && !archiveAddress(resolved.text(), registered(p), number.text()):
		m.refuse(resolved, registryHint, "%s does not come from a registry: "+
			"this is no address of its archive, https://…/%[1]s/-/%[1]s-%s.tgz", name, number.text())
	case integrity == nil:
		m.refuse(p, anewHint, "%s has no integrity, so that anything could be fetched in its place", name)
	case !sha512.MatchString(integrity.text()):
		m.refuse(integrity, anewHint, "the integrity of %s is no sha512", name)
	}
}

// registered is the name under which a registry has a package of the lock file.
func registered(p *jsonNode) string {
	if own := p.member("name"); own != nil { // installed under another one
		return own.text()
	}
	const folder = "node_modules/"
	return p.key[strings.LastIndex(p.key, folder)+len(folder):]
}

// archiveAddress reports whether a text is the address over https at which a registry has the archive of a version
// of a package. An entry without one comes from the registry that npm is set to.
func archiveAddress(text, name, version string) bool {
	u, err := url.Parse(text)
	return err == nil && u.Scheme == "https" && u.Host != "" && u.User == nil && u.RawQuery == "" && u.Fragment == "" &&
		strings.HasSuffix(u.Path, "/"+name+"/-/"+path.Base(name)+"-"+version+".tgz")
}

// specs checks what a package asks for: only numbers of versions, of packages by their own names.
func (m manifest) specs(p *jsonNode) {
	for _, list := range p.list {
		switch list.key {
		case "workspaces", "overrides":
			m.refuse(list, "leave it out", "templates/ can't have %s", list.key)
		case "dependencies", "devDependencies", "optionalDependencies", "peerDependencies":
			for _, spec := range list.list {
				text, ok := spec.value.(string)
				if !ok || text != "" && (!versions.MatchString(text) || archive.MatchString(text)) {
					m.refuse(spec, registryHint, "%s is asked for by something else than the number of a version",
						spec.key)
				}
			}
		}
	}
}

// checkPackage reports what in package.json leads anywhere but to a registry.
func checkPackage(text []byte, problems *source.Problems) {
	m := manifest{source.NewFile("templates/package.json", text), problems}
	if root := m.read("package.json"); root != nil {
		m.specs(root)
	}
}
