package checks

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// aboutPages are what objects of a list's reply are called that tell of its page.
var aboutPages = []string{"", "meta", "pagination", "paging", "page", "pageinfo", "pageable"}

// pageSize is how many records the pages hold whose members are looked at.
const pageSize = 2

// openAPIPageWords is the check of what a list says of its page. Names alone say what the
// members mean, so that what contradicts them is a warning.
func (b *builder) openAPIPageWords(op *spec.Operation) {
	limit := filterOf(op, spec.Limit)
	if op.Method != http.MethodGet || op.Action.Resource == nil || !limit.Accepts([]string{strconv.Itoa(pageSize)}) || !tellsPage(op.Success().Schema) {
		return
	}
	b.openAPI(engine.Check{
		Topic: engine.Queries, Rule: "STATE-6", Operation: op, Name: "page-members", Level: spec.SHOULD,
		Needs: engine.Needs{Features: limit.Features, Makes: fewRecords},
		Title: "a list says of its page what it is: its number and size, how many pages there are, whether it is the last",
		Run: func(t *engine.Trial) {
			c := t.CallOn(op, makeFew(t, op)).Without(limit)
			sized := wire.Query(limit.Name, strconv.Itoa(pageSize))
			x := t.SetUp(c.Send(t.Bootstrap(), sized))
			wantPageMembers(t, x, 0)
			page := filterOf(op, spec.Page)
			if page == nil || page.Default == nil && page.Accepts([]string{"0"}) { // or the first may be 0
				return
			}
			ask := func(number int) *wire.Exchange {
				return c.Without(page).Send(t.Bootstrap(), sized, wire.Query(page.Name, strconv.Itoa(number)))
			}
			if x := ask(firstPageOf(page) + 1); x.Success() { // or there is none any more
				wantPageMembers(t, x, firstPageOf(page)+1)
			}
			for range mostLastPages {
				number := lastPageOf(x, page)
				if number <= firstPageOf(page)+1 {
					return
				}
				if x = ask(number); !x.Success() {
					return
				}
				if lastPageOf(x, page) == number { // or other checks have made or deleted some meanwhile
					wantPageMembers(t, x, number)
					return
				}
			}
		},
	})
}

// mostLastPages is how often the last page is looked for.
const mostLastPages = 5

// lastPageOf is the number of the last page by what a list says of how many there are,
// 0 where it does not.
func lastPageOf(x *wire.Exchange, page *spec.Parameter) int {
	total, is := totalOf(x)
	if !is || total == 0 {
		return 0
	}
	return firstPageOf(page) + (total-1)/pageSize
}

// totalOf is how many records a list says that there are.
func totalOf(x *wire.Exchange) (int, bool) {
	at := x.Operation.Action.Total
	total, is := engine.WholeNumber(jsonvalue.ValueAt(x.JSON, at))
	return total, is && at != ""
}

// firstPageOf is the number of the first page, 0 or 1.
func firstPageOf(page *spec.Parameter) int {
	if page.Default != nil && jsonvalue.Text(page.Default) == "0" {
		return 0
	}
	return 1
}

// tellsPage tells whether a reply may have one of the members that are looked at.
func tellsPage(s *spec.Schema) bool {
	for _, m := range s.Members() {
		if plainly(m.Name) == "content" {
			continue
		}
		for _, one := range append([]spec.Member{m}, membersAbout(m)...) {
			if slices.Contains(pageWords, plainly(one.Name)) && (one.Schema.Type() == "integer" || one.Schema.Type() == "boolean") {
				return true
			}
		}
	}
	return false
}

func membersAbout(m spec.Member) []spec.Member {
	if m.Schema.Type() != "object" || !slices.Contains(aboutPages, plainly(m.Name)) {
		return nil
	}
	return m.Schema.Members()
}

func plainly(name string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(name))
}

// pageWords are the names of the members that are looked at, plain.
var pageWords = []string{
	"size", "pagesize", "perpage", "totalpages", "pagecount", "numpages", "number", "pagenumber", "currentpage", "numberofelements", "empty", "first", "last",
	"hasnext", "hasnextpage", "hasprevious", "hasprev", "haspreviouspage", "hasprevpage",
}

// wantPageMembers wants the members of a reply to agree with its records, with the total
// beside them, and with what was asked: the page of this number, 0 for the first without
// one.
func wantPageMembers(t *engine.Trial, x *wire.Exchange, number int) {
	found, is := x.Records()
	body, isObject := x.JSON.(map[string]any)
	if !is || !isObject {
		return
	}
	before := 0
	if page := filterOf(x.Operation, spec.Page); page != nil && number > 0 {
		before = (number - firstPageOf(page)) * pageSize
	}
	total, counted := totalOf(x)
	counted = counted && total >= before+len(found)
	for _, about := range aboutPages {
		object := body
		if about != "" {
			object = nil
			for name, value := range body {
				if inner, is := value.(map[string]any); is && plainly(name) == about {
					object = inner
				}
			}
		}
		for name, value := range object {
			want := pageMember(plainly(name), len(found), before, number, total, counted)
			_, saysWhether := value.(bool)
			_, wantsWhether := want.(bool)
			_, counts := engine.WholeNumber(value)
			if want != nil && (counts || saysWhether) && saysWhether == wantsWhether && fmt.Sprint(want) != jsonvalue.Text(value) {
				t.Fail(x, fmt.Sprintf("%s of %v, of a page of %d with %d records", name, want, pageSize, len(found)), jsonvalue.Text(value))
			}
		}
	}
}

// pageMember is what a member of this name says, nil for what is not known.
func pageMember(name string, here, before, number, total int, counted bool) any {
	switch name {
	case "size", "pagesize", "perpage":
		if here == pageSize { // others mean how many there are
			return pageSize
		}
	case "numberofelements":
		return here
	case "empty":
		return here == 0
	case "first":
		return before == 0
	case "hasprevious", "hasprev", "haspreviouspage", "hasprevpage":
		return before > 0
	case "number", "pagenumber", "currentpage":
		if number > 0 {
			return number
		}
	case "totalpages", "pagecount", "numpages":
		if counted && total > 0 {
			return (total + pageSize - 1) / pageSize
		}
	case "last":
		if counted && here > 0 {
			return before+here >= total
		}
	case "hasnext", "hasnextpage":
		if counted && here > 0 {
			return before+here < total
		}
	}
	return nil
}
