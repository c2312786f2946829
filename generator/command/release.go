package command

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"vitrine/generator/bind"
	"vitrine/generator/build"
	"vitrine/generator/ledger"
	"vitrine/generator/load"
	"vitrine/generator/npm"
	"vitrine/generator/output"
	"vitrine/generator/publish"
	"vitrine/generator/release"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

const releaseUsage = `vitrine release [-C DIR] [--key FILE] [--id ID] [--date DATE] [--title TEXT] [--against URL|DIR]
vitrine release --new-key FILE
vitrine release --withdraw ID --reason TEXT [--key FILE]
vitrine release --rotate-key NEWFILE [--key FILE]

Does all that check does, without the cache, and when nothing is wrong adds an
entry to the site's log of releases, signs the log, keeps what was published in
data/releases/ and builds the site with it. From then on a build refuses any
figure that differs without a declared revision, and readers can prove what was
published. Commit data/releases/ afterwards. What a release that was stopped has
left is finished or cleared by the next one.

  -C DIR        the folder of the site (default: the folder you are in)
  --key FILE    the private key that signs (default: the variable VITRINE_KEY
                holds the key itself)
  --id ID       the release's name in addresses (default: its date)
  --date DATE   the day (default: today)
  --title TEXT  what the release brings, in a few words
  --against URL|DIR
                the site as it is published: refuse when its log is not the
                beginning of this one, since somebody else released meanwhile

  --new-key FILE
                make a key and an empty log; FILE, outside of the site, gets
                the private half
  --rotate-key NEWFILE
                make a new key and a new log, which the old log's last entry
                names
  --withdraw ID --reason TEXT
                delete the manifest and the nonce of a release that should not
                have been published; may be given several times

  --debug       where Vitrine itself fails, print what it failed with and its
                stack, which may hold figures that are withheld

Examples:

  vitrine release --new-key ~/vitrine.key
  vitrine release --key ~/vitrine.key --title "Figures of 2025"
  vitrine release --key ~/vitrine.key --withdraw 2026-01-03 --reason "It named a person."

`

// releaseFlags are the flags of the command.
type releaseFlags struct {
	dir, key, id, date, title, against, newKey, rotate, reason string
	withdraw                                                   []string
	secret                                                     string // a private key
}

func runRelease(c *call) int {
	var f releaseFlags
	flags := c.flags
	flags.StringVar(&f.dir, "C", ".", "")
	flags.StringVar(&f.key, "key", "", "")
	flags.StringVar(&f.id, "id", "", "")
	flags.StringVar(&f.date, "date", time.Now().Format(time.DateOnly), "")
	flags.StringVar(&f.title, "title", "", "")
	flags.StringVar(&f.against, "against", "", "")
	flags.StringVar(&f.newKey, "new-key", "", "")
	flags.StringVar(&f.rotate, "rotate-key", "", "")
	flags.StringVar(&f.reason, "reason", "", "")
	flags.Func("withdraw", "", func(id string) error { f.withdraw = append(f.withdraw, id); return nil })
	if _, code, done := c.parse(0); done {
		return code
	}
	if f.id == "" {
		f.id = f.date
	}
	if mistake := f.mistake(); mistake != "" {
		return c.refuse("%s", mistake)
	}
	f.secret = os.Getenv("VITRINE_KEY")
	screen := &screen{out: c.stdout, live: isTerminal(c.stdout)}
	var problems source.Problems
	ok := build.InFolder(f.dir, &problems, func(files fs.FS) bool { return f.run(files, screen, &problems) })
	return c.finish(f.name(), f.dir, screen, ok, &problems)
}

// mistake says what is wrong with the flags; "" when nothing is.
func (f *releaseFlags) mistake() string {
	day, err := report.ParseDate(f.date)
	asked := 0
	for _, set := range []bool{f.newKey != "", f.rotate != "", len(f.withdraw) > 0} {
		if set {
			asked++
		}
	}
	switch {
	case err != nil || day.Day == 0 || day.String() != f.date:
		return "--date is a day like 2026-11-22"
	case f.date > time.Now().AddDate(0, 0, 1).Format(time.DateOnly):
		return "--date is a day to come, and no release could be made before it any more"
	case !release.ValidID(f.id):
		return fmt.Sprintf("%q can't be the id of a release: "+
			"ids are made of a to z, 0 to 9, - and _, and log, page and files are taken", f.id)
	case !release.ValidText(f.title):
		return "--title is one line, of at most 500 characters"
	case asked > 1:
		return "--new-key, --rotate-key and --withdraw are done one at a time"
	case len(f.withdraw) > 0 && (f.reason == "" || !release.ValidText(f.reason)):
		return "--withdraw needs a --reason: one line that readers will see"
	case f.reason != "" && len(f.withdraw) == 0:
		return "--reason goes with --withdraw"
	}
	return ""
}

// name says what the command makes, for its last line.
func (f *releaseFlags) name() string {
	switch {
	case f.newKey != "":
		return "a key and a log"
	case f.rotate != "":
		return "a new key and a new log"
	case len(f.withdraw) > 0:
		return "withdrawal of " + strings.Join(f.withdraw, ", ")
	}
	return "release " + f.id
}

// run executes the command while no other release of the site runs.
func (f *releaseFlags) run(files fs.FS, screen *screen, problems *source.Problems) bool {
	unlock, err := publish.Lock(filepath.Join(f.dir, "data"))
	switch {
	case errors.Is(err, publish.ErrBusy):
		problems.Add(source.Problem{Pos: source.Pos{File: release.Dir}, Text: "another release of this site is running",
			Hint: "nothing was changed; try again when it has ended"})
		return false
	case err != nil:
		problems.Addf(source.Pos{File: "data"}, "this folder can't be opened: %s", publish.Reason(err))
		return false
	}
	defer unlock()
	if f.newKey != "" {
		return f.makeKey(files, screen, problems)
	}
	signer := f.signer(problems)
	if signer == nil {
		return false
	}
	if done, ok := f.resume(files, screen, problems); done {
		return ok
	}
	switch {
	case len(f.withdraw) > 0:
		return f.checkCommitted(files, screen, problems, release.Dir) && f.withdrawAll(files, signer, screen, problems)
	case f.rotate != "":
		return f.checkCommitted(files, screen, problems, release.Dir) && f.rotateKey(files, signer, screen, problems)
	}
	return f.checkCommitted(files, screen, problems, build.Parts...) && f.record(files, signer, screen, problems)
}

// git runs git in a folder, without the programs that the folder's own settings name.
func git(dir string, args ...string) (string, error) {
	options := []string{
		"-C", dir, "--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=" + os.DevNull,
	}
	out, err := npm.Command("git", append(options, args...)...).Output()
	return string(out), err
}

// checkCommitted refuses a site with changes that are not committed: nobody could build again
// what is released, nor undo the changes of a release that was stopped. Without git, it can't
// tell.
func (f *releaseFlags) checkCommitted(files fs.FS, screen *screen, problems *source.Problems, parts ...string) bool {
	if tree, err := git(f.dir, "rev-parse", "--is-inside-work-tree"); err != nil || strings.TrimSpace(tree) != "true" {
		if _, err := os.Lstat(filepath.Join(f.dir, ".git")); err == nil {
			problems.Add(source.Problem{Pos: source.Pos{File: ".git"},
				Text: "git does not answer here, so nobody can tell whether all changes are committed",
				Hint: "\"git status\" says why"})
			return false
		}
		screen.note("no git here: nobody can tell which state of the site this release is of")
		return true
	}
	prefix, err := git(f.dir, "rev-parse", "--show-prefix")
	listed, err3 := git(f.dir, "ls-files", "data/site.toml")
	status := []string{
		"status", "--porcelain", "-z", "--no-renames", "--untracked-files=all",
		"--ignored=matching", "--ignore-submodules=none", "--",
	}
	out, err2 := git(f.dir, append(status, parts...)...)
	if errors.Join(err, err2, err3) != nil {
		problems.Addf(source.Pos{File: f.dir}, "git can't tell whether all changes are committed")
		return false
	}
	left := leftBehind(files)
	var lines []string
	for line := range strings.SplitSeq(out, "\x00") {
		if line == "" {
			continue
		}
		name := strings.TrimPrefix(line[3:], strings.TrimSpace(prefix))
		fetched := strings.Contains(line+"/", "templates/node_modules/")
		// what begins with a dot is not read
		if !fetched && !left(line[:2], name) && !strings.Contains("/"+line[3:], "/.") {
			lines = append(lines, line)
		}
	}
	if listed == "" {
		lines = append(lines, "?? data/site.toml")
	}
	if len(lines) == 0 {
		return true
	}
	problems.Add(source.Problem{Pos: source.Pos{File: strings.Join(parts, ", ")},
		Text: "there are changes that are not committed, so nobody could build again what is released",
		Hint: "commit them, or take them back:\n" + strings.Join(lines[:min(len(lines), 10)], "\n")})
	return false
}

// withdrawAll withdraws the releases that --withdraw names.
func (f *releaseFlags) withdrawAll(files fs.FS, signer note.Signer, screen *screen, problems *source.Problems) bool {
	store, ok := f.openStore(files, problems)
	if !ok || !f.checkReason(files, problems) {
		return false
	}
	var ids []string // without those that a stopped withdrawal had reached
	for _, id := range f.withdraw {
		if !store.Stopped(release.Change{Kind: release.Withdrawn, Name: id}) {
			ids = append(ids, id)
		}
	}
	for i, id := range ids { // checks all of them before the first is deleted
		if err := store.Follows(release.Entry{Kind: release.Withdrawn, ID: id, Date: f.date}); err != nil {
			problems.Addf(source.Pos{File: release.Dir}, "%s", err)
			return false
		}
		if slices.Contains(ids[:i], id) {
			problems.Addf(source.Pos{File: release.Dir}, "the release %s is named twice", id)
			return false
		}
	}
	if !f.write([]release.Step{store.Begin(f.changes(store)...)}, problems) {
		return false
	}
	for _, id := range ids {
		if store, ok = f.openStore(files, problems); !ok {
			return false
		}
		remove := []string{path.Join(release.Dir, id, "manifest.txt"), path.Join(release.Dir, id, "nonce")}
		named := map[string]bool{}
		for _, kept := range store.Kept {
			for _, line := range kept.Manifest {
				named[line.Path] = named[line.Path] || kept.ID != id
			}
		}
		for name := range store.Files {
			if !named[name] {
				remove = append(remove, path.Join(release.Dir, "files", name))
			}
		}
		slices.Sort(remove)
		entry := release.Entry{Kind: release.Withdrawn, ID: id, Date: f.date, Reason: f.reason}
		steps := f.extend(store, entry, signer, nil, remove, problems)
		if steps == nil || !f.write(steps, problems) {
			return false
		}
		screen.wrotef("%s: its manifest, its nonce and what only it published are deleted; its entry in the log stays",
			path.Join(release.Dir, id))
	}
	screen.note(afterWithdrawal)
	return f.write([]release.Step{release.End()}, problems)
}

// afterWithdrawal says what to do after a withdrawal.
const afterWithdrawal = "Commit data/releases, build, and release again: " +
	"until then nothing says what the site's files should be. " +
	"What was deleted is still in git's history: keep that private, or rewrite it."

// checkReason refuses a reason with a small number in it, which would stay in the log for good.
// It does not matter whether the site can be built at the moment.
func (f *releaseFlags) checkReason(files fs.FS, problems *source.Problems) bool {
	read := load.Load(files, load.Options{}, new(source.Problems))
	threshold := read.Site.Disclosure.Threshold
	for _, d := range read.Datasets {
		threshold = max(threshold, d.Header.Disclosure.Threshold)
	}
	r := &report.Release{ID: strings.Join(f.withdraw, ", "), Reason: f.reason}
	bind.New(read.Site, nil).Lines((&report.Site{Releases: []*report.Release{r}}).Lines(), threshold, problems)
	return !problems.Failed()
}

// record checks the site and adds a release to its log.
func (f *releaseFlags) record(files fs.FS, signer note.Signer, screen *screen, problems *source.Problems) bool {
	store, ok := f.openStore(files, problems)
	if !ok {
		return false
	}
	if r := store.Release(f.id); r != nil {
		problems.Add(source.Problem{Pos: source.Pos{File: path.Join(release.Dir, f.id)},
			Text: fmt.Sprintf("there is a release %s already, of %s", f.id, r.Date),
			Hint: "--id gives this one another name"})
		return false
	}
	packages := npm.Open(f.dir, npm.Release, nil, screen.note, problems)
	defer packages.Close()
	in := build.Input{
		Files:    build.NewSnapshot(f.dir, files, nil), // the second build is of the same
		Bundle:   packages.Bundle,
		Progress: screen.progress,
		Problems: problems,
	}
	var counts build.Counts
	first := build.Run(in, &counts)
	screen.counts(counts)
	if first == nil {
		return false
	}
	if first.Report.Proof.Required && !allSigned(files, problems) {
		return false
	}
	published := covered(first.Out)
	nonce := release.NewNonce()
	manifest, err := release.NewManifest(f.id, nonce, published)
	if err != nil {
		problems.Addf(source.Pos{File: "public"}, "%s", err)
		return false
	}
	entry, kept := f.entry(store, first.Report, manifest, published)
	kept[path.Join(release.Dir, f.id, "nonce")] = nonce
	steps := f.extend(store, entry, signer, kept, nil, problems)
	if steps == nil {
		return false
	}
	second := rebuild(in, steps, published, problems)
	if second == nil {
		return false
	}
	if !f.write(append([]release.Step{store.Begin(f.changes(store)...)}, steps...), problems) {
		return false
	}
	screen.wrotef("%s, with a manifest of %s", path.Join(release.Dir, f.id), plural(len(manifest), "file"))
	return f.publish(second.Out, screen, problems)
}

// entry returns the log's entry for a release, and the files that data/releases keeps of it,
// except for the manifest's nonce.
func (f *releaseFlags) entry(
	store *release.Store, site *report.Site, manifest release.Manifest, published map[string][]byte,
) (release.Entry, map[string][]byte) {
	var last []byte
	if n := len(store.Kept); n > 0 {
		last = store.Kept[n-1].Record
	}
	var dated []string
	for _, name := range slices.Sorted(maps.Keys(published)) {
		if release.Dated(name) {
			dated = append(dated, name)
		}
	}
	salt := release.NewNonce()
	record, kept := ledger.Record(site, f.id, last, dated)
	kept[path.Join(release.Dir, f.id, "manifest.txt")] = []byte(manifest.String())
	kept[path.Join(release.Dir, f.id, "salt")] = salt
	for _, name := range dated {
		if store.Files[name] == nil {
			kept[path.Join(release.Dir, "files", name)] = published[name]
		}
	}
	return release.Entry{
		Kind: release.Released, ID: f.id, Date: f.date, Title: f.title, Previous: store.Previous(),
		Manifest: release.Sum([]byte(manifest.String())), Record: release.Sum(salt, record),
	}, kept
}

// rebuild builds the site with its release in the log. It returns nil, with a problem reported,
// when that fails or the published files differ.
func rebuild(
	in build.Input, steps []release.Step, published map[string][]byte, problems *source.Problems,
) *build.Site {
	released := build.Overlay{FS: in.Files, Over: map[string][]byte{}}
	for _, s := range steps {
		released.Over[s.Path] = s.Contents
	}
	var wrong source.Problems
	site := build.Run(build.Input{Files: released, Bundle: in.Bundle, Problems: &wrong}, new(build.Counts))
	if site == nil {
		problems.Add(source.Problem{Pos: source.Pos{File: release.Dir},
			Text: "the site can't be built once it is released, so it was not",
			Hint: "what the build says then:"})
		for _, p := range wrong.Sorted() {
			problems.Add(p)
		}
		return nil
	}
	if name := differing(published, covered(site.Out)); name != "" {
		problems.Addf(source.Pos{File: "public/" + name},
			"two builds of the same site differ in this file, so that nobody could build again what is released")
		return nil
	}
	return site
}

// publish writes the site of a release that is in the log, and ends the release.
func (f *releaseFlags) publish(site *output.Site, screen *screen, problems *source.Problems) bool {
	screen.stage("writing")
	result, err := publish.Write(filepath.Join(f.dir, "public"), site)
	if err != nil {
		screen.mixed = result.InPlace
		problems.Add(build.NotWritten(err, result.InPlace))
		return false
	}
	screen.wrote(build.Outcome{Written: result, Bytes: site.Bytes()})
	return f.write([]release.Step{release.End()}, problems)
}

// differing returns the name of a file in which two sites differ; "" when there is none.
func differing(a, b map[string][]byte) string {
	for _, name := range slices.Sorted(maps.Keys(b)) {
		if _, there := a[name]; !there || !bytes.Equal(a[name], b[name]) {
			return name
		}
	}
	for name := range a {
		if _, there := b[name]; !there {
			return name
		}
	}
	return ""
}

// covered returns the files of a site that a manifest lists.
func covered(out *output.Site) map[string][]byte {
	files := map[string][]byte{}
	for _, name := range out.Paths() {
		if release.Covers(name) {
			files[name], _ = out.File(name)
		}
	}
	return files
}

// openStore reads the releases of a site, and checks that their log can get another entry.
func (f *releaseFlags) openStore(files fs.FS, problems *source.Problems) (*release.Store, bool) {
	store := ledger.ReadStore(files, problems)
	if store == nil {
		return nil, false
	}
	if store.Chain == nil {
		problems.Add(source.Problem{Pos: source.Pos{File: release.Dir}, Text: "the site has no log to release into",
			Hint: "\"vitrine release --new-key FILE\" makes a key and a log"})
		return nil, false
	}
	for _, m := range store.CutShort { // the next release would delete it
		problems.Add(source.Problem{Pos: source.Pos{File: m.File}, Text: m.Text,
			Hint: "bring back data/releases from git, or move this folder away"})
	}
	if len(store.CutShort) > 0 || f.against != "" && !f.checkPublishedLog(store, problems) {
		return nil, false
	}
	return store, true
}

// checkPublishedLog checks that the published log is the beginning of the site's log.
func (f *releaseFlags) checkPublishedLog(store *release.Store, problems *source.Problems) bool {
	published, closeSite, err := openSite(f.against)
	if err != nil {
		problems.Addf(source.Pos{File: f.against}, "%s", err)
		return false
	}
	defer closeSite()
	refuse := func(text, hint string) bool {
		problems.Add(source.Problem{Pos: source.Pos{File: f.against}, Text: text, Hint: hint})
		return false
	}
	const pull = "pull data/releases from where the other release was made, and release again; nothing was changed here"
	for number := 1; ; number++ {
		name := path.Join(release.LogDir("releases", number), "checkpoint")
		text, err := fs.ReadFile(published, name)
		switch {
		case errors.Is(err, fs.ErrNotExist) && number == 1 && len(store.Releases) > 0:
			return refuse("no log of releases is published here",
				"publish what was released before, or leave --against out")
		case errors.Is(err, fs.ErrNotExist):
			return true
		case err != nil:
			return refuse(name+" can't be read: "+publish.Reason(err), "")
		}
		log := store.Logs[number-1]
		signed, err := release.ReadCheckpoint(text, log.Key)
		switch {
		case err != nil && len(store.Releases) == 0:
			return true // the host's page for a file that is not there
		case err != nil:
			return refuse(name+": "+err.Error(), "")
		case signed.N > int64(len(log.Entries)):
			return refuse(fmt.Sprintf("the published log has %s, and the one in %s has %d",
				plural(int(signed.N), "entry", "entries"), release.Dir, len(log.Entries)), pull)
		case !log.Extends(signed):
			return refuse(fmt.Sprintf("the published log is another one than that in %s: they differ in their first %s",
				release.Dir, plural(int(signed.N), "entry", "entries")), pull)
		case number == len(store.Logs) || signed.N < int64(len(log.Entries)):
			return true
		}
	}
}

// extend plans another entry of the site's log; nil, with a problem reported, when it can't have
// it. before holds the files of data/releases that are written before the entry, and remove names
// those that are deleted after it.
func (f *releaseFlags) extend(
	store *release.Store, e release.Entry, signer note.Signer,
	before map[string][]byte, remove []string, problems *source.Problems,
) []release.Step {
	number := len(store.Logs)
	refuse := func(err error) []release.Step {
		problems.Addf(source.Pos{File: release.LogDir(release.Dir, number)}, "%s", err)
		return nil
	}
	if err := store.Follows(e); err != nil {
		return refuse(err)
	}
	longer, err := store.Log().With(e, signer)
	if err != nil {
		return refuse(err)
	}
	if e.Kind == release.Released {
		before[path.Join(release.Dir, e.ID, "checkpoint")] = longer.Checkpoint
	}
	return store.Plan(before, number, longer, remove)
}

// write changes data/releases step by step.
func (f *releaseFlags) write(steps []release.Step, problems *source.Problems) bool {
	if err := publish.Record(f.dir, steps); err != nil {
		problems.Add(source.Problem{Pos: source.Pos{File: release.Dir},
			Text: "this could not be written: " + publish.Reason(err),
			Hint: "the releases that were there before are whole; the next release removes what this one has left"})
		return false
	}
	return true
}

// baseURL returns the address of the site; nil, with a problem reported, when there is none.
func baseURL(files fs.FS, problems *source.Problems) *url.URL {
	base := load.Load(files, load.Options{}, new(source.Problems)).Site.BaseURL
	if base == nil {
		problems.Add(source.Problem{Pos: source.Pos{File: "data/site.toml"},
			Text: "a log is named after the site's address, and there is none",
			Hint: "\"vitrine check\" says what is wrong with base_url"})
	}
	return base
}
