package infer

import "slices"

// singles finds paths with one record: it is read there and written, and there is
// no list of such. A key at the path's end may be anything.
func (d *doc) singles() {
	names := d.names()
	for _, read := range d.operations {
		if read.method != "get" || read.fixed() {
			continue
		}
		resource := read.one
		if resource == nil || slices.ContainsFunc(d.found, func(c *collection) bool {
			return slices.ContainsFunc(c.paths(), func(c *collection) bool { return c.path == read.path || c.item == read.path })
		}) ||
			resource.node.Own("x-resource") != nil {
			continue
		}
		if at := read.listAt; d.rewritten(read) && read.whole.identified() {
			// a record of its own, which holds a list
		} else if at == "." || slices.Contains(listNames, plainName(at)) || plainName(at) == plainName(last(read.path)) {
			continue // a list of what no path names one of
		}
		if read.ofCaller() && slices.ContainsFunc(d.found, func(c *collection) bool { return c.item != "" && len(c.parents) == 0 && c.resource.isExactly(resource) }) {
			continue // one of a collection
		}
		if up := d.doing(above(read.path), "get"); up != nil && keyOf(read.path) == "" {
			if up.one.same(resource) && (up.one.isExactly(resource) || !d.rewritten(read)) {
				continue // a part of it, or another way to it
			}
		}
		c := &collection{path: read.path, resource: resource}
		writes := false
		if keyOf(read.path) != "" && d.doing(read.path, "delete") != nil {
			writes = true
		}
		for _, method := range []string{"put", "patch", "post"} {
			if o := d.doing(read.path, method); o != nil && (o.writes(resource) || o.patch) {
				if _, many, is := o.is(resource); o.silent(c.id) || o.blankAt != "" || is && !many {
					writes = true
				}
			}
		}
		if !writes && !d.entered(read) {
			continue
		}
		if c.id = resource.called("id"); keyOf(read.path) != "" || !isID(resource.at(c.id)) {
			c.id = ""
		}
		c.name = nameOf(c.path, names)
		names[c.name] = true
		d.found = append(d.found, c)
		d.parents(c)
		if at, _, is := read.is(resource); is {
			d.act(read, c, "read", "reads the one there is", "at", at, "single", true)
		}
		d.change(d.doing(c.path, "put"), c, "replace", "put as a whole", true)
		d.change(d.doing(c.path, "patch"), c, "update", "changes some of it", true)
		d.change(d.doing(c.path, "post"), c, "update", "POST at one record is its change", true)
		if o := d.doing(c.path, "delete"); o != nil {
			d.act(o, c, "delete", "takes it away", "single", true)
		}
	}
}

// rewritten tells whether what is read at a path is written there in the very same
// schema.
func (d *doc) rewritten(read *operation) bool {
	return slices.ContainsFunc(d.byPath[read.path], func(o *operation) bool {
		return (o.method == "put" || o.method == "patch") && o.one.isExactly(read.one) && (o.patch || o.body.within(read.one))
	})
}

// entered tells whether a register or a log-in replies what is read of whoever asks.
func (d *doc) entered(read *operation) bool {
	return read.ofCaller() && slices.ContainsFunc(d.operations, func(o *operation) bool {
		return o.method == "post" && len(keys(o.path)) == 0 && !o.several && o.one.isExactly(read.one) && o.writes(read.one) && d.doing(o.path, "get") == nil
	})
}
