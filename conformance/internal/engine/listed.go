package engine

import "github.com/cotalker/rolecall/spec"

// one is a body of an action whose one record stands in a list, with one record in
// it: checks want to know which was made. Where none is found that fits, the body is
// as it was.
func one(op *spec.Operation, body any, mark string) any {
	member, items := op.BodyRecords()
	object, isObject := body.(map[string]any)
	list, _ := body.([]any)
	if isObject {
		list, _ = object[member].([]any)
	}
	if len(list) > 0 {
		list = list[:1]
	} else {
		for _, optional := range []bool{false, true} {
			if made := Sample(items, mark, optional); items.Valid(made) {
				list = []any{made}
			}
		}
		if len(list) == 0 {
			return body
		}
	}
	if isObject {
		object[member] = list
		return object
	}
	return list
}
