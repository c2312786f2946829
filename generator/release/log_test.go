package release

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// grown is a log with n releases, and the checkpoint of each.
func grown(t testing.TB, n int) (*Log, [][]byte, note.Signer) {
	t.Helper()
	private, public, err := NewKey("example.org/releases/log/1")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ParseKey(public)
	if err != nil {
		t.Fatal(err)
	}
	log, err := NewLog(key, signer)
	if err != nil {
		t.Fatal(err)
	}
	var checkpoints [][]byte
	for i := range n {
		if log, err = log.With(entry(i), signer); err != nil {
			t.Fatal(err)
		}
		checkpoints = append(checkpoints, log.Checkpoint)
	}
	return log, checkpoints, signer
}

func entry(i int) Entry {
	previous := "-"
	if i > 0 {
		previous = fmt.Sprintf("r%d", i-1)
	}
	return Entry{Kind: Released, ID: fmt.Sprintf("r%d", i), Date: "2026-01-02",
		Previous: previous, Title: "What it brings", Manifest: Sum([]byte{byte(i)}), Record: Sum([]byte("x"))}
}

// folder is a log as files below log/1.
func folder(l *Log) fstest.MapFS {
	files := fstest.MapFS{}
	for name, contents := range l.Published() {
		files["log/1/"+name] = &fstest.MapFile{Data: contents}
	}
	return files
}

// TestSizes has logs of the sizes at which tiles begin and end read by ReadLog
// and by another reader of the same formats, every entry, proof and earlier
// checkpoint.
func TestSizes(t *testing.T) {
	for _, n := range []int{0, 1, 2, 255, 256, 257, 600} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			l, checkpoints, _ := grown(t, n)
			files := folder(l)
			chain, err := ReadChain(files, ".")
			if err != nil || len(chain.Releases) != n {
				t.Fatalf("%d releases, %v", len(chain.Releases), err)
			}
			verifier, err := note.NewVerifier(l.Key.String())
			if err != nil {
				t.Fatal(err)
			}
			policy := torchwood.ThresholdPolicy(2, torchwood.OriginPolicy(l.Key.Name),
				torchwood.SingleVerifierPolicy(verifier))
			c, _, err := torchwood.VerifyCheckpoint(l.Checkpoint, policy)
			if err != nil || c.N != int64(n) {
				t.Fatalf("torchwood reads a checkpoint of %d: %v", c.N, err)
			}
			sub, err := files.Sub("log/1")
			if err != nil {
				t.Fatal(err)
			}
			tiles, err := torchwood.NewTileFS(sub)
			if err != nil {
				t.Fatal(err)
			}
			client, err := torchwood.NewClient(tiles)
			if err != nil {
				t.Fatal(err)
			}
			read := 0
			for i, text := range client.AllEntries(context.Background(), c.Tree, 0) {
				if want := entry(int(i)).String(); string(text) != want {
					t.Fatalf("torchwood reads entry %d as %q", i, text)
				}
				read++
			}
			if client.Err() != nil || read != n {
				t.Fatalf("torchwood reads %d entries: %v", read, client.Err())
			}
			for i := range n {
				proof := l.Proof(int64(i), int64(i+1), checkpoints[i])
				if err := torchwood.VerifyProof(policy, tlog.RecordHash([]byte(entry(i).String())), proof); err != nil {
					t.Fatalf("proof %d: %v", i, err)
				}
				if extra, err := torchwood.ProofExtraData(proof); err != nil || string(extra) != entry(i).String() {
					t.Fatalf("the proof %d does not carry its entry: %v", i, err)
				}
				if latest := l.Proof(int64(i), int64(n), l.Checkpoint); torchwood.VerifyProof(policy,
					tlog.RecordHash([]byte(entry(i).String())), latest) != nil {
					t.Fatalf("proof of %d in the last checkpoint", i)
				}
				signed, err := ReadCheckpoint(checkpoints[i], l.Key)
				if err != nil || !l.Extends(signed) {
					t.Fatalf("the log does not extend its checkpoint %d: %v", i, err)
				}
				// The tiles of every size since the last full tile are there.
				if i+1 > n/bundleSize*bundleSize {
					old, _, err := torchwood.VerifyCheckpoint(checkpoints[i], policy)
					if err != nil {
						t.Fatal(err)
					}
					if _, _, err := client.Entry(context.Background(), old.Tree, int64(i)); err != nil {
						t.Fatalf("entry %d of the tree of that time: %v", i, err)
					}
				}
			}
		})
	}
}

// TestDamage changes, cuts and removes each file that a log needs: each is
// found and named.
func TestDamage(t *testing.T) {
	for _, n := range []int{3, 257} {
		l, _, _ := grown(t, n)
		whole := folder(l)
		damages := 0
		for name := range l.Files() {
			name = "log/1/" + name
			for what, damage := range map[string]func(b []byte) []byte{
				"removed": func(b []byte) []byte { return nil },
				"cut":     func(b []byte) []byte { return b[:len(b)-1] },
				"changed": func(b []byte) []byte { b = bytes.Clone(b); b[len(b)/2] ^= 1; return b },
				"longer":  func(b []byte) []byte { return append(bytes.Clone(b), 'x') },
			} {
				files := maps.Clone(whole)
				if b := damage(whole[name].Data); b == nil {
					delete(files, name)
				} else {
					files[name] = &fstest.MapFile{Data: b}
				}
				damages++
				chain, err := ReadChain(files, ".")
				if err == nil && chain != nil {
					t.Errorf("%d entries, %s %s: nothing is found", n, name, what)
				}
				if err != nil && !strings.Contains(err.Error(), "log/1/") {
					t.Errorf("%s %s: the error names no file: %v", name, what, err)
				}
			}
		}
		if damages < 16 {
			t.Errorf("only %d damages", damages)
		}
	}
}

// TestPlan writes what makes a release count after all that it needs, and removes
// nothing before.
func TestPlan(t *testing.T) {
	l, _, signer := grown(t, 255)
	longer, err := l.With(entry(255), signer)
	if err != nil {
		t.Fatal(err)
	}
	chain, err := ReadChain(folder(l), ".")
	if err != nil {
		t.Fatal(err)
	}
	steps := (&Store{Chain: chain}).Plan(map[string][]byte{Dir + "/r255/nonce": nil, Dir + "/zz": nil}, 1, longer,
		[]string{Dir + "/old"})
	at := slices.IndexFunc(steps, func(s Step) bool { return s.Path == Dir+"/log/1/checkpoint" })
	if at < 0 || !bytes.Equal(steps[at].Contents, longer.Checkpoint) {
		t.Fatalf("the checkpoint is not written: %v", steps)
	}
	written, removed := map[string]bool{}, 0
	for i, s := range steps {
		if s.Remove != (i > at) {
			t.Errorf("step %d of %d, with the checkpoint at %d: %s, removed: %v", i, len(steps), at, s.Path, s.Remove)
		}
		if s.Remove {
			removed++
		}
		written[s.Path] = true
	}
	for name := range longer.Files() {
		if !written[Dir+"/log/1/"+name] {
			t.Errorf("%s is not written", name)
		}
	}
	if removed != 3 { // the partial tile and bundle of 255, and what was asked for
		t.Errorf("%d files are removed", removed)
	}
}

// TestForks finds a log that was signed anew with other entries, or with fewer.
func TestForks(t *testing.T) {
	l, checkpoints, signer := grown(t, 5)
	fork, err := NewLog(l.Key, signer)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 6 {
		e := entry(i)
		if i == 2 {
			e.Manifest = Sum([]byte("another"))
		}
		if fork, err = fork.With(e, signer); err != nil {
			t.Fatal(err)
		}
	}
	for i, text := range checkpoints {
		c, err := ReadCheckpoint(text, l.Key)
		if err != nil {
			t.Fatal(err)
		}
		if got := fork.Extends(c); got != (i < 2) {
			t.Errorf("the fork after entry 2 extends the checkpoint of %d entries: %v", c.N, got)
		}
	}
}

// TestChain refuses entries that don't follow from those before.
func TestChain(t *testing.T) {
	l, _, signer := grown(t, 2)
	_, public, err := NewKey("example.org/releases/log/2")
	if err != nil {
		t.Fatal(err)
	}
	withdraw := func(id, date string) Entry { return Entry{Kind: Withdrawn, ID: id, Date: date, Reason: "x"} }
	again, early, lost := entry(1), entry(2), entry(2)
	early.Date, lost.Previous = "2026-01-01", "r0"
	for _, c := range []struct {
		entries []Entry
		want    string
	}{
		{[]Entry{entry(2), withdraw("r0", "2026-01-02")}, ""},
		{[]Entry{again}, "there is a release r1 already"},
		{[]Entry{early}, "dated 2026-01-01, before the release r1"},
		{[]Entry{lost}, "names r0 as the release before it, which is r1"},
		{[]Entry{withdraw("r7", "2026-01-02")}, "no release r7"},
		{[]Entry{withdraw("r0", "2026-01-02"), withdraw("r0", "2026-01-02")}, "withdrawn already"},
		{[]Entry{{Kind: Rotated, Date: "2026-01-02", Key: public}, entry(2)}, "after the log was ended"},
		{[]Entry{{Kind: Rotated, Date: "2026-01-02", Key: public}}, "not the key that the log before it names"},
	} {
		longer := l
		for _, e := range c.entries {
			if longer, err = longer.With(e, signer); err != nil {
				t.Fatal(err)
			}
		}
		_, err := ReadChain(folder(longer), ".")
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%v: %v, want %q", c.entries, err, c.want)
		}
	}
}

// TestWitnesses keeps the signatures of others: those of known witnesses have to
// hold, unknown ones are ignored.
func TestWitnesses(t *testing.T) {
	l, _, signer := grown(t, 3)
	witness := func(name string) (*torchwood.CosignatureSigner, *Key) {
		_, private, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		s, err := torchwood.NewCosignatureSigner(name, private)
		if err != nil {
			t.Fatal(err)
		}
		key, err := ParseKey(s.Verifier().String())
		if err != nil || !key.Witness() {
			t.Fatal(err)
		}
		return s, key
	}
	ann, annKey := witness("ann.example")
	bob, bobKey := witness("bob.example")
	opened, err := note.Open(l.Checkpoint, note.VerifierList(verifier{l.Key}))
	if err != nil {
		t.Fatal(err)
	}
	if l.Checkpoint, err = note.Sign(&note.Note{Text: opened.Text}, signer, ann); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		keys []*Key
		want string
	}{
		{[]*Key{l.Key}, ""},
		{[]*Key{annKey}, ""},
		{[]*Key{l.Key, annKey}, ""},
		{[]*Key{bobKey}, "not signed by bob.example"},
	} {
		_, err := ReadChain(folder(l), ".", c.keys...)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
	forged, err := note.Sign(&note.Note{Text: opened.Text + "more\n"}, signer, bob)
	if err != nil {
		t.Fatal(err)
	}
	_, signatures, _ := strings.Cut(string(forged), "\n\n")
	bobs := strings.SplitAfter(signatures, "\n")[1]
	l.Checkpoint = append(l.Checkpoint, bobs...)
	if _, err := ReadChain(folder(l), "."); err != nil {
		t.Errorf("a line of somebody unknown matters: %v", err)
	}
	if _, err := ReadChain(folder(l), ".", bobKey); err == nil ||
		!strings.Contains(err.Error(), "bob.example is false") {
		t.Errorf("a false signature of a known witness: %v", err)
	}
}

// TestPEM has OpenSSL check a checkpoint, where there is OpenSSL.
func TestPEM(t *testing.T) {
	if _, err := exec.LookPath("openssl"); err != nil {
		if os.Getenv("VITRINE_CI") != "" {
			t.Fatal("openssl is not installed")
		}
		t.Skip("openssl is not installed")
	}
	l, _, _ := grown(t, 1)
	cmd := exec.Command("openssl", "pkey", "-pubin", "-noout", "-text")
	cmd.Stdin = bytes.NewReader(l.Key.PEM())
	out, err := cmd.CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("ED25519")) {
		t.Errorf("%v: %s", err, out)
	}
}

func FuzzEntry(f *testing.F) {
	f.Add([]byte(entry(0).String()))
	f.Add([]byte(entry(1).String()))
	f.Add([]byte(Entry{Kind: Withdrawn, ID: "a", Date: "2026-01-02", Reason: "It told of a person."}.String()))
	f.Fuzz(func(t *testing.T, text []byte) {
		e, err := ParseEntry(text)
		if err == nil && e.String() != string(text) {
			t.Errorf("%q is read as %q", text, e)
		}
	})
}

func FuzzManifest(f *testing.F) {
	m, err := NewManifest("r0", []byte("nonce"), map[string][]byte{"index.html": []byte("a"), "data/a.csv": nil})
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(m.String()))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := ParseManifest("r0", text)
		if err != nil {
			return
		}
		if m.String() != string(text) {
			t.Errorf("%q is read as %q", text, m)
		}
		for _, l := range m {
			if m.File(l.Path) != l.Sum || strings.HasPrefix(l.Path, "/") ||
				slices.Contains(strings.Split(l.Path, "/"), "..") {
				t.Errorf("%q", l)
			}
		}
	})
}

func FuzzCheckpoint(f *testing.F) {
	l, _, _ := grown(f, 2)
	f.Add(l.Checkpoint)
	text, _, _ := strings.Cut(string(l.Checkpoint), "\n\n")
	f.Add([]byte(text + "\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if c, err := ReadCheckpoint(text, l.Key); err == nil && (c.N != 2 || !l.Extends(c)) {
			t.Errorf("a checkpoint that nobody signed: %q", text)
		}
		ours, err := parseCheckpoint(string(text))
		theirs, err2 := torchwood.ParseCheckpoint(string(text))
		if err == nil && (err2 != nil || ours.Tree != theirs.Tree || ours.Origin != theirs.Origin) {
			t.Errorf("%q is read as %v, by torchwood as %v (%v)", text, ours, theirs, err2)
		}
	})
}

func FuzzBundle(f *testing.F) {
	l, _, _ := grown(f, 3)
	f.Add(l.bundles[0], 3)
	f.Fuzz(func(t *testing.T, data []byte, n int) {
		read := &Log{Key: l.Key}
		if n < 0 || n > bundleSize || read.addBundle(data, n) != nil {
			return
		}
		if len(read.Entries) != n || n > 0 && !bytes.Equal(read.bundles[0], data) {
			t.Errorf("%q is read as %d entries", data, len(read.Entries))
		}
	})
}
