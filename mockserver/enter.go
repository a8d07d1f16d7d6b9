package mockserver

import "strings"

// enter makes of what a log-in or a register sends what is stored of whoever asks:
// a password that no reply has is not kept, and the record's token is one that opens.
func (x *exchange) enter(changes map[string]any) {
	s := x.endpoint.Action.Resource.Schema
	for name := range changes {
		if s.Member(name) == nil && strings.Contains(strings.ToLower(name), "password") {
			delete(changes, name)
		}
	}
	for _, m := range s.Members() {
		if token, is := x.server.model.TokenFor(&m); is && changes != nil {
			changes[m.Name] = token
		}
	}
}
