package jsonvalue

// Clone is a decoded value that shares nothing with another.
func Clone(value any) any {
	switch v := value.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, below := range v {
			out[name] = Clone(below)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = Clone(item)
		}
		return out
	}
	return value
}

// Text is a text as it is, and anything else as JSON.
func Text(value any) string {
	text, isText := value.(string)
	if !isText {
		text = string(Append(nil, value))
	}
	return text
}
