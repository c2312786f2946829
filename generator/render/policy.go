package render

// policy is what the site's pages may do: load from the site itself, and
// nothing in line. Pages say it in themselves, for hosts that send no headers of
// the site's.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'"

// headers is the file from which many hosts take the headers they send. Scripts
// and data may be read from elsewhere, so that charts work in sandboxed frames
// and programs can use the figures.
func (r *renderer) headers() {
	base := r.site.Href("/")
	text := base + `*
  Content-Security-Policy: ` + policy + `
  Referrer-Policy: no-referrer
  X-Content-Type-Options: nosniff
  Permissions-Policy: accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=(), browsing-topics=()
` + base + `assets/*
  Cache-Control: public, max-age=31536000, immutable
  Access-Control-Allow-Origin: *
` + base + `data/*
  Access-Control-Allow-Origin: *
` + base + `charts/*
  Access-Control-Allow-Origin: *
` + base + `releases/*
  Access-Control-Allow-Origin: *
`
	r.file("_headers", []byte(text), "the headers")
}
