package spec

// SchemaNames are the names of the document's schemas, those in
// components/schemas, in its order.
func (c *Contract) SchemaNames() []string {
	var names []string
	for name := range c.Root.Get("components", "schemas").Members() {
		names = append(names, name)
	}
	return names
}

// SchemaNamed is a schema of components/schemas, nil for none.
func (c *Contract) SchemaNamed(name string) *Schema {
	return c.schemas.at(c.Root.Get("components", "schemas").Own(name), stored)
}
