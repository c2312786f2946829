package publish

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

const locks = true

// exchange swaps two folders in one step.
func exchange(staging, dir, old string) error {
	err := unix.Renameat2(unix.AT_FDCWD, staging, unix.AT_FDCWD, dir, unix.RENAME_EXCHANGE)
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSYS) {
		return twoRenames(staging, dir, old) // a file system without exchange
	}
	return err
}

// cannotExchange reports whether the folder itself can't be moved.
func cannotExchange(err error) bool {
	return errors.Is(err, unix.EROFS) || errors.Is(err, unix.EBUSY) || errors.Is(err, unix.EXDEV) ||
		errors.Is(err, unix.EACCES) || errors.Is(err, unix.EPERM)
}

// writable says why nothing can be written into a folder.
func writable(dir string) error { return unix.Access(dir, unix.W_OK) }

// patience is how often a lock is tried again.
const patience = 100

// lock makes sure that one build writes below a folder at a time. The lock goes
// with the process, however it ends. Of one that is killed while it starts another
// program, the other one has it for a moment longer.
func lock(folder string) (unlock func(), err error) {
	f, err := os.Open(folder)
	if err != nil {
		return nil, err
	}
	err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	for tries := 0; errors.Is(err, unix.EWOULDBLOCK) && tries < patience; tries++ {
		time.Sleep(10 * time.Millisecond)
		err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	}
	if err != nil {
		_ = f.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, ErrBusy
		}
		return func() {}, nil // a file system without locks
	}
	return func() { _ = f.Close() }, nil
}
