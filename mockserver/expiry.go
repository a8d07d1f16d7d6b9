package mockserver

import (
	"time"

	"github.com/cotalker/rolecall/internal/printable"
)

// expired lets go of a world that is in the store no more, for nobody used it.
func (s *Server) expired(name string, idle time.Duration) {
	if w := s.worlds.find(name); w != nil && time.Since(w.Used()) > idle {
		s.worlds.dropThis(w)
	}
	s.tellWarning("world " + printable.Line(name) + " was deleted from the store: nobody used it for " + idle.String())
}
