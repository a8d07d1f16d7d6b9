package mockserver

import (
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// bearer is who brings a token that holds rights.
type bearer struct {
	name     string
	rights   spec.Rights
	disabled bool
}

// bearerOf reads a token that names permissions.
func (c *model) bearerOf(token string) (bearer, bool) {
	names := []string{token}
	if c.contract.Permissions.Rights(token).Len() == 0 {
		names = strings.Split(token, "+")
	}
	rights := c.contract.Permissions.Rights()
	for _, name := range names {
		one := c.contract.Permissions.Rights(name)
		if one.Len() == 0 {
			return bearer{}, false
		}
		rights.Add(one)
	}
	return bearer{name: token, rights: rights}, true
}
