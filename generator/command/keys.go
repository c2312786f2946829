package command

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"vitrine/generator/ledger"
	"vitrine/generator/publish"
	"vitrine/generator/release"
	"vitrine/generator/source"
)

// signer reads the private key; nil, with a problem reported, when there is none.
func (f *releaseFlags) signer(problems *source.Problems) note.Signer {
	text, from := f.secret, "VITRINE_KEY"
	if strings.HasPrefix(f.key, "PRIVATE+KEY") {
		problems.Add(source.Problem{Pos: source.Pos{File: release.Dir},
			Text: "--key names a file, and this is a private key itself",
			Hint: "put it into VITRINE_KEY; it may now stand in the history of your shell"})
		return nil
	}
	if f.key != "" {
		from = f.key
		if inside(f.dir, f.key) {
			problems.Add(source.Problem{Pos: source.Pos{File: f.key},
				Text: "the private key lies in the site's folder, where it would be committed or published",
				Hint: "keep it elsewhere, or in VITRINE_KEY"})
			return nil
		}
		contents, err := os.ReadFile(f.key)
		if err != nil {
			problems.Addf(source.Pos{File: f.key}, "the private key can't be read: %s", publish.Reason(err))
			return nil
		}
		text = string(contents)
	}
	if text == "" {
		problems.Add(source.Problem{Pos: source.Pos{File: release.Dir},
			Text: "a release is signed, and there is no key",
			Hint: "--key FILE names it, or VITRINE_KEY holds it; \"vitrine release --new-key FILE\" makes one"})
		return nil
	}
	signer, err := note.NewSigner(strings.TrimSpace(text))
	if err != nil {
		problems.Add(source.Problem{Pos: source.Pos{File: from}, Text: "this is no private key",
			Hint: "it begins with PRIVATE+KEY; \"vitrine release --new-key FILE\" makes one"})
		return nil
	}
	return signer
}

// inside reports whether a file lies in a site's folder, or in the repository that the folder is
// part of, by its real path.
func inside(dir, name string) bool {
	real := func(name string) string {
		if abs, err := filepath.Abs(name); err == nil {
			name = abs
		}
		if target, err := filepath.EvalSymlinks(name); err == nil {
			return target
		}
		if folder, err := filepath.EvalSymlinks(filepath.Dir(name)); err == nil {
			name = filepath.Join(folder, filepath.Base(name))
		}
		return name
	}
	roots := []string{dir}
	if top, err := git(dir, "rev-parse", "--show-toplevel"); err == nil {
		roots = append(roots, strings.TrimSpace(top))
	}
	return slices.ContainsFunc(roots, func(root string) bool {
		rel, err := filepath.Rel(real(root), real(name))
		return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
	})
}

// makeKey makes a key and the site's first log, which is empty.
func (f *releaseFlags) makeKey(files fs.FS, screen *screen, problems *source.Problems) bool {
	store := ledger.ReadStore(files, problems)
	base := baseURL(files, problems)
	if store == nil || base == nil {
		return false
	}
	if done, ok := f.resume(files, screen, problems); done {
		return ok
	}
	if store.Chain != nil {
		problems.Add(source.Problem{Pos: source.Pos{File: release.LogDir(release.Dir, 1)},
			Text: "the site has a key and a log already",
			Hint: "--rotate-key NEWFILE, with the old key, starts a new one"})
		return false
	}
	public, signer := f.beginKey(store, release.MadeKey, f.newKey, release.Origin(base, 1), problems)
	if signer == nil {
		return false
	}
	log, err := release.NewLog(public, signer)
	if err != nil {
		problems.Addf(source.Pos{File: release.Dir}, "%s", err)
		return false
	}
	// Git must not change the ends of lines.
	attributes := map[string][]byte{release.Dir + "/.gitattributes": []byte("* -text\n")}
	if !f.write(append(store.Plan(attributes, 1, log, nil), release.End()), problems) {
		return false
	}
	f.explainKey(public, f.newKey, screen)
	return true
}

// explainKey says what to do with each half of a key.
func (f *releaseFlags) explainKey(public *release.Key, file string, screen *screen) {
	screen.note(`The private key is in %s. Whoever has it can sign for %s:
keep it out of every repository, give it to CI as the secret VITRINE_KEY, and keep
a copy where a lost computer does not take it along.

The public key is in %s, to be committed. Say it where readers
find it besides the site, so that a replaced one shows:

    %s
`, file, public.Name, release.Dir, public)
}

// writeKey makes a key and writes its private half to a new file. It calls begin before it makes
// the file.
func (f *releaseFlags) writeKey(
	name, origin string, begin func(*release.Key) bool, problems *source.Problems,
) (*release.Key, note.Signer) {
	if inside(f.dir, name) {
		problems.Add(source.Problem{Pos: source.Pos{File: name},
			Text: "a private key does not belong into the site's folder, where it would be committed or published",
			Hint: "name a file elsewhere"})
		return nil, nil
	}
	refuse := func(err error) (*release.Key, note.Signer) {
		problems.Addf(source.Pos{File: name}, "the private key can't be written here: %s", publish.Reason(err))
		return nil, nil
	}
	if _, err := os.Lstat(name); err == nil {
		return refuse(fs.ErrExist)
	}
	private, public, err := release.NewKey(origin)
	if err != nil {
		problems.Add(source.Problem{Pos: source.Pos{File: "data/site.toml"},
			Text: fmt.Sprintf("no log can be named %s", origin),
			Hint: "base_url must have no spaces and no plus sign"})
		return nil, nil
	}
	key, err := release.ParseKey(public)
	if err != nil {
		problems.Addf(source.Pos{File: name}, "%s", err)
		return nil, nil
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		problems.Addf(source.Pos{File: name}, "the key that was made can't be read")
		return nil, nil
	}
	if !begin(key) {
		return nil, nil
	}
	if err := publish.Secret(name, []byte(private+"\n")); err != nil {
		return refuse(err)
	}
	return key, signer
}

// rotateKey ends the log with an entry that names a new key, and starts the log of that key.
func (f *releaseFlags) rotateKey(files fs.FS, signer note.Signer, screen *screen, problems *source.Problems) bool {
	store, ok := f.openStore(files, problems)
	base := baseURL(files, problems)
	if !ok || base == nil {
		return false
	}
	number := len(store.Logs)
	at := source.Pos{File: release.LogDir(release.Dir, number)}
	// Checked first: otherwise a key could be made that no log names.
	err := store.Follows(release.Entry{Kind: release.Rotated, Date: f.date})
	if err = errors.Join(err, store.Log().Owner(signer)); err != nil {
		problems.Addf(at, "%s", err)
		return false
	}
	public, next := f.beginKey(store, release.Rotated, f.rotate, release.Origin(base, number+1), problems)
	if next == nil {
		return false
	}
	last, first, err := store.Rotate(f.date, signer, public, next)
	if err != nil {
		problems.Addf(at, "%s", err)
		return false
	}
	before := map[string][]byte{}
	for name, contents := range first.Files() {
		before[path.Join(release.LogDir(release.Dir, number+1), name)] = contents
	}
	if !f.write(append(store.Plan(before, number, last, nil), release.End()), problems) {
		return false
	}
	f.explainKey(public, f.rotate, screen)
	return true
}
