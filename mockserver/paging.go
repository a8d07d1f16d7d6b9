package mockserver

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/mockserver/internal/state"
	"github.com/cotalker/rolecall/spec"
)

// paging is how a list is asked for page by page, and what its reply says of
// the next one.
type paging struct {
	limit, page, offset, cursor string   // names of parameters, "" for none
	firstPage                   int      // 0 where pages are counted from there
	firstOffset                 int      // 1 where records are counted from there
	strict                      bool     // a cursor that no page gave is refused: the document says how
	counts                      bool     // the reply tells something that all matches are needed for
	link                        bool     // the reply has a Link header of RFC 8288
	totals                      []string // headers of the reply that tell how many match
	next                        *spec.Schema
}

// usualPage is how many records a page holds where neither the document nor the
// request says so.
const usualPage = 20

func (p *paging) plan(op *spec.Operation) {
	for _, param := range append(op.Query[:len(op.Query):len(op.Query)], op.Action.Where...) {
		switch param.Filter.Kind {
		case spec.Page:
			p.page, p.firstPage = param.Name, 1
			if param.Default != nil && jsonvalue.Text(param.Default) == "0" {
				p.firstPage = 0
			}
		case spec.Offset:
			if p.offset = param.Name; countsFromOne(param) {
				p.firstOffset = 1
			}
		case spec.Cursor:
			p.cursor = param.Name
			refusal := op.Refusal(spec.BadParameter)
			p.strict = refusal.Documented && refusal.Status != http.StatusNotFound
		}
	}
	success, a := op.Success(), op.Action
	for _, h := range success.Headers {
		p.link = p.link || strings.EqualFold(h.Name, "Link")
		if success.Holds && success.Many && tellsTotal(h) {
			p.totals = append(p.totals, http.CanonicalHeaderKey(h.Name))
		}
	}
	words := map[string]slot{}
	placePage(op, words)
	p.counts = a.Total != "" || a.Next != "" || a.More != "" || p.link || len(p.totals) > 0 || len(words) > 0
	if a.Next != "" {
		p.next = success.Schema.At(a.Next)
	}
}

// totalNames are what headers are called that tell how many records match, without
// hyphens and the X before them.
var totalNames = []string{
	"totalcount", "total", "totalitems", "totalresults", "totalrecords", "totalelements", "totalentries", "resultcount", "itemscount",
	"paginationtotal", "paginationtotalcount", "paginationtotalitems", "paginationcount", "wptotal", "listtotal", "counttotal",
}

// tellsTotal tells whether a header of a list says how many records match.
func tellsTotal(h *spec.Parameter) bool {
	name := strings.TrimPrefix(strings.ToLower(h.Name), "x-")
	return slices.Contains(totalNames, strings.ReplaceAll(name, "-", "")) && (h.Schema.Valid(jsonInt(7)) || h.Schema.Valid("7"))
}

// countsFromOne tells whether a number that is not below one is what a parameter
// begins with.
func countsFromOne(p *spec.Parameter) bool {
	return p.Default != nil && jsonvalue.Text(p.Default) == "1" || !p.Accepts([]string{"0"})
}

// pageInfo says what follows the page that was found, of so many matches.
func (x *exchange) pageInfo(count int) pageInfo {
	p, l := &x.endpoint.list.paging, &x.listing
	end := l.Offset() + len(x.page)
	info := pageInfo{
		total: count, page: l.Page - 1 + p.firstPage, size: l.Limit, offset: l.Offset() + p.firstOffset,
		first: l.Offset() == 0, last: end >= count,
	}
	for _, name := range p.totals {
		x.header[name] = []string{strconv.Itoa(count)}
	}
	if !p.counts {
		return info
	}
	more := len(x.page) > 0 && end < count
	if p.link {
		x.linkPages(count, end, more)
	}
	if !more {
		return info
	}
	name, value := p.step(l, end)
	info.next = p.nextJSON(x.request.Host, x.addressOf(name, value), value)
	return info
}

// linkPages says in a header of RFC 8288 where the next page is, and where pages have
// numbers the first, the one before and the last.
func (x *exchange) linkPages(count, end int, more bool) {
	p, l := &x.endpoint.list.paging, &x.listing
	var links []string
	add := func(rel, name, value string) {
		links = append(links, "<"+x.addressOf(name, value).RequestURI()+`>; rel="`+rel+`"`)
	}
	numbered := p.cursor == "" && (p.offset != "" || p.page != "") && l.Limit > 0 && l.Limit < count
	if numbered && l.Offset() > 0 {
		name, value := p.step(l, 0)
		add("first", name, value)
		name, value = p.step(l, max(min(l.Offset(), pagesOf(count, l.Limit)*l.Limit)-l.Limit, 0))
		add("prev", name, value)
	}
	if more {
		name, value := p.step(l, end)
		add("next", name, value)
	}
	if numbered && more {
		name, value := p.step(l, (pagesOf(count, l.Limit)-1)*l.Limit)
		add("last", name, value)
	}
	if len(links) > 0 {
		x.header["Link"] = []string{strings.Join(links, ", ")}
	}
}

// addressOf is that of the request with another value of a parameter, "" for none.
func (x *exchange) addressOf(name, value string) *url.URL {
	address := *x.request.URL
	address.Path = x.prefix + address.Path
	if address.RawPath != "" {
		address.RawPath = x.prefix + address.RawPath
	}
	query := address.Query()
	if name != "" {
		query.Set(name, value)
	}
	address.RawQuery = query.Encode()
	return &address
}

// step is the parameter that leads to the page that begins behind so many records, and
// its value.
func (p *paging) step(l *state.Listing, end int) (name, value string) {
	switch {
	case p.cursor != "":
		return p.cursor, cursorOf(end)
	case p.offset != "":
		return p.offset, strconv.Itoa(end + p.firstOffset)
	case p.page != "":
		return p.page, strconv.Itoa(end/max(l.Limit, 1) + p.firstPage)
	}
	return "", ""
}

// nextJSON is the way to the next page as the reply's member wants it: a number,
// an address or a cursor.
func (p *paging) nextJSON(host string, address *url.URL, value string) string {
	absolute := url.URL{Scheme: "http", Host: host, Path: address.Path, RawQuery: address.RawQuery}
	if p.next.Type() == "integer" || p.next.Type() == "number" {
		return value
	}
	texts := []string{value, absolute.String(), address.RequestURI()}
	if p.cursor == "" {
		texts = []string{absolute.String(), address.RequestURI(), value}
	}
	for _, text := range texts {
		if text != "" && p.next.ValidText(text) {
			return string(jsonvalue.Append(nil, text))
		}
	}
	return "true" // for a list that says no more than that there is more
}

// A cursor is opaque to clients: it holds how many matches stand before it.
func cursorOf(offset int) string { return "c" + strconv.FormatInt(int64(offset), 36) }

func cursorOffset(text string) int {
	offset, err := strconv.ParseInt(strings.TrimPrefix(text, "c"), 36, 32)
	if err != nil || cursorOf(int(offset)) != text {
		return 0
	}
	return max(int(offset), 0)
}

// isCursor tells whether a text is a cursor that a page gave, or one that the document
// shows, which stands for the beginning, as an empty one does.
func isCursor(p *spec.Parameter, text string) bool {
	shown := func(value any) bool { return jsonvalue.Text(value) == text }
	return text == "" || cursorOf(cursorOffset(text)) == text || p.Default != nil && shown(p.Default) || slices.ContainsFunc(p.Examples(), shown)
}
