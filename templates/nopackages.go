//go:build !packages

package templates

// Packages are the npm packages that the scripts import, in an archive; nil, since the program was built
// without the tag "packages".
var Packages []byte
