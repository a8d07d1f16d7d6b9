package spec

// ExampleNames are the names of the reply's examples, in the order of the
// document, without those that stand in no file that is read.
func (r *Reply) ExampleNames() []string {
	var names []string
	for name, example := range r.media().Own("examples").Members() {
		if example.Deref().Own("value") != nil {
			names = append(names, name)
		}
	}
	return names
}

// ExampleNamed is an example of the reply by its name, and whether there is one.
func (r *Reply) ExampleNamed(name string) (any, bool) {
	value := r.media().Own("examples").Own(name).Deref().Own("value")
	if value == nil {
		return nil, false
	}
	return jsonDecoded(value), true
}

func (r *Reply) media() *node { return r.node.Get("content").Own(r.key).Deref() }

// Examples are all example bodies of the reply, those of every media type.
func (r *Reply) Examples() []any {
	var out []any
	for _, media := range r.node.Get("content").Members() {
		if n := media.Get("example"); n != nil {
			out = append(out, n.Value())
		}
		for name := range media.Get("examples").Members() {
			if n := media.Get("examples", name, "value"); n != nil {
				out = append(out, n.Value())
			}
		}
	}
	return out
}
