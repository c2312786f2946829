package command

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"vitrine/generator/build"
	"vitrine/generator/load"
	"vitrine/generator/locale"
	"vitrine/generator/publish"
	"vitrine/generator/source"
	"vitrine/generator/strict"
)

var (
	shaLine     = regexp.MustCompile(`(?m)^(\s*sha256\s*=\s*)"[0-9a-f]{64}"`)
	updatedLine = regexp.MustCompile(`(?m)^(updated\s*=\s*)[0-9-]+`)
)

// renew puts a newer file in the place of a dataset's, and keeps what its editor wrote.
func (f *importFlags) renew(c *call, at, text, stored string, data []byte) error {
	beside := filepath.Join(filepath.Dir(at), stored)
	old, err := os.ReadFile(beside)
	if err != nil || !shaLine.MatchString(text) {
		return fmt.Errorf("%s is there, and was not imported from a file %s: --id names another dataset", at, stored)
	}
	if n := len(shaLine.FindAllString(text, -1)); n > 1 {
		return fmt.Errorf("%s names %d files by their sha256: put the newer one in its place by hand, with its sha256",
			at, n)
	}
	if digestOf(old) == digestOf(data) {
		fmt.Fprintf(c.stdout, "the file is the one that %s was made of\n"+
			"         to read it in another way, edit that file, or remove it and import again\n", at)
		return nil
	}
	text = shaLine.ReplaceAllString(text, `${1}"`+digestOf(data)+`"`)
	text = updatedLine.ReplaceAllString(text, "${1}"+time.Now().Format(time.DateOnly))
	if f.dry {
		fmt.Fprint(c.stdout, text)
		return nil
	}
	before, err := os.ReadFile(at)
	if err != nil {
		return fmt.Errorf("%s can't be read: %s", at, publish.Reason(err))
	}
	was := f.unreadable()
	if err := writeFiles(map[string][]byte{beside: data, at: []byte(text)}); err != nil {
		return err
	}
	if err := f.addMembers(c, at, text); err != nil {
		return err
	}
	if now := f.unreadable(); len(now) > 0 && len(was) == 0 {
		if err := writeFiles(map[string][]byte{beside: old, at: before}); err != nil {
			return err
		}
		return fmt.Errorf("%s can't be read as the dataset says: %s\nnothing was changed; correct %s, "+
			"or give the table another --id", filepath.Base(beside), now[0].Text, at)
	}
	fmt.Fprintf(c.stdout, "wrote    %s anew, and the sha256 and the date in %s\n"+
		"         \"vitrine check\" says what differs from the last release\n", beside, at)
	return nil
}

// unreadable are the mistakes in the dataset's file and its table as they stand.
func (f *importFlags) unreadable() (list []source.Problem) {
	var problems source.Problems
	load.Load(build.WithTemplates(os.DirFS(f.dir)), load.Options{Words: locale.Required(), Drafts: true}, &problems)
	for _, p := range problems.Sorted() {
		if strings.HasPrefix(p.File, "data/datasets/"+f.id+".") && !p.Warning {
			list = append(list, p)
		}
	}
	return list
}

// addMembers adds the members that only the newer file names to those that the dataset's file lists.
func (f *importFlags) addMembers(c *call, at, text string) error {
	strangers := map[string][]string{}
	for _, d := range rawSite(f.dir).Datasets {
		if d.Header.ID == f.id {
			strangers = d.Strangers
		}
	}
	var ignored source.Problems // the file has been read before
	root := strict.Parse(source.NewFile(at, []byte(text)), 0, len(text), &ignored)
	if root == nil || root.Get("dimension") == nil {
		return nil
	}
	dimensions := root.Get("dimension").Items
	for _, d := range slices.Backward(dimensions) { // from the end of the text, so that places stay
		id, members, kind := d.Get("id"), d.Get("members"), d.Get("kind")
		if id == nil || members == nil || len(members.Items) == 0 || len(strangers[id.Text()]) == 0 ||
			kind == nil || kind.Text() != "category" && kind.Text() != "ordinal" {
			continue // a word that is no country and no period is no member: check says so
		}
		last := members.Items[len(members.Items)-1]
		end := last.Start() + len(last.Raw())
		added := ""
		for _, word := range strangers[id.Text()] {
			if word == "*" { // which stands for all others in a list
				continue
			}
			added += ", " + strict.Quote(word)
			fmt.Fprintf(c.stdout, "         %s has a new member: %s\n", id.Text(), source.Printable(word))
		}
		text = text[:end] + added + text[end:]
	}
	return writeFiles(map[string][]byte{at: []byte(text)})
}
