package spec

// types are the JSON types that a schema wants, a bit each; 0: any.
type types uint8

const (
	nullType types = 1 << iota
	booleanType
	textType
	arrayType
	objectType
	numberType
	integerType
)

var typeBits = map[string]types{
	"null": nullType, "boolean": booleanType, "string": textType, "array": arrayType, "object": objectType,
	"number": numberType, "integer": integerType,
}

func typesOf(names []string) types {
	var out types
	for _, name := range names {
		out |= typeBits[name]
	}
	return out
}

// typeBit is the type of a value that is neither text nor a number of a request.
func typeBit(v any) types {
	switch v.(type) {
	case nil:
		return nullType
	case bool:
		return booleanType
	case []any:
		return arrayType
	case map[string]any:
		return objectType
	}
	return numberType
}

// hold tells whether one of these types is wanted.
func (t types) hold(any types) bool { return t == 0 || t&any != 0 }
