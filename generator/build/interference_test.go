package build_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"vitrine/generator/source"

	"vitrine/generator/sitetest"
)

// stops is a dataset of quarters and countries, of which two quarters hold small counts.
const stops = `title = "Stops"
status = "final"
updated = 2026-01-02

[[dimension]]
id = "quarter"
title = "Quarter"
kind = "period"

[[dimension]]
id = "country"
title = "Country"
kind = "geo"
total = "all"
members = [{ id = "all", title = "All countries" }, { id = "TH" }, { id = "LA" }, { id = "KH" }, { id = "VN" }]

[[measure]]
id = "n"
title = "Stops"
unit = "persons"
people = true

[[measure]]
id = "cars"
title = "Cars"
unit = "cars"
people = false

[table]
columns = ["quarter", "country", "source", "n", "cars"]
rows = [
%s]
`

// square is the outline of a region that is as large as others.
const square = `{"type": "Feature", "properties": {"id": "%s"}, "geometry": {"type": "Polygon", "coordinates": ` +
	`[[[%[2]d, 14], [%[3]d, 14], [%[3]d, 16], [%[2]d, 16], [%[2]d, 14]]]}}`

// stopsSite is a site of stops with some blocks. Its versions differ in what is withheld, and add up to
// the same sums: small counts are exchanged, or one is greater and a large one less.
func stopsSite(t *testing.T, version int, blocks ...string) fstest.MapFS {
	t.Helper()
	site := sitetest.FromArchive(t, "withheld.txtar")
	for _, name := range []string{inData, inArticle, "content/reports/first/list.csv", "data/maps/city.toml", "data/maps/city.geojson",
		"content/reports/first.md"} {
		delete(site, name)
	}
	text := func(name, text string) { site[name] = &fstest.MapFile{Data: []byte(text)} }
	text(inSite, strings.SplitN(string(site[inSite].Data), "[[headline]]", 2)[0])
	var rows strings.Builder
	for i := range 8 {
		quarter := fmt.Sprintf("%d-%02d/%d-%02d", 2022+i/4, i%4*3+1, 2022+i/4, i%4*3+3)
		n := map[string]int{"TH": 40 + 3*i, "LA": 11 + i, "KH": 21 - i, "VN": 30 + i*i}
		switch {
		case i == 2:
			n["LA"], n["KH"] = 1, 4
		case i == 5:
			n["LA"], n["KH"] = 3, 2
		}
		switch {
		case i != 2 && i != 5:
		case version == 1:
			n["LA"], n["KH"] = n["KH"], n["LA"]
		case version == 2:
			n["TH"], n["KH"] = n["TH"]+1, n["KH"]-1
		}
		n["all"] = n["TH"] + n["LA"] + n["KH"] + n["VN"]
		for _, c := range []string{"all", "TH", "LA", "KH", "VN"} {
			cars := map[string]int{"all": 100, "TH": 40, "LA": 30, "KH": 20, "VN": 10}[c]
			fmt.Fprintf(&rows, "  [%q, %q, \"police\", %d, %d],\n", quarter, c, n[c], cars)
		}
	}
	text("data/datasets/stops.toml", fmt.Sprintf(stops, rows.String()))
	text("data/maps/se.toml", "title = \"Region\"\nfile = \"se.geojson\"\nsource = \"police\"\nkey = \"id\"\n")
	var regions []string
	for i, id := range []string{"TH", "LA", "KH", "VN"} {
		regions = append(regions, fmt.Sprintf(square, id, 100+2*i, 102+2*i))
	}
	text("data/maps/se.geojson", `{"type": "FeatureCollection", "features": [`+strings.Join(regions, ",")+"]}")
	article := "+++\ntitle = \"Stops\"\nsummary = \"Stops.\"\ndate = 2026-01-02\n+++\n\nWords.\n"
	for i, block := range blocks {
		kind, keys, _ := strings.Cut(block, "\n")
		article += fmt.Sprintf("\n```%s\n%s\n", kind, keys)
		switch kind {
		case "chart":
			article += fmt.Sprintf("data = \"stops\"\ntitle = \"Chart\"\nalt = \"A chart.\"\nid = \"chart-%c\"\n", 'a'+i)
		case "table":
			article += fmt.Sprintf("data = \"stops\"\ntitle = \"Table\"\nid = \"table-%c\"\n", 'a'+i)
		}
		article += "```\n"
	}
	text("content/reports/stops.md", article)
	return site
}

const small = `where = { country = "!all", quarter = "2022-07/2022-09" }` + "\n"

// drawnStops are blocks over figures of which some are withheld. Each has every new way to put figures
// in order, to add them up or to compare them.
var drawnStops = []string{
	"chart\ntype = \"bar\"\nx = \"country\"\ny = \"n\"\nsort = \"value\"\n" + small,
	"chart\ntype = \"bar\"\nx = \"country\"\ny = \"n\"\nsort = \"title\"\n" + small,
	"chart\ntype = \"horizontal-bar\"\nx = \"country\"\ny = \"n\"\nsort = \"value\"\ntop = 1\n" + small,
	"chart\ntype = \"horizontal-bar\"\nx = \"country\"\ny = \"n\"\ntop = 3\n" + small,
	"chart\ntype = \"bar\"\nx = \"quarter\"\ny = \"n\"\nsum = [\"country\"]\n",
	"chart\ntype = \"bar\"\nx = \"quarter\"\ny = \"n\"\nsum = [\"country\"]\nsort = \"value\"\n",
	"chart\ntype = \"line\"\nx = \"quarter\"\ny = \"n\"\nseries = \"country\"\nstep = \"half-year\"\n",
	"chart\ntype = \"line\"\nx = \"quarter\"\ny = \"n\"\nseries = \"country\"\naxis = \"log\"\nhighlight = [\"LA\"]\n",
	"chart\ntype = \"bar\"\nx = \"quarter\"\ny = \"n\"\nfold = \"year\"\nwhere = { country = \"LA\" }\n",
	"chart\ntype = \"heatmap\"\nx = \"quarter\"\ny = \"n\"\nfold = \"year\"\nwhere = { country = \"KH\" }\n",
	"chart\ntype = \"heatmap\"\nx = \"quarter\"\ny = \"n\"\nseries = \"country\"\nwhere = { country = \"!all\", quarter = [\"2022-04/2022-06\", \"2022-07/2022-09\"] }\n",
	"chart\ntype = \"bar\"\nx = \"quarter\"\ny = \"n\"\nfacet = \"country\"\nstep = \"year\"\n",
	"chart\ntype = \"stacked-bar\"\nx = \"quarter\"\ny = \"n\"\nseries = \"country\"\nwhere = { country = \"!all\" }\n",
	"chart\ntype = \"stacked-bar\"\nx = \"quarter\"\ny = \"n\"\nseries = \"country\"\nstep = \"half-year\"\nwhere = { country = \"!all\" }\n",
	"chart\ntype = \"slope\"\nx = \"quarter\"\ny = \"n\"\nseries = \"country\"\nwhere = { country = [\"TH\", \"LA\", \"VN\"], quarter = [\"2022-01/2022-03\", \"2023-04/2023-06\"] }\n",
	"chart\ntype = \"map\"\nmap = \"se\"\nx = \"country\"\ny = \"n\"\nclasses = 2\nmethod = \"quantile\"\n" + small,
	"chart\ntype = \"map\"\nmap = \"se\"\nx = \"country\"\ny = \"n\"\nclasses = 3\nmethod = \"equal\"\nsum = [\"quarter\"]\n",
	"chart\ntype = \"line\"\nx = \"quarter\"\ny = \"n\"\nwhere = { country = \"all\" }\nannotations = [{ y = \"n[country=all&quarter=2023-10/2023-12]\", title = \"Most\" }]\n",
	"table\nsparkline = \"quarter\"\nmeasures = [\"n\"]\n",
	"headline\n[[item]]\nfigure = \"[](value:stops/n?country=LA&quarter=2023-10/2023-12)\"\nlabel = \"stops\"\nsparkline = \"stops/n?country=LA&quarter=*\"\n",
}

// refusedStops are blocks that rest on what is withheld.
var refusedStops = []string{
	"chart\ntype = \"pie\"\nx = \"country\"\ny = \"n\"\n" + small,
	"chart\ntype = \"stacked-bar\"\nx = \"quarter\"\ny = \"n\"\nseries = \"country\"\nshare = true\nwhere = { country = \"!all\" }\n",
	"chart\ntype = \"bar\"\nx = \"country\"\ny = \"n\"\nannotations = [{ y = \"sum(n[country=LA,KH&quarter=2022-07/2022-09])\", title = \"Both\" }]\n" + small,
	"chart\ntype = \"map\"\nmap = \"se\"\nx = \"country\"\ny = \"n\"\nclasses = [50]\n" + small,
	"chart\ntype = \"bar\"\nx = \"country\"\ny = \"n\"\nwhere = { country = [\"LA\", \"KH\"], quarter = \"2022-07/2022-09\" }\n",
	"chart\ntype = \"bar\"\nx = \"quarter\"\ny = \"n\"\nstep = \"quarter\"\nwhere = { country = \"LA\", quarter = \"2022-07/2022-09\" }\n",
	"headline\n[[item]]\nfigure = \"[](value:stops/n?country=TH&quarter=2023-10/2023-12)\"\nlabel = \"stops\"\nsparkline = \"stops/n?country=LA,KH&quarter=*\"\n",
}

// TestInterference: two sites of which nothing differs but figures that both withhold are the same,
// byte for byte, whatever their charts and tables put in order, add up or compare; and so are the
// messages on blocks that are refused.
func TestInterference(t *testing.T) {
	sitetest.Packages(t)
	one := sitetest.Built(t, stopsSite(t, 0, drawnStops...))
	if n := strings.Count(sitetest.Page(t, one, "data/stops.csv"), ",c"); n < 4 || n > 12 {
		t.Fatalf("%d cells are withheld", n)
	}
	pictures := 0
	for version := range 3 {
		two := sitetest.Built(t, stopsSite(t, version, drawnStops...))
		if len(one.Paths()) != len(two.Paths()) {
			t.Errorf("%d files, and %d", len(one.Paths()), len(two.Paths()))
		}
		for _, name := range one.Paths() {
			a, _ := one.File(name)
			b, ok := two.File(name)
			if !ok || !bytes.Equal(a, b) {
				t.Errorf("%s tells of what is withheld: %s", name, difference(a, b))
			}
			if version == 0 && strings.HasSuffix(name, ".svg") && strings.Contains(name, "chart-") {
				pictures++
			}
		}
	}
	if charts := strings.Count(strings.Join(drawnStops, "\n"), "chart\n"); pictures < charts {
		t.Errorf("%d pictures of %d charts", pictures, charts)
	}
	for _, block := range refusedStops {
		out, problems := sitetest.BuildQuiet(stopsSite(t, 0, block))
		_, others := sitetest.BuildQuiet(stopsSite(t, 2, block))
		if out != nil {
			t.Errorf("built: %s", block)
		}
		if a, b := said(problems), said(others); a != b || !strings.Contains(a, "content/reports/stops.md:") {
			t.Errorf("the messages on %s are\n%s\nand\n%s", block, a, b)
		}
	}
}

func said(problems []source.Problem) string {
	var list []string
	for _, p := range problems {
		if !p.Warning {
			list = append(list, p.String())
		}
	}
	return strings.Join(list, "\n")
}

// difference is where two texts begin to differ.
func difference(a, b []byte) string {
	for i := range a {
		if i >= len(b) || a[i] != b[i] {
			return fmt.Sprintf("%q, and %q", a[max(0, i-40):min(len(a), i+40)], b[max(0, i-40):min(len(b), i+40)])
		}
	}
	return "one is longer"
}

// TestHostileCharts: words of charts and maps that look like elements, scripts or templates stay words, in
// pages and in the JSON that a page's script reads.
func TestHostileCharts(t *testing.T) {
	sitetest.Packages(t)
	const inStops = "data/datasets/stops.toml"
	places := [][2]string{{inStops, `title = "All countries"`}, {inStops, `title = "Quarter"`}, {inStops, `title = "Stops"`},
		{inStops, `title = "Country"`}, {inStops, `unit = "cars"`}, {"data/maps/se.toml", `title = "Region"`},
		{"content/reports/stops.md", `title = "Most"`}, {"content/reports/stops.md", `alt = "A chart."`}}
	built := 0
	for i, bad := range append(sitetest.Hostile, `</script><b>`, `]]><b>`, "{a|x}\u2028") {
		for k, place := range places {
			if (i+k)%4 != 0 {
				continue
			}
			site := stopsSite(t, 0, drawnStops...)
			key, _, _ := strings.Cut(place[1], " ")
			quoted := key + ` = "` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(bad) + `"`
			site[place[0]] = &fstest.MapFile{Data: bytes.ReplaceAll(site[place[0]].Data, []byte(place[1]), []byte(quoted))}
			out, problems := sitetest.BuildQuiet(site)
			if out == nil {
				if said(problems) == "" {
					t.Errorf("%s as %s: refused without words", bad, place[1])
				}
				continue
			}
			built++
			for _, name := range out.Paths() {
				text, _ := out.File(name)
				if strings.HasSuffix(name, ".html") {
					checkInert(t, bad+" as "+place[1]+" on "+name, text)
				}
			}
		}
	}
	if built < 8 {
		t.Errorf("%d sites are built: the test has not looked", built)
	}
}
