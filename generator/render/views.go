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
// dataset.html, source.html, glossary.html, accessibility.html, search.html, releases.html, release.html,
// 404.html, embed.html and redirect.html.
type Page struct {
	Site   Site       // what is the same for every page
	Assets Assets     // the files that every page needs
	Menu   []MenuLink // the links of the menu

	Path        string      // of the page
	Canonical   string      // its whole address
	Policy      string      // its Content-Security-Policy
	Title       string      // plain text
	Description string      // plain text, "" for none
	Breadcrumbs []Link      // the path from the first page to this one
	JSONLD      template.JS // schema.org's words for the page, "" for none
	Card        string      // the whole address of the picture for sharing, "" for none
	Noindex     bool        // search engines are to leave it out
	HasCards    bool        // it needs the script that shows cards beside their figures
	HasChart    bool        // it needs the script that brings charts to life
	Redirect    string      // the path of the page that has taken this one's place
	RedirectURL string      // its whole address

	Citations []Citation      // the notes of the figures on the page
	Article   []Article       // article.html
	List      []List          // list.html
	Dataset   []Dataset       // dataset.html
	Source    []Source        // source.html
	Home      []Home          // home.html
	Embed     []Embed         // embed.html
	Search    []Search        // search.html
	Access    []Accessibility // accessibility.html
	Filing    []Filing        // filing.html
	Glossary  []Glossary      // glossary.html
	Releases  []Releases      // releases.html
	Release   []Release       // release.html
}

// Site is what is the same for every page.
type Site struct {
	Title      string // of the site
	URL        string // the whole address of the first page
	Language   string // a tag like en or zh-Hant
	Publisher  string // who publishes it
	Contact    string // "" for none
	Licence    string // its name
	LicenceURL string // "" for none
	HasTopics  bool   // there is a list of topics
	Filings    []Link // the reports that a law asks for
	HasTerms   bool   // there is a glossary
	HasAccess  bool   // there is a statement on accessibility
	Search     bool   // there is a page that searches
	Embeds     bool   // charts have pages for other sites' frames, and files
	Pictures   bool   // charts are drawn by the build, not by the reader's browser
}

// MenuLink is a link of the menu.
type MenuLink struct {
	Title string            // plain text
	Path  string            // where it leads
	Here  template.HTMLAttr // aria-current when it leads to the page, or to what it is part of
}

// Link is a line of a list, or a step of a path.
type Link struct {
	Title string // plain text
	Path  string // where it leads
}

// Mention is an article as other pages name it.
type Mention struct {
	Title template.HTML // without links
	Path  string        // of the article
}

// Day is a date.
type Day struct {
	ISO  string // a year, a month or a day; "" for none
	Text string // in the page's language
}

// Article is a page that an editor wrote.
type Article struct {
	Draft       bool              // it is shown to its editor alone
	Heading     template.HTML     // the title, with its figures as links and notes
	Lead        template.HTML     // its summary
	Head        []string          // what holds for figures of which it says nothing else
	Authors     string            // joined by commas
	Date        Day               // when it was published
	Updated     Day               // when it was updated
	Read        string            // who has read every sentence with figures, and when; "" for nobody
	Corrections []Correction      // what it once got wrong
	Image       template.HTML     // "" for none
	Credit      string            // of the image
	Contents    []report.Heading  // its headings, when there are enough to need a list
	Body        template.HTML     // the text with its blocks
	Datasets    []DatasetLink     // that it draws on
	Cite        []feeds.Reference // how to cite it
	Topics      []Link            // with their pages
	Links       []report.Printed  // that lead elsewhere, for paper
	Related     []Mention         // reports that share most of its datasets
	Newer       []Mention         // in its section
	Older       []Mention         // in its section
}

// FigureCard explains a figure of a page.
type FigureCard struct {
	ID      string        // its place on the page
	Back    string        // the place of the first figure that it explains
	Value   string        // as precisely as it is known, with its unit; of a claim, its words
	What    []string      // measures, and the members of each dimension
	Working template.HTML // how it comes from its cells, each a link; "" for a single cell
	Facts   []CardFact    // sources, rivals, what it was before, marks
	Told    bool          // nothing else on the page tells some of it: rivals, or what it was before
	About   template.HTML // what a term means, "" of a figure
	Links   []CardLink    // to its cell, to how it is cited, and to whom errors are reported
	Return  string        // the words that lead back
}

// CardLink is a link at the foot of a card.
type CardLink struct {
	Text string // its words
	Href string // where it leads
}

// CardFact is a line of a card.
type CardFact struct {
	Label string        // like Source
	Text  template.HTML // with links
	Told  bool          // nothing else on the page tells it
}

// Correction is what an article once got wrong.
type Correction struct {
	ID   string        // its place on the page
	Date Day           // when it was corrected
	Text template.HTML // what was wrong
}

// Citation is a numbered note: the sources of one or more figures.
type Citation struct {
	Number  int          // as figures refer to it
	Sources []SourceLink // that bear the figures out
}

// SourceLink is a source as other pages name it.
type SourceLink struct {
	ID       string // in data/sources.toml
	Path     string // of its page
	Cite     string // its publisher and date
	Title    string // "" for none
	Language string // of the title, "" for none
	URL      string // of the original, "" for none
}

// DatasetLink is a dataset as other pages name it.
type DatasetLink struct {
	ID      string // the name of its file
	Title   string // in the page's language
	Path    string // of its page
	Updated Day    // when it was updated
}

// Accessibility is the page that says what is accessible and what is not.
type Accessibility struct {
	Checked     Day           // when somebody last looked
	Limits      template.HTML // what is not accessible, "" for nothing known
	Enforcement template.HTML // where readers can turn who get no answer, "" for nothing said
}

// Filing is the page of a report that a law asks for: its parts, and their files in the form of the law.
type Filing struct {
	Law      string       // who asks for it
	Answers  []Fact       // what the report says of itself
	Updated  Day          // the last day on which a part changed
	Keep     Day          // until when every version stays public, empty for nothing said
	Parts    []FilingPart // in the order of the law
	Workbook string       // the path of all parts in one file, "" where a text is too long for one
	Changes  string       // the path of the file that tells what updates changed, "" for no update
	Versions []Version    // of its figures, which an update has superseded
}

// FilingPart is a part of such a report.
type FilingPart struct {
	Number  int    // in the law, where its name there is a number
	Title   string // its name
	Path    string // of the page of its figures, "" where it has none
	File    string // the path of its file, "" where it is not there
	Texts   []Link // the pages of its texts
	Lines   []Fact // its short texts
	Missing string // why it is not there, "" where it is
}

// Fact is something said, and of what.
type Fact struct {
	Label string // of what
	Text  string // what is said
}

// Glossary is the page of all terms.
type Glossary struct {
	Terms []GlossaryTerm // in their file's order
}

// GlossaryTerm is a term and what it means.
type GlossaryTerm struct {
	ID    string        // its place on the page
	Title string        // the term
	Text  template.HTML // what it means
}

// List is a page of a list.
type List struct {
	Intro    template.HTML // what stands above the list on its first page, "" for nothing
	Items    []Item        // on this page
	Number   int           // of this page in the list
	Pages    int           // how many there are
	Previous string        // the path of the page before, "" for none
	Next     string        // the path of the page after, "" for none
}

// Item is an entry of a list.
type Item struct {
	Title    template.HTML // without links
	Path     string        // where it leads
	Summary  template.HTML // without links, "" for none
	Date     Day           // of the entry
	Meta     string        // a few words beside the date
	Language string        // of the title, where it is not the page's
	Heading  string        // above the item, which begins a part of the list; "" for none
	Top      bool          // no heading stands between it and the page's
}

// Home is the first page.
type Home struct {
	Summary      template.HTML  // what the site is about
	Strict       bool           // no figure stands without a link
	Headlines    []BigFigure    // the big figures
	Items        []Item         // the newest reports
	More         bool           // there are more of them
	Sections     []Link         // the sections of the site
	Finding      []Finding      // the chart that matters most, where there is any
	Changes      []Changes      // against the last release that was not like the site; none before the first
	Datasets     []DatasetGroup // the first ones, by topic
	MoreDatasets bool           // there are more of them
	Cards        []FigureCard   // of its figures
}

// Finding is a chart on the first page.
type Finding struct {
	Chart Embed // without a frame
	Date  Day   // of its article
}

// Changes are what changed since a release.
type Changes struct {
	Since     Day              // the day of that release
	Revisions []RevisionChange // of figures
	New       []Mention        // articles
	Articles  []Mention        // that changed
	Datasets  []DatasetLink    // that are new
	Updated   []DatasetLink    // that have new figures
}

// DatasetGroup is some datasets of a topic.
type DatasetGroup struct {
	Title    string // of the topic, "" for none
	Path     string // of its page, "" for none
	Datasets []Link // at least one
}

// BigFigure is a figure that stands large, and what it counts.
type BigFigure struct {
	Figure template.HTML // with its link and its note
	Label  template.HTML // what it counts
	Line   template.HTML // a small picture of how it changed over time, "" for none
}

// Dataset is the page of a dataset.
type Dataset struct {
	ID            string            // the name of its file
	Draft         bool              // it is shown to its editor alone
	Filing        []Link            // the report of which it is a part
	Title         string            // in the page's language
	Summary       template.HTML     // "" for none
	Status        string            // preliminary, final, revised or withdrawn
	Updated       Day               // when it was updated
	Licence       string            // its name
	Contact       string            // "" for none
	Versions      []Version         // that stand no longer, the newest first
	Tall          bool              // the table is higher than a window
	Narrow        bool              // the table is no wider than text
	Long          bool              // the table leaves the rest of the page far below
	Grid          Grid              // the table of its figures
	Bounds        bool              // the table shows a bound to explain
	Conflicts     []Conflict        // where sources differ
	Revisions     []Revision        // the newest first
	Withdrawals   []Withdrawal      // figures that were taken back
	Discrepancies []Discrepancy     // totals that do not add up
	Statements    []Statement       // what was said of its figures
	Method        template.HTML     // how it was counted, "" for nothing said
	Quality       template.HTML     // how good it is, "" for nothing said
	Disclosure    Disclosure        // how people are protected
	NotPeople     []NotPeople       // measures that count no people though their unit does
	Sources       []SourceLink      // that its figures rest on
	Articles      []Mention         // that use it
	Uses          int               // how many
	All           string            // the path of the list of all of them, when they are too many for the page
	Cite          []feeds.Reference // how to cite it
}

// Version is a version of a dataset that stands no longer.
type Version struct {
	Date      Day    // of the version
	Path      string // of its file
	Withdrawn Day    // when it was taken back; no day while it stands
}

// Grid is a table.
type Grid struct {
	ID      string        // begins the ids of its notes
	Columns template.HTML // the cells of its head
	Body    template.HTML // its rows
	Notes   []Note        // below the table
	Marks   []string      // the letters that need to be explained
}

// Note is a numbered note of a table.
type Note struct {
	Number int           // as cells refer to it
	Text   template.HTML // of the note
}

// Conflict is what rival sources say of one thing.
type Conflict struct {
	Thing   string          // what the sources speak of
	Grid    []Grid          // their figures side by side
	Reasons []template.HTML // why they differ
}

// Revision is a declared change of published figures.
type Revision struct {
	ID     string        // in the dataset's file
	Date   Day           // when it was published
	Kind   string        // as in the dataset's file
	Reason template.HTML // why the figures changed
	By     string        // "" for nobody
	Grid   []Grid        // what was and what is
}

// Withdrawal takes published figures back.
type Withdrawal struct {
	ID     string        // in the dataset's file
	Date   Day           // when the figures were taken back
	Reason template.HTML // why
	By     string        // who took them back, "" for nobody
}

// Discrepancy is a total that its parts do not add up to.
type Discrepancy struct {
	ID     string        // in the dataset's file
	Reason template.HTML // why it does not add up
	Cells  int           // how many totals, or none where that is not said
}

// Statement is what somebody said of figures.
type Statement struct {
	ID      string        // in the dataset's file
	Date    Day           // when it was said
	Who     string        // said it
	Role    string        // "" for none
	Stance  string        // supports, explains or disputes
	Text    template.HTML // what was said
	Quote   string        // "" for none
	Source  []SourceLink  // where it was said
	Dataset []DatasetLink // on pages of sources
}

// Disclosure is how people are protected.
type Disclosure struct {
	Method     string        // suppress, none, or "" where nothing is to be said
	Zeros      bool          // zeros are withheld too
	Max        int           // the largest count of people that is withheld
	Suppressed int           // how many cells are withheld
	Reason     template.HTML // why so, "" for none
}

// NotPeople is a measure that counts no people though its unit does.
type NotPeople struct {
	Title  string        // of the measure
	Reason template.HTML // why it counts no people
}

// Source is a page of a source.
type Source struct {
	Cite       string          // its publisher and date
	Title      string          // "" for none
	Language   string          // of the title, "" for none
	URL        string          // of the original, "" for none
	Archived   string          // the address of a copy, "" for none
	Author     string          // "" for none
	Agency     string          // that spread it, "" for none
	Origin     string          // where its figures come from, "" for nothing said
	Speaker    string          // who said it, "" for nobody
	Published  Day             // when it appeared
	Accessed   Day             // when it was read
	Licence    string          // "" for nothing said
	Note       template.HTML   // "" for none
	Count      int             // figures that rest on it
	Datasets   []SourceDataset // that have them, by their titles; on the first page
	Statements []Statement     // that it has; on the first page
	Articles   []Mention       // that cite it, on this page
	List       List            // of these articles
}

// SourceDataset is a dataset with figures that rest on a source.
type SourceDataset struct {
	Title    string         // in the page's language
	Path     string         // of its page
	Count    int            // its figures that rest on the source
	Measures bool           // it has several
	Figures  []SourceFigure // none where they are many
}

// SourceFigure is a figure that rests on a source.
type SourceFigure struct {
	Where   string // the members that it is of
	Measure string // its title
	Text    string // the figure as the dataset's page shows it
	Href    string // a path and a place there
}

// Embed is a chart away from its article: alone, for other sites' frames, or on the first page.
type Embed struct {
	ID       string        // of the chart
	Caption  template.HTML // without links
	Subtitle string        // plain text under the caption, "" for none
	Picture  template.HTML // the drawings, and what explains them
	Note     template.HTML // without notes of its own
	Table    template.HTML // of the chart's figures
	Sources  []SourceLink  // of the chart
	Article  Mention       // that it is from
}

// Search is the page that searches.
type Search struct {
	Index    Asset  // the file that the page's script loads
	Sections []Link // for readers without scripts
}

// Releases is a page of the list of releases.
type Releases struct {
	List       List        // the pages of the list
	Releases   []Release   // of this page, the newest first
	Last       []Release   // the newest one
	Log        []Log       // none before the first release
	Unreleased []FileDelta // how the site differs from the last release
}

// Log is the log of releases, as a reader who checks it needs it.
type Log struct {
	Origin  string // its name
	Key     string // the public key
	Path    string // of its folder
	URL     string // the whole address of its folder
	Size    int    // entries
	Entries string // the last bundle of entries, in its folder
}

// Release is one release.
type Release struct {
	ID          string           // its name in addresses
	Title       string           // what it brings, "" for nothing said
	Index       int              // in the log
	Sum         string           // of its manifest
	Day         Day              // when it was made
	Path        string           // of its page
	Proof       string           // the path of its proof
	Manifest    string           // the path of its manifest
	ManifestURL string           // the whole address of its manifest
	Withdrawn   []Withdrawn      // when it was, if it was
	Files       int              // how many the manifest lists
	Changed     string           // how many published figures it changed, "" for the first one
	Delta       []FileDelta      // none when the release before is withdrawn
	New         []Mention        // the articles that it added
	Articles    []Mention        // the articles that it changed
	Datasets    []DatasetLink    // that it added
	Revisions   []RevisionChange // that it brought
	Log         []Log            // that holds it
}

// Withdrawn tells when a release was withdrawn, and why.
type Withdrawn struct {
	Date   Day    // when it was withdrawn
	Reason string // why
}

// RevisionChange is a revision that a release brought.
type RevisionChange struct {
	Title   string // of the dataset
	Path    string // where the dataset's page tells of it
	Kind    string // as in the dataset's file
	Revised string // how much
}

// FileDelta is how one list of files differs from another.
type FileDelta struct {
	Added   int      // how many
	Changed int      // how many
	Removed int      // how many
	Some    []string // the first files that differ
	More    int      // how many others do
}

// Block is what the template of a block gets: block-chart, block-table, block-compare,
// block-statements, block-headline and block-figure.
type Block struct {
	Site       Site              // what is the same for every page
	ID         string            // its place on the page
	Caption    template.HTML     // its title, or the caption of an image
	Text       string            // the title's words alone
	Subtitle   string            // of a chart, plain text under its title, "" for none
	Picture    template.HTML     // of a chart, made by "picture"
	Table      template.HTML     // of a chart, made by "grid"
	Note       template.HTML     // of a chart, "" for none
	Grid       []Grid            // of a table or a comparison
	Dataset    []DatasetLink     // that the block draws on
	Reasons    []template.HTML   // of the conflicts that a comparison shows
	Statements []Statement       // that the block shows
	Headline   []BigFigure       // the big figures
	Image      template.HTML     // of a figure block
	Credit     string            // of the image, "" for none
	Sources    []SourceLink      // of a chart
	Cite       []feeds.Reference // how to cite a chart, where its article has a date
	FilePath   string            // of a chart's picture as a file of its own
	EmbedPath  string            // of its page for other sites' frames
	EmbedURL   string            // the whole address of that page
	EmbedCode  string            // HTML that another site's page needs to show it
}

// Picture is what "picture" gets: a chart's drawings, and what explains them.
type Picture struct {
	Site      Site        // what is the same for every page
	Alt       string      // what the chart shows, for who can't see it
	Drawings  []Drawing   // one for wide screens and one for narrow ones; of a map one for both
	Payload   template.JS // what the page's script reads
	Marks     []string    // the letters that need to be explained
	Differs   bool        // sources differ
	Conflicts string      // the path of the page that tells how
	Hints     []string    // how the chart is to be read
	Classes   []MapSwatch // what the colours of a map mean: its classes, and why regions have none
}

// MapSwatch is a line of a map's legend.
type MapSwatch struct {
	SVG   template.HTML // the colour
	Words string        // what it means
}

// Drawing is one of a chart's two drawings.
type Drawing struct {
	Name string        // wide, narrow or map
	SVG  template.HTML // the drawing
}
