package independent

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// window is limit and page.
func (q *question) window() (limit, page int) {
	limit, page = 10, 1
	c := q.c
	if c.fault("limit-20-unless-given") {
		limit = 20
	}
	if text, given := q.first("limit"); given {
		n, err := strconv.Atoi(text)
		most, least := 100, 1
		if c.fault("limit-99-at-most") {
			most = 99
		}
		if c.fault("limit-0-is-all") {
			least = 0
		}
		switch {
		case c.fault("limit-clamped") && err == nil:
			n = max(1, min(n, 100))
		case c.fault("limit-101") && n == 101:
		case c.fault("limit-large") && err == nil && n > 100:
		case c.fault("limit-not-a-number-ignored") && err != nil:
			n = 10
		case c.fault("limit-negative-ignored") && err == nil && n < 0:
			n = 10
		case !digits.MatchString(text) || err != nil || n < least || n > most:
			q.say("limit", "is none of 1 to 100")
		}
		limit = n
		if n == 0 {
			limit = 1 << 20
		}
	}
	if text, given := q.first("page"); given {
		n, err := strconv.Atoi(text)
		if len(text) > 15 && digits.MatchString(text) && !c.fault("page-of-64-bits") {
			n, err = 1<<40, nil
		}
		if c.fault("page-of-32-bits") && n > 1<<31-1 {
			n = 1
		}
		least := 1
		if c.fault("page-from-0") {
			least = 0
		}
		switch {
		case c.fault("page-0-is-1") && text == "0":
			n = 1
		case c.fault("page-not-a-number-ignored") && err != nil:
			n = 1
		case c.fault("page-1000-at-most") && n > 1000:
			q.say("page", "is too large")
		case !digits.MatchString(text) || err != nil || n < least:
			q.say("page", "is no page")
		}
		page = n
		if c.fault("page-from-0") {
			page++
		}
	}
	return limit, page
}

// sorted orders users, which come as they were made.
func (c *call) sorted(list []user, order string) []user {
	if order == "" {
		switch {
		case c.fault("newest-first"):
			slices.Reverse(list)
		case c.fault("ordered-by-id"):
			slices.SortStableFunc(list, func(a, b user) int { return strings.Compare(a.id, b.id) })
		case c.fault("ordered-by-email"):
			slices.SortStableFunc(list, func(a, b user) int { return strings.Compare(a.email, b.email) })
		case c.fault("ordered-by-modified"):
			slices.SortStableFunc(list, func(a, b user) int { return a.modified.Compare(b.modified) })
		case c.fault("active-first"):
			slices.SortStableFunc(list, func(a, b user) int { return cmp.Compare(onlyIf(!a.active), onlyIf(!b.active)) })
		}
		return list
	}
	key := func(u user) time.Time { return u.modified.Truncate(time.Millisecond) }
	if c.fault("order-by-created") {
		key = func(u user) time.Time { return u.created.Truncate(time.Millisecond) }
	}
	if c.fault("order-finer-than-shown") {
		key = func(u user) time.Time { return u.modified }
	}
	if c.fault("ties-by-id") {
		slices.SortStableFunc(list, func(a, b user) int { return strings.Compare(a.id, b.id) })
	}
	slices.SortStableFunc(list, func(a, b user) int {
		n := key(a).Compare(key(b))
		if order == "desc" && !c.fault("desc-is-asc") || c.fault("asc-is-desc") && order == "asc" {
			return -n
		}
		return n
	})
	if c.fault("desc-ties-turned") && order == "desc" {
		slices.Reverse(list)
		slices.SortStableFunc(list, func(a, b user) int { return -key(a).Compare(key(b)) })
	}
	return list
}

func onlyIf(is bool) int {
	if is {
		return 1
	}
	return 0
}

// paged cuts one page out of a list.
func paged[T any](c *call, list []T, limit, page int) []T {
	from := len(list)
	if page-1 <= len(list)/limit {
		from = min(len(list), (page-1)*limit)
	}
	if c.fault("pages-overlap") && from > 0 {
		from--
	}
	if c.fault("pages-skip") && from > 0 {
		from = min(len(list), from+1)
	}
	if c.fault("page-beyond-repeats-last") && from >= len(list) && len(list) > 0 {
		from = (len(list) - 1) / limit * limit
	}
	if c.fault("page-beyond-repeats-first") && from >= len(list) {
		from = 0
	}
	if c.fault("page-ignored") {
		from = 0
	}
	end := min(len(list), from+limit)
	if c.fault("limit-one-more") {
		end = min(len(list), end+1)
	}
	if c.fault("limit-ignored") {
		end = len(list)
	}
	if c.fault("limit-50-at-most") {
		end = min(end, from+50)
	}
	return list[from:end]
}
