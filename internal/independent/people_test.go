package independent

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// shown is a user as a reply shows it.
func (c *call) shown(u user) person {
	modified, created := u.modified, u.created
	p := person{
		Modified: stamp(modified), Created: stamp(created), Active: u.active, Email: u.email, ID: u.id, JobTitle: u.jobTitle,
		Name:  nameShown{Names: u.names, LastName: &u.lastName, DisplayName: u.displayName, Second: u.second, Initials: u.names[:min(1, len(u.names))]},
		Roles: slices.Clone(u.roles), Company: company, Extra: map[string]any{"tags": nil, "seen": 0, "c": c.leaked(u)},
	}
	if len(u.roles) == 0 {
		p.Roles = []string{}
		if c.fault("no-roles-as-null") {
			p.Roles = nil
		}
		if c.fault("no-roles-left-out") {
			p.Roles = nil
		}
	}
	if c.fault("last-name-left-out") && u.lastName == "" {
		p.Name.LastName = nil
	}
	if c.fault("empty-texts-left-out") {
		for _, text := range []**string{&p.JobTitle, &p.Name.DisplayName, &p.Name.Second} {
			if *text != nil && **text == "" {
				*text = nil
			}
		}
	}
	if c.fault("unset-as-empty") {
		empty := ""
		for _, text := range []**string{&p.JobTitle, &p.Name.DisplayName, &p.Name.Second} {
			if *text == nil {
				*text = &empty
			}
		}
	}
	if c.fault("display-name-made-up") && p.Name.DisplayName == nil {
		full := strings.TrimSpace(u.names + " " + u.lastName)
		p.Name.DisplayName = &full
	}
	if c.fault("email-shown-lower") {
		p.Email = strings.ToLower(p.Email)
	}
	if c.fault("seconds-only") {
		p.Modified, p.Created = modified.Format(time.RFC3339), created.Format(time.RFC3339)
	}
	if c.fault("microseconds") {
		p.Modified, p.Created = modified.Format("2006-01-02T15:04:05.000000Z"), created.Format("2006-01-02T15:04:05.000000Z")
	}
	if c.fault("zeros-dropped") {
		p.Modified, p.Created = modified.Format("2006-01-02T15:04:05.999Z"), created.Format("2006-01-02T15:04:05.999Z")
	}
	if c.fault("offset-for-z") {
		p.Modified, p.Created = modified.Format("2006-01-02T15:04:05.000+00:00"), created.Format("2006-01-02T15:04:05.000+00:00")
	}
	if c.fault("password-hash-shown") {
		p.Password = fmt.Sprintf("%x", u.hash)
	}
	if c.fault("password-masked") && len(u.hash) > 0 {
		p.Password = "********"
	}
	if c.fault("ids-upper-case") {
		p.ID = strings.ToUpper(p.ID)
	}
	return p
}

func (c *call) shownAll(list []user) []person {
	out := []person{}
	for _, u := range list {
		out = append(out, c.shown(u))
	}
	if len(out) == 0 && c.fault("empty-list-as-null") {
		return nil
	}
	return out
}

// isOwn says whether the path names an id that can be.
func (c *call) wellNamed() *refusal {
	if !c.isID(c.id) {
		if c.fault("malformed-id-is-404") {
			return no(404, "OP-4", "no one has that id")
		}
		if c.fault("malformed-id-is-422") {
			return no(422, "OP-4", "that is no id")
		}
		return no(400, "OP-4", "that is no id")
	}
	return nil
}

func (c *call) readUser() *refusal {
	if refused := c.wellNamed(); refused != nil {
		return refused
	}
	c.s.mu.Lock()
	u, known := c.s.users[c.id]
	var found user
	if known {
		found = u.copy()
	}
	c.s.mu.Unlock()
	if !known || c.fault("disabled-are-hidden") && !found.active {
		return no(404, "OP-4", "no one has that id")
	}
	if c.fault("stale-by-version") {
		c.s.caches.mu.Lock()
		if held, seen := c.s.caches.stale[c.version+c.id]; seen {
			found = held
		}
		c.s.caches.stale[c.version+c.id] = found
		c.s.caches.mu.Unlock()
	}
	if c.fault("stale-by-caller") {
		c.s.caches.mu.Lock()
		if held, seen := c.s.caches.stale[c.caller.id+c.id]; seen {
			found = held
		}
		c.s.caches.stale[c.caller.id+c.id] = found
		c.s.caches.mu.Unlock()
	}
	if c.fault("one-as-many") {
		return c.send(200, map[string]any{"users": []person{c.shown(found)}})
	}
	if c.fault("one-unwrapped") {
		return c.write(200, c.shown(found))
	}
	return c.send(200, c.shown(found))
}

func (s *server) find(id string) *user {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, known := s.users[id]
	if !known {
		return nil
	}
	found := u.copy()
	return &found
}
