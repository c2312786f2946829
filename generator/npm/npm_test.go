package npm

import (
	"fmt"
	"strings"
	"testing"

	"vitrine/generator/source"
)

// TestLockFile refuses what leads npm anywhere but to a registry, with its place.
func TestLockFile(t *testing.T) {
	const good = `"integrity": "sha512-dqT2XBYUOZOiC5t2HRnwADjhNS2cecp9u+TJRiJ1Qp/f5qjkeT5APcGPjHw+bz89Ms8Jp+cG4AlE+QZ/QnDglg=="`
	const file = "templates/package-lock.json"
	in := func(name, fields string) string {
		return fmt.Sprintf("{\"lockfileVersion\": 3, \"packages\": {\n%q: {%s}}}", name, fields)
	}
	for _, c := range []struct {
		name, text, want string // the place and the beginning of the text; "" for none
	}{
		{"a number of a version", in("node_modules/a", `"version": "1.2.3", `+good), ""},
		{"an archive", in("node_modules/@b/a", `"version": "1.2.3-beta.1", "resolved": "https://registry.example.org/@b/a/-/a-1.2.3-beta.1.tgz", `+good), ""},
		{"an archive under another name", in("node_modules/a", `"name": "@b/c", "version": "1.2.3", "resolved": "https://registry.example.org/@b/c/-/c-1.2.3.tgz", `+good), ""},
		{"an archive of another package", in("node_modules/a", `"version": "1.2.3", "resolved": "https://registry.example.org/b/-/b-1.2.3.tgz", `+good), ":2:52: a does not come from a registry"},
		{"an archive that lies anywhere", in("node_modules/a", `"version": "1.2.3", "resolved": "https://example.org/a-1.2.3.tgz", `+good), ":2:52: a does not come from a registry"},
		{"a package in a package", in("node_modules/a/node_modules/@b/c.js", `"version": "1.2.3", `+good), ""},
		{"no integrity", in("node_modules/a", `"version": "1.2.3"`), ":2:19: a has no integrity"},
		{"a weak integrity", in("node_modules/a", `"version": "1.2.3", "integrity": "sha1-xxx"`), ":2:53: the integrity of a is no sha512"},
		{"an integrity of two sums", in("node_modules/a", `"version": "1.2.3", `+strings.TrimSuffix(good, `"`)+` sha1-xxx"`), ":2:53: the integrity of a is no sha512"},
		{"an integrity that is none", in("node_modules/a", `"version": "1.2.3", "integrity": null`), ":2:53: integrity of a is not a text"},
		{"git over ssh", in("node_modules/a", `"version": "1.2.3", "resolved": "git+ssh://git@example.org/a.git#0123", `+good), ":2:52: a does not come from a registry"},
		{"git as the version", in("node_modules/a", `"version": "git+https://example.org/a.git#0123", `+good), ":2:31: a has no number of a version"},
		{"git over https", in("node_modules/a", `"version": "1.2.3", "resolved": "git+https://example.org/a.tgz", `+good), ":2:52: a does not come from a registry"},
		{"a file", in("node_modules/a", `"version": "1.2.3", "resolved": "file:../a.tgz", `+good), ":2:52: a does not come from a registry"},
		{"http", in("node_modules/a", `"version": "1.2.3", "resolved": "http://registry.example.org/a.tgz", `+good), ":2:52: a does not come from a registry"},
		{"an address of no archive", in("node_modules/a", `"version": "1.2.3", "resolved": "https://example.org/a.git", `+good), ":2:52: a does not come from a registry"},
		{"an address with a query", in("node_modules/a", `"version": "1.2.3", "resolved": "https://example.org/x?a.tgz", `+good), ":2:52: a does not come from a registry"},
		{"an address with a name", in("node_modules/a", `"version": "1.2.3", "resolved": "https://me@example.org/a.tgz", `+good), ":2:52: a does not come from a registry"},
		{"an address that comes twice", in("node_modules/a", `"version": "1.2.3", "resolved": "https://example.org/a.tgz", "resolved": "git://x", `+good), ":2:93: a does not come from a registry"},
		{"a link", in("node_modules/a", `"resolved": "packages/a", "link": true`), ":2:54: a is a link to a folder"},
		{"a folder", in("packages/a", `"version": "1.2.3"`), `:2:15: "packages/a" is no package in node_modules`},
		{"a way out", in("node_modules/../../a", `"version": "1.2.3", `+good), `:2:25: "node_modules/../../a" is no package`},
		{"a hidden folder", in("node_modules/.bin", `"version": "1.2.3", `+good), `:2:22: "node_modules/.bin" is no package`},
		{"what a package asks for", in("node_modules/a", `"version": "1.2.3", "dependencies": {"b": "^1.0.0 || 2.x", "c": "b/c"}, `+good), ":2:84: c is asked for by something else"},
		{"what the site asks for", in("", `"devDependencies": {"c": "npm:b@1.0.0"}`), ":2:31: c is asked for by something else"},
		{"an archive that the site asks for", in("", `"dependencies": {"c": "c.tgz"}`), ":2:28: c is asked for by something else"},
		{"a folder above that the site asks for", in("", `"dependencies": {"c": ".."}`), ":2:28: c is asked for by something else"},
		{"folders of packages", in("", `"workspaces": ["a"]`), ":2:20: templates/ can't have workspaces"},
		{"an older version", `{"lockfileVersion": 1, "dependencies": {}}`, ":1:1: this is not a lock file of version 3"},
		{"no version", `{"packages": {}}`, ":1:1: this is not a lock file of version 3"},
		{"no packages", `{"lockfileVersion": 3}`, ":1:1: this lock file has no packages"},
		{"a list", `[]`, ":1:1: this is not npm's lock file"},
		{"an early end", "{\n\"packages\": {", ":2:14: this is not npm's lock file"},
		{"more than one", "{}\n{}", ":2:1: this is not npm's lock file"},
		{"a comma", "{\"a\": 1,\n]", ":1:9: this is not npm's lock file"},
		{"depth", strings.Repeat("[", 100_000), ":1:102: this is not npm's lock file"},
		{"nothing", "", ":1:1: this is not npm's lock file"},
	} {
		var problems source.Problems
		checkLock([]byte(c.text), &problems)
		var got string
		if list := problems.Sorted(); len(list) > 0 {
			got = list[0].String()
		}
		if c.want == "" && got != "" || c.want != "" && !strings.HasPrefix(got, file+c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, file+c.want)
		}
	}
	var problems source.Problems
	checkPackage([]byte("{\"dependencies\": {\n  \"a\": \"file:../a\"}, \"overrides\": {}}"), &problems)
	want := []string{"templates/package.json:2:8: a is asked for by something else", "templates/package.json:2:35: templates/ can't have overrides"}
	list := problems.Sorted()
	for i, w := range want {
		if len(list) != len(want) || !strings.HasPrefix(list[i].String(), w) {
			t.Errorf("%v, want %v", list, want)
		}
	}
}
