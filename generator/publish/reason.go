package publish

import (
	"errors"
	"io/fs"
	"os"
)

// Reason is what the operating system says of an error, without Go's chain around it.
func Reason(err error) string {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err.Error()
	case errors.As(err, &link):
		return link.Err.Error()
	}
	return err.Error()
}
