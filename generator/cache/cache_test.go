package cache

import (
	"bytes"
	"crypto/sha256"
	"os"
	"path/filepath"
	"testing"
)

var secret = []byte("a key of the cache for tests")

func entries(t *testing.T, dir string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// TestDamagedEntries damages an entry in every way a disk, another program or a
// person could: it is taken for none, and put again it is there again.
func TestDamagedEntries(t *testing.T) {
	value := []byte("<svg>\x00 of a chart</svg>")
	other := []byte("<svg>of another</svg>")
	for name, damage := range map[string]func(t *testing.T, file, foreign string){
		"cut short": func(t *testing.T, file, _ string) {
			if err := os.Truncate(file, 40); err != nil {
				t.Fatal(err)
			}
		},
		"emptied": func(t *testing.T, file, _ string) {
			if err := os.Truncate(file, 0); err != nil {
				t.Fatal(err)
			}
		},
		"one bit turned": func(t *testing.T, file, _ string) {
			text, err := os.ReadFile(file)
			if err == nil {
				text[len(text)-3] ^= 1
				err = os.WriteFile(file, text, 0o644)
			}
			if err != nil {
				t.Fatal(err)
			}
		},
		"another chart's entry": func(t *testing.T, file, foreign string) {
			if err := os.Rename(foreign, file); err != nil {
				t.Fatal(err)
			}
		},
		"a folder": func(t *testing.T, file, _ string) {
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
			if err := os.Mkdir(file, 0o755); err != nil {
				t.Fatal(err)
			}
		},
		"sealed without the key": func(t *testing.T, file, _ string) {
			sum := sha256.Sum256([]byte(Key("a") + "\n" + "forged"))
			if err := os.WriteFile(file, append(sum[:], "forged"...), 0o644); err != nil {
				t.Fatal(err)
			}
		},
		"sealed with another key": func(t *testing.T, file, _ string) {
			theirs := In(t.TempDir(), []byte("somebody else's key"))
			if err := os.WriteFile(file, append(theirs.seal(Key("a"), []byte("forged")), "forged"...), 0o644); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := In(t.TempDir(), secret)
			key, foreign := Key("a"), Key("b")
			f.Put(key, value)
			f.Put(foreign, other)
			if got, ok := f.Get(key); !ok || !bytes.Equal(got, value) {
				t.Fatalf("what was put is %q, %v", got, ok)
			}
			damage(t, f.path(key), f.path(foreign))
			if got, ok := f.Get(key); ok {
				t.Errorf("a damaged entry is used: %q", got)
			}
			if name == "a folder" {
				return
			}
			f.Put(key, value)
			if got, ok := f.Get(key); !ok || !bytes.Equal(got, value) {
				t.Errorf("put again it is %q, %v", got, ok)
			}
		})
	}
}

func TestKey(t *testing.T) {
	if Key("ab", "c") == Key("a", "bc") || Key("a") == Key("a", "") {
		t.Error("parts run together")
	}
}

// TestDigest: under another key all names and digests are others, and those of one
// use are none of another.
func TestDigest(t *testing.T) {
	f, other := In("x", secret), In("x", []byte("another key of the cache"))
	if same := In("x", secret); f.Digest([]byte("a")) != same.Digest([]byte("a")) || f.path("ab") != same.path("ab") {
		t.Error("the same has two names")
	}
	plain := sha256.Sum256([]byte("a"))
	if f.Digest([]byte("a")) == other.Digest([]byte("a")) || f.Digest([]byte("a")) == string(plain[:]) || f.path("ab") == other.path("ab") || f.Digest([]byte("ab")) == string(f.hmac("name", []byte("ab"))) {
		t.Error("a name or a digest can be found out without the key")
	}
}

// TestNoFolder builds where nothing can be kept.
func TestNoFolder(t *testing.T) {
	var none *Folder
	none.Put(Key("a"), []byte("x"))
	none.Trim(0)
	if _, ok := none.Get(Key("a")); ok {
		t.Error("a cache that is none has an entry")
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	blocked := In(file, secret)
	blocked.Put(Key("a"), []byte("x"))
	if _, ok := blocked.Get(Key("a")); ok {
		t.Error("a file holds entries")
	}
}

func TestTrim(t *testing.T) {
	dir := t.TempDir()
	f := In(dir, secret)
	for _, name := range []string{"a", "b", "c", "d"} {
		f.Put(Key(name), make([]byte, 1000))
	}
	f.Trim(1 << 20)
	if n := len(entries(t, dir)); n != 4 {
		t.Errorf("%d entries are left of 4 that have room", n)
	}
	f.Put(Key("e"), make([]byte, 1000))
	f.Trim(2200)
	if n := len(entries(t, dir)); n != 2 {
		t.Errorf("%d entries are left of 5, of which 2 have room", n)
	}
}
