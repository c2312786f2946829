package load

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"slices"
	"testing"
)

// photo is a JPEG, 4 across and 2 high, black on its left half, with the place where it
// was taken and how the camera was held.
func photo(t *testing.T, held byte) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 32, 16))
	for i := range img.Pix {
		if i%32 >= 16 {
			img.Pix[i] = 255
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	tiff := "MM\x00*\x00\x00\x00\x08\x00\x02" + "\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string(held) + "\x00\x00" +
		"\x88\x25\x00\x04\x00\x00\x00\x01\x00\x00\x00\x26" + "\x00\x00\x00\x00" + "51 N 7 W"
	segment := "Exif\x00\x00" + tiff
	head := []byte("\xff\xd8\xff\xe1")
	head = binary.BigEndian.AppendUint16(head, uint16(len(segment)+2))
	return slices.Concat(head, []byte(segment), b.Bytes()[2:])
}

// chunk is a part of a PNG file.
func chunk(kind, data string) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(b, kind+data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE([]byte(kind+data)))
}

// drawing is a PNG with a text in it. across is what it says of its width.
func drawing(t *testing.T, across uint32) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray16(image.Rect(0, 0, 3, 2))); err != nil {
		t.Fatal(err)
	}
	const header = 8 + 25
	ihdr := bytes.Clone(b.Bytes()[16 : header-4])
	if across > 0 {
		binary.BigEndian.PutUint32(ihdr, across)
		binary.BigEndian.PutUint32(ihdr[4:], across)
	}
	return slices.Concat(b.Bytes()[:8], chunk("IHDR", string(ihdr)), chunk("tEXt", "Comment\x0051 N 7 W"),
		chunk("eXIf", "51 N 7 W"), b.Bytes()[header:])
}

func archive(t *testing.T, name string, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	f, err := z.Create(name)
	if err == nil {
		_, err = f.Write(data)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func deflated(t *testing.T, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, err := w.Write(data)
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// tinyWebP is one pixel, without any metadata.
func tinyWebP(t *testing.T, more string) []byte {
	t.Helper()
	data, err := base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
	if err != nil {
		t.Fatal(err)
	}
	data = append(data, more...)
	binary.LittleEndian.PutUint32(data[4:], uint32(len(data)-8))
	return data
}

func moving(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := gif.Encode(&b, image.NewGray(image.Rect(0, 0, 2, 2)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestCopiedFilesTellNoPlace: nothing that readers download has the place where a photo
// was taken.
func TestCopiedFilesTellNoPlace(t *testing.T) {
	_, tiff, _ := bytes.Cut(photo(t, 1), exif) // as PNG and WebP have it too
	drawn := slices.Concat([]byte("\x89PNG\r\n\x1a\neXIf"), tiff)
	deepest := []byte("a")
	for range maxDepth + 1 {
		deepest = archive(t, "a.zip", deepest)
	}
	for _, test := range []struct {
		name string
		data []byte
		want string // of what is wrong; "" when it is copied
	}{
		{"a.jpg", photo(t, 1), ""},
		{"a.JPEG", photo(t, 6), ""},
		{"a.png", drawing(t, 0), ""},
		{"a.webp", tinyWebP(t, ""), ""},
		{"a.webp", tinyWebP(t, "EXIF\x08\x00\x00\x0051 N 7 W"), holdsMetadata.text},
		{"a.webp", tinyWebP(t, "51 N 7 W"), holdsMetadata.text},
		{"a.webp", photo(t, 1), otherKind.text},
		{"a.jpg", drawing(t, 0), otherKind.text},
		{"a.png", []byte("\x00\x00\x00\x18ftypheic51 N 7 W"), otherKind.text},
		{"a.png", drawing(t, 8000), tooLarge.text},
		{"a.jpg", photo(t, 1)[:len(photo(t, 1))-6], damaged.text},
		{"a.csv", photo(t, 1), "this is an image by another name"},
		{"a.txt", moving(t), "this is an image by another name"},
		{"a.pdf", append([]byte("%PDF-1.7\nstream\n"), photo(t, 1)...), tellsLocation.text},
		{"a.zip", archive(t, "photo.jpg", photo(t, 1)), tellsLocation.text},
		{"a.docx", archive(t, "word/media/image1.jpeg", photo(t, 1)), tellsLocation.text},
		{"a.odt", archive(t, "Pictures/1.xml", []byte("<exif:GPSLatitude>51 N 7 W</exif:GPSLatitude>")),
			tellsLocation.text},
		{"a.pdf", slices.Concat([]byte("%PDF-1.7\n1 0 obj <</Length 9>> stream\n"), deflated(t, photo(t, 1)), []byte("\nendstream")),
			tellsLocation.text},
		{"a.zip", archive(t, "a.png", drawn), tellsLocation.text},
		{"a.zip", archive(t, "a.tif", tiff), tellsLocation.text},
		{"a.zip", archive(t, "b.zip", archive(t, "photo.jpg", photo(t, 1))), tellsLocation.text},
		{"a.zip", deepest, "there are archives in archives here, too deep to be looked into"},
		{"a.xlsx", archive(t, "a.xml", []byte("<a/>")), ""},
		{"a.csv", []byte("a,b\n1,2\n"), ""},
	} {
		made, wrong := copied(test.name, test.data)
		switch {
		case wrong == nil && test.want != "":
			t.Errorf("%s is copied, and not: %s", test.name, test.want)
		case wrong != nil && (wrong.text != test.want || wrong.hint == ""):
			t.Errorf("%s: %+v, want %q", test.name, wrong, test.want)
		case wrong == nil && (len(made) == 0 || bytes.Contains(made, []byte("51 N")) || bytes.Contains(made, exif)):
			t.Errorf("%s tells its place", test.name)
		}
	}
	turned, _ := copied("a.jpg", photo(t, 6)) // held upright: black is on top
	img, err := jpeg.Decode(bytes.NewReader(turned))
	if err != nil {
		t.Fatal(err)
	}
	if b := img.Bounds(); b.Dx() != 16 || b.Dy() != 32 || dark(img.At(2, 2)) == dark(img.At(2, 29)) ||
		!dark(img.At(13, 2)) {
		t.Errorf("the photo does not stand upright: %v", b)
	}
	deep, _ := copied("a.png", drawing(t, 0))
	if config, err := png.DecodeConfig(bytes.NewReader(deep)); err != nil || config.ColorModel != color.Gray16Model {
		t.Errorf("the drawing has lost colours: %v", err)
	}
}

func dark(c color.Color) bool {
	r, _, _, _ := c.RGBA()
	return r < 0x8000
}

// TestImagesAreBounded: an image on a page is refused by its header.
func TestImagesAreBounded(t *testing.T) {
	for across, want := range map[uint32]*mistake{8000: tooLarge, 20_001: tooLarge, 1 << 20: tooLarge, 300: damaged} {
		if _, _, wrong := reencode(drawing(t, across), "/a"); wrong != want {
			t.Errorf("%d across: %+v", across, wrong)
		}
	}
	if img, assets, wrong := reencode(drawing(t, 0), "/a"); wrong != nil || img.Width != 3 || len(assets) != 1 {
		t.Errorf("%+v %+v", img, wrong)
	}
}

// TestShrink: each pixel is the mean of those it stands for, however the camera was held.
func TestShrink(t *testing.T) {
	src := image.NewRGBA(image.Rect(0, 0, 40, 24))
	for i := range src.Pix {
		src.Pix[i] = uint8(i * i / 7)
		if i%4 == 3 {
			src.Pix[i] = 255
		}
	}
	for held := 1; held <= 8; held++ {
		whole := upright(src, held)
		got := shrink(src, held, whole.Bounds().Dx()/2)
		if got.Bounds().Dx() != whole.Bounds().Dx()/2 || got.Bounds().Dy() != whole.Bounds().Dy()/2 {
			t.Fatalf("held %d: %v", held, got.Bounds())
		}
		for y := range got.Bounds().Dy() {
			for x := range got.Bounds().Dx() {
				sum := 0
				for _, p := range []image.Point{{0, 0}, {1, 0}, {0, 1}, {1, 1}} {
					sum += int(whole.RGBAAt(2*x+p.X, 2*y+p.Y).R)
				}
				if int(got.RGBAAt(x, y).R) != sum/4 {
					t.Fatalf("held %d: %d, %d", held, x, y)
				}
			}
		}
	}
	if wide := shrink(src, 6, 1); wide.Bounds() != image.Rect(0, 0, 1, 1) {
		t.Error(wide.Bounds())
	}
}
