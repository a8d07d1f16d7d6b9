package state

import (
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// Bearer is who brings a token that holds rights.
type Bearer struct {
	Name     string
	Rights   spec.Rights
	Disabled bool
}

// BearerOf reads a token that names permissions.
func (c *Model) BearerOf(token string) (Bearer, bool) {
	names := []string{token}
	if c.Contract.Permissions.Rights(token).Len() == 0 {
		names = strings.Split(token, "+")
	}
	rights := c.Contract.Permissions.Rights()
	for _, name := range names {
		one := c.Contract.Permissions.Rights(name)
		if one.Len() == 0 {
			return Bearer{}, false
		}
		rights.Add(one)
	}
	return Bearer{Name: token, Rights: rights}, true
}
