package build

import (
	"crypto/sha256"
	"debug/elf"
	"io"
	"math"
	"os"
	"strings"
	"sync"

	"vitrine/generator/card"
	"vitrine/generator/locale"
	"vitrine/generator/memo"
	"vitrine/generator/output"
	"vitrine/generator/render"
	"vitrine/generator/report"
	"vitrine/generator/sheet"
	"vitrine/generator/table"
)

// keys makes the keys of all actions. The inputs of each rule stand here and nowhere else.
type keys struct {
	known    bool // there is a whole snapshot: else nothing is kept, and keys tell nothing
	snapshot *Snapshot
	drafts   bool

	datasets map[string]memo.Digest
	proof    report.Proof
	texts    memo.Digest            // what all texts are made of
	pages    map[string]memo.Digest // what the pages of a template are made of
}

// Program identifies the program itself: by the ID that the linker put into it, which has the digest of its
// contents, or else by their digest, which takes half of a check in which nothing has changed. It is "" when
// the program can't be read.
var Program = sync.OnceValue(func() string {
	name, err := os.Executable()
	if err != nil {
		return ""
	}
	f, err := os.Open(name)
	if err != nil {
		return ""
	}
	defer f.Close()
	if id := linked(f); id != "" {
		return id
	}
	h := sha256.New()
	if _, err := io.Copy(h, io.NewSectionReader(f, 0, math.MaxInt64)); err != nil {
		return ""
	}
	return string(h.Sum(nil))
})

// linked returns the ID that the linker puts into programs for Linux; "" for another program, or without one.
func linked(f io.ReaderAt) string {
	program, err := elf.NewFile(f)
	if err != nil {
		return ""
	}
	note := program.Section(".note.go.buildid")
	if note == nil {
		return ""
	}
	id, err := note.Data()
	if err != nil || len(id) < shortestID {
		return ""
	}
	return string(id)
}

// shortestID is more than an empty ID has: a header of 16 bytes.
const shortestID = 40

func newKeys(s *Snapshot, drafts bool) *keys {
	if s == nil {
		s = &Snapshot{}
	}
	return &keys{known: s.whole && Program() != "", snapshot: s, drafts: drafts}
}

// site is the key of the whole site. packages is what npm has installed.
func (k *keys) site(compress bool, packages []byte) memo.Digest {
	return memo.Of("site", Program(), compress, packages, k.snapshot.digests(func(string) bool { return true }))
}

// data is the key of the data rule.
func (k *keys) data() memo.Digest {
	return memo.Of("data", Program(), k.drafts,
		k.snapshot.digests(func(name string) bool { return !isArticle(name) }))
}

// dataset is the digest of all that pages may say of a dataset, once its texts are bound.
func (k *keys) dataset(d *report.Dataset, words *locale.Locale) memo.Digest {
	var sums []string
	for _, file := range d.Files {
		sums = append(sums, k.snapshot.sums[file])
	}
	return memo.Of(d.ID, table.Compact(d, words), sums, shown(d.Texts()))
}

// bind takes what the keys of texts and pages need of the data.
func (k *keys) bind(data *Data, words *locale.Locale, templates *render.Templates) {
	if data.digests == nil {
		data.digests = digestsOf(data.Site, words, k)
	}
	k.datasets, k.proof = data.digests, data.Site.Proof
	language := k.snapshot.digests(func(name string) bool { return strings.HasPrefix(name, "templates/words/") })
	k.texts = memo.Of(
		"text",
		Program(),
		k.drafts,
		language,
		templates.BlockTexts,
		k.snapshot.sums["data/site.toml"],
		k.snapshot.sums["data/sources.toml"],
		k.snapshot.sums["data/glossary.toml"],
		k.snapshot.sums["data/groups.toml"],
		shown(textsOf(data.Site)),
		k.snapshot.sums["templates/assets/style.css"],
	)
	k.pages = map[string]memo.Digest{}
	for name, texts := range templates.Texts {
		k.pages[name] = memo.Of("page", Program(), language, name, texts, k.snapshot.sums["data/site.toml"])
	}
}

// text is the key of the text of an article. named are the datasets that it names, and beside
// the files beside it that it shows or lists, and those of its maps.
func (k *keys) text(file string, named, beside []string) memo.Digest {
	parts := []string{file, k.snapshot.sums[file]}
	for _, name := range beside {
		parts = append(parts, name, k.snapshot.sums[name])
	}
	digests := make([]memo.Digest, len(named))
	for i, id := range named {
		digests[i] = k.datasets[id]
	}
	return memo.Of(k.texts, parts, named, digests, sheet.Signatures(&k.proof, file))
}

// page is the key of a page that shows the body with a digest.
func (k *keys) page(s *render.Sheet, body memo.Digest) memo.Digest {
	return memo.Of(k.pages[s.Template], s.File, s.From, body, s.View)
}

// card is the key of a picture for sharing.
func (k *keys) card(c *card.Card) memo.Digest { return memo.Of("card", card.Edition, *c) }

// packed is the key of a compressed copy of a file.
func (k *keys) packed(ending string, f output.File) memo.Digest {
	return memo.Of("packed", Program(), ending, f.Sum)
}
