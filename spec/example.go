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

func (r *Reply) media() *Node { return r.Node.Get("content").Own(r.key).Deref() }
