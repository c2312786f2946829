//go:build !linux

package publish

import (
	"errors"
	"io/fs"
	"syscall"
)

const locks = false

// exchange swaps two folders by two renames; recoverFrom undoes the first if
// nothing came after it.
func exchange(staging, dir, old string) error { return twoRenames(staging, dir, old) }

// cannotExchange reports whether the folder itself can't be moved.
func cannotExchange(err error) bool {
	return errors.Is(err, syscall.EBUSY) || errors.Is(err, syscall.EXDEV) || errors.Is(err, fs.ErrPermission)
}

// writable is told by what is written first.
func writable(string) error { return nil }

// lock does nothing here: two builds at once are the editor's to avoid.
func lock(string) (unlock func(), err error) { return func() {}, nil }
