package independent

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

var (
	digits     = regexp.MustCompile(`^[0-9]+$`)
	repeatable = map[string]bool{"email": true, "id": true, "ids": true}
)

// question is a query, parameter by parameter.
type question struct {
	c       *call
	values  map[string][]string
	wrong   []string
	matches []func(user) bool
}

func (c *call) ask(known []string) *question {
	q := &question{c: c, values: c.r.URL.Query()}
	for name, values := range q.values {
		if !slices.Contains(known, name) {
			if !c.fault("unknown-parameters-ignored") {
				q.say(name, "is unknown")
			}
			continue
		}
		if len(values) > 1 && !repeatable[name] && !c.fault("repeated-parameters-taken") && !c.fault(name+"-given-twice-taken") {
			q.say(name, "is given twice")
		}
	}
	return q
}

func (q *question) say(name, text string) { q.wrong = append(q.wrong, name+" "+text) }

func (q *question) first(name string) (string, bool) {
	values := q.values[name]
	if len(values) == 0 {
		return "", false
	}
	return values[0], true
}

// choice reads a parameter that has a few values.
func (q *question) choice(name, otherwise string, values ...string) string {
	text, given := q.first(name)
	if !given {
		return otherwise
	}
	if q.c.fault("choices-any-case") {
		text = strings.ToLower(text)
	}
	if !slices.Contains(values, text) {
		if !q.c.fault(name + "-other-ignored") {
			q.say(name, "is none of "+strings.Join(values, ", "))
		}
		return otherwise
	}
	return text
}

func (q *question) ids(name string) []string {
	values := q.values[name]
	for _, id := range values {
		if !q.c.isID(id) && !q.c.fault(name+"-malformed-matches-none") {
			q.say(name, "is no id")
		}
	}
	if q.c.fault(name+"-last-only") && len(values) > 1 {
		values = values[len(values)-1:]
	}
	if q.c.fault(name+"-first-only") && len(values) > 1 {
		values = values[:1]
	}
	return values
}

// filter narrows the matches by one parameter.
func (q *question) filter(name string, match func(user) bool) {
	if q.c.fault(name + "-ignored") {
		return
	}
	q.matches = append(q.matches, match)
}

var userParameters = []string{
	"email", "id", "search", "accessRole", "isActive", "limit", "page", "count", "orderBy",
	"created", "created_gt", "created_gte", "created_lt", "created_lte", "modified", "modified_gt", "modified_gte", "modified_lt", "modified_lte",
}

// listUsers is GET of many users.
func (c *call) listUsers() *refusal {
	if !c.s.has("listing") {
		return c.listByEmail()
	}
	q := c.ask(userParameters)
	if refused := q.broken(); refused != nil {
		return refused
	}
	limit, page := q.window()
	counting := q.choice("count", "false", "true", "false")
	order := q.choice("orderBy", "", "asc", "desc")
	q.emails()
	if given := q.values["id"]; given != nil {
		ids := q.ids("id")
		q.filter("id", func(u user) bool { return slices.Contains(ids, u.id) })
	}
	if text, given := q.first("search"); given {
		q.filter("search", func(u user) bool { return c.found(text, u) })
	}
	if _, given := q.first("accessRole"); given {
		id := q.ids("accessRole")[0]
		q.filter("accessRole", func(u user) bool { return c.has(u, id) })
	}
	switch q.choice("isActive", "all", "all", "true", "false") {
	case "true":
		q.filter("isActive", func(u user) bool { return u.active || c.fault("active-true-is-all") })
	case "false":
		q.filter("isActive", func(u user) bool { return !u.active || c.fault("active-false-is-all") })
	case "all":
		if _, given := q.first("isActive"); c.fault("active-only-unless-given") && !given || c.fault("active-all-is-true") && given {
			q.filter("isActive", func(u user) bool { return u.active })
		}
	}
	q.dates("created", func(u user) time.Time { return u.created })
	q.dates("modified", func(u user) time.Time { return u.modified })
	if len(q.wrong) > 0 {
		if c.fault("bad-query-is-422") {
			return no(422, "OP-3", strings.Join(q.wrong, "; "))
		}
		return no(400, "OP-3", strings.Join(q.wrong, "; "))
	}

	found := c.sorted(c.s.chosen(q), order)
	count := len(found)
	shownPage := paged(c, found, limit, page)
	if c.fault("count-of-page") {
		count = len(shownPage)
	}
	if c.fault("count-of-all") {
		c.s.mu.Lock()
		count = len(c.s.order)
		c.s.mu.Unlock()
	}
	if c.fault("count-at-most-100") {
		count = min(count, 100)
	}
	data := map[string]any{"users": c.shownAll(shownPage)}
	if (counting == "true" || c.fault("count-always") || c.fault("count-when-named") && q.values["count"] != nil) && !c.fault("count-never") {
		data["count"] = count
		if c.fault("count-as-text") {
			data["count"] = strconv.Itoa(count)
		}
	}
	if c.fault("many-unwrapped") {
		return c.send(200, data["users"])
	}
	if c.fault("none-is-404") && len(found) == 0 {
		return no(404, "OP-2", "no one is so")
	}
	return c.send(200, data)
}

// listByEmail is GET of many users where no more than email is known.
func (c *call) listByEmail() *refusal {
	q := &question{c: c, values: c.r.URL.Query()}
	emails := q.values["email"]
	out := []user{}
	for _, u := range c.s.chosen(q) {
		if len(emails) == 0 && len(out) < 40 || slices.ContainsFunc(emails, func(email string) bool { return strings.EqualFold(email, u.email) }) {
			out = append(out, u)
		}
	}
	return c.send(200, map[string]any{"users": c.shownAll(out)})
}

// chosen are the users that a question is about, as they came.
func (s *server) chosen(q *question) []user {
	s.mu.Lock()
	out := []user{}
	for _, id := range s.order {
		out = append(out, s.users[id].copy())
	}
	s.mu.Unlock()
	return slices.DeleteFunc(out, func(u user) bool {
		if q.c.fault("filters-ored") && len(q.matches) > 0 {
			return !slices.ContainsFunc(q.matches, func(match func(user) bool) bool { return match(u) })
		}
		if q.c.fault("last-filter-only") && len(q.matches) > 0 {
			return !q.matches[len(q.matches)-1](u)
		}
		return slices.ContainsFunc(q.matches, func(match func(user) bool) bool { return !match(u) })
	})
}
