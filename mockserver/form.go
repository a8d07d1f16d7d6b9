package mockserver

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime/multipart"
	"net/url"
	"unicode/utf8"

	"github.com/cotalker/rolecall/spec"
)

// formBody reads a body of application/x-www-form-urlencoded as its schema wants
// it: the texts become what the members are.
func formBody(text []byte, s *spec.Schema) (any, error) {
	values, err := url.ParseQuery(string(text))
	if err != nil {
		return nil, err
	}
	return s.Form(values), nil
}

// multipartBody reads the parts of multipart/form-data. A file is its bytes, as
// text where they are text, else in base64.
func multipartBody(text []byte, boundary string, s *spec.Schema) (any, error) {
	values := url.Values{}
	reader := multipart.NewReader(bytes.NewReader(text), boundary)
	for {
		p, err := reader.NextPart()
		if err == io.EOF {
			return s.Form(values), nil
		}
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(p)
		if err != nil {
			return nil, err
		}
		if !utf8.Valid(content) {
			content = []byte(base64.StdEncoding.EncodeToString(content))
		}
		values.Add(p.FormName(), string(content))
	}
}
