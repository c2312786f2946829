//go:build packages

package templates

import _ "embed"

// Packages are the npm packages that the scripts import, in an archive, where the program was built with
// the tag "packages".
//
//go:embed packages.zip
var Packages []byte
