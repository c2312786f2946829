package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"strings"
	"sync/atomic"
	"time"

	"vitrine/generator/build"
)

// Limits for what a server may send, and how slowly.
const (
	maxFile = 64 << 20         // bytes of one file
	maxSite = 4 << 30          // bytes of all files
	maxTime = 15 * time.Minute // for all files
	maxWait = 30 * time.Second // for the beginning of one
)

// webSite is a site on a server, as a file system that can't list folders.
type webSite struct {
	base   *url.URL
	client *http.Client
	ctx    context.Context
	left   *atomic.Int64 // bytes
}

// newWebSite opens the site at an address. The caller calls done at the end.
func newWebSite(base *url.URL) (site *webSite, done func()) {
	ctx, cancel := context.WithTimeout(context.Background(), maxTime)
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment, ResponseHeaderTimeout: maxWait,
		TLSHandshakeTimeout: maxWait, MaxResponseHeaderBytes: 64 << 10,
		MaxIdleConnsPerHost: 8, ForceAttemptHTTP2: true}
	client := &http.Client{Transport: transport, CheckRedirect: func(r *http.Request, before []*http.Request) error {
		switch {
		case r.URL.Host != base.Host || base.Scheme == "https" && r.URL.Scheme != "https":
			return errors.New("the server leads to another one")
		case len(before) > 5:
			return errors.New("the server leads in circles")
		}
		return nil
	}}
	site = &webSite{base, client, ctx, new(atomic.Int64)}
	site.left.Store(maxSite)
	return site, func() { cancel(); transport.CloseIdleConnections() }
}

// Open gets a file. It reads the whole file, so that the limits above hold.
func (s *webSite) Open(name string) (fs.File, error) {
	fail := func(err error) (fs.File, error) { return nil, &fs.PathError{Op: "get", Path: name, Err: err} }
	if !fs.ValidPath(name) || name == "." {
		return fail(errors.ErrUnsupported)
	}
	address := *s.base
	address.Path, address.RawPath = path.Join("/", s.base.Path, name), ""
	if path.Base(name) == "index.html" { // as a reader asks for a page
		address.Path = strings.TrimSuffix(address.Path, "index.html")
	}
	request, err := http.NewRequestWithContext(s.ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return fail(errors.New("this is no address"))
	}
	answer, err := s.client.Do(request)
	if err != nil {
		return fail(s.trouble(err))
	}
	defer answer.Body.Close()
	switch {
	case answer.StatusCode == http.StatusNotFound || answer.StatusCode == http.StatusGone:
		return fail(fs.ErrNotExist)
	case answer.StatusCode != http.StatusOK:
		return fail(fmt.Errorf("the server answers %d", answer.StatusCode))
	}
	contents, err := io.ReadAll(io.LimitReader(answer.Body, maxFile+1))
	switch {
	case err != nil:
		return fail(s.trouble(err))
	case len(contents) > maxFile:
		return fail(fmt.Errorf("it is larger than %d MB", maxFile>>20))
	case s.left.Add(-int64(len(contents))) < 0:
		return fail(fmt.Errorf("the site is larger than %d GB", maxSite>>30))
	}
	return build.MemoryFile(name, contents), nil
}

// trouble says in a few words why a server does not answer.
func (s *webSite) trouble(err error) error {
	var u *url.Error
	switch {
	case s.ctx.Err() != nil:
		return fmt.Errorf("the site did not come within %s", maxTime)
	case errors.As(err, &u) && u.Timeout():
		return errors.New("the server does not answer")
	case errors.As(err, &u) && strings.HasPrefix(u.Err.Error(), "the server "):
		return u.Err
	}
	return errors.New("the server can't be reached, or its answer was cut short")
}
