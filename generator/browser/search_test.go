package browser

import (
	"context"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"
	"modernc.org/quickjs"

	"vitrine/generator/bundle"
	"vitrine/generator/search"
	"vitrine/generator/source"

	"vitrine/generator/sitetest"
)

// searchScript runs the search page's own script, with MiniSearch, outside a
// browser.
func searchScript(t *testing.T) *quickjs.VM {
	t.Helper()
	sitetest.Packages(t)
	text, err := os.ReadFile("../../templates/assets/search.js")
	if err != nil {
		t.Fatal(err)
	}
	var problems source.Problems
	made := sitetest.Bundler(&problems)(bundle.Script{Name: "templates/assets/search.js", Text: string(text) + "\nexport { MiniSearch, query };", Global: "script"})
	if made == nil {
		t.Fatal(problems.Sorted())
	}
	vm, err := quickjs.NewVM()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { vm.Close() })
	for _, js := range []string{"globalThis.console = { warn() {} }; globalThis.setTimeout = () => 0;" + string(made),
		`globalThis.terms = (text) => JSON.stringify(script.terms(text));
		globalThis.indexed = (json) => {
			const all = new script.MiniSearch(script.options);
			all.addAll(JSON.parse(json));
			return JSON.stringify(all);
		};
		globalThis.found = (index, words) => JSON.stringify(script.MiniSearch.loadJS(JSON.parse(index), script.options).search(words, script.query).map((r) => r.id));`} {
		if _, err := vm.Eval(js, quickjs.EvalGlobal); err != nil {
			t.Fatal(err)
		}
	}
	return vm
}

func call(t *testing.T, vm *quickjs.VM, function string, args ...any) string {
	t.Helper()
	result, err := vm.Call(function, args...)
	if err != nil {
		t.Fatal(err)
	}
	text, ok := result.(string)
	if !ok {
		t.Fatalf("%s returns %v", function, result)
	}
	return text
}

// TestSearchTerms holds the two cutters of text equal: that of the build and
// that of the browser.
func TestSearchTerms(t *testing.T) {
	vm := searchScript(t)
	texts := []string{"", " ", "1,332 suspects", "1,332,500.75 kg; 12.5%", "don't l’été naïve Café", "中国公安部 2018年", "二〇一八年 〡 ⺀", "Việt Nam", "STRASSE Straße ΣΊΣΥΦΟΣ ς", "ﬁnance ½ Ⅷ ２０１８",
		"a_b-c/d\\e", "🙂 ok 👩‍👩‍👧", "ខ្មែរ ລາວ ไทย العَرَبِيَّة", "e\u0301 \u0301", "\u202f1\u202f332\u202f500", "1.332'500 1’000", "İstanbul", "x²", "１,２３４", "カタカナ ひらがな", "traf\u00adfick\u00ading 1,\u2060332"}
	random := rand.New(rand.NewPCG(3, 4))
	letters := []rune("\u00ad\u2060aBc1 2,.3'\u00a0\u202féÉßΣςσ中カひ-_–—½ﬁİıǅᾳ\u0301\u0e48กខ្ـا🙂²٣߁")
	for range 3000 {
		var b strings.Builder
		for range random.IntN(14) {
			b.WriteRune(letters[random.IntN(len(letters))])
		}
		texts = append(texts, b.String())
	}
	for _, text := range texts {
		var want []string
		if err := json.Unmarshal([]byte(call(t, vm, "terms", text)), &want); err != nil {
			t.Fatal(err)
		}
		if got := search.Terms(text); !slices.Equal(got, want) {
			t.Errorf("%q is %q in the build and %q in the browser", text, got, want)
		}
	}
	for _, number := range []string{"1,332,500", "1\u00a0332\u00a0500", "1\u202f332\u2009500", "1.332’500"} {
		if got := search.Terms(number + " people"); !slices.Equal(got, []string{"1332500", "people"}) {
			t.Errorf("the terms of %q are %q", number, got)
		}
	}
}

// TestSearchIndex holds the index of the build against the one that MiniSearch
// would make of the same pages.
func TestSearchIndex(t *testing.T) {
	vm := searchScript(t)
	documents := []search.Document{
		{Path: "/a/", Kind: "Reports", Title: "One operation, two totals", Summary: "Five outlets; 1,332 suspects.", Text: "the the operation of 1,332 and </script>"},
		{Path: "/b/", Kind: "Dataset", Title: "Patrols", Summary: "", Text: ""},
		{Path: "/c/", Title: "中国公安部", Summary: "Patrols of 2018", Text: "patrol patrols"},
	}
	var entries []search.Entry
	var forJS []map[string]string
	for _, d := range documents {
		entries = append(entries, search.Analyse(d))
		forJS = append(forJS, map[string]string{"id": d.Path, "kind": d.Kind, "title": d.Title, "summary": d.Summary, "text": d.Text})
	}
	text, err := json.Marshal(forJS)
	if err != nil {
		t.Fatal(err)
	}
	parse := func(text string) map[string]any {
		t.Helper()
		var v map[string]any
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			t.Fatal(err)
		}
		terms := v["index"].([]any)
		slices.SortFunc(terms, func(a, b any) int { return strings.Compare(a.([]any)[0].(string), b.([]any)[0].(string)) })
		return v
	}
	ours, theirs := parse(string(search.Index(entries))), parse(call(t, vm, "indexed", string(text)))
	near := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-5 })
	if diff := cmp.Diff(theirs, ours, near); diff != "" {
		t.Errorf("MiniSearch's index and ours: %s", diff)
	}
	index := string(search.Index(entries))
	for words, want := range map[string][]string{"1332": {"/a/"}, "patrol": {"/b/", "/c/"}, "公安": {"/c/"}, "operatoin": {"/a/"}, "nothing": {}, "one suspects": {"/a/"}} {
		var got []string
		if err := json.Unmarshal([]byte(call(t, vm, "found", index, words)), &got); err != nil {
			t.Fatal(err)
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%q finds %q, not %q", words, got, want)
		}
	}
}

// TestSearchExcerpts: a number that is typed finds the sentence and the cell, which say where it stands.
func TestSearchExcerpts(t *testing.T) {
	ctx := Open(t)
	url := Serve(t, sitetest.Sample(t), "/mekong-record/")
	if err := chromedp.Do(ctx, chromedp.Navigate(url+"search/?q=1,332")); err != nil {
		t.Fatal(err)
	}
	const results = `(async () => {
		for (let i = 0; i < 100 && document.querySelectorAll('main mark').length < 2; i++) await new Promise((r) => setTimeout(r, 100));
		return [...document.querySelectorAll('ol.items li')].map((li) => [new URL(li.querySelector('a').href).hash, li.children[1].innerText, li.querySelector('mark')?.innerText].join('|'));
	})()`
	found, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](results, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Join(found, "\n")
	for _, want := range []string{"1,332 suspects were arrested, one says 1,322.|1,332",
		"#2018-06_2018-12.gt-2019.suspects|June to December 2018, Suspects arrested: 1,332"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not among\n%s", want, all)
		}
	}
}

// TestSearch finds a report by a figure in it, by keyboard, and loads the index
// only then.
func TestSearch(t *testing.T) {
	ctx := Open(t)
	site := sitetest.Sample(t)
	url := Serve(t, site, "/mekong-record/")
	w := Watch(t, ctx, strings.TrimSuffix(url, "/mekong-record/"))
	if err := chromedp.Do(ctx, chromedp.Navigate(url+"search/"), chromedp.WaitVisible(`form.search input`), chromedp.Sleep(300*time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	for address := range w.Sizes() {
		if strings.Contains(address, "search-") && strings.HasSuffix(address, ".json") {
			t.Error("the index is loaded before anybody searches")
		}
	}
	const found = `[...document.querySelectorAll('ol.items a')].map((a) => a.textContent).join('|')`
	for _, c := range [][2]string{
		{"patrol", "A decade of patrols on the Mekong"},
		{"detcted victims", "Detected victims of human trafficking, United Kingdom"},
		{"1,332", "One operation, two totals"},
	} {
		query, want := c[0], c[1]
		if err := chromedp.Do(ctx, chromedp.Navigate(url+"search/"), chromedp.Focus(`form.search input`), chromedp.SendKeys(`form.search input`, query)); err != nil {
			t.Fatal(err)
		}
		if list, err := chromedp.Run(ctx, chromedp.Poll[string](found+`.includes(`+strconv.Quote(want)+`) && `+found, chromedp.WithPollingTimeout(5*time.Second))); err != nil {
			now, _ := chromedp.Run(ctx, chromedp.Evaluate[string](found))
			t.Errorf("searching %q finds %q, not %q: %v %q", query, list, want, err, now)
		}
	}
	if err := chromedp.Do(ctx, chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(kb.Tab),
		chromedp.KeyEvent(kb.Enter)); err != nil {
		t.Fatal(err)
	}
	// What is asked while one page gives way to the next may never be answered.
	at := ""
	for try := 0; try < 20 && at != "/mekong-record/reports/joint-operation-2018/"; try++ {
		time.Sleep(100 * time.Millisecond)
		soon, cancel := context.WithTimeout(ctx, time.Second)
		at, _ = chromedp.Run(soon, chromedp.Evaluate[string](`location.pathname`))
		cancel()
	}
	if at != "/mekong-record/reports/joint-operation-2018/" {
		t.Errorf("Tab, Tab and Enter lead to %q", at)
	}
	w.Report(t, "the search")
}
