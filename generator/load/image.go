package load

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	_ "image/gif" // decoders for the formats that editors have
	"image/jpeg"
	"image/png"
	"strings"

	_ "golang.org/x/image/webp"

	"vitrine/generator/report"
)

// Widths of the pictures a page offers, in pixels.
const (
	fullWidth  = 1600
	smallWidth = 800
	maxPixels  = 64 << 20
	maxSide    = 20_000
)

// reencode draws an image anew, so that nothing of its metadata stays (a photo
// may carry the place it was taken), in two widths. base is the address without
// its ending. Whole-number arithmetic keeps the bytes equal on every machine.
func reencode(data []byte, base string) (*report.Image, []*report.Asset, error) {
	config, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, nil, errors.New("not an image that can be read: use JPEG, PNG, GIF or WebP")
	}
	if config.Width < 1 || config.Height < 1 || max(config.Width, config.Height) > maxSide || config.Width*config.Height > maxPixels {
		return nil, nil, errors.New("the image has more than 64 million pixels, or a side of more than 20,000")
	}
	decoded, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, nil, errors.New("the image is damaged")
	}
	pixels := toRGBA(decoded)
	if format == "jpeg" {
		pixels = upright(pixels, orientation(data))
	}
	ending := ".png"
	if format == "jpeg" {
		ending = ".jpg"
	}
	encode := func(img *image.RGBA, suffix string) (*report.Asset, error) {
		var b bytes.Buffer
		if format == "jpeg" {
			err = jpeg.Encode(&b, img, &jpeg.Options{Quality: 85})
		} else {
			err = png.Encode(&b, img)
		}
		return &report.Asset{Path: strings.TrimPrefix(base, "/") + suffix + ending, Bytes: b.Bytes()}, err
	}
	full := shrink(pixels, fullWidth)
	result := &report.Image{Width: full.Bounds().Dx(), Height: full.Bounds().Dy(), Path: base + ending}
	asset, err := encode(full, "")
	if err != nil {
		return nil, nil, errors.New("the image can't be written again")
	}
	assets := []*report.Asset{asset}
	if result.Width > smallWidth {
		small, err := encode(shrink(pixels, smallWidth), "-small")
		if err != nil {
			return nil, nil, errors.New("the image can't be written again")
		}
		result.SmallPath, result.SmallWidth = base+"-small"+ending, smallWidth
		assets = append(assets, small)
	}
	return result, assets, nil
}

func toRGBA(src image.Image) *image.RGBA {
	b := src.Bounds()
	dst := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	for y := range b.Dy() {
		for x := range b.Dx() {
			dst.Set(x, y, src.At(b.Min.X+x, b.Min.Y+y))
		}
	}
	return dst
}

// shrink makes an image at most width wide: each new pixel is the mean of the
// old ones it covers.
func shrink(src *image.RGBA, width int) *image.RGBA {
	w, h := src.Bounds().Dx(), src.Bounds().Dy()
	if w <= width {
		return src
	}
	height := max(1, h*width/w)
	dst := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		top, bottom := y*h/height, max((y+1)*h/height, y*h/height+1)
		for x := range width {
			left, right := x*w/width, max((x+1)*w/width, x*w/width+1)
			var r, g, b, a, n int
			for sy := top; sy < bottom; sy++ {
				for sx := left; sx < right; sx++ {
					c := src.RGBAAt(sx, sy)
					r, g, b, a, n = r+int(c.R), g+int(c.G), b+int(c.B), a+int(c.A), n+1
				}
			}
			dst.SetRGBA(x, y, color.RGBA{uint8(r / n), uint8(g / n), uint8(b / n), uint8(a / n)})
		}
	}
	return dst
}

// orientation reads the one tag of a photo's metadata that matters: how the
// camera was held, 1 (upright) to 8.
func orientation(data []byte) int {
	at := bytes.Index(data[:min(len(data), 1<<16)], []byte("Exif\x00\x00"))
	if at < 0 || len(data) < at+14 {
		return 1
	}
	tiff := data[at+6:]
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
		if u(entry, 2) == 0x0112 {
			if o := u(entry+8, 2); o >= 1 && o <= 8 {
				return o
			}
		}
	}
	return 1
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
