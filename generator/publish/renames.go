package publish

import (
	"errors"
	"os"
)

// twoRenames moves the old site away and the new one in. A kill between the
// two leaves the old site in its folder of that name, from which the next
// start takes it back.
func twoRenames(staging, dir, old string) error {
	if err := os.Rename(dir, old); err != nil {
		return err
	}
	if err := os.Rename(staging, dir); err != nil {
		return errors.Join(err, os.Rename(old, dir))
	}
	return nil
}
