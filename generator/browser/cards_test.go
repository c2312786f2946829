package browser

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"vitrine/generator/sitetest"
)

// openCards clicks each figure and says what is wrong with its card: it covers the figure, leaves the
// window, has no words, or the focus does not come back.
const openCards = `(async () => {
	const wrong = [], frame = () => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)));
	const figures = [...document.querySelectorAll('a.figure[href^="#"]')].filter((a, i) => i %% %d === 0);
	for (const a of figures) {
		a.scrollIntoView({ block: 'center' });
		a.focus();
		a.click();
		await frame();
		const card = document.getElementById(a.hash.slice(1)), c = card?.getBoundingClientRect();
		if (!card?.matches(':popover-open')) { wrong.push(a.textContent + ': no card'); continue; }
		if (!card.contains(document.activeElement)) wrong.push(a.textContent + ': the card has no focus');
		for (const r of a.getClientRects())
			if (r.left < c.right && c.left < r.right && r.top < c.bottom && c.top < r.bottom) { wrong.push(a.textContent + ': it is covered'); break; }
		if (c.left < 0 || c.right > document.documentElement.clientWidth || c.top < 0 || c.bottom > innerHeight) wrong.push(a.textContent + ': outside of the window');
		if (card.querySelector('.value').textContent.trim() === '' || !card.querySelector('.do a[href]')) wrong.push(a.textContent + ': it says nothing');
		card.querySelector('.back').click();
		await frame();
		if (card.matches(':popover-open') || document.activeElement !== a) wrong.push(a.textContent + ': the focus is not back');
	}
	return [figures.length, ...wrong];
})()`

// TestCards opens the card of every figure of the articles, wide and narrow.
func TestCards(t *testing.T) {
	ctx := Open(t)
	site := sitetest.Sample(t)
	url := Serve(t, site, "/mekong-record/")
	share := 1 // one figure in so many
	if sitetest.Sampled() {
		share = 4
	}
	figures, pages := 0.0, 0
	for n, width := range []int64{1280, 320} {
		if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 700)); err != nil {
			t.Fatal(err)
		}
		for _, name := range htmlPages(t, site) {
			if !strings.Contains(sitetest.Page(t, site, name), `class="card"`) {
				continue
			}
			if pages++; sitetest.Sampled() && pages%4 != n {
				continue
			}
			if err := chromedp.Do(ctx, chromedp.Navigate(url+name)); err != nil {
				t.Fatal(err)
			}
			found, err := chromedp.Run(ctx, chromedp.Evaluate[[]any](fmt.Sprintf(openCards, share), chromedp.EvalAwaitPromise))
			if err != nil {
				t.Fatal(err)
			}
			figures += found[0].(float64)
			for _, wrong := range found[1:] {
				t.Errorf("%s at %d px: %s", name, width, wrong)
			}
		}
	}
	if figures < 200 && !sitetest.Sampled() || figures < 30 {
		t.Errorf("looked at %g figures", figures)
	}
}

// TestCardByKey opens a card with the keyboard alone, and closes it with Escape.
func TestCardByKey(t *testing.T) {
	ctx := Open(t)
	url := Serve(t, sitetest.Sample(t), "/mekong-record/")
	if err := chromedp.Do(ctx, chromedp.Navigate(url+"reports/uk-victims/")); err != nil {
		t.Fatal(err)
	}
	state := func() string {
		s, err := chromedp.Run(ctx, chromedp.Evaluate[string](`[document.querySelectorAll('.card:popover-open').length, document.activeElement.className].join()`))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.querySelector('a.figure').focus(), true`)); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct{ key, want string }{{"\r", "1,card"}, {"\u001b", "0,figure"}} {
		if err := chromedp.Do(ctx, chromedp.KeyEvent(step.key)); err != nil {
			t.Fatal(err)
		}
		if got := state(); got != step.want {
			t.Errorf("after %q: %s, want %s", step.key, got, step.want)
		}
	}
}

// TestWideTableOnPaper prints a table of 25 columns: they are as wide as a page that is turned.
func TestWideTableOnPaper(t *testing.T) {
	ctx := Open(t)
	site := sitetest.Built(t, sitetest.Case(t, "print-wide-table"))
	url := Serve(t, site, "/report/")
	const turned = 1040 // an A4 page less its margins, in pixels of CSS
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(turned, 700), chromedp.Navigate(url+"data/d/")); err != nil {
		t.Fatal(err)
	}
	size, err := chromedp.Run(ctx, chromedp.Evaluate[[]float64](`(() => {
		const table = document.querySelector('table'), box = table.getBoundingClientRect();
		return [table.querySelectorAll('thead th').length, box.right, parseFloat(getComputedStyle(table).fontSize)];
	})()`))
	if err != nil {
		t.Fatal(err)
	}
	if size[0] < 25 || size[1] > turned || size[2] < 7 {
		t.Errorf("%g columns reach to %g px of %d, in letters of %g px", size[0], size[1], turned, size[2])
	}
}

// TestNumbersOfSources: what is copied or read aloud never joins a figure and the number of its source.
func TestNumbersOfSources(t *testing.T) {
	ctx := Open(t)
	site := sitetest.Built(t, sitetest.Case(t, "figure-and-number-of-source"))
	url := Serve(t, site, "/report/")
	looked := 0
	for _, name := range site.Paths() {
		if !strings.HasSuffix(name, ".html") || !strings.Contains(sitetest.Page(t, site, name), `<sup class="cite"`) {
			continue
		}
		if err := chromedp.Do(ctx, chromedp.Navigate(url+name)); err != nil {
			t.Fatal(err)
		}
		texts, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](`(() => {
			const main = document.querySelector('main'), all = document.createRange();
			all.selectNodeContents(main);
			getSelection().addRange(all);
			return [main.innerText, getSelection().toString()];
		})()`))
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range texts {
			looked++
			if strings.Contains(text, "1001") || strings.Contains(text, "1201") || !strings.Contains(text, "100") {
				t.Errorf("%s: %q", name, text)
			}
		}
	}
	if looked == 0 {
		t.Error("no page cites a source")
	}
}

// TestLandedCell: a cell that a link leads to is in sight with the head of its table, and says what it is,
// what it was and which articles use it; without scripts too.
func TestLandedCell(t *testing.T) {
	ctx := Open(t)
	url := Serve(t, sitetest.Sample(t), "/mekong-record/")
	const cell = "2021.all.all.victims"
	for _, scripts := range []bool{true, false} {
		disabled := emulation.SetScriptExecutionDisabledParams{Value: !scripts}
		if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, disabled); err != nil {
			t.Fatal(err)
		}
		if err := chromedp.Do(ctx, chromedp.EmulateViewport(360, 740), chromedp.Navigate("about:blank"),
			chromedp.Navigate(url+"data/uk-victims/#"+cell)); err != nil {
			t.Fatal(err)
		}
		said, err := chromedp.Run(ctx, chromedp.Evaluate[string](`(() => {
			const cell = document.getElementById("`+cell+`"), card = cell.querySelector('.card'), wrong = [];
			for (const part of [cell, ...(`+strconv.FormatBool(scripts)+` ? [document.querySelector('thead th')] : []), card]) {
				const box = part.getBoundingClientRect();
				if (box.height === 0 || box.top < -1 || box.bottom > innerHeight + 1) wrong.push(part.tagName + ' is out of sight');
			}
			return [...wrong, card.innerText].join('|');
		})()`))
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"11,387 persons", "Potential victims, 2021, All, All ages", "11,371 until",
			"What the United Kingdom detects"} {
			if !strings.Contains(said, want) || strings.Contains(said, "out of sight") {
				t.Errorf("with scripts %v: %q lacks %q", scripts, said, want)
			}
		}
	}
}

// TestSourcesInMargin: on a wide screen a source stands beside its first figure, in the margin that is empty
// otherwise, also where the contents of a long page stand there; on a narrow one it doesn't, and nowhere is it
// part of the text.
func TestSourcesInMargin(t *testing.T) {
	ctx := Open(t)
	url := Serve(t, sitetest.Sample(t), "/mekong-record/")
	for _, c := range []struct {
		page  string
		width int64
		want  string
	}{
		{"mekong-patrols", 1280, "1\u2002Xinhua, 26 April 2019|right|true|false"},
		{"mekong-patrols", 1000, "none|none|false|false"},
		{"uk-victims", 1280, "1\u2002Office for National Statistics, 27 September 2022|right|true|false"},
		{"uk-victims", 1000, "none|none|false|false"},
	} {
		if err := chromedp.Do(ctx, chromedp.EmulateViewport(c.width, 800),
			chromedp.Navigate(url+"reports/"+c.page+"/")); err != nil {
			t.Fatal(err)
		}
		got, err := chromedp.Run(ctx, chromedp.Evaluate[string](`(() => {
			const note = document.querySelector('article > :is(p, header, .correction) sup[data-note]'), style = getComputedStyle(note, '::after');
			const own = note.dataset.note, content = style.content === 'none' ? 'none' : own;
			return [content, style.content === 'none' ? 'none' : style.float.replace('inline-end', 'right'), style.content.includes(own), note.parentElement.innerText.includes(own)].join('|');
		})()`))
		if err != nil {
			t.Fatal(err)
		}
		if got != c.want {
			t.Errorf("%s at %d px: %q, want %q", c.page, c.width, got, c.want)
		}
	}
}
