package chart

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	"vitrine/generator/bundle"
	"vitrine/generator/option"
)

// modules are the parts of ECharts that a type of chart needs.
var modules = map[string][]string{
	"bar": {"BarChart"}, "stacked-bar": {"BarChart"}, "horizontal-bar": {"BarChart"},
	"line": {"LineChart"}, "area": {"LineChart"}, "slope": {"LineChart"}, "pie": {"PieChart"},
	"range": {"BarChart", "ScatterChart"}, "heatmap": {"ScatterChart"},
}

//go:embed draw.js
var drawScript string

// Types are the types of charts that ECharts draws.
func Types() []string { return slices.Sorted(maps.Keys(modules)) }

// Engine is the script that draws charts of some types: draw.js with no more of
// ECharts than they need. Bundled, it sets one variable, chartEngine.
func Engine(types []string) bundle.Script {
	needed := map[string]bool{}
	for _, t := range types {
		for _, m := range modules[t] {
			needed[m] = true
		}
	}
	first, scripts := option.AdvanceTables()
	names := strings.Join(slices.Sorted(maps.Keys(needed)), ", ")
	return bundle.Script{Name: "echarts.js", Global: "chartEngine", Text: fmt.Sprintf(`import {use} from 'echarts/core';
import {%s} from 'echarts/charts';
import {GridComponent, LegendComponent} from 'echarts/components';
import {SVGRenderer} from 'echarts/renderers';
use([%s, GridComponent, LegendComponent, SVGRenderer]);
const ADVANCES = %s, SCRIPTS = %s;
%s`, names, names, first, scripts, drawScript)}
}
