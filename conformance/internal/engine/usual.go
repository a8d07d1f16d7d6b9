package engine

import "github.com/cotalker/rolecall/spec"

// OncePerOperation runs the step that asks for the usual replies of an operation, once a
// run. A check that comes after one whose step ended early ends as that did.
func (s *Session) OncePerOperation(op *spec.Operation, step func()) {
	defer s.Lock("sample " + op.ID)()
	s.Mu.Lock()
	done, ended := s.Samples[op.ID], s.Unsampled[op.ID]
	s.Samples[op.ID] = true
	s.Mu.Unlock()
	if ended != nil {
		panic(ended)
	}
	if done {
		return
	}
	defer func() {
		if ended := recover(); ended != nil {
			s.Mu.Lock()
			s.Unsampled[op.ID] = ended
			s.Mu.Unlock()
			panic(ended)
		}
	}()
	step()
}

// AskUsualAnew has an operation sampled again by the next who wants it.
func (s *Session) AskUsualAnew(op *spec.Operation) {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	delete(s.Samples, op.ID)
}
