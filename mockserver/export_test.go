package mockserver

import "time"

// Hurry has large bodies wait for room, and arrive, in less time.
func (s *Server) Hurry(wait, patience time.Duration) {
	s.intake.wait, s.intake.patience = wait, patience
}
