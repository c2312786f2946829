package main

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
)

// generated is a site of n articles with two charts each, from n/50 datasets
// whose figures follow from their numbers: the same n gives the same site.
func generated(t testing.TB, n int) fstest.MapFS { return generatedOf(t, n, max(1, n/50)) }

// generatedOf is the same with as many datasets as are asked for.
func generatedOf(t testing.TB, n, datasets int) fstest.MapFS {
	t.Helper()
	files := mini(t)
	for d := range datasets {
		var b strings.Builder
		fmt.Fprintf(&b, "title = \"Series n%d\"\nstatus = \"final\"\nupdated = 2026-01-02\nstandalone = true\n", d)
		b.WriteString("[[dimension]]\nid = \"year\"\ntitle = \"Year\"\nkind = \"period\"\n[[dimension]]\nid = \"area\"\ntitle = \"Area\"\nkind = \"category\"\n" +
			"[[measure]]\nid = \"cases\"\ntitle = \"Cases\"\nunit = \"cases\"\npeople = false\n[table]\ncolumns = [\"year\", \"area\", \"source\", \"cases\"]\nrows = [\n")
		for year := 2000; year < 2018; year++ {
			for area := range 3 {
				fmt.Fprintf(&b, "  [\"%d\", \"a%d\", \"police\", %d],\n", year, area, 1000+year%7*100+area*10+d)
			}
		}
		b.WriteString("]\n")
		files[fmt.Sprintf("data/datasets/d%d.toml", d)] = &fstest.MapFile{Data: []byte(b.String())}
	}
	words := strings.Repeat("The office counts the cases that it opens in a year and area, and says how it does so. ", 33) // 600 words
	for i := range n {
		d, value := i%datasets, 1000+2003%7*100+10+i%datasets
		text := fmt.Sprintf("+++\ntitle = \"Report n%d\"\nsummary = \"What was counted.\"\ndate = 20%02d-0%d-1%d\ntopics = [\"t%d\"]\n+++\n\nThere were [%d cases](value:d%d/cases?year=2003&area=a1).\n\n## How\n\n%s\n\n"+
			"| Area | Cases |\n|------|------:|\n| One  | [%d](value:d%d/cases?year=2003&area=a1) |\n\n", i, i%20, 1+i%9, i%10, i%25, value, d, words, value, d)
		for c, kind := range []string{"line", "bar"} {
			where := "area = \"a1\""
			if kind == "line" {
				where = "year = \"!2017\""
			}
			series := map[string]string{"line": "series = \"area\"\n"}[kind]
			text += fmt.Sprintf("```chart\ntype = %q\ndata = \"d%d\"\nx = \"year\"\ny = \"cases\"\n%swhere = { %s }\ntitle = \"Cases by year\"\nalt = \"The figures by year.\"\nid = \"c%d-%d\"\n```\n\n", kind, d, series, where, i, c)
		}
		files[fmt.Sprintf("content/s%d/n%d.md", i%10, i)] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

// BenchmarkBuild makes generated sites in memory, from files to proved pages,
// and reports the time of each stage, and the time and the memory that each article
// takes:
//
//	go test ./generator -run xxx -bench Build -benchtime 1x
func BenchmarkBuild(b *testing.B) {
	packages(b)
	for _, n := range []int{100, 1_000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			if testing.Short() && n > 1_000 {
				b.Skip("10,000 articles take a while")
			}
			dir := b.TempDir()
			for name, f := range generated(b, n) {
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
				screen := quiet()
				made := (&making{files: os.DirFS(dir), bundler: testBundler(&problems), store: testCache(), screen: screen, problems: &problems}).produce()
				if made == nil {
					b.Fatal(problems.Sorted()[0])
				}
				runtime.ReadMemStats(&after)
				b.ReportMetric(float64(made.out.Bytes())/float64(n), "B-out/article")
				for stage, took := range screen.took() {
					stage, _, _ = strings.Cut(stage, ",")
					b.ReportMetric(float64(took.Microseconds())/1000, "ms-"+strings.ReplaceAll(stage, " ", "-"))
				}
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
//	go test ./generator -run xxx -bench Search -benchtime 5x
func BenchmarkSearch(b *testing.B) {
	ctx := browser(b)
	packages(b)
	files := generated(b, 1_000)
	for name, f := range files { // the pictures are not what is measured
		before, after, ok := strings.Cut(string(f.Data), "```chart")
		for ok {
			_, after, _ = strings.Cut(after, "```\n")
			before += after
			before, after, ok = strings.Cut(before, "```chart")
		}
		files[name] = &fstest.MapFile{Data: []byte(before)}
	}
	out, problems := produceQuiet(files)
	if out == nil {
		b.Fatal(problems[0])
	}
	url := serveSite(b, out, "/report/")
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
