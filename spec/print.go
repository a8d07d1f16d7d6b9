package spec

import "fmt"

// Print writes the document, as "yaml" or "json", with every anchor and merge key resolved, its
// members in the order of the source. The OpenAPI version is "3.1" or "3.0";
// for 3.0 the role names of security move to x-roles, since 3.0 allows them for
// OAuth alone.
func (c *Contract) Print(format, version string) ([]byte, error) {
	var root *node
	switch version {
	case "3.1":
		root = c.root
	case "3.0":
		root = downgrade(c.root, documentObject)
	default:
		return nil, fmt.Errorf("printing the contract as OpenAPI %q: it can be written as 3.1 or 3.0", version)
	}
	switch format {
	case "json":
		return root.JSON(), nil
	case "yaml":
		return root.YAML(), nil
	}
	return nil, fmt.Errorf("printing the contract as %q: it can be written as yaml or json", format)
}
