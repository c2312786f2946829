package release

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"encoding/pem"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// Algorithms of keys, as c2sp.org/signed-note numbers them.
const (
	algEd25519     = 1
	algCosignature = 4 // a witness's, who signs the time too
)

// Key is a public key: a log's, or a witness's.
type Key struct {
	text      string
	Name      string
	algorithm byte
	public    ed25519.PublicKey
}

// ParseKey reads a public key as "NAME+HASH+KEY".
func ParseKey(text string) (*Key, error) {
	text = strings.TrimSpace(text)
	name, rest, _ := strings.Cut(text, "+")
	sum, encoded, _ := strings.Cut(rest, "+")
	data, err := base64.StdEncoding.Strict().DecodeString(encoded)
	if err != nil || len(data) != 1+ed25519.PublicKeySize || name == "" || strings.ContainsAny(name, " \n") ||
		sum != fmt.Sprintf("%08x", keyHash(name, data)) {
		return nil, errors.New("this is no public key like example.org/releases/log/1+1a2b3c4d+AbC…")
	}
	k := &Key{text, name, data[0], data[1:]}
	if k.algorithm != algEd25519 && k.algorithm != algCosignature {
		return nil, fmt.Errorf("the key %s is of a kind that is not known here", name)
	}
	if k.algorithm == algEd25519 {
		if _, err := note.NewVerifier(text); err != nil {
			return nil, errors.New("this is no public key")
		}
	}
	return k, nil
}

// keyHash returns the hash of a key by which signatures name it.
func keyHash(name string, data []byte) uint32 {
	sum := sha256.Sum256([]byte(name + "\n" + string(data)))
	return binary.BigEndian.Uint32(sum[:])
}

func (k *Key) String() string { return k.text }

// Witness reports whether the key is a witness's.
func (k *Key) Witness() bool { return k.algorithm == algCosignature }

// Hash returns the short form of the key by which people tell it.
func (k *Key) Hash() string {
	return fmt.Sprintf("%08x", keyHash(k.Name, append([]byte{k.algorithm}, k.public...)))
}

// PEM returns the key for OpenSSL.
func (k *Key) PEM() []byte {
	der, err := x509.MarshalPKIXPublicKey(k.public)
	if err != nil {
		panic(err) // an Ed25519 key of the right length
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
}

// verifier checks signatures by the key.
type verifier struct{ *Key }

func (v verifier) Name() string { return v.Key.Name }

func (v verifier) KeyHash() uint32 {
	return keyHash(v.Key.Name, append([]byte{v.algorithm}, v.public...))
}

// Verify checks a signature of a log, or of a witness, whose signature is a
// time in seconds and a signature of that time and the text.
func (v verifier) Verify(text, signature []byte) bool {
	if v.Witness() {
		if len(signature) != 8+ed25519.SignatureSize {
			return false
		}
		seconds := binary.BigEndian.Uint64(signature)
		text = []byte("cosignature/v1\ntime " + strconv.FormatUint(seconds, 10) + "\n" + string(text))
		signature = signature[8:]
	}
	return len(signature) == ed25519.SignatureSize && ed25519.Verify(v.public, text, signature)
}

// Origin names the log with a number of a site.
func Origin(base *url.URL, number int) string {
	return fmt.Sprintf("%s%s%slog/%d", base.Host, base.Path, Folder, number)
}

// NewKey makes a key for a log: the private half, which signs, and the public
// one.
func NewKey(origin string) (private, public string, err error) {
	return note.GenerateKey(rand.Reader, origin)
}

// NewNonce returns 32 random bytes: as long as nobody has them, the sha256 of the
// manifest that lists them tells nothing of the other files in it.
func NewNonce() []byte {
	nonce := make([]byte, 32)
	_, _ = rand.Read(nonce) // never fails
	return nonce
}

// Owner says why a private key is not this one's other half, or nil.
func (k *Key) Owner(signer note.Signer) error {
	if signer.Name() != k.Name || signer.KeyHash() != (verifier{k}).KeyHash() {
		return fmt.Errorf("this is the key of %s (%08x), and the log has that of %s (%s)",
			signer.Name(), signer.KeyHash(), k.Name, k.Hash())
	}
	return nil
}
