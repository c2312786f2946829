package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// BenchmarkAgainstHugo builds equal sites of generated articles by whole
// processes: with Vitrine cold, unchanged, and after an edit of an article, of a
// dataset and of a template, and with Hugo, when it is installed. It reports
// seconds, the highest memory in MB, and ratios to Hugo:
//
//	go install github.com/gohugoio/hugo@v0.165.0
//	go test ./generator -run xxx -bench AgainstHugo -benchtime 1x -timeout 60m
//
// Pictures are drawn before anything is measured. Vitrine checks its figures,
// makes dataset pages, downloads, pages for frames, pictures for sharing and a
// search index, none of which the site for Hugo has.
func BenchmarkAgainstHugo(b *testing.B) {
	packages(b)
	for _, n := range []int{100, 1_000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			if testing.Short() && n > 100 {
				b.Skip("takes a while")
			}
			dir := b.TempDir()
			for name, f := range generated(b, n) {
				put(b, dir, map[string]string{name: string(f.Data)})
			}
			linkPackages(b, dir)
			b.Setenv("XDG_CACHE_HOME", b.TempDir())
			b.Setenv("VITRINE_SELF", "1")
			self, err := os.Executable()
			if err != nil {
				b.Fatal(err)
			}
			build := func() (float64, float64) { return measured(b, exec.Command(self, "build", "-C", dir)) }
			build()
			hugo := b.TempDir()
			hugoSeconds, hugoMemory := 0.0, 0.0
			if _, err := exec.LookPath("hugo"); err == nil {
				forHugo(b, dir, hugo, n)
				hugoSeconds, hugoMemory = measured(b, exec.Command("hugo", "--quiet", "--source", hugo))
				b.ReportMetric(hugoSeconds, "hugo-s")
				b.ReportMetric(hugoMemory, "hugo-MB")
			} else {
				b.Log("hugo is not installed: only Vitrine is measured")
			}
			for b.Loop() {
				for _, edit := range []struct{ name, file, add string }{
					{"cold", "public", ""}, {"unchanged", "", ""}, {"article", "content/s1/n1.md", "\nMore.\n"}, {"dataset", "data/datasets/d1.toml", "\n# more\n"}, {"template", "templates/article.html", "\n"},
				} {
					switch edit.name {
					case "unchanged":
					case "cold": // no page is known any more, nor is there one
						if err := errors.Join(os.RemoveAll(filepath.Join(dir, "public")), appendTo("\n# more\n")(filepath.Join(dir, "data/site.toml"))); err != nil {
							b.Fatal(err)
						}
					default:
						if err := appendTo(edit.add)(filepath.Join(dir, edit.file)); err != nil {
							b.Fatal(err)
						}
					}
					seconds, memory := build()
					b.ReportMetric(seconds, edit.name+"-s")
					if edit.name == "cold" {
						b.ReportMetric(memory, "cold-MB")
					}
					if hugoSeconds > 0 {
						b.ReportMetric(seconds/hugoSeconds, edit.name+"/hugo")
					}
				}
			}
		})
	}
}

// measured runs a process and returns its seconds and its highest memory in MB.
func measured(b *testing.B, cmd *exec.Cmd) (seconds, memory float64) {
	b.Helper()
	start := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v: %v\n%s", cmd.Args, err, out)
	}
	seconds = time.Since(start).Seconds()
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok && runtime.GOOS == "linux" {
		memory = float64(usage.Maxrss) / 1024
	}
	return seconds, memory
}

var (
	valueLink = regexp.MustCompile(`\[([^\]]*)\]\(value:[^)]*\)`)
	chartKey  = regexp.MustCompile(`(?m)^(type|data|title|id) = "(.*)"$`)
	dataRow   = regexp.MustCompile(`(?m)^  \["(\d+)", "(a\d)", "police", (\d+)\],$`)
)

// forHugo makes the site for Hugo of the same articles.
func forHugo(b *testing.B, dir, hugo string, n int) {
	b.Helper()
	if err := os.CopyFS(hugo, os.DirFS("testdata/hugo")); err != nil {
		b.Fatal(err)
	}
	articles := 0
	for name, text := range filesOf(b, dir) {
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
			put(b, hugo, map[string]string{name: text})
			articles++
		case strings.HasPrefix(name, "data/datasets/d"):
			rows := "rows = [\n"
			for _, m := range dataRow.FindAllStringSubmatch(text, -1) {
				rows += fmt.Sprintf("  [%q, %q, %s],\n", m[1], m[2], m[3])
			}
			put(b, hugo, map[string]string{"data/" + filepath.Base(name): rows + "]\n"})
		}
	}
	if articles < n {
		b.Fatalf("%d articles for Hugo", articles)
	}
}
