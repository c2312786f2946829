// Package templates holds what the program brings along: the templates of pages, the scripts and style
// sheet of the reader's browser, the tables of words, and which npm packages the scripts need. A site's
// own templates/ lies over it, file by file.
package templates

import "embed"

// Files are the files of this folder, without npm's packages.
//
//go:embed *.html assets words package.json package-lock.json
var Files embed.FS
