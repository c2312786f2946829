package browser

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"vitrine/generator/output"
	"vitrine/generator/sitetest"
)

// chartPages are the pages of a site that show charts.
func chartPages(t *testing.T, site *output.Site) (names []string) {
	t.Helper()
	for _, name := range htmlPages(t, site) {
		if strings.Contains(sitetest.Page(t, site, name), `class="picture"`) {
			names = append(names, name)
		}
	}
	return names
}

// withoutScript opens a browser that runs no script of a page.
func withoutScript(t *testing.T) context.Context {
	t.Helper()
	ctx := Open(t)
	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled,
		emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// evaluate is what an expression is on the page that is open.
func evaluate[T any](t *testing.T, ctx context.Context, expression string) T {
	t.Helper()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// TestOneLineUnderCharts: what stands under a chart is one line, which a long list of sources may
// break, and which wraps on a telephone.
func TestOneLineUnderCharts(t *testing.T) {
	ctx := withoutScript(t)
	site := sitetest.Sample(t)
	url := Serve(t, site, "/mekong-record/")
	for width, most := range map[int64]int{1280: 2, 360: 4} { // and in a frame, where a line leads back, one more
		charts := 0
		for _, name := range chartPages(t, site) {
			if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(url+name)); err != nil {
				t.Fatal(err)
			}
			for _, c := range evaluate[[]struct {
				ID           string
				Lines, After int
			}](t, ctx, `[...document.querySelectorAll('figure.chart')].map((f) => {
				const box = f.querySelector('.furniture');
				const line = parseFloat(getComputedStyle(box).lineHeight);
				const after = [...f.children].slice([...f.children].indexOf(box) + 1).length;
				return { ID: f.id, Lines: Math.round(box.getBoundingClientRect().height / line), After: after };
			})`) {
				charts++
				most := most
				if (strings.HasPrefix(name, "embed/") || name == "index.html") && width < 400 {
					most++
				}
				if c.Lines < 1 || c.Lines > most || c.After > 0 {
					t.Errorf("%s at %d px: %d lines stand under %s, and %d parts after them", name, width, c.Lines, c.ID, c.After)
				}
			}
		}
		if charts < 20 {
			t.Errorf("looked at %d charts", charts)
		}
	}
}

// TestFurnitureWithoutScript opens by keyboard and pointer what stands folded under a chart, and
// closes the menus with Escape, where no script runs.
func TestFurnitureWithoutScript(t *testing.T) {
	ctx := withoutScript(t)
	site := sitetest.Sample(t)
	url := Serve(t, site, "/mekong-record/")
	const seen = `((s) => document.querySelector(s).checkVisibility({ contentVisibilityAuto: true }))`
	shows := func(selector string) bool {
		t.Helper()
		return evaluate[bool](t, ctx, seen+"('"+selector+"')")
	}
	for _, width := range []int64{1280, 360} {
		if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 900),
			chromedp.Navigate(url+"reports/joint-operation-2018/")); err != nil {
			t.Fatal(err)
		}
		for opener, opened := range map[string]string{
			"#operation-app .figures > summary":        "#operation-app table",
			`[popovertarget="operation-app-download"]`: "#operation-app [download]",
			`[popovertarget="operation-app-share"]`:    "#operation-app-share pre",
		} {
			if shows(opened) {
				t.Errorf("%s is open at %d px before anybody opens it", opened, width)
			}
			if err := chromedp.Do(ctx, chromedp.Focus(opener), chromedp.KeyEvent(kb.Enter)); err != nil {
				t.Fatal(err)
			}
			if !shows(opened) {
				t.Errorf("%s does not open %s at %d px", opener, opened, width)
			}
			if wide := evaluate[int](t, ctx, `document.documentElement.scrollWidth - innerWidth`); wide > 0 {
				t.Errorf("%s at %d px makes the page scroll by %d px", opener, width, wide)
			}
			if strings.Contains(opener, "popover") {
				if err := chromedp.Do(ctx, chromedp.KeyEvent(kb.Escape)); err != nil || shows(opened) {
					t.Errorf("Escape leaves %s open, %v", opened, err)
				}
				if err := chromedp.Do(ctx, chromedp.Click(opener)); err != nil || !shows(opened) {
					t.Errorf("a click on %s does not open %s, %v", opener, opened, err)
				}
			}
		}
		if shows("#operation-app button.png") {
			t.Error("the PNG, which needs a script, is offered without one")
		}
		below := evaluate[float64](t, ctx, `(() => {
			const box = document.querySelector('#operation-app .furniture'), table = box.querySelector('.scroll');
			const last = box.querySelector('[popovertarget$="share"]');
			return table.getBoundingClientRect().top - last.getBoundingClientRect().bottom;
		})()`)
		if below < 0 {
			t.Errorf("at %d px the table begins %g px above the end of the line", width, -below)
		}
	}
}

// TestFoldedSources: of many sources three are named, the others on demand and on paper, where
// the table is and what only works on a screen is not.
func TestFoldedSources(t *testing.T) {
	ctx := withoutScript(t)
	site := sitetest.Sample(t)
	url := Serve(t, site, "/mekong-record/")
	if err := chromedp.Do(ctx, chromedp.Navigate(url+"reports/mekong-patrols/")); err != nil {
		t.Fatal(err)
	}
	const count = `((f) => ({
		All: f.querySelectorAll('.from a').length,
		Seen: [...f.querySelectorAll('.from a')].filter((a) => a.checkVisibility()).length,
		Table: f.querySelector('td').checkVisibility({ contentVisibilityAuto: true }),
		Tools: [...f.querySelectorAll('.furniture > a, [popovertarget], summary')].filter((a) => a.checkVisibility()).length,
	}))(document.querySelector('figure.chart:has(.more)'))`
	type counts struct {
		All, Seen, Tools int
		Table            bool
	}
	if c := evaluate[counts](t, ctx, count); c.All < 5 || c.Seen != 3 || c.Tools != 5 || c.Table {
		t.Errorf("at first: %+v", c)
	}
	if err := chromedp.Do(ctx, chromedp.Click(".more > summary")); err != nil {
		t.Fatal(err)
	}
	if c := evaluate[counts](t, ctx, count); c.Seen != c.All {
		t.Errorf("on demand: %+v", c)
	}
	if err := chromedp.Do(ctx, chromedp.Click(".more > summary")); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia,
		emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		t.Fatal(err)
	}
	if c := evaluate[counts](t, ctx, count); c.Seen != c.All || c.Tools != 0 || !c.Table {
		t.Errorf("on paper: %+v", c)
	}
}

// TestOpenMenus looks at open menus with axe-core: wide and narrow, light and dark, left to right
// and right to left. They stay on the screen, and the line does.
func TestOpenMenus(t *testing.T) {
	ctx := Open(t)
	axe, err := os.ReadFile(filepath.Join(testPackages(t), "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	url := Serve(t, sitetest.Sample(t), "/mekong-record/")
	for _, c := range []struct {
		width             int64
		scheme, direction string
	}{{1280, "light", "rtl"}, {1280, "dark", "ltr"}, {360, "light", "ltr"}, {360, "dark", "rtl"}} {
		if sitetest.Sampled() && (c.width == 360) == (c.scheme == "dark") {
			continue
		}
		if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: c.scheme}}}); err != nil {
			t.Fatal(err)
		}
		if err := chromedp.Do(ctx, chromedp.EmulateViewport(c.width, 900),
			chromedp.Navigate(url+"reports/mekong-patrols/")); err != nil {
			t.Fatal(err)
		}
		evaluate[bool](t, ctx, string(axe)+`;document.documentElement.dir = '`+c.direction+`', true`)
		for _, menu := range []string{"download", "share"} {
			out := evaluate[[]string](t, ctx, `(() => {
				const button = document.querySelector('[popovertarget$="`+menu+`"]');
				button.scrollIntoView({ block: 'center' });
				button.click();
				document.querySelectorAll('.menu:popover-open details, .more').forEach((d) => { d.open = true; });
				return [...document.querySelectorAll('.furniture, .menu:popover-open, .menu:popover-open *')].filter((e) => {
					const r = e.getBoundingClientRect();
					return r.width && (r.left < 0 || r.right > innerWidth);
				}).map((e) => e.outerHTML.slice(0, 80));
			})()`)
			if len(out) > 0 {
				t.Errorf("%+v: outside of the screen: %q", c, out)
			}
			if open := evaluate[int](t, ctx, `document.querySelectorAll('.menu:popover-open').length`); open != 1 {
				t.Errorf("%+v: %d menus are open", c, open)
			}
			for _, f := range evaluate[[]finding](t, ctx, axeFindings) {
				t.Errorf("%+v, %s: %s: %s\n%s", c, menu, f.ID, f.Help, strings.Join(f.Where[:min(2, len(f.Where))], "\n"))
			}
		}
	}
}
