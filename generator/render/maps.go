package render

import (
	"html/template"

	"vitrine/generator/option"
	"vitrine/generator/picture"
)

// mapLegend is the view of the legend of a map in the block with an id.
func mapLegend(m *option.Map, id string) MapLegend {
	v := MapLegend{Title: m.Title}
	for i, e := range m.Legend {
		v.Entries = append(v.Entries, MapSwatch{template.HTML(picture.Swatch(m, i, id+"-key")), // it has no words
			e.Words})
	}
	return v
}
