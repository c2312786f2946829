// Vitrine builds the website of a public transparency report from TOML data
// and Markdown articles. See ARCHITECTURE.md for the map of its rooms.
package main

import (
	"os"

	"vitrine/generator/command"
)

func main() {
	os.Exit(command.Run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
