package spec

import (
	"reflect"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// hasOther tells whether a schema uses more than what a fastPath reads. Whatever a
// later release of the library adds counts as more.
func hasOther(s *jsonschema.Schema) bool {
	if s.DraftVersion != 2020 {
		return true
	}
	rest := reflect.ValueOf(s).Elem()
	for i := range rest.NumField() {
		field := rest.Type().Field(i)
		if field.IsExported() && !read[field.Name] && !isEmpty(rest.Field(i)) {
			return true
		}
	}
	return false
}

func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Map, reflect.Slice:
		return v.Len() == 0
	}
	return v.IsZero()
}

// read are the keywords that a fastPath reads, and those that ask nothing of a value.
var read = map[string]bool{
	"Types": true, "Enum": true, "Format": true, "Pattern": true, "MinLength": true, "MaxLength": true,
	"Minimum": true, "Maximum": true, "Items2020": true, "MinItems": true, "MaxItems": true, "UniqueItems": true,
	"Properties": true, "Required": true, "AdditionalProperties": true, "MinProperties": true, "MaxProperties": true,
	"Ref": true, "AllOf": true,

	"DraftVersion": true, "Location": true, "ID": true, "Anchor": true, "Title": true, "Description": true, "Default": true,
	"Comment": true, "ReadOnly": true, "WriteOnly": true, "Examples": true, "Deprecated": true,
}
