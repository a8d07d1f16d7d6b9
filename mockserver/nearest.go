package mockserver

import (
	"strings"

	"github.com/cotalker/rolecall/internal/spelling"
	"github.com/cotalker/rolecall/spec"
)

// pathBook holds the paths of a contract, for who has mistyped one.
type pathBook struct {
	segments []string // each once
	paths    []knownPath
}

// knownPath is one of them.
type knownPath struct {
	segments []int
	first    *spec.Operation
}

func newPathBook(c *spec.Contract) *pathBook {
	b := &pathBook{}
	numbers, seen := map[string]int{}, map[string]bool{}
	for _, op := range c.Operations {
		parts := segmentsOf(op.Path)
		if seen[op.Path] || len(parts) > maxSegments || len(b.paths) == maxCompared {
			continue
		}
		seen[op.Path] = true
		path := knownPath{make([]int, len(parts)), op}
		for i, part := range parts {
			if _, known := numbers[part]; !known {
				numbers[part] = len(b.segments)
				b.segments = append(b.segments, part)
			}
			path.segments[i] = numbers[part]
		}
		b.paths = append(b.paths, path)
	}
	return b
}

func segmentsOf(path string) []string { return strings.Split(strings.TrimPrefix(path, "/"), "/") }

// What is compared to find the path that was meant is bounded, for requests of
// any length and contracts of any size.
const (
	maxMistyped  = 200 // bytes of a path
	maxSegments  = 12
	maxCompared  = 2000 // paths of the contract
	maxUnlike    = 5    // how far the path that was meant may be away
	addedSegment = 2    // how far a segment takes away that is too many or missing
	otherWord    = 99
)

// noPath refuses a path that the contract does not have, and names the one that
// may be meant. Before both stands what was cut off the request's path.
func (s *Server) noPath(prefix, path string) *refusal {
	if s.noHints {
		return s.unknownPath
	}
	near, op := s.paths.nearest(path)
	if op == nil {
		return s.unknownPath
	}
	h := hint{where: s.contract.PathPosition(op), nearest: prefix + near}
	return s.refuseAs(&spec.Refusal{Status: spec.NoPath.Status()}, spec.NoPath, nil, "the contract has no such path; did you mean "+h.nearest+"?", h)
}

// nearest is the path of the contract that differs least from one that it does not
// have, its keys filled in with what stands there, and its first operation; nil where none is
// like it.
func (b *pathBook) nearest(path string) (string, *spec.Operation) {
	sent := segmentsOf(path)
	if len(path) > maxMistyped || len(sent) > maxSegments {
		return "", nil
	}
	for len(sent) > 1 && sent[len(sent)-1] == "" { // a slash at the end
		sent = sent[:len(sent)-1]
	}
	a := aligner{book: b, sent: sent, unlike: make([]int, len(sent)*len(b.segments))}
	best, least, longer := "", maxUnlike+1, 0
	var op *spec.Operation
	for _, known := range b.paths {
		more := len(known.segments) - len(sent)
		if more = max(more, -more); addedSegment*more > least {
			continue
		}
		if far := a.align(known.segments); far < least || far == least && more < longer { // a word misspelt before a word too few
			best, op, least, longer = a.filled(known.segments), known.first, far, more
		}
	}
	return best, op
}

// aligner finds how to make a path of the contract of one that was sent, by
// putting segments in, taking them out and respelling them.
type aligner struct {
	book   *pathBook
	sent   []string
	unlike []int // of each word sent and segment of the book, with 1 added; 0 for not known yet
	steps  [maxSegments + 1][maxSegments + 1]step
}

// step is the best way to make so many segments of so many words.
type step struct {
	far     int
	literal bool // a word of the contract was met
	from    byte
}

const (
	respelled byte = iota
	takenOut
	putIn
)

// align is how far the words are from a path.
func (a *aligner) align(known []int) int {
	a.steps[0][0] = step{}
	for j, number := range known {
		add := addedSegment
		if isKey(a.book.segments[number]) {
			add = otherWord // nobody knows what to put there
		}
		a.steps[0][j+1] = step{far: a.steps[0][j].far + add, from: putIn}
	}
	for i := range a.sent {
		a.steps[i+1][0] = step{far: a.steps[i][0].far + addedSegment, from: takenOut}
		for j, number := range known {
			key := isKey(a.book.segments[number])
			best := a.steps[i][j]
			best = step{best.far + a.apart(i, number), best.literal || !key && a.sent[i] != "", respelled}
			if out := a.steps[i][j+1]; out.far+addedSegment < best.far {
				best = step{out.far + addedSegment, out.literal, takenOut}
			}
			if in := a.steps[i+1][j]; !key && in.far+addedSegment < best.far {
				best = step{in.far + addedSegment, in.literal, putIn}
			}
			a.steps[i+1][j+1] = best
		}
	}
	end := a.steps[len(a.sent)][len(known)]
	if !end.literal {
		return otherWord
	}
	return end.far
}

// filled is the path that was aligned last, with the words for its keys.
func (a *aligner) filled(known []int) string {
	out := ""
	for i, j := len(a.sent), len(known); i > 0 || j > 0; {
		switch from := a.steps[i][j].from; {
		case from == takenOut:
			i--
			continue
		case from == respelled:
			i--
		}
		j--
		segment := a.book.segments[known[j]]
		if isKey(segment) {
			segment = a.sent[i]
		}
		out = "/" + segment + out
	}
	return out
}

// apart is unlike, worked out once for each word and segment.
func (a *aligner) apart(word, segment int) int {
	known := &a.unlike[word*len(a.book.segments)+segment]
	if *known == 0 {
		*known = 1 + unlike(a.sent[word], a.book.segments[segment])
	}
	return *known - 1
}

func isKey(segment string) bool { return strings.Contains(segment, "{") }

// unlike is how far a word is from a segment of the contract.
func unlike(word, segment string) int {
	switch {
	case isKey(segment):
		if word == "" {
			return otherWord
		}
		return 0
	case word == segment:
		return 0
	case strings.EqualFold(word, segment), strings.TrimSuffix(word, "s") == strings.TrimSuffix(segment, "s"):
		return 1
	}
	most := max(2, len(segment)/3)
	if more := len(word) - len(segment); max(more, -more) > most {
		return otherWord
	}
	if far := spelling.Distance(word, segment); far <= most {
		return 1 + far
	}
	return otherWord
}
