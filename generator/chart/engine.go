package chart

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// Engine bundles ECharts with no more than the given chart types need. dir is
// the templates folder, in whose node_modules npm has put ECharts. The result
// is a JavaScript module that exports init.
func Engine(dir string, types []string) ([]byte, error) {
	needed := map[string]bool{}
	components := map[string]bool{"GridComponent": true, "TooltipComponent": true, "LegendComponent": true}
	for _, t := range types {
		for _, m := range modules[t] {
			needed[m] = true
		}
		if t == "heatmap" {
			components["VisualMapComponent"] = true
		}
	}
	names := slices.Sorted(maps.Keys(needed))
	parts := slices.Sorted(maps.Keys(components))
	entry := fmt.Sprintf(`import {use, init} from 'echarts/core';
import {%s} from 'echarts/charts';
import {%s} from 'echarts/components';
import {SVGRenderer} from 'echarts/renderers';
use([%s, %s, SVGRenderer]);
export {init};
`, strings.Join(names, ", "), strings.Join(parts, ", "), strings.Join(names, ", "), strings.Join(parts, ", "))
	return bundle(api.BuildOptions{Stdin: &api.StdinOptions{Contents: entry, ResolveDir: dir, Sourcefile: "engine.js"}})
}

// Script minifies one of the site's own scripts.
func Script(name, text string) ([]byte, error) {
	return bundle(api.BuildOptions{Stdin: &api.StdinOptions{Contents: text, Sourcefile: name}})
}

func bundle(options api.BuildOptions) ([]byte, error) {
	options.Bundle = true
	options.Format = api.FormatESModule
	options.Target = api.ES2020
	options.MinifyWhitespace, options.MinifyIdentifiers, options.MinifySyntax = true, true, true
	options.LegalComments = api.LegalCommentsInline
	options.Charset = api.CharsetUTF8
	options.Define = map[string]string{"process.env.NODE_ENV": `"production"`}
	options.LogLevel = api.LogLevelSilent
	result := api.Build(options)
	if len(result.Errors) > 0 {
		e := result.Errors[0]
		if e.Location != nil {
			return nil, fmt.Errorf("%s:%d:%d: %s", e.Location.File, e.Location.Line, e.Location.Column+1, e.Text)
		}
		return nil, fmt.Errorf("%s", e.Text)
	}
	return result.OutputFiles[0].Contents, nil
}
