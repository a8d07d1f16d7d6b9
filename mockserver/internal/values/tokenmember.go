package values

import (
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// IssueTokens puts the token of the persona with all rights into the members of a
// reply that are tokens. Where the token itself holds the rights, no log-in is behind
// such a reply, and an app would be shut out with the token of an example.
func (c *Maker) IssueTokens(s *spec.Schema, value any) { c.issueTokens(s, value, 0) }

// maxTokenDepth is how deep a token is looked for.
const maxTokenDepth = 4

func (c *Maker) issueTokens(s *spec.Schema, value any, depth int) {
	if c.FullToken == "" || depth > maxTokenDepth {
		return
	}
	object, _ := value.(map[string]any)
	for name, member := range object {
		var own *spec.Schema // nil for any
		if m := s.Names(name); m != nil {
			own = m.Schema
		}
		if _, isText := member.(string); isText && isTokenName(name) && own.Valid(c.FullToken) {
			object[name] = c.FullToken
			continue
		}
		c.issueTokens(own, member, depth+1)
	}
}

func isTokenName(name string) bool {
	switch strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(name)) {
	case "token", "accesstoken", "authtoken", "sessiontoken", "bearertoken", "jwt":
		return true
	}
	return false
}

// TokenFor is the token that a member of a record gets: that with all rights, where
// the member is one and tokens hold rights.
func (c *Maker) TokenFor(m *spec.Member) (token string, is bool) {
	return c.FullToken, c.FullToken != "" && isTokenName(m.Name) && m.Schema.Type() == "string" && m.Schema.Valid(c.FullToken)
}
