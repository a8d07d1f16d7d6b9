package independent

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

func (q *question) emails() {
	c := q.c
	emails := q.values["email"]
	if emails == nil {
		return
	}
	for _, email := range emails {
		if !c.plain(email) && !c.fault("email-malformed-matches-none") {
			q.say("email", "is no email")
		}
	}
	if c.fault("email-last-only") {
		emails = emails[len(emails)-1:]
	}
	if c.fault("email-first-only") {
		emails = emails[:1]
	}
	if c.fault("email-comma-list") {
		emails = strings.Split(emails[0], ",")
	}
	q.filter("email", func(u user) bool {
		return slices.ContainsFunc(emails, func(email string) bool {
			return strings.EqualFold(email, u.email) && !c.fault("email-filter-case-counts") || email == u.email ||
				c.fault("email-filter-part") && strings.Contains(strings.ToLower(u.email), strings.ToLower(email)) ||
				c.fault("email-filter-pattern") && pattern(email).MatchString(u.email)
		})
	})
}

func pattern(text string) *regexp.Regexp {
	re, err := regexp.Compile("(?i)^" + text + "$")
	if err != nil {
		return regexp.MustCompile(`$^`)
	}
	return re
}

// found says whether a search finds a user.
func (c *call) found(text string, u user) bool {
	looks := []string{u.names, u.lastName, u.email}
	switch {
	case c.fault("search-names-only"):
		looks = looks[:1]
	case c.fault("search-not-last-name"):
		looks = []string{u.names, u.email}
	case c.fault("search-not-email"):
		looks = looks[:2]
	case c.fault("search-not-names"):
		looks = looks[1:]
	case c.fault("search-job-title-too") && u.jobTitle != nil:
		looks = append(looks, *u.jobTitle)
	case c.fault("search-display-name-too") && u.displayName != nil:
		looks = append(looks, *u.displayName)
	case c.fault("search-second-last-name-too") && u.second != nil:
		looks = append(looks, *u.second)
	case c.fault("search-full-name"):
		looks = append(looks, u.names+" "+u.lastName)
	case c.fault("search-id-too"):
		looks = append(looks, u.id)
	}
	if c.fault("search-words") {
		words := strings.Fields(text)
		return len(words) > 0 && slices.ContainsFunc(words, func(word string) bool { return c.lookIn(looks, word) })
	}
	return c.lookIn(looks, text)
}

func (c *call) lookIn(looks []string, text string) bool {
	for _, look := range looks {
		if c.fault("search-case-counts") {
			if strings.Contains(look, text) {
				return true
			}
			continue
		}
		if c.fault("search-ascii-case") {
			if strings.Contains(lowerASCII(look), lowerASCII(text)) {
				return true
			}
			continue
		}
		look, text := strings.ToLower(look), strings.ToLower(text)
		switch {
		case c.fault("search-from-start"):
			if strings.HasPrefix(look, text) {
				return true
			}
		case c.fault("search-whole"):
			if look == text {
				return true
			}
		case c.fault("search-pattern"):
			if re, err := regexp.Compile(text); err == nil && re.MatchString(look) {
				return true
			}
		case c.fault("search-like"):
			if pattern(".*" + strings.NewReplacer("%", ".*", "_", ".", ".", `\.`, "+", `\+`).Replace(text) + ".*").MatchString(look) {
				return true
			}
		case strings.Contains(look, text):
			return true
		}
	}
	return false
}

func lowerASCII(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 32
		}
		return r
	}, text)
}

func (c *call) has(u user, id string) bool {
	switch {
	case c.fault("access-role-first-only"):
		return len(u.roles) > 0 && u.roles[0] == id
	case c.fault("access-role-last-only"):
		return len(u.roles) > 0 && u.roles[len(u.roles)-1] == id
	case c.fault("access-role-only"):
		return len(u.roles) == 1 && u.roles[0] == id
	case c.fault("access-role-active-only"):
		c.s.mu.Lock()
		defer c.s.mu.Unlock()
		r := c.s.roles[id]
		return r != nil && r.active && slices.Contains(u.roles, id)
	}
	return slices.Contains(u.roles, id)
}

// dates reads the five bounds of a date.
func (q *question) dates(name string, of func(user) time.Time) {
	c := q.c
	for suffix, holds := range map[string]func(int) bool{
		"":     func(n int) bool { return n == 0 },
		"_gt":  func(n int) bool { return n > 0 || n == 0 && c.fault(name+"_gt-with-bound") },
		"_gte": func(n int) bool { return n > 0 || n == 0 && !c.fault(name+"_gte-without-bound") },
		"_lt":  func(n int) bool { return n < 0 || n == 0 && c.fault(name+"_lt-with-bound") },
		"_lte": func(n int) bool { return n < 0 || n == 0 && !c.fault(name+"_lte-without-bound") },
	} {
		text, given := q.first(name + suffix)
		if !given {
			continue
		}
		t, err := time.Parse(time.RFC3339, text)
		if err != nil && c.fault("dates-without-time") {
			t, err = time.Parse(time.DateOnly, text)
		}
		if err != nil && c.fault("bad-dates-ignored") {
			continue
		}
		if err != nil {
			q.say(name+suffix, "is no date")
			continue
		}
		if c.fault("offsets-ignored") {
			t = time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
		}
		unit := time.Millisecond
		if c.fault("dates-in-seconds") {
			unit = time.Second
		}
		field := of
		if c.fault("modified-filters-created") && name == "modified" {
			field = func(u user) time.Time { return u.created }
		}
		q.filter(name+suffix, func(u user) bool {
			if c.fault("dates-finer-than-shown") {
				return holds(field(u).Compare(t))
			}
			return holds(field(u).Truncate(unit).Compare(t.Truncate(unit)))
		})
	}
}
