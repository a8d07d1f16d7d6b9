package infer

import "slices"

// placed finds paths below one record of what is there or not, and is shown: PUT or POST
// makes it and DELETE takes it away, both replying no more than GET does. What the body
// has need not be what is shown: how it is to be made is the server's business. That GET
// may find nothing the document has to say, or it might be there for ever.
func (d *doc) placed() {
	names := d.names()
	for _, path := range d.paths {
		read, gone, put := d.doing(path, "get"), d.doing(path, "delete"), d.doing(path, "put")
		if put == nil {
			put = d.doing(path, "post")
		}
		if keyOf(path) != "" || read == nil || gone == nil || put == nil || slices.ContainsFunc([]*operation{read, gone, put}, (*operation).fixed) {
			continue
		}
		c := &collection{path: path, resource: read.one, absent: true}
		if !d.isPlaced(c, read, gone, put) || d.holds(path) || d.setsOf(put) {
			continue
		}
		c.name = nameOf(path, names)
		names[c.name] = true
		d.found = append(d.found, c)
		d.parents(c)
		d.act(read, c, "read", "shows it where it is there", "at", read.oneAt, "single", true)
		d.act(put, c, "add", "lets it be there", "at", put.oneAt, "single", true)
		d.act(gone, c, "delete", "takes it away", "single", true)
	}
}

// isPlaced tells whether operations at a path are about one thing below a record, which
// is no part of the record and no list.
func (d *doc) isPlaced(c *collection, read, gone, put *operation) bool {
	holders := d.at(above(c.path))
	return len(holders) > 0 && c.resource != nil && read.mayMiss() && read.listAt == "" && c.resource.node.Own("x-resource") == nil &&
		put.one.isExactly(c.resource) && put.listAt == "" && !put.several && (gone.silent("") || gone.blankAt != "") && gone.body == nil && !gone.several &&
		!slices.ContainsFunc(holders, func(h *collection) bool { return h.resource.same(c.resource) })
}

// mayMiss tells whether a document has a reply of an operation for what is not there.
func (o *operation) mayMiss() bool {
	return slices.ContainsFunc([]string{"404", "410", "4XX", "4xx", "default"}, func(status string) bool { return o.node.Get("responses", status) != nil })
}
