package command

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"vitrine/generator/publish"
	"vitrine/generator/release"
	"vitrine/generator/verify"
)

const verifyUsage = `vitrine verify URL|DIR [--key KEY] [--since FILE] [--file FILE]

Checks a published site against its log of releases: that the log is signed and
whole, that each release is in it, and that every file is as it was published.
Needs nothing but the site. Prints what holds and what does not; the exit status
is 1 when there is any doubt.

  --key KEY     a public key that you trust, or the name of a file with one: of
                the log, or of a witness who has to have signed it; may be given
                several times. Without one the key is taken from the site
  --since FILE  a checkpoint or a proof that you kept: the log has to continue it
  --file FILE   look up a file that you have: which release published it? May be
                given several times; the site's other files are not checked

Examples:

  vitrine verify https://example.org/police/ --since checkpoint
  vitrine verify public --file arrests.csv

`

func runVerify(c *call) int {
	flags, stdout, stderr := c.flags, c.stdout, c.stderr
	var asked verify.Asked
	var keys []string
	flags.Func("key", "", func(text string) error { keys = append(keys, text); return nil })
	flags.Func("since", "", func(name string) (err error) {
		asked.Since, err = os.ReadFile(name)
		return readable(err)
	})
	flags.Func("file", "", func(name string) error {
		contents, err := os.ReadFile(name)
		asked.Files = append(asked.Files, verify.File{Name: name, Contents: contents})
		return readable(err)
	})
	sites, code, done := c.parse(1)
	if done {
		return code
	}
	if len(sites) != 1 {
		fmt.Fprintf(stderr, "vitrine verify takes the address or the folder of one site\n%s", verifyUsage)
		return 2
	}
	for _, text := range keys {
		if contents, err := os.ReadFile(text); err == nil {
			text = string(contents)
		}
		key, err := release.ParseKey(text)
		if err != nil { // which is not shown: it may be a private one
			return c.refuse("--key: %s", err)
		}
		asked.Keys = append(asked.Keys, key)
	}
	site, closeSite, err := openSite(sites[0])
	if err != nil {
		return c.refuse("%s: %s", sites[0], err)
	}
	defer closeSite()
	found := verify.Site(site, asked)
	for _, text := range found.Holds {
		fmt.Fprintf(stdout, "holds    %s\n", text)
	}
	for _, text := range found.Notes {
		fmt.Fprintf(stdout, "note     %s\n", text)
	}
	for _, text := range found.Doubts {
		fmt.Fprintf(stdout, "DOUBT    %s\n", text)
	}
	last, code := "no doubt", 0
	if len(found.Doubts) > 0 {
		last, code = plural(len(found.Doubts), "doubt"), 1
	}
	last += " about " + sites[0]
	if len(found.Unchecked) > 0 {
		last += "; not checked: " + strings.Join(found.Unchecked, "; ")
	}
	fmt.Fprintln(stdout, last)
	return code
}

func readable(err error) error {
	if err != nil {
		return errors.New(publish.Reason(err))
	}
	return nil
}

// openSite opens a published site: a folder, or the address of one on a server.
func openSite(name string) (site fs.FS, done func(), err error) {
	if strings.HasPrefix(name, "https://") || strings.HasPrefix(name, "http://") {
		base, err := url.Parse(name)
		if err != nil || base.Host == "" {
			return nil, nil, errors.New("this is no address of a site")
		}
		base.RawQuery, base.Fragment = "", ""
		site, done := newWebSite(base)
		return site, done, nil
	}
	root, err := os.OpenRoot(filepath.Clean(name))
	if err != nil {
		return nil, nil, errors.New("this is no folder that can be read, and no address that begins with https://")
	}
	return bounded{root}, func() { _ = root.Close() }, nil
}
