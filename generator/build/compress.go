package build

import (
	"bytes"
	"compress/gzip"

	"github.com/andybalholm/brotli"
)

// compressible are the kinds of files that are worth compressing.
var compressible = []string{".html", ".css", ".js", ".json", ".svg", ".csv", ".xml", ".txt"}

// small files are sent faster as they are.
const small = 256

// packer makes a compressed copy of a text.
type packer struct {
	ending string // of the copy's name
	pack   func([]byte) []byte
}

var packers = []packer{{".gz", gzipped}, {".br", brotlied}}

func gzipped(text []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is a valid one
	_, _ = w.Write(text)                                  // a buffer takes every write
	_ = w.Close()
	return b.Bytes()
}

func brotlied(text []byte) []byte {
	var b bytes.Buffer
	w := brotli.NewWriterLevel(&b, brotliLevel)
	_, _ = w.Write(text) // a buffer takes every write
	_ = w.Close()
	return b.Bytes()
}

// brotliLevel packs nearly as well as the highest and takes a tenth of the time.
const brotliLevel = 9
