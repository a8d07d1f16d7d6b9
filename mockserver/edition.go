package mockserver

import "net/http"

// SetTrouble has the console say what keeps the mock from taking over an edit of
// its files, "" for nothing. A mock that takes the place of another has none.
func (s *Server) SetTrouble(text string) { s.trouble.Store(&text) }

// edition tells which contract is served, and what keeps a newer one out: the
// console asks for it again and again, to show what is so now.
func (c *controlCall) edition() (int, any, error) {
	out := map[string]any{"digest": c.server.contract.Digest(), "title": c.server.contract.Title}
	if trouble := c.server.trouble.Load(); trouble != nil && *trouble != "" {
		out["trouble"] = *trouble
	}
	return http.StatusOK, out, nil
}
