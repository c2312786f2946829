package release

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Mistake says in plain words what is wrong with a file.
type Mistake struct {
	File string
	Text string
}

func (m *Mistake) Error() string { return m.File + ": " + m.Text }

func mistakef(file, format string, args ...any) *Mistake {
	return &Mistake{file, fmt.Sprintf(format, args...)}
}

// Log is an append-only list of entries under a key, held as a tree of hashes.
type Log struct {
	Key        *Key
	Entries    []Entry
	Checkpoint []byte // the signed note over all entries

	bundles [][]byte // the entries as stored, by bundles of 256
	hashes  []tlog.Hash
}

// Checkpoint is what a log signs: how many entries it has, and the hash of all
// of them.
type Checkpoint struct {
	Origin string
	tlog.Tree
	Signers []uint32 // the hashes of the keys whose signatures hold
}

const (
	tileHeight = 8
	bundleSize = 1 << tileHeight
	// maxSize bounds the entries of a log that is read, so that no checkpoint
	// makes a reader count for ever.
	maxSize = 100_000
	// maxCheckpoint bounds what a checkpoint says, in bytes.
	maxCheckpoint = 1 << 16
)

// size returns the number of entries.
func (l *Log) size() int64 { return int64(len(l.Entries)) }

// ReadHashes gives the hashes of the tree, for tlog.
func (l *Log) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	list := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		if x < 0 || x >= int64(len(l.hashes)) {
			return nil, errors.New("there is no such hash")
		}
		list[i] = l.hashes[x]
	}
	return list, nil
}

// Root returns the hash of the first n entries; n is at most their number.
func (l *Log) Root(n int64) tlog.Hash {
	root, err := tlog.TreeHash(n, l)
	if err != nil {
		panic(err) // the hashes of all entries are there
	}
	return root
}

// add appends an entry to the tree.
func (l *Log) add(e Entry, text []byte) {
	n := l.size()
	hashes, err := tlog.StoredHashes(n, text, l)
	if err != nil {
		panic(err) // the hashes of all entries before it are there
	}
	l.hashes = append(l.hashes, hashes...)
	l.Entries = append(l.Entries, e)
	if n%bundleSize == 0 {
		l.bundles = append(l.bundles, nil)
	}
	last := &l.bundles[len(l.bundles)-1]
	*last = append(binary.BigEndian.AppendUint16(*last, uint16(len(text))), text...)
}

// NewLog returns a log without entries, signed by its key.
func NewLog(key *Key, signer note.Signer) (*Log, error) {
	l := &Log{Key: key}
	var err error
	l.Checkpoint, err = l.sign(signer)
	return l, err
}

// With returns the log with one more entry, signed. The log itself stays as it is.
func (l *Log) With(e Entry, signer note.Signer) (*Log, error) {
	text := []byte(e.String())
	if _, err := ParseEntry(text); err != nil {
		return nil, err
	}
	longer := &Log{Key: l.Key, Entries: append([]Entry{}, l.Entries...), hashes: append([]tlog.Hash{}, l.hashes...)}
	for _, b := range l.bundles {
		longer.bundles = append(longer.bundles, bytes.Clone(b))
	}
	longer.add(e, text)
	var err error
	longer.Checkpoint, err = longer.sign(signer)
	return longer, err
}

// Owner says why a private key is not the log's, or nil.
func (l *Log) Owner(signer note.Signer) error { return l.Key.Owner(signer) }

func (l *Log) sign(signer note.Signer) ([]byte, error) {
	if err := l.Owner(signer); err != nil {
		return nil, err
	}
	root := l.Root(l.size())
	text := fmt.Sprintf("%s\n%d\n%s\n", l.Key.Name, l.size(), base64.StdEncoding.EncodeToString(root[:]))
	return note.Sign(&note.Note{Text: text}, signer)
}

// tilePath returns where a log publishes a tile, or with a level of -1 the entries
// that it is made of.
func tilePath(t tlog.Tile) string {
	if t.L < 0 {
		return "tile/entries/" + strings.TrimPrefix(t.Path(), "tile/8/data/")
	}
	return "tile/" + strings.TrimPrefix(t.Path(), "tile/8/")
}

// bundle names the bundle of entries with a number, in a log of n entries.
func bundle(number, n int64) tlog.Tile {
	return tlog.Tile{H: tileHeight, L: -1, N: number, W: int(min(bundleSize, n-number*bundleSize))}
}

// tilesAt returns the tiles and the bundles of a log of n entries.
func (l *Log) tilesAt(n int64) map[string][]byte {
	files := map[string][]byte{}
	for _, t := range tlog.NewTiles(tileHeight, 0, n) {
		data, err := tlog.ReadTileData(t, l)
		if err != nil {
			panic(err) // the hashes of all entries are there
		}
		files[tilePath(t)] = data
	}
	for i := int64(0); i*bundleSize < n; i++ {
		t := bundle(i, n)
		data := l.bundles[i]
		end := 0
		for range t.W {
			end += 2 + int(binary.BigEndian.Uint16(data[end:]))
		}
		files[tilePath(t)] = data[:end]
	}
	return files
}

// Files returns the log as it is kept: the checkpoint, the key, the tiles and the
// entries.
func (l *Log) Files() map[string][]byte {
	files := l.tilesAt(l.size())
	files["checkpoint"] = l.Checkpoint
	files["key"] = []byte(l.Key.String() + "\n")
	return files
}

// Published returns the log's files for readers: those that are kept, the key for
// OpenSSL, and the tiles of every size that was signed since the last full one.
func (l *Log) Published() map[string][]byte {
	files := l.Files()
	files["key.pem"] = l.Key.PEM()
	for n := l.size() / bundleSize * bundleSize; n < l.size(); n++ {
		for name, data := range l.tilesAt(n) {
			files[name] = data
		}
	}
	return files
}

// ReadCheckpoint reads a signed checkpoint. Signatures by keys that are not
// known are ignored.
func ReadCheckpoint(text []byte, keys ...*Key) (Checkpoint, error) {
	var known []note.Verifier
	for _, k := range keys {
		known = append(known, verifier{k})
	}
	opened, err := note.Open(text, note.VerifierList(known...))
	var wrong *note.InvalidSignatureError
	var unsigned *note.UnverifiedNoteError
	switch {
	case errors.As(err, &wrong):
		return Checkpoint{},
			fmt.Errorf("the signature of %s is false: something in it was changed after it was signed", wrong.Name)
	case errors.As(err, &unsigned):
		return Checkpoint{}, errors.New("it is not signed by the key")
	case err != nil:
		return Checkpoint{}, errors.New("this is no signed checkpoint")
	}
	c, err := parseCheckpoint(opened.Text)
	for _, s := range opened.Sigs {
		c.Signers = append(c.Signers, s.Hash)
	}
	return c, err
}

// parseCheckpoint reads what a checkpoint says. Lines after the third are
// extensions, which say nothing here.
func parseCheckpoint(text string) (c Checkpoint, err error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 || lines[len(lines)-1] != "" || slices.Contains(lines[:len(lines)-1], "") ||
		len(text) > maxCheckpoint {
		return c, errors.New("this is no checkpoint")
	}
	c.Origin = lines[0]
	c.N, err = strconv.ParseInt(lines[1], 10, 64)
	if err != nil || c.N < 0 || lines[1] != strconv.FormatInt(c.N, 10) {
		return c, errors.New("its size is no number")
	}
	if c.Hash, err = tlog.ParseHash(lines[2]); err != nil {
		return c, errors.New("its third line is no hash")
	}
	return c, nil
}

// ReadLog reads the log in a folder and makes all of it anew from its entries.
// Of keys the first is the log's. It trusts nothing else.
func ReadLog(fsys fs.FS, dir string, keys ...*Key) (*Log, error) {
	read := func(name string) ([]byte, error) {
		text, err := fs.ReadFile(fsys, path.Join(dir, name))
		if errors.Is(err, fs.ErrNotExist) {
			return nil, mistakef(path.Join(dir, name), "this file is missing")
		}
		if err != nil {
			return nil, mistakef(path.Join(dir, name), "this file can't be read: %s", plain(err))
		}
		return text, nil
	}
	text, err := read("checkpoint")
	if err != nil {
		return nil, err
	}
	at := path.Join(dir, "checkpoint")
	signed, err := ReadCheckpoint(text, keys...)
	switch {
	case err != nil:
		return nil, mistakef(at, "%s", err)
	case signed.Origin != keys[0].Name:
		return nil, mistakef(at, "this is the checkpoint of %s, and the key is that of %s", signed.Origin, keys[0].Name)
	case signed.N > maxSize:
		return nil, mistakef(at, "the log has more than %d entries", maxSize)
	}
	for _, k := range keys {
		if !slices.Contains(signed.Signers, verifier{k}.KeyHash()) {
			return nil, mistakef(at, "it is not signed by %s", k.Name)
		}
	}
	l := &Log{Key: keys[0], Checkpoint: text}
	for i := int64(0); i*bundleSize < signed.N; i++ {
		t := bundle(i, signed.N)
		data, err := read(tilePath(t))
		if err != nil {
			return nil, err
		}
		if err := l.addBundle(data, t.W); err != nil {
			return nil, mistakef(path.Join(dir, tilePath(t)), "%s", err)
		}
	}
	if l.Root(signed.N) != signed.Hash {
		return nil, mistakef(path.Join(dir, "tile/entries"), "the entries are not those that the checkpoint signs")
	}
	tiles := l.tilesAt(signed.N)
	for _, name := range slices.Sorted(maps.Keys(tiles)) {
		kept, err := read(name)
		if err != nil {
			return nil, err
		}
		if !bytes.Equal(kept, tiles[name]) {
			return nil, mistakef(path.Join(dir, name), "this tile is not made of the log's entries")
		}
	}
	return l, nil
}

// addBundle appends the entries of a bundle.
func (l *Log) addBundle(data []byte, n int) error {
	for range n {
		if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
			return errors.New("the entries are cut short")
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		e, err := ParseEntry(data[2:end])
		if err != nil {
			return fmt.Errorf("entry %d: %w", l.size(), err)
		}
		l.add(e, data[2:end])
		data = data[end:]
	}
	if len(data) > 0 {
		return errors.New("there is more than the entries that the checkpoint signs")
	}
	return nil
}

// Extends reports whether the log is the one that an earlier checkpoint signed,
// grown.
func (l *Log) Extends(c Checkpoint) bool {
	return c.Origin == l.Key.Name && c.N <= l.size() && l.Root(c.N) == c.Hash
}

// Proof returns the proof that the log holds an entry, under a checkpoint that the
// log signed when it had n entries: c2sp.org/tlog-proof. It carries the entry.
func (l *Log) Proof(index, n int64, checkpoint []byte) []byte {
	hashes, err := tlog.ProveRecord(n, index, l)
	if err != nil {
		panic(err) // index < n, and the hashes of all entries are there
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "c2sp.org/tlog-proof@v1\nextra %s\nindex %d\n",
		base64.StdEncoding.EncodeToString([]byte(l.Entries[index].String())), index)
	for _, h := range hashes {
		fmt.Fprintln(&b, h)
	}
	b.WriteString("\n")
	b.Write(checkpoint)
	return b.Bytes()
}

// plain returns what the system says of a file, without Go's chain around it.
func plain(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}
