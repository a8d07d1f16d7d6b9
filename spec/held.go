package spec

import "github.com/santhosh-tekuri/jsonschema/v6"

// beside visits the schemas that a value is held to beside one that it is held to.
func beside(s *jsonschema.Schema, visit func(*jsonschema.Schema)) {
	one := func(others ...*jsonschema.Schema) {
		for _, other := range others {
			if other != nil {
				visit(other)
			}
		}
	}
	one(s.Ref, s.RecursiveRef, s.Not, s.If, s.Then, s.Else)
	if s.DynamicRef != nil {
		one(s.DynamicRef.Ref)
	}
	one(s.AllOf...)
	one(s.AnyOf...)
	one(s.OneOf...)
	for _, other := range s.DependentSchemas {
		one(other)
	}
	for _, other := range s.Dependencies {
		if other, is := other.(*jsonschema.Schema); is {
			one(other)
		}
	}
}

// anyName and anyItem are for all members and all items.
const (
	anyName = ""
	anyItem = -1
)

// ofMembers visits the schemas that a member of a value is held to, or may be.
func ofMembers(s *jsonschema.Schema, name string, visit func(*jsonschema.Schema)) {
	if name == anyName {
		for _, other := range s.Properties {
			visit(other)
		}
	} else {
		also(s.Properties[name], visit)
	}
	for _, other := range s.PatternProperties {
		visit(other)
	}
	also(s.AdditionalProperties, visit)
	also(s.UnevaluatedProperties, visit)
	also(s.PropertyNames, visit)
}

// ofItems visits the schemas that an item of a value is held to, or may be.
func ofItems(s *jsonschema.Schema, i int, visit func(*jsonschema.Schema)) {
	listed := s.PrefixItems
	if older, is := s.Items.([]*jsonschema.Schema); is {
		listed = older
	}
	for k, other := range listed {
		if i == anyItem || i == k {
			visit(other)
		}
	}
	also(s.Items, visit)
	also(s.AdditionalItems, visit)
	also(s.Items2020, visit)
	also(s.UnevaluatedItems, visit)
	also(s.Contains, visit)
}

// also visits what is a schema, of what may be something else.
func also(other any, visit func(*jsonschema.Schema)) {
	if schema, is := other.(*jsonschema.Schema); is && schema != nil {
		visit(schema)
	}
}
