package load

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"
	"path"
	"slices"
	"strings"
)

// A photo tells where it was taken, and by whom. Images that are copied for readers are
// drawn anew, at their full size, or refused; documents and archives that hold a photo with
// its place are refused.

// pictures are the endings of images whose metadata can't be taken out here.
var pictures = []string{".gif", ".tif", ".tiff", ".heic", ".heif", ".avif", ".bmp", ".jxl", ".jp2", ".dng", ".cr2",
	".nef", ".arw", ".raw", ".psd"}

// copied is a file as readers get it.
func copied(name string, data []byte) ([]byte, *mistake) {
	switch path.Ext(strings.ToLower(name)) {
	case ".jpg", ".jpeg", ".png":
		return redrawn(name, data)
	case ".webp":
		if _, format, wrong := decode(data); wrong != nil || format != "webp" {
			return nil, wrongKind(wrong)
		}
		if !bareWebP(data) {
			return nil, holdsMetadata
		}
		return data, nil
	}
	if isPicture(data) {
		return nil, &mistake{"this is an image by another name", "give it the ending of an image: .jpg, .png or .webp"}
	}
	if hasLocation(data) {
		return nil, tellsLocation
	}
	if wrong := insideOf(data); wrong != nil {
		return nil, wrong
	}
	if streamLocation(data) {
		return nil, tellsLocation
	}
	return data, nil
}

var (
	tellsLocation = &mistake{"a photo in this file tells where it was taken",
		"take the place out of the photo, and make the file anew"}
	holdsMetadata = &mistake{"the image holds metadata, which may tell where it was taken, " +
		"and can't be written without it here", "save it as JPEG or PNG"}
	otherKind = &mistake{"this is no image of the kind that its name says, so that its metadata can't be taken out",
		"save it as JPEG or PNG"}
)

// redrawn is a JPEG or PNG without its metadata.
func redrawn(name string, data []byte) ([]byte, *mistake) {
	img, format, wrong := decode(data)
	isPNG := path.Ext(strings.ToLower(name)) == ".png"
	switch {
	case wrong != nil || isPNG != (format == "png") || !isPNG && format != "jpeg":
		return nil, wrongKind(wrong)
	case format == "jpeg" && orientation(data) != 1:
		img = shrink(img, orientation(data), maxSide)
	}
	return encode(img, format, fileQuality), nil
}

// wrongKind is what is wrong with an image that could not be decoded, or that is of another
// kind than its name says.
func wrongKind(wrong *mistake) *mistake {
	if wrong != nil && wrong != unreadable {
		return wrong
	}
	return otherKind
}

// bareWebP reports whether a WebP file has nothing but its picture and colours: no Exif, no
// XMP, nothing unknown and nothing behind it.
func bareWebP(data []byte) bool {
	const header = 12 // RIFF, a size, WEBP
	for rest := data[header:]; len(rest) > 0; {
		if len(rest) < 8 || !slices.Contains([]string{"VP8 ", "VP8L", "VP8X", "ALPH", "ICCP"}, string(rest[:4])) {
			return false
		}
		size := int(binary.LittleEndian.Uint32(rest[4:8]))
		if size += size%2 + 8; size > len(rest) {
			return false
		}
		rest = rest[size:]
	}
	return true
}

// isPicture reports whether a file begins as an image does.
func isPicture(data []byte) bool {
	for _, begins := range []string{"\xff\xd8\xff", "\x89PNG\r\n", "GIF8", "II*\x00", "MM\x00*"} {
		if bytes.HasPrefix(data, []byte(begins)) {
			return true
		}
	}
	return len(data) > 12 && (string(data[4:8]) == "ftyp" || string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP")
}

// hasLocation reports whether a photo in a file, as it is or inside a document, has in its
// metadata where it was taken: in XMP, or in the TIFF that JPEG, PNG and WebP hold.
func hasLocation(data []byte) bool {
	if bytes.Contains(data, []byte("GPSLatitude")) {
		return true
	}
	const gps = 0x8825 // the tag of the directory of the place
	for _, begins := range []string{"II*\x00", "MM\x00*"} {
		for rest := data; ; rest = rest[len(begins):] {
			at := bytes.Index(rest, []byte(begins))
			if at < 0 {
				break
			}
			rest = rest[at:]
			if _, ok := tag(rest, gps); ok {
				return true
			}
		}
	}
	return false
}

// streamLocation reports whether a compressed stream of a PDF has a place.
func streamLocation(data []byte) bool {
	if !bytes.HasPrefix(data, []byte("%PDF-")) {
		return false
	}
	left := int64(maxInside)
	for part := range bytes.SplitSeq(data, []byte("stream")) {
		r, err := zlib.NewReader(bytes.NewReader(bytes.TrimLeft(part, " \r\n")))
		if err != nil {
			continue // the file between two streams, or one that is not compressed
		}
		text, _ := io.ReadAll(io.LimitReader(r, min(left, maxAsset))) // what is read before an error counts
		if left -= int64(len(text)); hasLocation(text) {
			return true
		}
	}
	return false
}

// insideOf says what is wrong with what an archive holds, and the archives in it. Spreadsheets and
// documents are archives, too; what can't be read is none.
func insideOf(data []byte) *mistake {
	left := int64(maxInside)
	return unpacked(data, &left, 0)
}

// unpacked looks into an archive. left is how many bytes all of them may still hold.
func unpacked(data []byte, left *int64, depth int) *mistake {
	files, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil
	}
	if depth == maxDepth {
		return &mistake{"there are archives in archives here, too deep to be looked into", "pack the files once"}
	}
	for _, f := range files.File {
		r, err := f.Open()
		if err != nil {
			continue
		}
		text, _ := io.ReadAll(io.LimitReader(r, min(*left, maxAsset))) // what is read before an error counts
		_ = r.Close()                                                  // nothing was written
		switch *left -= int64(len(text)); {
		case hasLocation(text) || streamLocation(text):
			return tellsLocation
		case *left <= 0:
			return &mistake{"what is in this archive has more than 256 MB", "make it smaller"}
		}
		if wrong := unpacked(text, left, depth+1); wrong != nil {
			return wrong
		}
	}
	return nil
}

// maxDepth is how deep archives may lie in archives.
const maxDepth = 3

// maxInside is how many bytes an archive may hold.
const maxInside = 256 << 20
