package mockserver

import (
	"time"

	"github.com/cotalker/rolecall/spec"
)

// SetIntakeTimes has large bodies wait for room, and arrive, in less time.
func (s *Server) SetIntakeTimes(wait, timeout time.Duration) {
	s.intake.wait, s.intake.timeout = wait, timeout
}

// ControlSource is the document of the control API.
func ControlSource() []byte { return controlSource }

// ControlRoutes are the method and the path of each operation of the control API.
func ControlRoutes() map[string]string {
	out := map[string]string{}
	for _, op := range controlOperations {
		out[op.id] = op.route
	}
	return out
}

// Age has a world be used so long ago.
func (w *World) Age(by time.Duration) { w.used.Store(time.Now().Add(-by).UnixNano()) }

// Place is where a record of the default world stands: the ids of what it stands below,
// its own, and what it says.
type Place struct {
	Parents []string
	ID      string
	JSON    string
}

// Places are those of the records of a resource.
func (s *Server) Places(r *spec.Resource) []Place {
	w := s.Worlds()[0].current.Load()
	w.Mu.RLock()
	defer w.Mu.RUnlock()
	var out []Place
	for record := range w.Of(r).All.From(0) {
		out = append(out, Place{record.Parents, record.ID, record.JSON})
	}
	return out
}
