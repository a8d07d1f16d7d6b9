package mockserver

import "time"

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
