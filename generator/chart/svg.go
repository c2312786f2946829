package chart

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"slices"
	"strconv"
	"strings"
)

// kept are the attributes that a picture may have. What else ECharts writes is
// of no use in a page (pointer-events, xml:space) or must not be there (style).
var kept = []string{"d", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "width", "height", "points", "transform",
	"fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin",
	"opacity", "clip-path", "id", "offset", "stop-color", "stop-opacity", "gradientUnits", "patternUnits",
	"dominant-baseline", "text-anchor", "font-size", "font-weight", "font-style"}

var elements = []string{"svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan",
	"defs", "clipPath", "linearGradient", "stop", "pattern"}

// dropped elements and all in them are left out: without a pointer a picture has
// no states.
var dropped = []string{"style", "metadata"}

// clean turns what ECharts drew into an element for a page: no style
// attributes, ids that begin with prefix and don't depend on what was drawn
// before, and only what pictures need. It also says which figures it found.
func clean(svg, prefix string) ([]byte, map[mark]bool, error) {
	c := &cleaner{prefix: prefix, ids: map[string]string{}, drawn: map[mark]bool{}}
	d := xml.NewDecoder(strings.NewReader(svg))
	skip := 0
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, errors.New("the picture is no XML")
		}
		switch t := token.(type) {
		case xml.StartElement:
			if skip > 0 || slices.Contains(dropped, t.Name.Local) {
				skip++
				continue
			}
			if err := c.start(t); err != nil {
				return nil, nil, err
			}
		case xml.EndElement:
			if skip > 0 {
				skip--
				continue
			}
			c.end(t.Name.Local)
		case xml.CharData:
			if skip == 0 {
				c.text(string(t))
			}
		}
	}
	if len(c.open) > 0 || c.out.Len() == 0 {
		return nil, nil, errors.New("the picture is not whole")
	}
	return c.out.Bytes(), c.drawn, nil
}

type cleaner struct {
	out    bytes.Buffer
	prefix string
	ids    map[string]string
	drawn  map[mark]bool
	open   []string
	bare   bool // the last tag is open for "/>"
}

// id gives an id of ECharts' one of our own, by the order in which they come.
func (c *cleaner) id(old string) string {
	if c.ids[old] == "" {
		c.ids[old] = fmt.Sprintf("%s-%d", c.prefix, len(c.ids)+1)
	}
	return c.ids[old]
}

func (c *cleaner) start(t xml.StartElement) error {
	name := t.Name.Local
	if !slices.Contains(elements, name) {
		return fmt.Errorf("the picture has an element %s", name)
	}
	c.closeTag()
	if len(c.open) == 0 {
		c.tag(name)
		c.rootAttributes(t.Attr)
		return nil
	}
	var attributes []xml.Attr
	for _, a := range t.Attr {
		if a.Name.Local == "style" {
			attributes = append(attributes, declarations(a.Value)...)
		} else {
			attributes = append(attributes, a)
		}
	}
	c.note(attributes)
	if unseen(name, attributes) {
		c.open = append(c.open, "")
		return nil
	}
	c.tag(name)
	for _, a := range attributes {
		key, value := a.Name.Local, a.Value
		if old, ok := strings.CutPrefix(value, "url(#"); ok {
			value = "url(#" + c.id(strings.TrimSuffix(old, ")")) + ")"
		}
		if key == "id" {
			value = c.id(value)
		}
		if a.Name.Space == "" && slices.Contains(kept, key) {
			c.attribute(key, value)
		}
	}
	return nil
}

func (c *cleaner) tag(name string) {
	c.out.WriteString("<" + name)
	c.bare = true
	c.open = append(c.open, name)
}

// note remembers the figure that an element stands for.
func (c *cleaner) note(attributes []xml.Attr) {
	value := map[string]string{}
	for _, a := range attributes {
		value[a.Name.Local] = a.Value
	}
	series, err := strconv.Atoi(value["ecmeta_series_index"])
	data, err2 := strconv.Atoi(value["ecmeta_data_index"])
	if err == nil && err2 == nil && value["ecmeta_ssr_type"] == "chart" {
		c.drawn[mark{series, data}] = true
	}
}

// unseen reports whether a shape shows nothing: ECharts has such to catch the
// pointer.
func unseen(name string, attributes []xml.Attr) bool {
	if name != "path" && name != "rect" {
		return false
	}
	value := map[string]string{}
	for _, a := range attributes {
		value[a.Name.Local] = a.Value
	}
	filled := value["fill"] != "none" && value["fill"] != empty && value["fill-opacity"] != "0"
	stroked := value["stroke"] != "" && value["stroke"] != "none" && value["stroke"] != empty && value["stroke-width"] != "0"
	return !filled && !stroked
}

// rootAttributes are those of the picture itself. It is as large as its box: the
// view box keeps its shape.
func (c *cleaner) rootAttributes(attributes []xml.Attr) {
	size := map[string]string{}
	for _, a := range attributes {
		size[a.Name.Local] = a.Value
	}
	c.attribute("viewBox", fmt.Sprintf("0 0 %s %s", size["width"], size["height"]))
	c.attribute("width", size["width"])
	c.attribute("height", size["height"])
}

// declarations are the parts of a style attribute, as attributes. The page
// chooses the font.
func declarations(style string) []xml.Attr {
	var list []xml.Attr
	for declaration := range strings.SplitSeq(style, ";") {
		key, value, ok := strings.Cut(declaration, ":")
		if ok && strings.TrimSpace(key) != "font-family" {
			list = append(list, xml.Attr{Name: xml.Name{Local: strings.TrimSpace(key)}, Value: strings.TrimSpace(value)})
		}
	}
	return list
}

func (c *cleaner) attribute(key, value string) {
	fmt.Fprintf(&c.out, ` %s="%s"`, key, html.EscapeString(value))
}

func (c *cleaner) closeTag() {
	if c.bare {
		c.out.WriteString(">")
		c.bare = false
	}
}

func (c *cleaner) end(name string) {
	if len(c.open) > 0 {
		last := c.open[len(c.open)-1]
		c.open = c.open[:len(c.open)-1]
		if last == "" {
			return
		}
	}
	if c.bare {
		c.out.WriteString("/>")
		c.bare = false
		return
	}
	c.out.WriteString("</" + name + ">")
}

// text is written so that it can't be taken for a colour's name, which Literal
// replaces.
func (c *cleaner) text(s string) {
	if len(c.open) == 0 || !slices.Contains([]string{"text", "tspan"}, c.open[len(c.open)-1]) {
		return // line ends between elements
	}
	c.closeTag()
	c.out.WriteString(escape(s))
}
