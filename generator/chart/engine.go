package chart

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// modules are the parts of ECharts that a type of chart needs.
var modules = map[string][]string{
	"bar": {"BarChart"}, "stacked-bar": {"BarChart"}, "horizontal-bar": {"BarChart"},
	"line": {"LineChart"}, "area": {"LineChart"}, "pie": {"PieChart"},
	"range": {"BarChart", "ScatterChart"}, "heatmap": {"ScatterChart"},
}

//go:embed draw.js
var drawScript string

// Engine bundles ECharts, with no more than the given chart types need, and
// draw.js. dir is the templates folder, in whose node_modules npm has put
// ECharts. The result is a script that sets one variable, chartEngine.
func Engine(dir string, types []string) ([]byte, error) {
	needed := map[string]bool{}
	for _, t := range types {
		for _, m := range modules[t] {
			needed[m] = true
		}
	}
	names := strings.Join(slices.Sorted(maps.Keys(needed)), ", ")
	entry := fmt.Sprintf(`import {use} from 'echarts/core';
import {%s} from 'echarts/charts';
import {GridComponent, TooltipComponent, LegendComponent} from 'echarts/components';
import {SVGRenderer} from 'echarts/renderers';
use([%s, GridComponent, TooltipComponent, LegendComponent, SVGRenderer]);
%s`, names, names, drawScript)
	options := options()
	options.Stdin = &api.StdinOptions{Contents: entry, ResolveDir: dir, Sourcefile: "engine.js"}
	options.Format, options.GlobalName = api.FormatIIFE, "chartEngine"
	options.Define["ADVANCES"] = advanceTable()
	return bundle(options)
}

// Script minifies one of the site's own scripts.
func Script(name, text string) ([]byte, error) {
	options := options()
	options.Stdin = &api.StdinOptions{Contents: text, Sourcefile: name}
	return bundle(options)
}

func options() api.BuildOptions {
	return api.BuildOptions{
		Bundle:           true,
		Format:           api.FormatESModule,
		Target:           api.ES2020,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true,
		LegalComments: api.LegalCommentsInline,
		Charset:       api.CharsetUTF8,
		Define:        map[string]string{"process.env.NODE_ENV": `"production"`},
		LogLevel:      api.LogLevelSilent,
	}
}

func bundle(options api.BuildOptions) ([]byte, error) {
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
