package independent

import (
	"slices"
	"strings"
)

// user reads what a body says about a user; known are the members that it may
// have.
func (r *reading) user(body map[string]any, at string, known []string) change {
	c := r.c
	var out change
	if body == nil {
		r.say(at, "is no object")
		return out
	}
	for member, value := range body {
		pointer := at + "/" + member
		if c.fault("members-any-case") {
			for _, name := range known {
				if strings.EqualFold(name, member) {
					member = name
				}
			}
		}
		if !slices.Contains(known, member) {
			r.unknown(member, pointer, value, &out)
			continue
		}
		switch member {
		case "email":
			out.email = r.text(pointer, value, 0)
			if out.email != nil && !c.plain(*out.email) {
				r.say(pointer, "is no email")
			}
		case "jobTitle":
			least := 0
			if c.fault("job-title-not-empty") {
				least = 1
			}
			out.jobTitle = r.text(pointer, value, least)
		case "isActive":
			out.active = r.flag(pointer, value)
		case "accessRoles":
			out.roles = r.texts(pointer, value, c.isID)
		case "password":
			least := 8
			if c.fault("password-of-7") {
				least = 7
			}
			if c.fault("password-of-9") {
				least = 9
			}
			if c.fault("password-of-any-length") {
				least = 0
			}
			out.password = r.text(pointer, value, least)
			if out.password != nil && (c.fault("password-over-72-refused") && len(*out.password) > 72 || c.fault("password-over-100-refused") && len(*out.password) > 100) {
				r.say(pointer, "is too long")
			}
		case "name":
			r.name(pointer, value, &out)
		}
	}
	return out
}

func (r *reading) unknown(member, pointer string, value any, out *change) {
	c := r.c
	if c.fault("unknown-ignored") && !slices.Contains(readOnly, member) && !slices.Contains(userMembers, member) ||
		c.fault("read-only-ignored") && slices.Contains(readOnly, member) || c.fault("ignored-"+member) ||
		c.fault("bulk-email-ignored") && c.noun == "users" && member == "email" {
		return
	}
	text, _ := value.(string)
	if c.fault("bulk-password-written") && member == "password" {
		out.password = &text
		return
	}
	if c.fault("created-written") && member == "createdAt" {
		out.created = &text
		return
	}
	if c.fault("id-written") && member == "_id" && c.r.Method == "POST" {
		out.id = &text
		return
	}
	r.say(pointer, "is unknown here")
}

// name reads the members of a name.
func (r *reading) name(at string, value any, out *change) {
	if value == nil && r.c.fault("null-name") {
		return
	}
	members, is := value.(map[string]any)
	if text, isText := value.(string); isText && r.c.fault("name-as-text") {
		members, is = map[string]any{"names": text}, true
	}
	if !is {
		r.say(at, "is no object")
		return
	}
	if len(members) == 0 && r.c.fault("empty-name-refused") && r.c.r.Method == "PATCH" {
		r.say(at, "is empty")
	}
	out.nameReplaced = true
	for member, value := range members {
		pointer := at + "/" + member
		switch member {
		case "names":
			least := 1
			if r.c.fault("names-may-be-empty") {
				least = 0
			}
			out.names = r.text(pointer, value, least)
		case "lastName":
			least := 0
			if r.c.fault("last-name-not-empty") {
				least = 1
			}
			out.lastName = r.text(pointer, value, least)
		case "displayName":
			out.displayName = r.text(pointer, value, 0)
		case "secondLastName":
			out.second = r.text(pointer, value, 0)
		default:
			if !r.c.fault("unknown-in-name-ignored") {
				r.say(pointer, "is unknown")
			}
		}
	}
}

// plain says whether an email is a good one.
func (c *call) plain(email string) bool {
	if c.fault("email-unchecked") || c.fault("email-with-an-at") && strings.Contains(email, "@") ||
		c.fault("email-of-two-ats") && strings.Count(email, "@") == 2 && !strings.ContainsAny(email, " ") ||
		c.fault("email-with-spaces") && strings.Count(email, "@") == 1 && !strings.HasPrefix(email, "@") ||
		c.fault("email-empty") && email == "" {
		return true
	}
	if c.fault("email-without-plus") && strings.Contains(email, "+") || c.fault("email-lower-case-only") && strings.ToLower(email) != email {
		return false
	}
	return plainEmail.MatchString(email)
}
