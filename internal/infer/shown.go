package infer

// shown finds lists of records that nobody makes, changes or reads one by one: a GET
// that replies a list of objects with ids, of no collection that is known.
func (d *doc) shown() {
	names := d.names()
	for _, o := range d.operations {
		if o.method != "get" || o.fixed() || o.items == nil || keyOf(o.path) != "" || o.items.node.Own("x-resource") != nil || d.about(o) {
			continue
		}
		c := &collection{path: o.path, resource: o.items, shown: true}
		if c.id = idByName(c); c.id == "" {
			continue
		}
		c.name = nameOf(c.path, names)
		names[c.name] = true
		d.found = append(d.found, c)
		d.parents(c)
		d.act(o, c, "list", "lists records that nobody writes", append([]any{"at", o.listAt}, o.pages(d.shapes)...)...)
	}
}
