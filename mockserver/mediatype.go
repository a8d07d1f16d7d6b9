package mockserver

import (
	"errors"
	"mime"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/mediatype"
	"github.com/cotalker/rolecall/spec"
)

// bodySyntax is how a body is read.
type bodySyntax byte

const (
	unknownSyntax bodySyntax = iota // of a media type that the operation does not take
	jsonSyntax
	formSyntax
	multipartSyntax
	otherSyntax // taken, and not looked into
)

// bodySyntax finds how the body is to be read by the media type that it is sent
// as, which must be one that the operation declares.
func (x *exchange) bodySyntax() (bodySyntax, string) {
	values := x.request.Header["Content-Type"]
	if len(values) != 1 {
		return unknownSyntax, ""
	}
	body := x.endpoint.Body
	if values[0] == body.MediaType && body.MediaType == jsonType[0] {
		return jsonSyntax, ""
	}
	media, parameters, err := mime.ParseMediaType(values[0])
	if errors.Is(err, mime.ErrInvalidMediaParameter) && slices.Contains(append(body.Media, body.MediaType), values[0]) {
		err = nil // it is sent as the document has it
	}
	if err != nil || !takes(body, media) {
		return unknownSyntax, ""
	}
	switch {
	case mediatype.IsJSON(media):
		return jsonSyntax, ""
	case media == "application/x-www-form-urlencoded":
		return formSyntax, ""
	case media == "multipart/form-data" && parameters["boundary"] != "":
		return multipartSyntax, parameters["boundary"]
	}
	return otherSyntax, ""
}

// takes tells whether one of a body's media types, or of their ranges, is media.
func takes(body *spec.Body, media string) bool {
	return strings.EqualFold(media, mediatype.Of(body.MediaType)) || declares(body.Media, media)
}

// declares tells whether one of some media types, or of their ranges, is media.
func declares(list []string, media string) bool {
	for _, declared := range list {
		if mediatype.Of(declared) == "*" || mediatype.Covers(declared, media) {
			return true
		}
	}
	return false
}

// bodyMedia are the media types of a body, the one that is checked first.
func bodyMedia(body *spec.Body) []string {
	out := []string{body.MediaType}
	for _, declared := range body.Media {
		if mediatype.Of(declared) != mediatype.Of(body.MediaType) {
			out = append(out, declared)
		}
	}
	return out
}
