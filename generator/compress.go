package main

import (
	"bytes"
	"compress/gzip"
	"runtime"

	"github.com/andybalholm/brotli"

	"vitrine/generator/cache"
)

// compressible are the kinds of files that are worth compressing.
var compressible = []string{".html", ".css", ".js", ".json", ".svg", ".csv", ".xml", ".txt"}

// small files are sent faster as they are.
const small = 256

// compressed are the compressed copies of a text for hosts that send these, by
// the ending of their names. What was compressed before comes from the store.
func compressed(text []byte, store *cache.Folder) map[string][]byte {
	copies := map[string][]byte{}
	for ending, pack := range map[string]func([]byte) []byte{".gz": gzipped, ".br": brotlied} {
		key := cache.Key("compressed 2", runtime.Version(), ending, string(text))
		packed, known := store.Get(key)
		if !known {
			packed = pack(text)
			store.Put(key, packed)
		}
		copies[ending] = packed
	}
	return copies
}

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
