package render

// accessPath is where the statement on accessibility stands.
const accessPath = "/accessibility/"

// Access is the statement on accessibility.
func (p *Pages) Access() []Sheet {
	a, l := p.site.Access, p.locale
	if a == nil {
		return nil
	}
	const from = "data/site.toml"
	v := Accessibility{Checked: p.day(a.Checked), Limits: p.linked(a.Limits, from),
		Enforcement: p.linked(a.Enforcement, from)}
	return []Sheet{p.sheet("accessibility.html", from, Page{Path: accessPath, Title: l.Word("accessibility"),
		Description: l.Word("access-about", "publisher", p.site.Publisher), Breadcrumbs: []Link{p.home()},
		Access: []Accessibility{v}})}
}
