package command

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"vitrine/generator/browser"
	"vitrine/generator/sitetest"
)

// BenchmarkAgainstHugo builds equal sites of generated articles by whole
// processes: with Vitrine cold, unchanged, and after an edit of an article, of a
// dataset and of a template, all of it also without extras ("bare"), and with Hugo,
// when it is installed. It reports seconds, the highest memory in MB, and ratios to Hugo:
//
//	go install github.com/gohugoio/hugo@v0.165.0
//	go test ./generator/command -run xxx -bench AgainstHugo -benchtime 1x -timeout 60m
//
// Vitrine checks its figures and makes dataset pages and downloads, which the site
// for Hugo has not; with extras also pictures of charts, pages for frames, chart
// files, pictures for sharing and a search index. The first edit after a cold
// build of a large site also makes the spare copy of public/ that the next ones
// use, so that it is measured by itself.
func BenchmarkAgainstHugo(b *testing.B) {
	sitetest.Packages(b)
	for _, n := range []int{100, 1_000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			if testing.Short() && n > 100 {
				b.Skip("takes a while")
			}
			dir, self := processed(b, sitetest.Generated(b, n))
			build := func() (float64, float64) { return measured(b, exec.Command(self, "build", "-C", dir)) }
			build()
			hugo := b.TempDir()
			hugoSeconds, hugoMemory := 0.0, 0.0
			if _, err := exec.LookPath("hugo"); err == nil {
				forHugo(b, dir, hugo, n)
				hugoSeconds, hugoMemory = measured(b, exec.Command("hugo", "--quiet", "--source", hugo))
			} else {
				b.Log("hugo is not installed: only Vitrine is measured")
			}
			settings := filepath.Join(dir, "data/site.toml")
			cold := func(more string) func() error {
				return func() error { // nothing is known any more, nor is there a page
					text, err := os.ReadFile(settings)
					before, _, _ := strings.Cut(string(text), "[extras]")
					return errors.Join(err, os.RemoveAll(filepath.Join(dir, "public")), os.RemoveAll(filepath.Join(dir, ".public.vitrine-new")),
						os.RemoveAll(os.Getenv("XDG_CACHE_HOME")), os.WriteFile(settings, []byte(before+more), 0o644))
				}
			}
			edit := func(file, add string) func() error {
				return func() error { return appendTo(add)(filepath.Join(dir, file)) }
			}
			for b.Loop() {
				for _, step := range []struct {
					name string
					do   func() error
				}{
					{"bare", cold("[extras]\nsearch = false\nshare_images = false\nembeds = false\npictures = false\n")},
					{"bare-first-article", edit("content/s1/n1.md", "\nMore.\n")},
					{"bare-article", edit("content/s1/n1.md", "\nMore.\n")},
					{"bare-dataset", edit("data/datasets/d1.toml", "\n# more\n")},
					{"bare-template", edit("templates/article.html", "\n")},
					{"cold", cold("")},
					{"unchanged", func() error { return nil }},
					{"first-article", edit("content/s1/n1.md", "\nMore.\n")},
					{"article", edit("content/s1/n1.md", "\nMore.\n")},
					{"dataset", edit("data/datasets/d1.toml", "\n# more\n")},
					{"template", edit("templates/article.html", "\n")},
				} {
					if err := step.do(); err != nil {
						b.Fatal(err)
					}
					seconds, memory := build()
					b.ReportMetric(seconds, step.name+"-s")
					if step.name == "bare" || step.name == "cold" {
						b.ReportMetric(memory, step.name+"-MB")
					}
					if hugoSeconds > 0 {
						b.ReportMetric(seconds/hugoSeconds, step.name+"/hugo")
					}
				}
			}
			if hugoSeconds > 0 { // not before the loop, which begins all metrics anew
				b.ReportMetric(hugoSeconds, "hugo-s")
				b.ReportMetric(hugoMemory, "hugo-MB")
			}
		})
	}
}

// BenchmarkAgainstNode builds sites of n charts, no two alike, as whole processes,
// and draws the same pictures with ECharts in Node, without making anything else of
// them. It reports seconds, the CPU time of a picture in ms, and the ratio to Node:
//
//	go test ./generator/command -run xxx -bench AgainstNode -benchtime 1x
func BenchmarkAgainstNode(b *testing.B) {
	sitetest.Packages(b)
	for _, n := range []int{2, 10, 50, 200} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			dir, self := processed(b, sitetest.GeneratedOf(b, n/2, n/2))
			engine := filepath.Join(b.TempDir(), "engine.js")
			if err := os.WriteFile(engine, browser.DrawingEngine(b), 0o644); err != nil {
				b.Fatal(err)
			}
			timed := func(name string, args ...string) (seconds, cpu float64) {
				cmd := exec.Command(name, args...)
				start := time.Now()
				if out, err := cmd.CombinedOutput(); err != nil {
					b.Fatalf("%v\n%s", err, out)
				}
				return time.Since(start).Seconds(), (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
			}
			settings := filepath.Join(dir, "data/site.toml")
			text, err := os.ReadFile(settings)
			if err != nil {
				b.Fatal(err)
			}
			build := func(more string) (seconds, cpu float64) {
				if err := errors.Join(os.RemoveAll(filepath.Join(dir, "public")), os.WriteFile(settings, append(text, more...), 0o644)); err != nil {
					b.Fatal(err)
				}
				return timed(self, "build", "-C", dir)
			}
			for b.Loop() {
				b.Setenv("XDG_CACHE_HOME", b.TempDir())
				build("# first\n") // scripts are bundled
				_, others := build("[extras]\npictures = false\n")
				seconds, cpu := build("")
				node, _ := timed("node", "../testdata/node/draw.mjs", engine, filepath.Join(dir, "public"), b.TempDir())
				b.ReportMetric(seconds, "s")
				b.ReportMetric(node, "node-s")
				b.ReportMetric(seconds/node, "/node")
				b.ReportMetric((cpu-others)*1000/float64(2*n), "cpu-ms/picture")
			}
		})
	}
}

// BenchmarkServe saves articles of generated sites that are being served, as editors
// do, and reports the milliseconds until an open page is told to load anew, the
// median of nine:
//
//	go test ./generator/command -run xxx -bench Serve -benchtime 1x -timeout 60m
func BenchmarkServe(b *testing.B) {
	sitetest.Packages(b)
	for _, n := range []int{1_000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			dir, self := processed(b, sitetest.Generated(b, n))
			cmd := exec.CommandContext(b.Context(), self, "serve", "-C", dir, "--listen", "127.0.0.1:0")
			printed, err := cmd.StdoutPipe()
			if err == nil {
				err = cmd.Start()
			}
			if err != nil {
				b.Fatal(err)
			}
			defer func() { _ = errors.Join(cmd.Process.Signal(os.Interrupt), cmd.Wait()) }()
			address := ""
			lines := bufio.NewScanner(printed)
			for address == "" && lines.Scan() {
				if fields := strings.Fields(lines.Text()); len(fields) > 1 && fields[0] == "open" {
					address = fields[1]
				}
			}
			go io.Copy(io.Discard, printed)
			answer, err := http.Get(address + "_vitrine/events")
			if err != nil {
				b.Fatal(err)
			}
			defer answer.Body.Close()
			events := bufio.NewScanner(answer.Body)
			told := func() {
				for events.Scan() {
					if strings.HasPrefix(events.Text(), "data:") {
						return
					}
				}
				b.Fatal("the server tells nothing any more")
			}
			told()
			for b.Loop() {
				var times []float64
				for i := range 9 {
					time.Sleep(time.Second) // an editor thinks
					article := filepath.Join(dir, fmt.Sprintf("content/s%d/n%d.md", i, i))
					text, err := os.ReadFile(article)
					start := time.Now()
					if err = errors.Join(err, os.WriteFile(article+".tmp", append(text, "\nMore.\n"...), 0o644), os.Rename(article+".tmp", article)); err != nil {
						b.Fatal(err)
					}
					told()
					times = append(times, float64(time.Since(start).Microseconds())/1000)
				}
				slices.Sort(times)
				b.ReportMetric(times[len(times)/2], "ms-to-reload")
			}
		})
	}
}

// processed puts a site into a folder for whole processes, with a cache of its own,
// and returns the folder and the program.
func processed(b *testing.B, files fstest.MapFS) (dir, self string) {
	b.Helper()
	dir = b.TempDir()
	for name, f := range files {
		sitetest.Put(b, dir, map[string]string{name: string(f.Data)})
	}
	sitetest.LinkPackages(b, dir)
	b.Setenv("XDG_CACHE_HOME", b.TempDir())
	return dir, compiled(b)
}

// compiled is the program, compiled as its users do it.
func compiled(t testing.TB) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "vitrine")
	if out, err := exec.Command("go", "build", "-o", name, "..").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return name
}

// measured runs a process and returns its seconds and its highest memory in MB,
// 0 where the system doesn't tell. It is asked while it runs: what the system says
// in the end counts the memory of this process too, from which it began.
func measured(b *testing.B, cmd *exec.Cmd) (seconds, memory float64) {
	b.Helper()
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	start := time.Now()
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case err := <-ended:
			if err != nil {
				b.Fatalf("%v: %v\n%s", cmd.Args, err, out.String())
			}
			return time.Since(start).Seconds(), memory
		case <-time.After(5 * time.Millisecond):
			status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid))
			_, most, _ := strings.Cut(string(status), "VmHWM:")
			kB := 0.0
			if _, err := fmt.Sscan(most, &kB); err == nil {
				memory = max(memory, kB/1024)
			}
		}
	}
}

var (
	valueLink = regexp.MustCompile(`\[([^\]]*)\]\(value:[^)]*\)`)
	chartKey  = regexp.MustCompile(`(?m)^(type|data|title|id) = "(.*)"$`)
	dataRow   = regexp.MustCompile(`(?m)^  \["(\d+)", "(a\d)", "police", (\d+)\],$`)
)

// forHugo makes the site for Hugo of the same articles.
func forHugo(b *testing.B, dir, hugo string, n int) {
	b.Helper()
	if err := os.CopyFS(hugo, os.DirFS("../testdata/hugo")); err != nil {
		b.Fatal(err)
	}
	articles := 0
	for name, text := range sitetest.FilesOf(b, dir) {
		switch {
		case strings.HasPrefix(name, "content/"):
			text = valueLink.ReplaceAllString(text, "$1")
			for strings.Contains(text, "```chart\n") {
				before, rest, _ := strings.Cut(text, "```chart\n")
				block, after, _ := strings.Cut(rest, "```\n")
				call := "{{< chart"
				for _, m := range chartKey.FindAllStringSubmatch(block, -1) {
					call += fmt.Sprintf(" %s=%q", m[1], m[2])
				}
				text = before + call + " >}}\n" + after
			}
			sitetest.Put(b, hugo, map[string]string{name: text})
			articles++
		case strings.HasPrefix(name, "data/datasets/d"):
			rows := "rows = [\n"
			for _, m := range dataRow.FindAllStringSubmatch(text, -1) {
				rows += fmt.Sprintf("  [%q, %q, %s],\n", m[1], m[2], m[3])
			}
			sitetest.Put(b, hugo, map[string]string{"data/" + filepath.Base(name): rows + "]\n"})
		}
	}
	if articles < n {
		b.Fatalf("%d articles for Hugo", articles)
	}
}
