package publish

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"path"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"
)

// Tree is what stands in a folder.
type Tree struct{ entries []entry }

// Plain reports whether a file of a size stands on a path, and no link leads to it.
func (t Tree) Plain(name string, size int) bool {
	i, ok := slices.BinarySearchFunc(t.entries, entry{name: name}, byName)
	return ok && t.entries[i].plain && t.entries[i].size == int64(size)
}

// Digest is the digest of all names, sizes, modes and times, but for what begins with a dot
// at the top, which is the editor's; "" for an empty tree. It does not change when somebody
// changes a file and keeps its size and its time.
func (t Tree) Digest() string {
	if len(t.entries) == 0 {
		return ""
	}
	h := sha256.New()
	var lines []byte
	for _, e := range t.entries {
		if e.name[0] == '.' {
			continue
		}
		lines = append(append(lines, e.name...), 0)
		for _, n := range []int64{e.size, int64(e.mode), e.time} {
			lines = append(strconv.AppendInt(lines, n, 10), ' ')
		}
		lines = append(lines, '\n')
		if len(lines) > 1<<15 {
			h.Write(lines)
			lines = lines[:0]
		}
	}
	h.Write(lines)
	return hex.EncodeToString(h.Sum(nil))
}

// entry is a file in a folder.
type entry struct {
	name  string
	size  int64
	time  int64 // of its last change, in nanoseconds
	mode  uint32
	plain bool // not a link or a device
	inode inode
}

func byName(a, b entry) int { return strings.Compare(a.name, b.name) }

// walk finds all files in a folder, sorted by name, and all folders in it. Each processor
// takes a folder when it is free, since half of the time goes to the system.
func walk(dir string) (files []entry, folders []string, err error) {
	var mu sync.Mutex
	queue := []string{"."}
	listing := 0 // folders that are being listed
	ready := sync.NewCond(&mu)
	work := func() {
		mu.Lock()
		defer mu.Unlock()
		for {
			for len(queue) == 0 && listing > 0 {
				ready.Wait()
			}
			if len(queue) == 0 || err != nil {
				ready.Broadcast()
				return
			}
			folder := queue[len(queue)-1]
			queue = queue[:len(queue)-1]
			listing++
			mu.Unlock()
			found, inside, failed := list(dir, folder)
			mu.Lock()
			listing--
			files, folders, queue = append(files, found...), append(folders, inside...), append(queue, inside...)
			err = errors.Join(err, failed)
			ready.Broadcast()
		}
	}
	var group errgroup.Group
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() error { work(); return nil })
	}
	_ = group.Wait() // err has what failed
	slices.SortFunc(files, byName)
	return files, folders, err
}

// tree lists the folder once it holds the new site; now is what it held before. The tree is
// empty when the folder can't be read.
func (s *Staging) tree(d difference, now []entry) Tree {
	older := map[string]bool{}
	for _, name := range slices.Concat(d.stale, d.changed) {
		older[name] = true
	}
	t := make([]entry, 0, len(now)+len(d.changed))
	for _, e := range now {
		if !older[e.name] {
			t = append(t, e)
		}
	}
	folders := map[string]bool{}
	for _, name := range d.changed {
		folders[path.Dir(name)] = true
	}
	for folder := range folders {
		files, _, err := list(s.dir, folder)
		if err != nil {
			return Tree{}
		}
		for _, e := range files {
			if s.changed[e.name] {
				t = append(t, e)
			}
		}
	}
	slices.SortFunc(t, byName)
	return Tree{t}
}
