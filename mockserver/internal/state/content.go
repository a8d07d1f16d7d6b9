package state

// Content is what a record holds beside its JSON: a file, a picture. It never
// changes, and is byte for byte what was sent.
type Content struct {
	Type  string // the media type that it was sent as
	Bytes []byte
}

// size is what a record takes in memory, in bytes.
func (r *Record) size() int {
	n := recordCost + len(r.JSON)
	if r.Content != nil {
		n += len(r.Content.Bytes)
	}
	return n
}

// content notes the content that a record was given.
func (e *Effects) content(c *Collection, r *Record) {
	e.kind(effectContent)
	e.number(uint64(c.Plan.Resource.Index))
	e.number(r.Seq)
	e.string(r.Content.Type)
	e.bytes(r.Content.Bytes)
}

// content gives a record the content that was noted.
func (r *effectReader) content(w *State) {
	c := r.collection(w)
	if c == nil {
		return
	}
	old := r.record(c)
	media, text := r.string(), r.bytes()
	if old == nil || r.err != nil {
		return
	}
	one := new(*old)
	one.Content = &Content{media, append([]byte(nil), text...)}
	w.Replace(c, old, one, map[string]any{})
}
