package engine

import "github.com/cotalker/rolecall/spec"

// OncePerOperation runs the step that asks for the usual replies of an operation, once a
// run. A check that comes after one whose step ended early ends as that did.
func (s *Session) OncePerOperation(op *spec.Operation, step func()) {
	defer s.Lock("sample " + op.ID)()
	s.mu.Lock()
	done, ended := s.shared.usual[op.ID], s.shared.failedUsual[op.ID]
	s.shared.usual[op.ID] = true
	s.mu.Unlock()
	if ended != nil {
		panic(ended)
	}
	if done {
		return
	}
	defer func() {
		if ended := recover(); ended != nil {
			s.mu.Lock()
			s.shared.failedUsual[op.ID] = ended
			s.mu.Unlock()
			panic(ended)
		}
	}()
	step()
}

// AskUsualAnew has an operation sampled again by the next who wants it.
func (s *Session) AskUsualAnew(op *spec.Operation) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.shared.usual, op.ID)
}
