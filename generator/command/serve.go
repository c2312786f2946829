package command

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"io/fs"
	"mime"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"

	"vitrine/generator/build"
	"vitrine/generator/cache"
	"vitrine/generator/npm"
	"vitrine/generator/output"
	"vitrine/generator/publish"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

const serveUsage = `vitrine serve [-C DIR] [--listen HOST:PORT] [--anyone] [--debug]

Builds the site in a folder of its own, drafts too, and shows it to a browser on
this computer. When a file is saved, it builds again and reloads the page that
is open; what is wrong stands over the page, and in the terminal. public/ stays
as it is. The proof sheet is at _vitrine/proof below its address, and what differs
from the last release at _vitrine/review. Ctrl-C ends it.

  -C DIR    the folder of the site (default: the folder you are in)
  --listen HOST:PORT
            where to listen (default: 127.0.0.1:8000)
  --anyone  let other computers see the site, drafts too; --listen has to say
            so as well, for instance 0.0.0.0:8000
  --debug   where Vitrine itself fails, print what it failed with and its stack,
            which may hold figures that are withheld

Examples:

  vitrine serve
  vitrine serve --listen 0.0.0.0:8000 --anyone

`

func runServe(c *call) int {
	dir := c.flags.String("C", ".", "")
	listen := c.flags.String("listen", "127.0.0.1:8000", "")
	anyone := c.flags.Bool("anyone", false, "")
	if _, code, done := c.parse(0); done {
		return code
	}
	host, _, err := net.SplitHostPort(*listen)
	if err != nil {
		return c.refuse("--listen is a host and a port, like 127.0.0.1:8000")
	}
	if !loopback(host) && !*anyone {
		return c.refuse("%s can be reached from other computers, and the site has drafts; --anyone allows it", *listen)
	}
	listener, err := net.Listen("tcp", *listen)
	if err != nil {
		fmt.Fprintf(c.stderr, "vitrine serve: %s can't be listened on: %s\n"+
			"    another program may be there: --listen 127.0.0.1:8001\n", *listen, networkError(err))
		return 1
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends it at once
	if err := serve(ctx, c, *dir, listener, *anyone); err != nil {
		fmt.Fprintf(c.stderr, "vitrine serve: %s\n", err)
		return 1
	}
	return 0
}

// networkError says why an address can't be listened on, in the operating system's words.
func networkError(err error) string {
	var system *os.SyscallError
	if errors.As(err, &system) {
		return system.Err.Error()
	}
	return "there is no such address"
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// serve builds the site of a folder and shows it until ctx ends.
func serve(ctx context.Context, c *call, dir string, listener net.Listener, anyone bool) error {
	stdout := c.stdout
	if _, err := os.Stat(filepath.Join(dir, "data")); err != nil {
		_ = listener.Close()
		return fmt.Errorf("%s: this is no folder of a site: it has no data/", dir)
	}
	build.Program() // before another program can take its place
	pages, err := newBlobs()
	if err != nil {
		_ = listener.Close()
		return fmt.Errorf("the pages can't be kept: %s", publish.Reason(err))
	}
	defer os.RemoveAll(string(pages))
	s := &server{call: c, dir: dir, pages: pages, anyone: anyone, out: stdout, store: openCache(&screen{out: stdout}),
		changed: make(chan struct{})}
	watcher, err := s.newWatcher()
	if err != nil {
		_ = listener.Close()
		return err
	}
	s.build(nil)
	s.collectGarbage()
	address := (&url.URL{Scheme: "http", Host: listener.Addr().String(), Path: s.basePath()}).String()
	fmt.Fprintf(stdout, "%-8s %s (Ctrl-C ends)\n", "open", address)
	web := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second,
		BaseContext: func(net.Listener) context.Context { return ctx }}
	ended := make(chan error, 1)
	go func() { ended <- web.Serve(listener) }()
	s.rebuild(ctx, watcher)
	last, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = web.Shutdown(last) // who is still reading then is cut off
	_ = web.Close()
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// server shows a site to browsers on this computer.
type server struct {
	call   *call
	dir    string
	pages  blobs
	anyone bool
	out    io.Writer
	store  *cache.Folder
	input  *build.Snapshot // of the last build

	results *build.Results // of the last build that succeeded
	unbuilt []string       // the files that were saved since then

	streams atomic.Int64 // how many open pages are told of builds

	mu      sync.Mutex
	site    *output.Site  // of the last build that succeeded; nil when none did
	report  *report.Site  // what it says
	base    string        // the path of its address
	message []byte        // what open pages are sent: a state as JSON
	version int           // of the build
	page    int           // the last version in which more than the style sheet changed
	changed chan struct{} // closed with every build
}

// blobs is a shelf in a folder: files by the digests of their contents, so that the site of one
// build stays as it is while the next one runs.
type blobs string

// newBlobs makes the folder. Only the user who runs the program can read it, since it holds drafts.
func newBlobs() (blobs, error) {
	dir, err := os.MkdirTemp("", "vitrine-")
	for i := 0; i < 256 && err == nil; i++ {
		err = os.Mkdir(filepath.Join(dir, fmt.Sprintf("%02x", i)), 0o700)
	}
	return blobs(dir), err
}

func (b blobs) path(sum [sha256.Size]byte) string {
	return filepath.Join(string(b), fmt.Sprintf("%x", sum[:1]), fmt.Sprintf("%x", sum[1:]))
}

func (b blobs) Put(_ string, contents []byte, sum [sha256.Size]byte) error {
	f, err := os.OpenFile(b.path(sum), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil // the same contents
	}
	if err != nil {
		return err
	}
	_, err = f.Write(contents)
	if err = errors.Join(err, f.Close()); err != nil {
		_ = os.Remove(b.path(sum))
	}
	return err
}

func (b blobs) Get(_ string, sum [sha256.Size]byte) ([]byte, bool) {
	contents, err := os.ReadFile(b.path(sum))
	return contents, err == nil
}

// newWatcher watches the folders that a site is made of, and the site's folder itself, where one of
// them may be made again.
func (s *server) newWatcher() (*fsnotify.Watcher, error) {
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, fmt.Errorf("files can't be watched: %w", err)
	}
	if err := watcher.Add(s.dir); err != nil {
		_ = watcher.Close()
		return nil, fmt.Errorf("%s can't be watched: %s", s.dir, publish.Reason(err))
	}
	for _, part := range build.Parts {
		s.watch(watcher, filepath.Join(s.dir, part))
	}
	return watcher, nil
}

// watch watches a folder and all folders below it.
func (s *server) watch(watcher *fsnotify.Watcher, dir string) {
	_ = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return nil // what can't be read, the build reports
		}
		if d.Name() == "node_modules" || d.Name() != "." && strings.HasPrefix(d.Name(), ".") {
			return fs.SkipDir
		}
		if err := watcher.Add(name); err != nil {
			fmt.Fprintf(s.out, "%-8s %s is not watched: %s\n", "note", name, publish.Reason(err))
		}
		return nil
	})
}

// Editors save a file in several steps, and programs save many files at once: a build begins when
// nothing has changed for quietTime, and at the latest after longestWait.
const (
	quietTime   = 15 * time.Millisecond
	longestWait = 200 * time.Millisecond
)

// rebuild builds whenever files have changed, until ctx ends.
func (s *server) rebuild(ctx context.Context, watcher *fsnotify.Watcher) {
	defer func() { _ = watcher.Close() }()
	var files []string
	moved := false // a folder came, went or has another name
	var quiet, latest <-chan time.Time
	rebuild := func() {
		if moved { // a watcher can't be relied on after a folder was moved
			if fresh, err := s.newWatcher(); err == nil {
				_ = watcher.Close()
				watcher = fresh
			}
		}
		s.build(files)
		s.collectGarbage()
		files, moved, quiet, latest = nil, false, nil, nil
	}
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-watcher.Events:
			name := filepath.Base(e.Name)
			rel, err := filepath.Rel(s.dir, e.Name)
			if err != nil || !slices.Contains(build.Parts, strings.Split(filepath.ToSlash(rel), "/")[0]) {
				continue
			}
			if e.Op == fsnotify.Chmod || name == "node_modules" ||
				strings.HasPrefix(name, ".") || strings.HasSuffix(name, "~") {
				continue // no build reads it
			}
			if info, err := os.Stat(e.Name); err == nil && info.IsDir() {
				moved = true
			}
			if rel, err := filepath.Rel(s.dir, e.Name); err == nil {
				files = append(files, filepath.ToSlash(rel))
				moved = moved || s.input.Folder(filepath.ToSlash(rel))
			}
			quiet = time.After(quietTime)
			if latest == nil {
				latest = time.After(longestWait)
			}
		case err := <-watcher.Errors:
			if errors.Is(err, fsnotify.ErrEventOverflow) { // more than the system can tell
				files, quiet = append(files, "."), time.After(quietTime)
			}
		case <-quiet:
			rebuild()
		case <-latest:
			rebuild()
		}
	}
}

// build builds the site after some files have changed.
func (s *server) build(files []string) {
	start := time.Now()
	s.unbuilt = append(s.unbuilt, files...)
	var problems source.Problems
	var site *build.Site
	packages := npm.Open(s.dir, npm.Build, s.store, quiet().note, &problems)
	defer packages.Close()
	build.InFolder(s.dir, &problems, func(root fs.FS) bool {
		s.input = s.input.Again(s.dir, root, s.store, files)
		site = build.Run(build.Input{
			Files:    s.input,
			Bundle:   packages.Bundle,
			Store:    s.store,
			Before:   s.results,
			Shelf:    s.pages,
			Drafts:   true,
			Problems: &problems,
		}, new(build.Counts))
		return site != nil
	})
	list := problems.Sorted()
	printProblems(s.out, s.dir, list)
	s.call.faults(&problems)
	shown := s.shown(list)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.version++
	if site != nil {
		s.results = site.Results
		onlyStyle := len(s.unbuilt) > 0 && !slices.ContainsFunc(s.unbuilt,
			func(f string) bool { return f != "templates/assets/style.css" })
		s.unbuilt = nil
		if !onlyStyle || s.site == nil {
			s.page = s.version
		}
		s.site, s.report, s.base = site.Out, site.Report, site.Report.BaseURL.Path
		fmt.Fprintf(s.out, "%-8s in %s\n", "built", time.Since(start).Round(time.Millisecond))
	} else {
		fmt.Fprintf(s.out, "%-8s what is shown is as it was\n", "stopped")
	}
	s.message = s.state(shown)
	close(s.changed)
	s.changed = make(chan struct{})
}

// collectGarbage frees memory while nobody waits, so that the next build need not.
func (s *server) collectGarbage() { runtime.GC() }

func (s *server) basePath() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.base == "" {
		return "/"
	}
	return s.base
}

// maxStreams is how many open pages may wait for builds at once: each holds a connection.
const maxStreams = 32

// live is the path, below a site's address, of the files that only this server has.
const live = "_vitrine/"

//go:embed live.js
var liveScript []byte

// ServeHTTP answers browsers on this computer as a host would, and nobody else.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if refused := s.refuses(r); refused != "" {
		http.Error(w, refused, http.StatusForbidden)
		return
	}
	s.mu.Lock()
	site, base, version := s.site, s.base, s.version
	s.mu.Unlock()
	if base == "" {
		base = "/"
	}
	header := w.Header()
	header.Set("Cache-Control", "no-store")
	header.Set("Cross-Origin-Resource-Policy", "same-origin")
	header.Set("X-Content-Type-Options", "nosniff")
	name, inside := strings.CutPrefix(r.URL.Path, base)
	switch {
	case !inside && strings.HasPrefix(base, r.URL.Path):
		http.Redirect(w, r, base, http.StatusFound)
		return
	case inside && s.own(w, r, name):
		return
	case site == nil:
		header.Set("Content-Type", "text/html; charset=utf-8")
		_, _ = fmt.Fprintf(w, "<!doctype html><title>Vitrine</title><body>%s", script(base, version))
		return
	}
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	status := http.StatusOK
	text, found := site.File(name)
	if !inside || !found {
		if _, folder := site.File(name + "/index.html"); folder {
			http.Redirect(w, r, base+name+"/", http.StatusFound)
			return
		}
		name, status = "404.html", http.StatusNotFound
		text, _ = site.File(name)
	}
	rules, _ := site.File("_headers")
	applyHeaders(header, string(rules), r.URL.Path)
	header.Set("Content-Type", contentType(name))
	if path.Ext(name) == ".html" {
		at := bytes.LastIndex(text, []byte("</body>"))
		text = slices.Concat(text[:max(at, 0)], []byte(script(base, version)), text[max(at, 0):])
	}
	w.WriteHeader(status)
	_, _ = w.Write(text)
}

// own answers with what only this server has; false for a name that is the site's.
func (s *server) own(w http.ResponseWriter, r *http.Request, name string) bool {
	switch name {
	case live + "live.js":
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		_, _ = w.Write(liveScript)
	case live + "events":
		if s.streams.Add(1) > maxStreams {
			http.Error(w, "too many pages of this site are open", http.StatusServiceUnavailable)
		} else {
			s.events(w, r)
		}
		s.streams.Add(-1)
	case live + "proof":
		s.proofSheet(w)
	case live + "review":
		s.review(w)
	default:
		return false
	}
	return true
}

func script(base string, version int) string {
	return fmt.Sprintf("<script type=\"module\" src=\"%s%slive.js?v=%d\"></script>", base, live, version)
}

// contentType returns the type of a file, which must not depend on the computer.
func contentType(name string) string {
	switch path.Ext(name) {
	case "", ".txt", ".tlog-proof", ".pem":
		return "text/plain; charset=utf-8"
	case ".csv":
		return "text/csv; charset=utf-8"
	case ".xml":
		return "application/xml"
	}
	return mime.TypeByExtension(path.Ext(name))
}

// applyHeaders sets the headers that the rules of a _headers file give a path, except those that
// would let other sites read it.
func applyHeaders(header http.Header, rules, address string) {
	applies := false
	for line := range strings.Lines(rules) {
		line = strings.TrimRight(line, "\n")
		if !strings.HasPrefix(line, " ") {
			prefix, open := strings.CutSuffix(line, "*")
			applies = address == line || open && strings.HasPrefix(address, prefix)
			continue
		}
		key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch {
		case !applies || key == "Access-Control-Allow-Origin" || key == "Cache-Control":
		case key == "Content-Security-Policy":
			header.Add(key, value) // all of them hold
		default:
			header.Set(key, value)
		}
	}
}

// refuses says why a request is not answered; "" when it is. A page from elsewhere may link to this
// site, but must not read it: neither under another name for this computer, nor across origins.
func (s *server) refuses(r *http.Request) string {
	host := r.Host
	if name, _, err := net.SplitHostPort(r.Host); err == nil {
		host = name
	}
	origin := r.Header.Get("Origin")
	from := r.Header.Get("Sec-Fetch-Site")
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		return "only reading is possible here"
	case !s.anyone && !loopback(strings.Trim(host, "[]")):
		return "this site is shown under the name localhost only"
	case origin != "" && origin != "http://"+r.Host:
		return "other sites can't read this one"
	case (from == "cross-site" || from == "same-site") && r.Header.Get("Sec-Fetch-Mode") != "navigate":
		return "other sites can't read this one"
	}
	return ""
}

// state is what an open page is sent.
type state struct {
	Page     int            `json:"page"`
	Problems []shownProblem `json:"problems"`
	Style    struct {
		Href      string `json:"href"`
		Integrity string `json:"integrity"`
	} `json:"style"`
}

type shownProblem struct {
	Place   string `json:"place"`
	Text    string `json:"text"`
	Hint    string `json:"hint,omitempty"`
	Line    string `json:"line,omitempty"` // of the file
	Warning bool   `json:"warning,omitempty"`
}

// events sends an open page the state now and after every build.
func (s *server) events(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	control := http.NewResponseController(w)
	for {
		s.mu.Lock()
		text, changed := s.message, s.changed
		s.mu.Unlock()
		_, err := fmt.Fprintf(w, "data: %s\n\n", text)
		if err := errors.Join(err, control.Flush()); err != nil {
			return
		}
		select {
		case <-changed:
		case <-r.Context().Done():
			return
		}
	}
}

var styleLink = regexp.MustCompile(`<link rel="stylesheet" href="([^"]+)" integrity="([^"]+)">`)

// shown returns the problems that are shown over a page: none when the site could be built, and
// only the first ones of many.
func (s *server) shown(list []source.Problem) []shownProblem {
	out := []shownProblem{}
	if !slices.ContainsFunc(list, func(p source.Problem) bool { return !p.Warning }) {
		return out
	}
	for _, p := range list[:min(len(list), perFile)] {
		out = append(out, shownProblem{p.Pos.String(), p.Text, p.Hint,
			source.Printable(lineOf(os.DirFS(s.dir), p.Pos)), p.Warning})
	}
	return out
}

// state describes the site as it is now, as JSON. The caller holds the lock.
func (s *server) state(problems []shownProblem) []byte {
	now := state{Page: s.page, Problems: problems}
	if s.site != nil {
		home, _ := s.site.File("index.html")
		if m := styleLink.FindSubmatch(home); m != nil {
			now.Style.Href, now.Style.Integrity = html.UnescapeString(string(m[1])), html.UnescapeString(string(m[2]))
		}
	}
	text, _ := json.Marshal(now) // strings and numbers
	return text
}
