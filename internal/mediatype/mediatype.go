// Package mediatype reads the names of media types.
//
//	mediatype.IsJSON("application/problem+json; charset=utf-8") // true
package mediatype

import "strings"

// JSON is the media type of JSON.
const JSON = "application/json"

// JSONPatch and MergePatch are the media types of changes to a JSON value, of RFC
// 6902 and RFC 7396.
const (
	JSONPatch  = "application/json-patch+json"
	MergePatch = "application/merge-patch+json"
)

// Of is a media type without its parameters, in small letters.
func Of(text string) string {
	name, _, _ := strings.Cut(text, ";")
	return strings.ToLower(strings.TrimSpace(name))
}

// Covers tells whether a media type is the declared one, or of its range: text/*, or application/*+json
// as frameworks of .NET write it.
func Covers(declared, media string) bool {
	name, media := Of(declared), Of(media)
	before, after, ranged := strings.Cut(name, "*")
	switch {
	case media == "":
		return false
	case !ranged:
		return name == media
	case name == "*/*":
		return true
	}
	return len(media) > len(before)+len(after) && strings.HasPrefix(media, before) && strings.HasSuffix(media, after)
}

// IsJSON tells whether a media type is JSON, or of its family.
func IsJSON(text string) bool {
	switch name := Of(text); name {
	case JSON, "text/json", "application/*", "*/*":
		return true
	default:
		return strings.HasSuffix(name, "+json")
	}
}
