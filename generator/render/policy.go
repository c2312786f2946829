package render

import (
	"path"
	"strings"
)

// policy is what the site's pages may do: load from the site itself, and
// nothing in line. Pages say it in themselves, for hosts that send no headers of
// the site's.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " +
	"connect-src 'self'; base-uri 'none'; form-action 'self'"

// unframed is the policy of pages that other sites may not put into a frame, as
// all but those that are made for it. A page can't say it in itself.
const unframed = policy + "; frame-ancestors 'none'"

// Headers is the file from which many hosts take the headers they send. Scripts and data may be
// read from elsewhere, so that charts work in sandboxed frames and programs can use the figures.
// names are the paths of all files of the site but those of the releases.
//
// Where several rules fit an address, hosts send the policies of all of them, and browsers hold
// to each. So there is no rule for all pages that keeps them out of frames when some are made
// for frames: there is one for each folder with others.
func (p *Pages) Headers(names []string) File {
	base := p.site.Href("/")
	everywhere, apart := unframed, ""
	if p.view.Embeds {
		everywhere = policy
		for _, address := range notForFrames(names) {
			apart += base + address + "\n  Content-Security-Policy: " + unframed + "\n"
		}
	}
	text := base + `*
  Content-Security-Policy: ` + everywhere + `
  Referrer-Policy: no-referrer
  X-Content-Type-Options: nosniff
  Permissions-Policy: ` + denied + `
` + base + `assets/*
  Cache-Control: public, max-age=31536000, immutable
  Access-Control-Allow-Origin: *
` + base + `data/*
  Access-Control-Allow-Origin: *
` + base + `charts/*
  Access-Control-Allow-Origin: *
` + base + `releases/*
  Access-Control-Allow-Origin: *
` + apart
	return File{Path: "_headers", From: "the headers", Text: []byte(text)}
}

// denied are the powers of a browser that no page of the site asks for.
const denied = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), " +
	"microphone=(), midi=(), payment=(), usb=(), browsing-topics=()"

// notForFrames are the addresses below the site's own of pages that are not made for frames:
// pages at the top, and folders. names are sorted.
func notForFrames(names []string) (list []string) {
	folders := map[string]bool{"embed": true, "releases": true} // made for frames; named below
	for _, name := range names {
		folder, _, below := strings.Cut(name, "/")
		switch {
		case path.Ext(name) != ".html" || below && folders[folder]:
		case name == "index.html":
			list = append(list, "", name)
		case !below:
			list = append(list, name)
		default:
			folders[folder] = true
			list = append(list, folder+"/*")
		}
	}
	return append(list, "releases/*")
}
