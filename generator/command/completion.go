package command

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

const completionUsage = `vitrine completion bash|zsh|fish

Prints what a shell needs to complete commands and flags:

  source <(vitrine completion bash)       # in ~/.bashrc
  source <(vitrine completion zsh)        # in ~/.zshrc, behind compinit
  vitrine completion fish | source        # in ~/.config/fish/config.fish

`

var flagInUsage = regexp.MustCompile(`(?m)(?:^|[\s\[|,])(--?[A-Za-z][a-z-]*)`)

// flagsOf are the flags that a command's usage names.
func flagsOf(usage string) (list []string) {
	for _, m := range flagInUsage.FindAllStringSubmatch(usage, -1) {
		if !slices.Contains(list, m[1]) {
			list = append(list, m[1])
		}
	}
	slices.Sort(list)
	return list
}

func runCompletion(c *call) int {
	shells, code, done := c.parse(1)
	if done {
		return code
	}
	if len(shells) != 1 {
		return c.refuse("which shell: bash, zsh or fish?")
	}
	var names, cases, fish strings.Builder
	for _, command := range commands() {
		fmt.Fprintf(&names, " %s", command.name)
		fmt.Fprintf(&cases, "    %s) words='%s' ;;\n", command.name, strings.Join(flagsOf(command.usage), " "))
		fmt.Fprintf(&fish, "complete -c vitrine -n __fish_use_subcommand -f -a %s -d '%s'\n", command.name,
			strings.ReplaceAll(command.about, "'", `\'`))
		for _, name := range flagsOf(command.usage) {
			option := "-l " + strings.TrimPrefix(name, "--")
			if !strings.HasPrefix(name, "--") {
				option = "-s " + name[1:]
			}
			fmt.Fprintf(&fish, "complete -c vitrine -n '__fish_seen_subcommand_from %s' %s\n", command.name, option)
		}
	}
	bash := fmt.Sprintf(`_vitrine() {
  local words
  if [ "$COMP_CWORD" -eq 1 ]; then
    words='%s'
  else
    case "${COMP_WORDS[1]}" in
%s    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _vitrine vitrine
`, strings.TrimSpace(names.String()), cases.String())
	switch shells[0] {
	case "bash":
		fmt.Fprint(c.stdout, bash)
	case "zsh":
		fmt.Fprint(c.stdout, "autoload -Uz bashcompinit && bashcompinit\n"+bash)
	case "fish":
		fmt.Fprint(c.stdout, fish.String())
	default:
		return c.refuse("shells are bash, zsh and fish")
	}
	return 0
}
