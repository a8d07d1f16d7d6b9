package mockserver

import (
	"slices"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// pageWords are what members of a list's reply are called, in small letters without signs,
// that say which page it is.
var pageWords = map[string]slot{
	"page": pageSlot, "pagenumber": pageSlot, "currentpage": pageSlot, "pageno": pageSlot, "pageindex": pageSlot, "number": pageSlot,
	"size": sizeSlot, "pagesize": sizeSlot, "perpage": sizeSlot, "limit": sizeSlot,
	"totalpages": pagesSlot, "pages": pagesSlot, "pagecount": pagesSlot, "numpages": pagesSlot, "lastpage": pagesSlot,
	"offset": offsetSlot, "skip": offsetSlot,
	"first": firstSlot, "last": lastSlot,
	"numberofelements": hereSlot, "empty": emptySlot,
	"hasprevious": earlierSlot, "hasprev": earlierSlot, "haspreviouspage": earlierSlot, "hasprevpage": earlierSlot,
	"hasnext": laterSlot, "hasnextpage": laterSlot,
}

// placePage finds the members of a list's reply that say which page it is: beside the
// records, or in an object that is about the pages. The operation has to have the
// parameter that each repeats.
func placePage(op *spec.Operation, slots map[string]slot) {
	success := op.Success()
	if !success.Many || len(success.Envelope) == 0 {
		return
	}
	asks := func(kind spec.FilterKind) bool {
		return slices.ContainsFunc(op.Query, func(p *spec.Parameter) bool { return p.Filter.Kind == kind })
	}
	var look func(prefix string, s *spec.Schema)
	look = func(prefix string, s *spec.Schema) {
		for _, m := range s.Members() {
			name := strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(m.Name))
			if m.Schema.Type() == "object" && prefix == "" && slices.Contains([]string{"meta", "pagination", "paging", "page", "pageinfo", "pageable"}, name) {
				look(m.Name+".", m.Schema)
			}
			here, is := pageWords[name]
			kind := "integer"
			by := spec.Page
			switch here {
			case sizeSlot:
				by = spec.Limit
			case offsetSlot:
				by = spec.Offset
			case firstSlot, lastSlot, emptySlot, earlierSlot, laterSlot:
				kind = "boolean"
			}
			asked := here == hereSlot || here == emptySlot || asks(by)
			if _, taken := slots[prefix+m.Name]; is && !taken && !m.WriteOnly && m.Schema.Type() == kind && asked && takesPage(m.Schema, here) {
				slots[prefix+m.Name] = here
			}
		}
	}
	look("", success.Schema)
}

// takesPage tells whether a member takes what would be written there.
func takesPage(s *spec.Schema, here slot) bool {
	switch here {
	case firstSlot, lastSlot, emptySlot, earlierSlot, laterSlot:
		return s.Valid(true) && s.Valid(false)
	case pagesSlot, hereSlot: // of an empty list there is none
		return s.Valid(jsonInt(0)) && s.Valid(jsonInt(7))
	}
	return s.Valid(jsonInt(1)) && s.Valid(jsonInt(7))
}

// pagesOf is how many pages so many records make.
func pagesOf(total, size int) int {
	if size <= 0 {
		return min(total, 1)
	}
	return (total + size - 1) / size
}
