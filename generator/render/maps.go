package render

import (
	"html/template"

	"vitrine/generator/option"
	"vitrine/generator/picture"
)

// swatches are the view of the legend of a map in the block with an id.
func swatches(m *option.Map, id string) (list []MapSwatch) {
	for i, e := range m.Legend {
		list = append(list, MapSwatch{template.HTML(picture.Swatch(m, i, id+"-key")), // it has no words
			e.Words})
	}
	return list
}
