package independent

import (
	"fmt"
	"slices"
	"strings"
)

var (
	selfMembers = []string{"name", "jobTitle", "password"}
	closed      = []string{"accessRoles", "isActive", "email"}
)

// changeSelf is PATCH by a caller of itself.
func (c *call) changeSelf() *refusal {
	value, refused := c.decode()
	if refused != nil {
		return refused
	}
	members := object(value)
	known := slices.Clone(selfMembers)
	refusedMembers := []string{}
	for member, value := range members {
		if !slices.Contains(closed, member) {
			continue
		}
		admin := c.r.Header.Get("Admin") == "true"
		switch {
		case c.fault("self-writes-" + member), c.fault("self-as-admin-writes-"+member) && admin,
			c.fault("self-with-rights-writes-"+member) && c.mayWrite(map[string]any{member: value}, nil),
			c.fault("self-as-admin-with-rights-writes-"+member) && admin && c.mayWrite(map[string]any{member: value}, nil),
			c.fault("self-same-email-allowed") && member == "email" && value == c.caller.email,
			c.fault("self-same-email-in-any-case") && member == "email" && strings.EqualFold(fmt.Sprint(value), c.caller.email),
			c.fault("self-same-active-allowed") && member == "isActive" && value == c.caller.active,
			c.fault("self-disables") && member == "isActive" && value == false,
			c.fault("self-drops-roles") && member == "accessRoles" && len(texts(listOf(value))) == 0,
			c.fault("self-same-roles-allowed") && member == "accessRoles" && slices.Equal(texts(listOf(value)), c.caller.roles):
			known = append(known, member)
		default:
			refusedMembers = append(refusedMembers, member)
		}
	}
	denied := len(refusedMembers) > 0
	if denied && c.fault("self-ignores-closed") {
		for _, member := range refusedMembers {
			delete(members, member)
		}
		denied = false
		if len(members) == 0 {
			return c.send(200, c.shown(c.caller))
		}
	}
	if denied && c.fault("self-half-written") {
		for _, member := range refusedMembers {
			delete(members, member)
		}
		r := &reading{c: c}
		out := r.user(members, "", known)
		if len(r.wrong) == 0 && len(members) > 0 {
			c.s.mu.Lock()
			c.apply(c.s.users[c.caller.id], out)
			c.s.mu.Unlock()
		}
	}
	if denied && c.fault("self-closed-is-400") {
		return no(400, "PRM-14", "that is not yours to write")
	}
	if denied {
		return no(403, "PRM-14", "that is not yours to write")
	}
	if c.fault("self-may-not-rename") && members["name"] != nil {
		return no(403, "PRM-2", "that is not yours to write")
	}
	if c.fault("self-may-not-change-password") && members["password"] != nil {
		return no(403, "PRM-2", "that is not yours to write")
	}
	if c.fault("self-may-not-change-job") && members["jobTitle"] != nil {
		return no(403, "PRM-2", "that is not yours to write")
	}
	r := &reading{c: c}
	out := r.user(members, "", known)
	if value != nil && len(members) == 0 && !c.fault("empty-change-accepted") {
		r.say("", "says nothing")
	}
	if refused := r.refusal(); refused != nil {
		return refused
	}
	return c.commit(c.caller.id, out)
}

func listOf(value any) []any {
	list, is := value.([]any)
	if !is {
		return []any{"none"}
	}
	return list
}
