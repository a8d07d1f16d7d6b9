package mockserver

import "time"

// SetIntakeTimes has large bodies wait for room, and arrive, in less time.
func (s *Server) SetIntakeTimes(wait, timeout time.Duration) {
	s.intake.wait, s.intake.timeout = wait, timeout
}
