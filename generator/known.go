package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"vitrine/generator/bind"
	"vitrine/generator/cache"
	"vitrine/generator/load"
	"vitrine/generator/output"
	"vitrine/generator/proof"
	"vitrine/generator/publish"
	"vitrine/generator/render"
	"vitrine/generator/report"
	"vitrine/generator/search"
)

// known is what is known of a site from the last build that went well: what was
// found in its articles, and what became of each part, by digests of all that
// they were made of. The files themselves stand in the published folder.
type known struct {
	reading  string // digests what says how articles are read
	texts    string // digests what every article's text was made of
	listing  string // what stood in the published folder
	articles map[string]*knownArticle
	parts    map[string]*knownPart
	sound    map[string]bool // files of datasets that were read, by name and digest
	ground   *ground         // not packed

	pieces   [][]byte // as packed
	unpacked []shard
}

// knownArticle is an article as it was read.
type knownArticle struct {
	load.Known
	beside []string // digests of the files beside it
}

// knownPart is what became of a part of the site.
type knownPart struct {
	name     string
	key      string
	files    []knownFile
	facts    *render.Facts // of an article
	text     *render.Text  // of an article
	textKey  string
	coverage bind.Coverage
}

type knownFile struct {
	name string
	output.File
	page *proof.Page // of a page
}

// shards are the pieces in which what is known is packed: by the names of parts,
// so that of a large site only those need be packed again that have changed.
const shards = 64

// shard is a piece of what is known.
type shard struct {
	articles []*knownArticle
	parts    []*knownPart
	sound    []string
}

func (s *shard) pass(w *wire) {
	each(w, &s.articles, func(a **knownArticle) {
		if w.taking {
			*a = &knownArticle{Known: load.Known{Outline: &report.Outline{}}}
		}
		(*a).pass(w)
	})
	each(w, &s.parts, func(p **knownPart) {
		if w.taking {
			*p = &knownPart{}
		}
		(*p).pass(w)
	})
	w.texts(&s.sound)
}

// packed is what is known as bytes, in parts. Pieces that are as they were before are
// taken over.
func (k *known) packed(before *known) [][]byte {
	pieces := make([]shard, shards)
	of := func(name string) *shard {
		h := fnv.New32a()
		_, _ = h.Write([]byte(name)) // never fails
		return &pieces[h.Sum32()%shards]
	}
	for _, file := range slices.Sorted(maps.Keys(k.articles)) {
		s := of(file)
		s.articles = append(s.articles, k.articles[file])
	}
	for _, name := range slices.Sorted(maps.Keys(k.parts)) {
		s := of(name)
		s.parts = append(s.parts, k.parts[name])
	}
	for _, file := range slices.Sorted(maps.Keys(k.sound)) {
		s := of(file)
		s.sound = append(s.sound, file)
	}
	k.pieces = make([][]byte, shards)
	inParallel(shards, nil, nil, func(i int) {
		if before == nil || before.reading != k.reading || before.pieces == nil || !before.holds(i, &pieces[i]) {
			k.pieces[i] = pack(pieces[i].pass)
		} else {
			k.pieces[i] = before.pieces[i]
		}
	})
	head := &wire{}
	for _, s := range []string{k.reading, k.texts, k.listing} {
		head.bytes = binary.AppendUvarint(head.bytes, uint64(len(s)))
		head.bytes = append(head.bytes, s...)
	}
	for _, piece := range k.pieces {
		head.bytes = binary.AppendUvarint(head.bytes, uint64(len(piece)))
	}
	return append([][]byte{head.bytes}, k.pieces...)
}

// holds reports whether a piece was the same before.
func (k *known) holds(i int, s *shard) bool {
	return slices.Equal(k.unpacked[i].parts, s.parts) && slices.Equal(k.unpacked[i].sound, s.sound) && slices.EqualFunc(k.unpacked[i].articles, s.articles, func(a, b *knownArticle) bool {
		return a.Outline.Sum == b.Outline.Sum && slices.Equal(a.beside, b.beside)
	})
}

// unpackKnown is what was packed, or nil.
func unpackKnown(packed []byte) *known {
	w := &wire{taking: true, bytes: packed}
	k := &known{articles: map[string]*knownArticle{}, parts: map[string]*knownPart{}, sound: map[string]bool{}, pieces: make([][]byte, shards), unpacked: make([]shard, shards)}
	for _, s := range []*string{&k.reading, &k.texts, &k.listing} {
		n := w.take()
		if n > len(w.bytes) {
			return nil
		}
		*s = string(w.bytes[:n])
		w.bytes = w.bytes[n:]
	}
	lengths := make([]int, shards)
	for i := range lengths {
		lengths[i] = w.take()
	}
	for i, n := range lengths {
		if w.bad || n > len(w.bytes) {
			return nil
		}
		k.pieces[i] = w.bytes[:n:n]
		w.bytes = w.bytes[n:]
	}
	ok := make([]bool, shards)
	inParallel(shards, nil, nil, func(i int) { ok[i] = unpack(k.pieces[i], k.unpacked[i].pass) })
	if slices.Contains(ok, false) || len(w.bytes) > 0 {
		return nil
	}
	for _, s := range k.unpacked {
		for _, a := range s.articles {
			k.articles[a.Outline.File] = a
		}
		for _, p := range s.parts {
			k.parts[p.name] = p
		}
		for _, file := range s.sound {
			k.sound[file] = true
		}
	}
	return k
}

func (a *knownArticle) pass(w *wire) {
	o := a.Outline
	for _, s := range []*string{&o.File, &o.Section, &o.Slug, &o.Path, &o.Sum, &o.HeadSum, &o.Name, &o.Heading, &o.Lead} {
		w.text(s)
	}
	for _, list := range []*[]string{&o.Beside, &o.Named, &o.Datasets, &o.InHead, &o.Linked, &o.Told, &o.Blocks, &o.Charts, &a.beside} {
		w.texts(list)
	}
	w.date(&o.Date)
	w.date(&o.Last)
	each(w, &o.Corrected, w.date)
	w.flag(&o.Draft)
	each(w, &o.Aliases, func(x *report.Alias) {
		w.text(&x.Path)
		w.text(&x.Pos.File)
		w.number(&x.Pos.Line)
		w.number(&x.Pos.Col)
	})
	for _, n := range []*int{&o.Tables, &a.Files, &a.Bytes} {
		w.number(n)
	}
}

func (p *knownPart) pass(w *wire) {
	w.text(&p.name)
	w.text(&p.key)
	each(w, &p.files, func(f *knownFile) {
		w.text(&f.name)
		w.text(&f.From)
		w.number(&f.Size)
		sum := string(f.Sum[:])
		w.text(&sum)
		copy(f.Sum[:], sum)
		there := f.page != nil
		if w.flag(&there); there {
			if w.taking {
				f.page = &proof.Page{}
			}
			w.texts(&f.page.IDs)
			w.texts(&f.page.Links)
			w.number(&f.page.Places)
			w.number(&f.page.Own)
			w.number(&f.page.Withheld)
			w.texts(&f.page.Open)
		}
	})
	w.text(&p.textKey)
	made := p.text != nil
	if w.flag(&made); made {
		if w.taking {
			p.text = &render.Text{}
		}
		for _, n := range []*int{&p.text.At, &p.text.Size} {
			w.number(n)
		}
		w.texts(&p.text.Citations)
		each(w, &p.text.Contents, func(h *report.Heading) {
			w.number(&h.Level)
			w.text(&h.ID)
			w.text(&h.Text)
		})
		each(w, &p.text.Links, func(l *render.Link) {
			w.text(&l.Title)
			w.text(&l.Path)
		})
		w.text(&p.text.Figure)
		w.text(&p.text.Label)
	}
	there := p.facts != nil
	if w.flag(&there); there {
		if w.taking {
			p.facts = &render.Facts{}
		}
		w.texts(&p.facts.Sources)
		e := &p.facts.Entry
		w.text(&e.Title)
		w.text(&e.Summary)
		for i := range e.Lengths {
			w.number(&e.Lengths[i])
		}
		each(w, &e.Terms, func(t *search.Term) {
			w.text(&t.Text)
			for i := range t.Times {
				w.number(&t.Times[i])
			}
		})
	}
	for _, n := range []*int{&p.coverage.Bound, &p.coverage.Unbound, &p.coverage.Digits} {
		w.number(n)
	}
}

// edition changes whenever what is known is packed in another way.
const edition = "known 7"

// knownKey is where what is known of the site of a folder is kept. Of a site with
// drafts, which is served, it is something else.
func knownKey(dir string, drafts bool) string {
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return ""
	}
	return cache.Key(edition, absolute, fmt.Sprint(drafts))
}

// remember finds what is known of a site that is read in the same way, or nil.
func remember(dir string, drafts bool, reading string, store *cache.Folder) *known {
	packed, ok := store.Get(knownKey(dir, drafts))
	if head := (&wire{bytes: packed}); !ok || head.take() != len(reading) || !bytes.HasPrefix(head.bytes, []byte(reading)) {
		return nil
	}
	return unpackKnown(packed)
}

// keep keeps what is known for the next build.
func (k *known) keep(dir string, drafts bool, before *known, store *cache.Folder) {
	store.PutParts(knownKey(dir, drafts), k.packed(before)...)
}

// forget forgets what became of parts: none is made of the same any more.
func (k *known) forget() {
	k.parts, k.pieces, k.unpacked = nil, nil, nil
}

// files is how many files there are.
func (k *known) files() int {
	n := 0
	if k != nil {
		for _, p := range k.parts {
			n += len(p.files)
		}
	}
	return n
}

// article is what is known of an article whose files are the same.
func (k *known) article(s *snapshot, file string) *load.Known {
	a := k.articles[file]
	if a == nil || a.Outline.Sum != s.sums[file] {
		return nil
	}
	for i, beside := range a.Outline.Beside {
		if s.sums[beside] != a.beside[i] {
			return nil
		}
	}
	return &a.Known
}

// soundly is how a dataset's file stands in sound.
func soundly(s *snapshot, file string) string { return file + " " + s.sums[file] }

// part is what became of a part of the site that is made of the same, if it still
// stands.
func (k *known) part(u render.Unit, stands func(knownFile) bool) *knownPart {
	if k == nil {
		return nil
	}
	return k.standingPart(u.Name, stands, func(p *knownPart) bool { return p.key == u.Key })
}

// around is what became of an article whose text is made of the same, if it still
// stands.
func (k *known) around(u render.Unit, stands func(knownFile) bool) *knownPart {
	if k == nil {
		return nil
	}
	return k.standingPart(u.Name, stands, func(p *knownPart) bool { return u.TextKey != "" && p.textKey == u.TextKey && p.text != nil })
}

func (k *known) standingPart(name string, stands func(knownFile) bool, same func(*knownPart) bool) *knownPart {
	p := k.parts[name]
	if p == nil || !same(p) {
		return nil
	}
	for _, f := range p.files {
		if !stands(f) {
			return nil
		}
	}
	return p
}

// standing tells which of the known files stand in the published folder as they
// were written.
func (k *known) standing(public string, now publish.Tree) func(knownFile) bool {
	if k == nil || k.listing != "" && k.listing == now.Digest() {
		return func(knownFile) bool { return true }
	}
	return func(f knownFile) bool {
		if !now.Plain(f.name, f.Size) {
			return false
		}
		text, err := os.ReadFile(filepath.Join(public, filepath.FromSlash(f.name)))
		return err == nil && sha256.Sum256(text) == f.Sum
	}
}

// reading digests what says how articles are read, besides the articles.
func reading(s *snapshot) string {
	return cache.Key(append([]string{edition, programSum()}, s.digests(func(name string) bool {
		return name == "data/site.toml" || name == "data/sources.toml" || strings.HasPrefix(name, "templates/words/")
	})...)...)
}

// frame digests what every page of a site is made of: all files but articles,
// what stands beside them, and datasets, which each page knows that it shows.
func frame(s *snapshot, options ...string) string {
	return framed(s, options, func(string) bool { return false })
}

// textFrame digests what every article's text is made of, and the pages of its
// charts: templates, which are all files of others, and where there are such pages
// their style.
func textFrame(s *snapshot, extras report.Extras, templates string, options ...string) string {
	return framed(s, append(options, templates), func(name string) bool {
		return path.Dir(name) == "templates" && path.Ext(name) == ".html" || path.Ext(name) == ".css" && !extras.Embeds
	})
}

func framed(s *snapshot, options []string, but func(name string) bool) string {
	parts := append([]string{edition, programSum()}, options...)
	return cache.Key(append(parts, s.digests(func(name string) bool {
		return !strings.HasPrefix(name, "content/") && !strings.HasPrefix(name, "data/datasets/") && !but(name)
	})...)...)
}
