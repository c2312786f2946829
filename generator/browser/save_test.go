package browser

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"

	"vitrine/generator/sitetest"
)

const (
	openDownloads = `[popovertarget="operation-app-download"]`
	pngButton     = "#operation-app button.png"
)

// savedSize waits for a picture that a browser saves, and is its size.
func savedSize(t *testing.T, file string) (width, height int) {
	t.Helper()
	var err error
	for range 200 { // it is there before all of it is
		var saved []byte
		if saved, err = os.ReadFile(file); err == nil {
			var size image.Config
			if size, err = png.DecodeConfig(bytes.NewReader(saved)); err == nil {
				return size.Width, size.Height
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal(err)
	return 0, 0
}

// openForSaving opens an article with the menu of a chart's files, and returns the folder into
// which the browser saves.
func openForSaving(t *testing.T, ctx context.Context, url string) string {
	t.Helper()
	dir := t.TempDir()
	if _, err := chromedp.Call(ctx, cdpbrowser.SetDownloadBehavior,
		cdpbrowser.SetDownloadBehaviorParams{Behavior: "allow", DownloadPath: dir}); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.Navigate(url+"reports/joint-operation-2018/"),
		chromedp.Click(openDownloads)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestSaveAsPNG saves a chart's picture through the button that a script shows: twice as large
// as it is, or less where that is more than browsers draw. Where none can be made the page says
// so, in its own words.
func TestSaveAsPNG(t *testing.T) {
	ctx := Open(t)
	site := sitetest.Sample(t)
	url := Serve(t, site, "/mekong-record/")
	w := Watch(t, ctx, strings.TrimSuffix(url, "/mekong-record/"))
	const tall = `Object.defineProperty(HTMLImageElement.prototype, 'naturalHeight', { get: () => HEIGHT }), true`
	for _, c := range []struct {
		name, before  string
		width, height int // 0 for any; no width for no picture
	}{
		{"a usual chart", "true", 2 * (680 + 32), 0},
		{"a tall one", strings.ReplaceAll(tall, "HEIGHT", "10000"), 1068, 15000},
		{"a taller one", strings.ReplaceAll(tall, "HEIGHT", "16000"), 712, 16000},
		{"one of 1,200 places", strings.ReplaceAll(tall, "HEIGHT", "28000"), 0, 0},
		{"a browser that makes none", `HTMLCanvasElement.prototype.toBlob = (done) => done(null), true`, 0, 0},
		{"a file that can't be had", `document.querySelector('` + pngButton + `').dataset.src = 'data:,', true`, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := openForSaving(t, ctx, url)
			evaluate[bool](t, ctx, c.before)
			if err := chromedp.Do(ctx, chromedp.Click(pngButton)); err != nil {
				t.Fatal(err)
			}
			const said = `document.querySelector('` + pngButton + ` + [role=status]').textContent`
			if c.width == 0 {
				if _, err := chromedp.Run(ctx, chromedp.Poll[bool](said+`.includes('The SVG has all of it.')`,
					chromedp.WithPollingTimeout(5*time.Second))); err != nil {
					t.Errorf("the page says %q", evaluate[string](t, ctx, said))
				}
				return
			}
			width, height := savedSize(t, filepath.Join(dir, "operation-app.png"))
			if width != c.width || c.height > 0 && height != c.height || height < 300 {
				t.Errorf("the picture is %d by %d", width, height)
			}
			if words := evaluate[string](t, ctx, said); words != "" {
				t.Errorf("the page says %q", words)
			}
		})
	}
	w.problems = slices.DeleteFunc(w.problems, func(s string) bool { // the file itself, and the refused one
		return strings.HasPrefix(s, "a request to blob:") || strings.Contains(s, "data:,")
	})
	w.Report(t, "the page")
}
