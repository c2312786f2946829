package command

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// bounded is a folder of which only plain files of a limited size can be read: a stranger's files
// must not hang the reader's computer, or fill its memory.
type bounded struct{ root *os.Root }

// Open opens a folder, or a plain file.
func (b bounded) Open(name string) (fs.File, error) {
	fail := func(err error) (fs.File, error) { return nil, &fs.PathError{Op: "open", Path: name, Err: err} }
	if !fs.ValidPath(name) {
		return fail(fs.ErrInvalid)
	}
	info, err := b.root.Stat(name)
	switch {
	case err != nil:
		return fail(err)
	case !info.IsDir() && !info.Mode().IsRegular():
		return fail(errors.New("this is no plain file"))
	case info.Size() > maxFile && !info.IsDir():
		return fail(fmt.Errorf("it is larger than %d MB", maxFile>>20))
	}
	return b.root.Open(name)
}
