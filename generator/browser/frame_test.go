package browser

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	neturl "net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"vitrine/generator/sitetest"
)

// frameCode is what the menu of a chart gives to other sites.
type frameCode struct{ ID, Frame, Script string }

var heightOfFrame = regexp.MustCompile(` height="(\d+)"`)

// frameCodes are those of all charts of the sample site's articles.
func frameCodes(t *testing.T, ctx context.Context, url string, names []string) (codes []frameCode) {
	t.Helper()
	for _, name := range names {
		if strings.HasPrefix(name, "embed/") {
			continue
		}
		if err := chromedp.Do(ctx, chromedp.Navigate(url+name)); err != nil {
			t.Fatal(err)
		}
		codes = append(codes, evaluate[[]frameCode](t, ctx, `[...document.querySelectorAll('figure.chart:not(.finding)')].map((f) => {
			const [Frame, Script] = [...f.querySelectorAll('.menu pre')].map((p) => p.textContent);
			return { ID: f.id, Frame, Script };
		})`)...)
	}
	if len(codes) < 10 {
		t.Fatalf("there are %d charts to frame", len(codes))
	}
	return codes
}

// TestFramesFit: a frame as the menu gives it has room for all of its chart at every width, and
// tells its true height to a page that listens as the menu says, which it tells apart from what
// others say.
func TestFramesFit(t *testing.T) {
	ctx := Open(t)
	site := sitetest.Sample(t)
	url := Serve(t, site, "/mekong-record/")
	codes := frameCodes(t, ctx, url, chartPages(t, site))
	shown := ""
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(shown))
	}))
	t.Cleanup(host.Close)
	own := strings.NewReplacer("https://example.org/mekong-record/", url, `loading="lazy"`, "")
	for _, width := range []int64{320, 420, 520, 600, 700, 1000} {
		shown = fmt.Sprintf("<!doctype html><title>Another site</title>"+
			"<style>body { margin: 0; width: %dpx } iframe { border: 0 }</style>", width)
		heights := map[string]int{}
		for _, c := range codes {
			if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 3000),
				chromedp.Navigate(url+"embed/"+c.ID+"/")); err != nil {
				t.Fatal(err)
			}
			height := evaluate[int](t, ctx, `Math.ceil(document.querySelector('main').getBoundingClientRect().bottom +
				parseFloat(getComputedStyle(document.body).paddingBottom))`)
			room, _ := strconv.Atoi(heightOfFrame.FindStringSubmatch(c.Frame)[1])
			if height > room || height < 150 {
				t.Errorf("%s is %d px high at %d px, and its frame %d", c.ID, height, width, room)
			}
			heights[c.ID] = height
			shown += own.Replace(c.Frame)
		}
		if width != 320 && width != 700 && width != 1000 {
			continue
		}
		shown += own.Replace(codes[0].Script)
		if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 900),
			chromedp.Navigate(strings.Replace(host.URL, "127.0.0.1", "localhost", 1))); err != nil {
			t.Fatal(err)
		}
		const measured = `Object.fromEntries([...document.querySelectorAll('iframe')]
			.map((f) => [f.src.split('/').at(-2), f.offsetHeight]))`
		var got map[string]int
		for range 100 {
			got = evaluate[map[string]int](t, ctx,
				`(postMessage({ type: 'vitrine-height', height: 9999 }, '*'), `+measured+`)`)
			if fmt.Sprint(got) == fmt.Sprint(heights) {
				break
			}
			time.Sleep(50 * time.Millisecond)
		}
		if fmt.Sprint(got) != fmt.Sprint(heights) {
			t.Errorf("frames %d px wide make themselves\n%v high, not\n%v", width, got, heights)
		}
	}
}

// TestSandboxedFrame: a frame that has no origin loads the script and tells its height too, where
// the host sends the headers that the site asks for.
func TestSandboxedFrame(t *testing.T) {
	ctx := Open(t)
	url := Serve(t, sitetest.Sample(t), "/mekong-record/")
	inside, err := neturl.Parse(strings.TrimSuffix(url, "/mekong-record/"))
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(inside)
	proxy.ModifyResponse = func(r *http.Response) error {
		if strings.Contains(r.Request.URL.Path, "/assets/") {
			r.Header.Set("Access-Control-Allow-Origin", "*")
		}
		return nil
	}
	open := httptest.NewServer(proxy)
	t.Cleanup(open.Close)
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<!doctype html><title>Another site</title><script>addEventListener('message', ({ data, origin }) => {
			document.title = [origin, data.type, data.id, typeof data.height].join(' ');
		});</script><iframe sandbox="allow-scripts" src="%s/mekong-record/embed/operation-app/"></iframe>`, open.URL)
	}))
	t.Cleanup(host.Close)
	if err := chromedp.Do(ctx, chromedp.Navigate(host.URL)); err != nil {
		t.Fatal(err)
	}
	const want = "null vitrine-height operation-app number"
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](`document.title === '`+want+`'`,
		chromedp.WithPollingTimeout(5*time.Second))); err != nil {
		t.Errorf("the page hears %q, %v", evaluate[string](t, ctx, `document.title`), err)
	}
}
