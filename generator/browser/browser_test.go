package browser

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/chromedp/chromedp"

	"vitrine/generator/sitetest"
)

// wakeAll brings all charts of a page to life and waits until they are. A map stays as it is drawn,
// and counts.
const wakeAll = `(async () => {
	const all = [...document.querySelectorAll('.picture')], boxes = all.filter((b) => !b.querySelector('.drawn.map'));
	for (const box of boxes) box.dispatchEvent(new FocusEvent('focus'));
	for (let i = 0; i < 500 && boxes.some((b) => b.dataset.state !== 'live'); i++) await new Promise((r) => setTimeout(r, 20));
	await new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)));
	return all.length - boxes.length + boxes.filter((b) => b.dataset.state === 'live' && b.querySelector('.stage svg')).length;
})()`

// TestHostileDatasetInBrowser puts hostile text into all titles of a dataset
// and brings its charts to life: nothing of it runs.
func TestHostileDatasetInBrowser(t *testing.T) {
	ctx := Open(t)
	sitetest.Packages(t)
	base := sitetest.Blocks(t)
	bad := strings.ReplaceAll(strings.Join(sitetest.Hostile, " "), `"`, `\"`)
	bad = strings.ReplaceAll(bad, `\u`, `\\u`)
	for _, name := range []string{"data/datasets/arrests.toml", "data/datasets/rival.toml", "data/datasets/tiers.toml", "data/sources.toml"} {
		text := string(base[name].Data)
		for _, old := range []string{`title = "Women"`, `title = "Men"`, `title = "Year"`, `unit = "persons"`, `publisher = "Police"`, `publisher = "Gazette"`} {
			key, word, _ := strings.Cut(strings.TrimSuffix(old, `"`), ` = "`)
			words := bad
			if key == "unit" {
				words = strings.ReplaceAll(bad, "%", "") // a share could not be added
			}
			text = strings.ReplaceAll(text, old, key+` = "`+word+" "+words+`"`)
		}
		text = strings.NewReplacer(`title = "Good"`, `title = "<b>"`, `short = "F"`, `short = "</u>"`).Replace(text) // tiles have no room for more
		base[name] = &fstest.MapFile{Data: []byte(text)}
	}
	out, problems := sitetest.BuildQuiet(base)
	if out == nil {
		t.Fatal(problems)
	}
	if text := sitetest.Page(t, out, "reports/first/index.html"); !strings.Contains(text, "alert(1)") {
		t.Fatal("the hostile text is not on the page")
	}
	url := Serve(t, out, "/report/")
	w := Watch(t, ctx, strings.TrimSuffix(url, "/report/"))
	if err := chromedp.Do(ctx, chromedp.Navigate(url+"reports/first/")); err != nil {
		t.Fatal(err)
	}
	charts, err := chromedp.Run(ctx, chromedp.Evaluate[int](`(async () => {
			let n = await `+wakeAll+`;
			for (const box of document.querySelectorAll('.picture')) {
				for (let i = 0; i < 6; i++) box.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }));
				await new Promise((r) => setTimeout(r, 50));
			}
			return n;
		})()`, chromedp.EvalAwaitPromise))
	if err != nil || charts != 8 {
		t.Errorf("%d charts came alive, %v", charts, err)
	}
	w.Report(t, "the hostile page")
}
