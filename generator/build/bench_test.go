package build_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"vitrine/generator/source"

	"time"
	"vitrine/generator/browser"
	"vitrine/generator/build"
	"vitrine/generator/sitetest"
)

// BenchmarkBuild makes generated sites in memory, from files to proved pages,
// and reports the time of each stage, and the time and the memory that each article
// takes:
//
//	go test ./generator/build -run xxx -bench Build -benchtime 1x
func BenchmarkBuild(b *testing.B) {
	sitetest.Packages(b)
	for _, n := range []int{100, 1_000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			if testing.Short() && n > 1_000 {
				b.Skip("10,000 articles take a while")
			}
			dir := b.TempDir()
			for name, f := range sitetest.Generated(b, n) {
				name = filepath.Join(dir, filepath.FromSlash(name))
				if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
					b.Fatal(err)
				}
				if err := os.WriteFile(name, f.Data, 0o644); err != nil {
					b.Fatal(err)
				}
			}
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			b.ResetTimer()
			for range b.N {
				var problems source.Problems
				stage, began := "", time.Now()
				progress := func(next string, done, all int) {
					if all > 0 {
						return
					}
					if stage != "" {
						b.ReportMetric(float64(time.Since(began).Microseconds())/1000, "ms-"+strings.ReplaceAll(stage, " ", "-"))
					}
					stage, began = next, time.Now()
				}
				site := build.Run(build.Input{Files: os.DirFS(dir), Bundle: sitetest.Bundler(&problems), Store: sitetest.Cache(),
					Progress: progress, Problems: &problems}, new(build.Counts))
				if site == nil {
					b.Fatal(problems.Sorted()[0])
				}
				progress("", 0, 0)
				runtime.ReadMemStats(&after)
				b.ReportMetric(float64(site.Out.Bytes())/float64(n), "B-out/article")
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*n), "µs/article")
			b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/float64(b.N*n), "B-alloc/article")
			b.ReportMetric(float64(after.HeapSys)/float64(n), "B-heap/article")
		})
	}
}

// BenchmarkSearch opens the search of a generated site of 1,000 articles in
// Chromium and reports the milliseconds from the first key to the results, with
// nothing loaded before:
//
//	go test ./generator/build -run xxx -bench Search -benchtime 5x
func BenchmarkSearch(b *testing.B) {
	ctx := browser.Open(b)
	sitetest.Packages(b)
	files := sitetest.Generated(b, 1_000)
	for name, f := range files { // the pictures are not what is measured
		before, after, ok := strings.Cut(string(f.Data), "```chart")
		for ok {
			_, after, _ = strings.Cut(after, "```\n")
			before += after
			before, after, ok = strings.Cut(before, "```chart")
		}
		files[name] = &fstest.MapFile{Data: []byte(before)}
	}
	out, problems := sitetest.BuildQuiet(files)
	if out == nil {
		b.Fatal(problems[0])
	}
	url := browser.Serve(b, out, "/report/")
	total, size := 0.0, 0
	for _, name := range out.Paths() {
		if text, _ := out.File(name); strings.HasPrefix(name, "assets/search-") && strings.HasSuffix(name, ".json") {
			size = len(text)
		}
	}
	for range b.N {
		if _, err := chromedp.Call(ctx, network.ClearBrowserCache, cdp.Empty{}); err != nil {
			b.Fatal(err)
		}
		if err := chromedp.Do(ctx, chromedp.Navigate(url+"search/")); err != nil {
			b.Fatal(err)
		}
		ms, err := chromedp.Run(ctx, chromedp.Evaluate[float64](`(async () => {
			const input = document.querySelector('form.search input'), start = performance.now();
			input.focus();
			input.value = 'cases 600';
			input.dispatchEvent(new Event('input'));
			while (!document.querySelector('ol.items li') && !document.querySelector('[role=status]').textContent) await new Promise((r) => setTimeout(r, 1));
			return performance.now() - start;
		})()`, chromedp.EvalAwaitPromise))
		if err != nil {
			b.Fatal(err)
		}
		total += ms
	}
	b.ReportMetric(total/float64(b.N), "ms-to-results")
	b.ReportMetric(float64(size), "B-index")
}
