package main

import (
	"bytes"
	"compress/gzip"
	"path"
	"runtime"
	"slices"

	"github.com/andybalholm/brotli"
	"golang.org/x/sync/errgroup"

	"vitrine/generator/cache"
	"vitrine/generator/output"
	"vitrine/generator/source"
)

// compressible are the kinds of files that are worth compressing.
var compressible = []string{".html", ".css", ".js", ".json", ".svg", ".csv", ".xml", ".txt"}

// small files are sent faster as they are.
const small = 256

// compress puts a compressed copy beside each text of a site, for hosts that send
// these: .gz and .br. What was compressed before comes from the store.
func compress(out *output.Site, store *cache.Folder, problems *source.Problems) {
	var names []string
	for _, name := range out.Paths() {
		if text, _ := out.File(name); slices.Contains(compressible, path.Ext(name)) && len(text) >= small {
			names = append(names, name)
		}
	}
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, name := range names {
		group.Go(func() error {
			text, _ := out.File(name)
			for _, kind := range []struct {
				ending string
				pack   func([]byte) []byte
			}{{".gz", gzipped}, {".br", brotlied}} {
				key := cache.Key("compressed 1", kind.ending, string(text))
				packed, known := store.Get(key)
				if !known {
					packed = kind.pack(text)
					store.Put(key, packed)
				}
				if err := out.Add(name+kind.ending, packed, out.From(name)); err != nil {
					problems.Addf(source.Pos{File: out.From(name)}, "%s", err)
				}
			}
			return nil
		})
	}
	_ = group.Wait() // problems are collected, not returned
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
