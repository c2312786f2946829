package render

import (
	"html/template"

	"vitrine/generator/feeds"
	"vitrine/generator/report"
)

// The views: what templates get. They are plain data, strings, whole numbers, booleans, lists
// and finished HTML, so that a page shows nothing that its view does not hold, and a view that
// is the same makes the same page. An optional part is a list of at most one. Paths begin at
// the site's root, and {{href .Path}} makes an address of one.

// Page is what the template of every page gets: home.html, article.html, list.html,
// dataset.html, source.html, search.html, releases.html, release.html, 404.html, embed.html and
// redirect.html.
type Page struct {
	Site   Site
	Assets Assets
	Menu   []MenuLink

	Path        string // of the page
	Canonical   string // its whole address
	Policy      string // its Content-Security-Policy
	Title       string // plain text
	Description string // plain text, "" for none
	Breadcrumbs []Link
	JSONLD      template.JS // schema.org's words for the page, "" for none
	Card        string      // the whole address of the picture for sharing, "" for none
	Noindex     bool        // search engines are to leave it out
	HasChart    bool
	Redirect    string // the path of the page that has taken this one's place
	RedirectURL string // its whole address

	Citations []Citation // the notes of the figures on the page
	Article   []Article  // article.html
	List      []List     // list.html
	Dataset   []Dataset  // dataset.html
	Source    []Source   // source.html
	Home      []Home     // home.html
	Embed     []Embed    // embed.html
	Search    []Search   // search.html
	Releases  []Releases // releases.html
	Release   []Release  // release.html
}

// Site is what is the same for every page.
type Site struct {
	Title      string
	URL        string // the whole address of the first page
	Language   string // a tag like en or zh-Hant
	Publisher  string
	Contact    string // "" for none
	Licence    string
	LicenceURL string // "" for none
	HasTopics  bool
	Search     bool // there is a page that searches
	Embeds     bool // charts have pages for other sites' frames, and files
	Pictures   bool // charts are drawn by the build, not by the reader's browser
}

// MenuLink is a link of the menu.
type MenuLink struct {
	Title string
	Path  string
	Here  template.HTMLAttr // aria-current when it leads to the page, or to what it is part of
}

// Link is a line of a list, or a step of a path.
type Link struct {
	Title string
	Path  string
}

// Mention is an article as other pages name it.
type Mention struct {
	Title template.HTML // without links
	Path  string
}

// Day is a date.
type Day struct {
	ISO  string // a year, a month or a day; "" for none
	Text string // in the page's language
}

// Article is a page that an editor wrote.
type Article struct {
	Draft       bool
	Heading     template.HTML
	Lead        template.HTML // its summary
	Authors     string        // joined by commas
	Date        Day
	Updated     Day
	Corrections []Correction
	Image       template.HTML // "" for none
	Credit      string        // of the image
	Contents    []report.Heading
	Body        template.HTML
	Datasets    []DatasetLink
	Cite        []feeds.Reference
	Topics      []Link
	Links       []report.Printed // that lead elsewhere, for paper
	Related     []Mention        // reports that share most of its datasets
	Newer       []Mention        // in its section
	Older       []Mention
}

// Correction is what an article once got wrong.
type Correction struct {
	ID   string // its place on the page
	Date Day
	Text template.HTML
}

// Citation is a numbered note: the sources of one or more figures.
type Citation struct {
	Number  int
	Sources []SourceLink
}

// SourceLink is a source as other pages name it.
type SourceLink struct {
	ID       string
	Path     string
	Cite     string // its publisher and date
	Title    string // "" for none
	Language string // of the title, "" for none
	URL      string // of the original, "" for none
}

// DatasetLink is a dataset as other pages name it.
type DatasetLink struct {
	ID      string
	Title   string
	Path    string
	Updated Day
}

// List is a page of a list.
type List struct {
	Intro    template.HTML // what stands above the list on its first page, "" for nothing
	Items    []Item
	Number   int // of this page in the list
	Pages    int
	Previous string // the path of the page before, "" for none
	Next     string
}

// Item is an entry of a list.
type Item struct {
	Title    template.HTML
	Path     string
	Summary  template.HTML
	Date     Day
	Meta     string // a few words beside the date
	Language string // of the title, where it is not the page's
	Top      bool   // no heading stands between it and the page's
}

// Home is the first page.
type Home struct {
	Summary   template.HTML
	Headlines []BigFigure
	Items     []Item // the newest reports
	More      bool   // there are more of them
	Sections  []Link
	Datasets  []Link
}

// BigFigure is a figure that stands large, and what it counts.
type BigFigure struct {
	Figure template.HTML
	Label  template.HTML
}

// Dataset is the page of a dataset.
type Dataset struct {
	ID            string
	Draft         bool
	Title         string
	Summary       template.HTML
	Status        string // preliminary, final, revised or withdrawn
	Updated       Day
	Licence       string
	Contact       string    // "" for none
	Versions      []Version // that stand no longer, the newest first
	Long          bool      // the table leaves the rest of the page far below
	Grid          Grid
	Bounds        bool // the table shows a bound to explain
	Conflicts     []Conflict
	Revisions     []Revision // the newest first
	Withdrawals   []Withdrawal
	Discrepancies []Discrepancy
	Statements    []Statement
	Method        template.HTML
	Quality       template.HTML
	Disclosure    Disclosure
	NotPeople     []NotPeople
	Sources       []SourceLink
	Articles      []Mention // that use it
	Uses          int       // how many
	All           string    // the path of the list of all of them, when they are too many for the page
	Cite          []feeds.Reference
}

// Version is a version of a dataset that stands no longer.
type Version struct {
	Date      Day
	Path      string
	Withdrawn Day
}

// Grid is a table.
type Grid struct {
	ID      string        // begins the ids of its notes
	Columns template.HTML // the cells of its head
	Body    template.HTML // its rows
	Notes   []Note
	Marks   []string // the letters that need to be explained
}

// Note is a numbered note of a table.
type Note struct {
	Number int
	Text   template.HTML
}

// Conflict is what rival sources say of one thing.
type Conflict struct {
	Thing   string
	Grid    []Grid // their figures side by side
	Reasons []template.HTML
}

// Revision is a declared change of published figures.
type Revision struct {
	ID     string
	Date   Day
	Kind   string
	Reason template.HTML
	By     string // "" for nobody
	Grid   []Grid // what was and what is
}

// Withdrawal takes published figures back.
type Withdrawal struct {
	ID     string
	Date   Day
	Reason template.HTML
	By     string
}

// Discrepancy is a total that its parts do not add up to.
type Discrepancy struct {
	ID     string
	Reason template.HTML
	Cells  int // how many totals, or none where that is not said
}

// Statement is what somebody said of figures.
type Statement struct {
	ID      string
	Date    Day
	Who     string
	Role    string // "" for none
	Stance  string // supports, explains or disputes
	Text    template.HTML
	Quote   string // "" for none
	Source  []SourceLink
	Dataset []DatasetLink // on pages of sources
}

// Disclosure is how people are protected.
type Disclosure struct {
	Method     string // suppress, none, or "" where nothing is to be said
	Zeros      bool   // zeros are withheld too
	Max        int    // the largest count of people that is withheld
	Suppressed int    // how many cells are withheld
	Reason     template.HTML
}

// NotPeople is a measure that counts no people though its unit does.
type NotPeople struct {
	Title  string
	Reason template.HTML
}

// Source is a page of a source.
type Source struct {
	Cite       string
	Title      string
	Language   string
	URL        string
	Archived   string
	Author     string
	Agency     string
	Origin     string
	Speaker    string
	Published  Day
	Accessed   Day
	Licence    string
	Note       template.HTML
	Count      int // figures that rest on it
	Figures    []SourceFigure
	Statements []Statement
	Articles   []Mention // that cite it
	List       List      // of its figures
}

// SourceFigure is a figure that rests on a source.
type SourceFigure struct {
	Dataset string // its title
	Where   string // the members that it is of
	Measure string
	Text    string
	Href    string // a path and a place there
}

// Embed is a chart alone, for other sites' frames.
type Embed struct {
	ID      string
	Caption template.HTML // without links
	Picture template.HTML
	Note    template.HTML // without notes of its own
	Table   template.HTML
	Sources []SourceLink
	Article Mention // that it is from
}

// Search is the page that searches.
type Search struct {
	Index    Asset
	Sections []Link
}

// Releases is a page of the list of releases.
type Releases struct {
	List       List
	Releases   []Release // of this page, the newest first
	Last       []Release
	Log        []Log       // none before the first release
	Unreleased []FileDelta // how the site differs from the last release
}

// Log is the log of releases, as a reader who checks it needs it.
type Log struct {
	Origin  string
	Key     string
	Path    string // of its folder
	URL     string // the whole address of its folder
	Size    int    // entries
	Entries string // the last bundle of entries, in its folder
}

// Release is one release.
type Release struct {
	ID          string
	Title       string
	Index       int    // in the log
	Sum         string // of its manifest
	Day         Day
	Path        string
	Proof       string
	Manifest    string
	ManifestURL string
	Withdrawn   []Withdrawn
	Files       int
	Delta       []FileDelta // none when the release before is withdrawn
	Articles    []ArticleChange
	Revisions   []RevisionChange
	Log         []Log
}

// Withdrawn tells when a release was withdrawn, and why.
type Withdrawn struct {
	Date   Day
	Reason string
}

// ArticleChange is an article that a release changed.
type ArticleChange struct {
	Title string
	Path  string
	New   bool
}

// RevisionChange is a revision that a release brought.
type RevisionChange struct {
	Title   string // of the dataset
	Path    string
	Kind    string
	Revised string // how much
}

// FileDelta is how one list of files differs from another.
type FileDelta struct {
	Added   int
	Changed int
	Removed int
	Some    []string // the first files that differ
	More    int      // how many others do
}

// Block is what the template of a block gets: block-chart, block-table, block-compare,
// block-statements, block-headline and block-figure.
type Block struct {
	Site       Site
	ID         string
	Caption    template.HTML // its title, or the caption of an image
	Text       string        // the title's words alone
	Picture    template.HTML // of a chart, made by "picture"
	Table      template.HTML // of a chart, made by "grid"
	Note       template.HTML
	Grid       []Grid
	Dataset    []DatasetLink
	Reasons    []template.HTML // of the conflicts that a comparison shows
	Statements []Statement
	Headline   []BigFigure
	Image      template.HTML
	Credit     string
	Sources    []SourceLink // of a chart
	FilePath   string       // of a chart's picture as a file of its own
	EmbedPath  string       // of its page for other sites' frames
	EmbedURL   string
	EmbedCode  string // HTML that another site's page needs to show it
}

// Picture is what "picture" gets: a chart's drawings, and what explains them.
type Picture struct {
	Site      Site
	Alt       string
	Drawings  []Drawing
	Payload   template.JS // what the page's script reads
	Marks     []string
	Differs   bool     // sources differ
	Conflicts string   // the path of the page that tells how
	Hints     []string // how the chart is to be read
}

// Drawing is one of a chart's two drawings.
type Drawing struct {
	Name string
	SVG  template.HTML
}
