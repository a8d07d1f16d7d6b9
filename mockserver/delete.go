package mockserver

// deleteOne takes a record away, and all that stands below it.
func (x *exchange) deleteOne() *refusal {
	return x.write(func() *refusal {
		w := x.state
		c := w.Writable(x.endpoint.Action.Resource)
		r, refused := x.target(c)
		if refused != nil {
			return refused
		}
		w.Remove(c, r)
		if x.endpoint.Action.Single {
			w.NoteSingleDeleted(c, r.Parents)
		}
		x.answerWith(r)
		return nil
	})
}
