package load

import (
	"bytes"
	"image"
	"image/draw"
	_ "image/gif" // decoders for the formats that editors have
	"image/jpeg"
	"image/png"
	"runtime"
	"strings"

	_ "golang.org/x/image/webp"

	"vitrine/generator/report"
)

// Widths of the pictures that a page offers, and the largest image that is read, in pixels: a
// small file can hold an image that takes hundreds of megabytes.
const (
	fullWidth  = 1600
	smallWidth = 800
	maxPixels  = 50_000_000
	maxSide    = 20_000
)

// mistake is what is wrong with an image, and what to do.
type mistake struct{ text, hint string }

var (
	unreadable = &mistake{"not an image that can be read", "save it as JPEG, PNG, GIF or WebP"}
	tooLarge   = &mistake{"the image has more than 50 million pixels, or a side of more than 20,000",
		"make it smaller: a page shows at most 1,600 across"}
	damaged = &mistake{"the image is damaged", "save it again"}
)

// decode reads an image, unless its header says that it is too large. It is the only place
// where an editor's images are read.
func decode(data []byte) (img image.Image, format string, wrong *mistake) {
	config, format, err := image.DecodeConfig(bytes.NewReader(data))
	switch {
	case err != nil:
		return nil, "", unreadable
	case config.Width < 1 || config.Height < 1 || max(config.Width, config.Height) > maxSide ||
		config.Width*config.Height > maxPixels:
		return nil, "", tooLarge
	}
	if img, _, err = image.Decode(bytes.NewReader(data)); err != nil || img.Bounds().Dx() > config.Width ||
		img.Bounds().Dy() > config.Height {
		return nil, "", damaged
	}
	return img, format, nil
}

// lockDrawing makes sure that only one large image is drawn at a time, as each takes some hundred
// megabytes. The caller calls unlock when the image is drawn.
func (l *loader) lockDrawing(data []byte) (unlock func()) {
	const large = 8_000_000 // pixels
	config, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || config.Width*config.Height < large {
		return func() {}
	}
	l.drawing.Lock()
	return func() {
		runtime.GC() // frees the image
		l.drawing.Unlock()
	}
}

// reencode draws an image anew in two widths, so that none of its metadata stays: a photo may
// tell where it was taken. base is the address without its ending. The arithmetic is in whole
// numbers, so that the bytes are equal on every machine.
func reencode(data []byte, base string) (*report.Image, []*report.Asset, *mistake) {
	decoded, format, wrong := decode(data)
	if wrong != nil {
		return nil, nil, wrong
	}
	turn, ending := 1, ".png"
	if format == "jpeg" {
		turn, ending = orientation(data), ".jpg"
	}
	asset := func(img image.Image, suffix string) *report.Asset {
		return &report.Asset{Path: strings.TrimPrefix(base, "/") + suffix + ending,
			Bytes: encode(img, format, pageQuality)}
	}
	full := shrink(decoded, turn, fullWidth)
	result := &report.Image{Width: full.Bounds().Dx(), Height: full.Bounds().Dy(), Path: base + ending}
	assets := []*report.Asset{asset(full, "")}
	if result.Width > smallWidth {
		result.SmallPath, result.SmallWidth = base+"-small"+ending, smallWidth
		assets = append(assets, asset(shrink(decoded, turn, smallWidth), "-small"))
	}
	return result, assets, nil
}

// Qualities of JPEG, of 100.
const (
	pageQuality = 85 // on a page
	fileQuality = 95 // of a file that readers download
)

// encode writes an image as JPEG or, if it was anything else, as PNG.
func encode(img image.Image, format string, quality int) []byte {
	var b bytes.Buffer // takes every write, and no side is too long for either
	if format == "jpeg" {
		_ = jpeg.Encode(&b, img, &jpeg.Options{Quality: quality})
	} else {
		_ = png.Encode(&b, img)
	}
	return b.Bytes()
}

// shrink makes an image upright and at most width wide. Each new pixel is the mean of the old
// ones that it covers. Besides the two images it needs memory for one row.
func shrink(src image.Image, orientation, width int) *image.RGBA {
	b := src.Bounds()
	w, h := b.Dx(), b.Dy()
	wide, high := w, h // what is wanted of it as it lies
	if across := turned(orientation, w, h); across > width {
		wide, high = width, max(1, h*width/w)
		if across != w {
			wide, high = max(1, w*width/h), width
		}
	}
	dst := image.NewRGBA(image.Rect(0, 0, wide, high))
	if wide == w && high == h {
		draw.Draw(dst, dst.Bounds(), src, b.Min, draw.Src)
		return upright(dst, orientation)
	}
	row := image.NewRGBA(image.Rect(0, 0, w, 1))
	sums := make([]int, 4*wide)
	for y := range high {
		clear(sums)
		top, bottom := y*h/high, max((y+1)*h/high, y*h/high+1)
		for sy := top; sy < bottom; sy++ {
			draw.Draw(row, row.Bounds(), src, image.Pt(b.Min.X, b.Min.Y+sy), draw.Src)
			for x := range wide {
				for i := 4 * (x * w / wide); i < 4*max((x+1)*w/wide, x*w/wide+1); i++ {
					sums[4*x+i%4] += int(row.Pix[i])
				}
			}
		}
		for i, sum := range sums {
			x := i / 4
			n := (bottom - top) * (max((x+1)*w/wide, x*w/wide+1) - x*w/wide)
			dst.Pix[y*dst.Stride+i] = uint8(sum / n)
		}
	}
	return upright(dst, orientation)
}

// turned is the width of an image once it is upright.
func turned(orientation, w, h int) int {
	if orientation >= 5 {
		return h
	}
	return w
}

// orientation is how the camera was held, 1 (upright) to 8, as a photo's metadata says.
func orientation(data []byte) int {
	at := bytes.Index(data[:min(len(data), 1<<16)], exif)
	if at < 0 {
		return 1
	}
	if o, ok := tag(data[at+len(exif):], 0x0112); ok && o >= 1 && o <= 8 {
		return o
	}
	return 1
}

// exif begins the metadata of a photo. TIFF follows it.
var exif = []byte("Exif\x00\x00")

// tag reads a whole number of the first directory of TIFF.
func tag(tiff []byte, number int) (value int, ok bool) {
	if len(tiff) < 8 {
		return 0, false
	}
	u := func(i, n int) int {
		value := 0
		for k := range n {
			if i+k >= len(tiff) {
				return 0
			}
			shift := 8 * k
			if tiff[0] == 'M' {
				shift = 8 * (n - 1 - k)
			}
			value |= int(tiff[i+k]) << shift
		}
		return value
	}
	directory := u(4, 4)
	for i := range min(u(directory, 2), 100) {
		entry := directory + 2 + 12*i
		if u(entry, 2) == number {
			return u(entry+8, 2), true
		}
	}
	return 0, false
}

// upright turns and mirrors an image as its orientation tag asks.
func upright(src *image.RGBA, orientation int) *image.RGBA {
	if orientation == 1 {
		return src
	}
	w, h := src.Bounds().Dx(), src.Bounds().Dy()
	dw, dh := w, h
	if orientation >= 5 {
		dw, dh = h, w
	}
	dst := image.NewRGBA(image.Rect(0, 0, dw, dh))
	for y := range h {
		for x := range w {
			to := [...][2]int{1: {x, y}, 2: {w - 1 - x, y}, 3: {w - 1 - x, h - 1 - y}, 4: {x, h - 1 - y},
				5: {y, x}, 6: {h - 1 - y, x}, 7: {h - 1 - y, w - 1 - x}, 8: {y, w - 1 - x}}[orientation]
			dst.SetRGBA(to[0], to[1], src.RGBAAt(x, y))
		}
	}
	return dst
}
