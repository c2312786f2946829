package npm

import (
	"archive/zip"
	"bytes"
	"os"
)

// unpack writes the files of an archive into a folder.
func unpack(archive []byte, dir string) error {
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return err
	}
	return os.CopyFS(dir, z)
}
